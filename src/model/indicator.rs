//! 成果指標: what is measured, from where, and where it shall be.

use std::collections::BTreeMap;

use super::{
    Decimal, Decimals, FiscalYear, FurtherPlace, Place, PlaceId, Quantity, Was, YearRange,
};
use crate::record;
use crate::record::{FieldType, Path, ValueSource, Visit, Walk};
use crate::span::{Span, Spanned};

/// Which values are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The larger the better.
    More,
    /// The smaller the better.
    Less,
    /// As near to the target as possible, on either side.
    Keep,
    /// In the range that the target is.
    Within,
}

impl Better {
    /// Each direction with its word in `indicators.yaml`.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::More, "more"),
        (Self::Less, "less"),
        (Self::Keep, "keep"),
        (Self::Within, "within"),
    ];
}

/// How far an indicator has come from its baseline towards its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// 達成: the target is met.
    Achieved,
    /// 前進: nearer than the baseline.
    Advanced,
    /// 横ばい: where the baseline was.
    Unchanged,
    /// 後退: farther than the baseline, or a level not kept.
    Receded,
    /// 未達成: the target is not met, and there is nothing to say more.
    NotReached,
    /// 未判定: a target in words of which the city does not say whether it is met.
    NotJudged,
    /// 未計測: no value for the evaluated year or before.
    NotMeasured,
}

impl Progress {
    /// Every level with its name in themes and its word for readers.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Achieved, "achieved", "達成"),
        (Self::Advanced, "advanced", "前進"),
        (Self::Unchanged, "unchanged", "横ばい"),
        (Self::Receded, "receded", "後退"),
        (Self::NotReached, "not_reached", "未達成"),
        (Self::NotJudged, "not_judged", "未判定"),
        (Self::NotMeasured, "not_measured", "未計測"),
    ];

    /// Whether only some books have indicators of this level: those without a baseline, or with a
    /// target in words.
    #[must_use]
    pub fn is_special(self) -> bool {
        matches!(self, Self::NotReached | Self::NotJudged)
    }
}

/// How 進捗率 is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProgressFormula {
    /// The share of the way from the baseline to the target.
    #[default]
    BaselineToTarget,
    /// The value as a share of the target.
    ActualToTarget,
    /// The value as a share of the next interim target.
    ActualToInterim,
}

impl ProgressFormula {
    /// Each formula with its word in `plan.yaml`.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::BaselineToTarget, "baseline-to-target"),
        (Self::ActualToTarget, "actual-to-target"),
        (Self::ActualToInterim, "actual-to-interim"),
    ];
}

record! {
    /// `indicators.yaml`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct IndicatorsFile {
        /// Every indicator, in order.
        indicators: Vec<Indicator> = required "成果指標";
    }
}

record! {
    /// One 成果指標.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Indicator {
        /// Its permanent id, used in addresses and data: `1-2-a`. It stays when the indicator moves to
        /// another basic plan.
        id: Spanned<String> = required "固定ID（半角）。例 1-2-a。基本計画の番号が変わっても、変えません";
        /// Its places and names in editions before.
        was: Vec<Was> = optional "前の版での名前と基本計画の番号。変わったときに";
        /// Where it belongs and is counted: an item of the framework, or a policy.
        node: Spanned<PlaceId> = required named "basic_plan" also "node" "どこの指標か。施策体系の番号（例 1、1-2）か、施策の番号（例 1-2-03）";
        /// The project of that policy that it is of, by name.
        project: Option<Spanned<String>> = optional "事業の指標なら、事業の名前。basic_plan は、その事業のある施策の番号";
        /// The further places where it is shown.
        further: Vec<FurtherPlace> = optional named "also_at" "ほかにも載せるところ。数えるのは basic_plan のところだけです";
        /// The quantity that is measured.
        name: Spanned<String> = required "何を測るか" as title;
        /// Its unit.
        unit: Spanned<String> = required "単位";
        /// Which values are good.
        better: Better = required "more（多いほどよい）、less（少ないほどよい）、keep（目標の値を保つ）、within（目標の範囲に入る）";
        /// Digits printed after the point.
        decimals: Decimals = or[Decimals(0)] "印刷する小数点以下のけた数";
        /// The measured values; `None` where a year was left out on purpose.
        values: Spanned<BTreeMap<FiscalYear, Spanned<Option<Quantity>>>>
            = required "年度ごとの値。測らなかった年度は ~。目標が言葉なら、言葉でも書けます";
        /// What the corrected values were corrected for.
        corrected: BTreeMap<FiscalYear, Spanned<String>> = optional "前の版から直した値の年度と、直した訳。例 { R4: 確報値に改めた }" as text;
        /// What the plan set out from; none where nothing was measured then.
        baseline: Option<Spanned<Baseline>> = optional "基準（策定時）の年度（values にある年度）か、年度の平均 { mean: R1-R5, value: 127 }。なければ書きません";
        /// What would come to be without the plan, by year.
        forecast: BTreeMap<FiscalYear, Spanned<Decimal>> = optional "何もしないときの推計値。目標の年度に書くと、策定時の値の代わりに、推計値から目標値までで進捗を計算します";
        /// The targets by year; the last is the final one.
        target: Spanned<BTreeMap<FiscalYear, Spanned<Quantity>>> = required "年度ごとの目標。最後が最終の目標。例 { R7: 150, R9: 200 }、{ R9: 50以上 }、{ R9: 策定 }";
        /// Whether the target is met, where that cannot be computed.
        reached: BTreeMap<FiscalYear, Spanned<bool>> = optional "言葉の目標に届いたか。年度ごとに。例 { R5: true }";
        /// Who measures it.
        source: Spanned<String> = required "だれが測るか" as text;
        /// How it is measured, or why it is not.
        note: Option<Spanned<String>> = optional "測り方や、測っていない理由" as text;
    }
    later {
        /// Its places: where it belongs, then the further ones where it is shown.
        places: Vec<Place>;
    }
    declared more;
}

/// What a plan set out from.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// The value of a year.
    Year(FiscalYear),
    /// The mean of several years.
    Mean(BaselineMean),
}

record! {
    /// A mean of several years.
    #[derive(Debug, Clone, PartialEq)]
    pub struct BaselineMean {
        /// The years.
        mean: Spanned<YearRange> = required "平均した年度。例 R1-R5";
        /// Their mean.
        value: Spanned<Decimal> = required "平均の値";
    }
}

impl FieldType for Baseline {
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.scalar_or(Self::Year, Self::Mean)
    }
}

impl Walk for Baseline {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        match self {
            Self::Year(year) => year.walk(path, visit),
            Self::Mean(mean) => mean.walk(path, visit),
        }
    }
}

impl Baseline {
    /// The year, or the last one of several.
    #[must_use]
    pub fn last_year(&self) -> Option<FiscalYear> {
        match self {
            Self::Year(year) => Some(*year),
            Self::Mean(mean) => mean.mean.to(),
        }
    }
}

impl Indicator {
    /// Where it belongs and is counted.
    #[must_use]
    pub fn first_place(&self) -> Option<Place> {
        self.places.first().copied()
    }

    /// The baseline's value.
    #[must_use]
    pub fn baseline_value(&self) -> Option<Quantity> {
        match &self.baseline.as_ref()?.value {
            Baseline::Year(year) => self.values.value.get(year).and_then(|v| v.value.clone()),
            Baseline::Mean(mean) => Some(Quantity::Number(mean.value.value)),
        }
    }

    /// The last year of the baseline.
    #[must_use]
    pub fn baseline_year(&self) -> Option<FiscalYear> {
        self.baseline.as_ref().and_then(|baseline| baseline.last_year())
    }

    /// The latest measured value after the baseline and up to `year`, and its year.
    #[must_use]
    pub fn current(&self, year: FiscalYear) -> Option<(FiscalYear, &Quantity)> {
        let baseline = self.baseline_year();
        self.values
            .value
            .range(..=year)
            .rev()
            .take_while(|(y, _)| baseline.is_none_or(|baseline| **y > baseline))
            .find_map(|(y, v)| v.value.as_ref().map(|v| (*y, v)))
    }

    /// The final target and its year.
    #[must_use]
    pub fn final_target(&self) -> Option<(FiscalYear, &Spanned<Quantity>)> {
        self.target.value.last_key_value().map(|(year, target)| (*year, target))
    }

    /// The target that a value of the year `evaluated` is compared with: that of the year. Where the
    /// year has none, it is the next one for [`ProgressFormula::ActualToInterim`], otherwise the final one.
    #[must_use]
    pub fn target_of(
        &self,
        evaluated: Option<FiscalYear>,
        formula: ProgressFormula,
    ) -> Option<(FiscalYear, &Spanned<Quantity>)> {
        let next = evaluated.and_then(|evaluated| {
            let (year, target) = self.target.value.range(evaluated..).next()?;
            let is_compared = *year == evaluated || formula == ProgressFormula::ActualToInterim;
            is_compared.then_some((*year, target))
        });
        next.or_else(|| self.final_target())
    }

    /// Whether only the city can say if the target is met in `year`: the target or the value is in
    /// words. Of a year that was not measured there is nothing to say.
    #[must_use]
    pub fn needs_statement(&self, year: FiscalYear, formula: ProgressFormula) -> bool {
        let Some((_, target)) = self.target_of(Some(year), formula) else { return false };
        match self.values.value.get(&year).map(|value| &value.value) {
            None => target.is_words(),
            Some(None) => false,
            Some(Some(value)) => target.is_words() || value.number().is_none(),
        }
    }

    /// Whether a target or a value is in words.
    #[must_use]
    pub fn has_words(&self) -> bool {
        let values = self.values.value.values().filter_map(|value| value.value.as_ref());
        let mut all = self.target.value.values().map(|target| &target.value).chain(values);
        all.any(Quantity::is_words)
    }

    /// Every number that is written: values, baseline, targets and forecasts, each with its place.
    pub fn written(&self) -> impl Iterator<Item = (Decimal, Span)> {
        let numbers = |quantity: &Quantity, span| {
            quantity.numbers().iter().map(move |n| (*n, span)).collect()
        };
        let measured = self.values.value.values();
        let measured = measured.filter_map(|v| Some((v.value.as_ref()?, v.span)));
        let targets = self.target.value.values().map(|target| (&target.value, target.span));
        let all = measured
            .chain(targets)
            .flat_map(move |(quantity, span)| -> Vec<_> { numbers(quantity, span) });
        let mean = match self.baseline.as_ref().map(|baseline| &baseline.value) {
            Some(Baseline::Mean(mean)) => Some((mean.value.value, mean.value.span)),
            _ => None,
        };
        let forecasts = self.forecast.values().map(|forecast| (forecast.value, forecast.span));
        all.chain(mean).chain(forecasts)
    }

    /// Whether the target is to keep what the baseline had.
    #[must_use]
    pub fn is_kept_level(&self) -> bool {
        if self.better == Better::Keep {
            return true;
        }
        let number = |quantity: &Quantity| quantity.number().map(Decimal::millionths);
        let target = self.final_target().and_then(|(_, target)| number(target));
        let baseline = self.baseline_value().as_ref().and_then(number);
        self.target.value.len() == 1 && target.is_some() && target == baseline
    }
}

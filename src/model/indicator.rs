//! 成果指標 and how far they have come.

use std::collections::BTreeMap;

use super::{Decimal, Decimals, FiscalYear, NodeId, Was};
use crate::record;
use crate::span::{Span, Spanned};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The larger the better.
    More,
    /// The smaller the better.
    Less,
}

impl Better {
    /// Each direction with its word in `indicators.yaml`.
    pub const ALL: [(Self, &'static str); 2] = [(Self::More, "more"), (Self::Less, "less")];
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
    /// 未計測: no value for the evaluated year or before.
    NotMeasured,
}

impl Progress {
    /// Every level with its name in themes and its word for readers.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Achieved, "achieved", "達成"),
        (Self::Advanced, "advanced", "前進"),
        (Self::Unchanged, "unchanged", "横ばい"),
        (Self::Receded, "receded", "後退"),
        (Self::NotMeasured, "not_measured", "未計測"),
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
        /// What it measures: an item of the level next to the sheets.
        node: Spanned<NodeId> = required named "basic_plan" also "node" "どの基本計画（シートのすぐ上の段）の指標か。例 1-2";
        /// The quantity that is measured.
        name: Spanned<String> = required "何を測るか" as title;
        /// Its unit.
        unit: Spanned<String> = required "単位";
        /// Which way is better.
        better: Better = required "more（多いほどよい）か less（少ないほどよい）";
        /// Digits printed after the point.
        decimals: Decimals = or[Decimals(0)] "印刷する小数点以下のけた数";
        /// The measured values; `None` where a year was left out on purpose.
        values: Spanned<BTreeMap<FiscalYear, Spanned<Option<Decimal>>>>
            = required "年度ごとの値。測らなかった年度は ~";
        /// The year the plan set out from.
        baseline: Spanned<FiscalYear> = required "基準（策定時）の年度。values にある年度";
        /// The target's year and value.
        target: Spanned<(FiscalYear, Decimal)> = required "目標の年度と値。例 { R9: 200 }";
        /// Who measures it.
        source: Spanned<String> = required "だれが測るか" as text;
        /// How it is measured, or why it is not.
        note: Option<Spanned<String>> = optional "測り方や、測っていない理由" as text;
    }
    declared more;
}

impl Indicator {
    /// The baseline's value.
    #[must_use]
    pub fn baseline_value(&self) -> Option<Decimal> {
        self.values.value.get(&self.baseline.value).and_then(|v| v.value)
    }

    /// The latest measured value after the baseline and up to `year`, and its year.
    #[must_use]
    pub fn current(&self, year: FiscalYear) -> Option<(FiscalYear, Decimal)> {
        self.values
            .value
            .range(..=year)
            .rev()
            .take_while(|(y, _)| **y > self.baseline.value)
            .find_map(|(y, v)| v.value.map(|v| (*y, v)))
    }

    /// What was measured and what is aimed at, each with its place.
    pub fn written(&self) -> impl Iterator<Item = (Decimal, Span)> {
        let measured = self.values.value.values().filter_map(|v| Some((v.value?, v.span)));
        measured.chain([(self.target.value.1, self.target.span)])
    }

    /// Whether the target is to keep what the baseline had.
    #[must_use]
    pub fn is_kept_level(&self) -> bool {
        let target = self.target.value.1.millionths();
        self.baseline_value().is_some_and(|baseline| baseline.millionths() == target)
    }
}

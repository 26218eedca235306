//! Indicators with everything a table or a chart of them says.

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::spoken;
use super::build::year;
use super::declared::fields;
use super::{FieldView, Reference, Year};
use crate::layout::routes;
use crate::model::{Better, Decimal, Indicator, Progress};
use crate::reading::{Reading, Standing};

/// 成果指標.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IndicatorView {
    /// 1-2-a.
    pub id: String,
    /// Its place on the site.
    pub route: String,
    /// What is measured.
    pub name: String,
    /// In what unit.
    pub unit: String,
    /// `more` or `less`.
    pub better: &'static str,
    /// Whether the target is to keep the baseline's level.
    pub kept: bool,
    /// Where the plan set out from.
    pub baseline: Option<Measured>,
    /// The latest value up to the evaluated year, if any.
    pub current: Option<Measured>,
    /// Where it shall be.
    pub target: Measured,
    /// How far it has come; none where nothing is evaluated.
    pub progress: Option<ProgressView>,
    /// Every year's value.
    pub values: Vec<Measured>,
    /// Who measures it.
    pub source: String,
    /// How, or why not.
    pub note: Option<String>,
    /// The fields that the book declares.
    pub fields: Vec<FieldView>,
}

impl IndicatorView {
    /// The name of its chart.
    #[must_use]
    pub fn chart_id(&self) -> String {
        format!("indicator-{}", self.id)
    }
}

/// A value of a year.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measured {
    /// The year.
    pub year: Year,
    /// The bare number; `None` where the year was not measured.
    pub value: Option<f64>,
    /// As printed.
    pub text: String,
    /// For ears, where the printed form would be misheard: マイナス1.5.
    pub spoken: Option<String>,
}

/// How far an indicator has come.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProgressView {
    /// The level's name.
    pub id: &'static str,
    /// Its word.
    pub word: &'static str,
    /// The share of the way, in percent; `None` where there is no way to go.
    pub percent: Option<i64>,
    /// As printed: `50%`, `▲20%`, `999%超`, `―`.
    pub text: String,
    /// For ears, where the printed form would be misheard: マイナス20%.
    pub spoken: Option<String>,
}

/// Progress below this is printed as ▲100%超.
const FLOOR: i64 = -100;

/// Progress above this is printed as 999%超.
const CEILING: i64 = 999;

/// The indicator for themes.
pub(super) fn indicator(indicator: &Indicator, reading: &Reading<'_>) -> IndicatorView {
    let negative = &reading.plan().money.negative;
    let measured = |y, value: Option<Decimal>| {
        let text =
            value.map_or_else(|| "―".to_owned(), |v| v.format(indicator.decimals.0, negative));
        let spoken = match value {
            Some(_) => spoken(&text, negative),
            None => Some("なし".to_owned()),
        };
        Measured { year: year(y), value: value.map(Decimal::to_f64), text, spoken }
    };
    let baseline =
        indicator.baseline_value().map(|value| measured(indicator.baseline.value, Some(value)));
    let current = reading.evaluated().and_then(|year| indicator.current(year));
    let current = current.map(|(y, value)| measured(y, Some(value)));
    let (target_year, target) = indicator.target.value;
    IndicatorView {
        id: indicator.id.value.clone(),
        route: routes::indicator(&indicator.id),
        name: indicator.name.value.clone(),
        unit: indicator.unit.value.clone(),
        better: match indicator.better {
            Better::More => "more",
            Better::Less => "less",
        },
        kept: indicator.is_kept_level(),
        baseline,
        current,
        target: measured(target_year, Some(target)),
        progress: reading.standing(indicator).map(|standing| progress(standing, negative)),
        values: indicator.values.value.iter().map(|(y, v)| measured(*y, v.value)).collect(),
        source: indicator.source.value.clone(),
        note: indicator.note.as_ref().map(|note| note.value.clone()),
        fields: fields(reading, &indicator.more),
    }
}

fn progress(Standing { level, percent }: Standing, negative: &str) -> ProgressView {
    let text = percent_text(percent, negative);
    let (_, id, word) = Progress::ALL
        .into_iter()
        .find(|(p, _, _)| *p == level)
        .expect("every level of progress is listed");
    ProgressView { id, word, percent, spoken: spoken(&text, negative), text }
}

/// The indicator by number and name.
pub(super) fn indicator_reference(indicator: &Indicator) -> Reference {
    Reference {
        id: indicator.id.value.clone(),
        number: indicator.id.value.clone(),
        name: indicator.name.value.clone(),
        route: routes::indicator(&indicator.id),
    }
}

/// Progress as printed, with `negative` as the sign of negative numbers.
fn percent_text(percent: Option<i64>, negative: &str) -> String {
    match percent {
        // The way was short and the step long: the exact number says nothing more, and has no room.
        Some(n) if n < FLOOR => format!("{negative}{}%超", -FLOOR),
        Some(n) if n < 0 => format!("{negative}{}%", -n),
        Some(n) if n > CEILING => format!("{CEILING}%超"),
        Some(n) => format!("{n}%"),
        None => "―".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::percent_text;

    #[test]
    fn progress_has_at_most_three_digits() {
        let of = |percent| percent_text(percent, "▲");
        assert_eq!([of(Some(0)), of(Some(999)), of(Some(1000))], ["0%", "999%", "999%超"]);
        assert_eq!([of(Some(3_857_795_925)), of(None)], ["999%超", "―"]);
        assert_eq!([of(Some(-100)), of(Some(-101))], ["▲100%", "▲100%超"]);
    }
}

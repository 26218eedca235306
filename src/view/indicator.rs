//! Indicators with everything a table or a chart of them says.

use serde::Serialize;

use super::Year;
use super::build::year;
use crate::model::{Better, Decimal, Indicator, Plan, Progress};

/// 成果指標.
#[derive(Debug, Serialize)]
pub struct IndicatorView {
    /// 1-2-a.
    pub id: String,
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
    /// The latest value, if any.
    pub current: Option<Measured>,
    /// Where it shall be.
    pub target: Measured,
    /// How far it has come.
    pub progress: ProgressView,
    /// Every year's value.
    pub values: Vec<Measured>,
    /// Who measures it.
    pub source: String,
    /// How, or why not.
    pub note: Option<String>,
}

/// A value of a year.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// The year.
    pub year: Year,
    /// The bare number; `None` where the year was not measured.
    pub value: Option<f64>,
    /// As printed.
    pub text: String,
}

/// How far an indicator has come.
#[derive(Debug, Clone, Serialize)]
pub struct ProgressView {
    /// The level's name.
    pub id: &'static str,
    /// Its word.
    pub word: &'static str,
    /// The share of the way, in percent; `None` where there is no way to go.
    pub percent: Option<i64>,
    /// As printed: `50%`, `▲20%`, `―`.
    pub text: String,
}

/// The indicator for themes.
pub(super) fn indicator(indicator: &Indicator, plan: &Plan) -> IndicatorView {
    let evaluated = plan.edition.evaluated.value;
    let negative = &plan.money.negative;
    let measured = |y, value: Option<Decimal>| Measured {
        year: year(y),
        value: value.map(Decimal::to_f64),
        text: value.map_or_else(|| "―".to_owned(), |v| v.format(indicator.decimals, negative)),
    };
    let baseline =
        indicator.baseline_value().map(|value| measured(indicator.baseline.value, Some(value)));
    let current = indicator.current(evaluated).map(|(y, value)| measured(y, Some(value)));
    let (target_year, target) = indicator.target.value;
    let level = indicator.progress(evaluated);
    let percent = indicator.progress_percent(evaluated);
    let text = match percent {
        Some(n) if n < 0 => format!("{negative}{}%", -n),
        Some(n) => format!("{n}%"),
        None => "―".to_owned(),
    };
    let (_, id, word) = Progress::ALL
        .into_iter()
        .find(|(p, _, _)| *p == level)
        .expect("every level of progress is listed");
    IndicatorView {
        id: indicator.id.value.clone(),
        name: indicator.name.value.clone(),
        unit: indicator.unit.clone(),
        better: match indicator.better {
            Better::More => "more",
            Better::Less => "less",
        },
        kept: indicator.is_kept_level(),
        baseline,
        current,
        target: measured(target_year, Some(target)),
        progress: ProgressView { id, word, percent, text },
        values: indicator.values.value.iter().map(|(y, v)| measured(*y, v.value)).collect(),
        source: indicator.source.clone(),
        note: indicator.note.clone(),
    }
}

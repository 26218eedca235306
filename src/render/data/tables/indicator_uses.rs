//! What the indicators of a book have that those of others have not. It decides which columns and codes
//! the open data of the book have.

use crate::model::{Baseline, Better, Book, Indicator, Quantity};

/// What the indicators of a book have that those of others have not.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each decides on columns of its own")]
pub(super) struct Uses {
    /// Values in words.
    pub words: bool,
    /// Targets in words, or that are ranges.
    pub other_targets: bool,
    /// Targets of several years.
    pub several_targets: bool,
    /// Baselines that are means of years.
    pub means: bool,
    /// None of a baseline.
    pub no_baseline: bool,
    /// Forecasts.
    pub forecasts: bool,
    /// Corrected values.
    pub corrections: bool,
    /// Statements of the city whether a target is met.
    pub statements: bool,
    /// The directions that only some books have, with their codes and meanings.
    pub directions: [Option<(&'static str, &'static str)>; 2],
    /// The kinds of targets that only some books have.
    pub target_kinds: [Option<(&'static str, &'static str)>; 2],
    /// The kinds of values that only some books have.
    pub value_kinds: [Option<(&'static str, &'static str)>; 2],
}

impl Uses {
    pub(super) fn of(book: &Book) -> Self {
        let any = |has: fn(&Indicator) -> bool| book.indicators().any(has);
        let code = |is_used: bool, code, meaning| is_used.then_some((code, meaning));
        let kind = |wanted: &str| book.indicators().any(|one| target_kind(one) == wanted);
        let means =
            any(|i| matches!(i.baseline.as_ref().map(|b| &b.value), Some(Baseline::Mean(_))));
        let forecasts = any(|i| !i.forecast.is_empty());
        Self {
            words: any(|i| i.values.value.values().any(|v| text(v.value.as_ref()).is_some())),
            other_targets: any(|i| i.target.value.values().any(|t| text(Some(&t.value)).is_some())),
            several_targets: any(|i| i.target.value.len() > 1),
            means,
            no_baseline: any(|i| i.baseline.is_none()),
            forecasts,
            corrections: any(|i| !i.corrected.is_empty()),
            statements: any(|i| !i.reached.is_empty()),
            directions: [
                code(any(|i| i.better == Better::Keep), "keep", "目標の値を保つほどよい"),
                code(any(|i| i.better == Better::Within), "within", "目標の範囲に入るとよい"),
            ],
            target_kinds: [
                code(kind("range"), "range", "目標の範囲に入ることを目指す"),
                code(kind("words"), "words", "言葉の目標。届いたかは、担当するところが判定する"),
            ],
            value_kinds: [
                code(means, "baseline_mean", "基準値（年度の平均。年度は、その最後の年度）"),
                code(forecasts, "forecast", "推計値（何もしないとき）"),
            ],
        }
    }
}

/// What is no number, as it is written.
pub(super) fn text(quantity: Option<&Quantity>) -> Option<String> {
    quantity.filter(|quantity| quantity.number().is_none()).map(ToString::to_string)
}

/// The code of what the final target of `indicator` is.
pub(super) fn target_kind(indicator: &Indicator) -> &'static str {
    match indicator.final_target().map(|(_, target)| &target.value) {
        Some(Quantity::Words(_)) => "words",
        Some(Quantity::Range(range)) if range.only_end().is_none() => "range",
        _ if indicator.better == Better::Within => "range",
        _ if indicator.is_kept_level() => "keep",
        _ => "reach",
    }
}

//! How an amount changed against the year before, as themes get it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Amount;
use crate::model::{Money, MoneyFormat, Project, with_commas};
use crate::reading::{AmountChange, ChangeKind, ChangeOfSum, Column, ComparedColumns, Reading};

/// How an amount, or a sum of amounts, changed against the year before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeView {
    /// `begun`, `wholly_new`, `increased`, `same`, `decreased`, `wholly_gone`, `ended`; `unknown` where an
    /// amount is not known: nothing is computed then.
    pub kind: &'static str,
    /// Its word: 新規, 皆増, 増, 増減なし, 減, 皆減; for what is over, its direction; empty where unknown.
    pub word: String,
    /// The amount of the year before, of a sum without what `left_out` counts.
    pub before: Amount,
    /// The amount of the edition's year, of a sum likewise.
    pub after: Amount,
    /// The difference with its sign: +832, ▲1,234.
    pub difference: Amount,
    /// The difference in percent of the amount before; none where there was nothing or less, or is nothing now.
    pub rate: Option<RateView>,
    /// How many amounts a sum leaves out because one of their two years is not known.
    pub left_out: usize,
}

/// How the budget of a project changed against the year before. The budget of the edition's year stands
/// in the `budget` of the project.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProjectChange {
    /// As of [`ChangeView`].
    pub kind: &'static str,
    /// As of [`ChangeView`].
    pub word: String,
    /// The budget of the year before; none where its settlement is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Amount>,
    /// The difference with its sign: +832, ▲1,234.
    pub difference: Amount,
    /// The difference in percent of the amount before; none where there was nothing or less, or is nothing now.
    pub rate: Option<RateView>,
}

/// A rate of change.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RateView {
    /// The bare number in percent: `-3.2`.
    pub value: String,
    /// As printed: `+3.9%`, `▲3.2%`.
    pub text: String,
    /// For screen readers: 3.9パーセント増.
    pub spoken: String,
}

/// How each kind of change is called in `kind`, and its word.
pub(super) fn names(movement: ChangeKind) -> (&'static str, &'static str) {
    match movement {
        ChangeKind::Begun => ("begun", "新規"),
        ChangeKind::WhollyNew => ("wholly_new", "皆増"),
        ChangeKind::Increased => ("increased", "増"),
        ChangeKind::Same => ("same", "増減なし"),
        ChangeKind::Decreased => ("decreased", "減"),
        ChangeKind::WhollyGone => ("wholly_gone", "皆減"),
        ChangeKind::Ended => ("ended", "終了"),
    }
}

impl ChangeView {
    fn new(change: Option<AmountChange>, left_out: usize, format: &MoneyFormat) -> Self {
        let Some(change) = change else { return Self::unknown(left_out, format) };
        let (kind, word) = names(change.kind);
        let amount = |money| Amount::new(Some(money), format);
        Self {
            kind,
            word: word.to_owned(),
            before: amount(change.before),
            after: amount(change.after),
            difference: difference(change.difference(), format),
            rate: rate_of(change, format),
            left_out,
        }
    }

    fn unknown(left_out: usize, format: &MoneyFormat) -> Self {
        let none = || Amount::new(None, format);
        let (kind, word) = UNKNOWN;
        Self {
            kind,
            word: word.to_owned(),
            before: none(),
            after: none(),
            difference: unknown_difference(format),
            rate: None,
            left_out,
        }
    }

    /// The change of `project`, with both amounts; what is known of them stands also where the change is
    /// not.
    pub(super) fn of_project(
        reading: &Reading<'_>,
        compared: ComparedColumns,
        project: &Project,
    ) -> Self {
        let plan = reading.plan();
        let change = reading.change(compared, project);
        let mut view = Self::new(change, 0, &plan.money);
        match change.map(|change| change.kind) {
            None => {
                view.before = Amount::new(compared.before.of(project), &plan.money);
                view.after = Amount::new(compared.after.of(project), &plan.money);
            }
            // The plan's own words.
            Some(ChangeKind::Begun | ChangeKind::Ended) => view.word.clone_from(&project.direction),
            Some(_) => {}
        }
        view
    }

    pub(super) fn of_sum(sum: &ChangeOfSum, format: &MoneyFormat) -> Self {
        Self::new(sum.change(), sum.left_out(), format)
    }
}

/// Kind and word where an amount is not known.
const UNKNOWN: (&str, &str) = ("unknown", "");

fn unknown_difference(format: &MoneyFormat) -> Amount {
    Amount { spoken: Some("不明".to_owned()), ..Amount::new(None, format) }
}

/// The word for the change of `project`: the plan's own where it begins or is over.
fn word_of(change: AmountChange, project: &Project) -> &str {
    match change.kind {
        ChangeKind::Begun | ChangeKind::Ended => &project.direction,
        movement => names(movement).1,
    }
}

/// The rate of an amount that was there and still is.
fn rate_of(change: AmountChange, format: &MoneyFormat) -> Option<RateView> {
    use ChangeKind::{Decreased, Increased, Same};
    let has_rate = matches!(change.kind, Increased | Decreased | Same);
    change.rate().filter(|_| has_rate).map(|tenths| rate(tenths, &format.negative))
}

/// `money` with its sign also above zero.
fn difference(money: Money, format: &MoneyFormat) -> Amount {
    let text = format.format(money);
    let digits = with_commas(&money.0.unsigned_abs().to_string());
    let (text, spoken) = match money.0 {
        0 => (text, None),
        1.. => (format!("+{text}"), Some(format!("{digits}増"))),
        _ => (text, Some(format!("{digits}減"))),
    };
    Amount { value: Some(money.0), text, spoken, words: None, left_out: None }
}

fn rate(tenths: i128, negative: &str) -> RateView {
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let digits = format!("{}.{part}", with_commas(&whole.to_string()));
    let (minus, sign, word) = match tenths {
        0 => ("", "", "増減なし"),
        1.. => ("", "+", "増"),
        _ => ("-", negative, "減"),
    };
    let spoken = if tenths == 0 {
        "0パーセント".to_owned()
    } else {
        format!("{digits}パーセント{word}")
    };
    RateView { value: format!("{minus}{whole}.{part}"), text: format!("{sign}{digits}%"), spoken }
}

/// How the amount of `project` changed, where the edition compares any.
pub(super) fn of_project(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    project: &Project,
) -> Option<ProjectChange> {
    let (plan, compared) = (reading.plan(), compared?);
    let format = &plan.money;
    // The settlement of the evaluated year has its own place.
    let has_before = matches!(compared.before, Column::Budget(_));
    let Some(change) = reading.change(compared, project) else {
        let before = has_before.then(|| Amount::new(compared.before.of(project), format));
        let (kind, word) = UNKNOWN;
        let difference = unknown_difference(format);
        return Some(ProjectChange { kind, word: word.to_owned(), before, difference, rate: None });
    };
    Some(ProjectChange {
        kind: names(change.kind).0,
        word: word_of(change, project).to_owned(),
        before: has_before.then(|| Amount::new(Some(change.before), format)),
        difference: difference(change.difference(), format),
        rate: rate_of(change, format),
    })
}

/// How the amounts of `projects` changed together, where the edition compares any and there are some.
pub(super) fn of_sum<'a>(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    projects: impl IntoIterator<Item = &'a Project>,
) -> Option<ChangeView> {
    let sum = reading.change_of_sum(compared?, projects);
    Some(ChangeView::of_sum(&sum, &reading.plan().money))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_and_rates_have_signs_and_words() {
        let format = MoneyFormat { unit: "千円".into(), yen: 1000, negative: "▲".into() };
        let of = |n| {
            let Amount { text, spoken, .. } = difference(Money(n), &format);
            (text, spoken.unwrap_or_default())
        };
        assert_eq!(of(1_234), ("+1,234".into(), "1,234増".into()));
        assert_eq!(of(-1_234), ("▲1,234".into(), "1,234減".into()));
        assert_eq!(of(0), ("0".into(), String::new()));
        let of = |tenths| {
            let RateView { value, text, spoken } = rate(tenths, "△");
            (value, text, spoken)
        };
        assert_eq!(of(39), ("3.9".into(), "+3.9%".into(), "3.9パーセント増".into()));
        assert_eq!(
            of(-12_345),
            ("-1234.5".into(), "△1,234.5%".into(), "1,234.5パーセント減".into())
        );
        assert_eq!(of(0), ("0.0".into(), "0.0%".into(), "0パーセント".into()));
        assert_eq!(of(-4).0, "-0.4");
    }
}

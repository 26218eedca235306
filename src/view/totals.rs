//! Views of totals: the sums of amounts and the counts of ratings and directions, with notes about what
//! the sums leave out.

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::unwritten_word;
use super::change;
use super::indicator::level_words;
use super::{Amount, ChangeView};
use crate::model::{Indicator, Policy, Project, Status};
use crate::reading::{self, Column, ComparedColumns, Reading, thousandths};

/// How many policies have which rating.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tally {
    /// In the order of the scale.
    pub counts: Vec<usize>,
    /// Policies without a rating.
    pub unrated: usize,
    /// What to call those: 評価なし; 未提出 or 未記入 where their ratings are still to come.
    pub unrated_word: &'static str,
    /// All, rated or not.
    pub total: usize,
}

/// What projects cost together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Totals {
    /// In the evaluated year, where there is one.
    pub settlement: Option<Amount>,
    /// In each year of the window.
    pub budget: Vec<Amount>,
    /// The same as bars.
    pub shares: Shares,
    /// How the budget of the edition's year changed; none where the edition compares none.
    pub change: Option<ChangeView>,
    /// What the budgets leave out, as printed below them: 令和8年度は未定の2事業の額を除く.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Bars of amounts, in thousandths of the longest. What is not decided or below zero has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shares {
    /// Of the settlement, where there is one.
    pub settlement: Option<i64>,
    /// Of each year's budget.
    pub budget: Vec<i64>,
}

/// What the projects of an account cost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccountView {
    /// Its name.
    pub name: String,
    /// How many projects it has.
    pub projects: usize,
    /// What they cost.
    pub totals: Totals,
}

/// How many indicators have come how far.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProgressCount {
    /// The level's name.
    pub id: &'static str,
    /// The level with whose look it is drawn.
    pub look: &'static str,
    /// Its word.
    pub word: &'static str,
    /// How many.
    pub count: usize,
}

/// The word for records without a rating or result that are not awaited.
pub(super) const UNRATED: &str = "評価なし";

/// The text in place of the rating of a policy that is still to come: in a draft of a plan that rates
/// every policy.
pub(super) fn missing_rating(reading: &Reading<'_>) -> Option<&'static str> {
    let awaited = reading.is_draft() && reading.plan().requires_rating();
    awaited.then(|| unwritten_word(reading))
}

/// How `policies` are rated.
pub(super) fn tally<'a>(
    reading: &Reading<'_>,
    policies: impl Iterator<Item = &'a Policy>,
) -> Tally {
    let policies: Vec<_> = policies.collect();
    let tally = reading.tally(policies.iter().copied());
    let lacks = |policy: &Policy| {
        reading.evaluated_of(policy).is_some_and(|year| policy.rated(year).is_none())
    };
    let unrated_word = missing_rating(reading).filter(|_| policies.into_iter().any(lacks));
    let unrated_word = unrated_word.unwrap_or(UNRATED);
    Tally { total: tally.total(), unrated: tally.unrated, unrated_word, counts: tally.counts }
}

/// What `project` cost in the evaluated year, if there is one, and what is planned in each of the window.
pub(super) fn amounts(reading: &Reading<'_>, project: &Project) -> (Option<Amount>, Vec<Amount>) {
    let plan = reading.plan();
    let draft = reading.is_draft();
    let amount = |column: Column| {
        if draft && reading.awaits(project, column) {
            Amount::unwritten(reading)
        } else {
            Amount::new(column.of(project), &plan.money)
        }
    };
    let settlement = reading.evaluated().map(|year| amount(Column::Settlement(year)));
    (settlement, plan.edition.window().map(|year| amount(Column::Budget(year))).collect())
}

/// What `projects` cost.
pub(super) fn totals<'a>(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    projects: impl Iterator<Item = &'a Project>,
) -> Totals {
    let projects: Vec<&Project> = projects.collect();
    let totals = reading.totals(projects.iter().copied());
    let format = &reading.plan().money;
    let awaited = awaited(reading, &projects, &totals);
    Totals {
        shares: shares(&totals),
        change: change::of_sum(reading, compared, projects.iter().copied()),
        note: note(reading, &totals.budget, &awaited),
        settlement: totals.settlement.as_ref().map(|sum| Amount::total(sum, format)),
        budget: totals.budget.iter().map(|sum| Amount::total(sum, format)).collect(),
    }
}

/// The accounts of the plan.
pub(super) fn accounts(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
) -> Vec<AccountView> {
    let accounts = reading.accounts().into_iter();
    let view = |(name, projects): (&str, Vec<&Project>)| AccountView {
        name: name.to_owned(),
        projects: projects.len(),
        totals: totals(reading, compared, projects.into_iter()),
    };
    accounts.map(view).collect()
}

/// How many of `projects` have not been given their amount in each column, while amounts are asked
/// for: those that sums leave out, apart from the undecided ones.
fn awaited(reading: &Reading<'_>, projects: &[&Project], totals: &reading::Totals) -> Vec<usize> {
    let is_collecting = reading.status() == Status::Collecting;
    let sums = totals.settlement.iter().chain(&totals.budget);
    let count = |(column, sum): (Column, &reading::Sum)| {
        if !is_collecting || sum.left_out == 0 {
            return 0;
        }
        projects.iter().filter(|project| reading.awaits(project, column)).count()
    };
    reading.columns().zip(sums).map(count).collect()
}

/// What the sums leave out, as printed below them: how many budgets of which year are undecided; a
/// year of which nothing is decided says so itself. While amounts are asked for, how many have not
/// come, of `awaited` in each column, in one short phrase: it has the space of one line.
fn note(reading: &Reading<'_>, budget: &[reading::Sum], awaited: &[usize]) -> Option<String> {
    let years =
        reading.plan().edition.window().zip(budget).zip(&awaited[awaited.len() - budget.len()..]);
    let undecided: Vec<_> = years
        .map(|((year, sum), awaited)| (year, sum.counted, sum.left_out.saturating_sub(*awaited)))
        .filter(|(_, counted, left_out)| *counted > 0 && *left_out > 0)
        .collect();
    let missing: usize = awaited.iter().sum();
    if missing > 0 {
        let undecided: usize = undecided.iter().map(|(.., left_out)| left_out).sum();
        let with_commas = |n: usize| crate::model::with_commas(&n.to_string());
        let (missing, count) = (with_commas(missing), with_commas(undecided));
        let undecided = if undecided > 0 { format!("、未定{count}件") } else { String::new() };
        return Some(format!("未提出{missing}件{undecided}の額を除く"));
    }
    let said: Vec<_> = undecided
        .iter()
        .map(|(year, _, left_out)| format!("{}は未定の{left_out}事業", year.long()))
        .collect();
    (!said.is_empty()).then(|| format!("{}の額を除く", said.join("、")))
}

fn shares(totals: &reading::Totals) -> Shares {
    let length = |sum: &reading::Sum| sum.amount().map_or(0, |money| money.0);
    let all = totals.budget.iter().chain(&totals.settlement);
    let longest = all.map(length).max().unwrap_or(0);
    let share = |sum| thousandths(length(sum), longest);
    Shares {
        settlement: totals.settlement.as_ref().map(share),
        budget: totals.budget.iter().map(share).collect(),
    }
}

/// How far `indicators` have come; empty where nothing is evaluated.
pub(super) fn progress<'a>(
    reading: &Reading<'_>,
    indicators: impl Iterator<Item = &'a Indicator>,
) -> Vec<ProgressCount> {
    let counts = reading.progress(indicators).into_iter().flatten();
    let count = |(level, count)| {
        let (id, look, word) = level_words(level);
        ProgressCount { id, look, word, count }
    };
    reading.progress_levels().zip(counts).map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    #[test]
    fn the_longest_bar_is_a_thousand_and_none_is_below_zero() {
        let sum = |amount: Option<i64>| [amount.map(Money)].into_iter().collect();
        let of = |settlement, budget: &[Option<i64>]| {
            let budget = budget.iter().map(|amount| sum(*amount)).collect();
            shares(&reading::Totals { settlement: Some(sum(Some(settlement))), budget })
        };
        let bars = of(50, &[Some(200), Some(-7), None]);
        assert_eq!(bars, Shares { settlement: Some(250), budget: vec![1000, 0, 0] });
        assert_eq!(of(0, &[Some(0)]), Shares { settlement: Some(0), budget: vec![0] });
    }
}

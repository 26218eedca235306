//! What is counted and added up.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Amount;
use super::build::{budgeted, settled};
use crate::model::{FiscalYear, Indicator, Money, Plan, Policy, Progress, Project};

/// How many policies have which rating.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    /// In the order of the scale.
    pub counts: Vec<usize>,
    /// All, rated or not.
    pub total: usize,
}

/// What projects cost together.
#[derive(Debug, Clone, Serialize)]
pub struct Totals {
    /// In the evaluated year.
    pub settlement: Amount,
    /// In each year of the window.
    pub budget: Vec<Amount>,
    /// The same as bars.
    pub shares: Shares,
}

/// Bars of amounts, in thousandths of the longest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// Of the settlement.
    pub settlement: i64,
    /// Of each year's budget.
    pub budget: Vec<i64>,
}

/// How many indicators have come how far.
#[derive(Debug, Clone, Serialize)]
pub struct ProgressCount {
    /// The level's name.
    pub id: &'static str,
    /// Its word.
    pub word: &'static str,
    /// How many.
    pub count: usize,
}

/// How `policies` are rated.
pub(super) fn tally<'a>(plan: &Plan, policies: impl Iterator<Item = &'a Policy>) -> Tally {
    let mut counts = vec![0; plan.ratings.len()];
    let mut total = 0;
    for policy in policies {
        total += 1;
        if let Some(rank) =
            policy.rated(plan.edition.evaluated.value).and_then(|r| plan.rating_index(r))
        {
            counts[rank] += 1;
        }
    }
    Tally { counts, total }
}

/// What `project` cost in the evaluated year, and what is planned in each of the window.
pub(super) fn amounts(plan: &Plan, project: &Project) -> (Amount, Vec<Amount>) {
    let amount = |money| Amount::new(money, &plan.money);
    let budget = plan.edition.window().map(|y| amount(budgeted(project, y)));
    (amount(settled(plan, project)), budget.collect())
}

/// What `projects` cost.
pub(super) fn totals<'a>(plan: &Plan, projects: impl Iterator<Item = &'a Project>) -> Totals {
    let mut settlement = Vec::new();
    let mut budget: BTreeMap<FiscalYear, Vec<Money>> = BTreeMap::new();
    for project in projects {
        settlement.extend(settled(plan, project));
        for y in plan.edition.window() {
            budget.entry(y).or_default().extend(budgeted(project, y));
        }
    }
    let sum = |all: &[Money]| -> Money { all.iter().copied().sum() };
    let settlement = sum(&settlement);
    let budget: Vec<Money> =
        plan.edition.window().map(|y| sum(budget.get(&y).map_or(&[], Vec::as_slice))).collect();
    Totals {
        shares: shares(settlement, &budget),
        settlement: Amount::total(settlement, &plan.money),
        budget: budget.iter().map(|m| Amount::total(*m, &plan.money)).collect(),
    }
}

/// The longest bar has a thousand; an amount below zero has none.
fn shares(settlement: Money, budget: &[Money]) -> Shares {
    let longest = budget.iter().chain([&settlement]).map(|m| m.0).max().unwrap_or(0).max(1);
    let share = |m: &Money| i64::try_from(i128::from(m.0.max(0)) * 1000 / i128::from(longest));
    let share = |m: &Money| share(m).unwrap_or(0);
    Shares { settlement: share(&settlement), budget: budget.iter().map(share).collect() }
}

/// How far `indicators` have come.
pub(super) fn progress<'a>(
    plan: &Plan,
    indicators: impl Iterator<Item = &'a Indicator>,
) -> Vec<ProgressCount> {
    let mut found: BTreeMap<Progress, usize> = BTreeMap::new();
    for indicator in indicators {
        *found.entry(indicator.progress(plan.edition.evaluated.value)).or_default() += 1;
    }
    let count = |level: Progress| found.get(&level).copied().unwrap_or(0);
    let levels = Progress::ALL.into_iter();
    levels.map(|(level, id, word)| ProgressCount { id, word, count: count(level) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_a_thousand_and_none_is_below_zero() {
        let of = |s, b: &[i64]| shares(Money(s), &b.iter().map(|m| Money(*m)).collect::<Vec<_>>());
        assert_eq!(of(50, &[200, -7]), Shares { settlement: 250, budget: vec![1000, 0] });
        assert_eq!(of(0, &[0]), Shares { settlement: 0, budget: vec![0] });
    }
}

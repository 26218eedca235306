//! 財源: where the money of policies and projects comes from.

use schemars::JsonSchema;
use serde::Serialize;

use super::Amount;
use crate::model::Project;
use crate::reading::{Column, Reading, Sum};

/// 財源: how much of what a policy or a project costs comes from one source.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FundingView {
    /// The source.
    pub name: String,
    /// How much of the settlement of the evaluated year, in plans that say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Amount>,
    /// How much of the budget of each year of the window; empty in plans that do not say so.
    pub budget: Vec<Amount>,
}

/// The row of what nobody gave the sources of.
const UNFUNDED: &str = "財源の記載なし";

/// Where the money of `projects` comes from, source by source.
pub(super) fn funding(reading: &Reading<'_>, projects: &[Project]) -> Vec<FundingView> {
    let plan = reading.plan();
    let columns: Vec<Column> = reading.funded_columns().collect();
    let row = |name: &str, sum: &dyn Fn(Column) -> Sum| {
        let mut row = FundingView { name: name.to_owned(), settlement: None, budget: Vec::new() };
        for column in &columns {
            let amount = Amount::total(&sum(*column), &plan.money);
            match column {
                Column::Settlement(_) => row.settlement = Some(amount),
                _ => row.budget.push(amount),
            }
        }
        row
    };
    if columns.is_empty() {
        return Vec::new();
    }
    let sources = plan.sources.iter();
    let mut rows: Vec<_> =
        sources.map(|name| row(name, &|column| reading.funding(projects, name, column))).collect();
    let unfunded = row(UNFUNDED, &|column| reading.unfunded(projects, column));
    if unfunded.amounts().any(|sum| sum.value.is_some()) {
        rows.push(unfunded);
    }
    rows
}

/// Where the money of `project` comes from, without the sources that bring nothing; none where the sheet
/// does not show it.
pub(super) fn funding_of_project(reading: &Reading<'_>, project: &Project) -> Vec<FundingView> {
    if !reading.plan().shows_funding_of_projects() {
        return Vec::new();
    }
    let mut rows = funding(reading, std::slice::from_ref(project));
    rows.retain(|row| {
        let brings = |column| reading.brings(project, &row.name, column);
        reading.funded_columns().any(brings)
            || row.amounts().any(|amount| amount.value.is_some_and(|amount| amount != 0))
    });
    rows
}

impl FundingView {
    fn amounts(&self) -> impl Iterator<Item = &Amount> {
        self.settlement.iter().chain(&self.budget)
    }
}

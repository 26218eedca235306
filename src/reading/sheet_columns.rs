//! The columns of amounts that a plan's composition of its sheet asks for in addition to those
//! of every edition.

use super::{Column, Reading, Sum};
use crate::model::{FiscalYear, Project, REVISED};

/// Columns in addition to the settlement of the evaluated year and the budgets of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoreColumns {
    /// The years of earlier settlements, the earliest first.
    pub settlements: Vec<FiscalYear>,
    /// The evaluated year, where its budget is shown.
    pub budget_evaluated: Option<FiscalYear>,
    /// The evaluated year, where its budget after supplementary ones is shown.
    pub revised: Option<FiscalYear>,
    /// Whether the sum over the window is shown.
    pub budget_total: bool,
}

impl MoreColumns {
    /// Whether there are none.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.settlements.is_empty()
            && self.budget_evaluated.is_none()
            && self.revised.is_none()
            && !self.budget_total
    }
}

impl Reading<'_> {
    /// The years whose settlements the sheet shows, the earliest first; none where nothing is
    /// evaluated.
    pub fn settlement_years(&self) -> impl Iterator<Item = FiscalYear> + use<> {
        let table = self.plan().project_table();
        let count = table.and_then(|table| table.settlement_years.as_ref()).map_or(1, |n| n.value);
        let count = i32::from(count.max(1));
        self.evaluated()
            .into_iter()
            .flat_map(move |last| (0..count).rev().map(move |before| last.plus(-before)))
    }

    /// The columns that the sheet shows in addition to those of [`Reading::columns`].
    #[must_use]
    pub fn more_columns(&self) -> MoreColumns {
        let table = self.plan().project_table();
        let names = table.map(|table| table.column_names()).unwrap_or_default();
        let asks = |name: &str| names.contains(&name);
        let mut settlements: Vec<_> =
            if asks("settlement") { self.settlement_years().collect() } else { Vec::new() };
        settlements.pop();
        MoreColumns {
            settlements,
            budget_evaluated: self.evaluated().filter(|_| asks("budget_evaluated")),
            revised: self.revised_year(),
            budget_total: asks("budget_total"),
        }
    }

    /// The year whose budget after supplementary ones has a column of the sheet, if there is one.
    #[must_use]
    pub fn revised_year(&self) -> Option<FiscalYear> {
        let table = self.plan().project_table()?;
        let is_there = table.column_names().contains(&REVISED);
        self.evaluated().filter(|_| is_there && self.plan().supplementary.is_some())
    }

    /// What `projects` cost together in all years of the window, as far as that is decided.
    pub fn budget_total<'a>(&self, projects: impl IntoIterator<Item = &'a Project>) -> Sum {
        let mut total = Sum::default();
        for project in projects {
            for year in self.plan().edition.window() {
                total.add(Column::Budget(year).of(project));
            }
        }
        total
    }
}

//! 財源: where budgets and settlements come from.

use super::{Column, Reading, Sum};
use crate::model::{FiscalYear, Funded, FundingBySource, Money, Project};

impl Column {
    /// The amounts that count, of this kind, of `year`.
    #[must_use]
    pub fn funded(funded: Funded, year: FiscalYear) -> Self {
        match funded {
            Funded::Budget => Self::Budget(year),
            Funded::Settlement => Self::Settlement(year),
        }
    }

    /// What `project` says of where its amount in it comes from.
    fn sources(self, project: &Project) -> Option<&FundingBySource> {
        let funded = match self {
            Self::Settlement(_) => Funded::Settlement,
            Self::Budget(_) | Self::Initial(_) | Self::Revised(_) => Funded::Budget,
        };
        project.sources_of(funded).value.get(&self.year())
    }
}

impl Reading<'_> {
    /// The columns of which the book says where their amounts come from: the settlement of the evaluated
    /// year, then the budgets of the window.
    pub fn funded_columns(&self) -> impl Iterator<Item = Column> {
        let plan = self.plan();
        let is_shown = |column: &Column| match column {
            Column::Settlement(_) => plan.has_sources_of(Funded::Settlement),
            Column::Budget(_) => plan.has_sources_of(Funded::Budget),
            Column::Initial(_) | Column::Revised(_) => false,
        };
        self.columns().filter(is_shown)
    }

    /// How much of the amounts of `projects` in `column` comes from `source`. A source that a project leaves
    /// out in a year for which it gives others brings nothing; a year without any is not decided, unless
    /// there is nothing to pay for.
    pub fn funding<'b>(
        &self,
        projects: impl IntoIterator<Item = &'b Project>,
        source: &str,
        column: Column,
    ) -> Sum {
        let nothing = Some(Money::default());
        let of = |project: &Project| match column.sources(project) {
            Some(parts) => parts.get(source).map_or(nothing, |part| part.value),
            None => column.of(project).filter(|amount| amount.0 == 0),
        };
        projects.into_iter().map(of).collect()
    }

    /// Whether `project` has an amount of `source` in `column` that is not zero. An amount that is not decided
    /// yet counts.
    #[must_use]
    pub fn brings(&self, project: &Project, source: &str, column: Column) -> bool {
        let part = column.sources(project).and_then(|parts| parts.get(source));
        part.is_some_and(|part| part.value != Some(Money::default()))
    }

    /// The part of the amounts of `projects` in `column` for which no source is given: each amount less
    /// the sources given for it. An amount with a source that is not decided is left out.
    pub fn unfunded<'b>(
        &self,
        projects: impl IntoIterator<Item = &'b Project>,
        column: Column,
    ) -> Sum {
        let of = |project: &Project| {
            let amount = column.of(project).filter(|amount| amount.0 != 0)?;
            let Some(parts) = column.sources(project) else { return Some(amount) };
            let given: Option<i128> =
                parts.values().map(|part| Some(i128::from(part.value?.0))).sum();
            let rest = i64::try_from(i128::from(amount.0) - given?).ok()?;
            (rest != 0).then_some(Money(rest))
        };
        projects.into_iter().filter_map(of).map(Some).collect()
    }
}

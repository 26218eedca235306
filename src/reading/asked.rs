//! The values that an edition asks its sections for: which there are, and which are written.

use super::{Column, Reading};
use crate::model::{FiscalYear, Indicator, Policy, Project};

/// The kind of a value that a section is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedKind {
    /// 評価 of a policy.
    Rating,
    /// 事業実績 of a project.
    Results,
    /// 決算額 of a project.
    Settlement,
    /// 予算額 of a project.
    Budget,
}

/// A value that a section is asked for.
#[derive(Debug, Clone, Copy)]
pub struct AskedValue<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The project; none for a value of the policy itself.
    pub project: Option<&'a Project>,
    /// The name of the section.
    pub section: &'a str,
    /// What it is.
    pub kind: AskedKind,
    /// The year that it is of.
    pub year: FiscalYear,
    /// Whether it is written.
    pub written: bool,
}

impl<'a> Reading<'a> {
    /// The values that the sections of `policy` are asked for: its rating, and of each project the
    /// results, the settlement and the budgets.
    pub fn asked(&self, policy: &'a Policy) -> impl Iterator<Item = AskedValue<'a>> + use<'a> {
        let (reading, year) = (*self, self.evaluated());
        let lead = policy.sections.first().filter(|_| self.plan().rating_required);
        let rating = lead.map(|lead| AskedValue {
            policy,
            project: None,
            section: &lead.value,
            kind: AskedKind::Rating,
            year,
            written: policy.rated(year).is_some_and(|rating| !rating.0.is_empty()),
        });
        let projects = policy.projects.iter();
        rating.into_iter().chain(projects.flat_map(move |p| reading.asked_of_project(policy, p)))
    }

    fn asked_of_project(
        self,
        policy: &'a Policy,
        project: &'a Project,
    ) -> impl Iterator<Item = AskedValue<'a>> {
        let value = move |kind, year, written| {
            let section = project.section.as_str();
            AskedValue { policy, project: Some(project), section, kind, year, written }
        };
        let year = self.evaluated();
        let results = || {
            let results = project.results.value.get(&year);
            results.is_some_and(|results| !results.trim().is_empty())
        };
        let results = (!self.begins(project)).then(|| value(AskedKind::Results, year, results()));
        let amounts = self.columns().filter_map(move |column| {
            let kind = match column {
                Column::Settlement(_) if self.begins(project) => return None,
                Column::Settlement(_) => AskedKind::Settlement,
                Column::Budget(_) => AskedKind::Budget,
            };
            Some(value(kind, column.year(), !self.awaits(project, column)))
        });
        results.into_iter().chain(amounts)
    }

    /// Whether `indicator` still has to be given its value of the evaluated year.
    #[must_use]
    pub fn awaits_value(&self, indicator: &Indicator) -> bool {
        !indicator.values.value.contains_key(&self.evaluated())
    }
}

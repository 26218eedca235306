//! The values that an edition asks its sections for: which there are, and which are written.

use super::{Column, Reading};
use crate::model::{Evaluable, Evaluation, FiscalYear, Indicator, Policy, Project};

/// The kind of a value that a section is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedKind {
    /// 評価 of a policy.
    Rating,
    /// A declared evaluation of a policy or project.
    Evaluation,
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
    /// The declared evaluation that it is a result of.
    pub evaluation: Option<&'a Evaluation>,
    /// The year that it is of.
    pub year: FiscalYear,
    /// Whether it is written.
    pub written: bool,
}

impl<'a> Reading<'a> {
    /// The values that the sections of `policy` are asked for: its rating and evaluations, and of
    /// each project the results, the settlement, the budgets and the evaluations.
    pub fn asked(&self, policy: &'a Policy) -> impl Iterator<Item = AskedValue<'a>> + use<'a> {
        let reading = *self;
        let year = self.evaluated().filter(|_| self.plan().requires_rating());
        let rating = policy.sections.first().zip(year).map(|(lead, year)| AskedValue {
            policy,
            project: None,
            section: &lead.value,
            kind: AskedKind::Rating,
            evaluation: None,
            year,
            written: policy.rated(year).is_some_and(|rating| !rating.0.is_empty()),
        });
        let projects = policy.projects.iter();
        let lead = policy.sections.first().map(|lead| lead.value.as_str());
        let evaluations = lead.into_iter().flat_map(move |lead| {
            reading.asked_evaluations(policy).map(move |(evaluation, year, written)| AskedValue {
                policy,
                project: None,
                section: lead,
                kind: AskedKind::Evaluation,
                evaluation: Some(evaluation),
                year,
                written,
            })
        });
        let of_projects = projects.flat_map(move |p| reading.asked_of_project(policy, p));
        rating.into_iter().chain(evaluations).chain(of_projects)
    }

    /// The required evaluations of `record` in the evaluated year, and whether each is written.
    fn asked_evaluations<T: Evaluable>(
        self,
        record: &'a T,
    ) -> impl Iterator<Item = (&'a Evaluation, FiscalYear, bool)> {
        let year = self.evaluated();
        let required = self.plan().evaluations_of(T::SUBJECT).filter(|e| e.required && e.overall);
        required.filter_map(move |evaluation| {
            let year = year?;
            let said = evaluation.read(record.evaluations(), year);
            let result = said.and_then(|said| said.result.as_ref());
            Some((evaluation, year, result.is_some_and(|result| !result.0.is_empty())))
        })
    }

    fn asked_of_project(
        self,
        policy: &'a Policy,
        project: &'a Project,
    ) -> impl Iterator<Item = AskedValue<'a>> {
        let value = move |kind, year, written| {
            let section = project.section.as_str();
            let project = Some(project);
            AskedValue { policy, project, section, kind, evaluation: None, year, written }
        };
        let evaluations =
            self.asked_evaluations(project).map(move |(evaluation, year, written)| {
                let evaluation = Some(evaluation);
                AskedValue { evaluation, ..value(AskedKind::Evaluation, year, written) }
            });
        let results = |year| {
            let results = project.results.value.get(&year);
            results.is_some_and(|results| !results.trim().is_empty())
        };
        let year = self.evaluated().filter(|_| !self.begins(project));
        let results = year.map(|year| value(AskedKind::Results, year, results(year)));
        let amounts = self.columns().filter_map(move |column| {
            let kind = match column {
                Column::Settlement(_) if self.begins(project) => return None,
                Column::Settlement(_) => AskedKind::Settlement,
                Column::Budget(_) => AskedKind::Budget,
            };
            Some(value(kind, column.year(), !self.awaits(project, column)))
        });
        results.into_iter().chain(amounts).chain(evaluations)
    }

    /// Whether `indicator` still has to be given its value of the evaluated year, if there is one.
    #[must_use]
    pub fn awaits_value(&self, indicator: &Indicator) -> bool {
        self.evaluated().is_some_and(|year| !indicator.values.value.contains_key(&year))
    }
}

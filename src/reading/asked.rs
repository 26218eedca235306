//! The values that an edition asks its sections for: which there are, and which are written.

use super::{Column, Reading};
use crate::model::{
    Criterion, Evaluable, EvaluableRecord, Evaluation, FiscalYear, Indicator, Mark, Policy, Project,
};
use crate::record::{DeclaredData, DeclaredField, DeclaredValues};
use crate::span::Spanned;

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
    /// A field that the plan declares, in a year.
    Declared,
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
    /// The criterion of the evaluation that it is the result of.
    pub criterion: Option<&'a Criterion>,
    /// The declared field that it is a value of.
    pub field: Option<&'a DeclaredField>,
    /// The year that it is of.
    pub year: FiscalYear,
    /// Whether it is written.
    pub written: bool,
}

impl<'a> AskedValue<'a> {
    /// A value of `policy` itself, which its section `lead` is asked for.
    fn of_policy(policy: &'a Policy, lead: &'a str, year: FiscalYear) -> Self {
        Self {
            policy,
            project: None,
            section: lead,
            kind: AskedKind::Rating,
            evaluation: None,
            criterion: None,
            field: None,
            year,
            written: false,
        }
    }

    fn of_evaluation(self, asked: AskedResult<'a>) -> Self {
        let AskedResult { evaluation, criterion, year, written } = asked;
        let (kind, evaluation) = (AskedKind::Evaluation, Some(evaluation));
        Self { kind, evaluation, criterion, year, written, ..self }
    }

    fn of_field(self, (field, year, written): (&'a DeclaredField, FiscalYear, bool)) -> Self {
        Self { kind: AskedKind::Declared, field: Some(field), year, written, ..self }
    }
}

/// A result of a required evaluation.
#[derive(Debug, Clone, Copy)]
pub struct AskedResult<'a> {
    /// The evaluation.
    pub evaluation: &'a Evaluation,
    /// The criterion; none for the result of the whole.
    pub criterion: Option<&'a Criterion>,
    /// The evaluated year.
    pub year: FiscalYear,
    /// Whether it is written.
    pub written: bool,
}

impl<'a> Reading<'a> {
    /// The values that the sections of `policy` are asked for: its rating, evaluations and declared
    /// fields, and of each project the results, the settlement, the budgets, the evaluations and the
    /// declared fields.
    pub fn asked(&self, policy: &'a Policy) -> impl Iterator<Item = AskedValue<'a>> + use<'a> {
        let reading = *self;
        let edition = self.edition.year.value;
        let lead = policy.sections.first().map(|lead| lead.value.as_str());
        let of_lead = lead.into_iter().flat_map(move |lead| {
            let value = AskedValue::of_policy(policy, lead, edition);
            let year = reading.evaluated_of(policy);
            let year = year.filter(|_| reading.plan().requires_rating());
            let rating = year.map(|year| AskedValue {
                year,
                written: policy.rated(year).is_some_and(|rating| !rating.0.is_empty()),
                ..value
            });
            let of = reading.evaluated();
            let results = reading.asked_results(policy).map(move |r| value.of_evaluation(r));
            let fields = reading.asked_fields(&policy.more, of).map(move |f| value.of_field(f));
            rating.into_iter().chain(results).chain(fields)
        });
        let projects = policy.projects.iter().filter(move |p| !reading.book().is_over(p));
        let of_projects = projects.flat_map(move |p| reading.asked_of_project(policy, p));
        of_lead.chain(of_projects)
    }

    /// The year of which `record` is evaluated: none for a project or policy that begins with the edition,
    /// because there was nothing to evaluate.
    #[must_use]
    pub fn evaluated_of<T: Evaluable>(&self, record: &T) -> Option<FiscalYear> {
        let begins = match record.record() {
            EvaluableRecord::Policy(policy) => self.policy_begins(policy),
            EvaluableRecord::Project(project) => self.begins(project),
        };
        self.evaluated().filter(|_| !begins)
    }

    /// The results of `record` in the required evaluations of the year of which it is evaluated, those of
    /// their criteria after that of the whole.
    pub fn asked_results<T: Evaluable>(
        &self,
        record: &'a T,
    ) -> impl Iterator<Item = AskedResult<'a>> + use<'a, T> {
        let year = self.evaluated_of(record);
        let required = self.plan().evaluations_of(T::SUBJECT).filter(|e| e.required);
        required.flat_map(move |evaluation| {
            let said = year.and_then(|year| evaluation.read(record.evaluations(), year));
            let is_written = |mark: Option<&Spanned<Mark>>| mark.is_some_and(|m| !m.0.is_empty());
            let result = said.and_then(|said| said.result.as_ref());
            let whole = evaluation.overall.then(|| (None, is_written(result)));
            let criteria = evaluation.criteria.iter().map(move |criterion| {
                let mark = said.and_then(|said| said.criteria.get(criterion.id.as_str()));
                (Some(criterion), is_written(mark))
            });
            let all = whole.into_iter().chain(criteria);
            all.filter_map(move |(criterion, written)| {
                Some(AskedResult { evaluation, criterion, year: year?, written })
            })
        })
    }

    /// The years of the required fields of `values` that have a value for each: that of which the record is
    /// evaluated, if any, and those of the window, and whether each is written. One that is left open is.
    pub fn asked_fields(
        &self,
        values: &'a DeclaredValues,
        evaluated: Option<FiscalYear>,
    ) -> impl Iterator<Item = (&'a DeclaredField, FiscalYear, bool)> + use<'a> {
        let edition = self.edition;
        let fields = self.plan().fields.of(values.record).iter();
        let fields = fields.filter(|f| f.by_year && f.is_required_in(edition.year.value));
        fields.flat_map(move |field| {
            let written = values.get(field.id.as_str());
            let window = edition.window().filter(move |year| Some(*year) != evaluated);
            evaluated.into_iter().chain(window).map(move |year| {
                let has = |data: &DeclaredData| data.values().any(|(of, _)| of == Some(year));
                (&**field, year, written.is_some_and(has))
            })
        })
    }

    fn asked_of_project(
        self,
        policy: &'a Policy,
        project: &'a Project,
    ) -> impl Iterator<Item = AskedValue<'a>> {
        let section = project.section.as_str();
        let base = AskedValue::of_policy(policy, section, self.edition.year.value);
        let base = AskedValue { project: Some(project), ..base };
        let value = move |kind, year, written| AskedValue { kind, year, written, ..base };
        let year = self.evaluated_of(project);
        let evaluations = self.asked_results(project).map(move |r| base.of_evaluation(r));
        let fields = self.asked_fields(&project.more, year).map(move |f| base.of_field(f));
        let results = |year| {
            let results = project.results.value.get(&year);
            results.is_some_and(|results| !results.trim().is_empty())
        };
        let results = year.map(|year| value(AskedKind::Results, year, results(year)));
        let amounts = self.columns().filter_map(move |column| {
            let kind = match column {
                Column::Settlement(_) if self.begins(project) => return None,
                Column::Settlement(_) => AskedKind::Settlement,
                Column::Budget(_) | Column::Initial(_) | Column::Revised(_) => AskedKind::Budget,
            };
            Some(value(kind, column.year(), !self.awaits(project, column)))
        });
        results.into_iter().chain(amounts).chain(evaluations).chain(fields)
    }

    /// Whether `indicator` still has to be given its value of the evaluated year, if there is one.
    #[must_use]
    pub fn awaits_value(&self, indicator: &Indicator) -> bool {
        self.evaluated().is_some_and(|year| !indicator.values.value.contains_key(&year))
    }

    /// How many values of the evaluated year `indicator` still has to be given.
    #[must_use]
    pub fn awaited_of(&self, indicator: &Indicator) -> usize {
        let statement = self.awaits_statement(indicator) == Some(true);
        usize::from(self.awaits_value(indicator)) + usize::from(statement)
    }

    /// Whether only its section can say if `indicator` met its target in the evaluated year; none where
    /// that is computed, otherwise whether it is still to come.
    #[must_use]
    pub fn awaits_statement(&self, indicator: &Indicator) -> Option<bool> {
        let year = self.evaluated()?;
        let needed = indicator.needs_statement(year, self.plan().progress);
        needed.then(|| !indicator.reached.contains_key(&year))
    }
}

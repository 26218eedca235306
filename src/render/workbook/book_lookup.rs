//! What a book says in a field, in the one spelling that workbooks, records and answers share: nothing
//! where it is not written, `~` where it is left open, and otherwise the value.

use std::collections::BTreeMap;

use super::content::OPEN;
use super::{AskedField, EvaluationPart};
use crate::model::{Book, Evaluations, FiscalYear, Indicator, Mark, Money, Policy, Project};
use crate::record::{DeclaredData, DeclaredValue, DeclaredValues};
use crate::source::Sources;
use crate::span::{Span, Spanned};

/// What a row of a workbook is about, by its permanent id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordRef {
    /// A policy.
    Policy(String),
    /// A project.
    Project(String),
    /// An indicator.
    Indicator(String),
}

/// A book with its sources, to look things up by their ids.
#[derive(Debug)]
pub struct BookLookup<'a> {
    /// The book.
    pub book: &'a Book,
    /// The sources it was read from.
    pub sources: &'a Sources,
    policies: BTreeMap<&'a str, &'a Policy>,
    projects: BTreeMap<&'a str, (&'a Policy, usize)>,
    indicators: BTreeMap<&'a str, &'a Indicator>,
}

impl<'a> BookLookup<'a> {
    /// The lookup of `book`, which was read from `sources`.
    #[must_use]
    pub fn new(book: &'a Book, sources: &'a Sources) -> Self {
        let policies = book.policies().filter_map(|p| Some((p.uid.as_ref()?.as_str(), p)));
        let projects = book.policies().flat_map(|policy| {
            let projects = policy.projects.iter().enumerate();
            projects.filter_map(move |(at, p)| Some((p.uid.as_ref()?.as_str(), (policy, at))))
        });
        let indicators = book.indicators().map(|i| (i.id.value.as_str(), i));
        let (policies, projects) = (policies.collect(), projects.collect());
        Self { book, sources, policies, projects, indicators: indicators.collect() }
    }

    /// The policy with the permanent id `uid`.
    #[must_use]
    pub fn policy(&self, uid: &str) -> Option<&'a Policy> {
        self.policies.get(uid).copied()
    }

    /// The project with the permanent id `uid`, with its policy and its position there, from 0.
    #[must_use]
    pub fn project(&self, uid: &str) -> Option<(&'a Policy, usize, &'a Project)> {
        let (policy, at) = self.projects.get(uid)?;
        Some((policy, *at, &policy.projects[*at]))
    }

    /// The indicator with the id `id`.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&'a Indicator> {
        self.indicators.get(id).copied()
    }

    /// What the book says in `field` of `subject`; `None` where it has no such subject.
    #[must_use]
    pub fn get(&self, subject: &RecordRef, field: &AskedField) -> Option<String> {
        Some(match subject {
            RecordRef::Policy(uid) => self.of_policy(self.policy(uid)?, field),
            RecordRef::Project(uid) => project_fact(self.project(uid)?.2, field),
            RecordRef::Indicator(id) => of_indicator(self.indicator(id)?, field),
        })
    }

    /// Where `subject` begins in the sources.
    #[must_use]
    pub fn span(&self, subject: &RecordRef, field: &AskedField) -> Option<Span> {
        Some(match (subject, field) {
            (RecordRef::Policy(uid), AskedField::Text(heading)) => {
                let policy = self.policy(uid)?;
                self.heading_of(policy, heading).map_or(policy.title.span, |h| h.span)
            }
            (RecordRef::Policy(uid), _) => self.policy(uid)?.title.span,
            (RecordRef::Project(uid), _) => self.project(uid)?.2.name.span,
            (RecordRef::Indicator(id), _) => self.indicator(id)?.id.span,
        })
    }

    fn of_policy(&self, policy: &Policy, field: &AskedField) -> String {
        match field {
            AskedField::Policy => policy.id.to_string(),
            AskedField::Name => policy.title.value.clone(),
            AskedField::Rating(year) => {
                policy.rated(*year).map(|r| r.0.clone()).unwrap_or_default()
            }
            AskedField::Declared(id, _) => declared(&policy.more, id, field),
            AskedField::Evaluation(year, id, part) => {
                evaluated(&policy.evaluations, *year, id, part)
            }
            AskedField::Text(heading) => {
                let span = self.body(policy, heading);
                span.map(|span| self.sources.file(span.file).slice(span).replace("\r\n", "\n"))
                    .unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    /// The heading with the id `id` in the prose of `policy`.
    #[must_use]
    pub fn heading_of(&self, policy: &'a Policy, id: &str) -> Option<&'a Spanned<String>> {
        let heading = self.book.plan.headings.iter().find(|h| h.id == id)?;
        let mut sections = policy.prose.iter();
        sections.find(|s| s.heading.value == heading.heading.value).map(|s| &s.heading)
    }

    /// Where the text under the heading with the id `id` stands, without blank lines around it.
    #[must_use]
    pub fn body(&self, policy: &Policy, id: &str) -> Option<Span> {
        let heading = self.book.plan.headings.iter().find(|h| h.id == id)?;
        let at = policy.prose.iter().position(|s| s.heading.value == heading.heading.value)?;
        let span = policy.prose[at].heading.span;
        let text = self.sources.file(span.file).text();
        let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |n| from + n + 1);
        let start = line_end((span.end as usize).min(text.len()));
        let next = policy.prose.get(at + 1).map_or(text.len(), |next| {
            let from = next.heading.span.start as usize;
            text[..from].rfind('\n').map_or(0, |n| n + 1)
        });
        let slice = text.get(start..next)?;
        let body = slice.trim_matches(['\n', '\r', ' ', '\t']);
        let offset =
            start + (slice.len() - slice.trim_start_matches(['\n', '\r', ' ', '\t']).len());
        // Without a text, its place is the line after the heading.
        let offset = if body.is_empty() { start } else { offset };
        Some(Span::new(span.file, offset, offset + body.len()))
    }
}

/// What `project` says in `field`.
#[must_use]
pub fn project_fact(project: &Project, field: &AskedField) -> String {
    match field {
        AskedField::Name => project.name.value.clone(),
        AskedField::Section => project.section.value.clone(),
        AskedField::Description => project.description.value.clone(),
        AskedField::Direction => project.direction.value.clone(),
        AskedField::Results(year) => {
            project.results.value.get(year).map(|r| r.value.clone()).unwrap_or_default()
        }
        AskedField::Settlement(year) => money(project.settlement.value.get(year)),
        AskedField::Budget(year) => money(project.initial_budget.value.get(year)),
        AskedField::Funding(funded, year, source) => {
            let sources = project.sources_of(*funded).value.get(year);
            money(sources.and_then(|sources| sources.get(source.as_str())))
        }
        AskedField::Declared(id, _) => declared(&project.more, id, field),
        AskedField::Evaluation(year, id, part) => evaluated(&project.evaluations, *year, id, part),
        _ => String::new(),
    }
}

fn of_indicator(indicator: &Indicator, field: &AskedField) -> String {
    match field {
        AskedField::Name => indicator.name.value.clone(),
        AskedField::Value(year) => {
            match indicator.values.value.get(year).map(|value| &value.value) {
                None => String::new(),
                Some(None) => open(),
                Some(Some(value)) => {
                    value.number().map(|number| number.to_string()).unwrap_or_default()
                }
            }
        }
        AskedField::Words(year) => {
            let value = indicator.values.value.get(year).and_then(|value| value.value.as_ref());
            let words = value.filter(|value| value.number().is_none());
            words.map(ToString::to_string).unwrap_or_default()
        }
        AskedField::Reached(year) => {
            let reached = indicator.reached.get(year);
            reached.map(|reached| reached.value.to_string()).unwrap_or_default()
        }
        AskedField::Note => indicator.note.as_ref().map(|n| n.value.clone()).unwrap_or_default(),
        AskedField::Declared(id, _) => declared(&indicator.more, id, field),
        _ => String::new(),
    }
}

/// What is said in `part` of the evaluation `id` of `year`.
fn evaluated(all: &Evaluations, year: FiscalYear, id: &str, part: &EvaluationPart) -> String {
    let Some(said) = all.get(id).and_then(|years| years.get(&year)) else { return String::new() };
    let mark = |mark: Option<&Spanned<Mark>>| mark.map(|mark| mark.0.clone());
    let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    let found = match part {
        EvaluationPart::Result => mark(said.result.as_ref()),
        EvaluationPart::Criterion(id) => mark(said.criteria.get(id.as_str())),
        EvaluationPart::Opinion => text(&said.opinion),
        EvaluationPart::Reply => text(&said.reply),
    };
    found.unwrap_or_default()
}

fn open() -> String {
    OPEN.to_owned()
}

fn money(amount: Option<&Spanned<Option<Money>>>) -> String {
    match amount {
        None => String::new(),
        Some(amount) => amount.value.map_or_else(open, |amount| amount.0.to_string()),
    }
}

fn declared(values: &DeclaredValues, id: &str, field: &AskedField) -> String {
    let AskedField::Declared(_, year) = field else { return String::new() };
    let spell = |value: &Spanned<Option<DeclaredValue>>| match &value.value {
        None => open(),
        Some(DeclaredValue::Markdown(text)) => text.trim().to_owned(),
        Some(DeclaredValue::Text(text) | DeclaredValue::Choice(text)) => text.clone(),
        Some(DeclaredValue::Number(number)) => number.to_string(),
        Some(DeclaredValue::Money(amount)) => amount.0.to_string(),
        Some(DeclaredValue::Date(date)) => date.to_string(),
        Some(DeclaredValue::Years(years)) => years.to_string(),
        Some(DeclaredValue::Link(address)) => address.as_str().to_owned(),
        Some(DeclaredValue::Truth(truth)) => truth.to_string(),
    };
    match (values.get(id), year) {
        (Some(DeclaredData::Once(value)), None) => spell(value),
        (Some(DeclaredData::ByYear(years)), Some(year)) => {
            years.get(year).map(spell).unwrap_or_default()
        }
        _ => String::new(),
    }
}

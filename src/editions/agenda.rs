//! The list of tasks at the beginning of an edition: how many values each section is asked for, and what
//! the planner has to decide. [`status`](super::Collection) counts what has come since.

use std::collections::BTreeMap;

use crate::model::{Book, Edition, Numbered as _, Plan, Policy, Project};
use crate::reading::{AskedKind, Reading};
use crate::record::half_width;
use crate::value::NamedYears;

/// What a new edition asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// What the plan calls its indicators.
    pub indicators_term: String,
    /// How much each section is asked for, in the order of the plan.
    pub sections: Vec<(String, Asked)>,
    /// How many indicators have no value of the evaluated year.
    pub indicators: usize,
    /// Projects that began with the edition before, and go on: the number of the policy in print, name.
    pub begun: Vec<(String, String)>,
    /// Projects that ended with the edition before.
    pub ended: Vec<(String, String)>,
    /// Projects that were merged, and need an heir.
    pub merged: Vec<(String, String)>,
    /// The headings and titles of `plan.yaml` that name a year of the edition before: key, words.
    pub dated: Vec<(String, String)>,
    /// The last year of the comprehensive plan, if the new edition reaches it.
    pub last_year: Option<String>,
    /// Whether the new edition itself is after it: the first of the next plan.
    pub is_of_next_plan: bool,
    /// How many years of the new window are after the comprehensive plan.
    pub years_after: usize,
    /// The parts that promise their last page: title, pages.
    pub contracts: Vec<(String, String)>,
}

/// How many values a section is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Results of the evaluated year.
    pub results: usize,
    /// Settlements of the evaluated year.
    pub settlements: usize,
    /// Budgets of years of the window.
    pub budgets: usize,
    /// Ratings and declared evaluations of the evaluated year, of its projects and of policies that
    /// it leads.
    pub ratings: usize,
    /// Declared fields of the evaluated year and of years of the window.
    pub fields: usize,
}

impl Asked {
    fn count(&mut self, kind: AskedKind) {
        *match kind {
            AskedKind::Rating | AskedKind::Evaluation => &mut self.ratings,
            AskedKind::Results => &mut self.results,
            AskedKind::Settlement => &mut self.settlements,
            AskedKind::Budget => &mut self.budgets,
            AskedKind::Declared => &mut self.fields,
        } += 1;
    }

    /// All values together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.results + self.settlements + self.budgets + self.ratings + self.fields
    }
}

impl Agenda {
    /// What `next` asks for, the book of the new edition; `old` is that of the edition before.
    #[must_use]
    pub fn new(old: &Book, next: &Book) -> Self {
        let edition = &next.plan.edition;
        let reading = Reading::new(next);
        let direction = &old.plan.direction;
        let mut by_section: BTreeMap<&str, Asked> = BTreeMap::new();
        let named = |policy: &Policy, project: &Project| {
            (policy.printed_number(), project.name.value.clone())
        };
        let (mut begun, mut ended, mut merged) = (Vec::new(), Vec::new(), Vec::new());
        for policy in next.policies() {
            for value in reading.asked(policy).filter(|value| !value.written) {
                by_section.entry(value.section).or_default().count(value.kind);
            }
            for project in &policy.projects {
                if direction.begins(&project.direction) {
                    begun.push(named(policy, project));
                }
                if direction.merges(&project.direction) {
                    merged.push(named(policy, project));
                } else if direction.ends(&project.direction) {
                    ended.push(named(policy, project));
                }
            }
        }
        let order = next.plan.sections().map(|(_, section)| section.name.value.as_str());
        let sections = order.filter_map(|name| Some((name.to_owned(), *by_section.get(name)?)));
        let end = next.plan.term.1.value;
        let part = |part: &crate::model::PartSpec| {
            let pages = part.pages.as_ref()?.value;
            pages.to.map(|_| (next.plan.part_title(part), pages.to_string()))
        };
        Self {
            sections: sections.filter(|(_, asked)| asked.total() > 0).collect(),
            indicators_term: next.plan.terms.indicators.clone(),
            dated: dated(&next.plan, &old.plan.edition),
            indicators: next.indicators().map(|one| reading.awaited_of(one)).sum(),
            begun,
            ended,
            merged,
            last_year: (edition.last_year() >= end).then(|| end.long()),
            is_of_next_plan: edition.year.value > end,
            years_after: edition.window().filter(|year| *year > end).count(),
            contracts: next.plan.book.parts.iter().filter_map(part).collect(),
        }
    }

    /// How many values are asked for.
    #[must_use]
    pub fn total(&self) -> usize {
        let sections: usize = self.sections.iter().map(|(_, asked)| asked.total()).sum();
        sections + self.indicators
    }
}

/// The headings and titles of `plan` that name the year of `old` or the one that it evaluated: nothing but
/// their author can say what they are called now.
fn dated(plan: &Plan, old: &Edition) -> Vec<(String, String)> {
    let years = [Some(old.year.value), old.evaluated_year()].into_iter().flatten();
    let headings = plan.headings.iter().map(|heading| ("heading", heading.heading.as_str()));
    let titles = plan.book.parts.iter().map(|part| ("title", part.title.as_str()));
    let is_dated = |text: &str| {
        let text = half_width(text);
        NamedYears::of(&text).any(|named| years.clone().any(|it| named.include(it)))
    };
    let all = headings.chain(titles).filter(|(_, text)| is_dated(text));
    all.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

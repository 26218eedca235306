//! The pages of the list of all projects.

use schemars::JsonSchema;
use serde::Serialize;

use super::declared::truth_word;
use super::totals::totals;
use super::{Amount, FieldLabel, Totals, View};
use crate::layout::routes;
use crate::model::{Numbered, Policy};
use crate::reading::{Column, ComparedColumns, Reading};
use crate::record::{DeclaredField, FieldKind, ReaderOutput};

/// How many projects a page of the list has at most, so that it is below 120 kB on the wire. The
/// projects of a policy stay together.
const LONGEST: usize = 700;

/// How many characters a value has at most that stands in a column of the list.
const WIDEST: usize = 20;

/// A column of the list of all projects: a field that the plan declares, if each project has one short
/// value of it, or a choice of its policy. Longer ones are on the pages of the policies.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProjectColumn {
    /// The key of the field.
    pub id: String,
    /// The name of the column for programs: a field of the policy may have the key of one of the project.
    pub key: String,
    /// Whether it is a field of the project's policy.
    pub is_of_policy: bool,
    /// Its head.
    pub field: FieldLabel,
    /// The values among which authors choose.
    pub choices: Vec<String>,
}

/// The columns of the list for declared fields, in the order of their declarations.
pub(super) fn project_columns(reading: &Reading<'_>, view: &View) -> Vec<ProjectColumn> {
    let is_short = |field: &DeclaredField| {
        let projects = view.policies().flat_map(|policy| &policy.projects);
        let own = projects.flat_map(|project| &project.fields);
        let mut values = own.filter(|own| field.id.as_str() == own.id).flat_map(|own| &own.values);
        values.all(|value| value.text.chars().count() <= WIDEST)
    };
    let has_words = |kind| matches!(kind, FieldKind::Choice | FieldKind::Truth);
    let has_column = |field: &DeclaredField, is_of_policy: bool| match field.kind {
        _ if is_of_policy => has_words(field.kind),
        FieldKind::Markdown | FieldKind::Link => false,
        _ => is_short(field),
    };
    let plan = reading.plan();
    let is_shown = |field: &DeclaredField| {
        let is_in = field.is_in(plan.edition.year.value);
        is_in && !field.by_year && field.is_shown(ReaderOutput::Site)
    };
    let of = |record: &str, is_of_policy: bool| -> Vec<ProjectColumn> {
        let declared = plan.fields.of(record).iter().map(AsRef::as_ref);
        let listed = declared.filter(|field| is_shown(field) && has_column(field, is_of_policy));
        let column = |field: &DeclaredField| ProjectColumn {
            id: field.id.to_string(),
            key: if is_of_policy { format!("policy_{}", field.id) } else { field.id.to_string() },
            is_of_policy,
            field: FieldLabel::of(field),
            choices: match field.kind {
                FieldKind::Truth => [true, false].map(|it| truth_word(it).to_owned()).into(),
                _ => field.choices.iter().map(|choice| choice.value.clone()).collect(),
            },
        };
        listed.map(column).collect()
    };
    [of("Policy", true), of("Project", false)].concat()
}

/// A page of the list of all projects.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProjectPage {
    /// Its address.
    pub route: String,
    /// The place of its first policy in the order of the book, from 0.
    pub start: usize,
    /// How many policies it has.
    pub policies: usize,
    /// How many projects it has.
    pub projects: usize,
    /// The printed number of its first policy.
    pub first: String,
    /// The printed number of its last policy.
    pub last: String,
    /// What its projects cost.
    pub totals: Totals,
    /// The sum of the budgets that the list compares with; none where it compares none, or settlements.
    /// Unlike that of a change it leaves out nothing that is known.
    pub before: Option<Amount>,
}

/// The pages of the list; none in a book without projects.
pub(super) fn project_pages(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
) -> Vec<ProjectPage> {
    let policies: Vec<&Policy> = reading.book().policies().collect();
    let mut pages = Vec::new();
    for (start, policies) in split(&policies, LONGEST, |policy| policy.projects.len()) {
        let projects = || policies.iter().flat_map(|policy| &policy.projects);
        let (Some(first), Some(last)) = (policies.first(), policies.last()) else { continue };
        pages.push(ProjectPage {
            route: routes::projects(pages.len() + 1),
            start,
            policies: policies.len(),
            projects: projects().count(),
            first: first.printed_number(),
            last: last.printed_number(),
            totals: totals(reading, compared, projects()),
            before: compared
                .map(|compared| compared.before)
                .filter(|column| matches!(column, Column::Budget(_)))
                .map(|column| Amount::total(&column.sum(projects()), &reading.plan().money)),
        });
    }
    pages.retain(|page| page.projects > 0);
    pages
}

/// `items` in pieces of at most `longest`, where an item counts as `length` says, each with the place of
/// its first item. An item that is longer has a piece of its own.
fn split<T>(items: &[T], longest: usize, length: impl Fn(&T) -> usize) -> Vec<(usize, &[T])> {
    let mut pieces = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        if sum > 0 && sum + length(item) > longest {
            pieces.push((start, &items[start..at]));
            (start, sum) = (at, 0);
        }
        sum += length(item);
    }
    if start < items.len() {
        pieces.push((start, &items[start..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_not_too_long_and_lose_nothing() {
        let of = |lengths: &[usize]| {
            let pieces = split(lengths, 10, |length| *length);
            pieces.into_iter().map(|(start, piece)| (start, piece.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(of(&[4, 6, 1]), [(0, vec![4, 6]), (2, vec![1])]);
        assert_eq!(of(&[0, 30, 0, 3]), [(0, vec![0, 30]), (2, vec![0, 3])]);
        assert!(of(&[]).is_empty());
    }
}

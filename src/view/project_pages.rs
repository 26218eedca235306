//! The pages of the list of all projects.

use schemars::JsonSchema;
use serde::Serialize;

use super::totals::totals;
use super::{Amount, Totals};
use crate::layout::routes;
use crate::model::{Numbered, Policy};
use crate::reading::{Column, ComparedColumns, Reading};

/// How many projects a page of the list has at most, so that it is below 120 kB on the wire. The
/// projects of a policy stay together.
const LONGEST: usize = 700;

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

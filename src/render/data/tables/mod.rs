//! Which tables there are: one file for each subject. There is one of 財源 where the plan names
//! sources of money; all others are always there.
//!
//! An edition gives every figure that was known when it came out: amounts up to the last
//! year of its window, settlements, results, ratings and measured values up to the year
//! evaluated. What the sources hold of later editions stays out.
//!
//! This module must not know file formats or printed pages, but for the table of pages.

mod budgets;
mod codes;
mod common;
mod dictionary;
mod framework;
mod funding;
mod indicators;
mod pages;
mod policies;
mod projects;
mod publication;
mod sections;
mod texts;
mod themes;
mod totals;

pub(super) use dictionary::dictionary;
pub(super) use pages::pages;
pub(super) use publication::{citation, full_name};

use super::table::Table;
use crate::model::Book;

/// Every table that does not depend on printed pages, but for the dictionary.
pub(super) fn tables(book: &Book) -> Vec<Table> {
    let mut tables = vec![
        publication::publication(book),
        framework::framework(book),
        policies::policies(book),
        policies::policy_sections(book),
        policies::ratings(book),
        projects::projects(book),
        projects::results(book),
        budgets::budgets(book),
    ];
    tables.extend(funding::funding(book));
    tables.extend([
        totals::totals(book),
        totals::evaluation(book),
        indicators::indicators(book),
        indicators::indicator_values(book),
        sections::sections(book),
        themes::themes(book),
        themes::leads(book),
        themes::theme_policies(book),
        texts::texts(book),
        codes::codes(book),
    ]);
    tables
}

/// The columns every table begins with, so that tables of several cities and editions can
/// be laid end to end.
pub(super) fn common(book: &Book) -> Table {
    publication::common(book)
}

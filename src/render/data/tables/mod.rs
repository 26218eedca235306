//! The tables of the open data, a module for each subject. The table of 財源 exists if the plan
//! names sources of funding, that of 再掲 if a sheet lists a project again, those of ratings and
//! results if the edition has such, those of indicators and themes if the book has any; all others always
//! exist.
//!
//! An edition contains every figure known at its publication: amounts up to the last year of its
//! window; settlements, results, ratings and measured values up to the evaluated year. Figures of
//! later editions in the sources are excluded.
//!
//! This module must not know file formats or printed pages, but for the table of pages.

mod accounts;
mod budgets;
mod codes;
mod common;
mod declared;
mod dictionary;
mod evaluations;
mod framework;
mod funding;
mod glossary;
mod indicator_places;
mod indicator_uses;
mod indicator_values;
mod indicators;
mod localities;
mod pages;
mod policies;
mod projects;
mod publication;
mod sections;
mod texts;
mod themes;
mod totals;

pub(super) use common::group_key;
pub(super) use dictionary::dictionary;
pub(super) use pages::pages;
pub(super) use publication::citation;

use rayon::prelude::*;

use super::table::Table;
use crate::reading::Reading;

/// Every table that does not depend on page numbers, except the dictionary.
pub(super) fn tables(reading: &Reading<'_>) -> Vec<Table> {
    let tables: [fn(&Reading<'_>) -> Option<Table>; 29] = [
        |reading| Some(publication::publication(reading)),
        |reading| Some(framework::framework(reading.book())),
        |reading| Some(policies::policies(reading.book())),
        |reading| Some(policies::policy_sections(reading.book())),
        |reading| policies::ratings(reading.book()),
        |reading| Some(projects::projects(reading.book())),
        |reading| projects::results(reading.book()),
        |reading| projects::relisted(reading.book()),
        |reading| Some(budgets::budgets(reading.book())),
        |reading| funding::funding(reading.book()),
        |reading| Some(totals::totals(reading)),
        accounts::account_totals,
        totals::evaluation,
        |reading| evaluations::results(reading.book()),
        evaluations::counts,
        |reading| with_rows(indicators::indicators(reading)),
        |reading| with_rows(indicator_values::indicator_values(reading)),
        |reading| indicator_places::indicator_places(reading.book()),
        |reading| declared::of_policies(reading.book()),
        |reading| declared::of_projects(reading.book()),
        |reading| declared::of_indicators(reading.book()),
        |reading| Some(sections::sections(reading)),
        localities::localities,
        glossary::glossary,
        |reading| with_rows(themes::themes(reading)),
        |reading| with_rows(themes::leads(reading)),
        |reading| with_rows(themes::theme_policies(reading)),
        |reading| Some(texts::texts(reading.book())),
        |reading| Some(codes::codes(reading)),
    ];
    // One table per task: the budgets alone take longer than most of the others together.
    tables.par_iter().with_max_len(1).filter_map(|table| table(reading)).collect()
}

/// The table, if it has rows: a book without indicators or themes publishes no table of them.
fn with_rows(table: Table) -> Option<Table> {
    (!table.rows.is_empty()).then_some(table)
}

/// The common columns of all tables, so that tables of several cities and editions can be
/// concatenated.
pub(super) fn common(reading: &Reading<'_>) -> Table {
    publication::common(reading)
}

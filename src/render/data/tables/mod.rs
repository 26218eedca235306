//! The tables of the open data, a module for each subject. The table of 財源 exists if the plan
//! names sources of funding, that of 再掲 if a sheet lists a project again; all others always exist.
//!
//! An edition contains every figure known at its publication: amounts up to the last year of its
//! window; settlements, results, ratings and measured values up to the evaluated year. Figures of
//! later editions in the sources are excluded.
//!
//! This module must not know file formats or printed pages, but for the table of pages.

mod budgets;
mod codes;
mod common;
mod declared;
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

use rayon::prelude::*;

use super::table::Table;
use crate::model::Book;

/// Every table that does not depend on page numbers, except the dictionary.
pub(super) fn tables(book: &Book) -> Vec<Table> {
    let tables: [fn(&Book) -> Option<Table>; 23] = [
        |book| Some(publication::publication(book)),
        |book| Some(framework::framework(book)),
        |book| Some(policies::policies(book)),
        |book| Some(policies::policy_sections(book)),
        |book| Some(policies::ratings(book)),
        |book| Some(projects::projects(book)),
        |book| Some(projects::results(book)),
        projects::relisted,
        |book| Some(budgets::budgets(book)),
        funding::funding,
        |book| Some(totals::totals(book)),
        |book| Some(totals::evaluation(book)),
        |book| Some(indicators::indicators(book)),
        |book| Some(indicators::indicator_values(book)),
        declared::of_policies,
        declared::of_projects,
        declared::of_indicators,
        |book| Some(sections::sections(book)),
        |book| Some(themes::themes(book)),
        |book| Some(themes::leads(book)),
        |book| Some(themes::theme_policies(book)),
        |book| Some(texts::texts(book)),
        |book| Some(codes::codes(book)),
    ];
    // One table per task: the budgets alone take longer than most of the others together.
    tables.par_iter().with_max_len(1).filter_map(|table| table(book)).collect()
}

/// The common columns of all tables, so that tables of several cities and editions can be
/// concatenated.
pub(super) fn common(book: &Book) -> Table {
    publication::common(book)
}

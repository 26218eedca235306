//! Which tables there are: one file for each subject. There is one of 財源 where the plan names
//! sources of money, and one of 再掲 where a sheet lists a project again; all others are always
//! there.
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

use rayon::prelude::*;

use super::table::Table;
use crate::model::Book;

/// Every table that does not depend on printed pages, but for the dictionary.
pub(super) fn tables(book: &Book) -> Vec<Table> {
    let tables: [fn(&Book) -> Option<Table>; 20] = [
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
        |book| Some(sections::sections(book)),
        |book| Some(themes::themes(book)),
        |book| Some(themes::leads(book)),
        |book| Some(themes::theme_policies(book)),
        |book| Some(texts::texts(book)),
        |book| Some(codes::codes(book)),
    ];
    // One by one: the budgets alone take longer than most of the others together.
    tables.par_iter().with_max_len(1).filter_map(|table| table(book)).collect()
}

/// The columns every table begins with, so that tables of several cities and editions can
/// be laid end to end.
pub(super) fn common(book: &Book) -> Table {
    publication::common(book)
}

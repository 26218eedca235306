//! Words that the book explains.

use schemars::JsonSchema;
use serde::Serialize;

use crate::layout::routes;
use crate::model::{Book, Policy};
use crate::reading::Reading;
use crate::value::kana;

/// A word that the book explains.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlossaryTermView {
    /// The word.
    pub term: String,
    /// How it is read.
    pub kana: Option<String>,
    /// What it means.
    pub meaning: String,
    /// Its anchor on the page of the glossary.
    pub anchor: String,
    /// Its place on the site.
    pub route: String,
}

/// The glossary of `book`, by readings; words without one are sorted by themselves.
pub(super) fn glossary(book: &Book) -> Vec<GlossaryTermView> {
    let mut terms: Vec<_> = (0..book.glossary.len()).map(|at| term(book, at)).collect();
    terms.sort_by_cached_key(|term| kana::sort_key(term.kana.as_ref().unwrap_or(&term.term)));
    terms
}

/// The words of the glossary that `policy` uses.
pub(super) fn used_by(reading: &Reading<'_>, policy: &Policy) -> Vec<GlossaryTermView> {
    reading.glossary_of(policy).into_iter().map(|at| term(reading.book(), at)).collect()
}

fn term(book: &Book, at: usize) -> GlossaryTermView {
    let term = &book.glossary[at];
    let anchor = format!("term-{}", at + 1);
    GlossaryTermView {
        term: term.term.value.clone(),
        kana: term.kana.as_ref().map(|kana| kana.value.clone()),
        meaning: term.meaning.value.clone(),
        route: routes::glossary(&anchor),
        anchor,
    }
}

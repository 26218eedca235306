//! Checks the pages of a finished document of a theme that is no part of the book: a form, the table of a
//! comparison.

use std::sync::Arc;

use super::errors::cannot_read_back;
use crate::diag::Diagnostic;
use crate::render::comparison::margins;
use crate::render::print::{FinishedPdf, FontSet, LayoutFault, Rules};
use crate::theme::Theme;

/// How many places with faults are named.
const NAMED: usize = 5;

/// What is wrong with a document.
#[derive(Debug)]
pub enum DocumentFault {
    /// The PDF cannot be read.
    Unreadable(Box<Diagnostic>),
    /// Text lies outside of its place.
    OutOfPlace {
        /// In how many places.
        count: usize,
        /// The first of them: their pages and texts.
        named: String,
    },
}

/// Checks the `pdf` of a document, which was typeset with `fonts`.
///
/// # Errors
/// What is wrong with it.
pub fn check_document(
    pdf: &Arc<Vec<u8>>,
    theme: &Theme,
    fonts: &FontSet,
) -> Result<(), DocumentFault> {
    let margins = margins(theme);
    let rules = Rules { margins: &|_| margins, fonts: &fonts.names };
    let finished = FinishedPdf::read(Arc::clone(pdf))
        .map_err(|error| DocumentFault::Unreadable(Box::new(cannot_read_back(&error))))?;
    let faults = finished.faults(&rules);
    if faults.is_empty() {
        return Ok(());
    }
    let named: Vec<_> = faults.iter().take(NAMED).map(place).collect();
    Err(DocumentFault::OutOfPlace { count: faults.len(), named: named.join("、") })
}

fn place(fault: &LayoutFault) -> String {
    let text: String = fault.text.chars().take(20).collect();
    format!("p.{} {text}", fault.page + 1)
}

//! Checks the pages of a PDF for a printing house.

use std::sync::Arc;

use super::errors::{cannot_read_back, lacks_labels};
use crate::diag::{Diagnostic, Sink};
use crate::layout::{PageMap, contract};
use crate::model::Book;
use crate::render::print::FinishedPdf;

/// The findings about the page contract of `book` in the `pdf`; only warnings if `relaxed`.
///
/// # Errors
/// The finding about a PDF that cannot be read or lacks labels.
pub fn check_print_shop(
    book: &Book,
    pdf: &Arc<Vec<u8>>,
    relaxed: bool,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let finished = FinishedPdf::read(Arc::clone(pdf)).map_err(|e| cannot_read_back(&e))?;
    let destinations = finished.destinations().map_err(|e| cannot_read_back(&e))?;
    let pages = PageMap::new(book, &destinations).map_err(|labels| lacks_labels(&labels))?;
    let mut sink = Sink::new();
    contract::check(book, &pages, &|page| finished.lines(page), relaxed, &mut sink);
    Ok(sink.into_sorted())
}

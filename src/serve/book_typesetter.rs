//! Typesets the whole book of the displayed revision on request.

use std::path::Path;
use std::sync::Arc;

use super::report::finding;
use super::state::{PreviewState, Revision, lock};
use super::status::BookStatus;
use crate::compile::{Preview, typesetter_diagnostic};
use crate::diag::Sink;
use crate::render::print::{TypesetError, Typesetter, TypstCli};

/// Starts a thread that typesets the whole book, unless one is running or there is no revision.
/// It puts the PDF and the findings into `state`.
pub(super) fn spawn(typst: &TypstCli, temp_dir: &Path, state: &Arc<PreviewState>) {
    let Some(Revision { preview, sources, number, .. }) = state.displayed().revision.clone() else {
        return;
    };
    let last = state.status().book.unwrap_or_default();
    if last.busy {
        return;
    }
    state.update_status(|status| status.book = Some(BookStatus { busy: true, ..last.clone() }));
    let ready = typst.ready(&preview.theme().fonts);
    let (typst, temp_dir, state) = (typst.clone(), temp_dir.to_owned(), Arc::clone(state));
    std::thread::spawn(move || {
        let mut sink = Sink::new();
        let result = ready.and_then(|()| typeset(&typst, &preview, &temp_dir));
        let mut pages = None;
        match result {
            Ok(pdf) => {
                let pdf = Arc::new(pdf);
                pages = preview.check_whole_book(&pdf, &sources, &mut sink);
                *lock(&state.book_pdf) = Some(pdf);
            }
            Err(error) => sink.report(typesetter_diagnostic(error)),
        }
        let found = sink.into_sorted();
        let findings = found.iter().map(|f| finding(f, &sources, state.lang)).collect();
        let book = BookStatus {
            busy: false,
            version: last.version + 1,
            pages,
            revision: number,
            findings,
        };
        state.update_status(|status| status.book = Some(book));
    });
}

fn typeset(typst: &TypstCli, preview: &Preview, temp_dir: &Path) -> Result<Vec<u8>, TypesetError> {
    let stage = tempfile::Builder::new().prefix("book-").tempdir_in(temp_dir)?;
    typst.typeset(&preview.whole_book(), stage.path())
}

//! The documents of the theme that are published with the book, such as a digest: `book.documents` in
//! `plan.yaml`.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::document_check::{DocumentFault, check_document};
use super::findings::Failure;
use super::publication::Publication;
use super::typesetting::{Typesetting, typeset};
use crate::diag::{Code, Diagnostic};
use crate::model::Book;
use crate::render::form::{Form, FormView, Narrowed};
use crate::render::print::{Opening, compact};
use crate::text;
use crate::theme::Theme;

const FAULTS: Code = Code("PB0576");

/// A document that is published with the book.
#[derive(Debug)]
pub(super) struct PublishedDocument {
    pub form: Form,
    /// The path of its PDF.
    pub route: String,
}

/// The documents that the plan of `book` publishes with it.
///
/// # Errors
/// The finding about one that `theme` does not have.
pub(super) fn documents(book: &Book, theme: &Theme) -> Result<Vec<PublishedDocument>, Diagnostic> {
    let spec = &book.plan.book;
    spec.documents
        .iter()
        .map(|name| {
            let form = Form::published(name, theme).map_err(|found| found.at(name.span))?;
            let route = format!("pdf/{}-{}.pdf", spec.file.value, form.id);
            Ok(PublishedDocument { form, route })
        })
        .collect()
}

impl Typesetting<'_> {
    /// Typesets and checks the documents that cannot be reused.
    pub(super) fn documents(&self) -> Result<(), Failure> {
        let Publication { documents, view, book, theme, fonts, .. } = self.publication;
        let jobs = documents.iter().map(|document| {
            let shown = FormView::new(&document.form, view, book, &Narrowed::default());
            let job = document.form.job(&shown, theme, fonts)?;
            let inputs = self.inputs.job_fingerprint(&job);
            Ok((document, job, inputs))
        });
        let jobs: Result<Vec<_>, Box<Diagnostic>> = jobs.collect();
        let mut jobs = jobs.map_err(|found| self.findings.stop(*found))?;
        jobs.retain(|(document, _, inputs)| self.tree.reuse(&document.route, *inputs).is_none());
        let pdfs: Vec<_> = jobs
            .par_iter()
            .map(|(_, job, _)| typeset(self.typesetter, job, self.workspace))
            .collect();
        for ((document, _, inputs), pdf) in jobs.iter().zip(pdfs) {
            let pdf = Arc::new(pdf?);
            if let Err(fault) = check_document(&pdf, theme, fonts) {
                self.findings.check(vec![finding(fault, &document.form)])?;
                continue;
            }
            self.tree.insert(&document.route, &compact(&pdf, Opening::Pages))?;
            self.tree.set_metadata(&document.route, *inputs, json!({}));
        }
        Ok(())
    }
}

/// The finding that the document `form` is not as it has to be.
fn finding(fault: DocumentFault, form: &Form) -> Diagnostic {
    let named = match fault {
        DocumentFault::Unreadable(finding) => return *finding,
        DocumentFault::OutOfPlace { named, .. } => named,
    };
    let (name, id) = (&form.spec.name.value, &form.id);
    Diagnostic::error(
        FAULTS,
        text!(
            "「{name}」のPDFに、版面からはみ出すか、重なる文字があります：{named}",
            "text of the PDF of `{name}` leaves the type area or lies over other text: {named}"
        ),
    )
    .hint(text!(
        "テーマの forms/{id}/main.typ を直すか、book.documents から外してください",
        "mend forms/{id}/main.typ of the theme, or take it out of `book.documents`"
    ))
}

//! Typesets a document that is no part of the book: the table of `planbook diff`, and forms.

use std::sync::Arc;

use super::typesetter;
use crate::compile::{DocumentFault, check_document, typesetter_diagnostic};
use crate::diag::{Code, Diagnostic};
use crate::render::print::{FontSet, Job, Opening, PrintFonts, TypesetError, Typesetter, compact};
use crate::text;
use crate::theme::Theme;

const FAULTS: Code = Code("PB0573");

/// The PDF of the job that `job` makes with the fonts of `theme`. Its pages were looked at as those of the
/// book are. `template` is its main file in the theme.
///
/// # Errors
/// Why there is none.
pub fn typeset(
    theme: &Theme,
    job: impl FnOnce(&FontSet) -> Result<Job, Box<Diagnostic>>,
    template: &str,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let typesetter = typesetter();
    let failed = |error: TypesetError| vec![typesetter_diagnostic(error)];
    typesetter.ready(&theme.fonts).map_err(failed)?;
    let fonts = PrintFonts::find(&theme.fonts).map(|fonts| fonts.set()).unwrap_or_default();
    let job = job(&fonts).map_err(|error| vec![*error])?;
    let stage = tempfile::tempdir().map_err(|error| failed(error.into()))?;
    let pdf = Arc::new(typesetter.typeset(&job, stage.path()).map_err(failed)?);
    check_document(&pdf, theme, &fonts).map_err(|fault| vec![finding(fault, template)])?;
    Ok(compact(&pdf, Opening::Pages))
}

/// The finding that a document is not as it has to be.
fn finding(fault: DocumentFault, template: &str) -> Diagnostic {
    let (count, named) = match fault {
        DocumentFault::Unreadable(finding) => return *finding,
        DocumentFault::OutOfPlace { count, named } => (count, named),
    };
    Diagnostic::error(
        FAULTS,
        text!(
            "PDFに、版面からはみ出すか、重なる文字が{count}か所あります：{named}",
            "in {count} place(s) of the PDF, text leaves the type area or lies over other text: {named}"
        ),
    )
    .hint(text!(
        "テーマの {template} を直すか、--format html などで作ってください",
        "mend {template} of the theme, or choose another format"
    ))
}

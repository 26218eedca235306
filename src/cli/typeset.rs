//! Typesets a document that is no part of the book: the table of `planbook diff`, and forms.

use super::typesetter;
use crate::compile::typesetter_diagnostic;
use crate::diag::{Code, Diagnostic};
use crate::render::comparison::margins;
use crate::render::print::{
    FinishedPdf, FontSet, Job, LayoutFault, Opening, PrintFonts, Rules, TypesetError, Typesetter,
    compact,
};
use crate::text;
use crate::theme::Theme;

const FAULTS: Code = Code("PB0573");
/// How many faults are named.
const NAMED: usize = 5;

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
    let pdf = typesetter.typeset(&job, stage.path()).map_err(failed)?;
    let margins = margins(theme);
    let rules = Rules { margins: &|_| margins, fonts: &fonts.names };
    let faults = FinishedPdf::read(pdf.clone()).map(|pdf| pdf.faults(&rules));
    match faults {
        Ok(faults) if faults.is_empty() => Ok(compact(&pdf, Opening::Pages)),
        Ok(faults) => Err(vec![out_of_place(&faults, template)]),
        Err(error) => Err(vec![Diagnostic::error(FAULTS, error.reason().clone())]),
    }
}

/// The finding that text lies outside its place in a document.
fn out_of_place(faults: &[LayoutFault], template: &str) -> Diagnostic {
    let place = |fault: &LayoutFault| {
        let text: String = fault.text.chars().take(20).collect();
        format!("p.{} {text}", fault.page + 1)
    };
    let named: Vec<_> = faults.iter().take(NAMED).map(place).collect();
    let (count, named) = (faults.len(), named.join("、"));
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

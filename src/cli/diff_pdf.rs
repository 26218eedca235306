//! The PDF of `planbook diff`.

use super::typesetter;
use crate::compile::typesetter_diagnostic;
use crate::diag::{Code, Diagnostic};
use crate::render::comparison::{ComparisonView, job, margins};
use crate::render::print::{
    FinishedPdf, LayoutFault, Opening, PrintFonts, Rules, TypesetError, Typesetter, compact,
};
use crate::text;
use crate::theme::Theme;

const FAULTS: Code = Code("PB0573");
/// How many faults are named.
const NAMED: usize = 5;

/// The PDF of a comparison, whose pages were looked at as those of the book are.
///
/// # Errors
/// Why there is none.
pub fn pdf(view: &ComparisonView, theme: &Theme) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let typesetter = typesetter();
    let failed = |error: TypesetError| vec![typesetter_diagnostic(error)];
    typesetter.ready(&theme.fonts).map_err(failed)?;
    let fonts = PrintFonts::find(&theme.fonts).map(|fonts| fonts.set()).unwrap_or_default();
    let job = job(view, theme, &fonts).map_err(|error| vec![*error])?;
    let stage = tempfile::tempdir().map_err(|error| failed(error.into()))?;
    let pdf = typesetter.typeset(&job, stage.path()).map_err(failed)?;
    let margins = margins(theme);
    let rules = Rules { margins: &|_| margins, fonts: &fonts.names };
    let faults = FinishedPdf::read(pdf.clone()).map(|pdf| pdf.faults(&rules));
    match faults {
        Ok(faults) if faults.is_empty() => Ok(compact(&pdf, Opening::Pages)),
        Ok(faults) => Err(vec![out_of_place(&faults)]),
        Err(error) => Err(vec![Diagnostic::error(FAULTS, error.reason().clone())]),
    }
}

/// The finding that text lies outside its place in the form.
fn out_of_place(faults: &[LayoutFault]) -> Diagnostic {
    let place = |fault: &LayoutFault| {
        let text: String = fault.text.chars().take(20).collect();
        format!("p.{} {text}", fault.page + 1)
    };
    let named: Vec<_> = faults.iter().take(NAMED).map(place).collect();
    let (count, named) = (faults.len(), named.join("、"));
    Diagnostic::error(
        FAULTS,
        text!(
            "比較のPDFに、版面からはみ出すか、重なる文字が{count}か所あります：{named}",
            "in {count} place(s) of the PDF of the comparison, text leaves the type area or lies over other text: {named}"
        ),
    )
    .hint(text!(
        "テーマの forms/comparison/main.typ を直すか、--format html で作ってください",
        "mend forms/comparison/main.typ of the theme, or use --format html"
    ))
}

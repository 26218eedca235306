//! `planbook build --print-shop`: the book for a printing house.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::BuildArgs;
use super::report::{Reporter, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, code_of, output_of, typesetter};
use crate::compile::{self, Step, check_print_shop, publish_documents, typesetter_diagnostic};
use crate::diag::{Code, Diagnostic, Severity, Sink, shown_path};
use crate::reading::{Mode, Reading};
use crate::render::chart;
use crate::render::print::{PrintFonts, PrintShop, TypesetError, Typesetter, trimmed};
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;
use crate::view::View;

const WITHOUT_BOXES: Code = Code("PB0577");

/// Makes the PDF of the book in `root` for the printing house `shop`; returns the exit code.
pub fn run(root: &Path, shop: PrintShop, options: &BuildArgs, reporter: &Reporter) -> u8 {
    match make(root, shop, options, reporter) {
        Ok(code) => code,
        Err((sources, findings, code)) => {
            reporter.list_with_owners(&findings, &sources, options.report);
            code
        }
    }
}

/// Findings, the sources that they are in, and the exit code.
type Refused = (Sources, Vec<Diagnostic>, u8);

fn make(
    root: &Path,
    shop: PrintShop,
    options: &BuildArgs,
    reporter: &Reporter,
) -> Result<u8, Refused> {
    let alone = |finding: Diagnostic, code| (Sources::default(), vec![finding], code);
    let mut sink = Sink::new();
    let theme_folder = root.join("themes").join(&options.theme);
    let Some(theme) = Theme::load(&theme_folder, &mut sink) else {
        return Err((Sources::default(), sink.into_sorted(), FINDINGS));
    };
    reporter.step(Step::Reading);
    let (sources, book) = compile::load(root, &theme.fonts, &mut sink);
    let findings = sink.into_sorted();
    let wrong = findings.iter().any(|found| found.severity == Severity::Error);
    let Some(book) = book.filter(|_| !wrong) else { return Err((sources, findings, FINDINGS)) };
    let mode = Mode { draft: options.draft, relaxed: options.relax, ..Mode::default() };
    let view = View::new(Reading::in_mode(&book, mode));
    let charts = chart::draw(&view, &theme).map_err(|found| alone(found, FINDINGS))?;
    reporter.step(Step::Typesetting);
    let typesetter = typesetter();
    let by_kind = |finding: Diagnostic| {
        let code = code_of(std::slice::from_ref(&finding));
        alone(finding, code)
    };
    let failed = |error: TypesetError| by_kind(typesetter_diagnostic(error));
    typesetter.ready(&theme.fonts).map_err(failed)?;
    let fonts = PrintFonts::find(&theme.fonts).map(|fonts| fonts.set()).unwrap_or_default();
    let job = shop.job(&view, &theme, &fonts, charts);
    let stage = tempfile::tempdir().map_err(|error| failed(error.into()))?;
    let pdf = Arc::new(typesetter.typeset(&job, stage.path()).map_err(failed)?);
    let found = check_print_shop(&book, &pdf, options.relax).map_err(by_kind)?;
    let broken = found.iter().any(|found| found.severity == Severity::Error);
    if broken || options.strict && !found.is_empty() {
        return Err((sources, found, FINDINGS));
    }
    let pdf = trimmed(&pdf, shop).ok_or_else(|| alone(without_boxes(), FINDINGS))?;
    let name = format!("{}-print.pdf", view.meta.file);
    let output = options.output.clone().unwrap_or_else(|| default_output(root));
    let files = [(name.clone(), pdf)];
    publish_documents(root, &output, options.adopt, &files, &|step| reporter.step(step))
        .map_err(|error| alone(*error, CANNOT_RUN))?;
    reporter.list_with_owners(&found, &sources, options.report);
    let bleed = shop.bleed;
    let words = text!(
        "印刷所に渡すPDFができました（塗り足し{bleed}mm、RGB。PDF/Xではありません）",
        "the PDF for the printing house is made (bleed of {bleed} mm, RGB; it is no PDF/X)"
    );
    print_line(words.get(reporter.lang()));
    print_line(&shown_path(output.join(name)));
    Ok(SUCCESS)
}

/// Beside the output of the book.
fn default_output(root: &Path) -> PathBuf {
    output_of(root).with_file_name("output-print")
}

/// The pages of the theme have no trim box.
fn without_boxes() -> Diagnostic {
    Diagnostic::error(
        WITHOUT_BOXES,
        text!(
            "テーマのページに、仕上がりの枠がありません",
            "the pages of the theme have no trim box"
        ),
    )
    .hint(text!(
        "/print-shop.json を読み、page の bleed に、塗り足しとトンボの幅を書いてください（themes/README.md）",
        "read /print-shop.json, and set `bleed` of `page` to the bleed and the room for marks (themes/README.md)"
    ))
}

//! `planbook build --print-shop`: the book for a printing house.

use std::path::Path;
use std::sync::Arc;

use super::args::BuildArgs;
use super::extra_document::{self, Made, Refused, alone, by_kind, load_book, load_theme, stops};
use super::report::Reporter;
use super::{FINDINGS, typesetter};
use crate::compile::{Step, check_print_shop, typesetter_diagnostic};
use crate::diag::{Code, Diagnostic};
use crate::reading::{Mode, Reading};
use crate::render::chart;
use crate::render::print::{PrintFonts, PrintShop, TypesetError, Typesetter, trimmed};
use crate::text;
use crate::view::View;

const WITHOUT_BOXES: Code = Code("PB0577");

/// Makes the PDF of the book in `root` for the printing house `shop`; returns the exit code.
pub fn run(root: &Path, shop: PrintShop, options: &BuildArgs, reporter: &Reporter) -> u8 {
    extra_document::run(root, options, reporter, || make(root, shop, options, reporter))
}

fn make(
    root: &Path,
    shop: PrintShop,
    options: &BuildArgs,
    reporter: &Reporter,
) -> Result<Made, Refused> {
    let theme = load_theme(root, options)?;
    let (sources, book) = load_book(root, &theme, reporter)?;
    let mode = Mode { draft: options.draft, relaxed: options.relax, ..Mode::default() };
    let view = View::new(Reading::in_mode(&book, mode));
    let charts = chart::draw(&view, &theme).map_err(|found| alone(found, FINDINGS))?;
    reporter.step(Step::Typesetting);
    let typesetter = typesetter();
    let failed = |error: TypesetError| by_kind(typesetter_diagnostic(error));
    typesetter.ready(&theme.fonts).map_err(failed)?;
    let fonts = PrintFonts::find(&theme.fonts).map(|fonts| fonts.set()).unwrap_or_default();
    let job = shop.job(&view, &theme, &fonts, charts);
    let stage = tempfile::tempdir().map_err(|error| failed(error.into()))?;
    let pdf = Arc::new(typesetter.typeset(&job, stage.path()).map_err(failed)?);
    let findings = check_print_shop(&book, &pdf, options.relax).map_err(by_kind)?;
    if stops(&findings, options) {
        return Err((sources, findings, FINDINGS));
    }
    let pdf = trimmed(&pdf, shop).ok_or_else(|| alone(without_boxes(), FINDINGS))?;
    let bleed = shop.bleed;
    let words = text!(
        "印刷所に渡すPDFができました（塗り足し{bleed}mm、RGB。PDF/Xではありません）",
        "the PDF for the printing house is made (bleed of {bleed} mm, RGB; it is no PDF/X)"
    );
    let files = vec![(format!("{}-print.pdf", view.meta.file), pdf)];
    Ok(Made { sources, findings, files, words, folder: "output-print" })
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

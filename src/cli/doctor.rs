//! `planbook doctor`: checks that the typesetter and the fonts are installed.

use std::path::Path;

use super::init::standard_fonts;
use super::report::{Reporter, error_line, print_line};
use crate::compile::typesetter_diagnostic;
use crate::diag::{HumanRenderer, Lang, Sink, shown_path};
use crate::render::print::{PrintFonts, Typesetter, TypstCli};
use crate::source::Sources;
use crate::theme::Theme;

/// What every book has.
const PLAN: &str = "content/plan.yaml";

/// Checks this machine; returns whether nothing is missing.
pub fn run(root: &Path, theme: &str, reporter: &Reporter) -> bool {
    let mut sink = Sink::new();
    let typst = TypstCli::default();
    let folder = root.join("themes").join(theme);
    let no_book = !folder.exists() && !root.join(PLAN).exists();
    let fonts = if no_book {
        print_line(&no_book_words(root, reporter.lang()));
        Some(standard_fonts())
    } else {
        Theme::load(&folder, &mut sink).map(|theme| theme.fonts)
    };
    if let Some(families) = fonts {
        match typst.ready(&families) {
            Ok(()) => {
                let version = typst.version().unwrap_or_default();
                let fonts = families.join("、");
                print_line(&match reporter.lang() {
                    Lang::Ja => format!("typst {version}、書体 {fonts}：そろっています"),
                    Lang::En => format!("typst {version}, fonts {fonts}: all there"),
                });
                if let Some(program) = typst.program() {
                    print_line(&format!("  typst {}", shown_path(program)));
                }
                let fonts = PrintFonts::find(&families);
                for (family, file) in fonts.iter().flat_map(PrintFonts::files) {
                    print_line(&format!("  {family} {}", shown_path(file)));
                }
            }
            Err(error) => sink.report(typesetter_diagnostic(error)),
        }
    }
    let mut sources = Sources::default();
    if let Some(manifest) = Theme::manifest(&folder, &mut Sink::new()) {
        sources = sources.with_manifest(manifest);
    }
    let findings = sink.into_sorted();
    let renderer = HumanRenderer { lang: reporter.lang(), color: false };
    for finding in &findings {
        error_line(&renderer.render(finding, &sources));
    }
    findings.is_empty()
}

/// What to say where there is no book: that what a new one needs is checked instead.
fn no_book_words(root: &Path, lang: Lang) -> String {
    let folder = shown_path(root);
    match lang {
        Lang::Ja => format!(
            "このフォルダー（{folder}）に本はありません。新しい本に要るものを調べます。本のフォルダーは -C で示せ、新しい本は planbook init で作れます"
        ),
        Lang::En => format!(
            "there is no book in this folder ({folder}): checking what a new book needs; name a book's folder with -C, or make one with `planbook init`"
        ),
    }
}

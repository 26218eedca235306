//! `planbook doctor`: checks that the typesetter and the fonts are installed.

use std::path::Path;

use super::report::{Reporter, error_line, print_line};
use crate::compile::typesetter_diagnostic;
use crate::diag::{HumanRenderer, Lang, Sink, shown_path};
use crate::render::print::{PrintFonts, Typesetter, TypstCli};
use crate::source::Sources;
use crate::theme::Theme;

/// Checks this machine; returns whether nothing is missing.
pub fn run(root: &Path, theme: &str, reporter: &Reporter) -> bool {
    let mut sink = Sink::new();
    let typst = TypstCli::default();
    let folder = root.join("themes").join(theme);
    if let Some(theme) = Theme::load(&folder, &mut sink) {
        match typst.ready(&theme.fonts) {
            Ok(()) => {
                let version = typst.version().unwrap_or_default();
                let fonts = theme.fonts.join("、");
                print_line(&match reporter.lang() {
                    Lang::Ja => format!("typst {version}、書体 {fonts}：そろっています"),
                    Lang::En => format!("typst {version}, fonts {fonts}: all there"),
                });
                if let Some(program) = typst.program() {
                    print_line(&format!("  typst {}", shown_path(program)));
                }
                let fonts = PrintFonts::find(&theme.fonts);
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

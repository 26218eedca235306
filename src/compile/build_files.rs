//! The files that a build reads before it knows what is in them, all at once.

use std::sync::Arc;

use super::load::load_sources;
use super::outputs::Outputs;
use super::past_editions::PastEditions;
use super::request::Request;
use super::static_files::StaticFiles;
use crate::diag::Sink;
use crate::render::print::InstalledFonts;
use crate::source::Sources;
use crate::theme::Theme;

/// The files of a build.
pub(super) struct BuildFiles {
    /// The requested theme, if it can be read.
    pub theme: Option<Arc<Theme>>,
    /// The sources, with the manifest of a theme about which there are findings.
    pub sources: Sources,
    /// The fonts of this machine, if there are PDFs to make.
    pub fonts: Option<InstalledFonts>,
    /// The files that are copied; none if the site is not made.
    pub static_files: StaticFiles,
    /// The earlier editions that are published, too.
    pub past: PastEditions,
}

impl BuildFiles {
    /// Reads the files of `request`.
    pub fn read(request: &Request, sink: &mut Sink) -> Self {
        let (mut theme_sink, mut static_sink) = (Sink::new(), Sink::new());
        let book_files = || {
            let (theme, mut sources) = rayon::join(
                || load_theme(request, &mut theme_sink),
                || load_sources(&request.root, sink),
            );
            if !theme_sink.is_empty()
                && let Some(manifest) = Theme::manifest(&request.theme_folder(), &mut Sink::new())
            {
                sources = sources.with_manifest(manifest);
            }
            (theme, sources)
        };
        let copies = request.outputs.site && request.policies.is_empty();
        let mut static_files = || {
            if copies {
                return StaticFiles::find(&request.root, &mut static_sink);
            }
            StaticFiles::default()
        };
        let fonts = || request.outputs.pdf.then(InstalledFonts::scan);
        let ((theme, sources), (fonts, static_files, (past, past_sink))) =
            rayon::join(book_files, || (fonts(), static_files(), PastEditions::read(request)));
        for other in [theme_sink, static_sink, past_sink] {
            sink.absorb(other);
        }
        Self { theme, sources, fonts, static_files, past }
    }
}

/// The requested theme. The data alone need none.
fn load_theme(request: &Request, sink: &mut Sink) -> Option<Arc<Theme>> {
    let theme = if request.outputs == Outputs::DATA {
        Some(Theme::default())
    } else {
        Theme::load(&request.theme_folder(), sink)
    };
    theme.map(Arc::new)
}

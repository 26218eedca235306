//! Rebuilds the publication whenever its files change: from the sources to the report and the
//! site. If the sources have errors, the last valid revision stays.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::errors;
use super::report::{Finding, PolicyFilter, Report, finding};
use super::state::{Displayed, PreviewState, Revision};
use super::watch::Changes;
use crate::check::Glyphs;
use crate::compile::{self, ExistingPdfs, Preview, PreviewData};
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::model::Book;
use crate::render::print::PrintFonts;
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;

const INTERNAL: Code = Code("PB0520");

/// A message to the rebuilder's thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Files changed.
    FilesChanged(Changes),
    /// The open data of this revision of the sources are computed.
    OpenDataReady(u64, Arc<PreviewData>),
}

/// A callback for a new revision, with whether its open data are already computed.
pub(super) type OnRevision = Box<dyn Fn(&Revision, bool) + Send>;

/// Rebuilds the publication: the paths of the book, the loaded theme, and the callback.
pub(super) struct Rebuilder {
    pub root: PathBuf,
    pub theme_folder: PathBuf,
    /// The output folder of the last build.
    pub output: PathBuf,
    /// A folder for temporary files.
    pub temp_dir: PathBuf,
    pub filter: PolicyFilter,
    pub state: Arc<PreviewState>,
    /// Called with every new revision.
    pub on_revision: OnRevision,
    pub theme: Option<Arc<Theme>>,
    pub theme_findings: Vec<Finding>,
    /// The PDFs and page numbers of the last build.
    pub existing_pdfs: Arc<ExistingPdfs>,
    /// The print fonts, with the font families of the theme they were found for.
    pub glyphs: Option<(Vec<String>, Option<PrintFonts>)>,
}

impl Rebuilder {
    /// Processes messages until every sender is dropped.
    pub fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(message) = messages.recv() {
            match message {
                Message::FilesChanged(changes) => self.rebuild(changes),
                Message::OpenDataReady(revision, open_data) => {
                    self.set_open_data(revision, open_data);
                }
            }
        }
    }

    /// Reads what changed, rebuilds, and displays the result.
    pub fn rebuild(&mut self, changes: Changes) {
        let old_theme = self.theme.clone();
        if changes.theme {
            self.load_theme();
        }
        if changes.output {
            let existing_pdfs = ExistingPdfs::load(&self.output).unwrap_or_default();
            self.existing_pdfs = Arc::new(existing_pdfs);
        }
        let only_theme = changes == Changes { theme: true, ..Changes::default() };
        let theme_changes = ThemeChanges::between(old_theme.as_deref(), self.theme.as_deref());
        let number = self.state.status().revision + 1;
        let last = self.state.displayed().revision.clone();

        let (sources, book, findings) = self.read();
        let mut report =
            Report::new(&findings, &sources, book.as_ref(), &self.filter, self.state.lang);
        let sources = Arc::new(sources);
        let buildable = findings.iter().all(|f| f.severity != Severity::Error || f.missing);
        let mut revision = None;
        let mut theme_findings = self.theme_findings.clone();
        if let (Some(book), Some(theme)) = (book, &self.theme)
            && (buildable || last.is_none())
        {
            match self.build(book, theme, last.as_ref(), &sources, number) {
                Ok(built) => revision = Some(built),
                Err(diagnostic) => {
                    theme_findings.push(finding(&diagnostic, &Sources::default(), self.state.lang));
                }
            }
        }
        report.errors += theme_findings.len();
        report.findings.splice(0..0, theme_findings);
        let new = revision.clone();
        // A change of style sheets alone changes no page.
        let pages_changed = new.is_some() && (!only_theme || theme_changes.templates);
        // The first revision is built together with its open data.
        let open_data_ready =
            if new.is_some() { last.is_none() } else { self.state.status().open_data_ready };
        self.state.display(Displayed { revision: revision.or(last), report }, |status| {
            status.revision = number;
            status.pages += u64::from(pages_changed);
            status.styles += u64::from(new.is_some() && theme_changes.styles);
            status.assets += u64::from(new.is_some() && theme_changes.assets);
            status.open_data_ready = open_data_ready;
        });
        if let Some(revision) = &new {
            (self.on_revision)(revision, open_data_ready);
        }
    }

    /// Loads the theme; keeps the last one if it cannot be loaded.
    fn load_theme(&mut self) {
        let mut sink = Sink::new();
        let theme = Theme::load(&self.theme_folder, &mut sink);
        let mut sources = Sources::default();
        if let Some(manifest) = Theme::manifest(&self.theme_folder, &mut Sink::new()) {
            sources = sources.with_manifest(manifest);
        }
        let found = sink.into_sorted();
        self.theme_findings = found.iter().map(|f| finding(f, &sources, self.state.lang)).collect();
        self.theme = theme.map(Arc::new).or(self.theme.take());
    }

    /// Reads and checks the sources; returns the book, if it could be read, and the findings.
    fn read(&mut self) -> (Sources, Option<Book>, Vec<Diagnostic>) {
        let fonts = self.theme.as_ref().map(|theme| theme.fonts.clone()).unwrap_or_default();
        if self.glyphs.as_ref().is_none_or(|(families, _)| *families != fonts) {
            let glyphs = PrintFonts::find(&fonts);
            self.glyphs = Some((fonts, glyphs));
        }
        let glyphs = self.glyphs.as_ref().and_then(|(_, glyphs)| glyphs.as_ref());
        let glyphs = glyphs.map(|glyphs| glyphs as &dyn Glyphs);
        let mut sink = Sink::new();
        let sources = compile::load_sources(&self.root, &mut sink);
        // A preview reads half-written files all day; a panic must not end it.
        let book = catch_unwind(AssertUnwindSafe(|| compile::read(&sources, glyphs, &mut sink)));
        let book = book.unwrap_or_else(|_| {
            sink.report(internal_error());
            None
        });
        (sources, book, sink.into_sorted())
    }

    /// Builds a revision of `book` with the open data of the `last` one, if any.
    fn build(
        &self,
        book: Book,
        theme: &Arc<Theme>,
        last: Option<&Revision>,
        sources: &Arc<Sources>,
        number: u64,
    ) -> Result<Revision, Diagnostic> {
        let build = || {
            let fonts = self.glyphs.as_ref().and_then(|(_, fonts)| fonts.as_ref());
            let fonts = fonts.map(PrintFonts::set).unwrap_or_default();
            let preview =
                Preview::new(book, Arc::clone(theme), Arc::clone(&self.existing_pdfs), fonts)?;
            let open_data = match last {
                Some(last) => Arc::clone(&last.open_data),
                None => Arc::new(
                    preview.open_data(&self.temp_dir).map_err(|e| errors::system_error(&e))?,
                ),
            };
            let site = Arc::new(preview.site(&open_data));
            let (preview, sources) = (Arc::new(preview), Arc::clone(sources));
            Ok(Revision { preview, site, open_data, sources, number })
        };
        catch_unwind(AssertUnwindSafe(build)).unwrap_or_else(|_| Err(internal_error()))
    }

    /// Displays the open data of a revision, unless a newer revision is displayed.
    fn set_open_data(&self, number: u64, open_data: Arc<PreviewData>) {
        let displayed = self.state.displayed();
        let Some(last) = displayed.revision.as_ref().filter(|last| last.number == number) else {
            return;
        };
        let same = open_data.has_same_view(&last.open_data);
        let site =
            if same { Arc::clone(&last.site) } else { Arc::new(last.preview.site(&open_data)) };
        let revision = Revision { site, open_data, ..last.clone() };
        let report = displayed.report.clone();
        self.state.display(Displayed { revision: Some(revision), report }, |status| {
            status.open_data_ready = true;
            status.pages += u64::from(!same);
        });
    }
}

/// The parts of a theme that changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ThemeChanges {
    /// The style sheets.
    styles: bool,
    /// The other assets of pages, such as scripts.
    assets: bool,
    /// The templates of pages and charts.
    templates: bool,
}

impl ThemeChanges {
    fn between(old: Option<&Theme>, new: Option<&Theme>) -> Self {
        let (Some(old), Some(new)) = (old, new) else {
            return Self::default();
        };
        let is_style =
            |name: &str| std::path::Path::new(name).extension().is_some_and(|e| e == "css");
        let assets = |theme: &Theme, styles: bool| -> Vec<_> {
            let assets = theme.assets.iter();
            assets.filter(|(name, _)| is_style(name) == styles).cloned().collect()
        };
        Self {
            styles: assets(old, true) != assets(new, true),
            assets: assets(old, false) != assets(new, false),
            templates: old.templates != new.templates
                || old.charts != new.charts
                || old.book_colors != new.book_colors,
        }
    }
}

/// A panic of planbook while it processes the sources.
fn internal_error() -> Diagnostic {
    Diagnostic::error(
        INTERNAL,
        text!("この原稿で planbook が失敗しました", "planbook itself failed on these sources"),
    )
    .hint(text!(
        "直前に書いたところを元に戻してください。planbook の誤りですので、お知らせください",
        "undo what was written last; this is a fault of planbook, please report it"
    ))
}

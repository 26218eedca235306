//! Where the book is made again whenever its files change: sources to report, proof and
//! site. A state that cannot be drawn leaves the last good one standing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::desk::{Desk, Good, Shown};
use super::report::{Finding, Only, Report, finding};
use super::trouble;
use super::watch::Changes;
use crate::check::Glyphs;
use crate::compile::{self, Offered, Printed, Proof};
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::model::Book;
use crate::parse;
use crate::render::print::PrintFonts;
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;

const FAILED: Code = Code("PB0520");

/// What the workshop is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Files changed.
    Changed(Changes),
    /// The open data of this state of the sources are there.
    Offered(u64, Arc<Offered>),
}

/// Told of a new good state, and whether its open data are made.
pub(super) type Made = Box<dyn Fn(&Good, bool) + Send>;

/// Where the book is, and what others do when it has been made.
pub(super) struct Workshop {
    pub root: PathBuf,
    pub theme_folder: PathBuf,
    pub output: PathBuf,
    /// A folder for what is made on the way.
    pub room: PathBuf,
    pub only: Only,
    pub desk: Arc<Desk>,
    /// Called when there is a new good state: its sheet is to be set, and its open data made
    /// unless they are.
    pub made: Made,
    pub theme: Option<Arc<Theme>>,
    pub theme_findings: Vec<Finding>,
    pub printed: Arc<Printed>,
    pub glyphs: Option<(Vec<String>, Option<PrintFonts>)>,
}

impl Workshop {
    /// Works until nobody has orders any more.
    pub fn run(mut self, orders: &Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            match order {
                Order::Changed(changes) => self.change(changes),
                Order::Offered(read, offered) => self.offered(read, offered),
            }
        }
    }

    /// Reads again what changed, and shows it.
    pub fn change(&mut self, changes: Changes) {
        let theme_before = self.theme.clone();
        if changes.theme {
            self.load_theme();
        }
        if changes.output {
            let printed = Printed::load(&self.output).unwrap_or_default();
            self.printed = Arc::new(printed);
        }
        let only_theme = changes == Changes { theme: true, ..Changes::default() };
        let shift = Shift::between(theme_before.as_deref(), self.theme.as_deref());
        let read = self.desk.status().read + 1;
        let last = self.desk.shown().good.clone();

        let (sources, book, findings) = self.read();
        let mut told = Report::new(&findings, &sources, book.as_ref(), &self.only, self.desk.lang);
        let sources = Arc::new(sources);
        let drawable = findings.iter().all(|f| f.severity != Severity::Error || f.missing);
        let mut good = None;
        let mut theme_findings = self.theme_findings.clone();
        if let (Some(book), Some(theme)) = (book, &self.theme)
            && (drawable || last.is_none())
        {
            match self.make(book, theme, last.as_ref(), &sources, read) {
                Ok(made) => good = Some(made),
                Err(found) => {
                    theme_findings.push(finding(&found, &Sources::default(), self.desk.lang));
                }
            }
        }
        told.errors += theme_findings.len();
        told.findings.splice(0..0, theme_findings);
        let made = good.clone();
        // Where only a style sheet changed, no page did.
        let pages = made.is_some() && (!only_theme || shift.templates);
        // The first state comes with its own data.
        let settled = if made.is_some() { last.is_none() } else { self.desk.status().settled };
        self.desk.show(Shown { good: good.or(last), report: told }, |status| {
            status.read = read;
            status.pages += u64::from(pages);
            status.styles += u64::from(made.is_some() && shift.styles);
            status.assets += u64::from(made.is_some() && shift.assets);
            status.settled = settled;
        });
        if let Some(good) = &made {
            (self.made)(good, settled);
        }
    }

    fn load_theme(&mut self) {
        let mut sink = Sink::new();
        let theme = Theme::load(&self.theme_folder, &mut sink);
        let mut sources = Sources::default();
        if let Some(manifest) = Theme::manifest(&self.theme_folder, &mut Sink::new()) {
            sources = sources.with_manifest(manifest);
        }
        let found = sink.into_sorted();
        self.theme_findings = found.iter().map(|f| finding(f, &sources, self.desk.lang)).collect();
        self.theme = theme.map(Arc::new).or(self.theme.take());
    }

    fn read(&mut self) -> (Sources, Option<Book>, Vec<Diagnostic>) {
        let fonts = self.theme.as_ref().map(|theme| theme.fonts.clone()).unwrap_or_default();
        if self.glyphs.as_ref().is_none_or(|(of, _)| *of != fonts) {
            let glyphs = PrintFonts::find(&fonts);
            self.glyphs = Some((fonts, glyphs));
        }
        let glyphs = self.glyphs.as_ref().and_then(|(_, glyphs)| glyphs.as_ref());
        let glyphs = glyphs.map(|glyphs| glyphs as &dyn Glyphs);
        let mut sink = Sink::new();
        let sources = Sources::load(&self.root, &mut sink).expecting(&parse::REQUIRED);
        // Half-written files are what a preview sees all day: none may end it.
        let book = catch_unwind(AssertUnwindSafe(|| compile::read(&sources, glyphs, &mut sink)));
        let book = book.unwrap_or_else(|_| {
            sink.report(failed());
            None
        });
        (sources, book, sink.into_sorted())
    }

    fn make(
        &self,
        book: Book,
        theme: &Arc<Theme>,
        last: Option<&Good>,
        sources: &Arc<Sources>,
        read: u64,
    ) -> Result<Good, Diagnostic> {
        let make = || {
            let fonts = self.glyphs.as_ref().and_then(|(_, fonts)| fonts.as_ref());
            let fonts = fonts.map(PrintFonts::set).unwrap_or_default();
            let proof = Proof::new(book, Arc::clone(theme), Arc::clone(&self.printed), fonts)?;
            let offered = match last {
                Some(last) => Arc::clone(&last.offered),
                None => Arc::new(proof.offer(&self.room).map_err(|e| trouble::failed(&e))?),
            };
            let site = Arc::new(proof.site(&offered));
            Ok(Good { proof: Arc::new(proof), site, offered, sources: Arc::clone(sources), read })
        };
        catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| Err(failed()))
    }

    /// Takes the open data of a state of the sources.
    fn offered(&self, read: u64, offered: Arc<Offered>) {
        let shown = self.desk.shown();
        let Some(good) = shown.good.as_ref().filter(|good| good.read == read) else {
            return;
        };
        let same = offered.is_told_as(&good.offered);
        let site = if same { Arc::clone(&good.site) } else { Arc::new(good.proof.site(&offered)) };
        let good = Good { site, offered, ..good.clone() };
        self.desk.show(Shown { good: Some(good), report: shown.report.clone() }, |status| {
            status.settled = true;
            status.pages += u64::from(!same);
        });
    }
}

/// What of a theme changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Shift {
    /// Its style sheets.
    styles: bool,
    /// What else pages bring along, such as scripts.
    assets: bool,
    /// What pages and charts are drawn with.
    templates: bool,
}

impl Shift {
    fn between(before: Option<&Theme>, now: Option<&Theme>) -> Self {
        let (Some(before), Some(now)) = (before, now) else {
            return Self::default();
        };
        let is_style =
            |name: &str| std::path::Path::new(name).extension().is_some_and(|e| e == "css");
        let some = |theme: &Theme, styles: bool| -> Vec<_> {
            let assets = theme.assets.iter();
            assets.filter(|(name, _)| is_style(name) == styles).cloned().collect()
        };
        Self {
            styles: some(before, true) != some(now, true),
            assets: some(before, false) != some(now, false),
            templates: before.templates != now.templates || before.charts != now.charts,
        }
    }
}

/// A fault of planbook's own, which must not end a preview.
fn failed() -> Diagnostic {
    Diagnostic::error(
        FAILED,
        text!("この原稿で planbook が失敗しました", "planbook itself failed on these sources"),
    )
    .hint(text!(
        "直前に書いたところを元に戻してください。planbook の誤りですので、お知らせください",
        "undo what was written last; this is a fault of planbook, please report it"
    ))
}

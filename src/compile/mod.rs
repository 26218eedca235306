//! The one place that joins the stages.
//!
//! This module must not know the terminal.

mod beside;
mod build;
mod inputs;
mod large;
mod outputs;
mod page_faults;
mod print;
mod proof;
mod refusal;
mod static_files;
mod threads;
mod trouble;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use self::build::{Begun, Build};
use self::inputs::{Inputs, of_setting};
use self::static_files::StaticFiles;
use self::threads::on_two_threads;
use crate::cache::{Fingerprint, Memo, Record};
use crate::check::{self, Glyphs};
use crate::diag::{Diagnostic, Owner, Sink};
use crate::layout::contract::Padding;
use crate::model::{Book, Status};
use crate::output::{self, Claim, Stayed, Workspace};
use crate::parse;
use crate::render::print::{InstalledFonts, PrintFonts, Typesetter};
use crate::render::site::Templates;
use crate::resolve;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

pub use outputs::Outputs;
pub use proof::{Offered, Printed, Proof};
pub use trouble::typesetter_diagnostic;

/// How many policies one PDF may hold unless told. The typesetter takes about 4 MB for each;
/// so it gets by with 6 GB.
pub const LARGEST: usize = 1500;

/// The theme whose fonts a check looks at, where no theme is asked for.
const STANDARD_THEME: &str = "standard";

/// Where a book is, and what is asked of it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub struct Request {
    /// The folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    /// Where the publication goes.
    pub output: PathBuf,
    /// The theme's name.
    pub theme: String,
    /// What to make.
    pub outputs: Outputs,
    /// Whether the PDF is made in volumes (分割版), too.
    pub volumes: bool,
    /// How many policies one PDF may hold. A book of more is set in volumes alone.
    pub largest: usize,
    /// Only the sheets of these policies, each as a PDF of its own; the rest of the output
    /// stays as it is.
    pub policies: Vec<String>,
    /// Whether to mark every page as a draft, whatever the plan says.
    pub draft: bool,
    /// Whether a broken page contract, and text out of its place, are only warnings; every page
    /// is then marked as not final.
    pub relax: bool,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether everything is made anew, whatever an earlier build left.
    pub fresh: bool,
    /// Whether a folder that has no mark of planbook becomes the output.
    pub adopt: bool,
}

impl Request {
    /// The claim to its output for the book called `title`, where that is known yet.
    fn claim<'a>(&'a self, title: Option<&'a str>) -> Claim<'a> {
        let (root, adopt) = (&*self.root, self.adopt);
        Claim { root, book: title, adopt, made_before_marks: outputs::made_before_marks }
    }
}

/// How a build ended.
#[derive(Debug)]
pub struct Outcome {
    /// The sources, to show findings with.
    pub sources: Sources,
    /// What was found, in order.
    pub findings: Vec<Diagnostic>,
    /// What became of it.
    pub end: End,
    /// What else was made on the way. To take it apart takes longer than to put a site in its
    /// place: whoever is about to end the process had better forget it.
    pub left: Left,
}

impl Outcome {
    /// Of a build that could not begin.
    fn without_sources(sink: Sink) -> Self {
        let (sources, end) = (Sources::default(), End::CannotRun);
        Self { sources, findings: sink.into_sorted(), end, left: Vec::new() }
    }
}

/// Things of any kind that nobody needs any more.
pub type Left = Vec<Box<dyn fmt::Debug + Send>>;

impl Outcome {
    /// Whom each finding concerns, in the same order.
    #[must_use]
    pub fn owners(&self) -> Vec<Owner> {
        parse::owners(&self.sources, &self.findings)
    }
}

/// What became of a build.
#[derive(Debug)]
pub enum End {
    /// The publication is in place, and so is what planbook did not make.
    Published(Published, Box<Stayed>),
    /// It was in place already: nothing has changed since.
    Unchanged(Published, Box<Stayed>),
    /// The sources were looked at, and nothing else was asked for.
    Checked,
    /// The findings stopped it; the old output is as it was.
    Stopped,
    /// Something the build needs is not there; the old output is as it was.
    CannotRun,
}

/// What was published.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Published {
    /// How many policies.
    pub policies: usize,
    /// How many pages the PDF has, when it was made.
    pub pages: Option<usize>,
    /// The places of what was made or kept within the output: the PDF of the whole book, or
    /// the sheets that were asked for.
    pub pdfs: Vec<String>,
    /// How many volumes were made.
    pub volumes: usize,
    /// Where blank pages were needed to keep the page contract.
    pub padding: Vec<Padding>,
}

/// What the build is doing, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading and checking the sources.
    Reading,
    /// Waiting for another build of the same output.
    Waiting,
    /// Waiting for the typesetter.
    Typesetting,
    /// Setting the volumes.
    Splitting,
    /// Drawing the site.
    Drawing,
    /// Putting the output in place.
    Publishing,
}

/// Reads and checks the sources of the book at `root`, which is printed with `fonts`.
pub fn load(root: &Path, fonts: &[String], sink: &mut Sink) -> (Sources, Option<Book>) {
    let (sources, fonts) = rayon::join(|| sources(root, sink), || PrintFonts::find(fonts));
    let book = read(&sources, glyphs(fonts.as_ref()), sink);
    (sources, book)
}

fn sources(root: &Path, sink: &mut Sink) -> Sources {
    Sources::load(root, sink).expecting(&parse::REQUIRED)
}

fn glyphs(fonts: Option<&PrintFonts>) -> Option<&dyn Glyphs> {
    fonts.map(|fonts| fonts as &dyn Glyphs)
}

/// Reads and checks `sources`: everything between the files and the outputs.
pub fn read(sources: &Sources, glyphs: Option<&dyn Glyphs>, sink: &mut Sink) -> Option<Book> {
    read_and_begin(sources, glyphs, false, sink, |_| ()).map(|(book, ())| book)
}

/// The same; while every character is still being looked at, `begin` makes what the outputs
/// need of a book in which no other error was found. With `draft`, it is one whatever its plan
/// says.
pub fn read_and_begin<T: Default + Send>(
    sources: &Sources,
    glyphs: Option<&dyn Glyphs>,
    draft: bool,
    sink: &mut Sink,
    begin: impl FnOnce(&Book) -> T + Send,
) -> Option<(Book, T)> {
    let read = || {
        let mut read = parse::parse(sources, sink);
        let texts = std::mem::take(&mut read.texts);
        if let Some(plan) = read.plan.as_mut().filter(|_| draft) {
            plan.edition.status = Status::Draft;
        }
        let book = resolve::resolve(read, sink);
        if let Some(book) = &book {
            check::check(book, sink);
        }
        (book, texts)
    };
    let ((book, texts), ()) = rayon::join(read, || glyphs.into_iter().for_each(Glyphs::ready));
    if book.as_ref().is_some_and(|book| book.plan.edition.status == Status::Draft) {
        sink.relax_missing();
    }
    let sound = book.as_ref().filter(|_| !sink.has_errors());
    let (made, ()) = rayon::join(
        || sound.map(begin).unwrap_or_default(),
        || check::check_texts(sources, &texts, book.as_ref(), glyphs, sink),
    );
    Some((book?, made))
}

/// All findings of the sources, without making anything, and the book that was read.
#[must_use]
pub fn check(root: &Path) -> (Outcome, Option<Book>) {
    let mut sink = Sink::new();
    let fonts = Theme::fonts_of(&root.join("themes").join(STANDARD_THEME));
    let (sources, book) = load(root, &fonts.unwrap_or_default(), &mut sink);
    let end = if sink.has_errors() { End::Stopped } else { End::Checked };
    (Outcome { sources, findings: sink.into_sorted(), end, left: Vec::new() }, book)
}

/// The view of the book at `root` as JSON, as themes get it.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn view(root: &Path) -> (Outcome, Option<String>) {
    let mut sink = Sink::new();
    let (sources, book) = load(root, &[], &mut sink);
    let book = book.filter(|_| !sink.has_errors());
    let json = book.map(|book| {
        serde_json::to_string_pretty(&View::new(&book)).expect("the view is plain data")
    });
    let end = if json.is_some() { End::Checked } else { End::Stopped };
    (Outcome { sources, findings: sink.into_sorted(), end, left: Vec::new() }, json)
}

/// Makes what `request` asks for and puts it in place.
pub fn build(request: &Request, typesetter: &dyn Typesetter, progress: &dyn Fn(Step)) -> Outcome {
    let mut sink = Sink::new();
    // What cannot be published needs no typesetting first.
    if let Err(error) = output::admits(&request.output, &request.claim(None)) {
        sink.report(refusal::no_output(&error, &request.output));
        return Outcome::without_sources(sink);
    }
    progress(Step::Reading);
    let version = || request.outputs.pdf.then(|| typesetter.version());
    let read = || {
        let mut found = (Sink::new(), Sink::new());
        let files = || {
            let (theme, mut sources) =
                rayon::join(|| theme(request, &mut found.0), || sources(&request.root, &mut sink));
            if !found.0.is_empty()
                && let Some(manifest) = Theme::manifest(&folder(request), &mut Sink::new())
            {
                sources = sources.with_manifest(manifest);
            }
            (theme, sources)
        };
        let copies = request.outputs.site && request.policies.is_empty();
        let mut others = || {
            if copies {
                return StaticFiles::find(&request.root, &mut found.1);
            }
            StaticFiles::default()
        };
        // What is not printed needs no print fonts.
        let fonts = || request.outputs.pdf.then(InstalledFonts::scan);
        let read = rayon::join(files, || (fonts(), others()));
        sink.absorb(found.0);
        sink.absorb(found.1);
        read
    };
    let (read, version) = on_two_threads(read, version);
    let ((theme, sources), (fonts, others)) = read;
    let fonts = theme.as_ref().zip(fonts).and_then(|(theme, fonts)| fonts.of(&theme.fonts));
    let Some(theme) = theme else {
        self::read(&sources, glyphs(fonts.as_ref()), &mut sink);
        let end = End::Stopped;
        return Outcome { sources, findings: sink.into_sorted(), end, left: Vec::new() };
    };
    // A typesetter that is not there is missed only by who needs it.
    let version = version.and_then(Result::ok).unwrap_or_default();
    let last = (!request.fresh).then(|| output::real(&request.output).ok()).flatten();
    let last = last.map(|folder| Record::read(&folder));
    let mut memo = last.as_ref().map_or_else(Memo::default, |last| last.memo.clone());
    let mut inputs = || {
        let setting = of_setting(typesetter, &version, fonts.as_ref(), &mut memo);
        Inputs::new(request, &theme, &sources, setting, &others)
    };
    let known = last.as_ref().map(|_| inputs());
    if let Some((known, last)) = known.as_ref().zip(last)
        && sink.is_empty()
        && let Some((published, stayed)) = unchanged(request, &last, known.whole)
    {
        let end = End::Unchanged(published, Box::new(stayed));
        return Outcome { sources, findings: Vec::new(), end, left: Vec::new() };
    }
    let templates = Mutex::new(None);
    let ready = || {
        let mut templates = templates.lock().unwrap_or_else(PoisonError::into_inner);
        *templates = request.outputs.site.then(|| Templates::new(&theme));
    };
    let early = |book: &Book| {
        let made = || templates.lock().unwrap_or_else(PoisonError::into_inner).take();
        let made = || made().unwrap_or_else(|| Templates::new(&theme));
        Some(Begun::new(book, request, &theme, made))
    };
    let draft = request.draft || request.relax;
    // While files are read one by one, there is a core for the templates.
    let (inputs, read) = rayon::join(
        || {
            ready();
            known.unwrap_or_else(inputs)
        },
        || read_and_begin(&sources, glyphs(fonts.as_ref()), draft, &mut sink, early),
    );
    let mut left = Left::new();
    let end = match read {
        Some((book, Some(begun))) if !stops(&sink, request) => {
            let (sink, left) = (&mut sink, &mut left);
            let theme = &theme;
            let (sources, others) = (&sources, &others);
            let fonts = fonts.as_ref().map(PrintFonts::set).unwrap_or_default();
            let build = Build {
                request,
                theme,
                inputs,
                typesetter,
                sources,
                fonts,
                progress,
                sink,
                left,
                memo,
                others,
            };
            build.run(book, begun).unwrap_or_else(|stopped| stopped)
        }
        _ => End::Stopped,
    };
    Outcome { sources, findings: sink.into_sorted(), end, left }
}

/// The folder of the theme that is asked for.
fn folder(request: &Request) -> PathBuf {
    request.root.join("themes").join(&request.theme)
}

/// The theme that is asked for. The data are drawn by none.
fn theme(request: &Request, sink: &mut Sink) -> Option<Arc<Theme>> {
    let theme = if request.outputs == Outputs::DATA {
        Some(Theme::default())
    } else {
        Theme::load(&folder(request), sink)
    };
    theme.map(Arc::new)
}

/// What was published when the last build had all the same to work with and nothing to tell,
/// and its output is still as it was left; `last` is its record.
fn unchanged(request: &Request, last: &Record, from: Fingerprint) -> Option<(Published, Stayed)> {
    let same = |record: &Record| record.whole.as_ref().is_some_and(|whole| whole.from == from);
    if !same(last) {
        return None;
    }
    // Another build may be about to replace it.
    let workspace = Workspace::open(&request.output, &request.claim(None), || {}).ok()?;
    let record = workspace.record();
    let stayed = same(&record).then(|| output::is_intact(&workspace, &record)).flatten()?;
    Some((serde_json::from_value(record.whole?.told).ok()?, stayed))
}

fn stops(sink: &Sink, request: &Request) -> bool {
    sink.has_errors() || (request.strict && !sink.is_empty())
}

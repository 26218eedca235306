//! The one place that joins the stages.
//!
//! This module must not know the terminal.

mod build;
mod outputs;
mod trouble;

use std::path::{Path, PathBuf};

use crate::check;
use crate::diag::{Diagnostic, Sink};
use crate::model::Book;
use crate::parse;
use crate::render::print::Typesetter;
use crate::resolve;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

pub use outputs::Outputs;
pub use trouble::typesetter_diagnostic;

/// Where a book is, and what is asked of it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    /// Where the publication goes.
    pub output: PathBuf,
    /// The theme's name.
    pub theme: String,
    /// What to make.
    pub outputs: Outputs,
    /// Whether to mark every page as a draft, whatever the plan says.
    pub draft: bool,
    /// Whether warnings stop the build.
    pub strict: bool,
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
}

/// What became of a build.
#[derive(Debug)]
pub enum End {
    /// The publication is in place.
    Published(Published),
    /// The sources were looked at, and nothing else was asked for.
    Checked,
    /// The findings stopped it; the old output is as it was.
    Stopped,
    /// Something the build needs is not there; the old output is as it was.
    CannotRun,
}

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// How many policies.
    pub policies: usize,
    /// How many pages the PDF has, when it was made.
    pub pages: Option<usize>,
    /// The PDF's place within the output.
    pub pdf: String,
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
    /// Drawing the site.
    Drawing,
    /// Putting the output in place.
    Publishing,
}

/// Reads and checks the sources of the book at `root`.
pub fn load(root: &Path, sink: &mut Sink) -> (Sources, Option<Book>) {
    let sources = Sources::load(root, sink);
    let draft = parse::parse(&sources, sink);
    let book = resolve::resolve(draft, sink);
    if let Some(book) = &book {
        check::check(book, sink);
    }
    (sources, book)
}

/// All findings of the sources, without making anything.
#[must_use]
pub fn check(root: &Path) -> Outcome {
    let mut sink = Sink::new();
    let (sources, _) = load(root, &mut sink);
    let end = if sink.has_errors() { End::Stopped } else { End::Checked };
    Outcome { sources, findings: sink.into_sorted(), end }
}

/// The view of the book at `root` as JSON, as themes get it.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn view(root: &Path) -> (Outcome, Option<String>) {
    let mut sink = Sink::new();
    let (sources, book) = load(root, &mut sink);
    let book = book.filter(|_| !sink.has_errors());
    let json = book.map(|book| {
        serde_json::to_string_pretty(&View::new(&book)).expect("the view is plain data")
    });
    let end = if json.is_some() { End::Checked } else { End::Stopped };
    (Outcome { sources, findings: sink.into_sorted(), end }, json)
}

/// Makes what `request` asks for and puts it in place.
pub fn build(request: &Request, typesetter: &dyn Typesetter, progress: &dyn Fn(Step)) -> Outcome {
    let mut sink = Sink::new();
    progress(Step::Reading);
    let (sources, book) = load(&request.root, &mut sink);
    // The data are drawn by no theme.
    let theme = if request.outputs == Outputs::DATA {
        Some(Theme::default())
    } else {
        Theme::load(&request.root.join("themes").join(&request.theme), &mut sink)
    };
    let end = match (book, theme) {
        (Some(book), Some(theme)) if !stops(&sink, request) => {
            let sink = &mut sink;
            let build = build::Build { request, theme: &theme, typesetter, progress, sink };
            build.run(book).unwrap_or_else(|stopped| stopped)
        }
        _ => End::Stopped,
    };
    Outcome { sources, findings: sink.into_sorted(), end }
}

fn stops(sink: &Sink, request: &Request) -> bool {
    sink.has_errors() || (request.strict && !sink.is_empty())
}

//! From source files to a checked book.

use std::collections::BTreeSet;
use std::path::Path;

use super::{BuildStatus, Outcome, frozen_editions};
use crate::check::{self, Glyphs};
use crate::diag::{Owner, Severity, Sink};
use crate::model::{Book, FiscalYear, Status};
use crate::parse::{self, SchemaExamples};
use crate::reading::{Mode, Reading};
use crate::record::DeclaredFields;
use crate::render::print::PrintFonts;
use crate::resolve;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

/// The theme whose fonts a check uses where no theme is requested.
const STANDARD_THEME: &str = "standard";

/// Reads and checks the sources of the book at `root`, which is printed with `fonts`.
pub fn load(root: &Path, fonts: &[String], sink: &mut Sink) -> (Sources, Option<Book>) {
    let (sources, fonts) = rayon::join(|| load_sources(root, sink), || PrintFonts::find(fonts));
    let book = read(&sources, glyphs(fonts.as_ref()), sink);
    (sources, book)
}

/// Reads the source files of the book at `root`, and of its newest frozen edition.
#[must_use]
pub fn load_sources(root: &Path, sink: &mut Sink) -> Sources {
    let previous = || {
        let (_, folder) = frozen_editions(root).pop()?;
        Some(Sources::load(&folder, &mut Sink::new()))
    };
    let (sources, previous) = rayon::join(|| Sources::load(root, sink), previous);
    let sources = sources.expecting(&parse::REQUIRED);
    match previous {
        Some(previous) => sources.with_previous(previous),
        None => sources,
    }
}

pub(super) fn glyphs(fonts: Option<&PrintFonts>) -> Option<&dyn Glyphs> {
    fonts.map(|fonts| fonts as &dyn Glyphs)
}

/// Parses, resolves and checks `sources`.
pub fn read(sources: &Sources, glyphs: Option<&dyn Glyphs>, sink: &mut Sink) -> Option<Book> {
    read_and_prepare(sources, glyphs, Mode::default(), sink, |_| ()).map(|(book, ())| book)
}

/// Like [`read`]; `prepare` runs on a book without errors so far, at the same time as the check
/// of every character. In a draft, what is not written yet is no error.
pub fn read_and_prepare<T: Default + Send>(
    sources: &Sources,
    glyphs: Option<&dyn Glyphs>,
    mode: Mode,
    sink: &mut Sink,
    prepare: impl FnOnce(&Book) -> T + Send,
) -> Option<(Book, T)> {
    let read = || {
        let mut parsed = parse::parse(sources, sink);
        let texts = std::mem::take(&mut parsed.texts);
        let mut book = resolve::resolve(parsed, sink);
        if let Some(book) = &mut book {
            let previous = previous(sources, book);
            check::check(book, previous.as_ref(), sink);
            if let Some(previous) = &previous {
                book.follow(previous);
            }
        }
        (book, texts)
    };
    let ((book, texts), ()) = rayon::join(read, || glyphs.into_iter().for_each(Glyphs::ready));
    match book.as_ref().map(|book| mode.status(&book.plan)) {
        Some(Status::Draft) => sink.relax_missing(Severity::Warning),
        Some(Status::Collecting) => {
            sink.relax_missing(Severity::Awaited);
            if let Some(book) = &book {
                forget_what_is_over(book, sources, sink);
            }
        }
        Some(Status::Final) | None => {}
    }
    let valid = book.as_ref().filter(|_| !sink.has_errors());
    let (prepared, ()) = rayon::join(
        || valid.map(prepare).unwrap_or_default(),
        || check::check_texts(sources, &texts, book.as_ref(), glyphs, sink),
    );
    Some((book?, prepared))
}

/// Removes what only says that a value of a project is still to come which ended with the edition
/// before.
fn forget_what_is_over(book: &Book, sources: &Sources, sink: &mut Sink) {
    let over: BTreeSet<(String, &str)> = book
        .policies()
        .flat_map(|policy| policy.projects.iter().map(|project| (policy.id.to_string(), project)))
        .filter(|(_, project)| book.is_over(project))
        .map(|(policy, project)| (policy, project.name.value.as_str()))
        .collect();
    if over.is_empty() {
        return;
    }
    sink.retain_awaited(|findings| {
        let is_over = |owner: &Owner| {
            let (policy, project) = (owner.policy.clone(), owner.project.as_deref());
            policy.zip(project).is_some_and(|of| over.contains(&of))
        };
        parse::owners(sources, findings).iter().map(|owner| !is_over(owner)).collect()
    });
}

/// The fields that the book at `root` declares; none where its plan cannot be read.
#[must_use]
pub fn declared_fields(root: &Path) -> DeclaredFields {
    let mut sink = Sink::new();
    let sources = load_sources(root, &mut sink);
    parse::parse(&sources, &mut sink).plan.map(|plan| plan.fields).unwrap_or_default()
}

/// What editors are offered of the book at `root`: nothing of what cannot be read.
#[must_use]
pub fn schema_examples(root: &Path) -> SchemaExamples {
    let mut sink = Sink::new();
    let Some(book) = book_of(&load_sources(root, &mut sink)) else {
        return SchemaExamples::default();
    };
    let plan = &book.plan;
    let (from, to) = (plan.term.0, plan.term.1.value);
    let ids = book.policies().filter_map(|policy| Some(policy.uid.as_ref()?.to_string()));
    let ids =
        ids.chain(book.projects().filter_map(|project| Some(project.uid.as_ref()?.to_string())));
    let ids = ids.chain(book.indicators().map(|indicator| indicator.id.value.clone()));
    let ids = ids.chain(plan.sections().map(|(_, section)| section.id.value.clone()));
    SchemaExamples {
        sections: plan.sections().map(|(_, section)| section.name.value.clone()).collect(),
        // Of the year before the plan there may be results.
        years: from.plus(-1).through(to).map(|year| year.to_string()).collect(),
        nodes: book.all_nodes().map(|node| node.id.to_string()).collect(),
        policies: book.policies().map(|policy| policy.id.to_string()).collect(),
        ids: ids.collect(),
    }
}

/// The book of the edition before that of `book`, as it was kept.
#[must_use]
pub fn previous(sources: &Sources, book: &Book) -> Option<Book> {
    let before = book_of(sources.previous()?);
    before.filter(|before| before.plan.edition.year < book.plan.edition.year)
}

/// The book in `sources`, which were checked before.
pub(super) fn book_of(sources: &Sources) -> Option<Book> {
    let mut sink = Sink::new();
    resolve::resolve(parse::parse(sources, &mut sink), &mut sink)
}

/// The year of the edition of the book at `root`; none where its plan cannot be read.
#[must_use]
pub fn edition_year(root: &Path) -> Option<FiscalYear> {
    let mut sink = Sink::new();
    let sources = Sources::load(root, &mut sink);
    parse::parse(&sources, &mut sink).plan.map(|plan| plan.edition.year.value)
}

/// Checks the book at `root` without making any output. Returns the findings and the book.
#[must_use]
pub fn check(root: &Path) -> (Outcome, Option<Book>) {
    let mut sink = Sink::new();
    let fonts = Theme::fonts_of(&root.join("themes").join(STANDARD_THEME));
    let (sources, book) = load(root, &fonts.unwrap_or_default(), &mut sink);
    let status = if sink.has_errors() { BuildStatus::Stopped } else { BuildStatus::Checked };
    (Outcome::new(sources, sink, status), book)
}

/// The view of the book at `root` as JSON, the form in which themes get it.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn view(root: &Path) -> (Outcome, Option<String>) {
    let mut sink = Sink::new();
    let (sources, book) = load(root, &[], &mut sink);
    let book = book.filter(|_| !sink.has_errors());
    let json = book.map(|book| {
        serde_json::to_string_pretty(&View::new(Reading::new(&book)))
            .expect("the view is plain data")
    });
    let status = if json.is_some() { BuildStatus::Checked } else { BuildStatus::Stopped };
    (Outcome::new(sources, sink, status), json)
}

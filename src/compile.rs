//! The one place that joins the stages.
//!
//! This module must not know the terminal.

use std::path::{Path, PathBuf};

use crate::check::{self, Glyphs};
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::layout::{self, PageMap};
use crate::model::{Book, Status};
use crate::output::OutputTree;
use crate::parse;
use crate::render::print::{self, PrintFonts, TypesetError, Typesetter, VERSION};
use crate::render::site::{self, PdfFile};
use crate::resolve;
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;
use crate::view::View;

const NO_TYPST: Code = Code("PB0510");
const TYPST_VERSION: Code = Code("PB0511");
const NO_FONT: Code = Code("PB0512");
const REFUSED: Code = Code("PB0513");
const IO: Code = Code("PB0514");
const NO_LABEL: Code = Code("PB0502");

/// The theme whose fonts a check looks at, where no theme is asked for.
const STANDARD_THEME: &str = "standard";

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

/// Which outputs are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outputs {
    /// The whole publication.
    All,
    /// The PDF; the rest of the output stays as it is.
    Pdf,
    /// The site, with the page numbers of the PDF that is there; the PDF stays as it is.
    Html,
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
    /// Waiting for the typesetter.
    Typesetting,
    /// Drawing the site.
    Drawing,
    /// Putting the output in place.
    Publishing,
}

/// Reads and checks the sources of the book at `root`, which is printed with `fonts`.
pub fn load(root: &Path, fonts: &[String], sink: &mut Sink) -> (Sources, Option<Book>) {
    let sources = Sources::load(root, sink).expecting(&parse::REQUIRED);
    let glyphs = PrintFonts::read(fonts);
    let glyphs = glyphs.as_ref().map(|glyphs| glyphs as &dyn Glyphs);
    let book = read(&sources, glyphs, sink);
    (sources, book)
}

/// Reads and checks `sources`: everything between the files and the outputs.
pub fn read(sources: &Sources, glyphs: Option<&dyn Glyphs>, sink: &mut Sink) -> Option<Book> {
    let mut draft = parse::parse(sources, sink);
    let texts = std::mem::take(&mut draft.texts);
    let book = resolve::resolve(draft, sink);
    if let Some(book) = &book {
        check::check(book, sink);
    }
    check::check_texts(sources, &texts, book.as_ref(), glyphs, sink);
    book
}

/// All findings of the sources, without making anything.
#[must_use]
pub fn check(root: &Path) -> Outcome {
    let mut sink = Sink::new();
    let fonts = Theme::fonts_of(&root.join("themes").join(STANDARD_THEME));
    let (sources, _) = load(root, &fonts.unwrap_or_default(), &mut sink);
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
    let (sources, book) = load(root, &[], &mut sink);
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
    let theme = Theme::load(&request.root.join("themes").join(&request.theme), &mut sink);
    let fonts = theme.as_ref().map_or(&[][..], |theme| &theme.fonts);
    let (sources, book) = load(&request.root, fonts, &mut sink);
    let end = match (book, theme) {
        (Some(book), Some(theme)) if !stops(&sink, request) => {
            produce(request, book, &theme, typesetter, progress, &mut sink)
                .unwrap_or_else(|end| end)
        }
        _ => End::Stopped,
    };
    Outcome { sources, findings: sink.into_sorted(), end }
}

fn stops(sink: &Sink, request: &Request) -> bool {
    sink.has_errors() || (request.strict && !sink.is_empty())
}

fn produce(
    request: &Request,
    mut book: Book,
    theme: &Theme,
    typesetter: &dyn Typesetter,
    progress: &dyn Fn(Step),
    sink: &mut Sink,
) -> Result<End, End> {
    if request.draft {
        book.plan.edition.status = Status::Draft;
    }
    let view = View::new(&book);
    let pdf_route = format!("pdf/{}.pdf", view.meta.file);
    let mut tree = OutputTree::new();
    let stopped = |sink: &mut Sink, diagnostics: Vec<Diagnostic>| {
        for diagnostic in diagnostics {
            sink.report(diagnostic);
        }
        End::Stopped
    };

    let mut pages = None;
    if request.outputs != Outputs::Html {
        progress(Step::Typesetting);
        typesetter.ready(&theme.fonts).map_err(|e| cannot_run(e, sink))?;
        let job = print::whole_book(&view, theme);
        let pdf = typesetter.typeset(&job).map_err(|e| cannot_run(e, sink))?;
        let map = page_map(&book, &pdf).map_err(|d| stopped(sink, vec![d]))?;
        layout::contract::check(&book, &map, sink);
        if stops(sink, request) {
            return Err(End::Stopped);
        }
        pages = Some(map);
        tree.insert(pdf_route.clone(), pdf);
    }
    if request.outputs == Outputs::Pdf {
        tree.keep_from(&request.output, |_| true).map_err(|e| cannot_write(&e, request, sink))?;
    } else {
        progress(Step::Drawing);
        let io = |sink: &mut Sink, error: &std::io::Error| cannot_write(error, request, sink);
        if request.outputs == Outputs::Html {
            let kept = |name: &str| name == pdf_route;
            tree.keep_from(&request.output, kept).map_err(|e| io(sink, &e))?;
            if let Some(pdf) = tree.get(&pdf_route) {
                pages = Some(page_map(&book, pdf).map_err(|d| stopped(sink, vec![d]))?);
            }
        }
        let map = pages.clone().unwrap_or_default();
        let file = tree.get(&pdf_route).map(|pdf| PdfFile {
            route: pdf_route.clone(),
            size: size_for_readers(pdf.len()),
            pages: map.total,
        });
        site::render(&view, &map, file.as_ref(), theme, &mut tree)
            .map_err(|found| stopped(sink, found))?;
    }
    progress(Step::Publishing);
    tree.publish(&request.output).map_err(|e| cannot_write(&e, request, sink))?;
    Ok(End::Published(Published {
        policies: view.counts.policies,
        pages: pages.map(|p| p.total),
        pdf: pdf_route,
    }))
}

fn page_map(book: &Book, pdf: &[u8]) -> Result<PageMap, Diagnostic> {
    let found = print::read_destinations(pdf).map_err(|error| {
        Diagnostic::error(
            NO_LABEL,
            text!("PDFを読み返せません：{error}", "the PDF cannot be read back: {error}"),
        )
    })?;
    PageMap::new(book, &found).map_err(|labels| {
        let labels = labels.join(", ");
        Diagnostic::error(
            NO_LABEL,
            text!("PDFに見出しの目印がありません：{labels}", "the PDF lacks labels: {labels}"),
        )
        .hint(text!(
            "テーマの pdf/ で、部と施策の見出しに view.json の label を付けてください",
            "in the theme's pdf/, give the headings of parts and policies the labels of view.json"
        ))
    })
}

/// `3.2 MB`, as a link to a file says.
fn size_for_readers(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

fn cannot_write(error: &std::io::Error, request: &Request, sink: &mut Sink) -> End {
    let folder = request.output.display();
    sink.report(
        Diagnostic::error(IO, text!("書き出せません：{error}", "cannot write: {error}")).hint(
            text!(
                "{folder} は元のままです。空き容量と書き込みの許可を確かめてください",
                "{folder} is as it was; look at the free space and the permissions"
            ),
        ),
    );
    End::CannotRun
}

/// Tells what the typesetter lacks and how to get it.
#[must_use]
pub fn typesetter_diagnostic(error: TypesetError) -> Diagnostic {
    let install = text!(
        "cargo install --locked typst-cli@0.15.1 で入れてください（10分ほどかかります）",
        "install it with cargo install --locked typst-cli@0.15.1 (about 10 minutes)"
    );
    match error {
        TypesetError::Missing => Diagnostic::error(
            NO_TYPST,
            text!("組版ソフト typst が見つかりません", "the typesetter typst is not found"),
        )
        .hint(install),
        TypesetError::Version(found) => Diagnostic::error(
            TYPST_VERSION,
            text!(
                "typst の版が違います：{found}（必要なのは {VERSION}）",
                "typst is of another version: {found}, not {VERSION}"
            ),
        )
        .hint(install),
        TypesetError::Fonts(missing) => {
            let fonts = missing.join("、");
            Diagnostic::error(
                NO_FONT,
                text!("印刷用の書体がありません：{fonts}", "fonts for printing are missing: {fonts}"),
            )
            .hint(text!(
                "Debian/Ubuntu では apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho。Windows 10 以降には入っています。それ以外では書体を入れたフォルダーを TYPST_FONT_PATHS に書いてください",
                "on Debian or Ubuntu: apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho; Windows 10 and later have them; elsewhere name their folder in TYPST_FONT_PATHS"
            ))
        }
        TypesetError::Refused(words) => Diagnostic::error(
            REFUSED,
            text!("組版できませんでした", "the typesetter refused the book"),
        )
        .hint(Text::same(words)),
        TypesetError::Io(error) => Diagnostic::error(
            IO,
            text!("typst を動かせません：{error}", "typst could not be run: {error}"),
        ),
    }
}

fn cannot_run(error: TypesetError, sink: &mut Sink) -> End {
    let refused = matches!(error, TypesetError::Refused(_));
    sink.report(typesetter_diagnostic(error));
    if refused { End::Stopped } else { End::CannotRun }
}

#[cfg(test)]
mod tests {
    use super::size_for_readers;

    #[test]
    fn sizes_are_told_as_readers_know_them() {
        assert_eq!(size_for_readers(1), "1 KB");
        assert_eq!(size_for_readers(3_240_000), "3.2 MB");
    }
}

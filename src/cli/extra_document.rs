//! What the documents that are no part of the book have in common (`build --form` and `build --print-shop`):
//! the book is read without errors, and what is made is put into a folder of its own.

use std::path::{Path, PathBuf};

use super::args::BuildArgs;
use super::report::{Reporter, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, code_of, output_of};
use crate::compile::{self, Step, publish_documents};
use crate::diag::{Diagnostic, Severity, Sink, Text, shown_path};
use crate::model::Book;
use crate::source::Sources;
use crate::theme::Theme;

/// Why nothing is made: the findings, the sources that they are in, and the exit code.
pub type Refused = (Sources, Vec<Diagnostic>, u8);

/// What was made.
pub struct Made {
    /// The sources of the book.
    pub sources: Sources,
    /// What was found, none of it an error.
    pub findings: Vec<Diagnostic>,
    /// The files by name; the one to open first is the first.
    pub files: Vec<(String, Vec<u8>)>,
    /// What to say of them.
    pub words: Text,
    /// The name of their folder, beside the output of the book.
    pub folder: &'static str,
}

/// Publishes what `make` makes of the book in `root`, and says so; returns the exit code.
pub fn run(
    root: &Path,
    options: &BuildArgs,
    reporter: &Reporter,
    make: impl FnOnce() -> Result<Made, Refused>,
) -> u8 {
    let done = make().and_then(|made| publish(root, options, reporter, made));
    match done {
        Ok(()) => SUCCESS,
        Err((sources, findings, code)) => {
            reporter.list_with_owners(&findings, &sources, options.report);
            code
        }
    }
}

fn publish(
    root: &Path,
    options: &BuildArgs,
    reporter: &Reporter,
    made: Made,
) -> Result<(), Refused> {
    let Made { sources, findings, files, words, folder } = made;
    if stops(&findings, options) {
        return Err((sources, findings, FINDINGS));
    }
    let output = options.output.clone().unwrap_or_else(|| default_output(root, folder));
    publish_documents(root, &output, options.adopt, &files, &|step| reporter.step(step))
        .map_err(|error| alone(*error, CANNOT_RUN))?;
    reporter.list_with_owners(&findings, &sources, options.report);
    print_line(words.get(reporter.lang()));
    for (name, _) in &files {
        print_line(&shown_path(output.join(name)));
    }
    Ok(())
}

/// Whether nothing is made with these findings.
pub fn stops(findings: &[Diagnostic], options: &BuildArgs) -> bool {
    let errors = findings.iter().any(|found| found.severity == Severity::Error);
    errors || options.strict && !findings.is_empty()
}

/// The theme of the book in `root`.
pub fn load_theme(root: &Path, options: &BuildArgs) -> Result<Theme, Refused> {
    let mut sink = Sink::new();
    let folder = root.join("themes").join(&options.theme);
    let theme = Theme::load(&folder, &mut sink);
    theme.ok_or_else(|| (Sources::default(), sink.into_sorted(), FINDINGS))
}

/// The book in `root` with its sources.
pub fn load_book(
    root: &Path,
    theme: &Theme,
    reporter: &Reporter,
) -> Result<(Sources, Book), Refused> {
    reporter.step(Step::Reading);
    let mut sink = Sink::new();
    let (sources, book) = compile::load(root, &theme.fonts, &mut sink);
    let findings = sink.into_sorted();
    let wrong = findings.iter().any(|found| found.severity == Severity::Error);
    match book.filter(|_| !wrong) {
        Some(book) => Ok((sources, book)),
        None => Err((sources, findings, FINDINGS)),
    }
}

/// The refusal because of one finding that is in no source.
pub fn alone(finding: Diagnostic, code: u8) -> Refused {
    (Sources::default(), vec![finding], code)
}

/// The same, with the exit code of its kind.
pub fn by_kind(finding: Diagnostic) -> Refused {
    let code = code_of(std::slice::from_ref(&finding));
    alone(finding, code)
}

/// Beside the output of the book.
fn default_output(root: &Path, folder: &str) -> PathBuf {
    output_of(root).with_file_name(folder)
}

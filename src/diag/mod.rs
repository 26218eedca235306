//! Findings: what is wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is data. Stages report to a [`Sink`] and go on, so one run shows
//! every finding. Each output format is one file of this folder.
//!
//! This module must not know terminals or what the findings are about.

mod csv;
mod github;
mod human;
mod io;
mod json;
pub mod manual;
mod owner;
mod path;
mod text;

pub use csv::CsvRenderer;
pub use github::GithubRenderer;
pub use human::HumanRenderer;
pub use io::{io_reason, write_remedy};
pub use json::JsonRenderer;
pub use owner::Owner;
pub use path::{one_separator, shown_path};
pub use text::{Lang, Text, one_line};

use crate::span::{FileId, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The book cannot be built.
    Error,
    /// The book is built, but someone should look.
    Warning,
    /// 未提出: a value or text that an edition still asks for. It is no mistake.
    Awaited,
}

/// A stable name of a kind of finding, such as `PB0203`.
///
/// The first two digits are the area: 00 files, 01 YAML shape, 02 agreement,
/// 03 text, 04 pages, 05 outputs and what makes them. `planbook explain` prints the
/// manual's entry of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

/// A place that belongs to a finding, with what to see there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Its words; may be empty for the first label.
    pub text: Text,
}

/// A place in a workbook: a cell, or a whole sheet or workbook where the other names are empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct CellPlace {
    /// The name of the workbook's file.
    pub workbook: String,
    /// The name of the sheet.
    pub sheet: String,
    /// The cell: `F12`.
    pub cell: String,
}

impl CellPlace {
    /// The place within its workbook: `事業!F12`.
    #[must_use]
    pub fn within(&self) -> String {
        let mark = if self.cell.is_empty() { "" } else { "!" };
        format!("{}{mark}{}", self.sheet, self.cell)
    }
}

impl std::fmt::Display for CellPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.workbook, self.within())
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: Text,
    /// The places: the first is the one to change, others contradict it. Empty only for
    /// what has no place in a source file, such as a missing font.
    pub labels: Vec<Label>,
    /// Where in a workbook, for what is wrong in one.
    pub cell: Option<Box<CellPlace>>,
    /// What to do.
    pub hints: Box<[Text]>,
    /// Whether it only says that something is not written yet, so that a draft can be made
    /// without it.
    pub missing: bool,
}

impl Diagnostic {
    /// An error of kind `code`.
    #[must_use]
    pub fn error(code: Code, message: Text) -> Self {
        let (labels, hints) = (Vec::new(), Box::default());
        let severity = Severity::Error;
        Self { code, severity, message, labels, cell: None, hints, missing: false }
    }

    /// A warning of kind `code`.
    #[must_use]
    pub fn warning(code: Code, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place without a word of its own.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        self.label(span, Text::empty())
    }

    /// Adds a place and what to see there.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Sets its place in a workbook.
    #[must_use]
    pub fn in_cell(self, cell: CellPlace) -> Self {
        Self { cell: Some(Box::new(cell)), ..self }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, text: Text) -> Self {
        let mut hints = self.hints.into_vec();
        hints.push(text);
        self.hints = hints.into();
        self
    }

    /// Marks it as telling of what is not written yet.
    #[must_use]
    pub fn missing(self) -> Self {
        Self { missing: true, ..self }
    }

    /// Adds a hint when a near match exists.
    #[must_use]
    pub fn maybe_hint(self, text: Option<Text>) -> Self {
        match text {
            Some(text) => self.hint(text),
            None => self,
        }
    }
}

/// Where stages report to.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Takes all findings of another sink, as parallel stages need it.
    pub fn absorb(&mut self, other: Sink) {
        self.found.extend(other.found);
    }

    /// Whether anything found stops the build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether `file` has an error of one of these kinds.
    #[must_use]
    pub fn has_any_of(&self, codes: &[Code], file: FileId) -> bool {
        self.found.iter().any(|d| {
            d.severity == Severity::Error
                && codes.contains(&d.code)
                && d.labels.first().is_some_and(|label| label.span.file == file)
        })
    }

    /// Takes all findings of another sink, as telling of what is not written yet.
    pub fn absorb_missing(&mut self, other: Sink) {
        self.found.extend(other.found.into_iter().map(Diagnostic::missing));
    }

    /// Gives `severity` to what only says that something is not written yet.
    pub fn relax_missing(&mut self, severity: Severity) {
        for diagnostic in self.found.iter_mut().filter(|d| d.missing) {
            diagnostic.severity = severity;
        }
    }

    /// Keeps those of the awaited findings for which `keep` is true, which gets all of them and
    /// says so of each in order.
    pub fn retain_awaited(&mut self, keep: impl FnOnce(&[Diagnostic]) -> Vec<bool>) {
        let is_awaited = |d: &Diagnostic| d.severity == Severity::Awaited;
        let (awaited, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.found).into_iter().partition(is_awaited);
        let kept = keep(&awaited);
        self.found = others;
        self.found.extend(awaited.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(d, _)| d));
    }

    /// Whether anything found is an error or a warning.
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        self.found.iter().any(|d| d.severity != Severity::Awaited)
    }

    /// Takes the findings of `other` that no error of this sink already has the place of.
    pub fn absorb_new_places(&mut self, other: Sink) {
        let mut errors: Vec<Span> = self
            .found
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .filter_map(|d| d.labels.first().map(|l| l.span))
            .collect();
        errors.sort_unstable();
        let has_error = |span: Span| {
            // Errors seldom nest: the few that begin before it and near it are enough.
            let end = errors.partition_point(|e| (e.file, e.start) <= (span.file, span.start));
            errors[..end].iter().rev().take(8).any(|e| e.file == span.file && span.end <= e.end)
        };
        let new = |d: &Diagnostic| {
            d.severity == Severity::Error || !d.labels.first().is_some_and(|l| has_error(l.span))
        };
        self.found.extend(other.found.into_iter().filter(new));
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All findings in a stable order (file, place, code), each once.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.labels.first().map(|l| l.span);
            // What has no place concerns everything, so it comes last, next to the prompt.
            (place(a).is_none(), place(a), a.code, &a.message.ja).cmp(&(
                place(b).is_none(),
                place(b),
                b.code,
                &b.message.ja,
            ))
        });
        self.found.dedup();
        self.found
    }
}

/// The candidate nearest to `word`, if it is near enough to be a typing error.
///
/// Capitals and full-width letters are no difference. Of words of one or two characters,
/// every other word would be near, so only that is forgiven.
#[must_use]
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = folded(word);
    let limit = match word.chars().count() {
        0..=2 => 0,
        n => (n / 3).max(1),
    };
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidate of which `word` is a misspelling or an abbreviation.
///
/// An abbreviation has its characters in one candidate alone, in the same order: 子育て支援課
/// is short for 子ども・子育て支援課.
#[must_use]
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    did_you_mean(word, candidates.clone()).or_else(|| {
        let short = folded(word);
        let mut full = candidates.into_iter().filter(|full| abbreviates(&short, &folded(full)));
        // Two that it could be are no answer.
        full.next().filter(|_| full.next().is_none())
    })
}

/// The id that `word` means among `candidates`, ids with their names: that of the name it is, or else the
/// nearest id, or else that of the nearest name.
#[must_use]
pub fn nearest_named<'a>(word: &str, candidates: &[(&'a str, &'a str)]) -> Option<&'a str> {
    let id_of = |name: &str| candidates.iter().find(|(_, n)| *n == name).map(|(id, _)| *id);
    let ids = candidates.iter().map(|(id, _)| *id);
    let names = candidates.iter().map(|(_, name)| *name);
    id_of(word).or_else(|| nearest(word, ids)).or_else(|| nearest(word, names).and_then(id_of))
}

/// Whether `short` has two characters or more, all of them in `full` in the same order.
fn abbreviates(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short.chars().count() > 1 && short.chars().all(|c| rest.any(|other| other == c))
}

/// Without differences of width and case.
fn folded(word: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from((c as u32 - '！' as u32) as u8 + b'!'),
        c => c,
    };
    word.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_found() {
        let sections = ["企画課", "財政課", "子ども・子育て支援課"];
        assert_eq!(did_you_mean("子供・子育て支援課", sections), Some("子ども・子育て支援課"));
        assert_eq!(did_you_mean("港湾管理事務所", sections), None);
        assert_eq!(did_you_mean("projcts", ["projects", "title"]), Some("projects"));
        assert_eq!(did_you_mean("titel", ["title"]), Some("title"));
        assert_eq!(did_you_mean("ＴＩＴＬＥ", ["title"]), Some("title"));
        assert_eq!(did_you_mean("維持", ["継続", "新規"]), None);
    }

    #[test]
    fn an_abbreviation_is_found_where_it_stands_for_one_name() {
        let sections = ["企画課", "防災危機管理課", "国保医療課", "子ども・子育て支援課"];
        assert_eq!(nearest("子育て支援課", sections), Some("子ども・子育て支援課"));
        assert_eq!(nearest("防災課", sections), Some("防災危機管理課"));
        assert_eq!(nearest("企劃課", sections), Some("企画課"));
        assert_eq!(nearest("企画", sections), Some("企画課"));
        for unclear in ["課", "港湾課", ""] {
            assert_eq!(nearest(unclear, sections), None, "{unclear}");
        }
        assert_eq!(nearest("支援課", ["高齢者支援課", "子育て支援課"]), None);
    }
}

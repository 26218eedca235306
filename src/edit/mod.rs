//! Changes to source files: text is replaced at known places, and every other byte stays.
//!
//! How to use it:
//!
//! 1. Load the sources, and find the places: [`Spanned`](crate::span::Spanned) values know theirs;
//!    for keys, list items and whole values, read the file with [`Document::read`].
//! 2. Collect the changes in [`Edits`]. [`Document`] makes those of YAML: [`Document::set`] replaces
//!    or adds the value of a key, [`Document::insert_first`] adds a key before all others,
//!    [`Document::remove`] takes an entry away, [`Document::push`] adds an item to a list.
//!    [`text_value`] writes any text as a YAML value, [`key_text`] as a key. Where several changes may
//!    be at one place, a [`FileRewriter`] makes them one after another.
//! 3. Read [`Edits::apply`]'s sources, and compare the book with the one that was meant.
//! 4. [`Edits::write`] changes the files. Comments, order, quotes, line ends and a byte order mark
//!    stay as they are. A file that changed on the disk meanwhile, or a link on its way, is refused
//!    before any file is changed.
//!
//! This module must not know why sources are changed, nor what they mean.

mod file_rewriter;
mod quote;
mod write;
mod yaml;

use std::collections::BTreeMap;
use std::path::Path;

use crate::diag::Sink;
use crate::source::Sources;
use crate::span::{FileId, Span};

pub use file_rewriter::FileRewriter;
pub use quote::{key_text, text_value};
pub use write::{WriteError, path_below, write_file};
pub use yaml::Document;

/// A text that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Splice {
    start: usize,
    end: usize,
    text: String,
}

/// A set of changes to source files.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    files: BTreeMap<FileId, Vec<Splice>>,
}

/// A change within one file, in bytes of its text. [`Edits::add`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is inserted.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edits {
    /// No changes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files that are changed.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.keys().copied()
    }

    /// Adds one change. It may touch, and must not overlap, those that are there: two insertions at
    /// one place stay in the order in which they were added.
    pub fn add(&mut self, Edit { span, text }: Edit) {
        let splice = Splice { start: span.start as usize, end: span.end as usize, text };
        self.files.entry(span.file).or_default().push(splice);
    }

    /// Replaces the text at `span`.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.add(Edit { span, text: text.into() });
    }

    /// The changes of `file` alone.
    #[must_use]
    pub fn only(&self, file: FileId) -> Self {
        let files = self.files.get(&file).map(|splices| (file, splices.clone()));
        Self { files: files.into_iter().collect() }
    }

    /// `text` of `file` with its changes; `None` if two of them overlap or one is not within the
    /// text.
    fn changed(&self, file: FileId, text: &str) -> Option<String> {
        let mut splices: Vec<_> = self.files.get(&file).into_iter().flatten().collect();
        splices.sort_by_key(|splice| (splice.start, splice.end));
        let mut out = String::with_capacity(text.len() + 64 * splices.len());
        let mut at = 0;
        for splice in splices {
            out.push_str(text.get(at..splice.start)?);
            text.get(splice.start..splice.end)?;
            out.push_str(&splice.text);
            at = splice.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }

    /// The sources as they are after the changes, to be read again before anything is written.
    /// `None` if changes overlap.
    #[must_use]
    pub fn apply(&self, sources: &Sources) -> Option<Sources> {
        let files = sources.iter().map(|(id, file)| {
            let bytes = if self.files.contains_key(&id) {
                self.changed(id, file.text())?.into_bytes()
            } else {
                file.content().to_vec()
            };
            Some((file.name().to_owned(), bytes))
        });
        let files: Option<Vec<_>> = files.collect();
        let changed = Sources::from_bytes(files?, &mut Sink::new());
        Some(changed.after_the_same_as(sources))
    }

    /// Writes the changes into the files of the book at `root`, from which `sources` were read.
    ///
    /// # Errors
    /// When a file is not as `sources` have it, a link is on the way, or the system refuses. No file has then been
    /// changed, but for those that [`WriteError::HalfDone`] names.
    pub fn write(&self, root: &Path, sources: &Sources) -> Result<(), WriteError> {
        let mut files = Vec::new();
        for id in self.files() {
            let file = sources.file(id);
            let text = self.changed(id, file.text());
            let text = text.ok_or_else(|| WriteError::Overlap(file.name().to_owned()))?;
            files.push((file, text));
        }
        write::all(root, &files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    fn edits(changes: &[(usize, usize, &str)]) -> Option<String> {
        let mut edits = Edits::new();
        for (start, end, text) in changes {
            edits.replace(Span::new(FILE, *start, *end), *text);
        }
        edits.changed(FILE, "一二三四五")
    }

    #[test]
    fn changes_are_made_in_the_order_of_the_text() {
        let all = [(12, 15, "5"), (0, 0, "0"), (0, 0, "a"), (3, 6, "")];
        assert_eq!(edits(&all).as_deref(), Some("0a一三四5"));
    }

    #[test]
    fn what_overlaps_or_cuts_a_character_is_refused() {
        assert_eq!(edits(&[(0, 6, "x"), (3, 9, "y")]), None);
        assert_eq!(edits(&[(1, 3, "x")]), None);
        assert_eq!(edits(&[(12, 18, "x")]), None);
    }
}

//! One source file, with its text and the positions in it.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::kind::{Kind, kind};
use super::read::{Content, content};
use crate::diag::Sink;
use crate::span::{FileId, Span};

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    pub(super) name: String,
    is_markdown: bool,
    text: String,
    /// The content of a picture; `None` for a text.
    bytes: Option<Arc<[u8]>>,
    state: State,
    line_starts: OnceLock<Vec<u32>>,
    /// Number of characters before each [`BLOCK`].
    characters: OnceLock<Vec<u32>>,
}

/// Whether a file can be read. Files that cannot be read are part of the [`Sources`](super::Sources), too, so that
/// findings can refer to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The file was read.
    Whole,
    /// The file cannot be read, which has been reported.
    Unreadable,
    /// A required file that does not exist.
    Missing,
    /// The file is neither a text nor a picture. It is not read.
    Foreign,
}

/// A position in a text, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl SourceFile {
    pub(super) fn new(name: String, text: String, state: State) -> Self {
        let ending = Path::new(&name).extension();
        let is_markdown = ending.is_some_and(|e| e.eq_ignore_ascii_case("md"));
        let (line_starts, characters) = (OnceLock::new(), OnceLock::new());
        Self { name, is_markdown, text, bytes: None, state, line_starts, characters }
    }

    /// The file with another text.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self::new(self.name.clone(), text, self.state)
    }

    /// The manifest of a theme, called `name`; its file id is [`FileId::MANIFEST`]. If it is not
    /// UTF-8, this is reported.
    #[must_use]
    pub fn manifest(name: String, bytes: Vec<u8>, sink: &mut Sink) -> Self {
        match content(Path::new(&name), bytes) {
            Ok(Content::Text(text)) => Self::new(name, text, State::Whole),
            Ok(_) => Self::new(name, String::new(), State::Foreign),
            Err(found) => {
                let at = Span::new(FileId::MANIFEST, found.at, found.at);
                sink.report((*found.diagnostic).at(at));
                Self::new(name, found.text, State::Unreadable)
            }
        }
    }

    pub(super) fn picture(name: String, bytes: Arc<[u8]>) -> Self {
        Self { bytes: Some(bytes), ..Self::new(name, String::new(), State::Whole) }
    }

    /// The path from the root of the book, with `/` as the separator on every system.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file name without folders and extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let base = self.name.rsplit('/').next().unwrap_or(&self.name);
        base.rsplit_once('.').map_or(base, |(stem, _)| stem)
    }

    /// Whether the file is a picture, by its name. Its text is then empty.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        kind(Path::new(&self.name)) == Kind::Picture
    }

    /// The bytes of a picture, if it could be read.
    #[must_use]
    pub fn bytes(&self) -> Option<&Arc<[u8]>> {
        self.bytes.as_ref()
    }

    /// The bytes of the file, whether text or picture.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Whether the file is Markdown, by its name. Every other text is YAML.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        self.is_markdown
    }

    /// The state of the file.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at `span`, limited to whole characters.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.clamp(span)]
    }

    /// `span` as a range within the text and on character boundaries.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let boundary = |at: u32| self.text.floor_char_boundary(at as usize);
        boundary(span.start)..boundary(span.end)
    }

    /// The position of the byte `offset`.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset) - 1;
        let from = starts[line] as usize;
        let to = self.text.floor_char_boundary(offset as usize).max(from);
        let column = self.characters_before(to) - self.characters_before(from) + 1;
        Position { line: line as u32 + 1, column }
    }

    /// The lines that contain `range`, without the last line break, and their start. They are
    /// truncated at more than [`NEAR`] bytes from `range`.
    #[must_use]
    pub fn lines_of(&self, range: &Range<usize>) -> (usize, &str) {
        let (from, to) = self.whole_lines(range);
        let from = from.max(range.start.saturating_sub(NEAR));
        let to = to.min(range.end.saturating_add(NEAR));
        let from = self.text.floor_char_boundary(from);
        (from, &self.text[from..self.text.floor_char_boundary(to)])
    }

    /// Start and end of the lines that contain `range`, without the last line break.
    fn whole_lines(&self, range: &Range<usize>) -> (usize, usize) {
        let starts = self.line_starts();
        let line = |at: usize| starts.partition_point(|start| *start as usize <= at) - 1;
        let from = starts[line(range.start)] as usize;
        let next = starts.get(line(range.end.max(range.start)) + 1);
        let end = next.map_or(self.text.len(), |next| *next as usize - 1);
        (from, end.max(range.end).min(self.text.len()))
    }

    /// Whether the lines that contain `range` are short enough to be shown completely.
    #[must_use]
    pub fn is_short(&self, range: &Range<usize>) -> bool {
        let (from, to) = self.whole_lines(range);
        to - from <= 2 * NEAR
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at as u32 + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }

    /// Number of characters before the byte `at`.
    fn characters_before(&self, at: usize) -> u32 {
        // In UTF-8, every byte of a character except the first has the high bits 10.
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32;
        let bytes = self.text.as_bytes();
        let sums = self.characters.get_or_init(|| {
            let sum = |sum: &mut u32, block| {
                let before = *sum;
                *sum += count(block);
                Some(before)
            };
            // The empty block at the end is for a text whose length is a multiple of BLOCK.
            bytes.chunks(BLOCK).chain(std::iter::once(&[][..])).scan(0, sum).collect()
        });
        let block = at / BLOCK;
        sums[block] + count(&bytes[block * BLOCK..at])
    }
}

/// Length of the part of a long line that is shown on each side of a position, in bytes.
pub const NEAR: usize = 1 << 11;

/// Interval in bytes at which the number of preceding characters is stored: a line may be as long
/// as its file, and have thousands of positions to convert.
const BLOCK: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn columns_count_characters() {
        let sources = Sources::from_memory([("a.yaml".into(), "一行目\n題: 値\n".into())]);
        let file = sources.file(FileId(0));
        let offset = file.text().find('値').expect("it is there") as u32;
        assert_eq!(file.position(offset), Position { line: 2, column: 4 });
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
    }

    #[test]
    fn columns_of_long_lines_are_counted_in_blocks() {
        let text = "一行目\n".to_owned() + &"aあ".repeat(BLOCK) + "\nb";
        let sources = Sources::from_memory([("a.yaml".into(), text)]);
        let file = sources.file(FileId(0));
        for (at, _) in file.text().char_indices().chain([(file.text().len(), ' ')]) {
            let line = file.text()[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let column = file.text()[line..at].chars().count() as u32 + 1;
            assert_eq!(file.position(at as u32).column, column, "{at}");
        }
        assert_eq!(file.lines_of(&(1..2)), (0, "一行目"));
        let (start, cut) = file.lines_of(&(3_000..3_001));
        assert!(start > 10 && cut.len() <= 2 * NEAR + 1 && !cut.contains('一'));
    }

    #[test]
    fn slices_never_split_a_character() {
        let sources = Sources::from_memory([("a.md".into(), "あい".into())]);
        let file = sources.file(FileId(0));
        assert_eq!(file.slice(Span::new(FileId(0), 1, 99)), "あい");
    }
}

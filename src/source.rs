//! The files of a book: texts, and pictures as bytes.
//!
//! This module must not know what the files mean.

mod encoding;
mod kind;
mod read;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use rayon::prelude::*;
use serde::Serialize;
use walkdir::{DirEntry, WalkDir};

pub use self::kind::is_own;
use self::kind::{Kind, kind};
use self::read::{Broken, Content, content, read, unreadable};
use crate::diag::{Code, Diagnostic, Sink};
use crate::span::{FileId, Span};
use crate::text;

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    is_markdown: bool,
    text: String,
    /// What a picture holds; a text has none.
    bytes: Option<Arc<[u8]>>,
    state: State,
    line_starts: OnceLock<Vec<u32>>,
    /// How many characters stand before each [`BLOCK`].
    characters: OnceLock<Vec<u32>>,
}

/// Whether a file can be read. Each has its place in the [`Sources`], so that what is
/// wrong with it is told with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is there, and its text is what its author wrote.
    Whole,
    /// It is there, and why it cannot be read has been reported.
    Unreadable,
    /// The book needs it, and it is not there.
    Missing,
    /// It is there, and it is neither a text nor a picture. Nobody reads it.
    Foreign,
}

/// A place as people count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl SourceFile {
    fn new(name: String, text: String, state: State) -> Self {
        let ending = Path::new(&name).extension();
        let is_markdown = ending.is_some_and(|e| e.eq_ignore_ascii_case("md"));
        let (line_starts, characters) = (OnceLock::new(), OnceLock::new());
        Self { name, is_markdown, text, bytes: None, state, line_starts, characters }
    }

    /// A theme's manifest called `name`, whose places are of [`FileId::MANIFEST`]. That it is
    /// not UTF-8 is reported.
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

    fn picture(name: String, bytes: Arc<[u8]>) -> Self {
        Self { bytes: Some(bytes), ..Self::new(name, String::new(), State::Whole) }
    }

    /// Its path from the book's root, with `/` between the parts on every system.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without folders and ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        let base = self.name.rsplit('/').next().unwrap_or(&self.name);
        base.rsplit_once('.').map_or(base, |(stem, _)| stem)
    }

    /// Whether its name says that it is a picture. It has no text then.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        kind(Path::new(&self.name)) == Kind::Picture
    }

    /// The bytes of a picture that could be read.
    #[must_use]
    pub fn bytes(&self) -> Option<&Arc<[u8]>> {
        self.bytes.as_ref()
    }

    /// What it holds, whatever it is.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Whether its name says Markdown; every other text is YAML.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        self.is_markdown
    }

    /// Whether it can be read.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at `span`, cut to whole characters.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.clamp(span)]
    }

    /// `span` as a range that is surely within the text and on character boundaries.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let boundary = |at: u32| self.text.floor_char_boundary(at as usize);
        boundary(span.start)..boundary(span.end)
    }

    /// Where the byte `offset` is.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset) - 1;
        let from = starts[line] as usize;
        let to = self.text.floor_char_boundary(offset as usize).max(from);
        let column = self.characters_before(to) - self.characters_before(from) + 1;
        Position { line: line as u32 + 1, column }
    }

    /// The lines that `range` is in, without their last break, and where they begin. Far from
    /// `range`, at more than [`NEAR`] bytes, they are cut.
    #[must_use]
    pub fn lines_of(&self, range: &Range<usize>) -> (usize, &str) {
        let (from, to) = self.whole_lines(range);
        let from = from.max(range.start.saturating_sub(NEAR));
        let to = to.min(range.end.saturating_add(NEAR));
        let from = self.text.floor_char_boundary(from);
        (from, &self.text[from..self.text.floor_char_boundary(to)])
    }

    /// Where the lines that `range` is in begin and end, without their last break.
    fn whole_lines(&self, range: &Range<usize>) -> (usize, usize) {
        let starts = self.line_starts();
        let line = |at: usize| starts.partition_point(|start| *start as usize <= at) - 1;
        let from = starts[line(range.start)] as usize;
        let next = starts.get(line(range.end.max(range.start)) + 1);
        let end = next.map_or(self.text.len(), |next| *next as usize - 1);
        (from, end.max(range.end).min(self.text.len()))
    }

    /// Whether the lines that `range` is in are short enough to be shown whole.
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

    /// How many characters stand before the byte `at`.
    fn characters_before(&self, at: usize) -> u32 {
        // Every byte of a character but the first begins with the bits 10.
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32;
        let bytes = self.text.as_bytes();
        let sums = self.characters.get_or_init(|| {
            let sum = |sum: &mut u32, block| {
                let before = *sum;
                *sum += count(block);
                Some(before)
            };
            // The last stands for an end that is a multiple.
            bytes.chunks(BLOCK).chain(std::iter::once(&[][..])).scan(0, sum).collect()
        });
        let block = at / BLOCK;
        sums[block] + count(&bytes[block * BLOCK..at])
    }
}

/// How much of a long line is shown on both sides of a place, in bytes.
pub const NEAR: usize = 1 << 11;

/// So often it is known how many characters stand before, in bytes: a line may be as long as
/// its file, and have thousands of places.
const BLOCK: usize = 1 << 10;

/// All files of a book, sorted by name.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The manifest of the theme, where something is wrong with it.
    manifest: Option<Box<SourceFile>>,
}

/// What stands for a manifest that nobody gave.
static NO_MANIFEST: LazyLock<SourceFile> =
    LazyLock::new(|| SourceFile::new("theme.yaml".to_owned(), String::new(), State::Missing));

impl Sources {
    /// Reads every YAML and Markdown file and every picture below `root/content`, and notes
    /// every other file that is no editor's or system's own.
    ///
    /// What cannot be read, is not UTF-8 or is far too large is reported.
    #[must_use]
    pub fn load(root: &Path, sink: &mut Sink) -> Self {
        let content = root.join("content");
        let mut paths = Vec::new();
        // Without the folder, the book's own files are reported as missing.
        let walk = content.is_dir().then(|| WalkDir::new(&content).sort_by_file_name());
        let seen =
            |entry: &DirEntry| entry.depth() == 0 || !is_own(&entry.file_name().to_string_lossy());
        for entry in walk.into_iter().flat_map(|walk| walk.into_iter().filter_entry(seen)) {
            match entry {
                Ok(entry) if entry.path_is_symlink() => {
                    sink.report(link(&relative_name(root, entry.path())));
                }
                Ok(entry) if !entry.file_type().is_dir() && entry.depth() > 0 => {
                    paths.push((entry.file_type().is_file(), entry.into_path()));
                }
                Ok(_) => {}
                Err(error) => sink.report(unreadable(&error.to_string())),
            }
        }
        let read = |(is_file, path): &(bool, PathBuf)| {
            // A pipe would be waited for without end.
            let read = if *is_file { read(path) } else { Ok(Content::Foreign) };
            (relative_name(root, path), read)
        };
        let read: Vec<_> = paths.par_iter().map(read).collect();
        Self::join(read, sink)
    }

    /// Takes the bytes of files by their names, as they would be on disk.
    #[must_use]
    pub fn from_bytes(files: impl IntoIterator<Item = (String, Vec<u8>)>, sink: &mut Sink) -> Self {
        let own = |name: &str| name.split('/').any(is_own);
        let read = files
            .into_iter()
            .filter(|(name, _)| !own(name))
            .map(|(name, bytes)| {
                let content = content(Path::new(&name), bytes);
                (name, content)
            })
            .collect();
        Self::join(read, sink)
    }

    /// Takes texts by their names, such as `content/plan.yaml`.
    pub fn from_memory(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let files = files
            .into_iter()
            .map(|(name, text)| SourceFile::new(name, text, State::Whole))
            .collect();
        Self::sorted(files)
    }

    /// With an empty file for each of `names` that is not there, and that no other file was
    /// meant as: of that one, its author is told.
    #[must_use]
    pub fn expecting(mut self, names: &[&str]) -> Self {
        let meant = |file: &SourceFile, name: &&&str| {
            let written = file.name.to_ascii_lowercase();
            let written = written.strip_suffix(".txt").unwrap_or(&written);
            let other = written.strip_suffix(".yml").map(|stem| format!("{stem}.yaml"));
            written == **name || other.as_deref() == Some(**name)
        };
        let missing = names
            .iter()
            .filter(|name| self.find(name).is_none())
            .filter(|name| !self.files.iter().any(|file| meant(file, name)));
        let missing: Vec<_> = missing
            .map(|name| SourceFile::new((*name).to_owned(), String::new(), State::Missing))
            .collect();
        self.files.extend(missing);
        Self::sorted(self.files)
    }

    /// With the theme's `manifest`, to show what is wrong with it.
    #[must_use]
    pub fn with_manifest(mut self, manifest: SourceFile) -> Self {
        self.manifest = Some(Box::new(manifest));
        self
    }

    fn join(read: Vec<(String, Result<Content, Broken>)>, sink: &mut Sink) -> Self {
        let mut broken = Vec::new();
        let files = read
            .into_iter()
            .map(|(name, result)| match result {
                Ok(Content::Text(text)) => SourceFile::new(name, text, State::Whole),
                Ok(Content::Picture(bytes)) => SourceFile::picture(name, bytes),
                Ok(Content::Foreign) => SourceFile::new(name, String::new(), State::Foreign),
                Err(found) => {
                    let text = found.text.clone();
                    broken.push((name.clone(), found));
                    SourceFile::new(name, text, State::Unreadable)
                }
            })
            .collect();
        let sources = Self::sorted(files);
        for (name, found) in broken {
            let id = sources.find(&name).unwrap_or(FileId(0));
            sink.report((*found.diagnostic).at(Span::new(id, found.at, found.at)));
        }
        sources
    }

    fn sorted(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files, manifest: None }
    }

    /// The file `id` names.
    ///
    /// # Panics
    /// When `id` comes from other sources.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        if id == FileId::MANIFEST {
            return self.manifest.as_deref().unwrap_or(&NO_MANIFEST);
        }
        &self.files[id.0 as usize]
    }

    /// All files with their ids, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The file called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|f| f.name.as_str().cmp(name)).ok()?;
        Some(FileId(at as u32))
    }
}

fn relative_name(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A link may lead anywhere on the machine, and what it leads to would be published.
fn link(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code("PB0007"),
        text!("シンボリックリンクは使えません：{name}", "symbolic links are not allowed: {name}"),
    )
    .hint(text!(
        "リンク先のファイルそのものを content/ の中に置いてください",
        "put the file itself into content/"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let sources = Sources::from_memory([("a.yaml".into(), "一行目\n題: 値\n".into())]);
        let file = sources.file(FileId(0));
        let offset = file.text().find('値').expect("it is there") as u32;
        assert_eq!(file.position(offset), Position { line: 2, column: 4 });
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
    }

    #[test]
    fn columns_of_long_lines_are_counted_from_near() {
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
    fn spans_never_split_a_character() {
        let sources = Sources::from_memory([("a.md".into(), "あい".into())]);
        let file = sources.file(FileId(0));
        assert_eq!(file.slice(Span::new(FileId(0), 1, 99)), "あい");
    }
}

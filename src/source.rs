//! The files of a book, as text.
//!
//! This module must not know what the files mean.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;
use walkdir::WalkDir;

use crate::diag::{Code, Diagnostic, Sink};
use crate::span::{FileId, Span};
use crate::text;

/// A sheet is a few kilobytes. Past this, someone put the wrong file here.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<u32>>,
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

    /// Whether its name says Markdown; every other source is YAML.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        Path::new(&self.name).extension().is_some_and(|e| e == "md")
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
        let starts = self.line_starts.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at as u32 + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = starts.partition_point(|start| *start <= offset) - 1;
        let from = starts[line] as usize;
        let to = self.text.floor_char_boundary(offset as usize);
        let column = self.text[from..to.max(from)].chars().count() as u32 + 1;
        Position { line: line as u32 + 1, column }
    }
}

/// All files of a book, sorted by name.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Reads every YAML and Markdown file below `root/content`.
    ///
    /// What cannot be read, is not UTF-8 or is far too large is reported and left out.
    #[must_use]
    pub fn load(root: &Path, sink: &mut Sink) -> Self {
        let content = root.join("content");
        let mut paths = Vec::new();
        for entry in WalkDir::new(&content).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_source(entry.path()) => {
                    paths.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => sink.report(unreadable(&error.to_string())),
            }
        }
        let read: Vec<_> = paths.par_iter().map(|path| (path, read(path))).collect();
        let mut files = Vec::new();
        for (path, result) in read {
            match result {
                Ok(text) => files.push((relative_name(root, path), text)),
                Err(diagnostic) => sink.report(*diagnostic),
            }
        }
        Self::from_memory(files)
    }

    /// Takes texts by their names, such as `content/plan.yaml`.
    pub fn from_memory(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<SourceFile> = files
            .into_iter()
            .map(|(name, text)| SourceFile { name, text, line_starts: OnceLock::new() })
            .collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files }
    }

    /// The file `id` names.
    ///
    /// # Panics
    /// When `id` comes from other sources.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
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

/// Whether planbook reads `path`: editors' own files beside it are nobody's business.
fn is_source(path: &Path) -> bool {
    let hidden =
        path.file_name().and_then(|n| n.to_str()).is_none_or(|n| n.starts_with(['.', '~']));
    !hidden && matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml" | "md"))
}

fn relative_name(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn read(path: &PathBuf) -> Result<String, Box<Diagnostic>> {
    let failed = |error: std::io::Error| Box::new(unreadable(&error.to_string()));
    let size = fs_err::metadata(path).map_err(failed)?.len();
    let name = path.display();
    if size > MAX_FILE_BYTES {
        return Err(Box::new(Diagnostic::error(
            Code("PB0002"),
            text!(
                "ファイルが大きすぎます（{size}バイト）：{name}",
                "the file is too large ({size} bytes): {name}"
            ),
        )));
    }
    let bytes = fs_err::read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        Box::new(
            Diagnostic::error(
                Code("PB0003"),
                text!(
                    "UTF-8の文字ではありません（{line}行目）：{name}",
                    "not UTF-8 (line {line}): {name}"
                ),
            )
            .hint(text!(
                "エディタで文字コード「UTF-8」を選んで保存し直してください",
                "save it again as UTF-8"
            )),
        )
    })
}

fn unreadable(error: &str) -> Diagnostic {
    Diagnostic::error(
        Code("PB0001"),
        text!("ファイルを読めません：{error}", "cannot read a file: {error}"),
    )
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
    fn spans_never_split_a_character() {
        let sources = Sources::from_memory([("a.md".into(), "あい".into())]);
        let file = sources.file(FileId(0));
        assert_eq!(file.slice(Span::new(FileId(0), 1, 99)), "あい");
    }
}

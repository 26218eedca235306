//! Source files of a book: texts, and pictures as bytes.
//!
//! This module must not know what the files mean.

mod encoding;
mod file;
mod kind;
mod read;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

pub use self::file::{NEAR, Position, SourceFile, State};
use self::kind::is_only_copy;
pub use self::kind::{is_left_behind, is_system_file, is_temporary};
use self::read::{Content, ReadError, content, read, unreadable};
use crate::diag::{Code, Diagnostic, Sink};
use crate::span::{FileId, Span};
use crate::text;

/// All files of a book, sorted by name.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The manifest of the theme, if there are findings about it.
    manifest: Option<Box<SourceFile>>,
    /// The sources of the edition before, if it was kept.
    previous: Option<Arc<Sources>>,
}

/// The placeholder for a missing manifest.
static NO_MANIFEST: LazyLock<SourceFile> =
    LazyLock::new(|| SourceFile::new("theme.yaml".to_owned(), String::new(), State::Missing));

impl Sources {
    /// Reads every YAML and Markdown file and every picture below `root/content`. Other files are
    /// listed, except temporary and system files.
    ///
    /// Files that cannot be read, are not UTF-8 or are too large are reported.
    #[must_use]
    pub fn load(root: &Path, sink: &mut Sink) -> Self {
        let content = root.join("content");
        let mut paths = Vec::new();
        // Without the folder, the required files are reported as missing.
        let walk = content.is_dir().then(|| WalkDir::new(&content).sort_by_file_name());
        let included = |entry: &DirEntry| {
            entry.depth() == 0
                || !is_temporary(&entry.file_name().to_string_lossy())
                || is_only_copy(entry.path())
        };
        for entry in walk.into_iter().flat_map(|walk| walk.into_iter().filter_entry(included)) {
            match entry {
                Ok(entry) if entry.path_is_symlink() => {
                    sink.report(link(&name_below(root, entry.path())));
                }
                Ok(entry) if !entry.file_type().is_dir() && entry.depth() > 0 => {
                    paths.push((entry.file_type().is_file(), entry.into_path()));
                }
                Ok(_) => {}
                Err(error) => sink.report(unreadable(&error.into())),
            }
        }
        let read = |(is_file, path): &(bool, PathBuf)| {
            // Reading a pipe would block.
            let read = if *is_file { read(path) } else { Ok(Content::Foreign) };
            (name_below(root, path), read)
        };
        let read: Vec<_> = paths.par_iter().map(read).collect();
        Self::join(read, sink)
    }

    /// Sources from the names and bytes of files, treated as files on disk.
    #[must_use]
    pub fn from_bytes(files: impl IntoIterator<Item = (String, Vec<u8>)>, sink: &mut Sink) -> Self {
        let temporary = |name: &str| name.split('/').any(is_temporary);
        let read = files
            .into_iter()
            .filter(|(name, _)| !temporary(name))
            .map(|(name, bytes)| {
                let content = content(Path::new(&name), bytes);
                (name, content)
            })
            .collect();
        Self::join(read, sink)
    }

    /// Sources from the names and texts of files. A name is a path such as `content/plan.yaml`.
    pub fn from_memory(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let files = files
            .into_iter()
            .map(|(name, text)| SourceFile::new(name, text, State::Whole))
            .collect();
        Self::sorted(files)
    }

    /// Adds an empty file in [`State::Missing`] for each of `names` that does not exist, unless
    /// another file has a similar name: that one is reported elsewhere.
    #[must_use]
    pub fn expecting(mut self, names: &[&str]) -> Self {
        let is_similar = |file: &SourceFile, name: &&&str| {
            let written = file.name.to_ascii_lowercase();
            let written = written.strip_suffix(".txt").unwrap_or(&written);
            let other = written.strip_suffix(".yml").map(|stem| format!("{stem}.yaml"));
            written == **name || other.as_deref() == Some(**name)
        };
        let missing = names
            .iter()
            .filter(|name| self.find(name).is_none())
            .filter(|name| !self.files.iter().any(|file| is_similar(file, name)));
        let missing: Vec<_> = missing
            .map(|name| SourceFile::new((*name).to_owned(), String::new(), State::Missing))
            .collect();
        self.files.extend(missing);
        Self::sorted(self.files)
    }

    /// Adds the theme's `manifest`, for showing findings about it.
    #[must_use]
    pub fn with_manifest(mut self, manifest: SourceFile) -> Self {
        self.manifest = Some(Box::new(manifest));
        self
    }

    /// Adds the sources of the edition before, with which these are compared.
    #[must_use]
    pub fn with_previous(mut self, previous: Self) -> Self {
        self.previous = Some(Arc::new(previous));
        self
    }

    /// Compares these with the same edition before as `others`.
    #[must_use]
    pub fn after_the_same_as(mut self, others: &Self) -> Self {
        self.previous.clone_from(&others.previous);
        self
    }

    /// The sources of the edition before, if it was kept.
    #[must_use]
    pub fn previous(&self) -> Option<&Self> {
        self.previous.as_deref()
    }

    fn join(read: Vec<(String, Result<Content, ReadError>)>, sink: &mut Sink) -> Self {
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
        Self { files, manifest: None, previous: None }
    }

    /// The file with the id `id`.
    ///
    /// # Panics
    /// When `id` belongs to other sources.
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

/// The name of the file at `path` in the folder `root`: its path from there, with `/`.
#[must_use]
pub fn name_below(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The finding for a symbolic link. It may point to any file of the machine, which would then be
/// published.
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

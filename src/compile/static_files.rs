//! The files of `static/`, which are copied into the output unchanged: files for the web server
//! such as `web.config`, `robots.txt` or `CNAME`.
//!
//! They may be large, and are not held in memory.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::cache::Fingerprint;
use crate::diag::{Code, Diagnostic, Sink};
use crate::output::OutputTree;
use crate::source::is_system_file;
use crate::text;

/// The folder within the book.
pub(super) const FOLDER: &str = "static";

const UNFIT: Code = Code("PB0532");
const TAKEN: Code = Code("PB0533");

/// Static files: path in the output, path on disk, fingerprint.
#[derive(Debug, Default)]
pub(super) struct StaticFiles(Vec<(String, PathBuf, Fingerprint)>);

impl StaticFiles {
    /// Finds the static files of the book at `root`. Files that cannot be copied are reported.
    pub fn find(root: &Path, sink: &mut Sink) -> Self {
        let folder = root.join(FOLDER);
        let Ok(found) = folder.symlink_metadata() else {
            return Self::default();
        };
        if !found.is_dir() {
            sink.report(unfit(FOLDER));
            return Self::default();
        }
        let mut paths = Vec::new();
        let included = |entry: &DirEntry| !is_system_file(&entry.file_name().to_string_lossy());
        let walk = WalkDir::new(&folder).min_depth(1).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(included) {
            let Ok(entry) = entry.map_err(|error| sink.report(unreadable(&error.into()))) else {
                continue;
            };
            let path = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
            let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
            match parts {
                Some(parts) if entry.file_type().is_file() => {
                    paths.push((parts.join("/"), entry.into_path()));
                }
                Some(_) if entry.file_type().is_dir() => {}
                _ => sink.report(unfit(&format!("{FOLDER}/{}", path.display()))),
            }
        }
        let read = |(name, path): (String, PathBuf)| {
            Fingerprint::of_file(&path).map(|bytes| (name, path, bytes))
        };
        let read: Vec<_> = paths.into_par_iter().map(read).collect();
        let files = read
            .into_iter()
            .filter_map(|read| read.map_err(|error| sink.report(unreadable(&error))).ok());
        Self(files.collect())
    }

    /// The path and fingerprint of each file.
    pub fn fingerprints(&self) -> Vec<(&str, Fingerprint)> {
        self.0.iter().map(|(name, _, bytes)| (&**name, *bytes)).collect()
    }

    /// Copies the files into `tree`, which has all other files already. Returns a finding for
    /// each file whose name conflicts with one of planbook's own.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn add(&self, tree: &OutputTree<'_>) -> io::Result<Vec<Diagnostic>> {
        let is_taken = |name: &str| is_taken(tree, name) || OutputTree::is_marker(name);
        let taken = self.0.iter().filter(|(name, ..)| is_taken(name));
        let taken: Vec<_> = taken.map(|(name, ..)| same_name(name)).collect();
        if taken.is_empty() {
            self.0
                .par_iter()
                .try_for_each(|(name, path, _)| tree.insert(&**name, &fs_err::read(path)?))?;
        }
        Ok(taken)
    }
}

/// Whether `tree` has a file or folder `name`, or a file where a folder above it would be.
pub(super) fn is_taken(tree: &OutputTree<'_>, name: &str) -> bool {
    let mut above = name.match_indices('/').map(|(end, _)| &name[..end]);
    tree.has(name) || tree.has_below(&format!("{name}/")) || above.any(|n| tree.has(n))
}

fn unfit(name: &str) -> Diagnostic {
    Diagnostic::error(
        UNFIT,
        text!(
            "{name} は出力に写せません（リンクか、名前が UTF-8 でないもの）",
            "{name} cannot be copied into the output: a link, or a name that is not UTF-8"
        ),
    )
    .hint(text!(
        "ファイルそのものを、ウェブのアドレスに使える名前で static/ に置いてください",
        "put the file itself into static/, with a name that can be a web address"
    ))
}

fn unreadable(error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        UNFIT,
        text!("static/ のファイルを読めません：{error}", "cannot read a file of static/: {error}"),
    )
}

fn same_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        TAKEN,
        text!(
            "static/{name} と同じ名前のものを planbook が作ります",
            "planbook makes something of the name of static/{name} itself"
        ),
    )
    .hint(text!(
        "static/{name} の名前を変えるか、除いてください",
        "give static/{name} another name, or remove it"
    ))
}

//! The files of `static/`, which are copied into the output unchanged: files for the web server
//! such as `web.config`, `robots.txt` or `CNAME`.
//!
//! They may be large, and are not held in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::cache::Fingerprint;
use crate::diag::{Code, Diagnostic, Sink, shown_path};
use crate::output::OutputTree;
use crate::source::is_system_file;
use crate::text;
use crate::value::{LONGEST_PATH, is_legal_path};

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
        for entry in walk(&folder) {
            let Ok(entry) = entry.map_err(|error| sink.report(unreadable(&error.into()))) else {
                continue;
            };
            let path = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
            let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
            match parts {
                Some(parts) if entry.file_type().is_file() => {
                    let name = parts.join("/");
                    if is_legal_path(&name) {
                        paths.push((name, entry.into_path()));
                    } else {
                        sink.report(illegal(&name));
                    }
                }
                Some(_) if entry.file_type().is_dir() => {}
                _ => sink.report(unfit(&format!("{FOLDER}/{}", shown_path(path)))),
            }
        }
        let mut known = BTreeMap::new();
        for (name, _) in &paths {
            if let Some(other) = known.insert(name.to_lowercase(), name) {
                sink.report(same_without_case(other, name));
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
        let names = tree.names_without_case();
        let is_taken = |name: &str| is_taken(&names, name) || OutputTree::is_marker(name);
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

/// What is in the `folder` of static files: all but what systems leave behind.
pub fn walk(folder: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let included = |entry: &DirEntry| !is_system_file(&entry.file_name().to_string_lossy());
    WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter().filter_entry(included)
}

/// Whether there is a file or folder `name` among `names`, which are in lower case, or a file where a folder above
/// it would be.
pub(super) fn is_taken(names: &BTreeSet<String>, name: &str) -> bool {
    let name = name.to_lowercase();
    let folder = format!("{name}/");
    let mut above = name.match_indices('/').map(|(end, _)| &name[..end]);
    let below = names.range(folder.clone()..).next().is_some_and(|n| n.starts_with(&folder));
    names.contains(&name) || below || above.any(|n| names.contains(n))
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

/// The finding that the file `name` cannot be everywhere.
fn illegal(name: &str) -> Diagnostic {
    Diagnostic::error(
        UNFIT,
        text!(
            "static/{name} は、Windows では置けない名前か、長すぎる名前です",
            "static/{name} has a name that Windows does not allow, or one that is too long"
        ),
    )
    .hint(text!(
        "フォルダーも含めて{LONGEST_PATH}字までで、\\ : * ? \" < > | や、終わりの「.」と空白のない名前にしてください。con や nul なども使えません",
        "use at most {LONGEST_PATH} characters with the folders, none of \\ : * ? \" < > |, no dot or blank at the end, and no name of a device such as con or nul"
    ))
}

/// The finding that two files are one where upper and lower case are the same.
fn same_without_case(one: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        UNFIT,
        text!(
            "static/{one} と static/{other} は、大文字と小文字を区別しないシステムでは同じファイルです",
            "static/{one} and static/{other} are one file for systems that do not tell upper from lower case"
        ),
    )
    .hint(text!("どちらかの名前を変えてください", "rename one of them"))
}

fn unreadable(error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        UNFIT,
        text!("static/ のファイルを読めません", "cannot read a file of static/").because(error),
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

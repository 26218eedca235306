//! The files of a publication: those of a folder, or those that a PDF carries.
//!
//! This module must not know what the files say, but for the list of what planbook made.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::diag::{Text, io_reason, shown_path};
use crate::text;

use super::hashes::sha256;
use super::{editions, json, pdf, refusals};

/// The folder of the open data.
pub(super) const DATA: &str = "data/";

/// The list of the files that planbook made.
pub(super) const LIST: &str = "planbook.json";

/// The files of a publication, by their paths from its root.
#[derive(Debug)]
pub(super) struct Files {
    root: PathBuf,
    /// The files that planbook made, in order.
    names: Vec<String>,
    known: HashSet<String>,
    /// The files that planbook made and that are not there.
    missing: BTreeSet<String>,
    /// The files that are there and that planbook did not make.
    strangers: Vec<String>,
    /// The folders of editions below this one, whose files are not among the others.
    editions: BTreeSet<String>,
    /// What is wrong with the list of what planbook made.
    list_fault: Option<Text>,
    /// The files in memory, for what a PDF carries.
    attached: BTreeMap<String, Vec<u8>>,
}

/// Something that lies among the files and that planbook did not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// The path of the file, or that of a folder with a slash.
    pub name: String,
    /// The number of files: one, or those of the folder.
    pub files: usize,
    /// The file of the publication that has the same bytes.
    pub copy_of: Option<String>,
}

impl Files {
    /// The files of the folder or PDF `target`.
    ///
    /// # Errors
    /// Why there are none.
    pub fn open(target: &Path) -> Result<Self, Text> {
        if target.is_dir() { Self::of_folder(target) } else { Self::of_pdf(target) }
    }

    fn of_folder(root: &Path) -> Result<Self, Text> {
        let mut all = Vec::new();
        for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = shown_path(error.path().unwrap_or(root));
                unreadable(&path, &error.into())
            })?;
            // Some servers keep links to files.
            let is_file = match entry.file_type() {
                kind if kind.is_symlink() => entry.path().is_file(),
                kind => kind.is_file(),
            };
            if is_file {
                let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
                let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                all.push(parts.join("/"));
            }
        }
        let mut files = Self {
            root: root.to_owned(),
            known: all.iter().cloned().collect(),
            names: Vec::new(),
            missing: BTreeSet::new(),
            strangers: Vec::new(),
            editions: editions::folders(&all),
            list_fault: None,
            attached: BTreeMap::new(),
        };
        match files.listed() {
            Ok(mut listed) => {
                listed.insert(LIST.to_owned());
                (files.names, files.strangers) =
                    all.into_iter().partition(|name| listed.contains(name));
                listed.retain(|name| !files.known.contains(name));
                files.missing = listed;
            }
            Err(fault) => {
                files.names = all;
                files.list_fault = Some(fault);
            }
        }
        let is_own = |name: &String| !files.editions.iter().any(|folder| name.starts_with(folder));
        files.names.retain(is_own);
        files.strangers.retain(is_own);
        files.missing.retain(is_own);
        Ok(files)
    }

    /// The files that planbook made, by its list.
    fn listed(&self) -> Result<BTreeSet<String>, Text> {
        if !self.has(LIST) {
            return Err(text!(
                "ありません。planbook が作ったファイルの一覧で、これがないと、足りないファイルとほかのファイルが分かりません",
                "is missing: without this list of what planbook made, nobody can tell which files are missing, and which are others"
            ));
        }
        let list = self.read(LIST).and_then(|bytes| json::parse(&bytes))?;
        let names = list["files"].as_array().ok_or_else(|| {
            text!("ファイルの一覧（files）がありません", "it has no list of files (`files`)")
        })?;
        let names: BTreeSet<_> =
            names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        let book = list["book"].as_str().unwrap_or_default();
        if list["sum"].as_str() != Some(&checksum(book, &names)) {
            return Err(text!(
                "照合値（sum）が本の名前とファイルの一覧に合いません。作ったあとに書き換えられています",
                "the checksum (`sum`) is not that of the book's name and the list of files: it was changed after it was made"
            ));
        }
        Ok(names)
    }

    fn of_pdf(path: &Path) -> Result<Self, Text> {
        let shown = shown_path(path);
        let bytes = fs_err::read(path).map_err(|error| unreadable(&shown, &error))?;
        if !bytes.starts_with(b"%PDF-") {
            return Err(refusals::no_pdf(path));
        }
        let document = pdf::Document::read(bytes)
            .map_err(|Text { ja, en }| text!("{shown}：{ja}", "{shown}: {en}"))?;
        let found = document.attachments();
        if found.is_empty() {
            return Err(text!(
                "{shown} にはデータが添付されていません。planbook が作った全体版のPDFか、できあがりのフォルダーを指定してください",
                "{shown} carries no data: name the PDF of a whole book that planbook made, or a finished output folder"
            ));
        }
        let root = path.parent().unwrap_or(Path::new("")).to_owned();
        let pdf = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let attached: BTreeMap<_, _> =
            found.into_iter().map(|(name, bytes)| (format!("{DATA}{name}"), bytes)).collect();
        let names: Vec<_> = attached.keys().cloned().chain([pdf]).collect();
        Ok(Self {
            root,
            known: names.iter().cloned().collect(),
            names,
            missing: BTreeSet::new(),
            strangers: Vec::new(),
            editions: BTreeSet::new(),
            list_fault: None,
            attached,
        })
    }

    /// Whether the files are those that a PDF carries.
    pub fn are_attached(&self) -> bool {
        !self.attached.is_empty()
    }

    /// The paths of the files that planbook made.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The paths of the files that planbook made and that are not there.
    pub fn missing(&self) -> &BTreeSet<String> {
        &self.missing
    }

    /// The folders of the editions below this one.
    pub fn editions(&self) -> &BTreeSet<String> {
        &self.editions
    }

    /// What is wrong with the list of what planbook made.
    pub fn list_fault(&self) -> Option<&Text> {
        self.list_fault.as_ref()
    }

    /// Whether it is known which files planbook made.
    pub fn are_listed(&self) -> bool {
        self.list_fault.is_none() && !self.are_attached()
    }

    /// The paths of the files that end with `end`, below `folder`.
    pub fn below<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(move |name| name.starts_with(folder) && name.ends_with(end))
    }

    /// Whether there is such a file, whoever made it.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The size of a file.
    pub fn size(&self, name: &str) -> Option<u64> {
        match self.attached.get(name) {
            Some(bytes) => Some(bytes.len() as u64),
            None => self.root.join(name).metadata().ok().map(|meta| meta.len()),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Text> {
        match self.attached.get(name) {
            Some(bytes) => Ok(bytes.clone()),
            None => fs_err::read(self.root.join(name)).map_err(|error| {
                let Text { ja, en } = io_reason(&error);
                text!("読めません。{ja}", "it cannot be read: {en}")
            }),
        }
    }

    /// What lies among the files and was not made by planbook: folders of which nothing was, and single
    /// files, with the file that each is a copy of by `hashes`.
    pub fn strangers(&self, hashes: &[(String, String)]) -> Vec<Stranger> {
        let own: HashSet<&str> = self.names.iter().flat_map(|name| folders(name)).collect();
        let known: HashMap<&str, &str> =
            hashes.iter().map(|(name, hash)| (hash.as_str(), name.as_str())).collect();
        let sizes: HashSet<u64> = self.names.iter().filter_map(|name| self.size(name)).collect();
        let copy_of = |name: &str| {
            // Only what has the size of a file of the publication can be its copy.
            self.size(name).filter(|size| *size > 0 && sizes.contains(size))?;
            let hash = sha256(&self.read(name).ok()?);
            known.get(hash.as_str()).map(|own| (*own).to_owned())
        };
        let mut all: Vec<Stranger> = Vec::new();
        for name in &self.strangers {
            if let Some(folder) = folders(name).find(|folder| !own.contains(folder)) {
                match all.iter_mut().find(|known| known.name == folder) {
                    Some(known) => known.files += 1,
                    None => {
                        all.push(Stranger { name: folder.to_owned(), files: 1, copy_of: None });
                    }
                }
            } else {
                all.push(Stranger { name: name.clone(), files: 1, copy_of: copy_of(name) });
            }
        }
        all
    }
}

/// The checksum in the list of files: BLAKE3 of the book's name, the names of the files and their number,
/// each after its length in eight bytes, the lowest first.
fn checksum(book: &str, names: &BTreeSet<String>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(book.as_bytes());
    for name in names {
        part(name.as_bytes());
    }
    part(&(names.len() as u64).to_le_bytes());
    hasher.finalize().to_hex().to_string()
}

/// The folders that a file is in, from the outermost, each with a slash at its end.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..=at])
}

fn unreadable(path: &str, error: &std::io::Error) -> Text {
    let Text { ja, en } = io_reason(error);
    text!("{path} が読めません。{ja}", "cannot read {path}: {en}")
}

#[cfg(test)]
mod tests {
    use super::folders;

    #[test]
    fn folders_begin_with_the_outermost() {
        assert_eq!(folders("a/b/c.txt").collect::<Vec<_>>(), ["a/", "a/b/"]);
        assert_eq!(folders("a.txt").count(), 0);
    }
}

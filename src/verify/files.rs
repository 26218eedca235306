//! The files of a publication: those of a folder, or those that a PDF carries.
//!
//! This module must not know what the files say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diag::Text;
use crate::text;

use super::pdf;

/// The folder of the open data.
pub(super) const DATA: &str = "data/";

/// The files of a publication, by their paths from its root.
#[derive(Debug)]
pub(super) struct Files {
    root: PathBuf,
    names: Vec<String>,
    /// The files in memory, for what a PDF carries.
    attached: BTreeMap<String, Vec<u8>>,
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
        let mut names = Vec::new();
        for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
            let entry =
                entry.map_err(|error| text!("読めません：{error}", "cannot read: {error}"))?;
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
                let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                names.push(parts.join("/"));
            }
        }
        Ok(Self { root: root.to_owned(), names, attached: BTreeMap::new() })
    }

    fn of_pdf(path: &Path) -> Result<Self, Text> {
        let shown = path.display();
        let bytes = fs_err::read(path).map_err(|error| Text::same(error.to_string()))?;
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
        let names = attached.keys().cloned().chain([pdf]).collect();
        Ok(Self { root, names, attached })
    }

    /// Whether the files are those that a PDF carries.
    pub fn are_attached(&self) -> bool {
        !self.attached.is_empty()
    }

    /// The paths of all files.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The paths of the files that end with `end`, below `folder`.
    pub fn below<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(move |name| name.starts_with(folder) && name.ends_with(end))
    }

    /// Whether there is such a file.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
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
            None => fs_err::read(self.root.join(name))
                .map_err(|error| text!("読めません：{error}", "cannot read: {error}")),
        }
    }
}

//! The marker file of an output: `planbook.json`, a list of the files that planbook made.
//!
//! It identifies a folder as an output, and lists the files in it that planbook may replace. It
//! is part of the output and is copied with it, and contains nothing that is not public.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::is_inside;
use crate::cache::{Fingerprint, FingerprintBuilder};

/// File name of the marker file, at the top of an output.
pub(super) const NAME: &str = "planbook.json";

/// Explanation for people who open the file.
const ABOUT: &str = "planbook が作ったファイルの一覧です。planbook build はここにあるファイルだけを\
置き換え、ほかのファイルはそのままにします。(The files that planbook made: a build replaces these \
and leaves all others as they are.)";

/// Version of the format, incremented with every change.
const FORMAT: u32 = 1;

/// The content of a marker file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Marker {
    planbook: u32,
    about: String,
    /// The title of the book.
    pub book: String,
    /// Checksum of the title and the list. A marker file with a wrong one is ignored.
    sum: Fingerprint,
    /// Every file that planbook made, except the marker file itself.
    pub files: BTreeSet<String>,
}

impl Marker {
    /// The marker of the output of `book` that consists of `files`.
    pub fn new(book: &str, files: BTreeSet<String>) -> Self {
        let (about, book) = (ABOUT.to_owned(), book.to_owned());
        let sum = sum(&book, &files);
        Self { planbook: FORMAT, about, book, sum, files }
    }

    /// Reads the marker file in the folder `output`. The result is `None` if there is none, or if
    /// it is invalid.
    pub fn read(output: &Path) -> Option<Self> {
        let path = output.join(NAME);
        path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        let marker: Self = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        let valid = marker.planbook == FORMAT && marker.sum == sum(&marker.book, &marker.files);
        (valid && marker.files.iter().all(|name| is_inside(name))).then_some(marker)
    }

    /// The bytes of the file.
    ///
    /// # Panics
    /// Never: the marker is plain data.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("the marker is plain data");
        bytes.push(b'\n');
        bytes
    }

    /// Every file that planbook made, including the marker file.
    pub fn owned(self) -> BTreeSet<String> {
        let mut files = self.files;
        files.insert(NAME.to_owned());
        files
    }
}

/// The checksum of a marker.
fn sum(book: &str, files: &BTreeSet<String>) -> Fingerprint {
    FingerprintBuilder::new().with(book).with_all(files).finish()
}

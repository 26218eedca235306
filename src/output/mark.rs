//! The mark: a list of the files that planbook made, in the output itself.
//!
//! It says that a folder is an output, and which of its files are planbook's to replace. It
//! goes with the folder wherever that is copied, and lists nothing that is not public anyway.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::is_inside;
use crate::cache::{Fingerprint, Mixer};

/// What it is called, at the top of an output.
pub(super) const NAME: &str = "planbook.json";

/// What it says to whoever opens it.
const ABOUT: &str = "planbook が作ったファイルの一覧です。planbook build はここにあるファイルだけを\
置き換え、ほかのファイルはそのままにします。(The files that planbook made: a build replaces these \
and leaves all others as they are.)";

/// The form of the mark. It grows with every change of it.
const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    planbook: u32,
    about: String,
    /// The title of the book.
    pub book: String,
    /// Fingerprint of the title and the list: a mark in which a byte was changed says nothing.
    sum: Fingerprint,
    /// Every file that planbook made, without the mark itself.
    pub files: BTreeSet<String>,
}

impl Mark {
    /// The mark of the output of `book` that consists of `files`.
    pub fn new(book: &str, files: BTreeSet<String>) -> Self {
        let (about, book) = (ABOUT.to_owned(), book.to_owned());
        let sum = sum(&book, &files);
        Self { planbook: FORMAT, about, book, sum, files }
    }

    /// The mark in the folder `output`; none where there is none, where it is no file, or
    /// where it was changed.
    pub fn read(output: &Path) -> Option<Self> {
        let path = output.join(NAME);
        path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        let mark: Self = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        let sound = mark.planbook == FORMAT && mark.sum == sum(&mark.book, &mark.files);
        (sound && mark.files.iter().all(|name| is_inside(name))).then_some(mark)
    }

    /// Its file.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("the mark is plain data");
        bytes.push(b'\n');
        bytes
    }

    /// Every file that planbook made, with the mark.
    pub fn owned(self) -> BTreeSet<String> {
        let mut files = self.files;
        files.insert(NAME.to_owned());
        files
    }
}

fn sum(book: &str, files: &BTreeSet<String>) -> Fingerprint {
    Mixer::new().with(book).with_all(files).finish()
}

//! Hashes of files, and those that a frozen edition has of its outputs.
//!
//! This module must not know what the files say.

use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::files::Files;
use super::ledger::{Area, Disagreement, Ledger};
use crate::diag::Text;
use crate::text;

/// The SHA-256 of bytes, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hashes of all files that can be read, by their names.
pub(super) fn of_files(files: &Files) -> Vec<(String, String)> {
    let hash = |name: &String| Some((name.clone(), sha256(&files.read(name).ok()?)));
    files.names().par_iter().filter_map(hash).collect()
}

/// Compares `hashes` with the list in the file `record`, as `sha256sum` writes it.
///
/// # Errors
/// When the record cannot be read.
pub(super) fn compare(record: &Path, hashes: &[(String, String)]) -> Result<Ledger, Text> {
    let mut ledger = Ledger::default();
    let shown = record.display();
    let list = fs_err::read_to_string(record).map_err(|error| Text::same(error.to_string()))?;
    for (expected, name) in list.lines().filter_map(|line| line.split_once("  ")) {
        let found = hashes.iter().find(|(known, _)| known == name);
        let found = found.map_or("", |(_, hash)| hash.as_str());
        if found == expected {
            ledger.equal(Area::Record, 1);
        } else {
            ledger.contradicts(Disagreement {
                area: Area::Record,
                file: name.to_owned(),
                place: text!("バイト列（SHA-256）", "the bytes (SHA-256)"),
                found: found.to_owned(),
                expected: expected.to_owned(),
                source: text!("{shown}", "{shown}"),
            });
        }
    }
    Ok(ledger)
}

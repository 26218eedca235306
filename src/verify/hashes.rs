//! Hashes of files, and those that a frozen edition has of its outputs.
//!
//! This module must not know what the files say.

use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::disagreement::Disagreement;
use super::files::Files;
use super::ledger::{Area, Ledger};
use crate::diag::{Text, io_reason, shown_path};
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
    let shown = shown_path(record);
    let list = fs_err::read_to_string(record).map_err(|error| {
        let Text { ja, en } = io_reason(&error);
        text!("{shown} が読めません。{ja}", "cannot read {shown}: {en}")
    })?;
    for (expected, name) in list.lines().filter_map(|line| line.split_once("  ")) {
        match hashes.iter().find(|(known, _)| known == name) {
            Some((_, found)) if found == expected => ledger.equal(Area::Record, 1),
            Some((_, found)) => {
                let place = text!("バイト列（SHA-256）", "the bytes (SHA-256)");
                let source = text!("{shown}", "{shown}");
                ledger.contradicts(Disagreement::value(
                    Area::Record,
                    name,
                    place,
                    found,
                    expected,
                    source,
                ));
            }
            None => ledger.contradicts(Disagreement::missing(Area::Record, name)),
        }
    }
    Ok(ledger)
}

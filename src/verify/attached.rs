//! Compares the files that a PDF carries with those of the folder and with the reference.
//!
//! This module must not know what the tables are about.

use super::files::{DATA, Files};
use super::formats::{csv_flat, unreadable};
use super::hashes::sha256;
use super::json;
use super::ledger::{Area, Disagreement, Ledger};
use super::pdf::Document;
use super::table::{Table, Tables};
use super::tabular;
use crate::diag::Text;
use crate::text;

/// Compares every attachment of `document`, the PDF `pdf`, with the file of the same name. Those that
/// differ are read and compared with the reference, so that each difference is reported with its cell.
pub(super) fn compare(pdf: &str, document: &Document, files: &Files, tables: &Tables) -> Ledger {
    let mut ledger = Ledger::default();
    for (name, bytes) in document.attachments() {
        let separate = format!("{DATA}{name}");
        let known = files.has(&separate).then(|| files.read(&separate).ok()).flatten();
        if known.as_ref() == Some(&bytes) {
            ledger.equal(Area::Attachments, 1);
            continue;
        }
        let file = format!("{pdf}#{name}");
        let before = ledger.disagreements.len();
        let read = against_reference(&name, &file, &bytes, tables, &mut ledger);
        if let Err(reason) = &read {
            ledger.contradicts(unreadable(Area::Attachments, &file, reason));
        }
        // What agrees with the reference is right, and the separate file is reported elsewhere.
        if read == Ok(false) && ledger.disagreements.len() == before {
            ledger.contradicts(Disagreement {
                area: Area::Attachments,
                file,
                place: text!("バイト列（SHA-256）", "the bytes (SHA-256)"),
                found: sha256(&bytes),
                expected: known.map_or_else(String::new, |known| sha256(&known)),
                source: Text::same(separate),
            });
        }
    }
    ledger
}

/// Compares an attachment with the reference; returns whether its kind can be.
fn against_reference(
    name: &str,
    file: &str,
    bytes: &[u8],
    tables: &Tables,
    ledger: &mut Ledger,
) -> Result<bool, Text> {
    if let Some(table) = name.strip_suffix(".csv").and_then(|name| tables.get(name)) {
        tabular::compare(&csv_flat(Area::Attachments, file, bytes)?, table, ledger);
        return Ok(true);
    }
    if format!("{DATA}{name}") != json::PLAN {
        return Ok(false);
    }
    let own = json::plan(bytes)?;
    for table in tables.iter() {
        let Some(found) = own.get(&table.name).filter(|own| own.rows.len() == table.rows.len())
        else {
            ledger.contradicts(contradiction(file, table.name.clone(), "", ""));
            continue;
        };
        rows(file, found, table, ledger);
    }
    Ok(true)
}

fn rows(file: &str, found: &Table, table: &Table, ledger: &mut Ledger) {
    for (at, (own, expected)) in found.rows.iter().zip(&table.rows).enumerate() {
        for (column, (own, expected)) in own.iter().zip(expected).enumerate() {
            if own != expected && !table.flattened {
                let place = format!("tables.{}[{at}].{}", table.name, table.columns[column]);
                ledger.contradicts(contradiction(file, place, &own.words(), &expected.words()));
            } else {
                ledger.equal(Area::Attachments, 1);
            }
        }
    }
}

fn contradiction(file: &str, place: String, found: &str, expected: &str) -> Disagreement {
    Disagreement {
        area: Area::Attachments,
        file: file.to_owned(),
        place: Text::same(place),
        found: found.to_owned(),
        expected: expected.to_owned(),
        source: Text::same(json::PLAN),
    }
}

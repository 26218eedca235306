//! Compares the files that a PDF carries with those of the folder and with the reference.
//!
//! This module must not know what the tables are about.

use super::disagreement::Disagreement;
use super::files::{DATA, Files};
use super::formats::csv_flat;
use super::json::{self, PLAN};
use super::ledger::{Area, Ledger};
use super::pdf::Document;
use super::table::{Table, Tables};
use super::tabular;
use crate::diag::Text;
use crate::text;

/// From how many attachments on that differ, it is not a few values that do.
const MANY: usize = 3;

/// Compares every attachment of `document`, the PDF `pdf`, with the file of the same name. Those that
/// differ are read and compared with the reference, so that each difference is reported with its cell.
pub(super) fn compare(pdf: &str, document: &Document, files: &Files, tables: &Tables) -> Ledger {
    let mut ledger = Ledger::default();
    let attached = document.attachments();
    let (all, mut differ) = (attached.len(), 0);
    for (name, bytes) in attached {
        let separate = format!("{DATA}{name}");
        let known = files.has(&separate).then(|| files.read(&separate).ok()).flatten();
        if known.as_ref() == Some(&bytes) {
            ledger.equal(Area::Attachments, 1);
            continue;
        }
        let file = format!("{pdf}#{name}");
        let before = ledger.disagreements.len();
        let read = against_reference(&name, &file, &bytes, tables, &mut ledger);
        let sentence = match read {
            Err(reason) => reason,
            // What agrees with the reference is right, and the separate file is reported elsewhere.
            Ok(true) => Text::empty(),
            Ok(false) if files.missing().contains(&separate) => Text::empty(),
            Ok(false) if known.is_some() => {
                text!("{separate} と違います", "it differs from {separate}")
            }
            Ok(false) => {
                text!("同じ名前のファイルが {DATA} にありません", "{DATA} has no file of this name")
            }
        };
        if sentence != Text::empty() {
            ledger.contradicts(Disagreement::file(Area::Attachments, &file, sentence));
        }
        differ += usize::from(ledger.disagreements.len() > before);
    }
    if differ >= MANY {
        let sentence = text!(
            "添付された{all}のファイルのうち{differ}が、{DATA} のデータと違います。別のときに作ったPDFです",
            "{differ} of the {all} files that it carries differ from the data in {DATA}: it was made at another time"
        );
        ledger = Ledger::default();
        ledger.contradicts(Disagreement::file(Area::Attachments, pdf, sentence));
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
        tabular::compare(&csv_flat(Area::Attachments, file, bytes)?, table, None, ledger);
        return Ok(true);
    }
    if format!("{DATA}{name}") != PLAN {
        return Ok(false);
    }
    let own = json::plan(bytes)?;
    for table in tables.iter() {
        let Some(found) = own.get(&table.name).filter(|own| own.rows.len() == table.rows.len())
        else {
            let name = &table.name;
            let sentence = text!(
                "表 {name} の行の数が {PLAN} と違います",
                "the table {name} has not as many rows as in {PLAN}"
            );
            ledger.contradicts(Disagreement::file(Area::Attachments, file, sentence));
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
                let (name, column) = (&table.name, &table.columns[column]);
                let place = Text::same(format!("tables.{name}[{at}].{column}"));
                let (own, expected, source) = (own.words(), expected.words(), Text::same(PLAN));
                let found =
                    Disagreement::value(Area::Attachments, file, place, own, expected, source);
                ledger.contradicts(found.of_row(name, at).in_column(format!("{name}.{column}")));
            } else {
                ledger.equal(Area::Attachments, 1);
            }
        }
    }
}

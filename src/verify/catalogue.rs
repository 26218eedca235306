//! Compares the catalogues of the data and the list of files with the files that are there.
//!
//! This module must not know what the tables are about.

use std::borrow::Cow;

use serde_json::Value;

use super::disagreement::Disagreement;
use super::files::{DATA, Files, LIST};
use super::json::{self, PUBLICATION};
use super::ledger::{Area, Ledger};
use super::table::Tables;
use crate::diag::Text;
use crate::text;

/// The catalogues, in two vocabularies.
const DCAT: &str = "data/catalog.jsonld";
const SCHEMA_ORG: &str = "data/dataset.jsonld";
/// What sizes of files have in common; the file is what a disagreement is about.
pub(super) const SIZE: &str = "size";

/// Compares the catalogues and the list with the files.
pub(super) fn compare(files: &Files, tables: &Tables) -> Ledger {
    let mut check = Check { files, tables, ledger: Ledger::default() };
    check.list();
    for name in [DCAT, SCHEMA_ORG] {
        if files.has(name) {
            match files.read(name).and_then(|bytes| json::parse(&bytes)) {
                Ok(file) if name == DCAT => check.dcat(name, &file),
                Ok(file) => check.schema_org(name, &file),
                Err(reason) => {
                    check.ledger.contradicts(Disagreement::file(Area::Catalogue, name, reason));
                }
            }
        }
    }
    check.ledger
}

struct Check<'a> {
    files: &'a Files,
    tables: &'a Tables,
    ledger: Ledger,
}

impl Check<'_> {
    fn expect(&mut self, file: &str, place: &str, found: &str, expected: &str, source: Text) {
        if found == expected {
            self.ledger.equal(Area::Catalogue, 1);
            return;
        }
        let place = Text::same(place);
        self.ledger.contradicts(Disagreement::value(
            Area::Catalogue,
            file,
            place,
            found,
            expected,
            source,
        ));
    }

    /// What the data say of the publication.
    fn publication(&mut self, file: &str, value: &Value, facts: &[(&str, &str)]) {
        let Some(row) = self.tables.rows(PUBLICATION).next() else { return };
        for (pointer, column) in facts {
            let found = value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let source = Text::same(format!("data/plan.json publication.{column}"));
            self.expect(file, pointer, found, &row.words(column), source);
        }
    }

    fn dcat(&mut self, file: &str, catalog: &Value) {
        self.publication(
            file,
            catalog,
            &[
                ("/dct:issued/@value", "date"),
                ("/dct:license/@id", "licence_url"),
                ("/dct:publisher/dct:identifier", "municipality_code"),
                ("/dct:publisher/foaf:name", "municipality_name"),
            ],
        );
        let sets = catalog["dcat:dataset"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, set) in sets.iter().enumerate() {
            let place = format!("/dcat:dataset/{at}");
            let id = set["@id"].as_str().unwrap_or_default();
            if let Some((_, table)) = id.split_once('#') {
                self.about_table(file, &place, table, set);
            }
            let files = set["dcat:distribution"].as_array().map_or(&[][..], Vec::as_slice);
            for (at, one) in files.iter().enumerate() {
                let place = format!("{place}/dcat:distribution/{at}");
                let address = one["dcat:downloadURL"]["@id"].as_str().unwrap_or_default();
                self.offer(file, &place, address, &one["dcat:byteSize"].to_string());
            }
        }
    }

    /// The title and definition of a table.
    fn about_table(&mut self, file: &str, place: &str, table: &str, set: &Value) {
        let tables = self.tables;
        let row = tables.rows("tables").find(|row| row.words("table_name") == table);
        let publication = tables.rows(PUBLICATION).next();
        let (Some(row), Some(publication)) = (row, publication) else {
            let source = Text::same("data/plan.json tables");
            self.expect(file, &format!("{place}/@id"), table, "", source);
            return;
        };
        let title = format!("{} {}", publication.words("title"), row.words("table_title"));
        let definition = row.words("definition");
        for (key, expected) in [("dct:title", title.as_str()), ("dct:description", &definition)] {
            let found = set[key].as_str().unwrap_or_default();
            let source = Text::same("data/plan.json tables");
            self.expect(file, &format!("{place}/{key}"), found, expected, source);
        }
    }

    fn schema_org(&mut self, file: &str, dataset: &Value) {
        self.publication(
            file,
            dataset,
            &[
                ("/datePublished", "date"),
                ("/license", "licence_url"),
                ("/creditText", "citation"),
                ("/creator/identifier", "municipality_code"),
                ("/creator/name", "municipality_name"),
            ],
        );
        let files = dataset["distribution"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, one) in files.iter().enumerate() {
            let place = format!("/distribution/{at}");
            let word = |key: &str| one[key].as_str().unwrap_or_default();
            self.offer(file, &place, word("contentUrl"), word("contentSize"));
        }
    }

    /// A file that a catalogue offers: its address and size.
    fn offer(&mut self, file: &str, place: &str, address: &str, size: &str) {
        // The newest edition is where the newest one is always found.
        let publication = self.tables.rows(PUBLICATION).next();
        let roots = publication.map(|row| [row.words("site"), row.words("latest_site")]);
        let roots = roots.unwrap_or_default();
        let is_below = |root: &&Cow<'_, str>| !root.is_empty() && address.starts_with(&***root);
        let root = roots.iter().find(is_below).unwrap_or(&roots[0]);
        let path = if root.is_empty() {
            // Without an address of the site, addresses begin at the folder of the data.
            address.strip_prefix("../").map_or_else(|| format!("{DATA}{address}"), str::to_owned)
        } else {
            let path = address.strip_prefix(root.trim_end_matches('/'));
            path.unwrap_or(address).trim_start_matches('/').to_owned()
        };
        // What is missing is named as that.
        if self.files.missing().contains(&path) {
            return;
        }
        if let Some(actual) = self.files.size(&path) {
            let source = text!("{path} の大きさ", "the size of {path}");
            let before = self.ledger.disagreements.len();
            self.expect(file, place, size, &actual.to_string(), source);
            for found in self.ledger.disagreements.iter_mut().skip(before) {
                SIZE.clone_into(&mut found.column);
                found.about = Text::same(&path);
            }
        } else {
            let sentence = text!("{address} がありません", "there is no {address}");
            let place = Text::same(place);
            self.ledger.contradicts(Disagreement::sentence(Area::Catalogue, file, place, sentence));
        }
    }

    /// Every file of the list is there.
    fn list(&mut self) {
        if let Some(fault) = self.files.list_fault() {
            let found = Disagreement::file(Area::Catalogue, LIST, fault.clone());
            self.ledger.contradicts(found);
        } else if self.files.are_listed() {
            self.ledger.equal(Area::Catalogue, self.files.names().len());
        }
        for name in self.files.missing() {
            self.ledger.contradicts(Disagreement::missing(Area::Catalogue, name));
        }
    }
}

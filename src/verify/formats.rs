//! Compares the formats of the open data with each other: `plan.json`, the CSV files, the workbook and
//! the files of single policies.
//!
//! `plan.json` is the reference, except where a CSV file and the workbook agree on something else.
//!
//! This module must not know what the tables are about.

use std::collections::HashMap;

use rayon::prelude::*;
use serde_json::Value;

use super::csv;
use super::disagreement::Disagreement;
use super::files::{DATA, Files};
use super::json::{self, PLAN, PUBLICATION};
use super::ledger::{Area, Ledger};
use super::table::{Cell, Table, Tables, one_line};
use super::tabular::{self, Flat, Style};
use super::workbook;
use crate::diag::Text;
use crate::text;

/// The table of page numbers, which depends on the PDF and is in no other format.
pub(super) const PAGES: &str = "pages";
/// The table of tables.
const TABLES: &str = "tables";

/// The CSV files of a publication, as flat tables by the names of the tables.
pub(super) fn csv_files(
    files: &Files,
    tables: &Tables,
    ledger: &mut Ledger,
) -> HashMap<String, Flat> {
    let table = |name: &str| name[DATA.len()..name.len() - ".csv".len()].to_owned();
    // Without the list of what planbook made, only the names of tables tell.
    let is_own = |name: &str| {
        files.are_listed() || table(name) == PAGES || tables.get(&table(name)).is_some()
    };
    let names: Vec<_> = files.below(DATA, ".csv").filter(|name| is_own(name)).collect();
    let read: Vec<_> = names
        .par_iter()
        .map(|name| (*name, files.read(name).and_then(|bytes| csv_flat(Area::Csv, name, &bytes))))
        .collect();
    let mut flats = HashMap::new();
    for (name, flat) in read {
        match flat {
            Ok(flat) => {
                flat.faults(ledger);
                flats.insert(table(name), flat);
            }
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Csv, name, reason)),
        }
    }
    flats
}

/// A CSV file as a flat table.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn csv_flat(area: Area, file: &str, bytes: &[u8]) -> Result<Flat, Text> {
    let csv::Records { records, faults } = csv::read(bytes)?;
    let records = records.iter().map(|record| record.iter().map(|f| Cell::text(f)).collect());
    let (records, sheet) = (records.collect(), String::new());
    Ok(Flat { area, style: Style::Csv, file: file.to_owned(), sheet, records, faults })
}

/// The worksheets of the workbooks, as flat tables by the names of the tables. A worksheet has the title of
/// its table, which `plan.json` and the CSV files tell.
pub(super) fn worksheets(
    files: &Files,
    (tables, csv): (&Tables, &HashMap<String, Flat>),
    ledger: &mut Ledger,
) -> HashMap<String, Flat> {
    let in_csv =
        csv.get(TABLES).into_iter().flat_map(|flat| flat.pairs("table_title", "table_name"));
    let in_plan = tables
        .rows(TABLES)
        .map(|row| (row.words("table_title").into_owned(), row.words("table_name").into_owned()));
    let titled = in_csv.chain(in_plan).map(|(title, name)| (sheet_title(&title), name));
    let titled: HashMap<String, String> = titled.collect();
    let mut flats = HashMap::new();
    for name in files.below(DATA, ".xlsx") {
        match files.read(name).and_then(workbook::read) {
            Ok(sheets) => flats.extend(sheets.into_iter().map(|(sheet, records)| {
                let (file, style) = (name.to_owned(), Style::Workbook);
                let before = format!("{sheet}!");
                let (area, faults) = (Area::Workbook, Vec::new());
                let table = titled.get(&sheet).unwrap_or(&sheet).clone();
                (table, Flat { area, style, file, sheet: before, records, faults })
            })),
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Workbook, name, reason)),
        }
    }
    flats
}

/// The name of the worksheet of a table with this title.
fn sheet_title(title: &str) -> String {
    let allowed = title.replace(['[', ']', ':', '*', '?', '/', '\\'], "・");
    allowed.chars().take(31).collect()
}

/// What the columns of `flat` are called in a workbook: their labels. `None` for their names, which CSV files
/// have, and workbooks of earlier versions.
fn labels(flat: &Flat, table: &Table, tables: &Tables) -> Option<Vec<String>> {
    let first = flat.records.first().and_then(|head| head.first());
    let is_named = first.zip(table.columns.first()).is_some_and(|(own, name)| own.words() == *name);
    if flat.style == Style::Csv || is_named {
        return None;
    }
    let rows = tables.rows("dictionary").filter(|row| row.words("table_name") == table.name);
    Some(rows.map(|row| row.words("column_label").into_owned()).collect())
}

/// Replaces the cells of the reference on which a CSV file and the workbook agree with each other, but
/// not with `plan.json`.
pub(super) fn vote(
    tables: &mut Tables,
    csv: &HashMap<String, Flat>,
    sheets: &HashMap<String, Flat>,
    ledger: &mut Ledger,
) {
    for table in tables.iter_mut() {
        let (Some(csv), Some(sheet)) = (csv.get(&table.name), sheets.get(&table.name)) else {
            continue;
        };
        let rows = table.rows.len() + 1;
        if csv.records.len() != rows || sheet.records.len() != rows {
            continue;
        }
        for at in 0..table.rows.len() {
            let voters = csv.records[at + 1].iter().zip(&sheet.records[at + 1]);
            for (column, (in_csv, in_sheet)) in voters.take(table.columns.len()).enumerate() {
                let own = &mut table.rows[at][column];
                if csv.agrees(own, in_csv) || sheet.agrees(own, in_sheet) {
                    ledger.equal(Area::Plan, 1);
                } else if csv.agrees(in_sheet, in_csv) {
                    let found = std::mem::replace(own, in_sheet.clone());
                    table.flattened = true;
                    let (name, column) = (&table.name, &table.columns[column]);
                    let place = if name == PUBLICATION {
                        format!("{name}.{column}")
                    } else {
                        format!("tables.{name}[{at}].{column}")
                    };
                    let source = text!("CSVとExcel", "the CSV file and the workbook");
                    let (found, expected) = (found.words(), in_sheet.words());
                    let place = Text::same(place);
                    let found =
                        Disagreement::value(Area::Plan, PLAN, place, found, expected, source);
                    let in_column = format!("{name}.{column}");
                    ledger.contradicts(found.of_row(name, at).in_column(in_column));
                }
            }
        }
    }
}

/// Compares CSV files or worksheets with the reference.
pub(super) fn compare(flats: &HashMap<String, Flat>, tables: &Tables) -> Ledger {
    let compared: Vec<Ledger> = flats
        .par_iter()
        .filter(|(name, _)| *name != PAGES)
        .map(|(name, flat)| {
            let mut ledger = Ledger::default();
            if let Some(table) = tables.get(name) {
                let labels = labels(flat, table, tables);
                tabular::compare(flat, table, labels.as_deref(), &mut ledger);
            } else {
                let (area, file) = (flat.area, &flat.file);
                ledger.contradicts(Disagreement::file(
                    area,
                    file,
                    text!("{PLAN} に表 {name} がありません", "{PLAN} has no table {name}"),
                ));
            }
            ledger
        })
        .collect();
    compared.into_iter().collect()
}

/// The rows of the reference that belong to each policy, or to the item next to it.
struct Owned<'a> {
    table: &'a Table,
    rows: HashMap<String, Vec<usize>>,
}

/// Compares the data files of single policies with the reference.
pub(super) fn compare_policies(files: &Files, tables: &Tables) -> Ledger {
    let parents: HashMap<_, _> = tables
        .rows("framework")
        .filter(|row| row.words("level") == "policy")
        .map(|row| (row.words("id"), row.words("parent_id")))
        .collect();
    let levels: HashMap<_, _> =
        tables.rows("framework").map(|row| (row.words("id"), row.words("level"))).collect();
    // Every sheet is below an item of the same level.
    let group = parents.values().next().and_then(|parent| levels.get(parent));
    let group = group.map(|level| format!("{level}_id"));
    let owned: HashMap<&str, Owned<'_>> = tables
        .iter()
        .map(|table| (table.name.as_str(), Owned::new(table, group.as_deref())))
        .collect();
    let names: Vec<_> = files.below("policies/", "/data.json").collect();
    let compared: Vec<Ledger> = names
        .par_iter()
        .map(|name| {
            let mut ledger = Ledger::default();
            match files.read(name).and_then(|bytes| json::parse(&bytes)) {
                Ok(file) => {
                    let folder = name.trim_end_matches("/data.json");
                    let id = folder.rsplit('/').next().unwrap_or_default();
                    let parent = parents.get(id).map(AsRef::as_ref).unwrap_or_default();
                    PolicyFile { name, id, parent }.compare(&file, &owned, &mut ledger);
                }
                Err(reason) => {
                    ledger.contradicts(Disagreement::file(Area::PolicyFiles, name, reason));
                }
            }
            ledger
        })
        .collect();
    compared.into_iter().collect()
}

impl<'a> Owned<'a> {
    fn new(table: &'a Table, group: Option<&str>) -> Self {
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for row in table.iter() {
            let owner = if table.column("policy_id").is_some() {
                row.words("policy_id")
            } else if row.words("level") == "policy" {
                row.words("id")
            } else if row.words("subject") == "policy" {
                row.words("subject_id")
            } else if let Some(group) = group {
                row.words(group)
            } else {
                continue;
            };
            rows.entry(owner.into_owned()).or_default().push(row.at);
        }
        Self { table, rows }
    }
}

/// The data file of a policy.
struct PolicyFile<'a> {
    name: &'a str,
    id: &'a str,
    parent: &'a str,
}

impl PolicyFile<'_> {
    fn compare(&self, file: &Value, owned: &HashMap<&str, Owned<'_>>, ledger: &mut Ledger) {
        for (key, value) in file.as_object().into_iter().flatten() {
            let name = if key == "policy" { "policies" } else { key };
            let Some(Owned { table, rows }) = owned.get(name) else {
                if key != "$schema" {
                    let value = value.to_string();
                    ledger.contradicts(self.contradiction(key.clone(), &value, ""));
                }
                continue;
            };
            let own: &[usize] = if name == PUBLICATION {
                &[0]
            } else {
                rows.get(self.id).or_else(|| rows.get(self.parent)).map_or(&[], Vec::as_slice)
            };
            let found = match value {
                Value::Array(rows) => rows.as_slice(),
                one => std::slice::from_ref(one),
            };
            if found.len() != own.len() {
                let (found, expected) = (found.len().to_string(), own.len().to_string());
                ledger.contradicts(self.contradiction(format!("{key}.length"), &found, &expected));
                continue;
            }
            for (at, (row, own)) in found.iter().zip(own).enumerate() {
                let place = match value {
                    Value::Array(_) => format!("{key}[{at}]"),
                    _ => key.clone(),
                };
                self.row(row, &place, table, *own, ledger);
            }
        }
    }

    fn row(&self, row: &Value, place: &str, table: &Table, own: usize, ledger: &mut Ledger) {
        for (column, value) in row.as_object().into_iter().flatten() {
            let expected = table.column(column).map(|at| &table.rows[own][at]);
            let found = Cell::json(value);
            let agree = match (&found, expected) {
                (Some(Cell::Text(found)), Some(Cell::Text(text))) => {
                    found == text || table.flattened && one_line(found) == one_line(text)
                }
                (found, expected) => found.as_ref() == expected,
            };
            if agree {
                ledger.equal(Area::PolicyFiles, 1);
            } else {
                let expected = expected.map(Cell::words).unwrap_or_default();
                let found = found.map_or_else(|| value.to_string(), |found| found.to_string());
                let place = format!("{place}.{column}");
                let found = self.contradiction(place, &found, &expected);
                ledger.contradicts(found.of_row(&table.name, own).in_column(column));
            }
        }
    }

    fn contradiction(&self, place: String, found: &str, expected: &str) -> Disagreement {
        let (place, source) = (Text::same(place), Text::same(PLAN));
        Disagreement::value(Area::PolicyFiles, self.name, place, found, expected, source)
    }
}

//! The rounds of a collection: what was sent to each section, kept in `editions/rounds/R7-1/`.
//!
//! The record of a workbook has each of its values in the state that was sent, so that an answer differs
//! from what nobody touched. It is JSON with one row a line.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::compile::EDITIONS;
use crate::edit::{WriteError, path_below, write_file};
use crate::render::workbook::WorkbookContent;

/// The folder of the rounds, in that of the editions.
const ROUNDS: &str = "rounds";
/// The version of the format of records.
const FORMAT: u32 = 1;

/// What was sent to a section in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The version of the format.
    pub format: u32,
    /// The edition: `R7`.
    pub edition: String,
    /// The number of the round, from 1.
    pub round: u32,
    /// The section's permanent id.
    pub section: String,
    /// The section's name when it was sent.
    pub name: String,
    /// The sheets.
    pub sheets: Vec<SentSheet>,
}

/// A sheet as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentSheet {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The keys of its columns.
    pub columns: Vec<String>,
    /// Its rows: the key, then the values.
    pub rows: Vec<Vec<String>>,
}

impl Sent {
    /// The record of `content`.
    #[must_use]
    pub fn new(content: &WorkbookContent) -> Self {
        let sheet = |sheet: &crate::render::workbook::Sheet| {
            let row = |row: &crate::render::workbook::WorkbookRow| {
                std::iter::once(&row.key).chain(&row.cells).cloned().collect()
            };
            SentSheet {
                key: sheet.key.to_owned(),
                name: sheet.name.clone(),
                columns: sheet.columns.iter().map(|column| column.key.clone()).collect(),
                rows: sheet.rows.iter().map(row).collect(),
            }
        };
        Self {
            format: FORMAT,
            edition: content.edition.clone(),
            round: content.round,
            section: content.section.clone(),
            name: content.name.clone(),
            sheets: content.sheets.iter().map(sheet).collect(),
        }
    }

    /// The name of its round: `R7-1`.
    #[must_use]
    pub fn round_name(&self) -> String {
        format!("{}-{}", self.edition, self.round)
    }

    /// The hash that the workbook names: it belongs to this record.
    #[must_use]
    pub fn stamp(&self) -> String {
        blake3::hash(self.to_text().as_bytes()).to_hex()[..16].to_owned()
    }

    /// The record as JSON, a row of a sheet on each line.
    ///
    /// # Panics
    /// Never: texts can be written as JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Self { format, edition, round, section, name, sheets } = self;
        let mut text = String::new();
        let _ = write!(
            text,
            "{{\n  \"format\": {format},\n  \"edition\": {},\n  \"round\": {round},\n  \"section\": {},\n  \"name\": {},\n  \"sheets\": [",
            json(edition),
            json(section),
            json(name),
        );
        for (at, sheet) in sheets.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(
                text,
                "{comma}\n    {{\n      \"key\": {},\n      \"name\": {},\n      \"columns\": {},\n      \"rows\": [",
                json(&sheet.key),
                json(&sheet.name),
                json(&sheet.columns),
            );
            for (at, row) in sheet.rows.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                let _ = write!(text, "{comma}\n        {}", json(row));
            }
            text.push_str("\n      ]\n    }");
        }
        text.push_str("\n  ]\n}\n");
        text
    }

    /// The record of the section with the id `section` in the round `name`; none where it is not there.
    ///
    /// # Errors
    /// When it is there and cannot be read, or a link is on the way.
    pub fn load(root: &Path, name: &str, section: &str) -> Result<Option<Self>, WriteError> {
        let sent: Option<Self> = read_json(root, record_name(name, section))?;
        match sent {
            Some(sent) if sent.format != FORMAT => {
                Err(WriteError::Unreadable(record_name(name, section)))
            }
            sent => Ok(sent),
        }
    }

    /// Writes the record below `root`, in one step.
    ///
    /// # Errors
    /// When the system refuses, or a link is on the way.
    pub fn save(&self, root: &Path) -> Result<(), WriteError> {
        let path = path_below(root, &record_name(&self.round_name(), &self.section))?;
        Ok(write_file(&path, self.to_text().as_bytes())?)
    }
}

/// What the file `name` below `root` says; none where it is not there.
///
/// # Errors
/// When it is there and cannot be read, or a link is on the way.
pub(super) fn read_json<T: DeserializeOwned>(
    root: &Path,
    name: String,
) -> Result<Option<T>, WriteError> {
    match fs_err::read(path_below(root, &name)?) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(WriteError::Unreadable(name)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(WriteError::Unreadable(name)),
    }
}

/// `value` as JSON on one line.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("texts can be written as JSON")
}

fn record_name(round: &str, section: &str) -> String {
    format!("{}/{section}.json", round_folder(round))
}

/// The folder of the round `round`, from the root of the book.
pub(super) fn round_folder(round: &str) -> String {
    format!("{EDITIONS}/{ROUNDS}/{round}")
}

/// The numbers of the rounds of `edition` that were sent, in order.
#[must_use]
pub fn rounds(root: &Path, edition: &str) -> Vec<u32> {
    let folder = root.join(EDITIONS).join(ROUNDS);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |name: String| name.strip_prefix(edition)?.strip_prefix('-')?.parse().ok();
    let mut rounds: Vec<u32> =
        entries.filter_map(|entry| number(entry.file_name().into_string().ok()?)).collect();
    rounds.sort_unstable();
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_they_are_written() {
        let sheet = SentSheet {
            key: "projects".to_owned(),
            name: "事業".to_owned(),
            columns: vec!["=name".to_owned(), "budget:R7".to_owned()],
            rows: vec![vec!["k7m3xq".to_owned(), "引用\"と\n改行".to_owned(), "~".to_owned()]],
        };
        let sent = Sent {
            format: FORMAT,
            edition: "R7".to_owned(),
            round: 1,
            section: "kodomo".to_owned(),
            name: "子ども課".to_owned(),
            sheets: vec![sheet.clone(), sheet],
        };
        let folder = tempfile::tempdir().expect("a folder");
        sent.save(folder.path()).expect("written");
        assert_eq!(
            Sent::load(folder.path(), "R7-1", "kodomo").expect("readable").as_ref(),
            Some(&sent)
        );
        assert_eq!(rounds(folder.path(), "R7"), [1]);
        assert_eq!(rounds(folder.path(), "R"), [0u32; 0]);
    }
}

//! The rounds of a collection: what was sent to each section, kept in `editions/rounds/R7-1/`.
//!
//! The record of a form has each of its values in the state that was sent, so that an answer can be
//! told from what nobody touched. It is JSON with one row a line.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::compile::EDITIONS;
use crate::render::workbook::Form;

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
    /// The record of `form`.
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let sheet = |sheet: &crate::render::workbook::Sheet| {
            let row = |row: &crate::render::workbook::Row| {
                std::iter::once(&row.key).chain(&row.cells).cloned().collect()
            };
            SentSheet {
                key: sheet.key.to_owned(),
                name: sheet.name.to_owned(),
                columns: sheet.columns.iter().map(|column| column.key.clone()).collect(),
                rows: sheet.rows.iter().map(row).collect(),
            }
        };
        Self {
            format: FORMAT,
            edition: form.edition.clone(),
            round: form.round,
            section: form.section.clone(),
            name: form.name.clone(),
            sheets: form.sheets.iter().map(sheet).collect(),
        }
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

    /// The record of the section with the id `section` in the round `name`; none where it is not
    /// there or cannot be read.
    #[must_use]
    pub fn load(root: &Path, name: &str, section: &str) -> Option<Self> {
        let text = std::fs::read_to_string(record_path(root, name, section)).ok()?;
        serde_json::from_str(&text).ok().filter(|sent: &Self| sent.format == FORMAT)
    }

    /// Writes the record below `root`, in one step.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn save(&self, root: &Path) -> io::Result<()> {
        let name = format!("{}-{}", self.edition, self.round);
        write_file(&record_path(root, &name, &self.section), self.to_text().as_bytes())
    }
}

/// `value` as JSON on one line.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("texts can be written as JSON")
}

fn record_path(root: &Path, round: &str, section: &str) -> PathBuf {
    round_folder(root, round).join(format!("{section}.json"))
}

/// The folder of the round `round`.
pub(super) fn round_folder(root: &Path, round: &str) -> PathBuf {
    root.join(EDITIONS).join(ROUNDS).join(round)
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

/// Writes a file in one step, in a folder that is made.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".planbook-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    // Temporary files are for their owner alone; this one is for all who may read the book.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
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
        assert_eq!(Sent::load(folder.path(), "R7-1", "kodomo").as_ref(), Some(&sent));
        assert_eq!(rounds(folder.path(), "R7"), [1]);
        assert_eq!(rounds(folder.path(), "R"), [0u32; 0]);
    }
}

//! The log of imports: when a workbook came back, and what became of its cells.

use std::path::Path;

use calamine::{ExcelDateTime, ExcelDateTimeType};
use serde::{Deserialize, Serialize};

use crate::edit::{WriteError, path_below, write_file};
use crate::editions::rounds::{json, read_json, round_folder};

/// One import of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The name of its file.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The day, by Japan's time: `2025-09-12`.
    pub day: String,
    /// How many cells were taken into the sources.
    pub applied: usize,
    /// How many cells say what the sources say, or were not touched.
    pub equal: usize,
    /// How many cells someone has to decide on.
    pub reported: usize,
    /// How many cells cannot be taken.
    pub refused: usize,
}

/// What was imported from the section with the id `section` in the round `round`, oldest first.
///
/// # Errors
/// When the log is there and cannot be read, or a link is on the way.
pub fn imports(root: &Path, round: &str, section: &str) -> Result<Vec<Imported>, WriteError> {
    Ok(read_json(root, log_name(round, section))?.unwrap_or_default())
}

/// Adds `imported` to the log of its section and round, unless the same file is the last one there
/// and nothing new came of it.
///
/// # Errors
/// When the system refuses, the log cannot be read, or a link is on the way.
pub fn add(root: &Path, round: &str, section: &str, imported: Imported) -> Result<(), WriteError> {
    let mut all = imports(root, round, section)?;
    let again = all.iter().any(|old| old.sha256 == imported.sha256);
    if again && imported.applied == 0 {
        return Ok(());
    }
    all.push(imported);
    let rows: Vec<_> = all.iter().map(json).collect();
    let text = format!("[\n  {}\n]\n", rows.join(",\n  "));
    let path = path_below(root, &log_name(round, section))?;
    Ok(write_file(&path, text.as_bytes())?)
}

fn log_name(round: &str, section: &str) -> String {
    format!("{}/{section}.imported.json", round_folder(round))
}

/// Today by Japan's time.
#[must_use]
pub fn today() -> String {
    now().0
}

/// The day and the time of it, by Japan's time: `2025-09-12` and `09:05`.
#[must_use]
pub fn now() -> (String, String) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let minutes = now.map_or(0, |now| now.as_secs()) / 60 + 9 * 60;
    let (hours, minute) = (minutes / 60, minutes % 60);
    let day = day(u32::try_from(hours / 24).unwrap_or(0));
    (day, format!("{:02}:{minute:02}", hours % 24))
}

/// The day of 1970-01-01 in workbooks, which count days.
const EPOCH: u32 = 25_569;

/// The date `days` after 1970-01-01, as `2025-09-12`.
fn day(days: u32) -> String {
    let date = ExcelDateTime::new(f64::from(EPOCH + days), ExcelDateTimeType::DateTime, false);
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_dates() {
        for (days, date) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_454, "2026-01-01")]
        {
            assert_eq!(day(days), date);
        }
    }
}

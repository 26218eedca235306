//! The log of imports: when a workbook came back, and what became of its cells.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::editions::rounds::{json, round_folder, write_file};

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
#[must_use]
pub fn imports(root: &Path, round: &str, section: &str) -> Vec<Imported> {
    let text = std::fs::read_to_string(log_path(root, round, section));
    text.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Adds `imported` to the log of its section and round, unless the same file is the last one there
/// and nothing new came of it.
///
/// # Errors
/// When the system refuses.
pub fn add(root: &Path, round: &str, section: &str, imported: Imported) -> io::Result<()> {
    let mut all = imports(root, round, section);
    let again = all.iter().any(|old| old.sha256 == imported.sha256);
    if again && imported.applied == 0 {
        return Ok(());
    }
    all.push(imported);
    let rows: Vec<_> = all.iter().map(json).collect();
    let text = format!("[\n  {}\n]\n", rows.join(",\n  "));
    write_file(&log_path(root, round, section), text.as_bytes())
}

fn log_path(root: &Path, round: &str, section: &str) -> PathBuf {
    round_folder(root, round).join(format!("{section}.imported.json"))
}

/// Today by Japan's time.
pub fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.map_or(0, |now| now.as_secs()) + 9 * 3600;
    day(i64::try_from(seconds / 86_400).unwrap_or(0))
}

/// The day so many days after 1970-01-01, as `2025-09-12`.
fn day(days: i64) -> String {
    // Years begin with March here, so that the day of a leap year is the last one: Howard Hinnant,
    // "chrono-Compatible Low-Level Date Algorithms".
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
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

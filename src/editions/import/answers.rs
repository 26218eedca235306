//! What a workbook says: answers, new projects, and what was found.

use super::cells::{Cell, Raw, Sheet};
use super::finding_kinds::{At, Found};
use super::marks::Position;
use super::outcome::Counts;
use crate::render::workbook::{AskedField, Kind, RecordRef, TAG};

/// How far from its corner a sheet's hidden cell may be moved by rows and columns put before it.
const NEAR: u32 = 40;

/// An answer: what a cell to fill in says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The cell.
    pub at: At,
    /// What its row is about.
    pub subject: RecordRef,
    /// Its field.
    pub field: AskedField,
    /// The kind of its values.
    pub kind: Kind,
    /// What it said when it was sent.
    pub sent: String,
    /// What it says now.
    pub back: String,
}

/// A row in which someone wrote a new project.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// Its first cell.
    pub at: At,
    /// The section that wrote it.
    pub section: String,
    /// What it says, with the cells.
    pub values: Vec<(AskedField, String, At)>,
}

/// What a workbook says.
#[derive(Debug, Default)]
pub struct Answers {
    /// The cells to fill in that are there and can be read, but for those that are as they were sent.
    pub changed: Vec<Answer>,
    /// New projects.
    pub new: Vec<NewRow>,
    /// The projects whose rows are gone.
    pub gone: Vec<(RecordRef, At)>,
    /// The cells that are settled: as they were sent, refused or reported.
    pub counts: Counts,
    /// What was found.
    pub found: Vec<Found>,
    /// The cells whose values are spelled otherwise than they were taken.
    pub respelled: Vec<At>,
}

/// The words of a sheet's hidden cell: its key, the name of the round, the section, the stamp.
#[must_use]
pub fn tag(sheet: &Sheet) -> Option<(Position, [&str; 4])> {
    let near = |at: &Position| at.0 < NEAR && at.1 < NEAR;
    let cells = sheet.cells.iter().filter(|(at, _)| near(at));
    cells.into_iter().find_map(|(at, cell)| {
        let Raw::Text(text) = &cell.raw else { return None };
        let words: Vec<&str> = text.trim().split('/').collect();
        let [TAG, key, round, section, stamp] = words[..] else { return None };
        Some((*at, [key, round, section, stamp]))
    })
}

/// What a cell shows, for people.
#[must_use]
pub fn shown(cell: &Cell) -> String {
    match &cell.raw {
        Raw::Text(text) => text.clone(),
        Raw::Number(number) => cell.shown.text.clone().unwrap_or_else(|| number.to_string()),
        Raw::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        Raw::Time => "時刻".to_owned(),
        Raw::Truth(truth) => truth.to_string(),
        Raw::Error(error) => error.clone(),
        Raw::Formula => "数式".to_owned(),
    }
}

/// `text` without blanks.
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

//! The kinds of findings about workbooks that came back, with what each of them says.

use super::cell_value::CellError;
use super::package::BadPackage;
use crate::diag::{CellPlace, Text};
use crate::span::Span;

/// A cell of a workbook, or a whole sheet or workbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub CellPlace);

impl At {
    /// The cell `cell` of `sheet` in the workbook `file`; empty names stand for all.
    #[must_use]
    pub fn new(file: &str, sheet: &str, cell: &str) -> Self {
        let (workbook, sheet, cell) = (file.to_owned(), sheet.to_owned(), cell.to_owned());
        Self(CellPlace { workbook, sheet, cell })
    }

    /// The cell within its workbook: `事業!F12`.
    #[must_use]
    pub fn within(&self) -> String {
        self.0.within()
    }

    /// The name of the workbook.
    #[must_use]
    pub fn workbook(&self) -> &str {
        &self.0.workbook
    }
}

/// Why a file is not one of those that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// It has no keys.
    NoKeys,
    /// There is no record of it in `editions/rounds/`.
    NoRecord(String),
    /// Its record in `editions/rounds/` cannot be read.
    BrokenRecord(String),
    /// Its record is of another workbook.
    OtherRecord(String),
    /// It is of this edition, and the book is of that one.
    OtherEdition(String, String),
}

/// What kind of answer cannot be written into the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// A text under a heading.
    Text,
    /// A value of a record.
    Value,
    /// A new project.
    New,
    /// A row of the list of which a first book is made.
    Row,
    /// A project that is to be removed.
    Removed,
}

/// What was found.
#[derive(Debug)]
pub enum Found {
    /// The file is no workbook that can be read.
    Unreadable(String, BadPackage),
    /// The system does not give the file.
    Io(String, std::io::Error),
    /// Excel has the workbook open.
    Open(String),
    /// The file is not one of those that were sent.
    NotSent(String, NotSent),
    /// A cell, the name of its column, and why it cannot be taken.
    Value(At, String, CellError),
    /// Cells of a row with struck text.
    Struck(Vec<At>),
    /// A field that the plan does not have any more.
    NoField(At, String),
    /// What a new project lacks, its policy or its name, and the word for policies.
    NewProject(At, Text, String),
    /// Two answers for one fact: the answer, what was sent, and what stands against it.
    Conflict(Box<Conflict>),
    /// A fact of something that the book does not have any more.
    NoSubject(At, String),
    /// An emptied cell, the name of its fact, and what it said.
    Emptied(At, String, String),
    /// A row that is gone: what it was about.
    GoneRow(At, String, Option<Span>),
    /// A copied row, with the number of its cells.
    CopiedRow(At, usize),
    /// The number of rows whose keys stand next to other rows' cells.
    Shifted(At, usize),
    /// Cells of the table that were merged into one, by the first and the last.
    Merged(At, String),
    /// Columns that are gone.
    NoColumns(At, Vec<String>),
    /// A sheet that is gone.
    NoSheet(At),
    /// A locked cell, what it says, and what was sent.
    Locked(At, String, String),
    /// Words outside the table.
    Outside(At, String),
    /// A comment.
    Comment(At, String),
    /// A sheet that was not sent, or a copy of one.
    OtherSheet {
        /// Its first cell.
        at: At,
        /// How many cells it has.
        cells: usize,
        /// Whether it is a copy.
        copy: bool,
    },
    /// Cells of a workbook whose values are spelled otherwise than they were taken.
    Respelled(Vec<At>),
    /// An answer that cannot be written: what it is about, and what kind of answer it is.
    NotTaken(At, String, Option<Span>, NotTaken),
}

/// Two answers for one fact.
#[derive(Debug)]
pub struct Conflict {
    /// The cell.
    pub at: At,
    /// The name of the fact.
    pub name: String,
    /// What was sent.
    pub sent: String,
    /// What came back.
    pub back: String,
    /// What the book says.
    pub now: String,
    /// Where the book says it.
    pub span: Option<Span>,
    /// The cell with another answer, if it is not the book that disagrees.
    pub other: Option<At>,
}

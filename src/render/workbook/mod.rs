//! The workbook of a section: what a round of the collection asks it for, as a spreadsheet to fill in.
//!
//! [`WorkbookContent`] is a pure function of the book, its sources and the edition before. [`write()`] makes a
//! workbook of it, and equal contents make equal bytes. Every row and column carries its key in a
//! hidden column and row, so that a reader needs neither names nor positions.
//!
//! This module must not know files on disk, nor how answers are read.

mod book_lookup;
mod choices;
mod content;
mod field;
mod indicators;
mod instructions;
mod list;
mod projects;
mod tables;
mod write;

pub use book_lookup::{BookLookup, RecordRef, project_fact};
pub use choices::policy_choice;
pub use content::{Column, FillTime, OPEN, Sheet, TAG, WorkbookContent, WorkbookRow, is_identity};
pub use field::{AskedField, EvaluationPart, Kind, declared_kind, evaluation_kind};
pub use list::{List, write_lists};
pub use tables::NEW;
pub use write::write;

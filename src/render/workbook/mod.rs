//! The workbook of a section: what a round of the collection asks it for, as a spreadsheet to fill in.
//!
//! [`Form`] is a pure function of the book, its sources and the edition before. [`write()`] makes a
//! workbook of it, and equal forms produce equal bytes. Every row and column carries its key in a
//! hidden column and row, so that a reader needs neither names nor positions.
//!
//! This module must not know files on disk, nor how answers are read.

mod book_lookup;
mod choices;
mod field;
mod form;
mod indicators;
mod instructions;
mod list;
mod tables;
mod write;

pub use book_lookup::{BookLookup, RecordRef, project_fact};
pub use choices::policy_choice;
pub use field::{EvaluationPart, FormField, Kind, declared_kind, evaluation_kind};
pub use form::{Column, FillTime, Form, FormRow, OPEN, Sheet, TAG, is_identity};
pub use list::{List, write_lists};
pub use tables::NEW;
pub use write::write;

//! Comparison of two editions, drafts or books: what was added, ended, renamed, moved or changed.
//!
//! 1. A [`Snapshot`] is one side: each thing that the book is about, with everything that it says.
//!    That of a book is made by the walk over its records, so that a new field needs no code here.
//! 2. [`compare`] matches the things of both sides by permanent id and `was`, or else by number and
//!    name, and compares what they say: figures by fiscal year, texts by words.
//! 3. A [`Comparison`] is the list of changes, one for each thing.
//!
//! Every result is symmetric: with the sides swapped, what was added has ended, and so on.
//!
//! This module must not know where a side comes from, nor how a comparison is shown.

mod comparer;
mod contents;
mod difference;
mod fact;
mod labels;
mod lineage;
mod matching;
mod notation;
mod of_book;
mod order;
mod own_fields;
mod result;
mod snapshot;
mod totals;
mod walked;
mod words;

pub use comparer::compare;
pub use difference::{Difference, Movement};
pub use fact::{Class, Fact, FactKey, FactValue};
pub use labels::{kind_name, label};
pub use lineage::{Lineage, lineages};
pub use matching::MatchedBy;
pub use notation::same_but_for_notation;
pub use of_book::at_policy;
pub use result::{Change, Comparison, Head, Line, LineKind, Note, Side, State};
pub use snapshot::{DeclaredKeys, Frame, Item, ItemKind, LeftOut, Snapshot, WasRef};
pub use totals::Total;
pub use words::{Piece, PieceKind, mark};

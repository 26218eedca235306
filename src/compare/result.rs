//! The result of a comparison.

use serde::{Serialize, Serializer};

use super::difference::Difference;
use super::fact::{Class, FactValue};
use super::matching::MatchedBy;
use super::snapshot::ItemKind;
use super::totals::Total;
use super::words::Piece;
use crate::model::FiscalYear;
use crate::value::Date;

/// What changed between two editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The old side.
    pub old: Side,
    /// The new side.
    pub new: Side,
    /// The changes, one for each thing, in the order of the book.
    pub changes: Vec<Change>,
    /// The amounts of both sides, of the whole and of each level.
    pub totals: Vec<Total>,
    /// What cannot be compared, or was compared in a way that readers must know.
    pub notes: Vec<Note>,
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The title of the book.
    pub title: String,
    /// The year of the edition: `R6`.
    #[serde(serialize_with = "short_year")]
    pub edition: FiscalYear,
    /// The date of the edition.
    #[serde(skip)]
    pub date: Date,
    /// Whether it is final.
    pub is_final: bool,
    /// The unit of amounts.
    pub unit: String,
    /// The sign of negative numbers.
    #[serde(skip)]
    pub negative: String,
}

/// What readers of a comparison must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// The number of things that were matched by number or name, because they have no permanent id in one side.
    WithoutIds {
        /// How many.
        count: usize,
    },
    /// These fields are not in the data of one side, and are compared in neither.
    FieldsLeftOut {
        /// Their names for readers.
        fields: Vec<String>,
    },
    /// A side does not say what was merged or split, and has no earlier names.
    WithoutLineage,
    /// Values of years that an edition does not show are not compared.
    LaterYears {
        /// How many there are in the old side.
        old: usize,
        /// How many there are in the new side.
        new: usize,
    },
    /// A field that the plan adds has another key than before, and the same name for readers.
    FieldKey {
        /// The old key.
        old: String,
        /// The new key.
        new: String,
    },
    /// Amounts are in different units, and are not compared.
    Units {
        /// That of the old side.
        old: String,
        /// That of the new side.
        new: String,
    },
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is in the new side alone.
    Added,
    /// It is in the old side alone.
    Ended,
    /// It is in both.
    Changed,
}

/// The number, name and place of a thing in one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its number: `1-2-03`; of a project its place in the policy, from 1.
    pub number: String,
    /// Its number in print.
    pub printed_number: String,
    /// Its name.
    pub name: String,
    /// The number of what it is in.
    pub place: Option<String>,
    /// The number in print of what it is in.
    pub printed_place: Option<String>,
    /// The name of what it is in.
    pub place_name: Option<String>,
}

/// What changed of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    #[serde(serialize_with = "kind_name")]
    pub kind: ItemKind,
    /// What such things are called.
    pub kind_name: String,
    /// Its permanent id; where it has none, its number.
    pub id: String,
    /// What happened to it.
    pub state: State,
    /// It in the old side.
    pub old: Option<Head>,
    /// It in the new side.
    pub new: Option<Head>,
    /// By what it was found in both sides.
    pub matched_by: Option<MatchedBy>,
    /// Of what ended: what it was merged into. Of what was added: what it was split from.
    pub heirs: Vec<Head>,
    /// The reason, where the sources give one.
    pub reason: Option<String>,
    /// What changed, or everything that it says if it was added or has ended.
    pub lines: Vec<Line>,
}

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// The name of the thing.
    Name,
    /// Its number or place.
    Place,
    /// The order of the projects of a policy.
    Order,
    /// A value.
    Value,
    /// A text that differs in notation alone.
    Notation,
    /// A value of a year that the old edition is not about.
    YearAdded,
    /// A value of a year that the new edition is not about.
    YearEnded,
    /// A value of a field that the plan of the new edition adds.
    FieldAdded,
    /// A value of a field that the plan of the new edition does not have any more.
    FieldEnded,
}

impl LineKind {
    /// Whether it is about what both editions are about; of other lines readers see how many there are.
    #[must_use]
    pub fn is_of_both(self) -> bool {
        !matches!(self, Self::YearAdded | Self::YearEnded | Self::FieldAdded | Self::FieldEnded)
    }
}

/// A change of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What kind of a change it is.
    pub kind: LineKind,
    /// The key of the field: `budget`.
    pub field: String,
    /// The keys below the field.
    pub of: String,
    /// Its name for readers, without the year.
    pub label: String,
    /// The fiscal year: `R7`.
    #[serde(serialize_with = "short_year_if_any")]
    pub year: Option<FiscalYear>,
    /// What kind of a value it is.
    pub class: Class,
    /// The unit of a number.
    pub unit: Option<String>,
    /// The unit of the old number, if it is another one: the two numbers are not compared.
    pub old_unit: Option<String>,
    /// The old value.
    pub old: Option<FactValue>,
    /// The new value.
    pub new: Option<FactValue>,
    /// The difference of two numbers.
    pub difference: Option<Difference>,
    /// The words of two texts, old and new.
    pub pieces: Vec<Piece>,
}

impl Serialize for FactValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Awaited => serializer.serialize_none(),
            value => serializer.collect_str(value),
        }
    }
}

impl Serialize for Class {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Money => "money",
            Self::Number => "number",
            Self::Rating => "rating",
            Self::Text => "text",
            Self::Word => "word",
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
pub(super) fn short_year<S: Serializer>(
    year: &FiscalYear,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(year)
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn short_year_if_any<S: Serializer>(
    year: &Option<FiscalYear>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match year {
        Some(year) => serializer.collect_str(year),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn kind_name<S: Serializer>(kind: &ItemKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

impl Comparison {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Keeps the lines for which `keep` says so, and the changes that still have one, or that say what
    /// was added or has ended.
    pub fn retain(&mut self, keep: impl Fn(&Line) -> bool) {
        for change in &mut self.changes {
            change.lines.retain(&keep);
        }
        self.changes.retain(|change| change.state != State::Changed || !change.lines.is_empty());
    }
}

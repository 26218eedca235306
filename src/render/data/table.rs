//! Tables of the open data, whose columns include their definitions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use super::cell::Cell;
use crate::model::{FiscalYear, Plan};
use crate::record::{
    DeclaredData, DeclaredField, DeclaredValue, DeclaredValues, Field, FieldId, FieldKind, Walk,
    shown_texts,
};
use crate::span::{Span, Spanned};

/// The version of the data format. It increases with every column added, renamed or redefined;
/// each column has the version in which it was introduced.
pub const FORMAT: &str = "1";

/// The name of the set of codes of a declared choice.
pub(super) fn code_set(record: &str, field: &DeclaredField) -> String {
    format!("{}_{}", record.to_ascii_lowercase(), field.id)
}

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A code of this set in the table of codes.
    Code(Cow<'static, str>),
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
}

impl Kind {
    /// The name of the type in the dictionary and in JSON Schema.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text | Self::Code(_) => "string",
            Self::Integer => "integer",
            Self::Decimal => "number",
        }
    }
}

/// The definition of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMeta {
    /// The name in every format: ASCII letters and `_`.
    pub name: Cow<'static, str>,
    /// The label for readers.
    pub label: Cow<'static, str>,
    /// The definition.
    pub definition: Cow<'static, str>,
    /// How the values are calculated; `None` if they are copied from the source.
    pub calculation: Option<Cow<'static, str>>,
    /// The unit, or the column that contains the unit of each row.
    pub unit: Option<Cow<'static, str>>,
    /// The source of the values.
    pub source: &'static str,
    /// The meaning of an empty cell; `None` if no cell is empty.
    pub empty: Option<Cow<'static, str>>,
    /// The type.
    pub kind: Kind,
    /// Whether the column is part of the table's key.
    pub key: bool,
    /// The format version in which the column was introduced.
    pub since: &'static str,
}

/// A column: its definition, and the function that computes its cell of a row.
pub(super) struct Column<R> {
    meta: ColumnMeta,
    cell: Source<R>,
}

/// Where the cells of a column come from.
enum Source<R> {
    /// From a function of the row.
    Row(fn(&R) -> Cell),
    /// From a function of the row and the place of a level, from 0 for the highest.
    Level(fn(&R, usize) -> Cell, usize),
    /// From the text of this key among those of the row's record that have a label.
    Shown(fn(&R) -> &dyn Walk, &'static [Field], &'static str),
    /// From the field of this key among the declared ones, in the year of the row if it has one.
    Declared(fn(&R) -> (&DeclaredValues, Option<FiscalYear>), FieldId),
    /// The same of a field that is Markdown: its plain text, from those of the book.
    Markdown(fn(&R) -> (&DeclaredValues, Option<FiscalYear>), FieldId, Arc<FieldTexts>),
}

/// The plain text of each value that is Markdown, by its place.
pub(super) type FieldTexts = BTreeMap<Span, String>;

impl<R> Source<R> {
    fn cell(&self, row: &R) -> Cell {
        match self {
            Self::Row(cell) => cell(row),
            Self::Level(cell, at) => cell(row, *at),
            Self::Shown(record, fields, key) => {
                let texts = shown_texts(record(row), fields).into_iter();
                texts.filter(|shown| shown.key == *key).map(|shown| shown.text).next().into()
            }
            Self::Declared(values, id) => {
                written(values(row), id).and_then(|value| value.as_ref()).into()
            }
            Self::Markdown(values, id, texts) => {
                written(values(row), id).and_then(|value| texts.get(&value.span)).into()
            }
        }
    }
}

/// What is written in the declared field `id` in the year that the values are about.
fn written<'a>(
    (values, year): (&'a DeclaredValues, Option<FiscalYear>),
    id: &FieldId,
) -> Option<&'a Spanned<Option<DeclaredValue>>> {
    let mut found = values.get(id.as_str()).into_iter().flat_map(DeclaredData::values);
    found.find(|(of, _)| *of == year).map(|(_, value)| value)
}

impl<R> Column<R> {
    fn new(
        kind: Kind,
        (name, label): (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::with(kind, (name.into(), label.into()), definition.into(), Source::Row(cell))
    }

    /// The columns of those of the `fields` of a row's `record` that have a label.
    pub(super) fn shown(
        fields: &'static [Field],
        record: fn(&R) -> &dyn Walk,
    ) -> impl Iterator<Item = Self> {
        fields.iter().filter_map(move |field| {
            let label = field.label?;
            let source = Source::Shown(record, fields, field.key);
            let definition = format!("{label}（自由記述）").into();
            let column =
                Self::with(Kind::Text, (field.key.into(), label.into()), definition, source);
            Some(column.empty("記載がない"))
        })
    }

    /// The column of a field that the book declares, with the values of a row and its year.
    pub(super) fn declared(
        record: &str,
        field: &DeclaredField,
        money_unit: &str,
        values: fn(&R) -> (&DeclaredValues, Option<FiscalYear>),
        texts: &Arc<FieldTexts>,
    ) -> Self {
        let kind = match field.kind {
            FieldKind::Choice => Kind::Code(code_set(record, field).into()),
            FieldKind::Text
            | FieldKind::Markdown
            | FieldKind::Date
            | FieldKind::Years
            | FieldKind::Link => Kind::Text,
            FieldKind::Number => Kind::Decimal,
            FieldKind::Money | FieldKind::Truth => Kind::Integer,
        };
        let name = field.name.value.clone();
        let mut definition = field.definition.clone().unwrap_or_else(|| name.clone());
        if field.kind == FieldKind::Truth {
            definition.push_str("（はいは1、いいえは0）");
        } else if field.kind == FieldKind::Markdown {
            definition.push_str("（改行のある文。書式を除く）");
        }
        let names = (field.id.to_string().into(), name.into());
        let id = field.id.value.clone();
        let source = match field.kind {
            FieldKind::Markdown => Source::Markdown(values, id, texts.clone()),
            _ => Source::Declared(values, id),
        };
        let mut column = Self::with(kind, names, definition.into(), source).empty("記載がない");
        column.meta.unit = match field.kind {
            FieldKind::Money => Some(money_unit.to_owned().into()),
            FieldKind::Number => field.unit.clone().map(Cow::from),
            _ => None,
        };
        column
    }

    /// A column of the level at the place `at`, from 0 for the highest.
    pub(super) fn of_level(
        kind: Kind,
        (name, label): (String, String),
        definition: String,
        at: usize,
        cell: fn(&R, usize) -> Cell,
    ) -> Self {
        Self::with(kind, (name.into(), label.into()), definition.into(), Source::Level(cell, at))
    }

    fn with(
        kind: Kind,
        (name, label): (Cow<'static, str>, Cow<'static, str>),
        definition: Cow<'static, str>,
        cell: Source<R>,
    ) -> Self {
        let meta = ColumnMeta {
            name,
            label,
            definition,
            calculation: None,
            unit: None,
            source: "",
            empty: None,
            kind,
            key: false,
            since: FORMAT,
        };
        Self { meta, cell }
    }

    pub(super) fn text(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Text, names, definition, cell)
    }

    pub(super) fn integer(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Integer, names, definition, cell)
    }

    pub(super) fn decimal(
        names: (&'static str, &'static str),
        definition: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Decimal, names, definition, cell)
    }

    /// A column of codes of `set` in the table of codes.
    pub(super) fn code(
        names: (&'static str, &'static str),
        definition: &'static str,
        set: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self::new(Kind::Code(set.into()), names, definition, cell)
    }

    pub(super) fn key(mut self) -> Self {
        self.meta.key = true;
        self
    }

    pub(super) fn key_if(self, is_key: bool) -> Self {
        if is_key { self.key() } else { self }
    }

    pub(super) fn unit(mut self, unit: impl Into<Cow<'static, str>>) -> Self {
        self.meta.unit = Some(unit.into());
        self
    }

    pub(super) fn calculated(mut self, how: &'static str) -> Self {
        self.meta.calculation = Some(how.into());
        self
    }

    /// What an empty cell means; nothing where no cell is empty.
    pub(super) fn empty(mut self, meaning: impl Into<Option<&'static str>>) -> Self {
        self.meta.empty = meaning.into().map(Cow::from);
        self
    }

    pub(super) fn source(mut self, source: &'static str) -> Self {
        self.meta.source = source;
        self
    }
}

/// The definition of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableMeta {
    /// The name of the CSV file, of the worksheet and of the key in `plan.json`.
    pub name: &'static str,
    /// The title for readers.
    pub title: &'static str,
    /// The definition of a row, and which rows there are.
    pub definition: &'static str,
    /// The source of columns that have none of their own.
    pub source: &'static str,
}

/// A table: its definition, and rows with a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The definition of the table.
    pub meta: TableMeta,
    /// Its title for readers, with the plan's names of the levels.
    pub title: Cow<'static, str>,
    /// Its definition, with the same names.
    pub definition: Cow<'static, str>,
    /// The columns, in order.
    pub columns: Vec<ColumnMeta>,
    /// The rows, in the order of the book.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new<R>(
        meta: TableMeta,
        columns: Vec<Column<R>>,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| columns.iter().map(|column| column.cell.cell(&row)).collect())
            .collect();
        let columns = columns
            .into_iter()
            .map(|column| ColumnMeta {
                source: match column.meta.source {
                    "" => meta.source,
                    own => own,
                },
                ..column.meta
            })
            .collect();
        Self { meta, title: meta.title.into(), definition: meta.definition.into(), columns, rows }
    }

    /// Puts the plan's names of its levels and of other things into all titles and definitions.
    pub(super) fn use_terms(&mut self, plan: &Plan) {
        if plan.has_standard_terms() {
            return;
        }
        let put = |text: &mut Cow<'static, str>| *text = plan.in_words(text).into();
        put(&mut self.title);
        put(&mut self.definition);
        for column in &mut self.columns {
            put(&mut column.label);
            put(&mut column.definition);
            column.calculation.iter_mut().chain(&mut column.empty).for_each(put);
        }
    }

    /// The approximate size in bytes as text, with `row_overhead` bytes for each row: the initial
    /// capacity of buffers.
    pub(super) fn estimated_size(&self, row_overhead: usize) -> usize {
        let cells: usize = self.rows.iter().flatten().map(Cell::estimated_size).sum();
        cells + (self.rows.len() + 1) * row_overhead
    }

    /// The index of the column `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record;

    record! {
        /// A record with a text that is shown as declared fields are.
        #[derive(Debug)]
        struct Sample {
            /// The text.
            note: Option<String> = optional "備考" as text shown "備考の欄";
        }
    }

    #[test]
    fn a_shown_text_has_a_column_with_its_definition() {
        let meta =
            TableMeta { name: "samples", title: "例", definition: "1行が一つ", source: "" };
        let columns = Column::shown(Sample::FIELDS, |row: &Sample| row).collect();
        let rows = [Some("文です。".to_owned()), None].map(|note| Sample { note });
        let table = Table::new(meta, columns, rows);
        assert_eq!(table.columns[0].name, "note");
        assert_eq!(table.columns[0].label, "備考の欄");
        assert!(table.columns[0].empty.is_some(), "the dictionary says what nothing means");
        assert_eq!(table.rows, [[Cell::Text("文です。".to_owned())], [Cell::Empty]]);
    }
}

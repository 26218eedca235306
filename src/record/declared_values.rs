//! The values of the fields that a book declares.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{DeclaredField, FieldType, Path, Scalar, Step, ValueSource, Visit, Walk};
use crate::span::Spanned;
use crate::value::{Date, Decimal, FiscalYear, Money, WebAddress, YearRange};

/// A value of a declared field.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclaredValue {
    /// Words.
    Text(String),
    /// Markdown, as it is written. [`Book::field_text`](crate::model::Book::field_text) is what it says.
    Markdown(String),
    /// A number.
    Number(Decimal),
    /// An amount in the plan's unit.
    Money(Money),
    /// A word of the field's choices.
    Choice(String),
    /// A date.
    Date(Date),
    /// A range of fiscal years.
    Years(YearRange),
    /// An address on the web.
    Link(WebAddress),
    /// Yes or no.
    Truth(bool),
}

impl Walk for DeclaredValue {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        let value = match self {
            Self::Text(text) | Self::Markdown(text) | Self::Choice(text) => text.value(),
            Self::Number(number) => number.value(),
            Self::Money(amount) => amount.value(),
            Self::Date(date) => date.value(),
            Self::Years(years) => years.value(),
            Self::Link(address) => address.value(),
            Self::Truth(truth) => truth.value(),
        };
        visit(path, value);
    }
}

/// What a record says in a declared field. `None` is left open on purpose (`~`).
#[derive(Debug, Clone, PartialEq)]
pub enum DeclaredData {
    /// One value.
    Once(Spanned<Option<DeclaredValue>>),
    /// A value for each year.
    ByYear(BTreeMap<FiscalYear, Spanned<Option<DeclaredValue>>>),
}

impl DeclaredData {
    /// Each value with its year, if it has one.
    pub fn values(
        &self,
    ) -> impl Iterator<Item = (Option<FiscalYear>, &Spanned<Option<DeclaredValue>>)> {
        let (once, years) = match self {
            Self::Once(value) => (Some((None, value)), None),
            Self::ByYear(years) => (None, Some(years)),
        };
        let years = years.into_iter().flatten().map(|(year, value)| (Some(*year), value));
        once.into_iter().chain(years)
    }
}

impl Walk for DeclaredData {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        match self {
            Self::Once(value) => value.walk(path, visit),
            Self::ByYear(years) => years.walk(path, visit),
        }
    }
}

/// The declared fields that a record has, with what it says in them, in the order of the
/// declarations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DeclaredValues {
    /// The type of the record.
    pub record: &'static str,
    /// The fields that are written.
    pub written: Vec<(Arc<DeclaredField>, DeclaredData)>,
}

impl DeclaredValues {
    /// What the record says in the field `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&DeclaredData> {
        let written = self.written.iter().find(|(field, _)| field.id.as_str() == id);
        written.map(|(_, data)| data)
    }
}

impl Walk for DeclaredValues {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        for (field, data) in &self.written {
            path.within(Step::Declared(self.record, field), |path| data.walk(path, visit));
        }
    }
}

/// Reads values of the type `T`.
pub(super) fn data<T: FieldType, S: ValueSource>(
    source: &mut S,
    by_year: bool,
    value: fn(T) -> DeclaredValue,
) -> Option<DeclaredData> {
    let wrap = |read: Spanned<Option<T>>| Spanned::new(read.value.map(value), read.span);
    if by_year {
        let years: BTreeMap<FiscalYear, Spanned<Option<T>>> = source.map()?;
        let years = years.into_iter().map(|(year, read)| (year, wrap(read))).collect();
        Some(DeclaredData::ByYear(years))
    } else {
        Spanned::read(source).map(|read| DeclaredData::Once(wrap(read)))
    }
}

//! The walk over the values of records, each with its path and its place in the source.

use std::collections::BTreeMap;

use super::{DeclaredField, Field, MapKey, Scalar, TextRole};
use crate::span::{Span, Spanned};

/// A value as everything that walks records gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Left open on purpose.
    None,
    /// Words.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number, as data formats write it.
    Number(String),
    /// True or false.
    Truth(bool),
    /// A fiscal year, by the western year in which it begins.
    Year(i32),
    /// A word of a fixed list, or an identifier.
    Word(String),
}

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into a field of the record of this type.
    Field(&'static str, &'static Field),
    /// Into a field that the book declares for records of this type.
    Declared(&'static str, &'a DeclaredField),
    /// Into an item of a list, counted from 0.
    Item(usize),
    /// Into the value of a free key of a mapping, such as a fiscal year.
    Key(Value<'a>),
}

/// A field on the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldName<'a> {
    /// The type of its record.
    pub record: &'static str,
    /// Its key in the sources.
    pub key: &'a str,
    /// What readers see of its words.
    pub role: TextRole,
}

/// Where a walk is.
#[derive(Debug, Default)]
pub struct Path<'a> {
    steps: Vec<Step<'a>>,
    span: Option<Span>,
}

impl<'a> Path<'a> {
    /// The steps from the record where the walk began.
    #[must_use]
    pub fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// The innermost field.
    #[must_use]
    pub fn field(&self) -> Option<FieldName<'a>> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Field(record, field) => {
                Some(FieldName { record, key: field.key, role: field.role })
            }
            Step::Declared(record, field) => {
                Some(FieldName { record, key: field.id.as_str(), role: field.role() })
            }
            Step::Item(_) | Step::Key(_) => None,
        })
    }

    /// The innermost fiscal year, by the western year in which it begins.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Key(Value::Year(year)) => Some(*year),
            Step::Key(_) | Step::Field(..) | Step::Declared(..) | Step::Item(_) => None,
        })
    }

    /// The span of the value, or that of the record around it.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Does `walk` one step further in.
    pub fn within(&mut self, step: Step<'a>, walk: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        walk(self);
        self.steps.pop();
    }
}

/// What is called with each value, where it is, and the walk's path.
pub type Visit<'v, 'a> = dyn FnMut(&Path<'a>, Value<'a>) + 'v;

/// Something whose values can be walked.
pub trait Walk {
    /// Calls `visit` with every value, in the order of the fields.
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>);
}

impl<T: Scalar> Walk for T {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        visit(path, self.value());
    }
}

impl<T: Walk> Walk for Spanned<T> {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        let outer = path.span.replace(self.span);
        self.value.walk(path, visit);
        path.span = outer;
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        match self {
            Some(value) => value.walk(path, visit),
            None => visit(path, Value::None),
        }
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        for (index, item) in self.iter().enumerate() {
            path.within(Step::Item(index), |path| item.walk(path, visit));
        }
    }
}

impl<K: MapKey, V: Walk> Walk for BTreeMap<K, V> {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        for (key, value) in self {
            path.within(Step::Key(key.scalar().value()), |path| value.walk(path, visit));
        }
    }
}

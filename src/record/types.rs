//! Field types made of other field types: lists, mappings, values with their place.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::{Absent, FieldType, Path, Scalar, ValueSource, Visit, Walk};
use crate::span::{Span, Spanned};

impl<T: Scalar> FieldType for T {
    const IS_TEXT: bool = T::IS_TEXT;
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.scalar()
    }
    fn unwritten(_: Span) -> Option<Self> {
        T::unwritten()
    }
}

impl<T: FieldType> FieldType for Spanned<T> {
    const IS_TEXT: bool = T::IS_TEXT;
    const IS_RECORD: bool = T::IS_RECORD;
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        let span = source.span();
        T::read(source).map(|value| Self::new(value, span))
    }
    fn unwritten(span: Span) -> Option<Self> {
        T::unwritten(span).map(|value| Self::new(value, span))
    }
}

/// `~` is `None`: left out on purpose, which is not the same as forgotten.
impl<T: FieldType> FieldType for Option<T> {
    const IS_TEXT: bool = T::IS_TEXT;
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.optional()
    }
    fn unwritten(_: Span) -> Option<Self> {
        Some(None)
    }
}

impl<T: FieldType> FieldType for Vec<T> {
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.list()
    }
}

/// Values of which one may be written without the brackets of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMore<T>(Vec<Spanned<T>>);

impl<T> Deref for OneOrMore<T> {
    type Target = [Spanned<T>];
    fn deref(&self) -> &[Spanned<T>] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a OneOrMore<T> {
    type Item = &'a Spanned<T>;
    type IntoIter = std::slice::Iter<'a, Spanned<T>>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Scalar> FieldType for OneOrMore<T> {
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.one_or_more().map(Self)
    }
}

impl<T> Absent for OneOrMore<T> {
    fn absent(_: Span) -> Self {
        Self(Vec::new())
    }
}

impl<T: Walk> Walk for OneOrMore<T> {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        self.0.walk(path, visit);
    }
}

/// A key of a mapping with free keys.
pub trait MapKey: FieldType + Ord {
    /// What is written as the key.
    type Scalar: Scalar;
    /// Its value without its place.
    fn scalar(&self) -> &Self::Scalar;
}

impl<K: Scalar + Ord> MapKey for K {
    type Scalar = K;
    fn scalar(&self) -> &K {
        self
    }
}

impl<K: Scalar + Ord> MapKey for Spanned<K> {
    type Scalar = K;
    fn scalar(&self) -> &K {
        &self.value
    }
}

impl<K: MapKey, V: FieldType> FieldType for BTreeMap<K, V> {
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        source.map()
    }
    fn unwritten(_: Span) -> Option<Self> {
        Some(Self::new())
    }
}

impl<T> Absent for Option<T> {
    fn absent(_: Span) -> Self {
        None
    }
}

impl<T> Absent for Vec<T> {
    fn absent(_: Span) -> Self {
        Self::new()
    }
}

impl<K, V> Absent for BTreeMap<K, V> {
    fn absent(_: Span) -> Self {
        Self::new()
    }
}

impl<T: Absent> Absent for Spanned<T> {
    fn absent(span: Span) -> Self {
        Self::new(T::absent(span), span)
    }
}

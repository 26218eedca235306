//! Records: the types that source files are made of, each declared once with [`record!`](crate::record!).
//!
//! A declaration gives the Rust type, the list of its [`Field`]s with the words for authors, the
//! reader of its fields from any [`ValueSource`] (YAML, or the description of a JSON Schema), and
//! the walk over its values (see [`Walk`]).
//!
//! This module must not know which records there are, nor where values come from or go.

mod declared;
mod declared_values;
mod scalar;
mod shown_texts;
mod types;
mod values;
mod walk;

use std::collections::BTreeMap;

pub use declared::{
    DeclaredField, DeclaredFields, FieldId, FieldKind, ReaderOutput, Requirement, ShownYears,
};
pub use declared_values::{DeclaredData, DeclaredValue, DeclaredValues};
pub(crate) use scalar::word;
pub use scalar::{
    Scalar, bare_number, half_width, meant_number, one_of, one_of_schema, whole_number,
};
pub use shown_texts::{ShownText, shown_texts};
pub use types::{MapKey, OneOrMore};
pub use values::{decimal_remedy, limits_words};
pub use walk::{FieldName, Path, Step, Value, Visit, Walk};

use crate::span::{Span, Spanned};

/// What readers see of a field's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// No words of its own, or words that only the program uses.
    Data,
    /// The name of the record, at the beginning of its row or page.
    Title,
    /// A text within the row or page of its record.
    Text,
}

/// The row of a field in the authors' guide, in Markdown.
#[derive(Debug, PartialEq, Eq)]
pub struct GuideRow {
    /// ○ where it is always needed, △ where that depends, and nothing where it is not.
    pub need: &'static str,
    /// What to write.
    pub text: &'static str,
    /// An example.
    pub example: &'static str,
    /// Where readers see it.
    pub place: &'static str,
}

/// The description of one field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The key in the source files: ASCII letters and `_`.
    pub key: &'static str,
    /// Another key that means the same.
    pub also: Option<&'static str>,
    /// The words for authors, in Japanese.
    pub words: &'static str,
    /// What readers see of it. The preview leads from a title or text to its source.
    pub role: TextRole,
    /// The name for readers of a text that every output shows as it does the fields that a book declares.
    /// A field without it is shown by code of its own.
    pub label: Option<&'static str>,
    /// Its row in the authors' guide, if it has one.
    pub guide: Option<GuideRow>,
}

/// The fields of one mapping in a source. Each method returns `None` when it has reported a
/// mistake.
pub trait FieldSource {
    /// Where the mapping begins.
    fn span(&self) -> Span;

    /// The value of `field`, which must be written.
    fn required<T: FieldType>(&mut self, field: &'static Field) -> Option<T>;
    /// The value of `field`, which must be written when the edition is final.
    fn awaited<T: FieldType>(&mut self, field: &'static Field) -> Option<T>;
    /// The value of `field`; where it is not written, `default` of the mapping's place.
    fn or<T: FieldType>(
        &mut self,
        field: &'static Field,
        default: impl FnOnce(Span) -> T,
    ) -> Option<T>;

    /// What is written in the fields that the book declares for records of the type `record`.
    fn declared(&mut self, record: &'static str) -> Option<DeclaredValues>;

    /// Reports every item of a list that equals an earlier one.
    fn distinct<'t, T: PartialEq + std::fmt::Display + 't>(
        &mut self,
        items: impl IntoIterator<Item = &'t Spanned<T>>,
    );
}

/// One value in a source. Each method reads it as one shape; a value of another shape is
/// reported, and `None` returned.
pub trait ValueSource {
    /// The source of a mapping's fields.
    type Fields<'a>: FieldSource
    where
        Self: 'a;

    /// The span of the value.
    fn span(&self) -> Span;
    /// A single word, number or text.
    fn scalar<T: Scalar>(&mut self) -> Option<T>;
    /// A value, or `~` for none.
    fn optional<T: FieldType>(&mut self) -> Option<Option<T>>;
    /// A list.
    fn list<T: FieldType>(&mut self) -> Option<Vec<T>>;
    /// A list, or the mapping that means one.
    fn list_or<T: FieldType, R: FieldType, O>(
        &mut self,
        of_list: impl FnOnce(Vec<T>) -> O,
        of_record: impl FnOnce(R) -> O,
    ) -> Option<O>;
    /// A single value, or the mapping that means one.
    fn scalar_or<T: Scalar, R: FieldType, O>(
        &mut self,
        of_scalar: impl FnOnce(T) -> O,
        of_record: impl FnOnce(R) -> O,
    ) -> Option<O>;
    /// A list, or the single value that means a list of one.
    fn one_or_more<T: Scalar>(&mut self) -> Option<Vec<Spanned<T>>>;
    /// A mapping with free keys.
    fn map<K: MapKey, V: FieldType>(&mut self) -> Option<BTreeMap<K, V>>;
    /// A mapping whose keys are known.
    fn record<T>(&mut self, read: impl FnOnce(&mut Self::Fields<'_>) -> Option<T>) -> Option<T>;
}

/// The type of a field.
pub trait FieldType: Sized {
    /// Whether any words will do.
    const IS_TEXT: bool = false;
    /// Whether it is a mapping with known keys.
    const IS_RECORD: bool = false;

    /// Reads the value; `None` when a mistake was reported.
    fn read<S: ValueSource>(source: &mut S) -> Option<Self>;

    /// The value that a draft uses at `span` while none is written; none where it needs one.
    #[must_use]
    fn unwritten(span: Span) -> Option<Self> {
        let _ = span;
        None
    }
}

/// A type whose field may be left out: its value then.
pub trait Absent {
    /// The value of a field that is not written in the mapping at `span`.
    fn absent(span: Span) -> Self;
}

/// Declares a record.
///
/// ```text
/// record! {
///     /// What the record is.
///     #[derive(Debug)]
///     pub struct Name {
///         /// What the field is.
///         key: Type = required "words for authors" as title;
///         sections: Vec<Spanned<String>> = required[distinct] "words for authors";
///         levels: Vec<Level> = required[distinct_by id] "words for authors";
///         note: Option<String> = optional "words for authors";
///         rolling: bool = or[true] "words for authors";
///         uid: Option<Uid> = optional named "id" "words for authors";
///     }
///     with {
///         /// What is not in the mapping: an argument of `read_fields`.
///         id: Id;
///     }
///     later {
///         /// What is filled in after reading: it begins with its default.
///         policies: Vec<Policy>;
///     }
///     declared more;
/// }
/// ```
///
/// `guide` gives the need, text, example and place of the field's row in the authors' guide.
/// `as title` and `as text` give the [`TextRole`]; without them it is [`TextRole::Data`].
/// `shown` gives the [label](Field::label) of a text of a record with `declared`.
///
/// `declared` names the member for the fields that a book declares for such records.
///
/// The need is `required`, `awaited`, `optional` (the type is [`Absent`]) or `or` with a default.
/// `distinct` reports items that are listed twice, `distinct_by` items whose field is. `named`
/// gives the key in the source, where the Rust field needs another name, `also` another key that means
/// the same. A record
/// without `with` is a [`FieldType`].
#[macro_export]
macro_rules! record {
    (
        $(#[$of:meta])* $vis:vis struct $name:ident { $($fields:tt)* }
        $( later { $($later:tt)* } )?
        $( declared $more:ident; )?
    ) => {
        $crate::record!(
            @declare [$(#[$of])*] [$vis] $name { $($fields)* } {} { $($($later)*)? } [$($more)?]
        );

        impl $crate::record::FieldType for $name {
            const IS_RECORD: bool = true;
            fn read<S: $crate::record::ValueSource>(source: &mut S) -> Option<Self> {
                source.record(|fields| Self::read_fields(fields))
            }
        }
    };
    (
        $(#[$of:meta])* $vis:vis struct $name:ident { $($fields:tt)* }
        with { $($given:tt)* }
        $( later { $($later:tt)* } )?
        $( declared $more:ident; )?
    ) => {
        $crate::record!(
            @declare [$(#[$of])*] [$vis] $name { $($fields)* } { $($given)* } { $($($later)*)? }
            [$($more)?]
        );
    };
    (
        @declare [$(#[$of:meta])*] [$vis:vis] $name:ident
        { $(
            $(#[$doc:meta])*
            $key:ident: $type:ty = $need:ident $([$($more:tt)*])? $(named $name_of_key:literal)? $(also $also:literal)?
                $words:literal $(as $role:ident)? $(shown $label:literal)?
                $(guide($guide_need:literal, $text:literal, $example:literal, $place:literal))?;
        )* }
        { $( $(#[$given_doc:meta])* $given:ident: $given_type:ty; )* }
        { $( $(#[$later_doc:meta])* $later:ident: $later_type:ty; )* }
        [$($more_values:ident)?]
    ) => {
        $(#[$of])*
        $vis struct $name {
            $( $(#[$given_doc])* pub $given: $given_type, )*
            $( $(#[$doc])* pub $key: $type, )*
            $( $(#[$later_doc])* pub $later: $later_type, )*
            $(
                /// What it says in the fields that the book declares.
                pub $more_values: $crate::record::DeclaredValues,
            )?
        }

        impl $name {
            /// Its fields, in the order in which authors write them.
            pub const FIELDS: &'static [$crate::record::Field] = &[
                $( $crate::record::Field {
                    key: $crate::record!(@key $key $($name_of_key)?),
                    also: $crate::record!(@also $($also)?),
                    words: $words,
                    role: $crate::record!(@role $($role)?),
                    label: $crate::record!(@label $($label)?),
                    guide: $crate::record!(
                        @guide $($guide_need, $text, $example, $place)?
                    ),
                }, )*
            ];

            /// Reads the fields of one mapping; `None` when a mistake in it was reported.
            pub fn read_fields<S: $crate::record::FieldSource>(
                source: &mut S,
                $( $given: $given_type, )*
            ) -> Option<Self> {
                let [$($key),*] = Self::FIELDS else { return None };
                $(
                    let $key: Option<$type> =
                        $crate::record!(@read $need source, $key, $type $(, $($more)*)?);
                )*
                $( let $more_values = source.declared(stringify!($name)); )?
                Some(Self {
                    $( $given, )*
                    $( $key: $key?, )*
                    $( $later: Default::default(), )*
                    $( $more_values: $more_values?, )?
                })
            }
        }

        impl $crate::record::Walk for $name {
            fn walk<'a>(
                &'a self,
                path: &mut $crate::record::Path<'a>,
                visit: &mut $crate::record::Visit<'_, 'a>,
            ) {
                let [$($key),*] = Self::FIELDS else { return };
                $(
                    path.within($crate::record::Step::Field(stringify!($name), $key), |path| {
                        $crate::record::Walk::walk(&self.$key, path, visit);
                    });
                )*
                $( $crate::record::Walk::walk(&self.$more_values, path, visit); )?
            }
        }
    };
    (@guide) => { None };
    (@guide $need:literal, $text:literal, $example:literal, $place:literal) => {
        Some($crate::record::GuideRow {
            need: $need,
            text: $text,
            example: $example,
            place: $place,
        })
    };
    (@key $key:ident) => { stringify!($key) };
    (@key $key:ident $name:literal) => { $name };
    (@label) => { None };
    (@label $label:literal) => { Some($label) };
    (@also) => { None };
    (@also $also:literal) => { Some($also) };
    (@role) => { $crate::record::TextRole::Data };
    (@role title) => { $crate::record::TextRole::Title };
    (@role text) => { $crate::record::TextRole::Text };
    (@read required $source:ident, $field:ident, $type:ty) => { $source.required($field) };
    (@read awaited $source:ident, $field:ident, $type:ty) => { $source.awaited($field) };
    (@read or $source:ident, $field:ident, $type:ty, $default:expr) => {
        $source.or($field, |_| $default)
    };
    (@read optional $source:ident, $field:ident, $type:ty) => {
        $source.or($field, $crate::record::Absent::absent)
    };
    (@read $need:ident $source:ident, $field:ident, $type:ty, distinct) => {{
        let list: Option<$type> = $crate::record!(@read $need $source, $field, $type);
        $source.distinct(list.iter().flatten());
        list
    }};
    (@read $need:ident $source:ident, $field:ident, $type:ty, distinct_by $id:ident) => {{
        let list: Option<$type> = $crate::record!(@read $need $source, $field, $type);
        $source.distinct(list.iter().flatten().map(|item| &item.$id));
        list
    }};
}

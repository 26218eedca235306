//! YAML as a library reads it: raw nodes with the places where they stand.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Options, Spanned as YamlSpanned};

/// Deeper than any book goes; a limit for hostile input.
pub(super) const MAX_DEPTH: usize = 16;

/// Reads anything that YAML can say, within limits.
pub(super) fn read(text: &str) -> Result<Placed, serde_yaml::Error> {
    let mut options = Options::default();
    // Duplicates are ours to report, all of them, with both places.
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options.underscored_numbers_as_strings = true;
    options.leading_zero_numbers_as_strings = true;
    // A long file has many nodes; what aliases repeat is limited apart from this.
    if let Some(budget) = &mut options.budget {
        budget.max_nodes = budget.max_nodes.max(text.len());
        budget.max_events = budget.max_events.max(2 * text.len());
    }
    serde_yaml::from_str_with_options(text, options)
}

pub(super) fn bytes_of(at: &serde_yaml::Location) -> Range<usize> {
    let start = at.span().byte_offset().unwrap_or(0) as usize;
    start..start + at.span().byte_len().unwrap_or(0) as usize
}

/// A node before the tree is built, and where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Placed {
    pub place: Range<usize>,
    pub raw: Raw,
}

/// What stands there.
#[derive(Debug, PartialEq)]
pub(super) enum Raw {
    /// A scalar of a type that serde recognised: its text is read from the source.
    Written,
    /// A scalar with its text.
    Text(String),
    Seq(Vec<Placed>),
    Map(Vec<((String, Range<usize>), Placed)>),
}

impl<'de> Deserialize<'de> for Placed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let YamlSpanned { value, referenced, .. } = YamlSpanned::deserialize(deserializer)?;
        Ok(Self { place: bytes_of(&referenced), raw: value })
    }
}

thread_local! {
    static DEPTH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let depth = DEPTH.get();
        if depth > MAX_DEPTH {
            return Err(serde::de::Error::custom("nested too deep"));
        }
        DEPTH.set(depth + 1);
        let result = RawVisitor.deserialize(deserializer);
        DEPTH.set(depth);
        result
    }
}

struct RawVisitor;

impl<'de> DeserializeSeed<'de> for RawVisitor {
    type Value = Raw;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar, a list or a mapping")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Written)
    }
    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::Seq(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<YamlSpanned<String>, Placed>()? {
            entries.push(((key.value, bytes_of(&key.referenced)), value));
        }
        Ok(Raw::Map(entries))
    }
}

//! A key that was forgotten: the fields of one value where values by key belong.
//!
//! ```yaml
//! evaluations:
//!   first:
//!     result: A   # R6: is missing above
//! ```

use super::decode::{Context, WRONG_TYPE, decode};
use super::yaml::{Key, Node};
use crate::diag::{Diagnostic, Sink, Text};
use crate::record::{FieldType, MapKey, Scalar};
use crate::text;

/// The finding about the mapping `node` whose `entries` are the fields of one value, so that the line with its
/// key was forgotten.
pub(super) fn without_key<K: MapKey, V: FieldType>(
    node: &Node,
    entries: &[(Key, Node)],
    cx: &mut Context<'_>,
) -> Option<Diagnostic> {
    let (first, _) = entries.first().filter(|_| V::IS_RECORD)?;
    if entries.iter().any(|(key, _)| <K::Scalar as Scalar>::read(&key.name.value).is_ok()) {
        return None;
    }
    let mut found = Sink::new();
    drop(decode::<V>(node, &mut Context { sink: &mut found, ..*cx }));
    if !found.is_empty() {
        return None;
    }
    let Text { ja, en } = <K::Scalar as Scalar>::expected();
    let name = &first.name;
    let message =
        text!("「{name}」の上に、{ja}がありません", "`{name}` stands without {en} above it");
    Some(Diagnostic::error(WRONG_TYPE, message).at(name.span).hint(text!(
        "上に{ja}の行を加え、これらを2字下げて、その下に並べてください",
        "add a line with {en} above, and indent these by two below it"
    )))
}

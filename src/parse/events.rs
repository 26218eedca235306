//! The nodes of a YAML file, read straight from the events of the library's own parser.
//!
//! Serde hands places on through a map for each value, which takes three times as long as
//! reading the file. What is read here is what authors write: scalars, lists and mappings.
//! Anything else, be it a reference, a tag or a mistake, is left to Serde, which knows what to
//! say of it.

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, Span};

use super::placed::{MAX_DEPTH, Placed, Raw};

/// The root of `text`; nothing where it has anything but scalars, lists and mappings.
pub(super) fn read(text: &str) -> Option<Placed> {
    let mut events = Parser::new_from_str(text);
    let mut next = || events.next()?.ok();
    let (Event::StreamStart, _) = next()? else { return None };
    let (Event::DocumentStart(..), _) = next()? else { return None };
    let (first, span) = next()?;
    let root = node(first, span, &mut next, 0)?;
    let (Event::DocumentEnd, _) = next()? else { return None };
    let (Event::StreamEnd, _) = next()? else { return None };
    Some(root)
}

fn node<'a>(
    event: Event<'a>,
    span: Span,
    next: &mut impl FnMut() -> Option<(Event<'a>, Span)>,
    depth: usize,
) -> Option<Placed> {
    let place = span.byte_range()?;
    if depth > MAX_DEPTH {
        return None;
    }
    let raw = match event {
        // What is left empty has a text all the same: `~`.
        Event::Scalar(_, ScalarStyle::Plain, 0, None) if place.is_empty() => Raw::Written,
        Event::Scalar(text, _, 0, None) => Raw::Text(text.into_owned()),
        Event::SequenceStart(_, 0, None) => {
            let mut items = Vec::new();
            loop {
                match next()? {
                    (Event::SequenceEnd, _) => break Raw::Seq(items),
                    (event, span) => items.push(node(event, span, next, depth + 1)?),
                }
            }
        }
        Event::MappingStart(_, 0, None) => {
            let mut entries = Vec::new();
            loop {
                let (Event::Scalar(key, style, 0, None), at) = (match next()? {
                    (Event::MappingEnd, _) => break Raw::Map(entries),
                    key => key,
                }) else {
                    return None;
                };
                if style == ScalarStyle::Plain && means_more(&key) {
                    return None;
                }
                let key = (key.into_owned(), at.byte_range()?);
                let (event, span) = next()?;
                entries.push((key, node(event, span, next, depth + 1)?));
            }
        }
        _ => return None,
    };
    Some(Placed { place, raw })
}

/// Whether a key without quotes is more than its text: nothing at all, or another mapping to
/// be merged in.
fn means_more(key: &str) -> bool {
    matches!(key, "" | "~" | "<<") || key.eq_ignore_ascii_case("null")
}

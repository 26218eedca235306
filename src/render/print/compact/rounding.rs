//! Places of links in hundredths of a point, as those in the contents of pages.
//!
//! This module must not know where links lead.

use std::io::Write as _;

/// How Typst begins a link.
const LINK: &[u8] = b"<</Type/Annot/Subtype/Link/Rect[";

/// The areas within a link, one for each piece of a line.
const AREAS: &[u8] = b"/QuadPoints[";

/// The link `body` with rounded places. None if it is no link, or its places are not as Typst writes them.
/// Areas that lie within the rectangle of their link still do: numbers keep their order.
pub(super) fn rounded(body: &[u8]) -> Option<Vec<u8>> {
    let rest = body.strip_prefix(LINK)?;
    let mut out = Vec::with_capacity(body.len());
    out.extend_from_slice(LINK);
    let rest = write_rounded(&mut out, rest)?;
    // Before any text.
    let entries = rest.iter().position(|byte| *byte == b'(').unwrap_or(rest.len());
    let areas = rest[..entries].windows(AREAS.len()).position(|window| window == AREAS);
    let rest = match areas {
        Some(at) => {
            let (before, numbers) = rest.split_at(at + AREAS.len());
            out.extend_from_slice(before);
            write_rounded(&mut out, numbers)?
        }
        None => rest,
    };
    out.extend_from_slice(rest);
    Some(out)
}

/// Writes the numbers with which `text` begins, up to the bracket that ends them; what is left of `text`.
fn write_rounded<'a>(out: &mut Vec<u8>, text: &'a [u8]) -> Option<&'a [u8]> {
    let end = text.iter().position(|byte| *byte == b']')?;
    let (numbers, rest) = text.split_at(end);
    for (at, number) in std::str::from_utf8(numbers).ok()?.split(' ').enumerate() {
        let number: f64 = number.parse().ok().filter(|number: &f64| number.is_finite())?;
        let space = if at > 0 { " " } else { "" };
        // No -0.
        let hundredths = (number * 100.0).round() / 100.0 + 0.0;
        write!(out, "{space}{hundredths}").ok()?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Option<String> {
        rounded(body.as_bytes()).map(|body| String::from_utf8(body).expect("UTF-8"))
    }

    #[test]
    fn places_of_links_are_rounded_and_nothing_else() {
        let link = "<</Type/Annot/Subtype/Link/Rect[62.361206 -0.001 532.91437 700]/Border[0 0 0.123]\
                    /QuadPoints[62.362206 0 532.91236 0.005]/Dest(a]/QuadPoints[1.2345])/F 4>>";
        let expected = "<</Type/Annot/Subtype/Link/Rect[62.36 0 532.91 700]/Border[0 0 0.123]\
                        /QuadPoints[62.36 0 532.91 0.01]/Dest(a]/QuadPoints[1.2345])/F 4>>";
        assert_eq!(of(link).as_deref(), Some(expected));
        let without = "<</Type/Annot/Subtype/Link/Rect[1 2 3 4.567]/A(/QuadPoints[1.2345])>>";
        assert_eq!(of(without), Some(without.replace("4.567", "4.57")));
    }

    #[test]
    fn what_is_not_as_expected_is_left() {
        for body in [
            "<</Type/Annot/Subtype/Text/Rect[1.234 2 3 4]>>",
            "<</Type/Annot/Subtype/Link/Rect[1.234 2 3 4",
            "<</Type/Annot/Subtype/Link/Rect[1.234 2  3 4]>>",
            "<</Type/Annot/Subtype/Link/Rect[1.234 2 x 4]>>",
            "<</Type/Annot/Subtype/Link/Rect[nan 2 3 4]>>",
            "<</Type/Annot/Subtype/Link/Rect[1 2 3 4]/QuadPoints[1 2>>",
        ] {
            assert_eq!(of(body), None, "{body}");
        }
    }
}

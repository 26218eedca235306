//! New numbers for the objects of a PDF: objects of one kind follow each other, so that they compress
//! better together.
//!
//! This module must not know what the objects are.

use std::io::Write as _;

use crate::render::print::page_content::is_regular;

/// The kind of an object, by its `body`: all that stands before its first number.
pub(super) fn kind(body: &[u8]) -> &[u8] {
    let end = body.iter().position(u8::is_ascii_digit).unwrap_or(body.len());
    &body[..end]
}

/// The new number of each object, by its old one.
pub(super) struct Numbering(Vec<Option<usize>>);

impl Numbering {
    /// The objects with the numbers `old` get new ones from 1 on, in this order.
    pub(super) fn new(old: impl Iterator<Item = usize>) -> Self {
        let mut new = Vec::new();
        for (index, old) in old.enumerate() {
            if new.len() <= old {
                new.resize(old + 1, None);
            }
            new[old] = Some(index + 1);
        }
        Self(new)
    }

    /// Writes `text` to `out`, with the new numbers in its references. None if a reference leads to no
    /// object, or a string has no end.
    pub(super) fn write(&self, out: &mut Vec<u8>, text: &[u8]) -> Option<()> {
        let (mut written, mut at) = (0, 0);
        while let Some(byte) = text.get(at) {
            match byte {
                b'(' => at += length_of_string(&text[at..])?,
                b'0'..=b'9' => {
                    let rest = &text[at..];
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let is_whole = at == 0 || !is_regular(text[at - 1]);
                    if is_whole && is_reference(&rest[digits..]) {
                        let old: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
                        let new = self.0.get(old).copied().flatten()?;
                        out.extend_from_slice(&text[written..at]);
                        write!(out, "{new}").ok()?;
                        written = at + digits;
                    }
                    at += digits;
                }
                _ => at += 1,
            }
        }
        out.extend_from_slice(&text[written..]);
        Some(())
    }
}

/// Whether a number before `rest` is that of an object which is referred to.
fn is_reference(rest: &[u8]) -> bool {
    rest.strip_prefix(b" 0 R")
        .is_some_and(|rest| rest.first().is_none_or(|&byte| !is_regular(byte)))
}

/// The length of the string with which `text` begins, with its brackets.
fn length_of_string(text: &[u8]) -> Option<usize> {
    let (mut depth, mut is_escaped) = (0usize, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<String> {
        // Nine objects, the last first; 4 is none.
        let numbering = Numbering::new((1..10).rev().filter(|&number| number != 4));
        let mut out = Vec::new();
        numbering.write(&mut out, text.as_bytes())?;
        Some(String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn references_get_the_new_numbers() {
        for (text, expected) in [
            ("9 0 R", "1 0 R"),
            ("<</P 9 0 R/K[1 0 R 8 0 R 7]>>", "<</P 1 0 R/K[8 0 R 2 0 R 7]>>"),
            ("<</W[9 0 8 0]/Of 1.5/At 9 0 R>>", "<</W[9 0 8 0]/Of 1.5/At 1 0 R>>"),
            ("[3 0 R]", "[6 0 R]"),
            ("[3 0 9 0 R]", "[3 0 1 0 R]"),
        ] {
            assert_eq!(written(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_only_looks_like_a_reference_stays() {
        for text in [
            "(9 0 R)",
            r"(a \) 9 0 R)",
            r"(a (b) \\ 9 0 R)",
            "<</H9 0 R>>",
            "[.9 0 R]",
            "[-9 0 R]",
            "[9 0 RG]",
            "[9 1 R]",
            "<39203020>",
            "[99 0]",
        ] {
            assert_eq!(written(text).as_deref(), Some(text));
        }
        assert_eq!(written("(a) 9 0 R").as_deref(), Some("(a) 1 0 R"));
        assert_eq!(written(r"(\\) 9 0 R").as_deref(), Some(r"(\\) 1 0 R"));
    }

    #[test]
    fn a_reference_to_no_object_and_an_open_string_are_refused() {
        for text in ["4 0 R", "10 0 R", "99999999999999999999 0 R", "(9 0 R", r"(\)"] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn objects_are_of_a_kind_up_to_their_first_number() {
        assert_eq!(kind(b"<</S/TD/P 12 0 R/K 3>>"), b"<</S/TD/P ");
        assert_eq!(kind(b"null"), b"null");
    }
}

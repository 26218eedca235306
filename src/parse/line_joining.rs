//! Joining of the lines of a paragraph: with a space, or without one in Japanese.

use std::ops::Range;

/// How far from a line break its neighbours are looked for, in characters: a line of nothing
/// but marks is no word.
const NEAR: usize = 64;

/// Whether the line break at `at` in `text` is a space: only between two words that are
/// written with spaces.
pub fn wants_space(text: &str, at: &Range<usize>) -> bool {
    let word = |c: &char| !c.is_whitespace() && !matches!(c, '*' | '_' | '~' | '[' | '>');
    let before = text[..at.start].chars().rev().take(NEAR).find(word);
    let after = text[at.end..].chars().take(NEAR).find(word);
    spaced(before) && spaced(after)
}

fn spaced(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii() || c.is_alphanumeric() && !is_cjk(c))
}

/// Han, kana and the punctuation that goes with them.
fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{2E80}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF00}'..='\u{FFEF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

//! Characters that a YAML value has and its source does not show: `"\u202E"`, `"\n"`,
//! `!!binary`.

use std::ops::Range;

/// The escapes in `written`, a value as it is written in the source, of which the reader made
/// `text`: each with its place in `written` and the characters that it means.
pub(super) fn escapes(written: &str, text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    if written.starts_with('"') {
        let mut rest = 0;
        while let Some(at) = written[rest..].find('\\') {
            let start = rest + at;
            let (len, c) = escape(&written[start + 1..]);
            rest = start + 1 + len;
            if let Some(c) = c {
                found.push((start..rest, c.to_string()));
            }
        }
    } else if !written.contains(text) {
        // Lines that are joined get spaces; anything else has been encoded.
        let other: String = text
            .chars()
            .filter(|c| !c.is_ascii_graphic() && !matches!(c, ' ' | '\n') && !written.contains(*c))
            .take(MOST)
            .collect();
        if !other.is_empty() {
            found.push((0..written.len(), other));
        }
    }
    found
}

/// How many hidden characters of one value are reported.
const MOST: usize = 1000;

/// How many bytes of `rest`, which follows a backslash, belong to it, and what it means;
/// nothing for what is typed plainly otherwise.
fn escape(rest: &str) -> (usize, Option<char>) {
    let Some(kind) = rest.chars().next() else { return (0, None) };
    let code = |digits: usize| {
        let hex = rest.get(1..=digits).unwrap_or_default();
        let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        (1 + hex.len(), c.filter(|c| !c.is_ascii_graphic() && *c != ' '))
    };
    let plain = match kind {
        'x' => return code(2),
        'u' => return code(4),
        'U' => return code(8),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{B}',
        'f' => '\u{C}',
        'r' => '\r',
        'e' => '\u{1B}',
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return (kind.len_utf8(), None),
    };
    (1, Some(plain))
}

#[cfg(test)]
mod tests {
    use super::escapes;

    #[test]
    fn what_an_escape_stands_for_is_known_with_its_place() {
        let found = escapes("\"S:\\new\\x41 \\u202E\\\\t\"", "");
        let found: Vec<_> = found.iter().map(|(at, c)| (at.start, at.end, c.as_str())).collect();
        assert_eq!(found, [(3, 5, "\n"), (12, 18, "\u{202e}")]);
        assert!(escapes("'a\\n'", "a\\n").is_empty());
        assert_eq!(escapes("44GC4oCu", "あ\u{202E}"), [(0..8, "あ\u{202E}".to_owned())]);
    }
}

//! Normalizes text for table cells: one line, plain characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::value::{is_half_width_kana, is_platform_dependent};

/// Converts `text` to one line: white space is collapsed, control characters and direction marks
/// are removed, and platform-dependent characters are replaced by plain ones.
pub(super) fn flatten(text: &str) -> Cow<'_, str> {
    if is_flat(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            // A single full-width space is kept; all other white space becomes a plain space.
            gap = Some(if gap.is_none() && c == '\u{3000}' { c } else { ' ' });
        } else if !is_direction_mark(c) {
            if let Some(space) = gap.take().filter(|_| !line.is_empty()) {
                line.push(space);
            }
            line.push(c);
        }
    }
    Cow::Owned(plain(&line))
}

/// Whether [`flatten`] would not change `text`, as for nearly every cell.
fn is_flat(text: &str) -> bool {
    let mut gap = true;
    let flat = text.chars().all(|c| {
        if is_common(c) {
            gap = false;
            return true;
        }
        let gap_before = std::mem::replace(&mut gap, c.is_whitespace());
        let space = matches!(c, ' ' | '\u{3000}');
        !(gap && (gap_before || !space) || c.is_control() || is_direction_mark(c) || is_replaced(c))
    });
    flat && (!gap || text.is_empty())
}

/// Whether `c` is a common character that [`flatten`] does not change.
fn is_common(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{3001}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether [`plain`] replaces `c`.
fn is_replaced(c: char) -> bool {
    is_platform_dependent(c) || is_half_width_kana(c)
}

/// Replaces platform-dependent characters and half-width kana by their compatibility form, such as ① by (1). Other
/// characters stay, so that names keep their character variants.
fn plain(text: &str) -> String {
    if !text.contains(is_replaced) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if !is_replaced(c) {
            out.extend(run.nfkc());
            run.clear();
            out.push(c);
        } else if matches!(c, '①'..='⑳' | 'Ⓐ'..='ⓩ' | '㊀'..='㊰') {
            run.push('(');
            run.push(c);
            run.push(')');
        } else {
            run.push(c);
        }
    }
    out.extend(run.nfkc());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line() {
        assert_eq!(flatten(" 一行目\r\n\t二行目\n\n"), "一行目 二行目");
        assert_eq!(flatten("令和　六年　　度"), "令和　六年 度");
        assert_eq!(flatten("\u{202E}逆\u{0}順\u{200F}"), "逆 順");
        for (text, flat) in
            [("", ""), (" ", ""), ("あ ", "あ"), ("\u{3000}あ", "あ"), ("a b", "a b")]
        {
            assert_eq!(flatten(text), flat);
        }
        assert!(matches!(flatten("一つの 文"), Cow::Borrowed(_)));
    }

    #[test]
    fn only_platform_dependent_characters_change() {
        assert_eq!(flatten("①㈱ﾎｸﾄ Ⅱ期 120㎡ ㍻30"), "(1)(株)ホクト II期 120m2 平成30");
        for same in ["葛\u{E0100}飾", "髙﨑", "ＬＥＤ", "～", "0.5%"] {
            assert_eq!(flatten(same), same);
        }
    }
}

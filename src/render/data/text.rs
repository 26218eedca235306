//! Words for the cells of tables: one line, plain characters, no formula.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The first characters by which spreadsheets take a text for a formula or a command;
/// Japanese ones also take the wide forms.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The words on one line: runs of white space become one space, control characters and
/// invisible marks of direction go, platform-dependent characters become plain ones.
pub(super) fn flatten(text: &str) -> Cow<'_, str> {
    if is_flat(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            // A single wide space is the author's; anything else becomes a plain one.
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

/// Whether nothing in `text` has to change, as in nearly every cell.
fn is_flat(text: &str) -> bool {
    let mut gap = true;
    let flat = text.chars().all(|c| {
        if is_everyday(c) {
            gap = false;
            return true;
        }
        let gap_before = std::mem::replace(&mut gap, c.is_whitespace());
        let space = matches!(c, ' ' | '\u{3000}');
        !(gap && (gap_before || !space)
            || c.is_control()
            || is_direction_mark(c)
            || is_platform_dependent(c))
    });
    flat && (!gap || text.is_empty())
}

/// Whether `c` is one of those that nearly every cell is made of, none of which has to change.
fn is_everyday(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{3001}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether `c` looks or sorts differently from one system to the next (機種依存文字): number
/// forms, enclosed letters, squared units and words, half-width kana.
fn is_platform_dependent(c: char) -> bool {
    matches!(c, '\u{2150}'..='\u{218B}' | '\u{2460}'..='\u{24FF}' | '\u{3200}'..='\u{33FF}' | '\u{FF61}'..='\u{FF9F}')
}

/// Platform-dependent characters in their compatible form, ① as (1); all others as they
/// are, so that no name loses the form of its characters.
fn plain(text: &str) -> String {
    if !text.contains(is_platform_dependent) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if !is_platform_dependent(c) {
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

/// Whether a spreadsheet would take the flattened `text` for more than words.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// The flattened `text` with an apostrophe before what would be taken for a formula.
pub(super) fn harmless(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text }
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

    #[test]
    fn what_looks_like_a_formula_is_quoted() {
        assert_eq!(harmless("=1+1".into()), "'=1+1");
        assert_eq!(harmless("＠SUM(A1)".into()), "'＠SUM(A1)");
        assert_eq!(harmless("―".into()), "―");
    }
}

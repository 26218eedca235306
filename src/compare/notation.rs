//! Differences of notation: width of characters, spaces, and marks that are written in several ways.

use unicode_normalization::UnicodeNormalization;

/// Whether two different texts say the same in another notation: full-width or half-width characters,
/// spaces and line breaks, 、 and ，, ・ between words, one dash or wave for another.
#[must_use]
pub fn same_but_for_notation(old: &str, new: &str) -> bool {
    old != new && normal(old) == normal(new)
}

/// The text in one notation.
fn normal(text: &str) -> String {
    // A second time: the compatibility form of a full-width comma or tilde is the plain one.
    once(&once(&apart(text)).nfkc().collect::<String>())
}

/// Numbers that NFKC would join to a number beside them, such as the ² of 10², with a sign between.
fn apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    let mut previous = None;
    for c in text.chars() {
        let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
        let joins = |one: char, other: char| {
            one.is_numeric() && other.is_numeric() && !(is_digit(one) && is_digit(other))
        };
        if previous.is_some_and(|previous| joins(previous, c)) {
            apart.push('^');
        }
        apart.push(c);
        previous = Some(c);
    }
    apart
}

/// `text` without marks and spaces that separate words; between two digits they separate numbers, and stay.
fn once(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_digit =
        |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| c.is_numeric());
    let one = |(at, c): (usize, &char)| {
        let separates = is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        match *c {
            c if c.is_whitespace() => separates.then_some(' '),
            '・' | '･' | '·' => separates.then_some('・'),
            '，' | ',' if separates => Some(','),
            '，' | ',' | '､' => Some('、'),
            '．' if separates => Some('.'),
            '．' | '｡' => Some('。'),
            '〜' | '∼' | '~' => Some('～'),
            '－' | '‐' | '‑' | '–' | '—' | '―' | '−' => Some('-'),
            '“' | '”' | '＂' => Some('"'),
            c => Some(c),
        }
    };
    characters.iter().enumerate().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::same_but_for_notation;

    #[test]
    fn notation_is_width_spaces_and_marks() {
        for (old, new) in [
            ("令和７年度", "令和7年度"),
            ("子ども・子育て支援", "子ども子育て支援"),
            ("道路，橋を直す。", "道路、橋を直す。"),
            ("4月〜6月", "4月～6月"),
            ("ｱﾌﾟﾘの運用", "アプリの運用"),
            ("ＬＥＤ 化", "LED化"),
            ("3.5回", "３．５回"),
            ("1,200人", "１，２００人"),
            ("10㎡", "10m2"),
        ] {
            assert!(same_but_for_notation(old, new), "{old} {new}");
        }
        for (old, new) in [
            ("同じ", "同じ"),
            ("7年度", "8年度"),
            ("1,200人", "12,000人"),
            ("第1・2工区", "第12工区"),
            ("3 4年生", "34年生"),
            ("1,140人", "1、140人"),
            ("面積10²㎡", "面積102㎡"),
            ("第2①号", "第21号"),
            ("3.5回", "35回"),
            ("町", "街"),
            ("行なう", "行う"),
        ] {
            assert!(!same_but_for_notation(old, new), "{old} {new}");
        }
    }
}

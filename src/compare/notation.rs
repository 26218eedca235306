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
    once(&once(text).nfkc().collect::<String>())
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
            '，' | ',' | '､' => Some('、'),
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
        ] {
            assert!(same_but_for_notation(old, new), "{old} {new}");
        }
        for (old, new) in [
            ("同じ", "同じ"),
            ("7年度", "8年度"),
            ("1,200人", "12,000人"),
            ("第1・2工区", "第12工区"),
            ("3 4年生", "34年生"),
            ("町", "街"),
            ("行なう", "行う"),
        ] {
            assert!(!same_but_for_notation(old, new), "{old} {new}");
        }
    }
}

//! The order of readings in kana: 五十音順.

use unicode_normalization::UnicodeNormalization;

/// The rows of the kana table: each begins with the kana that names it.
const ROWS: [&str; 10] = [
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
];
/// Small kana, each followed by the full one as which it is sorted.
const SMALL: &str = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";
/// The kana of each vowel, for the long mark after them.
const VOWELS: [(char, &str); 5] = [
    ('あ', "あかさたなはまやらわ"),
    ('い', "いきしちにひみりゐ"),
    ('う', "うくすつぬふむゆる"),
    ('え', "えけせてねへめれゑ"),
    ('お', "おこそとのほもよろを"),
];

/// Whether `c` may stand in a reading: kana, the long mark, marks between words, digits and Latin letters.
#[must_use]
pub fn is_reading(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '・' | ' ' | '\u{3000}')
        || c.is_ascii_alphanumeric()
}

/// What sorts readings by their kana: voiced and small ones as the others, the long mark as the vowel
/// before it; what is equal then, by its characters.
#[must_use]
pub fn sort_key(reading: &str) -> (String, String) {
    (plain(reading), reading.to_owned())
}

/// The kana that names the row in which a reading begins; none where it does not begin with kana.
#[must_use]
pub fn row(reading: &str) -> Option<char> {
    let first = plain(reading).chars().next()?;
    ROWS.iter().find(|row| row.contains(first))?.chars().next()
}

/// The characters by which a reading is sorted.
fn plain(reading: &str) -> String {
    let mut plain = String::new();
    for c in reading.nfd().filter_map(hiragana) {
        let c = if c == 'ー' { vowel(plain.chars().next_back()) } else { full(c) };
        plain.push(c);
    }
    plain
}

/// A character in hiragana; none for marks of voiced kana and between words.
fn hiragana(c: char) -> Option<char> {
    match c {
        '\u{3099}' | '\u{309A}' | '・' | ' ' | '\u{3000}' => None,
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60),
        _ => Some(c.to_ascii_lowercase()),
    }
}

fn full(c: char) -> char {
    let mut kana = SMALL.chars();
    while let (Some(small), Some(full)) = (kana.next(), kana.next()) {
        if small == c {
            return full;
        }
    }
    c
}

fn vowel(before: Option<char>) -> char {
    let of = before.and_then(|before| VOWELS.iter().find(|(_, row)| row.contains(before)));
    of.map_or('ー', |(vowel, _)| *vowel)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn readings_are_in_the_order_of_the_kana_table() {
        let sorted = [
            "アーティスト",
            "あいとう",
            "あかちゃん",
            "がくどう",
            "かくにん",
            "かさい",
            "がっこう",
            "がつこう",
            "きゃく",
            "ごみ",
            "んん",
        ];
        let mut readings = sorted;
        readings.reverse();
        readings.sort_by_key(|reading| sort_key(reading));
        assert_eq!(readings, sorted);
        let (first, second) = (sort_key("はん"), sort_key("パン"));
        assert_eq!(second.cmp(&first), Ordering::Greater, "the same kana, by its characters");
    }

    #[test]
    fn a_reading_is_in_the_row_of_its_first_kana() {
        for (reading, first) in [
            ("ぎょうせい", Some('か')),
            ("ヴァイオリン", Some('あ')),
            ("ゃ", Some('や')),
            ("をかし", Some('わ')),
            ("NPO", None),
            ("", None),
        ] {
            assert_eq!(row(reading), first, "{reading}");
        }
    }
}

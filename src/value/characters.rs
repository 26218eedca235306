//! Classes of characters that rules warn of and that the open data replace.

/// The byte order mark, which some programs write at the start of a text file, and without which
/// spreadsheet software takes a CSV file for Shift JIS.
pub const BOM: char = '\u{FEFF}';

/// `text` without a byte order mark at its start.
#[must_use]
pub fn without_bom(mut text: String) -> String {
    if text.starts_with(BOM) {
        text.drain(..BOM.len_utf8());
    }
    text
}

/// Whether `c` looks, sorts or reads differently from one system to the next (機種依存文字):
/// letter-like signs, number forms, enclosed characters, squared units and words.
#[must_use]
pub fn is_platform_dependent(c: char) -> bool {
    match c {
        // In the standard sets since 1978.
        '℃' | 'Å' => false,
        '\u{2100}'..='\u{214F}' // letter-like: № ℡
        | '\u{2150}'..='\u{218B}' // fractions and roman numerals
        | '\u{2460}'..='\u{24FF}' // enclosed
        | '\u{2776}'..='\u{2793}'
        | '〝' | '〞' | '〟'
        | '\u{3200}'..='\u{33FF}' // enclosed and squared
        | '\u{1F100}'..='\u{1F2FF}' => true,
        _ => false,
    }
}

/// Whether `c` is half-width kana or their punctuation.
#[must_use]
pub fn is_half_width_kana(c: char) -> bool {
    matches!(c, '\u{FF61}'..='\u{FF9F}')
}

/// Whether `c` is a letter of a word in katakana, or its long mark.
#[must_use]
pub fn is_katakana(c: char) -> bool {
    ('ァ'..='ヺ').contains(&c) || c == 'ー'
}

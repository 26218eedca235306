//! Whether older readers can read the book: how large its letters are, how lines end, and how much of
//! the paper its sheets use.

use std::path::{Path, PathBuf};

use super::boxes::{self, Word};
use super::{large, whole};
use crate::support::pdftotext;

/// The books that are measured, with their names: of the sample, and of other sizes.
fn books() -> [(&'static str, PathBuf); 3] {
    [
        ("the sample", whole()),
        ("twelve goals", large::twelve_goals()),
        ("forty long sheets", large::forty_long_sheets()),
    ]
}

/// Running heads and page numbers, which belong to the paper, stand above and below these, in points.
const HEAD: f64 = 62.0;
const FOOT: f64 = 790.0;

/// What is smaller is of the paper or in a chart, and not smaller than the other.
const TEXT: f64 = 8.9;
const FURNITURE: f64 = 7.9;

/// The words that a chart writes: steps of the scale, years, numbers of goals, counts.
fn is_of_chart(text: &str) -> bool {
    text == "上から" || text.chars().all(|c| c.is_ascii_digit() || "SABCDR".contains(c))
}

#[test]
fn nothing_is_smaller_than_older_readers_can_read() {
    for (name, pdf) in books() {
        let (mut words, mut prose) = (0, 0);
        for (index, page) in boxes::pages(&pdf).iter().enumerate() {
            for word in page {
                let size = word.bottom - word.top;
                let is_text = word.top > HEAD && word.bottom < FOOT && !is_of_chart(&word.text);
                let least = if is_text { TEXT } else { FURNITURE };
                assert!(size >= least, "{name}, sheet {}: {size:.1} points: {word:?}", index + 1);
                words += 1;
                prose += usize::from(size >= 10.9);
            }
        }
        assert!(words > 1_000, "{name}: {words} words");
        assert!(prose * 10 > words, "{name}: {prose} of {words} words are prose");
    }
}

/// The lines of every block of `pdf`, as poppler finds them.
fn blocks(pdf: &Path) -> Vec<Vec<String>> {
    let text = pdftotext(&["-bbox-layout"], pdf);
    let word =
        |line: &str| line.split('>').nth(1).and_then(|w| w.split('<').next()).map(str::to_owned);
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("<block") {
            blocks.push(Vec::new());
        } else if line.starts_with("<line") {
            blocks.last_mut().expect("a block").push(String::new());
        } else if line.starts_with("<word") {
            let lines = blocks.last_mut().expect("a block");
            lines.last_mut().expect("a line").push_str(&word(line).expect("a word"));
        }
    }
    blocks
}

/// What counts, at the beginning of a line.
const COUNTERS: &[&str] = &[
    "人",
    "件",
    "回",
    "年",
    "月",
    "日",
    "か所",
    "か月",
    "か国",
    "歳",
    "団体",
    "世帯",
    "円",
    "千円",
    "万",
    "億",
    "校",
    "台",
    "本",
    "戸",
    "名",
    "割",
    "倍",
    "時",
    "分",
    "施設",
    "ポイント",
    "%",
    "％",
    "組",
    "頭",
    "羽",
    "冊",
    "枚",
    "トン",
    "路線",
];

#[test]
fn no_number_is_parted_from_what_it_counts() {
    let ends_in_number = |line: &str| line.ends_with(|c: char| c.is_ascii_digit());
    let counts = |line: &str| COUNTERS.iter().any(|counter| line.starts_with(counter));
    let ends_in_era = |line: &str| line.ends_with("令和") || line.ends_with("平成");
    let begins_with_number = |line: &str| line.starts_with(|c: char| c.is_ascii_digit());
    for (name, pdf) in books() {
        let blocks = blocks(&pdf);
        assert!(blocks.len() > 300, "{name}: {} blocks", blocks.len());
        for pair in blocks.iter().flat_map(|lines| lines.windows(2)) {
            assert!(!(ends_in_number(&pair[0]) && counts(&pair[1])), "{name}: {pair:?}");
            assert!(!(ends_in_era(&pair[0]) && begins_with_number(&pair[1])), "{name}: {pair:?}");
        }
    }
}

#[test]
fn no_text_ends_in_a_character_alone() {
    for (name, pdf) in books() {
        for lines in blocks(&pdf) {
            let [.., before, last] = &lines[..] else { continue };
            // A column of signs is no text.
            let is_sign = |line: &str| line.chars().count() == 1;
            let alone = is_sign(last) && !is_sign(before) && !last.is_ascii() && last != "―";
            assert!(!alone, "{name}: {lines:?}");
        }
    }
}

/// How much of the type area is used, from its top to the last line.
fn used(page: &[Word]) -> f64 {
    let body = page.iter().filter(|word| word.top > HEAD && word.bottom < FOOT);
    let body = body.filter(|word| word.left > 30.0 && word.right < 565.0);
    let last = body.map(|word| word.bottom).fold(0.0, f64::max);
    (last - 21.0 * boxes::MM) / (258.0 * boxes::MM)
}

#[test]
fn the_second_pages_of_sheets_are_used() {
    let is_second =
        |page: &[Word]| page.iter().any(|word| word.top < HEAD && word.text.contains("（続き）"));
    for (name, pdf) in [("the sample", whole()), ("forty long sheets", large::forty_long_sheets())]
    {
        let pages = boxes::pages(&pdf);
        let second: Vec<f64> =
            pages.iter().filter(|page| is_second(page)).map(|page| used(page)).collect();
        assert!(second.len() >= 40, "{name}: {} second pages", second.len());
        let blank = 1.0 - second.iter().sum::<f64>() / second.len() as f64;
        assert!(blank <= 0.25, "{name}: {:.0} % of the second pages is blank", blank * 100.0);
    }
}

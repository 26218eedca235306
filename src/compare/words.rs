//! Compares two Japanese texts word by word.
//!
//! Texts are segmented into words with the dictionary of ICU; a number with its commas and decimal point is
//! one word. An equal run of fewer than [`SHORTEST`] characters between two changes is marked as changed,
//! because such runs are equal by chance. If more than [`WHOLE`] percent of both texts differ, both are
//! marked as a whole, because single marks would then be hard to read.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The shortest equal run between changes, in characters.
const SHORTEST: usize = 3;
/// The percentage of changed characters from which both texts are marked as a whole.
const WHOLE: usize = 70;

/// What a piece of a compared text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both texts.
    Same,
    /// In the old text alone.
    Deleted,
    /// In the new text alone.
    Inserted,
}

/// A piece of a compared text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its words.
    pub text: String,
}

/// The pieces of `old` and `new`. Those that are the same and deleted make the old text, those that are
/// the same and inserted the new one. What is deleted is before what is inserted in its place.
#[must_use]
pub fn mark(old: &str, new: &str) -> Vec<Piece> {
    if old == new {
        return pieces(&[(PieceKind::Same, old)]);
    }
    let (olds, news) = (words(old), words(new));
    // Always the same way round: with the texts swapped, the same words are marked.
    let runs = if old < new {
        runs(&olds, &news)
    } else {
        runs(&news, &olds).into_iter().map(Run::swapped).collect()
    };
    let runs = join_islands(runs);
    if is_mostly_changed(&runs) {
        return pieces(&[(PieceKind::Deleted, old), (PieceKind::Inserted, new)]);
    }
    let mut out = Vec::new();
    for run in &runs {
        match run {
            Run::Same(text) => out.push((PieceKind::Same, text.as_str())),
            Run::Changed(old, new) => {
                out.push((PieceKind::Deleted, old.as_str()));
                out.push((PieceKind::Inserted, new.as_str()));
            }
        }
    }
    pieces(&out)
}

fn pieces(all: &[(PieceKind, &str)]) -> Vec<Piece> {
    let written = all.iter().filter(|(_, text)| !text.is_empty());
    written.map(|(kind, text)| Piece { kind: *kind, text: (*text).to_owned() }).collect()
}

/// A run of words.
#[derive(Debug)]
enum Run {
    /// Equal in both texts.
    Same(String),
    /// What is in the old text, and what in the new one.
    Changed(String, String),
}

impl Run {
    fn swapped(self) -> Self {
        match self {
            Self::Same(text) => Self::Same(text),
            Self::Changed(old, new) => Self::Changed(new, old),
        }
    }
}

fn runs(old: &[&str], new: &[&str]) -> Vec<Run> {
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let runs = ops.into_iter().map(|op| match op {
        DiffOp::Equal { old_index, len, .. } => Run::Same(old[old_index..old_index + len].concat()),
        DiffOp::Delete { old_index, old_len, .. } => {
            Run::Changed(old[old_index..old_index + old_len].concat(), String::new())
        }
        DiffOp::Insert { new_index, new_len, .. } => {
            Run::Changed(String::new(), new[new_index..new_index + new_len].concat())
        }
        DiffOp::Replace { old_index, old_len, new_index, new_len } => Run::Changed(
            old[old_index..old_index + old_len].concat(),
            new[new_index..new_index + new_len].concat(),
        ),
    });
    runs.collect()
}

/// Joins short equal runs with the changes on both sides of them, and changes that are next to each
/// other.
fn join_islands(runs: Vec<Run>) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let mut joined: Vec<Run> = Vec::new();
    for (at, run) in runs.into_iter().enumerate() {
        let run = match run {
            Run::Same(text) if at > 0 && at < last && is_island(&text) => {
                Run::Changed(text.clone(), text)
            }
            other => other,
        };
        match (joined.last_mut(), run) {
            (Some(Run::Changed(old, new)), Run::Changed(more_old, more_new)) => {
                old.push_str(&more_old);
                new.push_str(&more_new);
            }
            (_, run) => joined.push(run),
        }
    }
    joined
}

/// Whether an equal run is met by chance. The end of a sentence and of a line is none.
fn is_island(text: &str) -> bool {
    text.chars().count() < SHORTEST && !text.contains(['。', '\n'])
}

fn is_mostly_changed(runs: &[Run]) -> bool {
    let (mut same, mut old, mut new) = (0, 0, 0);
    for run in runs {
        match run {
            Run::Same(text) => same += text.chars().count(),
            Run::Changed(deleted, inserted) => {
                old += deleted.chars().count();
                new += inserted.chars().count();
            }
        }
    }
    old.min(new) * 100 > WHOLE * (same + old.min(new))
}

/// The words of a text, which together are the text.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (start, end) = number(rest).unwrap_or((rest.len(), rest.len()));
        segments(&rest[..start], &mut words);
        if end > start {
            words.push(&rest[start..end]);
        }
        rest = &rest[end..];
    }
    words
}

/// Cuts a text without numbers.
fn segments<'a>(text: &'a str, words: &mut Vec<&'a str>) {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut start = 0;
    for end in segmenter.segment_str(text).filter(|end| *end > 0) {
        words.push(&text[start..end]);
        start = end;
    }
}

/// The first number in `text`: digits with commas and points between them, and a sign before.
fn number(text: &str) -> Option<(usize, usize)> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_mark = |c: char| matches!(c, ',' | '.' | '，' | '．');
    let start = text.find(is_digit)?;
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = is_digit(c) || is_mark(c) && chars.peek().is_some_and(|(_, n)| is_digit(*n));
        if !goes_on {
            break;
        }
        end = start + at + c.len_utf8();
    }
    let sign = text[..start].chars().next_back().filter(|c| matches!(c, '▲' | '△'));
    Some((start - sign.map_or(0, char::len_utf8), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marks in one line: `[-old-][+new+]`.
    fn marked(old: &str, new: &str) -> String {
        let piece = |piece: Piece| match piece.kind {
            PieceKind::Same => piece.text,
            PieceKind::Deleted => format!("[-{}-]", piece.text),
            PieceKind::Inserted => format!("[+{}+]", piece.text),
        };
        mark(old, new).into_iter().map(piece).collect()
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(words("延べ14,862人"), ["延べ", "14,862", "人"]);
        assert_eq!(words("▲1,234.5％"), ["▲1,234.5", "％"]);
        assert_eq!(
            marked("利用は延べ14,862人でした。", "利用は延べ15,204人でした。"),
            "利用は延べ[-14,862-][+15,204+]人でした。"
        );
    }

    #[test]
    fn words_make_their_text() {
        for text in ["", "。", "1", "a1b", "令和7年度に改修します。\n2行目", "１，２００人、3.5％"]
        {
            assert_eq!(words(text).concat(), text);
        }
    }

    #[test]
    fn short_islands_are_joined() {
        assert_eq!(marked("道路を直す。", "道路を直す。橋も直す。"), "道路を直す。[+橋も直す。+]");
        assert_eq!(marked("甲の乙", "丙の丁"), "[-甲の乙-][+丙の丁+]");
    }

    #[test]
    fn a_new_text_is_shown_whole() {
        assert_eq!(
            marked("相談員を置きます。", "空き家の改修に補助金を交付します。"),
            "[-相談員を置きます。-][+空き家の改修に補助金を交付します。+]"
        );
        assert_eq!(marked("", "新しい文。"), "[+新しい文。+]");
    }
}

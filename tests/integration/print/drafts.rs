//! A draft says so on every page, beside its text and never within it.

use super::{BOOK, whole};
use crate::support::{Book, Pdf};

const MARK: &str = "案 令和6年9月30日";

/// The running head is within so many lines of the text that poppler reads, with the thumb index.
const HEAD: usize = 2;

#[test]
fn a_draft_is_marked_on_every_page_and_reads_as_the_book_does() {
    let copy = Book::sample();
    copy.edit("content/plan.yaml", "status: final", "status: draft");
    copy.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    let draft = Pdf::read(copy.path(&format!("output/pdf/{BOOK}.pdf")));
    let book = Pdf::read(whole());
    assert_eq!(draft.labels, book.labels, "the marks take no room");
    for (label, (draft, book)) in draft.labels.iter().zip(draft.pages.iter().zip(&book.pages)) {
        assert_eq!(draft.matches(MARK).count(), 1, "page {label}: {draft}");
        let unmarked: Vec<String> = draft
            .lines()
            .filter(|line| !matches!(line.trim(), "案" | MARK))
            .map(|line| line.replace(&format!(" {MARK}"), ""))
            // The thumb index may stand beside the mark.
            .map(|line| line.strip_prefix("案 ").map_or(line.clone(), str::to_owned))
            .collect();
        let lines: Vec<&str> = book.lines().collect();
        assert_eq!(unmarked.len(), lines.len(), "page {label}");
        for (at, (line, whole)) in unmarked.iter().zip(lines).enumerate() {
            // The mark leaves less room for the names in the running head, above all other text.
            let mut rest = whole;
            let mut pieces = line.split('…').filter(|_| at < HEAD);
            let cut = pieces.all(|piece| {
                let found = rest.find(piece);
                rest = found.map_or("", |start| &rest[start + piece.len()..]);
                found.is_some()
            });
            let same = line == whole || at < HEAD && line.contains('…') && cut;
            assert!(same, "page {label}: {line} / {whole}");
        }
    }
}

//! 分割版: together they are the whole book.

use crate::support::Pdf;
use crate::{BOOK, pdfs, pdftotext, whole};

fn volumes() -> Vec<Pdf> {
    (0..=6).map(|n| Pdf::read(pdfs().join(format!("{BOOK}-{n}.pdf")))).collect()
}

#[test]
fn there_is_one_for_the_front_and_one_for_each_goal() {
    let names: Vec<String> = walkdir::WalkDir::new(pdfs())
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains('.'))
        .collect();
    let expected: Vec<String> =
        ["-0", "-1", "-2", "-3", "-4", "-5", "-6", ""].map(|n| format!("{BOOK}{n}.pdf")).into();
    assert_eq!(names, expected);
}

#[test]
fn laid_end_to_end_they_say_what_the_whole_book_says() {
    let book = Pdf::read(whole());
    let volumes = volumes();
    together(&volumes, &book);
}

#[track_caller]
fn together(volumes: &[Pdf], book: &Pdf) {
    let labels: Vec<&String> = volumes.iter().flat_map(|v| &v.labels).collect();
    assert_eq!(labels, book.labels.iter().collect::<Vec<_>>());
    let pages = volumes.iter().flat_map(|v| &v.pages);
    for (label, (volume, whole)) in book.labels.iter().zip(pages.zip(&book.pages)) {
        assert_eq!(volume, whole, "page {label}");
    }
}

/// Margins, running heads and thumb index are on the side of the printed number, whatever
/// the page's place in the file.
#[test]
fn every_word_stands_where_it_stands_in_the_whole_book() {
    let words = |path: &std::path::Path| {
        let boxes = pdftotext(&["-bbox"], path);
        boxes.lines().filter(|l| l.contains("<word")).map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = words(&whole());
    let volumes: Vec<String> =
        (0..=6).flat_map(|n| words(&pdfs().join(format!("{BOOK}-{n}.pdf")))).collect();
    assert!(whole.len() > 20_000, "{} words", whole.len());
    let differs = whole.iter().zip(&volumes).find(|(a, b)| a != b);
    assert_eq!(differs, None);
    assert_eq!(whole.len(), volumes.len());
}

#[test]
fn blank_pages_are_in_the_volume_of_the_part_they_follow() {
    let copy = crate::support::Copy::new();
    copy.edit("content/plan.yaml", "pages: 12 ", "pages: 12-13 ");
    copy.edit("content/plan.yaml", "pages: 13-16", "pages: 14-18");
    copy.edit("content/plan.yaml", "pages: 17-197", "pages: 19-200");
    copy.run(&["build", "--only", "pdf"]).succeeds();
    let read = |name: &str| Pdf::read(copy.path(&format!("output/pdf/{BOOK}{name}.pdf")));
    let volumes: Vec<Pdf> = (0..=6).map(|n| read(&format!("-{n}"))).collect();
    together(&volumes, &read(""));
    assert!(volumes[0].page("13").contains("余白"), "up to a declared end");
    assert!(volumes[0].page("18").contains("余白"), "and before a volume");
    assert!(volumes[6].page("200").contains("余白"), "at the end of the book");
    assert_eq!(volumes[1].labels[0], "19");
}

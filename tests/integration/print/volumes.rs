//! 分割版: together they are the whole book.

use super::{BOOK, goals, pdfs, whole};
use crate::support::{Book, Pdf, Run, files, pdftotext};

fn volumes() -> Vec<Pdf> {
    (0..=goals() + 1).map(|n| Pdf::read(pdfs().join(format!("{BOOK}-{n}.pdf")))).collect()
}

#[test]
fn there_is_one_for_the_front_for_each_goal_and_for_the_end() {
    let names: Vec<String> = files(&pdfs()).into_keys().collect();
    let volumes = (0..=goals() + 1).map(|n| format!("{BOOK}-{n}.pdf"));
    let expected: Vec<String> =
        volumes.chain(["-digest", ""].map(|end| format!("{BOOK}{end}.pdf"))).collect();
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
        (0..=goals() + 1).flat_map(|n| words(&pdfs().join(format!("{BOOK}-{n}.pdf")))).collect();
    assert!(whole.len() > 20_000, "{} words", whole.len());
    let differs = whole.iter().zip(&volumes).find(|(a, b)| a != b);
    assert_eq!(differs, None);
    assert_eq!(whole.len(), volumes.len());
}

#[test]
fn blank_pages_are_in_the_volume_of_the_part_they_follow() {
    let copy = Book::sample();
    copy.edit("content/plan.yaml", "pages: 12 ", "pages: 12-13 ");
    copy.edit("content/plan.yaml", "pages: 13-16", "pages: 14-18");
    copy.edit("content/plan.yaml", "pages: 17-197", "pages: 19-200");
    let run = copy.build(&["--only", "pdf"]).succeeds();
    assert!(run.out.contains("評価結果一覧表」の後に余白を1ページ入れました"), "{}", run.out);
    let read = |name: &str| Pdf::read(copy.path(&format!("output/pdf/{BOOK}{name}.pdf")));
    let volumes: Vec<Pdf> = (0..=goals() + 1).map(|n| read(&format!("-{n}"))).collect();
    together(&volumes, &read(""));
    assert!(volumes[0].page("13").contains("余白"), "up to a declared end");
    assert!(
        volumes[0].page("14").contains("施策体系"),
        "the next part begins where it is to begin"
    );
    assert!(volumes[0].page("18").contains("余白"), "and before a volume");
    assert!(volumes[goals()].page("200").contains("余白"), "at the end of the book");
    assert_eq!(volumes[1].labels[0], "19");
}

#[test]
fn a_book_too_large_for_one_pdf_is_volumes_alone_with_the_same_pages() {
    const TOWN: &str = "shiomi-jikko-keikaku-r7";
    let (town, whole) = (Book::init(), Book::init());
    whole.build(&["--only", "pdf"]).succeeds();
    let whole_pdfs = files(&whole.path("output/pdf"));
    // Three sheets are the larger of its two goals; all five are too many.
    town.build(&["--only", "pdf", "--max-sheets", "3"]).succeeds();
    let alone = files(&town.path("output/pdf"));
    let expected: Vec<String> = (0..=2).map(|n| format!("{TOWN}-{n}.pdf")).collect();
    assert_eq!(alone.keys().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    for (name, bytes) in &alone {
        assert!(*bytes == whole_pdfs[name], "{name} is as if cut from the whole");
    }

    // A goal that is too large itself is several volumes.
    town.build(&["--only", "pdf", "--max-sheets", "2"]).succeeds();
    let names: Vec<String> = files(&town.path("output/pdf")).into_keys().collect();
    assert!(names.contains(&format!("{TOWN}-1-02.pdf")), "{names:?}");
    let volumes: Vec<Pdf> =
        names.iter().map(|n| Pdf::read(town.path(&format!("output/pdf/{n}")))).collect();
    together(&volumes, &Pdf::read(whole.path(&format!("output/pdf/{TOWN}.pdf"))));

    town.build(&["--only", "site", "--max-sheets", "2"]).succeeds();
    let last = town.read("output/policies/1-2-01/index.html");
    let link = format!("../../pdf/{TOWN}-1-02.pdf#page=");
    assert!(last.contains(&link), "{last}");
    assert!(!town.path("output/data").exists() && !last.contains("data.json"), "no data, no links");
}

#[test]
fn a_machine_with_little_memory_sets_the_same_pages_in_volumes() {
    const WHOLE: &str = "shiomi-jikko-keikaku-r7.pdf";
    let (all, little) = (Book::init(), Book::init());
    all.build(&["--only", "pdf"]).succeeds();
    let build = |arguments: &[&str]| {
        let arguments = [&["build", "--only", "pdf"], arguments].concat();
        Run::of(little.command(&arguments).env("PLANBOOK_MEMORY", "100")).succeeds()
    };
    let run = build(&[]);
    assert!(
        run.out.contains("メモリー（0.1 GB）") && run.out.contains("--max-sheets"),
        "{}",
        run.out
    );
    let names: Vec<String> = files(&little.path("output/pdf")).into_keys().collect();
    assert!(names.len() > 2 && !names.iter().any(|name| name == WHOLE), "{names:?}");
    let volumes: Vec<Pdf> =
        names.iter().map(|n| Pdf::read(little.path(&format!("output/pdf/{n}")))).collect();
    together(&volumes, &Pdf::read(all.path(&format!("output/pdf/{WHOLE}"))));
    // What is asked for is not decided by the machine.
    assert!(!build(&["--max-sheets", "9"]).out.contains("メモリー"));
    assert_eq!(little.files("output/pdf").keys().len(), all.files("output/pdf").keys().len());
}

//! ページの約束: what happens when a part does not fit, or what the typesetter needs is not
//! there.

use std::path::Path;

use crate::support::{Book, Pdf, Run};

#[test]
fn a_part_that_does_not_fit_is_named_with_its_pages() {
    let copy = Book::sample();
    copy.edit("content/plan.yaml", "pages: 7-11", "pages: 7-8");
    copy.edit("content/plan.yaml", "pages: 12 ", "pages: 9 ");
    let run = copy.build(&["--only", "pdf"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("PB0401"), "{}", run.err);
    assert!(run.err.contains("基本計画に関する成果指標現状値一覧表"), "{}", run.err);
    assert!(
        run.err.contains("2ページの約束ですが、5ページになりました（3ページ超過）"),
        "{}",
        run.err
    );
    assert!(run.err.contains("content/plan.yaml:"), "with its place: {}", run.err);
    assert!(run.err.contains("「主要施策に関する評価結果一覧表」"), "what moves: {}", run.err);
    assert!(run.err.contains("2ページと約"), "by how much: {}", run.err);
    assert!(run.err.contains("content/indicators.yaml:"), "what could give: {}", run.err);
    assert!(run.err.contains("この部で長いところ"), "{}", run.err);
    assert!(!copy.path("output").exists(), "nothing is published");
}

#[test]
fn sheets_that_fill_little_of_their_last_page_are_shown() {
    let copy = Book::sample();
    copy.edit("content/plan.yaml", "pages: 17-197", "pages: 17-196");
    let run = copy.build(&["--only", "pdf"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("（1ページ超過）"), "{}", run.err);
    assert_eq!(run.err.matches("縮めると1ページ減ります").count(), 3, "{}", run.err);
}

#[test]
fn the_overview_shows_its_longest_paragraphs() {
    let copy = Book::sample();
    let long = "長い段落です。".repeat(1200);
    copy.edit(
        "content/overview.md",
        "本市のさらなる発展",
        &format!("{long}\n\n本市のさらなる発展"),
    );
    let run = copy.build(&["--only", "pdf"]);
    assert_eq!(run.code, 1);
    // The overview has an open end; the part behind it has not.
    assert!(run.err.contains("北斗市創生に向けた重点テーマ"), "{}", run.err);
    copy.edit("content/plan.yaml", "pages: 1- ", "pages: 1-2 ");
    let run = copy.build(&["--only", "pdf"]);
    assert!(run.err.contains("content/overview.md:"), "{}", run.err);
}

#[test]
fn a_relaxed_build_is_published_and_says_on_every_page_that_it_is_not_final() {
    let copy = Book::sample();
    copy.edit("content/plan.yaml", "pages: 17-197", "pages: 17-196");
    let run = copy.build(&["--relax", "--no-volumes"]).succeeds();
    assert!(run.err.contains("注意[PB0401]"), "{}", run.err);
    let book = Pdf::read(copy.path("output/pdf/hokuto-jisshi-keikaku-r6.pdf"));
    for (label, page) in book.labels.iter().zip(&book.pages) {
        assert!(page.contains("案（ページ未確定） 令和6年9月30日"), "page {label}: {page}");
    }
    assert!(copy.read("output/policies/1-2-03/index.html").contains('案'));
}

#[track_caller]
fn cannot_run(copy: &Book, typst: &Path, code: &str, help: &str) {
    copy.write("output/index.html", "the old one");
    for arguments in [&["build", "--adopt"][..], &["doctor"]] {
        let run = Run::of(copy.command(arguments).env("PLANBOOK_TYPST", typst));
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(code) && run.err.contains(help), "{arguments:?}: {}", run.err);
    }
    assert_eq!(copy.read("output/index.html"), "the old one");
}

#[test]
fn without_typst_it_says_how_to_get_it() {
    let copy = Book::sample();
    let nowhere = copy.beside("typst");
    cannot_run(&copy, &nowhere, "PB0510", "cargo install --locked typst-cli@0.15.1");
}

#[test]
fn another_version_of_typst_is_refused() {
    let copy = Book::sample();
    let old = copy.write_script("typst", "echo 'typst 0.13.1 (abcdef)'");
    cannot_run(&copy, &old, "PB0511", "0.13.1");
}

#[test]
fn without_the_fonts_it_says_how_to_get_them() {
    let copy = Book::sample();
    let bare = copy.write_script(
        "typst",
        "case $1 in fonts) echo 'Libertinus Serif';; *) echo 'typst 0.15.1 (x)';; esac",
    );
    cannot_run(&copy, &bare, "PB0512", "fonts-morisawa-bizud-gothic");
}

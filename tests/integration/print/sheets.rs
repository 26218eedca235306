//! Single sheets on demand.

use crate::support::{Book, Pdf};

#[test]
fn a_sheet_is_the_same_as_in_the_book() {
    let copy = Book::init();
    copy.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    copy.write("output/index.html", "the site");
    // One in the middle, one that opens a goal, the first of all.
    let ids = ["1-1-02", "2-1-01", "1-1-01"];
    copy.build(&["--only", "pdf", "--policy", "1-1-02,2-1-01", "--policy", "1-1-01"]).succeeds();
    let book = Pdf::read(copy.path("output/pdf/shiomi-jikko-keikaku-r7.pdf"));
    for id in ids {
        let sheet = Pdf::read(copy.path(&format!("output/pdf/{id}.pdf")));
        let at = book.labels.iter().position(|l| *l == sheet.labels[0]).expect("a page");
        let pages = &book.pages[at..at + sheet.pages.len()];
        assert_eq!(sheet.pages, pages, "{id} from page {}", sheet.labels[0]);
    }
    assert_eq!(copy.read("output/index.html"), "the site");
}

#[test]
fn without_the_book_a_sheet_is_numbered_from_where_its_part_begins() {
    let copy = Book::sample();
    copy.build(&["--only", "pdf", "--policy", "1-2-03"]).succeeds();
    let sheet = Pdf::read(copy.path("output/pdf/1-2-03.pdf"));
    assert_eq!(sheet.labels[0], "17");
}

#[test]
fn every_number_that_the_book_lacks_is_told() {
    let copy = Book::sample();
    let run = copy.build(&["--only", "pdf", "--policy", "1-2-3,1-1-01,部長"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(run.err.matches("PB0515").count(), 2, "{}", run.err);
    assert!(run.err.contains("「1-2-03」のことですか"), "{}", run.err);
    assert!(!copy.path("output").exists(), "nothing is made");
    let run = copy.build(&["--only", "html", "--policy", "1-2-03"]);
    assert_eq!(run.code, 2, "{}", run.err);
}

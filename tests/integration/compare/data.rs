//! Open data and PDFs as sides: they say the same as their sources.

use std::path::Path;

use planbook::compare::{Comparison, Line, Snapshot, compare};
use planbook::compile;
use planbook::diag::Sink;
use planbook::editions::Version;
use planbook::model::Book;
use planbook::reading::Reading;
use planbook::render::data::Dataset;

use super::books::{base, edited, snapshot};
use crate::support::{Book as Folder, Published, Random, project};

/// How many pairs of books are compared in both ways.
const PAIRS: u64 = 12;

/// The snapshot of the open data of `book`.
fn of_data(book: &Book, folder: &Path) -> Snapshot {
    let files = Dataset::new(Reading::new(book)).texts();
    let plan = files.into_iter().find(|file| file.path == "data/plan.json").expect("a plan.json");
    let path = folder.join("plan.json");
    std::fs::write(&path, plan.bytes).expect("a file");
    let name = path.to_str().expect("UTF-8");
    Version::find(folder, name).unwrap_or_else(|e| panic!("{:?}", e.findings)).snapshot
}

/// What changed, without what data do not have: the names of texts, and what was before.
fn lines(found: &Comparison) -> Vec<(String, Vec<Line>)> {
    let changes = found.changes.iter();
    changes.map(|c| (format!("{:?} {} {:?}", c.kind, c.id, c.state), c.lines.clone())).collect()
}

#[track_caller]
fn are_the_same(book: &Book, folder: &Path) {
    let data = of_data(book, folder);
    for found in [compare(&snapshot(book), &data), compare(&data, &snapshot(book))] {
        assert_eq!(lines(&found), [], "{:#?}", found.notes);
    }
}

fn load(root: &Path) -> Book {
    compile::load(root, &[], &mut Sink::new()).1.expect("a book")
}

#[test]
fn the_data_of_a_book_are_the_book() {
    let folder = tempfile::tempdir().expect("a folder");
    are_the_same(&base(), folder.path());
    are_the_same(&load(&project().join("tests/findings/base")), folder.path());
    are_the_same(&load(project()), folder.path());
    let town = Folder::init();
    are_the_same(&load(&town.root()), folder.path());
}

#[test]
fn fields_and_evaluations_of_the_plan_are_in_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = crate::evaluations::of_several();
    let book = load(&book.root());
    are_the_same(&book, folder.path());
    let book = crate::declared::book();
    are_the_same(&load(&book.root()), folder.path());
    let book = crate::indicators::book();
    are_the_same(&load(&book.root()), folder.path());
}

#[test]
fn two_files_of_data_give_the_table_of_their_sources() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut changed = 0;
    for seed in 1..=PAIRS {
        let (old, new) = edited(&mut Random::new(seed));
        let sources = compare(&snapshot(&old), &snapshot(&new));
        let data = compare(&of_data(&old, folder.path()), &of_data(&new, folder.path()));
        assert_eq!(lines(&data), lines(&sources), "seed {seed}");
        assert_eq!(data.totals, sources.totals, "seed {seed}");
        changed += usize::from(!sources.is_empty());
    }
    assert!(changed * 2 > PAIRS as usize, "{changed}");
}

#[test]
fn a_pdf_has_its_data() {
    let sample = Published::sample();
    let file = std::fs::read_dir(sample.folder.join("pdf")).expect("a folder").flatten();
    let name = format!("{}.pdf", sample.view["meta"]["file"].as_str().expect("a name"));
    let pdf = file.map(|e| e.path()).find(|p| p.ends_with(&name)).expect("the whole book");
    let pdf = Version::find(project(), pdf.to_str().expect("UTF-8")).expect("its data");
    let found = compare(&snapshot(&load(project())), &pdf.snapshot);
    assert_eq!(lines(&found), []);
    let published = sample.folder.to_str().expect("UTF-8");
    let data = Version::find(project(), published).expect("the data of a publication");
    assert_eq!(data.snapshot, pdf.snapshot);
}

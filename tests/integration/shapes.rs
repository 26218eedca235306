//! The forms of `planbook init --like`: each makes a whole publication with nothing to correct, all text
//! in its place, and every text and declared value of its sources in it.

use std::path::PathBuf;
use std::sync::OnceLock;

use planbook::compile;
use planbook::diag::Sink;
use planbook::record::{Path, Step, TextRole, Value, Walk};

use crate::print::boxes::{outside, overlapping, pages};
use crate::support::{Book, Published, each, files, squeeze, text_of_html};

/// Their names.
pub const SHAPES: [&str; 4] = ["実施計画", "事務事業評価", "総合戦略", "基本の様式"];

/// A book of each form with its publication, made once.
pub fn published() -> &'static [(&'static str, Book, Published)] {
    static PUBLISHED: OnceLock<Vec<(&str, Book, Published)>> = OnceLock::new();
    PUBLISHED.get_or_init(|| {
        let make = |shape| {
            let book = Book::like(shape);
            // The mark of a draft lies over all text.
            book.edit_first("content/plan.yaml", "status: draft", "status: final");
            let published = Published::without_volumes(&book);
            (shape, book, published)
        };
        SHAPES.map(make).into()
    })
}

/// The PDF of each.
pub fn pdfs() -> Vec<PathBuf> {
    let file = |published: &Published| {
        let name = published.view["meta"]["file"].as_str().expect("a name");
        published.folder.join(format!("pdf/{name}.pdf"))
    };
    published().iter().map(|(_, _, published)| file(published)).collect()
}

#[test]
fn none_has_anything_to_correct() {
    for (shape, book, _) in published() {
        let run = book.run(&["check"]).succeeds();
        assert!(run.said().contains("直すところはありません"), "{shape}: {}", run.said());
    }
}

#[test]
fn all_text_is_in_its_place() {
    for ((shape, ..), pdf) in published().iter().zip(pdfs()) {
        for (index, page) in pages(&pdf).iter().enumerate() {
            let fault = outside(index, page).or_else(|| overlapping(index, page));
            assert!(fault.is_none(), "{shape}: {fault:?}");
        }
    }
}

/// The texts and declared values of `book` that readers find, as outputs may write them, each with its
/// path.
fn values(book: &Book) -> Vec<(String, String)> {
    let loaded = compile::load(&book.root(), &[], &mut Sink::new()).1.expect("the book");
    let evaluated = loaded.plan.edition.evaluated_year();
    let mut values = Vec::new();
    loaded.walk(&mut Path::default(), &mut |path, value| {
        let declared = path.steps().iter().any(|step| matches!(step, Step::Declared(..)));
        let Some(field) = path.field() else { return };
        let is_read = declared || field.role != TextRole::Data;
        // Texts of a year stand in the edition that evaluates it.
        let is_shown = path
            .year()
            .is_none_or(|year| declared || evaluated.is_some_and(|it| it.western() == year));
        if let Value::Text(text) = value
            && is_read
            && is_shown
        {
            values.push((format!("{}.{}", field.record, field.key), squeeze(text)));
        }
    });
    values
}

#[test]
fn every_text_is_in_every_output() {
    for (shape, book, published) in published() {
        let values = values(book);
        assert!(values.len() > 30, "{shape}: {} values", values.len());
        let mut site = String::new();
        for (name, bytes) in files(&published.folder) {
            if name.ends_with(".html") {
                site.push_str(&text_of_html(&String::from_utf8(bytes).expect("UTF-8")));
            }
        }
        let outputs = [
            ("site", squeeze(&site)),
            ("PDF", squeeze(&published.pdf.pages.concat())),
            ("data", squeeze(&published.html("data/plan.json"))),
        ];
        let mut lost = Vec::new();
        for (field, words) in &values {
            for (output, text) in &outputs {
                let is_left_out = crate::fields::LEFT_OUT
                    .iter()
                    .any(|(name, outputs, _)| name == field && outputs.contains(output));
                if !is_left_out && !text.contains(words.as_str()) {
                    lost.push(format!("{shape}: {field} is not in the {output}: {words}"));
                }
            }
        }
        assert!(lost.is_empty(), "{}", lost.join("\n"));
        let policies = each(&published.view["goals"]).flat_map(|goal| each(&goal["nodes"]));
        assert!(policies.count() > 0, "{shape}");
    }
}

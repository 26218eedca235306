//! The forms of `planbook init --like`: each makes a whole publication with nothing to correct, all text
//! in its place, and every text and declared value of its sources in it.

use std::path::PathBuf;
use std::sync::OnceLock;

use calamine::{Reader as _, Xlsx, open_workbook};
use planbook::compile;
use planbook::diag::Sink;
use planbook::model::{Date, YearRange};
use planbook::record::{Path, Step, TextRole, Value, Walk};
use serde_json::Value as Json;

use crate::print::boxes::{outside, overlapping, pages};
use crate::support::{Book, Published, each, files, pdftotext, squeeze, text_of_html, with_commas};

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

/// The texts and declared values of `book` that readers find: each with its field, as readers have it and as
/// data have it.
fn values(book: &Book) -> Vec<(String, String, String)> {
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
        if is_read && is_shown {
            let name = format!("{}.{}", field.record, field.key);
            let negative = &loaded.plan.money.negative;
            let written =
                written(&value, negative).filter(|_| declared || matches!(value, Value::Text(_)));
            values.extend(written.map(|(shown, data)| (name, squeeze(&shown), squeeze(&data))));
        }
    });
    values
}

/// A value as readers have it and as data have it; `negative` is the plan's sign.
fn written(value: &Value<'_>, negative: &str) -> Option<(String, String)> {
    let signed = |number: &str| match number.strip_prefix('-') {
        Some(digits) => format!("{negative}{}", with_commas(digits)),
        None => with_commas(number),
    };
    Some(match value {
        Value::None | Value::Year(_) => return None,
        Value::Text(text) => ((*text).to_owned(), (*text).to_owned()),
        Value::Integer(number) => (signed(&number.to_string()), number.to_string()),
        Value::Number(number) => (signed(number), number.clone()),
        Value::Truth(true) => ("はい".to_owned(), "1".to_owned()),
        Value::Truth(false) => ("いいえ".to_owned(), "0".to_owned()),
        Value::Word(word) => {
            let years = word.parse::<YearRange>().map(YearRange::long);
            let date = word.parse::<Date>().map(Date::long);
            (years.or(date).unwrap_or_else(|()| word.clone()), word.clone())
        }
    })
}

/// The words of all cells of the workbook of the open data.
fn workbook(published: &Published) -> String {
    let file = published.view["meta"]["file"].as_str().expect("a name");
    let path = published.folder.join(format!("data/{file}.xlsx"));
    let mut read: Xlsx<_> = open_workbook(path).expect("a workbook");
    let sheets = read.worksheets();
    let rows = sheets.iter().flat_map(|(_, range)| range.rows());
    let cells: Vec<String> = rows.flatten().map(ToString::to_string).collect();
    cells.join("\u{1}")
}

#[test]
fn every_text_is_in_every_output() {
    for (shape, book, published) in published() {
        let values = values(book);
        assert!(values.len() > 30, "{shape}: {} values", values.len());
        let (mut site, mut csv) = (String::new(), String::new());
        for (name, bytes) in files(&published.folder) {
            if name.ends_with(".html") {
                site.push_str(&text_of_html(&String::from_utf8(bytes).expect("UTF-8")));
            } else if name.ends_with(".csv") {
                csv.push_str(&String::from_utf8(bytes).expect("UTF-8"));
            }
        }
        let outputs = [
            ("site", squeeze(&site)),
            ("PDF", squeeze(&published.pdf.pages.concat())),
            ("data", squeeze(&published.html("data/plan.json"))),
            ("CSV", squeeze(&csv)),
            ("XLSX", squeeze(&workbook(published))),
        ];
        let mut lost = Vec::new();
        for (field, shown, data) in &values {
            for (output, text) in &outputs {
                let words = if ["site", "PDF"].contains(output) { shown } else { data };
                let is_left_out = crate::fields::LEFT_OUT.iter().any(|(name, outputs, _)| {
                    let output = if ["CSV", "XLSX"].contains(output) { "data" } else { output };
                    name == field && outputs.contains(&output)
                });
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

/// The title of 総合戦略 is wider than the cover, and one of its indicators has ― for a unit.
#[test]
fn titles_break_between_words_and_a_dash_is_no_unit() {
    let (_, _, strategy) = &published()[2];
    let cover = pdftotext(&["-layout", "-f", "1", "-l", "1"], &pdfs()[2]);
    let lines: Vec<&str> = cover.lines().map(str::trim).collect();
    assert!(lines.contains(&"令和8年度") && lines.contains(&"アクションプラン"), "{cover}");
    let page = squeeze(&strategy.main_text("indicators/1-02-b/index.html"));
    assert!(page.contains("現状値令和7年度素案を作成目標値"), "{page}");
    assert!(!page.contains("単位：―"), "{page}");
}

/// The figure of the periods shows the layers that the plan declares, and invents none.
#[test]
fn the_figure_of_the_periods_has_the_layers_of_the_plan() {
    let whole = |name: &str, years| (name.to_owned(), vec![(String::new(), 0, years)]);
    let above = [
        vec![whole("第6次潮見町総合計画", 10)],
        vec![whole("第3次椿原市総合計画", 10)],
        vec![whole("第3期碧島町総合戦略", 5)],
        vec![whole("楢沢村基本構想", 10)],
    ];
    for ((shape, _, published), above) in published().iter().zip(above) {
        let mut rows = figure_of(published);
        let own = rows.pop().expect("the row of the edition");
        assert_eq!(rows, above, "{shape}");
        assert_eq!(Some(own.0.as_str()), published.view["meta"]["document"].as_str(), "{shape}");
    }
}

/// A bar in the figure of the periods: its words, the first year's place and the number of years.
type Bar = (String, u64, u64);

/// The rows of the figure of the periods, each with its name and its bars.
fn figure_of(published: &Published) -> Vec<(String, Vec<Bar>)> {
    let words = |it: &Json| it.as_str().unwrap_or_default().to_owned();
    let number = |it: &Json| it.as_u64().expect("a number");
    let bar = |it: &Json| (words(&it["label"]), number(&it["start"]), number(&it["length"]));
    each(&published.view["period"]["rows"])
        .map(|row| {
            (words(&row[0]), each(&row[1]).filter(|it| it["blank"] == false).map(bar).collect())
        })
        .collect()
}

/// Years of no period have no bar, and open ends are those of the term.
#[test]
fn a_layer_may_begin_after_the_plan_and_pause() {
    let book = Book::init();
    book.edit_first(
        "content/plan.yaml",
        "  adopted:",
        "  layers:
    - name: 基本構想
    - { name: 基本計画, periods: [{ name: 第1次, years: R4-R5 }, { name: 第2次, years: R8- }] }
  adopted:",
    );
    let published = Published::without_volumes(&book);
    let bars = |row: usize| figure_of(&published)[row].1.clone();
    assert_eq!(bars(1), [("第1次".to_owned(), 1, 2), ("第2次".to_owned(), 5, 5)]);
    let lengths = |row: usize| -> u64 {
        each(&published.view["period"]["rows"][row][1])
            .map(|it| it["length"].as_u64().expect("a number"))
            .sum()
    };
    assert_eq!([lengths(0), lengths(1), lengths(2)], [10; 3], "every row fills the term");
}

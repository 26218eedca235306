//! No declared field is lost on its way: the walk over the records of the sample book gives every
//! value, and each output has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use planbook::compile;
use planbook::diag::Sink;
use planbook::record::{Path, TextRole, Value, Walk};

use crate::support::{Published, project, squeeze, text_of_html, with_commas};

/// Fields that an output leaves out, and why.
pub const LEFT_OUT: &[(&str, &[&str], &str)] = &[
    ("BookSpec.file", &["PDF", "data"], "it names the PDF"),
    ("Edition.date", &["site", "PDF"], "it is metadata"),
    ("Edition.population", &["PDF"], "only the site has amounts per resident"),
    ("Edition.status", &["site", "PDF"], "a final book has no mark"),
    ("GlossaryTerm.kana", &["PDF"], "it is the order of the list"),
    ("Indicator.better", &["site", "PDF"], "it decides the progress, which is shown"),
    ("Indicator.id", &["PDF"], "addresses and data use it"),
    ("Indicator.source", &["PDF"], "the table of the book has no column for it"),
    ("Indicator.values", &["PDF"], "the book has the baseline and the latest value"),
    ("Licence.url", &["site", "PDF"], "it is the target of a link"),
    ("Level.id", &["PDF"], "data use it"),
    ("Locality.id", &["PDF"], "addresses and data use it"),
    ("Locality.kana", &["PDF"], "only the site and the data have lists of places"),
    ("Locality.not", &["site", "PDF", "data"], "what is not found is nowhere"),
    ("Municipality.code", &["site", "PDF"], "data use it"),
    ("Node.summary", &["PDF", "search"], "only the site has summaries of goals"),
    ("Node.name", &["search"], "the highest ones are choices of the search page"),
    ("PartSpec.id", &["site", "PDF", "data"], "links within the sources use it"),
    ("PartSpec.kind", &["site", "PDF", "data"], "it decides what the part holds"),
    ("PartSpec.pages", &["site", "PDF", "data"], "a contract, which is checked"),
    ("PartSpec.title", &["site", "PDF", "data"], "it has placeholders"),
    ("SearchWords.synonyms", &["site", "PDF", "data"], "only the search knows them"),
    ("Section.email", &["PDF"], "the book has the telephone number"),
    ("Section.id", &["PDF"], "addresses and data use it"),
    ("Section.place", &["PDF"], "the book has the telephone number"),
    ("Policy.id", &["site", "PDF"], "a permanent id, which only data publish"),
    ("Project.kana", &["site", "PDF"], "it is the order of the index of projects"),
    ("Project.id", &["site", "PDF"], "a permanent id, which only data publish"),
    ("SheetHeading.id", &["site", "PDF"], "themes and data use it"),
    ("SheetHeading.hint", &["data"], "the legend and the authors' guide have it"),
];

/// How many values of a field and year are looked up: one that lost a field has none of them.
const LOOKED_UP: usize = 6;

/// The values of a field in a year, each as the words that outputs may write it with.
type Values = BTreeMap<(String, Option<i32>), BTreeSet<Vec<String>>>;

/// Every value of the sample book that is long enough to be found by itself, and every field.
fn values() -> (Values, BTreeMap<String, TextRole>) {
    let book = compile::load(project(), &[], &mut Sink::new()).1.expect("the sample book");
    let mut values = Values::new();
    let mut fields = BTreeMap::new();
    book.walk(&mut Path::default(), &mut |path, value| {
        let field = path.field().expect("a value is in a field");
        let name = format!("{}.{}", field.record, field.key);
        fields.insert(name.clone(), field.role);
        let forms: Vec<String> = match value {
            Value::Text(text) => vec![squeeze(text).chars().take(10).collect()],
            Value::Word(word) => vec![word],
            Value::Number(number) => vec![with_commas(&number), number],
            Value::Integer(number) => {
                let digits = number.unsigned_abs().to_string();
                vec![with_commas(&digits), digits]
            }
            Value::Year(year) => vec![era(year), year.to_string()],
            Value::None | Value::Truth(_) => return,
        };
        if forms.iter().any(|form| form.chars().count() > 3) {
            values.entry((name, path.year())).or_default().insert(forms);
        }
    });
    (values, fields)
}

/// A fiscal year in the era in which it began.
fn era(year: i32) -> String {
    if year < 2019 {
        format!("平成{}年度", year - 1988)
    } else {
        format!("令和{}年度", year - 2018)
    }
}

/// The words of every output of the sample book, without white space.
fn outputs() -> [(&'static str, String); 4] {
    let book = Published::sample();
    let mut site = String::new();
    for entry in walkdir::WalkDir::new(&book.folder) {
        let entry = entry.expect("an entry");
        if entry.path().extension().is_some_and(|end| end == "html") {
            site.push_str(&text_of_html(&fs::read_to_string(entry.path()).expect("a page")));
        }
    }
    [
        ("site", squeeze(&site)),
        ("PDF", squeeze(&book.pdf.pages.concat())),
        ("data", squeeze(&book.html("data/plan.json"))),
        ("search", squeeze(&book.html("search/index.js"))),
    ]
}

#[test]
fn every_field_is_in_every_output() {
    let (values, fields) = values();
    let outputs = outputs();
    let mut lost = Vec::new();
    for (field, role) in &fields {
        for (output, words) in &outputs {
            // The search finds titles and texts.
            if *output == "search" && *role == TextRole::Data {
                continue;
            }
            let left_out =
                LEFT_OUT.iter().any(|(name, outputs, _)| name == field && outputs.contains(output));
            // Each output chooses the years that it shows: at least one of them.
            let years = values.iter().filter(|((name, _), _)| name == field);
            let years: Vec<_> = years.map(|(_, values)| values).collect();
            let is_found = |forms: &Vec<String>| forms.iter().any(|form| words.contains(form));
            let found = years.iter().any(|values| values.iter().take(LOOKED_UP).all(is_found));
            if !years.is_empty() && found == left_out {
                let where_ = if found { "is in" } else { "is not in" };
                lost.push(format!("{field} {where_} the {output}"));
            }
        }
    }
    assert!(fields.len() > 60, "{} fields", fields.len());
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn what_is_left_out_is_a_field() {
    let (values, fields) = values();
    for (field, _, _) in LEFT_OUT {
        assert!(fields.contains_key(*field), "{field} is no field");
        assert!(values.keys().any(|(name, _)| name == field), "{field} is not looked up");
    }
}

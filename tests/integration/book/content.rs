//! The sample book is written, not generated: nothing in it is said over and over.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::data::sources;
use crate::support::{Published, each, words};

/// The words of a prose tree, block by block.
fn texts(node: &Value, out: &mut Vec<String>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(fields) if fields.get("t").is_some_and(|t| t == "p") => {
            let mut text = String::new();
            runs(&fields["c"], &mut text);
            out.push(text);
        }
        Value::Object(fields) => fields.values().for_each(|value| texts(value, out)),
        _ => {}
    }
}

fn runs(node: &Value, out: &mut String) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| runs(item, out)),
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get("v") {
                out.push_str(text);
            }
            if let Some(content) = fields.get("c") {
                runs(content, out);
            }
        }
        _ => {}
    }
}

#[test]
fn no_sentence_stands_in_more_than_three_sheets() {
    let book = Published::sample();
    let mut sheets: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for policy in book.policies() {
        let mut paragraphs = Vec::new();
        texts(&policy["prose"], &mut paragraphs);
        assert!(!paragraphs.is_empty());
        for sentence in paragraphs.iter().flat_map(|p| p.split_inclusive('。')) {
            let place = sheets.entry(sentence.trim().to_owned()).or_default();
            if !place.contains(&words(&policy["id"])) {
                place.push(words(&policy["id"]));
            }
        }
    }
    assert!(sheets.len() > 1500, "{} sentences", sheets.len());
    for (sentence, ids) in sheets {
        assert!(ids.len() <= 3, "{sentence} in {ids:?}");
    }
}

#[test]
fn no_two_projects_share_a_name_and_a_description() {
    let book = Published::sample();
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for policy in book.policies() {
        let projects: Vec<_> = each(&policy["projects"]).collect();
        assert!((2..=7).contains(&projects.len()), "{} has {}", policy["id"], projects.len());
        for project in projects {
            let key = (words(&project["name"]), words(&project["description"]));
            if let Some(other) = seen.insert(key, words(&policy["id"])) {
                panic!("{} and {other} both have {key:?}", policy["id"]);
            }
        }
    }
}

#[test]
fn the_sample_has_the_spread_of_a_real_book() {
    let book = Published::sample();
    assert_eq!(book.policies().len(), sources::policies().len());
    for count in each(&book.view["evaluation"]["counts"]) {
        assert!(count.as_u64().expect("a count") > 0, "every rating is given to someone");
    }
    let indicators = book.indicators();
    let of = |what: &str| indicators.iter().filter(|i| i["progress"]["id"] == what).count();
    assert!(
        of("achieved") > 5 && of("advanced") > 20 && of("receded") > 5 && of("not_measured") > 1
    );
    assert!(indicators.iter().any(|i| i["better"] == "less"));
    assert!(indicators.iter().any(|i| i["kept"] == true));
    assert_eq!(each(&book.view["themes"]).count(), sources::themes().len());
}

//! Every code that is raised anywhere has its entry in the manual, and every entry its code.

use std::collections::{BTreeMap, BTreeSet};

use planbook::check::RULES;
use planbook::diag::manual::{self, Entry};

use crate::support::{files, project};

/// Every code that the sources raise, with the files that do.
fn raised() -> BTreeMap<String, BTreeSet<String>> {
    let mut out = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, bytes) in files(&project().join("src")) {
        if name.ends_with(".rs") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            for (at, head) in code.match_indices("Code(\"") {
                let code: String = code[at + head.len()..].chars().take(6).collect();
                out.entry(code).or_default().insert(name.clone());
            }
        }
    }
    out
}

fn entries() -> Vec<Entry> {
    let rules = RULES.iter().map(|rule| Entry::read(&rule.manual()).expect("an entry"));
    manual::entries().chain(rules).collect()
}

#[test]
fn every_code_has_one_entry_and_every_entry_its_code() {
    let raised: BTreeSet<String> = raised().into_keys().collect();
    let entries: Vec<String> = entries().into_iter().map(|e| e.code).collect();
    let known: BTreeSet<String> = entries.iter().cloned().collect();
    assert_eq!(entries.len(), known.len(), "one entry for each code");
    let without: Vec<_> = raised.difference(&known).collect();
    assert!(without.is_empty(), "raised without an entry: {without:?}");
    let unused: Vec<_> = known.difference(&raised).collect();
    assert!(unused.is_empty(), "an entry that nothing raises: {unused:?}");
}

#[test]
fn a_code_means_one_thing() {
    for (code, files) in raised() {
        assert_eq!(files.len(), 1, "{code} is raised in {files:?}");
        assert!(
            code.len() == 6 && code.starts_with("PB0") && code[3..].parse::<u16>().is_ok(),
            "{code} is no code"
        );
    }
}

#[test]
fn what_authors_can_get_wrong_has_an_example() {
    for entry in entries() {
        // What the machine lacks, and files that cannot be opened, have no wrong and right.
        let without =
            entry.code.starts_with("PB05") || ["PB0001", "PB0305"].contains(&entry.code.as_str());
        assert!(without || entry.text.contains("誤 "), "{} has no example", entry.code);
    }
}

#[test]
fn nothing_of_an_entry_is_left_to_be_filled_in() {
    for entry in entries() {
        // Sources between ` ` have braces of their own.
        let text: String = entry.text.split('`').step_by(2).collect();
        for words in [&entry.title, &text] {
            assert!(!words.contains(['{', '}']), "{}: {words}", entry.code);
        }
    }
}

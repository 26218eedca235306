//! `planbook explain`: prints the manual entry of a code, or the list of all codes.

use super::report::{error_line, print_line};
use crate::check::RULES;
use crate::diag::manual::{self, Entry};
use crate::diag::{Lang, did_you_mean};

/// All entries of the manual, sorted by code.
fn entries() -> Vec<Entry> {
    let rules = RULES.iter().filter_map(|rule| Entry::read(&rule.manual()));
    let mut all: Vec<Entry> = manual::entries().chain(rules).collect();
    all.sort();
    all
}

/// Prints the entry of `code`, or the list of all codes; returns whether the code exists.
pub fn run(code: Option<&str>, lang: Lang) -> bool {
    let entries = entries();
    let Some(code) = code else {
        for entry in &entries {
            print_line(&format!("{}  {}", entry.code, entry.title));
        }
        return true;
    };
    let wanted = code.trim().to_ascii_uppercase();
    // `0203` and `203` are accepted as PB0203.
    let digits = wanted.trim_start_matches("PB");
    let wanted = format!("PB{digits:0>4}");
    if let Some(entry) = entries.iter().find(|e| e.code == wanted) {
        print_line(&format!("{}: {}\n\n{}", entry.code, entry.title, entry.text));
        return true;
    }
    let near = did_you_mean(&wanted, entries.iter().map(|e| e.code.as_str()));
    error_line(&match (lang, near) {
        (Lang::Ja, Some(near)) => {
            format!("{code} という番号はありません。{near} のことですか（一覧は planbook explain）")
        }
        (Lang::Ja, None) => {
            format!("{code} という番号はありません。一覧は planbook explain で見られます")
        }
        (Lang::En, _) => format!("there is no code {code}; `planbook explain` lists all"),
    });
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_complete() {
        let entries = entries();
        for pair in entries.windows(2) {
            assert_ne!(pair[0].code, pair[1].code, "one entry for each code");
        }
        for rule in RULES {
            let entry = Entry::read(&rule.manual()).expect("an entry");
            assert_eq!(entry.code, rule.code, "its head names its code");
            for part in ["誤 ", "正 "] {
                assert!(entry.text.contains(part), "{} has no {part}", rule.code);
            }
        }
        for entry in &entries {
            assert!(!entry.title.is_empty() && !entry.text.is_empty(), "{}", entry.code);
        }
    }
}

//! Compares what leads readers to the pages: the index of the search and the site map.
//!
//! This module must not know how the search works.

use std::collections::{BTreeMap, HashSet};

use quick_xml::events::Event;
use serde_json::Value;

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::json::{self, PUBLICATION};
use super::ledger::{Area, Ledger};
use super::naming;
use super::printed::{leading_number, squeezed};
use super::site::{Targets, subject_of_link};
use crate::diag::Text;
use crate::text;

/// The index of the search: a script that assigns one object.
const SEARCH: &str = "search/index.js";
const SITE_MAP: &str = "sitemap.xml";

/// Compares the index of the search and the site map. `targets` are the pages and their anchors.
pub(super) fn compare(files: &Files, facts: &Facts<'_>, targets: &Targets<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    if files.names().iter().any(|name| name == SEARCH) {
        match files.read(SEARCH).and_then(|bytes| index(&bytes)) {
            Ok(index) => Search { facts, targets, ledger: &mut ledger }.compare(&index),
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Site, SEARCH, reason)),
        }
    }
    if files.names().iter().any(|name| name == SITE_MAP) {
        match files.read(SITE_MAP).and_then(|bytes| entries(&bytes)) {
            Ok(entries) => site_map(&entries, files, facts, &mut ledger),
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Links, SITE_MAP, reason)),
        }
    }
    ledger
}

/// The object that the script assigns.
fn index(bytes: &[u8]) -> Result<Value, Text> {
    let start = bytes.iter().position(|byte| *byte == b'{');
    let end = bytes.iter().rposition(|byte| *byte == b'}');
    match (start, end) {
        (Some(start), Some(end)) if start < end => json::parse(&bytes[start..=end]),
        _ => Err(text!("検索の索引がありません", "it has no index of the search")),
    }
}

/// A kind of records, by the table whose rows they are.
struct Kind {
    key: &'static str,
    table: &'static str,
    /// The column with the name.
    name: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind { key: "p", table: "policies", name: "policy_title" },
    Kind { key: "j", table: "projects", name: "project_name" },
    Kind { key: "i", table: "indicators", name: "indicator_name" },
    Kind { key: "s", table: "sections", name: "section_name" },
];

struct Search<'a> {
    facts: &'a Facts<'a>,
    targets: &'a Targets<'a>,
    ledger: &'a mut Ledger,
}

impl Search<'_> {
    fn compare(&mut self, index: &Value) {
        let records = index["records"].as_array().map_or(&[][..], Vec::as_slice);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            let word = |key: &str| record[key].as_str().unwrap_or_default();
            *counts.entry(word("k")).or_default() += 1;
            let place = format!("records[{at}]");
            let route = word("r");
            if self.targets.leads_somewhere("index.html", route) {
                self.ledger.equal(Area::Links, 1);
            } else {
                let place = Text::same(format!("{place}.r"));
                let sentence = text!("{route} がありません", "there is no {route}");
                let found = Disagreement::sentence(Area::Links, SEARCH, place, sentence);
                self.ledger.contradicts(found.in_column("r"));
            }
            self.record(&place, record);
        }
        // A section that does nothing may have no page.
        for Kind { key, table, .. } in KINDS.iter().filter(|kind| kind.table != "sections") {
            let (found, all) =
                (counts.get(key).copied().unwrap_or(0), self.facts.tables.rows(table).count());
            // A book may have an index of some kinds alone.
            if found > 0 {
                let place = text!("{table} の記録の数", "the number of records of {table}");
                self.expect(place, &found.to_string(), &all.to_string(), table, None);
            }
        }
    }

    fn record(&mut self, place: &str, record: &Value) {
        let facts = self.facts;
        let word = |key: &str| record[key].as_str().unwrap_or_default();
        let kind = KINDS.iter().find(|kind| kind.key == word("k"));
        let subject = match word("k") {
            "i" => Some(Subject::Indicator(word("id").to_owned())),
            "s" => Some(Subject::Section(word("id").to_owned())),
            _ => subject_of_link(word("r")),
        };
        let Some(kind) = kind else { return };
        let row = subject.as_ref().and_then(|subject| match subject {
            Subject::Section(id) => {
                let mut rows = facts.tables.rows("sections");
                rows.find(|row| row.words("section_id") == id.as_str())
            }
            subject => facts.row(subject),
        });
        let (Some(row), Some(subject)) = (row, subject) else {
            let (place, table) = (Text::same(format!("{place}.id")), kind.table);
            let sentence = text!("{table} にない記録です", "{table} has no such row");
            let found = Disagreement::sentence(Area::Site, SEARCH, place, sentence);
            self.ledger.contradicts(found.in_column("id"));
            return;
        };
        // The framework has the names of policies.
        let name = if kind.key == "p" { "name" } else { kind.name };
        let at = |key: &str| Text::same(format!("{place}.{key}"));
        self.expect(at("t"), word("t"), &row.words(name), name, Some(&subject));
        if let Subject::Policy(id) | Subject::Project(id, _) = &subject {
            if let Some(rating) = record["a"].as_str() {
                let expected = facts.rating(id).unwrap_or_default();
                self.expect(at("a"), rating, expected, "rating", Some(&subject));
            }
            let policy = facts.row(&Subject::Policy(id.clone()));
            let number = policy.map(|row| row.words("number").into_owned());
            let number = number.filter(|number| !number.is_empty());
            self.expect(at("id"), word("id"), number.as_ref().unwrap_or(id), "id", Some(&subject));
        } else if !word("r").contains(word("id")) {
            self.expect(at("r"), word("r"), word("id"), "r", Some(&subject));
        }
        // 令和6年度予算29,670千円: the number after the year.
        let Some(budget) = record["b"].as_str() else { return };
        let year = facts.years.iter().find(|(_, year)| *year == facts.year);
        let printed = year.and_then(|(label, _)| budget.strip_prefix(label.as_str()));
        let printed = printed.and_then(|rest| {
            let start = rest.find(|c: char| c.is_ascii_digit() || "▲△-".contains(c))?;
            leading_number(&rest[start..])
        });
        let amount = facts.amount(&subject, "budget", &facts.year).and_then(|amount| amount.sum);
        if let (Some((found, _)), Some(expected)) = (printed, amount) {
            self.expect(
                at("b"),
                &found.to_string(),
                &expected.to_string(),
                "amount",
                Some(&subject),
            );
        }
        self.texts(place, record, &subject);
    }

    /// The texts of a project are those that are searched.
    fn texts(&mut self, place: &str, record: &Value, subject: &Subject) {
        let Subject::Project(policy, number) = subject else { return };
        let texts = record["x"].as_array().map_or(&[][..], Vec::as_slice);
        let all: Vec<String> =
            texts.iter().filter_map(|text| text.as_str().map(squeezed)).collect();
        let description = self.facts.row(subject).map(|row| row.words("description").into_owned());
        let result = self.facts.result(policy, number, &self.facts.evaluated).map(str::to_owned);
        for words in [description, result].into_iter().flatten().filter(|words| !words.is_empty()) {
            let lines = words.lines().map(squeezed).filter(|line| !line.is_empty());
            for line in lines.collect::<Vec<_>>() {
                if all.iter().any(|text| text.contains(&line)) {
                    self.ledger.equal(Area::Site, 1);
                } else {
                    let place = Text::same(format!("{place}.x"));
                    let found = all.join(" ");
                    self.expect(place, &found, &line, "x", Some(subject));
                }
            }
        }
    }

    fn expect(
        &mut self,
        place: Text,
        found: &str,
        expected: &str,
        column: &str,
        subject: Option<&Subject>,
    ) {
        if squeezed(found) == squeezed(expected) {
            self.ledger.equal(Area::Site, 1);
            return;
        }
        let source = text!("データ", "the data");
        let about = subject.map(|subject| naming::of_subject(self.facts, subject));
        let found = Disagreement::value(Area::Site, SEARCH, place, found, expected, source);
        let about = about.unwrap_or_else(Text::empty);
        self.ledger.contradicts(found.in_column(column).about(about));
    }
}

/// An entry of a site map: an address and a date.
#[derive(Debug, Default, PartialEq, Eq)]
struct Entry {
    address: String,
    date: String,
}

fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Text> {
    let unreadable = || text!("XMLとして読めません", "it is not XML");
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let (mut all, mut within) = (Vec::new(), String::new());
    loop {
        match reader.read_event().map_err(|_| unreadable())? {
            Event::Start(tag) => {
                tag.name().as_ref().clone_into(&mut within);
                if within == "url" {
                    all.push(Entry::default());
                }
            }
            Event::Text(text) => match (within.as_str(), all.last_mut()) {
                ("loc", Some(entry)) => entry.address.push_str(text.trim()),
                ("lastmod", Some(entry)) => entry.date.push_str(text.trim()),
                _ => {}
            },
            // The one character of addresses that XML writes in another way.
            Event::GeneralRef(name) if name.as_ref() == "amp" => {
                if let Some(entry) = all.last_mut() {
                    entry.address.push('&');
                }
            }
            Event::End(_) => within.clear(),
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// Every address of the site map is that of a page, and the pages of policies have one.
fn site_map(entries: &[Entry], files: &Files, facts: &Facts<'_>, ledger: &mut Ledger) {
    let Some(publication) = facts.tables.rows(PUBLICATION).next() else { return };
    let date = publication.words("date");
    // The newest edition has an address of its own where older ones are below it.
    let sites = ["site", "latest_site"].map(|column| publication.words(column));
    let page_of = |address: &str| {
        let sites = sites.iter().filter(|site| !site.is_empty());
        let paths = sites.filter_map(|site| address.strip_prefix(site.trim_end_matches('/')));
        let mut pages = paths.filter(|path| path.starts_with('/')).map(|path| {
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            format!("{}index.html", path.trim_start_matches('/'))
        });
        pages.find(|page| files.has(page) || files.missing().contains(page))
    };
    let mut pages = HashSet::new();
    for (at, Entry { address, date: changed }) in entries.iter().enumerate() {
        let number = at + 1;
        let place = || text!("{number}番目の url", "url {number}");
        if let Some(page) = page_of(address) {
            ledger.equal(Area::Links, 1);
            pages.insert(page);
        } else {
            let sentence = text!("{address} のページがありません", "there is no page {address}");
            let found = Disagreement::sentence(Area::Links, SITE_MAP, place(), sentence);
            ledger.contradicts(found.in_column("loc"));
        }
        if *changed == date {
            ledger.equal(Area::Links, 1);
        } else {
            let source = Text::same("publication.date");
            let (found, expected) = (changed, date.as_ref());
            let found =
                Disagreement::value(Area::Links, SITE_MAP, place(), found, expected, source);
            ledger.contradicts(found.in_column("lastmod"));
        }
    }
    // A policy that is no more may have a page that tells what became of it.
    for row in facts.tables.rows("policies") {
        let name = format!("policies/{}/index.html", row.words("policy_id"));
        if !files.has(&name) || pages.contains(&name) {
            continue;
        }
        let place = text!("ないページ", "a missing page");
        let sentence = text!("{name} がありません", "{name} is not in it");
        let found = Disagreement::sentence(Area::Links, SITE_MAP, place, sentence);
        ledger.contradicts(found.in_column("url"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_map_is_a_list_of_addresses() {
        let xml = b"<urlset><url><loc>https://a/?x&amp;y</loc><lastmod>2024-09-30</lastmod></url></urlset>";
        let (address, date) = ("https://a/?x&y".to_owned(), "2024-09-30".to_owned());
        assert_eq!(entries(xml), Ok(vec![Entry { address, date }]));
        assert!(entries(b"<a></b>").is_err());
    }

    #[test]
    fn the_index_is_what_the_script_assigns() {
        assert_eq!(index(b"window.x = {\"a\":1};\n").expect("JSON")["a"], 1);
        assert!(index(b"x").is_err() && index(b"}{").is_err());
    }
}

//! A whole round: the workbooks of all sections of the sample, filled in by another program, imported
//! in any order with repeats.

use std::collections::BTreeMap;

use planbook::editions::{ImportOptions, import};
use serde_json::Value;

use super::answers::{answers, next_edition};
use crate::support::{Book, Pdf, Published, Random, each, squeeze, with_commas};

/// The sample, moved to its next edition by hand: no edition before is kept.
fn collecting() -> Book {
    let book = Book::sample();
    let plan = book.read("content/plan.yaml");
    let plan = plan
        .replace("year: R6 ", "year: R7 ")
        .replace("evaluated: R5 ", "evaluated: R6 ")
        .replace("solid_until: R5 ", "solid_until: R6 ")
        .replace("status: final ", "status: collecting ");
    book.write("content/plan.yaml", plan);
    book
}

#[test]
fn the_workbooks_of_all_sections_complete_the_sample() {
    let book = collecting();
    let run = book.run(&["export"]).succeeds();
    assert!(run.out.contains("40課分"), "{}", run.out);
    let (typed, mut paths) = answers(&book, "R7", |n| (1000 + n) as f64 / 10.0);
    // A result, a settlement and a budget of each project, a rating of each policy, indicators.
    assert!(typed.len() > 3 * 579 + 128, "{}", typed.len());
    let mut random = Random::new(19);
    let mut applied = 0;
    while !paths.is_empty() {
        // A few at once, some of them again later.
        let mut some = Vec::new();
        for _ in 0..=random.below(15).min(paths.len() - 1) {
            let at = random.below(paths.len());
            let path = if random.once_in(4) { paths[at].clone() } else { paths.swap_remove(at) };
            some.push(path);
            if paths.is_empty() {
                break;
            }
        }
        let options = ImportOptions { paths: some, dry_run: false, deletions: false };
        let done = import(&book.root(), &options);
        let counts = done.result.expect("the book can be read").counts;
        assert_eq!((counts.reported, counts.refused), (0, 0), "{:?}", done.findings.first());
        applied += counts.applied;
    }
    assert_eq!(applied, typed.len());
    // Nothing is asked for any more, and nothing else was written.
    let status = book.run(&["status", "--format", "json"]).succeeds().out;
    let status: Value = serde_json::from_str(&status).expect("JSON");
    for section in each(&status["sections"]).chain([&status["indicators"]]) {
        assert_eq!(each(&section["missing"]).count(), 0, "{section}");
    }
    let lines = |files: &crate::support::Files| -> usize {
        files.values().map(|bytes| String::from_utf8_lossy(bytes).lines().count()).sum()
    };
    let sample = Book::sample();
    let (before, after) = (sample.files("content"), book.files("content"));
    // Years are added to lines that are there.
    assert_eq!(lines(&after), lines(&before));
    // Everything typed is in the open data, with its project, policy or indicator, and on the page of
    // its policy and in print.
    book.edit("content/plan.yaml", "status: collecting ", "status: final ");
    book.build(&["--no-volumes"]).succeeds();
    is_published(&book, &typed);
}

#[test]
fn a_round_after_projects_have_ended_takes_every_answer() {
    let book = Book::init();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    // A project of the book ends with the edition that is kept.
    book.edit("content/plan.yaml", "  begins: 新規\n", "  begins: 新規\n  ends: [終了]\n");
    book.run(&["ids"]).succeeds();
    let ended = book.read("content/policies/2/2-1-01.yaml").contains("direction: 終了");
    assert!(ended, "a project of the book has ended");
    next_edition(&book, "R8");
}

/// Looks for each of `typed` in the open data, on the page of its policy and in print.
fn is_published(book: &Book, typed: &[(String, String, String)]) {
    let folder = book.path("output/data");
    let rows = |name: &str| {
        let mut reader = csv::Reader::from_path(folder.join(name)).expect(name);
        let head = reader.headers().expect("a head").clone();
        let row = move |row: csv::StringRecord| -> BTreeMap<String, String> {
            head.iter().zip(&row).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        };
        reader.records().map(|record| row(record.expect("a row"))).collect::<Vec<_>>()
    };
    let all: Vec<String> = ["budgets", "results", "ratings", "indicator_values", "projects"]
        .iter()
        .flat_map(|name| rows(&format!("{name}.csv")))
        .map(|row| format!("\u{1f}{}\u{1f}", row.into_values().collect::<Vec<_>>().join("\u{1f}")))
        .collect();
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &all {
        for word in row.split('\u{1f}') {
            by_id.entry(word).or_default().push(row);
        }
    }
    // Ratings are listed by the number of the policy.
    let policies = rows("policies.csv");
    let number = |uid: &str| {
        let row = policies.iter().find(|row| row.values().any(|value| value == uid));
        row.expect("the policy")["policy_id"].as_str()
    };
    let projects = rows("projects.csv");
    let home = |uid: &str| {
        let row = projects.iter().find(|row| row.values().any(|value| value == uid));
        row.map(|row| row["policy_id"].as_str())
    };
    let published = Published {
        pdf: Pdf::read(book.path("output/pdf/hokuto-jisshi-keikaku-r6.pdf")),
        folder: book.path("output"),
        view: Value::Null,
    };
    let mut pages: BTreeMap<&str, [(&str, String); 2]> = BTreeMap::new();
    let all_indicators = published.main_text("indicators/index.html");
    let in_print: String = published.pdf.pages.iter().map(|page| squeeze(page)).collect();
    for (id, column, value) in typed {
        let id = if column.starts_with("rating") { number(id) } else { id.as_str() };
        let rows = by_id.get(id).map_or(&[][..], Vec::as_slice);
        let cell = format!("\u{1f}{value}\u{1f}");
        assert!(rows.iter().any(|row| row.contains(&cell)), "{id} {column} {value}");
        let shown = squeeze(&printed(column, value));
        if column.starts_with("value") {
            for (place, text) in [("site", &all_indicators), ("PDF", &in_print)] {
                assert!(text.contains(&shown), "{id} {column} {value} is not in the {place}");
            }
            continue;
        }
        let policy = home(id).unwrap_or(id);
        let outputs = pages.entry(policy).or_insert_with(|| published.of_policy(policy));
        for (place, text) in outputs {
            assert!(
                text.contains(&shown),
                "{id} {column} {value}: the {place} of {policy}: {text}"
            );
        }
    }
    assert_eq!(pages.len(), 128, "every policy was asked");
}

/// What was typed into a cell of `column`, as readers see it.
fn printed(column: &str, value: &str) -> String {
    match column.split(':').next() {
        Some("settlement" | "budget" | "value") => with_commas(value),
        _ => value.to_owned(),
    }
}

//! The answers of all sections: their workbooks, filled in by another program.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use planbook::editions::{ImportOptions, import};
use serde_json::Value;

use crate::support::{Book, Office, OfficeCell, each, text, words};

/// What was typed: the row's key, the column's, and the value.
pub type Typed = Vec<(String, String, String)>;

/// Fills in the workbooks that `book` has sent for the edition `year`; returns what was typed, and the
/// workbooks, which lie beside the book. `measured` gives the values of indicators.
pub fn answers(book: &Book, year: &str, measured: impl Fn(usize) -> f64) -> (Typed, Vec<PathBuf>) {
    let records: BTreeMap<String, Value> = book
        .files("editions/rounds")
        .into_iter()
        .filter(|(name, _)| name.contains(&format!("/{year}-1/")))
        .map(|(_, bytes)| {
            let record: Value = serde_json::from_slice(&bytes).expect("JSON");
            (words(&record["name"]).to_owned(), record)
        })
        .collect();
    let plan = PlanWords::of(&book.read("content/plan.yaml"));
    let (mut typed, mut paths) = (Vec::new(), Vec::<PathBuf>::new());
    let returned = book.beside(&format!("返送{year}"));
    fs::create_dir(&returned).expect("a folder");
    let prefix = format!("照会/{year}-1_");
    for (name, bytes) in book.files("照会") {
        let Some(section) = name.strip_prefix(&prefix) else { continue };
        let mut office = Office::open(&bytes);
        fill(
            &mut office,
            &records[section.trim_end_matches(".xlsx")],
            &plan,
            &measured,
            &mut typed,
        );
        let path = returned.join(name.trim_start_matches("照会/"));
        fs::write(&path, office.save()).expect("written");
        paths.push(path);
    }
    (typed, paths)
}

/// Moves `book` to its next edition, `year`, and completes that with the answers of all sections.
pub fn next_edition(book: &Book, year: &str) {
    book.run(&["roll"]).succeeds();
    book.run(&["export"]).succeeds();
    let (typed, paths) = answers(book, year, |n| (n % 90 + 5) as f64);
    let options = ImportOptions { paths, dry_run: false, deletions: false };
    let done = import(&book.root(), &options);
    let counts = done.result.expect("the book can be read").counts;
    assert_eq!((counts.reported, counts.refused), (0, 0), "{:?}", done.findings.first());
    assert_eq!(counts.applied, typed.len());
    book.edit("content/plan.yaml", "status: collecting", "status: final");
}

/// The words of a plan that answers need.
struct PlanWords {
    ratings: Vec<String>,
    /// The direction of what begins.
    begins: String,
    /// A direction of what goes on.
    goes_on: String,
    /// Whether budgets have sources.
    has_sources: bool,
}

impl PlanWords {
    fn of(plan: &str) -> Self {
        let block = |key: &str| {
            let rest = plan.split(&format!("\n{key}:\n")).nth(1).expect(key);
            let lines = rest.lines().take_while(|line| line.starts_with(' '));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let ratings = block("rating").into_iter().filter_map(|line| {
            Some(line.split_once("id: ")?.1.split(',').next()?.trim_matches('"').to_owned())
        });
        let direction = block("direction");
        let value = |key: &str| {
            let found = direction.iter().find_map(|line| line.trim().strip_prefix(key));
            found.unwrap_or_default().split('#').next().unwrap_or_default().trim().to_owned()
        };
        let begins = value("begins:");
        let ends = value("ends:");
        let choices = value("choices:");
        let mut choices = choices.trim_matches(['[', ']']).split(", ");
        let goes_on =
            choices.find(|word| *word != begins && !ends.contains(word)).expect("a choice");
        let has_sources = plan.contains("\n  sources: ");
        Self { has_sources, ratings: ratings.collect(), goes_on: goes_on.to_owned(), begins }
    }
}

/// Fills in every empty cell that is asked for, and adds what was typed to `typed`: by the row's key,
/// the column's and the value.
fn fill(
    office: &mut Office,
    record: &Value,
    plan: &PlanWords,
    measured: &dyn Fn(usize) -> f64,
    typed: &mut Typed,
) {
    for sent in each(&record["sheets"]) {
        let key = words(&sent["key"]);
        let columns: Vec<&str> = each(&sent["columns"]).map(words).collect();
        for row in each(&sent["rows"]) {
            let cells: Vec<&str> = each(row).map(words).collect();
            let id = cells[0];
            if id.starts_with(['#', '!']) || id.starts_with("new-") {
                continue;
            }
            for (column, value) in columns.iter().zip(&cells[1..]) {
                let number = 1000 + typed.len();
                let cell = match (column.split(':').next().unwrap_or(""), *value) {
                    // Where its money comes from is not asked for.
                    ("budget", "") if plan.has_sources => OfficeCell::Number(0.0),
                    ("results", "") => text(&format!("実施{number}回")),
                    ("settlement" | "budget", "") => OfficeCell::Number(number as f64),
                    ("value", "") => OfficeCell::Number(measured(typed.len())),
                    ("rating", "") => text(&plan.ratings[number % 2].replace('B', "Ｂ")),
                    ("direction", word) if word == plan.begins => text(&plan.goes_on),
                    _ => continue,
                };
                let said = match &cell {
                    OfficeCell::Text(words) => words.replace('Ｂ', "B"),
                    OfficeCell::Number(number) => number.to_string(),
                    other => panic!("{other:?}"),
                };
                office.set(key, id, column, cell);
                typed.push((id.to_owned(), (*column).to_owned(), said));
            }
        }
    }
}

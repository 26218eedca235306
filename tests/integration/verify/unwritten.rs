//! Drafts of every form in which something is not written yet, anywhere.

use super::{disagreements, verified};
use crate::shapes::SHAPES;
use crate::support::{Book, Random, files};

/// The sheets of `book`, each without one of its keys and all that stands below it.
fn without_some(book: &Book, random: &mut Random) {
    let sheets = files(&book.path("content/policies")).into_keys();
    for sheet in sheets.filter(|name| name.ends_with(".yaml")) {
        let name = format!("content/policies/{sheet}");
        let text = book.read(&name);
        let lines: Vec<&str> = text.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let is_key = |line: &str| {
            let key = line.trim_start().split_once(':').map_or("", |(key, _)| key);
            let is_named = ["title", "name", "projects", "id"].contains(&key);
            !key.is_empty() && !is_named && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        };
        let keys: Vec<usize> = (0..lines.len()).filter(|at| is_key(lines[*at])).collect();
        let from = keys[random.below(keys.len())];
        let below = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[from]);
        let until = from + 1 + lines[from + 1..].iter().take_while(below).count();
        let rest = [&lines[..from], &lines[until..]].concat();
        book.write(&name, rest.join("\n") + "\n");
    }
}

#[test]
fn a_draft_agrees_whatever_is_not_written() {
    let mut made = 0;
    for (at, shape) in SHAPES.iter().enumerate() {
        for round in 0..4 {
            let book = Book::like(shape);
            without_some(&book, &mut Random::new(100 * at as u64 + round));
            let outputs = if round == 0 { "--no-volumes" } else { "--only=html" };
            let run = book.run(&["build", outputs]);
            if run.code != 0 {
                // A key that even a draft needs is asked for by name.
                assert!(run.err.contains("PB0103") || run.err.contains("PB02"), "{}", run.err);
                continue;
            }
            made += 1;
            let found = disagreements(&verified(&book.path("output")));
            assert_eq!(found, [""; 0], "{shape}, {round}");
        }
    }
    assert!(made >= 8, "{made} of 16 could be made");
}

/// A value of a year that the edition does not know yet stands in no output.
#[test]
fn values_after_the_evaluated_year_are_nowhere() {
    let book = Book::like("総合戦略");
    book.edit_first("content/plan.yaml", "evaluated: R7", "evaluated: R6");
    let run = book.build(&["--only=html"]).succeeds();
    assert!(run.err.contains("R7 の成果指標の値はこの版に載りません"), "{}", run.err);
    assert_eq!(disagreements(&verified(&book.path("output"))), [""; 0]);
    let page = book.read("output/indicators/1-01-a/index.html");
    assert!(page.contains(">65<") && !page.contains(">71<"), "{page}");
}

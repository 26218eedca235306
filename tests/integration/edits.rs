//! Random edits of the sources of every form: a line deleted, doubled, cut, joined or swapped with another,
//! another number, value or key. The book is refused with the place, or what is built agrees with itself.
//!
//! `PLANBOOK_EDITS=2000 PLANBOOK_EDITS_SEED=1 cargo test --test integration edits::` tries more of them.

use std::fs;

use crate::shapes::SHAPES;
use crate::support::{Book, Random, from_environment};
use crate::verify::{disagreements, verified};

/// How many books are edited unless `PLANBOOK_EDITS` says otherwise.
const EDITS: u64 = 60;

const VALUES: [&str; 24] = [
    "",
    "''",
    "---",
    "R6",
    "令和6年度",
    "{{ x }}",
    "<b>a</b>",
    "a: b",
    "# x",
    "｜",
    "*",
    "[a](http://example.com/?q=あ)",
    "🎌",
    "①",
    "1,000",
    "△5",
    "-5",
    "99999999999999",
    "０",
    "　",
    "終わり。",
    "―",
    "~",
    "2024-13-40",
];
const NUMBERS: [&str; 10] = ["0", "1", "-1", "999999999", "12.5", "", "７", "1.2.3", "00", ".5"];

/// The lines after one edit; none where it does not fit.
fn edited<'a>(lines: &[&'a str], random: &mut Random) -> Option<Vec<String>> {
    let mut all: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    let is_said = |at: &usize| !lines[*at].trim().is_empty() && !lines[*at].trim().starts_with('#');
    let said: Vec<usize> = (0..lines.len()).filter(is_said).collect();
    let at = *said.get(random.below(said.len()))?;
    let line: &'a str = lines[at];
    let boundary = |random: &mut Random| {
        let places: Vec<usize> =
            line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        places[random.below(places.len())]
    };
    match random.below(9) {
        0 => drop(all.remove(at)),
        1 => all.insert(at, line.to_owned()),
        2 => all.swap(at, said[random.below(said.len())]),
        3 => all[at].truncate(boundary(random)),
        4 => all[at].insert_str(boundary(random), random.one_of(&VALUES)),
        5 if at + 1 < all.len() => {
            let next = all.remove(at + 1);
            all[at] = format!("{line} {}", next.trim());
        }
        6 => {
            let digit = line.find(|c: char| c.is_ascii_digit())?;
            let rest = line[digit..].trim_start_matches(|c: char| c.is_ascii_digit());
            all[at] = format!("{}{}{rest}", &line[..digit], random.one_of(&NUMBERS));
        }
        7 => {
            let (key, _) = line.split_once(": ")?;
            all[at] = format!("{key}: {}", random.one_of(&VALUES));
        }
        _ => {
            let key = line.find(|c: char| c.is_ascii_lowercase())?;
            all[at].replace_range(key..=key, random.one_of(&["", "x", "_"]));
        }
    }
    Some(all)
}

/// Makes up to three edits in the `sources` of `book`; returns the files with their texts before.
fn edit(book: &Book, sources: &[String], random: &mut Random) -> Vec<(String, String)> {
    let mut before = Vec::new();
    for _ in 0..=random.below(3) {
        let name = &sources[random.below(sources.len())];
        let text = book.read(name);
        let lines: Vec<&str> = text.lines().collect();
        if let Some(lines) = edited(&lines, random) {
            book.write(name, lines.join("\n") + "\n");
            before.push((name.clone(), text));
        }
    }
    before
}

#[test]
fn what_is_built_agrees_and_what_is_refused_has_its_place() {
    let first = from_environment("PLANBOOK_EDITS_SEED").unwrap_or(1);
    let count = from_environment("PLANBOOK_EDITS").unwrap_or(EDITS);
    let books = SHAPES.map(Book::like);
    let sources = books.each_ref().map(|book| {
        let is_read = |name: &String| !name.ends_with("README.md");
        book.sources().into_iter().filter(is_read).collect::<Vec<_>>()
    });
    let mut built = 0;
    for seed in first..first + count {
        let of = seed as usize % books.len();
        let (book, sources) = (&books[of], &sources[of]);
        let mut random = Random::new(seed);
        let before = edit(book, sources, &mut random);
        let what: Vec<_> = before.iter().map(|(name, _)| name).collect();
        let what = format!("PLANBOOK_EDITS=1 PLANBOOK_EDITS_SEED={seed}: {what:?}");
        let run = book.run(&["build", "--only=html"]);
        assert!(!run.said().contains("panicked"), "{what}: {}", run.said());
        if run.code == 0 {
            built += 1;
            assert_eq!(disagreements(&verified(&book.path("output"))), [""; 0], "{what}");
        } else {
            assert_eq!(run.code, 1, "{what}: {}", run.err);
            assert!(run.err.contains("--> content/"), "{what}: {}", run.err);
        }
        // The name of the plan may have been edited: an output is that of one book.
        if book.path("output").exists() {
            fs::remove_dir_all(book.path("output")).expect("removed");
        }
        for (name, text) in before.iter().rev() {
            book.write(name, text);
        }
    }
    assert!(count < 20 || built >= count / 8, "{built} of {count} were built");
}

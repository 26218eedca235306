//! `planbook status` says what each section is asked for, and what has come.

use std::fs;

use serde_json::Value;

use super::freeze::town;
use crate::support::{Book, each, in_name_spaces, planbook, words};

const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// The town's book, rolled to its next edition.
fn collecting() -> Book {
    let book = town();
    book.run(&["roll"]).succeeds();
    book
}

fn status(book: &Book, arguments: &[&str]) -> Value {
    let run = book.run(&[&["status", "--format", "json"], arguments].concat()).succeeds();
    serde_json::from_str(&run.out).expect("JSON")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

#[test]
fn what_is_missing_and_what_has_come_add_up() {
    let book = collecting();
    let before = status(&book, &[]);
    let all = || each(&before["sections"]).chain([&before["indicators"]]);
    for section in all() {
        let missing = each(&section["missing"]).count() as u64;
        assert_eq!(number(&section["asked"]), number(&section["answered"]) + missing, "{section}");
        for value in each(&section["missing"]) {
            let lines = book.read(words(&value["file"]));
            let line = lines.lines().nth(number(&value["line"]) as usize - 1).expect("the line");
            let name = value["project"].as_str().unwrap_or("title:");
            let found = line.contains(name) || line.contains(words(&value["policy"]));
            assert!(found, "{value} is at {line}");
        }
    }
    // What `check` awaits are the missing values, the unchanged texts, and nothing else.
    let check = book.run(&["check", "--format", "json"]).succeeds();
    let awaited = check.out.lines().filter(|line| line.contains("\"awaited\"")).count() as u64;
    let missing: u64 = all().map(|s| number(&s["asked"]) - number(&s["answered"])).sum();
    let unchanged: u64 = all().map(|s| number(&s["unchanged"])).sum();
    assert!(missing > 20 && unchanged > 2, "{missing} {unchanged}");
    assert!(awaited >= unchanged, "{awaited}");
    // A value that comes is one more, and one less.
    book.edit_first(POLICY, "R6: 1904500 }", "R6: 1904500, R7: 2050000 }");
    let after = status(&book, &["--section", "産業課"]);
    assert_eq!(each(&after["sections"]).count(), 1);
    let of = |status: &Value| {
        let mut sections = each(&status["sections"]);
        let section = sections.find(|s| s["section"] == "産業課").expect("the section").clone();
        (number(&section["asked"]), number(&section["answered"]))
    };
    assert_eq!((of(&after).0, of(&after).1), (of(&before).0, of(&before).1 + 1));
}

#[test]
fn people_and_spreadsheets_get_the_same_numbers() {
    let book = collecting();
    let table = book.run(&["status"]).succeeds().out;
    let sum = table.lines().find(|line| line.ends_with("  計")).expect("the sum");
    let numbers: Vec<usize> = sum.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [asked, answered, missing, ..] = numbers[..] else { panic!("{table}") };
    assert_eq!(asked, answered + missing, "{table}");
    let csv = book.run(&["status", "--format", "csv"]).succeeds().out;
    assert!(csv.starts_with('\u{feff}'));
    assert_eq!(csv.trim_end().lines().count() - 1, missing, "{csv}");
    assert!(csv.contains("令和7年度の決算額"), "{csv}");
    let english = book.run(&["--lang", "en", "status", "--section", "産業課"]).succeeds().out;
    assert!(english.contains("awaited"), "{english}");
    book.run(&["status", "--section", "産業か"]).fails(2, "産業課");
}

#[test]
fn a_finished_book_has_nothing_missing() {
    let book = town();
    for section in each(&status(&book, &[])["sections"]) {
        assert_eq!(each(&section["missing"]).count(), 0, "{section}");
    }
}

#[test]
fn reminders_go_to_the_sections_that_have_not_answered() {
    let book = collecting();
    let folder = book.beside("催促");
    let path = folder.to_str().expect("UTF-8");
    book.run(&["status", "--remind", path, "--due", "9月12日（金）"]).succeeds();
    let text = fs::read_to_string(folder.join("産業課.txt")).expect("a text");
    assert!(text.starts_with("産業課 御中") && text.contains("9月12日（金）までに"), "{text}");
    assert!(text.contains("・1-1-01 ホタテ稚貝の生育調査 令和7年度の決算額"), "{text}");
    // Nothing was sent, and nothing came back.
    assert!(!text.contains("いただ") && !text.contains("読み込んでいません"), "{text}");
    assert!(text.contains("まだ書かれていません"), "{text}");
    // A text that somebody has changed is not written over.
    fs::write(folder.join("産業課.txt"), "直した文").expect("written");
    let others: Vec<_> = fs::read_dir(&folder).expect("a folder").flatten().collect();
    for other in others.iter().filter(|other| other.file_name() != "産業課.txt") {
        fs::remove_file(other.path()).expect("removed");
    }
    assert!(others.len() > 1);
    book.run(&["status", "--remind", path]).fails(2, "産業課.txtがもうあります");
    assert_eq!(fs::read_to_string(folder.join("産業課.txt")).expect("a text"), "直した文");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1, "nothing is written");
    book.run(&["status", "--due", "9月12日"]).fails(2, "--remind");
    book.run(&["export"]).succeeds();
    let folder = book.beside("再度");
    let path = folder.to_str().expect("UTF-8");
    book.run(&["status", "--remind", path]).succeeds();
    let text = fs::read_to_string(folder.join("産業課.txt")).expect("a text");
    assert!(text.contains("お送りしたワークブック（R8-1）は、まだ読み込んでいません。"), "{text}");
    book.run(&["import", book.path("照会").to_str().expect("UTF-8")]).succeeds();
    let folder = book.beside("三度");
    let path = folder.to_str().expect("UTF-8");
    book.run(&["status", "--remind", path]).succeeds();
    let text = fs::read_to_string(folder.join("産業課.txt")).expect("a text");
    assert!(text.contains("ワークブック「R8-1_産業課.xlsx」を 20"), "{text}");
}

/// Git leaves marks in the middle of a file that two people changed.
#[test]
fn records_that_cannot_be_read_are_told_and_stay() {
    let book = collecting();
    book.run(&["export"]).succeeds();
    let workbooks = book.path("照会");
    let workbooks = workbooks.to_str().expect("UTF-8");
    book.run(&["import", workbooks]).succeeds();
    let rounds = book.files("editions/rounds");
    for ending in [".imported.json", ".json"] {
        let names = rounds.keys().filter(|name| name.ends_with(ending));
        let name = names.min_by_key(|name| name.len()).expect("a record");
        let whole = book.read(name);
        let marked = format!("<<<<<<< ours\n{whole}");
        book.write(name, &marked);
        let file = name.rsplit('/').next().expect("a name");
        let commands: [&[&str]; 4] = [
            &["status"],
            &["import", workbooks],
            &["import", "--dry-run", workbooks],
            &["export", "-o", "ほかの照会"],
        ];
        for command in commands {
            // The log of imports is nothing to an export.
            if command[0] == "export" && ending == ".imported.json" {
                continue;
            }
            let run = book.run(command);
            let said = run.said();
            assert!(run.code > 0 && said.contains("読めません"), "{file} {command:?}: {said}");
            assert_eq!(book.read(name), marked, "{file} {command:?}");
        }
        book.write(name, whole);
        book.run(&["status"]).succeeds();
    }
}

/// The sources are changed first, and that is what the finding says.
#[cfg(unix)]
#[test]
fn an_import_that_cannot_be_recorded_says_what_was_done() {
    let book = collecting();
    book.run(&["export"]).succeeds();
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" || exit 77
        exec \"$2\" -C \"$3\" import \"$4\"";
    let round = book.path("editions/rounds/R8-1").into_os_string();
    let program = planbook().get_program().to_owned();
    let (root, workbooks) = (book.root().into_os_string(), book.path("照会").into_os_string());
    let Some(run) = in_name_spaces(script, &[round, program, root, workbooks]) else { return };
    let said = run.fails(1, "答えは原稿に入っています").said();
    assert!(said.contains("取り込んだ記録を、editions/rounds/ に書けません："), "{said}");
    assert!(!said.contains("どのファイルも書き換えていません"), "{said}");
}

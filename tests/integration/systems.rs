//! What other systems than this one ask for, as far as it shows without them: names of files that every system
//! allows, files that another program holds open, reports that every program reads. `make windows` does the rest.

use std::collections::BTreeMap;

use crate::support::{Book, Files, Published, files, planbook};

/// A file in the output that the tests pretend somebody has open.
const OPEN: &str = "output/index.html";

/// Holds that Windows allows the names of `files`, with nothing that the program knows about them.
#[track_caller]
fn assert_legal(files: &Files) {
    assert!(!files.is_empty());
    let mut known = BTreeMap::new();
    for name in files.keys() {
        assert!(name.chars().count() <= 150, "{name} is too long");
        for part in name.split('/') {
            assert!(!part.chars().any(|c| c.is_control() || r#"<>:"\|?*"#.contains(c)), "{name}");
            assert!(!part.ends_with('.') && !part.ends_with(' ') && !part.is_empty(), "{name}");
            let stem = part.split('.').next().expect("a stem").to_uppercase();
            let device = ["CON", "PRN", "AUX", "NUL"].contains(&&*stem)
                || (stem.len() == 4
                    && (stem.starts_with("COM") || stem.starts_with("LPT"))
                    && stem.ends_with(|c: char| c.is_ascii_digit()));
            assert!(!device, "{name}");
        }
        if let Some(other) = known.insert(name.to_lowercase(), name) {
            panic!("{other} and {name} are one file");
        }
    }
}

#[test]
fn published_names_are_legal_on_every_system() {
    assert_legal(&files(&Published::sample().folder));
    for shape in ["jimu-jigyo-hyoka", "sogo-senryaku", "kihon-no-yoshiki"] {
        let book = Book::like(shape);
        book.build(&["--only", "html"]).succeeds();
        assert_legal(&book.files("output"));
        assert_legal(&book.files("content"));
    }
}

#[test]
fn exported_names_are_legal_whatever_sections_are_called() {
    let book = Book::init();
    let plan = book.read("content/plan.yaml");
    let sections: Vec<&str> = plan
        .lines()
        .filter_map(|line| line.split("name: ").nth(1))
        .filter(|n| n.contains('課'))
        .collect();
    let names: Vec<&str> = sections
        .iter()
        .map(|line| line.trim_end_matches(" }").split(',').next().expect("a name"))
        .collect();
    assert!(names.len() >= 3, "{plan}");
    let long = format!("{}課", "とても長い名前の".repeat(30));
    let odd = ["IT/課: <企画?>", "it/課: <企画?>", &long];
    for (name, odd) in names.iter().zip(odd) {
        for file in book.sources() {
            let text = book.read(&file);
            if text.contains(name) {
                book.write(&file, text.replace(name, &format!("\"{odd}\"")));
            }
        }
    }
    book.run(&["ids"]).succeeds();
    book.run(&["export"]).succeeds();
    let all = book.files("照会");
    assert!(all.len() >= 3, "{:?}", all.keys());
    assert_legal(&all);
    // A workbook has one name, however many are written.
    let alone = book.path("一課");
    let alone = alone.to_str().expect("UTF-8");
    book.run(&["export", "-o", alone, "--section", odd[1]]).succeeds();
    let one = book.files("一課");
    let (name, bytes) = one.first_key_value().expect("a workbook");
    assert_eq!(all.get(&name.replace("一課/", "照会/")), Some(bytes), "{name}");
}

#[test]
fn static_files_have_names_for_every_system() {
    let book = Book::init();
    for (name, words) in [
        ("nul.txt", "Windows では置けない名前"),
        ("a:b.html", "Windows では置けない名前"),
        ("uploads/end.", "Windows では置けない名前"),
        (&*format!("{}/{}.pdf", "a".repeat(80), "b".repeat(80)), "長すぎる名前"),
        ("INDEX.html", "同じ名前のものを planbook が作ります"),
        ("Policies/note.txt", "Windows"),
    ] {
        let path = format!("static/{name}");
        book.write(&path, "x");
        // A folder in another case is no clash: what is in it counts.
        if name == "Policies/note.txt" {
            book.build(&["--only", "html"]).succeeds();
        } else {
            book.build(&["--only", "html"]).fails(1, words);
        }
        book.remove(&path);
    }
    book.write("static/Logo.svg", "x");
    book.write("static/logo.svg", "x");
    book.build(&["--only", "html"]).fails(1, "大文字と小文字を区別しない");
}

/// Runs a build that meets a file `fault` says is held open.
fn build_with(book: &Book, fault: &str) -> crate::support::Run {
    crate::support::Run::of(book.command(&["build", "--only", "html"]).env("PLANBOOK_HELD", fault))
}

#[test]
fn a_file_that_is_open_for_a_moment_is_tried_again() {
    let book = Book::init();
    book.build(&["--only", "html"]).succeeds();
    let plan = book.read("content/plan.yaml");
    let vision = plan.lines().find(|line| line.starts_with("  vision: ")).expect("a vision");
    book.edit("content/plan.yaml", vision, "  vision: 次の将来像");
    build_with(&book, &format!("3 {OPEN}")).succeeds();
    assert!(book.read(OPEN).contains("次の将来像"));
}

#[test]
fn a_file_that_stays_open_is_named_and_nothing_changes() {
    let book = Book::init();
    book.build(&["--only", "html"]).succeeds();
    let before = book.files("output");
    let plan = book.read("content/plan.yaml");
    let vision = plan.lines().find(|line| line.starts_with("  vision: ")).expect("a vision");
    book.edit("content/plan.yaml", vision, "  vision: 次の将来像");
    let run = build_with(&book, &format!("1000000 {OPEN}"))
        .fails(2, "index.html をほかのプログラムが開いています");
    assert!(run.said().contains("閉じて、もう一度"), "{}", run.said());
    assert_eq!(book.files("output"), before);
    // A folder that cannot be moved, without a file that is open: its files are replaced.
    build_with(&book, "1000000 output").succeeds();
    assert!(book.read(OPEN).contains("次の将来像"));
}

#[test]
fn a_report_in_a_file_has_a_mark_for_windows() {
    let book = Book::init();
    book.edit("content/policies/1/1-1-01.yaml", "R5: A", "R5: Ω");
    for (format, marked) in [("human", true), ("csv", true), ("json", false), ("github", false)] {
        let path = book.path(&format!("report.{format}"));
        let name = path.to_str().expect("UTF-8");
        let run = book.run(&["check", "--format", format, "--report", name]);
        assert_eq!(run.code, 1, "{}", run.said());
        let text = String::from_utf8(book.bytes(&format!("report.{format}"))).expect("UTF-8");
        assert_eq!(text.starts_with('\u{FEFF}'), marked, "{format}");
        assert!(text.contains("1-1-01.yaml"), "{text}");
        assert!(run.said().contains(name) && !run.said().contains("1-1-01.yaml"), "{}", run.said());
        // It is not overwritten.
        book.run(&["check", "--report", name]).fails(2, "--report のファイルがもうあります");
    }
}

#[test]
fn doctor_names_the_files_of_fonts_and_typesetter() {
    let run = crate::support::Run::of(planbook().args([
        "-C",
        &crate::support::project().to_string_lossy(),
        "doctor",
    ]));
    let run = run.succeeds();
    let files: Vec<&str> = run.out.lines().filter_map(|line| line.strip_prefix("  BIZ ")).collect();
    assert!(files.len() >= 2, "{}", run.out);
    for line in files {
        let path = line.split_once(' ').expect("a family and a file").1;
        assert!(std::path::Path::new(path).is_file(), "{line}");
    }
    assert!(run.out.lines().any(|line| line.starts_with("  typst ")), "{}", run.out);
}

#[test]
fn doctor_looks_at_the_machine_where_there_is_no_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = crate::support::Run::of(planbook().current_dir(folder.path()).arg("doctor"));
    let run = run.succeeds();
    assert!(run.out.contains("本はありません") && run.out.contains("  typst "), "{}", run.out);
}

//! The command line for authors: lists by section, drafts of what is not finished, and a book
//! that is moved to the next edition.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A copy of a book that may be changed.
struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    /// The sample book.
    fn sample() -> Self {
        Self::of(Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    /// The small book that the findings are tried on, drawn with the standard theme.
    fn small() -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings/base");
        let book = Self::of(&tests);
        let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        copy(&themes, &book.root().join("themes"));
        book
    }

    fn of(root: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&root.join("content"), &folder.path().join("content"));
        Self { folder }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).expect("a text")
    }

    /// Replaces `from`, which the file has once, with `to`.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert_eq!(text.matches(from).count(), 1, "{name} has once {from}");
        fs::write(self.root().join(name), text.replace(from, to)).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        planbook(&[&["-C", self.root().to_str().expect("UTF-8")], arguments].concat())
    }

    /// Every finding, as JSON.
    fn findings(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["check", "--format", "json"], arguments].concat());
        let lines = String::from_utf8(output.stdout).expect("UTF-8");
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

fn planbook(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_planbook")).args(arguments).output().expect("it runs")
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let target: PathBuf = to.join(entry.path().strip_prefix(from).expect("below it"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

fn said(output: &Output) -> (i32, String, String) {
    let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), words(&output.stdout), words(&output.stderr))
}

const SHEET: &str = "content/policies/2/2-1-01.yaml";

#[test]
fn a_clean_check_says_what_it_looked_at() {
    let book = Book::small();
    let (code, out, err) = said(&book.run(&["check"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "調べたもの：主要施策 3件、事業 4件、成果指標 2件。直すところはありません\n");
    let (_, out, _) = said(&book.run(&["check", "--section", "財政課"]));
    assert_eq!(out, "調べたもの：財政課の主要施策 1件、事業 1件。直すところはありません\n");
    let (_, out, _) = said(&book.run(&["check", "--lang", "en"]));
    assert_eq!(out, "looked at 3 policies, 4 projects, 2 indicators; nothing to mend\n");
    for format in ["json", "github"] {
        let (code, out, _) = said(&book.run(&["check", "--format", format]));
        assert_eq!((code, out.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn each_section_gets_its_own_list() {
    let book = Book::small();
    book.edit(SHEET, "R6: 88000, ", "");
    book.edit("content/policies/1/1-2-01.yaml", "R5: 930", "R5: 九百三十");
    // A mistake of YAML hides the projects, and not whose sheet it is.
    book.edit("content/policies/1/1-1-01.yaml", "    section: 企画課", "    section：企画課");
    let all = book.findings(&[]);
    let owners: Vec<_> = all
        .iter()
        .map(|f| (f["policy"].as_str(), f["project"].as_str(), f["sections"][0].as_str()))
        .collect();
    assert!(
        owners.contains(&(Some("2-1-01"), Some("岸壁改修事業"), Some("みなと振興課"))),
        "{owners:?}"
    );
    assert!(owners.contains(&(Some("1-2-01"), Some("相談窓口事業"), Some("企画課"))), "{owners:?}");
    assert!(
        owners.iter().any(|(id, _, s)| (*id, *s) == (Some("1-1-01"), Some("企画課"))),
        "{owners:?}"
    );
    let own = book.findings(&["--section", "みなと振興課"]);
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["code"], "PB0213");
    // Others' mistakes are not this section's.
    let fine = book.run(&["check", "--section", "財政課"]);
    assert_eq!(said(&fine).0, 0);
    let (code, _, err) = said(&book.run(&["check", "--section", "みなと課"]));
    assert_eq!(code, 2);
    assert!(err.contains("「みなと課」はこの本にありません"), "{err}");
}

#[test]
fn spreadsheets_get_one_row_for_each_finding() {
    let book = Book::small();
    book.edit(SHEET, "R6: 88000, ", "");
    book.edit(SHEET, "name: 岸壁改修事業", "name: \"=1+1\"");
    let (code, out, _) = said(&book.run(&["check", "--format", "csv"]));
    assert_eq!(code, 1);
    let rows = out.strip_prefix('\u{feff}').expect("a mark");
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let head: Vec<String> =
        reader.headers().expect("a head").iter().map(ToOwned::to_owned).collect();
    assert_eq!(head[..5], ["担当課", "施策", "事業", "種類", "内容"]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][0], "みなと振興課");
    assert_eq!(&rows[0][2], "'=1+1", "no formula");
    assert_eq!((&rows[0][3], &rows[0][6], &rows[0][9]), ("エラー", SHEET, "PB0213"));
}

#[test]
fn many_findings_are_counted_by_section() {
    let book = Book::small();
    for line in ["  year: R6", "  evaluated: R5"] {
        let (key, year) = line.rsplit_once('R').expect("a year");
        let next = year.parse::<u8>().expect("a number") + 1;
        book.edit("content/plan.yaml", line, &format!("{key}R{next}"));
    }
    let (code, _, err) = said(&book.run(&["check"]));
    assert_eq!(code, 1);
    let table = err.split("エラー   注意  担当課\n").nth(1).expect("a table");
    let rows: Vec<&str> = table.lines().take_while(|line| !line.is_empty()).collect();
    let counts = |row: &str| -> (usize, usize) {
        let mut words = row.split_whitespace().map(|n| n.parse().expect("a number")).take(2);
        (words.next().expect("errors"), words.next().expect("warnings"))
    };
    let sum = rows.iter().map(|row| counts(row)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let last = err.lines().last().expect("a sum");
    assert_eq!(last, format!("エラー {}件、注意 {}件", sum.0, sum.1));
    assert!(rows.iter().any(|row| row.ends_with("みなと振興課")), "{table}");
}

/// What is missing in the small book: a budget, a settlement, results, a rating, a description, a
/// direction, a heading's text, a heading, and the whole text of a sheet.
fn unfinished() -> Book {
    let book = Book::small();
    book.edit(SHEET, "budget: { R6: 88000, ", "budget: { R6: , ");
    book.edit(SHEET, "    settlement: { R5: -300 }\n", "");
    book.edit(SHEET, "    description: 古くなった岸壁を直します。\n", "    description:\n");
    book.edit(SHEET, "rating: { R5: B }", "rating: {}");
    let sheet = "content/policies/1/1-2-01.yaml";
    book.edit(sheet, "    results: { R5: \"相談584件\" }\n", "");
    book.edit(
        sheet,
        "    budget: { R6: 950, R7: 950, R8: 950 }\n    direction: 継続\n",
        "    direction: 継続\n",
    );
    book.edit("content/policies/1/1-1-01.md", "受診者は1,531人で、前年度より増えました。\n", "");
    let text = book.text("content/policies/2/2-1-01.md");
    let cut = text.split("## 成果").next().expect("the first heading");
    fs::write(book.root().join("content/policies/2/2-1-01.md"), cut).expect("written");
    fs::remove_file(book.root().join("content/policies/1/1-2-01.md")).expect("removed");
    book
}

#[test]
fn a_draft_is_built_while_something_is_missing() {
    let book = unfinished();
    let findings = book.findings(&[]);
    let codes: BTreeSet<&str> = findings.iter().filter_map(|f| f["code"].as_str()).collect();
    for code in ["PB0103", "PB0106", "PB0204", "PB0214", "PB0215", "PB0219", "PB0307"] {
        assert!(codes.contains(code), "{code} of {codes:?}");
    }
    assert!(findings.iter().all(|f| f["severity"] == "error"), "{findings:?}");
    let site = ["--only", "html"];
    let final_book = book.run(&[&["build"], &site[..]].concat());
    assert_eq!(said(&final_book).0, 1, "a final book waits for all of it");
    let draft = book.run(&[&["build", "--draft"], &site[..]].concat());
    let (code, _, err) = said(&draft);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(&format!("エラー 0件、注意 {}件", findings.len())), "{err}");
    let page = |id: &str| book.text(&format!("output/policies/{id}/index.html"));
    for (id, count) in [("2-1-01", 3), ("1-2-01", 6), ("1-1-01", 1)] {
        assert!(page(id).matches("未記入").count() >= count, "{id}: {}", page(id));
    }
}

#[test]
fn a_draft_of_the_plan_is_told_of_what_is_missing_as_warnings() {
    let book = unfinished();
    book.edit("content/plan.yaml", "  solid_until: R5\n", "  solid_until: R5\n  status: draft\n");
    let findings = book.findings(&[]);
    assert!(!findings.is_empty() && findings.iter().all(|f| f["severity"] == "warning"));
    assert_eq!(said(&book.run(&["check"])).0, 0);
}

#[test]
fn what_is_wrong_stops_a_draft_too() {
    for (from, to) in [
        ("budget: { R6: 88000, ", "budget: { R6: 八万八千, "),
        ("sections: [みなと振興課]", "sections: [港課]"),
        ("direction: 継続", "direction: 維持"),
        ("rating: { R5: B }", "rating: { R5: Z }"),
    ] {
        let book = Book::small();
        book.edit(SHEET, from, to);
        let draft = book.run(&["build", "--draft", "--only", "html"]);
        assert_eq!(said(&draft).0, 1, "{to}");
        assert!(!book.root().join("output/index.html").exists(), "{to}");
    }
}

#[test]
fn a_book_whose_years_alone_were_moved_is_told_what_is_still_last_years() {
    let book = Book::sample();
    assert_eq!(book.findings(&[]), Vec::<Value>::new(), "the sample has nothing to mend");
    book.edit("content/plan.yaml", "  year: R6 ", "  year: R7 ");
    book.edit("content/plan.yaml", "  evaluated: R5 ", "  evaluated: R6 ");
    let findings = book.findings(&[]);
    let of = |code: &str| findings.iter().filter(|f| f["code"] == code).count();
    let sheets = || {
        walkdir::WalkDir::new(book.root().join("content/policies"))
            .into_iter()
            .filter_map(Result::ok)
            .filter(|e| e.path().extension().is_some_and(|e| e == "yaml"))
            .map(|e| fs::read_to_string(e.path()).expect("a sheet"))
            .collect::<String>()
    };
    let begins = sheets().matches("direction: 新規").count();
    assert_eq!(of("PB0229"), begins, "every project that began with the last edition");
    assert_eq!(of("PB0244"), 5, "date, as_of, solid_until, file and site");
    assert!(of("PB0245") >= 4, "the tables that end with R5");
    // Nobody is told to write a figure.
    for finding in findings.iter().filter(|f| f["code"] == "PB0214" || f["code"] == "PB0213") {
        let hint = finding["hints"][0].as_str().expect("a hint");
        assert!(hint.contains("金額 を書き足して") || hint.contains("\"実績\""), "{hint}");
    }
    let owned = findings.iter().filter(|f| f["policy"].is_string());
    assert!(owned.clone().count() > 1000);
    for finding in owned {
        assert!(finding["sections"][0].is_string(), "{finding}");
    }
}

#[test]
fn arguments_that_cannot_be_followed_are_refused_in_the_language_asked_for() {
    for (arguments, words) in [
        (&["build", "--olny", "html"][..], "「--olny」という指定はありません"),
        (&["build", "--policy", "1-1-01"][..], "--policy は --only pdf とともに使います"),
        (&["build", "--policy", "1-1-01", "--lang", "en"][..], "--policy goes with --only pdf"),
        (&["bild", "--lang=en"][..], "unrecognized subcommand 'bild'"),
    ] {
        let (code, out, err) = said(&planbook(arguments));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(words), "{err}");
    }
    let (code, out, err) = said(&planbook(&["check", "--help"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("使い方: planbook check"), "{out}");
    assert_eq!(
        said(&planbook(&["--version"])).1,
        format!("planbook {}\n", env!("CARGO_PKG_VERSION"))
    );
}

//! The command line for authors: lists by section, drafts of what is not finished, and a book
//! that is moved to the next edition.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Book, Run, planbook};

/// Every finding, as JSON.
fn findings(book: &Book, arguments: &[&str]) -> Vec<Value> {
    let run = book.run(&[&["check", "--format", "json"], arguments].concat());
    run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

const SHEET: &str = "content/policies/2/2-1-01.yaml";

#[test]
fn a_clean_check_says_what_it_looked_at() {
    let book = Book::of_findings();
    let Run { code, out, err } = book.run(&["check"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "調べたもの：主要施策 3件、事業 4件、成果指標 2件。直すところはありません\n");
    let out = book.run(&["check", "--section", "財政課"]).out;
    assert_eq!(out, "調べたもの：財政課の主要施策 1件、事業 1件。直すところはありません\n");
    let out = book.run(&["check", "--lang", "en"]).out;
    assert_eq!(out, "looked at 3 policies, 4 projects, 2 indicators; nothing to mend\n");
    for format in ["json", "github"] {
        let Run { code, out, .. } = book.run(&["check", "--format", format]);
        assert_eq!((code, out.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn each_section_gets_its_own_list() {
    let book = Book::of_findings();
    book.edit(SHEET, "R6: 88000, ", "");
    book.edit("content/policies/1/1-2-01.yaml", "R5: 930", "R5: 九百三十");
    // A mistake of YAML hides the projects, and not whose sheet it is.
    book.edit("content/policies/1/1-1-01.yaml", "    section: 企画課", "    section：企画課");
    let all = findings(&book, &[]);
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
    let own = findings(&book, &["--section", "みなと振興課"]);
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["code"], "PB0213");
    // Others' mistakes are not this section's.
    book.run(&["check", "--section", "財政課"]).succeeds();
    let other = book.run(&["check", "--section", "みなと課"]);
    other.fails(2, "「みなと課」はこの本にありません");
}

#[test]
fn spreadsheets_get_one_row_for_each_finding() {
    let book = Book::of_findings();
    book.edit(SHEET, "R6: 88000, ", "");
    book.edit(SHEET, "name: 岸壁改修事業", "name: \"=1+1\"");
    let Run { code, out, .. } = book.run(&["check", "--format", "csv"]);
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
    let book = Book::of_findings();
    for line in ["  year: R6", "  evaluated: R5"] {
        let (key, year) = line.rsplit_once('R').expect("a year");
        let next = year.parse::<u8>().expect("a number") + 1;
        book.edit("content/plan.yaml", line, &format!("{key}R{next}"));
    }
    let Run { code, err, .. } = book.run(&["check"]);
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
    let book = Book::of_findings();
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
    let text = book.read("content/policies/2/2-1-01.md");
    let cut = text.split("## 成果").next().expect("the first heading");
    book.write("content/policies/2/2-1-01.md", cut);
    book.remove("content/policies/1/1-2-01.md");
    book
}

#[test]
fn a_draft_is_built_while_something_is_missing() {
    let book = unfinished();
    let findings = findings(&book, &[]);
    let codes: BTreeSet<&str> = findings.iter().filter_map(|f| f["code"].as_str()).collect();
    for code in ["PB0103", "PB0106", "PB0204", "PB0214", "PB0215", "PB0219", "PB0307"] {
        assert!(codes.contains(code), "{code} of {codes:?}");
    }
    assert!(findings.iter().all(|f| f["severity"] == "error"), "{findings:?}");
    let final_book = book.build(&["--only", "html"]);
    assert_eq!(final_book.code, 1, "a final book waits for all of it");
    let err = book.build(&["--draft", "--only", "html"]).succeeds().err;
    assert!(err.contains(&format!("エラー 0件、注意 {}件", findings.len())), "{err}");
    let page = |id: &str| book.read(&format!("output/policies/{id}/index.html"));
    for (id, count) in [("2-1-01", 3), ("1-2-01", 6), ("1-1-01", 1)] {
        assert!(page(id).matches("未記入").count() >= count, "{id}: {}", page(id));
    }
}

#[test]
fn a_draft_of_the_plan_is_told_of_what_is_missing_as_warnings() {
    let book = unfinished();
    book.edit("content/plan.yaml", "  solid_until: R5\n", "  solid_until: R5\n  status: draft\n");
    let findings = findings(&book, &[]);
    assert!(!findings.is_empty() && findings.iter().all(|f| f["severity"] == "warning"));
    book.run(&["check"]).succeeds();
}

#[test]
fn what_is_wrong_stops_a_draft_too() {
    for (from, to) in [
        ("budget: { R6: 88000, ", "budget: { R6: 八万八千, "),
        ("sections: [みなと振興課]", "sections: [港課]"),
        ("direction: 継続", "direction: 維持"),
        ("rating: { R5: B }", "rating: { R5: Z }"),
    ] {
        let book = Book::of_findings();
        book.edit(SHEET, from, to);
        let draft = book.build(&["--draft", "--only", "html"]);
        assert_eq!(draft.code, 1, "{to}");
        assert!(!book.path("output/index.html").exists(), "{to}");
    }
}

#[test]
fn a_book_whose_years_alone_were_moved_is_told_what_is_still_last_years() {
    let book = Book::sample();
    assert_eq!(findings(&book, &[]), Vec::<Value>::new(), "the sample has nothing to mend");
    book.edit("content/plan.yaml", "  year: R6 ", "  year: R7 ");
    book.edit("content/plan.yaml", "  evaluated: R5 ", "  evaluated: R6 ");
    let findings = findings(&book, &[]);
    let of = |code: &str| findings.iter().filter(|f| f["code"] == code).count();
    let sheets = book.sources().into_iter().filter(|name| name.ends_with(".yaml"));
    let begins: usize =
        sheets.map(|name| book.read(&name).matches("direction: 新規").count()).sum();
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
        let Run { code, out, err } = Run::of(planbook().args(arguments));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(words), "{err}");
    }
    let Run { code, out, err } = Run::of(planbook().args(["check", "--help"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("使い方: planbook check"), "{out}");
    let version = Run::of(planbook().arg("--version")).out;
    assert_eq!(version, format!("planbook {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn lines_of_the_japanese_help_are_joined_without_gaps() {
    let commands = Run::of(planbook().arg("--help")).out;
    let commands = commands.split("コマンド:\n").nth(1).expect("the commands");
    let commands = commands.split("\n\n").next().expect("their end").lines();
    let names = commands.filter_map(|line| line.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| name.is_ascii() && *name != "help").collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let help = Run::of(planbook().args([name, "--help"])).out;
        for line in help.lines().map(str::trim) {
            let letters: Vec<char> = line.chars().collect();
            // Sentences may have a space between them, and an example one before it.
            let is_gap = |three: &[char]| {
                three[1] == ' '
                    && !three[0].is_ascii()
                    && !three[2].is_ascii()
                    && !['。', '例'].contains(&three[0])
            };
            assert!(!letters.windows(3).any(is_gap), "planbook {name} --help: {line}");
        }
    }
}

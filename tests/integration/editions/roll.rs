//! `planbook roll` freezes the edition, and moves the book to the next one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::freeze::town;
use crate::support::{Book, Files, Run, files, pdftotext};

/// The lines that are different in two texts of as many lines.
fn different<'a>(one: &'a str, other: &'a str) -> Vec<(&'a str, &'a str)> {
    assert_eq!(one.lines().count(), other.lines().count(), "no line came or went");
    one.lines().zip(other.lines()).filter(|(one, other)| one != other).collect()
}

/// How many findings of each severity `planbook check` has.
fn severities(book: &Book) -> BTreeMap<String, usize> {
    let run = book.run(&["check", "--format", "json"]);
    let mut counts = BTreeMap::new();
    for line in run.out.lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        *counts.entry(finding["severity"].as_str().expect("text").to_owned()).or_default() += 1;
    }
    counts
}

/// The files of the book besides what planbook puts beside its output.
fn tree(book: &Book) -> Files {
    let all = files(&book.root()).into_iter();
    all.filter(|(name, _)| !name.starts_with("output") && !name.starts_with(".output")).collect()
}

/// How many values `planbook roll` says will be asked for.
fn announced(roll: &Run) -> u64 {
    let line = roll.out.lines().find_map(|line| line.trim().strip_prefix("集める値 "));
    let number = line.and_then(|line| line.split_once('件')).expect("the number of values").0;
    number.parse().expect("a number")
}

/// How many values have not come, as `planbook status` counts them.
fn awaited(book: &Book) -> u64 {
    let run = book.run(&["status", "--format", "json"]).succeeds();
    let status: Value = serde_json::from_str(&run.out).expect("JSON");
    let sections = status["sections"].as_array().expect("a list").iter();
    let of = |one: &Value, key: &str| one[key].as_u64().expect("a number");
    sections.chain([&status["indicators"]]).map(|one| of(one, "asked") - of(one, "answered")).sum()
}

#[test]
fn the_sample_moves_and_nothing_else_changes() {
    let book = Book::sample();
    let before = tree(&book);
    let dry = book.run(&["roll", "--dry-run"]).succeeds();
    assert_eq!(tree(&book), before, "a dry run changes nothing");
    assert!(dry.out.contains("year: R6 → R7"), "{}", dry.out);
    let run = book.run(&["roll"]).succeeds();
    let after = tree(&book);
    assert_eq!(announced(&run), awaited(&book), "what is asked for is what has not come");
    for (name, bytes) in &after {
        let expected = name == "content/plan.yaml" || name.starts_with("editions/R6/");
        assert!(expected || before.get(name) == Some(bytes), "{name}");
    }
    assert!(before.keys().all(|name| after.contains_key(name)));
    let text =
        |files: &Files| String::from_utf8(files["content/plan.yaml"].clone()).expect("UTF-8");
    let (old, new) = (text(&before), text(&after));
    let changes: Vec<_> = different(&old, &new);
    let expected = [
        ("year: R6 ", "year: R7 "),
        ("evaluated: R5 ", "evaluated: R6 "),
        ("solid_until: R5 ", "solid_until: R6 "),
        ("status: final ", "status: collecting "),
        ("file: hokuto-jisshi-keikaku-r6", "file: hokuto-jisshi-keikaku-r7"),
        ("/jisshi-keikaku/r6/", "/jisshi-keikaku/r7/"),
    ];
    assert_eq!(changes.len(), expected.len(), "{changes:?}");
    for ((old, new), (from, to)) in changes.iter().zip(expected) {
        assert_eq!(old.replacen(from, to, 1), *new, "comments stay");
    }
    // What is asked: the same in the report, the check and the book.
    let counts = severities(&book);
    assert_eq!(counts.get("error"), None, "{counts:?}");
    let check = book.run(&["check"]).succeeds();
    assert!(check.err.contains(&format!("未提出 {}件", counts["awaited"])), "{}", check.err);
    assert!(check.err.lines().count() < 200, "{} lines", check.err.lines().count());
    let status = book.run(&["status", "--format", "json"]).succeeds().out;
    let status: Value = serde_json::from_str(&status).expect("JSON");
    let sections = status["sections"].as_array().expect("sections");
    let open = |of: &Value| {
        let count = |key: &str| of[key].as_u64().expect("a number");
        count("asked") - count("answered") + count("unchanged")
    };
    let open: u64 = sections.iter().chain([&status["indicators"]]).map(open).sum();
    assert_eq!(open, counts["awaited"] as u64, "{counts:?}");
    let total = run.out.split("集める値 ").nth(1).and_then(|rest| rest.split('件').next());
    let total: usize = total.and_then(|total| total.parse().ok()).expect("a number");
    let results = |section: &str| run.out.lines().filter(|line| line.contains(section)).count();
    assert!(results("  子ども・子育て支援課：実績") == 1, "{}", run.out);
    // A result, a settlement and a budget of each project, a rating of each policy, each indicator.
    // What ended with the edition before is not asked for.
    let line = run.out.lines().find(|line| line.starts_with("前の版で終わった事業"));
    let ended = line.and_then(|line| line.rsplit(' ').next()?.strip_suffix('件'));
    let ended: usize = ended.and_then(|count| count.parse().ok()).expect("a number");
    assert!(ended > 0, "{}", run.out);
    let indicators = book.read("content/indicators.yaml").matches("  - id: ").count();
    let values = 3 * (579 - ended) + 128 + indicators;
    assert_eq!(total, values);
    // A second time, with nothing collected.
    let rolled = tree(&book);
    book.run(&["roll"]).fails(1, "まだ確定していません");
    assert_eq!(tree(&book), rolled);
}

/// Has the plan of [`town`] ask for the rating of every policy.
fn rates_every_policy(book: &Book) {
    book.edit("content/plan.yaml", "rating_required: false  ", "rating_required: true  ");
}

/// What the page of a policy says of its rating.
fn rating_of(html: &str) -> &str {
    let rest = html.split_once("fact-rating").expect("a rating").1;
    rest.split_once("</dd>").expect("its end").0
}

#[test]
fn nobody_is_asked_for_a_project_that_ended() {
    let name = "ホタテ稚貝の生育調査";
    let asked = |word: &str| {
        let book = town();
        book.edit("content/plan.yaml", "  begins: 新規", "  begins: 新規\n  ends: [終了]");
        book.edit_first("content/policies/1/1-1-01.yaml", "direction: 維持", word);
        // The edition may be frozen before it is moved: what it ended is known then.
        book.run(&["freeze"]).succeeds();
        book.run(&["roll"]).succeeds();
        let check = book.run(&["check", "--format", "json"]).succeeds().out;
        let of_it = check.lines().filter(|line| {
            let finding: Value = serde_json::from_str(line).expect("JSON");
            finding["severity"] == "awaited" && finding["project"] == name
        });
        let status = book.run(&["status", "--format", "json"]).succeeds().out;
        (of_it.count(), status.matches(name).count(), awaited(&book))
    };
    let (check, status, all) = asked("direction: 維持");
    assert!(check > 0 && status > 0, "{check} {status}");
    // Its result, its settlement and its budget.
    assert_eq!(asked("direction: 終了"), (0, 0, all - 3));
}

#[test]
fn what_has_not_come_is_said_in_drafts_and_in_totals() {
    let book = town();
    book.run(&["roll"]).succeeds();
    // What is asked for is no mistake, also where warnings count.
    let check = book.run(&["check", "--strict", "--section", "産業課"]).succeeds();
    assert!(check.err.contains("エラー 0件、注意 0件、未提出 16件"), "{}", check.err);
    rates_every_policy(&book);
    book.build(&["--only", "html"]).succeeds();
    let sheet = book.files("output/policies").into_iter();
    let is_sheet = |name: &String| name.ends_with("/index.html") && name.matches('/').count() == 3;
    let sheets: Vec<_> = sheet.filter(|(name, _)| is_sheet(name)).collect();
    assert_eq!(sheets.len(), 5);
    for (name, bytes) in &sheets {
        let html = String::from_utf8_lossy(bytes);
        assert!(html.contains("未提出") && html.contains('案'), "{name}");
        assert!(!html.contains("未記入"), "{name}");
        assert!(rating_of(&html).contains("未提出"), "{name}: {}", rating_of(&html));
    }
    // A rating that has not come is counted as such, and is no rating that there is not.
    let evaluation = book.read("output/evaluation/index.html");
    assert!(evaluation.contains("<h3>未提出</h3>"), "{evaluation}");
    assert!(evaluation.contains("未提出が5件") && !evaluation.contains("評価な"), "{evaluation}");
    // One amount comes: the totals say what they leave out.
    let view = |book: &Book| -> Value {
        serde_json::from_str(&book.run(&["view"]).succeeds().out).expect("JSON")
    };
    let note = |view: &Value| view["totals"]["note"].as_str().unwrap_or_default().to_owned();
    let before = view(&book);
    assert!(note(&before).contains("未提出14件、未定1件の額を除く"), "{}", before["totals"]);
    assert_eq!(before["totals"]["settlement"]["value"], Value::Null);
}

#[test]
fn while_answers_come_a_broken_page_contract_is_only_a_warning() {
    let book = town();
    book.edit(
        "content/plan.yaml",
        "kind: index, title: 施策の一覧 }",
        "kind: index, title: 施策の一覧, pages: 3 }",
    );
    book.build(&["--only", "pdf"]).fails(1, "PB0402");
    book.edit("content/plan.yaml", ", pages: 3 }", " }");
    book.run(&["roll"]).succeeds();
    book.edit(
        "content/plan.yaml",
        "kind: index, title: 施策の一覧 }",
        "kind: index, title: 施策の一覧, pages: 3 }",
    );
    rates_every_policy(&book);
    let built = book.build(&["--only", "pdf"]).succeeds();
    assert!(built.said().contains("注意[PB0402]"), "{}", built.said());
    let pdf = pdftotext(&[], &book.path("output/pdf/shiomi-jikko-keikaku-r8.pdf"));
    assert!(pdf.contains("未提出") && !pdf.contains("評価な"), "{pdf}");
}

#[test]
fn it_is_refused_without_changing_anything() {
    let refused = |book: &Book, arguments: &[&str], code: i32, words: &str| {
        let before = tree(book);
        let run = book.run(&[&["roll"], arguments].concat()).fails(code, words);
        assert_eq!(tree(book), before, "{}", run.said());
    };
    let book = Book::init();
    refused(&book, &[], 1, "まだ確定していません");
    book.edit("content/plan.yaml", "status: draft", "status: final");
    refused(&book, &[], 1, "planbook ids");
    book.run(&["ids"]).succeeds();
    refused(&book, &["--to", "R7"], 1, "より後ではありません");
    refused(&book, &["--to", "R13"], 1, "総合計画の期間の後");
    refused(&book, &["--to", "来年"], 2, "R7 のような年度");
    book.edit("content/plan.yaml", "evaluated: R6", "evaluated: R9");
    refused(&book, &[], 1, "PB0221");
    book.edit("content/plan.yaml", "evaluated: R9", "evaluated: R6");
    let before = tree(&book);
    let mut command = book.command(&["roll"]);
    let run = Run::of(command.env("PLANBOOK_TYPST", book.beside("nowhere")));
    assert_eq!(run.code, 2, "{}", run.said());
    assert_eq!(tree(&book), before);
}

#[test]
fn the_edition_after_the_last_of_a_plan_is_the_first_of_the_next() {
    let book = town();
    book.edit("content/plan.yaml", "term: { from: R3, to: R12 }", "term: { from: R3, to: R7 }");
    let run = book.run(&["roll", "--dry-run"]).succeeds();
    assert!(run.out.contains("最後の年度（令和7年度）の次の版です"), "{}", run.out);
    book.run(&["roll"]).succeeds();
    assert!(book.run(&["check"]).said().contains("PB0221"));
    book.edit("content/plan.yaml", "term: { from: R3, to: R7 }", "term: { from: R8, to: R17 }");
    let checked = book.run(&["check"]).said();
    assert!(!checked.contains("PB0221"), "{checked}");
    assert!(book.read("editions/R7/content/plan.yaml").contains("term: { from: R3, to: R7 }"));
}

#[test]
fn a_frozen_edition_keeps_its_theme_when_that_of_the_book_changes() {
    let book = town();
    book.run(&["freeze"]).succeeds();
    let style = "themes/standard/site/assets/style.css";
    let before = book.read(style);
    book.write(style, format!("{before}\nmain {{ color: black; }}\n"));
    book.run(&["freeze"]).fails(1, "PB0542");
    let run = book.run(&["roll"]).succeeds();
    assert!(run.out.contains("前のテーマとともに"), "{}", run.out);
    assert_eq!(book.read(&format!("editions/R7/{style}")), before);
    assert!(book.read("content/plan.yaml").contains("year: R8"));
}

#[test]
fn headings_of_the_year_before_are_named() {
    let book = town();
    book.edit("content/plan.yaml", "heading: 目的", "heading: 令和６年度の目的");
    book.edit("content/plan.yaml", "heading: これから", "heading: 令和16年度へ");
    book.edit("content/plan.yaml", "title: 施策の一覧", "title: 施策の一覧（2025年度）");
    for (name, bytes) in book.files("content/policies") {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.replace("## 目的", "## 令和６年度の目的");
        book.write(&name, text.replace("## これから", "## 令和16年度へ"));
    }
    let run = book.run(&["roll", "--dry-run"]).succeeds();
    assert!(run.out.contains("見出しと題") && run.out.contains(" 2件\n"), "{}", run.out);
    for line in ["  heading 令和６年度の目的\n", "  title 施策の一覧（2025年度）\n"]
    {
        assert!(run.out.contains(line), "{line}{}", run.out);
    }
}

#[test]
fn a_title_that_names_several_years_is_named() {
    for (title, is_named) in
        [("令和5・6年度の施策", true), ("令和5～8年度の施策", true), ("令和5・8年度の施策", false)]
    {
        let book = town();
        book.edit("content/plan.yaml", "title: 施策の一覧", &format!("title: {title}"));
        let run = book.run(&["roll", "--dry-run"]).succeeds();
        assert_eq!(run.out.contains(&format!("  title {title}\n")), is_named, "{}", run.out);
    }
}

#[test]
fn two_years_at_once_and_in_english() {
    let book = town();
    let run = book.run(&["--lang", "en", "roll", "--to", "R9", "--dry-run"]).succeeds();
    for part in ["year: R7 → R9", "evaluated: R6 → R8", "values to collect", "nothing was changed"]
    {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
}

#[test]
fn a_plan_of_fixed_years_has_no_next_edition() {
    let book = Book::like("基本の様式");
    book.edit_first("content/plan.yaml", "status: draft", "status: final");
    book.run(&["ids"]).succeeds();
    let before = book.files("content");
    for arguments in [&["roll"][..], &["roll", "--dry-run"]] {
        let refused = book.run(arguments);
        assert_eq!(refused.code, 1, "{}", refused.err);
        assert!(refused.err.contains("rolling: false"), "{}", refused.err);
    }
    assert_eq!(book.files("content"), before);
    assert!(!book.path("editions").exists());
}

//! 会計, and budgets after supplementary ones: they are on the sheets and in every output, and every sum counts
//! what the plan says.

use std::fmt::Write as _;

use planbook::compile;
use planbook::diag::Sink;
use planbook::reading::{Column, Reading};

use crate::support::{Book, Published, squeeze, text_of_html};

const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// The town of `init` with two accounts, and with `more` in its section `money`.
fn town(more: &str) -> Book {
    let book = Book::init();
    let money = format!("money:\n  accounts: [一般会計, 漁港整備特別会計]\n{more}");
    book.edit_first("content/plan.yaml", "money:\n", &money);
    for name in book.sources() {
        if name.starts_with("content/policies/") && name.ends_with(".yaml") {
            let text = book.read(&name);
            book.write(&name, text.replace("  - name: ", "  - account: 一般会計\n    name: "));
        }
    }
    book.edit_first(POLICY, "account: 一般会計", "account: 漁港整備特別会計");
    book
}

/// The same with a supplementary budget of the evaluated year beside its initial one.
fn with_supplementary(counted: &str) -> Book {
    let book = town(&format!("  supplementary: {counted}\n"));
    let blocks = "  blocks:
    - { kind: facts }
    - { kind: text, heading: purpose }
    - { kind: projects, columns: [name, results, budget_evaluated, revised, settlement, budget, direction] }
    - { kind: funding }
    - { kind: text }
    - { kind: indicators, show: [site] }
";
    let plan = book.read("content/plan.yaml");
    let id = plan.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("- { id: ")?;
        line.contains("heading: 目的").then(|| rest.split(',').next())?
    });
    let blocks = blocks.replace("purpose", id.expect("the first heading"));
    book.edit_first("content/plan.yaml", "departments:", &format!("{blocks}departments:"));
    book
}

fn budget_of(book: &Book, year: &str) -> Option<i64> {
    let loaded = compile::load(&book.root(), &[], &mut Sink::new()).1.expect("the book");
    let reading = Reading::new(&loaded);
    let year = year.parse().expect("a year");
    Column::Budget(year).sum(reading.book().projects()).amount().map(|money| money.0)
}

#[test]
fn each_account_has_its_sums_in_every_output() {
    let book = town("");
    let published = Published::of(&book);
    let page = squeeze(&text_of_html(&published.html("index.html")));
    // The one project of the special account: its settlement and budgets.
    let row = "漁港整備特別会計11,904,5002,100,0002,100,000";
    assert!(page.contains(row), "{page}");
    let pdf = squeeze(&published.pdf.pages.concat());
    assert!(pdf.contains("うち漁港整備特別会計2,100,0002,100,000"), "{pdf}");
    assert!(pdf.contains("会計：漁港整備特別会計"), "{pdf}");
    let data = published.html("data/account_totals.csv");
    assert!(data.contains("漁港整備特別会計,budget,予算額,2025,令和7年度,2100000,1,0"), "{data}");
    // Together the accounts are the whole.
    let sum = |year: &str| {
        let key = format!(",budget,予算額,{year},");
        let rows = data.lines().filter_map(|line| line.split_once(&key));
        let amounts = rows.map(|(_, rest)| rest.split(',').nth(1)?.parse::<i64>().ok());
        amounts.sum::<Option<i64>>()
    };
    assert_eq!(sum("2025"), budget_of(&book, "R7"));
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
}

#[test]
fn an_account_is_one_of_the_plan() {
    let book = town("");
    book.edit(POLICY, "漁港整備特別会計", "漁港特別会計");
    book.has_one_finding(&["PB0261", "「漁港特別会計」は account の選択肢にありません"]);
    let book = town("");
    book.edit_first(POLICY, "account: 漁港整備特別会計\n    ", "");
    book.has_one_finding(&["PB0261", "「会計」（account）がありません"]);
    let book = Book::init();
    book.edit_first(POLICY, "  - name: ", "  - account: 一般会計\n    name: ");
    book.has_one_finding(&["PB0104", "account"]);
}

#[test]
fn initial_and_supplementary_budgets_stand_beside_each_other() {
    for (counted, counts) in [("initial", 1_800_000), ("revised", 2_050_000)] {
        let book = with_supplementary(counted);
        let text = book.read(POLICY);
        let revised = "    revised: { R6: 2050000 }\n";
        let budget = text.find("    budget: {").expect("a budget");
        let text = format!("{}{revised}{}", &text[..budget], &text[budget..]);
        book.write(POLICY, text.replacen("budget: { ", "budget: { R6: 1800000, ", 1));
        let published = Published::of(&book);
        let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
        let heads = "当初予算額令和6年度補正後予算額令和6年度決算額令和6年度";
        assert!(page.contains(heads), "{counted}: {page}");
        assert!(page.contains("1,800,0002,050,0001,904,500"), "{counted}: {page}");
        let pdf = squeeze(&published.pdf.pages.concat());
        assert!(pdf.contains("1,800,0002,050,0001,904,500"), "{counted}: {pdf}");
        let others: i64 = budget_of(&book, "R6").expect("a sum") - counts;
        assert!((0..1_000_000_000).contains(&others), "{counted}");
        let data = published.html("data/budgets.csv");
        let has = |row: &str| data.contains(&format!("ホタテ稚貝の生育調査,{row}"));
        let is_revised = counted == "revised";
        assert!(has(&format!("budget,予算額,2024,令和6年度,{counts},")), "{counted}: {data}");
        assert_eq!(has("initial,当初予算額,2024,令和6年度,1800000,"), is_revised, "{data}");
        assert!(published.html("data/project_fields.csv").contains(",2050000"));
        let output = published.folder.to_string_lossy();
        let verified = book.run(&["verify", &output]);
        assert!(verified.said().contains("食い違いはありません"), "{counted}: {}", verified.said());
        // The data say what the sources say.
        let compared = book.run(&[
            "diff",
            &format!("{output}/data/plan.json"),
            &book.root().to_string_lossy(),
        ]);
        assert!(compared.said().contains("違いはありません"), "{counted}: {}", compared.said());
    }
}

/// The town of `init`, whose plan also says where settlements come from, also project by project.
/// The sum of the budgets of `year` on both sides, as `diff` shows them between `old` and the book.
fn budgets_in_diff(book: &Book, old: &str, year: &str) -> (Option<i64>, Option<i64>) {
    let run = book.run(&["diff", old, "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let mut totals = found["totals"].as_array().expect("totals").iter();
    let whole = totals
        .find(|total| total["number"] == "" && total["field"] == "budget" && total["year"] == year);
    let whole = whole.unwrap_or_else(|| panic!("{}", found["totals"]));
    let side = |key: &str| whole[key].as_str().and_then(|sum| sum.parse().ok());
    (side("old"), side("new"))
}

/// Changes the first project's supplementary budget of 2025 from `old` to `new`, and its sources with it.
fn revise(book: &Book, old: u32, new: u32) {
    let text = book.read(POLICY);
    let line = |amount: u32| format!("revised: {{ R7: {amount} }}");
    let sources = |amount: u32| format!("国・県支出金: {}, 一般財源: 1050000", amount - 1_050_000);
    let revised =
        text.replacen(&line(old), &line(new), 1).replacen(&sources(old), &sources(new), 1);
    assert_ne!(revised, text);
    book.write(POLICY, revised);
}

/// A year may have a supplementary budget alone.
#[test]
fn supplementary_budgets_that_add_up_to_too_much_are_told() {
    let book = with_supplementary("revised");
    for name in [POLICY, "content/policies/2/2-1-01.yaml"] {
        let text = book.read(name);
        let at = text.find("    budget: {").expect("a budget");
        let revised = "    revised: { R6: 600000000000000 }\n";
        book.write(name, format!("{}{revised}{}", &text[..at], &text[at..]));
    }
    book.run(&["check"]).fails(1, "の予算額の合計 1200000000000000 が15桁を超えます");
}

#[test]
fn what_counts_as_the_budget_is_compared_between_editions() {
    let book = with_supplementary("revised");
    let text = book.read(POLICY);
    let budget = text.find("    budget: {").expect("a budget");
    let text = format!("{}    revised: {{ R7: 2100000 }}\n{}", &text[..budget], &text[budget..]);
    book.write(POLICY, text);
    revise(&book, 2_100_000, 2_050_000);
    book.run(&["ids"]).succeeds();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    let before = budget_of(&book, "R7");
    book.run(&["freeze"]).succeeds();

    // Only the amount that does not count changes, then only the one that counts.
    let initial = book.read(POLICY).replacen("budget: { R7: 2100000", "budget: { R7: 2200000", 1);
    assert_ne!(initial, book.read(POLICY));
    book.write(POLICY, &initial);
    assert_eq!(budgets_in_diff(&book, "R7", "R7"), (before, before));
    revise(&book, 2_050_000, 2_060_000);
    let after = budget_of(&book, "R7");
    assert_eq!(after, before.map(|sum| sum + 10_000));
    assert_eq!(budgets_in_diff(&book, "R7", "R7"), (before, after));
    // The open data of the edition say the same.
    let kept = book.path("editions/R7/plan.json");
    assert_eq!(budgets_in_diff(&book, &kept.to_string_lossy(), "R7"), (before, after));

    // The next edition corrects both: what was stated otherwise is the amount that counts.
    let frozen = std::fs::read_to_string(book.path("editions/R7").join(POLICY)).expect("a sheet");
    book.write(POLICY, frozen);
    book.run(&["roll"]).succeeds();
    let text = book.read(POLICY);
    let text = text.replacen("budget: { R7: 2100000", "budget: { R7: 2200000", 1);
    book.write(POLICY, &text);
    book.run(&["build", "--only", "html", "--editions", "all"]).succeeds();
    let page = |book: &Book| squeeze(&text_of_html(&book.read("output/editions/index.html")));
    assert!(!page(&book).contains("令和7年度の予算額"), "{}", page(&book));
    revise(&book, 2_050_000, 2_060_000);
    book.run(&["build", "--only", "html", "--editions", "all"]).succeeds();
    let restated = page(&book);
    for amount in ["令和7年度の予算額", "2,050,000円", "2,060,000円"] {
        assert!(restated.contains(amount), "{amount}: {restated}");
    }
    book.run(&["verify", &book.path("output").to_string_lossy()]).succeeds();
}

fn with_sources_of_settlements() -> Book {
    let book = Book::init();
    let plan = "content/plan.yaml";
    book.edit_first(plan, "status: draft", "status: final");
    book.edit_first(plan, "  sources:", "  sources_of: [budget, settlement]\n  sources:");
    let blocks = "  blocks:
    - { kind: facts }
    - { kind: text, heading: summary }
    - { kind: projects }
    - { kind: funding, each_project: true }
    - { kind: text }
    - { kind: indicators, show: [site] }
";
    book.edit_first(plan, "departments:", &format!("{blocks}departments:"));
    for name in book.sources().iter().filter(|name| name.contains("/policies/")) {
        let text = book.read(name);
        let mut out = String::new();
        for line in text.lines() {
            out.push_str(line);
            out.push('\n');
            // All of each settlement of the evaluated year comes from the last source.
            if let Some(rest) = line.strip_prefix("    settlement: ")
                && let Some((_, amount)) = rest.split_once("R6: ")
            {
                let amount = amount.trim_end_matches(" }");
                let _ = writeln!(out, "    settlement_funding: {{ R6: {{ 一般財源: {amount} }} }}");
            }
        }
        book.write(name, out);
    }
    book.edit(
        POLICY,
        "settlement_funding: { R6: { 一般財源: 1904500 } }",
        "settlement_funding: { R6: { 国・県支出金: 904500, 一般財源: 1000000 }, R5: { 一般財源: 1812000 } }",
    );
    book
}

#[test]
fn sources_of_settlements_and_of_each_project_are_in_every_output() {
    let book = with_sources_of_settlements();
    book.run(&["check"]).succeeds();
    let published = Published::of(&book);
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    let pdf = squeeze(&published.pdf.pages.concat());
    let of_policy = "国・県支出金904,50020,300,0001,050,000地方債017,300,0000";
    let of_project = "1ホタテ稚貝の生育調査国・県支出金904,5001,050,0001,050,000一般財源1,000,0001,050,0001,050,000\
                      2荷さばき施設の海水冷却設備の更新国・県支出金―19,250,0000地方債―17,300,0000一般財源―1,950,0000";
    for (output, words) in [("site", &page), ("PDF", &pdf)] {
        assert!(words.contains(of_policy), "{output}: {words}");
        assert!(words.contains(of_project), "{output}: {words}");
    }
    assert!(page.contains("1-1-01の決算額と予算額の財源"), "{page}");
    let data = published.html("data/funding.csv");
    for row in [
        "ホタテ稚貝の生育調査,settlement,決算額,2024,令和6年度,国・県支出金,904500,given",
        "ホタテ稚貝の生育調査,settlement,決算額,2023,令和5年度,一般財源,1812000,given",
        "ホタテ稚貝の生育調査,budget,予算額,2025,令和7年度,国・県支出金,1050000,given",
    ] {
        assert!(data.contains(row), "{row}: {data}");
    }
    let output = published.folder.to_string_lossy();
    let verified = book.run(&["verify", &output]);
    assert!(verified.said().contains("食い違いはありません"), "{}", verified.said());
    let plan = format!("{output}/data/plan.json");
    let compared = book.run(&["diff", &plan, &book.root().to_string_lossy()]);
    assert!(compared.said().contains("違いはありません"), "{}", compared.said());
    // One figure of a project's sources is found where it stands.
    let name = "policies/1-1-01/index.html";
    let html = published.html(name);
    let at = html.rfind(">904,500<").expect("the project's own");
    let wrong = format!("{}>904,600<{}", &html[..at], &html[at + ">904,500<".len()..]);
    std::fs::write(published.folder.join(name), wrong).expect("written");
    let said = book.run(&["verify", &output]).said();
    assert!(said.contains("904,600") && said.contains("funding.amount"), "{said}");
}

#[test]
fn sources_of_settlements_are_asked_for_and_must_add_up() {
    let all = "settlement_funding: { R6: { 国・県支出金: 904500, 一般財源: 1000000 }, R5: { 一般財源: 1812000 } }";
    let found = |to: &str, words: &[&str]| {
        let book = with_sources_of_settlements();
        book.edit(POLICY, all, to);
        book.has_one_finding(words);
    };
    let part = "settlement_funding: { R6: { 国・県支出金: 904500 } }";
    found(part, &["PB0232", "財源の合計 904500 が決算額 1904500 と違います"]);
    found(
        "settlement_funding: { R5: { 一般財源: 1812000 } }",
        &["PB0236", "R6 の決算額に、財源がありません", "settlement_funding に R6:"],
    );
    found(
        &all.replace("一般財源: 1000000", "一般財原: 1000000"),
        &["PB0232", "「一般財源」のことですか"],
    );
    let book = with_sources_of_settlements();
    book.edit("content/plan.yaml", "  sources_of: [budget, settlement]\n", "");
    let said = book.run(&["check"]).said();
    assert!(said.contains("この計画は、決算額の財源を載せません（settlement_funding）"), "{said}");
    // What a plan allows to be given in part has a row of its own.
    let book = with_sources_of_settlements();
    book.edit(
        "content/plan.yaml",
        "  sources_of: [budget",
        "  sources_required: false\n  sources_of: [budget",
    );
    book.edit(POLICY, all, part);
    let published = Published::without_volumes(&book);
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    assert!(page.contains("財源の記載なし1,000,000"), "{page}");
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
    // A plan may say it of settlements alone.
    let book = with_sources_of_settlements();
    book.edit("content/plan.yaml", "sources_of: [budget, settlement]", "sources_of: [settlement]");
    for name in book.sources().iter().filter(|name| name.contains("/policies/")) {
        let text = book.read(name);
        let is_of_budget = |line: &&str| {
            line.starts_with("    funding:")
                || line.starts_with("      R7: {")
                || line.starts_with("      R8: {")
        };
        let kept: Vec<&str> = text.lines().filter(|line| !is_of_budget(line)).collect();
        book.write(name, format!("{}\n", kept.join("\n")));
    }
    let published = Published::without_volumes(&book);
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    assert!(
        page.contains("1-1-01の決算額の財源単位：円財源決算額令和6年度国・県支出金904,500"),
        "{page}"
    );
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
}

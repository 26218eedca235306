//! The composition of the sheet that a plan declares is that of its pages, in print and on the site.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Book, Published, each, squeeze, with_commas};

const PLAN: &str = "content/plan.yaml";
const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// A small book that composes its sheet, and shows what no standard sheet does.
fn composed() -> Book {
    let book = Book::init();
    book.edit(
        PLAN,
        "    - { id: next, heading: これから }\n",
        "    - { id: next, heading: これから }
  blocks:
    - { kind: facts, facts: [sections, target] }
    - { kind: text, heading: next }
    - kind: projects
      columns: [name, code, results, budget_evaluated, settlement, budget, budget_total, direction]
      under_name: [section, staff, description]
      settlement_years: 2
    - { kind: totals, show: [pdf] }
    - { kind: indicators }
    - { kind: text }
    - { kind: facts, facts: [law, rating] }
    - { kind: funding, show: [site] }
fields:
  policy:
    - { id: target, name: 対象となる人, kind: text }
    - { id: law, name: 根拠となる法令, kind: text }
  project:
    - { id: code, name: 事業の番号, kind: text }
    - { id: staff, name: かかる人手, kind: number, unit: 人, decimals: 1 }
",
    );
    book.edit_first(POLICY, "title:", "target: 沿岸の漁業者\nlaw: 水産業協同組合法\ntitle:");
    book.edit_first(POLICY, "    section: ", "    code: K-0417\n    staff: 2.5\n    section: ");
    book.edit_first(POLICY, "budget: { R7: 2100000,", "budget: { R6: 1950000, R7: 2100000,");
    book
}

/// The words of `text` in the order in which they must stand in it.
#[track_caller]
fn in_order(place: &str, text: &str, words: &[&str]) {
    let mut at = 0;
    for word in words {
        let found = text[at..].find(&squeeze(word));
        at += found.unwrap_or_else(|| panic!("{place}: {word} is not after the others: {text}"));
    }
}

#[test]
fn the_sheet_is_composed_as_the_plan_says() {
    let book = composed();
    let published = Published::of(&book);
    let blocks = [
        "対象となる人",
        "沿岸の漁業者",
        "これから",
        "事業の番号",
        "K-0417",
        "成果指標",
        "目的",
        "根拠となる法令",
        "水産業協同組合法",
    ];
    for (place, text) in published.of_policy("1-1-01") {
        in_order(place, &text, &blocks);
        // Below the name: first the field, then the description.
        in_order(
            place,
            &text,
            &["ホタテ稚貝の生育調査", "かかる人手", "2.5人", "養殖いかだの水温"],
        );
        // The amounts of the first project, then the sums of both.
        in_order(
            place,
            &text,
            &["1,950,000", "1,812,000", "1,904,500", "2,100,000", "2,100,000", "4,200,000"],
        );
        let sums = [
            "合計",
            "1,950,000",
            "1,812,000",
            "1,904,500",
            "40,600,000",
            "2,100,000",
            "42,700,000",
        ];
        in_order(place, &text, &sums);
        // The caption of the site's table says with what it compares.
        let text = text.replace("令和6年度の決算額との差", "");
        assert_eq!(text.contains("令和6年度の決算額"), place == "PDF", "{place}: {text}");
        assert_eq!(text.contains("一般財源"), place == "site", "{place}: {text}");
        assert_eq!(text.matches("沿岸の漁業者").count(), 1, "{place}");
    }
}

/// What themes get of `book`.
fn view(book: &Book) -> Value {
    serde_json::from_str(&book.run(&["view"]).succeeds().out).expect("JSON")
}

#[test]
fn the_standard_composition_can_be_written_out() {
    let book = Book::init();
    let standard = view(&book);
    book.edit(
        PLAN,
        "    - { id: next, heading: これから }\n",
        "    - { id: next, heading: これから }
  blocks:
    - kind: facts
      facts: [rating, sections, themes, fields]
    - kind: evaluations
    - { kind: text, heading: summary }
    - kind: projects
      columns: [name, results, settlement, budget, direction]
      under_name: [section, description, fields, evaluations]
      settlement_years: 1
    - { kind: totals, show: [site] }
    - kind: funding
    - kind: own_indicators
    - kind: text
    - { kind: indicators, show: [site] }
",
    );
    assert_eq!(view(&book), standard);
}

#[test]
fn an_edition_without_an_evaluated_year_has_no_column_of_one() {
    let book = composed();
    book.edit(PLAN, "  evaluated: R6\n", "");
    book.edit(PLAN, "    - { id: evaluation, kind: evaluation, title: 評価結果の一覧 }\n", "");
    book.write("content/overview.md", "## この計画について\n\nまちの計画です。\n");
    let view = view(&book);
    let table = each(&view["sheet"]).find(|block| block["kind"] == "projects").expect("the table");
    let columns: Vec<&str> = each(&table["columns"]).filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(columns, ["name", "code", "budget", "budget_total", "direction"]);
    let facts: Vec<&Value> = each(&view["sheet"]).flat_map(|block| each(&block["facts"])).collect();
    assert_eq!(facts, ["sections"]);
    let policy = each(&view["goals"])
        .flat_map(|goal| each(&goal["nodes"]))
        .flat_map(|node| each(&node["policies"]))
        .next()
        .expect("a policy");
    let total = with_commas(&(2 * 2_100_000).to_string());
    assert_eq!(policy["projects"][0]["more_amounts"]["budget_total"]["text"], total.as_str());
}

/// The values of the attribute `name` in a page.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    let values = html.split(start.as_str()).skip(1);
    values.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn anchors_are_unique_whatever_the_ids_of_headings() {
    let book = composed();
    book.build(&["--only", "html"]).succeeds();
    let page = "output/policies/1-1-01/index.html";
    // Every anchor of the page that may be the id of a heading.
    let mut ids = attributes(&book.read(page), "id");
    let may_be_heading =
        |id: &String| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    ids.retain(may_be_heading);
    for other in ["evaluations", "funding", "budget", "projects", "indicators", "siblings"] {
        if !ids.iter().any(|id| id == other) {
            ids.push(other.to_owned());
        }
    }
    let (mut headings, mut text) = (String::new(), String::new());
    for id in &ids {
        let _ = writeln!(headings, "    - {{ id: {id}, heading: 見出し{id} }}");
        let _ = write!(text, "## 見出し{id}\n\n{id}の文です。\n\n");
    }
    let plan = book.read(PLAN);
    let from = plan.find("    - { id: summary,").expect("the headings");
    let to = plan.find("  blocks:\n").expect("the blocks");
    let plan = format!("{}{headings}{}", &plan[..from], &plan[to..]);
    book.write(
        PLAN,
        plan.replace("{ kind: text, heading: next }", "{ kind: text, heading: main }"),
    );
    for name in book.sources() {
        if name.starts_with("content/policies/") && name.ends_with(".md") {
            book.write(&name, &text);
        }
    }
    book.build(&["--only", "html"]).succeeds();
    let html = book.read(page);
    let mut anchors = attributes(&html, "id");
    assert!(anchors.len() > ids.len(), "{anchors:?}");
    let all = anchors.len();
    anchors.sort();
    anchors.dedup();
    assert_eq!(anchors.len(), all, "{anchors:?}");
    for id in &ids {
        assert!(html.contains(&format!("見出し{id}</h2>")), "{id}");
    }
}

#[test]
fn no_link_leads_to_a_row_that_the_site_lacks() {
    let book = composed();
    book.edit(PLAN, "    - kind: projects\n", "    - kind: projects\n      show: [pdf]\n");
    book.build(&["--only", "html"]).succeeds();
    let mut links = 0;
    for (name, bytes) in book.files("output") {
        let html = String::from_utf8_lossy(&bytes);
        if name.ends_with(".html") {
            links += html.matches("policies/1-1-01/").count();
            assert!(!html.contains("policies/1-1-01/#project-"), "{name}");
        }
    }
    assert!(links > 0);
    assert!(!book.read("output/policies/1-1-01/index.html").contains("project-1"));
}

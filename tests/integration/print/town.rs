//! The book of another town, with other words, other sheets and longer tables.

use std::fmt::Write as _;

use serde_json::Value;

use super::structure::headings;
use crate::support::{Book, each, pdftotext, squeeze, text_of_html, words};

const BOOK: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";

/// The page without the figure of the plan's period, whose layers are called the same
/// everywhere.
fn without_period(html: &str) -> String {
    let Some(from) = html.find("<figure class=\"period\"") else {
        return html.to_owned();
    };
    let to = html[from..].find("</figure>").map_or(html.len(), |at| from + at);
    html[..from].to_owned() + &html[to..]
}

#[test]
fn another_town_is_spoken_of_in_its_own_words() {
    let town = Book::init();
    // What costs less than nothing has the town's sign.
    town.edit("content/policies/1/1-1-01.yaml", "R6: 1904500", "R6: -1904500");
    town.build(&["--no-volumes"]).succeeds();
    let hokuto = [
        "基本目標",
        "基本計画",
        "主要施策",
        "千円",
        // Before a figure; elsewhere it is a mark on a map.
        "▲1",
        "十分成果があった",
        "全事業見直し必要",
        "拡充",
        "北斗市",
    ];
    let mut pages = town.files("output");
    pages.retain(|name, _| [".html", ".js"].iter().any(|ending| name.ends_with(ending)));
    assert!(pages.len() > 20, "{} files", pages.len());
    for (name, bytes) in pages {
        let text = without_period(&String::from_utf8(bytes).expect("UTF-8"));
        for word in hokuto {
            assert!(!text.contains(word), "{name} says {word}");
        }
    }
    let page = |name: &str| town.read(&format!("output/{name}index.html"));
    for (name, word) in [
        ("", "2つの政策の柱"),
        ("evaluation/", "政策の柱・政策ごとの評価"),
        ("policies/", "政策の柱ごとの予算額"),
        ("policies/1-1-01/", "△1,904,500"),
        ("policies/1-1-01/", "単位：円"),
        ("policies/1-1-01/", "目標を上回った"),
        ("about/", "△はマイナス"),
        ("data/", "1行が政策の柱、政策又は施策の一つ"),
    ] {
        assert!(text_of_html(&page(name)).contains(word), "{name} does not say {word}");
    }
    let pdf = pdftotext(&[], &town.path(BOOK));
    for word in hokuto.iter().filter(|word| **word != "基本計画") {
        assert!(!pdf.contains(word), "the PDF says {word}");
    }
    assert!(pdf.contains("政策の柱1") && pdf.contains("△1,904,500"), "{pdf}");
}

#[test]
fn every_amount_of_every_source_of_money_is_on_the_sheet_and_on_its_page() {
    let town = Book::init();
    town.build(&["--no-volumes"]).succeeds();
    let view = town.run(&["view"]).succeeds();
    let view: Value = serde_json::from_str(&view.out).expect("JSON");
    let pdf = pdftotext(&["-raw"], &town.path(BOOK));
    let policies = each(&view["goals"])
        .flat_map(|goal| each(&goal["nodes"]))
        .flat_map(|plan| each(&plan["policies"]));
    let mut rows = Vec::new();
    for policy in policies {
        let (id, title) = (words(&policy["id"]), words(&policy["title"]));
        let sheet: String = pdf
            .split('\u{c}')
            .filter(|page| page.contains(title) && page.contains("財源"))
            .map(squeeze)
            .collect();
        let html = town.read(&format!("output/policies/{id}/index.html"));
        let from = html.find("<table class=\"cards funding\"").expect("a table of funding");
        let to = html[from..].find("</table>").expect("its end");
        let page = squeeze(&text_of_html(&html[from..from + to]));
        for source in each(&policy["funding"]) {
            let amounts: String = each(&source["budget"]).map(|it| words(&it["text"])).collect();
            let row = format!("{}{amounts}", words(&source["name"]));
            assert!(sheet.contains(&row), "the sheet {id} lacks {row}:\n{sheet}");
            assert!(page.contains(&row), "the page {id} lacks {row}:\n{page}");
            rows.push(row);
        }
        assert!(sheet.contains("単位：円") && page.contains("単位：円"), "{id}: the unit");
    }
    assert!(!rows.is_empty() && rows.len() % 4 == 0, "four sources a policy: {rows:?}");
    // Two projects of 1-1-01, added up.
    assert!(rows.iter().any(|row| row == "国・県支出金20,300,0001,050,000"), "{rows:?}");
}

#[test]
fn an_authors_headings_stand_below_those_of_the_sheet() {
    let town = Book::init();
    let sheet = "content/policies/1/1-1-01.md";
    town.edit(
        sheet,
        "## 昨年度の取組と結果\n",
        "### ねらい\n\n一つ。\n\n#### 詳しく\n\n二つ。\n\n### 進め方\n\n三つ。\n\n## 昨年度の取組と結果\n",
    );
    town.build(&["--no-volumes"]).succeeds();
    let levels = headings(&town.path(BOOK));
    // Part, goal, basic plan, policy, its own headings; PDF has no seventh level.
    let opening = levels.windows(5).position(|five| five == [1, 2, 3, 4, 5]).expect("a sheet");
    assert_eq!(levels[opening..][..9], [1, 2, 3, 4, 5, 6, 6, 6, 5], "{levels:?}");
    assert_eq!(levels.iter().filter(|level| **level == 6).count(), 3);
    let html = town.read("output/policies/1-1-01/index.html");
    let levels: Vec<&str> =
        html.match_indices("<h").map(|(at, _)| &html[at + 2..=at + 2]).collect();
    let levels: String = levels.concat().chars().filter(char::is_ascii_digit).collect();
    assert!(levels.starts_with("12343"), "h1 to h6: {levels}");
}

#[test]
fn a_total_takes_the_last_project_along_to_the_next_page() {
    let town = Book::init();
    // Each sheet is a line longer than the one before, so that the page ends at every place
    // around the total.
    for lines in 0..16 {
        let id = format!("1-1-{:02}", lines + 10);
        let mut yaml = String::from("title: 長い表\nsections: [産業課]\nprojects:\n");
        for number in 0..17 {
            let _ = writeln!(
                yaml,
                "  - name: 続く事業{number}\n    section: 産業課\n    description: 表が次のページへ続くまで並べます。\n    \
                 results: {{ R6: 済み }}\n    settlement: {{ R6: 1 }}\n    budget: {{ R7: 1, R8: 1 }}\n    \
                 funding: {{ R7: {{ 一般財源: 1 }}, R8: {{ 一般財源: 1 }} }}\n    direction: 維持"
            );
        }
        town.write(&format!("content/policies/1/{id}.yaml"), &yaml);
        let mut prose = String::from("## 目的\n\n");
        for line in 0..=lines {
            let _ = writeln!(prose, "- {line}行目です。");
        }
        prose.push_str("\n## 昨年度の取組と結果\n\nまだです。\n\n## これから\n\n続けます。\n");
        town.write(&format!("content/policies/1/{id}.md"), &prose);
    }
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    let text = pdftotext(&["-raw"], &town.path(BOOK));
    let (mut broken, mut totals) = (0, 0);
    for page in
        // The running head has the title of the sheet; other sheets may name it.
        text
            .split('\u{c}')
            .filter(|page| page.lines().take(4).any(|line| line.contains("長い表")))
    {
        if page.lines().any(|line| line.starts_with("合計")) {
            totals += 1;
            assert!(page.contains("続く事業16"), "a total stands alone:\n{page}");
            broken += usize::from(!page.contains("続く事業0"));
        }
    }
    assert!(totals >= 16 && broken >= 8, "{totals} totals, {broken} of them on a second page");
}

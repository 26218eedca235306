//! What refers to other pages says which, and leads there.

use std::collections::BTreeSet;

use lopdf::{Document, Object};

use super::boxes::pages;
use super::whole;
use crate::support::{Published, each, squeeze, words};

/// The printed page on which `label` stands.
fn page_of(label: &str) -> String {
    let pdf = std::fs::read(whole()).expect("the book");
    let found = planbook::render::print::read_destinations(pdf).expect("a whole PDF");
    found.printed[found.labels[label]].clone()
}

#[test]
fn indicators_lead_to_their_policies_and_sections() {
    let book = Published::sample();
    let table = book.pdf.squeezed(7, 11);
    let mut plans = 0;
    for plan in each(&book.view["goals"]).flat_map(|goal| each(&goal["nodes"])) {
        let policies: Vec<_> = each(&plan["policies"]).collect();
        let (Some(first), Some(last)) = (policies.first(), policies.last()) else { continue };
        let (from, to) = (words(&first["number"]), words(&last["number"]));
        let range = if from == to { from.to_owned() } else { format!("{from}～{to}") };
        let page = page_of(words(&first["label"]));
        let row = format!("主要施策{range}（{page}ページ）");
        assert!(table.contains(&row), "{row}");
        plans += 1;
    }
    assert!(plans > 25, "{plans}");
    let mut asked = 0;
    for indicator in book.indicators() {
        let Some(section) = indicator["section"].as_str() else { continue };
        let row = table.split(&squeeze(words(&indicator["name"]))).nth(1).expect("its row");
        let end = row.char_indices().nth(120).map_or(row.len(), |(at, _)| at);
        assert!(row[..end].contains(&squeeze(section)), "{} {section}: {row}", indicator["id"]);
        asked += 1;
    }
    assert!(asked > 80, "{asked}");
}

#[test]
fn the_index_by_section_leads_back_to_the_indicators() {
    let book = Published::sample();
    let first = |kind| {
        let part = each(&book.view["parts"]).find(|part| part["kind"] == kind).expect("a part");
        page_of(words(&part["label"])).parse::<u32>().expect("a number")
    };
    let index = book.pdf.squeezed(first("sections"), first("imprint") - 1);
    let mut found = 0;
    for section in each(&book.view["departments"]).flat_map(|it| each(&it["sections"])) {
        let head =
            format!("{}電話{}", words(&section["name"]), words(&section["contact"]["phone"]));
        let entries = index.split(&head).nth(1).expect("its head");
        let entries = entries.split("電話").next().expect("its entries");
        for indicator in each(&section["indicators"]) {
            assert_eq!(indicator["section"], section["name"]);
            let number = words(&indicator["home"]["number"]);
            let entry = format!("{number}{}", squeeze(words(&indicator["name"])));
            let entries = entries.split("成果指標7～11").nth(1).expect("the pages");
            assert!(entries.contains(&entry), "{head} {entry}: {entries}");
            found += 1;
        }
    }
    let asked = book.indicators().into_iter().filter(|it| !it["section"].is_null()).count();
    assert_eq!((found, found > 80), (asked, true));
}

#[test]
fn the_sections_of_indicators_end_at_one_edge() {
    let book = Published::sample();
    let front = book.pdf.labels.iter().position(|label| label == "1").expect("a page 1");
    let sections: BTreeSet<_> =
        book.indicators().into_iter().filter_map(|it| it["section"].as_str()).collect();
    let mut count = 0;
    for page in &pages(&whole())[front + 6..front + 11] {
        let named = page.iter().filter(|word| sections.contains(word.text.as_str()));
        let edges: Vec<_> = named.map(|word| (word.right, word.text.as_str())).collect();
        count += edges.len();
        // Beside the name, on the last line, or on a line of their own.
        for (edge, section) in &edges {
            assert!((edge - edges[0].0).abs() < 1.0, "{section}: {edge} {}", edges[0].0);
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn the_names_of_indicators_are_links_to_sheets() {
    let document = Document::load(whole()).expect("a whole PDF");
    let pages = document.get_pages();
    let front = Published::sample().pdf.labels.iter().position(|label| label == "1");
    let front = u32::try_from(front.expect("a page 1")).expect("small");
    let mut found = BTreeSet::new();
    for number in 7..=11 {
        let annotations = document.get_page_annotations(pages[&(front + number)]);
        for link in annotations.expect("annotations") {
            let target = link.get(b"Dest").or_else(|_| {
                let action = link.get(b"A").and_then(Object::as_dict)?;
                action.get(b"D")
            });
            let target = target.ok().and_then(|it| it.as_str().or_else(|_| it.as_name()).ok());
            found.extend(target.map(|name| String::from_utf8_lossy(name).into_owned()));
        }
    }
    let plans = each(&Published::sample().view["goals"]).flat_map(|goal| each(&goal["nodes"]));
    let plans = plans.filter(|plan| each(&plan["indicators"]).next().is_some());
    for label in plans.map(|plan| words(&plan["label"])) {
        assert!(found.contains(label), "{label}: {found:?}");
    }
}

#[test]
fn the_index_says_what_each_goal_has_come_to() {
    let book = Published::sample();
    let index = book.pdf.squeezed(13, 16);
    for goal in each(&book.view["goals"]) {
        let counts = each(&goal["evaluation"]["counts"]).zip(["A", "B", "C", "D"]);
        let counts = counts.map(|(count, rating)| format!("{rating}{count}"));
        let counts = counts.collect::<Vec<_>>().concat();
        let budget = words(&goal["totals"]["budget"][0]["text"]);
        let come = each(&goal["progress"]).filter(|it| it["count"] != 0);
        let come = come.map(|it| format!("{}{}", words(&it["word"]), it["count"]));
        let come = come.collect::<Vec<_>>().concat();
        let band = format!(
            "評価{counts}令和6年度予算額{budget}千円成果指標{}（{come}）",
            goal["indicators"]
        );
        assert!(index.contains(&band), "{band}: {index}");
    }
}

#[test]
fn the_contents_list_the_budgets() {
    let book = Published::sample();
    let contents = squeeze(book.pdf.page("ii"));
    let line = contents.split("基本目標別の予算額").nth(1).expect("its line");
    assert!(line.trim_start_matches('.').starts_with("16主要施策"), "{line}");
    assert!(book.pdf.page("16").contains("基本目標別の予算額"));
}

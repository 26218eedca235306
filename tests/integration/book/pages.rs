//! The book on its printed pages.

use crate::data::sources;
use crate::support::{Published, each, squeeze, words};

#[test]
fn the_file_holds_the_front_matter_and_its_pages() {
    let book = Published::sample();
    let front = book.pdf.labels.iter().take_while(|l| l.starts_with(['i', 'v', 'x'])).count();
    assert!(front >= 2, "a cover and the contents");
    let printed: Vec<&str> = book.pdf.labels[front..].iter().map(String::as_str).collect();
    let expected: Vec<String> = (1..=printed.len()).map(|n| n.to_string()).collect();
    assert_eq!(printed, expected);
    // The sheets end on page 197; the indexes and the imprint are behind them.
    let title = |page| book.pdf.squeezed(page, page);
    assert!(title(197).contains("6-4-05広域連携の推進"), "{}", title(197));
    assert!(title(198).contains("事業索引"), "{}", title(198));
    let last = u32::try_from(printed.len()).expect("a book of paper");
    assert!(title(last).contains("奥付"), "{}", title(last));
}

#[test]
fn the_pdfs_are_light() {
    let folder = Published::sample().folder.join("pdf");
    let files = std::fs::read_dir(folder).expect("the PDFs").map(|entry| entry.expect("a PDF"));
    let mut sizes: Vec<u64> = files.map(|file| file.metadata().expect("a PDF").len()).collect();
    sizes.sort_unstable();
    let whole = sizes.pop().expect("the whole book");
    assert!(whole < 3_000_000, "{whole} bytes");
    assert!(sizes.len() > 5 && sizes.iter().all(|bytes| *bytes < 1_000_000), "{sizes:?}");
}

#[test]
fn every_part_is_on_its_pages() {
    let book = Published::sample();
    for (first, last, title) in [
        (1, 1, "第2次北斗市総合計画令和6年度実施計画について"),
        (7, 11, "成果指標現状値一覧表"),
        (12, 12, "評価結果一覧表"),
        (13, 16, "施策体系"),
        (17, 17, "主要施策に関する実施計画"),
    ] {
        let text = book.pdf.squeezed(first, last);
        assert!(text.contains(title), "{title} on {first}～{last}");
    }
    let themes = book.pdf.squeezed(2, 6);
    for theme in each(&book.view["themes"]) {
        assert!(themes.contains(&squeeze(words(&theme["title"]))), "{theme}");
    }
}

#[test]
fn every_indicator_is_on_pages_7_to_11() {
    let book = Published::sample();
    let text = book.pdf.squeezed(7, 11);
    assert_eq!(book.indicators().len(), sources::indicators().len());
    for indicator in book.indicators() {
        for fact in [&indicator["name"], &indicator["target"]["text"]] {
            assert!(text.contains(&squeeze(words(fact))), "{} {fact}", indicator["id"]);
        }
    }
}

#[test]
fn the_evaluation_table_counts_all_policies_on_page_12() {
    let book = Published::sample();
    let page = book.pdf.page("12");
    let html = book.main_text("evaluation/index.html");
    let mut rows = 0;
    for goal in each(&book.view["goals"]) {
        let mut sums = vec![0; 4];
        for plan in each(&goal["nodes"]) {
            let counts = counts(&plan["evaluation"]);
            let policies = each(&plan["policies"]);
            let mut counted = vec![0; 4];
            for policy in policies {
                let rank = policy["rating"]["rank"].as_u64().expect("a rating");
                counted[usize::try_from(rank).expect("small")] += 1;
            }
            assert_eq!(counts, counted, "{}", plan["id"]);
            for (sum, n) in sums.iter_mut().zip(&counts) {
                *sum += n;
            }
            assert!(squeeze(page).contains(&squeeze(words(&plan["name"]))), "{}", plan["name"]);
            assert!(html.contains(&squeeze(words(&plan["name"]))), "{}", plan["name"]);
            rows += 1;
        }
        assert_eq!(counts(&goal["evaluation"]), sums);
    }
    let goals = sources::framework().goals;
    assert_eq!(rows, goals.iter().map(|goal| goal.basic_plans.len()).sum::<usize>());
    let policies = sources::policies().len();
    assert_eq!(counts(&book.view["evaluation"]).iter().sum::<u64>(), policies as u64);
    assert_eq!(book.view["evaluation"]["total"], policies);
    assert!(page.contains(&policies.to_string()));
    assert!(html.contains(&policies.to_string()));
}

fn counts(tally: &serde_json::Value) -> Vec<u64> {
    each(&tally["counts"]).map(|n| n.as_u64().expect("a count")).collect()
}

#[test]
fn every_sheet_is_where_the_site_says() {
    let book = Published::sample();
    let mut expected_start = 17;
    for policy in book.policies() {
        let id = words(&policy["id"]);
        let html = book.main_text(&format!("policies/{id}/index.html"));
        let after = html.split("冊子").nth(1).unwrap_or_else(|| panic!("{id} tells its pages"));
        let label = after.split("ページ").next().expect("a page");
        let (from, to) = label.split_once('～').unwrap_or((label, label));
        let (from, to): (u32, u32) = (from.parse().expect("a page"), to.parse().expect("a page"));
        assert_eq!(from, expected_start, "{id} begins where the one before it ended");
        assert!(to - from <= 1, "{id} has one or two pages");
        let text = book.pdf.squeezed(from, to);
        assert!(text.contains(&squeeze(words(&policy["title"]))), "{id} is on page {from}");
        expected_start = to + 1;
    }
    assert_eq!(expected_start, 198, "the last sheet ends on 197");
}

#[test]
fn the_index_names_every_policy_with_its_page() {
    let book = Published::sample();
    let text = book.pdf.squeezed(13, 16);
    for policy in book.policies() {
        assert!(text.contains(&squeeze(words(&policy["title"]))), "{}", policy["id"]);
    }
}

#[test]
fn every_page_of_both_outputs_says_that_it_is_a_sample() {
    let book = Published::sample();
    for (label, page) in book.pdf.labels.iter().zip(&book.pdf.pages) {
        assert!(squeeze(page).contains("見本"), "page {label}");
    }
    for entry in walkdir::WalkDir::new(&book.folder) {
        let entry = entry.expect("an entry");
        if entry.path().extension().is_some_and(|e| e == "html") {
            let html = std::fs::read_to_string(entry.path()).expect("a page");
            assert!(html.contains("見本"), "{}", entry.path().display());
        }
    }
}

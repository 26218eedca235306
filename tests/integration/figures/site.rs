//! What the site says of books that lack a part, a figure or an address.

use super::readers::words;
use crate::support::Book;

/// The published texts whose names end like one of `endings`.
fn published(town: &Book, endings: &[&str]) -> Vec<(String, String)> {
    let files = town.files("output").into_iter();
    let files = files.filter(|(name, _)| endings.iter().any(|ending| name.ends_with(ending)));
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// A plan of five years that is not renewed, without ratings, indicators and themes.
fn five_years() -> Book {
    let town = Book::init();
    let plan = "content/plan.yaml";
    town.edit(plan, "term: { from: R3, to: R12 }", "term: { from: R7, to: R11 }");
    town.edit(plan, "years: 2 ", "years: 5 ");
    town.edit(plan, "    - { id: indicators, kind: indicators, title: 成果指標の一覧 }\n", "");
    town.edit(plan, "    - { id: evaluation, kind: evaluation, title: 評価結果の一覧 }\n", "");
    town.edit("content/overview.md", "評価の一覧は[](page:evaluation)ページ、", "");
    town.remove("content/indicators.yaml");
    for name in town.sources() {
        if name.starts_with("content/policies/") && name.ends_with(".yaml") {
            let sheet = town.read(&name);
            let lines = sheet.lines().filter(|line| !line.starts_with("rating:"));
            let lines: Vec<_> = lines
                .map(|line| match line.split_once("budget: { ") {
                    Some((before, rest)) => {
                        format!("{before}budget: {{ R9: ~, R10: ~, R11: ~, {rest}")
                    }
                    None => line.to_owned(),
                })
                .collect();
            town.write(&name, lines.join("\n") + "\n");
        }
    }
    town
}

#[test]
fn a_fixed_plan_is_told_without_what_it_has_not() {
    let town = five_years();
    town.build(&["--only", "html"]).succeeds();
    let page = |name: &str| town.read(&format!("output/{name}index.html"));
    let start = words(&page(""));
    for absent in ["段階で評価", "評価結果", "成果指標", "0指標", "重点テーマ"]
    {
        assert!(!start.contains(absent), "the start page says {absent}");
    }
    assert!(!page("overview/").contains("毎年度更新"));
    for absent in ["indicators/", "evaluation/", "themes/"] {
        assert!(!town.path(&format!("output/{absent}")).exists(), "{absent}");
    }
    for (name, html) in published(&town, &[".html"]) {
        for absent in ["indicators/", "evaluation/", "themes/"] {
            assert!(!html.contains(&format!("{absent}index.html")), "{name} leads to {absent}");
        }
    }
}

#[test]
fn the_data_of_a_book_without_indicators_and_themes_say_nothing_of_them() {
    let town = five_years();
    town.build(&["--only", "data"]).succeeds();
    for table in ["indicators", "indicator_values", "themes", "leads", "theme_policies"] {
        assert!(!town.path(&format!("output/data/{table}.csv")).exists(), "{table}");
    }
    for (name, text) in published(&town, &[".csv", ".jsonld", "data/index.html", "plan.json"]) {
        for absent in ["indicators", "成果指標", "重点テーマ", "進捗", "基準値"] {
            assert!(!text.contains(absent), "{name} says {absent}");
        }
    }
    let output = town.path("output/data/plan.json");
    let said =
        town.run(&["diff", &output.to_string_lossy(), &town.root().to_string_lossy()]).said();
    assert!(said.contains("違いはありません"), "{said}");
}

#[test]
fn a_book_with_every_part_has_every_page() {
    let town = Book::init();
    town.build(&["--only", "html"]).succeeds();
    for part in ["overview", "indicators", "evaluation", "policies", "sections", "search"] {
        assert!(town.path(&format!("output/{part}/index.html")).exists(), "{part}");
    }
    let start = words(&town.read("output/index.html"));
    assert!(start.contains("5の施策のうち4を4段階で評価しました。"), "{start}");
    assert!(town.read("output/overview/index.html").contains("2カ年計画を毎年度更新"));
}

#[test]
fn a_prefecture_has_its_name_once() {
    let town = Book::init();
    let (from, to) = ("name: 潮見町, prefecture: 青森県", "name: 青森県, prefecture: 青森県");
    town.edit("content/plan.yaml", from, to);
    town.build(&["--only", "html"]).succeeds();
    for (name, text) in published(&town, &[".html", ".csv", ".json", ".jsonld"]) {
        assert!(!text.contains("青森県青森県"), "{name}");
    }
    assert!(town.read("output/about/index.html").contains("<p>青森県 企画財政課</p>"));
}

#[test]
fn the_page_for_what_is_not_found_links_only_where_the_site_stands() {
    let town = Book::init();
    town.build(&["--only", "html"]).succeeds();
    let page = town.read("output/404.html");
    assert!(!page.contains("href=\"/") && !page.contains("stylesheet"), "{page}");
    assert!(words(&page).contains("ページが見つかりません"));
    let file = "  file: shiomi-jikko-keikaku-r7\n";
    let with = format!("{file}  site: https://town.example.jp/keikaku/\n");
    town.edit("content/plan.yaml", file, &with);
    town.build(&["--only", "html"]).succeeds();
    let page = town.read("output/404.html");
    assert!(page.contains("href=\"/keikaku/assets/style.css\""), "{page}");
}

#[test]
fn the_text_of_the_summary_stands_above_the_projects() {
    let town = Book::init();
    let (summary, results) = (
        "    - { id: summary, heading: 目的 }\n",
        "    - { id: results, heading: 昨年度の取組と結果 }\n",
    );
    town.edit("content/plan.yaml", summary, "");
    town.edit("content/plan.yaml", results, &format!("{results}{summary}"));
    for name in ["1/1-1-01", "1/1-1-02", "1/1-2-01", "2/2-1-01", "2/2-2-01"] {
        let path = format!("content/policies/{name}.md");
        let text = town.read(&path);
        let (aim, rest) = text.split_once("## 昨年度").expect("the second heading");
        let (done, next) = rest.split_once("## これから").expect("the third heading");
        town.write(&path, format!("## 昨年度{done}\n{aim}\n## これから{next}"));
    }
    town.build(&["--only", "html"]).succeeds();
    let page = town.read("output/policies/1-1-01/index.html");
    let place = |id: &str| page.find(&format!("<h2 id=\"{id}\"")).expect("a heading");
    let order = ["summary", "projects", "results", "next"].map(place);
    assert!(order.is_sorted(), "{order:?}");
}

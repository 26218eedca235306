//! Plans of two, four and five levels: the whole framework is in every output, under the names
//! that the plan gives its levels, and what does not fit the levels is reported.

use crate::support::{Book, Published, each, squeeze, text_of_html, words};

/// The ids of the sheets of the small book, and where they belong in its basic plan.
const SHEETS: [(&str, &str); 5] =
    [("1-1-01", "01"), ("1-1-02", "02"), ("1-2-01", "01"), ("2-1-01", "01"), ("2-2-01", "01")];

/// A plan with the small book's sheets: the declaration of its levels, its framework, and the
/// item of each of the small book's basic plans.
struct Shape {
    levels: &'static [(&'static str, &'static str)],
    framework: &'static str,
    homes: [(&'static str, &'static str); 4],
}

const TWO: Shape = Shape {
    levels: &[("goal", "まちの目標"), ("policy", "取組")],
    framework: "nodes:
  - { id: 1, number: 第1章, name: 海と畑のしごとを育てる, field: 産業 }
  - { id: 2, number: 第2章, name: どの世代も安心して暮らす }
",
    homes: [("1-1", "1"), ("1-2", "1"), ("2-1", "2"), ("2-2", "2")],
};

const FOUR: Shape = Shape {
    levels: &[("goal", "将来の姿"), ("field", "分野"), ("measure", "施策"), ("policy", "取組")],
    framework: "nodes:
  - id: 1
    name: 海と畑のしごとを育てる
    nodes:
      - id: 1-1
        name: 漁業と農業の振興
        nodes: [{ id: 1-1-1, number: 施策111, name: 育てる漁業と畑 }]
      - id: 1-2
        name: 働く場づくり
        nodes: [{ id: 1-2-1, number: 施策121, name: 商品のみがき上げ }]
  - id: 2
    name: どの世代も安心して暮らす
    nodes:
      - id: 2-1
        name: 子どもと学びの支え
        nodes: [{ id: 2-1-1, number: 施策211, name: 小さな学校のつながり }]
      - id: 2-2
        name: 住まいと道の安全
        nodes: [{ id: 2-2-1, number: 施策221, name: 空き家と橋 }]
",
    homes: [("1-1", "1-1-1"), ("1-2", "1-2-1"), ("2-1", "2-1-1"), ("2-2", "2-2-1")],
};

const FIVE: Shape = Shape {
    levels: &[
        ("goal", "将来の姿"),
        ("field", "分野"),
        ("measure", "施策"),
        ("base", "基本事業"),
        ("policy", "取組"),
    ],
    framework: "nodes:
  - id: 1
    name: 海と畑のしごとを育てる
    nodes:
      - id: 1-1
        name: 漁業と農業の振興
        nodes: [{ id: 1-1-1, name: 育てる漁業と畑, nodes: [{ id: 1-1-1-1, name: 稚貝と施設 }] }]
      - id: 1-2
        name: 働く場づくり
        nodes: [{ id: 1-2-1, name: 商品のみがき上げ, nodes: [{ id: 1-2-1-1, name: 会社の支え }] }]
  - id: 2
    name: どの世代も安心して暮らす
    nodes:
      - id: 2-1
        name: 子どもと学びの支え
        nodes: [{ id: 2-1-1, name: 小さな学校, nodes: [{ id: 2-1-1-1, name: 学びの広がり }] }]
      - id: 2-2
        name: 住まいと道の安全
        nodes: [{ id: 2-2-1, name: 空き家と橋, nodes: [{ id: 2-2-1-1, name: 手当てと点検 }] }]
",
    homes: [("1-1", "1-1-1-1"), ("1-2", "1-2-1-1"), ("2-1", "2-1-1-1"), ("2-2", "2-2-1-1")],
};

impl Shape {
    /// The id of the sheet that the small book calls `old`.
    fn sheet(&self, old: &str, number: &str) -> String {
        let (_, home) = self.homes.iter().find(|(plan, _)| old.starts_with(plan)).expect("a home");
        // In two levels, two basic plans become one item.
        let number = if *home == "1" && old == "1-2-01" { "03" } else { number };
        let number = if *home == "2" && old == "2-2-01" { "02" } else { number };
        format!("{home}-{number}")
    }

    fn book(&self) -> Book {
        let book = Book::init();
        let plan = book.read("content/plan.yaml");
        let names = plan.lines().find(|line| line.starts_with("levels:")).expect("its levels");
        let levels: Vec<_> =
            self.levels.iter().map(|(id, name)| format!("{{ id: {id}, name: {name} }}")).collect();
        book.edit("content/plan.yaml", names, &format!("levels: [{}]", levels.join(", ")));
        book.write("content/framework.yaml", self.framework);
        let indicators = book.read("content/indicators.yaml");
        let lines = indicators.lines().map(|line| match line.trim().strip_prefix("node: ") {
            Some(old) => {
                let (_, home) = self.homes.iter().find(|(plan, _)| old == *plan).expect("a home");
                format!("    node: {home}\n")
            }
            None => format!("{line}\n"),
        });
        book.write("content/indicators.yaml", lines.collect::<String>());
        for (old, number) in SHEETS {
            let new = self.sheet(old, number);
            for ending in ["yaml", "md"] {
                let (from, folder) = (format!("{old}.{ending}"), &old[..1]);
                let mut text = book.read(&format!("content/policies/{folder}/{from}"));
                for (old, number) in SHEETS {
                    let link = format!("(policy:{})", self.sheet(old, number));
                    text = text.replace(&format!("(policy:{old})"), &link);
                }
                book.remove(&format!("content/policies/{folder}/{from}"));
                book.write(&format!("content/policies/{folder}/{new}.{ending}"), text);
            }
        }
        book
    }
}

#[test]
fn two_levels_are_in_every_output() {
    is_in_every_output(&TWO);
}

#[test]
fn four_levels_are_in_every_output() {
    is_in_every_output(&FOUR);
}

#[test]
fn five_levels_are_in_every_output() {
    is_in_every_output(&FIVE);
}

fn is_in_every_output(shape: &Shape) {
    let book = shape.book();
    let said = book.run(&["check"]).said();
    assert!(said.contains("直すところはありません"), "{said}");
    // The build looks at the finished pages: no word is outside of the type area or over another.
    let published = Published::of(&book);
    let framework = published.html("data/framework.csv");
    let (pdf, index) = (
        squeeze(&published.pdf.pages.concat()),
        squeeze(&published.main_text("policies/index.html")),
    );
    let evaluation = squeeze(&published.main_text("evaluation/index.html"));
    let goals: Vec<_> = each(&published.view["goals"]).collect();
    let above = shape.levels.len() - 1;
    let mut nodes: Vec<_> = goals.iter().map(|goal| (*goal, 0)).collect();
    let below = goals.iter().flat_map(|goal| each(&goal["nodes"]));
    let depth = |node: &serde_json::Value| node["depth"].as_u64().expect("a depth") as usize;
    nodes.extend(below.map(|node| (node, depth(node))).filter(|(_, depth)| *depth > 0));
    for (node, depth) in nodes {
        let (id, level) = (words(&node["id"]), shape.levels[depth]);
        let title = squeeze(&format!("{}{}", words(&node["numbered"]), words(&node["name"])));
        // Contents and sheet, at least; a number that names its level stands alone.
        assert!(pdf.matches(&title).count() >= 2, "{title}: {pdf}");
        assert!(title.contains(level.1) || title.starts_with("第"), "{title} names {}", level.1);
        let title = squeeze(&format!("{}{}", words(&node["number"]), words(&node["name"])));
        assert!(index.contains(&title) && evaluation.contains(&title), "{title}: {index}");
        assert!(framework.contains(&format!(",{},{id},", level.0)), "{id}: {framework}");
    }
    let search = squeeze(&published.html("search/index.js"));
    for node in goals.iter().flat_map(|goal| each(&goal["nodes"])) {
        assert!(search.contains(&squeeze(words(&node["name"]))), "{}", node["name"]);
    }
    // Breadcrumbs, the columns of the data and the codes.
    let old = SHEETS[2];
    let sheet = shape.sheet(old.0, old.1);
    let page = published.html(&format!("policies/{sheet}/index.html"));
    let crumbs = page.split("<nav class=\"crumbs\"").nth(1).expect("crumbs");
    let crumbs = crumbs.split("</nav>").next().expect("its end");
    let group = sheet.rsplit_once('-').expect("a group").0;
    let mut path = String::new();
    for part in group.split('-') {
        path = if path.is_empty() { part.to_owned() } else { format!("{path}-{part}") };
        let kind = if path.contains('-') { "plan" } else { "goal" };
        assert!(crumbs.contains(&format!("#{kind}-{path}\"")), "{path}: {crumbs}");
    }
    let policies = published.html("data/policies.csv");
    let head = policies.lines().next().expect("a head");
    let codes = published.html("data/codes.csv");
    let dictionary = published.html("data/dictionary.csv");
    for (id, name) in shape.levels {
        assert!(codes.contains(&format!(",{id},{name}")), "{id}: {codes}");
        let columns = [format!("{id}_id"), format!("{id}_name")];
        for column in columns.iter().filter(|_| *id != "policy") {
            assert!(head.contains(column) && dictionary.contains(column), "{column}: {head}");
        }
    }
    let data = published.html(&format!("policies/{sheet}/data.json"));
    let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
    assert!(each(&data["indicators"]).next().is_some(), "the indicators of its group: {data}");
    // No other words for levels than the plan's.
    for (name, bytes) in book.files("output") {
        if name.ends_with(".html") {
            let text = squeeze(&text_of_html(&String::from_utf8(bytes).expect("UTF-8")));
            for foreign in ["基本目標", "主要施策", "政策の柱"] {
                assert!(!text.contains(foreign), "{name} says {foreign}");
            }
        }
    }
    assert_eq!(each(&published.view["counts"]["levels"]).count(), above);
    let group = shape.levels[above - 1].1;
    assert!(page.contains(&format!("同じ{group}の取組")), "{group}");
}

#[test]
fn what_does_not_fit_the_levels_is_reported() {
    let found = |edit: &dyn Fn(&Book), words: &[&str]| {
        let book = FOUR.book();
        edit(&book);
        book.has_one_finding(words);
    };
    let plan = |from: &'static str, to: &'static str| {
        move |book: &Book| book.edit("content/plan.yaml", from, to)
    };
    let framework = |from: &'static str, to: &'static str| {
        move |book: &Book| book.edit("content/framework.yaml", from, to)
    };
    found(
        &plan("{ id: policy, name: 取組 }", "{ id: sheet, name: 取組 }"),
        &["PB0206", "id: policy"],
    );
    found(&plan("id: field,", "id: goal,"), &["PB0206", "「goal」が2回"]);
    found(&plan("id: field,", "id: section,"), &["PB0206", "ほかのことに使われています"]);
    found(
        &plan(
            "[{ id: goal, name: 将来の姿 }, { id: field, name: 分野 }, { id: measure, name: 施策 }, ",
            "[",
        ),
        &["PB0206", "段が1つ"],
    );
    found(
        &framework("name: 空き家と橋 }", "name: 空き家と橋, nodes: [{ id: 2-2-1-1, name: 橋 }] }"),
        &["PB0207", "2-2-1-1 は4段目ですが", "将来の姿 > 分野 > 施策"],
    );
    found(
        &framework("name: 空き家と橋 }", "name: 空き家と橋, field: 安全 }"),
        &["PB0207", "一番上の段にだけ"],
    );
    let book = FOUR.book();
    book.edit("content/framework.yaml", "{ id: 2-2-1,", "{ id: 2-1-2,");
    let said = book.run(&["check"]).said();
    assert!(said.contains("施策 2-1-2 が分野 2-2 の中にあります"), "{said}");
    found(
        &|book| {
            let text = book.read("content/policies/2/2-2-1-01.yaml");
            book.write("content/policies/2/2-2-01.yaml", text);
        },
        &["PB0004", "例 1-2-1-03.yaml"],
    );
    found(
        &|book| {
            book.edit(
                "content/framework.yaml",
                "nodes:\n  - id: 1\n",
                "goals: []\nnodes:\n  - id: 1\n",
            );
        },
        &["PB0105", "「nodes」が2回あります"],
    );
}

#[test]
fn the_data_call_the_levels_as_the_plan_does() {
    let book = Book::init();
    book.build(&["--only", "data"]).succeeds();
    let files = book.files("output/data");
    assert!(files.len() > 10, "{} files", files.len());
    for (name, bytes) in files.into_iter().filter(|(name, _)| !name.ends_with(".xlsx")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        for word in ["基本目標", "基本計画", "主要施策"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn a_mistake_elsewhere_in_the_plan_accuses_no_number_of_the_framework() {
    for shape in [&TWO, &FIVE] {
        let book = shape.book();
        book.edit("content/plan.yaml", "yen: 1\n", "yen: 1円\n");
        book.has_one_finding(&["PB0102", "1 と書いてください"]);
        // Of a plan that is no YAML, nobody knows the levels.
        let book = shape.book();
        book.edit("content/plan.yaml", "  unit: 円\n", "  unit: \"円\n");
        let said = book.run(&["check"]).said();
        let others = said.matches("エラー[").count() - said.matches("エラー[PB0101]").count();
        assert_eq!(others, 0, "{said}");
    }
}

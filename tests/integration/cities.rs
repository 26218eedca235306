//! What other cities publish and no other test is about: several words for what begins, years counted in
//! an era that has ended, and declared fields of several years as columns.

use crate::support::{Book, Published, squeeze, text_of_html};

const PLAN: &str = "content/plan.yaml";
const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// The book of `init`, final.
fn town() -> Book {
    let book = Book::init();
    book.edit_first(PLAN, "status: draft", "status: final");
    book
}

#[test]
fn several_words_mean_that_a_project_begins() {
    let book = town();
    book.edit(PLAN, "choices: [新規, 拡大,", "choices: [開始, 再開, 新規, 拡大,");
    book.edit(PLAN, "begins: 新規", "begins: [開始, 再開]");
    for name in book.sources() {
        if name.ends_with(".yaml") && book.read(&name).contains("direction: 新規") {
            book.write(&name, book.read(&name).replace("direction: 新規", "direction: 開始"));
        }
    }
    let again = "  - name: 港の朝市
    section: 産業課
    description: 休んでいた朝市を、もう一度開きます。
    budget: { R7: 300000, R8: 300000 }
    funding: { R7: { 一般財源: 300000 }, R8: { 一般財源: 300000 } }
    direction: 再開
";
    book.edit(POLICY, "projects:\n", &format!("projects:\n{again}"));
    book.run(&["check"]).succeeds();
    let published = Published::without_volumes(&book);
    let changes = published.main_text("changes/index.html");
    assert!(changes.contains("開始・再開2事業") && !changes.contains("新規2"), "{changes}");
    let codes = published.html("data/codes.csv");
    for code in ["開始,開始（この版から始まる事業）", "新規,新規（この版から始まるとは限らない）"]
    {
        assert!(codes.contains(code), "{codes}");
    }
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
    book.run(&["guide"]).succeeds();
    let guide = book.read("content/README.md");
    for words in ["「開始」「再開」の事業のほかは", "`direction: 開始`か `再開`"]
    {
        assert!(guide.contains(words), "{words}: {guide}");
    }
    // A word that the plan does not name means nothing, whatever it says.
    book.edit(POLICY, "direction: 再開", "direction: 新規");
    let said = book.run(&["check"]).said();
    assert!(said.contains("「港の朝市」に R6 の事業実績がありません"), "{said}");
    book.edit(POLICY, "direction: 新規", "direction: 再開");
    book.edit(PLAN, "begins: [開始, 再開]", "begins: [開始, 再会]");
    book.has_one_finding(&["PB0216", "方向性「再会」は使えません"]);
}

#[test]
fn years_of_an_era_that_has_ended_are_the_same_years() {
    let (book, as_before) = (town(), town());
    for name in as_before.sources().iter().filter(|name| name.ends_with(".yaml")) {
        let mut text = as_before.read(name);
        for year in (1..=12).rev() {
            for (before, after) in [("{ ", ":"), (", ", ":"), (" ", ":"), (": ", " "), (": ", ",")]
            {
                let from = format!("{before}R{year}{after}");
                text = text.replace(&from, &format!("{before}H{}{after}", year + 30));
            }
        }
        as_before.write(name, text);
    }
    let plan = as_before.read(PLAN);
    as_before.write(PLAN, plan.replace("from: H33, to: R12 ", "from: 平成33年度, to: 平成42年度 "));
    assert!(as_before.read(POLICY).contains("settlement: { H35: 1812000, H36: 1904500 }"));
    for book in [&book, &as_before] {
        book.build(&["--only", "html"]).succeeds();
    }
    let (old, new) = (as_before.files("output"), book.files("output"));
    assert!(old.keys().eq(new.keys()) && new.len() > 50, "{} files", new.len());
    for (name, bytes) in &new {
        assert!(old[name] == *bytes, "{name}");
    }
    // A year is written once, however it is spelled.
    as_before.edit(POLICY, "{ H35: 1812000,", "{ R5: 1812000, H35: 1812000,");
    as_before.has_one_finding(&["PB0105", "「H35」が2回あります"]);
}

#[test]
fn a_field_of_several_years_has_a_column_for_each_that_the_plan_names() {
    let book = town();
    let fields = "fields:
  project:
    - { id: staff, name: 人工, kind: number, unit: 人, decimals: 2, by_year: true, years: [evaluated, window], total: true }
    - { id: stage, name: 段階, kind: choice, choices: [調査, 設計, 工事], by_year: true, years: [window] }
    - { id: remark, name: 年ごとの覚え, kind: text, by_year: true }
";
    let blocks = "  blocks:
    - { kind: facts }
    - { kind: text, heading: summary }
    - { kind: projects, columns: [name, staff, settlement, stage, remark, budget, direction] }
    - { kind: funding }
    - { kind: text }
    - { kind: indicators, show: [site] }
";
    book.edit_first(PLAN, "departments:", &format!("{blocks}{fields}departments:"));
    book.edit_first(
        POLICY,
        "    budget:",
        "    staff: { R6: 0.25, R7: 1.5, R8: ~ }\n    stage: { R7: 設計, R8: 工事 }\n    remark: { R7: 前半の覚え, R8: 後半の覚え }\n    budget:",
    );
    let published = Published::without_volumes(&book);
    let page = published.html("policies/1-1-01/index.html");
    let words = squeeze(&text_of_html(&page));
    let heads = "人工（人）令和6年度人工（人）令和7年度人工（人）令和8年度人工の計（人）\
                 決算額令和6年度段階令和7年度段階令和8年度年ごとの覚え";
    assert!(words.contains(heads), "{words}");
    let row = "0.25人1.50人―1.50人（未定を除く）1,904,500設計工事\
               令和7年度前半の覚え令和8年度後半の覚え";
    assert!(words.contains(row), "{words}");
    assert!(page.contains("data-label=\"令和7年度 人工\""), "{page}");
    let pdf = squeeze(&published.pdf.pages.concat());
    for words in
        ["人工の計（人）", "1.50人（未定を除く）", "設計工事", "R7前半の覚え、R8後半の覚え"]
    {
        assert!(pdf.contains(words), "{words}: {pdf}");
    }
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
}

//! Fields that a book declares reach every output by themselves, and what contradicts their
//! declarations is reported.

use planbook::compile;
use planbook::diag::Sink;
use planbook::record::{Path, Step, Value, Walk};

use crate::support::{Book, Published, squeeze, text_of_html, with_commas};

const FIELDS: &str = "fields:
  policy:
    - { id: target, name: 対象者, kind: text }
    - { id: law, name: 根拠法令の掲載先, kind: link }
    - { id: story, name: これまでの経過, kind: markdown }
    - { id: ratio, name: 充足の割合, kind: number, unit: ％, decimals: 1, by_year: true }
  project:
    - { id: code, name: 事業コード, kind: text, required: true }
    - { id: staff, name: 人工, kind: number, unit: 人, decimals: 2, by_year: true }
    - { id: labour, name: 人件費, kind: money, by_year: true }
    - { id: method, name: 実施方法, kind: choice, choices: [直営, 一部委託, 補助金の交付] }
    - { id: period, name: 事業期間, kind: years }
    - { id: begun_on, name: 開始の日, kind: date }
    - { id: statutory, name: 法定の事業, kind: truth }
    - { id: steps, name: 進め方, kind: markdown, by_year: true }
    - { id: memo, name: 庁内の覚え, kind: text, show: [] }
    - { id: old_code, name: 旧コード, kind: text, required: true, until: R6 }
    - { id: ward, name: 地区, kind: text, required: R9 }
  indicator:
    - { id: survey, name: 調査の名前, kind: text }
    - { id: method, name: 測り方の詳細, kind: markdown }
    - { id: outlook, name: 推計値, kind: number, decimals: 1, by_year: true }
";

/// The fields that are Markdown.
const MARKDOWN: [&str; 3] = ["story", "steps", "method"];

/// A small book that declares a field of each kind and fills them.
pub fn book() -> Book {
    let book = Book::init();
    book.edit_first("content/plan.yaml", "departments:", &format!("{FIELDS}departments:"));
    for name in book.sources() {
        if name.starts_with("content/policies/") && name.ends_with(".yaml") {
            let text = book.read(&name).replace("  - name: ", "  - code: 未付番の番号\n    name: ");
            book.write(&name, text);
        }
    }
    let policy = "content/policies/1/1-1-01.yaml";
    book.edit_first(
        policy,
        "title:",
        "target: 沿岸漁業者と後継者\nlaw: https://laws.example.jp/gyogyo\nstory: |\n  組合の聞取りから**始まった取組**です。\n\n  | 時期 | できごと |\n  |---|---|\n  | 令和4年 | 協議会の発足 |\n\n  詳しくは[](policy:1-1-02)と注にあります[^a]。\n\n  [^a]: 協議会の記録から。\nratio: { R5: 61.5, R6: 1234.5 }\ntitle:",
    );
    book.edit_first(
        policy,
        "  - code: 未付番の番号\n",
        "  - code: 06-02-0031
    staff: { R6: 12.25, R7: ~ }
    labour: { R6: -8712345, R7: 4312000 }
    method: 一部委託
    period: R4-R8
    begun_on: 2022-04-01
    statutory: true
    steps:
      R6: 一行の進め方
      R7: |
        - 前半に**調べる**
        - 後半に植える
    memo: 内部の確認済み
    old_code: K-0031
",
    );
    book.edit_first(
        "content/indicators.yaml",
        "    unit: t\n",
        "    unit: t\n    survey: 漁獲統計月報\n    method: |\n      漁協の報告を*月ごと*に足します[^1]。\n\n      [^1]: 速報値を除きます。\n    outlook: { R6: 1876.5, R12: 1790.5 }\n",
    );
    book
}

/// The declared values of the book, each with its field's id and the forms that readers and data
/// have it in.
fn values(book: &Book) -> Vec<(String, String, String)> {
    let loaded = compile::load(&book.root(), &[], &mut Sink::new()).1.expect("the book");
    let mut values = Vec::new();
    loaded.walk(&mut Path::default(), &mut |path, value| {
        let declared = path.steps().iter().any(|step| matches!(step, Step::Declared(..)));
        let Some(field) = path.field().filter(|_| declared) else { return };
        let (shown, data) = match value {
            Value::Text(text) if MARKDOWN.contains(&field.key) && text.contains('\n') => {
                let lines = text.lines().map(|line| line.replace(['*', '|'], "\n"));
                let pieces = lines.flat_map(|line| {
                    let piece = |piece: &str| piece.trim_matches(['-', ' ']).to_owned();
                    line.split('\n').map(piece).collect::<Vec<_>>()
                });
                let is_words = |piece: &String| !piece.is_empty() && !piece.contains(['[', ':']);
                for piece in pieces.filter(is_words) {
                    values.push((field.key.to_owned(), piece.clone(), piece));
                }
                return;
            }
            Value::Text(text) => (text.to_owned(), text.to_owned()),
            Value::Integer(n) => {
                let sign = if n < 0 { "△" } else { "" };
                let digits = with_commas(&n.unsigned_abs().to_string());
                (format!("{sign}{digits}円"), n.to_string())
            }
            Value::Number(number) => (with_commas(&number), number),
            Value::Truth(truth) => {
                let (shown, data) = if truth { ("はい", "1") } else { ("いいえ", "0") };
                (shown.to_owned(), data.to_owned())
            }
            Value::Word(word) if word == "2022-04-01" => ("令和4年4月1日".to_owned(), word),
            Value::Word(word) if word == "R4-R8" => ("令和4年度～令和8年度".to_owned(), word),
            Value::Word(word) => (word.clone(), word),
            Value::None | Value::Year(_) => return,
        };
        values.push((field.key.to_owned(), shown, data));
    });
    values
}

#[test]
fn a_declared_field_is_in_every_output() {
    let book = book();
    let published = Published::of(&book);
    let values = values(&book);
    assert!(values.len() > 26, "{} values", values.len());
    let mut site = String::new();
    for (name, bytes) in book.files("output") {
        if name.ends_with(".html") {
            site.push_str(&text_of_html(&String::from_utf8(bytes).expect("UTF-8")));
        }
    }
    let outputs = [
        ("site", squeeze(&site)),
        ("PDF", squeeze(&published.pdf.pages.concat())),
        ("search", squeeze(&published.html("search/index.js"))),
    ];
    let data = published.html("data/plan.json");
    let hidden = ["memo", "old_code"];
    let mut wrong = Vec::new();
    for (id, shown, in_data) in &values {
        for (output, words) in &outputs {
            let found = words.contains(&squeeze(shown));
            if found == hidden.contains(&id.as_str()) {
                wrong.push(format!("{id} {shown}: {output} has it: {found}"));
            }
        }
        let written = [format!("\"{id}\":\"{in_data}\""), format!("\"{id}\":{in_data}")];
        let is_markdown = MARKDOWN.contains(&id.as_str());
        let found = written.iter().any(|pair| data.contains(pair))
            || is_markdown && data.contains(in_data.as_str());
        if found == (id == "old_code") {
            wrong.push(format!("{id} {in_data}: plan.json has it: {found}"));
        }
    }
    for csv in ["policy_fields", "project_fields", "indicator_fields"] {
        assert!(published.html(&format!("data/{csv}.csv")).lines().count() > 1, "{csv}");
    }
    let dictionary = published.html("data/dictionary.csv");
    for words in ["充足の割合", "人件費", "実施方法", "推計値"] {
        assert!(dictionary.contains(words), "{words}");
    }
    let codes = published.html("data/codes.csv");
    assert!(codes.contains("project_method") && codes.contains("補助金の交付"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The list of all projects has those that are short, and narrows by those that are choices.
    let list = published.html("projects/index.html");
    for part in [
        "data-key=\"method\">実施方法</th>",
        "data-key=\"period\">事業期間</th>",
        "name=\"x_method\"",
        "name=\"x_statutory\"",
        "<option>補助金の交付</option>",
        " data-x_method=\"",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    for absent in ["庁内の覚え", "進め方", "name=\"x_period\""] {
        assert!(!list.contains(absent), "{absent}: {list}");
    }
}

#[test]
fn a_choice_of_policies_and_one_of_projects_may_have_one_key() {
    let book = Book::init();
    let way = "\n    - { id: way, name: 進め方, kind: choice, choices: [直営, 委託] }\n";
    let fields = format!("\nfields:\n  policy:{way}  project:{way}\ndepartments:");
    book.edit_first("content/plan.yaml", "\ndepartments:", &fields);
    let sheet = "content/policies/1/1-1-01.yaml";
    book.edit_first(sheet, "projects:\n", "way: 直営\nprojects:\n");
    book.edit_first(sheet, "    section: ", "    way: 委託\n    section: ");
    book.build(&["--only", "html"]).succeeds();
    let list = book.read("output/projects/index.html");
    let row = "data-x_policy_way=\"直営\" data-x_way=\"委託\"";
    for part in
        [row, "id=\"projects-way\"", "id=\"projects-policy_way\"", "data-key=\"policy_way\""]
    {
        assert_eq!(list.matches(part).count(), 1, "{part}: {list}");
    }
}

#[test]
fn a_text_of_markdown_is_blocks_for_readers_and_plain_text_in_the_data() {
    let book = book();
    let published = Published::of(&book);
    let page = published.html("policies/1-1-01/index.html");
    let policy =
        "<div class=\"prose\">\n<p>組合の聞取りから<strong>始まった取組</strong>です。</p>";
    for part in [
        policy,
        "<li>前半に<strong>調べる</strong></li>",
        "id=\"story-2-table\"",
        "id=\"story-note-1\"",
        "id=\"story-ref-1\"",
        "1-1-02</span>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let indicators = published.html("indicators/index.html");
    assert!(indicators.contains("<em>月ごと</em>に足します"), "{indicators}");
    assert!(!published.pdf.pages.concat().contains("**"));
    let data = published.html("data/project_fields.csv");
    assert!(data.contains(",・前半に調べる ・後半に植える"), "{data}");
    let data = published.html("data/policies.csv");
    assert!(data.contains("（注1）協議会の記録から。") && !data.contains("**"), "{data}");
}

#[test]
fn the_plan_says_which_years_readers_see_and_what_is_summed_up() {
    let book = book();
    let staff = "unit: 人, decimals: 2, by_year: true }";
    book.edit(
        "content/plan.yaml",
        staff,
        &staff.replace(" }", ", years: [edition], total: true }"),
    );
    book.edit(
        "content/plan.yaml",
        "name: 人件費, kind: money, by_year: true }",
        "name: 人件費, kind: money, by_year: true, years: [past, evaluated], total: true }",
    );
    book.edit(
        "content/policies/1/1-1-01.yaml",
        "staff: { R6: 12.25, R7: ~ }",
        "staff: { R6: 12.25, R7: 3.5, R8: 0.25, R9: 1 }",
    );
    let published = Published::without_volumes(&book);
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    let pdf = squeeze(&published.pdf.pages.concat());
    let labour = "計画期間の計（未定を除く）4,312,000円";
    for (output, words) in [("site", &page), ("PDF", &pdf)] {
        assert!(words.contains("計画期間の計3.75人"), "{output}: {words}");
        assert!(words.contains("△8,712,345円"), "{output}: {words}");
        assert!(words.contains(labour), "{output}: {words}");
        assert!(!words.contains("12.25人") && !words.contains("0.25人、"), "{output}: {words}");
    }
    let data = published.html("data/project_fields.csv");
    assert!(data.contains("令和9年度,1") && data.contains("令和6年度,12.25"), "{data}");
}

#[test]
fn a_text_of_markdown_may_have_its_line_ends_as_escapes() {
    let book = book();
    let steps = "        - 前半に**調べる**\n        - 後半に植える\n";
    let policy = "content/policies/1/1-1-01.yaml";
    book.edit(policy, &format!("R7: |\n{steps}"), "R7: \"- 前半に**調べる**\\n- 後半に植える\"\n");
    book.run(&["check"]).succeeds();
    // In a text of one line they are none.
    book.edit(policy, "target: 沿岸漁業者と後継者", "target: \"沿岸漁業者と\\n後継者\"");
    book.has_one_finding(&["PB0312", "U+000A"]);
}

#[test]
fn a_text_of_markdown_has_no_blocks_that_its_place_cannot_hold() {
    let found = |from: &str, to: &str, words: &[&str]| {
        let book = book();
        book.edit("content/policies/1/1-1-01.yaml", from, to);
        book.has_one_finding(words);
    };
    let steps = "        - 前半に**調べる**\n";
    found(steps, &format!("        ## 前半\n\n{steps}"), &["steps に見出しは書けません"]);
    let table = format!("{steps}\n        | a | b |\n        |---|---|\n        | 1 | 2 |\n\n");
    found(steps, &table, &["steps に表は書けません"]);
    found("  詳しくは[](policy:1-1-02)", "  詳しくは[](policy:1-9-02)", &["1-9-02"]);
    found(
        "組合の聞取りから",
        "組合<br>の聞取りから",
        &["HTMLのタグは使えません", "1-1-01.yaml:5:"],
    );
}

#[test]
fn what_does_not_fit_a_declaration_is_reported() {
    let found = |edit: &dyn Fn(&Book), words: &str| {
        let book = book();
        edit(&book);
        book.has_one_finding(&[words]);
    };
    let policy = "content/policies/1/1-1-01.yaml";
    let value =
        |from: &'static str, to: &'static str| move |book: &Book| book.edit(policy, from, to);
    let plan = |from: &'static str, to: &'static str| {
        move |book: &Book| book.edit("content/plan.yaml", from, to)
    };
    found(&value("method: 一部委託", "method: 一部を委託"), "「一部委託」のことですか");
    found(&value("R6: 12.25", "R6: 12.255"), "小数点以下が 2 けたを超えています");
    found(&value("code: 06-02-0031\n    ", ""), "「事業コード」（code）がありません");
    found(&value("memo: ", "memos: "), "「memo」のことですか");
    found(&value("period: R4-R8", "period: R8-R4"), "年度の範囲");
    found(&value("begun_on: 2022-04-01", "begun_on: 令和4年4月"), "日付");
    found(
        &plan(
            "    - { id: target,",
            "    - { id: title, name: 題, kind: text }\n    - { id: target,",
        ),
        "項目「title」ははじめからあります",
    );
    found(&plan("choices: [直営, 一部委託, 補助金の交付] ", ""), "選択肢がありません");
    found(&plan("kind: text, required: true }", "kind: text, unit: 番 }"), "unit は使われません");
    found(
        &plan(
            "period, name: 事業期間, kind: years",
            "period, name: 事業期間, kind: years, total: true",
        ),
        "total は by_year",
    );
    found(
        &plan("kind: markdown, by_year: true", "kind: markdown, by_year: true, total: true"),
        "total は使われません",
    );
    found(
        &plan("decimals: 2, by_year: true", "decimals: 2, by_year: true, years: [今年]"),
        "past、evaluated",
    );
    found(&plan("required: true, until: R6", "since: R7, until: R6"), "最後の版 R6 より後です");
    found(&plan("kind: years", "kind: year"), "「years」のことですか");
    found(&plan("required: R9", "required: いつか"), "true か false か年度");
}

#[test]
fn a_required_field_that_is_not_written_is_shown_in_a_draft() {
    let book = book();
    book.edit("content/policies/1/1-1-01.yaml", "code: 06-02-0031\n    ", "");
    book.build(&["--draft", "--only", "html"]).succeeds();
    let page = text_of_html(&book.read("output/policies/1-1-01/index.html"));
    assert!(squeeze(&page).contains("事業コード未記入"));
}

#[test]
fn the_schemas_of_the_book_know_its_fields() {
    let book = book();
    book.run(&["schema"]).succeeds();
    let schema: serde_json::Value =
        serde_json::from_str(&book.read("content/schemas/policy.json")).expect("JSON");
    let project = &schema["properties"]["projects"]["items"]["properties"];
    assert_eq!(project["method"]["enum"][1], "一部委託");
    assert_eq!(project["staff"]["description"], "年度ごとの人工（人）");
}

#[test]
fn a_sheet_does_without_its_optional_headings() {
    let book = Book::init();
    book.edit("content/plan.yaml", "heading: 目的 }", "heading: 目的, optional: true }");
    book.edit("content/plan.yaml", "heading: これから }", "heading: これから, optional: true }");
    let prose = "content/policies/1/1-1-01.md";
    let text = book.read(prose);
    let (_, from_results) = text.split_once("## 昨年度の取組と結果").expect("the heading");
    let (results, _) = from_results.split_once("## これから").expect("the heading");
    book.write(prose, format!("## 昨年度の取組と結果{results}"));
    let published = Published::without_volumes(&book);
    for page in [
        text_of_html(&published.html("policies/1-1-01/index.html")),
        published.pdf.page("5").to_owned(),
    ] {
        let page = squeeze(&page);
        assert!(page.contains("昨年度の取組と結果"), "{page}");
        assert!(!page.contains("これから") && !page.contains("目的"), "{page}");
    }
}

#[test]
fn a_budget_without_its_sources_has_a_row_where_the_plan_allows_it() {
    let policy = "content/policies/1/1-1-01.yaml";
    let first = "      R7: { 国・県支出金: 1050000, 一般財源: 1050000 }\n";
    let book = Book::init();
    book.edit(policy, first, "");
    let said = book.run(&["check"]).said();
    assert!(said.contains("PB0236"), "{said}");
    book.edit_first("content/plan.yaml", "  sources:", "  sources_required: false\n  sources:");
    assert!(!book.run(&["check"]).said().contains("PB0236"));
    let published = Published::without_volumes(&book);
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    assert!(page.contains("財源の記載なし2,100,000"), "{page}");
    assert!(squeeze(&published.pdf.pages.concat()).contains("財源の記載なし2,100,000"));
    let funding = published.html("data/funding.csv");
    let years = |year: &str| {
        let of = format!(",ホタテ稚貝の生育調査,{year},");
        funding.lines().filter(|line| line.contains(&of)).count()
    };
    assert_eq!((years("2025"), years("2026")), (0, 4), "{funding}");
}

#[test]
fn a_part_of_the_sources_will_do_where_the_plan_allows_it() {
    let policy = "content/policies/1/1-1-01.yaml";
    let book = Book::init();
    let all = "R7: { 国・県支出金: 1050000, 一般財源: 1050000 }";
    book.edit(policy, all, "R7: { 国・県支出金: 1000000 }");
    assert!(book.run(&["check"]).said().contains("PB0232"));
    book.edit_first("content/plan.yaml", "  sources:", "  sources_required: false\n  sources:");
    assert!(!book.run(&["check"]).said().contains("PB0232"));
    book.build(&["--only", "html"]).succeeds();
    // The project has 2,100,000, of which 1,000,000 are given; the other one says everything.
    let page = squeeze(&text_of_html(&book.read("output/policies/1-1-01/index.html")));
    assert!(page.contains("財源の記載なし1,100,000"), "{page}");
    let funding = book.read("output/data/funding.csv");
    assert!(funding.contains("国・県支出金,1000000,"), "{funding}");
}

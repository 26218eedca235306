//! Indicators as cities have them, in one book of a made-up town: of any item of the framework, of a
//! policy and of a project, in several places; targets by year, in words and as ranges; without a
//! baseline, or with a mean; against a forecast; with corrected values.

use std::sync::OnceLock;

use planbook::compile;
use planbook::diag::Sink;
use planbook::editions::{ImportOptions, import};
use planbook::record::{Path, Value, Walk};
use serde_json::Value as Json;

use crate::support::{
    Book, Office, Published, each, squeeze, text, text_of_html, with_commas, words,
};

const INDICATORS: &str = "indicators:
  - id: akitenpo
    node: 1
    also_at: [{ at: 1-2 }, { at: 2-2-01 }]
    name: 商店街の空き店舗の数
    unit: 店
    better: less
    values: { R2: 1127, R5: 1131, R6: 1133 }
    baseline: R2
    forecast: { R12: 1144 }
    target: { R12: 1139 }
    source: 産業課調べ
    note: 何もしないと増える見込みのため、増え方を抑えます
  - id: kaiin
    node: 1-1
    name: 速報の登録者の数
    unit: 人
    better: more
    values: { R2: 3140, R5: 3158, R6: 3162 }
    corrected: { R5: 二重に数えた登録を除いた }
    baseline: R2
    target: { R6: 3160, R8: 3175, R12: 3200 }
    source: 産業課調べ
  - id: suion
    node: 1-1-01
    project: ホタテ稚貝の生育調査
    name: 水温を測った回数
    unit: 回
    better: more
    values: { R6: 3412 }
    target: { R8: 3450, R12: 3600 }
    source: 産業課調べ
  - id: mizuage
    node: 1-1-01
    name: ホタテの水揚げ量
    unit: t
    better: more
    values: { R1: 1740, R2: 1820, R3: 1764, R6: 2010 }
    baseline: { mean: R1-R3, value: 1774 }
    target: { R12: 2,200 t以上 }
    source: 町漁業協同組合調べ
  - id: keikaku
    node: 1-2
    name: 企業の誘致の方針
    unit: 件
    better: more
    values: { R2: 方針なし, R6: 方針を策定済み }
    baseline: R2
    target: { R12: 方針の策定 }
    reached: { R6: true }
    source: 企画財政課調べ
  - id: kankyaku
    node: 2-1
    name: 町外から通う人の数
    unit: 人
    better: more
    values: { R2: 1210, R6: 1190 }
    baseline: R2
    target: { R12: 現状より増加 }
    reached: { R6: false }
    source: 学務課調べ
  - id: hitsuji
    node: 2
    name: 町営住宅の入居の割合
    unit: \"%\"
    better: within
    decimals: 1
    values: { R2: 97.5, R6: 95.4 }
    baseline: R2
    target: { R12: 90.5～94.5 }
    source: 建設課調べ
  - id: jido
    node: 2-1
    name: 小学校の数
    unit: 校
    better: keep
    values: { R2: 1003, R6: 1003 }
    baseline: R2
    target: { R12: 1003 }
    source: 学務課調べ
";

/// The small book with these indicators.
pub fn book() -> Book {
    let book = Book::init();
    book.write("content/indicators.yaml", INDICATORS.replace("2,200 t以上", "\"2,200 t以上\""));
    book
}

/// The book and what it makes, built once for the tests that only look at it.
fn published() -> &'static (Book, Published) {
    static BUILT: OnceLock<(Book, Published)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let book = book();
        let published = Published::without_volumes(&book);
        (book, published)
    })
}

/// The row of the indicator `id` in the table `name`, by column.
fn row(published: &Published, id: &str) -> Json {
    let data: Json = serde_json::from_str(&published.html("data/plan.json")).expect("JSON");
    let mut rows = each(&data["tables"]["indicators"]);
    rows.find(|row| words(&row["indicator_id"]) == id).expect("a row").clone()
}

#[test]
fn every_value_is_in_every_output() {
    let (book, published) = published();
    let loaded = compile::load(&book.root(), &[], &mut Sink::new()).1.expect("the book");
    let site = squeeze(&published.main_text("indicators/index.html"));
    let pdf = squeeze(&published.pdf.pages.concat());
    let json = squeeze(&published.html("data/plan.json"));
    let search = squeeze(&published.html("search/index.js"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    loaded.walk(&mut Path::default(), &mut |path, value| {
        let field = path.field().expect("a value is in a field");
        if !["Indicator", "BaselineMean"].contains(&field.record) {
            return;
        }
        let (shown, in_data) = match value {
            Value::Text(text) => (squeeze(text), squeeze(text)),
            Value::Number(number) => (with_commas(&number), number),
            _ => return,
        };
        count += 1;
        let mut look = |output: &str, outputs: &str, words: &str| {
            if !outputs.contains(words) {
                wrong.push(format!("{}: {words} is not in the {output}", field.key));
            }
        };
        // Readers see no id.
        if field.key != "id" {
            look("site", &site, &shown);
        }
        look("data", &json, &in_data);
        // The book has the baseline, the latest value and the targets.
        if !["values", "source", "id", "unit"].contains(&field.key) {
            look("PDF", &pdf, &shown);
        }
        if ["name", "note", "corrected", "source"].contains(&field.key) {
            look("search", &search, &shown);
        }
    });
    assert!(count > 60, "{count} values");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn progress_is_computed_where_it_means_something() {
    let (_, published) = published();
    for (id, level, percent, target_kind) in [
        // (1144 - 1133) / (1144 - 1139): better than the target already.
        ("akitenpo", "achieved", Some(220), "reach"),
        // Against the target of the evaluated year, 3160, not the final one.
        ("kaiin", "achieved", Some(110), "reach"),
        ("suion", "not_reached", None, "reach"),
        ("mizuage", "advanced", Some(55), "reach"),
        ("keikaku", "achieved", None, "words"),
        ("kankyaku", "not_reached", None, "words"),
        ("hitsuji", "advanced", None, "range"),
        ("jido", "achieved", None, "keep"),
    ] {
        let row = row(published, id);
        let found = (words(&row["progress"]), row["progress_percent"].as_i64());
        assert_eq!(found, (level, percent), "{id}");
        assert_eq!(words(&row["target_kind"]), target_kind, "{id}");
    }
    let kaiin = row(published, "kaiin");
    let number = |row: &Json, column: &str| row[column].as_f64();
    assert_eq!(number(&kaiin, "target_value"), Some(3200.0));
    assert_eq!(number(&kaiin, "compared_target_value"), Some(3160.0));
    let mizuage = row(published, "mizuage");
    let years = (&mizuage["baseline_first_year"], &mizuage["baseline_year"]);
    assert_eq!(years, (&2019.into(), &2021.into()));
    assert_eq!(words(&mizuage["target_text"]), "2,200 t以上");
    assert_eq!(number(&mizuage, "target_from"), Some(2200.0));
    let values = published.html("data/indicator_values.csv");
    for kind in ["baseline_mean", "forecast", "target", "actual"] {
        assert!(values.contains(&format!(",{kind},")), "{kind}: {values}");
    }
    let codes = published.html("data/codes.csv");
    let dictionary = published.html("data/dictionary.csv");
    for code in ["baseline_mean", "forecast", "not_reached", "within", "keep", "range", "words"] {
        assert!(codes.contains(&format!(",{code},")), "{code}: {codes}");
    }
    for column in ["baseline_first_year", "target_text", "place_level", "corrected", "reached"] {
        assert!(dictionary.contains(&format!(",{column},")), "{column}");
    }
}

#[test]
fn what_is_compared_and_how_is_printed() {
    let (_, published) = published();
    let site = squeeze(&published.main_text("indicators/index.html"));
    let pdf = squeeze(&published.pdf.pages.concat());
    for words in [
        "目標値：令和6年度3,160、令和8年度3,175、令和12年度3,200",
        "推計値：令和12年度1,144",
        "令和5年度の値を修正：二重に数えた登録を除いた",
        "評価の対象年度の目標値と比べています",
        "推計値から目標値までに進んだ割合です",
        "目標に届いたかを担当課が判定しています",
        "策定時の値がない指標は",
        "未達成",
    ] {
        assert!(site.contains(words), "{words}: {site}");
        assert!(pdf.contains(words), "{words}: {pdf}");
    }
    assert!(site.contains("令和元～3年度の平均") && pdf.contains("R1～R3平均"), "{pdf}");
    assert!(site.contains("3,158（修正）"), "{site}");
    // The levels of this book, and no other: five usual ones and that without a baseline.
    let counts = each(&published.view["progress"]).map(|level| words(&level["id"]));
    let usual = ["achieved", "advanced", "unchanged", "receded", "not_reached", "not_measured"];
    assert_eq!(counts.collect::<Vec<_>>(), usual);
}

#[test]
fn an_indicator_is_shown_in_each_place_and_counted_once() {
    let (_, published) = published();
    let view = &published.view;
    assert_eq!(view["counts"]["indicators"], 8);
    let of_goals: Vec<_> = each(&view["goals"]).map(|goal| goal["indicators"].as_u64()).collect();
    assert_eq!(of_goals, [Some(5), Some(3)]);
    let sum: u64 = each(&view["progress"]).filter_map(|level| level["count"].as_u64()).sum();
    assert_eq!(sum, 8);
    let page = |id: &str| published.main_text(&format!("policies/{id}/index.html"));
    let title = "商店街の空き店舗の数";
    assert!(page("2-2-01").contains(&format!(
        "{title}推計値より少なくすることをめざす指標再掲（1海と畑のしごとを育てるの指標）"
    )));
    assert!(page("1-2-01").contains(title) && !page("2-1-01").contains(title));
    let own = page("1-1-01");
    assert!(own.contains("ホタテの水揚げ量") && own.contains("水温を測った回数"), "{own}");
    let list = published.html("indicators/index.html");
    for id in ["akitenpo", "kaiin", "suion", "mizuage", "jido"] {
        assert_eq!(list.matches(&format!("id=\"indicator-{id}\"")).count(), 1, "{id}");
    }
    assert!(published.main_text("indicators/index.html").contains("再掲：1-2働く場づくり、2-2-01"));
    let pdf = squeeze(&published.pdf.pages.concat());
    assert_eq!(pdf.matches(&format!("{title}再掲")).count(), 3, "{pdf}");
    assert!(pdf.matches("事業1-1-01ホタテ稚貝の生育調査").count() == 1, "{pdf}");
    let places = published.html("data/indicator_places.csv");
    assert_eq!(places.lines().filter(|line| line.contains("akitenpo")).count(), 3, "{places}");
    for (id, level) in [("akitenpo", "goal"), ("suion", "project"), ("mizuage", "policy")] {
        assert_eq!(words(&row(published, id)["place_level"]), level, "{id}");
    }
    let search = published.html("search/index.js");
    assert_eq!(search.matches(&format!("\"t\":\"{title}\"")).count(), 1);
}

#[test]
fn every_indicator_has_a_page_with_its_years_its_chart_and_its_policies() {
    let (_, published) = published();
    let goals = || each(&published.view["goals"]);
    let own = goals().flat_map(|goal| each(&goal["own_indicators"]));
    let nodes = || goals().flat_map(|goal| each(&goal["nodes"]));
    let of_groups = nodes().flat_map(|node| each(&node["indicator_groups"]));
    let of_groups = of_groups.flat_map(|group| each(&group["indicators"]));
    let all = own.chain(nodes().flat_map(|node| each(&node["indicators"]))).chain(of_groups);
    let all: Vec<_> = all.filter(|it| it["relisted"] == false).collect();
    assert_eq!(all.len(), 8);
    let list = published.html("indicators/index.html");
    for indicator in &all {
        let (id, route) = (words(&indicator["id"]), words(&indicator["route"]));
        assert_eq!(route, format!("indicators/{id}/"));
        assert!(list.contains(&format!("href=\"../{route}index.html\"")), "{id}");
        let page = published.html(&format!("{route}index.html"));
        let said = squeeze(&text_of_html(&page));
        let csv = published.html(&format!("{route}values.csv"));
        let parts = ["values", "targets", "forecasts"].map(|part| each(&indicator[part]));
        for value in parts.into_iter().flatten() {
            let (year, text) = (words(&value["year"]["long"]), words(&value["text"]));
            assert!(said.contains(&squeeze(text)) && said.contains(year), "{id} {year}: {said}");
            let line = csv.lines().find(|line| line.contains(&format!(",{year},")));
            let bare = value["value"].as_f64().map_or(squeeze(text), |value| value.to_string());
            let line = squeeze(line.unwrap_or_default()).replace('"', "");
            assert!(line.split_once(year).is_some_and(|(_, rest)| rest.contains(&bare)), "{csv}");
        }
        assert!(said.contains(&squeeze(words(&indicator["source"]))), "{id}");
        // Numbers are drawn, words are not.
        let is_drawn = !["keikaku"].contains(&id);
        assert_eq!(page.contains("chart-plot"), is_drawn, "{id}");
    }
    let page = |id: &str| published.html(&format!("indicators/{id}/index.html"));
    for (id, drawn) in [
        ("akitenpo", "forecast-mark"),
        ("mizuage", "class=\"mean\""),
        ("mizuage", "class=\"range\""),
        ("hitsuji", "class=\"range\""),
        ("kaiin", "class=\"way\""),
    ] {
        assert!(page(id).contains(drawn), "{id} {drawn}");
    }
    // A goal's indicator is of all its policies, a project's of its own.
    let policies = |id: &str| {
        let page = page(id);
        let list = page.split_once("id=\"policies\"").expect("its policies").1;
        let list = list.split_once("</section>").expect("an end").0.to_owned();
        list.matches("<li>").count()
    };
    assert_eq!((policies("suion"), policies("mizuage")), (1, 1));
    assert_eq!(policies("akitenpo"), sheets_of_goal(published, "1"));
}

/// How many sheets the goal `id` has.
fn sheets_of_goal(published: &Published, id: &str) -> usize {
    let goal = each(&published.view["goals"]).find(|goal| goal["id"] == id).expect("the goal");
    each(&goal["nodes"]).map(|node| each(&node["policies"]).count()).sum()
}

#[test]
fn the_plan_chooses_the_formula() {
    for (formula, phrase, kaiin, suion) in [
        ("actual-to-target", "目標値に対する現状値の割合", 100, 94),
        ("actual-to-interim", "次の目標値に対する現状値の割合", 100, 98),
    ] {
        let book = book();
        book.edit_first(
            "content/plan.yaml",
            "\ndirection:",
            &format!("\nprogress: {formula}\ndirection:"),
        );
        let view: Json = serde_json::from_str(&book.run(&["view"]).succeeds().out).expect("JSON");
        assert_eq!(words(&view["meta"]["progress"]["words"]), phrase);
        let percent = |id: &str| {
            let goals = each(&view["goals"]).flat_map(|goal| each(&goal["nodes"]));
            let groups = goals.flat_map(|node| {
                let groups = each(&node["indicator_groups"]).flat_map(|g| each(&g["indicators"]));
                each(&node["indicators"]).chain(groups)
            });
            let mut found = groups.filter(|one| words(&one["id"]) == id);
            found.next().expect("the indicator")["progress"]["percent"].as_i64()
        };
        assert_eq!((percent("kaiin"), percent("suion")), (Some(kaiin), Some(suion)), "{formula}");
        assert_eq!((percent("keikaku"), percent("jido")), (None, None), "{formula}");
    }
}

#[test]
fn words_and_statements_go_out_and_come_back() {
    let book = book();
    let file = "content/indicators.yaml";
    book.edit(file, ", R6: 方針を策定済み", "");
    book.edit(file, "    reached: { R6: true }\n", "");
    book.edit("content/plan.yaml", "status: draft", "status: collecting");
    book.run(&["ids"]).succeeds();
    let status = book.run(&["status", "--format", "csv"]).succeeds().out;
    for what in ["値", "目標に届いたか"] {
        assert!(
            status.contains(&format!(",keikaku,企業の誘致の方針,令和6年度の{what},")),
            "{status}"
        );
    }
    let check = book.run(&["check", "--format", "csv"]).succeeds().out;
    assert!(check.contains("」に、R6 に目標に届いたか"), "{check}");
    book.run(&["export", "--section", "企画財政課"]).succeeds();
    let name = "照会/R7-1_企画財政課.xlsx";
    let mut office = Office::open(&book.bytes(name));
    office.set("indicators", "keikaku", "words:R6", text("方針を議決"));
    office.set("indicators", "keikaku", "reached:R6", text("いいえ"));
    let returned = book.beside("返送.xlsx");
    std::fs::write(&returned, office.save()).expect("written");
    let options = ImportOptions { paths: vec![returned], dry_run: false, deletions: false };
    let done = import(&book.root(), &options);
    let counts = done.result.expect("the book can be read").counts;
    assert_eq!((counts.applied, counts.refused), (2, 0), "{:?}", done.findings.first());
    let written = book.read(file);
    assert!(
        written.contains("R6: \"方針を議決\"") || written.contains("R6: 方針を議決"),
        "{written}"
    );
    assert!(written.contains("reached: { R6: false }"), "{written}");
    book.build(&["--only", "html"]).succeeds();
    let page = squeeze(&text_of_html(&book.read("output/indicators/index.html")));
    assert!(page.contains("方針を議決") && page.contains("未達成"), "{page}");
}

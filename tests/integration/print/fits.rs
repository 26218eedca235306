//! Books whose texts are longer, wider or more than the sample's: all of it is on the pages,
//! in its place.

use std::fmt::Write as _;

use super::boxes;
use crate::support::{Book, pdftotext, squeeze};

const BOOK: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";
const SHEET: &str = "content/policies/1/1-1-01";

/// The words of each page, without white space; the look at the pages found nothing.
#[track_caller]
fn pages(town: &Book) -> Vec<String> {
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    let text = pdftotext(&["-raw"], &town.path(BOOK));
    text.split('\u{c}').map(squeeze).collect()
}

/// Puts `text` under the first heading of the sheet 1-1-01.
fn into_sheet(town: &Book, text: &str) {
    let first = "水温の変化に負けないホタテ養殖を、調べることと設備の両方で支えます。";
    town.edit(&format!("{SHEET}.md"), first, text);
}

#[test]
fn a_table_that_is_longer_than_a_page_goes_on_with_its_head() {
    let town = Book::init();
    let mut table = String::from("\n## 資料\n\n| 番号 | 施設名 | 所在地 |\n|---:|---|---|\n");
    for i in 1..=140 {
        let _ = writeln!(table, "| {i} | 第{i}集会所 | 潮見町字浜通り{i}番地 |");
    }
    town.write("content/overview.md", &(town.read("content/overview.md") + &table));
    let pages = pages(&town);
    let with_head = pages.iter().filter(|page| page.contains("番号施設名所在地")).count();
    assert!(with_head >= 3, "{with_head}");
    for i in 1..=140 {
        let row = format!("第{i}集会所潮見町字浜通り{i}番地");
        assert_eq!(pages.iter().filter(|page| page.contains(&row)).count(), 1, "{row}");
    }
}

/// What four sums leave out does not fit beside the heading of their table.
#[test]
fn a_long_note_of_what_sums_leave_out_stands_below_the_heading() {
    let town = Book::init();
    let plan = "content/plan.yaml";
    town.edit_first(plan, "  years: 2", "  years: 4");
    town.edit_first(plan, "  sources: [", "  #sources: [");
    let sheets = town.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
    let mut budgets = ["R7: ~, R8: ~, R9: ~, R10: ~"].into_iter();
    for name in sheets.filter(|name| name.ends_with(".yaml")) {
        let mut text = String::new();
        for line in town.read(&name).lines() {
            if line.starts_with("    budget: {") {
                let years = budgets.next().unwrap_or("R7: 5000, R8: 6000, R9: 7000, R10: 8000");
                let _ = writeln!(text, "    budget: {{ {years} }}");
            } else if !line.starts_with("    funding:") && !line.starts_with("      R") {
                let _ = writeln!(text, "{line}");
            }
        }
        town.write(&name, text);
    }
    let note = "単位：円（令和7年度は未定の1事業、令和8年度は未定の1事業、令和9年度は未定の1事業、\
                令和10年度は未定の1事業の額を除く）";
    let pages = pages(&town);
    assert!(pages.iter().any(|page| page.contains(&format!("別の予算額{note}"))), "{pages:?}");
}

#[test]
fn what_is_longer_than_a_page_goes_on_in_sections_and_cells() {
    let town = Book::init();
    let list = (1..=90).map(|i| format!("- 第{i}集会所\n")).collect::<Vec<_>>().concat();
    into_sheet(&town, &format!("次の集会所を直します。\n\n{list}"));
    let broken = (1..=90).map(|i| format!("第{i}公園  \n")).collect::<Vec<_>>().concat();
    town.edit(&format!("{SHEET}.md"), "## これから\n", &format!("## これから\n\n{broken}\n"));
    let long =
        |what: &str| (1..=190).map(|i| format!("{what}の{i}つめ。")).collect::<Vec<_>>().concat();
    town.edit(
        &format!("{SHEET}.yaml"),
        "results: { R6: \"調査12回、速報の登録58人\" }",
        &format!("results: {{ R6: \"{}\" }}", long("実績")),
    );
    let note = format!("note: {}", long("注"));
    town.edit("content/indicators.yaml", "note: 次の点検は令和7年度", &note);
    let all: String = pages(&town).concat();
    for i in 1..=90 {
        assert!(
            all.contains(&format!("第{i}集会所")) && all.contains(&format!("第{i}公園")),
            "{i}"
        );
    }
    for i in 1..=190 {
        // A line may end within them, and another column's text follow.
        assert!(all.contains(&format!("{i}つめ")) || i > 9, "{i}");
    }
}

/// A table of `columns` years with amounts.
fn wide_table(columns: usize) -> String {
    let row = |first: &str, cell: &dyn Fn(usize) -> String| {
        let cells = (0..columns).map(|i| format!(" {} |", cell(i))).collect::<Vec<_>>().concat();
        format!("| {first} |{cells} 備考 |\n")
    };
    row("区分", &|i| format!("R{i}"))
        + &row("---", &|_| "---:".into()).replace("備考", "---")
        + &row("歳入総額（千円）", &|i| format!("1,{:03},567", 200 + i))
        + &row("歳出総額（千円）", &|i| format!("1,{:03},567", 100 + i))
}

#[test]
fn a_wide_table_gets_smaller_then_turns_then_is_refused() {
    for (columns, is_turned) in [(6, false), (12, true), (16, true)] {
        let town = Book::init();
        into_sheet(&town, &wide_table(columns));
        let all = pages(&town).concat();
        for i in 0..columns {
            assert!(all.contains(&format!("1,{:03},567", 200 + i)), "{columns}: {i}");
        }
        // Turned before its type is smaller than 8 points.
        let words = boxes::pages(&town.path(BOOK)).concat();
        let word = words.iter().find(|word| word.text == "1,200,567").expect("a number");
        let (width, height) = (word.right - word.left, word.bottom - word.top);
        assert_eq!(height > width, is_turned, "{columns}: {width} x {height}");
        assert!(width.min(height) >= 7.9, "{columns}: {width} x {height}");
    }
    let town = Book::init();
    into_sheet(&town, &wide_table(40));
    let run = town.build(&["--only", "pdf"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("PB0505") && run.err.contains("1-1-01.md:"), "{}", run.err);
    assert!(run.err.contains("1-1-01 育てる漁業の後押し"), "{}", run.err);
}

/// The overview of the town with `text` at its end, page by page.
fn with_overview(text: &str) -> (Book, Vec<String>) {
    let town = Book::init();
    town.write("content/overview.md", &(town.read("content/overview.md") + text));
    let pages = pages(&town);
    (town, pages)
}

#[test]
fn a_turned_table_stays_with_the_headings_above_it() {
    let table = wide_table(16);
    let (_, pages) =
        with_overview(&format!("\n## 資料\n\n{table}\n## 別表\n\n### 内訳\n\n{table}"));
    for heading in ["資料", "別表内訳"] {
        let page = pages.iter().find(|page| page.contains(heading)).expect("a page");
        assert!(page.contains("1,200,567"), "{heading}: {page}");
    }
}

#[test]
fn a_column_holds_its_numbers_with_what_they_count() {
    let cells = "1,234,567人 |".repeat(10);
    let head = "区分 |".repeat(10);
    let lines = "--- |".repeat(10);
    let (town, _) =
        with_overview(&format!("\n| 区分 | {head}\n|---|{lines}\n| 訪れた人 | {cells}\n"));
    let words = boxes::pages(&town.path(BOOK)).concat();
    let numbers: Vec<_> = words.iter().filter(|word| word.text.contains("1,234,567")).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers.iter().all(|word| word.text == "1,234,567人"), "a line ends after a number");
}

#[test]
fn the_items_of_a_quotation_stand_beside_their_marks() {
    let (town, _) = with_overview("\n> わたしたちの願い\n>\n> - 海を守る\n> - 人を育てる\n");
    let words = boxes::pages(&town.path(BOOK)).concat();
    let item = words.iter().find(|word| word.text.contains("海を守る")).expect("an item");
    let is_beside = |mark: &&boxes::Word| {
        mark.text.contains('・')
            && (mark.top - item.top).abs() < 5.0
            && item.left - mark.left < 20.0
    };
    assert!(words.iter().any(|mark| is_beside(&mark)), "{words:?}");
}

#[test]
fn a_column_is_as_wide_as_its_longest_word() {
    let town = Book::init();
    // By its characters, the second row seems wider than the word.
    let text = "海の学校と地域の居場所づくりを進めます";
    let texts = format!("{text} |").repeat(6);
    into_sheet(
        &town,
        &format!(
            "| {}語 |\n| {}--- |\n| {texts} telecommunications |\n| {texts} 町内会・自治会の農業 |\n",
            "語 |".repeat(6),
            "--- |".repeat(6),
        ),
    );
    pages(&town);
    for (index, page) in boxes::pages(&town.path(BOOK)).iter().enumerate() {
        assert_eq!(boxes::outside(index, page), None);
    }
}

#[test]
fn a_column_of_amounts_is_as_wide_as_one_that_is_longer_than_their_sum() {
    let town = Book::init();
    let project = |number: u8, amount: i64| {
        let source = format!("{{ 一般財源: {amount} }}");
        format!(
            "  - name: 事業{number}
    section: 産業課
    description: 行います。
    results: {{ R6: なし }}
    settlement: {{ R6: 1 }}
    budget: {{ R7: {amount}, R8: {amount} }}
    funding: {{ R7: {source}, R8: {source} }}
    direction: 維持
"
        )
    };
    let projects = project(1, -1_686_818_372) + &project(2, 1_686_818_379);
    let sheet = town.read(&format!("{SHEET}.yaml"));
    let (head, _) = sheet.split_once("projects:\n").expect("projects");
    town.write(&format!("{SHEET}.yaml"), format!("{head}projects:\n{projects}"));
    pages(&town);
    for (index, mut page) in boxes::pages(&town.path(BOOK)).into_iter().enumerate() {
        page.retain(|word| word.text != "案");
        assert_eq!(boxes::overlapping(index, &page), None);
    }
}

#[test]
fn short_words_of_an_indicator_are_not_broken() {
    let town = Book::init();
    let values = "values: { R2: 1820, R3: 1764, R4: 1902, R5: 1955, R6: 2010 }";
    let words = "values: { R2: 未着手, R6: 庁内検討 }";
    let indicators = town.read("content/indicators.yaml");
    let at = indicators.find(values).expect("the first indicator");
    let indicator = indicators[at..].replacen(values, words, 1);
    let indicator = indicator.replacen("target: { R12: 2200 }", "target: { R12: 策定 }", 1);
    town.write("content/indicators.yaml", indicators[..at].to_owned() + &indicator);
    pages(&town);
    let words = boxes::pages(&town.path(BOOK)).concat();
    assert!(words.iter().any(|word| word.text.contains("庁内検討")));
}

#[test]
fn an_item_without_sheets_has_its_line_wherever_it_stands() {
    for gone in [&["1-1-01", "1-1-02"][..], &["1-2-01"], &["1-1-01", "1-1-02", "1-2-01"]] {
        let town = Book::init();
        for id in gone {
            town.remove(&format!("content/policies/1/{id}.yaml"));
            town.remove(&format!("content/policies/1/{id}.md"));
        }
        for sheet in town.sources().iter().filter(|sheet| sheet.starts_with("content/policies/")) {
            let text = town.read(sheet).replace("[](policy:1-2-01)", "ほかの施策");
            town.write(sheet, &text);
        }
        let all = pages(&town).concat();
        for name in ["1-1漁業と農業の振興", "1-2"] {
            assert!(all.contains(name), "{gone:?}: {name}");
        }
    }
}

#[test]
fn addresses_and_long_words_break_in_columns_and_prose() {
    let town = Book::init();
    let address = "hotate-youshoku-chousa@town.shiomi.aomori.jp";
    town.edit(&format!("{SHEET}.yaml"), "調査12回、速報の登録58人", &format!("申込みは {address}"));
    let word = "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(4);
    let site = "https://www.town.shiomi.aomori.jp/sangyo/suisan/hotate_youshoku_chousa.html";
    into_sheet(&town, &format!("{word}\n\nくわしくは {site} をごらんください。\n\n- {word}\n"));
    let all = pages(&town).concat();
    for words in [address, site] {
        assert!(all.contains(words), "{words} is copied with something else in it:\n{all}");
    }
    assert_eq!(all.matches(&word).count(), 2);
}

#[test]
fn long_names_are_shortened_in_running_heads_and_many_goals_have_thumbs() {
    let town = Book::init();
    let name = "豊かな自然と共生し、誰もが安心していきいきと暮らし続けられるまちづくり";
    town.edit("content/framework.yaml", "name: 海と畑のしごとを育てる", &format!("name: {name}"));
    let title = "水産資源の持続的な利用と漁業経営の安定のための総合的な支援";
    town.edit(&format!("{SHEET}.yaml"), "title: 育てる漁業の後押し", &format!("title: {title}"));
    let mut framework = town.read("content/framework.yaml");
    for goal in 3..=12 {
        let _ = write!(
            framework,
            "  - id: {goal}\n    name: {goal}番目のまちづくり\n    field: 分野\n    nodes:\n      - {{ id: {goal}-1, name: 計画{goal} }}\n"
        );
        let sheet = town.read(&format!("{SHEET}.yaml"));
        town.write(&format!("content/policies/{goal}/{goal}-1-01.yaml"), &sheet);
        let prose = town.read(&format!("{SHEET}.md"));
        town.write(&format!("content/policies/{goal}/{goal}-1-01.md"), &prose);
    }
    town.write("content/framework.yaml", &framework);
    let pages = pages(&town);
    let first = pages.iter().position(|p| p.contains("1-1-01水産") && p.contains("構成する事業"));
    let sheet = &pages[first.expect("the sheet")];
    assert!(sheet.contains('…'), "the head is shortened: {sheet}");
    assert!(pages[0].contains("12番目のまちづくり") && pages[0].contains("発行日"), "{}", pages[0]);
    // Each number stands at the edge of its sheet.
    let boxes = pdftotext(&["-bbox"], &town.path(BOOK));
    for goal in 1..=12 {
        let thumb = format!(">{goal}</word>");
        let at_the_edge = boxes.lines().filter(|line| line.contains(&thumb)).any(|line| {
            let side = |name: &str| -> f64 {
                let after = line.split(&format!("{name}=\"")).nth(1).expect("a side");
                after.split('"').next().expect("a number").parse().expect("a number")
            };
            (side("xMax") < 26.0 || side("xMin") > 569.0) && side("yMax") < 830.0
        });
        assert!(at_the_edge, "goal {goal} has no thumb");
    }
}

//! `planbook import --new`: a first book out of a list of projects as cities keep it.

use std::fs;
use std::path::PathBuf;

use calamine::{Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Note, Workbook, Worksheet};

use crate::support::{Book, Run};

/// The sections of `plan.yaml` that the list cannot give.
const PLAN: &str = r#"
plan:
  name: 第6次港町総合計画
  document: 実施計画
  municipality: { name: 港町, prefecture: 青森県, code: "024996" }
  vision: 海と畑の町   # 議会で決めたとおり
  term: { from: R3, to: R12 }
  adopted: 令和3年3月
edition:
  year: R7
  years: 1
  evaluated: R6
  as_of: 令和7年8月
  date: 2025-08-29
  solid_until: R6
  status: draft
levels:
  - { id: goal, name: 政策の柱 }
  - { id: basic_plan, name: 政策 }
  - { id: policy, name: 施策 }
money: { unit: 千円, yen: 1000, negative: △ }
direction: { choices: [拡大, 維持, 縮小] }
fields:
  project:
    - { id: staff, name: 人工, kind: number, unit: 人, decimals: 2 }
departments:
  - name: 町長部局
    sections:
      - { id: sangyo, name: 産業課 }
      - { id: kensetsu, name: 建設課 }
licence: { id: CC-BY-4.0, name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/ }
contact: { section: 産業課 }
"#;

const TABLE: &str = r"# どの列が何か
table:
  sheet: 事務事業一覧
  header: 3-4
  unit: 円
  repeated: [政策の柱]
  columns:
    政策の柱: goal
    施策番号: policy
    施策名: title
    事務事業名: name
    担当課: section
    事業の内容: description
    令和6年度 決算額: settlement:R6
    令和7年度 予算額: budget:R7
    令和6年度 実績: results:R6
    方向性: direction
    人工（人）: x:staff
    整理番号: ~
";

/// The rows of the list below its headings: the column and the words of each cell.
const ROWS: [&[(u16, &str)]; 10] = [
    &[
        (0, "101"),
        (1, "海のしごと"),
        (4, "稚貝の調査"),
        (5, "産業課"),
        (6, "育ちを調べます。"),
        (7, "1904000"),
        (8, "調査12回"),
        (9, "２，１００，０００円"),
        (10, "維持"),
        (11, "0.25"),
    ],
    &[
        (0, "102"),
        (4, "冷却設備の更新"),
        (5, "産業課"),
        (7, "1234567"),
        (9, "未定"),
        (10, "拡大"),
        (12, "国と協議中"),
    ],
    &[(0, "103"), (4, "相談会"), (7, "－"), (9, "660000"), (10, "いじ")],
    &[(4, "小　計"), (7, "3138567"), (9, "2760000")],
    &[
        (0, "201"),
        (1, "町のくらし"),
        (2, "２－１－１"),
        (3, "道の直し"),
        (4, "橋の点検"),
        (5, "建設課"),
        (7, "△52000"),
        (9, "1000"),
        (10, "維持"),
    ],
    &[
        (0, "202"),
        (2, "2-1-01"),
        (3, "道の手当て"),
        (4, "舗装"),
        (5, "建設課"),
        (9, "5000"),
        (11, "1.5"),
    ],
    &[(0, "203"), (2, "2-1-01"), (4, "側溝"), (5, "建設課"), (10, "縮小")],
    &[(0, "301"), (4, "新しい事業"), (9, "10000")],
    &[(0, "合計"), (9, "2776000")],
    &[(1, "※1　人工は正規職員のみ")],
];

/// The list, and how many of its cells are not empty.
fn list(book: &Book) -> (PathBuf, usize) {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("事務事業一覧").expect("a name");
    let put = |sheet: &mut Worksheet, row: u32, column: u16, words: &str| {
        match words.parse::<f64>() {
            Ok(number) => sheet.write_number(row, column, number).map(drop),
            Err(_) => sheet.write_string(row, column, words).map(drop),
        }
        .expect("written");
    };
    let merge = |sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), words: &str| {
        sheet.merge_range(from.0, from.1, to.0, to.1, words, &plain).expect("merged");
    };
    merge(sheet, (0, 0), (0, 12), "令和7年度　事務事業一覧");
    put(sheet, 1, 12, "単位：円");
    // Two rows of headings: years over what they have, the others over both rows.
    for (column, words) in [
        (0, "整理番号"),
        (1, "政策の柱"),
        (2, "施策番号"),
        (3, "施策名"),
        (4, "事務事業名"),
        (5, "担当課"),
        (6, "事業の内容"),
        (10, "方 向 性"),
        (11, "人工\n（人）"),
        (12, "備考"),
    ] {
        merge(sheet, (2, column), (3, column), words);
    }
    merge(sheet, (2, 7), (2, 8), "令和６年度");
    put(sheet, 3, 7, "決算額");
    put(sheet, 3, 8, "実績");
    put(sheet, 2, 9, "令和７年度");
    put(sheet, 3, 9, "予算額");
    for (row, cells) in (4..).zip(ROWS) {
        for (column, words) in cells {
            put(sheet, row, *column, words);
        }
    }
    // A policy over its three projects; one section for two of them; one budget for two projects.
    merge(sheet, (4, 2), (6, 2), "1-1-01");
    merge(sheet, (4, 3), (6, 3), "育てる漁業");
    merge(sheet, (5, 5), (6, 5), "産業課");
    merge(sheet, (9, 9), (10, 9), "5000");
    sheet.insert_note(4, 4, &Note::new("名前は仮")).expect("a note");
    let other = workbook.add_worksheet();
    other.set_name("凡例").expect("a name");
    put(other, 0, 0, "維持：続ける");
    put(other, 1, 0, "拡大：増やす");
    let path = book.beside("事務事業一覧.xlsx");
    workbook.save(&path).expect("written");
    let mut read: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let cells = read.worksheets().into_iter().map(|(_, range)| range.used_cells().count()).sum();
    (path, cells)
}

fn import(book: &Book, mapping: &str, arguments: &[&str]) -> Run {
    let (list, _) = list(book);
    let path = book.beside("対応表.yaml");
    fs::write(&path, mapping).expect("written");
    let mut all = vec!["import", "--new"];
    all.extend([list.to_str().expect("UTF-8"), "--mapping", path.to_str().expect("UTF-8")]);
    all.extend(arguments);
    book.run(&all)
}

/// The words of all cells of a sheet, by row.
fn rows(path: &PathBuf, sheet: &str) -> Vec<Vec<String>> {
    let mut read: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = read.worksheet_range(sheet).expect("a sheet");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_citys_list_becomes_a_book_that_lacks_what_the_list_lacks() {
    let book = Book::empty();
    fs::create_dir(book.root()).expect("a folder");
    let mapping = format!("{TABLE}{PLAN}");
    let dry = import(&book, &mapping, &["--dry-run"]);
    assert_eq!(dry.code, 1, "{}", dry.said());
    assert!(!book.path("content").exists() && dry.out.contains("まだ何も書いていません"));
    let report = book.beside("報告.xlsx");
    let run = import(&book, &mapping, &["--report", report.to_str().expect("UTF-8")]);
    assert!(run.out.contains("施策 2件、事業 6件"), "{}", run.out);
    // Each cell of the workbook is counted once.
    let (_, cells) = list(&book);
    let counted = format!(
        "読んだ欄 {cells}：原稿に入れた 31、見出しとくり返し 15、行き先がない 21、読めない 6"
    );
    assert!(run.out.contains(&counted) && cells == 31 + 15 + 21 + 6, "{cells}: {}", run.out);
    assert_eq!(rows(&report, "書き込む値").len(), 1 + 31 - 2, "all but two policies' numbers");
    assert_eq!(rows(&report, "入れていない欄").len(), 1 + 21);
    // What has no place or cannot be read, and where.
    for (place, words) in [
        ("事務事業一覧!A1", "表の外に書かれています：令和7年度 事務事業一覧"),
        ("事務事業一覧!M2", "表の外に書かれています：単位：円"),
        ("事務事業一覧!M3", "「備考」の列は対応表になく、1欄"),
        ("事務事業一覧!E5", "コメント：「"),
        ("事務事業一覧!H6", "1234567円は、千円の整数になりません"),
        ("事務事業一覧!H7", "「－」では、0 か未定か分かりません"),
        ("事務事業一覧!K7", "「いじ」は一覧にありません"),
        ("事務事業一覧!E8", "合計の行です（合計は計算されます）：小 計 3138567 2760000"),
        ("事務事業一覧!D10", "ここでは「道の手当て」、事務事業一覧!D9 では「道の直し」"),
        ("事務事業一覧!J10", "2つの事業にまたがる結合セル"),
        ("事務事業一覧!E12", "「新しい事業」：どの施策の事業か分かりません"),
        ("事務事業一覧!A13", "合計の行です"),
        ("事務事業一覧!B14", "注の行です：※1"),
        ("凡例", "このシートの2欄は読んでいません"),
    ] {
        let found = run.err.split("\n\n").any(|one| one.contains(place) && one.contains(words));
        assert!(found, "{place} {words}\n{}", run.err);
    }
    assert!(
        run.err.contains("3つあります（事務事業一覧!J5、事務事業一覧!C9、事務事業一覧!H9）"),
        "{}",
        run.err
    );
    // What the list says, in the unit of the plan.
    assert_eq!(
        book.read("content/policies/1/1-1-01.yaml"),
        "# yaml-language-server: $schema=../../schemas/policy.json
title: 育てる漁業
sections: [産業課]
projects:
  - name: 稚貝の調査
    section: 産業課
    description: 育ちを調べます。
    results: { R6: 調査12回 }
    settlement: { R6: 1904 }
    budget: { R7: 2100 }
    direction: 維持
    staff: 0.25
  - name: 冷却設備の更新
    section: 産業課
    budget: { R7: ~ }
    direction: 拡大
  - name: 相談会
    section: 産業課
    budget: { R7: 660 }
"
    );
    let second = book.read("content/policies/2/2-1-01.yaml");
    assert!(second.contains("title: 道の直し") && second.contains("settlement: { R6: -52 }"));
    let plan = book.read("content/plan.yaml");
    assert!(plan.contains("海と畑の町   # 議会で決めたとおり"), "as it is written: {plan}");
    assert!(plan.contains("\nformat: 2\n"), "{plan}");
    let framework = book.read("content/framework.yaml");
    assert!(framework.contains("  - id: 2\n    name: 町のくらし\n"), "{framework}");
    // The book reads; what it lacks is what nobody said.
    let check = book.run(&["check"]);
    let lacks = [
        "項目「description」がありません",
        "項目「direction」がありません",
        "項目「budget」がありません",
    ];
    let list = book.run(&["check", "--format", "csv"]).out;
    let lacks: Vec<usize> = lacks.iter().map(|words| list.matches(words).count()).collect();
    let names = list.matches("値がありません").count();
    assert_eq!((lacks, names), (vec![5, 2, 2], 2), "{}", check.err);
    assert!(check.err.contains("エラー 11件、注意 0件"), "{}", check.err);
    // Where there is a book, nothing is touched.
    let before = book.files("content");
    let again = import(&book, &mapping, &[]).fails(1, "にはもう本があります");
    assert!(again.err.contains("PB0563"), "{}", again.err);
    assert_eq!(book.files("content"), before);
}

#[test]
fn a_list_without_numbers_and_a_plan_without_words_leave_nothing_made_up() {
    let book = Book::empty();
    fs::create_dir(book.root()).expect("a folder");
    // By the names of the three levels, in the order of the list.
    let mapping = TABLE
        .replace("    施策番号: policy\n", "    担当課: basic_plan\n")
        .replace("    担当課: section\n", "")
        .replace("    令和6年度 実績: results:R6\n", "    令和6年度 実績: text:done\n")
        .replace("    人工（人）: x:staff\n", "");
    let run = import(&book, &mapping, &[]);
    assert!(run.out.contains("表の順で番号を付けました"), "{}", run.said());
    let framework = book.read("content/framework.yaml");
    for line in ["  - id: 1\n    name: 海のしごと\n", "      - id: 1-1\n        name: 産業課\n"]
    {
        assert!(framework.contains(line), "{framework}");
    }
    let text = book.read("content/policies/1/1-1-01.md");
    assert_eq!(text, "## 令和6年度 実績\n\n調査12回\n");
    let plan = book.read("content/plan.yaml");
    for line in [
        "  unit: 円\n  yen: 1\n",
        "  choices: [維持, 拡大, いじ]\n",
        "  name:\n",
        "{ id: done, heading: 令和6年度 実績 }",
    ] {
        assert!(plan.contains(line), "{line}\n{plan}");
    }
    let check = book.run(&["check"]);
    assert_eq!(check.code, 1);
    let others =
        check.err.lines().filter(|line| line.contains("エラー[") || line.contains("注意["));
    let missing = ["ありません", "何も書かれていません"];
    let is_missing = |line: &&str| missing.iter().any(|words| line.contains(words));
    let others: Vec<_> = others.filter(|line| !is_missing(line)).collect();
    assert!(others.is_empty(), "only what is missing: {others:?}");
}

/// The standard levels in the mapping.
const LEVELS: &str = "levels:
  - { id: goal, name: 政策の柱 }
  - { id: basic_plan, name: 政策 }
  - { id: policy, name: 施策 }
";

#[test]
fn a_list_of_two_or_four_levels_becomes_a_book_of_them() {
    let book = Book::empty();
    let sections = "    担当課: section\n";
    let directions = "    方向性: direction\n";
    let numbers = "    施策番号: policy\n";
    for (levels, columns, framework, policy, words) in [
        (
            "levels: [{ id: pillar, name: 柱 }, { id: policy, name: 施策 }]\n",
            vec![("goal\n", "pillar\n"), (numbers, "    施策番号: number\n")],
            "nodes:\n  - id: 1\n    name: 海のしごと\n  - id: 2\n    name: 町のくらし\n",
            "1/1-01",
            "title: 育てる漁業\nnumber: \"1-1-01\"\nsections: [産業課]\n",
        ),
        (
            "levels: [{ id: goal, name: 柱 }, { id: field, name: 分野 }, { id: measure, name: 方針 }, { id: policy, name: 施策 }]\n",
            vec![
                (sections, "    担当課: field\n"),
                (directions, "    方向性: measure\n"),
                (numbers, "    施策番号: ~\n"),
            ],
            "nodes:\n  - id: 1\n    name: 海のしごと\n    nodes:\n      - id: 1-1\n        name: 産業課\n        nodes:\n          - id: 1-1-1\n            name: 維持\n          - id: 1-1-2\n            name: 拡大\n",
            "1/1-1-1-01",
            "title: 育てる漁業\nsections: []\n",
        ),
    ] {
        let mut mapping = format!("{TABLE}{PLAN}").replace(LEVELS, levels);
        for (from, to) in columns {
            assert!(mapping.contains(from), "{from}");
            mapping = mapping.replace(from, to);
        }
        fs::create_dir_all(book.root()).expect("a folder");
        let run = import(&book, &mapping, &[]);
        assert!(run.out.contains("表の順で番号を付けました"), "{}", run.said());
        let written = book.read("content/framework.yaml");
        assert!(written.contains(framework), "{written}");
        let sheet = book.read(&format!("content/policies/{policy}.yaml"));
        assert!(sheet.contains(words), "{sheet}");
        // The book reads, and lacks only what nobody said.
        let check = book.run(&["check"]);
        let errors = check.err.lines().filter(|line| line.contains("エラー["));
        let others: Vec<_> = errors.filter(|line| !line.contains("ありません")).collect();
        assert!(
            check.said().contains("調べたもの：施策 ") && others.is_empty(),
            "{}: {others:?}",
            check.said()
        );
        fs::remove_dir_all(book.root()).expect("removed");
    }
    // A number of another depth is none of a policy; the example is of the plan's own levels.
    fs::create_dir_all(book.root()).expect("a folder");
    let two = "levels: [{ id: goal, name: 柱 }, { id: policy, name: 施策 }]\n";
    let run = import(&book, &format!("{TABLE}{PLAN}").replace(LEVELS, two), &[]);
    assert!(run.err.contains("「1-1-01」は施策の番号（例 1-03）ではありません"), "{}", run.err);
    fs::remove_dir_all(book.root()).expect("removed");
    fs::create_dir_all(book.root()).expect("a folder");
    let named = format!("{TABLE}{PLAN}")
        .replace(LEVELS, two)
        .replace("施策名: title", "施策名: basic_plan");
    let run = import(&book, &named, &[]);
    assert!(run.err.contains("policy（施策の番号）、goal、title"), "{}", run.err);
}

#[test]
fn a_mistake_of_the_mapping_is_told_once_with_its_line() {
    let book = Book::empty();
    fs::create_dir(book.root()).expect("a folder");
    let whole = format!("{TABLE}{PLAN}");
    for (from, to, line, words) in [
        ("  sheet: 事務事業一覧\n", "  sheet: 一覧\n", "3:10", "読むシートが決まりません"),
        ("  sheet: 事務事業一覧\n", "", "3:11", "読むシートが決まりません"),
        ("header: 3-4", "header: 三行目", "4:11", "行の番号"),
        ("header: 3-4", "header: 90", "4:11", "この行に見出しがありません"),
        ("header: 3-4", "header: 3", "14:16", "見出しが「令和6年度 決算額」"),
        ("  unit: 円\n", "  unit: ドル\n", "5:9", "金額の単位"),
        ("事務事業名: name", "事務事業: name", "11:11", "「事務事業名」のことですか"),
        ("担当課: section", "担当課: sction", "12:10", "項目「sction」は、列の行き先になりません"),
        (
            "人工（人）: x:staff",
            "人工（人）: x:hours",
            "18:12",
            "項目「x:hours」は、列の行き先になりません",
        ),
        ("方向性: direction", "方向性: section", "17:10", "項目「section」は「担当課」の列にも"),
        (
            "整理番号: ~",
            "整理番号: budget:R8\n    99列: ~",
            "20:10",
            "見出しが「99列」の列がありません",
        ),
        (
            "施策番号: policy",
            "施策番号: ~",
            "4:11",
            "施策の番号（又はすべての段の名前）の列がありません",
        ),
        ("licence:", "license:", "", "項目「license」は使われません"),
        (
            LEVELS,
            "levels: { goal: 政策の柱, basic_plan: 政策, policy: 施策 }\n",
            "36:9",
            "形式 1 の書き方です",
        ),
    ] {
        assert_eq!(whole.matches(from).count(), 1, "{from}");
        let run = import(&book, &whole.replace(from, to), &[]);
        assert_eq!(run.code, 1, "{to}: {}", run.said());
        let place = format!("対応表.yaml:{line}");
        assert!(run.err.contains(words) && run.err.contains(&place), "{to}: {}", run.err);
        assert!(to == "header: 3" || run.err.contains("エラー 1件、注意 0件"), "{to}: {}", run.err);
        assert!(!book.path("content").exists());
    }
    let without = book.run(&["import", "--new", "表.xlsx"]);
    assert_eq!(without.code, 2, "{}", without.said());
    let path = book.beside("対応表.yaml");
    let mapping = path.to_str().expect("UTF-8");
    fs::write(&path, &whole).expect("written");
    book.run(&["import", "--new", mapping, "--mapping", mapping])
        .fails(1, "ワークブックとして読めません");
    book.run(&["import", "--new", "なし.xlsx", "--mapping", mapping]).fails(1, "PB0551");
    book.run(&["import", "--new", "なし.xlsx", "--mapping", "なし.yaml"])
        .fails(1, "なし.yaml を読めません");
}

//! Answers of every kind in one workbook: values, evaluations, declared fields, texts, new and removed
//! projects meet in the same files, and are all written.

use std::sync::OnceLock;

use serde_json::Value;

use super::import::{POLICY, PROSE, WORKBOOK, content, import_bytes, sent};
use crate::support::{
    Book, Files, Office, OfficeCell, Random, each, files, from_environment, text, words,
};

/// What the plan of the town's book asks for in addition.
const PLAN: &str = "
evaluations:
  - { id: first, name: 一次評価, of: [policy, project], scale: [{ id: A }, { id: B }, { id: 見直し }], opinion: 理由, reply: 対応 }
  - { id: points, name: 点数評価, of: [policy, project], points: { from: 0, to: 5, decimals: 1 }, criteria: [{ id: need, name: 必要性 }, { id: effect, name: 有効性 }] }
fields:
  policy:
    - { id: memo, name: 覚書, kind: text }
  project:
    - { id: contractor, name: 委託先, kind: text }
    - { id: decided, name: 決定日, kind: date }
    - { id: must, name: 義務か, kind: truth }
    - { id: period, name: 実施期間, kind: years }
    - { id: staff, name: 人工, kind: number, decimals: 2, by_year: true }
    - { id: fee, name: 使用料, kind: money, by_year: true }
    - { id: way, name: 方法, kind: choice, choices: [直営, 委託] }
  indicator:
    - { id: origin, name: 出典, kind: text }
";

/// The town's book with these, and with sources of several layouts; and its workbook.
fn asked() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let book = Book::empty();
        let before = |name: &str| name.starts_with("照会/") || name.starts_with("editions/rounds/");
        for (name, bytes) in sent().iter().filter(|(name, _)| !before(name)) {
            book.write(name, bytes);
        }
        let plan = book.read("content/plan.yaml");
        book.write("content/plan.yaml", format!("{plan}{PLAN}"));
        // Blocks that end their project or policy, which may be the last one.
        let policy = book.read(POLICY).replacen(
            "    direction: 維持\n",
            "    direction: 維持\n    evaluations:\n      first:\n        R6: { result: A }\n      points:\n        R6:\n          result: 3\n          criteria:\n            need: 4\n",
            1,
        );
        book.write(
            POLICY,
            format!("{policy}    staff:\n      R7: 0.5\n    evaluations:\n      first:\n        R6:\n          result: B\n"),
        );
        // Two of three headings are still to be written.
        let prose = book.read(PROSE);
        book.write(PROSE, prose.split("\n## 昨年度").next().expect("a text"));
        book.run(&["export"]).succeeds();
        files(&book.root())
    })
}

/// A book of its own with these files.
fn book_asked() -> Book {
    let book = Book::empty();
    for (name, bytes) in asked() {
        book.write(name, bytes);
    }
    book
}

/// Any value of the column `key` in words of a clerk.
fn value(key: &str, random: &mut Random) -> OfficeCell {
    let line = [
        "会員182人、延べ1,200人",
        "あ: い # う",
        "\"引用\"と'引用'",
        "- 項目",
        "{a}, [b]",
        "（株）水",
        "& と *",
        "はい",
    ];
    let parts: Vec<&str> = key.split(':').collect();
    match parts[0] {
        "budget" | "settlement" | "funding" => OfficeCell::Number(random.below(9_000_000) as f64),
        "direction" => text(random.one_of(&["新規", "拡大", "維持", "縮小"])),
        "section" => text(random.one_of(&["企画財政課", "建設課"])),
        "rating" => text(random.one_of(&["S", "A", "B", "C"])),
        "value" => OfficeCell::Number(random.below(9000) as f64 / 4.0),
        "reached" => text(random.one_of(&["はい", "いいえ"])),
        "evaluation" if parts[2] == "points" => OfficeCell::Number(random.below(51) as f64 / 10.0),
        "evaluation" if parts[3] == "result" => text(random.one_of(&["A", "B", "見直し"])),
        "text" => text(random.one_of(&["一段落。\n\n二段落。", "- 一つ\n- 二つ", "一文です。"])),
        "x" => match parts[1] {
            "decided" => text(random.one_of(&["2020-04-01", "2024-12-31"])),
            "must" => text(random.one_of(&["はい", "いいえ"])),
            "period" => text(random.one_of(&["R5-R9", "R8-"])),
            "staff" => OfficeCell::Number(random.below(500) as f64 / 100.0),
            "fee" => OfficeCell::Number(random.below(9000) as f64),
            "way" => text(random.one_of(&["直営", "委託"])),
            _ => text(random.one_of(&line)),
        },
        _ => text(random.one_of(&line)),
    }
}

/// What the record of a round has for a value that was typed.
fn recorded(cell: &OfficeCell) -> String {
    match cell {
        OfficeCell::Number(number) => number.to_string(),
        OfficeCell::Text(words) if words == "はい" => "true".to_owned(),
        OfficeCell::Text(words) if words == "いいえ" => "false".to_owned(),
        OfficeCell::Text(words) => words.clone(),
        other => panic!("{other:?}"),
    }
}

/// Answers `office` at random; returns how many cells say something else than before. Where one is
/// asked for, a project is removed.
fn answer(office: &mut Office, record: &Value, often: usize, random: &mut Random) -> usize {
    let mut typed = 0;
    let removed = random.once_in(3);
    for sent in each(&record["sheets"]) {
        let sheet = words(&sent["key"]);
        let columns: Vec<&str> = each(&sent["columns"]).map(words).collect();
        if matches!(sheet, "guide" | "choices") {
            continue;
        }
        let mut projects = 0;
        for row in each(&sent["rows"]) {
            let cells: Vec<&str> = each(row).map(words).collect();
            let key = cells[0];
            let is_new = key.starts_with("new-");
            if key.starts_with(['#', '!']) || is_new && !random.once_in(4) {
                continue;
            }
            projects += usize::from(sheet == "projects" && !is_new);
            if removed && sheet == "projects" && !is_new && projects == 2 {
                let sheet = office.sheet(sheet);
                let row = sheet.row(key);
                sheet.delete_row(row);
                continue;
            }
            for (column, was) in columns.iter().zip(&cells[1..]) {
                if column.starts_with('=') {
                    continue;
                }
                let cell = match *column {
                    "policy" if is_new => text(random.one_of(&["1-1-01", "1-2-01"])),
                    "name" if is_new => text(&format!("新しい事業{key}")),
                    "policy" => continue,
                    "name" if random.once_in(often) => text(&format!("改めた事業{key}")),
                    _ if !was.is_empty() && !is_new && random.once_in(often * 3) => {
                        if *column != "name"
                            && *column != "section"
                            && *column != "direction"
                            && *column != "description"
                        {
                            office.clear(sheet, key, column);
                            typed += 1;
                        }
                        continue;
                    }
                    _ if random.once_in(often) => value(column, random),
                    _ => continue,
                };
                if recorded(&cell) != *was {
                    office.set(sheet, key, column, cell);
                    typed += 1;
                }
            }
        }
    }
    typed
}

#[test]
fn all_answers_are_written_wherever_they_meet() {
    let runs = from_environment("PLANBOOK_ROUNDS").unwrap_or(12);
    let seed = from_environment("PLANBOOK_ROUNDS_SEED").unwrap_or(1);
    let record: Value =
        serde_json::from_slice(&asked()["editions/rounds/R8-1/sangyo.json"]).expect("JSON");
    for run in seed..seed + runs {
        let mut random = Random::new(run);
        let book = book_asked();
        let mut office = Office::open(&asked()[WORKBOOK]);
        let often = 1 + random.below(4);
        let typed = answer(&mut office, &record, often, &mut random);
        let bytes = office.save();
        let (import, codes, messages) = import_bytes(&book, &bytes, true);
        assert_eq!(codes.len(), 0, "seed {run}: {codes:?} {messages:?}");
        let counts = import.counts;
        assert_eq!((counts.applied, counts.reported, counts.refused), (typed, 0, 0), "seed {run}");
        let after = content(&book);
        let (again, _, messages) = import_bytes(&book, &bytes, true);
        assert_eq!(again.counts.applied, 0, "seed {run}: {:?} {messages:?}", again.counts);
        assert_eq!(content(&book), after, "seed {run}: imported twice");
    }
}

#[test]
fn an_answer_that_cannot_be_written_refuses_itself_alone() {
    let book = book_asked();
    let mut office = Office::open(&asked()[WORKBOOK]);
    let sheet = office.sheet("texts");
    let (top, column) = (sheet.row("目的"), sheet.column("text"));
    // A heading within a text would be another text.
    let texts = ["文です。\n\n## 別の見出し\n\n続き", "取組の文。", "これからの文。"];
    for (at, words) in (top..).zip(texts) {
        sheet.cells.insert((at, column), text(words));
    }
    // The only project of its policy.
    let sheet = office.sheet("projects");
    let row = sheet.row("加工品づくりの相談会");
    sheet.delete_row(row);
    let sheet = office.sheet("policies");
    let rows: Vec<u32> = sheet.cells.keys().map(|at| at.0).collect();
    let last = rows.into_iter().max().expect("rows");
    let at = (last, sheet.column("rating:R7"));
    sheet.cells.insert(at, text("B"));
    let (import, codes, messages) = import_bytes(&book, &office.save(), true);
    assert_eq!(codes, ["PB0560", "PB0560"], "{messages:?}");
    assert_eq!((import.counts.applied, import.counts.refused), (3, 1), "{messages:?}");
    let prose = book.read(PROSE);
    assert!(
        prose.ends_with("## 昨年度の取組と結果\n\n取組の文。\n\n## これから\n\nこれからの文。\n"),
        "{prose}"
    );
    assert!(!prose.contains("別の見出し"));
}

#[test]
fn the_only_project_of_a_policy_is_replaced_in_one_import() {
    let book = book_asked();
    let mut office = Office::open(&asked()[WORKBOOK]);
    let record: Value =
        serde_json::from_slice(&asked()["editions/rounds/R8-1/sangyo.json"]).expect("JSON");
    let rows = each(&record["sheets"]).filter(|sheet| words(&sheet["key"]) == "projects");
    let mut keys = rows.flat_map(|sheet| each(&sheet["rows"]).map(|row| words(&row[0])));
    let new = keys.find(|key| key.starts_with("new-")).expect("a row for a new project").to_owned();
    for (column, said) in [("policy", "1-2-01 前の題"), ("name", "加工品の販路の開拓")]
    {
        office.set("projects", &new, column, text(said));
    }
    let sheet = office.sheet("projects");
    let row = sheet.row("加工品づくりの相談会");
    sheet.delete_row(row);
    let (_, codes, messages) = import_bytes(&book, &office.save(), true);
    assert_eq!(codes.len(), 0, "{codes:?} {messages:?}");
    let sheet = book.read("content/policies/1/1-2-01.yaml");
    assert!(sheet.contains("加工品の販路の開拓") && !sheet.contains("相談会"), "{sheet}");
}

//! `planbook import` merges the workbooks that come back, whatever clerks did to them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use planbook::editions::{Import, ImportOptions, import};
use serde_json::Value;

use super::freeze::town;
use crate::support::{
    Book, Files, Office, OfficeCell, Random, each, files, from_environment, reference, text, words,
};

const SECTION: &str = "産業課";
pub(super) const WORKBOOK: &str = "照会/R8-1_産業課.xlsx";
pub(super) const POLICY: &str = "content/policies/1/1-1-01.yaml";
pub(super) const PROSE: &str = "content/policies/1/1-1-01.md";
/// A project with values of the year before.
const SURVEY: &str = "ホタテ稚貝の生育調査";
/// A project that began with the edition before.
const COOLING: &str = "荷さばき施設の海水冷却設備の更新";

/// The town's book, rolled, with its workbooks: all files, made once.
pub(super) fn sent() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let book = town();
        book.run(&["roll"]).succeeds();
        book.run(&["export"]).succeeds();
        let all = files(&book.root()).into_iter();
        all.filter(|(name, _)| !name.starts_with("themes/") && !name.contains("/themes/")).collect()
    })
}

/// A book of its own with what was sent.
fn book() -> Book {
    let book = Book::empty();
    for (name, bytes) in sent() {
        book.write(name, bytes);
    }
    book
}

fn office() -> Office {
    Office::open(&sent()[WORKBOOK])
}

/// Imports `paths` into `book`.
fn imported(book: &Book, paths: &[PathBuf], deletions: bool) -> (Import, Vec<String>, Vec<String>) {
    let options = ImportOptions { paths: paths.to_vec(), dry_run: false, deletions };
    let done = import(&book.root(), &options);
    let codes = done.findings.iter().map(|found| found.code.0.to_owned()).collect();
    let messages = done.findings.iter().map(|found| found.message.ja.clone()).collect();
    (done.result.expect("the book can be read"), codes, messages)
}

/// Imports one workbook with these bytes.
pub(super) fn import_bytes(
    book: &Book,
    bytes: &[u8],
    deletions: bool,
) -> (Import, Vec<String>, Vec<String>) {
    let path = book.beside("返送.xlsx");
    fs::write(&path, bytes).expect("written");
    imported(book, &[path], deletions)
}

pub(super) fn content(book: &Book) -> Files {
    book.files("content")
}

fn all_text(files: &Files) -> String {
    files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

/// How many cells an import has to account for: every cell of a known row and column, and every other
/// cell that is not empty. Counted from the record of what was sent.
fn cells_to_read(office: &Office) -> usize {
    let record: Value =
        serde_json::from_slice(&sent()["editions/rounds/R8-1/sangyo.json"]).expect("JSON");
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for sheet in &office.sheets {
        let near = |at: &&(u32, u32)| at.0 < 40 && at.1 < 40;
        let mut corners = sheet.cells.keys().filter(near);
        let corner = corners.find(|at| sheet.words(**at).starts_with("planbook/")).copied();
        let known = corner.and_then(|corner| {
            let key = sheet.words(corner).split('/').nth(1)?.to_owned();
            let sent = each(&record["sheets"]).find(|sent| words(&sent["key"]) == key)?;
            seen.insert(key).then_some((corner, sent))
        });
        let Some(((top, left), sent)) = known else {
            count += sheet.filled().count();
            continue;
        };
        let mut columns = BTreeSet::new();
        let mut names = BTreeSet::new();
        for at in sheet.cells.keys().filter(|at| at.0 == top && at.1 != left) {
            let name = sheet.words(*at).trim();
            if each(&sent["columns"]).any(|known| words(known) == name) && names.insert(name) {
                columns.insert((at.1, name));
            }
        }
        let is_known = |column: u32| columns.iter().any(|(known, _)| *known == column);
        let mut rows = BTreeSet::new();
        let all: BTreeSet<u32> = sheet.filled().map(|at| at.0).collect();
        for row in all {
            let key = sheet.words((row, left)).trim();
            let is_sent = each(&sent["rows"]).any(|known| words(&known[0]) == key);
            let cells = sheet.filled().filter(|at| at.0 == row && at.1 != left);
            let filled: Vec<u32> = cells.map(|at| at.1).collect();
            let others = filled.iter().filter(|column| !is_known(**column)).count();
            count += if row == top {
                others
            } else if !is_sent || !rows.insert(key) {
                filled.len()
            } else if key.starts_with("new-") {
                let locked = columns.iter().filter(|(_, name)| name.starts_with('='));
                let open = filled.iter().filter(|column| {
                    columns.iter().any(|(known, name)| known == *column && !name.starts_with('='))
                });
                locked.count() + open.count() + others
            } else {
                columns.len() + others
            };
        }
    }
    count
}

/// What a clerk does to a workbook, and what comes of it.
struct Case {
    what: &'static str,
    edit: fn(&mut Office),
    /// The codes of the findings, each as often as it is found.
    codes: &'static [&'static str],
    /// What the sources say then and did not say before; where there is nothing, they stay as they are.
    written: &'static [&'static str],
}

const fn case(
    what: &'static str,
    edit: fn(&mut Office),
    codes: &'static [&'static str],
    written: &'static [&'static str],
) -> Case {
    Case { what, edit, codes, written }
}

fn settle(office: &mut Office, cell: OfficeCell) {
    office.set("projects", SURVEY, "settlement:R7", cell);
}

const CASES: &[Case] = &[
    case("何も書かない", |_| {}, &[], &[]),
    case("金額を数で書く", |o| settle(o, OfficeCell::Number(2_050_000.0)), &[], &["R7: 2050000 }"]),
    case(
        "金額を全角とカンマで書く",
        |o| settle(o, text("２，０５０，０００")),
        &["PB0559"],
        &["R7: 2050000 }"],
    ),
    case("金額に単位を付ける", |o| settle(o, text("2,050,000円")), &["PB0559"], &["R7: 2050000 }"]),
    case("金額に違う単位を付ける", |o| settle(o, text("2,050千円")), &["PB0553"], &[]),
    case("△の金額", |o| settle(o, text("△120")), &["PB0559"], &["R7: -120 }"]),
    case("未定", |o| settle(o, text("未定")), &[], &["R7: ~ }"]),
    case("－だけ", |o| settle(o, text("－")), &["PB0553"], &[]),
    case("カンマの位置が違う", |o| settle(o, text("20,50,000")), &["PB0553"], &[]),
    case("約の付いた金額", |o| settle(o, text("約200万")), &["PB0553"], &[]),
    case("端数のある金額", |o| settle(o, OfficeCell::Number(2_050_000.5)), &["PB0553"], &[]),
    case("けたの多すぎる金額", |o| settle(o, OfficeCell::Number(1e18)), &["PB0553"], &[]),
    case("金額が日付になった", |o| settle(o, OfficeCell::Date(45_691.0)), &["PB0553"], &[]),
    case(
        "文が日付になった",
        |o| o.set("projects", SURVEY, "results:R7", OfficeCell::Date(45_691.0)),
        &["PB0553"],
        &[],
    ),
    case(
        "％の書式",
        |o| o.set("indicators", "1-1-a", "value:R7", OfficeCell::Percent(0.279)),
        &["PB0553"],
        &[],
    ),
    case(
        "指標の値に単位を付ける",
        |o| o.set("indicators", "1-1-a", "value:R7", text("２，０２０ｔ")),
        &["PB0559"],
        &["R6: 2010, R7: 2020 }"],
    ),
    case(
        "指標の値に違う単位を付ける",
        |o| o.set("indicators", "1-1-a", "value:R7", text("2千t")),
        &["PB0553"],
        &[],
    ),
    case("結果のない数式", |o| settle(o, OfficeCell::Formula("1+1", None)), &["PB0553"], &[]),
    case(
        "結果のある数式",
        |o| settle(o, OfficeCell::Formula("1+1", Some(2345.0))),
        &[],
        &["R7: 2345 }"],
    ),
    case("数式の誤り", |o| settle(o, OfficeCell::Error("#REF!")), &["PB0553"], &[]),
    case("真偽の値", |o| settle(o, OfficeCell::Truth(true)), &["PB0553"], &[]),
    case(
        "2つの欄を結合する",
        |o| {
            settle(o, OfficeCell::Number(12.0));
            let sheet = o.sheet("projects");
            let (row, column) = (sheet.row(SURVEY), sheet.column("settlement:R7"));
            let (first, last) = (reference(row, column), reference(row + 1, column));
            sheet.merged.push(format!("{first}:{last}"));
        },
        &["PB0556"],
        &["R7: 12 }"],
    ),
    case("見出しの行を結合する", |o| o.sheet("projects").merged.push("B2:E2".to_owned()), &[], &[]),
    case(
        "見え消しの文",
        |o| {
            o.set(
                "projects",
                SURVEY,
                "description",
                OfficeCell::Struck("調べます。", "伝えます。".into()),
            );
        },
        &["PB0553"],
        &[],
    ),
    case(
        "取り消し線の書式の行",
        |o| {
            let sheet = o.sheet("projects");
            let row = sheet.row(SURVEY);
            for column in ["=name", "name", "description", "direction"] {
                let at = (row, sheet.column(column));
                sheet.cells.insert(at, OfficeCell::StruckFont(SURVEY.into()));
            }
        },
        &["PB0553"],
        &[],
    ),
    case(
        "ふりがなと赤い字",
        |o| {
            o.set("projects", SURVEY, "results:R7", OfficeCell::Rich("調査13回".into()));
        },
        &[],
        &["R7: 調査13回 }"],
    ),
    case(
        "セルの中の改行",
        |o| {
            o.set("projects", SURVEY, "results:R7", text("調査13回\r\n登録60人"));
        },
        &["PB0559"],
        &["R7: 調査13回 登録60人 }"],
    ),
    case(
        "YAMLの記号だらけの文",
        |o| {
            o.set("projects", SURVEY, "results:R7", text("\"A\": {b, c} # d"));
        },
        &[],
        &["R7: \"\\\"A\\\": {b, c} # d\" }"],
    ),
    case(
        "一覧にない言葉",
        |o| o.set("projects", SURVEY, "direction", text("継続する")),
        &["PB0553"],
        &[],
    ),
    case(
        "一覧の言葉の全角と空白",
        |o| o.set("policies", "育てる漁業の後押し", "rating:R7", text(" Ａ ")),
        &["PB0559"],
        &["R7: A }"],
    ),
    case(
        "評価に数",
        |o| o.set("policies", "育てる漁業の後押し", "rating:R7", OfficeCell::Number(3.0)),
        &["PB0553"],
        &[],
    ),
    case(
        "担当課を変える",
        |o| o.set("projects", SURVEY, "section", text("企画財政課")),
        &[],
        &["    section: 企画財政課"],
    ),
    case("ない課", |o| o.set("projects", SURVEY, "section", text("産業振興課")), &["PB0553"], &[]),
    case(
        "名前を変える",
        |o| o.set("projects", SURVEY, "name", text("ホタテ稚貝の観測")),
        &[],
        &["name: ホタテ稚貝の観測"],
    ),
    case("前からの値を消す", |o| o.clear("projects", SURVEY, "budget:R8"), &["PB0555"], &[]),
    case(
        "前からの予算を改める",
        |o| o.set("projects", SURVEY, "budget:R8", OfficeCell::Number(12.0)),
        &[],
        &["R8: 12 }"],
    ),
    case(
        "財源を書く",
        |o| {
            o.set("projects", SURVEY, "funding:R9:地方債", OfficeCell::Number(5.0));
            o.set("projects", SURVEY, "funding:R8:地方債", OfficeCell::Number(7.0));
        },
        &[],
        &["R9: { 地方債: 5 }", ", 地方債: 7 }"],
    ),
    case(
        "空の財源に書く",
        |o| o.set("projects", COOLING, "funding:R8:地方債", OfficeCell::Number(7.0)),
        &[],
        &["R8: { 地方債: 7 }"],
    ),
    case(
        "まだない項目に書く",
        |o| {
            o.set("projects", COOLING, "results:R7", text("更新を終えた"));
            o.set("projects", COOLING, "settlement:R7", OfficeCell::Number(1.0));
        },
        &[],
        &["    results: { R7: 更新を終えた }", "    settlement: { R7: 1 }"],
    ),
    case(
        "参考の欄を変える",
        |o| o.set("projects", SURVEY, "=settlement:R6", OfficeCell::Number(1.0)),
        &["PB0557"],
        &[],
    ),
    case(
        "見出しを変える",
        |o| o.set("projects", "#head", "direction", text("方向")),
        &["PB0557"],
        &[],
    ),
    case(
        "行を写す",
        |o| {
            let sheet = o.sheet("projects");
            let row = sheet.row(SURVEY);
            sheet.insert_row(row + 1);
            sheet.copy_row(row, row + 1);
        },
        &["PB0556"],
        &[],
    ),
    case(
        "行を消す",
        |o| {
            let sheet = o.sheet("projects");
            let row = sheet.row(SURVEY);
            sheet.delete_row(row);
        },
        &["PB0555"],
        &[],
    ),
    case(
        "行を入れて新しい事業を書く",
        |o| {
            let sheet = o.sheet("projects");
            let row = sheet.row(COOLING);
            sheet.insert_row(row);
            for (column, cell) in [
                ("policy", text("1-1-01")),
                ("name", text("ウニの養殖の試験")),
                ("direction", text("新規")),
                ("budget:R8", OfficeCell::Number(500.0)),
            ] {
                let at = (row, sheet.column(column));
                sheet.cells.insert(at, cell);
            }
        },
        &[],
        &[
            "  - name: ウニの養殖の試験\n    section: 産業課\n    budget: { R8: 500 }\n    direction: 新規\n",
        ],
    ),
    case(
        "用意した行に新しい事業を書く",
        |o| {
            o.set("projects", "new-2", "policy", text("１-１-０２"));
            o.set("projects", "new-2", "name", text("畑の見回り"));
        },
        &[],
        &["  - name: 畑の見回り\n    section: 産業課\n"],
    ),
    case(
        "施策のない新しい事業",
        |o| {
            o.set("projects", "new-1", "policy", text("9-9-99"));
            o.set("projects", "new-1", "name", text("どこかの事業"));
        },
        &["PB0553"],
        &[],
    ),
    case(
        "名前だけの新しい事業",
        |o| o.set("projects", "new-1", "name", text("どこかの事業")),
        &["PB0553"],
        &[],
    ),
    case(
        "表の外に書く",
        |o| {
            let sheet = o.sheet("projects");
            let row = sheet.row(SURVEY);
            sheet.cells.insert((row, 40), text("財政課と調整中"));
            sheet.cells.insert((row + 40, 2), text("以上"));
        },
        &["PB0558", "PB0558"],
        &[],
    ),
    case(
        "コメントを付ける",
        |o| {
            o.sheet("projects").comments.push(("F12".into(), "確認中です & 来週".into()));
        },
        &["PB0558"],
        &[],
    ),
    case(
        "シートを加える",
        |o| {
            let mut sheet = o.sheets[0].clone();
            sheet.name = "メモ".into();
            sheet.cells = [((3, 3), text("メモ")), ((4, 3), OfficeCell::Number(1.0))].into();
            o.sheets.push(sheet);
        },
        &["PB0558"],
        &[],
    ),
    case(
        "シートを写す",
        |o| {
            let mut copy = o.sheet("projects").clone();
            copy.name = "事業 (2)".into();
            o.sheets.push(copy);
        },
        &["PB0558"],
        &[],
    ),
    case(
        "シートを消す",
        |o| {
            let at = o.at("indicators");
            o.sheets.remove(at);
        },
        &["PB0556"],
        &[],
    ),
    case(
        "シートの名前と順を変え、隠す",
        |o| {
            o.sheet("projects").name = "事業（産業課）".into();
            o.sheet("projects").hidden = true;
            o.sheets.reverse();
            settle(o, OfficeCell::Number(3.0));
        },
        &[],
        &["R7: 3 }"],
    ),
    case(
        "列を入れ替える",
        |o| {
            let sheet = o.sheet("projects");
            let (a, b) = (sheet.column("direction"), sheet.column("settlement:R7"));
            sheet.moved(|(row, column)| {
                Some((
                    row,
                    if column == a {
                        b
                    } else if column == b {
                        a
                    } else {
                        column
                    },
                ))
            });
            settle(o, OfficeCell::Number(4.0));
        },
        &[],
        &["R7: 4 }"],
    ),
    case(
        "列を消す",
        |o| {
            let sheet = o.sheet("projects");
            let gone = sheet.column("budget:R9");
            sheet.moved(|(row, column)| match column.cmp(&gone) {
                std::cmp::Ordering::Less => Some((row, column)),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some((row, column - 1)),
            });
        },
        &["PB0556"],
        &[],
    ),
    case(
        "上と左に行と列を入れる",
        |o| {
            o.sheet("projects").moved(|(row, column)| Some((row + 3, column + 2)));
            settle(o, OfficeCell::Number(6.0));
        },
        &[],
        &["R7: 6 }"],
    ),
    case(
        "鍵の列を残して並べ替える",
        |o| {
            let sheet = o.sheet("projects");
            let (a, b) = (sheet.row(SURVEY), sheet.row(COOLING));
            sheet.moved(|(row, column)| {
                let other = if row == a {
                    b
                } else if row == b {
                    a
                } else {
                    row
                };
                Some((if column == 0 { row } else { other }, column))
            });
            settle(o, OfficeCell::Number(6.0));
        },
        &["PB0556"],
        &[],
    ),
    case(
        "行ごと並べ替える",
        |o| {
            let sheet = o.sheet("projects");
            let (a, b) = (sheet.row(SURVEY), sheet.row(COOLING));
            sheet.moved(|(row, column)| {
                Some((
                    if row == a {
                        b
                    } else if row == b {
                        a
                    } else {
                        row
                    },
                    column,
                ))
            });
            settle(o, OfficeCell::Number(8.0));
        },
        &[],
        &["R7: 8 }"],
    ),
    case(
        "鍵の列を消す",
        |o| {
            o.sheet("projects").moved(|(row, column)| Some((row, column.checked_sub(1)?)));
        },
        &["PB0556", "PB0558"],
        &[],
    ),
    case(
        "文を直す",
        |o| {
            let row = o.sheet("texts").row("目的");
            let sheet = o.sheet("texts");
            let at = (row, sheet.column("text"));
            sheet
                .cells
                .insert(at, text("海の変化を早く知ります。\r\n\r\n- 調べる\r\n- 伝える\r\n"));
        },
        &[],
        &["## 目的\n\n海の変化を早く知ります。\n\n- 調べる\n- 伝える\n\n## 昨年度"],
    ),
    case(
        "文の中に見出しを書く",
        |o| {
            let row = o.sheet("texts").row("目的");
            let sheet = o.sheet("texts");
            let at = (row, sheet.column("text"));
            sheet.cells.insert(at, text("文です。\n\n## 別の見出し\n\n続き"));
            settle(o, OfficeCell::Number(9.0));
        },
        &["PB0560"],
        &["R7: 9 }"],
    ),
    case(
        "指標の値を書く",
        |o| o.set("indicators", "1-1-a", "value:R7", OfficeCell::Number(2_035.5)),
        &[],
        &["R7: 2035.5 }"],
    ),
    case(
        "指標を測っていない",
        |o| o.set("indicators", "1-1-a", "value:R7", text("未計測")),
        &[],
        &["R6: 2010, R7: ~ }"],
    ),
    case("指標の説明を消す", |o| o.clear("indicators", "1-2-a", "note"), &["PB0555"], &[]),
    case(
        "使い方のシートに書く",
        |o| {
            let sheet = o.sheet("guide");
            sheet.cells.insert((3, 4), text("担当 山田"));
        },
        &["PB0558"],
        &[],
    ),
];

#[test]
fn whatever_clerks_do_has_an_answer() {
    assert!(CASES.len() >= 50, "{}", CASES.len());
    let mut wrong = Vec::new();
    for Case { what, edit, codes, written } in CASES {
        let book = book();
        let before = content(&book);
        let mut office = office();
        edit(&mut office);
        let (import, found, messages) = import_bytes(&book, &office.save(), false);
        let after = content(&book);
        let mut fail = |why: String| wrong.push(format!("{what}: {why}\n  {messages:?}"));
        if found != *codes {
            fail(format!("{found:?}, not {codes:?}"));
        }
        if import.counts.read() != cells_to_read(&office) {
            fail(format!("{:?}: {} cells", import.counts, cells_to_read(&office)));
        }
        if written.is_empty() != (before == after) {
            fail("the sources".to_owned());
        }
        let (old, new) = (all_text(&before), all_text(&after));
        for text in *written {
            if old.contains(text) || !new.contains(text) {
                fail(format!("without {text}"));
            }
        }
        // Once more, with the same workbook: nothing new.
        let log = fs::read(book.path("editions/rounds/R8-1/sangyo.imported.json")).expect("a log");
        let (again, ..) = import_bytes(&book, &office.save(), false);
        if content(&book) != after || again.counts.applied != 0 {
            fail(format!("a second import: {:?}", again.counts));
        }
        if import.counts.read() != again.counts.read() {
            fail(format!("other counts: {:?} {:?}", import.counts, again.counts));
        }
        let kept = fs::read(book.path("editions/rounds/R8-1/sangyo.imported.json")).expect("a log");
        if kept != log {
            fail("a second line of the log".to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_workbook_of_the_round_is_a_sentence() {
    let book = book();
    let before = files(&book.root());
    let sound = &sent()[WORKBOOK];
    let mut other = Office::default();
    other.sheets.push(office().sheets[0].clone());
    other.sheets[0].cells = [((0, 0), text("事業名"))].into();
    let tagged = |tag: &str| {
        let mut office = office();
        for sheet in &mut office.sheets {
            let corner = sheet.corner();
            let words = sheet.words(corner).to_owned();
            let key = words.split('/').nth(1).expect("a key");
            sheet.cells.insert(corner, text(&tag.replace("KEY", key)));
        }
        office.save()
    };
    let bomb = {
        use std::io::Write as _;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
            .expect("a part");
        for _ in 0..160 {
            zip.write_all(&vec![b' '; 1 << 20]).expect("written");
        }
        zip.finish().expect("a zip").into_inner()
    };
    assert!(bomb.len() < 1 << 20);
    let far = {
        // A sheet that spans every place a sheet can have.
        let mut office = other.clone();
        office.sheets[0].cells.insert((1_048_575, 700), text("遠く"));
        office.save()
    };
    let all: Vec<(&str, Vec<u8>, &str)> = vec![
        ("空のファイル", Vec::new(), "PB0551"),
        ("文のファイル", "これはCSVです,1,2\n".into(), "PB0551"),
        ("途中で切れたもの", sound[..sound.len() / 2].to_vec(), "PB0551"),
        ("終わりの欠けたもの", sound[..sound.len() - 30].to_vec(), "PB0551"),
        (
            "パスワードつき",
            [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat(),
            "PB0551",
        ),
        ("爆弾", bomb, "PB0551"),
        ("PDF", b"%PDF-1.7\n".to_vec(), "PB0551"),
        ("別のワークブック", other.save(), "PB0552"),
        ("遠くのセル", far, "PB0552"),
        ("前の版の照会", tagged("planbook/KEY/R7-1/sangyo/0123456789abcdef"), "PB0552"),
        ("控えのない回", tagged("planbook/KEY/R8-9/sangyo/0123456789abcdef"), "PB0552"),
        ("控えの違うもの", tagged("planbook/KEY/R8-1/sangyo/0123456789abcdef"), "PB0552"),
        (
            "フォルダーの外を指すもの",
            tagged("planbook/KEY/R8-1/..%2f../0123456789abcdef"),
            "PB0552",
        ),
    ];
    for (what, bytes, code) in all {
        let (import, codes, messages) = import_bytes(&book, &bytes, true);
        assert_eq!(codes, [code], "{what}: {messages:?}");
        assert_eq!(import.counts.read(), 0, "{what}");
    }
    assert_eq!(files(&book.root()), before);
    let run = book.run(&["import", "ないもの.xlsx"]).fails(1, "PB0551");
    assert!(run.err.contains("ないもの.xlsx"), "{}", run.err);
    // Excel leaves a lock beside a workbook that is open.
    book.write("照会/~$R8-1_産業課.xlsx", "lock");
    let (import, codes, _) = imported(&book, &[book.path("照会")], false);
    assert_eq!((codes, import.workbooks.len()), (vec!["PB0551".to_owned()], 3));
}

#[test]
fn nothing_is_deleted_unless_it_is_asked_for() {
    let book = book();
    let mut office = office();
    office.clear("projects", SURVEY, "budget:R8");
    office.clear("indicators", "1-2-a", "note");
    let sheet = office.sheet("projects");
    let row = sheet.row(COOLING);
    sheet.delete_row(row);
    let before = content(&book);
    let (import, codes, _) = import_bytes(&book, &office.save(), false);
    assert_eq!((codes.len(), import.counts.reported, &content(&book)), (3, 2, &before));
    let (import, codes, _) = import_bytes(&book, &office.save(), true);
    assert_eq!((import.counts.applied, codes.len()), (2, 0), "{codes:?}");
    let yaml = book.read(POLICY);
    assert!(yaml.contains("budget: { R7: 2100000 }") && !yaml.contains(COOLING), "{yaml}");
    assert!(yaml.ends_with("    direction: 維持\n"), "{yaml}");
    assert!(!book.read("content/indicators.yaml").contains("減らさない"));
    // A policy needs a project.
    let sheet = office.sheet("projects");
    let row = sheet.row("加工品づくりの相談会");
    sheet.delete_row(row);
    let before = content(&book);
    let (_, codes, _) = import_bytes(&book, &office.save(), true);
    assert_eq!((codes, content(&book)), (vec!["PB0560".to_owned()], before));
}

#[test]
fn what_changed_meanwhile_is_shown_with_both() {
    let book = book();
    // The planner has mended the budget, and the clerk answers something else.
    book.edit_first(POLICY, "R8: 2100000 }", "R8: 2200000 }");
    let before = content(&book);
    let mut office = office();
    office.set("projects", SURVEY, "budget:R8", OfficeCell::Number(2_300_000.0));
    let (import, codes, messages) = import_bytes(&book, &office.save(), false);
    assert_eq!((codes, import.counts.reported), (vec!["PB0554".to_owned()], 1));
    for value in ["2100000", "2200000", "2300000"] {
        assert!(messages[0].contains(value), "{messages:?}");
    }
    assert_eq!(content(&book), before);
    // What both say is no conflict.
    office.set("projects", SURVEY, "budget:R8", OfficeCell::Number(2_200_000.0));
    let (import, codes, _) = import_bytes(&book, &office.save(), false);
    assert_eq!((codes.len(), import.counts.reported, import.counts.applied), (0, 0, 0));
    // The place of the cell and of the source, for people and for programs.
    office.set("projects", SURVEY, "budget:R8", OfficeCell::Number(2_300_000.0));
    let path = book.beside("返送.xlsx");
    fs::write(&path, office.save()).expect("written");
    let path = path.to_str().expect("UTF-8");
    let run = book.run(&["import", path, "--dry-run"]).fails(1, "返送.xlsx 事業!");
    assert!(
        run.err.contains(POLICY) && run.out.contains("まだ書き換えていません"),
        "{}",
        run.said()
    );
    let run = book.run(&["import", path, "--dry-run", "--format", "json"]);
    let found: Value = serde_json::from_str(run.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(words(&found["cell"]["workbook"]), "返送.xlsx");
    assert_eq!(words(&found["cell"]["sheet"]), "事業");
    let run = book.run(&["--lang", "en", "import", path, "--dry-run"]).fails(1, "the source says");
    assert!(run.out.contains("nothing was changed"), "{}", run.said());
}

#[test]
fn two_workbooks_with_different_answers_are_a_conflict() {
    let book = book();
    let before = content(&book);
    let mut one = office();
    settle(&mut one, OfficeCell::Number(100.0));
    let mut other = office();
    settle(&mut other, OfficeCell::Number(200.0));
    other.set("projects", SURVEY, "results:R7", text("調査13回"));
    let paths = [book.beside("一.xlsx"), book.beside("二.xlsx")];
    fs::write(&paths[0], one.save()).expect("written");
    fs::write(&paths[1], other.save()).expect("written");
    let (import, codes, messages) = imported(&book, &paths, false);
    assert_eq!(codes, ["PB0554", "PB0554"], "{messages:?}");
    assert!(messages[0].contains("100") && messages[0].contains("200"), "{messages:?}");
    assert_eq!((import.counts.applied, import.counts.reported), (1, 2));
    assert!(book.read(POLICY).contains("R7: 調査13回") && !book.read(POLICY).contains("R7: 100"));
    // The same answer twice is one.
    for (name, bytes) in &before {
        book.write(name, bytes);
    }
    fs::write(&paths[0], other.save()).expect("written");
    let (import, codes, _) = imported(&book, &paths, false);
    assert_eq!((import.counts.applied, codes.len()), (2, 0));
}

#[test]
fn comments_and_layout_of_the_sources_stay() {
    let book = book();
    let old = book.read(POLICY);
    let old = old
        .replace("    direction: 維持\n", "    # 方向性の注\n    direction:   維持   # ここも\n");
    let old = old.replace('\n', "\r\n");
    book.write(POLICY, format!("\u{feff}{old}"));
    let prose = book.read(PROSE).replace('\n', "\r\n");
    book.write(PROSE, &prose);
    let mut office = office();
    settle(&mut office, OfficeCell::Number(2_050_000.0));
    office.set("projects", SURVEY, "direction", text("拡大"));
    let sheet = office.sheet("texts");
    let at = (sheet.row("これから"), sheet.column("text"));
    sheet.cells.insert(at, text("一段落。\n\n二段落。"));
    let (import, codes, messages) = import_bytes(&book, &office.save(), false);
    assert_eq!((import.counts.applied, codes.len()), (3, 0), "{messages:?}");
    let expected = old
        .replace("R6: 1904500 }", "R6: 1904500, R7: 2050000 }")
        .replace("direction:   維持   # ここも", "direction:   拡大   # ここも");
    assert_eq!(book.read(POLICY), format!("\u{feff}{expected}"));
    let last = prose.find("冷却設備は").expect("the text");
    let expected = format!("{}一段落。\r\n\r\n二段落。\r\n", &prose[..last]);
    assert_eq!(book.read(PROSE), expected);
}

#[test]
fn status_and_report_say_what_came_and_what_is_written() {
    let book = book();
    let status = |arguments: &[&str]| book.run(&[&["status"], arguments].concat()).succeeds().out;
    let sections = |json: &str| -> Value { serde_json::from_str(json).expect("JSON") };
    let of_section = |status: &Value| {
        let mut all = each(&status["sections"]);
        all.find(|status| status["section"] == SECTION).expect("the section").clone()
    };
    let before = of_section(&sections(&status(&["--format", "json"])));
    assert_eq!((words(&before["round"]), &before["last_import"]), ("R8-1", &Value::Null));
    let mut office = office();
    settle(&mut office, OfficeCell::Number(2_050_000.0));
    office.set("projects", SURVEY, "direction", text("継続する"));
    let path = book.beside("返送.xlsx");
    fs::write(&path, office.save()).expect("written");
    let (path, list) = (path.to_str().expect("UTF-8"), book.beside("差分.xlsx"));
    let list_path = list.to_str().expect("UTF-8");
    let run = book.run(&["import", path, "--dry-run", "--report", list_path]);
    assert_eq!(run.code, 1, "{}", run.said());
    assert!(
        run.out.contains("ホタテ稚貝の生育調査の令和7年度の決算額：（空欄） → 2050000"),
        "{}",
        run.out
    );
    let said = |office: &Office, sheet: usize, words: &str| {
        office.sheets[sheet].cells.values().any(|cell| match cell {
            OfficeCell::Text(text) => text.contains(words),
            OfficeCell::Number(number) => number.to_string() == words,
            _ => false,
        })
    };
    let lists = Office::open(&fs::read(&list).expect("a workbook"));
    assert!(said(&lists, 0, "2050000") && said(&lists, 0, "令和7年度の決算額"));
    assert!(said(&lists, 1, "「継続する」は一覧にありません") && said(&lists, 1, "PB0553"));
    // It may have notes by now.
    book.run(&["import", path, "--report", list_path]).fails(2, "もうあります");
    book.run(&["import", path]).fails(1, "PB0553");
    let after = of_section(&sections(&status(&["--format", "json"])));
    assert_eq!(words(&after["last_import"]["file"]), "返送.xlsx");
    assert_eq!(
        (&after["last_import"]["applied"], &after["last_import"]["refused"]),
        (&Value::from(1), &Value::from(1))
    );
    let day = words(&after["last_import"]["day"]).to_owned();
    let table = status(&[]);
    let line = table.lines().find(|line| line.ends_with(SECTION)).expect("the section");
    assert!(line.contains("R8-1") && line.contains(&day), "{table}");
    let html = status(&["--format", "html"]);
    assert!(html.starts_with("<!doctype html>") && !html.contains("<script"), "{html}");
    for words in [SECTION, "R8-1", &day, "令和7年度の事業実績"] {
        assert!(html.contains(words), "{words}\n{html}");
    }
    let run = book.command(&["status", "--format", "xlsx"]).output().expect("it runs");
    let workbook = Office::open(&run.stdout);
    assert!(said(&workbook, 0, SECTION) && said(&workbook, 0, "返送.xlsx"));
    // Each missing value is a row.
    let missing = each(&sections(&status(&["--format", "json"]))["sections"])
        .map(|section| each(&section["missing"]).count())
        .sum::<usize>();
    let rows = workbook.sheets[1].cells.keys().map(|at| at.0).max().expect("rows") as usize;
    assert!(missing > 5 && rows >= missing, "{missing} {rows}");
}

#[test]
fn libreoffice_saves_what_was_written() {
    let mut office = office();
    settle(&mut office, OfficeCell::Number(2_050_000.0));
    office.set("projects", SURVEY, "results:R7", text("調査13回、\"速報\"の登録60人"));
    office.set("projects", SURVEY, "budget:R9", text("未定"));
    office.set("policies", "育てる漁業の後押し", "rating:R7", text("A"));
    office.set("indicators", "1-1-a", "value:R7", OfficeCell::Number(2_035.5));
    let sheet = office.sheet("texts");
    let at = (sheet.row("目的"), sheet.column("text"));
    sheet.cells.insert(at, text("一段落。\n\n- 一\n- 二"));
    let (one, other) = (book(), book());
    let path = one.beside("返送.xlsx");
    fs::write(&path, office.save()).expect("written");
    let folder = other.beside("office");
    let profile = format!("-env:UserInstallation=file://{}", other.beside("profile").display());
    let saved = std::process::Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&folder)
        .arg(&path)
        .output();
    if saved.is_err() {
        eprintln!("no LibreOffice here: `make test-elsewhere` installs it");
        return;
    }
    let saved = fs::read(folder.join("返送.xlsx")).expect("LibreOffice saved it");
    assert_ne!(saved, fs::read(&path).expect("a workbook"), "it has a writer of its own");
    let (written, codes, messages) = imported(&one, &[path], false);
    assert_eq!((written.counts.applied, codes.len()), (6, 0), "{messages:?}");
    let (again, codes, messages) = import_bytes(&other, &saved, false);
    assert_eq!((again.counts, codes.len()), (written.counts, 0), "{messages:?}");
    assert_eq!(content(&other), content(&one));
    // The form as it was sent, too.
    fs::write(other.beside("送付.xlsx"), &sent()[WORKBOOK]).expect("written");
    std::process::Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&folder)
        .arg(other.beside("送付.xlsx"))
        .output()
        .expect("it runs");
    let third = book();
    let before = content(&third);
    let saved = fs::read(folder.join("送付.xlsx")).expect("LibreOffice saved it");
    let (untouched, codes, messages) = import_bytes(&third, &saved, true);
    assert_eq!((untouched.counts.read(), codes.len()), (untouched.counts.equal, 0), "{messages:?}");
    assert_eq!(content(&third), before);
}

/// An edit that a clerk may make, at random.
fn random_edit(office: &mut Office, random: &mut Random) {
    let at = random.below(office.sheets.len());
    let sheet = &mut office.sheets[at];
    let rows = sheet.cells.keys().map(|at| at.0).max().unwrap_or(0);
    let columns = sheet.cells.keys().map(|at| at.1).max().unwrap_or(0);
    let row = random.below(rows as usize + 3) as u32;
    let column = random.below(columns as usize + 3) as u32;
    let texts = [
        "未定",
        "－",
        "１２，３００",
        "△5",
        "12千円",
        "=1+1",
        "調査13回",
        "拡大",
        "新規",
        "1-1-02",
        "\u{200b}",
        "  ",
        "## 見出し",
        "[^1]",
        "一\n二",
        "~",
        "\"'{}[]#:,",
        "🐟",
        "0",
        "R9",
        "産業課",
    ];
    match random.below(14) {
        0..=5 => {
            sheet.cells.insert((row, column), text(random.one_of(&texts)));
        }
        6 | 7 => {
            let number = random.below(9_000_000) as f64 / if random.once_in(4) { 7.0 } else { 1.0 };
            sheet.cells.insert((row, column), OfficeCell::Number(number));
        }
        8 => drop(sheet.cells.remove(&(row, column))),
        9 => sheet.insert_row(row),
        10 => sheet.delete_row(row),
        11 => sheet.copy_row(row, random.below(rows as usize + 3) as u32),
        12 => {
            let odd = [
                OfficeCell::Date(45_000.0),
                OfficeCell::Percent(0.5),
                OfficeCell::Truth(false),
                OfficeCell::Error("#N/A"),
                OfficeCell::Formula("A1", None),
                OfficeCell::Struck("前", "後".into()),
                OfficeCell::StruckFont("前".into()),
            ];
            sheet.cells.insert((row, column), odd[random.below(odd.len())].clone());
        }
        _ => {
            let other = random.below(columns as usize + 1) as u32;
            sheet.moved(|(r, c)| {
                Some((
                    r,
                    if c == column {
                        other
                    } else if c == other {
                        column
                    } else {
                        c
                    },
                ))
            });
        }
    }
}

#[test]
fn of_random_edits_nothing_is_lost() {
    let runs = from_environment("PLANBOOK_ROUNDS").unwrap_or(50);
    let seed = from_environment("PLANBOOK_ROUNDS_SEED").unwrap_or(1);
    let mut applied = 0;
    for run in seed..seed + runs {
        let mut random = Random::new(run);
        let mut office = office();
        for _ in 0..=random.below(12) {
            random_edit(&mut office, &mut random);
        }
        let book = book();
        let before = content(&book);
        let deletions = random.once_in(4);
        let (import, codes, messages) = import_bytes(&book, &office.save(), deletions);
        if codes.iter().any(|code| code == "PB0552" || code == "PB0551") {
            // All keys were lost.
            assert_eq!((import.counts.read(), &content(&book)), (0, &before), "seed {run}");
            continue;
        }
        let counts = import.counts;
        assert_eq!(counts.read(), cells_to_read(&office), "seed {run}: {counts:?} {messages:?}");
        if counts.applied == 0 && !deletions {
            assert_eq!(content(&book), before, "seed {run}");
        }
        let found = !messages.is_empty();
        assert!(found || counts.reported + counts.refused == 0, "seed {run}: {counts:?}");
        applied += counts.applied;
        let after = content(&book);
        let (again, ..) = import_bytes(&book, &office.save(), deletions);
        assert_eq!(again.counts.applied, 0, "seed {run}: {:?} {messages:?}", again.counts);
        assert_eq!(content(&book), after, "seed {run}: imported twice");
        assert!(Path::new(&book.path("content/plan.yaml")).exists());
    }
    assert!(applied > 0, "no edit was taken");
}

#[test]
fn what_was_sent_and_not_touched_changes_no_byte() {
    let book = book();
    let before = content(&book);
    let (import, codes, _) = imported(&book, &[book.path("照会")], true);
    assert_eq!((codes.len(), import.workbooks.len()), (0, 3));
    assert_eq!(import.counts.read(), import.counts.equal);
    assert_eq!(content(&book), before);
    assert!(import.workbooks.iter().any(|read| {
        read.from.as_ref().is_some_and(|(section, round)| section == SECTION && round == "R8-1")
    }));
}

//! `planbook export` writes a workbook for each section, and a record of what is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, SheetVisible, Xlsx};
use serde_json::Value;

use super::freeze::town;
use crate::support::{Book, Files, each, files, words};

/// The town's book, rolled to R8.
fn collecting() -> Book {
    let book = town();
    book.run(&["roll"]).succeeds();
    book
}

/// The cells of a sheet, by row and column.
type Cells = BTreeMap<(u32, u32), Data>;

/// The sheets of a workbook by name.
fn sheets(bytes: &[u8]) -> Vec<(String, Cells)> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = workbook.sheet_names();
    let cells = |range: calamine::Range<Data>| {
        let (top, left) = range.start().unwrap_or_default();
        let used = range.used_cells();
        used.map(|(r, c, v)| ((top + r as u32, left + c as u32), v.clone())).collect()
    };
    names
        .into_iter()
        .map(|name| {
            let range = workbook.worksheet_range(&name).expect("a sheet");
            (name, cells(range))
        })
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
    text
}

/// The files besides the workbooks and their records.
fn others(book: &Book) -> Files {
    let all = files(&book.root()).into_iter();
    all.filter(|(name, _)| !name.starts_with("照会/") && !name.starts_with("editions/rounds/"))
        .collect()
}

#[test]
fn every_fact_of_a_section_is_asked_for_in_one_workbook() {
    let book = collecting();
    let before = others(&book);
    let run = book.run(&["export"]).succeeds();
    assert!(run.out.contains("3課分") && run.out.contains("企画財政課"), "{}", run.out);
    assert_eq!(others(&book), before, "nothing else changes");
    let workbooks = book.files("照会");
    let names: Vec<_> = workbooks.keys().map(String::as_str).collect();
    assert_eq!(names, ["照会/R8-1_学務課.xlsx", "照会/R8-1_建設課.xlsx", "照会/R8-1_産業課.xlsx"]);
    let mut keys = Vec::new();
    for (name, bytes) in &workbooks {
        for (sheet, cells) in sheets(bytes) {
            let text = |at: (u32, u32)| cells.get(&at).map(ToString::to_string).unwrap_or_default();
            let tag = text((0, 0));
            assert!(
                tag.starts_with("planbook/") && tag.contains("/R8-1/"),
                "{name} {sheet}: {tag}"
            );
            let rows = cells.keys().filter(|(row, column)| *row > 0 && *column == 0);
            let rows = rows.map(|at| text(*at));
            keys.extend(rows.filter(|key| !key.starts_with(['#', '!']) && !key.contains("new-")));
        }
    }
    // Each policy's rating and its texts, each project, each indicator: once.
    let json = book.run(&["view"]).succeeds().out;
    let view: Value = serde_json::from_str(&json).expect("JSON");
    let policies: Vec<_> = book.sources().into_iter().filter(|n| n.contains("policies/")).collect();
    let ids: Vec<String> = policies
        .iter()
        .filter(|name| name.ends_with(".yaml"))
        .flat_map(|name| {
            let text = book.read(name);
            let id = |line: &str| {
                line.trim_start().trim_start_matches("- ").strip_prefix("id: ").map(str::to_owned)
            };
            text.lines().filter_map(id).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(ids.len(), 12);
    for id in &ids {
        assert_eq!(keys.iter().filter(|key| *key == id).count(), 1, "{id} in {keys:?}");
    }
    let indicators: Vec<_> = each(&view["goals"])
        .flat_map(|goal| each(&goal["nodes"]))
        .flat_map(|plan| each(&plan["indicators"]))
        .map(|indicator| words(&indicator["id"]).to_owned())
        .collect();
    assert!(!indicators.is_empty());
    for id in &indicators {
        assert_eq!(keys.iter().filter(|key| *key == id).count(), 1, "{id}");
    }
    let distinct: BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len(), "no fact is asked of two sections");
    let texts = keys.iter().filter(|key| key.contains('/')).count();
    assert_eq!(texts + ids.len() + indicators.len(), keys.len());
}

#[test]
fn workbooks_are_protected_printable_and_plain() {
    let book = collecting();
    book.run(&["export", "--section", "産業課"]).succeeds();
    let bytes = book.bytes("照会/R8-1_産業課.xlsx");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).expect("a zip");
    let parts: Vec<_> = (0..zip.len())
        .map(|at| zip.by_index(at).expect("a part").name().expect("a name").into_owned())
        .collect();
    for banned in ["vba", "externalLink", "hyperlink", "activeX", "embeddings"] {
        assert!(parts.iter().all(|part| !part.contains(banned)), "{parts:?}");
    }
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let protection = sheet.split("<sheetProtection").nth(1).expect("protected");
    let protection = protection.split('>').next().expect("an end");
    assert!(protection.contains("sheet=\"1\"") && !protection.contains("password"), "{protection}");
    assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"));
    assert!(sheet.contains("paperSize=\"8\"") && sheet.contains("orientation=\"landscape\""));
    assert!(sheet.contains("<dataValidation ") && sheet.contains("選択肢"), "choices are a list");
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Titles"), "heads are repeated");
    let workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).expect("a workbook");
    let hidden = workbook.sheets_metadata().iter().filter(|s| s.visible != SheetVisible::Visible);
    assert_eq!(hidden.count(), 0);
    // When a column is filled in is told in words, not by colour alone.
    let (_, cells) = sheets(&bytes).into_iter().nth(1).expect("the projects");
    let marks: BTreeSet<_> = cells
        .iter()
        .filter(|((row, column), _)| *row == 2 && *column > 0)
        .map(|(_, mark)| mark.to_string())
        .collect();
    assert_eq!(marks.len(), 4, "{marks:?}");
}

#[test]
fn the_same_book_gives_the_same_bytes_and_nothing_is_written_over() {
    let book = collecting();
    book.run(&["export"]).succeeds();
    let (workbooks, records) = (book.files("照会"), book.files("editions/rounds"));
    assert_eq!(records.len(), 3);
    let run = book.run(&["export"]).succeeds();
    assert!(run.out.contains("うち 3課分は、前と同じ"), "{}", run.out);
    book.remove("照会");
    book.run(&["export"]).succeeds();
    assert_eq!(book.files("照会"), workbooks);
    assert_eq!(book.files("editions/rounds"), records);
    // A file with answers in it.
    book.write("照会/R8-1_学務課.xlsx", "答え");
    book.run(&["export"]).fails(1, "PB0550");
    assert_eq!(book.read("照会/R8-1_学務課.xlsx"), "答え");
    book.run(&["export", "-o", book.beside("別").to_str().expect("UTF-8")]).succeeds();
    // The book changed since the round was sent.
    book.edit_first("content/policies/1/1-1-01.yaml", "direction: 維持", "direction: 縮小");
    book.run(&["export", "--section", "産業課"]).fails(1, "--round 2");
    assert_eq!(book.files("editions/rounds"), records);
    book.run(&["export", "--round", "3"]).fails(1, "その回の前");
    book.run(&["export", "--round", "2", "--section", "産業課"]).succeeds();
    let second: Value =
        serde_json::from_str(&book.read("editions/rounds/R8-2/sangyo.json")).expect("JSON");
    assert_eq!((&second["round"], words(&second["edition"])), (&Value::from(2), "R8"));
}

#[test]
fn what_cannot_be_answered_is_not_sent() {
    let book = Book::init();
    book.run(&["export"]).fails(1, "planbook ids");
    book.run(&["export", "--section", "産業か"]).fails(2, "産業課");
    assert!(!book.path("照会").exists() && !book.path("editions").exists());
}

#[cfg(unix)]
#[test]
fn records_are_written_as_the_umask_says_and_through_no_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use crate::support::after;

    let book = collecting();
    after("umask 027", &book.command(&["export", "--section", "産業課"])).succeeds();
    let written = [&book.path("照会"), &book.path("editions/rounds/R8-1")];
    for entry in written.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder")) {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o640, "{entry:?}");
    }
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::fs::remove_dir_all(book.path("editions/rounds")).expect("removed");
    symlink(elsewhere.path(), book.path("editions/rounds")).expect("linked");
    book.run(&["export", "--section", "学務課"]).fails(1, "リンクなので、書き換えません");
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    assert!(!book.path("照会/R8-1_学務課.xlsx").exists());
}

/// The cells of `sheet` that may be written, by column key, in the row with the key `row`.
fn open_cells(bytes: &[u8], row: &str) -> BTreeSet<String> {
    let (_, cells) = sheets(bytes).into_iter().nth(1).expect("the projects");
    let keys: BTreeMap<u32, String> = cells
        .iter()
        .filter(|((row, _), _)| *row == 0)
        .map(|((_, at), key)| (*at, key.to_string()))
        .collect();
    let line = cells.iter().find(|((_, column), key)| *column == 0 && **key == *row);
    let line = line.expect("the row").0.0 + 1;
    let styles = part(bytes, "xl/styles.xml");
    let formats = styles.split_once("<cellXfs").expect("formats").1.split("</cellXfs>").next();
    let open: Vec<bool> = formats
        .expect("formats")
        .split("<xf ")
        .skip(1)
        .map(|format| format.contains("locked=\"0\""))
        .collect();
    let sheet = part(bytes, "xl/worksheets/sheet2.xml");
    let at = format!("<row r=\"{line}\"");
    let cells = sheet.split_once(&at).expect("the row").1.split("</row>").next().expect("its end");
    let cells = cells.split("<c r=\"").skip(1).filter_map(|cell| {
        let (place, rest) = cell.split_once('"')?;
        let style = rest.split_once("s=\"")?.1.split('"').next()?.parse::<usize>().ok()?;
        let letters = place.trim_end_matches(|c: char| c.is_ascii_digit());
        let column = letters.bytes().fold(0, |n, c| n * 26 + u32::from(c - b'A') + 1) - 1;
        open[style].then(|| keys[&column].clone())
    });
    cells.collect()
}

#[test]
fn a_project_that_begins_is_not_asked_about_the_year_before() {
    let book = collecting();
    book.edit_first(
        "content/plan.yaml",
        "\nsheet:",
        "
evaluations:
  - { id: first, name: 一次評価, of: [project], points: { from: 1, to: 5 }, required: true }
  - { id: half, name: 中間評価, of: [project], points: { from: 0, to: 2, decimals: 1 } }

sheet:",
    );
    let policy = "content/policies/1/1-1-01.yaml";
    let project = "projects:
  - name: 港の朝市
    section: 産業課
    description: 朝市を開きます。
    budget: { R8: 300000, R9: 300000 }
    funding: { R8: { 一般財源: 300000 }, R9: { 一般財源: 300000 } }
    direction: 新規
";
    book.edit_first(policy, "projects:\n", project);
    book.run(&["ids"]).succeeds();
    let text = book.read(policy);
    let uid = |name: &str| {
        let (before, _) = text.split_once(name).expect("the project");
        before.rsplit_once("id: ").expect("an id").1.lines().next().expect("a line").to_owned()
    };
    let (new, old) = (uid("港の朝市"), uid("ホタテ稚貝の生育調査"));
    book.run(&["export", "--section", "産業課"]).succeeds();
    let bytes = book.bytes("照会/R8-1_産業課.xlsx");
    let (of_new, of_old) = (open_cells(&bytes, &new), open_cells(&bytes, &old));
    let closed: Vec<_> = of_old.difference(&of_new).map(String::as_str).collect();
    let of_evaluated =
        ["evaluation:R7:first:result", "evaluation:R7:half:result", "results:R7", "settlement:R7"];
    assert_eq!(closed, of_evaluated);
    assert!(of_new.contains("budget:R8") && of_new.contains("direction"), "{of_new:?}");
    // Nor is it anywhere else.
    let check = book.run(&["check", "--format", "json"]).out;
    assert!(check.contains("ホタテ稚貝の生育調査") && !check.contains("港の朝市"), "{check}");
    let status = book.run(&["status", "--format", "csv"]).succeeds().out;
    assert!(status.contains("ホタテ稚貝の生育調査") && !status.contains("港の朝市"), "{status}");
    // Points have their limits.
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    for limits in [
        "type=\"whole\" errorStyle=\"warning\"",
        "type=\"decimal\" errorStyle=\"warning\"",
        "1から5までの整数です",
    ] {
        assert!(sheet.contains(limits), "{limits}");
    }
    assert!(sheet.contains("<formula1>1</formula1><formula2>5</formula2>"), "{sheet}");
}

//! Text that means harm, or that comes from another program's clipboard.

use std::io::Cursor;

use calamine::{Reader, Xlsx};

use super::support::{Published, book, content, pages, parts, read_json, read_xlsx, text};

const SHEET: &str = "content/policies/1/1-2-03.yaml";

/// The sample with one project whose texts are hostile.
fn published() -> Published {
    let mut files = content();
    let sheet = files.get_mut(SHEET).expect("a sheet");
    for (from, to) in [
        (
            "name: 地域子育て支援センター運営事業",
            r#"name: '=HYPERLINK("https://example.com","x")'"#,
        ),
        (
            "description: 七重浜、中央、本町の3か所で、親子の遊びの広場と保育士による育児相談を開きます。",
            r#"description: "\t@SUM(A1:A9)\r\n㈱ﾎｸﾄ①  120㎡\u202e""#,
        ),
        (
            r#"results: { R5: "利用延べ14,862人、相談1,038件" }"#,
            r#"results: { R5: "-2+3+cmd|' /C calc'!A0" }"#,
        ),
        ("name: ファミリー・サポート・センター事業", "name: ＝1＋1"),
    ] {
        assert!(sheet.contains(from), "{from}");
        *sheet = sheet.replacen(from, to, 1);
    }
    let book = book(files);
    Published::of(&book, &pages(&book))
}

#[test]
fn c12_hostile_text_comes_out_harmless() {
    let data = published();
    let of = |table: &str, at: usize| {
        let mut own = data.csv[table].iter().filter(|r| text(r, "policy_id") == "1-2-03");
        own.nth(at).cloned().expect("a row")
    };
    let first = of("projects", 0);
    let name = text(&first, "project_name");
    assert_eq!(name, r#"'=HYPERLINK("https://example.com","x")"#);
    let words = text(&first, "description");
    assert!(words.starts_with("'@SUM(A1:A9) "), "{words}");
    assert_eq!(text(&of("results", 0), "result"), "'-2+3+cmd|' /C calc'!A0");
    assert_eq!(text(&of("projects", 1), "project_name"), "'＝1＋1");
    for (table, rows) in &data.csv {
        for (column, cell) in rows.iter().flatten() {
            let formula = cell.starts_with(['=', '+', '@', '＝', '＋', '－', '＠', '\t', '\r'])
                || (cell.starts_with('-') && cell.parse::<f64>().is_err());
            assert!(!formula, "{table}.{column}: {cell}");
        }
    }
}

#[test]
fn c11_platform_dependent_characters_become_plain() {
    let data = published();
    let sheets = read_xlsx(data.bytes(data.workbook()));
    for projects in [&data.csv["projects"], &sheets["projects"]] {
        let mut rows = projects.iter().map(|row| text(row, "description"));
        assert!(rows.any(|words| words.ends_with("@SUM(A1:A9) (株)ホクト(1) 120m2")));
    }
}

#[test]
fn c12_in_the_workbook_it_is_a_text_and_stays_one() {
    let data = published();
    let bytes = data.bytes(data.workbook());
    let sheets = read_xlsx(bytes);
    let hostile = r#"=HYPERLINK("https://example.com","x")"#;
    let mut rows = sheets["projects"].iter();
    assert!(rows.any(|row| text(row, "project_name") == hostile));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{name}");
    }
    let parts = parts(bytes);
    assert!(parts["xl/styles.xml"].contains("quotePrefix=\"1\""));
    assert!(!parts.keys().any(|name| name.contains("hyperlink")));
}

#[test]
fn json_has_the_words_as_they_were_written() {
    let data = published();
    let tables = read_json(&data.json("data/plan.json"));
    let hostile = r#"=HYPERLINK("https://example.com","x")"#;
    let mut rows = tables["projects"].iter();
    assert!(rows.any(|row| text(row, "project_name") == hostile));
}

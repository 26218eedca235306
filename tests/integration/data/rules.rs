//! The rules for machine-readable administrative data, one test each.

use std::collections::{BTreeMap, BTreeSet};

use calamine::Data;

use super::sources;
use super::support::{
    Published, Row, Sheet, book, content, pages, parts, read_json, read_xlsx, sheets, table_of,
    text, whole,
};

/// Every CSV file with its table's name and its text without the BOM.
fn raw() -> Vec<(String, String)> {
    let data = Published::sample();
    let files = data.files.iter().filter(|(path, _)| path.ends_with(".csv"));
    let all: Vec<_> = files
        .map(|(path, file)| {
            let body = file.bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
            let text = String::from_utf8(body.to_vec()).expect("UTF-8");
            (table_of(path).to_owned(), text)
        })
        .collect();
    // The pages are of the print, and so in none of the other formats.
    assert_eq!(all.len(), read_json(&data.json("data/plan.json")).len() + 1);
    all
}

/// Calls `look` with every table, row and cell of the CSV files.
fn each_cell(mut look: impl FnMut(&str, &str, &str)) {
    for (table, rows) in &Published::sample().csv {
        for row in rows {
            for (column, cell) in row {
                look(table, column, cell);
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(fraction) && (whole == "0" || !whole.starts_with('0'))
}

#[test]
fn c1_one_table_a_file_header_first_then_data() {
    for (table, text) in raw() {
        let data = Published::sample();
        let mut lines = text.split_terminator("\r\n");
        let header = lines.next().expect("a header");
        assert_eq!(header, data.headers[&table].join(","), "{table}");
        assert!(!data.csv[&table].is_empty(), "{table} has data");
        for line in lines {
            let blank = line.split(',').all(|cell| cell.trim_matches('"').is_empty());
            assert!(!blank, "{table} has a blank row");
            assert_ne!(line, header, "{table} repeats its header");
        }
        let first = &data.headers[&table][4];
        for row in &data.csv[&table] {
            let title_or_note = row.iter().filter(|(_, cell)| !cell.is_empty()).count() < 6;
            assert!(!title_or_note, "{table}: {row:?} by {first}");
        }
    }
}

#[test]
fn c2_headers_are_unique_and_nothing_is_left_out_as_the_same() {
    for (table, header) in &Published::sample().headers {
        let unique: BTreeSet<_> = header.iter().collect();
        assert_eq!(unique.len(), header.len(), "{table}");
        assert!(header.iter().all(|name| !name.is_empty()), "{table}");
    }
    each_cell(|table, column, cell| {
        assert!(!["同上", "〃", "〻", "同左"].contains(&cell), "{table}.{column}");
    });
}

#[test]
fn c3_one_datum_a_cell_on_one_line_without_padding() {
    for (table, text) in raw() {
        let lines = text.split_terminator("\r\n").count();
        assert_eq!(lines, Published::sample().csv[&table].len() + 1, "{table}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{table}");
    }
    each_cell(|table, column, cell| {
        assert_eq!(cell.trim(), cell, "{table}.{column}");
        assert!(!cell.contains(['\t', '\r', '\n']), "{table}.{column}: {cell}");
        assert!(!cell.contains("  "), "{table}.{column}: {cell}");
    });
    // A policy of several sections is several rows, not one cell with several names.
    let data = Published::sample();
    let names: BTreeSet<_> = data.csv["sections"].iter().map(|r| text(r, "section_name")).collect();
    for row in &data.csv["policy_sections"] {
        assert!(names.contains(text(row, "section_name")), "{row:?}");
    }
}

#[test]
fn c4_numbers_are_bare() {
    let data = Published::sample();
    let mut negative = 0;
    for ((table, column), about) in data.dictionary() {
        if text(about, "type") == "string" {
            continue;
        }
        for row in &data.csv[table] {
            let cell = text(row, column);
            assert!(cell.is_empty() || is_number(cell), "{table}.{column}: {cell}");
            negative += u32::from(cell.starts_with('-'));
        }
    }
    assert!(negative > 10, "the sample has negative amounts");
    // In the workbook ▲ is the format of a number, never a part of it.
    let bytes = data.bytes(data.workbook());
    let styles = &parts(bytes)["xl/styles.xml"];
    assert!(styles.contains("#,##0;&quot;▲&quot;#,##0"), "{styles}");
    let dictionary = data.dictionary();
    for Sheet { table: name, columns, rows } in sheets(bytes) {
        for cells in rows {
            for (column, cell) in columns.iter().zip(&cells) {
                let about = dictionary[&(name.as_str(), column.as_str())];
                let number = text(about, "type") != "string";
                let right = match cell {
                    Data::Empty => true,
                    Data::Float(_) | Data::Int(_) => number,
                    Data::String(_) => !number,
                    _ => false,
                };
                assert!(right, "{name}.{column}: {cell:?}");
            }
        }
    }
}

#[test]
fn c5_missing_is_not_zero_and_its_meaning_is_told() {
    let data = Published::sample();
    let dictionary = data.dictionary();
    let mut empty = 0;
    each_cell(|table, column, cell| {
        if cell.is_empty() {
            empty += 1;
            let meaning = text(dictionary[&(table, column)], "empty_meaning");
            assert!(!meaning.is_empty(), "{table}.{column} is empty");
        }
        let symbols = ["-", "―", "－", "ー", "…", "***", "N/A", "null", "なし", "不明"];
        assert!(!symbols.contains(&cell), "{table}.{column}: {cell}");
    });
    assert!(empty > 100);
    let mut undecided = 0;
    let mut zero = 0;
    for (id, policy) in sources::policies() {
        for (number, project) in (1..).zip(&policy.projects) {
            for (year, amount) in &project.budget {
                let row = data.csv["budgets"].iter().find(|row| {
                    text(row, "policy_id") == id
                        && whole(row, "project_number") == Some(number)
                        && text(row, "kind") == "budget"
                        && whole(row, "year") == Some(sources::western(year).into())
                });
                let row = row.expect("a row");
                if amount.is_none() {
                    assert_eq!(text(row, "amount"), "", "{id}");
                    assert_eq!(text(row, "amount_status"), "undecided", "{id}");
                    undecided += 1;
                } else if *amount == Some(0) {
                    assert_eq!(text(row, "amount"), "0", "{id}");
                    zero += 1;
                }
            }
        }
    }
    assert!(undecided > 0 && zero > 0, "the sample has both");
}

#[test]
fn c6_units_have_their_own_column() {
    let data = Published::sample();
    for table in ["budgets", "totals", "indicators", "indicator_values"] {
        assert!(data.headers[table].contains(&"unit".to_owned()), "{table}");
    }
    for row in data.csv["budgets"].iter().chain(&data.csv["totals"]) {
        assert_eq!(text(row, "unit"), "千円");
    }
    assert_eq!(text(&data.csv["publication"][0], "yen_per_unit"), "1000");
    // What counts or measures has a unit; what numbers or dates has none.
    let bare = ["year", "number", "position", "_id", "key", "from", "to"];
    for ((table, column), about) in data.dictionary() {
        if text(about, "type") != "string" {
            let named = bare.iter().any(|name| column.ends_with(name));
            let unit = text(about, "unit");
            assert_eq!(unit.is_empty(), named, "{table}.{column}: {unit}");
            if unit == "unit 列のとおり" {
                assert!(data.headers[table].contains(&"unit".to_owned()), "{table}");
            }
        }
    }
}

#[test]
fn c7_years_are_western_beside_the_era_and_the_place_has_its_code() {
    let era = |label: &str| {
        let label = label.strip_suffix("年度").expect("年度");
        let (first, number) = label.split_at("令和".len());
        let number = if number == "元" { "1" } else { number };
        let number: i64 = number.parse().expect("a number");
        number + if first == "令和" { 2018 } else { 1988 }
    };
    let mut seen = 0;
    for (table, header) in &Published::sample().headers {
        for (at, column) in header.iter().enumerate() {
            if column != "year" {
                continue;
            }
            assert_eq!(header[at + 1], "year_label", "{table}");
            for row in &Published::sample().csv[table] {
                assert_eq!(whole(row, "year"), Some(era(text(row, "year_label"))));
                seen += 1;
            }
        }
        for row in &Published::sample().csv[table] {
            let code: Vec<u32> = text(row, "municipality_code")
                .chars()
                .map(|c| c.to_digit(10).expect("a digit"))
                .collect();
            assert_eq!(code.len(), 6);
            let sum: u32 = code[..5].iter().zip([6, 5, 4, 3, 2]).map(|(d, w)| d * w).sum();
            assert_eq!(code[5], (11 - sum % 11) % 10, "the check digit");
            assert_eq!(text(row, "municipality_name"), "北海道北斗市");
        }
    }
    assert!(seen > 1000);
}

#[test]
fn c8_codes_are_of_a_fixed_vocabulary_with_a_table() {
    let data = Published::sample();
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &data.csv["codes"] {
        assert!(!text(row, "label").is_empty());
        let set = codes.entry(text(row, "code_set")).or_default();
        set.insert(text(row, "code"));
    }
    let mut used = BTreeSet::new();
    for ((table, column), about) in data.dictionary() {
        let set = text(about, "code_set");
        if set.is_empty() {
            continue;
        }
        used.insert(set);
        for row in &data.csv[table] {
            let cell = text(row, column);
            assert!(cell.is_empty() || codes[set].contains(cell), "{table}.{column}: {cell}");
        }
    }
    assert_eq!(used, codes.keys().copied().collect(), "no set is idle");
    for set in ["rating", "direction", "progress"] {
        assert!(used.contains(set), "{set}");
    }
}

#[test]
fn c9_long_form_with_the_same_columns_in_every_edition() {
    let data = Published::sample();
    for (table, header) in &data.headers {
        for column in header {
            assert!(!column.contains(|c: char| c.is_ascii_digit()), "{table}.{column}");
        }
    }
    let mut files = content();
    let plan = files.get_mut("content/plan.yaml").expect("a plan");
    *plan = plan.replacen("year: R6 ", "year: R7 ", 1);
    *plan = plan.replacen("evaluated: R5 ", "evaluated: R6 ", 1);
    let book = book(files);
    let next = Published::of(&book, &pages(&book));
    assert_eq!(next.headers, data.headers);
    assert_eq!(text(&next.csv["policies"][0], "edition_year"), "2025");
    // The keys that the dictionary names tell all rows apart.
    for (table, rows) in &data.csv {
        let dictionary = data.dictionary();
        let key: Vec<&str> = data.headers[table]
            .iter()
            .map(String::as_str)
            .filter(|column| text(dictionary[&(table.as_str(), *column)], "key") == "1")
            .collect();
        let of = |row: &Row| key.iter().map(|c| text(row, c).to_owned()).collect::<Vec<_>>();
        let unique: BTreeSet<_> = rows.iter().map(of).collect();
        assert_eq!(unique.len(), rows.len(), "{table} by {key:?}");
    }
}

#[test]
fn c10_the_dictionary_defines_every_column_of_every_file() {
    let data = Published::sample();
    let mut described: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &data.csv["dictionary"] {
        let columns = described.entry(text(row, "table_name").to_owned()).or_default();
        let column = text(row, "column_name");
        columns.push(column.to_owned());
        assert_eq!(whole(row, "position"), Some(columns.len() as i64));
        let name = column.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(name, "{column}");
        for about in ["column_label", "definition", "source", "type", "since"] {
            assert!(!text(row, about).is_empty(), "{column} has no {about}");
        }
    }
    assert_eq!(described, data.headers);
    let tables = data.csv["tables"].iter();
    let files: BTreeSet<_> = tables.map(|row| text(row, "file").to_owned()).collect();
    let published = data.files.keys().filter(|path| path.ends_with(".csv"));
    assert_eq!(files, published.cloned().collect());
    let publication = &data.csv["publication"][0];
    assert!(text(publication, "csv_encoding").contains("UTF-8（BOM付き）"));
    for (table, text) in raw() {
        assert!(!text.contains('\u{FEFF}'), "{table} has one BOM");
        assert!(text.ends_with("\r\n"), "{table}");
    }
}

#[test]
fn c11_no_platform_dependent_characters_and_a_plain_workbook() {
    let dependent = |c: char| {
        matches!(c, '\u{2150}'..='\u{218B}' | '\u{2460}'..='\u{24FF}' | '\u{3200}'..='\u{33FF}'
            | '\u{FF61}'..='\u{FF9F}' | '\u{E000}'..='\u{F8FF}' | '\u{0}'..='\u{1F}')
    };
    each_cell(|table, column, cell| {
        assert!(!cell.contains(dependent), "{table}.{column}: {cell}");
    });
    let data = Published::sample();
    let bytes = data.bytes(data.workbook());
    for (name, rows) in read_xlsx(bytes) {
        for (column, cell) in rows.iter().flatten() {
            assert!(!cell.contains(dependent), "{name}.{column}: {cell}");
        }
    }
    let mut sheets = 0;
    for (name, part) in parts(bytes) {
        for object in ["drawing", "media", "chart", "comments", "vba", "externalLink"] {
            assert!(!name.contains(object), "{name}");
        }
        if !name.starts_with("xl/worksheets/") {
            continue;
        }
        sheets += 1;
        for mark in ["<mergeCell", "<f>", "<f ", "hidden=", "conditionalFormatting"] {
            assert!(!part.contains(mark), "{name} has {mark}");
        }
        assert!(part.contains(r#"ySplit="1""#), "{name}: the header stays in view");
        assert!(part.contains(r#"state="frozen""#), "{name}");
        assert!(part.contains("<autoFilter ref=\"A1:"), "{name}: its columns have filters");
    }
    assert_eq!(sheets, 22);
    assert!(!parts(bytes)["xl/styles.xml"].contains("patternType=\"solid\""));
}

#[test]
fn c12_no_cell_begins_a_formula() {
    // The sample has no hostile text; hostile.rs brings some.
    each_cell(|table, column, cell| {
        let formula = cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']);
        assert!(!formula || is_number(cell), "{table}.{column}: {cell}");
    });
}

#[test]
fn every_table_of_policies_projects_and_indicators_has_the_section_and_the_goal() {
    let data = Published::sample();
    let mut seen = 0;
    for (table, rows) in &data.csv {
        let Some(first) = rows.first() else { continue };
        // Page numbers are of any part, too.
        let is_of_one = ["policy_id", "indicator_id"].iter().any(|key| first.contains_key(*key));
        if !is_of_one {
            continue;
        }
        seen += 1;
        let goals: BTreeSet<_> = rows.iter().map(|row| text(row, "goal_id")).collect();
        let names: BTreeSet<_> = rows.iter().map(|row| text(row, "goal_name")).collect();
        assert!(goals.len() > 1 && goals.len() == names.len(), "{table}: {goals:?} {names:?}");
        let section =
            ["section_name", "lead_section"].into_iter().find(|key| first.contains_key(*key));
        let section = section.unwrap_or_else(|| panic!("{table} has no section"));
        assert!(rows.iter().any(|row| !text(row, section).is_empty()), "{table}");
    }
    assert!(seen >= 9, "{seen} tables");
}

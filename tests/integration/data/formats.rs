//! The formats agree with each other, with their schemas, and with themselves.

use std::collections::BTreeMap;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use planbook::reading::Reading;
use planbook::render::data::Dataset;
use serde_json::Value;

use super::support::{
    Published, book, content, everything, pages, parts, read_json, read_xlsx, without_pages,
};

/// The columns that every CSV file and every sheet begins with; JSON says them once.
const COMMON: [&str; 4] = ["municipality_code", "municipality_name", "edition_year", "status"];

/// Set in a process in which no file may grow past a few blocks, as on a disk that is full.
#[cfg(unix)]
const LIMITED: &str = "PLANBOOK_TEST_LIMITED";

/// The words of a cell on one line; numbers as numbers.
fn alike(a: &str, b: &str) -> bool {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = |text: &str| text.parse::<f64>().ok();
    line(a) == line(b) || (number(a).is_some() && number(a) == number(b))
}

#[test]
fn all_formats_say_the_same() {
    let data = Published::sample();
    let json = read_json(&data.json("data/plan.json"));
    let xlsx = read_xlsx(data.bytes(data.workbook()));
    let mut names: Vec<_> = data.csv.keys().filter(|name| *name != "pages").collect();
    names.sort();
    assert_eq!(names, json.keys().collect::<Vec<_>>());
    assert_eq!(names, xlsx.keys().collect::<Vec<_>>());
    for name in names {
        let rows = &data.csv[name];
        assert_eq!(rows.len(), json[name].len(), "{name}");
        assert_eq!(rows.len(), xlsx[name].len(), "{name}");
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.len(), xlsx[name][at].len(), "{name}");
            for (column, cell) in row {
                let sheet = &xlsx[name][at][column];
                assert!(alike(cell, sheet), "{name} {column}: {cell} {sheet}");
                match json[name][at].get(column) {
                    Some(field) => assert!(alike(cell, field), "{name}: {cell} {field}"),
                    None => assert!(COMMON.contains(&column.as_str()), "{name} {column}"),
                }
            }
        }
    }
}

/// What of JSON Schema the schemas use.
pub fn validate(value: &Value, schema: &Value, path: &str) {
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let fits = |name: &&str| match *name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        other => panic!("{other}"),
    };
    assert!(types.iter().any(fits), "{path}: {value} is not {types:?}");
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{path}: {value} is not one of {words:?}");
    }
    if let Some(fields) = value.as_object() {
        let known = schema["properties"].as_object().expect("properties");
        for (name, field) in fields {
            let schema = known.get(name).unwrap_or_else(|| panic!("{path}: {name}"));
            validate(field, schema, &format!("{path}/{name}"));
        }
        for name in schema["required"].as_array().expect("a list") {
            let name = name.as_str().expect("a name");
            assert!(fields.contains_key(name), "{path}: no {name}");
        }
        assert_eq!(schema["additionalProperties"], false, "{path}");
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        validate(item, &schema["items"], &format!("{path}/{at}"));
    }
}

#[test]
fn json_fits_its_schema_and_every_field_is_described() {
    let data = Published::sample();
    let schema = data.json("data/plan.schema.json");
    validate(&data.json("data/plan.json"), &schema, "");
    let tables = schema["properties"]["tables"]["properties"].as_object();
    for (name, table) in tables.expect("tables") {
        let fields = table["items"]["properties"].as_object().expect("fields");
        for (field, about) in fields {
            let words = about["description"].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{name}.{field}");
        }
    }
    let schema = data.json("data/policy.schema.json");
    let paths = data.files.keys().filter(|path| path.starts_with("policies/"));
    for path in paths {
        validate(&data.json(path), &schema, path);
    }
}

#[test]
fn the_data_of_the_policies_together_are_those_of_the_plan() {
    let data = Published::sample();
    let plan = data.json("data/plan.json");
    let mut joined: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut count = 0;
    for row in plan["tables"]["policies"].as_array().expect("rows") {
        let id = row["policy_id"].as_str().expect("an id");
        let own = data.json(&format!("policies/{id}/data.json"));
        assert_eq!(own["policy"], *row);
        assert_eq!(own["publication"], plan["publication"]);
        for name in ["policy_sections", "ratings", "projects", "results", "budgets"] {
            let rows = own[name].as_array().expect("rows");
            joined.entry(name).or_default().extend(rows.iter().cloned());
        }
        let texts = own["texts"].as_array().expect("texts");
        assert_eq!(texts.len(), 4, "{id}");
        let totals = own["totals"].as_array().expect("totals");
        assert_eq!(totals.len(), 4, "{id}");
        for indicator in own["indicators"].as_array().expect("indicators") {
            assert_eq!(indicator["basic_plan_id"], row["basic_plan_id"]);
        }
        count += 1;
    }
    let files = data.files.keys().filter(|path| path.starts_with("policies/"));
    assert_eq!(count, files.count());
    for (name, rows) in joined {
        assert_eq!(Value::from(rows), plan["tables"][name], "{name}");
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let book = book(content());
    let again = Published::of(&book, &pages(&book));
    let first = Published::sample();
    assert_eq!(first.files.len(), again.files.len());
    for (path, file) in &first.files {
        assert!(*file == again.files[path], "{path}");
    }
    // Two builds in one second would hide a clock.
    let parts = parts(first.bytes(first.workbook()));
    let core = &parts["docProps/core.xml"];
    assert_eq!(core.matches("2024-09-30T").count(), 2, "{core}");
}

#[test]
fn a_header_says_what_its_column_is_and_the_list_leads_to_the_sheets() {
    let data = Published::sample();
    let parts = parts(data.bytes(data.workbook()));
    let sheets = || parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    for (name, sheet) in sheets() {
        let headers = sheet.split("</row>").next().expect("a row").matches("<c r=").count();
        assert_eq!(sheet.matches("<dataValidation ").count(), headers, "{name}");
        assert_eq!(sheet.matches(" prompt=").count(), headers, "{name}");
    }
    let all: String = sheets().map(|(_, sheet)| sheet.as_str()).collect();
    assert!(all.contains("promptTitle=\"better\""));
    assert!(all.contains("コード：more＝大きいほどよい、less＝小さいほどよい"));
    assert!(all.contains("空の欄：基準年度に測っていない"));
    let list = &parts["xl/worksheets/sheet1.xml"];
    assert_eq!(list.matches("<hyperlink ").count(), sheets().count());
    assert!(list.contains("location=\"'予算額・決算額'!A1\""));
}

#[test]
fn what_is_attached_to_the_pdf_depends_on_no_page() {
    let book = book(content());
    let data = Dataset::new(Reading::new(&book));
    let attached = without_pages(&data);
    let published = Published::sample();
    for file in &attached {
        assert!(*file == published.files[&file.path], "{}", file.path);
        assert_ne!(file.path, "data/pages.csv");
    }
    let without: Vec<_> = everything(&data, &[]).into_iter().map(|f| f.path).collect();
    assert!(!without.contains(&"data/pages.csv".to_owned()));
    assert_eq!(without.len() + 1, published.files.len());
}

#[test]
fn a_workbook_needs_a_folder_to_write_in() {
    let book = book(content());
    let error = Dataset::new(Reading::new(&book))
        .workbook(Path::new("no such folder"))
        .expect_err("not there");
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{error}");
}

#[cfg(unix)]
#[test]
fn a_workbook_that_the_disk_has_no_room_for_is_an_error() {
    if std::env::var_os(LIMITED).is_some() {
        let book = book(content());
        let error =
            Dataset::new(Reading::new(&book)).workbook(&std::env::temp_dir()).expect_err("no room");
        let words = error.to_string();
        assert!(words.starts_with("data/") && words.contains("File too large"), "{words}");
        return;
    }
    // The limit is that of a whole process, so this test runs itself in another.
    let run = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().expect("a program"))
        .arg("a_workbook_that_the_disk_has_no_room_for_is_an_error")
        .env(LIMITED, "yes")
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
}

//! Readers of what was published, which had no part in writing it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};

/// A number as it is printed, or nothing where it says that there is none.
#[track_caller]
pub fn printed(text: &str, negative: &str) -> Option<i128> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first == "―" {
        return None;
    }
    let (sign, digits) = first.strip_prefix(negative).map_or((1, first), |rest| (-1, rest));
    let number: i128 = digits.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?}"));
    Some(sign * number)
}

/// A table of a page: its class, and its rows of cells.
pub struct HtmlTable {
    pub class: String,
    pub rows: Vec<Vec<String>>,
}

/// Every table of a page, for eyes: without what only ears get.
pub fn html_tables(html: &str) -> Vec<HtmlTable> {
    let mut tables = Vec::new();
    for table in html.split("<table").skip(1) {
        let table = table.split("</table>").next().expect("a first part");
        let class = table.split_once("class=\"").and_then(|(_, rest)| rest.split('"').next());
        let rows = table.split("<tr").skip(1).map(|row| {
            let row = row.split_once('>').expect("its end").1;
            let row = row.split("</tr>").next().expect("a first part");
            let starts = row.match_indices("<t").filter(|(at, _)| {
                let rest = &row[at + 2..];
                rest.starts_with(['d', 'h']) && rest[1..].starts_with([' ', '>'])
            });
            let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
            let ends = starts.iter().skip(1).copied().chain([row.len()]);
            starts.iter().zip(ends).map(|(from, to)| words(&row[*from..to])).collect()
        });
        tables
            .push(HtmlTable { class: class.unwrap_or_default().to_owned(), rows: rows.collect() });
    }
    tables
}

/// The words of a piece of HTML, one space between them.
pub fn words(html: &str) -> String {
    let (mut text, mut rest, mut hidden) = (String::new(), html, 0);
    while let Some(at) = rest.find('<') {
        if hidden == 0 {
            text.push_str(&rest[..at]);
        }
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        match hidden {
            0 => hidden = i32::from(tag.starts_with("<span") && tag.contains("visually-hidden")),
            _ if tag.starts_with("<span") => hidden += 1,
            _ if tag.starts_with("</span") => hidden -= 1,
            _ => {}
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a PDF as poppler lays them out, each as its words.
pub fn lines(pdf: &Path) -> Vec<Vec<String>> {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output();
    let output = output.expect("poppler is installed");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// A row of a table of the open data: words, or bare numbers, by column.
pub type Row = BTreeMap<String, String>;

pub fn csv(file: &Path) -> Vec<Row> {
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// A table of `plan.json`, or of the data of a policy.
pub fn json(tables: &serde_json::Value, name: &str) -> Vec<Row> {
    let cell = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: &serde_json::Value| {
        let fields = row.as_object().expect("an object").iter();
        fields.map(|(name, value)| (name.clone(), cell(value))).collect()
    };
    tables[name].as_array().unwrap_or_else(|| panic!("no {name}")).iter().map(row).collect()
}

pub fn xlsx(file: &Path, name: &str) -> Vec<Row> {
    let mut book: Xlsx<_> = calamine::open_workbook(file).expect("a workbook");
    // The sheets have Japanese names; the list of tables and the dictionary have both.
    let listed = |book: &mut Xlsx<_>, sheet: &str, names: [&str; 3]| -> Vec<[String; 3]> {
        let range = book.worksheet_range(sheet).expect(sheet);
        let mut rows = range.rows();
        let head: Vec<_> = rows.next().expect("a header").iter().map(Data::to_string).collect();
        let at = names.map(|name| head.iter().position(|own| own == name).expect(name));
        rows.map(|row| at.map(|at| row[at].to_string())).collect()
    };
    let titles = listed(&mut book, "表の一覧", ["表の名前", "表の名称", "表の名称"]);
    let columns = listed(&mut book, "データ辞書", ["表の名前", "列の名称", "列の名前"]);
    let [_, title, _] = titles.iter().find(|[table, ..]| table == name).expect(name);
    let range = book.worksheet_range(title).expect("a sheet");
    let cell = |data: &Data| match data {
        Data::Empty => String::new(),
        Data::Float(n) => format!("{n}"),
        other => other.to_string(),
    };
    let mut rows = range.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>());
    let labels = rows.next().expect("a header");
    let named = |label: &String| {
        let mut found = columns.iter().filter(|[table, own, _]| table == name && own == label);
        found.next().expect(label)[2].clone()
    };
    let header: Vec<String> = labels.iter().map(named).collect();
    rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
}

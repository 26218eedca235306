//! The sample book's data, made once, and readers of every format that had no part in
//! writing them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx};
use planbook::diag::Sink;
use planbook::layout::{Destinations, PageMap, routes};
use planbook::model::Book;
use planbook::reading::Reading;
use planbook::render::data::{DataFile, DataView, Dataset, Volume};
use planbook::source::Sources;
use planbook::{parse, resolve};
use serde_json::Value;

use crate::support::{files, project};

/// The texts of the sample book's `content/`, by their paths.
pub fn content() -> BTreeMap<String, String> {
    texts(project())
}

/// The texts of the small book of `planbook init`.
pub fn small_content() -> BTreeMap<String, String> {
    texts(&project().join("src/cli/init/book"))
}

/// The texts of `content/` in `folder`. Pictures are none.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let files = files(&folder.join("content")).into_iter();
    let text = |(name, bytes)| Some((format!("content/{name}"), String::from_utf8(bytes).ok()?));
    files.filter_map(text).collect()
}

/// The book that `files` make.
pub fn book(files: BTreeMap<String, String>) -> Book {
    let mut sink = Sink::new();
    let draft = parse::parse(&Sources::from_memory(files), &mut sink);
    let book = resolve::resolve(draft, &mut sink);
    book.unwrap_or_else(|| panic!("{:#?}", sink.into_sorted()))
}

/// A cell as every format can give it: words, or a bare number.
pub type Row = BTreeMap<String, String>;
pub type Tables = BTreeMap<String, Vec<Row>>;

/// What depends on no page.
pub fn without_pages(data: &Dataset<'_>) -> Vec<DataFile> {
    let mut files = data.texts();
    files.push(data.workbook(&std::env::temp_dir()).expect("there is room"));
    files
}

/// What is published.
pub fn everything(data: &Dataset<'_>, volumes: &[Volume<'_>]) -> Vec<DataFile> {
    let mut files = data.publication(without_pages(data), volumes);
    let (add, made) = std::sync::mpsc::channel();
    data.each_policy_file(|file| add.send(file).map_err(drop)).expect("someone listens");
    drop(add);
    files.extend(made);
    files
}

/// Everything that is published of a book.
pub struct Published {
    pub files: BTreeMap<String, DataFile>,
    /// The tables as CSV has them, with their columns in order.
    pub csv: Tables,
    pub headers: BTreeMap<String, Vec<String>>,
    pub view: Value,
}

impl Published {
    /// The data of `book`, with the pages that `map` says.
    pub fn of(book: &Book, map: &PageMap) -> Self {
        let volume = Volume { name: "全体版", file: "pdf/book.pdf", pages: map };
        let data = Dataset::new(Reading::new(book));
        let files = everything(&data, &[volume]);
        let view = serde_json::to_value(DataView::new(&data, &files)).expect("plain data");
        let mut csv = Tables::new();
        let mut headers = BTreeMap::new();
        for file in files.iter().filter(|f| f.path.ends_with(".csv")) {
            let name = table_of(&file.path).to_owned();
            let (header, rows) = read_csv(&file.bytes);
            headers.insert(name.clone(), header);
            csv.insert(name, rows);
        }
        Self { files: files.into_iter().map(|f| (f.path.clone(), f)).collect(), csv, headers, view }
    }

    /// The sample book as it is.
    pub fn sample() -> &'static Self {
        static SAMPLE: OnceLock<Published> = OnceLock::new();
        SAMPLE.get_or_init(|| {
            let book = book(content());
            Published::of(&book, &pages(&book))
        })
    }

    #[track_caller]
    pub fn bytes(&self, path: &str) -> &[u8] {
        let file = self.files.get(path);
        &file.unwrap_or_else(|| panic!("{path} is not published")).bytes
    }

    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_slice(self.bytes(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// The path of the workbook.
    pub fn workbook(&self) -> &str {
        let mut paths = self.files.keys();
        paths.find(|path| path.ends_with(".xlsx")).expect("a workbook")
    }

    /// What the dictionary says of each column: by table and column.
    pub fn dictionary(&self) -> BTreeMap<(&str, &str), &Row> {
        let of = |row| (text(row, "table_name"), text(row, "column_name"));
        self.csv["dictionary"].iter().map(|row| (of(row), row)).collect()
    }
}

/// Pages as a typesetter could have made them: two front pages, each part on a page of its
/// own, each policy on two.
pub fn pages(book: &Book) -> PageMap {
    let mut found = Destinations::default();
    for (at, part) in book.plan.book.parts.iter().enumerate() {
        found.labels.insert(routes::part_label(&part.id), at);
    }
    let first = book.plan.book.parts.len() - 1;
    for (at, policy) in book.policies().enumerate() {
        let page = first + 2 * at;
        found.labels.insert(routes::policy_label(policy.id), page);
    }
    let total = first + 2 * book.policies().count();
    let printed = |page: usize| match page {
        0 => "i".to_owned(),
        1 => "ii".to_owned(),
        page => (page - 1).to_string(),
    };
    found.printed = (0..total).map(printed).collect();
    PageMap::new(book, &found).expect("every label is there")
}

/// The table that a CSV file holds.
pub fn table_of(path: &str) -> &str {
    let name = path.rsplit('/').next().expect("a name");
    name.strip_suffix(".csv").expect("a CSV file")
}

#[track_caller]
pub fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).unwrap_or_else(|| panic!("{row:?} has no {column}"))
}

/// A number, or nothing where the cell is empty.
#[track_caller]
pub fn number(row: &Row, column: &str) -> Option<f64> {
    let text = text(row, column);
    let parse = || text.parse().unwrap_or_else(|_| panic!("{column}: {text}"));
    (!text.is_empty()).then(parse)
}

/// A whole number, or nothing where the cell is empty.
#[track_caller]
pub fn whole(row: &Row, column: &str) -> Option<i64> {
    let text = text(row, column);
    let parse = || text.parse().unwrap_or_else(|_| panic!("{column}: {text}"));
    (!text.is_empty()).then(parse)
}

pub fn read_csv(bytes: &[u8]) -> (Vec<String>, Vec<Row>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let header: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| {
        let record = record.expect("as many cells as the header has");
        header.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    });
    let rows = rows.collect();
    (header, rows)
}

/// The tables of `plan.json`.
pub fn read_json(plan: &Value) -> Tables {
    let rows = |rows: &Value| {
        let rows = rows.as_array().expect("a list").iter();
        rows.map(row_of).collect()
    };
    let tables = plan["tables"].as_object().expect("tables");
    let mut tables: Tables = tables.iter().map(|(n, t)| (n.clone(), rows(t))).collect();
    tables.insert("publication".into(), vec![row_of(&plan["publication"])]);
    tables
}

fn row_of(value: &Value) -> Row {
    let fields = value.as_object().expect("an object");
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => panic!("{other}"),
    };
    fields.iter().map(|(name, v)| (name.clone(), cell(v))).collect()
}

/// A sheet of the workbook, with the names that the other formats use.
pub struct Sheet {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Data>>,
}

/// The sheets of the workbook. What their tables and columns are called elsewhere is in two of them.
pub fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets();
    // The columns `names` of a sheet, which are Japanese.
    let listed = |sheet: &str, names: [&str; 3]| -> Vec<[String; 3]> {
        let (_, range) = sheets.iter().find(|(name, _)| name == sheet).expect(sheet);
        let mut rows = range.rows();
        let head: Vec<_> = rows.next().expect("a header").iter().map(Data::to_string).collect();
        let at = names.map(|name| head.iter().position(|own| own == name).expect(name));
        rows.map(|row| at.map(|at| row[at].to_string())).collect()
    };
    let tables = listed("表の一覧", ["表の名称", "表の名前", "表の名前"]);
    let columns = listed("データ辞書", ["表の名前", "列の名称", "列の名前"]);
    assert_eq!(sheets[0].0, "表の一覧", "what there is comes first");
    let sheet = |(title, range): &(String, calamine::Range<Data>)| {
        let found = tables.iter().find(|[own, ..]| own == title);
        let [_, table, _] = found.unwrap_or_else(|| panic!("{title} is not in the list"));
        let mut rows = range.rows();
        let head = rows.next().expect("a header").iter().map(|label| {
            let label = label.to_string();
            let mut found = columns.iter().filter(|[of, own, _]| of == table && *own == label);
            let name = found.next().unwrap_or_else(|| panic!("{title}: {label}"))[2].clone();
            assert!(found.next().is_none(), "{title} has two columns {label}");
            name
        });
        let columns = head.collect();
        Sheet { table: table.clone(), columns, rows: rows.map(<[Data]>::to_vec).collect() }
    };
    sheets.iter().map(sheet).collect()
}

/// The rows of the sheets of the workbook.
pub fn read_xlsx(bytes: &[u8]) -> Tables {
    let mut tables = Tables::new();
    for sheet in sheets(bytes) {
        let cell = |data: &Data| match data {
            Data::Empty => String::new(),
            Data::String(text) => text.clone(),
            Data::Float(n) => n.to_string(),
            Data::Int(n) => n.to_string(),
            other => panic!("{}: {other:?}", sheet.table),
        };
        let rows = sheet.rows.iter().map(|row| row.iter().map(cell));
        let rows = rows.map(|row| sheet.columns.iter().cloned().zip(row).collect());
        tables.insert(sheet.table.clone(), rows.collect());
    }
    tables
}

/// The parts of a workbook, by name.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("UTF-8");
        let name = part.name().expect("a name").into_owned();
        parts.insert(name, text);
    }
    parts
}

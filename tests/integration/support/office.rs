//! An office program for tests: it opens a workbook, lets a test do what clerks do to it, and saves it
//! with a writer of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use calamine::{Data, Reader as _, Xlsx};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum OfficeCell {
    Text(String),
    Number(f64),
    /// A date, by the number of its day.
    Date(f64),
    /// A number that is shown as a percentage.
    Percent(f64),
    Truth(bool),
    Error(&'static str),
    /// A formula, and the value that it had when the file was saved.
    Formula(&'static str, Option<f64>),
    /// Text of which the first part is struck.
    Struck(&'static str, String),
    /// A cell whose font is struck.
    StruckFont(String),
    /// Text with furigana and a red run.
    Rich(String),
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct OfficeSheet {
    pub name: String,
    pub cells: BTreeMap<(u32, u32), OfficeCell>,
    pub comments: Vec<(String, String)>,
    /// Merged cells: `I6:I7`.
    pub merged: Vec<String>,
    pub hidden: bool,
}

/// A workbook that is open.
#[derive(Debug, Clone, Default)]
pub struct Office {
    pub sheets: Vec<OfficeSheet>,
}

pub fn text(words: &str) -> OfficeCell {
    OfficeCell::Text(words.to_owned())
}

impl Office {
    pub fn open(bytes: &[u8]) -> Self {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let mut office = Self::default();
        for name in workbook.sheet_names() {
            let range = workbook.worksheet_range(&name).expect("a sheet");
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().filter_map(|(row, column, value)| {
                let cell = match value {
                    Data::String(words) => OfficeCell::Text(words.clone()),
                    Data::Float(number) => OfficeCell::Number(*number),
                    Data::Int(number) => OfficeCell::Number(*number as f64),
                    Data::Empty => return None,
                    other => panic!("{other:?} was not written"),
                };
                Some(((top + row as u32, left + column as u32), cell))
            });
            let cells = cells.collect();
            office.sheets.push(OfficeSheet { name, cells, ..OfficeSheet::default() });
        }
        office
    }

    /// The sheet with the key `key`, by its position.
    pub fn at(&self, key: &str) -> usize {
        let is_it = |sheet: &OfficeSheet| {
            let tag = sheet.cells.values().find_map(|cell| match cell {
                OfficeCell::Text(words) if words.starts_with("planbook/") => Some(words),
                _ => None,
            });
            tag.is_some_and(|tag| tag.split('/').nth(1) == Some(key))
        };
        self.sheets.iter().position(is_it).unwrap_or_else(|| panic!("no sheet {key}"))
    }

    pub fn sheet(&mut self, key: &str) -> &mut OfficeSheet {
        let at = self.at(key);
        &mut self.sheets[at]
    }

    /// Writes into the cell of a row, by its key or a text in it, and of a column by its key.
    pub fn set(&mut self, sheet: &str, row: &str, column: &str, cell: OfficeCell) {
        let sheet = self.sheet(sheet);
        let at = (sheet.row(row), sheet.column(column));
        sheet.cells.insert(at, cell);
    }

    /// Empties a cell.
    pub fn clear(&mut self, sheet: &str, row: &str, column: &str) {
        let sheet = self.sheet(sheet);
        let at = (sheet.row(row), sheet.column(column));
        sheet.cells.remove(&at);
    }

    /// The types of the parts.
    fn types(&self) -> String {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let mut types = String::from(
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
        );
        let mut add = |name: &str, what: &str| {
            let _ = write!(
                types,
                "<Override PartName=\"/xl/{name}.xml\" ContentType=\"{kind}.{what}+xml\"/>"
            );
        };
        add("workbook", "sheet.main");
        add("styles", "styles");
        for (number, sheet) in (1..).zip(&self.sheets) {
            add(&format!("worksheets/sheet{number}"), "worksheet");
            if !sheet.comments.is_empty() {
                add(&format!("comments{number}"), "comments");
            }
        }
        types + "</Types>"
    }

    /// The workbook's bytes: no shared strings, styles of its own.
    pub fn save(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, content: &str| {
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(content.as_bytes()).expect("written");
        };
        part("_rels/.rels", &relations(&[("officeDocument", "xl/workbook.xml".to_owned())]));
        part("[Content_Types].xml", &self.types());
        part("xl/styles.xml", STYLES);
        let mut targets = vec![("styles", "styles.xml".to_owned())];
        let mut names = String::new();
        for (at, sheet) in self.sheets.iter().enumerate() {
            let (id, number) = (at + 2, at + 1);
            targets.push(("worksheet", format!("worksheets/sheet{number}.xml")));
            let state = if sheet.hidden { " state=\"hidden\"" } else { "" };
            let name = escaped(&sheet.name);
            let _ = write!(
                names,
                "<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"r{id}\"/>"
            );
            part(&format!("xl/worksheets/sheet{number}.xml"), &sheet.xml());
            if !sheet.comments.is_empty() {
                let target = format!("../comments{number}.xml");
                let name = format!("xl/worksheets/_rels/sheet{number}.xml.rels");
                part(&name, &relations(&[("comments", target)]));
                let mut all = String::new();
                for (at, words) in &sheet.comments {
                    let words = escaped(words);
                    let _ = write!(
                        all,
                        "<comment ref=\"{at}\" authorId=\"0\"><text><r><t>{words}</t></r></text></comment>"
                    );
                }
                let head = "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author/></authors>";
                part(
                    &format!("xl/comments{number}.xml"),
                    &format!("{head}<commentList>{all}</commentList></comments>"),
                );
            }
        }
        part("xl/_rels/workbook.xml.rels", &relations(&targets));
        let head = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">";
        part("xl/workbook.xml", &format!("{head}<sheets>{names}</sheets></workbook>"));
        zip.finish().expect("a zip").into_inner()
    }
}

impl OfficeSheet {
    /// The cells with more than blanks.
    pub fn filled(&self) -> impl Iterator<Item = (u32, u32)> {
        let blank =
            |cell: &OfficeCell| matches!(cell, OfficeCell::Text(words) if words.trim().is_empty());
        self.cells.iter().filter(move |(_, cell)| !blank(cell)).map(|(at, _)| *at)
    }

    /// The words of a cell.
    pub fn words(&self, at: (u32, u32)) -> &str {
        match self.cells.get(&at) {
            Some(OfficeCell::Text(words)) => words,
            _ => "",
        }
    }

    /// The row and the column of the keys.
    pub fn corner(&self) -> (u32, u32) {
        let mut all = self.cells.keys().copied();
        all.find(|at| self.words(*at).starts_with("planbook/")).expect("the keys")
    }

    /// The first row with `words` as its key or in another cell.
    pub fn row(&self, words: &str) -> u32 {
        let (_, left) = self.corner();
        let by_key = self.cells.keys().find(|at| at.1 == left && self.words(**at) == words);
        let found = by_key.or_else(|| self.cells.keys().find(|at| self.words(**at) == words));
        found.unwrap_or_else(|| panic!("no row {words} in {}", self.name)).0
    }

    pub fn column(&self, key: &str) -> u32 {
        let (top, _) = self.corner();
        let found = self.cells.keys().find(|at| at.0 == top && self.words(**at) == key);
        found.unwrap_or_else(|| panic!("no column {key} in {}", self.name)).1
    }

    /// Moves every cell at or below `row` down by one.
    pub fn insert_row(&mut self, row: u32) {
        self.moved(|(r, c)| Some(if r >= row { (r + 1, c) } else { (r, c) }));
    }

    pub fn delete_row(&mut self, row: u32) {
        self.moved(|(r, c)| match r.cmp(&row) {
            std::cmp::Ordering::Less => Some((r, c)),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some((r - 1, c)),
        });
    }

    pub fn copy_row(&mut self, from: u32, to: u32) {
        let row: Vec<_> = self.cells.range((from, 0)..=(from, u32::MAX)).collect();
        let row: Vec<_> = row.into_iter().map(|(at, cell)| ((to, at.1), cell.clone())).collect();
        self.cells.extend(row);
    }

    /// Puts every cell where `place` says; cells without a place are gone.
    pub fn moved(&mut self, place: impl Fn((u32, u32)) -> Option<(u32, u32)>) {
        let cells = std::mem::take(&mut self.cells).into_iter();
        self.cells = cells.filter_map(|(at, cell)| Some((place(at)?, cell))).collect();
    }

    fn xml(&self) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
        );
        let mut open = None;
        for ((row, column), cell) in &self.cells {
            if open != Some(*row) {
                if open.is_some() {
                    xml.push_str("</row>");
                }
                let _ = write!(xml, "<row r=\"{}\">", row + 1);
                open = Some(*row);
            }
            let _ = write!(xml, "<c r=\"{}\"{}</c>", reference(*row, *column), cell.xml());
        }
        if open.is_some() {
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData>");
        if !self.merged.is_empty() {
            let cells = self.merged.iter().map(|at| format!("<mergeCell ref=\"{at}\"/>"));
            let _ = write!(xml, "<mergeCells>{}</mergeCells>", cells.collect::<String>());
        }
        xml.push_str("</worksheet>");
        xml
    }
}

impl OfficeCell {
    /// The attributes and content of the cell's element.
    fn xml(&self) -> String {
        let inline =
            |style: u8, runs: &str| format!(" s=\"{style}\" t=\"inlineStr\"><is>{runs}</is>");
        let plain = |words: &str| format!("<t xml:space=\"preserve\">{}</t>", escaped(words));
        match self {
            Self::Text(words) => inline(1, &plain(words)),
            Self::Number(number) => format!("><v>{number}</v>"),
            Self::Date(day) => format!(" s=\"2\"><v>{day}</v>"),
            Self::Percent(number) => format!(" s=\"3\"><v>{number}</v>"),
            Self::Truth(truth) => format!(" t=\"b\"><v>{}</v>", u8::from(*truth)),
            Self::Error(error) => format!(" t=\"e\"><v>{error}</v>"),
            Self::Formula(formula, None) => format!("><f>{formula}</f>"),
            Self::Formula(formula, Some(value)) => format!("><f>{formula}</f><v>{value}</v>"),
            Self::Struck(struck, rest) => inline(
                1,
                &format!("<r><rPr><strike/></rPr>{}</r><r>{}</r>", plain(struck), plain(rest)),
            ),
            Self::StruckFont(words) => inline(4, &plain(words)),
            Self::Rich(words) => inline(
                1,
                &format!(
                    "<r><rPr><b/><color rgb=\"FFFF0000\"/></rPr>{}</r><rPh sb=\"0\" eb=\"1\"><t>フリ</t></rPh>",
                    plain(words)
                ),
            ),
        }
    }
}

const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"2\"><font/><font><strike/></font></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"49\" fontId=\"0\"/><xf numFmtId=\"14\" fontId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"9\" fontId=\"0\"/><xf numFmtId=\"49\" fontId=\"1\"/></cellXfs></styleSheet>";

fn relations(targets: &[(&str, String)]) -> String {
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut all = String::new();
    for (id, (kind, target)) in (1..).zip(targets) {
        let _ =
            write!(all, "<Relationship Id=\"r{id}\" Type=\"{base}/{kind}\" Target=\"{target}\"/>");
    }
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\r', "_x000D_")
}

/// The name of a cell: `F12`.
pub fn reference(row: u32, column: u32) -> String {
    let (high, low) = (column / 26, (column % 26) as u8);
    let mut name = String::new();
    if high > 0 {
        name.push(char::from(b'A' + (high - 1) as u8));
    }
    name.push(char::from(b'A' + low));
    format!("{name}{}", row + 1)
}

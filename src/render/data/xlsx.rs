//! Writes all tables to one XLSX workbook, a worksheet each, with a frozen header row that has filters. Sheets
//! and columns have their Japanese names; the names that other formats use are in the list of tables, which is
//! the first sheet, and in the dictionary. There are no merged cells and no formulas, and equal books produce
//! equal bytes.

use std::any::Any;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};

use super::header_help::help;
use super::table::{Cell, Table};
use super::text::flatten;
use super::{DataFile, Dataset, FOLDER};
use crate::model::Date;
use crate::render::half_widths;
use crate::render::zip::same_on_every_system;
use crate::spreadsheet::is_formula;

/// The media type of a workbook.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The maximum length of a cell, in UTF-16 code units.
const MAX_CHARACTERS: usize = 32_767;
/// The maximum length of the name of a worksheet.
const MAX_NAME: usize = 31;
/// The name of the table of tables.
const LIST: &str = "tables";
/// The width of the button of a filter, in half-width characters.
const FILTER: usize = 3;
/// The suffix of truncated texts.
const TRUNCATED: &str = "…（続きはCSVにある）";
/// The minimum and maximum column width, in half-width characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;

/// The path of the workbook.
pub(super) fn path(data: &Dataset<'_>) -> String {
    format!("{FOLDER}/{}.xlsx", data.reading.plan().book.file)
}

/// The workbook file with these `bytes`.
fn file(data: &Dataset<'_>, bytes: Vec<u8>) -> DataFile {
    DataFile { size: bytes.len(), bytes, ..existing(data, 0) }
}

/// The entry of an existing workbook of `size` bytes, without contents.
pub(super) fn existing(data: &Dataset<'_>, size: usize) -> DataFile {
    DataFile {
        path: path(data),
        title: "全データ（XLSX）".to_owned(),
        description:
            "すべての表を1枚ずつのシートにしたもの。内容はCSVと同じ。シートと列は日本語の名前で、\
                      CSVの名前との対応は「表の一覧」と「データ辞書」のシートにある"
                .to_owned(),
        media_type: MEDIA_TYPE,
        table: None,
        size,
        bytes: Vec::new(),
    }
}

/// The workbook file. Its rows are buffered in anonymous temporary files in `temp_dir`, because
/// those of a large book take gigabytes of memory.
///
/// # Errors
/// When a temporary file cannot be written.
pub(super) fn workbook(data: &Dataset<'_>, temp_dir: &Path) -> io::Result<DataFile> {
    let result = catch_unwind(AssertUnwindSafe(|| build(data, temp_dir)?.save_to_buffer()));
    match result {
        Ok(Ok(bytes)) => Ok(file(data, same_on_every_system(bytes))),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => Err(error),
        Ok(Err(error)) => Err(io::Error::other(error)),
        Err(panic) => Err(io::Error::other(format!("{}: {}", path(data), panic_message(panic)))),
    }
}

/// The error message of a panic: the library panics if a row cannot be written.
fn panic_message(panic: Box<dyn Any + Send>) -> String {
    panic.downcast().map_or_else(|other| resume_unwind(other), |message| *message)
}

/// Whether `panic` is one that [`Dataset::workbook`] returns as an error, so that no panic hook needs
/// to report it.
#[must_use]
pub fn is_workbook_error(panic: &PanicHookInfo<'_>) -> bool {
    panic.payload().is::<String>()
        && panic.location().is_some_and(|location| location.file().contains("rust_xlsxwriter"))
}

fn build(data: &Dataset<'_>, temp_dir: &Path) -> Result<Workbook, XlsxError> {
    let plan = data.reading.plan();
    let mut workbook = Workbook::new();
    workbook.set_tempdir(temp_dir)?;
    // A third faster than the library's default of 6, with 5 % more bytes. Excel does the same.
    workbook.set_zip_compression_level(3);
    let Date { year, month, day } = plan.edition.date.value;
    let properties = DocProperties::new()
        .set_title(plan.title())
        .set_author(&plan.municipality.name)
        .set_comment(super::tables::citation(plan))
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    let formats = Formats::new(&plan.money.negative);
    let mut names = HashSet::new();
    // The list of tables first. Not in parallel, because shared strings are numbered in the order of their
    // occurrence.
    let (lists, tables): (Vec<_>, Vec<_>) = data.tables.iter().partition(|t| t.meta.name == LIST);
    let tables: Vec<_> = lists.into_iter().chain(tables).collect();
    let with_name = |table: &&Table| {
        let name = sheet_name(&table.title);
        // Two tables whose names a plan made equal.
        let is_new = names.insert(name.clone());
        (table.meta.name, if is_new { name } else { table.meta.name.to_owned() })
    };
    let sheets: HashMap<&str, String> = tables.iter().map(with_name).collect();
    for table in tables {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(&sheets[table.meta.name])?;
        fill(sheet, table, data, &formats, &sheets)?;
    }
    Ok(workbook)
}

/// The name of the worksheet of a table with this title: short, and without what Excel does not allow.
fn sheet_name(title: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\".contains(c) { '・' } else { c };
    title.chars().map(allowed).take(MAX_NAME).collect()
}

struct Formats {
    header: Format,
    text: Format,
    /// For texts that Excel would interpret as a formula once the cell is edited.
    formula_like: Format,
    year: Format,
    /// By number of decimal places.
    numbers: Vec<Format>,
}

/// The maximum number of decimal places.
const MAX_DIGITS: usize = 9;

impl Formats {
    /// The cell formats, with `negative` as the sign of negative numbers. The values stay numbers.
    fn new(negative: &str) -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let sign = literal(negative);
        let number = |digits: usize| {
            let point = if digits == 0 { "" } else { "." };
            let form = format!("#,##0{point}{}", "0".repeat(digits));
            top.clone().set_num_format(format!("{form};{sign}{form}"))
        };
        Self {
            header: Format::new().set_bold(),
            formula_like: top.clone().set_quote_prefix(),
            year: top.clone().set_num_format("0"),
            numbers: (0..=MAX_DIGITS).map(number).collect(),
            text: top,
        }
    }

    /// The format of `cell`; `None` for an empty cell.
    fn of(&self, cell: &Cell, year: bool) -> Option<&Format> {
        match cell {
            Cell::Empty => None,
            Cell::Text(text) if is_formula(&flatten(text)) => Some(&self.formula_like),
            Cell::Text(_) => Some(&self.text),
            Cell::Integer(_) if year => Some(&self.year),
            Cell::Integer(_) => Some(&self.numbers[0]),
            Cell::Decimal(n) => Some(&self.numbers[usize::from(n.scale()).min(MAX_DIGITS)]),
        }
    }
}

/// `text` as a literal in a number format: quoted, with quotation marks escaped.
fn literal(text: &str) -> String {
    let quoted = |part: &str| if part.is_empty() { String::new() } else { format!("\"{part}\"") };
    text.split('"').map(quoted).collect::<Vec<_>>().join("\\\"")
}

/// The link to the sheet of the table in a `row` of the list of tables, whose title is its text.
fn link_to_sheet(
    list: &Table,
    row: &[Cell],
    sheets: &HashMap<&str, String>,
) -> Option<(usize, Url)> {
    let title = list.column("table_title")?;
    let (Cell::Text(name), Cell::Text(text)) = (&row[list.column("table_name")?], &row[title])
    else {
        return None;
    };
    let target = sheets.get(name.as_str())?.replace('\'', "''");
    Some((title, Url::new(format!("internal:'{target}'!A1")).set_text(text)))
}

fn fill(
    sheet: &mut Worksheet,
    table: &Table,
    data: &Dataset<'_>,
    formats: &Formats,
    sheets: &HashMap<&str, String>,
) -> Result<(), XlsxError> {
    let common = &data.common;
    let columns: Vec<_> = common.columns.iter().chain(&table.columns).collect();
    let mut widths: Vec<usize> = columns.iter().map(|c| half_widths(&c.label) + FILTER).collect();
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&columns) {
        sheet.write_string_with_format(0, at, column.label.as_ref(), &formats.header)?;
        sheet.add_data_validation(0, at, 0, at, &help(data, column)?)?;
    }
    if let Some(last) = columns.len().checked_sub(1) {
        sheet.autofilter(0, 0, table.rows.len() as u32, last as u16)?;
    }
    let years: Vec<bool> = columns.iter().map(|column| is_year(&column.name)).collect();
    // Cells with the same format as the first of their column inherit the column format, because
    // looking up a format for each cell would take most of the time.
    let mut column_formats: Vec<Option<&Format>> = vec![None; columns.len()];
    for (line, row) in (1..).zip(&table.rows) {
        let cells = common.rows.iter().flatten().chain(row);
        for (index, cell) in cells.enumerate() {
            let Some(format) = formats.of(cell, years[index]) else {
                continue;
            };
            let at = index as u16;
            if column_formats[index].is_none() {
                sheet.set_column_format(at, format)?;
                column_formats[index] = Some(format);
            }
            let own = column_formats[index].is_none_or(|column| !std::ptr::eq(column, format));
            let width = write(sheet, (line, at), cell, own.then_some(format))?;
            widths[index] = width.max(widths[index]);
        }
        if table.meta.name == LIST
            && let Some((at, link)) = link_to_sheet(table, row, sheets)
        {
            sheet.write_url(line, (common.columns.len() + at) as u16, link)?;
        }
    }
    for (at, width) in (0..).zip(widths) {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        sheet.set_column_width(at, width as f64)?;
    }
    Ok(())
}

/// Whether a column contains years, which have no thousands separators.
fn is_year(column: &str) -> bool {
    column == "year"
        || column.ends_with("_year")
        || column.starts_with("term_")
        || column.starts_with("window_")
}

/// Writes a cell in the format of its column, or in `own` if given; returns its width in half-width
/// characters.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    own: Option<&Format>,
) -> Result<usize, XlsxError> {
    let mut number = |n: f64| match own {
        Some(format) => sheet.write_number_with_format(row, column, n, format).map(drop),
        None => sheet.write_number(row, column, n).map(drop),
    };
    match cell {
        Cell::Empty => Ok(0),
        Cell::Text(text) => {
            let text = truncate(flatten(text));
            let width = half_widths(&text);
            match own {
                Some(format) => sheet.write_string_with_format(row, column, text, format)?,
                None => sheet.write_string(row, column, text)?,
            };
            Ok(width)
        }
        Cell::Integer(n) => {
            // The integers of a plan are far below 2^53, up to which f64 is exact.
            number(*n as f64)?;
            Ok(n.to_string().len() * 4 / 3 + 1)
        }
        Cell::Decimal(n) => {
            number(n.to_f64())?;
            Ok(n.to_string().len() * 4 / 3 + 1)
        }
    }
}

/// Truncates a text to the maximum length of a cell.
fn truncate(text: Cow<'_, str>) -> Cow<'_, str> {
    // UTF-16 never needs more code units than UTF-8 needs bytes.
    if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
        return text;
    }
    let mut remaining = MAX_CHARACTERS - TRUNCATED.encode_utf16().count();
    let mut out = String::new();
    for c in text.chars() {
        let Some(left) = remaining.checked_sub(c.len_utf16()) else {
            break;
        };
        remaining = left;
        out.push(c);
    }
    Cow::Owned(out + TRUNCATED)
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn signs_are_literals_in_number_formats() {
        assert_eq!(literal("▲"), "\"▲\"");
        assert_eq!(literal("a\"b"), "\"a\"\\\"\"b\"");
        assert_eq!(literal("\""), "\\\"");
        assert_eq!(literal(";0"), "\";0\"");
    }
}

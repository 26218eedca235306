//! All tables in one workbook, a sheet each: plain cells under a frozen header, no merged
//! cells, no formulas, the same bytes each time.

use std::any::Any;
use std::borrow::Cow;
use std::io;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::table::{Cell, Table};
use super::text::{flatten, is_formula};
use super::{DataFile, Dataset, FOLDER};
use crate::model::Date;

/// The media type of a workbook.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// As many characters as a cell may hold.
const MAX_CHARACTERS: usize = 32_767;
/// What stands at the end of a text that is longer.
const CUT: &str = "…（続きはCSVにある）";
/// Wide enough to read, narrow enough to see the next column: in half-width characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;

/// Where the workbook stands.
pub(super) fn path(data: &Dataset<'_>) -> String {
    format!("{FOLDER}/{}.xlsx", data.book.plan.book.file)
}

/// The workbook as a file of these `bytes`.
fn file(data: &Dataset<'_>, bytes: Vec<u8>) -> DataFile {
    DataFile { size: bytes.len(), bytes, ..made_before(data, 0) }
}

/// The workbook as a file that is in its place and has `size` bytes.
pub(super) fn made_before(data: &Dataset<'_>, size: usize) -> DataFile {
    DataFile {
        path: path(data),
        title: "全データ（XLSX）".to_owned(),
        description: "すべての表を1枚ずつのシートにしたもの。内容はCSVと同じ".to_owned(),
        media_type: MEDIA_TYPE,
        table: None,
        size,
        bytes: Vec::new(),
    }
}

/// The workbook as a file. Its rows wait for being packed in files without a name in the folder
/// `space`: in memory, those of a large book take gigabytes.
///
/// # Errors
/// When the system does not let it write there.
pub(super) fn pack(data: &Dataset<'_>, space: &Path) -> io::Result<DataFile> {
    let packed = catch_unwind(AssertUnwindSafe(|| filled(data, space)?.save_to_buffer()));
    match packed {
        Ok(Ok(bytes)) => Ok(file(data, bytes)),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => Err(error),
        Ok(Err(error)) => Err(io::Error::other(error)),
        Err(panic) => Err(io::Error::other(format!("{}: {}", path(data), refused(panic)))),
    }
}

/// What the system said: the library panics where a row cannot be written.
fn refused(panic: Box<dyn Any + Send>) -> String {
    panic.downcast().map_or_else(|other| resume_unwind(other), |words| *words)
}

/// Whether `panic` is one that [`Dataset::workbook`] gives back as an error, so that
/// nobody else has to be told of it.
#[must_use]
pub fn is_told(panic: &PanicHookInfo<'_>) -> bool {
    panic.payload().is::<String>()
        && panic.location().is_some_and(|place| place.file().contains("rust_xlsxwriter"))
}

fn filled(data: &Dataset<'_>, space: &Path) -> Result<Workbook, XlsxError> {
    let plan = &data.book.plan;
    let mut workbook = Workbook::new();
    workbook.set_tempdir(space)?;
    // A third faster than the library's own 6, for a twentieth more bytes. Excel does the same.
    workbook.set_zip_compression_level(3);
    let Date { year, month, day } = plan.edition.date.value;
    let properties = DocProperties::new()
        .set_title(plan.title())
        .set_author(&plan.municipality.name)
        .set_comment(super::catalog::citation(plan))
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    let formats = Formats::new(&plan.money.negative);
    // One after the other, as words are numbered in the order in which they come.
    for table in &data.tables {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(table.about.name)?;
        fill(sheet, table, &data.common, &formats)?;
    }
    Ok(workbook)
}

struct Formats {
    header: Format,
    words: Format,
    /// Excel otherwise takes them for a formula once the cell is edited.
    hostile: Format,
    year: Format,
    /// By digits after the point.
    numbers: Vec<Format>,
}

/// More digits after the point than any number has.
const MAX_DIGITS: usize = 9;

impl Formats {
    /// The sign of negative numbers is a matter of format: the number stays a number.
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
            hostile: top.clone().set_quote_prefix(),
            year: top.clone().set_num_format("0"),
            numbers: (0..=MAX_DIGITS).map(number).collect(),
            words: top,
        }
    }

    /// The one for `cell`; nothing for an empty one.
    fn of(&self, cell: &Cell, year: bool) -> Option<&Format> {
        match cell {
            Cell::Empty => None,
            Cell::Text(text) if is_formula(&flatten(text)) => Some(&self.hostile),
            Cell::Text(_) => Some(&self.words),
            Cell::Integer(_) if year => Some(&self.year),
            Cell::Integer(_) => Some(&self.numbers[0]),
            Cell::Decimal(n) => Some(&self.numbers[usize::from(n.scale()).min(MAX_DIGITS)]),
        }
    }
}

/// `text` in a number format, where nothing of it means anything: a quotation mark, which would
/// end the quoted text, is escaped.
fn literal(text: &str) -> String {
    let quoted = |part: &str| if part.is_empty() { String::new() } else { format!("\"{part}\"") };
    text.split('"').map(quoted).collect::<Vec<_>>().join("\\\"")
}

fn fill(
    sheet: &mut Worksheet,
    table: &Table,
    common: &Table,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let columns: Vec<_> = common.columns.iter().chain(&table.columns).collect();
    let mut widths: Vec<usize> = columns.iter().map(|c| c.name.len() + 1).collect();
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&columns) {
        sheet.write_string_with_format(0, at, column.name, &formats.header)?;
    }
    let years: Vec<bool> = columns.iter().map(|column| is_year(column.name)).collect();
    // Cells like the first of their column take their format from it: to look one up for each
    // would take longer than all of the rest.
    let mut usual: Vec<Option<&Format>> = vec![None; columns.len()];
    for (line, row) in (1..).zip(&table.rows) {
        let cells = common.rows.iter().flatten().chain(row);
        for (index, cell) in cells.enumerate() {
            let Some(format) = formats.of(cell, years[index]) else {
                continue;
            };
            let at = index as u16;
            if usual[index].is_none() {
                sheet.set_column_format(at, format)?;
                usual[index] = Some(format);
            }
            let own = usual[index].is_none_or(|usual| !std::ptr::eq(usual, format));
            let wide = write(sheet, (line, at), cell, own.then_some(format))?;
            widths[index] = wide.max(widths[index]);
        }
    }
    for (at, width) in (0..).zip(widths) {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        sheet.set_column_width(at, width as f64)?;
    }
    Ok(())
}

/// Years have no commas.
fn is_year(column: &str) -> bool {
    column == "year"
        || column.ends_with("_year")
        || column.starts_with("term_")
        || column.starts_with("window_")
}

/// Writes a cell, in the format of its column or in its `own`, and says how wide it is, in
/// half-width characters.
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
            let text = cut(flatten(text));
            let wide = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            match own {
                Some(format) => sheet.write_string_with_format(row, column, text, format)?,
                None => sheet.write_string(row, column, text)?,
            };
            Ok(wide)
        }
        Cell::Integer(n) => {
            // Whole numbers of a plan are far below 2^53, to which Excel counts exactly.
            number(*n as f64)?;
            Ok(n.to_string().len() * 4 / 3 + 1)
        }
        Cell::Decimal(n) => {
            number(n.to_f64())?;
            Ok(n.to_string().len() * 4 / 3 + 1)
        }
    }
}

/// The text, cut where a cell ends.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    // Excel counts in UTF-16, of which no character needs more units than it has bytes.
    if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
        return text;
    }
    let mut room = MAX_CHARACTERS - CUT.encode_utf16().count();
    let mut out = String::new();
    for c in text.chars() {
        let Some(left) = room.checked_sub(c.len_utf16()) else {
            break;
        };
        room = left;
        out.push(c);
    }
    Cow::Owned(out + CUT)
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_sign_means_nothing_in_a_number_format() {
        assert_eq!(literal("▲"), "\"▲\"");
        assert_eq!(literal("a\"b"), "\"a\"\\\"\"b\"");
        assert_eq!(literal("\""), "\\\"");
        assert_eq!(literal(";0"), "\";0\"");
    }
}

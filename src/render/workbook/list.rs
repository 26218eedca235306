//! Plain lists as a workbook: a head, and rows of words and numbers.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::render::half_widths;
use crate::render::zip::same_on_every_system;

/// The greatest width of a column, in half-width characters.
const MAX_WIDTH: usize = 60;
/// The longest text of a cell, in characters.
const MAX_TEXT: usize = 32_000;

/// A list of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The name of its sheet.
    pub name: String,
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its rows. Digits alone, also with a sign or a decimal point, are written as a number.
    pub rows: Vec<Vec<String>>,
}

/// The bytes of a workbook with a sheet for each of `lists`.
///
/// # Errors
/// When the name of a sheet is not one that the format allows.
pub fn write_lists(lists: &[List]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    // Otherwise the time of writing would be in the bytes.
    let properties = rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date);
    workbook.set_properties(&properties);
    let head = Format::new().set_bold().set_num_format("@");
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let number = Format::new().set_align(FormatAlign::Top);
    for list in lists {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&list.name)?;
        sheet.set_freeze_panes(1, 0)?;
        let mut widths: Vec<usize> = Vec::new();
        for (at, name) in (0..).zip(&list.head) {
            sheet.write_string_with_format(0, at, name, &head)?;
            widths.push(width(name));
        }
        for (line, row) in (1..).zip(&list.rows) {
            for (at, cell) in row.iter().enumerate() {
                let place = (line, at as u16);
                let value = cell.parse::<f64>().ok().filter(|_| is_number(cell));
                if let Some(value) = value {
                    sheet.write_number_with_format(place.0, place.1, value, &number)?;
                } else {
                    let cell: String = cell.chars().take(MAX_TEXT).collect();
                    sheet.write_string_with_format(place.0, place.1, cell, &text)?;
                }
                if let Some(known) = widths.get_mut(at) {
                    *known = (*known).max(width(cell));
                }
            }
        }
        for (at, width) in (0..).zip(widths) {
            sheet.set_column_width(at, width.clamp(6, MAX_WIDTH) as f64 + 2.0)?;
        }
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    }
    workbook.save_to_buffer().map(same_on_every_system)
}

/// Whether a cell is a number whose digits a workbook keeps as they are.
fn is_number(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "1"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    cell.len() < 16
        && digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && digits(fraction)
        && !fraction.ends_with('0')
}

fn width(text: &str) -> usize {
    text.lines().map(half_widths).max().unwrap_or(0)
}

//! Writes the XLSX file of a workbook: cells to fill in are unlocked and coloured by when they are
//! filled in, sheets are protected without a password, and there are no macros, links or formulas.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::choices::list_key;
use super::content::{Column, FillTime, OPEN, Sheet, TAG, WorkbookContent, WorkbookRow};
use super::{AskedField, Kind};
use crate::model::NumberLimits;
use crate::record::limits_words;
use crate::render::half_widths;
use crate::render::zip::same_on_every_system;

/// Paper size A3, as the format of workbooks numbers it.
const A3: u8 = 8;
/// How many half-width characters side by side can still be read on A3.
const PAGE_WIDTH: u16 = 320;
/// The height of a line of text, in points.
const LINE_HEIGHT: f64 = 15.0;
/// The greatest height that Excel gives a row, in points.
const MAX_HEIGHT: f64 = 409.0;

/// The bytes of the workbook of `content`, whose hidden cells name `stamp`: the record of what is sent.
///
/// # Errors
/// When a text is longer than the format allows.
pub fn write(content: &WorkbookContent, stamp: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = content.date;
    let properties = DocProperties::new()
        .set_title(format!("{} {}", content.title, content.name))
        .set_author(&content.city)
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    for sheet in &content.sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&*sheet.name)?;
        let tag =
            format!("{TAG}/{}/{}/{}/{stamp}", sheet.key, content.round_name(), content.section);
        fill(worksheet, sheet, &tag, content)?;
    }
    workbook.save_to_buffer().map(same_on_every_system)
}

fn fill(
    out: &mut Worksheet,
    sheet: &Sheet,
    tag: &str,
    content: &WorkbookContent,
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    out.write_string_with_format(0, 0, tag, &text)?;
    for (at, column) in (1..).zip(&sheet.columns) {
        out.write_string_with_format(0, at, &column.key, &text)?;
        out.set_column_width(at, f64::from(column.width))?;
    }
    let head = sheet.head_rows() as u32;
    for (line, row) in (1..).zip(&sheet.rows) {
        out.write_string_with_format(line, 0, &row.key, &text)?;
        for (at, (column, value)) in (1..).zip(sheet.columns.iter().zip(&row.cells)) {
            let is_asked = !row.unasked.contains(&(usize::from(at) - 1));
            let format = cell_format(sheet.key, row, column, is_asked);
            write_cell(out, (line, at), column, row, value, &format)?;
        }
        out.set_row_height(line, height(sheet, row))?;
    }
    out.set_column_hidden(0)?;
    out.set_row_hidden(0)?;
    let last = sheet.rows.len() as u32;
    for (at, column) in (1..).zip(&sheet.columns) {
        if let Some(validation) = validation(sheet, column, content) {
            out.add_data_validation(head + 1, at, last.max(head + 1), at, &validation)?;
        }
    }
    let width: u16 = sheet.columns.iter().map(|column| column.width).sum();
    out.set_paper_size(A3).set_landscape().set_print_fit_to_pages(width.div_ceil(PAGE_WIDTH), 0);
    out.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    out.set_footer(format!("&L{}&C&A&R&P / &N", content.name.replace('&', "&&")));
    if head > 1 {
        out.set_repeat_rows(1, head)?;
        out.set_repeat_columns(1, 2.min(sheet.columns.len() as u16))?;
        let locked = sheet.columns.iter().take_while(|column| column.is_locked()).count() as u16;
        out.set_freeze_panes(head + 1, locked.min(3) + 1)?;
    }
    // Whoever reads the sheet may widen, wrap and filter it.
    out.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn cell_format(sheet: &str, row: &WorkbookRow, column: &Column, is_asked: bool) -> Format {
    let base =
        Format::new().set_font_name("游ゴシック").set_font_size(11).set_align(FormatAlign::Top);
    let colour = match column.fill_time {
        FillTime::Reference => 0x00F2_F2F2,
        FillTime::Evaluation => 0x00FF_F8DC,
        FillTime::Planning => 0x00E3_F0FB,
        FillTime::IfChanged => 0x00E8_F5E3,
    };
    let bordered = base
        .clone()
        .set_border(FormatBorder::Thin)
        .set_border_color(0x0080_8080u32)
        .set_text_wrap();
    match row.key.as_str() {
        "#title" => base.set_bold().set_font_size(14).set_num_format("@"),
        "#head" => bordered.set_background_color(colour).set_bold().set_num_format("@"),
        "#mark" | "#note" => {
            bordered.set_background_color(colour).set_font_size(9).set_num_format("@")
        }
        _ if sheet == "guide" => base.set_text_wrap().set_num_format("@"),
        _ => {
            let number = match column.kind {
                Kind::Money => "#,##0;▲#,##0",
                // As many digits as there are.
                Kind::Number(_) => "General",
                _ => "@",
            };
            let cell = bordered.set_num_format(number);
            if column.is_locked() || row.is_locked() || !is_asked {
                cell.set_background_color(0x00F2_F2F2u32)
            } else {
                cell.set_background_color(colour).set_unlocked()
            }
        }
    }
}

fn write_cell(
    out: &mut Worksheet,
    (line, at): (u32, u16),
    column: &Column,
    row: &WorkbookRow,
    value: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if row.is_locked() {
        out.write_string_with_format(line, at, value, format)?;
        return Ok(());
    }
    let number = match column.kind {
        // Numbers of more digits than a workbook holds are written as text.
        Kind::Money | Kind::Number(_) => {
            value.parse::<f64>().ok().filter(|_| value.trim_start_matches('-').len() <= 15)
        }
        _ => None,
    };
    match (number, value) {
        (Some(number), _) => out.write_number_with_format(line, at, number, format)?,
        (None, "") => out.write_blank(line, at, format)?,
        (None, value) => out.write_string_with_format(line, at, shown(value, column), format)?,
    };
    Ok(())
}

/// `value` as people write it.
fn shown<'a>(value: &'a str, column: &Column) -> &'a str {
    match (&column.kind, value) {
        // An indicator is measured; any other number is decided.
        (_, OPEN) if column.is_measured() => "未計測",
        (_, OPEN) => "未定",
        (Kind::Truth, "true") => "はい",
        (Kind::Truth, "false") => "いいえ",
        (_, value) => value,
    }
}

/// The height of `row`, from its longest text.
fn height(sheet: &Sheet, row: &WorkbookRow) -> f64 {
    if row.key == "#title" {
        return 24.0;
    }
    let lines = |(column, text): (&Column, &String)| {
        let per_line = usize::from(column.width.max(2)) - 1;
        text.split('\n').map(|line| half_widths(line).div_ceil(per_line).max(1)).sum::<usize>()
    };
    let most = sheet.columns.iter().zip(&row.cells).map(lines).max().unwrap_or(1);
    (most as f64 * LINE_HEIGHT + 3.0).min(MAX_HEIGHT)
}

/// What Excel says about values of `column` while they are written.
fn validation(sheet: &Sheet, column: &Column, content: &WorkbookContent) -> Option<DataValidation> {
    if column.is_locked() {
        return None;
    }
    match &column.kind {
        Kind::Number(limits) => points(limits),
        _ => list(sheet, column, content),
    }
}

/// The limits of points. What is beyond them is warned of and stays possible, as everywhere: the import says what
/// it does not take.
fn points(limits: &NumberLimits) -> Option<DataValidation> {
    let (from, to) = limits.range?;
    let words = format!("{}です", limits_words(limits).ja);
    let (from, to) = (from.to_f64(), to.to_f64());
    let validation = DataValidation::new();
    let validation = if limits.decimals.is_some_and(|decimals| decimals.0 == 0) {
        validation.allow_whole_number(DataValidationRule::Between(from as i32, to as i32))
    } else {
        validation.allow_decimal_number(DataValidationRule::Between(from, to))
    };
    let validation = validation.set_input_message(&words).ok()?;
    let validation = validation.set_error_message(&words).ok()?;
    Some(validation.set_error_style(DataValidationErrorStyle::Warning))
}

/// The list from which the cells of `column` are chosen. Lists are on a sheet: within a validation
/// they may have 255 characters.
fn list(sheet: &Sheet, column: &Column, content: &WorkbookContent) -> Option<DataValidation> {
    let record = match sheet.key {
        "policies" => "Policy",
        "indicators" => "Indicator",
        _ => "Project",
    };
    let key = match (&column.kind, AskedField::parse(&column.key)) {
        (Kind::Truth, _) => "truth".to_owned(),
        (Kind::Choice(_), Some(field)) => list_key(record, &field),
        (_, Some(AskedField::Policy)) => "policy".to_owned(),
        _ => return None,
    };
    let choices = content.sheets.iter().find(|sheet| sheet.key == "choices")?;
    let at = choices.columns.iter().position(|list| list.key[1..] == key)?;
    let head = choices.head_rows();
    let words = choices.rows.iter().skip(head).take_while(|row| !row.cells[at].is_empty()).count();
    if words == 0 {
        return None;
    }
    let letter = rust_xlsxwriter::utility::column_number_to_name(at as u16 + 1);
    // Rows count from 1, and the first is hidden.
    let (first, last) = (head + 2, head + 1 + words);
    let range = format!("='{}'!${letter}${first}:${letter}${last}", choices.name);
    // What is not in the list stays possible: the import says what it does not know.
    let validation =
        DataValidation::new().allow_list_formula(Formula::new(range)).show_error_message(false);
    Some(validation)
}

//! The cells of a workbook, with what calamine reads of them and the marks of their XML.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader as _, Xlsx, XlsxError};

use super::marks::{Hidden, Position, marks};
use super::number_format::{NumberFormat, Shown};
use super::package::{BadPackage, unpack};

/// The greatest number of cells that are read of a workbook.
const MAX_CELLS: usize = 400_000;

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A date: year, month, day.
    Date(u16, u8, u8),
    /// A time or a duration.
    Time,
    /// True or false.
    Truth(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula without a value.
    Formula,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its value.
    pub raw: Raw,
    /// Whether text in it is struck.
    pub struck: bool,
    /// What it shows, if it has a number.
    pub shown: Shown,
}

/// A sheet of a workbook.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The cells that are not empty.
    pub cells: BTreeMap<Position, Cell>,
    /// The comments, with the references of their cells.
    pub comments: Vec<(String, String)>,
    /// The rows and columns that are not shown.
    pub hidden: Hidden,
    /// The first and the last cell of each merged region.
    pub merged: Vec<(Position, Position)>,
}

/// The sheets of the workbook `bytes`, in its order, hidden ones too.
///
/// # Errors
/// When it is no workbook that can be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, BadPackage> {
    let parts = unpack(bytes)?;
    let mut marks = marks(&parts);
    drop(parts);
    let broken = |error: XlsxError| match error {
        XlsxError::Password => BadPackage::Encrypted,
        _ => BadPackage::Broken,
    };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MAX_CELLS;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let mut sheet = Sheet { name, ..Sheet::default() };
        let marks = marks.remove(&sheet.name).unwrap_or_default();
        // Charts have no cells. Cells are read one by one: a range of all that a sheet spans could
        // have a cell for each of its 17 billion places.
        if let Ok(mut reader) = workbook.worksheet_cells_reader(&sheet.name) {
            while let Some(cell) = reader.next_cell_with_formula().map_err(broken)? {
                let Some(raw) = raw(&cell.value, cell.formula.is_some()) else { continue };
                left = left.checked_sub(1).ok_or(BadPackage::TooLarge)?;
                let struck = marks.struck.contains(&cell.pos);
                let shown = match (&raw, marks.formats.get(&cell.pos)) {
                    (Raw::Number(number), Some(format)) => format.shown(*number),
                    (Raw::Number(number), None) => NumberFormat::built_in(0).shown(*number),
                    _ => Shown::default(),
                };
                sheet.cells.insert(cell.pos, Cell { raw, struck, shown });
            }
        }
        sheet.comments = marks.comments;
        sheet.hidden = marks.hidden;
        // Where there are none that can be read, the cells say all.
        let merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        sheet.merged = merged.iter().map(|region| (region.start, region.end)).collect();
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(BadPackage::Broken) } else { Ok(sheets) }
}

/// The merged regions of the sheet `name` of the workbook `bytes`: the first and the last cell of each.
///
/// # Errors
/// When it is no workbook that can be read.
pub fn merged(bytes: &[u8], name: &str) -> Result<Vec<(Position, Position)>, BadPackage> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| BadPackage::Broken)?;
    let regions = workbook.merge_cells_by_sheet_name(name).map_err(|_| BadPackage::Broken)?;
    Ok(regions.iter().map(|region: &Dimensions| (region.start, region.end)).collect())
}

/// The value of a cell; none where it is empty.
fn raw(value: &DataRef<'_>, formula: bool) -> Option<Raw> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Raw::Text(text.to_owned()));
    match value {
        DataRef::Empty if formula => Some(Raw::Formula),
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Raw::Number(*number as f64)),
        DataRef::Float(number) => Some(Raw::Number(*number)),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(truth) => Some(Raw::Truth(*truth)),
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() >= 1.0 => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Some(Raw::Date(year, month, day))
        }
        DataRef::DateTime(_) | DataRef::DurationIso(_) => Some(Raw::Time),
        DataRef::DateTimeIso(iso) => {
            let mut parts = iso.split(['-', 'T']).map(str::parse::<u16>);
            match (parts.next(), parts.next(), parts.next()) {
                (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => {
                    Some(Raw::Date(year, month as u8, day as u8))
                }
                _ => Some(Raw::Time),
            }
        }
        DataRef::Error(error) => Some(Raw::Error(error.to_string())),
    }
}

//! CSV files as spreadsheet software opens them: UTF-8 with a byte order mark, CRLF, and no text that
//! it would run as a formula.
//!
//! This module must not know what the cells mean.

use std::borrow::Cow;

use crate::value::BOM;

/// The first characters that make spreadsheet software interpret a text as a formula; Japanese
/// versions also accept the full-width forms.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether spreadsheet software would interpret `cell` as a formula.
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(FORMULA)
}

/// `cell` with an apostrophe before it if it would be interpreted as a formula.
#[must_use]
pub fn without_formula<'a>(cell: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let cell = cell.into();
    if is_formula(&cell) { Cow::Owned(format!("'{cell}")) } else { cell }
}

/// The CSV file of `rows` below their `head`, whose cells are written as they are. `capacity` is the
/// expected size in bytes.
///
/// # Panics
/// When a row has another number of cells than the head.
pub fn csv<R>(
    head: impl IntoIterator<Item: AsRef<[u8]>>,
    rows: impl IntoIterator<Item = R>,
    capacity: usize,
) -> Vec<u8>
where
    R: IntoIterator<Item: AsRef<[u8]>>,
{
    const WRITTEN: &str = "writing to memory does not fail";
    let mut bytes = Vec::with_capacity(capacity);
    bytes.extend_from_slice(BOM.encode_utf8(&mut [0; 4]).as_bytes());
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(bytes);
    writer.write_record(head).expect(WRITTEN);
    for row in rows {
        writer.write_record(row).expect(WRITTEN);
    }
    writer.into_inner().expect(WRITTEN)
}

/// The CSV file of `rows` of texts below their `head`, none of which is interpreted as a formula.
///
/// # Panics
/// Never: all rows have `N` cells.
pub fn csv_of_texts<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let guarded = |row: [String; N]| row.map(|cell| without_formula(cell).into_owned());
    let bytes = csv(head, rows.into_iter().map(guarded), 0);
    String::from_utf8(bytes).expect("texts are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_escaped() {
        assert_eq!(without_formula("=1+1"), "'=1+1");
        assert_eq!(without_formula("＠SUM(A1)"), "'＠SUM(A1)");
        assert_eq!(without_formula("\tx"), "'\tx");
        assert_eq!(without_formula("―"), "―");
        assert_eq!(
            csv_of_texts(
                ["x", "y"],
                [["-1", "a,b"], ["c", "\"d\""]].map(|row| row.map(str::to_owned))
            ),
            "\u{FEFF}x,y\r\n'-1,\"a,b\"\r\nc,\"\"\"d\"\"\"\r\n"
        );
    }
}

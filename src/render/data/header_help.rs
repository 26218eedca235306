//! What the header cells of the workbook say when they are selected: the name of the column in other
//! formats, its definition, what its codes mean, and what an empty cell means. Not a note of the cell,
//! because notes are drawings.

use rust_xlsxwriter::{DataValidation, XlsxError};

use super::Dataset;
use super::table::{Cell, ColumnMeta, Kind};

/// The maximum length of the title and of the text, in UTF-16 code units.
const MAX_TITLE: usize = 32;
const MAX_TEXT: usize = 255;
const MORE: &str = "…（続きは「データ辞書」と「コード」のシート）";

/// The help of the header of `column`.
pub(super) fn help(data: &Dataset<'_>, column: &ColumnMeta) -> Result<DataValidation, XlsxError> {
    let mut text = vec![column.definition.to_string()];
    text.extend(column.calculation.as_ref().map(|how| format!("計算：{how}")));
    text.extend(column.unit.as_ref().map(|unit| format!("単位：{unit}")));
    if let Kind::Code(set) = &column.kind {
        let meanings = meanings(data, set);
        if !meanings.is_empty() {
            text.push(format!("コード：{}", meanings.join("、")));
        }
    }
    text.extend(column.empty.as_ref().map(|empty| format!("空の欄：{empty}")));
    DataValidation::new()
        .set_input_title(shortened(&column.name, MAX_TITLE, ""))?
        .set_input_message(shortened(&text.join("\n"), MAX_TEXT, MORE))
}

/// What the codes of a set mean, where they are not words themselves: `more＝大きいほどよい`.
fn meanings(data: &Dataset<'_>, set: &str) -> Vec<String> {
    let table = data.tables.iter().find(|table| table.meta.name == "codes");
    let columns =
        table.and_then(|t| Some((t, t.column("code_set")?, t.column("code")?, t.column("label")?)));
    let Some((table, in_set, code, label)) = columns else {
        return Vec::new();
    };
    let meaning = |row: &Vec<Cell>| match (&row[in_set], &row[code], &row[label]) {
        (Cell::Text(of), Cell::Text(code), Cell::Text(label)) if of == set && code != label => {
            Some(format!("{code}＝{label}"))
        }
        _ => None,
    };
    table.rows.iter().filter_map(meaning).collect()
}

/// `text` in at most `most` UTF-16 code units, with `end` where something is cut.
fn shortened(text: &str, most: usize, end: &str) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let most = most - end.encode_utf16().count();
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= most
    };
    text.chars().take_while(fits).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shortened("あいう", 3, "…"), "あいう");
        assert_eq!(shortened("あいうえ", 3, "…"), "あい…");
        assert_eq!(shortened("𠮷野家です", 3, "…"), "𠮷…");
    }
}

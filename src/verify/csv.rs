//! Reads CSV files by RFC 4180, with the bytes that the data promise: UTF-8 with a byte order mark and
//! lines that end with CR LF.
//!
//! This module must not know what the tables say.

use crate::diag::Text;
use crate::text;

const BOM: &str = "\u{FEFF}";

/// The records of a CSV file, each a list of fields.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, Text> {
    let text =
        str::from_utf8(bytes).map_err(|_| text!("UTF-8ではありません", "it is not UTF-8"))?;
    let Some(text) = text.strip_prefix(BOM) else {
        return Err(text!("BOM（UTF-8の印）がありません", "it has no byte order mark"));
    };
    let (mut records, mut record, mut rest) = (Vec::new(), Vec::new(), text);
    while !rest.is_empty() {
        let line = records.len() + 1;
        let (field, after) = field(rest).ok_or_else(|| {
            text!(
                "{line}行目の二重引用符が閉じていません",
                "a quotation of line {line} does not end"
            )
        })?;
        record.push(field);
        if let Some(after) = after.strip_prefix(',') {
            rest = after;
            // A comma at the very end is followed by an empty field without a line end.
            continue;
        }
        let Some(after) = after.strip_prefix("\r\n") else {
            return Err(text!(
                "{line}行目の終わりがCRLFではありません",
                "line {line} does not end with CR LF"
            ));
        };
        records.push(std::mem::take(&mut record));
        rest = after;
    }
    if record.is_empty() {
        Ok(records)
    } else {
        Err(text!("最後の行が途中で終わっています", "the last line is not complete"))
    }
}

/// The first field of `text`, and what follows it; `None` if its quotation does not end.
fn field(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r', '\n']).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut field = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        let Some(more) = after.strip_prefix('"') else { return Some((field, after)) };
        field.push('"');
        rest = more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_what_was_written() {
        let text = "\u{FEFF}a,b\r\n\"x,\"\"y\"\"\",\r\n,\r\n";
        let records = read(text.as_bytes()).expect("a table");
        assert_eq!(records, [["a", "b"], ["x,\"y\"", ""], ["", ""]]);
    }

    #[test]
    fn what_is_promised_of_the_bytes_is_looked_at() {
        for text in ["a\r\n", "\u{FEFF}a\n", "\u{FEFF}a", "\u{FEFF}\"a\r\n", "\u{FEFF}a,"] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(read(b"\xEF\xBB\xBF\xFF\r\n").is_err());
    }
}

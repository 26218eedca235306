//! Reads CSV files by RFC 4180, with the bytes that the data promise: UTF-8 with a byte order mark and
//! lines that end with CR LF.
//!
//! This module must not know what the tables say.

use crate::diag::Text;
use crate::text;

const BOM: &str = "\u{FEFF}";

/// A CSV file as it was read.
#[derive(Debug)]
pub(super) struct Records {
    /// The records, each a list of fields.
    pub records: Vec<Vec<String>>,
    /// What of the promises about bytes is not kept.
    pub faults: Vec<Text>,
}

/// Reads a CSV file.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<Records, Text> {
    if bytes.is_empty() {
        return Err(text!("空のファイルです", "it is empty"));
    }
    let text = str::from_utf8(bytes).map_err(|_| {
        text!(
            "UTF-8ではありません（Excelの「CSV（コンマ区切り）」で保存すると、こうなります）",
            "it is not UTF-8 (as when Excel saves it as `CSV (comma delimited)`)"
        )
    })?;
    let (mut faults, mut ends) = (Vec::new(), 0);
    let text = text.strip_prefix(BOM).unwrap_or_else(|| {
        faults.push(text!(
            "BOM（UTF-8の印）がありません。Excelで開くと文字が化けます",
            "it has no byte order mark: Excel would show other characters"
        ));
        text
    });
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
        let after = if let Some(after) = after.strip_prefix("\r\n") {
            after
        } else if let Some(after) = after.strip_prefix(['\n', '\r']) {
            ends += 1;
            after
        } else if after.is_empty() {
            faults.push(text!("最後の行が途中で終わっています", "the last line is not complete"));
            after
        } else {
            return Err(text!(
                "{line}行目の二重引用符のあとに、ほかの文字があります",
                "something follows a quotation of line {line}"
            ));
        };
        records.push(std::mem::take(&mut record));
        rest = after;
    }
    if !record.is_empty() {
        // A comma was the last byte.
        records.push(record);
        faults.push(text!("最後の行が途中で終わっています", "the last line is not complete"));
    }
    if ends > 0 {
        faults.push(text!(
            "行の終わりがCRLFではありません（{ends}行）",
            "lines do not end with CR LF ({ends})"
        ));
    }
    Ok(Records { records, faults })
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
        let Records { records, faults } = read(text.as_bytes()).expect("a table");
        assert_eq!(records, [["a", "b"], ["x,\"y\"", ""], ["", ""]]);
        assert_eq!(faults, []);
    }

    #[test]
    fn what_is_promised_of_the_bytes_is_looked_at() {
        for text in ["a\r\n", "\u{FEFF}a\n", "\u{FEFF}a", "\u{FEFF}a,"] {
            let Records { records, faults } = read(text.as_bytes()).expect("a table");
            assert_eq!((records[0][0].as_str(), faults.len()), ("a", 1), "{text:?}");
        }
        for text in ["", "\u{FEFF}\"a\r\n", "\u{FEFF}\"a\"b\r\n"] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(read(b"\xEF\xBB\xBF\xFF\r\n").is_err());
    }
}

//! Text as a YAML value.

use std::fmt::Write as _;

/// `text` as a YAML value, in a mapping or list of either style: as it is where no reader takes it
/// for anything else, and otherwise in double quotes.
#[must_use]
pub fn text_value(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') => {
                let _ = write!(quoted, "\\u{:04X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// `name` as a key of a YAML mapping of either style. The names of fields, years and records are as they are.
#[must_use]
pub fn key_text(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && name.chars().all(plain) { name.to_owned() } else { text_value(name) }
}

/// Whether `text` can be written without quotes: it begins with a letter that is not ASCII, as Japanese
/// does, and holds none of the signs that end a value anywhere.
fn is_plain(text: &str) -> bool {
    let begins = text.chars().next().is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    let ends = |c: char| {
        c.is_control() || ",[]{}#:\"\\".contains(c) || matches!(c, '\u{2028}' | '\u{2029}')
    };
    begins && !text.contains(ends) && !text.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::text_value;

    #[test]
    fn any_text_is_read_back() {
        let texts = [
            "会員182人",
            "会員1,182人",
            "工区 #2",
            "目的: 相談",
            "[再掲]相談",
            "いう\"言葉\"と\\",
            "二行\nある",
            "no",
            "~",
            "123",
            "",
            " 空白 ",
            "！全角",
            "\u{7F}\u{85}\u{2028}",
            "タブ\tの",
            "- 項目",
            "R6",
            "末尾 ",
        ];
        for text in texts {
            for yaml in [
                format!("a: {}\n", text_value(text)),
                format!("a: {{ b: {}, c: 1 }}\n", text_value(text)),
                format!("- {}\n", text_value(text)),
            ] {
                let value: serde_json::Value = serde_yaml::from_str(&yaml).expect(&yaml);
                let found = value["a"]["b"].as_str().or(value["a"].as_str());
                assert_eq!(found.or(value[0].as_str()), Some(text), "{yaml}");
            }
        }
    }
}

//! What people put before the lines of a list: numbers, marks and the labels of fields.

/// A digit, also a full-width one.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// ①, ❶, ㈠.
fn is_enclosed_number(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3220}'..='\u{3247}')
}

/// Marks that people put before the lines of a list.
const MARKS: &str = "○◎●〇◯■□◆◇▲△▼▽★☆※→⇒➡►▶•‣◦＊＋";

/// What `line` begins with, where people number or mark the lines of a list so: `（1）`, `1、`,
/// `ア　`, `○`, `※1`, `2. `. Of a number with only a space behind it, the number.
pub(super) fn enumerator(line: &str) -> Option<&str> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let second = chars.clone().next();
    let part = |len: usize| &line[..len];
    match first {
        // A number below zero.
        '▲' | '△' if second.is_some_and(is_digit) => None,
        c if MARKS.contains(c) || is_enclosed_number(c) => Some(part(c.len_utf8())),
        '-' | '*' | '+' | '－' | '−' | '–' | '—' => {
            let begins = second.is_some_and(|c| !is_digit(c) && c != first);
            begins.then(|| part(first.len_utf8()))
        }
        '(' | '（' | '〔' | '[' | '［' => {
            let inner = &line[first.len_utf8()..];
            let len = label(inner)?;
            let close = inner[len..].chars().next().filter(|c| ")）〕]］".contains(*c))?;
            Some(part(first.len_utf8() + len + close.len_utf8()))
        }
        _ => {
            let len = label(line)?;
            let behind = line[len..].chars().next()?;
            match behind {
                ')' | '）' | '、' | '．' | '\u{3000}' => Some(part(len + behind.len_utf8())),
                '.' if !line[len + 1..].starts_with(|c: char| c.is_ascii_digit()) => {
                    Some(part(len + 1))
                }
                ' ' => Some(part(if is_digit(first) { len } else { len + 1 })),
                _ => None,
            }
        }
    }
}

/// The longest label of a field, in characters.
const MAX_FIELD_LABEL: usize = 12;

/// The label with which `line` begins, where people write fields below each other: `対象：市民`.
pub(super) fn field_label(line: &str) -> Option<&str> {
    let mut beginning = line.char_indices().take(MAX_FIELD_LABEL + 1);
    let (at, colon) = beginning.find(|(_, c)| matches!(c, '：' | ':'))?;
    let (label, rest) = (&line[..at], &line[at + colon.len_utf8()..]);
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, '・' | 'ー' | '（' | '）' | '(' | ')');
    let is_label =
        !label.is_empty() && label.chars().all(is_word) && label.chars().any(|c| !is_digit(c));
    // `https://`, `PM:25`.
    let ends = colon == '：' || rest.starts_with([' ', '\u{3000}']);
    (is_label && ends).then(|| &line[..at + colon.len_utf8()])
}

/// How many bytes of `text` are the label of an item: a number of up to three digits, or one
/// letter or katakana.
fn label(text: &str) -> Option<usize> {
    let digits: usize = text.chars().take_while(|c| is_digit(*c)).take(4).map(char::len_utf8).sum();
    if digits > 0 {
        let count = text[..digits].chars().count();
        return (count <= 3).then_some(digits);
    }
    let first = text.chars().next()?;
    let letter = matches!(first, 'ア'..='ン' | 'ｱ'..='ﾝ' | 'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ')
        || "一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴイロハニホ".contains(first);
    letter.then(|| first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::{enumerator, field_label};

    #[test]
    fn labels_of_fields_are_known() {
        for (line, label) in [
            ("対象：市内の方", "対象："),
            ("受付期間（予定）：4月から", "受付期間（予定）："),
            ("対象: 市内の方", "対象:"),
            ("対象：", "対象："),
        ] {
            assert_eq!(field_label(line), Some(label), "{line}");
        }
        for line in [
            "https://example.jp",
            "10：30に始めます",
            "市は、次の：を",
            "これまでの取組を振り返り、次のように：",
            "対象 市民：",
            "比は3:1",
            "",
        ] {
            assert_eq!(field_label(line), None, "{line}");
        }
    }

    #[test]
    fn marks_of_lists_are_known() {
        for (line, mark) in [
            ("（1）相談会", "（1）"),
            ("(12) 相談会", "(12)"),
            ("①相談会", "①"),
            ("1、相談会", "1、"),
            ("１．相談会", "１．"),
            ("2. 相談会", "2."),
            ("2.相談会", "2."),
            ("3) 相談会", "3)"),
            ("1　相談会", "1　"),
            ("2 相談会", "2"),
            ("ア　相談会", "ア　"),
            ("イ）相談会", "イ）"),
            ("（ア）相談会", "（ア）"),
            ("○相談会", "○"),
            ("※1 相談会", "※"),
            ("-相談会", "-"),
            ("a) 相談会", "a)"),
        ] {
            assert_eq!(enumerator(line), Some(mark), "{line}");
        }
        for line in [
            "相談会",
            "1.5倍になり",
            "12人が",
            "1,234人",
            "2024年度",
            "▲1,234千円",
            "アプリを使い",
            "イベントを開き",
            "（令和5年度）",
            "LED化",
            "-1234",
            "--",
            "一人ひとりの",
            "",
        ] {
            assert_eq!(enumerator(line), None, "{line}");
        }
    }
}

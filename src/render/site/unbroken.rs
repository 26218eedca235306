//! The template filter `unbroken`: numbers stay with their counters at the end of a line.
//!
//! 令和6 / 年度 and 17 / 人 are hard to read, and browsers break lines there. The text itself stays as it
//! is, so that copies of it and searches within the page find what they look for.

use tera::{Kwargs, State, Value};

/// Before and after what stays on one line. `style.css` has the class.
const BEGIN: &str = "<span class=\"keep\">";
const END: &str = "</span>";

/// Words before a number that belong to it.
const ERAS: [&str; 4] = ["令和", "平成", "昭和", "第"];
/// Counters of several characters. Any other ideograph is a counter by itself. For print, `counted` in the theme's
/// `pdf/fit.typ` has such a list.
const COUNTERS: [&str; 24] = [
    "年度",
    "年間",
    "年生",
    "歳代",
    "か月",
    "か所",
    "か年",
    "か国",
    "週間",
    "時間",
    "世帯",
    "団体",
    "地区",
    "学級",
    "種類",
    "路線",
    "項目",
    "施策",
    "事業所",
    "事業",
    "指標",
    "千円",
    "往復",
    "人泊",
];
const MULTIPLES: [char; 4] = ['千', '万', '億', '兆'];
/// The longest counter in katakana, as キロメートル.
const LONGEST_KATAKANA: usize = 6;

/// The template filter `{{ text | unbroken }}`: text, escaped, whose numbers do not leave their counters.
pub(super) fn unbroken(text: &str, _: Kwargs, _: &State<'_>) -> Value {
    Value::safe_string(&kept(text))
}

fn kept(text: &str) -> String {
    let mut html = Vec::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(digit) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, after) = rest.split_at(digit);
        let length = counted(after, before.chars().next_back());
        let era = ERAS.iter().find(|era| length.is_some() && before.ends_with(**era));
        let (before, kept) = before.split_at(before.len() - era.map_or(0, |era| era.len()));
        escape(before, &mut html);
        let end = length.unwrap_or_else(|| number(after));
        if length.is_some() {
            html.extend(BEGIN.as_bytes());
        }
        escape(kept, &mut html);
        escape(&after[..end], &mut html);
        if length.is_some() {
            html.extend(END.as_bytes());
        }
        rest = &after[end..];
    }
    escape(rest, &mut html);
    String::from_utf8(html).expect("what is escaped stays text")
}

fn escape(text: &str, html: &mut Vec<u8>) {
    tera::escape_html(text, html).expect("memory takes what is written");
}

/// The length of the number with which `text` begins, with its points and commas.
fn number(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let all = &text[..end.unwrap_or(text.len())];
    all.trim_end_matches(['.', ',']).len()
}

/// The length of the number and the counter with which `text` begins; none where the character
/// `before` or what follows makes it a part of something else, as a code.
fn counted(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || "-_/:.".contains(c)) {
        return None;
    }
    let digits = number(text);
    // 2億1,300万: several numbers that are one.
    let mut value = digits;
    loop {
        let multiple = text[value..].chars().take_while(|c| MULTIPLES.contains(c));
        let multiple = multiple.map(char::len_utf8).sum::<usize>();
        let more = if multiple > 0 { number(&text[value + multiple..]) } else { 0 };
        value += multiple + more;
        if more == 0 {
            break;
        }
    }
    let rest = &text[value..];
    let counter = COUNTERS.iter().find(|counter| rest.starts_with(**counter));
    let katakana = rest.find(|c| !matches!(c, 'ァ'..='ヶ' | 'ー')).unwrap_or(rest.len());
    let unit = match (counter, rest.chars().next()) {
        (Some(counter), _) => counter.len(),
        (None, Some(ideograph @ '一'..='龥')) => ideograph.len_utf8(),
        _ if rest[..katakana].chars().count() <= LONGEST_KATAKANA => katakana,
        _ => 0,
    };
    (value + unit > digits).then_some(value + unit)
}

#[cfg(test)]
mod tests {
    use super::kept;

    /// The HTML, with brackets for what stays on one line.
    fn marked(text: &str) -> String {
        kept(text).replace(super::BEGIN, "[").replace(super::END, "]")
    }

    #[test]
    fn a_number_stays_with_its_counter() {
        for (text, expected) in [
            ("令和6年度から3年続けて", "[令和6年度]から[3年]続けて"),
            ("約2億1,300万円の17人。", "約[2億1,300万円]の[17人]。"),
            ("2か所、1.5ポイント、5回", "[2か所]、[1.5ポイント]、[5回]"),
            ("27.9%と12、3です", "27.9%と12、3です"),
            ("5-2-04の町、LED12台、12:30時", "5-2-04の町、LED12台、12:30時"),
            ("平成30年3月に", "[平成30年][3月]に"),
            ("7コミュニケーションズ", "7コミュニケーションズ"),
            ("<b>3人</b>", "&lt;b&gt;[3人]&lt;/b&gt;"),
            ("", ""),
        ] {
            assert_eq!(marked(text), expected);
        }
    }
}

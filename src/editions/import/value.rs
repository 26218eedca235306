//! What a cell says, in the spelling of the sources. What people write beyond a bare value is
//! normalised where it is unambiguous, and otherwise refused.

use unicode_normalization::UnicodeNormalization as _;

use super::cell_value::{CellError, CellValue, not_a, quoted, refuse};
use super::cells::{Cell, Raw};
use super::number_format::{Look, Shown};
use super::numbers::{of_number, plain, read_number, within};
use crate::diag::{Text, nearest};
use crate::record::{Scalar as _, half_width};
use crate::render::workbook::{Kind, OPEN};
use crate::text;
use crate::value::{Date, WebAddress, YearRange};

/// Reads `cell` as a value of `kind`; numbers are in `unit`, and `sent` is what the cell had.
///
/// # Errors
/// When it is none, or could be read in more than one way.
pub fn read(cell: &Cell, kind: &Kind, unit: &str, sent: &str) -> Result<CellValue, CellError> {
    if cell.struck {
        return Err(refuse(
            text!(
                "取り消し線の引かれた文字があり、残す文が分かりません",
                "some of its text is struck, so that it is not clear what stays"
            ),
            text!(
                "消す文字を消し、残す文だけにしてください",
                "delete what is struck and leave what stays"
            ),
        ));
    }
    match &cell.raw {
        Raw::Formula => Err(refuse(
            text!("計算結果のない数式です", "it is a formula without a result"),
            text!(
                "数式ではなく値を書くか、Excel で開いて保存し直してください",
                "write the value, or open and save the workbook in Excel"
            ),
        )),
        Raw::Error(error) => Err(refuse(
            text!("数式の誤り {error} です", "it has the error {error}"),
            text!("値を書いてください", "write the value"),
        )),
        Raw::Number(number) if matches!(kind, Kind::Line | Kind::Prose | Kind::Choice(_)) => {
            of_words(*number, &cell.shown, kind, sent)
        }
        Raw::Number(number) if cell.shown.is_other_than(unit) => Err(refuse(
            not_as_shown(*number, &cell.shown.look),
            text!(
                "書式を「標準」に戻し、単位を付けない数を書いてください",
                "set its format to General and write the number without a unit"
            ),
        )),
        Raw::Time => Err(not_a(kind, &text!("時刻", "a time"))),
        Raw::Date(year, month, day) => {
            let (date, is_date) = (format!("{year:04}-{month:02}-{day:02}"), *kind == Kind::Date);
            match date.parse::<Date>() {
                Ok(date) if is_date => Ok(CellValue { value: date.to_string(), respelled: false }),
                _ => Err(became_a_date(&date)),
            }
        }
        Raw::Truth(truth) if *kind == Kind::Truth => {
            Ok(CellValue { value: truth.to_string(), respelled: false })
        }
        Raw::Truth(_) => Err(not_a(kind, &text!("真偽の値", "a truth value"))),
        Raw::Number(number) => of_number(*number, kind, sent),
        Raw::Text(words) => of_text(words, kind, unit, sent),
    }
}

/// A cell of words that has a number: what it shows.
fn of_words(number: f64, shown: &Shown, kind: &Kind, sent: &str) -> Result<CellValue, CellError> {
    let bare = plain(number);
    match &shown.text {
        Some(text) if bare.as_ref() != Some(text) => of_text(text, kind, "", sent),
        None if bare.is_some() || shown.look != Look::Bare => {
            let look = if shown.look == Look::Bare { &Look::Unclear } else { &shown.look };
            Err(refuse(
                not_as_shown(number, look),
                text!(
                    "セルの書式を「文字列」にして、見せたいとおりに書いてください",
                    "set the cell's format to Text and write what it should show"
                ),
            ))
        }
        _ => of_number(number, kind, sent),
    }
}

fn of_text(words: &str, kind: &Kind, unit: &str, sent: &str) -> Result<CellValue, CellError> {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let words = words.trim();
    let narrow = half_width(words);
    let taken = |value: String| Ok(CellValue { respelled: value != words, value });
    let open = matches!(words, "未定" | "未計測" | OPEN);
    match kind {
        Kind::Prose => Ok(CellValue { value: words.to_owned(), respelled: false }),
        // A line that was open, and is as it was.
        _ if sent == OPEN && open => Ok(CellValue { value: OPEN.to_owned(), respelled: false }),
        Kind::Line => taken(one_line(words)),
        // Points are given or not.
        Kind::Number(limits) if open && limits.range.is_some() => Err(not_a(kind, &quoted(words))),
        Kind::Money | Kind::Number(_) if open => {
            Ok(CellValue { value: OPEN.to_owned(), respelled: false })
        }
        Kind::Money => read_number(words, &narrow, kind, unit),
        Kind::Number(limits) => {
            let read = read_number(words, &narrow, kind, unit)?;
            Ok(CellValue { value: within(read.value, limits, sent)?, ..read })
        }
        Kind::Choice(choices) => choice(words, choices),
        Kind::Date => match Date::meant(&narrow) {
            Some(date) => taken(date.to_string()),
            None => Err(not_a(kind, &quoted(words))),
        },
        Kind::Years => match narrow.replace(['~', '〜'], "-").parse::<YearRange>() {
            Ok(years) => match YearRange::objection(&narrow) {
                Some((message, hint)) => Err(refuse(message, hint)),
                None => taken(years.to_string()),
            },
            Err(()) => Err(not_a(kind, &quoted(words))),
        },
        Kind::Link => match words.parse::<WebAddress>() {
            Ok(address) => taken(address.as_str().to_owned()),
            Err(_) => Err(not_a(kind, &quoted(words))),
        },
        Kind::Truth => match narrow.to_lowercase().as_str() {
            "はい" | "true" => Ok(CellValue { value: "true".to_owned(), respelled: false }),
            "いいえ" | "false" => Ok(CellValue { value: "false".to_owned(), respelled: false }),
            _ => Err(not_a(kind, &quoted(words))),
        },
    }
}

/// A cell with `number` that shows something else.
fn not_as_shown(number: f64, look: &Look) -> Text {
    let stored = plain(number).unwrap_or_else(|| number.to_string());
    match look {
        Look::Percent => match plain(number * 100.0) {
            Some(shown) => text!(
                "％の書式の数で、{shown}％ が {stored} として入っています",
                "it is formatted as a percentage: {shown} % is stored as {stored}"
            ),
            None => text!("％の書式の数です", "it is formatted as a percentage"),
        },
        Look::Thousands(times) => {
            let left_out = "0".repeat(3 * times);
            text!(
                "下の桁（1{left_out} より小さい桁）を見せない書式で、{stored} が入っています",
                "its format does not show what is below 1{left_out}, and {stored} is stored"
            )
        }
        Look::Word(word) => text!(
            "書式で「{word}」を付けた数で、{stored} が入っています",
            "its format adds `{word}`, and {stored} is stored"
        ),
        Look::Bare | Look::Unclear => text!(
            "書式のために、入っている数（{stored}）のとおりには見えません",
            "its format does not show the number that is stored, {stored}"
        ),
    }
}

/// Spreadsheets make a date of `2-3`.
fn became_a_date(date: &str) -> CellError {
    refuse(
        text!(
            "日付になっています：{date}（「2-3」や「1/2」と書くと、Excel が日付に変えます）",
            "it has become a date, {date}: Excel makes one of `2-3` and `1/2`"
        ),
        text!(
            "セルの書式を「文字列」にして、もう一度書いてください",
            "set the cell's format to Text and write it again"
        ),
    )
}

/// `words` without line breaks. After a sign that ends a sentence or phrase, and before one that begins
/// something, nothing takes their place; otherwise a space does.
fn one_line(words: &str) -> String {
    let ends = |c: char| "。、，．・：；！？）」』】〕》…".contains(c);
    let begins = |c: char| "（「『【〔《・".contains(c);
    let mut line = String::new();
    for next in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let joined = line.is_empty() || line.ends_with(ends) || next.starts_with(begins);
        if !joined {
            line.push(' ');
        }
        line.push_str(next);
    }
    line
}

fn choice(words: &str, choices: &[String]) -> Result<CellValue, CellError> {
    let folded = |text: &str| text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>();
    let wanted = folded(words);
    if let Some(found) = choices.iter().find(|choice| folded(choice) == wanted) {
        return Ok(CellValue { respelled: found != words, value: found.clone() });
    }
    let words: String = words.chars().take(30).collect();
    let hint = match nearest(&words, choices.iter().map(String::as_str)) {
        Some(near) => text!(
            "「{near}」のことですか。一覧から選んでください",
            "did you mean {near}? Choose from the list"
        ),
        None => text!("一覧から選んでください", "choose from the list"),
    };
    Err(refuse(text!("「{words}」は一覧にありません", "`{words}` is not in the list"), hint))
}

#[cfg(test)]
mod tests {
    use super::super::cell_value::same;
    use super::super::number_format::NumberFormat;
    use super::*;
    use crate::value::{Decimals, NumberLimits};

    fn read_text(words: &str, kind: &Kind) -> Option<String> {
        let cell =
            Cell { raw: Raw::Text(words.to_owned()), struck: false, shown: Shown::default() };
        read(&cell, kind, "千円", "").ok().map(|reading| reading.value)
    }

    #[test]
    fn amounts_are_read_as_people_write_them_where_they_mean_one_thing() {
        for (words, value) in [
            ("19200", "19200"),
            ("１９，２００", "19200"),
            ("19,200千円", "19200"),
            ("△120", "-120"),
            ("▲ 1,234,567", "-1234567"),
            ("-5", "-5"),
            ("0", "0"),
            ("００１２", "12"),
            ("未定", "~"),
            (" 19200\r\n", "19200"),
        ] {
            assert_eq!(read_text(words, &Kind::Money).as_deref(), Some(value), "{words}");
        }
        for words in [
            "－",
            "―",
            "-",
            "なし",
            "19,20",
            "1,92,00",
            "19200円",
            "約100",
            "1.5",
            "(120)",
            "百",
            "９".repeat(16).as_str(),
        ] {
            assert_eq!(read_text(words, &Kind::Money), None, "{words}");
        }
        let yen = Cell {
            raw: Raw::Text("19,200千円".to_owned()),
            struck: false,
            shown: Shown::default(),
        };
        assert!(read(&yen, &Kind::Money, "円", "").is_err());
    }

    /// Any number.
    fn any() -> Kind {
        Kind::Number(NumberLimits::default())
    }

    #[test]
    fn numbers_are_those_that_the_plan_takes() {
        let limits = |decimals, range: Option<(&str, &str)>| {
            let number = |text: &str| text.parse().expect("a number");
            let range = range.map(|(from, to)| (number(from), number(to)));
            Kind::Number(NumberLimits { decimals: Some(Decimals(decimals)), range })
        };
        let (points, staff) = (limits(1, Some(("1", "5"))), limits(2, None));
        for (number, kind, is_taken) in [
            (1.0, &points, true),
            (5.0, &points, true),
            (3.5, &points, true),
            (3.75, &points, false),
            (0.9, &points, false),
            (6.0, &points, false),
            (0.4, &staff, true),
            (0.405, &staff, false),
            (-1.0, &staff, true),
        ] {
            assert_eq!(of_number(number, kind, "").is_ok(), is_taken, "{number}");
            assert_eq!(read_text(&number.to_string(), kind).is_some(), is_taken, "{number}");
        }
        // What was sent is no answer of the section.
        assert!(of_number(6.0, &points, "6").is_ok() && of_number(6.0, &points, "5").is_err());
        assert_eq!(read_text("未定", &points), None);
        assert_eq!(read_text("未定", &staff).as_deref(), Some("~"));
    }

    #[test]
    fn numbers_of_cells_are_exact() {
        for (number, kind, value) in [
            (19200.0, Kind::Money, Some("19200")),
            (27.9, any(), Some("27.9")),
            (0.1 + 0.2, any(), Some("0.3")),
            (-0.0, any(), Some("0")),
            (62.0, Kind::Line, Some("62")),
            (19200.5, Kind::Money, None),
            (1e300, Kind::Money, None),
            (1.0 / 3.0, any(), None),
            (1.0, Kind::Choice(vec!["A".to_owned()]), None),
        ] {
            let found = of_number(number, &kind, "").ok().map(|reading| reading.value);
            assert_eq!(found.as_deref(), value, "{number}");
        }
        assert!(same(&any(), "27.0", "27") && !same(&Kind::Line, "27.0", "27"));
    }

    #[test]
    fn what_is_refused_says_what_is_there_and_what_to_write() {
        let refusal = |raw: Raw, look, kind: &Kind, unit| {
            let shown = Shown { look, text: None };
            let found = read(&Cell { raw, struck: false, shown }, kind, unit, "");
            let CellError { message, hint } = found.expect_err("it is refused");
            (message.ja, hint.ja)
        };
        let (message, _) = refusal(Raw::Number(0.761), Look::Percent, &any(), "%");
        assert_eq!(message, "％の書式の数で、76.1％ が 0.761 として入っています");
        let oku = || Look::Word("億円".to_owned());
        let (message, _) = refusal(Raw::Number(5.0), oku(), &Kind::Money, "百万円");
        assert_eq!(message, "書式で「億円」を付けた数で、5 が入っています");
        let (message, _) = refusal(Raw::Number(5e6), Look::Thousands(2), &Kind::Money, "百万円");
        assert!(message.contains("1000000 より小さい桁"), "{message}");
        let same =
            Cell { raw: Raw::Number(5.0), struck: false, shown: Shown { look: oku(), text: None } };
        assert!(read(&same, &Kind::Money, "億円", "").is_ok());
        let words = || Raw::Text("約1,161円".to_owned());
        let (_, hint) = refusal(words(), Look::Bare, &Kind::Money, "千円");
        assert!(hint.starts_with("千円を単位とする整数だけを"), "{hint}");
        let (_, hint) = refusal(words(), Look::Bare, &any(), "");
        assert_eq!(hint, "数だけを書いてください");
    }

    #[test]
    fn a_cell_of_words_says_what_it_shows() {
        let choices = || Kind::Choice(vec!["2年".to_owned()]);
        for (code, number, kind, value) in [
            ("General", 120.0, Kind::Line, Some("120")),
            ("0\"人\"", 120.0, Kind::Line, Some("120人")),
            ("0\"人\"", 120.0, Kind::Prose, Some("120人")),
            ("\"第\"0\"期\"", 2.0, Kind::Line, Some("第2期")),
            ("0\"年\"", 2.0, choices(), Some("2年")),
            ("0\"年\"", 3.0, choices(), None),
            ("0000", 12.0, Kind::Line, Some("0012")),
            ("0", 12.5, Kind::Line, None),
            ("0,\"千人\"", 12000.0, Kind::Line, None),
            ("[DBNum1]General", 12.0, Kind::Line, None),
            ("0\"人\"", 120.0, Kind::Money, None),
            ("[DBNum3]0", 12.0, Kind::Money, Some("12")),
        ] {
            let shown = NumberFormat::of_code(code).shown(number);
            let cell = Cell { raw: Raw::Number(number), struck: false, shown };
            let found = read(&cell, &kind, "円", "").ok().map(|reading| reading.value);
            assert_eq!(found.as_deref(), value, "{code} {number}");
        }
    }

    #[test]
    fn other_kinds_are_read_in_their_usual_spellings() {
        let choices = Kind::Choice(vec!["継続".to_owned(), "A".to_owned()]);
        for (words, kind, value) in [
            ("Ａ", &choices, Some("A")),
            ("継 続", &choices, Some("継続")),
            ("継続する", &choices, None),
            ("令和6年9月30日", &Kind::Date, Some("2024-09-30")),
            ("平成元年4月1日", &Kind::Date, Some("1989-04-01")),
            ("H31.4.1", &Kind::Date, Some("2019-04-01")),
            ("2024/9/30", &Kind::Date, Some("2024-09-30")),
            ("9月30日", &Kind::Date, None),
            ("R5～R9", &Kind::Years, Some("R5-R9")),
            ("はい", &Kind::Truth, Some("true")),
            ("一行目\n 二行目", &Kind::Line, Some("一行目 二行目")),
            (
                "土曜の開催。\n\n父親の参加\n（数字で）",
                &Kind::Line,
                Some("土曜の開催。父親の参加（数字で）"),
            ),
            ("一行目\r\n\r\n二行目", &Kind::Prose, Some("一行目\n\n二行目")),
        ] {
            assert_eq!(read_text(words, kind).as_deref(), value, "{words}");
        }
    }
}

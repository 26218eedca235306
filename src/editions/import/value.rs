//! What a cell says, in the spelling of the sources. What people write beyond a bare value is
//! normalised where it is unambiguous, and otherwise refused.

use unicode_normalization::UnicodeNormalization as _;

use super::cells::{Cell, Raw};
use crate::diag::{Text, nearest};
use crate::record::half_width;
use crate::render::workbook::{Kind, OPEN};
use crate::text;
use crate::value::{Date, Decimal, Money, NumberLimits, WebAddress, YearRange};

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellValue {
    /// The value in the spelling of the sources; nothing for an empty cell.
    pub value: String,
    /// Whether it is spelled otherwise in the cell.
    pub respelled: bool,
}

/// Why a cell cannot be taken, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Text,
}

fn refuse(message: Text, hint: Text) -> CellError {
    CellError { message, hint }
}

/// Whether two values of `kind` are the same.
#[must_use]
pub fn same(kind: &Kind, one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let number = |text: &str| text.parse::<Decimal>().ok().map(Decimal::millionths);
    matches!(kind, Kind::Number(_)) && number(one).is_some() && number(one) == number(other)
}

/// Reads `cell` as a value of `kind`; amounts are in `unit`, and `sent` is what the cell had.
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
        Raw::Number(_) if cell.percent => Err(refuse(
            text!(
                "％の書式の数で、27.9％ が 0.279 として入っています",
                "it is formatted as a percentage: 27.9 % is stored as 0.279"
            ),
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

/// A number with as many decimal places as it has, at most six.
fn plain(number: f64) -> Option<String> {
    let rounded = format!("{number:.6}");
    let back: f64 = rounded.parse().ok()?;
    let near = (back - number).abs() <= 1e-9 * number.abs().max(1.0);
    let bare = rounded.trim_end_matches('0').trim_end_matches('.');
    let bare = if bare == "-0" { "0" } else { bare };
    (near && number.abs() < 1e15).then(|| bare.to_owned())
}

fn of_number(number: f64, kind: &Kind, sent: &str) -> Result<CellValue, CellError> {
    let bare = plain(number);
    let taken = |value: String| Ok(CellValue { value, respelled: false });
    match (kind, bare) {
        (Kind::Money, Some(bare)) if !bare.contains('.') => taken(bare),
        (Kind::Money, _) => Err(refuse(
            text!("金額に端数があります：{number}", "the amount has a fraction: {number}"),
            text!("単位までの整数を書いてください", "write a whole number of the unit"),
        )),
        (Kind::Number(limits), Some(bare)) => within(bare, limits, sent).and_then(taken),
        (Kind::Line | Kind::Prose, Some(bare)) => taken(bare),
        (Kind::Choice(words), Some(bare)) if words.contains(&bare) => taken(bare),
        (Kind::Number(_) | Kind::Line | Kind::Prose, None) => Err(refuse(
            text!("けたが多すぎる数です：{number}", "the number has too many digits: {number}"),
            text!("小数点以下を6けたまでにしてください", "use at most six decimal places"),
        )),
        (kind, _) => Err(not_a(kind, &text!("数", "a number"))),
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
        Kind::Money => number(words, &narrow, kind, unit),
        Kind::Number(limits) => {
            let read = number(words, &narrow, kind, unit)?;
            Ok(CellValue { value: within(read.value, limits, sent)?, ..read })
        }
        Kind::Choice(choices) => choice(words, choices),
        Kind::Date => match date(&narrow) {
            Some(date) => taken(date.to_string()),
            None => Err(not_a(kind, &quoted(words))),
        },
        Kind::Years => match narrow.replace(['~', '〜'], "-").parse::<YearRange>() {
            Ok(years) => taken(years.to_string()),
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

/// `bare`, if a field with these limits takes it. What was `sent` comes back as it was: the section has
/// not written it, and the limits may have been set later.
fn within(bare: String, limits: &NumberLimits, sent: &str) -> Result<String, CellError> {
    let is_unchanged = same(&Kind::Number(*limits), &bare, sent);
    if is_unchanged || bare.parse().is_ok_and(|number| limits.admits(number)) {
        return Ok(bare);
    }
    let (range, range_en) = match limits.range {
        Some((from, to)) => (format!("{from}から{to}までの"), format!(" from {from} to {to}")),
        None => (String::new(), String::new()),
    };
    let hint = match limits.decimals.map_or(Decimal::MAX_SCALE, |decimals| decimals.0) {
        0 => text!("{range}整数を書いてください", "write a whole number{range_en}"),
        digits => text!(
            "{range}数を、小数点以下{digits}けたまでで書いてください",
            "write a number{range_en} with at most {digits} decimal places"
        ),
    };
    let message = text!(
        "{bare}は、この欄に書ける数ではありません",
        "{bare} is not among the numbers of this cell"
    );
    Err(refuse(message, hint))
}

fn quoted(words: &str) -> Text {
    let words: String = words.chars().take(30).collect();
    text!("「{words}」", "`{words}`")
}

fn not_a(kind: &Kind, found: &Text) -> CellError {
    let (wanted, en) = match kind {
        Kind::Line | Kind::Prose => ("文", "a text"),
        Kind::Money => ("金額", "an amount"),
        Kind::Number(_) => ("数", "a number"),
        Kind::Choice(_) => ("一覧の言葉", "a word of the list"),
        Kind::Date => ("日付（例 2024-09-30）", "a date, such as 2024-09-30"),
        Kind::Years => ("年度の範囲（例 R5-R9）", "a range of years, such as R5-R9"),
        Kind::Link => ("https:// で始まるアドレス", "an address that begins with https://"),
        Kind::Truth => ("はい か いいえ", "はい or いいえ"),
    };
    let Text { ja, en: found_en } = found;
    refuse(
        text!("{wanted}の欄に、{ja}が入っています", "it should be {en}, and has {found_en}"),
        text!("{wanted}を書いてください", "write {en}"),
    )
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

fn number(words: &str, narrow: &str, kind: &Kind, unit: &str) -> Result<CellValue, CellError> {
    if matches!(narrow, "-" | "--" | "なし" | "無" | "無し" | "該当なし") {
        return Err(refuse(
            text!("「{words}」では、0 か未定か分かりません", "`{words}` may mean 0 or not decided"),
            text!(
                "ない額は 0、決まっていなければ「未定」（測っていない指標は「未計測」）と書いてください",
                "write 0 for nothing, 未定 for what is not decided, 未計測 for what was not measured"
            ),
        ));
    }
    let mut digits = narrow;
    if *kind == Kind::Money {
        let narrow_unit = half_width(unit);
        if let Some(bare) = digits.strip_suffix(narrow_unit.as_str()) {
            // 19,200千円 in a plan of 円 is another amount.
            let other = bare.ends_with(['千', '百', '万', '億']);
            digits = if other { digits } else { bare.trim_end() };
        }
    }
    let (negative, digits) = match digits.strip_prefix(['▲', '△', '-']) {
        Some(digits) => (true, digits.trim_start()),
        None => (false, digits),
    };
    let sign = if negative { "-" } else { "" };
    let value = ungrouped(digits).map(|digits| format!("{sign}{digits}"));
    let sound = value.filter(|value| match kind {
        Kind::Money => value.parse::<i64>().is_ok_and(|amount| Money(amount).is_exact()),
        _ => value.parse::<Decimal>().is_ok_and(Decimal::is_exact),
    });
    match sound {
        Some(value) if value == "-0" => Ok(CellValue { value: "0".to_owned(), respelled: true }),
        Some(value) => Ok(CellValue { respelled: value != words, value }),
        None => Err(not_a(kind, &quoted(words))),
    }
}

/// `digits` without its commas, which group by three, and without leading zeros.
fn ungrouped(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut bare = first.to_owned();
    for group in groups {
        if !all(group) || group.len() != 3 || first.len() > 3 {
            return None;
        }
        bare.push_str(group);
    }
    if !all(&bare) || fraction.is_some_and(|fraction| !all(fraction)) {
        return None;
    }
    let bare = match bare.trim_start_matches('0') {
        "" => "0",
        bare => bare,
    };
    Some(fraction.map_or_else(|| bare.to_owned(), |fraction| format!("{bare}.{fraction}")))
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

/// A date by the western calendar or that of an era.
fn date(narrow: &str) -> Option<Date> {
    const ERAS: [(&str, char, u16); 3] =
        [("令和", 'R', 2018), ("平成", 'H', 1988), ("昭和", 'S', 1925)];
    let era = ERAS.into_iter().find_map(|(name, letter, years)| {
        let rest = narrow.strip_prefix(name).or_else(|| narrow.strip_prefix(letter))?;
        Some((rest.replace('元', "1"), years))
    });
    let (narrow, years) = era.unwrap_or_else(|| (narrow.to_owned(), 0));
    let narrow = narrow.trim_end_matches('日').replace(['年', '月'], "-");
    let mut parts = narrow.split(['-', '/', '.']).map(|part| part.trim().parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = year.checked_add(years).filter(|_| parts.next().is_none())?;
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Decimals;

    fn read_text(words: &str, kind: &Kind) -> Option<String> {
        let cell = Cell { raw: Raw::Text(words.to_owned()), struck: false, percent: false };
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
        let yen = Cell { raw: Raw::Text("19,200千円".to_owned()), struck: false, percent: false };
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

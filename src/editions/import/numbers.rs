//! Numbers and amounts in cells, in the spelling of the sources.

use super::cell_value::{CellError, CellValue, not_a, quoted, refuse, same};
use crate::diag::Text;
use crate::record::{half_width, limits_words};
use crate::render::workbook::Kind;
use crate::text;
use crate::value::{Decimal, Money, NumberLimits};

/// A number with as many decimal places as it has, at most six.
pub fn plain(number: f64) -> Option<String> {
    let rounded = format!("{number:.6}");
    let back: f64 = rounded.parse().ok()?;
    let near = (back - number).abs() <= 1e-9 * number.abs().max(1.0);
    let bare = rounded.trim_end_matches('0').trim_end_matches('.');
    let bare = if bare == "-0" { "0" } else { bare };
    (near && number.abs() < 1e15).then(|| bare.to_owned())
}

/// `number` as a value of `kind`; `sent` is what the cell had.
///
/// # Errors
/// When it is none.
pub fn of_number(number: f64, kind: &Kind, sent: &str) -> Result<CellValue, CellError> {
    let bare = plain(number);
    let taken = |value: String| Ok(CellValue { value, respelled: false });
    match (kind, bare) {
        (Kind::Money, Some(bare)) if !bare.contains('.') => taken(bare),
        (Kind::Money, None) if number.abs() >= 1e15 => Err(refuse(
            text!("大きすぎる金額です：{number}", "the amount is too large: {number}"),
            text!("単位と桁を確かめてください", "see whether the unit and the digits are right"),
        )),
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

/// `bare`, if a field with these limits takes it. What was `sent` comes back as it was: the section has
/// not written it, and the limits may have been set later.
///
/// # Errors
/// When the field does not take it.
pub fn within(bare: String, limits: &NumberLimits, sent: &str) -> Result<String, CellError> {
    let is_unchanged = same(&Kind::Number(*limits), &bare, sent);
    if is_unchanged || bare.parse().is_ok_and(|number| limits.admits(number)) {
        return Ok(bare);
    }
    let Text { ja, en } = limits_words(limits);
    let hint = text!("{ja}を書いてください", "write {en}");
    let message = text!(
        "{bare}は、この欄に書ける数ではありません",
        "{bare} is not among the numbers of this cell"
    );
    Err(refuse(message, hint))
}

/// The number that `words` are, `narrow` in half width, as a value of `kind`; they are in `unit`, which is empty
/// where there is none.
///
/// # Errors
/// When they are none, or could be read in more than one way.
pub fn read_number(
    words: &str,
    narrow: &str,
    kind: &Kind,
    unit: &str,
) -> Result<CellValue, CellError> {
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
    let narrow_unit = half_width(unit);
    if let Some(bare) = digits.strip_suffix(narrow_unit.as_str()) {
        // 19,200千円 in a plan of 円 is another amount.
        let other = bare.ends_with(['千', '百', '万', '億']);
        digits = if other { digits } else { bare.trim_end() };
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
        None => {
            let hint = match (kind, unit) {
                (_, "") => text!("数だけを書いてください", "write the number alone"),
                (Kind::Money, unit) => text!(
                    "{unit}を単位とする整数だけを書いてください（カンマと「{unit}」は、付いていてもかまいません）",
                    "write a whole number of {unit} alone; commas and {unit} may stand with it"
                ),
                (_, unit) => text!(
                    "数だけを書いてください（カンマと「{unit}」は、付いていてもかまいません）",
                    "write the number alone; commas and {unit} may stand with it"
                ),
            };
            Err(CellError { hint, ..not_a(kind, &quoted(words)) })
        }
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

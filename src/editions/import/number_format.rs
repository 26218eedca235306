//! What a cell shows of its number: percentages, thousands left out, units, and words.
//!
//! This module must not know what the number is for.

use super::format_code::{Clarity, Digits, Section, sections};
use super::numbers::plain;
use crate::record::half_width;

/// What a cell shows of its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// How it differs from the number.
    pub look: Look,
    /// All that is shown; none where that is not known, or is not the whole number.
    pub text: Option<String>,
}

/// How what a cell shows differs from its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Look {
    /// The number itself.
    #[default]
    Bare,
    /// A hundred times the number, with a percent sign.
    Percent,
    /// The number without its last digits: so many times three.
    Thousands(usize),
    /// The number and a word, or a word in its place: 億円.
    Word(String),
    /// Something else, or nothing.
    Unclear,
}

/// A number format, by its sections.
#[derive(Debug, Clone)]
pub struct NumberFormat(Vec<Section>);

/// Words that say how large a number is, or that it is not exact.
const SIZES: [char; 8] = ['十', '百', '千', '万', '億', '兆', '割', '約'];

/// Signs of negative numbers, and of nothing.
const SIGNS: [char; 11] = ['-', '－', '−', '‐', '–', '―', '—', '△', '▲', '(', '（'];

impl Shown {
    /// Whether it is not what a number of `unit` is; the unit itself may stand with it. Where there is no unit, a
    /// word may, but none that says how large the number is.
    pub fn is_other_than(&self, unit: &str) -> bool {
        match &self.look {
            Look::Bare => false,
            Look::Word(word) if unit.is_empty() => word.contains(SIZES) || word.starts_with(SIGNS),
            Look::Word(word) => half_width(word) != half_width(&bare_word(unit)),
            Look::Percent | Look::Thousands(_) | Look::Unclear => true,
        }
    }
}

impl NumberFormat {
    /// The format with the number `id`, of those that every workbook has.
    pub fn built_in(id: u32) -> Self {
        Self::of_code(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "\\¥#,##0;\\¥\\-#,##0",
            7 | 8 => "\\¥#,##0.00;\\¥\\-#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 => "#,##0;-#,##0;\"-\"",
            42 => "\\¥#,##0;\\¥\\-#,##0;\\¥\"-\"",
            43 => "#,##0.00;-#,##0.00;\"-\"",
            44 => "\\¥#,##0.00;\\¥\\-#,##0.00;\\¥\"-\"",
            48 => "##0.0E+0",
            _ => "General",
        })
    }

    /// The format of `code`, such as `#,##0,,"百万円"`.
    pub fn of_code(code: &str) -> Self {
        Self(sections(if code.trim().is_empty() { "General" } else { code }))
    }

    /// What it shows of `number`.
    pub fn shown(&self, number: f64) -> Shown {
        match self.section(number) {
            Some((section, own_sign)) => {
                let (look, text) =
                    (look(section, number, own_sign), text(section, number, own_sign));
                Shown { look, text }
            }
            None => Shown { look: Look::Unclear, text: None },
        }
    }

    /// The section for `number`, and whether it says itself that the number is negative.
    fn section(&self, number: f64) -> Option<(&Section, bool)> {
        let all = self.0.as_slice();
        // The last one may be for words.
        let all = match all {
            [numbers @ .., last] if last.is_of_text && !numbers.is_empty() => numbers,
            all => &all[..all.len().min(3)],
        };
        let negative = number < 0.0;
        if all.iter().any(|section| section.condition.is_some()) {
            for (at, section) in all.iter().enumerate() {
                match &section.condition {
                    Some(condition) if condition.holds(number)? => {
                        return Some((section, negative));
                    }
                    Some(_) => {}
                    None if at + 1 == all.len() => return Some((section, negative)),
                    None => return None,
                }
            }
            return None;
        }
        match all {
            [only] => Some((only, false)),
            [.., below] if all.len() == 2 && negative => Some((below, true)),
            [_, below, _] if negative => Some((below, true)),
            [.., zero] if all.len() == 3 && number == 0.0 => Some((zero, false)),
            [above, ..] => Some((above, false)),
            [] => None,
        }
    }
}

/// `word` as units are compared: without blanks and brackets.
fn bare_word(word: &str) -> String {
    let dropped = |c: &char| c.is_whitespace() || "()[]（）［］「」【】".contains(*c);
    let yen = |c: char| if matches!(c, '¥' | '￥' | '\\') { '円' } else { c };
    word.chars().filter(|c| !dropped(c)).map(yen).collect()
}

fn look(section: &Section, number: f64, own_sign: bool) -> Look {
    if section.clarity > Clarity::Odd {
        return Look::Unclear;
    }
    let is_signed = number > 0.0 || number < 0.0 && !own_sign;
    // The sign of a number that has none itself is a word.
    let before = if is_signed {
        section.before.replace(['+', '＋'], "")
    } else {
        section.before.replace("マイナス", "").replace(SIGNS, "")
    };
    let (before, after) = (bare_word(&before), bare_word(&section.after));
    let in_brackets =
        section.before.contains(['(', '（']) && section.after.starts_with([')', '）']);
    let brackets = if in_brackets && is_signed { "()" } else { "" };
    let word = format!("{brackets}{before}{after}");
    match section.digits {
        Digits::None if number != 0.0 && word.is_empty() => Look::Unclear,
        Digits::None if word.is_empty() => Look::Bare,
        Digits::None if number == 0.0 && word == "円" => Look::Bare,
        _ if section.percent => Look::Percent,
        _ if section.thousands > 0 => Look::Thousands(section.thousands),
        _ if word.is_empty() => Look::Bare,
        _ => Look::Word(word),
    }
}

/// All that `section` shows of `number`, if it shows all of the number in usual digits.
fn text(section: &Section, number: f64, own_sign: bool) -> Option<String> {
    let Section { before, after, .. } = section;
    let is_odd = section.clarity > Clarity::Clear;
    let colour_alone =
        own_sign && number < 0.0 && !before.contains(SIGNS) && !before.contains("マイナス");
    let conditional = number < 0.0 && section.condition.is_some();
    if is_odd || section.thousands > 0 || colour_alone || conditional {
        return None;
    }
    let sign = if number < 0.0 && !own_sign { "-" } else { "" };
    let value = number.abs() * if section.percent { 100.0 } else { 1.0 };
    let digits = match &section.digits {
        Digits::None => String::new(),
        Digits::General => plain(value)?,
        Digits::Pattern { whole, fraction } => {
            pattern(&plain(value)?, whole, fraction.as_deref().unwrap_or_default())?
        }
    };
    let text = format!("{sign}{before}{digits}{after}").replace('\\', "¥");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `digits` as the placeholders of a format show them; none where they show only a part.
fn pattern(digits: &str, whole: &str, fraction: &str) -> Option<String> {
    let (mut left, right) = digits.split_once('.').unwrap_or((digits, ""));
    if right.len() > fraction.len() {
        return None;
    }
    let places: String = whole.chars().filter(|c| *c != ',').collect();
    let least = places.find('0').map_or(0, |at| places.len() - at);
    left = left.trim_start_matches('0');
    let left = format!("{left:0>least$}");
    let mut text = String::new();
    for (at, digit) in left.chars().enumerate() {
        if at > 0 && (left.len() - at).is_multiple_of(3) && whole.contains(',') {
            text.push(',');
        }
        text.push(digit);
    }
    let least = fraction.rfind('0').map_or(0, |at| at + 1);
    let right = format!("{right:0<least$}");
    if !right.is_empty() {
        text = format!("{text}.{right}");
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Look, NumberFormat};

    #[test]
    fn formats_say_what_they_show() {
        let word = |word: &str| Look::Word(word.to_owned());
        for (code, number, look) in [
            ("General", 5.0, Look::Bare),
            ("G/標準", 5.0, Look::Bare),
            ("@", 5.0, Look::Bare),
            ("General\"億円\"", 5.0, word("億円")),
            ("GENERAL\\億\\円", 5.0, word("億円")),
            ("G/標準\"億円\"", 5.0, word("億円")),
            ("general;-General\"億円\"", 5.0, Look::Bare),
            ("general;-General\"億円\"", -5.0, word("億円")),
            ("#,##0", 5.0, Look::Bare),
            ("#,##0.00;[Red]-#,##0.00", -5.0, Look::Bare),
            ("#,##0;\"△ \"#,##0;\"―\"", -5.0, Look::Bare),
            ("#,##0;\"△ \"#,##0;\"―\"", 0.0, Look::Bare),
            ("#,##0;\"△ \"#,##0;\"未定\"", 0.0, word("未定")),
            ("#,##0_ ;[赤]\\-#,##0\\ ", -5.0, Look::Bare),
            ("#,##0_);\\(#,##0\\)", -5.0, Look::Bare),
            ("\\(#,##0\\)", 5.0, word("()")),
            ("\"△\"#,##0", 5.0, word("△")),
            ("#,##0;\"マイナス\"#,##0", 5.0, Look::Bare),
            ("#,##0;\"マイナス\"#,##0", -5.0, Look::Bare),
            ("#,##0;#,##0\"億円\"", 5.0, Look::Bare),
            ("#,##0;#,##0\"億円\"", -5.0, word("億円")),
            ("0.00E+00", 5.0, Look::Bare),
            ("#\" \"???/???", 1.5, Look::Bare),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 0.0, Look::Bare),
            ("_ \\¥* #,##0_ ;_ \\¥* -#,##0_ ;_ \\¥* \"-\"_ ;_ @_ ", 0.0, Look::Bare),
            (";;;", 5.0, Look::Unclear),
            ("ggge\"年\"", 5.0, Look::Unclear),
            ("0!万0000", 5.0, Look::Unclear),
            ("0\".\"0", 5.0, Look::Unclear),
            ("0.0%", 5.0, Look::Percent),
            ("#,##0,", 5.0, Look::Thousands(1)),
            ("#,##0,,\"百万円\"", 5.0, Look::Thousands(2)),
            ("#,##0.0,", 5.0, Look::Thousands(1)),
            ("#,##0,.0", 5.0, Look::Thousands(1)),
            ("0,,.00\"百万\"", 5.0, Look::Thousands(2)),
            ("[>=1000]#,##0,;0", 5.0, Look::Bare),
            ("[>=1000]#,##0,;0", 5000.0, Look::Thousands(1)),
            ("[=0]\"―\";#,##0,", 0.0, Look::Bare),
            ("[<10]0;[<100]0.0,\"千\";0", 50.0, Look::Thousands(1)),
            ("[<10]0;0;0\"千\"", 50.0, Look::Unclear),
            ("#,##0\"億円\"", 5.0, word("億円")),
            ("#,##0円", 5.0, word("円")),
            ("\\¥#,##0", 5.0, word("円")),
            ("[$¥-411]#,##0", 5.0, word("円")),
            ("[$€-407]#,##0", 5.0, word("€")),
            ("\"約\"0\"人\"", 5.0, word("約人")),
            ("0\"t-CO2\"", 5.0, word("t-CO2")),
        ] {
            assert_eq!(NumberFormat::of_code(code).shown(number).look, look, "{code} {number}");
        }
        let built_in = |id, number| NumberFormat::built_in(id).shown(number).look;
        assert_eq!((built_in(9, 0.5), built_in(44, 0.0)), (Look::Percent, Look::Bare));
        assert_eq!((built_in(6, -5.0), built_in(38, -5.0)), (word("円"), Look::Bare));
    }

    #[test]
    fn a_text_is_all_that_is_shown() {
        for (code, number, text) in [
            ("General", 1200.0, Some("1200")),
            ("0\"人\"", 120.0, Some("120人")),
            ("\"第\"0\"期\"", 2.0, Some("第2期")),
            ("#,##0\"人\"", 1_234_567.0, Some("1,234,567人")),
            ("0.0\"千人\"", 1.5, Some("1.5千人")),
            ("0.0\"千人\"", 1.25, None),
            ("0.00", 1.1, Some("1.10")),
            ("0.0##", 1.25, Some("1.25")),
            ("0000", 12.0, Some("0012")),
            ("#,##0,\"千人\"", 5000.0, None),
            ("0.0%", 0.761, Some("76.1%")),
            ("0%", 0.761, None),
            ("#,##0;\"△\"#,##0", -1200.0, Some("△1,200")),
            ("#,##0;[Red]#,##0", -1200.0, None),
            ("0\"人\"", -5.0, Some("-5人")),
            ("#,##0;-#,##0;\"―\"", 0.0, Some("―")),
            ("#", 0.0, None),
            ("[DBNum3]#,##0", 5.0, None),
            ("[DBNum1]General", 5.0, None),
            ("0.00E+00", 5.0, None),
            ("\\¥#,##0", 5000.0, Some("¥5,000")),
            ("General\"回\"", 0.5, Some("0.5回")),
        ] {
            let shown = NumberFormat::of_code(code).shown(number).text;
            assert_eq!(shown.as_deref(), text, "{code} {number}");
        }
    }

    #[test]
    fn a_number_may_stand_with_its_unit() {
        for (code, unit, other) in [
            ("#,##0", "人", false),
            ("#,##0\"人\"", "人", false),
            ("#,##0\"人\"", "（人）", false),
            ("#,##0\"件\"", "人", true),
            ("#,##0\"件\"", "", false),
            ("#,##0\"百万円\"", "", true),
            ("\"約\"#,##0", "", true),
            ("\"△\"#,##0", "", true),
            ("#,##0\"千円\"", "千円", false),
            ("General\"千円\"", "千円", false),
            ("0\"件/年\"", "件/年", false),
            ("0\"件／年\"", "件/年", false),
            ("0\"人\"", "人/日", true),
            ("0\"t-CO2\"", "t-CO2", false),
            ("0\"m2\"", "m2", false),
            ("0\"m3\"", "m2", true),
            ("\\¥#,##0", "千円", true),
            ("\\$#,##0", "千円", true),
            ("#,##0,", "千円", true),
            ("0.0%", "%", true),
            ("0\"%\"", "％", false),
        ] {
            let shown = NumberFormat::of_code(code).shown(5.0);
            assert_eq!(shown.is_other_than(unit), other, "{code} {unit}");
        }
    }
}

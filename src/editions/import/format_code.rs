//! The codes of number formats: `#,##0;[Red]"△"#,##0`.
//!
//! This module must not know the numbers that are shown.

/// The digits of a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Digits {
    /// It shows no number.
    #[default]
    None,
    /// As many as the number has.
    General,
    /// The placeholders before and after the point.
    Pattern { whole: String, fraction: Option<String> },
}

/// How far a section can be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clarity {
    /// It shows usual digits.
    #[default]
    Clear,
    /// It shows the number as powers of ten, as a fraction, or in digits of another script.
    Odd,
    /// Words stand between its digits.
    Split,
    /// Letters of dates stand in it.
    Letters,
}

/// When a section is used.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition(String);

impl Condition {
    /// Whether it holds for `number`; none where it cannot be read.
    pub(super) fn holds(&self, number: f64) -> Option<bool> {
        let limit = self.0.trim_start_matches(['<', '>', '=']);
        let operator = &self.0[..self.0.len() - limit.len()];
        let limit: f64 = limit.trim().parse().ok()?;
        let order = number.partial_cmp(&limit)?;
        Some(match operator {
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            "=" => order.is_eq(),
            "<>" => order.is_ne(),
            _ => return None,
        })
    }
}

/// A part of a format: for numbers above zero, below zero, zero, or those of a condition.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub condition: Option<Condition>,
    /// The words before the digits.
    pub before: String,
    pub digits: Digits,
    /// The words after the digits.
    pub after: String,
    pub percent: bool,
    /// The commas that divide by a thousand.
    pub thousands: usize,
    /// How far it can be read.
    pub clarity: Clarity,
    /// It is for words.
    pub is_of_text: bool,
}

impl Section {
    fn say(&mut self, c: char) {
        if self.digits == Digits::None { self.before.push(c) } else { self.after.push(c) }
    }

    fn is(&mut self, clarity: Clarity) {
        self.clarity = self.clarity.max(clarity);
    }

    /// A placeholder, or the point or a comma among them.
    fn place(&mut self, c: char) {
        if self.digits == Digits::None {
            self.digits = Digits::Pattern { whole: String::new(), fraction: None };
        }
        if !self.after.is_empty() || self.digits == Digits::General {
            self.is(Clarity::Split);
        }
        match (&mut self.digits, c) {
            (Digits::Pattern { fraction, .. }, '.') => *fraction = Some(String::new()),
            (Digits::Pattern { fraction: Some(digits), .. }, c) => digits.push(c),
            (Digits::Pattern { whole, .. }, c) => whole.push(c),
            _ => {}
        }
    }

    fn has_point(&self) -> bool {
        matches!(&self.digits, Digits::Pattern { fraction: Some(_), .. })
    }

    /// Moves the commas that end the digits before and after the point.
    fn finish(&mut self) {
        if let Digits::Pattern { whole, fraction } = &mut self.digits {
            for digits in std::iter::once(whole).chain(fraction) {
                let bare = digits.trim_end_matches(',').len();
                self.thousands += digits.len() - bare;
                digits.truncate(bare);
            }
        }
    }
}

/// The names of the format that shows a number as it is.
const GENERAL: [&str; 2] = ["general", "g/標準"];

/// The sections of the format `code`.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let Some(section) = all.last_mut() else { break };
        let general = GENERAL.iter().find(|name| {
            let length = name.chars().count();
            let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
            rest[..end].to_lowercase() == **name
        });
        if let Some(name) = general {
            if section.digits != Digits::None {
                section.is(Clarity::Split);
            }
            section.digits = Digits::General;
            rest = &rest[name.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let next = rest.chars().next();
        let skipped = next.map_or(rest, |next| &rest[next.len_utf8()..]);
        let has_digits = section.digits != Digits::None;
        match c {
            ';' => all.push(Section::default()),
            '"' => {
                let (words, after) = rest.split_once('"').unwrap_or((rest, ""));
                words.chars().for_each(|c| section.say(c));
                rest = after;
            }
            // In Japanese, `!` does what `\` does.
            '\\' | '!' => {
                if let Some(c) = next {
                    section.say(c);
                }
                rest = skipped;
            }
            // A space as wide as the next character, and one that is repeated.
            '_' | '*' => rest = skipped,
            '[' => {
                let (within, after) = rest.split_once(']').unwrap_or((rest, ""));
                section.bracket(within);
                rest = after;
            }
            '0' | '#' | '?' => section.place(c),
            '.' if section.after.is_empty() && !section.has_point() => section.place(c),
            ',' if has_digits && section.after.is_empty() => section.place(c),
            ',' if has_digits => section.thousands += 1,
            '%' => {
                section.percent = true;
                section.say(c);
            }
            '@' => {
                section.is_of_text = true;
                section.digits = Digits::General;
            }
            'E' | 'e' if has_digits && matches!(next, Some('+' | '-')) => {
                section.is(Clarity::Odd);
                rest = skipped.trim_start_matches(['0', '#', '?']);
            }
            // The fraction of `# ?/?`; what stands between its digits is a blank.
            '/' if has_digits && next.is_some_and(|c| "0#?123456789".contains(c)) => {
                if section.clarity <= Clarity::Split {
                    section.clarity = Clarity::Odd;
                }
                rest = rest.trim_start_matches(|c: char| "#?".contains(c) || c.is_ascii_digit());
            }
            c if c.is_ascii_alphabetic() => section.is(Clarity::Letters),
            c => section.say(c),
        }
    }
    all.iter_mut().for_each(Section::finish);
    all
}

impl Section {
    /// A colour, a condition, the currency of a country as [$¥-411], or the digits of a script.
    fn bracket(&mut self, within: &str) {
        if let Some(currency) = within.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            sign.chars().for_each(|c| self.say(c));
        } else if within.starts_with(['<', '>', '=']) {
            self.condition = Some(Condition(within.to_owned()));
        } else if within.to_lowercase().starts_with("dbnum") {
            self.is(Clarity::Odd);
        } else if matches!(within.to_lowercase().trim_matches(['h', 'm', 's']), "") {
            self.is(Clarity::Letters);
        }
    }
}

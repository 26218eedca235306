//! Number formats that make a cell show something else than the number that it has: percentages, thousands left
//! out, and units.

use crate::record::half_width;

/// What a cell shows with its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shown {
    /// The number itself.
    #[default]
    Bare,
    /// A hundred times the number, with a percent sign.
    Percent,
    /// The number without its last digits: so many times three.
    Thousands(usize),
    /// The number and a word: 億円.
    Word(String),
}

/// The built-in formats that are percentages, and those with the currency of the country.
const PERCENT: [u32; 2] = [9, 10];
const CURRENCY: [u32; 6] = [5, 6, 7, 8, 42, 44];

impl Shown {
    /// Whether it is not what a number of `unit` is; the unit itself may stand with it. Where there is no unit, a
    /// word may, but none that says how large the number is.
    pub fn is_other_than(&self, unit: &str) -> bool {
        match self {
            Self::Bare => false,
            Self::Word(word) if unit.is_empty() => word.contains(['千', '百', '万', '億', '兆']),
            Self::Word(word) => half_width(word) != half_width(unit),
            Self::Percent | Self::Thousands(_) => true,
        }
    }

    /// What the format with the number `id` shows, of those that every workbook has.
    pub fn built_in(id: u32) -> Self {
        match id {
            id if PERCENT.contains(&id) => Self::Percent,
            id if CURRENCY.contains(&id) => Self::Word("円".to_owned()),
            _ => Self::Bare,
        }
    }

    /// What the format `code` shows: `#,##0,,"百万円"`. Of its sections, those without digits show no number.
    pub fn of_code(code: &str) -> Self {
        let sections = sections(code).into_iter().filter(|section| section.has_digits);
        let shown = |section: Section| match section {
            Section { percent: true, .. } => Self::Percent,
            Section { thousands, .. } if thousands > 0 => Self::Thousands(thousands),
            Section { words, .. } if words.is_empty() => Self::Bare,
            Section { words, .. } => Self::Word(words),
        };
        sections.map(shown).find(|shown| *shown != Self::Bare).unwrap_or_default()
    }
}

/// A part of a format: for numbers above zero, below zero, or zero.
#[derive(Debug, Default)]
struct Section {
    has_digits: bool,
    percent: bool,
    /// The commas after the last digit.
    thousands: usize,
    /// The words beside the number, without signs and spaces.
    words: String,
}

impl Section {
    fn say(&mut self, c: char) {
        match c {
            '¥' | '￥' | '\\' => self.words.push('円'),
            // Signs of negative numbers, brackets and dashes say nothing of the unit.
            c if c.is_alphabetic() || c == '%' || c == '％' => self.words.push(c),
            _ => {}
        }
    }
}

fn sections(code: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    // A format of dates has no digits; the words of this one are not shown.
    if ["general", "g/標準", "@"].contains(&code.to_lowercase().as_str()) {
        return all;
    }
    let mut characters = code.chars().peekable();
    while let Some(c) = characters.next() {
        let Some(section) = all.last_mut() else { break };
        match c {
            ';' => all.push(Section::default()),
            '"' => characters.by_ref().take_while(|c| *c != '"').for_each(|c| section.say(c)),
            '\\' => characters.next().into_iter().for_each(|c| section.say(c)),
            // A space as wide as the next character, and one that is repeated.
            '_' | '*' => drop(characters.next()),
            // A colour, a condition, or the currency of a country: [$¥-411].
            '[' => {
                let within: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let sign = within.strip_prefix('$').and_then(|rest| rest.split('-').next());
                sign.unwrap_or_default().chars().for_each(|c| section.say(c));
            }
            '0' | '#' | '?' => (section.has_digits, section.thousands) = (true, 0),
            ',' if section.has_digits => section.thousands += 1,
            '%' => section.percent = true,
            // The e of 1.5E+03, and letters of dates.
            c if c.is_ascii_alphabetic() => {}
            c => section.say(c),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn formats_say_what_they_show() {
        let word = |word: &str| Shown::Word(word.to_owned());
        for (code, shown) in [
            ("General", Shown::Bare),
            ("G/標準", Shown::Bare),
            ("#,##0", Shown::Bare),
            ("#,##0.00;[Red]-#,##0.00", Shown::Bare),
            ("#,##0;\"△ \"#,##0;\"―\"", Shown::Bare),
            ("#,##0_ ;[赤]\\-#,##0\\ ", Shown::Bare),
            ("0.00E+00", Shown::Bare),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", Shown::Bare),
            ("yyyy\"年\"m\"月\"", Shown::Bare),
            ("0.0%", Shown::Percent),
            ("#,##0,", Shown::Thousands(1)),
            ("#,##0,,\"百万円\"", Shown::Thousands(2)),
            ("#,##0.0,", Shown::Thousands(1)),
            ("[>=1000]#,##0,;0", Shown::Thousands(1)),
            ("#,##0\"億円\"", word("億円")),
            ("#,##0円", word("円")),
            ("\\¥#,##0", word("円")),
            ("[$¥-411]#,##0", word("円")),
            ("\"約\"0\"人\"", word("約人")),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
    }

    #[test]
    fn a_number_may_stand_with_its_unit() {
        for (code, unit, other) in [
            ("#,##0", "人", false),
            ("#,##0\"人\"", "人", false),
            ("#,##0\"件\"", "人", true),
            ("#,##0\"件\"", "", false),
            ("#,##0\"百万円\"", "", true),
            ("#,##0\"千円\"", "千円", false),
            ("\\¥#,##0", "千円", true),
            ("#,##0,", "千円", true),
            ("0.0%", "%", true),
        ] {
            assert_eq!(Shown::of_code(code).is_other_than(unit), other, "{code} {unit}");
        }
    }
}

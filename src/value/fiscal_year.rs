//! 年度: the Japanese fiscal year, April to March.

use std::fmt;
use std::str::FromStr;

/// A fiscal year, held as the western year in which it begins.
///
/// Displays as the short form used for keys (`R6`). 平成31年度 and 令和元年度 are one
/// value, and so are 平成32年度, as documents from before 2019 have it, and 令和2年度. Eras before 昭和
/// are not needed for plans in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i32);

/// One era: its letter, its name, the fiscal year before its first, the number of its last, its first day.
pub(super) struct Era {
    letter: char,
    pub(super) name: &'static str,
    pub(super) offset: i32,
    last: i32,
    pub(super) begins: (u16, u8, u8),
}

/// Newest first.
pub(super) const ERAS: [Era; 3] = [
    Era { letter: 'R', name: "令和", offset: 2018, last: LAST, begins: (2019, 5, 1) },
    Era { letter: 'H', name: "平成", offset: 1988, last: 31, begins: (1989, 1, 8) },
    Era { letter: 'S', name: "昭和", offset: 1925, last: 64, begins: (1926, 12, 25) },
];

/// The last number of a year that is read, in any era: plans were made under an era for years that came
/// to be counted in the next.
const LAST: i32 = 99;

/// How many years after its end an era still counts the years of plans that were made under it, where its name is
/// written in full: 平成32年度, as it was printed before 2019.
const LONGEST_PLAN: i32 = 20;

/// A year that is named by an era that did not last so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastEra {
    /// The year that is meant, if the number is right.
    pub year: FiscalYear,
    /// The name of the era.
    pub era: &'static str,
    /// The number of its last year.
    pub last: i32,
}

impl Era {
    /// The era that `text` begins with, the number of its last year that may be written so, and the rest of `text`.
    fn of(text: &str) -> Option<(&'static Self, i32, &str)> {
        ERAS.iter().find_map(|era| {
            let short = text.strip_prefix(era.letter).map(|rest| (era, era.last, rest));
            short.or_else(|| Some((era, era.last + LONGEST_PLAN, text.strip_prefix(era.name)?)))
        })
    }
}

impl FiscalYear {
    /// A regular expression of the short form and of western years.
    pub const PATTERN: &str =
        "(R[1-9][0-9]?|H([1-9]|[12][0-9]|3[01])|S([1-9]|[1-5][0-9]|6[0-4])|[0-9]{4})";

    /// The fiscal year that begins in April of the western year `year`.
    #[must_use]
    pub fn from_western(year: i32) -> Self {
        Self(year)
    }

    /// The western year in which it begins: 2024 for 令和6年度.
    #[must_use]
    pub fn western(self) -> i32 {
        self.0
    }

    /// The year that `text` is, if the era that it names did not last so long: `H40`. A name in full is what an old
    /// plan says (平成32年度), and may be later by as much as such plans last.
    #[must_use]
    pub fn past_era(text: &str) -> Option<PastEra> {
        let year: Self = text.parse().ok()?;
        let (era, last, _) = Era::of(text)?;
        (year.0 - era.offset > last).then_some(PastEra { year, era: era.name, last: era.last })
    }

    /// The western year before the first of the era that `text` begins with, the number of its last year that may
    /// be written so, and the rest of `text`.
    pub(super) fn era_before(text: &str) -> Option<(u16, u16, &str)> {
        let (era, last, rest) = Era::of(text)?;
        Some((u16::try_from(era.offset).ok()?, u16::try_from(last).ok()?, rest))
    }

    fn era(self) -> (&'static Era, i32) {
        let era = ERAS.iter().find(|e| self.0 > e.offset).unwrap_or(&ERAS[ERAS.len() - 1]);
        (era, self.0 - era.offset)
    }

    /// 令和6年度, 令和元年度.
    #[must_use]
    pub fn long(self) -> String {
        match self.era() {
            (era, 1) => format!("{}元年度", era.name),
            (era, n) => format!("{}{n}年度", era.name),
        }
    }

    /// 令和6（2024）年度, as official documents join the two calendars.
    #[must_use]
    pub fn both(self) -> String {
        match self.era() {
            (era, 1) => format!("{}元（{}）年度", era.name, self.0),
            (era, n) => format!("{}{n}（{}）年度", era.name, self.0),
        }
    }

    /// The year `n` years later.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// `count` years, this one first.
    pub fn window(self, count: u8) -> impl Iterator<Item = Self> + Clone {
        (0..i32::from(count)).map(move |n| self.plus(n))
    }

    /// All years from this one to `last`, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> + Clone {
        (self.0..=last.0).map(Self)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (era, n) = self.era();
        write!(f, "{}{n}", era.letter)
    }
}

/// Why a text is not a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseFiscalYearError {
    /// It is not written as a year.
    Malformed,
    /// It is too far away (平成100年度, 1900).
    NoSuchYear,
    /// 令和8（2025）年度: the two calendars disagree.
    Contradiction,
}

impl FromStr for FiscalYear {
    type Err = ParseFiscalYearError;

    /// Reads `R6`, `令和6`, `令和6年度`, `令和元年度`, `令和6（2024）年度` and `2024`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use ParseFiscalYearError::{Contradiction, Malformed, NoSuchYear};
        let text = text.strip_suffix("年度").unwrap_or(text);
        if let Ok(western) = digits(text) {
            return if (1926..=2117).contains(&western) {
                Ok(Self(western))
            } else {
                Err(NoSuchYear)
            };
        }
        let (era, _, rest) = Era::of(text).ok_or(Malformed)?;
        let (number, western) = match rest.strip_suffix('）').and_then(|r| r.split_once('（')) {
            Some((number, western)) => (number, Some(digits(western).map_err(|()| Malformed)?)),
            None => (rest, None),
        };
        let n = if number == "元" { 1 } else { digits(number).map_err(|()| Malformed)? };
        if !(1..=LAST).contains(&n) {
            return Err(NoSuchYear);
        }
        let year = Self(era.offset + n);
        if western.is_some_and(|w| w != year.0) { Err(Contradiction) } else { Ok(year) }
    }
}

/// A number of one to four ASCII digits, without sign or leading zero.
fn digits(text: &str) -> Result<i32, ()> {
    let plain = (1..=4).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0');
    if plain { text.parse().map_err(|_| ()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> Result<FiscalYear, ParseFiscalYearError> {
        text.parse()
    }

    #[test]
    fn every_way_of_writing_is_one_value() {
        for text in ["R6", "令和6", "令和6年度", "令和6（2024）年度", "2024", "2024年度"]
        {
            assert_eq!(year(text), Ok(FiscalYear(2024)), "{text}");
        }
        for text in ["R1", "令和元年度", "H31", "平成31年度", "2019"] {
            assert_eq!(year(text), Ok(FiscalYear(2019)), "{text}");
        }
        for text in ["R3", "H33", "平成33年度", "平成33（2021）年度", "S96"] {
            assert_eq!(year(text).map(FiscalYear::long).as_deref(), Ok("令和3年度"), "{text}");
        }
    }

    #[test]
    fn a_letter_beyond_its_era_is_noticed() {
        let past = |text: &str| FiscalYear::past_era(text).map(|past| past.year.to_string());
        for (text, year) in [("H32", "R2"), ("H40", "R10"), ("S65", "H2"), ("S98", "R5")] {
            assert_eq!(past(text).as_deref(), Some(year), "{text}");
        }
        assert_eq!(past("平成52年度").as_deref(), Some("R22"));
        assert_eq!(past("昭和85（2010）年度").as_deref(), Some("H22"));
        for text in ["H31", "S64", "R40", "平成32年度", "平成51年度", "昭和84", "2028", "x"]
        {
            assert_eq!(past(text), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        assert_eq!(year("平成100年度"), Err(ParseFiscalYearError::NoSuchYear));
        assert_eq!(year("1900"), Err(ParseFiscalYearError::NoSuchYear));
        assert_eq!(year("R0"), Err(ParseFiscalYearError::Malformed));
        assert_eq!(year("令和8（2025）年度"), Err(ParseFiscalYearError::Contradiction));
        assert_eq!(year("R06"), Err(ParseFiscalYearError::Malformed));
        assert_eq!(year("六年度"), Err(ParseFiscalYearError::Malformed));
    }

    #[test]
    fn it_is_printed_as_people_write_it() {
        let r6 = FiscalYear(2024);
        assert_eq!((r6.to_string().as_str(), r6.long().as_str()), ("R6", "令和6年度"));
        assert_eq!(r6.both(), "令和6（2024）年度");
        assert_eq!(FiscalYear(2019).long(), "令和元年度");
        assert_eq!(FiscalYear(2018).to_string(), "H30");
    }
}

//! The years that a text names.

use super::FiscalYear;
use super::fiscal_year::ERAS;

/// A year that a text names, or two: 令和6年, 令和6～8年度, 令和6・7年度, 2024年.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedYears {
    first: FiscalYear,
    /// The newest of them.
    pub last: FiscalYear,
    /// Whether the years between them are meant.
    is_range: bool,
    /// Whether they are fiscal years (年度).
    pub is_fiscal: bool,
}

impl NamedYears {
    /// Those that `text` names by an era or the western calendar, in its order within each.
    pub fn of(text: &str) -> impl Iterator<Item = Self> {
        let eras = ERAS.iter().flat_map(|era| Self::in_era(text, era.name, era.offset));
        eras.chain(Self::western(text))
    }

    /// Those that `text` names by 令和, in its order.
    pub fn of_reiwa(text: &str) -> impl Iterator<Item = Self> {
        let now = &ERAS[0];
        Self::in_era(text, now.name, now.offset)
    }

    fn in_era(text: &str, name: &'static str, offset: i32) -> impl Iterator<Item = Self> {
        text.match_indices(name).filter_map(move |(at, _)| {
            let rest = &text[at + name.len()..];
            let (first, rest) = match rest.strip_prefix('元') {
                Some(rest) => (1, rest),
                None => number(rest)?,
            };
            Self::after_first(first, rest, offset)
        })
    }

    /// A western year has four digits, and 年 behind it or behind that to which it runs.
    fn western(text: &str) -> impl Iterator<Item = Self> {
        let is_digit = |c: char| c.is_ascii_digit();
        let begins = text.char_indices().scan(false, move |within, (at, c)| {
            let begins = is_digit(c) && !*within;
            *within = is_digit(c);
            Some((at, begins))
        });
        begins.filter(|(_, begins)| *begins).filter_map(|(at, _)| {
            let (first, rest) =
                number(&text[at..]).filter(|(year, _)| (1900..2200).contains(year))?;
            let years = Self::after_first(first, rest, 0)?;
            (rest.starts_with('年') || years.first != years.last).then_some(years)
        })
    }

    /// The years whose first is `first`, counted after the western year `offset`, before `rest`.
    fn after_first(first: i32, rest: &str, offset: i32) -> Option<Self> {
        let after = rest.strip_prefix('年').unwrap_or(rest);
        let after = after.strip_prefix("度").unwrap_or(after);
        let is_range = after.starts_with(['～', '〜', '~']);
        let last = after.strip_prefix(['～', '〜', '~', '・', '、']).and_then(number);
        let last = last
            .filter(|(last, unit)| unit.starts_with('年') && (first..first + 100).contains(last));
        let last = last.map(|(last, unit)| (last, unit.starts_with("年度")));
        let (last, is_fiscal) = last.unwrap_or((first, false));
        let year = |number: i32| FiscalYear::from_western(offset + number);
        Some(Self {
            first: (first > 0).then(|| year(first))?,
            last: year(last),
            is_range,
            is_fiscal: is_fiscal || rest.starts_with("年度"),
        })
    }

    /// Whether `year` is one of them.
    #[must_use]
    pub fn include(self, year: FiscalYear) -> bool {
        year == self.first
            || year == self.last
            || self.is_range && (self.first..=self.last).contains(&year)
    }
}

/// The number of up to four digits that `text` begins with, and the rest.
fn number(text: &str) -> Option<(i32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok().filter(|_| digits <= 4)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_year_is_found() {
        let of = |text: &str| {
            NamedYears::of_reiwa(text).map(|years| years.last).max().map(|year| year.to_string())
        };
        assert_eq!(of("令和5年度に始め、令和4年8月の大雨で").as_deref(), Some("R5"));
        assert_eq!(of("令和6～8年度").as_deref(), Some("R8"));
        assert_eq!(of("令和元年度").as_deref(), Some("R1"));
        assert_eq!(of("令和5年度、3年続けて").as_deref(), Some("R5"));
        assert_eq!(of("平成30年度から前年度まで"), None);
        assert_eq!(of("令和の時代"), None);
    }

    #[test]
    fn a_name_with_a_year_is_no_fiscal_year() {
        let fiscal = |text: &str| NamedYears::of(text).map(|it| it.is_fiscal).collect::<Vec<_>>();
        assert_eq!(fiscal("令和元年東日本台風"), [false]);
        assert_eq!(fiscal("令和元年度から令和6年10月まで"), [true, false]);
        assert_eq!(fiscal("令和6～8年度"), [true]);
    }

    #[test]
    fn years_between_two_are_meant_in_a_range() {
        let meant = |text: &str, year: &str| {
            let year = year.parse().expect("a year");
            NamedYears::of(text).any(|years| years.include(year))
        };
        for (text, year, expected) in [
            ("令和6～8年度の方針", "R7", true),
            ("令和6〜8年度の方針", "R9", false),
            ("令和6・8年度の方針", "R6", true),
            ("令和6・8年度の方針", "R8", true),
            ("令和6・8年度の方針", "R7", false),
            ("令和16年度の方針", "R6", false),
            ("2024年度の方針", "R6", true),
            ("2024～2026年度の方針", "R7", true),
            ("12024年度の方針", "R6", false),
            ("2024の方針", "R6", false),
            ("平成30年度の方針", "H30", true),
            ("平成30～32年度の方針", "R1", true),
            ("平成元年度の方針", "H1", true),
            ("令和0年度の方針", "H30", false),
        ] {
            assert_eq!(meant(text, year), expected, "{text} {year}");
        }
    }
}

//! The years of 令和 that a text names.

use super::FiscalYear;

/// A year that a text names, or two: 令和6年, 令和6～8年度, 令和6・7年度.
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
    /// Those that `text` names, in its order.
    pub fn of(text: &str) -> impl Iterator<Item = Self> {
        const ERA: &str = "令和";
        text.match_indices(ERA).filter_map(|(at, _)| Self::after_era(&text[at + ERA.len()..]))
    }

    fn after_era(text: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (first, rest) = match text.strip_prefix('元') {
            Some(rest) => (1, rest),
            None => (text[..digits(text)].parse().ok()?, &text[digits(text)..]),
        };
        let after = rest.strip_prefix('年').unwrap_or(rest);
        let after = after.strip_prefix("度").unwrap_or(after);
        let is_range = after.starts_with(['～', '〜', '~']);
        let last = after.strip_prefix(['～', '〜', '~', '・', '、']).and_then(|last| {
            let (number, unit) = last.split_at(digits(last));
            let number = unit.starts_with('年').then(|| number.parse::<i32>().ok()).flatten()?;
            Some((number, unit.starts_with("年度")))
        });
        let last = last.filter(|(last, _)| (first..100).contains(last));
        let (last, is_fiscal) = last.unwrap_or((first, false));
        let year = |number: i32| format!("R{number}").parse().ok();
        Some(Self {
            first: year(first)?,
            last: year(last)?,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_year_is_found() {
        let of = |text: &str| {
            NamedYears::of(text).map(|years| years.last).max().map(|year| year.to_string())
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
        ] {
            assert_eq!(meant(text, year), expected, "{text} {year}");
        }
    }
}

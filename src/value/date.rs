//! A calendar date.

use super::FiscalYear;
use super::fiscal_year::ERAS;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Western year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The date for readers: 令和6年9月30日, and before 昭和 by the western calendar.
    #[must_use]
    pub fn long(self) -> String {
        let Self { year, month, day } = self;
        let era = ERAS.iter().find(|era| era.begins <= (year, month, day));
        let year = match era.map(|era| (era.name, i32::from(year) - era.offset)) {
            Some((era, 1)) => format!("{era}元"),
            Some((era, year)) => format!("{era}{year}"),
            None => year.to_string(),
        };
        format!("{year}年{month}月{day}日")
    }

    /// The day, if the calendar has it.
    fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        let is_day = (1..=days).contains(&day) && year >= 1900;
        is_day.then_some(Self { year, month: month as u8, day: day as u8 })
    }

    /// The date that people mean by `令和3年4月1日`, `R3.4.1`, `2021/4/1` or `2021年4月1日`; none by `H40.4.1`,
    /// whose era did not last so long.
    #[must_use]
    pub fn meant(text: &str) -> Option<Self> {
        let text = text.trim();
        let (offset, last, rest) = FiscalYear::era_before(text).unwrap_or((0, u16::MAX, text));
        let rest = rest.replace('元', "1");
        let parts: Vec<&str> =
            rest.trim_end_matches('日').split(['年', '月', '/', '.', '-']).map(str::trim).collect();
        let [year, month, day] = parts[..] else { return None };
        let number = |text: &str| {
            let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| text.parse::<u16>().ok()).flatten()
        };
        let year = number(year).filter(|year| *year <= last)?;
        Self::new(year.checked_add(offset)?, number(month)?, number(day)?)
    }

    /// Whether `text` is written as a date, `2021-02-30`, of a day that the calendar may lack.
    #[must_use]
    pub fn has_form(text: &str) -> bool {
        let parts: Vec<&str> = text.split('-').collect();
        let lengths = parts.iter().map(|part| part.len());
        let digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        digits && lengths.eq([4, 2, 2])
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::str::FromStr for Date {
    type Err = ();

    /// Reads `2024-09-30`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('-');
        let mut next = |len: usize| {
            parts
                .next()
                .filter(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse::<u16>().ok())
                .ok_or(())
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(());
        }
        Self::new(year, month, day).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(
            "2024-02-29".parse::<Date>().map(|d| d.to_string()).as_deref(),
            Ok("2024-02-29")
        );
        for text in ["2023-02-29", "2024-13-01", "2024-9-30", "2024-09-30x", "2024-00-10"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_of_the_era_that_had_begun() {
        for (day, expected) in [
            ("2024-09-30", "令和6年9月30日"),
            ("2019-05-01", "令和元年5月1日"),
            ("2019-04-30", "平成31年4月30日"),
            ("1989-01-08", "平成元年1月8日"),
            ("1989-01-07", "昭和64年1月7日"),
            ("1926-12-25", "昭和元年12月25日"),
            ("1926-12-24", "1926年12月24日"),
        ] {
            let date: Date = day.parse().expect("a date");
            assert_eq!(date.long(), expected);
            assert!(date.year < 1927 || Date::meant(&date.long()) == Some(date), "{day}");
        }
    }

    #[test]
    fn what_people_write_is_understood() {
        let meant = |text: &str| Date::meant(text).map(|date| date.to_string());
        for text in ["令和3年4月1日", "R3.4.1", "2021/4/1", "2021年4月1日", "2021-4-1"] {
            assert_eq!(meant(text).as_deref(), Some("2021-04-01"), "{text}");
        }
        assert_eq!(meant("平成元年4月1日").as_deref(), Some("1989-04-01"));
        assert_eq!(meant("H31.4.1").as_deref(), Some("2019-04-01"));
        assert_eq!(meant("平成32年4月1日").as_deref(), Some("2020-04-01"));
        for text in ["令和3年4月", "H32.4.1", "平成60年4月1日", "2021-02-30", "4/1", "未定", ""]
        {
            assert_eq!(meant(text), None, "{text}");
        }
        assert!(Date::has_form("2021-02-30") && !Date::has_form("2021-2-30"));
    }
}

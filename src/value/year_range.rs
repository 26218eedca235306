//! Ranges of fiscal years.

use std::fmt;
use std::str::FromStr;

use super::FiscalYear;

/// A range of fiscal years, of which one end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearRange {
    from: Option<FiscalYear>,
    to: Option<FiscalYear>,
}

impl YearRange {
    /// The first year; `None` where it is open.
    #[must_use]
    pub fn from(self) -> Option<FiscalYear> {
        self.from
    }

    /// The last year; `None` where it is open.
    #[must_use]
    pub fn to(self) -> Option<FiscalYear> {
        self.to
    }

    /// The range for readers: `令和5年度～令和9年度`, `令和5年度～`.
    #[must_use]
    pub fn long(self) -> String {
        let long = |year: Option<FiscalYear>| year.map(FiscalYear::long).unwrap_or_default();
        if self.from == self.to {
            long(self.from)
        } else {
            format!("{}～{}", long(self.from), long(self.to))
        }
    }
}

impl fmt::Display for YearRange {
    /// The range as sources and data have it: `R5-R9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |year: Option<FiscalYear>| year.map(|y| y.to_string()).unwrap_or_default();
        write!(f, "{}-{}", short(self.from), short(self.to))
    }
}

impl FromStr for YearRange {
    type Err = ();

    /// Reads `R5-R9`, `R5-` and `-R9`, with `-`, `～` or `〜`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (from, to) = text.split_once(['-', '～', '〜']).ok_or(())?;
        let year = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| ()),
        };
        let range = Self { from: year(from)?, to: year(to)? };
        match (range.from, range.to) {
            (None, None) => Err(()),
            (Some(from), Some(to)) if from > to => Err(()),
            _ => Ok(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::YearRange;

    #[test]
    fn one_end_may_be_open() {
        let written = |text: &str| text.parse::<YearRange>().map(|r| (r.to_string(), r.long()));
        let pair = |short: &str, long: &str| Ok((short.to_owned(), long.to_owned()));
        assert_eq!(written("R5-R9"), pair("R5-R9", "令和5年度～令和9年度"));
        assert_eq!(written("令和5年度～"), pair("R5-", "令和5年度～"));
        assert_eq!(written("-R9"), pair("-R9", "～令和9年度"));
        assert_eq!(written("R5-R5"), pair("R5-R5", "令和5年度"));
        for text in ["", "-", "R5", "R9-R5", "R5-R6-R7", "R5～x"] {
            assert_eq!(written(text), Err(()), "{text}");
        }
    }
}

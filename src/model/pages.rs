//! The page contract (ページの約束): the printed pages that a part must be on.

use std::fmt;
use std::str::FromStr;

/// Which printed pages a part begins and ends on; either end may be left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageContract {
    /// The first printed page.
    pub from: Option<u32>,
    /// The last printed page.
    pub to: Option<u32>,
}

/// A text is not a page contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsePageContractError;

impl FromStr for PageContract {
    type Err = ParsePageContractError;

    /// Reads `7-11`, `12`, `1-` (from page 1) and `-6` (up to page 6).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let page = |text: &str| match text {
            "" => Ok(None),
            text if !text.bytes().all(|b| b.is_ascii_digit()) => Err(ParsePageContractError),
            text => match text.parse::<u32>() {
                Ok(n) if (1..10_000).contains(&n) => Ok(Some(n)),
                _ => Err(ParsePageContractError),
            },
        };
        let contract = match text.split_once('-') {
            Some((from, to)) => Self { from: page(from)?, to: page(to)? },
            None => Self { from: page(text)?, to: page(text)? },
        };
        match (contract.from, contract.to) {
            (None, None) => Err(ParsePageContractError),
            (Some(from), Some(to)) if from > to => Err(ParsePageContractError),
            _ => Ok(contract),
        }
    }
}

impl fmt::Display for PageContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                let end = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
                write!(f, "{}-{}", end(from), end(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_read_back_as_written() {
        for text in ["7-11", "12", "1-", "-6"] {
            assert_eq!(text.parse::<PageContract>().map(|c| c.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "-", "11-7", "0", "7..11", "seven", "+3"] {
            assert!(text.parse::<PageContract>().is_err(), "{text}");
        }
    }
}

//! Places on the web.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// An address that a browser opens and that cannot run code: `https://www.city.example.jp/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebAddress(String);

/// It is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseWebAddressError;

impl WebAddress {
    /// The address as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for WebAddress {
    type Err = ParseWebAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`');
        let host = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        match rest {
            Some(rest) if host(rest) && rest.chars().all(plain) => Ok(Self(text.to_owned())),
            _ => Err(ParseWebAddressError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WebAddress;

    #[test]
    fn only_what_a_browser_opens() {
        let ok = |text: &str| text.parse::<WebAddress>().is_ok();
        assert!(ok("https://www.city.example.jp/plan/?a=1#b") && ok("http://localhost:8000/"));
        for text in [
            "",
            "www.city.example.jp",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "data:text/html,x",
            "https://a.jp/\"onload=",
            "https://a.jp/ b",
            "//a.jp/",
        ] {
            assert!(!ok(text), "{text}");
        }
    }
}

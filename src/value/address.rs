//! Web addresses, mail addresses and telephone numbers.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// An address that a browser opens and that cannot run code: `https://www.city.example.jp/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebAddress(String);

/// It is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseWebAddressError;

/// A mail address that a link can hold as it is: `kikaku@city.example.jp`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailAddress(String);

/// A telephone number, with or without an extension: `0138-00-0000（内線201）`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneNumber(String);

/// Whether `authority`, all between `//` and the path of an address, is a host with or without
/// its port, and without the name of a user, which is taken for the host by those who read it.
#[must_use]
pub fn is_host(authority: &str) -> bool {
    let begins = |c: char| c.is_alphanumeric() || c == '[';
    authority.starts_with(begins) && !authority.contains('@')
}

impl MailAddress {
    /// The address as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PhoneNumber {
    /// The number as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number that a link dials: without its extension, for which there is no notation that
    /// all telephones know.
    #[must_use]
    pub fn dialled(&self) -> String {
        split_extension(&self.0).0.replace(' ', "")
    }

    /// Whether the number has an extension.
    #[must_use]
    pub fn has_extension(&self) -> bool {
        split_extension(&self.0).1.is_some()
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MailAddress {
    type Err = ();

    /// Reads an address without its headers (`?bcc=`), comments or quoted names.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (user, host) = text.split_once('@').ok_or(())?;
        let label = |label: &str| {
            let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            !label.is_empty() && plain && !label.starts_with('-') && !label.ends_with('-')
        };
        let of_user = |b: u8| b.is_ascii_alphanumeric() || b"._+-'".contains(&b);
        let user = !user.is_empty() && user.bytes().all(of_user);
        let host = host.contains('.') && host.split('.').all(label);
        if user && host { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

impl FromStr for PhoneNumber {
    type Err = ();

    /// Reads digits with `-`, `(`, `)`, spaces and a `+` before them, and an extension behind them.
    /// Signs that a telephone takes for a command (`*`, `#`) are refused.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, extension) = split_extension(text);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let number = number.strip_prefix('+').unwrap_or(number);
        let plain = number.bytes().all(|b| b.is_ascii_digit() || b"-() ".contains(&b));
        let extension = extension.is_none_or(|digits| {
            (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        });
        if plain && extension && (3..=15).contains(&digits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(())
        }
    }
}

/// A telephone number, and its extension where one is written: `（内線201）`, `内線 201`.
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let Some((number, extension)) = text.split_once("内線") else {
        return (text, None);
    };
    let (number, extension) = match number.chars().next_back() {
        Some('（') => (number.strip_suffix('（'), extension.strip_suffix('）')),
        Some('(') => (number.strip_suffix('('), extension.strip_suffix(')')),
        _ => (Some(number), Some(extension)),
    };
    // A bracket that is not closed is no digit, and refused as one.
    (number.unwrap_or_default().trim_end(), Some(extension.unwrap_or("）").trim_start()))
}

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
        let host = |rest: &str| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                && rest.split(['/', '?', '#']).next().is_some_and(is_host)
        };
        match rest {
            Some(rest) if host(rest) && rest.chars().all(plain) => Ok(Self(text.to_owned())),
            _ => Err(ParseWebAddressError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MailAddress, PhoneNumber, WebAddress};

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
            "https://www.city.example.jp@evil.example/",
            "https://a:b@evil.example",
        ] {
            assert!(!ok(text), "{text}");
        }
        assert!(ok("https://a.jp/@user") && ok("https://a.jp?mail=a@b.jp"));
    }

    #[test]
    fn only_what_mails_and_calls_whom_it_names() {
        let mail = |text: &str| text.parse::<MailAddress>().is_ok();
        for text in ["kikaku@city.example.jp", "a.b+c_d-e@x.lg.jp"] {
            assert!(mail(text), "{text}");
        }
        for text in [
            "",
            "@",
            "a@",
            "@b.jp",
            "a@b",
            "a@b?bcc=evil",
            "a?bcc=e@b.jp",
            "a@b.jp?cc=e@f.jp",
            "a@b..jp",
            "a@-b.jp",
            "a b@c.jp",
            "a@b.jp,c@d.jp",
            "市@b.jp",
            "a%40b@c.jp",
            "a&b@c.jp",
            "a@b@c.jp",
        ] {
            assert!(!mail(text), "{text}");
        }
        let phone = |text: &str| text.parse::<PhoneNumber>().is_ok();
        for text in ["0138-00-0000", "(0138) 00-0000", "+81-138-00-0000", "119"] {
            assert!(phone(text), "{text}");
        }
        for text in [
            "",
            "*21*0900000000#",
            "0138-00-0000;ext=1",
            "代表",
            "12",
            "0138-00-0000,,1",
            "+",
            "内線201",
            "0138-00-0000（内線）",
            "0138-00-0000（内線201",
            "0138-00-0000内線201）",
            "0138-00-0000（内線2*1）",
        ] {
            assert!(!phone(text), "{text}");
        }
        for (text, dialled, extension) in [
            ("0138-00-0000（内線201）", "0138-00-0000", true),
            ("0138-00-0000 (内線 201)", "0138-00-0000", true),
            ("(0138) 00-0000 内線201", "(0138)00-0000", true),
            ("0138-00-0000", "0138-00-0000", false),
        ] {
            let number: PhoneNumber = text.parse().expect("a number");
            assert_eq!((number.as_str(), &*number.dialled()), (text, dialled));
            assert_eq!(number.has_extension(), extension, "{text}");
        }
    }
}

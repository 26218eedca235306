//! The rules of agreement: one rule, one file.
//!
//! A rule looks at the whole [`Book`] and reports what contradicts itself. The doc comment
//! at the head of its file is its entry in the manual, written for the people who get the
//! finding.
//!
//! This module must not know what comes out.

mod budget_window;
mod direction;
mod edition;
mod empty_parts;
mod evaluated_year;
mod framework;
mod indicator;
mod lead_policies;
mod rating;
mod references;
mod unknown_section;
mod unknown_theme;

use crate::diag::Sink;
use crate::model::Book;

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code of its findings.
    pub code: &'static str,
    /// Its entry in the manual, in Japanese.
    pub manual: &'static str,
    check: fn(&Book, &mut Sink),
}

macro_rules! rule {
    ($module:ident, $code:literal) => {
        Rule {
            code: $code,
            manual: include_str!(concat!(stringify!($module), ".rs")),
            check: $module::check,
        }
    };
}

/// Every rule, by code.
pub const RULES: &[Rule] = &[
    rule!(unknown_section, "PB0210"),
    rule!(unknown_theme, "PB0211"),
    rule!(lead_policies, "PB0212"),
    rule!(budget_window, "PB0213"),
    rule!(evaluated_year, "PB0214"),
    rule!(rating, "PB0215"),
    rule!(direction, "PB0216"),
    rule!(references, "PB0217"),
    rule!(indicator, "PB0218"),
    rule!(empty_parts, "PB0219"),
    rule!(framework, "PB0220"),
    rule!(edition, "PB0221"),
];

/// Looks at the book with every rule.
pub fn check(book: &Book, sink: &mut Sink) {
    for rule in RULES {
        (rule.check)(book, sink);
    }
}

//! The output backends, one folder each. Print and site render the same
//! [`View`](crate::view::View); the open data are computed from the book, because their time
//! series include years that the view omits.
//!
//! This module must not know the sources on disk.

pub mod chart;
pub mod comparison;
pub mod data;
pub mod form;
mod message_pattern;
pub mod print;
pub mod site;
mod template_error;
mod template_syntax;
mod typesetter_message;
pub mod workbook;
mod zip;

use self::template_error::template_error;
pub use self::typesetter_message::{PageFault, page_faults};

/// The size of a file as displayed to readers: `3.2 MB`.
#[must_use]
pub fn size_for_readers(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

/// The width of a line of text, in half-width characters.
fn half_widths(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// `text` with the special characters of XML and HTML escaped.
#[must_use]
pub fn escape_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The message of an error and those of its causes, a line each.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::size_for_readers;

    #[test]
    fn sizes_are_in_kilobytes_or_megabytes() {
        assert_eq!(size_for_readers(1), "1 KB");
        assert_eq!(size_for_readers(3_240_000), "3.2 MB");
    }
}

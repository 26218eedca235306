//! What several groups of tests use: books to change, the finished sample book, and readers of
//! what was published that have no part in making it.

mod book;
mod files;
mod html;
mod office;
mod pdf;
mod published;
mod random;

use std::path::Path;

use serde_json::Value;

pub use book::{Book, Run, planbook, without_ids};
#[cfg(unix)]
pub use book::{after, in_name_spaces};
pub use files::{Files, copy_tree, files};
pub use html::{squeeze, text_of_html};
pub use office::{Office, OfficeCell, reference, text};
pub use pdf::{Pdf, creation_date, pdftotext};
pub use published::Published;
pub use random::Random;

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The elements of a JSON list.
pub fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

/// The text of a JSON string.
pub fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// A number from the environment, where a longer run of a test is asked for.
pub fn from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// A number with its whole digits grouped by three, as every output prints it.
pub fn with_commas(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if fraction.is_empty() { text } else { format!("{text}.{fraction}") }
}

//! The manual's entries for what is found while reading and making.
//!
//! The rules of [`check`](crate::check) carry their entries themselves. Here each file is an
//! area, and each `# PB0000: …` in it begins an entry.
//!
//! This module must not know who raises the codes.

/// The areas, by code.
const AREAS: [&str; 6] = [
    include_str!("files.md"),
    include_str!("yaml.md"),
    include_str!("joining.md"),
    include_str!("markdown.md"),
    include_str!("pages.md"),
    include_str!("outputs.md"),
];

/// What the manual says about one code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// `PB0101`.
    pub code: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What is wrong, why, and an example of wrong and right.
    pub text: String,
}

impl Entry {
    /// Reads an entry: `PB0101: title`, an empty line, and the text.
    #[must_use]
    pub fn read(entry: &str) -> Option<Self> {
        let (head, text) = entry.split_once('\n').unwrap_or((entry, ""));
        let (code, title) = head.split_once(": ")?;
        Some(Self {
            code: code.trim().to_owned(),
            title: title.trim().to_owned(),
            text: text.trim().to_owned(),
        })
    }
}

/// Every entry, in order.
pub fn entries() -> impl Iterator<Item = Entry> {
    AREAS.iter().flat_map(|area| {
        area.split("\n# ").filter_map(|entry| Entry::read(entry.trim_start_matches("# ")))
    })
}

//! The status of a preview, which every open page receives as JSON whenever it changes.

use serde::Serialize;

use super::report::Finding;

/// The status of a preview. An open page compares the version numbers with those it has, and
/// requests what changed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct PreviewStatus {
    /// The revision of the sources: the number of times they were read.
    pub revision: u64,
    /// The version of the pages.
    pub pages: u64,
    /// The version of the style sheets.
    pub styles: u64,
    /// The version of the theme's other assets, such as scripts.
    pub assets: u64,
    /// Whether the open data belong to the displayed revision.
    pub open_data_ready: bool,
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of findings that match the policy filter.
    pub relevant: usize,
    /// The status of the sheet that is being viewed, if any.
    pub sheet: Option<SheetStatus>,
    /// The status of the whole book, once it was requested.
    pub book: Option<BookStatus>,
}

/// The status of the policy sheet that is being viewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct SheetStatus {
    /// The policy's number.
    pub id: String,
    /// The number of times the sheet was typeset.
    pub version: u64,
    /// Whether the sheet is being typeset.
    pub busy: bool,
    /// The number of pages; 0 before the sheet was typeset.
    pub pages: usize,
    /// The maximum number of pages.
    pub page_limit: usize,
    /// The approximate number of lines on the pages beyond the limit.
    pub overflow_lines: usize,
    /// The number of pages of the sheet in the last whole book.
    pub pages_in_book: Option<usize>,
    /// The number of pages available as SVG.
    pub svg_pages: usize,
    /// The error that prevents typesetting, if any.
    pub error: Option<Finding>,
}

/// The status of the whole book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct BookStatus {
    /// Whether the book is being typeset.
    pub busy: bool,
    /// The number of times the book was typeset.
    pub version: u64,
    /// The number of pages; `None` before the book was typeset.
    pub pages: Option<usize>,
    /// The revision of the sources that was typeset.
    pub revision: u64,
    /// The findings of the page contract and of the typesetter.
    pub findings: Vec<Finding>,
}

//! An author's picture, as it is published.

use std::sync::Arc;

use crate::span::FileId;

/// A picture that every reader can show, without what its file said of its maker.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file it comes from.
    pub source: FileId,
    /// The name it is published under, which changes with its bytes: `map-0123456789abcdef.png`.
    pub name: String,
    /// Its width in pixels, as it is shown.
    pub width: u32,
    /// Its height in pixels, as it is shown.
    pub height: u32,
    /// What is published.
    pub bytes: Arc<[u8]>,
}

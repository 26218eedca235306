//! Inspects finished PDFs for layout faults: text outside its area, clipped or overlapping text,
//! and wrong fonts.
//!
//! The ink bounds of each piece of text are computed from the embedded fonts. Text of the book
//! and of its charts must be inside the type area of its page; running heads and page numbers
//! must be inside the printable area; the thumb index may extend to the edge of the paper.
//! Watermarks are behind the text and are ignored. No other text may overlap text, be clipped, or
//! use a font that is not the theme's.
//!
//! This module must not know the book, nor how the theme draws it.

mod content;
mod faults;
mod fonts;

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use rayon::prelude::*;

use self::content::ContentReader;
use self::fonts::Fonts;
use super::matrix::Bounds;
use crate::parse::UNPRINTABLE;

/// Points per millimetre.
const MM: f32 = 72.0 / 25.4;

/// The margins of one page, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    /// The left margin.
    pub left: f32,
    /// The right margin.
    pub right: f32,
    /// The top margin.
    pub top: f32,
    /// The bottom margin.
    pub bottom: f32,
}

impl Margins {
    /// Those in which office printers do not print.
    #[must_use]
    pub const fn printer() -> Self {
        let margin = UNPRINTABLE as f32;
        Self { left: margin, right: margin, top: margin, bottom: margin }
    }

    /// The area of `paper` inside the margins.
    fn inner(self, paper: Bounds) -> Bounds {
        Bounds {
            left: paper.left + self.left * MM,
            bottom: paper.bottom + self.bottom * MM,
            right: paper.right - self.right * MM,
            top: paper.top - self.top * MM,
        }
    }
}

/// The rules for text.
pub struct Rules<'a> {
    /// The margins of the page with the given index.
    pub margins: &'a (dyn Fn(usize) -> Margins + Sync),
    /// The PostScript names of the allowed fonts; empty if unknown, which allows every font.
    pub fonts: &'a BTreeSet<String>,
}

/// The kind of a layout fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Text outside the type area or the printable area.
    Outside,
    /// Text clipped by a frame.
    Clipped,
    /// Text that overlaps this text.
    Overlap(String),
    /// Text in this font, which is not one of the theme's.
    Font(String),
}

/// A layout fault of a piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutFault {
    /// The index of the page.
    pub page: usize,
    /// The kind of the fault.
    pub kind: FaultKind,
    /// The text.
    pub text: String,
}

/// The faults of `pdf` in page order, with a limited number for each page.
pub(super) fn inspect(pdf: &Pdf, rules: &Rules<'_>) -> Vec<LayoutFault> {
    let fonts = Fonts::default();
    let pages = pdf.pages();
    let of_page = |index: usize| {
        let page = &pages[index];
        let paper = page.media_box();
        let paper = Bounds {
            left: paper.x0 as f32,
            bottom: paper.y0 as f32,
            right: paper.x1 as f32,
            top: paper.y1 as f32,
        };
        let pieces = ContentReader::new(&fonts).page(page);
        faults::faults(index, &pieces, paper, (rules.margins)(index), rules.fonts)
    };
    (0..pages.len()).into_par_iter().flat_map_iter(of_page).collect()
}

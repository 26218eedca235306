//! The look at the finished pages: where every text stands, as the PDF itself says.
//!
//! The ink of each piece of text is read from the embedded fonts. Text of the book and of its
//! charts has to stand within the type area of its page; running heads and page numbers have
//! to stay on the printable part of the paper; what belongs to the paper (the thumb index)
//! may reach its edge. Watermarks lie behind text and are not looked at. No other text may
//! lie over text, be cut, or be drawn with a font that is not the theme's.
//!
//! This module must not know the book, nor how the theme draws it.

mod content;
mod fonts;
mod judge;

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use rayon::prelude::*;

use self::content::Reader;
use self::fonts::Fonts;
use super::matrix::Bounds;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// How near text may come to the edges of the paper, in millimetres: what lies farther out,
/// office printers do not print.
pub const PRINTABLE: f32 = 5.0;

/// The margins of one page, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    /// At the left edge of the paper.
    pub left: f32,
    /// At the right edge.
    pub right: f32,
    /// At the top.
    pub top: f32,
    /// At the bottom.
    pub bottom: f32,
}

impl Margins {
    /// Margins that are the same on all sides.
    #[must_use]
    pub const fn all(millimetres: f32) -> Self {
        Self { left: millimetres, right: millimetres, top: millimetres, bottom: millimetres }
    }

    /// What is left of `paper`.
    fn inner(self, paper: Bounds) -> Bounds {
        Bounds {
            left: paper.left + self.left * MM,
            bottom: paper.bottom + self.bottom * MM,
            right: paper.right - self.right * MM,
            top: paper.top - self.top * MM,
        }
    }
}

/// What text is held to.
pub struct Rules<'a> {
    /// The margins of a page, counted from 0.
    pub margins: &'a (dyn Fn(usize) -> Margins + Sync),
    /// The PostScript names of the theme's fonts; none where they are not known, and then
    /// every font will do.
    pub fonts: &'a BTreeSet<String>,
}

/// What is wrong with a piece of text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It is outside the type area, or where printers do not print.
    Outside,
    /// A frame cuts it.
    Cut,
    /// It lies over this text.
    Over(String),
    /// It is drawn with this font, which is not the theme's.
    Font(String),
}

/// A piece of text that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its page, counted from 0.
    pub page: usize,
    /// What is wrong.
    pub kind: FaultKind,
    /// What it says.
    pub words: String,
}

/// All faults of `pdf`, in the order of the pages; of one page not more than a reader needs.
pub(super) fn inspect(pdf: &Pdf, rules: &Rules<'_>) -> Vec<Fault> {
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
        let pieces = Reader::new(&fonts).page(page);
        judge::judge(index, &pieces, paper, (rules.margins)(index), rules.fonts)
    };
    (0..pages.len()).into_par_iter().flat_map_iter(of_page).collect()
}

//! The PDF for a printing house: with bleed, crop marks and the boxes that say where to cut.
//!
//! Typst writes the trim box, and gives the area around it to the theme. The bleed box is added to the
//! finished pages. Typst 0.15 cannot write PDF/X, nor colours of a press: the file has the colours of the
//! one for reading.

use serde_json::json;

use super::{Extras, FontSet, Job, type_area, whole_book};
use crate::parse::TypeArea;
use crate::render::chart::Chart;
use crate::theme::Theme;
use crate::view::View;

/// The room for crop marks around the bleed, in millimetres.
const MARKS: u8 = 7;

/// What the gutter leaves of the outer margin, in millimetres.
const LEAST: u8 = 5;

/// The name of the file that tells the theme of it.
const FILE: &str = "print-shop.json";

/// How the PDF for a printing house differs from the one for reading; lengths in millimetres.
#[derive(Debug, Clone, Copy, Default)]
pub struct PrintShop {
    /// How far colour goes on beyond the cut.
    pub bleed: u8,
    /// What the margin at the binding has more, and the outer one less.
    pub gutter: u8,
    /// Whether there are crop marks.
    pub marks: bool,
}

impl PrintShop {
    /// What a theme reads of it. All is 0 in a PDF for reading.
    pub(super) fn file(self) -> (String, Vec<u8>) {
        let marks = if self.marks { MARKS } else { 0 };
        let words = json!({ "bleed": self.bleed, "marks": marks }).to_string();
        (FILE.to_owned(), words.into_bytes())
    }

    /// The job that typesets the whole book for a printing house, without attachments.
    #[must_use]
    pub fn job(self, view: &View, theme: &Theme, fonts: &FontSet, charts: Vec<Chart>) -> Job {
        let extras = Extras { charts, attachments: Vec::new() };
        let mut job = whole_book(view, theme, fonts, &extras);
        let TypeArea { inside, outside, .. } = theme.type_area;
        // The lines are as long as before, so that the pages are the same.
        let gutter = self.gutter.min(outside.saturating_sub(LEAST));
        let area = TypeArea {
            inside: inside + gutter,
            outside: outside - gutter,
            ..theme.type_area.clone()
        };
        let own = [("type-area.json".to_owned(), type_area(&area).into_bytes()), self.file()];
        job.files.retain(|(name, _)| own.iter().all(|(other, _)| name != other));
        job.files.extend(own);
        job
    }

    /// The page `body` with the box of its bleed; none where `body` is no page.
    pub(super) fn with_bleed_box(self, body: &[u8]) -> Option<Vec<u8>> {
        const KEY: &str = "/TrimBox[";
        let text = std::str::from_utf8(body).ok()?;
        let (before, after) = text.split_once(KEY)?;
        let (numbers, _) = after.split_once(']')?;
        let sides: Vec<f64> = numbers.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        let [left, bottom, right, top] = sides[..] else { return None };
        // 72 points are an inch, which has 25.4 millimetres.
        let bleed = f64::from(self.bleed) * 72.0 / 25.4;
        let outer = [left - bleed, bottom - bleed, right + bleed, top + bleed];
        let outer = outer.map(|side| format!("{:.3}", side.max(0.0))).join(" ");
        Some(format!("{before}/BleedBox[{outer}]{KEY}{after}").into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::PrintShop;

    #[test]
    fn the_bleed_box_is_around_the_trim_box() {
        let shop = PrintShop { bleed: 3, ..PrintShop::default() };
        let page = b"<</Type/Page/TrimBox[28.346 28.346 623.622 870.236]/Parent 1 0 R>>";
        let made = shop.with_bleed_box(page).expect("a page");
        assert_eq!(
            std::str::from_utf8(&made).expect("text"),
            "<</Type/Page/BleedBox[19.842 19.842 632.126 878.740]/TrimBox[28.346 28.346 623.622 870.236]/Parent 1 0 R>>"
        );
        assert_eq!(shop.with_bleed_box(b"<</Type/Pages>>"), None);
    }
}

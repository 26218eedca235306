//! A comparison as tables for people and programs: text, CSV, JSON, XLSX, a page and a PDF.
//!
//! [`ComparisonView`] has every word and every number as it is shown; a theme's form lays it out.
//!
//! This module must not know where the sides of a comparison come from.

mod human;
mod page;
mod pdf;
mod rows;
mod view;
mod wording;

pub use human::text;
pub use page::{FORM, page};
pub use pdf::{job, margins};
pub use rows::{csv, json, lists};
pub use view::{ComparisonView, Style};

use crate::compare::{Class, Comparison, LineKind};

/// What of a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Amounts and other numbers.
    Figures,
    /// Names and texts.
    Text,
    /// Ratings and results of evaluations.
    Ratings,
}

/// Keeps what `only` and `style` show of `comparison`.
pub fn select(comparison: &mut Comparison, only: Option<Only>, style: Style) {
    let only = if style == Style::Amounts { Some(Only::Figures) } else { only };
    let Some(only) = only else { return };
    comparison.retain(|line| match only {
        Only::Figures => line.class.is_figure(),
        Only::Text => line.class == Class::Text || line.kind == LineKind::Name,
        Only::Ratings => line.class == Class::Rating,
    });
    if only != Only::Figures {
        comparison.totals.clear();
    }
}

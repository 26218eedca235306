//! The paginated PDF: a job for the typesetter, and page numbers from what it made.
//!
//! The view goes to Typst as JSON beside the theme's own files; nothing an author wrote is
//! ever part of the Typst program.
//!
//! This module must not know HTML or the sources on disk.

mod destinations;
mod finished;
mod fonts;
mod typesetter;
mod volume;

pub use destinations::{ReadPdfError, read_destinations};
pub use finished::Finished;
pub use fonts::PrintFonts;
pub use typesetter::{Job, TypesetError, Typesetter, TypstCli, VERSION};
pub use volume::{Volume, sheet, split};

use crate::theme::Theme;
use crate::view::View;

/// The job of setting the whole book.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn whole_book(view: &View, theme: &Theme) -> Job {
    job(&serde_json::to_value(view).expect("the view is plain data"), theme)
}

/// A job: the theme's files and the view beside them.
fn job(view: &serde_json::Value, theme: &Theme) -> Job {
    let mut files: Vec<(String, Vec<u8>)> =
        theme.pages.iter().map(|(name, bytes)| (format!("theme/{name}"), bytes.clone())).collect();
    files.push(("view.json".to_owned(), view.to_string().into_bytes()));
    Job { main: "theme/main.typ".to_owned(), files, fonts: theme.fonts.clone() }
}

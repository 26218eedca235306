//! The paginated PDF: a job for the typesetter, and page numbers from what it made.
//!
//! The view goes to Typst as JSON beside the theme's own files; nothing an author wrote is
//! ever part of the Typst program.
//!
//! This module must not know HTML or the sources on disk.

mod destinations;
mod finished;
mod fonts;
pub mod guard;
mod inspect;
mod matrix;
mod process;
mod typesetter;
mod volume;
mod watching;

use serde::Serialize;
use serde_json::json;

pub use destinations::{ReadPdfError, read_destinations};
pub use finished::Finished;
pub use fonts::{FontSet, InstalledFonts, PrintFonts};
pub use inspect::{Fault, FaultKind, Margins, PRINTABLE, Rules};
pub use typesetter::{Job, TypesetError, Typesetter, TypstCli, VERSION};
pub use volume::{Cloth, Volume, sheet, split};
pub use watching::{Form, Stage, Told, Watching};

use super::chart::Chart;
use crate::parse::TypeArea;
use crate::theme::Theme;
use crate::view::View;

/// A file that travels within the PDF. It cannot depend on the PDF's page numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    /// Its name, which may have folders: `policies.csv`.
    pub path: String,
    /// Its media type: `text/csv`.
    pub mime: String,
    /// What it is, for readers.
    pub description: String,
    /// What it is to the book, as PDF calls it: `data`, `source`, `alternative` or
    /// `supplement`.
    pub relationship: &'static str,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// What goes into the PDF besides the view.
#[derive(Debug, Default)]
pub struct Extras {
    /// The charts, found by their `file` from the root.
    pub charts: Vec<Chart>,
    /// The open data.
    pub attachments: Vec<Attachment>,
}

/// The job of setting the whole book with `fonts`. The theme finds `attachments` in `view.attachments`,
/// and their bytes under `/data/`.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn whole_book(view: &View, theme: &Theme, fonts: &FontSet, extras: &Extras) -> Job {
    /// The view with what only the book has.
    #[derive(Serialize)]
    struct Whole<'a> {
        attachments: &'a [Attachment],
        #[serde(flatten)]
        view: &'a View,
    }
    let attachments = &extras.attachments;
    let whole = serde_json::to_string(&Whole { attachments, view });
    let pictures = view.pictures.iter().map(|(file, bytes)| (file.clone(), bytes.to_vec()));
    let mut job = job(whole.expect("the view is plain data"), pictures.collect(), theme, fonts);
    job.files.extend(chart_files(&extras.charts));
    job.files.extend(attachments.iter().map(|a| (format!("data/{}", a.path), a.bytes.clone())));
    job
}

/// The charts as files.
fn chart_files(charts: &[Chart]) -> impl Iterator<Item = (String, Vec<u8>)> {
    charts.iter().map(|chart| (chart.file.clone(), chart.svg.clone().into_bytes()))
}

/// A job: the theme's files, the view or what was cut out of it, and the pictures it shows.
fn job(view: String, pictures: Vec<(String, Vec<u8>)>, theme: &Theme, fonts: &FontSet) -> Job {
    let mut files: Vec<(String, Vec<u8>)> =
        theme.pages.iter().map(|(name, bytes)| (format!("theme/{name}"), bytes.clone())).collect();
    files.push(("view.json".to_owned(), view.into_bytes()));
    files.push(("type-area.json".to_owned(), type_area(&theme.type_area).into_bytes()));
    files.extend(pictures);
    Job { main: "theme/main.typ".to_owned(), files, fonts: fonts.files.clone() }
}

/// The margins of `area` in millimetres, as the theme reads them.
fn type_area(area: &TypeArea) -> String {
    let TypeArea { inside, outside, top, bottom, .. } = area;
    json!({ "inside": inside, "outside": outside, "top": top, "bottom": bottom }).to_string()
}

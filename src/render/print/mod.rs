//! The print backend: typesetting jobs for Typst, and page numbers and faults read from the
//! finished PDFs.
//!
//! Typst reads the view as JSON, together with the theme's files; no text of an author is ever
//! part of a Typst program.
//!
//! This module must not know HTML or the sources on disk.

mod destinations;
mod finished_pdf;
mod fonts;
pub mod guard;
mod inspect;
mod matrix;
mod process;
mod typesetter;
mod volume;
mod watch;

use serde::Serialize;
use serde_json::json;

pub use destinations::{ReadPdfError, read_destinations};
pub use finished_pdf::FinishedPdf;
pub use fonts::{FontSet, InstalledFonts, PrintFonts};
pub use inspect::{Fault, FaultKind, Margins, PRINTABLE, Rules};
pub use typesetter::{Job, TypesetError, Typesetter, TypstCli, VERSION};
pub use volume::{Volume, VolumeSource, sheet, split};
pub use watch::{Stage, TypstWatch, WatchEvent, WatchFormat};

use super::chart::Chart;
use crate::parse::TypeArea;
use crate::theme::Theme;
use crate::view::View;

/// A file attached to the PDF. It cannot depend on the PDF's page numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    /// The file name, which may have folders: `policies.csv`.
    pub path: String,
    /// The media type: `text/csv`.
    pub mime: String,
    /// The description for readers.
    pub description: String,
    /// The `AFRelationship` of PDF: `data`, `source`, `alternative` or `supplement`.
    pub relationship: &'static str,
    /// The contents.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The contents of the PDF that are not part of the view.
#[derive(Debug, Default)]
pub struct Extras {
    /// The charts, at their `file` path from the root of the job.
    pub charts: Vec<Chart>,
    /// The open data.
    pub attachments: Vec<Attachment>,
}

/// The job that typesets the whole book with `fonts`. The attachments are listed in
/// `view.attachments`, and their files are in `/data/`.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn whole_book(view: &View, theme: &Theme, fonts: &FontSet, extras: &Extras) -> Job {
    /// The view with the attachments.
    #[derive(Serialize)]
    struct BookView<'a> {
        attachments: &'a [Attachment],
        #[serde(flatten)]
        view: &'a View,
    }
    let attachments = &extras.attachments;
    let json = serde_json::to_string(&BookView { attachments, view });
    let pictures = view.pictures.iter().map(|(file, bytes)| (file.clone(), bytes.to_vec()));
    let mut job = job(json.expect("the view is plain data"), pictures.collect(), theme, fonts);
    job.files.extend(chart_files(&extras.charts));
    job.files.extend(attachments.iter().map(|a| (format!("data/{}", a.path), a.bytes.clone())));
    job
}

/// The charts as files of a job.
fn chart_files(charts: &[Chart]) -> impl Iterator<Item = (String, Vec<u8>)> {
    charts.iter().map(|chart| (chart.file.clone(), chart.svg.clone().into_bytes()))
}

/// A job of the theme's files, the view as JSON (whole or reduced), and the pictures it uses.
fn job(view: String, pictures: Vec<(String, Vec<u8>)>, theme: &Theme, fonts: &FontSet) -> Job {
    let mut files: Vec<(String, Vec<u8>)> =
        theme.pages.iter().map(|(name, bytes)| (format!("theme/{name}"), bytes.clone())).collect();
    files.push(("view.json".to_owned(), view.into_bytes()));
    files.push(("type-area.json".to_owned(), type_area(&theme.type_area).into_bytes()));
    files.extend(pictures);
    Job { main: "theme/main.typ".to_owned(), files, fonts: fonts.files.clone() }
}

/// The margins of `area` in millimetres, as JSON for the theme.
fn type_area(area: &TypeArea) -> String {
    let TypeArea { inside, outside, top, bottom, .. } = area;
    json!({ "inside": inside, "outside": outside, "top": top, "bottom": bottom }).to_string()
}

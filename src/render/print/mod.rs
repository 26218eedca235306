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
mod typesetter;
mod volume;
mod watching;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

pub use destinations::{ReadPdfError, read_destinations};
pub use finished::Finished;
pub use fonts::{InstalledFonts, PrintFonts};
pub use typesetter::{Job, TypesetError, Typesetter, TypstCli, VERSION};
pub use volume::{Volume, sheet, split};
pub use watching::{Form, Stage, Told, Watching};

use super::chart::Chart;
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

/// The job of setting the whole book. The theme finds `attachments` in `view.attachments`,
/// and their bytes under `/data/`.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn whole_book(view: &View, theme: &Theme, extras: &Extras) -> Job {
    let attachments = &extras.attachments;
    let mut whole = serde_json::to_value(view).expect("the view is plain data");
    whole["attachments"] = json!(attachments);
    let mut job = job(&whole, view, theme);
    job.files.extend(chart_files(&extras.charts));
    job.files.extend(attachments.iter().map(|a| (format!("data/{}", a.path), a.bytes.clone())));
    job
}

/// The charts as files.
fn chart_files(charts: &[Chart]) -> impl Iterator<Item = (String, Vec<u8>)> {
    charts.iter().map(|chart| (chart.file.clone(), chart.svg.clone().into_bytes()))
}

/// A job: the theme's files, the view or what was cut out of it, and the pictures it shows.
fn job(cut: &serde_json::Value, view: &View, theme: &Theme) -> Job {
    let mut files: Vec<(String, Vec<u8>)> =
        theme.pages.iter().map(|(name, bytes)| (format!("theme/{name}"), bytes.clone())).collect();
    files.push(("view.json".to_owned(), cut.to_string().into_bytes()));
    if !view.pictures.is_empty() {
        let shown = pictures_in(cut);
        let pictures = view.pictures.iter().filter(|(file, _)| shown.contains(file.as_str()));
        files.extend(pictures.map(|(file, bytes)| (file.clone(), bytes.to_vec())));
    }
    Job { main: "theme/main.typ".to_owned(), files, fonts: theme.fonts.clone() }
}

/// The files of all pictures in a piece of the view.
fn pictures_in(cut: &serde_json::Value) -> BTreeSet<&str> {
    match cut {
        serde_json::Value::Array(items) => items.iter().flat_map(pictures_in).collect(),
        serde_json::Value::Object(fields) => {
            let own = fields.get("file").filter(|_| fields.get("t") == Some(&json!("picture")));
            let own = own.and_then(|file| file.as_str());
            fields.values().flat_map(pictures_in).chain(own).collect()
        }
        _ => BTreeSet::new(),
    }
}

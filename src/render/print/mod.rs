//! The print backend: typesetting jobs for Typst, and page numbers and faults read from the
//! finished PDFs.
//!
//! Typst reads the view as JSON, together with the theme's files; no text of an author is ever
//! part of a Typst program.
//!
//! This module must not know HTML or the sources on disk.

mod attached;
mod compact;
mod destinations;
mod finished_pdf;
mod fonts;
pub mod guard;
mod inspect;
mod matrix;
mod page_content;
mod print_shop;
mod process;
mod program;
mod typesetter;
mod volume;
mod watch;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::json;

pub use compact::{Opening, compact, trimmed};
pub use destinations::{ReadPdfError, read_destinations};
pub use finished_pdf::FinishedPdf;
pub use fonts::{FontSet, InstalledFonts, PrintFonts};
pub use inspect::{FaultKind, LayoutFault, Margins, Rules};
pub use print_shop::PrintShop;
pub use typesetter::{Job, TypesetError, Typesetter, TypstCli, VERSION};
use volume::VolumeView;
pub use volume::{Volume, sheet, split};
pub use watch::{Stage, TypstWatch, WatchEvent, WatchFormat};

use super::chart::Chart;
use crate::parse::TypeArea;
use crate::theme::Theme;
use crate::view::View;

/// A file attached to the PDF. It cannot depend on the PDF's page numbers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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

/// The data of a print theme, at `/view.json`: the view of the book, or of some of its policies,
/// and what only a PDF has.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "planbook: view")]
struct PrintView<'a> {
    /// The files attached to the PDF, which are in `/data/`; only in the PDF of the whole book.
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<&'a [Attachment]>,
    /// Which part of the book this is; only in volumes and single sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<&'a VolumeView>,
    #[serde(flatten)]
    view: &'a View,
}

/// The JSON Schema of the data of themes: of the view, with what only print themes get.
#[must_use]
pub fn view_schema() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PrintView<'_>>()
}

/// The job that typesets the whole book with `fonts`. The attachments are listed in
/// `view.attachments`, and their files are in `/data/`.
#[must_use]
pub fn whole_book(view: &View, theme: &Theme, fonts: &FontSet, extras: &Extras) -> Job {
    let attachments = &extras.attachments;
    let data = PrintView { attachments: Some(attachments), volume: None, view };
    let mut job = job(&data, theme, fonts);
    job.files.extend(chart_files(&extras.charts));
    job.files.extend(attachments.iter().map(|a| (format!("data/{}", a.path), a.bytes.clone())));
    job
}

/// The charts as files of a job.
fn chart_files<'a>(
    charts: impl IntoIterator<Item = &'a Chart>,
) -> impl Iterator<Item = (String, Vec<u8>)> {
    charts.into_iter().map(|chart| (chart.file.clone(), chart.svg.clone().into_bytes()))
}

/// A job of the theme's files, the view as JSON, and its pictures.
///
/// # Panics
/// Never: the view is plain data.
fn job(data: &PrintView<'_>, theme: &Theme, fonts: &FontSet) -> Job {
    let json = if theme.charts.is_empty() {
        // Charts that nothing draws are no charts.
        let mut value = serde_json::to_value(data).expect("the view is plain data");
        value["charts"] = json!([]);
        value.to_string().into_bytes()
    } else {
        serde_json::to_vec(data).expect("the view is plain data")
    };
    let mut files = theme_files(theme);
    files.push(("view.json".to_owned(), json));
    files.extend(data.view.pictures.iter().map(|(file, bytes)| (file.clone(), bytes.to_vec())));
    Job { main: "theme/main.typ".to_owned(), files, fonts: fonts.files.clone() }
}

/// The files of `theme` in a job, with its type area, its colours, and nothing of a printing house.
#[must_use]
pub fn theme_files(theme: &Theme) -> Vec<(String, Vec<u8>)> {
    let pages = theme.pages.iter();
    let mut files: Vec<_> =
        pages.map(|(name, bytes)| (format!("theme/{name}"), bytes.clone())).collect();
    files.push(("type-area.json".to_owned(), type_area(&theme.type_area).into_bytes()));
    files.push(("colors.json".to_owned(), json!(theme.book_colors).to_string().into_bytes()));
    files.push(PrintShop::default().file());
    files
}

/// The margins of `area` in millimetres, as JSON for the theme.
fn type_area(area: &TypeArea) -> String {
    let TypeArea { inside, outside, top, bottom, .. } = area;
    json!({ "inside": inside, "outside": outside, "top": top, "bottom": bottom }).to_string()
}

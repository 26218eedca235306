//! The PDFs as things to print, to read aloud and to keep: volumes and single sheets, where
//! the text stands, what the structure says.

mod attachments;
pub mod boxes;
mod choices;
mod declarations;
mod drafts;
mod fits;
mod framework;
mod generated;
mod inspection;
mod large;
mod legible;
mod plans;
mod references;
mod same;
mod sheets;
mod structure;
mod town;
mod typesetter;
mod volumes;

use std::path::PathBuf;

use crate::data::sources;
use crate::support::Published;

/// The sample book's PDFs.
fn pdfs() -> PathBuf {
    Published::sample().folder.join("pdf")
}

/// The name of the whole book's PDF, which those of the volumes begin with.
const BOOK: &str = "hokuto-jisshi-keikaku-r6";

fn whole() -> PathBuf {
    pdfs().join(format!("{BOOK}.pdf"))
}

/// How many goals the sample has: each has a volume, after the one of the front.
fn goals() -> usize {
    sources::framework().goals.len()
}

//! The PDFs as things to print, to read aloud and to keep: volumes and single sheets, where
//! the text stands, what the structure says.

mod attachments;
mod boxes;
mod drafts;
mod fits;
mod inspection;
mod same;
mod sheets;
mod structure;
mod town;
mod typesetter;
mod volumes;

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// What poppler's pdftotext says of `pdf`.
fn pdftotext(arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new("pdftotext")
        .args(arguments)
        .arg(pdf)
        .arg("-")
        .output()
        .expect("poppler is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

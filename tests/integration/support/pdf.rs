//! Finished PDFs, read with poppler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::squeeze;

/// A finished PDF, read page by page with poppler, which had no part in making it.
pub struct Pdf {
    /// What each page says, header and footer included, as laid out.
    pub pages: Vec<String>,
    /// What is printed as the number of each page.
    pub labels: Vec<String>,
    path: PathBuf,
}

impl Pdf {
    pub fn read(path: PathBuf) -> Self {
        let bytes = fs::read(&path).expect("a PDF");
        let found = planbook::render::print::read_destinations(bytes).expect("a whole PDF");
        // In the order in which the text was set, so that a cell's lines stay together.
        let text = pdftotext(&["-raw"], &path);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        pages.pop();
        assert_eq!(pages.len(), found.printed.len(), "both readers see the same pages");
        Self { pages, labels: found.printed, path }
    }

    /// The text of the page on which `label` is printed.
    #[track_caller]
    pub fn page(&self, label: &str) -> &str {
        let at = self.labels.iter().position(|l| l == label);
        &self.pages[at.unwrap_or_else(|| panic!("no page is numbered {label}"))]
    }

    /// The text of the pages from `first` to `last`, without white space.
    pub fn squeezed(&self, first: u32, last: u32) -> String {
        (first..=last).map(|n| squeeze(self.page(&n.to_string()))).collect()
    }

    /// The text of the pages from `first` to `last` between header and footer, without
    /// white space, in reading order.
    pub fn body(&self, first: u32, last: u32) -> String {
        let at = |n: u32| self.labels.iter().position(|l| *l == n.to_string()).expect("a page") + 1;
        let (first, last) = (at(first).to_string(), at(last).to_string());
        // In points, from the top left corner: A4 without the header and the footer.
        let area = ["-x", "0", "-y", "56", "-W", "596", "-H", "726"];
        let mut arguments = vec!["-raw", "-f", &first, "-l", &last];
        arguments.extend(area);
        squeeze(&pdftotext(&arguments, &self.path))
    }

    /// How many pages poppler counts.
    pub fn count(&self) -> usize {
        let info = poppler("pdfinfo", &[self.path.to_str().expect("UTF-8")]);
        let line = info.lines().find_map(|l| l.strip_prefix("Pages:")).expect("a count");
        line.trim().parse().expect("a number")
    }
}

/// What poppler's `pdftotext` writes of a PDF.
pub fn pdftotext(arguments: &[&str], pdf: &Path) -> String {
    poppler("pdftotext", &[arguments, &[pdf.to_str().expect("UTF-8"), "-"]].concat())
}

/// The day on which a PDF says that it was made: `2024-09-30`.
pub fn creation_date(pdf: &Path) -> String {
    let info = poppler("pdfinfo", &["-isodates", pdf.to_str().expect("UTF-8")]);
    let line = info.lines().find_map(|l| l.strip_prefix("CreationDate:")).expect("a date");
    line.trim().chars().take(10).collect()
}

fn poppler(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("poppler is installed");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

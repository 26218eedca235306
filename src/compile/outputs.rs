//! The outputs that a build makes, and the existing files that it keeps.

use crate::render::data;

/// The requested outputs. Existing files of the others are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// The PDF.
    pub pdf: bool,
    /// The pages of the site.
    pub site: bool,
    /// The open data.
    pub data: bool,
}

impl Outputs {
    /// The whole publication.
    pub const ALL: Self = Self { pdf: true, site: true, data: true };
    /// The PDF alone.
    pub const PDF: Self = Self { pdf: true, site: false, data: false };
    /// The site and the open data, with the page numbers of the existing PDF.
    pub const HTML: Self = Self { pdf: false, ..Self::ALL };
    /// The pages of the site alone, with links to the existing PDF and data.
    pub const SITE: Self = Self { data: false, ..Self::HTML };
    /// The open data alone, with the page numbers of the existing PDF.
    pub const DATA: Self = Self { site: false, ..Self::HTML };

    /// Whether a build of these outputs keeps the existing file at `path`.
    pub(super) fn keeps(self, path: &str) -> bool {
        if path.starts_with("pdf/") {
            !self.pdf
        } else if data::is_data_path(path) {
            !self.data
        } else {
            !self.site
        }
    }
}

/// Whether versions of planbook that wrote no marker file made files at `path`. All other files
/// in such an output are foreign.
pub(super) fn made_before_markers(path: &str) -> bool {
    const FILES: [&str; 4] = ["index.html", "404.html", "sitemap.xml", "search.json"];
    const FOLDERS: [&str; 10] = [
        "assets",
        "data",
        "evaluation",
        "indicators",
        "overview",
        "pdf",
        "policies",
        "search",
        "sections",
        "themes",
    ];
    match path.split_once('/') {
        Some((folder, _)) => FOLDERS.contains(&folder),
        None => FILES.contains(&path),
    }
}

#[cfg(test)]
mod tests {
    use super::Outputs;

    #[test]
    fn each_output_replaces_its_own_files_only() {
        let files = ["pdf/b.pdf", "data/plan.json", "policies/1-1-01/data.json", "data/index.html"];
        let kept = |outputs: Outputs| files.map(|path| outputs.keeps(path));
        assert_eq!(kept(Outputs::ALL), [false, false, false, false]);
        assert_eq!(kept(Outputs::PDF), [false, true, true, true]);
        assert_eq!(kept(Outputs::HTML), [true, false, false, false]);
        assert_eq!(kept(Outputs::SITE), [true, true, true, false]);
        assert_eq!(kept(Outputs::DATA), [true, false, false, true]);
    }
}

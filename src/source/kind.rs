//! Which files are sources, by their names.

use std::path::Path;

/// How pictures' names end. Whether planbook can use one, its bytes say; those it cannot
/// use are read, too, so that their authors are told.
const PICTURES: [&str; 14] = [
    "png", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "heic", "heif", "svg", "bmp", "tif",
    "tiff", "ico",
];

/// How the names of sources end, in capitals or not.
const TEXTS: [&str; 3] = ["yaml", "yml", "md"];

/// What editors and downloads leave beside the file that they belong to.
const LEFT_BY_EDITORS: [&str; 8] =
    ["swp", "swo", "swx", "tmp", "part", "crdownload", "bak", "orig"];

/// What systems put into folders.
const SYSTEMS: [&str; 8] = [
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
];

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// YAML or Markdown.
    Text,
    /// A picture.
    Picture,
    /// Something planbook does not read, of which its author is told.
    Foreign,
}

/// What the file at `path` is.
pub(super) fn kind(path: &Path) -> Kind {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if TEXTS.iter().any(|text| text.eq_ignore_ascii_case(ending)) {
        Kind::Text
    } else if PICTURES.iter().any(|picture| picture.eq_ignore_ascii_case(ending)) {
        Kind::Picture
    } else {
        Kind::Foreign
    }
}

/// Whether the file or folder called `name` is an editor's or the system's own, and nobody's
/// business: a lock, a copy that was made while saving, a list of small pictures.
#[must_use]
pub fn is_own(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    name.starts_with(['.', '~'])
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || LEFT_BY_EDITORS.contains(&ending)
        || SYSTEMS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_systems_leave_is_passed_over() {
        for name in [
            ".#1-1-01.md",
            ".1-1-01.md.swp",
            "1-1-01.md~",
            "#1-1-01.md#",
            "~$1-1-01.docx",
            ".git",
            ".DS_Store",
            "Thumbs.db",
            "Desktop.ini",
            "1-1-01.md.bak",
            "4913.tmp",
            "__MACOSX",
        ] {
            assert!(is_own(name), "{name}");
        }
        for name in ["1-1-01.md", "1-1-01.yaml.txt", "1-1-01.docx", "README", "#1.md", "地図.png"]
        {
            assert!(!is_own(name), "{name}");
        }
    }

    #[test]
    fn endings_are_compared_without_case() {
        assert_eq!(kind(Path::new("1-1-01.YAML")), Kind::Text);
        assert_eq!(kind(Path::new("1-1-01.Md")), Kind::Text);
        assert_eq!(kind(Path::new("map.PNG")), Kind::Picture);
        assert_eq!(kind(Path::new("1-1-01.md.txt")), Kind::Foreign);
        assert_eq!(kind(Path::new("memo")), Kind::Foreign);
    }
}

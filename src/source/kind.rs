//! Kinds of files by their name: text, picture, temporary file, file of a system, other.

use std::path::Path;

/// Extensions of pictures. Formats that planbook cannot use are read, too, so that they can be
/// reported.
const PICTURES: [&str; 14] = [
    "png", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "heic", "heif", "svg", "bmp", "tif",
    "tiff", "ico",
];

/// Extensions of source texts, compared without case.
const TEXTS: [&str; 3] = ["yaml", "yml", "md"];

/// Extensions of temporary files of editors and downloads.
const TEMPORARY: [&str; 8] = ["swp", "swo", "swx", "tmp", "part", "crdownload", "bak", "orig"];

/// Files and folders that operating systems create, in lower case.
const SYSTEM_FILES: [&str; 9] = [
    ".ds_store",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
];

/// The kind of a file, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// YAML or Markdown.
    Text,
    /// A picture.
    Picture,
    /// Any other file, which is reported and not read.
    Foreign,
}

/// The kind of the file at `path`.
pub(super) fn kind(path: &Path) -> Kind {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if TEXTS.iter().any(|text| text.eq_ignore_ascii_case(extension)) {
        Kind::Text
    } else if PICTURES.iter().any(|picture| picture.eq_ignore_ascii_case(extension)) {
        Kind::Picture
    } else {
        Kind::Foreign
    }
}

/// Whether the file or folder called `name` is a temporary file of an editor or a system file, which
/// is ignored without a finding.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.starts_with('.') || is_left_behind(name)
}

/// Whether an editor or a system leaves a file or folder called `name` behind. Not all hidden files are:
/// a theme may have some of its own.
#[must_use]
pub fn is_left_behind(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    name.starts_with(".#")
        || name.starts_with('~')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || TEMPORARY.contains(&extension)
        || is_system_file(name)
}

/// Whether the file at `path` is called a copy (`1-1-02.yaml.bak`) of a text that is not there: the text
/// itself, renamed.
pub(super) fn is_only_copy(path: &Path) -> bool {
    let is_copy = path.extension().is_some_and(|e| e == "bak" || e == "orig");
    let original = path.with_extension("");
    is_copy && kind(&original) == Kind::Text && !original.exists()
}

/// Whether an operating system creates files or folders called `name`.
#[must_use]
pub fn is_system_file(name: &str) -> bool {
    SYSTEM_FILES.iter().any(|system| system.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_and_system_files_are_ignored() {
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
            assert!(is_temporary(name), "{name}");
        }
        for name in ["1-1-01.md", "1-1-01.yaml.txt", "1-1-01.docx", "README", "#1.md", "地図.png"]
        {
            assert!(!is_temporary(name), "{name}");
        }
        for (name, left) in [(".#policy.html", true), ("style.css~", true), (".htaccess", false)] {
            assert_eq!(is_left_behind(name), left, "{name}");
        }
    }

    #[test]
    fn extensions_are_compared_without_case() {
        assert_eq!(kind(Path::new("1-1-01.YAML")), Kind::Text);
        assert_eq!(kind(Path::new("1-1-01.Md")), Kind::Text);
        assert_eq!(kind(Path::new("map.PNG")), Kind::Picture);
        assert_eq!(kind(Path::new("1-1-01.md.txt")), Kind::Foreign);
        assert_eq!(kind(Path::new("memo")), Kind::Foreign);
    }
}

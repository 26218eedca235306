//! Which files are sources, by their names.

use std::path::Path;

/// How pictures' names end. Whether planbook can use one, its bytes say; those it cannot
/// use are read, too, so that their authors are told.
const PICTURES: [&str; 14] = [
    "png", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "heic", "heif", "svg", "bmp", "tif",
    "tiff", "ico",
];

/// Whether planbook reads `path`: editors' own files beside it are nobody's business.
pub(super) fn is_source(path: &Path) -> bool {
    let hidden =
        path.file_name().and_then(|n| n.to_str()).is_none_or(|n| n.starts_with(['.', '~']));
    let ending = path.extension().and_then(|e| e.to_str());
    !hidden && (matches!(ending, Some("yaml" | "yml" | "md")) || is_picture(path))
}

/// Whether the name of `path` says that it is a picture.
pub(super) fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    PICTURES.iter().any(|picture| picture.eq_ignore_ascii_case(ending))
}

//! Paths in messages: with one kind of separator on every system.

use std::path::Path;

/// `path` as messages name it.
#[must_use]
pub fn shown_path(path: impl AsRef<Path>) -> String {
    one_separator(&path.as_ref().display().to_string())
}

/// `message` of the system, with the paths in it as [`shown_path`] has them. Elsewhere than on Windows, `\` may be
/// part of a name.
#[must_use]
pub fn one_separator(message: &str) -> String {
    if cfg!(windows) { with_slashes(message) } else { message.to_owned() }
}

/// `text` with `/` for `\`, and without the prefix of paths that Windows takes literally.
fn with_slashes(text: &str) -> String {
    text.replace(r"\\?\UNC\", r"\\").replace(r"\\?\", "").replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_windows_have_one_separator() {
        for (windows, shown) in [
            (r"book\output/data/projects.csv", "book/output/data/projects.csv"),
            (r"\\?\C:\本\output", "C:/本/output"),
            (r"\\?\UNC\server\share\本", "//server/share/本"),
            (r"\\server\share", "//server/share"),
            ("content/plan.yaml", "content/plan.yaml"),
            (r"failed to open `\\?\C:\a\b`: denied", "failed to open `C:/a/b`: denied"),
        ] {
            assert_eq!(with_slashes(windows), shown);
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_backslash_is_part_of_a_name_elsewhere() {
        assert_eq!(shown_path(r"a\b/c"), r"a\b/c");
    }
}

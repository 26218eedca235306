//! Names of files that every system allows. Windows allows the fewest.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The greatest length of the path of a published file, in characters: with the folder that it is copied to, it
/// must fit into the 260 of Windows.
pub const LONGEST_PATH: usize = 150;

/// The greatest length of a [`legal_name`], in characters: with what is added to it, it must fit into the 255 bytes
/// of Linux, of which a character of Japanese takes three.
const LONGEST: usize = 60;

/// The characters that Windows allows in no name, and what they are replaced with.
const REPLACED: [(char, char); 9] = [
    ('\\', '＼'),
    ('/', '／'),
    (':', '：'),
    ('*', '＊'),
    ('?', '？'),
    ('"', '”'),
    ('<', '＜'),
    ('>', '＞'),
    ('|', '｜'),
];

/// Whether Windows keeps `name` for a device, whatever its ending and case.
#[must_use]
pub fn is_reserved_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).map(|rest| rest.chars().collect::<Vec<_>>());
        // The superscripts are digits there, too.
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    ["con", "prn", "aux", "nul"].contains(&&*stem) || numbered("com") || numbered("lpt")
}

/// Whether Windows allows `name` as the name of a file or folder.
#[must_use]
pub fn is_legal_name(name: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && REPLACED.iter().all(|(illegal, _)| *illegal != c);
    !name.is_empty()
        && name.chars().all(is_plain)
        && !name.ends_with(['.', ' '])
        && !is_reserved_name(name)
}

/// Whether the path `path`, with `/` as the separator, is legal on every system and short enough.
#[must_use]
pub fn is_legal_path(path: &str) -> bool {
    path.split('/').all(is_legal_name) && path.chars().count() <= LONGEST_PATH
}

/// `text` as a legal part of a file name.
#[must_use]
pub fn legal_name(text: &str) -> String {
    let legal = |c: char| match REPLACED.iter().find(|(illegal, _)| *illegal == c) {
        Some((_, replacement)) => *replacement,
        None if c.is_control() => '_',
        None => c,
    };
    let name: String = text.trim().chars().map(legal).take(LONGEST).collect();
    // Windows drops dots and blanks at the end of names.
    let name = name.trim_end_matches(['.', ' ']);
    if name.is_empty() || is_reserved_name(name) { format!("{name}_") } else { name.to_owned() }
}

/// The [`legal_name`]s of `texts`, with numbers where two would be one file for systems that do not tell cases
/// apart.
pub fn legal_names<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let unique = |text| {
        let name = legal_name(text);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        names.find(|name| taken.insert(name.to_lowercase())).unwrap_or(name)
    };
    texts.into_iter().map(unique).collect()
}

/// `path` without the prefix with which Windows resolves paths, and which some programs cannot read.
#[must_use]
pub fn plain_path(path: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return path;
    }
    path.to_str().and_then(without_prefix).map_or(path.clone(), PathBuf::from)
}

/// A path of a drive without the prefix `\\?\`, if it means the same without.
fn without_prefix(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(r"\\?\")?;
    let mut characters = rest.chars();
    let drive = characters.next()?.is_ascii_alphabetic() && characters.next()? == ':';
    let parts = rest.get(3..)?.split('\\').filter(|part| !part.is_empty());
    // 248 is the limit of folders.
    (drive && rest.chars().count() < 248 && parts.into_iter().all(is_legal_name)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_reserved() {
        for name in ["con", "NUL", "nul.txt", "Com1", "lpt9.tar.gz", "aux .x", "com¹"] {
            assert!(is_reserved_name(name) && !is_legal_name(name), "{name}");
        }
        for name in ["contents", "com", "com10", "lpt", "nul-1", "課"] {
            assert!(!is_reserved_name(name) && is_legal_name(name), "{name}");
        }
    }

    #[test]
    fn every_text_has_a_legal_name() {
        let long = "長".repeat(300);
        for (text, name) in [
            ("企画課", "企画課"),
            ("総務/庶務 課", "総務／庶務 課"),
            ("a:b*c?\"d\"<e>|f\\", "a：b＊c？”d”＜e＞｜f＼"),
            ("CON", "CON_"),
            ("…課. . ", "…課"),
            (" ", "_"),
            ("a\tb", "a_b"),
            (&long, &long[..180]),
        ] {
            assert_eq!(legal_name(text), name);
            assert!(is_legal_name(name), "{name}");
        }
    }

    #[test]
    fn names_are_unique_without_case() {
        let names = legal_names(["IT課", "it課", "a/b", "a／b", "ａ", "it課-2"]);
        assert_eq!(names, ["IT課", "it課-2", "a／b", "a／b-2", "ａ", "it課-2-2"]);
    }

    #[test]
    fn paths_are_short_and_legal() {
        assert!(is_legal_path("data/projects.csv"));
        for path in ["a//b", "a/nul.txt", "a:b", "a/b.", &"x/".repeat(100), &"長".repeat(151)] {
            assert!(!is_legal_path(path), "{path}");
        }
    }

    #[test]
    fn resolved_paths_lose_their_prefix_where_they_mean_the_same() {
        assert_eq!(without_prefix(r"\\?\C:\本\output"), Some(r"C:\本\output"));
        for path in [r"\\?\UNC\server\share", r"C:\a", r"\\?\C:\nul\a", r"\\?\Volume{1}\a"] {
            assert_eq!(without_prefix(path), None);
        }
        assert_eq!(without_prefix(&format!(r"\\?\C:\{}", "a".repeat(250))), None);
    }
}

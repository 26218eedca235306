//! Finds the program of the typesetter and the folders of fonts that it gets.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The environment variable with the path of the typesetter.
const VARIABLE: &str = "PLANBOOK_TYPST";

/// The folder of fonts in the folder of planbook, as in a kit.
const OWN_FONTS: &str = "fonts";

/// Where the program may be.
struct Places<'a> {
    /// The value of [`VARIABLE`].
    asked: Option<OsString>,
    /// The folder of planbook itself.
    own_folder: Option<&'a Path>,
    /// The value of `PATH`.
    path: Option<OsString>,
    /// The folder of cargo.
    cargo: Option<PathBuf>,
    /// The ending of programs: `.exe`, or nothing.
    suffix: &'a str,
}

impl Places<'_> {
    /// The program: as asked for, in the folder of planbook, in `PATH` (then only its name), or installed by cargo.
    fn program(self) -> OsString {
        if let Some(asked) = self.asked {
            return asked;
        }
        let file = format!("typst{}", self.suffix);
        let own = self.own_folder.map(|folder| folder.join(&file)).filter(|path| path.is_file());
        if let Some(path) = own {
            return path.into_os_string();
        }
        let mut folders = self.path.iter().flat_map(env::split_paths);
        let installed = self.cargo.map(|home| home.join("bin").join(&file));
        match installed.filter(|path| path.is_file()) {
            Some(path) if !folders.any(|folder| folder.join(&file).is_file()) => {
                path.into_os_string()
            }
            _ => "typst".into(),
        }
    }
}

/// The typesetter of this machine.
pub(super) fn program() -> OsString {
    let own_folder = own_folder();
    let home = |name: &str| env::var_os(name).filter(|home| !home.is_empty()).map(PathBuf::from);
    let places = Places {
        asked: env::var_os(VARIABLE),
        own_folder: own_folder.as_deref(),
        path: env::var_os("PATH"),
        cargo: home("CARGO_HOME").or_else(|| Some(env::home_dir()?.join(".cargo"))),
        suffix: env::consts::EXE_SUFFIX,
    };
    places.program()
}

/// The file of `program`, if it is a path or in `PATH`.
pub(super) fn file_of(program: &OsStr) -> Option<PathBuf> {
    let program = Path::new(program);
    if program.components().count() > 1 {
        return Some(program.to_owned());
    }
    let path = env::var_os("PATH")?;
    let name = program.with_extension(env::consts::EXE_EXTENSION);
    env::split_paths(&path).map(|dir| dir.join(&name)).find(|path| path.is_file())
}

/// The folder of planbook itself.
fn own_folder() -> Option<PathBuf> {
    Some(env::current_exe().ok()?.parent()?.to_owned())
}

/// The folders of fonts besides those of the system: those of `TYPST_FONT_PATHS`, the one in the folder of planbook, and,
/// on Windows, the user's own, which need not be in the folder of the profile.
pub(super) fn font_folders() -> Vec<PathBuf> {
    let asked = env::var_os("TYPST_FONT_PATHS");
    let mut folders: Vec<_> = asked.iter().flat_map(env::split_paths).collect();
    folders.extend(own_folder().map(|folder| folder.join(OWN_FONTS)));
    if cfg!(windows) {
        let local = env::var_os("LOCALAPPDATA").map(PathBuf::from);
        folders.extend(local.map(|local| local.join("Microsoft").join("Windows").join("Fonts")));
    }
    folders.retain(|folder| folder.is_dir());
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typesetter_is_found_on_both_systems() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for suffix in ["", ".exe"] {
            for place in ["planbook", "path", "cargo/bin"] {
                fs_err::create_dir_all(at(place)).expect("a folder");
            }
            let own = at("planbook");
            let find = |asked: Option<&str>| {
                let places = Places {
                    asked: asked.map(OsString::from),
                    own_folder: Some(&own),
                    path: Some(env::join_paths([at("empty"), at("path")]).expect("paths")),
                    cargo: Some(at("cargo")),
                    suffix,
                };
                PathBuf::from(places.program())
            };
            let put = |place: &str| fs_err::write(at(place), "").expect("a file");
            assert_eq!(find(None), Path::new("typst"), "nothing is there");
            put("cargo/bin/typst.other");
            assert_eq!(find(None), Path::new("typst"));
            put(&format!("cargo/bin/typst{suffix}"));
            assert_eq!(find(None), at(&format!("cargo/bin/typst{suffix}")));
            put(&format!("path/typst{suffix}"));
            assert_eq!(find(None), Path::new("typst"), "the system finds it in PATH");
            put(&format!("planbook/typst{suffix}"));
            assert_eq!(find(None), at(&format!("planbook/typst{suffix}")));
            assert_eq!(find(Some("/my/typst")), Path::new("/my/typst"));
            fs_err::remove_dir_all(folder.path()).expect("removed");
        }
    }

    #[test]
    fn a_path_is_the_file_of_a_program() {
        assert_eq!(file_of(OsStr::new("a/typst")), Some(PathBuf::from("a/typst")));
        assert_eq!(file_of(OsStr::new("no-such-program-at-all")), None);
    }
}

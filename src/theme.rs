//! A theme: the files that say how the book looks.
//!
//! A theme is a folder with `theme.yaml`, `site/templates/` (Tera), `site/assets/` (copied
//! as they are), `charts/` (Tera, one SVG each) and `pdf/` (Typst, beginning with `main.typ`).
//!
//! This module must not know what the book says.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diag::{Code, Diagnostic, Sink};
use crate::parse;
use crate::source::Sources;
use crate::text;

const NO_THEME: Code = Code("PB0005");

/// A file of a theme: its path within its folder, with `/`, and its bytes.
pub type ThemeFile = (String, Vec<u8>);

/// Everything a theme consists of. The default has nothing.
#[derive(Debug, Default)]
pub struct Theme {
    /// The families the page templates need.
    pub fonts: Vec<String>,
    /// Tera templates.
    pub templates: Vec<(String, String)>,
    /// Files copied to `assets/`.
    pub assets: Vec<ThemeFile>,
    /// Tera templates of charts; a theme may have none.
    pub charts: Vec<(String, String)>,
    /// Typst files; `main.typ` is the first.
    pub pages: Vec<ThemeFile>,
}

impl Theme {
    /// The families that the theme in `folder` prints with, where it can be read.
    #[must_use]
    pub fn fonts_of(folder: &Path) -> Option<Vec<String>> {
        let manifest = fs_err::read_to_string(folder.join("theme.yaml")).ok()?;
        let sources = Sources::from_memory([("theme.yaml".to_owned(), manifest)]);
        parse::theme_fonts(&sources, &mut Sink::new())
    }

    /// Reads the theme in `folder`. What is missing is reported.
    pub fn load(folder: &Path, sink: &mut Sink) -> Option<Self> {
        let manifest = folder.join("theme.yaml");
        let Ok(manifest) = fs_err::read_to_string(&manifest) else {
            let folder = folder.display();
            sink.report(
                Diagnostic::error(
                    NO_THEME,
                    text!("テーマがありません：{folder}", "there is no theme: {folder}"),
                )
                .hint(text!(
                    "themes/ の中のフォルダーの名前を --theme に書いてください",
                    "give --theme the name of a folder in themes/"
                )),
            );
            return None;
        };
        let name = format!("{}/theme.yaml", folder.display());
        let sources = Sources::from_memory([(name, manifest)]);
        let fonts = parse::theme_fonts(&sources, sink)?;
        let charts = folder.join("charts");
        Some(Self {
            fonts,
            templates: texts(files(&folder.join("site/templates"), sink)?),
            charts: if charts.is_dir() { texts(files(&charts, sink)?) } else { Vec::new() },
            assets: files(&folder.join("site/assets"), sink)?,
            pages: files(&folder.join("pdf"), sink)?,
        })
    }
}

fn texts(files: Vec<ThemeFile>) -> Vec<(String, String)> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    files.into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

/// Every file below `folder`, sorted.
fn files(folder: &Path, sink: &mut Sink) -> Option<Vec<ThemeFile>> {
    let mut failed = |error: String| {
        sink.report(Diagnostic::error(
            NO_THEME,
            text!(
                "テーマのファイルを読めません：{error}",
                "cannot read a file of the theme: {error}"
            ),
        ));
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|e| failed(e.to_string())).ok()?;
        if entry.file_type().is_file() {
            let bytes = fs_err::read(entry.path()).map_err(|e| failed(e.to_string())).ok()?;
            files.push((name_within(folder, entry.path()), bytes));
        }
    }
    Some(files)
}

fn name_within(folder: &Path, path: &Path) -> String {
    let relative: PathBuf = path.strip_prefix(folder).unwrap_or(path).into();
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

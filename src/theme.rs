//! Themes: the files that define how a book looks.
//!
//! A theme is a folder with `theme.yaml`, `site/templates/` (Tera), `site/assets/` (copied
//! unchanged), `charts/` (Tera, one SVG each), `pdf/` (Typst, beginning with `main.typ`) and `forms/`
//! (documents that are no part of the book: a folder for each, such as `forms/comparison/`).
//!
//! This module must not know what the book says.

mod style_sheets;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diag::{Code, Diagnostic, Sink, shown_path};
use crate::parse::{self, Color, ColorValues, Colors, TypeArea};
use crate::source::{SourceFile, State, is_left_behind, name_below};
use crate::text;
use crate::value::without_bom;

const NO_THEME: Code = Code("PB0005");

/// The files and folders of a theme that are read; all others in its folder are ignored.
pub const PARTS: [&str; 6] =
    ["theme.yaml", "site/templates", "site/assets", "charts", "pdf", "forms"];

/// What stands in a style sheet for the theme's colours, as custom properties.
const COLORS_OF_THEME: &str = "@import \"colors.css\";";

/// A file of a theme: its path within its folder, with `/`, and its bytes.
pub type ThemeFile = (String, Vec<u8>);

/// The files and settings of a theme. The default is empty.
#[derive(Debug, Default)]
pub struct Theme {
    /// The font families that the page templates need.
    pub fonts: Vec<String>,
    /// The area of a page in which text is allowed.
    pub type_area: TypeArea,
    /// The colours of the PDF and of charts by their names.
    pub book_colors: BTreeMap<String, String>,
    /// Tera templates.
    pub templates: Vec<(String, String)>,
    /// Files copied to `assets/`.
    pub assets: Vec<ThemeFile>,
    /// Tera templates of charts, which are optional.
    pub charts: Vec<(String, String)>,
    /// The files of the forms, which are optional: `comparison/page.html`.
    pub forms: Vec<(String, String)>,
    /// Typst files; `main.typ` is the entry point.
    pub pages: Vec<ThemeFile>,
}

impl Theme {
    /// The font families of the theme in `folder`, if its manifest can be read.
    #[must_use]
    pub fn fonts_of(folder: &Path) -> Option<Vec<String>> {
        let mut sink = Sink::new();
        Some(parse::theme_manifest(&Self::manifest(folder, &mut sink)?, &mut sink)?.fonts)
    }

    /// The font families that the manifest `bytes` of a theme asks for.
    #[must_use]
    pub fn fonts_in(bytes: &[u8]) -> Option<Vec<String>> {
        let mut sink = Sink::new();
        let manifest = SourceFile::manifest("theme.yaml".to_owned(), bytes.to_vec(), &mut sink);
        Some(parse::theme_manifest(&manifest, &mut sink)?.fonts)
    }

    /// The manifest of the theme in `folder`, if there is one. Findings about it refer to
    /// [`FileId::MANIFEST`](crate::span::FileId::MANIFEST).
    #[must_use]
    pub fn manifest(folder: &Path, sink: &mut Sink) -> Option<SourceFile> {
        if link_among(folder).is_some() {
            return None;
        }
        let bytes = fs_err::read(folder.join("theme.yaml")).ok()?;
        let theme = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
        Some(SourceFile::manifest(format!("themes/{theme}/theme.yaml"), bytes, sink))
    }

    /// Reads the theme in `folder`. Missing and invalid files are reported.
    pub fn load(folder: &Path, sink: &mut Sink) -> Option<Self> {
        if let Some(found) = link_among(folder) {
            sink.report(link(&found));
            return None;
        }
        let Some(manifest) = Self::manifest(folder, sink) else {
            sink.report(no_theme(folder));
            return None;
        };
        if manifest.state() != State::Whole {
            return None;
        }
        let parse::Manifest { fonts, type_area, colors } = parse::theme_manifest(&manifest, sink)?;
        let charts = folder.join("charts");
        let forms = folder.join("forms");
        let assets = files(&folder.join("site/assets"), sink)?;
        let on_site = colors.iter().filter(|(_, values)| values.light.is_some());
        let names: Vec<String> = on_site.map(|(name, _)| name.to_string()).collect();
        for finding in style_sheets::check(&assets, names.iter().map(String::as_str)) {
            sink.report(finding);
        }
        Some(Self {
            fonts,
            type_area,
            book_colors: book_colors(&colors),
            templates: texts(folder, "site/templates", sink)?,
            charts: if charts.is_dir() { texts(folder, "charts", sink)? } else { Vec::new() },
            forms: if forms.is_dir() { texts(folder, "forms", sink)? } else { Vec::new() },
            assets: with_colors(assets, &colors),
            pages: files(&folder.join("pdf"), sink)?,
        })
    }
}

/// The finding for a `folder` that is no theme.
fn no_theme(folder: &Path) -> Diagnostic {
    let shown = shown_path(folder);
    if folder.is_dir() {
        return Diagnostic::error(
            NO_THEME,
            text!("テーマの theme.yaml がありません：{shown}", "the theme has no theme.yaml: {shown}"),
        )
        .hint(text!(
            "themes/standard/ の theme.yaml を写してください（名前は theme.yaml で、.yml や .txt は読みません）",
            "copy theme.yaml of themes/standard/; a file theme.yml or theme.yaml.txt is not read"
        ));
    }
    let others = folder.parent().into_iter().flat_map(|themes| WalkDir::new(themes).max_depth(1));
    let others = others.filter_map(Result::ok).filter(|it| it.path().join("theme.yaml").is_file());
    let mut others: Vec<_> =
        others.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    others.sort();
    let (ja, en) = (others.join("、"), others.join(", "));
    let error = Diagnostic::error(
        NO_THEME,
        text!("テーマがありません：{shown}", "there is no theme: {shown}"),
    );
    error.hint(if others.is_empty() {
        text!(
            "themes/ の中のフォルダーの名前を --theme に書いてください",
            "give --theme the name of a folder in themes/"
        )
    } else {
        text!(
            "themes/ の中のフォルダーの名前を --theme に書いてください。あるのは {ja} です",
            "give --theme the name of a folder in themes/: {en}"
        )
    })
}

/// The colours of the PDF and of charts.
fn book_colors(colors: &Colors) -> BTreeMap<String, String> {
    let in_book = colors.iter().filter_map(|(name, values)| {
        values.book.as_ref().map(|color| (name.to_string(), color.to_string()))
    });
    in_book.collect()
}

/// `assets` with the colours in the style sheets that import them.
fn with_colors(mut assets: Vec<ThemeFile>, colors: &Colors) -> Vec<ThemeFile> {
    for (name, bytes) in &mut assets {
        if Path::new(name).extension().is_some_and(|e| e == "css")
            && let Ok(text) = std::str::from_utf8(bytes)
            && text.contains(COLORS_OF_THEME)
        {
            *bytes = text.replace(COLORS_OF_THEME, css(colors).trim_end()).into_bytes();
        }
    }
    assets
}

/// `colors` as custom properties of CSS.
fn css(colors: &Colors) -> String {
    let mut css = String::new();
    let mut rule = |before: &str, after: &str, of: fn(&ColorValues) -> Option<&Color>| {
        let values = colors.iter().filter_map(|(name, values)| Some((name, of(values)?)));
        let lines: Vec<_> = values.map(|(name, color)| format!("  --{name}: {color};\n")).collect();
        if !lines.is_empty() {
            let _ = write!(css, "{before}{{\n{}}}{after}\n", lines.concat());
        }
    };
    rule(":root ", "", |values| values.light.as_ref());
    rule("@media (prefers-color-scheme: dark) { :root ", " }", |values| values.dark.as_ref());
    rule("@media print { :root ", " }", |values| values.paper.as_ref());
    css
}

/// The first symbolic link among the folder of a theme, its parent and its standard entries.
fn link_among(folder: &Path) -> Option<PathBuf> {
    let parts = ["", "site"].into_iter().chain(PARTS);
    let paths = folder.parent().map(Path::to_owned).into_iter();
    let mut paths = paths.chain(parts.map(|part| folder.join(part)));
    // A trailing `/` would resolve the link.
    let is_link = |path: &PathBuf| {
        path.components().collect::<PathBuf>().symlink_metadata().is_ok_and(|f| f.is_symlink())
    };
    paths.find(is_link)
}

/// The finding for a symbolic link. It may point to any file of the machine, which would then be
/// published.
fn link(path: &Path) -> Diagnostic {
    let path = shown_path(path);
    Diagnostic::error(
        NO_THEME,
        text!(
            "テーマにシンボリックリンクは使えません：{path}",
            "no symbolic links in themes: {path}"
        ),
    )
    .hint(text!(
        "リンク先のファイルやフォルダーそのものを themes/ の中に置いてください",
        "put the file or folder itself into themes/"
    ))
}

/// Decodes the files in `part` of the theme in `folder` and removes byte order marks. Files that are not UTF-8
/// are reported.
fn texts(folder: &Path, part: &str, sink: &mut Sink) -> Option<Vec<(String, String)>> {
    let files = files(&folder.join(part), sink)?;
    let mut text = |(name, bytes): ThemeFile| {
        if let Ok(text) = String::from_utf8(bytes) {
            return Some((name, without_bom(text)));
        }
        sink.report(
            Diagnostic::error(
                NO_THEME,
                text!(
                    "テーマのファイルの文字コードが UTF-8 ではありません：{part}/{name}",
                    "a file of the theme is not in UTF-8: {part}/{name}"
                ),
            )
            .hint(text!(
                "エディタの「名前を付けて保存」で、文字コード「UTF-8」を選んで保存し直してください",
                "save it again as UTF-8"
            )),
        );
        None
    };
    let texts: Vec<_> = files.into_iter().map(&mut text).collect();
    texts.into_iter().collect()
}

/// What is in `folder`, which is one of the [`PARTS`] of a theme: all but what editors and systems leave behind.
pub fn walk(folder: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let of_theme = |entry: &DirEntry| {
        entry.depth() == 0 || !is_left_behind(&entry.file_name().to_string_lossy())
    };
    WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(of_theme)
}

/// Reads every file below `folder`, sorted by name.
fn files(folder: &Path, sink: &mut Sink) -> Option<Vec<ThemeFile>> {
    let failed = |error: &std::io::Error, sink: &mut Sink| {
        sink.report(Diagnostic::error(
            NO_THEME,
            text!("テーマのファイルを読めません", "cannot read a file of the theme").because(error),
        ));
    };
    if !folder.is_dir() {
        let folder = shown_path(folder);
        sink.report(
            Diagnostic::error(
                NO_THEME,
                text!(
                    "テーマにフォルダーがありません：{folder}",
                    "the theme lacks a folder: {folder}"
                ),
            )
            .hint(text!("themes/standard/ から写してください", "copy it from themes/standard/")),
        );
        return None;
    }
    let mut files = Vec::new();
    for entry in walk(folder) {
        let entry = entry.map_err(|e| failed(&e.into(), sink)).ok()?;
        if entry.path_is_symlink() {
            sink.report(link(entry.path()));
            return None;
        }
        if entry.file_type().is_file() {
            let bytes = fs_err::read(entry.path()).map_err(|e| failed(&e, sink)).ok()?;
            files.push((name_below(folder, entry.path()), bytes));
        }
    }
    Some(files)
}

//! Looks whether every contender made the same: all pages, and on the sheets every title,
//! project, figure and sentence.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;

use crate::inputs::expected::{self, html_words, squeezed};
use crate::inputs::pages::Page;
use crate::inputs::view::View;

/// Looks at the site at `root`; `place` tells where a page is.
///
/// # Errors
/// A page is missing, or words are missing on a page: says which.
pub fn site(
    root: &Path,
    pages: &[Page],
    view: &View,
    place: impl Fn(&str) -> String,
) -> Result<()> {
    for page in pages {
        let path = root.join(place(&page.path));
        if !path.is_file() {
            return Err(Error::other(format!("there is no {}", place(&page.path))));
        }
    }
    for page in expected::pages(view)? {
        let path = place(&page.path);
        let words = page_words(&root.join(&path))?;
        if let Some(lacks) = page.said.iter().find(|said| !words.contains(&squeezed(said.words))) {
            return Err(Error::other(format!("{path} lacks {:?}: {}", lacks.kind, lacks.words)));
        }
    }
    Ok(())
}

/// Looks at a site: there is a page for each of so many sheets.
///
/// # Errors
/// There are more or fewer.
pub fn sheets(root: &Path, sheets: usize) -> Result<()> {
    let mut found = 0;
    for entry in fs::read_dir(root.join("policies"))? {
        found += usize::from(entry?.path().join("index.html").is_file());
    }
    counted("pages of sheets", sheets, found)
}

/// Looks at open data: the table of policies has a row for each of so many sheets.
///
/// # Errors
/// There are more or fewer.
pub fn data(root: &Path, sheets: usize) -> Result<()> {
    let table = fs::read_to_string(root.join("data/policies.csv"))?;
    counted("rows of policies", sheets, table.lines().count().saturating_sub(1))
}

fn counted(what: &str, expected: usize, found: usize) -> Result<()> {
    let wrong = || Error::other(format!("there are {found} {what}, not {expected}"));
    if found == expected { Ok(()) } else { Err(wrong()) }
}

/// Looks at PDFs: the title of every sheet is in one of them.
///
/// # Errors
/// One cannot be read, or a title is missing.
pub fn pdfs(paths: &[PathBuf], view: &View) -> Result<()> {
    let words = paths.iter().map(|path| pdf_words(path)).collect::<Result<String>>()?;
    for (_, policy) in view.policies() {
        if !words.contains(&squeezed(&policy.title)) {
            return Err(Error::other(format!("the PDF lacks: {}", policy.title)));
        }
    }
    Ok(())
}

/// The words of a PDF, without white space.
///
/// # Errors
/// It cannot be read.
pub fn pdf_words(path: &Path) -> Result<String> {
    let output = Command::new("pdftotext").arg("-raw").arg(path).arg("-").output()?;
    if !output.status.success() {
        return Err(Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(squeezed(&String::from_utf8_lossy(&output.stdout)))
}

/// The words of a page of a site, without white space.
///
/// # Errors
/// It cannot be read.
pub fn page_words(path: &Path) -> Result<String> {
    Ok(squeezed(&html_words(&fs::read_to_string(path)?)))
}

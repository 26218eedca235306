//! Why there is nothing to compare in what was named, and what to name instead.
//!
//! This module must not know how anything is compared.

use std::path::Path;

use super::files::{Files, LIST};
use super::json::PLAN;
use crate::diag::{Text, shown_path};
use crate::text;

/// The folder into which a book is built, unless it is told otherwise.
const OUTPUT: &str = "output";

/// The file that each book has.
const BOOK: &str = "content/plan.yaml";

/// What is at `target`, if it is not there, or is the folder of a book.
pub(super) fn target(target: &Path) -> Option<Text> {
    let shown = shown_path(target);
    if !target.exists() {
        let is_output = target.file_name().is_some_and(|name| name == OUTPUT);
        let has_book = target.parent().is_some_and(is_book);
        return Some(if is_output && has_book {
            text!(
                "{shown} がまだありません。先に planbook build で作ってください",
                "there is no {shown} yet: run `planbook build` first"
            )
        } else {
            text!(
                "{shown} がありません。できあがりのフォルダーか、planbook が作った全体版のPDFを指定してください",
                "there is no {shown}: name a finished output folder, or the PDF of a whole book that planbook made"
            )
        });
    }
    if !is_book(target) || target.join(PLAN).is_file() {
        return None;
    }
    let output = target.join(OUTPUT);
    let output = shown_path(&output);
    Some(if target.join(OUTPUT).join(PLAN).is_file() {
        text!(
            "{shown} は本のフォルダー（原稿）です。できあがりは {output} です：planbook verify {output}",
            "{shown} is the folder of a book, with its sources; what was built is in {output}: planbook verify {output}"
        )
    } else {
        text!(
            "{shown} は本のフォルダー（原稿）です。planbook build で作ったできあがりのフォルダーを指定してください",
            "{shown} is the folder of a book, with its sources: name the folder that `planbook build` made"
        )
    })
}

fn is_book(folder: &Path) -> bool {
    folder.join(BOOK).is_file()
}

/// Why a file that is no PDF says nothing.
pub(super) fn no_pdf(path: &Path) -> Text {
    let shown = shown_path(path);
    let folder = path.ancestors().skip(1).find(|folder| folder.join(PLAN).is_file());
    let Some(folder) = folder else {
        return text!(
            "{shown} はPDFではありません。できあがりのフォルダーか、planbook が作った全体版のPDFを指定してください",
            "{shown} is not a PDF: name a finished output folder, or the PDF of a whole book that planbook made"
        );
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = shown_path(folder);
    text!(
        "{shown} は、できあがりの中の1つのファイルです。フォルダーごと指定してください：planbook verify {folder}",
        "{shown} is a single file of an output: name the whole folder: planbook verify {folder}"
    )
}

/// Why a folder without the reference says nothing.
pub(super) fn no_reference(target: &Path, files: &Files) -> Text {
    let shown = shown_path(target);
    // The folder of the data may have another name now, or what was named may be above or within it.
    let end = PLAN.rsplit('/').next().unwrap_or(PLAN);
    let mut elsewhere = walkdir::WalkDir::new(target).max_depth(3).sort_by_file_name().into_iter();
    let elsewhere = elsewhere.find_map(|entry| {
        let path = entry.ok()?.into_path();
        (path.file_name()? == end).then_some(path)
    });
    let within = |path: &Path| path.ends_with(PLAN);
    match elsewhere {
        Some(path) if within(&path) => {
            let folder = shown_path(path.ancestors().nth(2).unwrap_or(target));
            text!(
                "{shown} に {PLAN} がありません。できあがりのフォルダーは {folder} のようです：planbook verify {folder}",
                "there is no {PLAN} in {shown}; the output seems to be {folder}: planbook verify {folder}"
            )
        }
        Some(path) => {
            let path = shown_path(&path);
            text!(
                "{shown} に {PLAN} がありません。すべてをこれと比べるので、{path} を元の場所に戻してください",
                "there is no {PLAN} in {shown}, with which everything is compared: put {path} back in its place"
            )
        }
        None if files.has(LIST) => text!(
            "{shown} に {PLAN} がありません。すべてをこれと比べるので、もう一度 planbook build で作るか、控えから戻してください",
            "there is no {PLAN} in {shown}, with which everything is compared: build it again, or take it from a copy"
        ),
        None => text!(
            "{shown} に {PLAN} がありません。planbook のできあがりのフォルダーを指定してください",
            "there is no {PLAN} in {shown}: name a finished output folder of planbook"
        ),
    }
}

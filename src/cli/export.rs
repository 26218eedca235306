//! `planbook export`: the workbooks of a round.

use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::editions::finish;
use super::report::Reporter;
use super::{CANNOT_RUN, target_folder};
use crate::compile;
use crate::diag::{Lang, Sink, shown_path};
use crate::editions::{ExportOptions, Exported, export};

/// The default folder of the workbooks, in the book's folder.
const FOLDER: &str = "照会";

/// Writes the workbooks of the book in `root`; returns the exit code.
pub fn run(root: &Path, options: ExportArgs, reporter: &Reporter) -> u8 {
    let ExportArgs { section, round, output } = options;
    if section.is_some() {
        let (_, book) = compile::load(root, &[], &mut Sink::new());
        if book.is_some_and(|book| reporter.refuses_section(section.as_deref(), &book)) {
            return CANNOT_RUN;
        }
    }
    let output = output.unwrap_or_else(|| folder_of(root));
    if target_folder::is_refused(root, &output, reporter) {
        return CANNOT_RUN;
    }
    let options = ExportOptions { section, round, output: output.clone() };
    let done = export(root, &options);
    finish(done, reporter, |exported| lines(exported, &output, reporter.lang()).join("\n"))
}

fn folder_of(root: &Path) -> PathBuf {
    if root == Path::new(".") { FOLDER.into() } else { root.join(FOLDER) }
}

fn lines(exported: &Exported, folder: &Path, lang: Lang) -> Vec<String> {
    let Exported { round, workbooks, without } = exported;
    let folder = shown_path(folder);
    let cells: usize = workbooks.iter().map(|workbook| workbook.cells).sum();
    let (count, before) = (workbooks.len(), workbooks.iter().filter(|w| w.before).count());
    let mut lines = vec![match lang {
        Lang::Ja => format!(
            "{folder} に {round} の照会のワークブックが {count}課分あります（書く欄 {cells}）"
        ),
        Lang::En => format!(
            "{folder} has the workbooks of {count} section(s) for {round} ({cells} cells to fill in)"
        ),
    }];
    if before > 0 {
        lines.push(match lang {
            Lang::Ja => format!("  うち {before}課分は、前と同じなのでそのままです"),
            Lang::En => format!("  {before} of them were there already"),
        });
    }
    for workbook in workbooks {
        let (file, cells) = (&workbook.file, workbook.cells);
        lines.push(match lang {
            Lang::Ja => format!("  {file}（{cells}欄）"),
            Lang::En => format!("  {file} ({cells} cells)"),
        });
    }
    if !without.is_empty() {
        lines.push(match lang {
            Lang::Ja => format!("  お願いすることのない課：{}", without.join("、")),
            Lang::En => format!("  nothing to ask of {}", without.join(", ")),
        });
    }
    lines
}

//! `planbook import`: the answers of the sections, into the sources.

use std::path::Path;

use super::args::{Format, ImportArgs};
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS};
use crate::diag::{Lang, Severity};
use crate::editions::{Counts, Import, ImportOptions, import};
use crate::parse;

/// Imports workbooks into the book in `root`; returns the exit code.
pub fn run(root: &Path, options: ImportArgs, reporter: &Reporter) -> u8 {
    let ImportArgs { paths, dry_run, accept_deletions, findings: report } = options;
    let options = ImportOptions { paths, dry_run, deletions: accept_deletions };
    let done = import(root, &options);
    let owners = parse::owners(&done.sources, &done.findings);
    let all: Vec<_> = done.findings.iter().zip(&owners).collect();
    if !all.is_empty() {
        reporter.list(&all, &done.sources, report);
    }
    let Some(import) = &done.result else {
        return if done.cannot_run { CANNOT_RUN } else { FINDINGS };
    };
    let lines = lines(import, dry_run, reporter.lang()).join("\n");
    // The other formats are for programs, which get nothing but findings.
    if report.format == Format::Human {
        print_line(&lines);
    } else {
        error_line(&lines);
    }
    let Counts { reported, refused, .. } = import.counts;
    let errors = done.findings.iter().any(|found| found.severity == Severity::Error);
    if errors || reported + refused > 0 { FINDINGS } else { SUCCESS }
}

fn lines(import: &Import, dry_run: bool, lang: Lang) -> Vec<String> {
    let mut lines = vec![match lang {
        Lang::Ja => "  書込み 同じ 要確認 読めない  ワークブック".to_owned(),
        Lang::En => "  applied  equal  reported  refused  workbook".to_owned(),
    }];
    let mut row = |counts: Counts, name: &str| {
        let Counts { applied, equal, reported, refused } = counts;
        lines.push(match lang {
            Lang::Ja => format!("{applied:>8} {equal:>4} {reported:>6} {refused:>8}  {name}"),
            Lang::En => format!("{applied:>9} {equal:>6} {reported:>9} {refused:>8}  {name}"),
        });
    };
    for workbook in &import.workbooks {
        let from = match &workbook.from {
            Some((section, round)) => format!("{}（{section} {round}）", workbook.file),
            None => workbook.file.clone(),
        };
        row(workbook.counts, &from);
    }
    let (total, files) = (import.counts.read(), import.files);
    row(
        import.counts,
        match lang {
            Lang::Ja => "計",
            Lang::En => "all",
        },
    );
    lines.push(match (lang, dry_run) {
        (Lang::Ja, false) => format!("読んだ欄 {total}。原稿 {files}ファイルを書き換えました"),
        (Lang::Ja, true) => {
            format!(
                "読んだ欄 {total}。原稿 {files}ファイルを書き換えます（まだ書き換えていません）"
            )
        }
        (Lang::En, false) => format!("{total} cells read; {files} source file(s) changed"),
        (Lang::En, true) => {
            format!("{total} cells read; {files} source file(s) would change; nothing was changed")
        }
    });
    lines
}

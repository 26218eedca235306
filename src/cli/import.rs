//! `planbook import`: the answers of the sections, into the sources.

use std::io;
use std::path::Path;

use super::args::{Format, ImportArgs};
use super::first_book;
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS};
use crate::diag::{CellPlace, Diagnostic, Lang, Severity, one_line};
use crate::editions::{Counts, Import, ImportOptions, Written, import};
use crate::render::workbook::{List, write_lists};
use crate::text;

/// How many values a dry run shows.
const SHOWN: usize = 40;

/// Imports workbooks into the book in `root`; returns the exit code.
pub fn run(root: &Path, options: ImportArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    if reporter.refuses_report(options.report.as_deref()) {
        return CANNOT_RUN;
    }
    if options.new {
        return first_book::run(root, options, reporter);
    }
    let ImportArgs { paths, dry_run, accept_deletions, report: list, findings: report, .. } =
        options;
    let options = ImportOptions { paths, dry_run, deletions: accept_deletions };
    let done = import(root, &options);
    if !done.findings.is_empty() {
        reporter.list_with_owners(&done.findings, &done.sources, report);
    }
    let Some(import) = &done.result else {
        return if done.cannot_run { CANNOT_RUN } else { FINDINGS };
    };
    if let Some(path) = list
        && let Err(error) = write_list(&path, import, &done.findings, lang)
    {
        error_line(text!("書き出せません", "cannot write").because(&error).get(lang));
        return CANNOT_RUN;
    }
    let lines = lines(import, dry_run, lang).join("\n");
    conclude(&lines, &import.counts, &done.findings, report.format)
}

/// Prints `lines`, the summary of an import, and returns the exit code. Formats for programs get
/// nothing but findings, so that the summary goes to standard error.
pub(super) fn conclude(
    lines: &str,
    counts: &Counts,
    findings: &[Diagnostic],
    format: Format,
) -> u8 {
    if format == Format::Human {
        print_line(lines);
    } else {
        error_line(lines);
    }
    let errors = findings.iter().any(|found| found.severity == Severity::Error);
    if errors || counts.reported + counts.refused > 0 { FINDINGS } else { SUCCESS }
}

/// A value on one line.
fn short(value: &str) -> String {
    const MOST: usize = 30;
    let line = one_line(value, MOST);
    if line.is_empty() { "（空欄）".to_owned() } else { line }
}

/// The list of the values that are written.
pub(super) fn written_list(written: &[Written], lang: Lang) -> List {
    let head = match lang {
        Lang::Ja => ["ワークブック", "欄", "何の値か", "今の原稿", "新しい値"],
        Lang::En => ["workbook", "cell", "fact", "source now", "new value"],
    };
    let rows = written.iter().map(|written| {
        let Written { workbook, cell, name, before, after } = written;
        [workbook, cell, name, before, after].map(Clone::clone).to_vec()
    });
    List {
        name: text!("書き込む値", "written").get(lang).to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// The list of what was found.
pub(super) fn found_list(findings: &[Diagnostic], lang: Lang) -> List {
    let head = match lang {
        Lang::Ja => ["ワークブック", "欄", "内容", "対処", "番号"],
        Lang::En => ["workbook", "cell", "message", "hints", "code"],
    };
    let rows = findings.iter().map(|found| {
        let cell = found.cell.as_deref();
        let hints: Vec<_> = found.hints.iter().map(|hint| hint.get(lang)).collect();
        vec![
            cell.map(|cell| cell.workbook.clone()).unwrap_or_default(),
            cell.map(CellPlace::within).unwrap_or_default(),
            found.message.get(lang).to_owned(),
            hints.join(" "),
            found.code.0.to_owned(),
        ]
    });
    List {
        name: text!("確かめること", "to look at").get(lang).to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// Writes the workbook with what is written, and what was found.
fn write_list(path: &Path, import: &Import, findings: &[Diagnostic], lang: Lang) -> io::Result<()> {
    let lists = [written_list(&import.written, lang), found_list(findings, lang)];
    let bytes = write_lists(&lists).map_err(io::Error::other)?;
    fs_err::write(path, bytes)
}

fn lines(import: &Import, dry_run: bool, lang: Lang) -> Vec<String> {
    let mut lines = vec![match lang {
        Lang::Ja => "  書込み 同じ 要確認 読めない  ワークブック".to_owned(),
        Lang::En => "  applied  equal  reported  refused  workbook".to_owned(),
    }];
    let row = |lines: &mut Vec<String>, counts: Counts, name: &str| {
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
        row(&mut lines, workbook.counts, &from);
    }
    if dry_run {
        let shown = import.written.iter().take(SHOWN).map(|written| {
            let Written { workbook, cell, name, before, after } = written;
            let (before, after) = (short(before), short(after));
            format!("  {workbook} {cell} {name}：{before} → {after}")
        });
        lines.splice(0..0, shown.collect::<Vec<_>>());
        let more = import.written.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.insert(
                SHOWN,
                match lang {
                    Lang::Ja => format!("  ほかに {more}件（--report 差分.xlsx ですべて）"),
                    Lang::En => format!("  and {more} more (all of them with --report)"),
                },
            );
        }
    }
    let (total, files) = (import.counts.read(), import.files);
    row(&mut lines, import.counts, text!("計", "all").get(lang));
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

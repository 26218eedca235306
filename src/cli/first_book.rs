//! `planbook import --new`: a first book out of a city's own spreadsheet.

use std::io;
use std::path::{Path, PathBuf};

use super::args::ImportArgs;
use super::import::{conclude, found_list, written_list};
use super::init;
use super::report::{Reporter, error_line};
use super::{CANNOT_RUN, FINDINGS};
use crate::diag::{Diagnostic, Lang, shown_path};
use crate::editions::{Counts, NewBook, NewBookOptions, new_book};
use crate::render::workbook::{List, write_lists};
use crate::text;

/// Makes the first book in `root`; returns the exit code.
pub fn run(root: &Path, options: ImportArgs, reporter: &Reporter) -> u8 {
    let ImportArgs { mut paths, mapping, dry_run, report: list, findings: report, .. } = options;
    let lang = reporter.lang();
    let (Some(workbook), Some(mapping), true) = (paths.pop(), mapping, paths.is_empty()) else {
        error_line(
            text!(
                "--new には、表のワークブックを1つと --mapping を書いてください",
                "--new needs one workbook, and --mapping"
            )
            .get(lang),
        );
        return CANNOT_RUN;
    };
    let done = new_book(root, &NewBookOptions { workbook, mapping });
    if !done.findings.is_empty() {
        reporter.list_with_owners(&done.findings, &done.sources, report);
    }
    let Some(book) = &done.result else {
        return if done.cannot_run { CANNOT_RUN } else { FINDINGS };
    };
    if let Err(error) = finish(root, book, &done.findings, list, dry_run, lang) {
        error_line(text!("書き出せません", "cannot write").because(&error).get(lang));
        return CANNOT_RUN;
    }
    let lines = lines(root, book, dry_run, lang).join("\n");
    conclude(&lines, &book.counts, &done.findings, report.format)
}

/// Writes the report and, unless it is a dry run, the book.
fn finish(
    root: &Path,
    book: &NewBook,
    findings: &[Diagnostic],
    list: Option<PathBuf>,
    dry_run: bool,
    lang: Lang,
) -> io::Result<()> {
    if let Some(path) = list {
        let left = List {
            name: text!("入れていない欄", "not taken").get(lang).to_owned(),
            head: match lang {
                Lang::Ja => ["欄", "書いてあること"].map(str::to_owned).to_vec(),
                Lang::En => ["cell", "words"].map(str::to_owned).to_vec(),
            },
            rows: book.left.iter().map(|left| vec![left.cell(), left.words.clone()]).collect(),
        };
        let lists = [written_list(&book.written, lang), found_list(findings, lang), left];
        let bytes = write_lists(&lists).map_err(io::Error::other)?;
        fs_err::write(path, bytes)?;
    }
    if dry_run {
        return Ok(());
    }
    init::write_book(root, |content| {
        for (name, text) in &book.files {
            let path = content.join(name.trim_start_matches("content/"));
            fs_err::create_dir_all(path.parent().unwrap_or(content))?;
            fs_err::write(path, text)?;
        }
        Ok(())
    })
}

fn lines(root: &Path, book: &NewBook, dry_run: bool, lang: Lang) -> Vec<String> {
    let Counts { applied, equal, reported, refused } = book.counts;
    let NewBook { policies, projects, .. } = book;
    let (total, folder) = (book.counts.read(), shown_path(root));
    let mut lines = match lang {
        Lang::Ja => vec![
            format!("施策 {policies}件、事業 {projects}件"),
            format!(
                "読んだ欄 {total}：原稿に入れた {applied}、見出しとくり返し {equal}、行き先がない {reported}、読めない {refused}"
            ),
        ],
        Lang::En => vec![
            format!("{policies} policies, {projects} projects"),
            format!(
                "{total} cells read: {applied} taken, {equal} headings and repetitions, {reported} without a place, {refused} refused"
            ),
        ],
    };
    let mut note =
        |ja: &str, en: &str| lines.push(if lang == Lang::Ja { ja } else { en }.to_owned());
    if book.numbered {
        note(
            "番号の列がないので、施策に表の順で番号を付けました",
            "policies are numbered in the order of the table, which has no column of numbers",
        );
    }
    if book.sections_of_projects {
        note(
            "施策の担当課は、事業の担当課を出てくる順に並べました（先頭がおもな担当）",
            "the sections of a policy are those of its projects, the first of them leading",
        );
    }
    lines.push(match (lang, dry_run) {
        (Lang::Ja, false) => format!(
            "{folder} に本ができました。足りないものは planbook -C {folder} check が示します"
        ),
        (Lang::Ja, true) => "まだ何も書いていません".to_owned(),
        (Lang::En, false) => {
            format!("a book is in {folder}; planbook -C {folder} check says what it lacks")
        }
        (Lang::En, true) => "nothing was written".to_owned(),
    });
    lines
}

//! `planbook diff` and `planbook keep`: what changed between two versions, and drafts kept by name.

use std::io;
use std::path::Path;

use super::args::{DiffArgs, DiffFormat, KeepArgs, ReportArgs};
use super::editions::finish;
use super::report::{Reporter, error_line, print_bytes, print_line};
use super::typeset::typeset;
use super::{CANNOT_RUN, FINDINGS, SUCCESS, code_of, target_folder};
use crate::compare::{Comparison, compare};
use crate::diag::{Diagnostic, Lang, Sink, shown_path};
use crate::editions::{Kept, Unreadable, Version, keep};
use crate::render::comparison::{self, ComparisonView, Style};
use crate::render::workbook::write_lists;
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;

/// Compares two versions of the book in `root`; returns the exit code.
pub fn run(root: &Path, options: &DiffArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    if options
        .output
        .as_ref()
        .is_some_and(|folder| target_folder::is_refused(root, folder, reporter))
    {
        return CANNOT_RUN;
    }
    let old = Version::find(root, &options.old);
    let new = match &options.new {
        Some(name) => Version::find(root, name),
        None => Version::current(root),
    };
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(found), _) | (_, Err(found)) => return unreadable(&found, reporter),
    };
    for version in [&old, &new].into_iter().filter(|version| version.errors > 0) {
        let (errors, name) = (version.errors, version_name(version, lang));
        let words = text!(
            "{name}の原稿には直すところが {errors}件あります（planbook check）。書いてあるとおりに比べます",
            "the sources of {name} have {errors} error(s) (planbook check); they are compared as they are"
        );
        error_line(words.get(lang));
    }
    let mut found = compare(&old.snapshot, &new.snapshot);
    let style: Style = options.style.into();
    comparison::select(&mut found, options.only.map(Into::into), style);
    let names = [version_name(&old, lang), version_name(&new, lang)];
    let words = new.words.or(old.words).unwrap_or_default();
    let view = ComparisonView::new(&found, [&names[0], &names[1]], &words, style, lang);
    let made = match made(root, &found, &view, options, reporter) {
        Ok(made) => made,
        Err(code) => return code,
    };
    let Some(folder) = &options.output else {
        match made {
            Made::Text(text, _) => print_line(text.trim_end()),
            Made::Bytes(bytes, _) => print_bytes(&bytes),
        }
        return SUCCESS;
    };
    let (bytes, name) = match made {
        Made::Text(text, name) => (text.into_bytes(), name),
        Made::Bytes(bytes, name) => (bytes, name),
    };
    match write(folder, &name, &bytes, lang) {
        Ok(()) => {
            let (path, summary) = (folder.join(name), &view.summary);
            let path = shown_path(&path);
            print_line(
                text!("{path} に書き出しました（{summary}）", "{path} is written ({summary})")
                    .get(lang),
            );
            SUCCESS
        }
        Err(error) => {
            error_line(text!("書き出せません", "cannot write").because(&error).get(lang));
            CANNOT_RUN
        }
    }
}

/// A file, and its name.
enum Made {
    Text(String, String),
    Bytes(Vec<u8>, String),
}

fn made(
    root: &Path,
    found: &Comparison,
    view: &ComparisonView,
    options: &DiffArgs,
    reporter: &Reporter,
) -> Result<Made, u8> {
    let lang = reporter.lang();
    let title = &view.title;
    Ok(match options.format {
        DiffFormat::Human => Made::Text(comparison::text(view), format!("{title}.txt")),
        DiffFormat::Csv => Made::Text(comparison::csv(found, lang), format!("{title}.csv")),
        DiffFormat::Json => Made::Text(comparison::json(found), format!("{title}.json")),
        DiffFormat::Xlsx => match write_lists(&comparison::lists(found, lang)) {
            Ok(bytes) => Made::Bytes(bytes, format!("{title}.xlsx")),
            Err(error) => {
                error_line(
                    text!("書き出せません", "cannot write")
                        .because(&io::Error::other(error))
                        .get(lang),
                );
                return Err(CANNOT_RUN);
            }
        },
        DiffFormat::Html | DiffFormat::Pdf => {
            let folder = root.join("themes").join(&options.theme);
            return with_theme(&folder, view, options.format).map_err(|findings| {
                let sources = Sources::default();
                reporter.list_with_owners(&findings, &sources, ReportArgs::default());
                code_of(&findings)
            });
        }
    })
}

/// What the theme in `folder` makes of a comparison.
fn with_theme(
    folder: &Path,
    view: &ComparisonView,
    format: DiffFormat,
) -> Result<Made, Vec<Diagnostic>> {
    let mut sink = Sink::new();
    let Some(theme) = Theme::load(folder, &mut sink) else { return Err(sink.into_sorted()) };
    let title = &view.title;
    if format == DiffFormat::Pdf {
        let job = |fonts: &_| comparison::job(view, &theme, fonts);
        let pdf = typeset(&theme, job, "forms/comparison/main.typ");
        return pdf.map(|pdf| Made::Bytes(pdf, format!("{title}.pdf")));
    }
    let page = comparison::page(view, &theme).map_err(|error| vec![*error])?;
    Ok(Made::Text(page, format!("{title}.html")))
}

fn version_name(version: &Version, lang: Lang) -> String {
    if version.name.is_empty() {
        text!("今の原稿", "the present sources").get(lang).to_owned()
    } else {
        version.name.clone()
    }
}

/// Shows why a version cannot be read; returns the exit code.
fn unreadable(found: &Unreadable, reporter: &Reporter) -> u8 {
    reporter.list_with_owners(&found.findings, &found.sources, ReportArgs::default());
    if found.sources.iter().next().is_none() { CANNOT_RUN } else { FINDINGS }
}

/// Writes a file into `folder`; one with other contents stays.
fn write(folder: &Path, name: &str, bytes: &[u8], lang: Lang) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let path = folder.join(name);
    if path.symlink_metadata().is_ok() {
        if fs_err::read(&path)? == bytes {
            return Ok(());
        }
        let path = shown_path(&path);
        let why = text!(
            "{path} がもうあり、中身が違います。ほかのフォルダーを書くか、そのファイルを移してください",
            "{path} is there with other contents: name another folder, or move that file"
        );
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, why.get(lang).to_owned()));
    }
    fs_err::write(path, bytes)
}

/// Keeps the sources in `root` as a draft; returns the exit code.
pub fn keep_draft(root: &Path, options: &KeepArgs, reporter: &Reporter) -> u8 {
    let done = keep(root, &options.name);
    let (name, lang) = (&options.name, reporter.lang());
    finish(done, reporter, |kept: &Kept| {
        let Kept { folder, files, errors, before } = kept;
        let folder = shown_path(folder.strip_prefix(".").unwrap_or(folder));
        let mistakes = match (errors, lang) {
            (0, _) => String::new(),
            (n, Lang::Ja) => format!("直すところが {n}件あります。"),
            (n, Lang::En) => format!("; there are {n} error(s) in it"),
        };
        match (lang, before) {
            (Lang::Ja, true) => format!("案「{name}」は、同じ原稿から {folder} に残してあります"),
            (Lang::En, true) => format!("the draft `{name}` is in {folder} already, the same"),
            (Lang::Ja, false) => format!(
                "案「{name}」を {folder} に残しました（原稿 {files}ファイル）。{mistakes}planbook diff {name} で、今の原稿と比べられます"
            ),
            (Lang::En, false) => format!(
                "the draft `{name}` is kept in {folder} ({files} source files); `planbook diff {name}` compares it with the sources{mistakes}"
            ),
        }
    })
}

//! Terminal output: progress, findings, and results.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::OnceLock;

use super::args::{Format, ReportArgs};
use super::finding_list::FindingList;
use crate::compile::{MemoryLimit, Outcome, Published, Request, Step};
use crate::diag::{Diagnostic, HumanRenderer, Lang, Owner, shown_path};
use crate::edit::write_file;
use crate::layout::contract::Padding;
use crate::model::{Book, Policy};
use crate::output::ForeignSummary;
use crate::parse;
use crate::serve::not_in_book;
use crate::source::Sources;
use crate::text;

/// Prints progress, findings and results. Progress is printed only to a terminal.
#[derive(Debug)]
pub struct Reporter {
    lang: Lang,
    is_terminal: bool,
}

impl Reporter {
    /// A reporter in `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang, is_terminal: io::stderr().is_terminal() }
    }

    /// The language of the output.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether `section` is none of `book`, which is then printed.
    pub fn refuses_section(&self, section: Option<&str>, book: &Book) -> bool {
        let unknown = section.filter(|name| book.plan.section(name).is_none());
        if let Some(name) = unknown {
            let renderer = HumanRenderer { lang: self.lang, color: false };
            error_line(&renderer.render(&not_in_book(name, true, book), &Sources::default()));
        }
        unknown.is_some()
    }

    /// Whether there is something at `path`, where a report is asked for, which is then printed.
    pub fn refuses_report(&self, path: Option<&Path>) -> bool {
        let is_there = path.is_some_and(|path| path.symlink_metadata().is_ok());
        if is_there {
            let words = text!(
                "--report のファイルがもうあります。別の名前にしてください",
                "the file of --report is there already: give another name"
            );
            error_line(words.get(self.lang));
        }
        is_there
    }

    /// Prints the current step of a build, if standard error is a terminal.
    pub fn step(&self, step: Step) {
        // Waiting for another build is of interest in logs, too.
        if !self.is_terminal && step != Step::Waiting {
            return;
        }
        let message = match (self.lang, step) {
            (Lang::Ja, Step::Reading) => "原稿を読んでいます",
            (Lang::Ja, Step::Waiting) => "ほかのビルドが終わるのを待っています",
            (Lang::Ja, Step::Typesetting) => "PDFを組んでいます",
            (Lang::Ja, Step::Splitting) => "分割版のPDFを組んでいます",
            (Lang::Ja, Step::Drawing) => "サイトを作っています",
            (Lang::Ja, Step::Publishing) => "置き換えています",
            (Lang::En, Step::Reading) => "reading the sources",
            (Lang::En, Step::Waiting) => "waiting for another build to end",
            (Lang::En, Step::Typesetting) => "typesetting the PDF",
            (Lang::En, Step::Splitting) => "typesetting the volumes",
            (Lang::En, Step::Drawing) => "drawing the site",
            (Lang::En, Step::Publishing) => "putting it in place",
        };
        error_line(message);
    }

    /// Prints the findings of `outcome`: in the human format to standard error, in the other
    /// formats to standard output.
    pub fn findings(&self, outcome: &Outcome, args: ReportArgs) {
        if outcome.findings.is_empty() && args.format == Format::Human {
            return;
        }
        self.list_with_owners(&outcome.findings, &outcome.sources, args);
    }

    /// Prints all `findings` about `sources`, each with its owner.
    pub fn list_with_owners(&self, findings: &[Diagnostic], sources: &Sources, args: ReportArgs) {
        let owners = parse::owners(sources, findings);
        let all: Vec<_> = findings.iter().zip(&owners).collect();
        self.list(&all, sources, args);
    }

    /// Prints `all` findings, each with its owner: in the human format to standard error, in the others to standard
    /// output.
    pub fn list(&self, all: &[(&Diagnostic, &Owner)], sources: &Sources, args: ReportArgs) {
        let color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
        let list = FindingList { all, sources, args, lang: self.lang };
        let text = list.render(color);
        match args.format {
            Format::Human if text.is_empty() => {}
            Format::Human => error_line(text.trim_end_matches('\n')),
            _ => print(&text),
        }
    }

    /// Writes `all` findings to the new file `file`, or prints them if there is none. Returns whether that succeeded.
    pub fn deliver(
        &self,
        file: Option<&Path>,
        all: &[(&Diagnostic, &Owner)],
        sources: &Sources,
        args: ReportArgs,
    ) -> bool {
        if let Some(path) = file {
            return self.write_list(path, all, sources, args);
        }
        self.list(all, sources, args);
        true
    }

    /// Writes `all` findings to the new file `path`, and prints their number and the path. Returns whether that
    /// succeeded.
    fn write_list(
        &self,
        path: &Path,
        all: &[(&Diagnostic, &Owner)],
        sources: &Sources,
        args: ReportArgs,
    ) -> bool {
        let list = FindingList { all, sources, args, lang: self.lang };
        match write_file(path, &list.file()) {
            Ok(()) => {
                let (count, path) = (list.count(), shown_path(path));
                error_line(
                    text!(
                        "{path} に {count}件を書き出しました",
                        "{count} finding(s) are in {path}"
                    )
                    .get(self.lang),
                );
                true
            }
            Err(error) => {
                error_line(text!("書き出せません", "cannot write").because(&error).get(self.lang));
                false
            }
        }
    }

    /// Prints the numbers of checked items, of `section` or of the whole book.
    pub fn check_summary(&self, book: &Book, section: Option<&str>, found: bool) {
        let in_section = |policy: &&Policy| {
            section.is_none_or(|name| {
                policy.sections.iter().any(|s| s.value == name)
                    || policy.projects.iter().any(|p| p.section.value == name)
            })
        };
        let policies: Vec<&Policy> = book.policies().filter(in_section).collect();
        let projects = policies
            .iter()
            .flat_map(|policy| &policy.projects)
            .filter(|project| section.is_none_or(|name| project.section.value == name))
            .count();
        let (policies, indicators) = (policies.len(), book.indicators().count());
        let level = book.plan.levels.policy();
        let checked = match (self.lang, section) {
            (Lang::Ja, Some(name)) => format!("{name}の{level} {policies}件、事業 {projects}件"),
            (Lang::Ja, None) => {
                let term = &book.plan.terms.indicators;
                format!("{level} {policies}件、事業 {projects}件、{term} {indicators}件")
            }
            (Lang::En, Some(name)) => {
                format!("{policies} policies and {projects} projects of {name}")
            }
            (Lang::En, None) => {
                format!("{policies} policies, {projects} projects, {indicators} indicators")
            }
        };
        print_line(&match (self.lang, found) {
            (Lang::Ja, true) => format!("調べたもの：{checked}"),
            (Lang::Ja, false) => format!("調べたもの：{checked}。直すところはありません"),
            (Lang::En, true) => format!("looked at {checked}"),
            (Lang::En, false) => format!("looked at {checked}; nothing to mend"),
        });
    }

    /// Prints that a publication has the bytes of the frozen edition `name`.
    pub fn same_as_frozen(&self, name: &str) {
        print_line(&match self.lang {
            Lang::Ja => format!("保存した {name} の版と、すべてのファイルが1バイトも違いません"),
            Lang::En => format!("every file has the bytes of the frozen edition {name}"),
        });
    }

    /// Prints that nothing has changed, and the paths of the outputs.
    pub fn unchanged(&self, request: &Request, published: &Published) {
        print_line(match self.lang {
            Lang::Ja => "前の生成から変わったものがないので、今あるものをそのままにしました",
            Lang::En => "nothing has changed since the last build: what is there stays",
        });
        print_line(&self.output_lines(request, published).join("\n"));
    }

    /// Prints a summary of the publication, and the paths of the outputs.
    pub fn published(&self, request: &Request, published: &Published) {
        let Published { policies, level, pages, volumes, padding, memory, .. } = published;
        let split = match (self.lang, volumes) {
            (_, 0) => String::new(),
            (Lang::Ja, n) => format!("、分割版{n}冊"),
            (Lang::En, n) => format!(", {n} volumes"),
        };
        let summary = match (self.lang, pages) {
            (Lang::Ja, Some(pages)) => {
                format!("{level}{policies}件、PDF {pages}ページ{split}ができました")
            }
            (Lang::Ja, None) => format!("{level}{policies}件ができました"),
            (Lang::En, Some(pages)) => {
                format!("{policies} policies, a PDF of {pages} pages{split}")
            }
            (Lang::En, None) => format!("{policies} policies"),
        };
        print_line(&summary);
        print_line(&self.output_lines(request, published).join("\n"));
        if let Some(MemoryLimit { gigabytes, max_policies }) = memory.as_deref() {
            print_line(
                text!(
                    "この機械のメモリー（{gigabytes} GB）では1つのPDFに{max_policies}件までなので、分冊だけにしました（--max-sheets で変えられます）",
                    "the memory of this machine ({gigabytes} GB) allows {max_policies} policies in one PDF: there are only volumes (see --max-sheets)"
                )
                .get(self.lang),
            );
        }
        for Padding { title, pages } in padding {
            print_line(&match self.lang {
                Lang::Ja => format!("「{title}」の後に余白を{pages}ページ入れました"),
                Lang::En => format!("{pages} blank page(s) after `{title}`"),
            });
        }
    }

    /// Prints what is in the output folder that planbook did not create.
    pub fn foreign_files(&self, foreign: &ForeignSummary) {
        let ForeignSummary { files, links, empty_folders, names, more, legacy } = foreign;
        let ja = self.lang == Lang::Ja;
        let counted = [
            (*files, "ファイル", "file(s)"),
            (*links, "リンク", "link(s)"),
            (*empty_folders, "空のフォルダー", "empty folder(s)"),
        ];
        let counted: Vec<_> = counted
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(n, name, en)| if ja { format!("{name}{n}個") } else { format!("{n} {en}") })
            .collect();
        if !counted.is_empty() {
            print_line(&if ja {
                let (counted, names) = (counted.join("、"), names.join("、"));
                let more = if *more { "など" } else { "" };
                format!("planbook が作っていない{counted}（{names}{more}）は、そのままです")
            } else {
                let (counted, names) = (counted.join(", "), names.join(", "));
                let more = if *more { ", …" } else { "" };
                format!("{counted} that planbook did not make stay: {names}{more}")
            });
        }
        if let Some(kept) = legacy {
            let kept = shown_path(kept);
            print_line(&if ja {
                format!(
                    "前の版が出力から除いたものが {kept} にあります。要るものを戻してから、消してください"
                )
            } else {
                format!(
                    "{kept} holds what an earlier version took out of the output: put back what you need, then remove it"
                )
            });
        }
    }

    /// A line with the path of each requested output.
    fn output_lines(&self, request: &Request, published: &Published) -> Vec<String> {
        let folder = shown_path(&request.output);
        let ja = self.lang == Lang::Ja;
        let outputs = request.outputs;
        let single = !request.policies.is_empty();
        let mut lines = Vec::new();
        let mut add = |requested: bool, ja_name: &str, en_name: &str, path: &str| {
            if requested {
                lines.push(format!("{} {folder}/{path}", if ja { ja_name } else { en_name }));
            }
        };
        for pdf in &published.pdfs {
            add(outputs.pdf, "PDF", "PDF", pdf);
        }
        add(outputs.data && !single, "データ", "data", "data/");
        add(outputs.site && !single, "サイト", "site", "index.html");
        lines
    }
}

/// Prints a line to standard error; errors of writing are ignored.
pub fn error_line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// The first error of writing to standard output.
static WRITE_ERROR: OnceLock<io::Error> = OnceLock::new();

/// Prints a line to standard output; an error is reported by [`report_write_error`].
pub fn print_line(text: &str) {
    record_error(writeln!(anstream::stdout(), "{text}"));
}

/// Prints bytes to standard output; an error is reported by [`report_write_error`].
pub fn print_bytes(bytes: &[u8]) {
    record_error(io::stdout().write_all(bytes));
}

/// Prints text to standard output; an error is reported by [`report_write_error`].
fn print(text: &str) {
    record_error(write!(anstream::stdout(), "{text}"));
}

fn record_error(result: io::Result<()>) {
    if let Err(error) = result {
        let _ = WRITE_ERROR.set(error);
    }
}

/// Reports to standard error if writing to standard output failed, as on a full disk or a closed
/// pipe; returns whether it did.
pub fn report_write_error(lang: Lang) -> bool {
    record_error(io::stdout().flush());
    let Some(error) = WRITE_ERROR.get() else {
        return false;
    };
    let message = text!("標準出力に書き出せません", "cannot write to standard output");
    error_line(message.because(error).get(lang));
    true
}

//! What the terminal shows: progress, findings, and where to look.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use super::args::{Format, ReportArgs};
use crate::compile::{Outcome, Published, Request, Step};
use crate::diag::{
    CsvRenderer, Diagnostic, GithubRenderer, HumanRenderer, JsonRenderer, Lang, Owner,
};
use crate::layout::contract::Padding;
use crate::model::{Book, Policy};
use crate::output::Stayed;
use crate::source::Sources;

/// From how many findings on a table says which section has how many.
const MANY: usize = 10;

/// Writes to the terminal: findings and results to where they can be piped, progress only
/// to people.
#[derive(Debug)]
pub struct Reporter {
    lang: Lang,
    watched: bool,
}

impl Reporter {
    /// A reporter in `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang, watched: io::stderr().is_terminal() }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Says what is being done, to someone who is watching.
    pub fn step(&self, step: Step) {
        // Who waits for another build wants to know even in a log.
        if !self.watched && step != Step::Waiting {
            return;
        }
        let words = match (self.lang, step) {
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
        error_line(words);
    }

    /// Shows what was found: for people on standard error, for programs on standard output.
    pub fn findings(&self, outcome: &Outcome, how: ReportArgs) {
        if outcome.findings.is_empty() && how.format == Format::Human {
            return;
        }
        let owners = outcome.owners();
        let all: Vec<_> = outcome.findings.iter().zip(&owners).collect();
        self.listed(&all, &outcome.sources, how);
    }

    /// Shows `all`, each with its owner.
    pub fn listed(&self, all: &[(&Diagnostic, &Owner)], sources: &Sources, how: ReportArgs) {
        let lang = self.lang;
        let shown = &all[..how.max.unwrap_or(all.len()).min(all.len())];
        match how.format {
            Format::Human => {
                let color =
                    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
                let renderer = HumanRenderer { lang, color };
                for (finding, _) in shown {
                    error_line(&format!("{}\n", renderer.render(finding, sources)));
                }
                let several = all.windows(2).any(|pair| pair[0].1.section() != pair[1].1.section());
                if all.len() >= MANY && several {
                    error_line(&format!("{}\n", renderer.by_section(all)));
                }
                if !all.is_empty() {
                    let all: Vec<_> = all.iter().map(|(finding, _)| *finding).collect();
                    error_line(&renderer.summary(&all, shown.len()));
                }
            }
            Format::Json => {
                let renderer = JsonRenderer { lang };
                for (finding, owner) in shown {
                    print_line(&renderer.render(finding, owner, sources));
                }
            }
            Format::Csv => print(&CsvRenderer { lang }.render(shown, sources)),
            Format::Github => {
                let renderer = GithubRenderer { lang };
                for (finding, _) in shown {
                    print_line(&renderer.render(finding, sources));
                }
            }
        }
    }

    /// Says what a check looked at, of `section` alone or of the whole book.
    pub fn checked(&self, book: &Book, section: Option<&str>, found: bool) {
        let of = |policy: &&Policy| {
            section.is_none_or(|name| {
                policy.sections.iter().any(|s| s.value == name)
                    || policy.projects.iter().any(|p| p.section.value == name)
            })
        };
        let policies: Vec<&Policy> = book.policies().filter(of).collect();
        let projects = policies
            .iter()
            .flat_map(|policy| &policy.projects)
            .filter(|project| section.is_none_or(|name| project.section.value == name))
            .count();
        let (policies, indicators) = (policies.len(), book.indicators().count());
        let level = &book.plan.levels.policy;
        let looked_at = match (self.lang, section) {
            (Lang::Ja, Some(name)) => format!("{name}の{level} {policies}件、事業 {projects}件"),
            (Lang::Ja, None) => {
                format!("{level} {policies}件、事業 {projects}件、成果指標 {indicators}件")
            }
            (Lang::En, Some(name)) => {
                format!("{policies} policies and {projects} projects of {name}")
            }
            (Lang::En, None) => {
                format!("{policies} policies, {projects} projects, {indicators} indicators")
            }
        };
        print_line(&match (self.lang, found) {
            (Lang::Ja, true) => format!("調べたもの：{looked_at}"),
            (Lang::Ja, false) => format!("調べたもの：{looked_at}。直すところはありません"),
            (Lang::En, true) => format!("looked at {looked_at}"),
            (Lang::En, false) => format!("looked at {looked_at}; nothing to mend"),
        });
    }

    /// Says that there was nothing to do, and where to look.
    pub fn unchanged(&self, request: &Request, published: &Published) {
        print_line(match self.lang {
            Lang::Ja => "前の生成から変わったものがないので、今あるものをそのままにしました",
            Lang::En => "nothing has changed since the last build: what is there stays",
        });
        print_line(&self.places(request, published).join("\n"));
    }

    /// Says what was published and where to look.
    pub fn published(&self, request: &Request, published: &Published) {
        let Published { policies, pages, volumes, padding, .. } = published;
        let split = match (self.lang, volumes) {
            (_, 0) => String::new(),
            (Lang::Ja, n) => format!("、分割版{n}冊"),
            (Lang::En, n) => format!(", {n} volumes"),
        };
        let made = match (self.lang, pages) {
            (Lang::Ja, Some(pages)) => {
                format!("主要施策{policies}件、PDF {pages}ページ{split}ができました")
            }
            (Lang::Ja, None) => format!("主要施策{policies}件ができました"),
            (Lang::En, Some(pages)) => {
                format!("{policies} policies, a PDF of {pages} pages{split}")
            }
            (Lang::En, None) => format!("{policies} policies"),
        };
        print_line(&made);
        print_line(&self.places(request, published).join("\n"));
        for Padding { title, pages } in padding {
            print_line(&match self.lang {
                Lang::Ja => format!("「{title}」の後に余白を{pages}ページ入れました"),
                Lang::En => format!("{pages} blank page(s) after `{title}`"),
            });
        }
    }

    /// Says what is in the output and planbook did not make.
    pub fn stayed(&self, stayed: &Stayed) {
        let Stayed { files, links, empty_folders, names, more, kept } = stayed;
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
        if let Some(kept) = kept {
            let kept = kept.display();
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

    /// Where to look at what was asked for.
    fn places(&self, request: &Request, published: &Published) -> Vec<String> {
        let folder = request.output.display();
        let ja = self.lang == Lang::Ja;
        let outputs = request.outputs;
        let single = !request.policies.is_empty();
        let mut lines = Vec::new();
        let mut place = |made: bool, ja_name: &str, en_name: &str, path: &str| {
            if made {
                lines.push(format!("{} {folder}/{path}", if ja { ja_name } else { en_name }));
            }
        };
        for pdf in &published.pdfs {
            place(outputs.pdf, "PDF", "PDF", pdf);
        }
        place(outputs.data && !single, "データ", "data", "data/");
        place(outputs.site && !single, "サイト", "site", "index.html");
        lines
    }
}

/// A line on standard error. A terminal that has gone away is no reason to fail.
pub fn error_line(words: &str) {
    let _ = writeln!(anstream::stderr(), "{words}");
}

/// The first error of writing to standard output.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// A line on standard output. What cannot be written is told by [`lost`].
pub fn print_line(words: &str) {
    keep_error(writeln!(anstream::stdout(), "{words}"));
}

/// Words on standard output as they are. What cannot be written is told by [`lost`].
fn print(words: &str) {
    keep_error(write!(anstream::stdout(), "{words}"));
}

fn keep_error(written: io::Result<()>) {
    if let Err(error) = written {
        let _ = LOST.set(error);
    }
}

/// Says so on standard error where something that was to go to standard output could not be
/// written: the disk is full, or the reader of a pipe has gone; whether that is so.
pub fn lost(lang: Lang) -> bool {
    keep_error(io::stdout().flush());
    let Some(error) = LOST.get() else {
        return false;
    };
    error_line(&match lang {
        Lang::Ja => format!("標準出力に書き出せません：{error}"),
        Lang::En => format!("cannot write to standard output: {error}"),
    });
    true
}

//! What the terminal shows: progress, findings, and where to look.

use std::io::{IsTerminal, Write};

use super::args::{Format, ReportArgs};
use crate::compile::{Outcome, Published, Request, Step};
use crate::diag::{GithubRenderer, HumanRenderer, JsonRenderer, Lang};
use crate::layout::contract::Padding;

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
        Self { lang, watched: std::io::stderr().is_terminal() }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Says what is being done, to someone who is watching.
    pub fn step(&self, step: Step) {
        if !self.watched {
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
        let sources = &outcome.sources;
        let all = &outcome.findings;
        let findings = &all[..how.max.unwrap_or(all.len()).min(all.len())];
        match how.format {
            Format::Human => {
                let color = anstream::AutoStream::choice(&std::io::stderr())
                    != anstream::ColorChoice::Never;
                let renderer = HumanRenderer { lang: self.lang, color };
                for finding in findings {
                    error_line(&format!("{}\n", renderer.render(finding, sources)));
                }
                if !all.is_empty() {
                    error_line(&renderer.summary(all, findings.len()));
                }
            }
            Format::Json => {
                let renderer = JsonRenderer { lang: self.lang };
                for finding in findings {
                    print_line(&renderer.render(finding, sources));
                }
            }
            Format::Github => {
                let renderer = GithubRenderer { lang: self.lang };
                for finding in findings {
                    print_line(&renderer.render(finding, sources));
                }
            }
        }
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

/// A line on standard output, which may be a pipe that its reader has closed.
pub fn print_line(words: &str) {
    let _ = writeln!(anstream::stdout(), "{words}");
}

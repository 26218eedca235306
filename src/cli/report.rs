//! What the terminal shows: progress, findings, and where to look.

use std::io::{IsTerminal, Write};

use super::args::Format;
use crate::compile::{Outcome, Published, Request, Step};
use crate::diag::{GithubRenderer, HumanRenderer, JsonRenderer, Lang};

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
            (Lang::Ja, Step::Drawing) => "サイトを作っています",
            (Lang::Ja, Step::Publishing) => "置き換えています",
            (Lang::En, Step::Reading) => "reading the sources",
            (Lang::En, Step::Waiting) => "waiting for another build to end",
            (Lang::En, Step::Typesetting) => "typesetting the PDF",
            (Lang::En, Step::Drawing) => "drawing the site",
            (Lang::En, Step::Publishing) => "putting it in place",
        };
        error_line(words);
    }

    /// Shows every finding: for people on standard error, for programs on standard output.
    pub fn findings(&self, outcome: &Outcome, format: Format) {
        let Outcome { findings, sources, .. } = outcome;
        match format {
            Format::Human => {
                let color = anstream::AutoStream::choice(&std::io::stderr())
                    != anstream::ColorChoice::Never;
                let renderer = HumanRenderer { lang: self.lang, color };
                for finding in findings {
                    error_line(&format!("{}\n", renderer.render(finding, sources)));
                }
                if !findings.is_empty() {
                    error_line(&renderer.summary(findings));
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

    /// Says what was published and where to look.
    pub fn published(&self, request: &Request, published: &Published) {
        let folder = request.output.display();
        let Published { policies, pages, pdf } = published;
        let ja = self.lang == Lang::Ja;
        let outputs = request.outputs;
        let mut words = match (self.lang, pages) {
            (Lang::Ja, Some(pages)) => format!("主要施策{policies}件、PDF {pages}ページ"),
            (Lang::Ja, None) => format!("主要施策{policies}件"),
            (Lang::En, Some(pages)) => format!("{policies} policies, a PDF of {pages} pages"),
            (Lang::En, None) => format!("{policies} policies"),
        };
        if ja {
            words.push_str("ができました");
        }
        let made = [
            (outputs.site, ("サイト", "site"), "index.html"),
            (outputs.pdf, ("PDF", "PDF"), pdf.as_str()),
            (outputs.data, ("データ", "data"), "data/"),
        ];
        let made = made.into_iter().filter(|(made, ..)| *made);
        let places = made.map(|(_, (japanese, english), path)| {
            let name = if ja { japanese } else { english };
            format!("{name} {folder}/{path}")
        });
        let lines: Vec<String> = std::iter::once(words).chain(places).collect();
        print_line(&lines.join("\n"));
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

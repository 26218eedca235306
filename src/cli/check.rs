//! `planbook check`: all findings of the sources, or those that concern one section.

use std::path::Path;

use super::args::{CheckArgs, Format};
use super::report::{Reporter, error_line};
use super::{CANNOT_RUN, FINDINGS, FINE};
use crate::compile;
use crate::diag::{HumanRenderer, Lang, Severity};
use crate::serve::not_in_book;
use crate::source::Sources;

/// Checks the book at `root`; the exit code.
pub fn run(root: &Path, options: &CheckArgs, reporter: &Reporter) -> u8 {
    let (outcome, book) = compile::check(root);
    let section = options.section.as_deref();
    if let (Some(name), Some(book)) = (section, &book)
        && book.plan.section(name).is_none()
    {
        let renderer = HumanRenderer { lang: reporter.lang(), color: false };
        error_line(&renderer.render(&not_in_book(name, true, book), &Sources::default()));
        return CANNOT_RUN;
    }
    let owners = outcome.owners();
    let concerns =
        |sections: &[String]| section.is_none_or(|s| sections.iter().any(|own| own == s));
    let found: Vec<_> = outcome
        .findings
        .iter()
        .zip(&owners)
        .filter(|(_, owner)| concerns(&owner.sections))
        .collect();
    reporter.listed(&found, &outcome.sources, options.report);
    let elsewhere = owners.iter().filter(|owner| owner.sections.is_empty()).count();
    if section.is_some() && elsewhere > 0 && options.report.format == Format::Human {
        error_line(&match reporter.lang() {
            Lang::Ja => format!("ほかに、どの課のものでもない指摘が {elsewhere}件あります"),
            Lang::En => format!("{elsewhere} more finding(s) belong to no section"),
        });
    }
    if let Some(book) = book.filter(|_| options.report.format == Format::Human) {
        reporter.checked(&book, section, !found.is_empty());
    }
    let errors = found.iter().any(|(finding, _)| finding.severity == Severity::Error);
    if errors || (options.strict && !found.is_empty()) { FINDINGS } else { FINE }
}

//! `planbook check`: reports the findings of the sources, of the whole book or of one section.

use std::path::Path;

use super::args::{CheckArgs, Format};
use super::report::{Reporter, error_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS};
use crate::compile;
use crate::diag::{Lang, Severity};

/// Checks the book in `root`; returns the exit code.
pub fn run(root: &Path, options: &CheckArgs, reporter: &Reporter) -> u8 {
    if reporter.refuses_report(options.file.as_deref()) {
        return CANNOT_RUN;
    }
    let (outcome, book) = compile::check(root);
    let section = options.section.as_deref();
    if book.as_ref().is_some_and(|book| reporter.refuses_section(section, book)) {
        return CANNOT_RUN;
    }
    let owners = outcome.owners();
    let matches =
        |sections: &[String]| section.is_none_or(|s| sections.iter().any(|other| other == s));
    let found: Vec<_> = outcome
        .findings
        .iter()
        .zip(&owners)
        .filter(|(_, owner)| matches(&owner.sections))
        .collect();
    if !reporter.deliver(options.file.as_deref(), &found, &outcome.sources, options.report) {
        return CANNOT_RUN;
    }
    let unassigned = owners.iter().filter(|owner| owner.sections.is_empty()).count();
    if section.is_some() && unassigned > 0 && options.report.format == Format::Human {
        error_line(&match reporter.lang() {
            Lang::Ja => format!("ほかに、どの課のものでもない指摘が {unassigned}件あります"),
            Lang::En => format!("{unassigned} more finding(s) belong to no section"),
        });
    }
    if let Some(book) = book.filter(|_| options.report.format == Format::Human) {
        reporter.check_summary(&book, section, !found.is_empty());
    }
    let errors = found.iter().any(|(finding, _)| finding.severity == Severity::Error);
    let mistakes = found.iter().any(|(finding, _)| finding.severity != Severity::Awaited);
    if errors || (options.strict && mistakes) { FINDINGS } else { SUCCESS }
}

//! `planbook ids`: gives permanent ids to what has none.

use std::path::Path;

use super::args::{IdsArgs, ReportArgs};
use super::report::{Reporter, print_line};
use super::{FINDINGS, SUCCESS};
use crate::diag::{Lang, Owner};
use crate::editions::{Assigned, assign_ids};

/// Runs the command on the book in `root`; returns the exit code.
pub fn run(root: &Path, options: &IdsArgs, reporter: &Reporter) -> u8 {
    let assigned = assign_ids(root, options.dry_run);
    let Assigned { sources, findings, policies, projects, known } = &assigned;
    if !findings.is_empty() {
        let owner = Owner::default();
        let all: Vec<_> = findings.iter().map(|found| (found, &owner)).collect();
        reporter.list(&all, sources, ReportArgs::default());
        return FINDINGS;
    }
    let dry = options.dry_run;
    print_line(&match (reporter.lang(), policies + projects) {
        (Lang::Ja, 0) => format!("どの施策と事業にも固定IDがあります（{known}件）"),
        (Lang::En, 0) => format!("every policy and project has its id ({known})"),
        (Lang::Ja, _) => {
            let done = if dry {
                "付けます（まだ書き換えていません）"
            } else {
                "付けました"
            };
            format!(
                "施策 {policies}件、事業 {projects}件に固定IDを{done}。前からあるもの {known}件"
            )
        }
        (Lang::En, _) => {
            let done = if dry { "would get" } else { "got" };
            format!("{policies} policies and {projects} projects {done} an id; {known} had one")
        }
    });
    SUCCESS
}

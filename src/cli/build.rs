//! `planbook build`: makes the publication, of the present edition or of a frozen one.

use std::path::PathBuf;

use super::args::BuildArgs;
use super::report::{Reporter, error_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, output_of, typesetter};
use crate::compile::{self, BuildStatus, Request};
use crate::diag::{Diagnostic, HumanRenderer, Owner};
use crate::editions::FrozenEdition;
use crate::source::Sources;

/// Builds the book in `root`; returns the exit code.
pub fn run(root: PathBuf, options: BuildArgs, reporter: &Reporter) -> u8 {
    let frozen = options.edition.as_deref().map(|name| FrozenEdition::find(&root, name));
    let frozen = match frozen.transpose() {
        Ok(frozen) => frozen,
        Err(found) => {
            let renderer = HumanRenderer { lang: reporter.lang(), color: false };
            error_line(&renderer.render(&found, &Sources::default()));
            return CANNOT_RUN;
        }
    };
    let output = match &frozen {
        // Beside the output of the present edition, which stays.
        Some(frozen) => {
            let output = output_of(&root);
            output.with_file_name(format!("output-{}", frozen.edition()))
        }
        None => output_of(&root),
    };
    let request = Request {
        output: options.output.unwrap_or(output),
        root: frozen.as_ref().map_or(root, |frozen| frozen.folder.clone()),
        theme: frozen.as_ref().map_or(options.theme, |frozen| frozen.theme().to_owned()),
        outputs: options.only.into(),
        volumes: !options.no_volumes,
        max_policies: options.max_sheets,
        policies: options.policy,
        draft: options.draft,
        relax: options.relax,
        strict: options.strict,
        fresh: options.no_cache,
        adopt: options.adopt,
    };
    let typesetter = typesetter();
    let outcome = compile::build(&request, &typesetter, &|step| reporter.step(step));
    reporter.findings(&outcome, options.report);
    let code = match &outcome.status {
        BuildStatus::Published(published, foreign) => {
            reporter.published(&request, published);
            reporter.foreign_files(foreign);
            SUCCESS
        }
        BuildStatus::Unchanged(published, foreign) => {
            reporter.unchanged(&request, published);
            reporter.foreign_files(foreign);
            SUCCESS
        }
        BuildStatus::Checked => SUCCESS,
        BuildStatus::Stopped => FINDINGS,
        BuildStatus::CannotRun => CANNOT_RUN,
    };
    // Not dropped, because the process ends here and that would only take time.
    std::mem::forget(outcome);
    match frozen.filter(|_| code == SUCCESS) {
        Some(frozen) => {
            let found = frozen.compare(&request.output, &typesetter);
            compared(found, &frozen, options.strict, &options.report, reporter)
        }
        None => code,
    }
}

/// Shows how the publication differs from that which was frozen; returns the exit code.
fn compared(
    found: std::io::Result<Option<Diagnostic>>,
    frozen: &FrozenEdition,
    strict: bool,
    report: &super::args::ReportArgs,
    reporter: &Reporter,
) -> u8 {
    match found {
        Ok(None) => {
            reporter.same_as_frozen(frozen.edition());
            SUCCESS
        }
        Ok(Some(found)) => {
            reporter.list(&[(&found, &Owner::default())], &Sources::default(), *report);
            if strict { FINDINGS } else { SUCCESS }
        }
        Err(error) => {
            error_line(&error.to_string());
            CANNOT_RUN
        }
    }
}

//! `planbook build`: makes the publication, of the present edition or of a frozen one.

use std::path::{Path, PathBuf};

use super::args::{BuildArgs, EditionsArg};
use super::report::{Reporter, error_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, output_of, typesetter};
use crate::compile::{self, BuildStatus, EditionFolder, Outputs, Request};
use crate::diag::{Diagnostic, HumanRenderer, Owner};
use crate::editions::{FrozenEdition, NotPublished, PublishedEditions, publish_editions};
use crate::source::Sources;
use crate::text;

/// Builds the book in `root`; returns the exit code.
pub fn run(root: PathBuf, options: BuildArgs, reporter: &Reporter) -> u8 {
    if reporter.refuses_report(options.file.as_deref()) {
        return CANNOT_RUN;
    }
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
    let output = options.output.clone().unwrap_or(output);
    let typesetter = typesetter();
    let editions = match options.editions {
        Some(EditionsArg::All) => match past_editions(&root, &output, &options, reporter) {
            Ok(editions) => Some(editions),
            Err(code) => return code,
        },
        None => None,
    };
    let request = Request {
        output,
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
        editions,
    };
    let outcome = compile::build(&request, &typesetter, &|step| reporter.step(step));
    let owners = outcome.owners();
    let all: Vec<_> = outcome.findings.iter().zip(&owners).collect();
    let written = reporter.deliver(options.file.as_deref(), &all, &outcome.sources, options.report);
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
    let code = if written { code } else { CANNOT_RUN };
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

/// The frozen editions to publish, too.
///
/// # Errors
/// The exit code, where they cannot be published; the reason has been shown.
fn past_editions(
    root: &Path,
    output: &Path,
    options: &BuildArgs,
    reporter: &Reporter,
) -> Result<Vec<EditionFolder>, u8> {
    if !Outputs::from(options.only).site {
        let reason = text!(
            "--editions は、サイトを作るときに使います（--only pdf や --only data とともには使えません）",
            "--editions is for builds of the site: not with --only pdf or --only data"
        );
        error_line(reason.get(reporter.lang()));
        return Err(CANNOT_RUN);
    }
    let show = |found: &Diagnostic| {
        reporter.list(&[(found, &Owner::default())], &Sources::default(), options.report);
    };
    match publish_editions(root, output, &typesetter(), &|step| reporter.step(step)) {
        Ok(PublishedEditions { editions, findings }) => {
            findings.iter().for_each(show);
            if options.strict && !findings.is_empty() { Err(FINDINGS) } else { Ok(editions) }
        }
        Err(NotPublished::Record(found)) => {
            show(&found);
            Err(CANNOT_RUN)
        }
        Err(NotPublished::Io(error)) => {
            error_line(&error.to_string());
            Err(CANNOT_RUN)
        }
        Err(NotPublished::Build(outcome, help)) => {
            reporter.findings(&outcome, options.report);
            error_line(help.get(reporter.lang()));
            let stopped = matches!(outcome.status, BuildStatus::Stopped);
            Err(if stopped { FINDINGS } else { CANNOT_RUN })
        }
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

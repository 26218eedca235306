//! The command line: arguments, reports, exit codes.
//!
//! This module must not know how a book is made.

mod args;
mod check;
mod doctor;
mod explain;
mod init;
mod report;
mod schema;
mod serve;

use std::panic;
use std::process::ExitCode;

use clap::Parser;

use crate::compile::{self, End, Request};
use crate::render::data::xlsx;
use crate::render::print::{TypstCli, guard};
use args::{Args, Command};
use report::Reporter;

/// Nothing to mend.
const FINE: u8 = 0;
/// There are findings to mend.
const FINDINGS: u8 = 1;
/// Something the command needs is not there.
const CANNOT_RUN: u8 = 2;

/// typst-cli, which ends with this process.
fn typesetter() -> TypstCli {
    let typst = TypstCli::default();
    match std::env::current_exe() {
        Ok(planbook) => typst.guarded(planbook),
        Err(_) => typst,
    }
}

/// Runs the command that the process was called with.
#[must_use]
pub fn run() -> ExitCode {
    keep_quiet_of_what_is_told();
    let args = Args::parse();
    let reporter = Reporter::new(args.lang.into());
    let code = match args.command {
        Command::Build(build) => {
            if let Err(error) = build.validate() {
                error.exit();
            }
            let request = Request {
                output: build.output.unwrap_or_else(|| output_of(&args.root)),
                root: args.root,
                theme: build.theme,
                outputs: build.only.into(),
                volumes: !build.no_volumes,
                largest: build.max_sheets,
                policies: build.policy,
                draft: build.draft,
                relax: build.relax,
                strict: build.strict,
                fresh: build.no_cache,
                adopt: build.adopt,
            };
            let outcome = compile::build(&request, &typesetter(), &|step| reporter.step(step));
            reporter.findings(&outcome, build.report);
            let code = match &outcome.end {
                End::Published(published, stayed) => {
                    reporter.published(&request, published);
                    reporter.stayed(stayed);
                    FINE
                }
                End::Unchanged(published, stayed) => {
                    reporter.unchanged(&request, published);
                    reporter.stayed(stayed);
                    FINE
                }
                End::Checked => FINE,
                End::Stopped => FINDINGS,
                End::CannotRun => CANNOT_RUN,
            };
            // The process ends here, and the system takes it all back at once.
            std::mem::forget(outcome);
            code
        }
        Command::Serve(options) => serve::run(&args.root, options, &reporter),
        Command::TypesetterGuard(guarded) => {
            return match guarded.program.split_first() {
                Some((program, arguments)) => guard::run(guarded.parent, program, arguments),
                None => ExitCode::from(CANNOT_RUN),
            };
        }
        Command::Check(options) => check::run(&args.root, &options, &reporter),
        Command::View => {
            let (outcome, view) = compile::view(&args.root);
            reporter.findings(&outcome, args::ReportArgs::default());
            match view {
                Some(json) => {
                    report::print_line(&json);
                    FINE
                }
                None => FINDINGS,
            }
        }
        Command::Explain(explain) => {
            if explain::run(explain.code.as_deref(), args.lang.into()) {
                FINE
            } else {
                FINDINGS
            }
        }
        Command::Schema => {
            if schema::run(&args.root, &reporter) {
                FINE
            } else {
                CANNOT_RUN
            }
        }
        Command::Init(init) => {
            if init::run(&init.folder, &reporter) {
                FINE
            } else {
                CANNOT_RUN
            }
        }
        Command::Doctor(doctor) => {
            let fine = doctor::run(&args.root, &doctor.theme, &reporter);
            if fine { FINE } else { CANNOT_RUN }
        }
    };
    ExitCode::from(code)
}

/// A full disk is told as a finding, and not before that as a fault of the program.
fn keep_quiet_of_what_is_told() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if !xlsx::is_told(what) {
            usual(what);
        }
    }));
}

/// Where the publication goes unless told: `output`, without a `./` before it.
fn output_of(root: &std::path::Path) -> std::path::PathBuf {
    if root == std::path::Path::new(".") { "output".into() } else { root.join("output") }
}

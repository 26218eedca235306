//! The command line: arguments, reports, exit codes.
//!
//! This module must not know how a book is made.

mod args;
mod check;
mod doctor;
mod english;
mod explain;
mod init;
mod report;
mod schema;
mod serve;
mod words;

use std::panic;
use std::process::ExitCode;

use crate::compile::{self, End, Request};
use crate::diag::Lang;
use crate::render::data::xlsx;
use crate::render::print::{TypstCli, guard};
use args::Command;
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
    let args = match words::read(std::env::args_os().collect()) {
        Ok(args) => args,
        Err((said, lang)) => return say(&said, lang),
    };
    let is_preview = matches!(args.command, Command::Serve(_));
    set_panic_hook(args.lang.into(), !is_preview);
    start_threads();
    let reporter = Reporter::new(args.lang.into());
    let code = match args.command {
        Command::Build(build) => {
            if let Some(contradiction) = build.contradiction() {
                let lang = reporter.lang();
                return say(&words::refused(&contradiction, lang), lang);
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
    let code = if report::lost(args.lang.into()) { CANNOT_RUN } else { code };
    ExitCode::from(code)
}

/// Says what there is to say instead of running a command; the exit code.
fn say(said: &words::Said, lang: Lang) -> ExitCode {
    if said.asked {
        report::print_line(&said.words);
        return ExitCode::from(if report::lost(lang) { CANNOT_RUN } else { FINE });
    }
    report::error_line(&said.words);
    ExitCode::from(CANNOT_RUN)
}

/// A full disk is told as a finding, and not before that as a fault of the program.
///
/// Any other panic ends the program where `ends` says so: other threads may wait for the one
/// that panicked, and would hold the output's lock for ever. Most often it was memory or
/// another thread that the system refused.
fn set_panic_hook(lang: Lang, ends: bool) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if xlsx::is_workbook_error(what) {
            return;
        }
        usual(what);
        if ends {
            report::error_line(match lang {
                Lang::Ja => {
                    "planbook は続けられなくなり、終わりました。今ある出力は元のままです。メモリーやプロセスの数の上限（ulimit）を確かめてください。それでも続くときは、上の行をお知らせください"
                }
                Lang::En => {
                    "planbook could not go on and has ended; the output is as it was. See whether memory or processes are limited (ulimit); if they are not, please report the lines above"
                }
            });
            std::process::exit(i32::from(CANNOT_RUN));
        }
    }));
}

/// Sets up the threads. Where the system lets none be made, all is done on this one.
fn start_threads() {
    if rayon::ThreadPoolBuilder::new().build_global().is_err() {
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        let _ = one.build_global();
    }
}

/// Where the publication goes unless told: `output`, without a `./` before it.
fn output_of(root: &std::path::Path) -> std::path::PathBuf {
    if root == std::path::Path::new(".") { "output".into() } else { root.join("output") }
}

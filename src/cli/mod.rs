//! The command line interface: parses the arguments, runs the command, and sets the exit code.
//!
//! This module must not know how a book is made.

mod agenda;
mod args;
mod build;
mod certificate;
mod check;
mod compare_args;
mod diff;
mod disagreements;
mod doctor;
mod editions;
mod english;
mod explain;
mod export;
mod extra_document;
mod finding_list;
mod first_book;
mod form;
mod guide;
mod import;
mod init;
mod man;
mod parse_args;
mod print_shop;
mod print_shop_args;
mod report;
mod round_args;
mod schema;
mod serve;
mod status;
mod status_tables;
mod target_folder;
mod thread_pool;
mod typeset;
mod verify;
mod verify_args;

use std::panic;
use std::process::ExitCode;

use crate::compile;
use crate::diag::{Diagnostic, Lang};
use crate::render::data::xlsx;
use crate::render::print::{self, TypstCli, guard};
use args::Command;
use report::Reporter;

/// The exit code when there is nothing to correct.
const SUCCESS: u8 = 0;
/// The exit code when there are findings to correct.
const FINDINGS: u8 = 1;
/// The exit code when the command cannot run.
const CANNOT_RUN: u8 = 2;

/// The exit code of a command that `findings` stopped.
fn code_of(findings: &[Diagnostic]) -> u8 {
    if findings.iter().any(compile::is_of_machine) { CANNOT_RUN } else { FINDINGS }
}

/// The typesetter, which ends with this process.
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
    let args = match parse_args::parse_args(std::env::args_os().collect()) {
        Ok(args) => args,
        Err((message, lang)) => return print_message(&message, lang),
    };
    let is_preview = matches!(args.command, Command::Serve(_));
    set_panic_hook(args.lang.into(), !is_preview);
    thread_pool::start();
    let reporter = Reporter::new(args.lang.into());
    let code = match args.command {
        Command::Build(options) => {
            if let Some(contradiction) = options.contradiction() {
                let lang = reporter.lang();
                return print_message(&parse_args::usage_error(&contradiction, lang), lang);
            }
            match (options.form.clone(), options.print_shop.wanted()) {
                (Some(form), _) => form::run(&args.root, &form, &options, &reporter),
                (None, Some(shop)) => print_shop::run(&args.root, shop, &options, &reporter),
                (None, None) => build::run(args.root, options, &reporter),
            }
        }
        Command::Serve(options) => serve::run(&args.root, options, &reporter),
        Command::TypesetterGuard(args) => {
            return match args.program.split_first() {
                Some((program, arguments)) => guard::run(args.parent, program, arguments),
                None => ExitCode::from(CANNOT_RUN),
            };
        }
        Command::Check(options) => check::run(&args.root, &options, &reporter),
        Command::View(view) if view.schema => {
            report::print_line(&format!("{:#}", print::view_schema().as_value()));
            SUCCESS
        }
        Command::View(_) => {
            let (outcome, view) = compile::view(&args.root);
            reporter.findings(&outcome, args::ReportArgs::default());
            match view {
                Some(json) => {
                    report::print_line(&json);
                    SUCCESS
                }
                None => FINDINGS,
            }
        }
        Command::Explain(explain) => {
            if explain::run(explain.code.as_deref(), args.lang.into()) {
                SUCCESS
            } else {
                FINDINGS
            }
        }
        Command::Ids(options) => editions::ids(&args.root, &options, &reporter),
        Command::Migrate(options) => editions::migrate_book(&args.root, &options, &reporter),
        Command::Freeze(options) => editions::freeze_edition(&args.root, options, &reporter),
        Command::Roll(options) => editions::roll_edition(&args.root, options, &reporter),
        Command::Export(options) => export::run(&args.root, options, &reporter),
        Command::Import(options) => import::run(&args.root, options, &reporter),
        Command::Diff(options) => diff::run(&args.root, &options, &reporter),
        Command::Keep(options) => diff::keep_draft(&args.root, &options, &reporter),
        Command::Verify(options) => verify::run(&args.root, &options, &reporter),
        Command::Status(options) => status::run(&args.root, &options, &reporter),
        Command::Guide(options) => guide::run(&args.root, &options, &reporter),
        Command::Schema => {
            if schema::run(&args.root, &reporter) {
                SUCCESS
            } else {
                CANNOT_RUN
            }
        }
        Command::Init(init) => {
            if init::run(&init.folder, init.like, &reporter) {
                SUCCESS
            } else {
                CANNOT_RUN
            }
        }
        Command::Man(options) => man::run(&args.root, &options.output, &reporter),
        Command::Doctor(doctor) => {
            let ready = doctor::run(&args.root, &doctor.theme, &reporter);
            if ready { SUCCESS } else { CANNOT_RUN }
        }
    };
    let code = if report::report_write_error(args.lang.into()) { CANNOT_RUN } else { code };
    ExitCode::from(code)
}

/// Prints a message that replaces the run of a command; returns the exit code.
fn print_message(message: &parse_args::Message, lang: Lang) -> ExitCode {
    if message.requested {
        report::print_line(&message.text);
        return ExitCode::from(if report::report_write_error(lang) { CANNOT_RUN } else { SUCCESS });
    }
    report::error_line(&message.text);
    ExitCode::from(CANNOT_RUN)
}

/// Sets the panic hook. Panics of the workbook library are not printed, because they are reported
/// as findings.
///
/// Any other panic exits the process if `exit`: otherwise threads that wait for the panicked one
/// would hold the lock of the output for ever. The usual cause is a limit of memory or threads.
fn set_panic_hook(lang: Lang, exit: bool) {
    let default_hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if xlsx::is_workbook_error(info) {
            return;
        }
        default_hook(info);
        if exit {
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

/// The default output folder of the book in `root`, without a leading `./`.
fn output_of(root: &std::path::Path) -> std::path::PathBuf {
    if root == std::path::Path::new(".") { "output".into() } else { root.join("output") }
}

//! A wrapper process that ends the typesetter when planbook ends, even if planbook is killed.
//!
//! planbook starts itself with the hidden command [`COMMAND`], which calls [`run`]. On Linux the
//! guard sets its parent death signal and then replaces itself by the typesetter. Elsewhere it
//! runs the typesetter as a child process and kills it when the pipe from the parent closes.

use std::ffi::OsString;
use std::process::ExitCode;

/// The hidden command of planbook that calls [`run`].
pub const COMMAND: &str = "typesetter-guard";

/// The exit code when the program does not exist, as of shells.
pub(super) const NOT_FOUND: u8 = 127;

/// Runs `program` until it ends or the process `parent` does.
#[cfg(target_os = "linux")]
#[must_use]
pub fn run(parent: u32, program: &OsString, arguments: &[OsString]) -> ExitCode {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt;

    let signal_set = set_parent_process_death_signal(Some(Signal::KILL)).is_ok();
    // The parent may have ended before the signal was set.
    let orphaned =
        getppid().is_none_or(|pid| i64::from(pid.as_raw_nonzero().get()) != i64::from(parent));
    if !signal_set || orphaned {
        return ExitCode::FAILURE;
    }
    let error = std::process::Command::new(program).args(arguments).exec();
    start_error(&error)
}

/// Runs `program` until it ends or the process `_parent` does.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn run(_parent: u32, program: &OsString, arguments: &[OsString]) -> ExitCode {
    run_child(program, arguments, std::io::stdin())
}

/// Runs `program` as a child until it ends or `pipe` closes.
#[cfg(any(not(target_os = "linux"), test))]
fn run_child(
    program: &OsString,
    arguments: &[OsString],
    mut pipe: impl std::io::Read + Send + 'static,
) -> ExitCode {
    use std::process::{Command, Stdio};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    /// How often the child is polled.
    const POLL_INTERVAL: Duration = Duration::from_millis(20);

    let mut child = match Command::new(program).args(arguments).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => return start_error(&error),
    };
    let closed = Arc::new(AtomicBool::new(false));
    let (sender, receiver) = mpsc::channel();
    let closed_by_parent = Arc::clone(&closed);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        closed_by_parent.store(true, Ordering::Release);
        let _ = sender.send(());
    });
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
            return ExitCode::from(code);
        }
        if closed.load(Ordering::Acquire) {
            let _ = child.kill();
            let _ = child.wait();
            return ExitCode::FAILURE;
        }
        let _ = receiver.recv_timeout(POLL_INTERVAL);
    }
}

/// The exit code when the program cannot be started.
fn start_error(error: &std::io::Error) -> ExitCode {
    match error.kind() {
        std::io::ErrorKind::NotFound => ExitCode::from(NOT_FOUND),
        _ => ExitCode::FAILURE,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_ends_the_program_and_an_open_one_does_not() {
        let sleep = |seconds: &str, pipe: Box<dyn std::io::Read + Send>| {
            let started = std::time::Instant::now();
            let code = run_child(&"sleep".into(), &[seconds.into()], pipe);
            (format!("{code:?}"), started.elapsed().as_secs())
        };
        let (code, seconds) = sleep("600", Box::new(std::io::empty()));
        assert!(seconds < 500, "it ended with the pipe");
        assert_eq!(code, format!("{:?}", ExitCode::FAILURE));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let (code, _) = sleep("0", Box::new(reader));
        assert_eq!(code, format!("{:?}", ExitCode::SUCCESS));
        drop(writer);
    }

    #[test]
    fn a_missing_program_has_the_exit_code_of_shells() {
        let code = run_child(&"/no/such/program".into(), &[], std::io::empty());
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(NOT_FOUND)));
    }
}

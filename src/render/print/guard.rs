//! A typesetter that ends with the process that started it, however that one ends.
//!
//! planbook starts itself once more as the guard: [`run`] is what it does then. On Linux the
//! guard asks the system to be ended with its parent and becomes the typesetter. Elsewhere it
//! keeps the typesetter as its child, and ends it when the pipe from the parent closes, which
//! the system sees to even where the parent is killed.

use std::ffi::OsString;
use std::process::ExitCode;

/// The hidden command of planbook that does [`run`].
pub const COMMAND: &str = "typesetter-guard";

/// How the guard says that there is no such program, as shells do.
pub(super) const NOT_FOUND: u8 = 127;

/// Runs `program` until it ends or the process `parent` does.
#[cfg(target_os = "linux")]
#[must_use]
pub fn run(parent: u32, program: &OsString, arguments: &[OsString]) -> ExitCode {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt;

    let guarded = set_parent_process_death_signal(Some(Signal::KILL)).is_ok();
    // The parent may have ended before it could be asked for.
    let orphaned =
        getppid().is_none_or(|pid| i64::from(pid.as_raw_nonzero().get()) != i64::from(parent));
    if !guarded || orphaned {
        return ExitCode::FAILURE;
    }
    let error = std::process::Command::new(program).args(arguments).exec();
    ended(&error)
}

/// Runs `program` until it ends or the process `_parent` does.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn run(_parent: u32, program: &OsString, arguments: &[OsString]) -> ExitCode {
    hold(program, arguments, std::io::stdin())
}

/// Runs `program` until it ends or `pipe` closes.
#[cfg(any(not(target_os = "linux"), test))]
fn hold(
    program: &OsString,
    arguments: &[OsString],
    mut pipe: impl std::io::Read + Send + 'static,
) -> ExitCode {
    use std::process::{Command, Stdio};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    /// How often it is seen whether the program has ended.
    const LOOK: Duration = Duration::from_millis(20);

    let mut child = match Command::new(program).args(arguments).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => return ended(&error),
    };
    let closed = Arc::new(AtomicBool::new(false));
    let (tell, told) = mpsc::channel();
    let seen = Arc::clone(&closed);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        seen.store(true, Ordering::Release);
        let _ = tell.send(());
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
        let _ = told.recv_timeout(LOOK);
    }
}

fn ended(error: &std::io::Error) -> ExitCode {
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
            let code = hold(&"sleep".into(), &[seconds.into()], pipe);
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
    fn what_is_not_there_is_told_as_shells_do() {
        let code = hold(&"/no/such/program".into(), &[], std::io::empty());
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(NOT_FOUND)));
    }
}

//! Runs a program to its end, with a time limit, and captures its output.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::guard;
use super::typesetter::TypesetError;

/// The shortest and the longest interval of polling for the exit of a program that has closed its
/// output.
const POLL_INTERVALS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(100));

/// The time that a guard has to kill its child.
const GUARD_TIMEOUT: Duration = Duration::from_secs(2);

/// The output of a program that exited by itself.
pub(super) struct Output {
    /// Whether the exit code is 0.
    pub success: bool,
    /// The standard output.
    pub stdout: String,
    /// The standard error.
    pub stderr: String,
}

/// Runs `command` for at most `limit`.
///
/// # Errors
/// [`TypesetError::Missing`], [`TypesetError::TimedOut`], [`TypesetError::Crashed`] if it was
/// terminated by a signal, or the error of the system.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Output, TypesetError> {
    let deadline = Instant::now() + limit;
    // The processes that the program starts are in its group and are killed with it.
    #[cfg(target_os = "linux")]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => TypesetError::Missing,
        _ => TypesetError::Io(error),
    })?;
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    let receive = |pipe: &Receiver<Vec<u8>>| {
        pipe.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    };
    let output = receive(&stdout).and_then(|stdout| Some((stdout, receive(&stderr)?)));
    let exit = output.and_then(|output| Some((output, wait_until(&mut child, deadline)?)));
    let Some(((stdout, stderr), status)) = exit else {
        kill(&mut child);
        return Err(TypesetError::TimedOut(limit));
    };
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    match status.code() {
        Some(code) if code == i32::from(guard::NOT_FOUND) => Err(TypesetError::Missing),
        Some(_) => {
            let stdout = String::from_utf8_lossy(&stdout).into_owned();
            Ok(Output { success: status.success(), stdout, stderr })
        }
        None => Err(TypesetError::Crashed(format!("{status}\n{stderr}").trim().to_owned())),
    }
}

/// Reads all of `pipe` on a thread of its own.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut all = Vec::new();
        // After a read error, the bytes read so far are used.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut all));
        let _ = sender.send(all);
    });
    receiver
}

/// Waits for the exit of `child`; `None` if it is still running at `deadline`.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut interval = POLL_INTERVALS.0;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(interval),
            _ => return None,
        }
        interval = (interval * 2).min(POLL_INTERVALS.1);
    }
}

/// Kills `child`. On systems where it is a guard with a child of its own, closing the pipe makes
/// the guard kill that child.
fn kill(child: &mut Child) {
    drop(child.stdin.take());
    if cfg!(not(target_os = "linux")) && wait_until(child, Instant::now() + GUARD_TIMEOUT).is_some()
    {
        return;
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<Output, TypesetError> {
        run(Command::new("sh").args(["-c", script]).stdin(Stdio::null()), limit)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn child_processes_are_killed_with_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; wait", file.display());
        assert!(matches!(
            shell(&script, Duration::from_secs(1)),
            Err(TypesetError::TimedOut(limit)) if limit == Duration::from_secs(1)
        ));
        let id = fs_err::read_to_string(file).expect("it was started");
        let runs = || {
            let stat = fs_err::read_to_string(format!("/proc/{}/stat", id.trim()));
            stat.is_ok_and(|stat| !stat.contains(") Z "))
        };
        let began = Instant::now();
        while runs() && began.elapsed() < Duration::from_mins(1) {
            thread::sleep(POLL_INTERVALS.1);
        }
        assert!(!runs());
    }

    #[test]
    fn all_output_is_captured() {
        let minute = Duration::from_mins(1);
        let output = shell("echo out; echo err >&2; exit 3", minute).expect("it ends by itself");
        assert_eq!((&*output.stdout, &*output.stderr, output.success), ("out\n", "err\n", false));
        let much = shell("head -c 1000000 /dev/zero; echo x >&2", minute).expect("it ends");
        assert_eq!((much.stdout.len(), &*much.stderr, much.success), (1_000_000, "x\n", true));
        assert!(matches!(shell("exit 127", minute), Err(TypesetError::Missing)));
    }

    #[test]
    fn signals_and_timeouts_are_errors() {
        let crash = shell("echo why >&2; kill -9 $$", Duration::from_mins(1));
        assert!(matches!(crash, Err(TypesetError::Crashed(output)) if output.contains("why")));
        let limit = Duration::from_millis(200);
        for script in ["exec sleep 70", "exec >&- 2>&-; sleep 70 & wait", "sleep 70 & wait"] {
            let began = Instant::now();
            assert!(matches!(shell(script, limit), Err(TypesetError::TimedOut(_))), "{script}");
            assert!(began.elapsed() < Duration::from_mins(1), "{script}");
        }
    }
}

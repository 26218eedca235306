//! Runs the typesetter's program to its end, but not for ever.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::guard;
use super::typesetter::TypesetError;

/// The shortest and the longest wait between two looks at whether a program that has said
/// everything has ended.
const LOOKS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(100));

/// A guard that is not the program itself gets this long to end it.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a program that ended by itself has said.
pub(super) struct Said {
    /// Whether it is content.
    pub success: bool,
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub words: String,
}

/// Runs `command` for at most `limit`.
///
/// # Errors
/// [`TypesetError::Missing`], [`TypesetError::TooLong`], [`TypesetError::Died`] where it did not
/// end by itself, or the system's reason.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Said, TypesetError> {
    let until = Instant::now() + limit;
    // What the program starts is in its group, and ends with it.
    #[cfg(target_os = "linux")]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => TypesetError::Missing,
        _ => TypesetError::Io(error),
    })?;
    let (output, words) = (read(child.stdout.take()), read(child.stderr.take()));
    let hear = |pipe: &Receiver<Vec<u8>>| {
        pipe.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
    };
    let heard = hear(&output).and_then(|output| Some((output, hear(&words)?)));
    let ended = heard.and_then(|heard| Some((heard, end(&mut child, until)?)));
    let Some(((output, words), status)) = ended else {
        stop(&mut child);
        return Err(TypesetError::TooLong(limit));
    };
    let words = String::from_utf8_lossy(&words).into_owned();
    match status.code() {
        Some(code) if code == i32::from(guard::NOT_FOUND) => Err(TypesetError::Missing),
        Some(_) => {
            let output = String::from_utf8_lossy(&output).into_owned();
            Ok(Said { success: status.success(), output, words })
        }
        None => Err(TypesetError::Died(format!("{status}\n{words}").trim().to_owned())),
    }
}

/// Reads all of `pipe`, beside everything else.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        let mut all = Vec::new();
        // What was said before a fault is all there is to hear.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut all));
        let _ = tell.send(all);
    });
    hear
}

/// How `child` ends before `until`; nothing where it does not.
fn end(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    let mut look = LOOKS.0;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(look),
            _ => return None,
        }
        look = (look * 2).min(LOOKS.1);
    }
}

/// Ends `child`. Where a guard holds the program as its own child, it ends that when its pipe
/// closes; elsewhere it is the program.
fn stop(child: &mut Child) {
    drop(child.stdin.take());
    if cfg!(not(target_os = "linux")) && end(child, Instant::now() + FAREWELL).is_some() {
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

    fn shell(script: &str, limit: Duration) -> Result<Said, TypesetError> {
        run(Command::new("sh").args(["-c", script]).stdin(Stdio::null()), limit)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_program_has_started_ends_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; wait", file.display());
        assert!(matches!(
            shell(&script, Duration::from_secs(1)),
            Err(TypesetError::TooLong(limit)) if limit == Duration::from_secs(1)
        ));
        let id = fs_err::read_to_string(file).expect("it was started");
        let runs = || {
            let stat = fs_err::read_to_string(format!("/proc/{}/stat", id.trim()));
            stat.is_ok_and(|stat| !stat.contains(") Z "))
        };
        let began = Instant::now();
        while runs() && began.elapsed() < Duration::from_mins(1) {
            thread::sleep(LOOKS.1);
        }
        assert!(!runs());
    }

    #[test]
    fn what_a_program_says_is_heard_to_the_end() {
        let minute = Duration::from_mins(1);
        let said = shell("echo out; echo err >&2; exit 3", minute).expect("it ends by itself");
        assert_eq!((&*said.output, &*said.words, said.success), ("out\n", "err\n", false));
        let much = shell("head -c 1000000 /dev/zero; echo x >&2", minute).expect("it ends");
        assert_eq!((much.output.len(), &*much.words, much.success), (1_000_000, "x\n", true));
        assert!(matches!(shell("exit 127", minute), Err(TypesetError::Missing)));
    }

    #[test]
    fn a_program_that_is_ended_or_does_not_end_is_told() {
        let died = shell("echo why >&2; kill -9 $$", Duration::from_mins(1));
        assert!(matches!(died, Err(TypesetError::Died(words)) if words.contains("why")));
        let limit = Duration::from_millis(200);
        for script in ["exec sleep 70", "exec >&- 2>&-; sleep 70 & wait", "sleep 70 & wait"] {
            let began = Instant::now();
            assert!(matches!(shell(script, limit), Err(TypesetError::TooLong(_))), "{script}");
            assert!(began.elapsed() < Duration::from_mins(1), "{script}");
        }
    }
}

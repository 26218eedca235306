//! Runs programs, and tells how long they took or, in another run, how much memory they held:
//! looking at memory takes time from a program that uses all cores.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fs_err as fs;

/// The most memory that was held, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Peak {
    /// By the process and its children at one time. What they share, such as the program
    /// itself, counts once.
    pub together: u64,
    /// By the process without its children.
    pub own: u64,
}

/// Runs `commands` one after another; how long they took together, each from the start of
/// its process to its end.
///
/// # Errors
/// One could not be started, or failed: with the end of what it said.
pub fn time(commands: &mut [Command], log: &Path) -> Result<Duration> {
    let run = |command| run_one(command, log, Child::wait);
    commands.iter_mut().map(run).try_fold(Duration::ZERO, |sum, run| Ok(sum + run?))
}

/// Runs `commands` one after another; how long they took under watch, and the highest of
/// their peaks.
///
/// # Errors
/// As with [`time`].
pub fn memory(commands: &mut [Command], log: &Path) -> Result<(Duration, Peak)> {
    let (mut took, mut peak) = (Duration::ZERO, Peak::default());
    for command in commands {
        took += run_one(command, log, |child| {
            let (done, root) = (AtomicBool::new(false), child.id());
            let (status, seen) = thread::scope(|scope| {
                let watch = scope.spawn(|| watch(root, &done));
                let status = child.wait();
                done.store(true, Ordering::Relaxed);
                watch.thread().unpark();
                (status, watch.join().unwrap_or_default())
            });
            peak.together = peak.together.max(seen.together);
            peak.own = peak.own.max(seen.own);
            status
        })?;
    }
    Ok((took, peak))
}

fn run_one(
    command: &mut Command,
    log: &Path,
    wait: impl FnOnce(&mut Child) -> Result<ExitStatus>,
) -> Result<Duration> {
    let words = fs::File::create(log)?.into_parts().0;
    command.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words);
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|e| Error::other(format!("{command:?}: {e}")))?;
    let status = wait(&mut child)?;
    let took = begun.elapsed();
    if status.success() {
        return Ok(took);
    }
    let said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    let end: Vec<&str> = said.lines().rev().take(20).collect();
    let end: Vec<&str> = end.into_iter().rev().collect();
    Err(Error::other(format!("{command:?} failed:\n{}", end.join("\n"))))
}

/// Looks at the memory of `root` and its children until `done`. It looks more often at the
/// beginning, so that short runs are seen. The system keeps each process's own peak, so that
/// nothing is lost between two looks.
fn watch(root: u32, done: &AtomicBool) -> Peak {
    let begun = Instant::now();
    let Peak { mut together, mut own } = Peak::default();
    while !done.load(Ordering::Relaxed) {
        let (mut anonymous, mut shared) = (0, 0);
        for pid in tree(root) {
            let Some(memory) = Memory::of(pid) else { continue };
            anonymous += memory.anonymous;
            shared = shared.max(memory.shared);
            together = together.max(memory.peak);
            if pid == root {
                own = own.max(memory.peak);
            }
        }
        together = together.max(anonymous + shared);
        let pause = begun.elapsed() / 20;
        thread::park_timeout(pause.clamp(Duration::from_millis(1), Duration::from_millis(25)));
    }
    Peak { together, own }
}

/// The processes below `root`, and `root`.
fn tree(root: u32) -> Vec<u32> {
    let parents: BTreeMap<u32, u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let below = |mut pid: u32| {
        while pid != root {
            match parents.get(&pid) {
                Some(&parent) if parent != 0 => pid = parent,
                _ => return false,
            }
        }
        true
    };
    parents.keys().copied().filter(|&pid| below(pid)).collect()
}

fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it may hold anything, also brackets and spaces.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

struct Memory {
    peak: u64,
    anonymous: u64,
    shared: u64,
}

impl Memory {
    fn of(pid: u32) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let bytes = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            Some(
                line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok()? * 1024,
            )
        };
        Some(Self {
            peak: bytes("VmHWM")?,
            anonymous: bytes("RssAnon")?,
            shared: bytes("RssFile")? + bytes("RssShmem")?,
        })
    }
}

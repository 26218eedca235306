//! Runs programs, and tells how long they took or, in another run, how much memory they held:
//! looking at memory takes time from a program that uses all cores.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fs_err as fs;

/// The most memory that was held, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Peak {
    /// By the processes and their children at one time. What they share, such as the program
    /// itself, counts once.
    pub together: u64,
    /// By the first process without its children.
    pub own: u64,
}

/// Runs `commands` at the same time; how long it took from the start of the first process to
/// the end of the last.
///
/// # Errors
/// One could not be started, or failed: with the end of what it said.
pub fn time(commands: &mut [Command], log: &Path) -> Result<Duration> {
    run(commands, log, |_| ())
}

/// Runs `commands` at the same time; how long it took under watch, and the most memory that
/// they held at one time. Its own is that of the first command's process.
///
/// # Errors
/// As with [`time`].
pub fn memory(commands: &mut [Command], log: &Path) -> Result<(Duration, Peak)> {
    let (done, mut peak) = (AtomicBool::new(false), Peak::default());
    let took = thread::scope(|scope| {
        let mut watching = None;
        let took = run(commands, log, |roots| {
            watching = Some(scope.spawn(|| watch(roots, &done)));
        });
        done.store(true, Ordering::Relaxed);
        if let Some(watching) = watching {
            watching.thread().unpark();
            peak = watching.join().unwrap_or_default();
        }
        took
    });
    Ok((took?, peak))
}

/// Runs `commands`; `begun` gets their process ids.
fn run(commands: &mut [Command], log: &Path, begun: impl FnOnce(Vec<u32>)) -> Result<Duration> {
    let words = fs::File::create(log)?.into_parts().0;
    for command in &mut *commands {
        command.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words.try_clone()?);
    }
    let start = Instant::now();
    let spawn = |command: &mut Command| {
        command.spawn().map_err(|error| Error::other(format!("{command:?}: {error}")))
    };
    let mut children = commands.iter_mut().map(spawn).collect::<Result<Vec<_>>>()?;
    begun(children.iter().map(Child::id).collect());
    // Each is waited for, also after one that failed.
    let ended: Vec<_> = children.iter_mut().map(Child::wait).collect();
    let took = start.elapsed();
    for (command, status) in commands.iter().zip(ended) {
        if !status?.success() {
            let said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
            let end: Vec<&str> = said.lines().rev().take(20).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            return Err(Error::other(format!("{command:?} failed:\n{}", end.join("\n"))));
        }
    }
    Ok(took)
}

/// Looks at the memory of `roots` and their children until `done`. It looks more often at the
/// beginning, so that short runs are seen. The system keeps each process's own peak, so that
/// nothing is lost between two looks.
fn watch(roots: Vec<u32>, done: &AtomicBool) -> Peak {
    let begun = Instant::now();
    let Peak { mut together, mut own } = Peak::default();
    while !done.load(Ordering::Relaxed) {
        let (mut anonymous, mut shared) = (0, 0);
        for pid in tree(&roots) {
            let Some(memory) = Memory::of(pid) else { continue };
            anonymous += memory.anonymous;
            shared = shared.max(memory.shared);
            together = together.max(memory.peak);
            if roots.first() == Some(&pid) {
                own = own.max(memory.peak);
            }
        }
        together = together.max(anonymous + shared);
        let pause = begun.elapsed() / 20;
        thread::park_timeout(pause.clamp(Duration::from_millis(1), Duration::from_millis(25)));
    }
    Peak { together, own }
}

/// The processes below `roots`, and `roots`.
fn tree(roots: &[u32]) -> Vec<u32> {
    let parents: BTreeMap<u32, u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let below = |mut pid: u32| {
        while !roots.contains(&pid) {
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

//! Runs programs, and tells how long they took and how much memory they held.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fs_err as fs;

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// From the start of the process to its end.
    pub wall: Duration,
    /// The most memory the process and its children held at one time, in bytes. What they
    /// share, such as the program itself, counts once.
    pub peak: u64,
    /// The most that the process held without its children, in bytes.
    pub own: u64,
}

/// Runs `commands` one after another; their time together, and the higher of the peaks.
///
/// # Errors
/// One could not be started, or failed: with the end of what it said.
pub fn run(commands: &mut [Command], log: &Path) -> Result<Cost> {
    let mut total = Cost::default();
    for command in commands {
        let cost = run_one(command, log)?;
        total.wall += cost.wall;
        total.peak = total.peak.max(cost.peak);
        total.own = total.own.max(cost.own);
    }
    Ok(total)
}

fn run_one(command: &mut Command, log: &Path) -> Result<Cost> {
    let words = fs::File::create(log)?.into_parts().0;
    command.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words);
    let done = AtomicBool::new(false);
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|e| Error::other(format!("{command:?}: {e}")))?;
    let pid = child.id();
    let (status, wall, (peak, own)) = thread::scope(|scope| {
        let watch = scope.spawn(|| watch(pid, begun, &done));
        let status = child.wait();
        let wall = begun.elapsed();
        done.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        (status, wall, watch.join().unwrap_or_default())
    });
    if status?.success() {
        return Ok(Cost { wall, peak, own });
    }
    let said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    let end: Vec<&str> = said.lines().rev().take(20).collect();
    let end: Vec<&str> = end.into_iter().rev().collect();
    Err(Error::other(format!("{command:?} failed:\n{}", end.join("\n"))))
}

/// Looks at the memory of `root` and its children until `done`: the peaks of all together
/// and of `root` alone. It looks more often at the beginning, so that short runs are seen,
/// and seldom later, so that it takes no time from what is measured. The system keeps each
/// process's own peak, so that nothing is lost between two looks.
fn watch(root: u32, begun: Instant, done: &AtomicBool) -> (u64, u64) {
    let (mut together, mut own) = (0, 0);
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
    (together, own)
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

/// The middle of `costs`, each figure by itself.
pub fn median(costs: &[Cost]) -> Cost {
    fn middle<T: Ord + Copy + Default>(mut all: Vec<T>) -> T {
        all.sort();
        all.get(all.len() / 2).copied().unwrap_or_default()
    }
    Cost {
        wall: middle(costs.iter().map(|c| c.wall).collect()),
        peak: middle(costs.iter().map(|c| c.peak).collect()),
        own: middle(costs.iter().map(|c| c.own).collect()),
    }
}

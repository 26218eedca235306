//! Contenders take turns, round after round, so that what disturbs the machine disturbs all.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fs_err as fs;

use crate::measure::{self, Cost};

/// Rounds, for whoever is fast enough.
const ROUNDS: usize = 5;

/// A program with its work.
pub struct Contender<'a> {
    /// What it is called in the table.
    pub name: &'static str,
    /// What is put out of the way before each run.
    pub clean: Vec<PathBuf>,
    /// What is done before each run, and not measured.
    pub before: Box<dyn Fn(usize) -> Result<()> + 'a>,
    /// What is measured, one after another.
    pub commands: Box<dyn Fn() -> Vec<Command> + 'a>,
    /// Fails when the result is not what it should be; looked at after the first run.
    pub after: Box<dyn Fn() -> Result<()> + 'a>,
}

impl<'a> Contender<'a> {
    /// One command, whose results are at `clean`.
    pub fn new(
        name: &'static str,
        clean: Vec<PathBuf>,
        command: impl Fn() -> Command + 'a,
    ) -> Self {
        Self {
            name,
            clean,
            before: Box::new(|_| Ok(())),
            commands: Box::new(move || vec![command()]),
            after: Box::new(|| Ok(())),
        }
    }

    /// With a look at the result.
    pub fn checked(mut self, after: impl Fn() -> Result<()> + 'a) -> Self {
        self.after = Box::new(after);
        self
    }

    /// With something to do before each run.
    pub fn prepared(mut self, before: impl Fn(usize) -> Result<()> + 'a) -> Self {
        self.before = Box::new(before);
        self
    }
}

/// Everything that was measured, by size and name.
pub struct Costs {
    /// Who has run for so long in all takes no more turns.
    enough: Duration,
    runs: BTreeMap<(usize, &'static str), Vec<Cost>>,
    /// Who did not run, and why.
    pub absent: BTreeMap<(usize, &'static str), String>,
}

impl Costs {
    /// Nothing yet, to be measured with the patience of `enough`.
    pub fn new(enough: Duration) -> Self {
        Self { enough, runs: BTreeMap::new(), absent: BTreeMap::new() }
    }

    /// The medians of `name` at `sheets`.
    pub fn median(&self, sheets: usize, name: &str) -> Option<Cost> {
        let found = self.runs.iter().find(|((n, other), _)| *n == sheets && *other == name);
        found.map(|(_, costs)| measure::median(costs))
    }

    /// How many seconds `name` may take at `sheets`, judging by the largest smaller book.
    pub fn expected(&self, sheets: usize, name: &str) -> Option<f64> {
        let mut smaller = self.runs.iter().filter(|((n, other), _)| *n < sheets && *other == name);
        let ((size, _), costs) = smaller.next_back()?;
        Some(measure::median(costs).wall.as_secs_f64() * sheets as f64 / *size as f64)
    }

    /// Everything: size, name and all runs.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'static str, &[Cost])> {
        self.runs.iter().map(|((sheets, name), costs)| (*sheets, *name, costs.as_slice()))
    }

    /// Lets `contenders` take turns.
    ///
    /// # Errors
    /// One failed, or its result is wrong.
    pub fn race(&mut self, sheets: usize, contenders: Vec<Contender>) -> Result<()> {
        let log = crate::tools::work().join("log.txt");
        let aside = crate::tools::work().join("aside");
        let mut spent = vec![Duration::ZERO; contenders.len()];
        for round in 0..ROUNDS {
            for (contender, spent) in contenders.iter().zip(&mut spent) {
                if *spent >= self.enough {
                    continue;
                }
                let name = contender.name;
                for path in &contender.clean {
                    put_aside(path, &aside)?;
                }
                let wrong = |e: Error| Error::other(format!("{name}, {sheets} sheets: {e}"));
                (contender.before)(round).map_err(wrong)?;
                settle();
                let cost = measure::run(&mut (contender.commands)(), &log).map_err(wrong)?;
                if round == 0 {
                    (contender.after)().map_err(wrong)?;
                }
                *spent += cost.wall;
                let (seconds, peak) = (cost.wall.as_secs_f64(), cost.peak / 1_000_000);
                println!("{sheets:>6}  {name:<44} {seconds:>9.3} s {peak:>7} MB");
                self.runs.entry((sheets, name)).or_default().push(cost);
            }
        }
        remove(&aside)
    }
}

/// Lets the system finish writing what the one before left, so that it does not cost the next.
fn settle() {
    // Where there is no such program, the next run begins at once.
    let _ = Command::new("sync").status();
}

/// Moves the file or folder at `path`, if it is there, into the folder `aside`. To remove it
/// would cost whoever runs next: for a minute, ext4 passes over each place of a removed file.
fn put_aside(path: &Path, aside: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    fs::create_dir_all(aside)?;
    let number = fs::read_dir(aside)?.count();
    fs::rename(path, aside.join(number.to_string()))
}

/// Removes the file or folder at `path`, if it is there.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    }
}

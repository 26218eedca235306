//! Contenders take turns, round after round, so that what disturbs the machine disturbs all.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::machine;
use crate::measure::{self, Peak};
use crate::names;

/// Timed rounds, for whoever is fast enough.
const ROUNDS: usize = 5;

/// Short runs differ more from one another: who is through sooner than this goes on…
const SHORT: Duration = Duration::from_secs(5);

/// …for so many rounds.
const MOST_ROUNDS: usize = 15;

/// A program with its work.
pub struct Contender<'a> {
    /// What it is called in the table.
    pub name: &'static str,
    /// How many sheets its book has.
    pub sheets: usize,
    /// What is put out of the way before each run.
    pub clean: Vec<PathBuf>,
    /// What is done before each run, and not measured.
    pub before: Box<dyn Fn(usize) -> Result<()> + 'a>,
    /// What is measured; several run at the same time.
    pub commands: Box<dyn Fn() -> Vec<Command> + 'a>,
    /// Fails when the result is not what it should be; looked at after the first run.
    pub after: Box<dyn Fn() -> Result<()> + 'a>,
}

/// Who is not asked for, at all sizes or (`mdBook@12800`) at one.
pub struct LeftOut {
    /// A part of the name.
    name: String,
    sheets: Option<usize>,
}

impl LeftOut {
    /// Reads a word of `--skip`.
    ///
    /// # Errors
    /// It leaves out nobody, or its size is no number.
    pub fn read(word: &str) -> Result<Self> {
        let (name, sheets) = word.split_once('@').unzip();
        let name = name.unwrap_or(word).to_owned();
        let wrong = |error| Error::other(format!("--skip {word}: {error}"));
        let sheets = sheets.map(str::parse).transpose().map_err(wrong)?;
        if !names::ALL.iter().any(|known| known.contains(&name)) {
            let known = names::ALL.join("\n  ");
            return Err(Error::other(format!("--skip {word} leaves out nobody of\n  {known}")));
        }
        Ok(Self { name, sheets })
    }

    /// Whether this is `contender`.
    pub fn is(&self, contender: &Contender) -> bool {
        let at_its_size = self.sheets.is_none_or(|sheets| sheets == contender.sheets);
        at_its_size && contender.name.contains(&self.name)
    }
}

impl<'a> Contender<'a> {
    /// One command, whose results are at `clean`.
    pub fn new(
        name: &'static str,
        sheets: usize,
        clean: Vec<PathBuf>,
        command: impl Fn() -> Command + 'a,
    ) -> Self {
        Self::at_once(name, sheets, clean, move || vec![command()])
    }

    /// Commands that run at the same time, whose results are at `clean`.
    pub fn at_once(
        name: &'static str,
        sheets: usize,
        clean: Vec<PathBuf>,
        commands: impl Fn() -> Vec<Command> + 'a,
    ) -> Self {
        Self {
            name,
            sheets,
            clean,
            before: Box::new(|_| Ok(())),
            commands: Box::new(commands),
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

/// What was measured of one contender.
#[derive(Debug, Default)]
pub struct Cost {
    /// The most memory it held, in its first run.
    pub peak: Peak,
    /// How long each later run took, shortest first; of who takes too long for a second, the
    /// first.
    pub times: Vec<Duration>,
}

impl Cost {
    /// The median time.
    pub fn median(&self) -> Duration {
        self.times.get(self.times.len() / 2).copied().unwrap_or_default()
    }
}

/// Everything that was measured, by size and name.
pub struct Costs {
    /// Who has run for so long in all takes no more turns.
    enough: Duration,
    runs: BTreeMap<(usize, &'static str), Cost>,
    /// Who did not run, and why.
    pub absent: BTreeMap<(usize, &'static str), String>,
}

impl Costs {
    /// Nothing yet, to be measured with the patience of `enough`.
    pub fn new(enough: Duration) -> Self {
        Self { enough, runs: BTreeMap::new(), absent: BTreeMap::new() }
    }

    /// What `name` cost at `sheets`.
    pub fn of(&self, sheets: usize, name: &str) -> Option<&Cost> {
        let found = self.runs.iter().find(|((n, other), _)| *n == sheets && *other == name);
        found.map(|(_, cost)| cost)
    }

    /// How many seconds `name` may take at `sheets`, judging by the largest smaller book.
    pub fn expected(&self, sheets: usize, name: &str) -> Option<f64> {
        let mut smaller = self.runs.iter().filter(|((n, other), _)| *n < sheets && *other == name);
        let ((size, _), cost) = smaller.next_back()?;
        Some(cost.median().as_secs_f64() * sheets as f64 / *size as f64)
    }

    /// Everything: size, name and what it cost.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'static str, &Cost)> {
        self.runs.iter().map(|((sheets, name), cost)| (*sheets, *name, cost))
    }

    /// Lets `contenders` take turns: first each once under watch, then for the time.
    ///
    /// # Errors
    /// One failed, or its result is wrong.
    pub fn race(&mut self, contenders: Vec<Contender>) -> Result<()> {
        let log = crate::tools::work().join("log.txt");
        let mut costs: Vec<Cost> = Vec::new();
        let mut spent = Vec::new();
        for contender in &contenders {
            contender.prepare(0)?;
            let watched = measure::memory(&mut (contender.commands)(), &log);
            let (took, peak) = watched.map_err(contender.wrong())?;
            (contender.after)().map_err(contender.wrong())?;
            let times = if took >= self.enough { vec![took] } else { Vec::new() };
            contender.told(took, &format!("{} MB", peak.together / 1_000_000));
            costs.push(Cost { peak, times });
            spent.push(took);
        }
        for round in 1..=MOST_ROUNDS {
            for ((contender, cost), spent) in contenders.iter().zip(&mut costs).zip(&mut spent) {
                if *spent >= self.enough || (round > ROUNDS && *spent >= SHORT) {
                    continue;
                }
                contender.prepare(round)?;
                let time = measure::time(&mut (contender.commands)(), &log);
                let time = time.map_err(contender.wrong())?;
                contender.told(time, "");
                *spent += time;
                cost.times.push(time);
            }
        }
        for (contender, mut cost) in contenders.iter().zip(costs) {
            cost.times.sort();
            self.runs.insert((contender.sheets, contender.name), cost);
        }
        Ok(())
    }
}

impl Contender<'_> {
    /// Makes way for a run.
    fn prepare(&self, round: usize) -> Result<()> {
        for path in &self.clean {
            machine::put_aside(path)?;
        }
        (self.before)(round).map_err(self.wrong())?;
        machine::settle();
        Ok(())
    }

    fn wrong(&self) -> impl Fn(Error) -> Error + use<> {
        let (name, sheets) = (self.name, self.sheets);
        move |error| Error::other(format!("{name}, {sheets} sheets: {error}"))
    }

    fn told(&self, time: Duration, more: &str) {
        println!("{:>6}  {:<60} {:>9.3} s {more}", self.sheets, self.name, time.as_secs_f64());
    }
}

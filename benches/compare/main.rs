//! `make bench`: books of 128, 1,280 and 12,800 sheets, planbook and its peers side by side
//! on the same work, and what came out as a table.
//!
//! `cargo bench --bench compare -- --sizes 128 --skip LuaLaTeX,WeasyPrint --longest 300`

use std::io::{Error, Result};
use std::process::ExitCode;
use std::time::Duration;

use fs_err as fs;

mod captured;
mod inputs;
mod machine;
mod measure;
mod names;
mod race;
mod results;
mod same;
mod tasks;
mod tools;

/// The sizes of a full run.
const SIZES: [usize; 3] = [128, 1_280, 12_800];

/// The largest book that is set as one PDF here; a larger one needs more memory than most
/// machines have.
const LARGEST_PDF: usize = 1_280;

/// Who would run longer than this, in seconds, is not run unless asked for.
const LONGEST: f64 = 1200.0;

/// After so many seconds in all, a contender has run often enough.
const PATIENCE: f64 = 100.0;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let Arguments { sizes, skip, longest, patience } = arguments()?;
    let mut costs = race::Costs::new(Duration::from_secs_f64(patience));
    let part = tools::work().join("RESULTS.md");
    let mut books = Vec::new();
    let measured = sizes.iter().try_for_each(|&sheets| {
        println!("{sheets} sheets: making the book");
        let task = tasks::Task::new(sheets, &skip, longest)?;
        machine::hold_memory()?;
        task.sites(&mut costs)?;
        if sheets <= LARGEST_PDF {
            task.books(&mut costs)?;
            task.changes(&mut costs)?;
        }
        books.push(task.book);
        // Whatever comes next, this much is known.
        fs::write(&part, results::report(&costs, &names::wishes(), names::OWN))
    });
    let measured = measured.and_then(|()| {
        println!("all sizes in turns");
        machine::hold_memory()?;
        tasks::growth(&books, &skip, &mut costs)
    });
    let report = results::report(&costs, &names::wishes(), names::OWN);
    println!("\n{report}");
    // A run that failed is no result, but what it measured so far may help to see why.
    let whole = measured.is_ok() && sizes == SIZES && skip.is_empty();
    let path = if whole { tools::project().join("benches/RESULTS.md") } else { part };
    fs::write(&path, report)?;
    println!("written to {}", path.display());
    machine::clear()?;
    measured
}

/// What is asked for.
struct Arguments {
    /// The sizes to measure.
    sizes: Vec<usize>,
    /// The contenders to leave out, at all sizes or at one: `mdBook@12800`.
    skip: Vec<race::LeftOut>,
    /// How long a run may be expected to take, in seconds.
    longest: f64,
    /// How long all runs of one contender may take before it takes no more turns, in seconds.
    patience: f64,
}

fn arguments() -> Result<Arguments> {
    let (mut sizes, mut skip) = (SIZES.to_vec(), Vec::new());
    let (mut longest, mut patience) = (LONGEST, PATIENCE);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut list = || -> Vec<String> {
            let value = words.next().unwrap_or_default();
            value.split(',').filter(|w| !w.is_empty()).map(str::to_owned).collect()
        };
        match word.as_str() {
            "--bench" => {} // from cargo
            "--sizes" => {
                let numbers = list().into_iter().map(|size| size.parse().map_err(Error::other));
                sizes = numbers.collect::<Result<_>>()?;
            }
            "--skip" => {
                skip =
                    list().iter().map(|word| race::LeftOut::read(word)).collect::<Result<_>>()?;
            }
            "--longest" | "--patience" => {
                let seconds = if word == "--longest" { &mut longest } else { &mut patience };
                if let Some(number) = list().first() {
                    *seconds = number.parse().map_err(Error::other)?;
                }
            }
            _ => return Err(Error::other(format!("what is {word}? --sizes 128,1280 --skip Hugo"))),
        }
    }
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    Ok(Arguments { sizes, skip, longest, patience })
}

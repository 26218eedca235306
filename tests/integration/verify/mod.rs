//! `planbook verify`: what was published as it is agrees, and what was changed afterwards is found,
//! in the right file and place.

mod corruptions;
mod faults;
mod untouched;
mod unwritten;

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, planbook};

/// What `planbook verify --format json` says of a folder or PDF.
#[track_caller]
pub fn verified(target: &Path) -> Value {
    let run = Run::of(planbook().args(["verify", "--format", "json"]).arg(target));
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no report: {}", run.err))
}

/// The disagreements as `file place: found, expected`.
pub fn disagreements(report: &Value) -> Vec<String> {
    let word = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let found = report["disagreements"].as_array().expect("a list").iter();
    found
        .map(|found| {
            let [file, place, says, expected] =
                ["file", "place", "found", "expected"].map(|key| word(found, key));
            format!("{file} {place}: {says}, {expected}")
        })
        .collect()
}

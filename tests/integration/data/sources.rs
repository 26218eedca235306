//! The sources, read by a reader of their own: plain structures, nothing of the program.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::support::content;

#[derive(Deserialize)]
pub struct Policy {
    pub title: String,
    pub sections: Vec<String>,
    pub themes: Vec<u8>,
    pub rating: BTreeMap<String, String>,
    pub projects: Vec<Project>,
}

#[derive(Deserialize)]
pub struct Project {
    pub name: String,
    pub section: String,
    pub description: String,
    #[serde(default)]
    pub results: BTreeMap<String, String>,
    #[serde(default)]
    pub settlement: BTreeMap<String, Option<i64>>,
    pub budget: BTreeMap<String, Option<i64>>,
    pub direction: String,
}

#[derive(Deserialize)]
pub struct Indicator {
    pub id: String,
    #[serde(rename = "node")]
    pub basic_plan: String,
    pub name: String,
    pub unit: String,
    pub better: String,
    pub values: BTreeMap<String, Option<f64>>,
    pub baseline: String,
    pub target: BTreeMap<String, f64>,
    pub source: String,
    pub note: Option<String>,
}

#[derive(Deserialize)]
struct Indicators {
    indicators: Vec<Indicator>,
}

#[derive(Deserialize)]
pub struct Theme {
    pub title: String,
    pub leads: Vec<Lead>,
}

#[derive(Deserialize)]
pub struct Lead {
    pub name: String,
    pub description: String,
    pub policies: Vec<String>,
}

#[derive(Deserialize)]
pub struct Framework {
    #[serde(rename = "nodes")]
    pub goals: Vec<Goal>,
}

#[derive(Deserialize)]
pub struct Goal {
    pub id: u8,
    pub name: String,
    #[serde(rename = "nodes")]
    pub basic_plans: Vec<BasicPlan>,
}

#[derive(Deserialize)]
pub struct BasicPlan {
    pub id: String,
    pub name: String,
}

/// The first year of the edition's window, its last, and the year it evaluates.
pub const WINDOW: (i32, i32) = (2024, 2026);
pub const EVALUATED: i32 = 2023;

/// The western year of `R6`.
pub fn western(year: &str) -> i32 {
    let (era, number) = year.split_at(1);
    let number: i32 = number.parse().expect("a year of an era");
    number
        + match era {
            "R" => 2018,
            "H" => 1988,
            other => panic!("{other}"),
        }
}

fn read<T: DeserializeOwned>(name: &str, text: &str) -> T {
    serde_yaml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn file<T: DeserializeOwned>(name: &str) -> T {
    read(name, &content()[name])
}

fn folder<T: DeserializeOwned>(prefix: &str) -> BTreeMap<String, T> {
    let files = content().into_iter();
    files
        .filter(|(name, _)| name.starts_with(prefix) && name.ends_with(".yaml"))
        .map(|(name, text)| {
            let base = name.rsplit('/').next().expect("a name");
            let stem = base.trim_end_matches(".yaml").to_owned();
            (stem, read(&name, &text))
        })
        .collect()
}

pub fn policies() -> BTreeMap<String, Policy> {
    folder("content/policies/")
}

pub fn themes() -> BTreeMap<String, Theme> {
    folder("content/themes/")
}

pub fn indicators() -> Vec<Indicator> {
    file::<Indicators>("content/indicators.yaml").indicators
}

pub fn framework() -> Framework {
    file("content/framework.yaml")
}

/// Every paragraph of the policies' Markdown that has no mark in it, by policy.
pub fn paragraphs() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, text) in content() {
        let Some(rest) = name.strip_prefix("content/policies/") else {
            continue;
        };
        let Some(id) = rest.strip_suffix(".md").and_then(|r| r.split('/').next_back()) else {
            continue;
        };
        let plain = text.split("\n\n").map(str::trim).filter(|paragraph| {
            !paragraph.contains(['#', '*', '[', '|', '\\', '\n', '`', '_'])
                && !paragraph.starts_with(['-', '>'])
        });
        all.extend(plain.map(|paragraph| (id.to_owned(), paragraph.to_owned())));
    }
    all
}

//! Books of any size: the sample in `content/`, multiplied with varied text.
//!
//! Each copy of a 基本計画 belongs to a district, and has other names, sections, ratings,
//! figures, and sentences in another order. The first copy is the sample itself.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::json;

use super::vary::{self, Dice};

/// How many sheets the sample has.
pub const SAMPLE: usize = 128;

/// Any number does; the same one gives the same book.
const SEED: u64 = 20_240_930;

/// A goal has at most 99 basic plans, and the sample's largest has six.
const MOST_PLAN_COPIES: usize = 16;

/// What is written anew; everything else of the sample's content is copied.
const WRITTEN: [&str; 5] =
    ["plan.yaml", "framework.yaml", "indicators.yaml", "places.yaml", "policies"];

/// A book to be made of the sample at `content`.
pub struct Multiplied<'a> {
    content: &'a Path,
    copies: usize,
    /// How many of the copies lie within the same goals.
    plan_copies: usize,
    /// Names of the sections.
    sections: Vec<String>,
    goals: Vec<Goal>,
}

/// What is read of `plan.yaml`.
#[derive(Deserialize)]
struct Plan {
    departments: Vec<Department>,
}

#[derive(Deserialize)]
struct Department {
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Section {
    name: String,
}

#[derive(Deserialize)]
struct Framework {
    nodes: Vec<Goal>,
}

/// A goal has nothing that its copies would not have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Goal {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    name: String,
    field: String,
    summary: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    name: String,
}

impl<'a> Multiplied<'a> {
    /// A book of `sheets` sheets.
    ///
    /// # Errors
    /// The sample cannot be read, or cannot be multiplied to just so many.
    pub fn new(content: &'a Path, sheets: usize) -> Result<Self> {
        let copies = sheets / SAMPLE;
        let goal_copies = (1..=copies)
            .find(|n| copies.is_multiple_of(*n) && copies / n <= MOST_PLAN_COPIES)
            .unwrap_or(0);
        if goal_copies == 0 || goal_copies > MOST_PLAN_COPIES || !sheets.is_multiple_of(SAMPLE) {
            let text = format!("{sheets} is no multiple of {SAMPLE} that the numbering allows");
            return Err(Error::other(text));
        }
        let plan: Plan = yaml(&content.join("plan.yaml"))?;
        let sections = plan.departments.into_iter().flat_map(|department| department.sections);
        let sections = sections.map(|section| section.name).collect();
        let goals = yaml::<Framework>(&content.join("framework.yaml"))?.nodes;
        Ok(Self { content, copies, plan_copies: copies / goal_copies, sections, goals })
    }

    /// Writes the book to `root`, with `themes` beside it.
    ///
    /// # Errors
    /// Something cannot be read or written, or the sample has what is not known here.
    pub fn write(&self, root: &Path, themes: &Path) -> Result<()> {
        let to = root.join("content");
        copy_folder(themes, &root.join("themes"))?;
        for entry in fs::read_dir(self.content)? {
            let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
            match name.to_str() {
                Some(name) if WRITTEN.contains(&name) => {}
                _ if path.is_dir() => copy_folder(&path, &to.join(name))?,
                _ => {
                    fs::create_dir_all(&to)?;
                    fs::copy(&path, to.join(name))?;
                }
            }
        }
        fs::write(to.join("plan.yaml"), self.plan()?)?;
        fs::write(to.join("framework.yaml"), self.framework())?;
        fs::write(to.join("indicators.yaml"), self.indicators()?)?;
        fs::write(to.join("places.yaml"), self.places()?)?;
        for path in files(&self.content.join("policies"))? {
            let (Some(id), Some(kind)) = (stem(&path), path.extension()) else { continue };
            let text = fs::read_to_string(&path)?;
            for copy in 0..self.copies {
                let text = match kind.to_str() {
                    _ if copy == 0 => text.clone(),
                    Some("yaml") => self
                        .sheet(&text, copy, id)
                        .map_err(|error| Error::other(format!("{}: {error}", path.display())))?,
                    _ => self.prose(&text, copy, id),
                };
                let id = self.renumbered(id, copy);
                let goal = id.split('-').next().unwrap_or_default();
                let folder = to.join("policies").join(goal);
                fs::create_dir_all(&folder)?;
                fs::write(folder.join(id).with_extension(kind), text)?;
            }
        }
        Ok(())
    }

    /// The plan's settings, without promises of pages that a larger book cannot keep.
    fn plan(&self) -> Result<String> {
        let text = fs::read_to_string(self.content.join("plan.yaml"))?;
        let lines = text.lines().map(|line| match line.split_once(", pages: ") {
            Some((before, _)) => format!("{before} }}\n"),
            None => format!("{line}\n"),
        });
        Ok(lines.collect())
    }

    fn framework(&self) -> String {
        let mut out = String::from("nodes:\n");
        for copy in (0..self.copies).step_by(self.plan_copies) {
            for (n, goal) in self.goals.iter().enumerate() {
                let id = copy / self.plan_copies * self.goals.len() + n + 1;
                let dice = &mut Dice::new(SEED, copy, &goal.name);
                let (mut area, mut summary) = (String::new(), goal.summary.clone());
                if copy > 0 {
                    area = format!("{}圏域・", vary::district(copy));
                    summary = vary::paragraph(&summary, dice);
                }
                out += &format!("  - id: {id}\n    name: {area}{}\n", goal.name);
                out += &format!("    field: {}\n    summary: {}\n", goal.field, json!(summary));
                out += "    nodes:\n";
                for within in copy..copy + self.plan_copies {
                    for (m, node) in goal.nodes.iter().enumerate() {
                        let plan = self.renumbered(&format!("{}-{}", n + 1, m + 1), within);
                        let name = in_district(&node.name, within);
                        out += &format!("      - {{ id: {plan}, name: {name} }}\n");
                    }
                }
            }
        }
        out
    }

    /// The sample's places, and the districts of which the copies speak.
    fn places(&self) -> Result<String> {
        let mut out = fs::read_to_string(self.content.join("places.yaml"))?;
        if self.copies > 1 {
            for n in 0..vary::DISTRICTS {
                let (name, kana) = (vary::district(n), vary::district_kana(n));
                out += &format!("  - {{ id: district-{n}, name: {name}, kana: {kana} }}\n");
            }
        }
        Ok(out)
    }

    fn indicators(&self) -> Result<String> {
        let text = fs::read_to_string(self.content.join("indicators.yaml"))?;
        let (head, blocks) = text.split_once("\n  - id: ").unwrap_or((&text, ""));
        let head: String = head.lines().filter(|l| !l.trim_start().starts_with('#')).collect();
        let mut out = head + "\n";
        for copy in 0..self.copies {
            for block in blocks.split("\n  - id: ") {
                let (id, rest) = block.split_once('\n').unwrap_or((block, ""));
                let (plan, letter) = id.rsplit_once('-').unwrap_or((id, "a"));
                let plan = self.renumbered(plan, copy);
                out += &format!("  - id: {plan}-{letter}\n    node: {plan}\n");
                for line in rest.lines().map(str::trim).filter(|l| !l.is_empty()) {
                    match line.split_once(": ") {
                        _ if line.starts_with("node:") || line.starts_with('#') => {}
                        Some(("name", name)) => {
                            out += &format!("    name: {}\n", in_district(name, copy));
                        }
                        _ => out += &format!("    {line}\n"),
                    }
                }
            }
        }
        Ok(out)
    }

    fn sheet(&self, text: &str, copy: usize, id: &str) -> Result<String> {
        let dice = &mut Dice::new(SEED, copy, id);
        let mut out = String::with_capacity(text.len());
        for line in text.lines() {
            let lead = line.len() - line.trim_start_matches([' ', '-']).len();
            let (lead, line) = line.split_at(lead);
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.trim_start();
            let value = match key {
                // Permanent ids are unique in a book.
                "id" => format!("{value}-{copy}"),
                "title" | "name" => in_district(value, copy),
                "kana" => format!("{}ちくの{value}", vary::district_kana(copy)),
                "places" => vary::district(copy),
                "section" | "sections" => self.moved(value, copy)?,
                "description" | "results" => vary::words(value, dice),
                "settlement" | "budget" => scaled(value, dice),
                "rating" => {
                    let mut letter = || ["A", "B", "B", "B", "C", "D"][dice.below(6)];
                    format!("{{ R4: {}, R5: {} }}", letter(), letter())
                }
                "direction" | "themes" | "projects" => value.to_owned(),
                _ if key.starts_with('#') => value.to_owned(),
                _ => return Err(Error::other(format!("`{line}` is not multiplied"))),
            };
            out += format!("{lead}{key}: {value}").trim_end();
            out.push('\n');
        }
        Ok(out)
    }

    fn prose(&self, text: &str, copy: usize, id: &str) -> String {
        let dice = &mut Dice::new(SEED, copy, id);
        let mut out = String::with_capacity(text.len());
        for line in text.lines() {
            let line = vary::paragraph(line, dice);
            let mut parts = line.split("](policy:");
            out.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let (id, rest) = part.split_once(')').unwrap_or((part, ""));
                out += &format!("](policy:{}){rest}", self.renumbered(id, copy));
            }
            out.push('\n');
        }
        out
    }

    /// The number that `id`, of a basic plan or a policy, has in `copy`.
    fn renumbered(&self, id: &str, copy: usize) -> String {
        let mut numbers = id.split('-');
        let mut next = || numbers.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        let (goal, plan) = (next(), next());
        let plans = self.goals.get(goal - 1).map_or(0, |goal| goal.nodes.len());
        let goal = goal + copy / self.plan_copies * self.goals.len();
        let plan = plan + copy % self.plan_copies * plans;
        match numbers.next() {
            Some(policy) => format!("{goal}-{plan}-{policy}"),
            None => format!("{goal}-{plan}"),
        }
    }

    /// Other sections in the place of `names`, the same one for each.
    fn moved(&self, names: &str, copy: usize) -> Result<String> {
        let list = names.trim_start_matches('[').trim_end_matches(']');
        let moved = |name: &str| {
            let known = self.sections.iter().position(|known| known == name);
            let at = known.ok_or_else(|| Error::other(format!("no section is called {name}")))?;
            Ok(self.sections[(at + copy) % self.sections.len()].as_str())
        };
        let moved = list.split(", ").map(moved).collect::<Result<Vec<_>>>()?.join(", ");
        Ok(if names.starts_with('[') { format!("[{moved}]") } else { moved })
    }
}

/// Changes one figure of the book at `root`: the first budget of its first sheet becomes
/// `value`.
///
/// # Errors
/// The sheet cannot be read or written.
pub fn change_one_figure(root: &Path, value: usize) -> Result<()> {
    let path = root.join("content/policies/1/1-1-01.yaml");
    let text = fs::read_to_string(&path)?;
    let (before, after) = text.split_once("budget: { R6: ").ok_or(Error::other("no budget"))?;
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    fs::write(path, format!("{before}budget: {{ R6: {value}{rest}"))
}

fn in_district(name: &str, copy: usize) -> String {
    match copy {
        0 => name.to_owned(),
        _ => format!("{}地区の{name}", vary::district(copy)),
    }
}

/// Every amount of a series, which is not nothing, by the same factor.
fn scaled(series: &str, dice: &mut Dice) -> String {
    let percent = dice.percent();
    let words = series.split(' ').map(|word| {
        let digits = word.trim_end_matches(',');
        match digits.parse::<u64>() {
            Ok(value) if value > 0 => {
                format!("{}{}", (value * percent / 100).max(1), &word[digits.len()..])
            }
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The file at `path`, as far as it is read here.
fn yaml<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path)?;
    serde_yaml::from_str(&text)
        .map_err(|error| Error::other(format!("{}: {error}", path.display())))
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()
}

/// All files below `folder`, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { out.extend(files(&path)?) } else { out.push(path) }
    }
    out.sort();
    Ok(out)
}

/// Copies `from` and all that it holds.
///
/// # Errors
/// Something cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for path in files(from)? {
        let target = to.join(path.strip_prefix(from).map_err(Error::other)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&path, target)?;
    }
    Ok(())
}

//! Books of any size: the sample in `content/`, multiplied with varied text.
//!
//! Each copy of a 基本計画 belongs to a district, and has other names, sections, ratings,
//! figures, and sentences in another order. The first copy is the sample itself.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::vary::{self, Dice};

/// How many sheets the sample has.
pub const SAMPLE: usize = 128;

/// Any number does; the same one gives the same book.
const SEED: u64 = 20_240_930;

/// A goal has at most 99 basic plans, and the sample's largest has six.
const MOST_PLAN_COPIES: usize = 16;

/// A book to be made of the sample at `content`.
pub struct Multiplied<'a> {
    content: &'a Path,
    copies: usize,
    /// How many of the copies lie within the same goals.
    plan_copies: usize,
    /// Names of the sections.
    sections: Vec<String>,
    /// Goals, each with its basic plans, as the framework names them.
    goals: Vec<Goal>,
}

struct Goal {
    name: String,
    field: String,
    plans: Vec<String>,
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
        let plan = fs::read_to_string(content.join("plan.yaml"))?;
        let departments = plan.split("\nlicence:").next().unwrap_or_default();
        let sections = departments
            .lines()
            .filter(|line| line.starts_with("      - { id: "))
            .filter_map(|line| Some(line.split_once("name: ")?.1.trim_end_matches([' ', '}'])))
            .map(str::to_owned)
            .collect();
        let goals = goals(&fs::read_to_string(content.join("framework.yaml"))?);
        Ok(Self { content, copies, plan_copies: copies / goal_copies, sections, goals })
    }

    /// Writes the book to `root`, with `themes` beside it.
    ///
    /// # Errors
    /// Something cannot be read or written.
    pub fn write(&self, root: &Path, themes: &Path) -> Result<()> {
        let to = root.join("content");
        copy_folder(themes, &root.join("themes"))?;
        copy_folder(&self.content.join("themes"), &to.join("themes"))?;
        fs::copy(self.content.join("overview.md"), to.join("overview.md"))?;
        fs::write(to.join("plan.yaml"), self.plan()?)?;
        fs::write(to.join("framework.yaml"), self.framework())?;
        fs::write(to.join("indicators.yaml"), self.indicators()?)?;
        for path in files(&self.content.join("policies"))? {
            let (Some(id), Some(kind)) = (stem(&path), path.extension()) else { continue };
            let text = fs::read_to_string(&path)?;
            for copy in 0..self.copies {
                let text = match kind.to_str() {
                    _ if copy == 0 => text.clone(),
                    Some("yaml") => self.sheet(&text, copy, id),
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
                let area = match copy {
                    0 => String::new(),
                    _ => format!("{}圏域・", vary::district(copy)),
                };
                let id = copy / self.plan_copies * self.goals.len() + n + 1;
                out += &format!("  - id: {id}\n    name: {area}{}\n", goal.name);
                out += &format!("    field: {}\n    nodes:\n", goal.field);
                for within in copy..copy + self.plan_copies {
                    for (m, name) in goal.plans.iter().enumerate() {
                        let plan = self.renumbered(&format!("{}-{}", n + 1, m + 1), within);
                        let name = in_district(name, within);
                        out += &format!("      - {{ id: {plan}, name: {name} }}\n");
                    }
                }
            }
        }
        out
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

    fn sheet(&self, text: &str, copy: usize, id: &str) -> String {
        let dice = &mut Dice::new(SEED, copy, id);
        let mut out = String::with_capacity(text.len());
        for line in text.lines() {
            let lead = line.len() - line.trim_start_matches([' ', '-']).len();
            let (lead, line) = line.split_at(lead);
            let line = match line.split_once(": ") {
                // Permanent ids are unique in a book.
                Some(("id", own)) if copy > 0 => format!("id: {own}-{copy}"),
                Some((key @ ("title" | "name"), name)) => {
                    format!("{key}: {}", in_district(name, copy))
                }
                Some((key @ ("section" | "sections"), names)) => {
                    format!("{key}: {}", self.moved(names, copy))
                }
                Some((key @ ("description" | "results"), words)) => {
                    format!("{key}: {}", vary::words(words, dice))
                }
                Some((key @ ("settlement" | "budget"), series)) => {
                    format!("{key}: {}", scaled(series, dice))
                }
                Some(("rating", _)) => {
                    let mut letter = || ["A", "B", "B", "B", "C", "D"][dice.below(6)];
                    format!("rating: {{ R4: {}, R5: {} }}", letter(), letter())
                }
                _ => line.to_owned(),
            };
            out += &format!("{lead}{line}\n");
        }
        out
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
        let plans = self.goals.get(goal - 1).map_or(0, |goal| goal.plans.len());
        let goal = goal + copy / self.plan_copies * self.goals.len();
        let plan = plan + copy % self.plan_copies * plans;
        match numbers.next() {
            Some(policy) => format!("{goal}-{plan}-{policy}"),
            None => format!("{goal}-{plan}"),
        }
    }

    /// Other sections in the place of `names`, the same one for each.
    fn moved(&self, names: &str, copy: usize) -> String {
        let list = names.trim_start_matches('[').trim_end_matches(']');
        let moved: Vec<&str> = list
            .split(", ")
            .map(|name| match self.sections.iter().position(|known| known == name) {
                Some(at) => self.sections[(at + copy) % self.sections.len()].as_str(),
                None => name,
            })
            .collect();
        if names.starts_with('[') { format!("[{}]", moved.join(", ")) } else { moved.join(", ") }
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

fn goals(framework: &str) -> Vec<Goal> {
    let mut goals: Vec<Goal> = Vec::new();
    for line in framework.lines().map(str::trim) {
        if line.starts_with("- id: ") {
            goals.push(Goal { name: String::new(), field: String::new(), plans: Vec::new() });
        }
        let Some(goal) = goals.last_mut() else { continue };
        if let Some(name) = line.strip_prefix("name: ") {
            name.clone_into(&mut goal.name);
        } else if let Some(field) = line.strip_prefix("field: ") {
            field.clone_into(&mut goal.field);
        } else if let Some((_, name)) = line.split_once(", name: ") {
            goal.plans.push(name.trim_end_matches([' ', '}']).to_owned());
        }
    }
    goals
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

//! The table of what was measured, against what is wanted.

use std::fmt::Write;

use crate::race::{Cost, Costs};
use crate::tools;

/// What is compared.
#[derive(Clone, Copy)]
pub enum What {
    /// Wall time.
    Time,
    /// Peak memory.
    Memory,
}

/// One thing that is wanted.
pub struct Wish {
    /// In words.
    pub what: &'static str,
    /// What is compared.
    pub of: What,
    /// Ours: the size, and the contender.
    pub ours: (usize, &'static str),
    /// Theirs. Where there are several, the best of them.
    pub theirs: (usize, &'static [&'static str]),
    /// What ours, divided by theirs, is at most.
    pub at_most: f64,
}

/// The bound on what planbook holds beside the typesetter, in bytes.
const OWN_MEMORY: u64 = 150_000_000;

fn figure(of: What, cost: &Cost) -> f64 {
    match of {
        What::Time => cost.median().as_secs_f64(),
        What::Memory => cost.peak.together as f64,
    }
}

fn shown(of: What, figure: f64) -> String {
    match of {
        What::Time if figure < 0.0995 => format!("{:.1} ms", figure * 1000.0),
        What::Time if figure < 10.0 => format!("{figure:.2} s"),
        What::Time => format!("{figure:.1} s"),
        What::Memory => format!("{:.0} MB", figure / 1e6),
    }
}

/// The whole report.
pub fn report(costs: &Costs, wishes: &[Wish], own: (usize, &str)) -> String {
    let mut out = String::from(
        "# What was measured\n\n\
         Written by `make bench`; [README.md](README.md) says how and with what set-ups.\n\n",
    );
    let _ = writeln!(out, "Machine: {}.\n", tools::machine());
    let versions = tools::versions();
    let versions: Vec<String> = versions.iter().map(|(name, v)| format!("{name} {v}")).collect();
    let _ = writeln!(out, "Versions: {}.\n", versions.join(", "));
    out += "## What is wanted\n\n\
            Medians, in one run, in turns. A ratio is ours divided by theirs.\n\n\
            | sheets | what | ours | theirs | ratio | wanted | met |\n\
            |---:|---|---:|---:|---:|---:|---|\n";
    for wish in wishes {
        let _ = writeln!(out, "{}", row(costs, wish));
    }
    let _ = writeln!(out, "{}", own_memory(costs, own));
    out += "\n## All runs\n\n\
            Time and peak memory of a program with all its children; of the time the median, the \
            shortest and the longest run.\n\n\
            | sheets | what | timed runs | median | shortest | longest | peak memory | its own process |\n\
            |---:|---|---:|---:|---:|---:|---:|---:|\n";
    for (sheets, name, cost) in costs.all() {
        let time = |time: std::time::Duration| shown(What::Time, time.as_secs_f64());
        let memory = |bytes: u64| shown(What::Memory, bytes as f64);
        let _ = writeln!(
            out,
            "| {sheets} | {name} | {} | {} | {} | {} | {} | {} |",
            cost.times.len(),
            time(cost.median()),
            time(cost.times.first().copied().unwrap_or_default()),
            time(cost.times.last().copied().unwrap_or_default()),
            memory(cost.peak.together),
            memory(cost.peak.own),
        );
    }
    for ((sheets, name), why) in &costs.absent {
        let _ = writeln!(out, "| {sheets} | {name} | not run: {why} | | | | | |");
    }
    out
}

fn row(costs: &Costs, wish: &Wish) -> String {
    let (sheets, name) = wish.ours;
    let lead = format!("| {sheets} | {} |", wish.what);
    let wanted = if wish.at_most < 0.1 {
        format!("≤ {:.0} %", wish.at_most * 100.0)
    } else {
        format!("≤ {}", (wish.at_most * 1000.0).round() / 1000.0)
    };
    let ours = costs.of(sheets, name);
    let theirs = wish
        .theirs
        .1
        .iter()
        .filter_map(|name| Some((*name, figure(wish.of, costs.of(wish.theirs.0, name)?))));
    let best = theirs.min_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(ours), Some((best, theirs))) = (ours, best) else {
        let absent =
            wish.theirs.1.iter().find_map(|name| costs.absent.get(&(wish.theirs.0, *name)));
        let why = absent.map_or("not in this run", String::as_str);
        return format!("{lead} | | | {wanted} | {why} |");
    };
    let ours = figure(wish.of, ours);
    let ratio = ours / theirs;
    let met = if ratio <= wish.at_most { "yes" } else { "**no**" };
    let ratio =
        if wish.at_most < 0.1 { format!("{:.1} %", ratio * 100.0) } else { format!("{ratio:.3}") };
    let theirs = format!("{}: {}", best, shown(wish.of, theirs));
    format!("{lead} {} | {theirs} | {ratio} | {wanted} | {met} |", shown(wish.of, ours))
}

fn own_memory(costs: &Costs, (sheets, name): (usize, &str)) -> String {
    let lead = format!("| {sheets} | memory of planbook's own process in a clean full build |");
    let bound = shown(What::Memory, OWN_MEMORY as f64);
    match costs.of(sheets, name) {
        None => format!("{lead} | | | ≤ {bound} | not in this run |"),
        Some(cost) => {
            let own = cost.peak.own;
            let met = if own <= OWN_MEMORY { "yes" } else { "**no**" };
            format!("{lead} {} | | | ≤ {bound} | {met} |", shown(What::Memory, own as f64))
        }
    }
}

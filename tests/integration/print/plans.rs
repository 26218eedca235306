//! Random decisions of a plan in a small book: fields of several years, sources of money, accounts,
//! evaluations by points and by criteria, words of its own, parts and years that it does without.

use std::fmt::Write as _;

use super::declarations::{declarations, values};
use super::generated::{name, phrase, quoted, some};
use crate::support::{Book, Random};

const PLAN: &str = "content/plan.yaml";
const INDICATORS: &str = "content/indicators.yaml";
const SOURCES: [&str; 3] = ["国・県支出金", "地方債", "その他の特定財源"];
const OF: [&str; 4] = ["budget", "settlement", "budget, settlement", "settlement, budget"];
const YEARS: [&str; 5] = ["past", "evaluated", "edition", "window", "evaluated, window"];
const RANGES: [(&str, &str, &str); 3] = [("0", "5", "3.5"), ("1", "100", "88"), ("-3", "3", "-1")];

/// What is written in each policy and in each project.
#[derive(Default)]
struct Lines {
    policy: String,
    project: String,
}

/// Makes decisions that depend on nothing but `random`; values of them go into the sheets.
pub fn decide(town: &Book, random: &mut Random) {
    let mut lines = Lines::default();
    let is_evaluated = !random.once_in(5);
    if random.once_in(2) {
        fields_of_years(town, random, &mut lines);
    }
    if random.once_in(2) {
        money(town, random, &mut lines, is_evaluated);
    }
    if random.once_in(3) {
        evaluations(town, random, &mut lines);
    }
    if random.once_in(3) {
        words(town, random);
    }
    if random.once_in(3) {
        headings(town);
    }
    parts(town, random, is_evaluated);
    if !is_evaluated {
        town.edit_first(PLAN, "  evaluated: R6\n", "");
    }
    let formulas = ["baseline-to-target", "actual-to-target", "actual-to-interim"];
    let formula = random.one_of(&formulas);
    town.edit_first(PLAN, "\ndepartments:", &format!("\nprogress: {formula}\ndepartments:"));
    fill(town, &lines);
    if random.once_in(3) {
        accounts(town, random);
    }
    if random.once_in(2) {
        fields_of_indicators(town, random);
    }
}

/// Adds the lines to every sheet. Of the second project of a sheet nothing of this is known.
fn fill(town: &Book, lines: &Lines) {
    let sheets = town.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
    for file in sheets.filter(|name| name.ends_with(".yaml")) {
        let mut sheet = lines.policy.clone();
        let mut projects = 0;
        for line in town.read(&file).lines() {
            let _ = writeln!(sheet, "{line}");
            if line.starts_with("  - name: ") {
                projects += 1;
                if projects != 2 {
                    sheet += &lines.project;
                }
            }
        }
        town.write(&file, sheet);
    }
}

/// Adds `text` to the section `key` of the plan, which begins with it where there is none yet.
fn add(town: &Book, key: &str, text: &str) {
    let plan = town.read(PLAN);
    let head = format!("\n{key}:\n");
    if plan.contains(&head) {
        town.edit_first(PLAN, &head, &format!("{head}{text}"));
    } else {
        town.edit_first(PLAN, "\ndepartments:", &format!("{head}{text}departments:"));
    }
}

fn fields_of_years(town: &Book, random: &mut Random, lines: &mut Lines) {
    let kinds = ["number", "money", "text", "truth"];
    let mut declared = String::new();
    let mut columns = String::new();
    for number in 0..=random.below(3) {
        let kind = random.one_of(&kinds);
        let more = if kind == "number" { ", unit: 人, decimals: 2" } else { "" };
        let years = if random.once_in(3) {
            String::new()
        } else {
            format!(", years: [{}]", random.one_of(&YEARS))
        };
        let is_figure = ["number", "money"].contains(&kind);
        let total = if is_figure && random.once_in(2) { ", total: true" } else { "" };
        let name = name(random, 10);
        let _ = writeln!(
            declared,
            "    - {{ id: y{number}, name: {name}, kind: {kind}, by_year: true{more}{years}{total} }}"
        );
        if random.once_in(2) {
            let _ = write!(columns, "y{number}, ");
        }
        let mut values = Vec::new();
        for year in 4..9 {
            let letters = some(random, 40);
            values.push(match (kind, random.once_in(5)) {
                (_, true) => format!("R{year}: ~"),
                ("number", _) => format!("R{year}: {}.25", random.below(10_000)),
                ("money", _) => format!("R{year}: {}", random.below(1_000_000_000)),
                ("truth", _) => format!("R{year}: false"),
                _ => format!("R{year}: {}", quoted(&phrase(random, letters))),
            });
        }
        let _ = writeln!(lines.project, "    y{number}: {{ {} }}", values.join(", "));
    }
    if town.read(PLAN).contains("\nfields:\n") {
        let plan = town.read(PLAN);
        let (has_none, has_some) = ("\n  project: []\n", "\n  project:\n");
        let head = if plan.contains(has_none) { has_none } else { has_some };
        town.edit_first(PLAN, head, &format!("{has_some}{declared}"));
    } else {
        add(town, "fields", &format!("  project:\n{declared}"));
    }
    if town.read(PLAN).contains("columns: [name, ") {
        town.edit_first(PLAN, "columns: [name, ", &format!("columns: [name, {columns}"));
    }
}

/// Sources of budgets and settlements, given in part; accounts; supplementary budgets.
fn money(town: &Book, random: &mut Random, lines: &mut Lines, is_evaluated: bool) {
    let mut section = String::new();
    let of = random.one_of(&OF);
    let _ = write!(
        section,
        "  sources: [{}]\n  sources_of: [{of}]\n  sources_required: false\n",
        SOURCES.join(", ")
    );
    if random.once_in(2) {
        section += "  supplementary: revised\n";
    }
    add(town, "money", &section);
    // Nothing is known of some sources, and of some not yet how much they bring.
    let sources = ["{ 地方債: 0 }", "{ 国・県支出金: ~, 地方債: 0 }", "{}"];
    if of.contains("budget") {
        let _ = writeln!(lines.project, "    funding: {{ R7: {} }}", random.one_of(&sources));
    }
    if of.contains("settlement") && is_evaluated {
        let _ = writeln!(
            lines.project,
            "    settlement_funding: {{ R6: {} }}",
            random.one_of(&sources)
        );
    }
    let plan = town.read(PLAN);
    if plan.contains("kind: funding }") && random.once_in(2) {
        town.edit_first(PLAN, "kind: funding }", "kind: funding, each_project: true }");
    }
}

/// Each project has an account; some have an amount before and after a supplementary budget.
fn accounts(town: &Book, random: &mut Random) {
    let all: Vec<String> = (0..2 + random.below(3)).map(|_| name(random, 14)).collect();
    let is_revised = town.read(PLAN).contains("supplementary:");
    add(town, "money", &format!("  accounts: [{}]\n", all.join(", ")));
    let sheets = town.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
    for file in sheets.filter(|name| name.ends_with(".yaml")) {
        let mut sheet = String::new();
        for line in town.read(&file).lines() {
            let _ = writeln!(sheet, "{line}");
            if line.starts_with("  - name: ") {
                let _ = writeln!(sheet, "    account: {}", all[random.below(all.len())]);
                if is_revised && random.once_in(2) {
                    let _ = writeln!(sheet, "    revised: {{ R7: {} }}", random.below(1_000_000));
                }
            }
        }
        town.write(&file, sheet);
    }
}

/// Fields that the plan declares for indicators, with values of them.
fn fields_of_indicators(town: &Book, random: &mut Random) {
    let kinds = ["text", "markdown", "number", "choice", "date", "link", "truth"];
    let fields: Vec<_> =
        (0..=random.below(3)).map(|n| (format!("i{n}"), random.one_of(&kinds))).collect();
    let declared = declarations(random, &fields);
    add(town, "fields", &format!("  indicator:\n{declared}"));
    let mut indicators = String::new();
    for line in town.read(INDICATORS).lines() {
        let _ = writeln!(indicators, "{line}");
        if line.starts_with("  - id: ") {
            indicators += &values(random, &fields, 0, "    ");
        }
    }
    town.write(INDICATORS, indicators);
}

/// By points and criteria, and of projects alone.
fn evaluations(town: &Book, random: &mut Random, lines: &mut Lines) {
    let (from, to, result) = RANGES[random.below(RANGES.len())];
    let decimals = if result.contains('.') { ", decimals: 1" } else { "" };
    let names: Vec<String> = (0..4).map(|_| name(random, 8)).collect();
    let section = format!(
        "  - {{ id: points, name: {}, of: [policy], points: {{ from: {from}, to: {to}{decimals} }}, reply: 対応 }}
  - id: criteria
    name: {}
    of: [project]
    overall: false
    criteria: [{{ id: need, name: {} }}, {{ id: effect, name: {} }}]
    scale: [{{ id: 高い }}, {{ id: どちらともいえない }}, {{ id: C, label: 低い }}]
",
        names[0], names[1], names[2], names[3],
    );
    let has_some = town.read(PLAN).contains("\nevaluations:\n");
    add(town, "evaluations", &section);
    let letters = some(random, 200);
    let reply = quoted(&phrase(random, letters));
    let own = if has_some { "" } else { "evaluations:\n" };
    let of_policy = format!("{own}  points: {{ R6: {{ result: {result}, reply: {reply} }} }}\n");
    let criteria = "criteria: { need: どちらともいえない, effect: C }";
    let of_project = format!("criteria: {{ R6: {{ {criteria} }} }}");
    if has_some {
        // Below the key that the sheets have already.
        let sheets =
            town.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
        for file in sheets.filter(|name| name.ends_with(".yaml")) {
            let text = town.read(&file);
            let text = text.replace(
                "\n    evaluations:\n",
                &format!("\n    evaluations:\n      {of_project}\n"),
            );
            let text = format!("\n{text}").replacen(
                "\nevaluations:\n",
                &format!("\nevaluations:\n{of_policy}"),
                1,
            );
            town.write(&file, text.trim_start());
        }
    } else {
        lines.policy += &of_policy;
        let _ = writeln!(lines.project, "    evaluations: {{ {of_project} }}");
        // A composed sheet has a place for them.
        let plan = town.read(PLAN);
        if plan.contains("  blocks:\n") {
            town.edit_first(PLAN, "  blocks:\n", "  blocks:\n    - { kind: evaluations }\n");
            let under = plan.split("under_name: [").nth(1).is_some_and(|rest| {
                rest.split(']').next().is_some_and(|words| words.contains("evaluations"))
            });
            if !under {
                town.edit_first(PLAN, "under_name: [", "under_name: [evaluations, ");
            }
        }
    }
}

/// What the plan calls things, and its words for what becomes of projects.
fn words(town: &Book, random: &mut Random) {
    let terms: Vec<String> = ["section", "projects", "indicators", "direction"]
        .iter()
        .map(|term| {
            let letters = 2 + random.below(6);
            format!("{term}: {}", quoted(&format!("{}名", phrase(random, letters))))
        })
        .collect();
    town.edit_first(
        PLAN,
        "\ndepartments:",
        &format!("\nterms: {{ {} }}\ndepartments:", terms.join(", ")),
    );
    town.edit_first(PLAN, "choices: [新規,", "choices: [新しく始める事業, 再開, 新規,");
    town.edit_first(PLAN, "begins: 新規", "begins: [新しく始める事業, 再開]");
}

/// Headings that sheets may do without.
fn headings(town: &Book) {
    town.edit_first(PLAN, "heading: これから }", "heading: これから, optional: true }");
}

/// Parts that the book does without; a text of its own.
fn parts(town: &Book, random: &mut Random, is_evaluated: bool) {
    let plan = town.read(PLAN);
    let mut kept = String::new();
    for line in plan.lines() {
        let is_of = |kind: &str| line.contains(&format!(", kind: {kind},"));
        let may_go = ["overview", "indicators", "index"].iter().any(|kind| is_of(kind));
        let goes = is_of("evaluation") && !is_evaluated || may_go && random.once_in(4);
        if !goes {
            let _ = writeln!(kept, "{line}");
        }
        if goes && is_of("overview") {
            town.remove("content/overview.md");
        }
        if is_of("contents") && random.once_in(3) {
            let title = name(random, 20);
            let _ = writeln!(kept, "    - {{ id: words, kind: text, title: {title} }}");
            let letters = some(random, 900);
            let text = format!("## {}\n\n{}\n", phrase(random, 9), phrase(random, letters));
            town.write("content/parts/words.md", text);
        }
    }
    town.write(PLAN, kept);
}

//! Random declarations of a small book: fields of its own, evaluations, the composition of the sheet.

use std::fmt::Write as _;

use super::generated::{name, phrase, quoted, some};
use crate::support::{Book, Random};

const KINDS: [&str; 9] =
    ["text", "markdown", "number", "money", "choice", "date", "years", "link", "truth"];

/// A declared field: its id, and its kind.
pub(super) type Field = (String, &'static str);

/// Adds declarations that depend on nothing but `random` to the book, and values of them to its sheets.
pub fn declare(town: &Book, random: &mut Random) {
    let policy = fields(random, "p", 4);
    let project = fields(random, "q", 5);
    let evaluations = random.below(3);
    let mut declared = blocks(random, &policy, &project, evaluations);
    declared += "fields:\n";
    for (record, fields) in [("policy", &policy), ("project", &project)] {
        let _ = writeln!(declared, "  {record}:{}", if fields.is_empty() { " []" } else { "" });
        declared += &declarations(random, fields);
    }
    if evaluations > 0 {
        declared += "evaluations:\n";
    }
    for number in 0..evaluations {
        let name = name(random, 14);
        let _ = writeln!(
            declared,
            "  - {{ id: e{number}, name: {name}, of: [policy, project], scale: [{{ id: 継続 }}, {{ id: 見直しのうえで継続 }}], opinion: 理由 }}"
        );
    }
    let plan = town.read("content/plan.yaml");
    let (before, after) = plan.split_once("\ndepartments:").expect("departments");
    town.write("content/plan.yaml", format!("{before}\n{declared}departments:{after}"));

    let sheets = town.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
    for file in sheets.filter(|name| name.ends_with(".yaml")) {
        let mut sheet = values(random, &policy, evaluations, "");
        for line in town.read(&file).lines() {
            let _ = writeln!(sheet, "{line}");
            if line.starts_with("  - name: ") {
                sheet += &values(random, &project, evaluations, "    ");
            }
        }
        town.write(&file, sheet);
    }
}

/// The declarations of `fields` in the section of their record.
pub(super) fn declarations(random: &mut Random, fields: &[Field]) -> String {
    let mut declared = String::new();
    for (id, kind) in fields {
        let more = match *kind {
            "choice" => format!(", choices: [{}, その他の方法]", name(random, 12)),
            "number" => ", unit: 人, decimals: 1".to_owned(),
            _ => String::new(),
        };
        let name = name(random, 16);
        let _ = writeln!(declared, "    - {{ id: {id}, name: {name}, kind: {kind}{more} }}");
    }
    declared
}

fn fields(random: &mut Random, prefix: &str, most: usize) -> Vec<Field> {
    (0..random.below(most + 1)).map(|n| (format!("{prefix}{n}"), random.one_of(&KINDS))).collect()
}

/// Some of `all` in a random order.
fn shuffled<T: Clone>(random: &mut Random, all: &[T]) -> Vec<T> {
    let mut left = all.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        order.push(left.remove(random.below(left.len())));
    }
    order
}

/// A composition in which everything has a place.
fn blocks(random: &mut Random, policy: &[Field], project: &[Field], evaluations: usize) -> String {
    let ids = |fields: &[Field]| fields.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    let own = random.below(policy.len() + 1);
    let mut facts = vec!["rating".to_owned(), "sections".to_owned(), "fields".to_owned()];
    facts.extend(ids(&policy[..own]));
    let mut columns = vec!["results".to_owned(), "budget".to_owned()];
    let may_be = ["settlement", "budget_evaluated", "budget_total", "direction"];
    columns.extend(may_be.iter().filter(|_| random.once_in(2)).map(|it| (*it).to_owned()));
    let in_columns = random.below(project.len().min(2) + 1);
    columns.extend(ids(&project[..in_columns]));
    let mut under = vec!["fields".to_owned()];
    if evaluations > 0 {
        under.push("evaluations".to_owned());
    }
    for word in ["section", "description"] {
        let place = if random.once_in(4) { &mut columns } else { &mut under };
        place.push(word.to_owned());
    }
    let list = |random: &mut Random, words: &[String]| shuffled(random, words).join(", ");
    let (facts, columns) = (list(random, &facts), list(random, &columns));
    let under = list(random, &under);
    let years = 1 + random.below(3);
    let mut all = vec![
        format!("{{ kind: facts, facts: [{facts}] }}"),
        format!(
            "{{ kind: projects, columns: [name, {columns}], under_name: [{under}], settlement_years: {years} }}"
        ),
        "{ kind: text, heading: summary }".to_owned(),
        "{ kind: text }".to_owned(),
        "{ kind: totals }".to_owned(),
        "{ kind: funding }".to_owned(),
        "{ kind: indicators }".to_owned(),
    ];
    if evaluations > 0 {
        all.push("{ kind: evaluations }".to_owned());
    }
    let all = shuffled(random, &all);
    all.iter().fold(String::from("  blocks:\n"), |text, block| text + "    - " + block + "\n")
}

/// The values of a record's fields and its evaluations, as lines of YAML.
pub(super) fn values(
    random: &mut Random,
    fields: &[Field],
    evaluations: usize,
    indent: &str,
) -> String {
    let mut text = String::new();
    for (id, kind) in fields {
        if random.once_in(5) {
            continue;
        }
        let letters = some(random, 200);
        let value = match *kind {
            "number" => format!("{}.5", random.below(100_000)),
            "money" => format!("-{}", 1 + random.below(1_000_000_000)),
            "choice" => "その他の方法".to_owned(),
            "date" => "2022-04-01".to_owned(),
            "years" => "R4-R8".to_owned(),
            "link" => "https://www.town.shiomi.aomori.jp/reiki/reiki_honbun/c102RG00000417.html"
                .to_owned(),
            "truth" => "true".to_owned(),
            // Paragraphs and a list, in quotes with escapes.
            "markdown" => {
                let one = phrase(random, 1 + letters / 3);
                let bold = phrase(random, 12);
                quoted(&format!("{one}\n\n- **{bold}**\n- {one}[^a]\n\n[^a]: {one}\n"))
            }
            _ => quoted(&phrase(random, letters)),
        };
        let _ = writeln!(text, "{indent}{id}: {value}");
    }
    if evaluations > 0 {
        let _ = writeln!(text, "{indent}evaluations:");
    }
    for number in 0..evaluations {
        let letters = some(random, 300);
        let opinion = quoted(&phrase(random, letters));
        let _ = writeln!(
            text,
            "{indent}  e{number}: {{ R6: {{ result: 見直しのうえで継続, opinion: {opinion} }} }}"
        );
    }
    text
}

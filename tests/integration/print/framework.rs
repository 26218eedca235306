//! Random levels of a small book: two to five, with names and numbers of their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::generated::{name, phrase, quoted};
use crate::support::{Book, Random};

/// The ids of the levels above the sheets, by how many there are.
const ABOVE: [&str; 4] = ["goal", "field", "measure", "base"];

const NUMBERS: [&str; 6] = ["第#章", "#", "Ⅰ-#", "柱#", "施策の大綱#", "A#"];

/// What the ids of a book of three levels become.
struct Levels {
    above: usize,
    policies: BTreeMap<String, String>,
}

impl Levels {
    fn new(above: usize, ids: &[String]) -> Self {
        let mut last = BTreeMap::<String, usize>::new();
        let mut policies = BTreeMap::new();
        let mut levels = Self { above, policies: BTreeMap::new() };
        for id in ids {
            let (plan, _) = id.rsplit_once('-').expect("a number in its basic plan");
            let node = levels.node(plan);
            let number = last.entry(node.clone()).or_default();
            *number += 1;
            policies.insert(id.clone(), format!("{node}-{number:02}"));
        }
        levels.policies = policies;
        levels
    }

    /// The item that the goal, the basic plan or the policy `id` becomes.
    fn node(&self, id: &str) -> String {
        if let Some(policy) = self.policies.get(id) {
            return policy.clone();
        }
        let mut parts: Vec<&str> = id.split('-').collect();
        if parts.len() == 2 {
            parts.resize(self.above, "1");
        }
        parts.truncate(self.above);
        parts.join("-")
    }
}

/// The items below `id` on the level `depth`, the first of which is 0.
fn items(
    nodes: &[String],
    depth: usize,
    below: &str,
    numbers: &[&str],
    random: &mut Random,
) -> String {
    let mut own: Vec<&String> = nodes
        .iter()
        .filter(|id| id.split('-').count() == depth + 1)
        .filter(|id| below.is_empty() || id.starts_with(&format!("{below}-")))
        .collect();
    own.sort_by_key(|id| id.rsplit('-').next().and_then(|last| last.parse::<u32>().ok()));
    let mut text = String::new();
    let indent = "  ".repeat(2 * depth + 1);
    for id in own {
        let _ = writeln!(text, "{indent}- id: {id}\n{indent}  name: {}", name(random, 40));
        if let Some(number) = numbers.get(depth) {
            let number = number.replace('#', &id.replace('-', ""));
            let _ = writeln!(text, "{indent}  number: {}", quoted(&number));
        }
        let inner = items(nodes, depth + 1, id, numbers, random);
        if !inner.is_empty() {
            let _ = writeln!(text, "{indent}  nodes:\n{inner}");
        }
    }
    text
}

/// Gives the book levels that depend on nothing but `random`.
pub fn relevel(town: &Book, random: &mut Random) {
    let above = 1 + random.below(4);
    let is_sheet = |file: &String| {
        let name = file.strip_prefix("content/policies/");
        name.is_some_and(|name| name.ends_with(".yaml"))
    };
    let files: Vec<String> = town.sources().into_iter().filter(is_sheet).collect();
    let id_of = |file: &String| {
        let name = file.rsplit('/').next().expect("a name");
        name.strip_suffix(".yaml").expect("a sheet").to_owned()
    };
    let ids: Vec<String> = files.iter().map(id_of).collect();
    let levels = Levels::new(above, &ids);
    let numbered = random.once_in(2);

    let texts: Vec<[String; 2]> = files
        .iter()
        .map(|file| [town.read(file), town.read(&file.replace(".yaml", ".md"))])
        .collect();
    town.remove("content/policies");
    for (id, [yaml, text]) in ids.iter().zip(texts) {
        let new = &levels.policies[id];
        let goal = id.split('-').next().expect("a goal");
        let place = format!("content/policies/{goal}/{new}");
        let number = quoted(&format!("取組{}", new.replace('-', "")));
        let number = if numbered { format!("number: {number}\n") } else { String::new() };
        town.write(&format!("{place}.yaml"), number + &yaml);
        town.write(&format!("{place}.md"), text);
    }

    let mut nodes: Vec<String> = Vec::new();
    for policy in levels.policies.values() {
        let parts: Vec<&str> = policy.split('-').collect();
        nodes.extend((1..=above).map(|count| parts[..count].join("-")));
    }
    nodes.sort();
    nodes.dedup();
    let numbers: Vec<&str> = (0..above).map(|_| random.one_of(&NUMBERS)).collect();
    let numbers = if numbered { &numbers[..] } else { &[] };
    let framework = items(&nodes, 0, "", numbers, random);
    town.write("content/framework.yaml", format!("nodes:\n{framework}"));

    let mut indicators = String::new();
    for line in town.read("content/indicators.yaml").lines() {
        let trimmed = line.trim_start();
        if let Some(place) = trimmed.strip_prefix("basic_plan: ").or(trimmed.strip_prefix("node: "))
        {
            let _ = writeln!(indicators, "    node: {}", levels.node(place));
        } else if let Some(place) = trimmed.strip_prefix("also_at: [{ at: ") {
            // With one level above the sheets, both places may be the same.
            let place = place.strip_suffix(" }]").expect("one place");
            if above > 1 {
                let _ = writeln!(indicators, "    also_at: [{{ at: {} }}]", levels.node(place));
            }
        } else {
            let _ = writeln!(indicators, "{line}");
        }
    }
    town.write("content/indicators.yaml", indicators);

    let mut names = Vec::new();
    let ids = ABOVE[..above].iter().copied().chain(["policy"]);
    for (at, id) in ids.enumerate() {
        let letters = 1 + random.below(8);
        names.push(format!(
            "{{ id: {id}, name: {} }}",
            quoted(&format!("{}{}", phrase(random, letters), ["い", "ろ", "は", "に", "ほ"][at]))
        ));
    }
    let plan = town.read("content/plan.yaml");
    let old = plan.lines().find(|line| line.starts_with("levels:")).expect("its levels");
    town.edit("content/plan.yaml", old, &format!("levels: [{}]", names.join(", ")));
}

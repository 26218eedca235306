//! The sources of a new book, as texts of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::splices::project_lines;
use super::outline::{Outline, PolicyOutline};
use super::sections;
use crate::edit::text_value;
use crate::model::{BookFormat, Funded};
use crate::parse::Mapping;
use crate::render::workbook::AskedField;

/// The files of the new book by name: `content/policies/1/1-2-03.yaml`. `fields` are those that
/// the table has, each with its heading.
pub(super) fn files(
    outline: &Outline,
    mapping: &Mapping,
    fields: &BTreeMap<AskedField, String>,
) -> Vec<(String, String)> {
    let known = sections::known(outline, mapping.sections.as_deref());
    let mut files = vec![
        ("content/plan.yaml".to_owned(), plan(outline, mapping, fields)),
        ("content/framework.yaml".to_owned(), framework(outline)),
        ("content/overview.md".to_owned(), String::new()),
    ];
    let headings = headings(mapping, fields);
    for (id, policy) in &outline.policies {
        let path = format!("content/policies/{}/{id}", id.node.top());
        files.push((format!("{path}.yaml"), policy_yaml(policy, &known)));
        files.push((format!("{path}.md"), policy_text(policy, &headings)));
    }
    files
}

/// A name, or nothing after its key where nobody gave one.
fn name(said: Option<&String>) -> String {
    said.map(|words| format!(" {}", text_value(words))).unwrap_or_default()
}

fn framework(outline: &Outline) -> String {
    let mut text = "# yaml-language-server: $schema=./schemas/framework.json\nnodes:\n".to_owned();
    // An item comes before those in it, as ids are in order.
    let mut ids = outline.nodes.keys().peekable();
    for (id, said) in &outline.nodes {
        ids.next();
        let said = name(said.as_ref().map(|(words, _)| words));
        let indent = "    ".repeat(id.depth() - 1);
        let _ = write!(text, "{indent}  - id: {id}\n{indent}    name:{said}\n");
        if ids.peek().is_some_and(|next| next.parent() == Some(*id)) {
            let _ = writeln!(text, "{indent}    nodes:");
        }
    }
    text
}

fn policy_yaml(policy: &PolicyOutline, known: &BTreeSet<String>) -> String {
    let mut text = "# yaml-language-server: $schema=../../schemas/policy.json\n".to_owned();
    let _ = writeln!(text, "title:{}", name(policy.title.as_ref().map(|(words, _)| words)));
    if let Some((number, _)) = &policy.number {
        let _ = writeln!(text, "number: {}", text_value(number));
    }
    let sections = sections::of_policy(policy, known);
    let sections: Vec<_> = sections.iter().map(|name| text_value(name)).collect();
    let _ = writeln!(text, "sections: [{}]", sections.join(", "));
    let ratings = policy.values.iter().filter_map(|(field, (_, (value, _)))| match field {
        AskedField::Rating(year) => Some(format!("{year}: {}", text_value(value))),
        _ => None,
    });
    let ratings: Vec<_> = ratings.collect();
    if !ratings.is_empty() {
        let _ = writeln!(text, "rating: {{ {} }}", ratings.join(", "));
    }
    text.push_str("projects:\n");
    for project in &policy.projects {
        for (at, line) in project_lines(&project.values).iter().enumerate() {
            let mark = if at == 0 { "  - " } else { "    " };
            let _ = writeln!(text, "{mark}{line}");
        }
    }
    text
}

/// The headings of a sheet, with their ids: those of the mapping, or those of the table.
fn headings(mapping: &Mapping, fields: &BTreeMap<AskedField, String>) -> Vec<(String, String)> {
    let of_table = fields.iter().filter_map(|(field, heading)| match field {
        AskedField::Text(id) => Some((id.clone(), heading.clone())),
        _ => None,
    });
    mapping.headings.clone().unwrap_or_else(|| of_table.collect())
}

fn policy_text(policy: &PolicyOutline, headings: &[(String, String)]) -> String {
    let of = |(id, heading): &(String, String)| {
        let (_, (words, _)) = policy.values.get(&AskedField::Text(id.clone()))?;
        Some(format!("## {heading}\n\n{words}\n"))
    };
    headings.iter().filter_map(of).collect::<Vec<_>>().join("\n")
}

/// `plan.yaml`: the sections that the mapping gives, and for the others what the table says; what nobody
/// said stays empty, and `planbook check` asks for it.
fn plan(outline: &Outline, mapping: &Mapping, fields: &BTreeMap<AskedField, String>) -> String {
    let mut text = "# yaml-language-server: $schema=./schemas/plan.json\n# 計画全体の設定。空いているところは planbook check が尋ねます\n".to_owned();
    for (key, given) in &mapping.plan {
        let section = given.clone().unwrap_or_else(|| section(key, outline, mapping, fields));
        if !section.is_empty() {
            let _ = write!(text, "\n{section}");
        }
    }
    text
}

/// The words that projects say in `field`, each once, in the order of the book.
fn words(outline: &Outline, field: &AskedField) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let projects = outline.policies.values().flat_map(|policy| &policy.projects);
    let all =
        projects.filter_map(|project| project.values.get(field)).map(|(_, value)| value.clone());
    all.filter(|word| seen.insert(word.clone())).collect()
}

fn section(
    key: &str,
    outline: &Outline,
    mapping: &Mapping,
    fields: &BTreeMap<AskedField, String>,
) -> String {
    let list =
        |words: &[String]| words.iter().map(|word| text_value(word)).collect::<Vec<_>>().join(", ");
    match key {
        "format" => format!("format: {}\n", BookFormat::CURRENT),
        "plan" => "plan:\n  name:\n  document:\n  municipality: { name: , prefecture: , code: }\n  vision:\n  term: { from: , to: }\n  adopted:\n".to_owned(),
        "edition" => "edition:\n  year:\n  years:\n  as_of:\n  date:\n  solid_until:\n  status: draft\n".to_owned(),
        "money" => {
            let unit = mapping.table.unit.as_ref().map(|unit| unit.value);
            let (unit, yen) = unit.map(|unit| (unit.name.to_owned(), unit.yen.to_string())).unwrap_or_default();
            let mut sources: Vec<String> = Vec::new();
            for field in fields.keys() {
                if let AskedField::Funding(_, _, source) = field && !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
            let mut sources = if sources.is_empty() { String::new() } else { format!("  sources: [{}]\n", list(&sources)) };
            let of = Funded::ALL.into_iter().filter(|(funded, _)| {
                fields.keys().any(|field| matches!(field, AskedField::Funding(of, ..) if of == funded))
            });
            let of: Vec<&str> = of.map(|(_, word)| word).collect();
            if of.contains(&Funded::Settlement.word()) {
                let _ = writeln!(sources, "  sources_of: [{}]", of.join(", "));
            }
            format!("money:\n  unit: {unit}\n  yen: {yen}\n  negative:\n{sources}")
        }
        "rating" => {
            let ratings = outline.policies.values().flat_map(|policy| &policy.values);
            let ratings = ratings.filter(|(field, _)| matches!(field, AskedField::Rating(_)));
            let ratings: BTreeSet<&String> = ratings.map(|(_, (_, (value, _)))| value).collect();
            if ratings.is_empty() {
                return String::new();
            }
            let levels = ratings.iter().map(|id| format!("  - {{ id: {}, label: }}\n", text_value(id)));
            format!("rating:  # よい順に並べ、意味を書きます\n{}", levels.collect::<String>())
        }
        "direction" => {
            let choices = words(outline, &AskedField::Direction);
            format!("direction:\n  choices: [{}]\n", list(&choices))
        }
        "sheet" => {
            let headings = headings(mapping, fields);
            if headings.is_empty() {
                return "sheet:\n  headings: []\n".to_owned();
            }
            let of = |(id, heading): &(String, String)| format!("    - {{ id: {id}, heading: {} }}\n", text_value(heading));
            format!("sheet:\n  headings:\n{}", headings.iter().map(of).collect::<String>())
        }
        "departments" => {
            let mut names = words(outline, &AskedField::Section);
            let known = sections::known(outline, mapping.sections.as_deref());
            let of_policies =
                outline.policies.values().flat_map(|policy| sections::of_policy(policy, &known));
            for name in of_policies {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let sections = (1..).zip(&names).map(|(at, name)| format!("      - {{ id: ka{at:02}, name: {} }}\n", text_value(name)));
            format!("departments:\n  - name:\n    sections:  # id は番地に使う名前（半角英字）。公開する前に直せます\n{}", sections.collect::<String>())
        }
        "licence" => "licence: { id: , name: , url: }\n".to_owned(),
        "contact" => "contact: { section: }\n".to_owned(),
        "book" => {
            let rates = fields.keys().any(|field| matches!(field, AskedField::Rating(_)));
            let evaluation = if rates { "    - { id: evaluation, kind: evaluation, title: 評価結果の一覧 }\n" } else { "" };
            format!("book:\n  file: jisshi-keikaku\n  parts:\n    - {{ id: cover, kind: cover, title: 表紙 }}\n    - {{ id: contents, kind: contents, title: 目次 }}\n    - {{ id: overview, kind: overview, title: \"{{document}}について\" }}\n{evaluation}    - {{ id: index, kind: index, title: 施策の一覧 }}\n    - {{ id: policies, kind: policies, title: 施策シート }}\n")
        }
        _ => String::new(),
    }
}

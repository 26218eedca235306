//! What a spreadsheet says, before it is written: the framework, and each policy with its projects.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::finding_kinds::At;
use crate::model::{NodeId, PolicyId};
use crate::render::workbook::{AskedField, Kind};

/// A value, and the cell that says it.
pub(super) type Said = (String, At);

/// What a new book says.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The names of the items above the policies.
    pub nodes: BTreeMap<NodeId, Option<Said>>,
    /// The policies.
    pub policies: BTreeMap<PolicyId, PolicyOutline>,
    /// The names of the framework in the order of the table, where it has no numbers.
    order: Vec<Named>,
}

/// A name of the framework with those below it.
#[derive(Debug)]
struct Named {
    name: String,
    below: Vec<Named>,
}

/// A policy.
#[derive(Debug, Default)]
pub(super) struct PolicyOutline {
    /// Its name.
    pub title: Option<Said>,
    /// The number that the city prints for it.
    pub number: Option<Said>,
    /// Its sections, as its own column says them.
    pub sections: Option<Said>,
    /// Its ratings and texts.
    pub values: BTreeMap<AskedField, (Kind, Said)>,
    /// Its projects, in the order of the table.
    pub projects: Vec<ProjectOutline>,
}

/// A project.
#[derive(Debug, Default)]
pub(super) struct ProjectOutline {
    /// What it says.
    pub values: BTreeMap<AskedField, (Kind, String)>,
}

impl Outline {
    /// The policy numbered `id`, with the items that it is in.
    pub(super) fn policy(&mut self, id: PolicyId) -> &mut PolicyOutline {
        let mut above = Some(id.node);
        while let Some(node) = above {
            self.nodes.entry(node).or_default();
            above = node.parent();
        }
        self.policies.entry(id).or_default()
    }

    /// The number of the policy `title` in the items `above`, the highest first: its place in the order of
    /// the table. None where there are more than two digits can number.
    pub(super) fn number(&mut self, above: &[String], title: &str) -> Option<PolicyId> {
        let (mut id, mut all) = (String::new(), &mut self.order);
        for name in above {
            let at = place(all, name);
            let _ = write!(id, "{}-", at + 1);
            all = &mut all[at].below;
        }
        let _ = write!(id, "{:02}", place(all, title) + 1);
        id.parse().ok()
    }
}

/// The place of `name` among `all`, which gets it where it is new.
fn place(all: &mut Vec<Named>, name: &str) -> usize {
    all.iter().position(|known| known.name == name).unwrap_or_else(|| {
        all.push(Named { name: name.to_owned(), below: Vec::new() });
        all.len() - 1
    })
}

/// Reads the number of a policy below `depth` levels as tables have it: `1-2-03`, also with a last number
/// of one digit or other dashes.
pub(super) fn policy_number(words: &str, depth: usize) -> Option<PolicyId> {
    let dash = |c: char| matches!(c, '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | '－' | '.' | '．');
    let narrow = crate::record::half_width(words).replace(dash, "-");
    let narrow: String = narrow.chars().filter(|c| !c.is_whitespace()).collect();
    let id: PolicyId = narrow.parse().ok().or_else(|| {
        let (rest, last) = narrow.rsplit_once('-')?;
        format!("{rest}-{last:0>2}").parse().ok()
    })?;
    (id.node.depth() == depth).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_tables_have_them() {
        for (words, id) in [
            ("1-2-03", Some("1-2-03")),
            ("１－２－３", Some("1-2-03")),
            (" 1 - 2 - 12 ", Some("1-2-12")),
            ("1.2.3", Some("1-2-03")),
            ("1-2", None),
            ("10203", None),
            ("1-2-0", None),
            ("施策3", None),
        ] {
            assert_eq!(policy_number(words, 2).map(|id| id.to_string()).as_deref(), id, "{words}");
        }
        let number = |words, depth| policy_number(words, depth).map(|id| id.to_string());
        assert_eq!(number("３－１", 1).as_deref(), Some("3-01"));
        assert_eq!(number("1.2.3.4", 3).as_deref(), Some("1-2-3-04"));
        assert_eq!(number("1-2-03", 3), None);
    }

    #[test]
    fn names_are_numbered_in_the_order_of_the_table() {
        let mut outline = Outline::default();
        let mut number = |goal: &str, plan: &str, title| {
            outline.number(&[goal.to_owned(), plan.to_owned()], title).map(|id| id.to_string())
        };
        assert_eq!(number("海", "漁", "育てる").as_deref(), Some("1-1-01"));
        assert_eq!(number("海", "漁", "売る").as_deref(), Some("1-1-02"));
        assert_eq!(number("町", "道", "直す").as_deref(), Some("2-1-01"));
        assert_eq!(number("海", "港", "直す").as_deref(), Some("1-2-01"));
        assert_eq!(number("海", "漁", "育てる").as_deref(), Some("1-1-01"));
    }
}

//! What a spreadsheet says, before it is written: the framework, and each policy with its projects.

use std::collections::BTreeMap;

use super::super::finding_kinds::At;
use crate::model::{NodeId, PolicyId};
use crate::render::workbook::{FormField, Kind};

/// A value, and the cell that says it.
pub(super) type Said = (String, At);

/// What a new book says.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The names of the goals.
    pub goals: BTreeMap<NodeId, Option<Said>>,
    /// The names of the basic plans.
    pub basic_plans: BTreeMap<NodeId, Option<Said>>,
    /// The policies.
    pub policies: BTreeMap<PolicyId, PolicyOutline>,
    /// The names of goals, basic plans and policies in the order of the table, where it has no numbers.
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
    /// Its sections, as its own column says them.
    pub sections: Option<Said>,
    /// Its ratings and texts.
    pub values: BTreeMap<FormField, (Kind, Said)>,
    /// Its projects, in the order of the table.
    pub projects: Vec<ProjectOutline>,
}

/// A project.
#[derive(Debug, Default)]
pub(super) struct ProjectOutline {
    /// What it says.
    pub values: BTreeMap<FormField, (Kind, String)>,
}

impl Outline {
    /// The policy numbered `id`, with its goal and basic plan.
    pub(super) fn policy(&mut self, id: PolicyId) -> &mut PolicyOutline {
        self.goals.entry(id.node.top()).or_default();
        self.basic_plans.entry(id.node).or_default();
        self.policies.entry(id).or_default()
    }

    /// The number of the policy with these names: its place in the order of the table. None where there
    /// are more than two digits can number.
    pub(super) fn number(&mut self, goal: &str, basic_plan: &str, title: &str) -> Option<PolicyId> {
        let first = place(&mut self.order, goal);
        let plans = &mut self.order[first].below;
        let second = place(plans, basic_plan);
        let third = place(&mut plans[second].below, title);
        format!("{}-{}-{:02}", first + 1, second + 1, third + 1).parse().ok()
    }
}

/// The place of `name` among `all`, which gets it where it is new.
fn place(all: &mut Vec<Named>, name: &str) -> usize {
    all.iter().position(|known| known.name == name).unwrap_or_else(|| {
        all.push(Named { name: name.to_owned(), below: Vec::new() });
        all.len() - 1
    })
}

/// Reads the number of a policy as tables have it: `1-2-03`, also with a last number of one digit or
/// other dashes.
pub(super) fn policy_number(words: &str) -> Option<PolicyId> {
    let dash = |c: char| matches!(c, '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | '－' | '.' | '．');
    let narrow = crate::record::half_width(words).replace(dash, "-");
    let narrow: String = narrow.chars().filter(|c| !c.is_whitespace()).collect();
    let id: PolicyId = narrow.parse().ok().or_else(|| {
        let (rest, last) = narrow.rsplit_once('-')?;
        format!("{rest}-{last:0>2}").parse().ok()
    })?;
    // A new book has the three standard levels.
    (id.node.depth() == 2).then_some(id)
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
            assert_eq!(policy_number(words).map(|id| id.to_string()).as_deref(), id, "{words}");
        }
    }

    #[test]
    fn names_are_numbered_in_the_order_of_the_table() {
        let mut outline = Outline::default();
        let mut number =
            |goal, plan, title| outline.number(goal, plan, title).map(|id| id.to_string());
        assert_eq!(number("海", "漁", "育てる").as_deref(), Some("1-1-01"));
        assert_eq!(number("海", "漁", "売る").as_deref(), Some("1-1-02"));
        assert_eq!(number("町", "道", "直す").as_deref(), Some("2-1-01"));
        assert_eq!(number("海", "港", "直す").as_deref(), Some("1-2-01"));
        assert_eq!(number("海", "漁", "育てる").as_deref(), Some("1-1-01"));
    }
}

//! 財源: where budgets and settlements come from, in the data and in the tables of sheets.
//!
//! This module must not know file formats.

use std::collections::HashMap;

use super::facts::{Facts, Subject};
use super::judging::Expected;
use super::ledger::Ledger;
use super::matching::Context;
use super::number::Number;
use super::printed::{PrintedRow, PrintedTable, squeezed};
use super::table::Tables;
use crate::diag::Text;

/// What is printed for amounts of which the data do not say where they come from.
const UNFUNDED: &str = "財源の記載なし";

/// The sources of the amounts of a project of one kind and year, squeezed; `None` for one that is not
/// decided.
type Sources = HashMap<String, Option<Number>>;

/// All of them, by policy, project, kind and year.
#[derive(Debug, Default)]
pub(super) struct Funding(HashMap<[String; 4], Sources>);

impl Funding {
    pub fn new(tables: &Tables) -> Self {
        let mut all: HashMap<[String; 4], Sources> = HashMap::new();
        for row in tables.rows("funding") {
            let of = |column: &str| row.words(column).into_owned();
            // Data that have no kinds are about budgets.
            let kind = Some(of("kind")).filter(|kind| !kind.is_empty());
            let kind = kind.unwrap_or_else(|| "budget".to_owned());
            let key = [of("policy_id"), of("project_number"), kind, of("year")];
            let sources = all.entry(key).or_default();
            sources.insert(squeezed(&row.words("funding_source")), row.number("amount"));
        }
        Self(all)
    }

    /// Whether `source` is one of the data.
    fn knows(&self, source: &str) -> bool {
        source == UNFUNDED || self.0.values().any(|sources| sources.contains_key(source))
    }
}

impl Facts<'_> {
    /// How much of the amounts of `subject` of this kind and year comes from `source`; nothing where no
    /// amount counts.
    fn funded(&self, subject: &Subject, source: &str, kind: &str, year: &str) -> Option<Number> {
        let of = |project: &Subject| {
            let Subject::Project(policy, number) = project else { return None };
            let key = [policy, number, kind, year].map(str::to_owned);
            let amount = self.amount(project, kind, year).and_then(|amount| amount.sum);
            let is_zero = amount.is_some_and(|amount| amount == Number::whole(0));
            match (self.funding.0.get(&key), source == UNFUNDED) {
                (Some(sources), false) => sources.get(source).copied().flatten(),
                (None, false) => amount.filter(|_| is_zero),
                (None, true) => amount.filter(|_| !is_zero),
                (Some(sources), true) => {
                    let mut rest = amount.filter(|_| !is_zero)?;
                    for part in sources.values() {
                        rest = rest.minus((*part)?)?;
                    }
                    Some(rest).filter(|rest| *rest != Number::whole(0))
                }
            }
        };
        let amounts: Vec<Number> = self.projects_below(subject).iter().filter_map(of).collect();
        amounts.into_iter().reduce(|a, b| a.plus(b).unwrap_or(a))
    }
}

impl Context<'_> {
    /// Whether a table of a policy is about 財源.
    pub(super) fn is_of_funding(&self, table: &PrintedTable) -> bool {
        let is_source = |row: &PrintedRow| match &row.heads[..] {
            [head] => !row.cells.is_empty() && self.facts.funding.knows(&head.text),
            _ => false,
        };
        matches!(self.scope, Some(Subject::Policy(_))) && table.rows.iter().any(is_source)
    }

    /// The project that the rows below `row` are about: it has its number and name alone, or else stands
    /// below `before`.
    pub(super) fn project_of_group(
        &self,
        row: &PrintedRow,
        before: Option<Subject>,
        ledger: &mut Ledger,
    ) -> Option<Subject> {
        match (&self.scope, &row.heads[..]) {
            (Some(Subject::Policy(policy)), [head]) if row.cells.is_empty() => {
                self.project(policy, head, ledger)
            }
            (_, [_]) => before,
            _ => None,
        }
    }

    /// Compares a row of 財源, of the policy or of the project that a row before named; returns whether it is
    /// one.
    pub(super) fn funding(
        &self,
        row: &PrintedRow,
        project: Option<&Subject>,
        ledger: &mut Ledger,
    ) -> bool {
        let (Some(policy @ Subject::Policy(_)), Some(head)) = (&self.scope, row.heads.first())
        else {
            return false;
        };
        let (facts, source) = (self.facts, head.text.as_str());
        if row.heads.len() != 1 || !facts.funding.knows(source) {
            return false;
        }
        let subject = project.unwrap_or(policy);
        let mut is_funding = false;
        for cell in &row.cells {
            let year = facts.years.iter().find(|(label, _)| cell.column.contains(label.as_str()));
            let Some((_, year)) = year else { continue };
            is_funding = true;
            let kind = if cell.column.contains("決算額") { "settlement" } else { "budget" };
            let amount = facts.funded(subject, source, kind, year);
            self.judge(cell, &Expected::Number(amount, Text::same("funding.amount")), ledger);
        }
        is_funding
    }
}

//! Finds out what a row of a printed table is about: by its anchor, its link, a number or its name.
//!
//! This module must not know file formats, or what the columns are about.

use super::facts::Subject;
use super::ledger::Ledger;
use super::matching::Context;
use super::printed::{PrintedCell, PrintedRow, squeezed};
use super::site::subject_of_link;
use super::table::Row;
use crate::diag::Text;

impl Context<'_> {
    /// What a row is about.
    pub(super) fn subject(&self, row: &PrintedRow, ledger: &mut Ledger) -> Option<Subject> {
        let facts = self.facts;
        if let Some(found) = self.by_anchor(&row.anchor).or_else(|| self.by_link(&row.link)) {
            return Some(found);
        }
        let head = row.heads.first().map(|head| head.text.as_str()).unwrap_or_default();
        if ["合計", "計"].contains(&head) {
            return Some(self.scope.clone().unwrap_or(Subject::Plan));
        }
        if row.heads.len() == 1
            && (self.kind_and_year(head).is_some() || self.year_of_indicator(head).is_some())
        {
            return self.scope.clone();
        }
        if let Some(Subject::Policy(policy)) = &self.scope
            && head.starts_with(|c: char| c.is_ascii_digit())
            && row.cells.iter().any(|cell| self.is_of_projects(&cell.column))
        {
            return self.project(policy, &row.heads[0], ledger);
        }
        if let Some(subject) = self.numbered(row, ledger) {
            return Some(subject);
        }
        if let Some(id) = facts.section_ids.get(head) {
            // An item of the framework, or an account, may have the name of a section.
            let named = |table, column| {
                facts.tables.rows(table).any(|row| squeezed(&row.words(column)) == head)
            };
            let is_other = named("framework", "name") || named("account_totals", "account");
            return (!is_other).then(|| Subject::Section(id.clone()));
        }
        if let Some(subject) = row.heads.iter().rev().find_map(|head| facts.named(&head.text)) {
            return Some(subject.clone());
        }
        self.indicator(head)
    }

    /// The year that a row of the page of an indicator is about.
    pub(super) fn year_of_indicator(&self, head: &str) -> Option<&str> {
        let Some(Subject::Indicator(_)) = &self.scope else { return None };
        let years = self.facts.years.iter();
        years.filter(|(label, _)| head.starts_with(label.as_str())).map(|(_, year)| &**year).next()
    }

    /// The project of `policy` that a row begins with the number of: its name has to follow.
    pub(super) fn project(
        &self,
        policy: &str,
        head: &PrintedCell,
        ledger: &mut Ledger,
    ) -> Option<Subject> {
        let projects = self.facts.projects_of(policy);
        let number = |row: &Row<'_>| row.words("project_number").into_owned();
        let start =
            |row: &Row<'_>| format!("{}{}", number(row), squeezed(&row.words("project_name")));
        if let Some(project) = projects.iter().find(|row| head.text.starts_with(&start(row))) {
            ledger.equal(self.area, 1);
            return Some(Subject::Project(policy.to_owned(), number(project)));
        }
        // Its name is wrong, or its number is.
        let same = projects.iter().filter(|row| head.text.starts_with(&number(row)));
        let project = same.max_by_key(|row| number(row).len());
        let expected = project.map(start).unwrap_or_default();
        let length = expected.chars().count().max(12);
        let found: String = head.text.chars().take(length).collect();
        self.contradicts(head, &found, &expected, &Text::same("projects.project_name"), ledger);
        Some(Subject::Project(policy.to_owned(), number(project?)))
    }

    /// The policy or item whose number stands in a cell of its own; its name has to stand beside it.
    fn numbered(&self, row: &PrintedRow, ledger: &mut Ledger) -> Option<Subject> {
        let mut first = row.heads.first().into_iter().chain(row.cells.first());
        let first = first.find(|cell| cell.column.contains("番号"))?;
        let subject = self.facts.numbered(&first.text)?.clone();
        if let ([head], Some(known)) = (&row.heads[..], self.facts.row(&subject))
            && self.facts.numbered(&head.text).is_none()
        {
            let name = squeezed(&known.words("name"));
            if head.text.starts_with(&name) {
                ledger.equal(self.area, 1);
            } else {
                self.contradicts(head, &head.text, &name, &Text::same("framework.name"), ledger);
            }
        }
        Some(subject)
    }

    /// Whether a column is one of a table of projects.
    fn is_of_projects(&self, column: &str) -> bool {
        self.kind_and_year(column).is_some() || column == self.labels.direction
    }

    /// The indicator whose name a row begins with; none where several have this name.
    fn indicator(&self, head: &str) -> Option<Subject> {
        let mut found: Vec<(usize, String)> = Vec::new();
        for row in self.facts.tables.rows("indicators") {
            let name = squeezed(&row.words("indicator_name"));
            if !name.is_empty() && head.starts_with(&name) {
                found.push((name.len(), row.words("indicator_id").into_owned()));
            }
        }
        let longest = found.iter().map(|(length, _)| *length).max()?;
        found.retain(|(length, _)| *length == longest);
        match &found[..] {
            [(_, id)] => Some(Subject::Indicator(id.clone())),
            _ => None,
        }
    }

    /// What the link of a row leads to: `…/policies/1-2-03/index.html#project-4`.
    fn by_link(&self, link: &str) -> Option<Subject> {
        let subject = subject_of_link(link)?;
        self.facts.row(&subject).is_some().then_some(subject)
    }

    fn by_anchor(&self, anchor: &str) -> Option<Subject> {
        let (kind, id) = anchor.split_once('-')?;
        let subject = match kind {
            "policy" => Subject::Policy(id.to_owned()),
            "indicator" => Subject::Indicator(id.to_owned()),
            "project" => match (&self.scope, id.rsplit_once('-')) {
                (_, Some((policy, number))) => {
                    Subject::Project(policy.to_owned(), number.to_owned())
                }
                (Some(Subject::Policy(policy)), None) => {
                    Subject::Project(policy.clone(), id.to_owned())
                }
                _ => return None,
            },
            _ => return None,
        };
        self.facts.row(&subject).is_some().then_some(subject)
    }
}

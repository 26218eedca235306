//! Compares printed tables with the facts: finds out what a row and a column are about, and what the
//! data say of it.
//!
//! This module must not know file formats.

use std::collections::HashMap;

use super::facts::{Facts, Subject};
use super::ledger::{Area, Disagreement, Ledger};
use super::number::Number;
use super::printed::{
    PrintedCell, PrintedRow, PrintedTable, leading_number, squeezed, whole_number,
};
use super::table::{Cell, Row};
use crate::diag::Text;
use crate::text;

/// What stands where there is no value.
const NOTHING: [&str; 3] = ["―", "－", "-"];

/// Where a table stands.
pub(super) struct Context<'a> {
    pub facts: &'a Facts<'a>,
    pub area: Area,
    pub file: &'a str,
    /// What the page or sheet is about.
    pub scope: Option<Subject>,
    /// The words of the plan for columns.
    pub labels: &'a Labels,
    /// The first and last printed page of each policy.
    pub pages: &'a Places,
}

/// The headings of columns, as the plan calls them.
pub(super) struct Labels {
    section: String,
    direction: String,
    rating: String,
    progress: String,
    baseline: String,
}

impl Labels {
    pub fn new(facts: &Facts<'_>) -> Self {
        Self {
            section: facts.label("policy_sections", "section_name"),
            direction: facts.label("projects", "direction"),
            rating: facts.label("ratings", "rating"),
            progress: facts.label("indicators", "progress"),
            baseline: facts.label("indicators", "baseline_value"),
        }
    }
}

/// The first and last printed page of each policy.
pub(super) type Places = HashMap<String, (String, String)>;

/// What the data say of a cell.
enum Expected {
    /// A number, or none.
    Number(Option<Number>, Text),
    /// Words, any of them.
    Words(Vec<String>, Text),
    /// A number with words after it.
    Measured(Cell, Text),
}

impl Context<'_> {
    /// Compares a table; returns how many cells with a number say what is not in the data.
    pub fn compare(&self, table: &PrintedTable, ledger: &mut Ledger) -> usize {
        let mut unknown = 0;
        for row in &table.rows {
            if self.funding(row, ledger) {
                continue;
            }
            let Some(subject) = self.subject(row, ledger) else {
                unknown +=
                    row.cells.iter().filter(|cell| whole_number(&cell.text).is_some()).count();
                continue;
            };
            for (at, cell) in row.cells.iter().enumerate() {
                self.machine_value(cell, ledger);
                match self.expected(&subject, row, at) {
                    Some(expected) => self.judge(cell, &expected, ledger),
                    None => unknown += usize::from(whole_number(&cell.text).is_some()),
                }
            }
        }
        unknown
    }

    /// What a row is about.
    fn subject(&self, row: &PrintedRow, ledger: &mut Ledger) -> Option<Subject> {
        let facts = self.facts;
        if let Some(found) = self.by_anchor(&row.anchor) {
            return Some(found);
        }
        let head = row.heads.first().map(|head| head.text.as_str()).unwrap_or_default();
        if ["合計", "計"].contains(&head) {
            return Some(self.scope.clone().unwrap_or(Subject::Plan));
        }
        if row.heads.len() == 1 && self.kind_and_year(head).is_some() {
            return self.scope.clone();
        }
        if let Some(Subject::Policy(policy)) = &self.scope
            && head.starts_with(|c: char| c.is_ascii_digit())
            && row.cells.iter().any(|cell| self.is_of_projects(&cell.column))
        {
            return self.project(policy, &row.heads[0], ledger);
        }
        let numbers = row.heads.iter().chain(&row.cells);
        let numbered = numbers.take(1).find_map(|cell| facts.numbered(&cell.text));
        if let Some(subject) = numbered {
            return Some(subject.clone());
        }
        if let Some(subject) = row.heads.iter().rev().find_map(|head| facts.named(&head.text)) {
            return Some(subject.clone());
        }
        self.indicator(head)
    }

    /// The project of `policy` that a row begins with the number of: its name has to follow.
    fn project(&self, policy: &str, head: &PrintedCell, ledger: &mut Ledger) -> Option<Subject> {
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

    /// Compares a row of 財源; returns whether it is one.
    fn funding(&self, row: &PrintedRow, ledger: &mut Ledger) -> bool {
        let (Some(Subject::Policy(policy)), Some(head)) = (&self.scope, row.heads.first()) else {
            return false;
        };
        let mut is_funding = false;
        for cell in &row.cells {
            let year =
                self.facts.years.iter().find(|(label, _)| cell.column.contains(label.as_str()));
            let Some((_, year)) = year else { continue };
            if let Some(amount) = self.facts.funded(policy, &head.text, year) {
                is_funding = true;
                let expected = Expected::Number(amount.sum, Text::same("funding.amount"));
                self.judge(cell, &expected, ledger);
            }
        }
        is_funding
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

    /// The kind of amounts and the year that words name.
    fn kind_and_year(&self, words: &str) -> Option<(String, String)> {
        let kind = self.facts.kinds.iter().find(|(label, _)| words.contains(label.as_str()));
        let year = self.facts.years.iter().find(|(label, _)| words.contains(label.as_str()));
        match (kind, year) {
            (Some((_, kind)), Some((_, year))) => Some((kind.clone(), year.clone())),
            _ => None,
        }
    }

    fn expected(&self, subject: &Subject, row: &PrintedRow, at: usize) -> Option<Expected> {
        let (facts, labels) = (self.facts, self.labels);
        let cell = &row.cells[at];
        let column = cell.column.as_str();
        if ["差", "増減", "率", "変化", "前年"].iter().any(|word| column.contains(word)) {
            return None;
        }
        if let Subject::Indicator(_) = subject {
            return self.of_indicator(subject, cell);
        }
        let head = row.heads.first().map(|head| head.text.as_str()).unwrap_or_default();
        if let Some((kind, year)) = self.kind_and_year(column).or_else(|| self.kind_and_year(head))
        {
            let amount = facts.amount(subject, &kind, &year)?;
            let source = text!("budgets.amount（{kind} {year}）", "budgets.amount ({kind} {year})");
            return Some(Expected::Number(amount.sum, source));
        }
        match subject {
            Subject::Project(policy, number) => {
                let project = facts.row(subject)?;
                if !labels.direction.is_empty() && column == labels.direction {
                    let words = vec![squeezed(&project.words("direction"))];
                    return Some(Expected::Words(words, Text::same("projects.direction")));
                }
                let year = facts.years.iter().find(|(label, _)| column.contains(label.as_str()));
                let (_, year) = year.filter(|_| column.contains("実績"))?;
                let result = facts.result(policy, number, year).map(squeezed);
                let words = vec![result.unwrap_or_else(|| NOTHING[0].to_owned())];
                Some(Expected::Words(words, Text::same("results.result")))
            }
            Subject::Policy(id) => {
                if column == labels.section {
                    let sections = facts.sections(id).concat();
                    let with_commas = squeezed(&facts.sections(id).join("、"));
                    let words = vec![with_commas, squeezed(&sections)];
                    return Some(Expected::Words(
                        words,
                        Text::same("policy_sections.section_name"),
                    ));
                }
                if column.contains("ページ")
                    && let Some((from, to)) = self.pages.get(id)
                {
                    let words = vec![from.clone(), format!("{from}～{to}")];
                    return Some(Expected::Words(
                        words,
                        text!("{id} のページ", "the pages of {id}"),
                    ));
                }
                if !labels.rating.is_empty() && column.ends_with(&labels.rating) {
                    let rating = facts.rating(id).unwrap_or(NOTHING[0]);
                    let label = facts.rating_labels.get(rating).cloned().unwrap_or_default();
                    let words = vec![rating.to_owned(), format!("{rating}{label}")];
                    return Some(Expected::Words(words, Text::same("ratings.rating")));
                }
                None
            }
            Subject::Item(id) => self.count(id, column),
            Subject::Plan => self.count("", column),
            Subject::Indicator(_) | Subject::Section(_) => None,
        }
    }

    /// The number of policies with the rating that a column is about.
    fn count(&self, id: &str, column: &str) -> Option<Expected> {
        let ratings = &self.facts.rating_labels;
        let rating = ratings
            .iter()
            .find(|(code, label)| column == code.as_str() || column == format!("{code}{label}"));
        let (rating, _) = rating?;
        let count = self.facts.count(id, rating)?;
        Some(Expected::Number(Some(count), Text::same("evaluation.policies")))
    }

    fn of_indicator(&self, subject: &Subject, printed: &PrintedCell) -> Option<Expected> {
        let column = printed.column.as_str();
        let row = self.facts.row(subject)?;
        let value = if column.contains("現状") {
            "current"
        } else if column.contains("目標") {
            "target"
        } else if column == "単位" {
            let words = vec![squeezed(&row.words("unit"))];
            return Some(Expected::Words(words, Text::same("indicators.unit")));
        } else if column == "策定時" || column == self.labels.baseline {
            "baseline"
        } else if column == self.labels.progress {
            let label = squeezed(&row.words("progress_label"));
            let words = match row.number("progress_percent") {
                Some(percent) => vec![format!("{label}{percent}%")],
                None => vec![label.clone(), format!("{label}―")],
            };
            return Some(Expected::Words(words, Text::same("indicators.progress_label")));
        } else {
            return None;
        };
        let cell = row.cell(&format!("{value}_value"));
        let source = text!("indicators.{value}_value", "indicators.{value}_value");
        // Some books print the targets of several years: a value is that of the year beside it.
        if let Some((_, rest)) = leading_number(&printed.text)
            && let Some(year) = self.facts.year(rest)
        {
            let kind = if value == "current" { "actual" } else { value };
            let (id, own) = (row.words("indicator_id"), row.words(&format!("{value}_year")));
            match self.facts.values(&id, kind, year) {
                Some([one]) => return Some(Expected::Measured((*one).clone(), source)),
                None => {
                    let label = self.facts.years.iter().find(|(_, year)| *year == own);
                    let label = label.map(|(label, _)| label.as_str()).unwrap_or_default();
                    let words = vec![format!("{}{label}", cell.words())];
                    return Some(Expected::Words(words, source));
                }
                Some(_) => return None,
            }
        }
        // Words and ranges are not numbers of the data.
        if *cell == Cell::Empty && !row.is_empty(&format!("{value}_year")) {
            return None;
        }
        Some(Expected::Measured(cell.clone(), source))
    }

    /// The value for programs is what is printed.
    fn machine_value(&self, cell: &PrintedCell, ledger: &mut Ledger) {
        let Some(value) = &cell.value else { return };
        let printed = leading_number(&cell.text).map(|(number, _)| number);
        let Some(printed) = printed else { return };
        if Number::plain(value) == Some(printed) {
            ledger.equal(self.area, 1);
        } else {
            let source = text!("印刷した数", "the number that is printed");
            self.contradicts(cell, value, &printed.to_string(), &source, ledger);
        }
    }

    fn judge(&self, cell: &PrintedCell, expected: &Expected, ledger: &mut Ledger) {
        match expected {
            Expected::Number(number, source) => {
                let found = leading_number(&cell.text).map(|(number, _)| number);
                if found == *number {
                    ledger.equal(self.area, 1);
                } else {
                    let number = number.map_or_else(|| NOTHING[0].to_owned(), |n| n.to_string());
                    self.contradicts(cell, &cell.text, &number, source, ledger);
                }
            }
            Expected::Words(words, source) => {
                if words.contains(&cell.text) {
                    ledger.equal(self.area, 1);
                } else {
                    self.contradicts(cell, &cell.text, &words[0], source, ledger);
                }
            }
            Expected::Measured(value, source) => {
                let found = leading_number(&cell.text).map(|(number, _)| number);
                match (value.number(), found) {
                    (expected, found) if expected == found => ledger.equal(self.area, 1),
                    (Some(expected), Some(found))
                        if expected.rounded(found.decimals()) == found =>
                    {
                        ledger.rounded(self.area);
                    }
                    _ => self.contradicts(cell, &cell.text, &value.words(), source, ledger),
                }
            }
        }
    }

    fn contradicts(
        &self,
        cell: &PrintedCell,
        found: &str,
        expected: &str,
        source: &Text,
        ledger: &mut Ledger,
    ) {
        ledger.contradicts(Disagreement {
            area: self.area,
            file: self.file.to_owned(),
            place: cell.place.clone(),
            found: found.to_owned(),
            expected: expected.to_owned(),
            source: source.clone(),
        });
    }
}

//! Compares printed tables with the facts: finds out what a row and a column are about, and what the
//! data say of it.
//!
//! This module must not know file formats.

use std::collections::HashMap;

use super::facts::{Facts, Subject};
use super::formats::PAGES;
use super::judging::Expected;
use super::ledger::{Area, Ledger};
use super::naming;
use super::number::Number;
use super::printed::{
    NEGATIVE, PrintedCell, PrintedRow, PrintedTable, leading_number, squeezed, whole_number,
};
use super::table::Cell;
use crate::diag::Text;
use crate::text;

/// What stands where there is no value.
pub(super) const NOTHING: [&str; 3] = ["―", "－", "-"];
/// What stands in a draft or a sample where a value has not come yet.
const UNWRITTEN: [&str; 2] = ["未提出", "未記入"];

/// What pages show where the data have nothing.
pub(super) fn nothing(facts: &Facts<'_>) -> Vec<String> {
    let unwritten = UNWRITTEN.iter().filter(|_| !facts.is_final);
    NOTHING[..1].iter().chain(unwritten).map(|&words| words.to_owned()).collect()
}

/// The `words` of the data, or what stands for them where there are none.
pub(super) fn or_nothing(facts: &Facts<'_>, words: Vec<String>) -> Vec<String> {
    if words.iter().all(String::is_empty) { nothing(facts) } else { words }
}

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
    pub direction: String,
    rating: String,
    progress: String,
    baseline: String,
    policy: String,
}

impl Labels {
    pub fn new(facts: &Facts<'_>) -> Self {
        Self {
            section: facts.label("policy_sections", "section_name"),
            direction: facts.label("projects", "direction"),
            rating: facts.label("ratings", "rating"),
            progress: facts.label("indicators", "progress"),
            baseline: facts.label("indicators", "baseline_value"),
            policy: facts.policy_word(),
        }
    }
}

/// The first and last printed page of each policy.
pub(super) type Places = HashMap<String, (String, String)>;

impl Context<'_> {
    /// Compares a table; returns how many cells with a number say what is not in the data.
    pub fn compare(&self, table: &PrintedTable, ledger: &mut Ledger) -> usize {
        let mut unknown = 0;
        let is_of_funding = self.is_of_funding(table);
        let mut group = None;
        for row in &table.rows {
            if is_of_funding {
                group = self.project_of_group(row, group, ledger);
            }
            let before = ledger.disagreements.len();
            for cell in &row.cells {
                self.machine_value(cell, ledger);
            }
            let mut subject = self.scope.clone();
            if !self.funding(row, group.as_ref(), ledger) && !self.file_row(row, ledger) {
                subject = self.subject(row, ledger);
                unknown += self.row(row, subject.as_ref(), ledger);
            }
            if let Some(subject) = subject {
                ledger.name_from(before, || naming::of_subject(self.facts, &subject));
            }
        }
        unknown
    }

    /// Compares a row; returns how many cells with a number say what is not in the data.
    fn row(&self, row: &PrintedRow, subject: Option<&Subject>, ledger: &mut Ledger) -> usize {
        let is_number = |cell: &PrintedCell| whole_number(&cell.text).is_some();
        let Some(subject) = subject else {
            return row.cells.iter().filter(|cell| is_number(cell)).count();
        };
        let mut unknown = 0;
        for (at, cell) in row.cells.iter().enumerate() {
            if self.change(subject, cell, ledger) {
                continue;
            }
            match self.expected(subject, row, at) {
                Some(expected) => {
                    self.judge(cell, &expected, ledger);
                    // Below an amount there may be its change.
                    let rest = leading_number(&cell.spaced).map_or("", |(_, rest)| rest.trim());
                    if matches!(expected, Expected::Number(..)) && leading_number(rest).is_some() {
                        self.difference(subject, cell, rest, ledger);
                    }
                }
                None => unknown += usize::from(is_number(cell)),
            }
        }
        unknown
    }

    /// Compares what a row says of a CSV file; returns whether it does.
    fn file_row(&self, row: &PrintedRow, ledger: &mut Ledger) -> bool {
        let head = row.heads.first().map(|head| head.text.as_str()).unwrap_or_default();
        let Some((name, _)) = head.split_once(".csv") else { return false };
        let rows = row.cells.iter().find(|cell| cell.column == "行");
        let (Some(table), Some(cell)) = (self.facts.tables.get(name), rows) else { return false };
        // Of a table without rows, nothing is printed.
        let count = Some(table.rows.len() as i128).filter(|count| *count > 0).map(Number::whole);
        let source = text!("{name} の行の数", "the number of rows of {name}");
        // The table of page numbers is not in the reference.
        if name != PAGES {
            self.judge(cell, &Expected::Number(count, source), ledger);
        }
        name != PAGES
    }

    /// The kind of amounts and the year that words name.
    pub(super) fn kind_and_year(&self, words: &str) -> Option<(String, String)> {
        let kind = self.facts.kinds.iter().find(|(label, _)| words.contains(label.as_str()));
        let year = self.facts.years.iter().find(|(label, _)| words.contains(label.as_str()));
        match (kind, year) {
            (Some((_, kind)), Some((_, year))) => Some((kind.clone(), year.clone())),
            _ => None,
        }
    }

    /// Whether the file is the list of changes. Others that show differences have whole sums beside them.
    fn is_list_of_changes(&self) -> bool {
        self.file.ends_with("changes/index.html")
    }

    fn expected(&self, subject: &Subject, row: &PrintedRow, at: usize) -> Option<Expected> {
        let (facts, labels) = (self.facts, self.labels);
        let cell = &row.cells[at];
        let column = cell.column.as_str();
        if ["差", "増減", "率", "変化", "前年"].iter().any(|word| column.contains(word)) {
            return None;
        }
        let head = row.heads.first().map(|head| head.text.as_str()).unwrap_or_default();
        if let Subject::Indicator(_) = subject {
            return match self.year_of_indicator(head) {
                Some(year) => self.of_year_of_indicator(subject, year, cell),
                None => self.of_indicator(subject, cell),
            };
        }
        if column == "予算額の計" {
            let sum = facts.whole_budget(subject)?;
            let source = text!("budgets.amount の和", "the sum of budgets.amount");
            return Some(Expected::Number(sum.sum, source));
        }
        if let Some((kind, year)) = self.kind_and_year(column).or_else(|| self.kind_and_year(head))
        {
            let amount = facts.amount(subject, &kind, &year)?;
            if cell.of_changes && self.is_list_of_changes() {
                // A list of changes adds up what it compares.
                let change = facts.change(subject);
                let is_before =
                    facts.base.as_ref().is_some_and(|base| *base == (kind.as_str(), year.clone()));
                if is_before || (kind == "budget" && year == facts.year) {
                    let sum = change.map(|it| if is_before { it.before } else { it.after });
                    let source =
                        text!("比べた事業の予算額の和", "the sum of the budgets that are compared");
                    return Some(Expected::Number(sum, source));
                }
            }
            let source = text!("budgets.amount（{kind} {year}）", "budgets.amount ({kind} {year})");
            return Some(Expected::Number(amount.sum, source));
        }
        match subject {
            Subject::Project(policy, number) => {
                let project = facts.row(subject)?;
                // A plan may call the section and the direction the same.
                let is_direction = column == labels.direction && column != labels.section;
                if !labels.direction.is_empty() && is_direction {
                    let words = or_nothing(facts, vec![squeezed(&project.words("direction"))]);
                    return Some(Expected::Words(words, Text::same("projects.direction")));
                }
                let year = facts.years.iter().find(|(label, _)| column.contains(label.as_str()));
                let (_, year) = year.filter(|_| column.contains("実績"))?;
                let result = facts.result(policy, number, year).map(squeezed);
                let words = result.map_or_else(|| nothing(facts), |result| vec![result]);
                Some(Expected::Words(words, Text::same("results.result")))
            }
            Subject::Policy(id) => {
                // The row of sums says it not again.
                let is_sum = ["合計", "計"].contains(&head) && cell.text.is_empty();
                if column == labels.section && !is_sum {
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
                if let Some(evaluation) = self.evaluation(column) {
                    return self.of_evaluation(id, evaluation);
                }
                if !labels.rating.is_empty() && column.ends_with(&labels.rating) {
                    let words = rating_words(facts, id, column, &labels.rating);
                    return Some(Expected::Words(words, Text::same("ratings.rating")));
                }
                None
            }
            Subject::Item(id) => {
                self.count(id, row, column).or_else(|| self.of_year(subject, column))
            }
            Subject::Plan => self.count("", row, column).or_else(|| self.of_year(subject, column)),
            Subject::Section(id) => {
                let mut rows = facts.tables.rows("sections");
                let row = rows.find(|row| row.words("section_id") == id.as_str())?;
                let count = match column {
                    "事業" => "projects",
                    column if column == labels.policy => "policies",
                    _ => return None,
                };
                let source = text!("sections.{count}", "sections.{count}");
                Some(Expected::Number(row.number(count), source))
            }
            Subject::Indicator(_) => None,
        }
    }

    /// The budget of an item in a column that is a year.
    fn of_year(&self, subject: &Subject, column: &str) -> Option<Expected> {
        let year = self.facts.year(column)?;
        let amount = self.facts.amount(subject, "budget", year)?;
        Some(Expected::Number(
            amount.sum,
            text!("budgets.amount（{year}）", "budgets.amount ({year})"),
        ))
    }

    /// A value of an indicator in the row of its year.
    fn of_year_of_indicator(
        &self,
        subject: &Subject,
        year: &str,
        printed: &PrintedCell,
    ) -> Option<Expected> {
        let row = self.facts.row(subject)?;
        let id = row.words("indicator_id");
        let kinds: &[&str] = match printed.column.as_str() {
            "値" => &["actual", "baseline"],
            "目標値" => &["target"],
            "推計値" => &["forecast"],
            _ => return None,
        };
        let found = kinds.iter().find_map(|kind| self.facts.values(&id, kind, year));
        let source = text!("indicator_values.value（{year}）", "indicator_values.value ({year})");
        match found {
            None => Some(Expected::Words(nothing(self.facts), source)),
            // Words and ranges are not numbers of the data.
            Some([Cell::Empty]) => None,
            Some([one]) => Some(Expected::Measured((*one).clone(), source)),
            Some(_) => None,
        }
    }

    fn of_indicator(&self, subject: &Subject, printed: &PrintedCell) -> Option<Expected> {
        let column = printed.column.as_str();
        let row = self.facts.row(subject)?;
        let value = if column.contains("現状") {
            "current"
        } else if column.contains("目標") {
            "target"
        } else if column == "単位" {
            let words = or_nothing(self.facts, vec![squeezed(&row.words("unit"))]);
            return Some(Expected::Words(words, Text::same("indicators.unit")));
        } else if column == "策定時" || column == self.labels.baseline {
            "baseline"
        } else if column == self.labels.progress {
            let label = squeezed(&row.words("progress_label"));
            let words = match row.number("progress_percent") {
                Some(percent) => printed_percents(&label, &percent.to_string()),
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
}

/// A progress in words and percent as it may be printed: negative ones with a sign of the plan, and what
/// is beyond 100 percent as that.
pub(super) fn printed_percents(label: &str, percent: &str) -> Vec<String> {
    let Some(digits) = percent.strip_prefix('-') else {
        let mut printed = vec![format!("{label}{percent}%")];
        printed.extend((percent.len() > 3).then(|| format!("{label}999%超")));
        return printed;
    };
    let beyond = digits.len() > 3 || (digits.len() == 3 && digits > "100");
    let digits = [digits].into_iter().chain(beyond.then_some("100"));
    let printed = digits.flat_map(|digits| {
        let more = if digits == "100" && beyond { "超" } else { "" };
        NEGATIVE.chars().map(move |sign| format!("{label}{sign}{digits}%{more}"))
    });
    printed.collect()
}
/// The rating of a policy that a column is about, with and without its label: 令和4年度の評価 names its year,
/// 評価 alone is that of the evaluated one.
fn rating_words(facts: &Facts<'_>, policy: &str, column: &str, word: &str) -> Vec<String> {
    let before = column.strip_suffix(word).unwrap_or_default();
    let rating = match facts.year(before.strip_suffix('の').unwrap_or(before)) {
        Some(year) => facts.rating_of(policy, year),
        None => facts.rating(policy),
    };
    rating.map_or_else(
        || nothing(facts),
        |rating| {
            let label = facts.rating_labels.get(rating).map_or("", String::as_str);
            let code = squeezed(rating);
            vec![code.clone(), format!("{code}{label}")]
        },
    )
}

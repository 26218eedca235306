//! Computes sums, counts and shares again, from the rows that they are said to come from.
//!
//! This module must not know file formats.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::number::Number;
use super::table::{Cell, Row, Tables};
use crate::diag::Text;
use crate::text;

/// Computes everything again and compares it with the tables.
pub(super) fn compare(tables: &Tables) -> Ledger {
    let mut check = Check { tables, scopes: Scopes::new(tables), ledger: Ledger::default() };
    check.totals();
    check.accounts();
    check.ratings();
    check.evaluation_counts();
    check.counts();
    check.indicators();
    check.ledger
}

/// The policies below each item of the framework.
pub(super) struct Scopes<'a> {
    /// By number of an item; the whole plan has none.
    below: HashMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
}

impl<'a> Scopes<'a> {
    pub fn new(tables: &'a Tables) -> Self {
        let rows = || tables.rows("framework");
        let parents: HashMap<_, _> =
            rows().map(|row| (row.words("id"), row.words("parent_id"))).collect();
        let mut below: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows().filter(|row| row.words("level") == "policy") {
            let id = row.words("id");
            let mut at = id.clone();
            // A number of an item that is its own parent would lead around for ever.
            for _ in 0..=parents.len() {
                below.entry(at.clone()).or_default().push(id.clone());
                match parents.get(&at) {
                    Some(parent) => at = parent.clone(),
                    None => break,
                }
            }
        }
        Self { below }
    }

    /// The policies of the item `id`; those of the plan where it is empty.
    pub fn of(&self, id: &str) -> &[Cow<'a, str>] {
        self.below.get(id).map_or(&[], Vec::as_slice)
    }
}

/// The values of indicators, by indicator, kind and year.
type Series<'a> = HashMap<(Cow<'a, str>, Cow<'a, str>, Cow<'a, str>), Vec<&'a Cell>>;

struct Check<'a> {
    tables: &'a Tables,
    scopes: Scopes<'a>,
    ledger: Ledger,
}

/// The amounts of a kind and year, of some projects.
#[derive(Default, Clone, Copy)]
struct Sum {
    amount: Option<Number>,
    counted: i128,
    without: i128,
}

impl Sum {
    fn add(&mut self, amount: Option<Number>) {
        match amount {
            Some(amount) => {
                self.amount = self.amount.map_or(Some(amount), |sum| sum.plus(amount));
                self.counted += 1;
            }
            None => self.without += 1,
        }
    }
}

impl Check<'_> {
    fn expect(&mut self, table: &str, row: Row<'_>, column: &str, expected: &Cell, source: Text) {
        self.ledger.compare(Area::Computed, table, row, column, expected, source);
    }

    fn count(&mut self, table: &str, row: Row<'_>, column: &str, count: usize, from: &str) {
        let expected = Cell::Number(Number::whole(count as i128));
        let source = text!("{from} の行を数えたもの", "the rows of {from}, counted");
        self.expect(table, row, column, &expected, source);
    }

    fn totals(&mut self) {
        let tables = self.tables;
        let mut sums: HashMap<_, Sum> = HashMap::new();
        for row in tables.rows("budgets") {
            let key = (row.words("policy_id"), row.words("kind"), row.words("year"));
            sums.entry(key).or_default().add(row.number("amount"));
        }
        for row in tables.rows("totals") {
            let (kind, year) = (row.words("kind"), row.words("year"));
            let mut all = Sum::default();
            for policy in self.scopes.of(&row.words("id")) {
                let Some(sum) = sums.get(&(policy.clone(), kind.clone(), year.clone())) else {
                    continue;
                };
                all.counted += sum.counted;
                all.without += sum.without;
                all.amount = match (all.amount, sum.amount) {
                    (Some(a), Some(b)) => a.plus(b),
                    (a, b) => a.or(b),
                };
            }
            self.sum("totals", row, all);
        }
    }

    /// The row of a table of totals against the sum of the amounts that it is said to be.
    fn sum(&mut self, table: &str, row: Row<'_>, all: Sum) {
        let whole = |number| Cell::Number(Number::whole(number));
        let source = || text!("budgets の和", "the sum of budgets");
        let amount = all.amount.map_or(Cell::Empty, Cell::Number);
        self.expect(table, row, "amount", &amount, source());
        self.expect(table, row, "projects_counted", &whole(all.counted), source());
        self.expect(table, row, "projects_without", &whole(all.without), source());
    }

    /// The totals by account: that of a project, or of its policy.
    fn accounts(&mut self) {
        let tables = self.tables;
        if tables.rows("account_totals").next().is_none() {
            return;
        }
        let of_policies: HashMap<_, _> = tables
            .rows("policies")
            .map(|row| (row.words("policy_id"), row.words("account")))
            .collect();
        let mut accounts: HashMap<_, _> = HashMap::new();
        for row in tables.rows("projects") {
            let own = row.words("account");
            let policy = of_policies.get(&row.words("policy_id")).cloned().unwrap_or_default();
            let account = if own.is_empty() { policy } else { own };
            accounts.insert((row.words("policy_id"), row.words("project_number")), account);
        }
        let mut sums: HashMap<_, Sum> = HashMap::new();
        for row in tables.rows("budgets") {
            let project = (row.words("policy_id"), row.words("project_number"));
            let account = accounts.get(&project).cloned().unwrap_or_default();
            let key = (account, row.words("kind"), row.words("year"));
            sums.entry(key).or_default().add(row.number("amount"));
        }
        for row in tables.rows("account_totals") {
            let key = (row.words("account"), row.words("kind"), row.words("year"));
            self.sum("account_totals", row, sums.get(&key).copied().unwrap_or_default());
        }
    }

    fn ratings(&mut self) {
        let tables = self.tables;
        let ratings: HashMap<_, _> = tables
            .rows("ratings")
            .map(|row| ((row.words("policy_id"), row.words("year")), row.words("rating")))
            .collect();
        for row in tables.rows("evaluation") {
            let (year, rating) = (row.words("year"), row.words("rating"));
            let none = Cow::Borrowed("");
            let policies = self.scopes.of(&row.words("id")).iter();
            let given = policies
                .map(|policy| ratings.get(&(policy.clone(), year.clone())).unwrap_or(&none));
            let count = given.filter(|given| **given == rating).count();
            self.count("evaluation", row, "policies", count, "ratings");
        }
    }

    fn evaluation_counts(&mut self) {
        let tables = self.tables;
        let mut results: HashMap<_, Vec<Row<'_>>> = HashMap::new();
        for row in tables.rows("evaluation_results") {
            let of = if row.is_empty("project_number") { "policy" } else { "project" };
            let key = (row.words("policy_id"), evaluated_in(row), row.words("year"), of);
            results.entry(key).or_default().push(row);
        }
        let mut projects: HashMap<_, usize> = HashMap::new();
        for row in tables.rows("projects") {
            *projects.entry(row.words("policy_id")).or_default() += 1;
        }
        for row in tables.rows("evaluation_counts") {
            let of = if row.words("evaluated_subject") == "policy" { "policy" } else { "project" };
            let result = row.words("result");
            let (mut all, mut same, mut given) = (0, 0, 0);
            for policy in self.scopes.of(&row.words("id")) {
                all += if of == "policy" { 1 } else { *projects.get(policy).unwrap_or(&0) };
                let key = (policy.clone(), evaluated_in(row), row.words("year"), of);
                let rows = results.get(&key).map_or(&[][..], Vec::as_slice);
                given += rows.iter().filter(|row| !row.is_empty("result")).count();
                same += rows.iter().filter(|row| row.words("result") == result).count();
            }
            let count = if result.is_empty() { all - given.min(all) } else { same };
            self.count("evaluation_counts", row, "count", count, "evaluation_results");
        }
    }

    fn counts(&mut self) {
        let tables = self.tables;
        let counted = |table: &str, column: &str| {
            let mut counts: HashMap<_, usize> = HashMap::new();
            for row in tables.rows(table) {
                *counts.entry(row.words(column)).or_default() += 1;
            }
            counts
        };
        let of = |counts: &HashMap<Cow<'_, str>, usize>, id: Cow<'_, str>| {
            counts.get(&id).copied().unwrap_or_default()
        };
        for row in tables.rows("framework") {
            let count = self.scopes.of(&row.words("id")).len();
            self.count("framework", row, "policies", count, "framework");
        }
        let projects = counted("projects", "policy_id");
        for row in tables.rows("policies") {
            let count = of(&projects, row.words("policy_id"));
            self.count("policies", row, "projects", count, "projects");
        }
        let (policies, projects) =
            (counted("policy_sections", "section_id"), counted("projects", "section_id"));
        for row in tables.rows("sections") {
            let id = row.words("section_id");
            self.count("sections", row, "policies", of(&policies, id.clone()), "policy_sections");
            self.count("sections", row, "projects", of(&projects, id), "projects");
        }
        let leads = counted("leads", "theme_number");
        let mut policies: HashMap<_, HashSet<_>> = HashMap::new();
        for row in tables.rows("theme_policies") {
            policies.entry(row.words("theme_number")).or_default().insert(row.words("policy_id"));
        }
        for row in tables.rows("themes") {
            let number = row.words("theme_number");
            self.count("themes", row, "leads", of(&leads, number.clone()), "leads");
            let count = policies.get(&number).map_or(0, HashSet::len);
            self.count("themes", row, "policies", count, "theme_policies");
        }
    }

    /// The values of indicators by their series, and the shares of the way to their targets.
    fn indicators(&mut self) {
        let tables = self.tables;
        let mut series = Series::new();
        for row in tables.rows("indicator_values") {
            let key = (row.words("indicator_id"), row.words("kind"), row.words("year"));
            series.entry(key).or_default().push(row.cell("value"));
        }
        let evaluated = tables.rows(PUBLICATION).find_map(|row| row.number("evaluated_year"));
        let formula = tables.rows("dictionary").find(|row| {
            row.words("table_name") == "indicators"
                && row.words("column_name") == "progress_percent"
        });
        let formula = formula.map(|row| row.words("calculation")).unwrap_or_default();
        for row in tables.rows("indicators") {
            for (kind, value) in
                [("baseline", "baseline"), ("actual", "current"), ("target", "target")]
            {
                let year = row.words(&format!("{value}_year"));
                let key = (row.words("indicator_id"), Cow::Borrowed(kind), year);
                if let Some([one]) = series.get(&key).map(Vec::as_slice) {
                    let source = text!("indicator_values の値", "the value of indicator_values");
                    self.expect("indicators", row, &format!("{value}_value"), one, source);
                }
            }
            if let (Some(current), Some(evaluated)) = (row.number("current_year"), evaluated)
                && current.common(evaluated).is_some_and(|(current, evaluated)| current > evaluated)
            {
                let source = text!("評価年度まで", "no later than the evaluated year");
                self.expect("indicators", row, "current_year", &Cell::Number(evaluated), source);
            }
            let percent = if formula.starts_with("（現状値－基準値）÷（目標値－基準値）")
            {
                way(row, start(row, &series))
            } else if formula.starts_with("現状値÷") {
                share(row)
            } else {
                None
            };
            if let Some(percent) = percent.filter(|_| !row.is_empty("progress_percent")) {
                let source = Text::same(formula.clone());
                let expected = Cell::Number(Number::whole(percent));
                self.expect("indicators", row, "progress_percent", &expected, source);
            }
        }
    }
}

/// Where the way of an indicator begins: at the forecast for the year of its target, if it has one,
/// or at its baseline.
fn start(row: Row<'_>, series: &Series<'_>) -> Option<Number> {
    let year = Some(row.words("compared_target_year")).filter(|year| !year.is_empty());
    let year = year.unwrap_or_else(|| row.words("target_year"));
    let forecast = series.get(&(row.words("indicator_id"), Cow::Borrowed("forecast"), year));
    let forecast = forecast.and_then(|values| values.first()?.number());
    forecast.or_else(|| row.number("baseline_value"))
}

/// The target with which the present value of an indicator is compared.
fn target(row: Row<'_>) -> Option<Number> {
    row.number("compared_target_value").or_else(|| row.number("target_value"))
}

/// The share of the way from `start` to the target that an indicator has gone, in percent, rounded
/// down.
fn way(row: Row<'_>, start: Option<Number>) -> Option<i128> {
    let start = start?;
    let gone = row.number("current_value")?.minus(start)?;
    percent(gone, target(row)?.minus(start)?)
}

/// The present value as a share of the target, or the target of it where less is better.
fn share(row: Row<'_>) -> Option<i128> {
    let (current, target) = (row.number("current_value")?, target(row)?);
    if row.words("better") == "less" { percent(target, current) } else { percent(current, target) }
}

fn percent(part: Number, whole: Number) -> Option<i128> {
    let (part, whole) = part.common(whole)?;
    (whole != 0).then(|| (part * whole.signum() * 100).div_euclid(whole.abs()))
}

/// The evaluation that `row` is about, with the criterion.
fn evaluated_in(row: Row<'_>) -> [Cow<'_, str>; 2] {
    [row.words("evaluation"), row.words("criterion")]
}

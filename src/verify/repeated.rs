//! Compares facts that the data say in several tables: the names of numbers, the labels of codes, units.
//!
//! This module must not know file formats.

use std::borrow::Cow;
use std::collections::HashMap;

use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::table::{Cell, Row, Table, Tables};
use crate::text;

/// Facts by the table that they are of: the columns that name the thing, and the column of the fact.
/// Every other table with these columns repeats the fact.
const FACTS: [(&str, &[&str], &str); 12] = [
    ("policies", &["policy_id"], "policy_title"),
    ("policies", &["policy_id"], "policy_number"),
    ("policies", &["policy_id"], "lead_section"),
    ("projects", &["policy_id", "project_number"], "project_name"),
    ("projects", &["policy_id", "project_number"], "project_uid"),
    ("sections", &["section_id"], "section_name"),
    ("indicators", &["indicator_id"], "indicator_name"),
    ("indicators", &["indicator_id"], "unit"),
    ("indicators", &["indicator_id"], "section_name"),
    ("themes", &["theme_number"], "theme_title"),
    ("leads", &["theme_number", "lead_number"], "lead_name"),
    ("framework", &["level", "id"], "name"),
];

/// Tables of amounts, whose unit is that of the publication.
const AMOUNTS: [&str; 3] = ["budgets", "totals", "funding"];

/// Compares all repetitions with the facts.
pub(super) fn compare(tables: &Tables) -> Ledger {
    let mut check = Check { tables, ledger: Ledger::default() };
    for (table, keys, value) in FACTS {
        check.fact(table, keys, value);
    }
    check.levels();
    check.policies();
    check.codes();
    check.years();
    check.publication();
    check.ledger
}

struct Check<'a> {
    tables: &'a Tables,
    ledger: Ledger,
}

/// The words of the columns that name a thing; `None` if one is empty.
fn key<'a>(row: Row<'a>, columns: &[&str]) -> Option<Vec<Cow<'a, str>>> {
    columns.iter().map(|column| (!row.is_empty(column)).then(|| row.words(column))).collect()
}

impl Check<'_> {
    fn expect(&mut self, table: &Table, row: Row<'_>, column: &str, expected: &Cell, source: &str) {
        let source = text!("同じデータの {source}", "{source} of the same data");
        self.ledger.compare(Area::Repeated, &table.name, row, column, expected, source);
    }

    fn fact(&mut self, of: &str, keys: &[&str], value: &str) {
        let tables = self.tables;
        let Some(table) = tables.get(of).filter(|table| table.column(value).is_some()) else {
            return;
        };
        let facts: HashMap<_, _> =
            table.iter().filter_map(|row| Some((key(row, keys)?, row.cell(value)))).collect();
        let has = |table: &Table| keys.iter().chain([&value]).all(|c| table.column(c).is_some());
        for other in tables.iter().filter(|other| other.name != of && has(other)) {
            for row in other.iter() {
                let Some(expected) = key(row, keys).and_then(|key| facts.get(&key)) else {
                    continue;
                };
                self.expect(other, row, value, expected, &format!("{of}.{value}"));
            }
        }
    }

    /// The names of the items above policies and indicators.
    fn levels(&mut self) {
        let tables = self.tables;
        let mut names: HashMap<_, HashMap<_, &Cell>> = HashMap::new();
        for row in tables.rows("framework") {
            let items = names.entry(row.words("level").into_owned()).or_default();
            items.insert(row.words("id"), row.cell("name"));
        }
        for (level, items) in &names {
            let (id, name) = (format!("{level}_id"), format!("{level}_name"));
            self.fact("policies", &["policy_id"], &id);
            self.fact("indicators", &["indicator_id"], &id);
            for table in tables.iter().filter(|table| table.column(&name).is_some()) {
                for row in table.iter() {
                    if let Some(expected) = items.get(&row.words(&id)) {
                        self.expect(table, row, &name, expected, "framework.name");
                    }
                }
            }
        }
    }

    /// What the table of policies says of its own, and others too.
    fn policies(&mut self) {
        let tables = self.tables;
        let Some(table) = tables.get("policies") else { return };
        let leads: HashMap<_, _> = tables
            .rows("policy_sections")
            .filter(|row| row.words("position") == "1")
            .map(|row| (row.words("policy_id"), row.cell("section_name")))
            .collect();
        let ratings: HashMap<_, _> = tables
            .rows("ratings")
            .map(|row| ((row.words("policy_id"), row.words("year")), row.cell("rating")))
            .collect();
        let titles: HashMap<_, _> = tables
            .rows("framework")
            .filter(|row| row.words("level") == "policy")
            .map(|row| (row.words("id"), row.cell("name")))
            .collect();
        for row in table.iter() {
            let id = row.words("policy_id");
            if let Some(title) = titles.get(&id) {
                self.expect(table, row, "policy_title", title, "framework.name");
            }
            if let Some(lead) = leads.get(&id) {
                self.expect(table, row, "lead_section", lead, "policy_sections.section_name");
            }
            if table.column("rating").is_some() && !ratings.is_empty() {
                let rating = ratings.get(&(id, row.words("evaluated_year")));
                let rating = rating.copied().unwrap_or(&Cell::Empty);
                self.expect(table, row, "rating", rating, "ratings.rating");
            }
        }
    }

    /// Codes are those of the list of codes, and their labels are those of the list.
    fn codes(&mut self) {
        let tables = self.tables;
        let labels: HashMap<_, _> = tables
            .rows("codes")
            .map(|row| ((row.words("code_set"), row.words("code")), row.cell("label")))
            .collect();
        for column in tables.rows("dictionary").filter(|row| !row.is_empty("code_set")) {
            let (set, name) = (column.words("code_set"), column.words("column_name"));
            let Some(table) = tables.get(&column.words("table_name")) else { continue };
            let label_column = format!("{name}_label");
            for row in table.iter().filter(|row| !row.is_empty(&name)) {
                match labels.get(&(set.clone(), row.words(&name))) {
                    Some(label) if table.column(&label_column).is_some() => {
                        self.expect(table, row, &label_column, label, "codes.label");
                    }
                    Some(_) => self.ledger.equal(Area::Repeated, 1),
                    None => self.expect(table, row, &name, &Cell::Empty, "codes.code"),
                }
            }
        }
    }

    /// A year has the same name everywhere: that which most rows give it.
    fn years(&mut self) {
        let tables = self.tables;
        let labelled = || tables.iter().filter(|table| table.column("year_label").is_some());
        let mut names: HashMap<_, HashMap<&Cell, usize>> = HashMap::new();
        for row in labelled().flat_map(Table::iter) {
            let names = names.entry(row.words("year")).or_default();
            *names.entry(row.cell("year_label")).or_default() += 1;
        }
        for table in labelled() {
            for row in table.iter() {
                let known = names.get(&row.words("year"));
                let most = known.and_then(|known| known.iter().max_by_key(|(_, count)| **count));
                if let Some((name, _)) = most {
                    self.expect(table, row, "year_label", name, "year_label");
                }
            }
        }
    }

    /// What rows say of the publication: the unit of amounts, the evaluated year.
    fn publication(&mut self) {
        let tables = self.tables;
        let Some(publication) = tables.rows(PUBLICATION).next() else { return };
        for table in tables.iter().filter(|table| AMOUNTS.contains(&table.name.as_str())) {
            for row in table.iter() {
                self.expect(table, row, "unit", publication.cell("unit"), "publication.unit");
            }
        }
        if let Some(table) = tables.get("policies").filter(|t| t.column("evaluated_year").is_some())
        {
            for row in table.iter() {
                let expected = publication.cell("evaluated_year");
                self.expect(table, row, "evaluated_year", expected, "publication.evaluated_year");
            }
        }
    }
}

//! Reads the indicators of a `plan.json` back into items of a snapshot, to be compared.

use std::collections::BTreeMap;

use super::open_data::{Nodes, Reader, below, name_of, of_year, plain, words};
use super::tables::VersionRow;
use crate::compare::{Class, Fact, FactKey, FactValue, ItemKind, at_policy};
use crate::model::{BaselineMean, FurtherPlace, Indicator};

impl Reader<'_> {
    pub(super) fn indicators(&mut self, nodes: &Nodes) {
        let group = self.tables.group_column();
        let of_indicator = |table| self.tables.by_key(table, &["indicator_id"]);
        let (values, yearly) = (of_indicator("indicator_values"), of_indicator("indicator_fields"));
        let further = of_indicator("indicator_places");
        let projects = self.project_names();
        let rows: Vec<_> = self.tables.rows("indicators").collect();
        for row in rows {
            let id = row.text("indicator_id");
            let policy = is_at_policy(&row).then(|| row.text("place_id"));
            let place = match (&policy, row.text("place_id")) {
                (Some(policy), _) => {
                    policy.rsplit_once('-').map_or("", |(node, _)| node).to_owned()
                }
                (None, place) if place.is_empty() => row.text(&group),
                (None, place) => place,
            };
            let parent = nodes.get(&place).copied();
            let name = row.text("indicator_name");
            let mut item = Self::item(ItemKind::Indicator, id.clone(), name, parent);
            item.uid = Some(id.clone());
            item.facts.extend(policy.as_deref().map(at_policy));
            let fields = Indicator::FIELDS;
            let label = |key: &str| name_of("Indicator", key, fields);
            if let Some(project) = projects.get(&place_key(&row)) {
                item.facts.extend(words("project", &label("project"), project, Class::Word));
            }
            let others =
                further.get(&id).into_iter().flatten().filter(|r| r.text("position") != "1");
            for (number, other) in (1..).zip(others) {
                let of = |key: &str| format!("#{number}/{key}");
                let label = |key: &str| {
                    let title = name_of("Indicator", "also_at", fields);
                    format!("{title}：{}", name_of("FurtherPlace", key, FurtherPlace::FIELDS))
                };
                let at = other.text("place_id");
                item.facts.extend(below("also_at", &of("at"), &label("at"), &at, Class::Word));
                if let Some(project) = projects.get(&place_key(other)) {
                    let (of, label) = (of("project"), label("project"));
                    item.facts.extend(below("also_at", &of, &label, project, Class::Word));
                }
            }
            for (key, class) in [
                ("unit", Class::Word),
                ("better", Class::Word),
                ("source", Class::Text),
                ("note", Class::Text),
            ] {
                item.facts.extend(plain(&row, key, "Indicator", fields, class));
            }
            item.facts.extend(baseline(&row));
            let unit = Some(row.text("unit")).filter(|unit| !unit.is_empty());
            for value in values.get(&id).into_iter().flatten() {
                item.facts.extend(value_facts(value, unit.as_deref()));
            }
            item.facts.extend(self.declared("indicators", &row));
            for row in yearly.get(&id).into_iter().flatten() {
                item.facts.extend(self.declared("indicator_fields", row));
            }
            self.add(item);
        }
    }

    /// The names of projects by the numbers of policy and project.
    fn project_names(&self) -> BTreeMap<String, String> {
        let rows = self.tables.rows("projects");
        let key = |row: &VersionRow<'_>| {
            format!("{}/{}", row.text("policy_id"), row.text("project_number"))
        };
        rows.map(|row| (key(&row), row.text("project_name"))).collect()
    }
}

/// Whether an indicator belongs to a policy, or to a project of one.
fn is_at_policy(row: &VersionRow<'_>) -> bool {
    ["policy", "project"].contains(&row.text("place_level").as_str())
}

/// The numbers of the policy and the project that a row is about; of no project if it is about none.
fn place_key(row: &VersionRow<'_>) -> String {
    format!("{}/{}", row.text("place_id"), row.text("place_project_number"))
}

/// What the plan set out from: a year, or the mean of several.
fn baseline(row: &VersionRow<'_>) -> Vec<Fact> {
    let title = name_of("Indicator", "baseline", Indicator::FIELDS);
    let last = row.year("baseline_year");
    let Some(first) = row.year("baseline_first_year") else {
        let year = last.and_then(|last| words("baseline", &title, &last.long(), Class::Word));
        return year.into_iter().collect();
    };
    let years = last.map(|last| format!("{first}-{last}")).unwrap_or_default();
    let value = row.number("baseline_value").map(FactValue::Number);
    let value = value.map(|value| value.to_string()).unwrap_or_default();
    let facts = [("mean", years), ("value", value)].map(|(key, value)| {
        let label = format!("{title}：{}", name_of("BaselineMean", key, BaselineMean::FIELDS));
        below("baseline", key, &label, &value, Class::Word)
    });
    facts.into_iter().flatten().collect()
}

/// A value of a year, and what is said of it.
fn value_facts(row: &VersionRow<'_>, unit: Option<&str>) -> Vec<Fact> {
    let label = |key: &str| name_of("Indicator", key, Indicator::FIELDS);
    let year = row.year("year");
    let field = match row.text("kind").as_str() {
        "target" => "target",
        "forecast" => "forecast",
        "baseline" | "actual" => "values",
        // The mean is not a value of a year.
        _ => return Vec::new(),
    };
    let text = row.text("value_text");
    let (value, class) = match row.number("value") {
        Some(number) => (FactValue::Number(number), Class::Number),
        None if text.is_empty() => (FactValue::Open, Class::Number),
        None => (FactValue::Words(text), Class::Word),
    };
    let key = FactKey { field: field.to_owned(), of: String::new(), year };
    let unit = unit.map(str::to_owned);
    let mut facts = vec![Fact { key, label: label(field), class, unit, value }];
    let mut say = |key: &str, value: &str, class| {
        let fact = words(key, &label(key), value, class);
        facts.extend(fact.map(|fact| of_year(fact, year)));
    };
    say("corrected", &row.text("correction"), Class::Text);
    match row.text("reached").as_str() {
        "1" => say("reached", "はい", Class::Word),
        "0" => say("reached", "いいえ", Class::Word),
        _ => {}
    }
    facts
}

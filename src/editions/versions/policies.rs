//! Reads the policies and projects of a `plan.json` back into items of a snapshot, to be compared.

use std::collections::BTreeMap;

use super::open_data::{Nodes, Reader, below, name_of, of_year, own_number, plain, words};
use super::tables::VersionRow;
use crate::compare::{Class, Fact, Item, ItemKind};
use crate::model::{Funded, Levels, Policy, Project, Relisted};

/// The rows about projects, by the numbers of policy and project.
struct Projects<'a> {
    results: BTreeMap<String, Vec<VersionRow<'a>>>,
    budgets: BTreeMap<String, Vec<VersionRow<'a>>>,
    funding: BTreeMap<String, Vec<VersionRow<'a>>>,
    yearly: BTreeMap<String, Vec<VersionRow<'a>>>,
}

impl Reader<'_> {
    pub(super) fn policies(&mut self, nodes: &Nodes) {
        let group = self.tables.group_column();
        let by_policy = |table| self.tables.by_key(table, &["policy_id"]);
        let (sections, themes, ratings) =
            (by_policy("policy_sections"), by_policy("theme_policies"), by_policy("ratings"));
        let (relisted, yearly) = (by_policy("relisted"), by_policy("policy_fields"));
        let evaluations =
            self.tables.by_key("evaluation_results", &["policy_id", "project_number"]);
        let projects = by_policy("projects");
        let of_projects = Projects {
            results: self.tables.by_key("results", &["policy_id", "project_number"]),
            budgets: self.tables.by_key("budgets", &["policy_id", "project_number"]),
            funding: self.tables.by_key("funding", &["policy_id", "project_number"]),
            yearly: self.tables.by_key("project_fields", &["policy_id", "project_number"]),
        };
        let rows: Vec<_> = self.tables.rows("policies").collect();
        let sheet = self.tables.code("level", Levels::SHEET);
        for row in rows {
            let id = row.text("policy_id");
            let parent = nodes.get(&row.text(&group)).copied();
            let mut item =
                Self::item(ItemKind::Policy, id.clone(), row.text("policy_title"), parent);
            item.kind_name = sheet.clone().unwrap_or(item.kind_name);
            item.uid = Some(row.text("policy_uid")).filter(|uid| !uid.is_empty());
            let fields = Policy::FIELDS;
            item.facts.extend(own_number(&row.text("policy_number"), &id, "Policy", fields));
            let names = sections.get(&id).into_iter().flatten().map(|row| row.text("section_name"));
            let names = names.collect::<Vec<_>>().join("、");
            let mut numbers: Vec<u32> = themes
                .get(&id)
                .into_iter()
                .flatten()
                .filter_map(|row| row.text("theme_number").parse().ok())
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            let numbers: Vec<_> = numbers.iter().map(u32::to_string).collect();
            for (key, value) in [("sections", names), ("themes", numbers.join("、"))] {
                let label = name_of("Policy", key, fields);
                item.facts.extend(words(key, &label, &value, Class::Word));
            }
            for rating in ratings.get(&id).into_iter().flatten() {
                let label = name_of("Policy", "rating", fields);
                let fact = words("rating", &label, &rating.text("rating"), Class::Rating);
                item.facts.extend(fact.map(|fact| of_year(fact, rating.year("year"))));
            }
            item.facts.extend(evaluated(evaluations.get(&format!("{id}\n"))));
            for row in relisted.get(&id).into_iter().flatten() {
                item.facts.extend(relisted_facts(row));
            }
            item.facts.extend(self.declared("policies", &row));
            for row in yearly.get(&id).into_iter().flatten() {
                item.facts.extend(self.declared("policy_fields", row));
            }
            item.facts.extend(self.passages("policy", &id));
            let policy = self.add(item);
            for row in projects.get(&id).into_iter().flatten() {
                let key = format!("{id}\n{}", row.text("project_number"));
                let mut item = self.project(row, &key, policy, &of_projects);
                item.facts.extend(evaluated(evaluations.get(&key)));
                self.add(item);
            }
        }
    }

    fn project(&self, row: &VersionRow<'_>, key: &str, policy: usize, of: &Projects<'_>) -> Item {
        let (number, name) = (row.text("project_number"), row.text("project_name"));
        let mut item = Self::item(ItemKind::Project, number, name, Some(policy));
        item.uid = Some(row.text("project_uid")).filter(|uid| !uid.is_empty());
        let fields = Project::FIELDS;
        let label = |key: &str| name_of("Project", key, fields);
        let section = row.text("section_name");
        item.facts.extend(words("section", &label("section"), &section, Class::Word));
        let kana = row.text("project_kana");
        item.facts.extend(words("kana", &label("kana"), &kana, Class::Word));
        item.facts.extend(plain(row, "description", "Project", fields, Class::Text));
        item.facts.extend(plain(row, "direction", "Project", fields, Class::Word));
        for row in of.results.get(key).into_iter().flatten() {
            let fact = words("results", &label("results"), &row.text("result"), Class::Text);
            item.facts.extend(fact.map(|fact| of_year(fact, row.year("year"))));
        }
        let budgets: &[VersionRow<'_>] = of.budgets.get(key).map_or(&[], Vec::as_slice);
        // Where the budgets with which years began have rows of their own, those are what is written.
        let has_initial = budgets.iter().any(|row| row.text("kind") == INITIAL);
        for row in budgets {
            let field = match row.text("kind") {
                kind if kind == INITIAL => "budget".to_owned(),
                kind if has_initial && kind == "budget" => continue,
                kind => kind,
            };
            item.facts.extend(self.amount(row, &field, "", label(&field)));
        }
        for row in of.funding.get(key).into_iter().flatten() {
            let source = row.text("funding_source");
            let is_settled = row.text("kind") == Funded::Settlement.word();
            let field = if is_settled { Funded::Settlement } else { Funded::Budget }.key();
            let label = format!("{}：{source}", label(field));
            item.facts.extend(self.amount(row, field, &source, label));
        }
        item.facts.extend(self.declared("projects", row));
        for row in of.yearly.get(key).into_iter().flatten() {
            item.facts.extend(self.declared("project_fields", row));
        }
        item
    }
}

/// The kind of the budgets with which years began, where others count.
pub(super) const INITIAL: &str = "initial";

/// The results in declared evaluations.
fn evaluated(rows: Option<&Vec<VersionRow<'_>>>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for row in rows.into_iter().flatten() {
        let (id, name) = (row.text("evaluation"), row.text("evaluation_name"));
        let (criterion, criterion_name) = (row.text("criterion"), row.text("criterion_name"));
        let year = row.year("year");
        let mut add = |of: String, label: String, column: &str, class| {
            let fact = below("evaluations", &of, &label, &row.text(column), class);
            facts.extend(fact.map(|fact| of_year(fact, year)));
        };
        if criterion.is_empty() {
            add(format!("{id}/result"), name.clone(), "result", Class::Rating);
            add(format!("{id}/opinion"), format!("{name}：評価の文"), "opinion", Class::Text);
            add(format!("{id}/reply"), format!("{name}：対応の文"), "reply", Class::Text);
        } else {
            let label = format!("{name}：{criterion_name}");
            add(format!("{id}/criteria/{criterion}"), label, "result", Class::Rating);
        }
    }
    facts
}

fn relisted_facts(row: &VersionRow<'_>) -> impl Iterator<Item = Fact> {
    let name = row.text("project_name");
    let title = name_of("Policy", "relisted", Policy::FIELDS);
    let values = [("policy", row.text("original_policy_id")), ("name", name.clone())];
    values.into_iter().filter_map(move |(key, value)| {
        let label = format!("{title}：{}", name_of("Relisted", key, Relisted::FIELDS));
        below("relisted", &format!("{name}/{key}"), &label, &value, Class::Word)
    })
}

//! The snapshot of a `plan.json`, the open data of an edition in one file.
//!
//! Each column of the data is put where the walk over the records of a book puts the same value, so that
//! a book and its own data are the same snapshot. The file describes itself: names of declared fields are
//! those of its dictionary.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::policies::INITIAL;
use super::tables::{Tables, VersionRow};
use crate::check::COLUMNS;
use crate::compare::{
    Class, Fact, FactKey, FactValue, Frame, Item, ItemKind, LeftOut, Snapshot, kind_name, label,
};
use crate::diag::Text;
use crate::model::{FiscalYear, Indicator, LeadPolicy, Levels, Node, PriorityTheme};
use crate::record::Field;
use crate::text;

/// The tables that are read, and those whose rows are computed from them or say nothing of the edition.
const TABLES: [&str; 26] = [
    "budgets",
    "codes",
    "dictionary",
    "evaluation",
    "evaluation_counts",
    "evaluation_results",
    "framework",
    "funding",
    "indicator_fields",
    "indicator_places",
    "indicator_values",
    "indicators",
    "leads",
    "pages",
    "policies",
    "policy_fields",
    "policy_sections",
    "project_fields",
    "projects",
    "ratings",
    "relisted",
    "results",
    "sections",
    "tables",
    "texts",
    "theme_policies",
];
/// More of them.
const MORE_TABLES: [&str; 5] = ["account_totals", "glossary", "localities", "themes", "totals"];

/// Reads a `plan.json`.
///
/// # Errors
/// Where it is none: what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Snapshot, Text> {
    let not_json = |_| text!("JSONとして読めません", "it is not JSON");
    let file: Value = serde_json::from_slice(bytes).map_err(not_json)?;
    let (publication, tables) = (file["publication"].as_object(), file["tables"].as_object());
    let (Some(publication), Some(tables)) = (publication, tables) else {
        return Err(text!(
            "planbook の公開データ（data/plan.json）ではありません",
            "it is not the open data of planbook (data/plan.json)"
        ));
    };
    let frame = frame(publication).ok_or_else(|| {
        text!(
            "版の年度や題名（publication）がありません",
            "it does not say which edition it is (`publication`)"
        )
    })?;
    let tables = Tables::new(tables);
    let revised_counts = tables.rows("budgets").any(|row| row.text("kind") == INITIAL);
    let frame = Frame { revised_counts, ..frame };
    let mut reader = Reader { tables, frame, items: Vec::new() };
    reader.sections();
    let nodes = reader.nodes();
    reader.indicators(&nodes);
    reader.themes();
    reader.texts();
    reader.policies(&nodes);
    let left_out = reader.left_out();
    let Reader { frame, items, .. } = reader;
    Ok(Snapshot { frame, items, reasons: BTreeMap::new(), left_out })
}

fn frame(publication: &Map<String, Value>) -> Option<Frame> {
    let text = |key: &str| publication.get(key)?.as_str().map(str::to_owned);
    let year = |key: &str| {
        let year = publication.get(key)?.as_i64()?;
        i32::try_from(year).ok().map(FiscalYear::from_western)
    };
    Some(Frame {
        title: text("title")?,
        year: year("edition_year")?,
        last_year: year("window_to")?,
        evaluated: year("evaluated_year"),
        date: text("date")?.parse().ok()?,
        is_final: text("status")? == "final",
        unit: text("unit")?,
        yen: publication.get("yen_per_unit")?.as_i64()?,
        revised_counts: false,
        negative: None,
        declared: None,
    })
}

pub(super) struct Reader<'a> {
    pub(super) tables: Tables<'a>,
    frame: Frame,
    items: Vec<Item>,
}

/// The items of the framework by their numbers.
pub(super) type Nodes = BTreeMap<String, usize>;

impl Reader<'_> {
    pub(super) fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    pub(super) fn item(
        kind: ItemKind,
        number: String,
        name: String,
        parent: Option<usize>,
    ) -> Item {
        let (was, facts, kind_name) = (Vec::new(), Vec::new(), kind_name(kind).to_owned());
        Item { kind, kind_name, uid: None, number, name, parent, was, facts }
    }

    fn sections(&mut self) {
        let rows: Vec<_> = self.tables.rows("sections").collect();
        for row in rows {
            let id = row.text("section_id");
            let mut item =
                Self::item(ItemKind::Section, id.clone(), row.text("section_name"), None);
            item.uid = Some(id);
            item.facts.extend(words("department", "部", &row.text("department_name"), Class::Word));
            self.add(item);
        }
    }

    fn nodes(&mut self) -> Nodes {
        let mut nodes = Nodes::new();
        let rows: Vec<_> = self.tables.rows("framework").collect();
        for row in rows.iter().filter(|row| row.text("level") != Levels::SHEET) {
            let id = row.text("id");
            let parent = nodes.get(&row.text("parent_id")).copied();
            let mut item = Self::item(ItemKind::Node, id.clone(), row.text("name"), parent);
            if let Some(name) = self.tables.code("level", &row.text("level")) {
                item.kind_name = name;
            }
            item.facts.extend(own_number(&row.text("number"), &id, "Node", Node::FIELDS));
            item.facts.extend(plain(row, "field", "Node", Node::FIELDS, Class::Word));
            item.facts.extend(plain(row, "summary", "Node", Node::FIELDS, Class::Text));
            let at = self.add(item);
            nodes.insert(id, at);
        }
        nodes
    }

    fn themes(&mut self) {
        let by_theme = |table| self.tables.by_key(table, &["theme_number"]);
        let (leads, policies) = (by_theme("leads"), by_theme("theme_policies"));
        let rows: Vec<_> = self.tables.rows("themes").collect();
        for row in rows {
            let number = row.text("theme_number");
            let title = row.text("theme_title");
            let mut item = Self::item(ItemKind::Theme, number.clone(), title, None);
            let title = name_of("PriorityTheme", "leads", PriorityTheme::FIELDS);
            for lead in leads.get(&number).into_iter().flatten() {
                let name = lead.text("lead_name");
                let of_lead = policies.get(&number).into_iter().flatten();
                let of_lead = of_lead.filter(|p| p.text("lead_number") == lead.text("lead_number"));
                let of_lead: Vec<_> = of_lead.map(|policy| policy.text("policy_id")).collect();
                for (key, value, class) in [
                    ("name", name.clone(), Class::Word),
                    ("description", lead.text("description"), Class::Text),
                    ("policies", of_lead.join("、"), Class::Word),
                ] {
                    let label =
                        format!("{title}：{}", name_of("LeadPolicy", key, LeadPolicy::FIELDS));
                    item.facts.extend(below(
                        "leads",
                        &format!("{name}/{key}"),
                        &label,
                        &value,
                        class,
                    ));
                }
            }
            item.facts.extend(self.passages("theme", &number));
            self.add(item);
        }
    }

    fn texts(&mut self) {
        let mut known: Vec<(String, String)> = Vec::new();
        for row in self.tables.rows("texts") {
            let subject = row.text("subject");
            let key = (subject.clone(), row.text("subject_id"));
            if ["overview", "part"].contains(&subject.as_str()) && !known.contains(&key) {
                known.push(key);
            }
        }
        for (subject, id) in known {
            // The data do not have the headings of parts.
            let mut item = Self::item(ItemKind::Text, id.clone(), String::new(), None);
            item.facts = self.passages(&subject, &id);
            item.uid = Some(id);
            self.add(item);
        }
    }

    /// The texts of a subject, with the same heading numbered.
    pub(super) fn passages(&self, subject: &str, id: &str) -> Vec<Fact> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let rows = self.tables.texts(subject, id);
        let facts = rows.iter().filter_map(|row| {
            let heading = row.text("heading");
            let heading_id = row.text("heading_id");
            let count = seen.entry(heading.clone()).or_default();
            *count += 1;
            let of = match *count {
                _ if !heading_id.is_empty() => heading_id,
                1 => heading.clone(),
                n => format!("{heading}#{n}"),
            };
            let label = if heading.is_empty() { "文章" } else { &heading };
            below("text", &of, label, &row.text("text"), Class::Text)
        });
        facts.collect()
    }

    /// An amount; none where the year has none.
    pub(super) fn amount(
        &self,
        row: &VersionRow<'_>,
        field: &str,
        of: &str,
        label: String,
    ) -> Option<Fact> {
        let value = match (row.text("amount_status").as_str(), row.number("amount")) {
            (_, Some(number)) => FactValue::Number(number),
            ("undecided", None) => FactValue::Open,
            _ => return None,
        };
        let key = FactKey { field: field.to_owned(), of: of.to_owned(), year: row.year("year") };
        let unit = Some(self.frame.unit.clone());
        Some(Fact { key, label, class: Class::Money, unit, value })
    }

    /// The fields in a row of `table` that the plan declares.
    pub(super) fn declared(&self, table: &str, row: &VersionRow<'_>) -> Vec<Fact> {
        let year = table.ends_with("_fields").then(|| row.year("year")).flatten();
        let columns = self.tables.columns(table).iter();
        let own = columns.filter(|column| {
            !COLUMNS.contains(&column.name.as_str()) && !self.tables.is_level_column(&column.name)
        });
        let fact = |column: &super::tables::ColumnInfo| {
            let text = row.text(&column.name);
            let (value, class) = match column.kind.as_str() {
                _ if text.is_empty() => return None,
                "integer" if column.is_truth => {
                    let word = if text == "1" { "はい" } else { "いいえ" };
                    (FactValue::Words(word.to_owned()), Class::Word)
                }
                "integer" if column.unit.as_ref() == Some(&self.frame.unit) => {
                    (FactValue::Number(row.number(&column.name)?), Class::Money)
                }
                "integer" | "number" => {
                    (FactValue::Number(row.number(&column.name)?), Class::Number)
                }
                _ => {
                    let class = if column.is_choice { Class::Word } else { Class::of_words(&text) };
                    (FactValue::Words(text), class)
                }
            };
            let key = FactKey { field: column.name.clone(), of: String::new(), year };
            let (label, unit) = (column.label.clone(), column.unit.clone());
            Some(Fact { key, label, class, unit, value })
        };
        own.filter_map(fact).collect()
    }

    /// What of a book is not in its open data, and what of this file is unknown.
    fn left_out(&self) -> LeftOut {
        let mut fields = BTreeMap::new();
        let name = name_of("Indicator", "decimals", Indicator::FIELDS);
        fields.insert("indicator.decimals".to_owned(), name);
        for (table, title) in self.tables.names() {
            if !TABLES.contains(&table.as_str()) && !MORE_TABLES.contains(&table.as_str()) {
                fields.insert(format!("data.{table}"), title);
            }
        }
        LeftOut { later_years: 0, fields, lineage: true }
    }
}

/// The name of a field for readers.
pub(super) fn name_of(record: &str, key: &str, fields: &[Field]) -> String {
    let field = fields.iter().find(|field| field.key == key);
    label(record, key, field.map_or("", |field| field.words))
}

/// A fact of words; none where there are none.
pub(super) fn words(field: &str, label: &str, value: &str, class: Class) -> Option<Fact> {
    below(field, "", label, value, class)
}

pub(super) fn below(field: &str, of: &str, label: &str, value: &str, class: Class) -> Option<Fact> {
    let value = value.trim();
    (!value.is_empty()).then(|| Fact {
        key: FactKey { field: field.to_owned(), of: of.to_owned(), year: None },
        label: label.to_owned(),
        class,
        unit: None,
        value: FactValue::Words(value.to_owned()),
    })
}

pub(super) fn of_year(mut fact: Fact, year: Option<FiscalYear>) -> Fact {
    fact.key.year = year;
    fact
}

/// The fact of the column that has the name of its field.
pub(super) fn plain(
    row: &VersionRow<'_>,
    key: &str,
    record: &str,
    fields: &[Field],
    class: Class,
) -> Option<Fact> {
    words(key, &name_of(record, key, fields), &row.text(key), class)
}

/// The printed number of something, where it is not its id.
pub(super) fn own_number(number: &str, id: &str, record: &str, fields: &[Field]) -> Option<Fact> {
    let own = if number == id { "" } else { number };
    words("number", &name_of(record, "number", fields), own, Class::Word)
}

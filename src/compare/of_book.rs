//! Makes the [`Snapshot`] of a book: an item for each record, whose facts the walk over the record finds.

use std::collections::BTreeMap;

use super::fact::{Class, Fact, FactKey, FactValue};
use super::labels::{kind_name, label};
use super::snapshot::{DeclaredKeys, Frame, Item, ItemKind, LeftOut, Snapshot, WasRef};
use super::walked::facts_of;
use crate::model::{
    ACCOUNT, Block, Book, CountedBudget, Funded, NodeId, Numbered, PartKind, Place, Plan, Project,
    Prose, REVISED, Status, Was,
};
use crate::reading::{AskedKind, AskedValue, Column, Reading, passages, plain};
use crate::record::Walk;

impl Snapshot {
    /// The snapshot of the book of `reading`.
    #[must_use]
    pub fn of(reading: &Reading<'_>) -> Self {
        let book = reading.book();
        let frame = frame(reading);
        let mut builder =
            Builder { book, frame, items: Vec::new(), nodes: BTreeMap::new(), later_years: 0 };
        builder.sections();
        builder.nodes();
        builder.indicators();
        builder.themes();
        builder.texts();
        builder.policies(reading);
        let Builder { frame, items, later_years, .. } = builder;
        let reasons = reasons(book);
        Self { frame, items, reasons, left_out: LeftOut { later_years, ..LeftOut::default() } }
    }
}

fn frame(reading: &Reading<'_>) -> Frame {
    let plan = reading.plan();
    Frame {
        title: plan.title(),
        year: plan.edition.year.value,
        last_year: plan.edition.last_year(),
        evaluated: reading.evaluated(),
        date: plan.edition.date.value,
        is_final: reading.status() == Status::Final,
        unit: plan.money.unit.clone(),
        yen: plan.money.yen,
        revised_counts: plan.supplementary == Some(CountedBudget::Revised),
        negative: Some(plan.money.negative.clone()),
        declared: Some(declared(plan)),
    }
}

/// The fields that the edition adds, but those that come with its money: a first amount of them is a change.
fn declared(plan: &Plan) -> DeclaredKeys {
    let fields = plan.fields.all().filter(|(_, field)| {
        field.is_in(plan.edition.year.value) && ![ACCOUNT, REVISED].contains(&field.id.as_str())
    });
    let of = |record| match record {
        "Policy" => Some(ItemKind::Policy),
        "Project" => Some(ItemKind::Project),
        "Indicator" => Some(ItemKind::Indicator),
        _ => None,
    };
    let keys = fields.filter_map(|(record, field)| {
        Some(((of(record)?, field.id.to_string()), field.name.value.clone()))
    });
    keys.collect()
}

struct Builder<'a> {
    book: &'a Book,
    frame: Frame,
    items: Vec<Item>,
    nodes: BTreeMap<NodeId, usize>,
    later_years: usize,
}

impl Builder<'_> {
    fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    fn item(&self, kind: ItemKind, name: &str, parent: Option<usize>) -> Item {
        let levels = &self.book.plan.levels;
        let kind_name = match kind {
            ItemKind::Policy => levels.policy().to_owned(),
            other => self.book.plan.in_words(kind_name(other)),
        };
        let (name, was, facts) = (name.to_owned(), Vec::new(), Vec::new());
        Item { kind, kind_name, uid: None, number: String::new(), name, parent, was, facts }
    }

    fn sections(&mut self) {
        for (department, section) in self.book.plan.sections() {
            let mut item = self.item(ItemKind::Section, &section.name, None);
            item.uid = Some(section.id.value.clone());
            item.number.clone_from(&section.id.value);
            item.was = was(&section.was);
            item.facts.push(word("department", "部", &department.name));
            self.add(item);
        }
    }

    fn nodes(&mut self) {
        for node in self.book.all_nodes() {
            let id = node.id.value;
            let parent = id.parent().and_then(|parent| self.nodes.get(&parent).copied());
            let mut item = self.item(ItemKind::Node, &node.name, parent);
            self.book.plan.levels.name_at(id.depth()).clone_into(&mut item.kind_name);
            item.number = node.id_text();
            item.facts = self.facts(node, None);
            let at = self.add(item);
            self.nodes.insert(id, at);
        }
    }

    fn indicators(&mut self) {
        for indicator in self.book.indicators() {
            let place = indicator.first_place().map(Place::node);
            let parent = place.and_then(|place| self.nodes.get(&place).copied());
            let mut item = self.item(ItemKind::Indicator, &indicator.name, parent);
            item.uid = Some(indicator.id.value.clone());
            item.number.clone_from(&indicator.id.value);
            item.was = was(&indicator.was);
            item.facts = self.facts(indicator, Some(&indicator.unit));
            let policy = indicator.first_place().and_then(Place::policy);
            item.facts.extend(policy.map(|policy| at_policy(&policy.to_string())));
            self.add(item);
        }
    }

    fn themes(&mut self) {
        for theme in &self.book.themes {
            let mut item = self.item(ItemKind::Theme, &theme.title, None);
            item.number = theme.number.to_string();
            item.facts = self.facts(theme, None);
            item.facts.extend(self.passages(&theme.prose));
            self.add(item);
        }
    }

    fn texts(&mut self) {
        let plan = &self.book.plan;
        let overview = plan.book.parts.iter().find(|p| p.kind == PartKind::Overview);
        let title = |id: &str| plan.part(id).map_or_else(|| id.to_owned(), |p| plan.part_title(p));
        let id = overview.map_or("overview", |part| part.id.as_str()).to_owned();
        let overview = (id, &self.book.overview);
        let parts = self.book.part_texts.iter().map(|part| (part.id.value.clone(), &part.prose));
        for (id, prose) in [overview].into_iter().chain(parts) {
            let facts = self.passages(prose);
            if facts.is_empty() {
                continue;
            }
            let mut item = self.item(ItemKind::Text, &title(&id), None);
            item.uid = Some(id.clone());
            item.number = id;
            item.facts = facts;
            self.add(item);
        }
    }

    fn policies(&mut self, reading: &Reading<'_>) {
        for policy in self.book.policies() {
            let awaited: Vec<AskedValue<'_>> = match reading.status() {
                Status::Final => Vec::new(),
                _ => reading.asked(policy).filter(|asked| !asked.written).collect(),
            };
            let parent = self.nodes.get(&policy.id.node).copied();
            let mut item = self.item(ItemKind::Policy, &policy.title, parent);
            item.uid = policy.uid.as_ref().map(ToString::to_string);
            item.number = policy.id_text();
            item.was = was(&policy.was);
            item.facts = self.facts(policy, None);
            for section in &policy.prose {
                let heading = &section.heading.value;
                let known = self.book.plan.headings.iter().find(|h| h.heading.value == *heading);
                let id = known.map_or(heading, |heading| &heading.id);
                let text = plain(&section.prose, self.book);
                item.facts.extend(passage(id, heading, &text));
            }
            let policy_at = self.add(item);
            for (number, project) in (1..).zip(&policy.projects) {
                let mut item = self.item(ItemKind::Project, &project.name, Some(policy_at));
                item.uid = project.uid.as_ref().map(ToString::to_string);
                item.number = i32::to_string(&number);
                item.was = was(&project.was);
                item.facts = self.facts(project, None);
                let of_project = |asked: &&AskedValue<'_>| {
                    asked.project.is_some_and(|it| std::ptr::eq(it, project))
                };
                item.facts.extend(awaited.iter().filter(of_project).filter_map(awaited_amount));
                for (funded, _) in Funded::ALL {
                    self.complete_funding(&mut item.facts, project, funded);
                }
                self.add(item);
            }
        }
    }

    /// A source that a project leaves out in a year for which it gives others brings nothing. Where only a part
    /// is given, what the others bring is not known.
    fn complete_funding(&self, facts: &mut Vec<Fact>, project: &Project, funded: Funded) {
        let field = funded.key();
        for (year, parts) in &project.sources_of(funded).value {
            let given: i128 = parts.values().filter_map(|it| Some(i128::from(it.value?.0))).sum();
            let amount = Column::funded(funded, *year).of(project);
            let is_all = amount.is_some_and(|amount| i128::from(amount.0) == given);
            if !self.frame.shows(field, *year) || !is_all {
                continue;
            }
            for source in &self.book.plan.sources {
                let of = source.value.clone();
                let key = FactKey { field: field.to_owned(), of, year: Some(*year) };
                if facts.iter().all(|fact| fact.key != key) {
                    let label = format!("{}：{}", label("Project", field, field), source.value);
                    let (value, unit) = (FactValue::whole(0), Some(self.frame.unit.clone()));
                    facts.push(Fact { key, label, class: Class::Money, unit, value });
                }
            }
        }
    }

    fn passages(&self, prose: &Prose) -> Vec<Fact> {
        let prose: &[Block] = prose;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let numbered = passages(prose, self.book).into_iter().map(|found| {
            let count = seen.entry(found.heading.clone()).or_default();
            *count += 1;
            let id = match *count {
                1 => found.heading.clone(),
                n => format!("{}#{n}", found.heading),
            };
            passage(&id, &found.heading, &found.text)
        });
        numbered.flatten().collect()
    }

    /// Every value of `record` but its identity, of the years that the edition shows. `unit` is that of
    /// its own numbers.
    fn facts(&mut self, record: &impl Walk, unit: Option<&str>) -> Vec<Fact> {
        let facts = facts_of(record, self.book, unit);
        let shown = |fact: &Fact| {
            let year = fact.key.year;
            year.is_none_or(|year| self.frame.shows(&fact.key.field, year))
        };
        let (facts, later): (Vec<_>, Vec<_>) = facts.into_iter().partition(shown);
        self.later_years += later.len();
        facts
    }
}

/// The reasons of changes in the edition of the book.
fn reasons(book: &Book) -> BTreeMap<String, String> {
    let year = &book.plan.edition.year;
    let now = book.changes.iter().filter(|change| change.edition == *year);
    now.map(|change| (change.id.value.clone(), change.reason.value.clone())).collect()
}

fn was(all: &[Was]) -> Vec<WasRef> {
    let was = all.iter().map(|was| WasRef {
        edition: was.edition.value,
        place: was.place.as_ref().map(|place| place.value.clone()),
        name: was.name.value.clone(),
    });
    was.collect()
}

/// The fact that the amount `asked` is still to come; none where that is no amount.
fn awaited_amount(asked: &AskedValue<'_>) -> Option<Fact> {
    let field = match asked.kind {
        AskedKind::Settlement => "settlement",
        AskedKind::Budget => "budget",
        _ => return None,
    };
    Some(Fact {
        key: FactKey { field: field.to_owned(), of: String::new(), year: Some(asked.year) },
        label: label("Project", field, ""),
        class: Class::Money,
        unit: None,
        value: FactValue::Awaited,
    })
}

/// The fact that an indicator belongs to the policy `id`.
#[must_use]
pub fn at_policy(id: &str) -> Fact {
    word("policy", "所属の施策", id)
}

/// A fact of one word.
pub(super) fn word(field: &str, label: &str, value: &str) -> Fact {
    Fact {
        key: FactKey { field: field.to_owned(), of: String::new(), year: None },
        label: label.to_owned(),
        class: Class::Word,
        unit: None,
        value: FactValue::Words(value.to_owned()),
    }
}

/// The fact of a text under a heading; none where there is no text.
fn passage(id: &str, heading: &str, text: &str) -> Option<Fact> {
    let text = text.trim();
    (!text.is_empty()).then(|| Fact {
        key: FactKey { field: "text".to_owned(), of: id.to_owned(), year: None },
        label: if heading.is_empty() { "文章".to_owned() } else { heading.to_owned() },
        class: Class::Text,
        unit: None,
        value: FactValue::Words(text.to_owned()),
    })
}

//! A form as its templates get it.

use serde::Serialize;

use super::Form;
use super::entries::{Entry, Narrowed, Subject, entries, is_answerable};
use crate::model::{Book, PolicyId};
use crate::parse::{FormGroup, FormList};
use crate::reading::passages;
use crate::view::{IndicatorView, Meta, PolicyView, ProjectView, RatingView, View};

/// A form with everything that it selects.
#[derive(Debug, Serialize)]
pub struct FormView<'a> {
    /// The folder of the form.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its title.
    pub title: String,
    /// What it is narrowed to: 企画課, 基本目標1 …; empty where it is about the whole book.
    pub narrowed: String,
    /// The plan and its edition.
    pub meta: &'a Meta,
    /// The rating scale, best first.
    pub ratings: &'a [RatingView],
    /// What amounts are compared with, as 令和5年度の決算額; none where nothing is compared.
    pub compared: Option<&'a str>,
    /// The whole book, if the form asks for it.
    pub book: Option<&'a View>,
    /// Its lists; without those that the book cannot answer, such as what changed in a first edition.
    pub lists: Vec<ListView<'a>>,
}

/// A list of a form.
#[derive(Debug, Serialize)]
pub struct ListView<'a> {
    id: &'a str,
    title: String,
    /// `policy`, `project` or `indicator`.
    of: &'static str,
    /// How many items it has.
    count: usize,
    /// Its items by group; one group without a name where it has none.
    groups: Vec<GroupView<'a>>,
}

/// Items that belong together.
#[derive(Debug, Serialize)]
pub struct GroupView<'a> {
    number: &'a str,
    name: &'a str,
    /// The policy, where the items are grouped by policies.
    policy: Option<&'a PolicyView>,
    /// The texts of that, by heading.
    texts: Vec<TextView>,
    items: Vec<ItemView<'a>>,
}

/// A text of a policy.
#[derive(Debug, Serialize)]
struct TextView {
    id: String,
    heading: String,
    /// Its lines without markup.
    lines: Vec<String>,
}

/// An item of a list: what it is about and its policy. What it is not about is none.
#[derive(Debug, Serialize)]
struct ItemView<'a> {
    policy: Option<&'a PolicyView>,
    project: Option<&'a ProjectView>,
    indicator: Option<&'a IndicatorView>,
}

impl<'a> FormView<'a> {
    /// What `form` selects of `view`, the view of `book`.
    #[must_use]
    pub fn new(form: &'a Form, view: &'a View, book: &Book, narrowed: &Narrowed) -> Self {
        let lists = form.spec.lists.iter().filter(|list| is_answerable(list, view));
        let amounts = view.changes.as_ref().and_then(|changes| changes.amounts.as_ref());
        Self {
            id: &form.id,
            name: &form.spec.name.value,
            title: filled(&form.spec.title, &view.meta),
            narrowed: narrowed_to(view, narrowed),
            meta: &view.meta,
            ratings: &view.ratings,
            compared: amounts.map(|amounts| amounts.before.as_str()),
            book: form.spec.whole.then_some(view),
            lists: lists.map(|list| list_view(list, view, book, narrowed)).collect(),
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.book.is_none() && self.count() == 0
    }

    /// How many items it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lists.iter().map(|list| list.count).sum()
    }
}

/// `text` with the names of the plan and its years filled in.
fn filled(text: &str, meta: &Meta) -> String {
    let evaluated = meta.evaluated.as_ref().map_or("", |year| year.long.as_str());
    text.replace("{plan}", &meta.plan)
        .replace("{document}", &meta.document)
        .replace("{edition}", &meta.edition.long)
        .replace("{evaluated}", evaluated)
        .replace("{policy}", &meta.levels.policy)
        .trim()
        .to_owned()
}

/// What the form is narrowed to, in words.
fn narrowed_to(view: &View, narrowed: &Narrowed) -> String {
    let level = narrowed.level.as_deref().map(|level| {
        let is_it = |id: &str, number: &str| id == level || number == level;
        let goal = view.goals.iter().find(|goal| is_it(&goal.id, &goal.number));
        let node = || view.nodes().find(|node| is_it(&node.id, &node.number));
        let policy = || view.policies().find(|policy| is_it(&policy.id, &policy.number));
        goal.map(|goal| format!("{} {}", goal.numbered, goal.name))
            .or_else(|| node().map(|node| format!("{} {}", node.numbered, node.name)))
            .or_else(|| policy().map(|policy| format!("{} {}", policy.number, policy.title)))
            .unwrap_or_else(|| level.to_owned())
    });
    let words: Vec<String> = level.into_iter().chain(narrowed.section.clone()).collect();
    words.join("、")
}

fn list_view<'a>(
    list: &'a FormList,
    view: &'a View,
    book: &Book,
    narrowed: &Narrowed,
) -> ListView<'a> {
    let found = entries(list, view, narrowed);
    let mut groups: Vec<GroupView<'a>> = Vec::new();
    for entry in &found {
        let group = group(list.by, entry, book);
        let same =
            |known: &&mut GroupView<'a>| known.number == group.number && known.name == group.name;
        match groups.iter_mut().find(same) {
            Some(known) => known.items.push(item(entry)),
            None => groups.push(GroupView { items: vec![item(entry)], ..group }),
        }
    }
    ListView {
        id: &list.id,
        title: filled(&list.title, &view.meta),
        of: list.of.name(),
        count: found.len(),
        groups,
    }
}

fn item<'a>(entry: &Entry<'a>) -> ItemView<'a> {
    let (project, indicator) = match entry.subject {
        Subject::Project(project) => (Some(project), None),
        Subject::Indicator(indicator) => (None, Some(indicator)),
        Subject::Policy(_) => (None, None),
    };
    ItemView { policy: entry.policy, project, indicator }
}

/// The group of an item, without items.
fn group<'a>(by: FormGroup, entry: &Entry<'a>, book: &Book) -> GroupView<'a> {
    let named = |number, name| GroupView {
        number,
        name,
        policy: None,
        texts: Vec::new(),
        items: Vec::new(),
    };
    let goal = || named(&entry.goal.number, &entry.goal.name);
    match (by, entry.node, entry.policy) {
        (FormGroup::None, ..) => named("", ""),
        (FormGroup::Group, Some(node), _) | (FormGroup::Policy, Some(node), None) => {
            named(&node.number, &node.name)
        }
        (FormGroup::Policy, _, Some(policy)) => GroupView {
            policy: Some(policy),
            texts: texts(book, policy),
            ..named(&policy.number, &policy.title)
        },
        (FormGroup::Section, ..) => match (entry.subject, entry.policy) {
            (Subject::Project(project), _) => named("", &project.section),
            (_, Some(policy)) => named("", policy.sections.first().map_or("", String::as_str)),
            (_, None) => goal(),
        },
        (FormGroup::Goal | FormGroup::Group | FormGroup::Policy, ..) => goal(),
    }
}

/// The texts of `policy` without markup.
fn texts(book: &Book, policy: &PolicyView) -> Vec<TextView> {
    let record = policy.id.parse::<PolicyId>().ok().and_then(|id| book.policy(id));
    let texts = record.map(|record| &record.prose[..]).unwrap_or_default();
    texts
        .iter()
        .map(|text| {
            let found = passages(&text.prose, book);
            let lines = found.iter().flat_map(|passage| {
                let heading = Some(passage.heading.clone()).filter(|heading| !heading.is_empty());
                heading.into_iter().chain(passage.text.lines().map(str::to_owned))
            });
            let heading = &text.heading.value;
            let shown = policy.prose.iter().find(|shown| shown.heading == *heading);
            TextView {
                id: shown.map(|shown| shown.id.clone()).unwrap_or_default(),
                heading: heading.clone(),
                lines: lines.collect(),
            }
        })
        .collect()
}

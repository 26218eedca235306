//! The pages that every peer makes, from the data that `planbook view` gives: what stands on
//! them, once as data for templates and once as a list of blocks for those without.

use serde_json::{Map, Value, json};

use super::view::{
    self, Amount, Goal, Indicator, Measured, Node, Policy, Reference, Tally, Totals, View,
};

mod single;

/// A page.
pub struct Page<'a> {
    /// Where it is: nothing for the first page, or such as `policies/1-2-03`.
    pub path: String,
    /// The template that draws it.
    pub layout: &'static str,
    /// Its title.
    pub title: String,
    /// What the template draws.
    pub data: Map<String, Value>,
    /// The author's texts below it, with their headings.
    pub prose: Vec<(&'a str, &'a [view::Block])>,
    /// The same for those without templates; the prose comes after it.
    pub blocks: Vec<Block>,
    /// How many of the blocks stand in the printed book, too.
    pub printed: usize,
}

/// A block.
pub enum Block {
    /// A heading within the page, of level 2 or 3.
    Heading(usize, String),
    /// A table: its columns and its rows.
    Table(Vec<String>, Vec<Vec<Cell>>),
    /// A list.
    List(Vec<Cell>),
}

/// Words, and the page that they lead to.
pub struct Cell {
    /// The words.
    pub words: String,
    /// The page.
    pub path: Option<String>,
    /// Whether they are a figure.
    pub figure: bool,
}

fn words(words: impl Into<String>) -> Cell {
    Cell { words: words.into(), path: None, figure: false }
}

fn figure(words: impl Into<String>) -> Cell {
    Cell { words: words.into(), path: None, figure: true }
}

fn link(words: impl Into<String>, path: String) -> Cell {
    Cell { words: words.into(), path: Some(path), figure: false }
}

fn policy_link(id: &str, name: &str) -> Cell {
    link(format!("{id} {name}"), format!("policies/{id}"))
}

fn policy_links(of: &[Reference]) -> impl Iterator<Item = Cell> {
    of.iter().map(|policy| policy_link(&policy.id, &policy.name))
}

/// An id and a name as one.
fn named(id: &str, name: &str) -> String {
    format!("{id} {name}")
}

/// A settlement and the budgets.
fn amounts(settlement: &Amount, budget: &[Amount]) -> Vec<String> {
    std::iter::once(settlement).chain(budget).map(|amount| amount.text.clone()).collect()
}

fn sums(of: &Totals) -> Vec<String> {
    amounts(&of.settlement, &of.budget)
}

/// The first budget of totals.
fn first_budget(of: &Totals) -> &str {
    &of.budget[0].text
}

fn measured(of: Option<&Measured>) -> String {
    of.map_or_else(|| "―".to_owned(), |of| format!("{} {}", of.text, of.year.long))
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

/// What every page knows.
pub fn site(view: &View) -> Value {
    let meta = &view.meta;
    json!({
        "title": meta.title, "municipality": meta.municipality, "unit": meta.unit,
        "evaluated": meta.evaluated.long, "edition": meta.edition.long,
        "window": meta.window.iter().map(|year| &year.long).collect::<Vec<_>>(),
        "ratings": view.ratings,
    })
}

/// Every page, in the order of the book.
pub fn all(view: &View) -> Vec<Page<'_>> {
    let mut out = vec![home(view), overview(view), themes(view), indicators(view)];
    out.push(evaluation(view));
    out.push(index(view));
    out.extend(view.policies().map(|(node, policy)| single::sheet(view, node, policy)));
    out.push(single::sections(view));
    for department in &view.departments {
        let sections = department.sections.iter();
        out.extend(sections.map(|section| single::section(view, department, section)));
    }
    out
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn rating_columns(view: &View) -> impl Iterator<Item = String> {
    view.ratings.iter().map(|rating| rating.id.clone())
}

fn money_columns(view: &View) -> Vec<String> {
    let settled = format!("決算額 {}", view.meta.evaluated.long);
    let years = view.meta.window.iter();
    std::iter::once(settled).chain(years.map(|year| format!("予算額 {}", year.long))).collect()
}

fn counts(tally: &Tally) -> Vec<String> {
    tally.counts.iter().chain([&tally.total]).map(usize::to_string).collect()
}

fn home(view: &View) -> Page<'_> {
    let budget = |goal: &Goal| goal.totals.budget[0].words.clone().unwrap_or_default();
    let data = |goal: &Goal| {
        json!({
            "id": goal.id, "name": goal.name, "field": goal.field,
            "counts": counts(&goal.evaluation), "indicators": goal.indicators,
            "budget": budget(goal),
        })
    };
    let row = |goal: &Goal| {
        let mut row = vec![words(named(&goal.id, &goal.name)), words(&goal.field)];
        row.extend(counts(&goal.evaluation).into_iter().map(figure));
        row.push(figure(budget(goal)));
        row.push(figure(goal.indicators.to_string()));
        row
    };
    let mut head = columns(&["基本目標", "分野"]);
    head.extend(rating_columns(view));
    head.extend(columns(&["計", "予算額", "成果指標"]));
    let totals = sums(&view.totals);
    let blocks = vec![
        Block::List(vec![words(&view.meta.vision)]),
        Block::Table(head, view.goals.iter().map(row).collect()),
        Block::Table(money_columns(view), vec![totals.iter().map(figure).collect()]),
    ];
    let goals: Vec<Value> = view.goals.iter().map(data).collect();
    let data = object(json!({ "vision": view.meta.vision, "goals": goals, "totals": totals }));
    Page {
        path: String::new(),
        layout: "home",
        title: view.meta.title.clone(),
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

fn overview(view: &View) -> Page<'_> {
    Page {
        path: "overview".into(),
        layout: "prose",
        title: "実施計画について".into(),
        data: Map::new(),
        prose: vec![("", &view.overview)],
        blocks: Vec::new(),
        printed: 0,
    }
}

fn themes(view: &View) -> Page<'_> {
    let (mut blocks, mut data, mut prose) = (Vec::new(), Vec::new(), Vec::new());
    for theme in &view.themes {
        blocks.push(Block::Heading(2, theme.title.clone()));
        let mut leads = Vec::new();
        for lead in &theme.leads {
            blocks.push(Block::Heading(3, lead.name.clone()));
            let description = std::iter::once(words(&lead.description));
            blocks.push(Block::List(description.chain(policy_links(&lead.policies)).collect()));
            leads.push(json!({
                "name": lead.name, "description": lead.description, "policies": lead.policies,
            }));
        }
        blocks.push(Block::List(policy_links(&theme.policies).collect()));
        data.push(json!({ "title": theme.title, "leads": leads, "policies": theme.policies }));
        prose.push((theme.title.as_str(), theme.content.as_slice()));
    }
    let data = object(json!({ "themes": data }));
    Page {
        path: "themes".into(),
        layout: "themes",
        title: "重点テーマ".into(),
        data,
        prose,
        printed: blocks.len(),
        blocks,
    }
}

const INDICATOR_COLUMNS: [&str; 6] = ["成果指標", "単位", "策定時", "現状値", "目標値", "進捗"];

/// The baseline, the latest value and the target.
fn values(of: &Indicator) -> [String; 3] {
    [Some(&of.baseline), of.current.as_ref(), Some(&of.target)].map(measured)
}

fn indicator(of: &Indicator) -> Value {
    let [baseline, current, target] = values(of);
    json!({
        "name": of.name, "unit": of.unit, "baseline": baseline, "current": current,
        "target": target, "progress": of.progress.word, "percent": of.progress.text,
    })
}

fn indicator_row(of: &Indicator) -> Vec<Cell> {
    let mut row = vec![words(&of.name), words(&of.unit)];
    row.extend(values(of).map(figure));
    row.push(words(named(&of.progress.word, &of.progress.text)));
    row
}

fn indicator_table(of: &[Indicator]) -> Block {
    Block::Table(columns(&INDICATOR_COLUMNS), of.iter().map(indicator_row).collect())
}

fn indicators(view: &View) -> Page<'_> {
    let (mut blocks, mut data) = (Vec::new(), Vec::new());
    for node in view.nodes().filter(|node| !node.indicators.is_empty()) {
        blocks.push(Block::Heading(2, named(&node.id, &node.name)));
        blocks.push(indicator_table(&node.indicators));
        let row = |of: &Indicator| {
            let mut data = object(indicator(of));
            data.insert("source".into(), json!(of.source));
            data.insert("note".into(), json!(of.note));
            let years = of.values.iter().map(|value| measured(Some(value)));
            data.insert("years".into(), years.collect());
            Value::Object(data)
        };
        let rows: Vec<Value> = node.indicators.iter().map(row).collect();
        data.push(json!({ "id": node.id, "name": node.name, "indicators": rows }));
    }
    let data = object(json!({ "plans": data }));
    Page {
        path: "indicators".into(),
        layout: "indicators",
        title: "成果指標現状値一覧表".into(),
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

fn evaluation(view: &View) -> Page<'_> {
    let row = |id: &str, name: &str, tally: &Tally| -> Vec<Cell> {
        let counts = counts(tally).into_iter().map(figure);
        std::iter::once(words(named(id, name))).chain(counts).collect()
    };
    let of_node = |node: &Node| json!({ "id": node.id, "name": node.name, "counts": counts(&node.evaluation) });
    let (mut rows, mut goals): (Vec<Vec<Cell>>, Vec<Value>) = (Vec::new(), Vec::new());
    for goal in &view.goals {
        rows.push(row(&goal.id, &goal.name, &goal.evaluation));
        rows.extend(goal.nodes.iter().map(|node| row(&node.id, &node.name, &node.evaluation)));
        goals.push(json!({
            "id": goal.id, "name": goal.name, "counts": counts(&goal.evaluation),
            "plans": goal.nodes.iter().map(of_node).collect::<Vec<_>>(),
        }));
    }
    let total = counts(&view.evaluation);
    rows.push(std::iter::once(words("合計")).chain(total.iter().map(figure)).collect());
    let mut head = columns(&["基本目標・基本計画"]);
    head.extend(rating_columns(view));
    head.push("計".to_owned());
    let mut blocks = vec![Block::Table(head, rows)];
    let mut by_rating = Vec::new();
    for rating in &view.ratings {
        let rated = || view.policies().map(|(_, p)| p).filter(|p| p.rating.id == rating.id);
        let links = rated().map(|policy| policy_link(&policy.id, &policy.title)).collect();
        blocks.push(Block::Heading(2, named(&rating.id, &rating.label)));
        blocks.push(Block::List(links));
        let policies = rated().map(|policy| json!({ "id": policy.id, "name": policy.title }));
        let policies: Vec<Value> = policies.collect();
        by_rating.push(json!({ "id": rating.id, "label": rating.label, "policies": policies }));
    }
    let data = object(json!({ "goals": goals, "total": total, "by_rating": by_rating }));
    Page {
        path: "evaluation".into(),
        layout: "evaluation",
        title: "評価結果一覧表".into(),
        data,
        prose: Vec::new(),
        printed: 1,
        blocks,
    }
}

/// The names of `all`, as a list in a sentence.
fn joined(all: &[Reference]) -> String {
    all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("、")
}

fn index(view: &View) -> Page<'_> {
    let row = |policy: &Policy| {
        vec![
            policy_link(&policy.id, &policy.title),
            words(&policy.rating.id),
            words(joined(&policy.section_refs)),
            figure(first_budget(&policy.totals)),
        ]
    };
    let of_policy = |policy: &Policy| {
        json!({
            "id": policy.id, "title": policy.title, "rating": policy.rating.id,
            "sections": policy.section_refs, "budget": first_budget(&policy.totals),
        })
    };
    let (mut blocks, mut goals) = (Vec::new(), Vec::new());
    for goal in &view.goals {
        blocks.push(Block::Heading(2, named(&goal.id, &goal.name)));
        let mut plans = Vec::new();
        for node in &goal.nodes {
            blocks.push(Block::Heading(3, named(&node.id, &node.name)));
            let rows = node.policies.iter().map(row).collect();
            blocks.push(Block::Table(columns(&["主要施策", "評価", "担当課", "予算額"]), rows));
            let policies: Vec<Value> = node.policies.iter().map(of_policy).collect();
            plans.push(json!({ "id": node.id, "name": node.name, "policies": policies }));
        }
        goals.push(json!({ "id": goal.id, "name": goal.name, "plans": plans }));
    }
    let total = first_budget(&view.totals);
    blocks.push(Block::Table(columns(&["合計"]), vec![vec![figure(total)]]));
    let data = object(json!({ "goals": goals, "total": total }));
    Page {
        path: "policies".into(),
        layout: "policies",
        title: "施策体系".into(),
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

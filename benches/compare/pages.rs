//! The pages that every peer makes, from the data that `planbook view` gives: what stands on
//! them, once as data for templates and once as a list of blocks for those without.

use serde_json::{Map, Value, json};

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
    pub prose: Vec<(&'a str, &'a Value)>,
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

/// The text of `value`, or nothing.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of `value`, or none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
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

fn policy_link(id: &Value, name: &Value) -> Cell {
    link(format!("{} {}", text(id), text(name)), format!("policies/{}", text(id)))
}

/// The settlement and the budgets of a project or of totals.
fn amounts(of: &Value) -> Vec<String> {
    let budgets = list(&of["budget"]).iter().map(|b| text(&b["text"]).to_owned());
    std::iter::once(text(&of["settlement"]["text"]).to_owned()).chain(budgets).collect()
}

fn measured(of: &Value) -> String {
    if of.is_null() {
        "―".to_owned()
    } else {
        format!("{} {}", text(&of["text"]), text(&of["year"]["long"]))
    }
}

fn reference(of: &Value) -> Value {
    if of.is_null() {
        return Value::Null;
    }
    json!({ "id": of["id"], "name": of["name"] })
}

fn references(of: &Value) -> Vec<Value> {
    list(of).iter().map(reference).collect()
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

/// What every page knows.
pub fn site(view: &Value) -> Value {
    json!({
        "title": view["meta"]["title"],
        "municipality": view["meta"]["municipality"],
        "unit": view["meta"]["unit"],
        "evaluated": view["meta"]["evaluated"]["long"],
        "edition": view["meta"]["edition"]["long"],
        "window": list(&view["meta"]["window"]).iter().map(|y| &y["long"]).collect::<Vec<_>>(),
        "ratings": list(&view["ratings"]).iter()
            .map(|r| json!({ "id": r["id"], "label": r["label"] })).collect::<Vec<_>>(),
    })
}

/// Every page, in the order of the book.
pub fn all(view: &Value) -> Vec<Page<'_>> {
    let mut out = vec![home(view), overview(view), themes(view), indicators(view)];
    out.push(evaluation(view));
    out.push(index(view));
    for plan in plans(view) {
        out.extend(list(&plan["policies"]).iter().map(|policy| single::sheet(view, plan, policy)));
    }
    out.push(single::sections(view));
    for department in list(&view["departments"]) {
        out.extend(
            list(&department["sections"]).iter().map(|s| single::section(view, department, s)),
        );
    }
    out
}

fn plans(view: &Value) -> impl Iterator<Item = &Value> {
    list(&view["goals"]).iter().flat_map(|goal| list(&goal["basic_plans"]))
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn money_columns(view: &Value) -> Vec<String> {
    let settled = format!("決算額 {}", text(&view["meta"]["evaluated"]["long"]));
    let years = list(&view["meta"]["window"]).iter();
    std::iter::once(settled)
        .chain(years.map(|year| format!("予算額 {}", text(&year["long"]))))
        .collect()
}

fn counts(tally: &Value) -> Vec<String> {
    list(&tally["counts"]).iter().chain([&tally["total"]]).map(Value::to_string).collect()
}

fn home(view: &Value) -> Page<'_> {
    let goals: Vec<Value> = list(&view["goals"])
        .iter()
        .map(|goal| {
            json!({
                "id": goal["id"], "name": goal["name"], "field": goal["field"],
                "counts": counts(&goal["evaluation"]), "indicators": goal["indicators"],
                "budget": goal["totals"]["budget"][0]["words"],
            })
        })
        .collect();
    let rows = goals.iter().map(|goal| {
        let mut row = vec![words(format!("{} {}", text(&goal["id"]), text(&goal["name"])))];
        row.push(words(text(&goal["field"])));
        row.extend(list(&goal["counts"]).iter().map(|count| figure(text(count))));
        row.push(figure(text(&goal["budget"])));
        row
    });
    let mut head = columns(&["基本目標", "分野"]);
    head.extend(list(&view["ratings"]).iter().map(|r| text(&r["id"]).to_owned()));
    head.extend(columns(&["計", "予算額"]));
    let blocks = vec![
        Block::Table(head, rows.collect()),
        Block::Table(
            money_columns(view),
            vec![amounts(&view["totals"]).into_iter().map(figure).collect()],
        ),
    ];
    let data = object(json!({
        "vision": view["meta"]["vision"], "goals": goals, "totals": amounts(&view["totals"]),
    }));
    let title = text(&view["meta"]["title"]).to_owned();
    Page {
        path: String::new(),
        layout: "home",
        title,
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

fn overview(view: &Value) -> Page<'_> {
    Page {
        path: "overview".into(),
        layout: "prose",
        title: "実施計画について".into(),
        data: Map::new(),
        prose: vec![("", &view["overview"])],
        blocks: Vec::new(),
        printed: 0,
    }
}

fn themes(view: &Value) -> Page<'_> {
    let (mut blocks, mut data, mut prose) = (Vec::new(), Vec::new(), Vec::new());
    for theme in list(&view["themes"]) {
        blocks.push(Block::Heading(2, text(&theme["title"]).to_owned()));
        let mut leads = Vec::new();
        for lead in list(&theme["leads"]) {
            blocks.push(Block::Heading(3, text(&lead["name"]).to_owned()));
            let links = list(&lead["policies"]).iter().map(|p| policy_link(&p["id"], &p["name"]));
            let description = words(text(&lead["description"]));
            blocks.push(Block::List(std::iter::once(description).chain(links).collect()));
            leads.push(json!({
                "name": lead["name"], "description": lead["description"],
                "policies": references(&lead["policies"]),
            }));
        }
        let links = list(&theme["policies"]).iter().map(|p| policy_link(&p["id"], &p["name"]));
        blocks.push(Block::List(links.collect()));
        let policies = references(&theme["policies"]);
        data.push(json!({ "title": theme["title"], "leads": leads, "policies": policies }));
        prose.push((text(&theme["title"]), &theme["content"]));
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

fn indicator(of: &Value) -> Value {
    json!({
        "name": of["name"], "unit": of["unit"], "baseline": measured(&of["baseline"]),
        "current": measured(&of["current"]), "target": measured(&of["target"]),
        "progress": of["progress"]["word"], "percent": of["progress"]["text"],
    })
}

fn indicator_row(of: &Value) -> Vec<Cell> {
    let mut row = vec![words(text(&of["name"])), words(text(&of["unit"]))];
    row.extend(["baseline", "current", "target"].map(|key| figure(measured(&of[key]))));
    let progress = &of["progress"];
    row.push(words(format!("{} {}", text(&progress["word"]), text(&progress["text"]))));
    row
}

fn indicators(view: &Value) -> Page<'_> {
    let (mut blocks, mut data) = (Vec::new(), Vec::new());
    for plan in plans(view) {
        let of = list(&plan["indicators"]);
        if of.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(2, format!("{} {}", text(&plan["id"]), text(&plan["name"]))));
        let rows = of.iter().map(indicator_row).collect();
        blocks.push(Block::Table(columns(&INDICATOR_COLUMNS), rows));
        let rows: Vec<Value> = of
            .iter()
            .map(|of| {
                let mut data = object(indicator(of));
                data.insert("source".into(), of["source"].clone());
                data.insert("note".into(), of["note"].clone());
                let values = list(&of["values"]).iter().map(measured).collect();
                data.insert("years".into(), values);
                Value::Object(data)
            })
            .collect();
        data.push(json!({ "id": plan["id"], "name": plan["name"], "indicators": rows }));
    }
    let data = object(json!({ "plans": data }));
    let title = "成果指標現状値一覧表".to_owned();
    Page {
        path: "indicators".into(),
        layout: "indicators",
        title,
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

fn evaluation(view: &Value) -> Page<'_> {
    let tally = |of: &Value| json!({ "id": of["id"], "name": of["name"], "counts": counts(&of["evaluation"]) });
    let row = |of: &Value| {
        let name = words(format!("{} {}", text(&of["id"]), text(&of["name"])));
        std::iter::once(name).chain(counts(&of["evaluation"]).into_iter().map(figure)).collect()
    };
    let (mut rows, mut goals): (Vec<Vec<Cell>>, Vec<Value>) = (Vec::new(), Vec::new());
    for goal in list(&view["goals"]) {
        rows.push(row(goal));
        rows.extend(list(&goal["basic_plans"]).iter().map(row));
        let mut data = object(tally(goal));
        data.insert("plans".into(), list(&goal["basic_plans"]).iter().map(tally).collect());
        goals.push(Value::Object(data));
    }
    let total = counts(&view["evaluation"]);
    rows.push(std::iter::once(words("合計")).chain(total.iter().map(figure)).collect());
    let mut head = columns(&["基本目標・基本計画"]);
    head.extend(list(&view["ratings"]).iter().map(|r| text(&r["id"]).to_owned()));
    head.push("計".to_owned());
    let mut blocks = vec![Block::Table(head, rows)];
    let mut by_rating = Vec::new();
    for rating in list(&view["ratings"]) {
        let rated = plans(view)
            .flat_map(|plan| list(&plan["policies"]))
            .filter(|policy| policy["rating"]["id"] == rating["id"]);
        let policies: Vec<Value> =
            rated.map(|p| json!({ "id": p["id"], "name": p["title"] })).collect();
        let links = policies.iter().map(|p| policy_link(&p["id"], &p["name"])).collect();
        blocks
            .push(Block::Heading(2, format!("{} {}", text(&rating["id"]), text(&rating["label"]))));
        blocks.push(Block::List(links));
        by_rating
            .push(json!({ "id": rating["id"], "label": rating["label"], "policies": policies }));
    }
    let data = object(json!({ "goals": goals, "total": total, "by_rating": by_rating }));
    let title = "評価結果一覧表".to_owned();
    Page {
        path: "evaluation".into(),
        layout: "evaluation",
        title,
        data,
        prose: Vec::new(),
        printed: 1,
        blocks,
    }
}

fn index(view: &Value) -> Page<'_> {
    let (mut blocks, mut goals) = (Vec::new(), Vec::new());
    let names = |policy: &Value| -> String {
        list(&policy["sections"]).iter().map(text).collect::<Vec<_>>().join("、")
    };
    for goal in list(&view["goals"]) {
        blocks.push(Block::Heading(2, format!("{} {}", text(&goal["id"]), text(&goal["name"]))));
        let mut plans = Vec::new();
        for plan in list(&goal["basic_plans"]) {
            blocks
                .push(Block::Heading(3, format!("{} {}", text(&plan["id"]), text(&plan["name"]))));
            let (mut rows, mut policies) = (Vec::new(), Vec::new());
            for policy in list(&plan["policies"]) {
                let budget = &policy["totals"]["budget"][0]["text"];
                rows.push(vec![
                    policy_link(&policy["id"], &policy["title"]),
                    words(text(&policy["rating"]["id"])),
                    words(names(policy)),
                    figure(text(budget)),
                ]);
                policies.push(json!({
                    "id": policy["id"], "title": policy["title"], "rating": policy["rating"]["id"],
                    "sections": references(&policy["section_refs"]), "budget": budget,
                }));
            }
            blocks.push(Block::Table(columns(&["主要施策", "評価", "担当課", "予算額"]), rows));
            plans.push(json!({ "id": plan["id"], "name": plan["name"], "policies": policies }));
        }
        goals.push(json!({ "id": goal["id"], "name": goal["name"], "plans": plans }));
    }
    let data = object(json!({ "goals": goals, "total": view["totals"]["budget"][0]["text"] }));
    let title = "施策体系".to_owned();
    Page {
        path: "policies".into(),
        layout: "policies",
        title,
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

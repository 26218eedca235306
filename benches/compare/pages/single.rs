//! The pages of single sheets and sections.

use serde_json::{Value, json};

use super::{
    Block, Cell, INDICATOR_COLUMNS, Page, amounts, columns, counts, figure, indicator,
    indicator_row, link, list, money_columns, object, policy_link, reference, references, text,
    words,
};

pub(super) fn sheet<'a>(view: &Value, plan: &Value, policy: &'a Value) -> Page<'a> {
    let id = text(&policy["id"]);
    let previous = &policy["previous_rating"];
    let rating = |of: &Value| json!({ "id": of["id"], "label": of["label"] });
    let totals = amounts(&policy["totals"]);
    let project = |of: &Value| {
        json!({
            "name": of["name"], "section": reference(&of["section_ref"]),
            "description": of["description"], "results": of["results"],
            "amounts": amounts(of), "direction": of["direction"],
        })
    };
    let data = object(json!({
        "id": id,
        "goal": reference(&policy["goal"]), "plan": reference(&policy["basic_plan"]),
        "rating": rating(&policy["rating"]),
        "previous_year": previous[0]["long"], "previous_rating": rating(&previous[1]),
        "sections": references(&policy["section_refs"]), "themes": references(&policy["themes"]),
        "projects": list(&policy["projects"]).iter().map(project).collect::<Vec<_>>(),
        "totals": totals,
        "indicators": list(&plan["indicators"]).iter().map(indicator).collect::<Vec<_>>(),
        "siblings": references(&policy["siblings"]),
        "previous": reference(&policy["previous"]), "following": reference(&policy["next"]),
    }));

    let joined = |of: &Value| {
        of.as_array().map_or(String::new(), |all| {
            all.iter().map(|one| text(&one["name"])).collect::<Vec<_>>().join("、")
        })
    };
    let letter = |of: &Value| words(format!("{} {}", text(&of["id"]), text(&of["label"])));
    let facts = vec![
        vec![words("基本目標"), words(text(&policy["goal"]["name"]))],
        vec![words("基本計画"), words(text(&policy["basic_plan"]["name"]))],
        vec![words("評価"), letter(&policy["rating"])],
        vec![words("前回の評価"), letter(&previous[1])],
        vec![words("担当課"), words(joined(&policy["section_refs"]))],
        vec![words("重点テーマ"), words(joined(&policy["themes"]))],
    ];
    let mut head = columns(&["事業", "内容", "実績"]);
    head.extend(money_columns(view));
    head.push("方向性".to_owned());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for of in list(&policy["projects"]) {
        let name = format!("{}（{}）", text(&of["name"]), text(&of["section"]));
        let mut row = vec![words(name), words(text(&of["description"]))];
        row.push(words(of["results"].as_str().unwrap_or("―")));
        row.extend(amounts(of).into_iter().map(figure));
        row.push(words(text(&of["direction"])));
        rows.push(row);
    }
    let mut row = vec![words("合計"), words(""), words("")];
    row.extend(totals.into_iter().map(figure));
    row.push(words(""));
    rows.push(row);
    let mut blocks = vec![
        Block::Table(columns(&["項目", "内容"]), facts),
        Block::Heading(2, "構成する事業".to_owned()),
        Block::Table(head, rows),
    ];
    let printed = blocks.len();
    if !list(&plan["indicators"]).is_empty() {
        blocks.push(Block::Heading(2, "基本計画の成果指標".to_owned()));
        let rows = list(&plan["indicators"]).iter().map(indicator_row).collect();
        blocks.push(Block::Table(columns(&INDICATOR_COLUMNS), rows));
    }
    blocks.push(Block::Heading(2, "同じ基本計画の施策".to_owned()));
    let siblings = list(&policy["siblings"]).iter().map(|p| policy_link(&p["id"], &p["name"]));
    blocks.push(Block::List(siblings.collect()));
    Page {
        path: format!("policies/{id}"),
        layout: "policy",
        title: text(&policy["title"]).to_owned(),
        data,
        prose: list(&policy["prose"])
            .iter()
            .map(|t| (text(&t["heading"]), &t["content"]))
            .collect(),
        blocks,
        printed,
    }
}

pub(super) fn sections(view: &Value) -> Page<'_> {
    let (mut blocks, mut departments) = (Vec::new(), Vec::new());
    for department in list(&view["departments"]) {
        blocks.push(Block::Heading(2, text(&department["name"]).to_owned()));
        let rows = list(&department["sections"]).iter().map(|section| {
            let path = format!("sections/{}", text(&section["id"]));
            let mut row = vec![link(text(&section["name"]), path)];
            row.extend(counts(&section["evaluation"]).into_iter().map(figure));
            row.push(figure(text(&section["totals"]["budget"][0]["text"])));
            row
        });
        let mut head = columns(&["担当課"]);
        head.extend(list(&view["ratings"]).iter().map(|r| text(&r["id"]).to_owned()));
        head.extend(columns(&["計", "予算額"]));
        blocks.push(Block::Table(head, rows.collect()));
        let data = list(&department["sections"]).iter().map(|section| {
            json!({
                "id": section["id"], "name": section["name"],
                "counts": counts(&section["evaluation"]),
                "budget": section["totals"]["budget"][0]["text"],
            })
        });
        departments
            .push(json!({ "name": department["name"], "sections": data.collect::<Vec<_>>() }));
    }
    let data = object(json!({ "departments": departments }));
    let title = "担当課".to_owned();
    Page {
        path: "sections".into(),
        layout: "sections",
        title,
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

pub(super) fn section<'a>(view: &Value, department: &Value, section: &'a Value) -> Page<'a> {
    let (mut policies, mut policy_rows) = (Vec::new(), Vec::new());
    for item in list(&section["responsible"]) {
        let budget = &item["totals"]["budget"][0]["text"];
        policies.push(json!({
            "id": item["policy"]["id"], "name": item["policy"]["name"],
            "rating": item["rating"]["id"], "with": references(&item["with"]), "budget": budget,
        }));
        policy_rows.push(vec![
            policy_link(&item["policy"]["id"], &item["policy"]["name"]),
            words(text(&item["rating"]["id"])),
            figure(text(budget)),
        ]);
    }
    let (mut projects, mut project_rows) = (Vec::new(), Vec::new());
    for item in list(&section["projects"]) {
        projects.push(json!({
            "name": item["name"], "policy": reference(&item["policy"]),
            "amounts": amounts(item), "direction": item["direction"],
        }));
        let mut row = vec![words(text(&item["name"]))];
        row.push(policy_link(&item["policy"]["id"], &item["policy"]["name"]));
        row.extend(amounts(item).into_iter().map(figure));
        row.push(words(text(&item["direction"])));
        project_rows.push(row);
    }
    let mut head = columns(&["事業", "主要施策"]);
    head.extend(money_columns(view));
    head.push("方向性".to_owned());
    let blocks = vec![
        Block::Heading(2, "担当する主要施策".to_owned()),
        Block::Table(columns(&["主要施策", "評価", "予算額"]), policy_rows),
        Block::Heading(2, "行う事業".to_owned()),
        Block::Table(head, project_rows),
    ];
    let data = object(json!({
        "department": department["name"], "counts": counts(&section["evaluation"]),
        "policies": policies, "projects": projects, "totals": amounts(&section["totals"]),
    }));
    let path = format!("sections/{}", text(&section["id"]));
    let title = text(&section["name"]).to_owned();
    Page { path, layout: "section", title, data, prose: Vec::new(), printed: blocks.len(), blocks }
}

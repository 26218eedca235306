//! The pages of single sheets and sections.

use serde_json::{Value, json};

use super::super::view::{Department, Node, Policy, Project, Section, View};
use super::{
    Block, Page, amounts, columns, counts, figure, first_budget, indicator, indicator_table,
    joined, link, money_columns, named, object, policy_link, policy_links, rating_columns, sums,
    words,
};

pub(super) fn sheet<'a>(view: &View, node: &Node, policy: &'a Policy) -> Page<'a> {
    let Policy { id, title, rating, .. } = policy;
    let (goal, plan) = (&policy.ancestors[0], &policy.ancestors[1]);
    let previous = policy.previous_rating.as_ref();
    let previous_rating = previous.map(|(_, rating)| rating);
    let totals = sums(&policy.totals);
    let project = |of: &Project| {
        json!({
            "name": of.name, "section": of.section_ref,
            "description": of.description, "results": of.results,
            "amounts": amounts(&of.settlement, &of.budget), "direction": of.direction,
        })
    };
    let data = object(json!({
        "id": id, "goal": goal, "plan": plan, "rating": rating,
        "previous_year": previous.map(|(year, _)| &year.long), "previous_rating": previous_rating,
        "sections": policy.section_refs, "themes": policy.themes,
        "projects": policy.projects.iter().map(project).collect::<Vec<_>>(),
        "totals": totals,
        "indicators": node.indicators.iter().map(indicator).collect::<Vec<_>>(),
        "siblings": policy.siblings, "previous": policy.previous, "following": policy.next,
    }));

    let before = previous_rating.map_or_else(String::new, |of| named(&of.id, &of.label));
    let facts = vec![
        vec![words("基本目標"), words(&goal.name)],
        vec![words("基本計画"), words(&plan.name)],
        vec![words("評価"), words(named(&rating.id, &rating.label))],
        vec![words("前回の評価"), words(before)],
        vec![words("担当課"), words(joined(&policy.section_refs))],
        vec![words("重点テーマ"), words(joined(&policy.themes))],
    ];
    let mut head = columns(&["事業", "内容", "実績"]);
    head.extend(money_columns(view));
    head.push("方向性".to_owned());
    let row = |of: &Project| {
        let mut row = vec![words(format!("{}（{}）", of.name, of.section_ref.name))];
        row.push(words(&of.description));
        row.push(words(of.results.as_deref().unwrap_or("―")));
        row.extend(amounts(&of.settlement, &of.budget).into_iter().map(figure));
        row.push(words(&of.direction));
        row
    };
    let mut rows: Vec<_> = policy.projects.iter().map(row).collect();
    let mut sum = vec![words("合計"), words(""), words("")];
    sum.extend(totals.into_iter().map(figure));
    sum.push(words(""));
    rows.push(sum);
    let mut blocks = vec![
        Block::Table(columns(&["項目", "内容"]), facts),
        Block::Heading(2, "構成する事業".to_owned()),
        Block::Table(head, rows),
    ];
    let printed = blocks.len();
    if !node.indicators.is_empty() {
        blocks.push(Block::Heading(2, "基本計画の成果指標".to_owned()));
        blocks.push(indicator_table(&node.indicators));
    }
    blocks.push(Block::Heading(2, "同じ基本計画の施策".to_owned()));
    blocks.push(Block::List(policy_links(&policy.siblings).collect()));
    Page {
        path: format!("policies/{id}"),
        layout: "policy",
        title: title.clone(),
        data,
        prose: policy.prose.iter().map(|t| (t.heading.as_str(), t.content.as_slice())).collect(),
        blocks,
        printed,
    }
}

pub(super) fn sections(view: &View) -> Page<'_> {
    let row = |section: &Section| {
        let mut row = vec![link(&section.name, format!("sections/{}", section.id))];
        row.extend(counts(&section.evaluation).into_iter().map(figure));
        row.push(figure(first_budget(&section.totals)));
        row
    };
    let of_section = |section: &Section| {
        json!({
            "id": section.id, "name": section.name, "counts": counts(&section.evaluation),
            "budget": first_budget(&section.totals),
        })
    };
    let (mut blocks, mut departments) = (Vec::new(), Vec::new());
    for department in &view.departments {
        blocks.push(Block::Heading(2, department.name.clone()));
        let mut head = columns(&["担当課"]);
        head.extend(rating_columns(view));
        head.extend(columns(&["計", "予算額"]));
        blocks.push(Block::Table(head, department.sections.iter().map(row).collect()));
        let sections: Vec<Value> = department.sections.iter().map(of_section).collect();
        departments.push(json!({ "name": department.name, "sections": sections }));
    }
    let data = object(json!({ "departments": departments }));
    Page {
        path: "sections".into(),
        layout: "sections",
        title: "担当課".into(),
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

pub(super) fn section<'a>(view: &View, department: &Department, section: &'a Section) -> Page<'a> {
    let (mut policies, mut policy_rows) = (Vec::new(), Vec::new());
    for item in &section.responsible {
        let budget = first_budget(&item.totals);
        policies.push(json!({
            "id": item.policy.id, "name": item.policy.name, "rating": item.rating.id,
            "with": item.with, "budget": budget,
        }));
        policy_rows.push(vec![
            policy_link(&item.policy.id, &item.policy.name),
            words(&item.rating.id),
            words(joined(&item.with)),
            figure(budget),
        ]);
    }
    let (mut projects, mut project_rows) = (Vec::new(), Vec::new());
    for item in &section.projects {
        let amounts = amounts(&item.settlement, &item.budget);
        projects.push(json!({
            "name": item.name, "policy": item.policy, "amounts": amounts,
            "direction": item.direction,
        }));
        let mut row = vec![words(&item.name), policy_link(&item.policy.id, &item.policy.name)];
        row.extend(amounts.into_iter().map(figure));
        row.push(words(&item.direction));
        project_rows.push(row);
    }
    let totals = sums(&section.totals);
    let mut sum = vec![words("合計"), words("")];
    sum.extend(totals.iter().map(figure));
    sum.push(words(""));
    project_rows.push(sum);
    let mut head = columns(&["事業", "主要施策"]);
    head.extend(money_columns(view));
    head.push("方向性".to_owned());
    let mut ratings: Vec<String> = rating_columns(view).collect();
    ratings.push("計".to_owned());
    let tally = counts(&section.evaluation);
    let with = columns(&["主要施策", "評価", "ともに担当する課", "予算額"]);
    let blocks = vec![
        Block::List(vec![words(&department.name)]),
        Block::Table(ratings, vec![tally.iter().map(figure).collect()]),
        Block::Heading(2, "担当する主要施策".to_owned()),
        Block::Table(with, policy_rows),
        Block::Heading(2, "行う事業".to_owned()),
        Block::Table(head, project_rows),
    ];
    let data = object(json!({
        "department": department.name, "counts": tally,
        "policies": policies, "projects": projects, "totals": totals,
    }));
    Page {
        path: format!("sections/{}", section.id),
        layout: "section",
        title: section.name.clone(),
        data,
        prose: Vec::new(),
        printed: blocks.len(),
        blocks,
    }
}

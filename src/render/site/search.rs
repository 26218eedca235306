//! The search index of the site: a compact record for each policy, project and indicator.
//!
//! It is a script that assigns data, not a data file, because a page opened from a folder can load
//! only scripts. The texts are as displayed; the browser normalizes them when searching
//! (`assets/fold.js` of the theme), so that there is only one normalization.

use std::borrow::Cow;

use serde::Serialize;

use super::answers::answers;

use crate::view::{
    Amount, ContactView, EvaluatedView, FieldView, GlossaryTermView, GoalView, IndicatorView,
    LocalityView, NodeView, PartView, PolicyView, ProjectView, ProseNode, Run, SectionView,
    ThemeView, View,
};

/// The path of the index.
pub(super) const FILE: &str = "search/index.js";

/// The global variable of the index in the browser.
const NAME: &str = "planbookIndex";

/// The index. The names of facets are in the search page.
#[derive(Serialize)]
struct Index<'a> {
    /// Words that nearly every record has, so that they distinguish none.
    common: [&'a str; 3],
    /// Words of one meaning.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    synonyms: &'a [Vec<String>],
    /// The ids of the ratings, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ratings: Vec<&'a str>,
    /// What each of them means, without what is in brackets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    meanings: Vec<&'a str>,
    records: Vec<SearchEntry<'a>>,
}

/// A record of the index. The names are short because each occurs hundreds of times.
#[derive(Default, Serialize)]
pub(super) struct SearchEntry<'a> {
    /// The kind: `p` policy, `j` project, `i` indicator, `s` section, `h` theme, `l` place,
    /// `t` another page.
    pub(super) k: &'static str,
    /// The number as printed.
    pub(super) id: &'a str,
    /// The name.
    pub(super) t: Cow<'a, str>,
    /// The route.
    pub(super) r: Cow<'a, str>,
    /// The id of the goal.
    pub(super) g: &'a str,
    /// The parent: the policy of a project, or the basic plan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) w: String,
    /// The names of the sections.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) o: String,
    /// The ids of the sections.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) s: Vec<&'a str>,
    /// The rating of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) a: Option<&'a str>,
    /// The results in the declared evaluations: key and result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) e: Vec<String>,
    /// The themes of the policy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) m: Vec<&'a str>,
    /// The directions of the projects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) d: Vec<&'a str>,
    /// The budget of the edition's year, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) b: Option<String>,
    /// The reading of the name, in hiragana.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) y: Option<&'a str>,
    /// The searchable texts other than the name.
    pub(super) x: Vec<String>,
}

/// The index of `view` as a script.
pub(super) fn index(view: &View) -> Vec<u8> {
    let mut records = Vec::new();
    let belongs = |indicator: &&IndicatorView| !indicator.relisted;
    for goal in &view.goals {
        let own = goal.own_indicators.iter().map(|indicator| &**indicator);
        records.extend(own.filter(belongs).map(|i| indicator(goal, i)));
        for plan in &goal.nodes {
            records.extend(plan.policies.iter().map(|p| policy(view, goal, plan, p)));
            records.extend(
                plan.policies
                    .iter()
                    .flat_map(|p| p.projects.iter().map(move |j| project(view, goal, p, j))),
            );
            records.extend(plan.all_indicators().filter(belongs).map(|i| indicator(goal, i)));
        }
    }
    records.extend(
        view.departments.iter().flat_map(|d| d.sections.iter().map(|it| section(&d.name, it))),
    );
    let policy = &view.meta.levels.policy;
    records.extend(view.localities.iter().map(|it| locality(it, policy)));
    records.extend(view.glossary.iter().map(|term| glossary_term(view, term)));
    records.push(whom_to_ask(view));
    records.extend(view.themes.iter().map(theme));
    records.extend(view.parts.iter().filter_map(|part| page(view, part)));
    records.extend(answers(view));
    let meta = &view.meta;
    let common = [meta.municipality.as_str(), &meta.prefecture, &meta.document];
    let ratings = view.ratings.iter().map(|rating| rating.id.as_str()).collect();
    let meanings =
        view.ratings.iter().filter_map(|rating| rating.label.split('（').next()).collect();
    let index = Index { common, synonyms: &view.synonyms, ratings, meanings, records };
    let mut script = format!("window.{NAME} = ").into_bytes();
    serde_json::to_writer(&mut script, &index).expect("the index is plain data");
    script.extend(b";\n");
    script
}

fn policy<'a>(
    view: &View,
    goal: &'a GoalView,
    plan: &'a NodeView,
    policy: &'a PolicyView,
) -> SearchEntry<'a> {
    let mut directions: Vec<&str> = policy.projects.iter().map(|p| p.direction.as_str()).collect();
    directions.sort_unstable();
    directions.dedup();
    let mut texts: Vec<String> =
        policy.prose.iter().flat_map(|section| section.content.iter().map(block_text)).collect();
    texts.extend(policy.themes.iter().map(|t| t.name.clone()));
    // The highest is a choice, the lowest is shown.
    let between = policy.ancestors.iter().skip(1).rev().skip(1);
    texts.extend(between.map(|node| format!("{} {}", node.number, node.name)));
    texts.extend(policy.evaluations.iter().map(EvaluatedView::to_text));
    texts.extend(field_texts(&policy.fields));
    texts.retain(|text| !text.is_empty());
    SearchEntry {
        k: "p",
        id: &policy.number,
        t: policy.title.as_str().into(),
        r: policy.route.as_str().into(),
        g: &goal.id,
        w: format!("{} {}", plan.number, plan.name),
        o: policy.sections.join("、"),
        s: policy.section_refs.iter().map(|s| s.id.as_str()).collect(),
        e: results(&policy.evaluations),
        a: policy.rating.as_ref().map(|r| r.id.as_str()),
        m: policy.themes.iter().map(|t| t.id.as_str()).collect(),
        d: directions,
        b: budget(view, &policy.totals.budget),
        y: None,
        x: texts,
    }
}

fn project<'a>(
    view: &View,
    goal: &'a GoalView,
    policy: &'a PolicyView,
    project: &'a ProjectView,
) -> SearchEntry<'a> {
    let mut texts = vec![project.description.clone()];
    texts.extend(project.results.clone());
    texts.extend(project.evaluations.iter().map(EvaluatedView::to_text));
    texts.extend(field_texts(&project.fields));
    SearchEntry {
        k: "j",
        id: &policy.number,
        t: project.name.as_str().into(),
        r: project.route.as_str().into(),
        g: &goal.id,
        w: policy.title.clone(),
        o: project.section.clone(),
        s: project.section_ref.iter().map(|s| s.id.as_str()).collect(),
        e: results(&project.evaluations),
        a: policy.rating.as_ref().map(|r| r.id.as_str()),
        m: policy.themes.iter().map(|t| t.id.as_str()).collect(),
        d: vec![&project.direction],
        b: budget(view, &project.budget),
        y: project.kana.as_deref(),
        x: texts,
    }
}

/// A section with its department and the names of what it is responsible for.
fn section<'a>(department: &str, section: &'a SectionView) -> SearchEntry<'a> {
    let policies = section.policies.iter().map(|policy| policy.name.clone());
    let projects = section.projects.iter().map(|project| project.name.clone());
    let mut texts: Vec<String> = section.contact.iter().map(contact_text).collect();
    texts.push(policies.collect::<Vec<_>>().join("、"));
    texts.push(projects.collect::<Vec<_>>().join("、"));
    let indicators = section.indicators.iter().map(|indicator| indicator.name.clone());
    texts.push(indicators.collect::<Vec<_>>().join("、"));
    SearchEntry {
        k: "s",
        id: &section.id,
        t: section.name.as_str().into(),
        r: section.route.as_str().into(),
        w: department.to_owned(),
        s: vec![&section.id],
        x: texts,
        ..SearchEntry::default()
    }
}

/// A place with the names of what speaks of it.
fn locality<'a>(locality: &'a LocalityView, policy: &str) -> SearchEntry<'a> {
    let policies = locality.policies.iter().map(|it| it.policy.name.clone());
    let projects = locality.projects.iter().map(|it| it.project.name.clone());
    let mut names: Vec<String> = locality.kana.iter().chain(&locality.also).cloned().collect();
    names.extend(locality.district.clone());
    let what: Vec<_> = policies.chain(projects).collect();
    SearchEntry {
        k: "l",
        id: &locality.id,
        t: locality.name.as_str().into(),
        r: locality.route.as_str().into(),
        w: format!(
            "{}の{policy}{}件、事業{}件",
            locality.name,
            locality.policies.len(),
            locality.projects.len()
        ),
        x: [names.join("、"), what.join("、")]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect(),
        ..SearchEntry::default()
    }
}

/// How a section is reached, in words.
fn contact_text(contact: &ContactView) -> String {
    let ContactView { section, phone, phone_link: _, email, place, url: _ } = contact;
    let words = [("電話番号", phone), ("メール", email), ("窓口", place)];
    let words = words.iter().filter_map(|(what, of)| Some(format!(" {what} {}", of.as_ref()?)));
    format!("連絡先・問い合わせ先 {section}{}", words.collect::<String>())
}

/// The list of the sections, with whom to ask.
fn whom_to_ask(view: &View) -> SearchEntry<'_> {
    SearchEntry {
        k: "t",
        id: "sections",
        t: view.meta.terms.section.as_str().into(),
        r: "sections/".into(),
        w: view.meta.document.clone(),
        x: vec![
            "課ごとの連絡先。どの課の電話番号も、この一覧から分かります。".to_owned(),
            format!(
                "誤り・まちがいを知らせるとき、計画全体について聞くとき：{}",
                contact_text(&view.meta.contact)
            ),
        ],
        ..SearchEntry::default()
    }
}

/// A word of the glossary; its reading is found, too.
fn glossary_term<'a>(view: &View, term: &'a GlossaryTermView) -> SearchEntry<'a> {
    SearchEntry {
        k: "t",
        id: &term.anchor,
        t: term.term.as_str().into(),
        r: term.route.as_str().into(),
        w: format!("{}の用語", view.meta.document),
        x: std::iter::once(term.meaning.clone()).chain(term.kana.clone()).collect(),
        ..SearchEntry::default()
    }
}

fn theme(theme: &ThemeView) -> SearchEntry<'_> {
    let leads = theme.leads.iter().map(|lead| format!("{} {}", lead.name, lead.description));
    let texts = theme.content.iter().map(block_text);
    SearchEntry {
        k: "h",
        id: "",
        t: theme.title.as_str().into(),
        r: theme.route.as_str().into(),
        w: format!("重点テーマ{}", theme.number),
        x: leads.chain(texts).filter(|text| !text.is_empty()).collect(),
        ..SearchEntry::default()
    }
}

/// A part that has a page of its own, with its texts. What lists show is found by itself.
fn page<'a>(view: &'a View, part: &'a PartView) -> Option<SearchEntry<'a>> {
    let content = match part.kind {
        "overview" => &view.overview,
        "text" => &part.content,
        "themes" | "indicators" | "evaluation" | "index" | "legend" => &Vec::new(),
        _ => return None,
    };
    Some(SearchEntry {
        k: "t",
        id: &part.id,
        t: part.title.as_str().into(),
        r: part.route.as_str().into(),
        w: view.meta.document.clone(),
        x: content.iter().map(block_text).filter(|text| !text.is_empty()).collect(),
        ..SearchEntry::default()
    })
}

fn indicator<'a>(goal: &'a GoalView, indicator: &'a IndicatorView) -> SearchEntry<'a> {
    let mut texts = vec![indicator.source.clone()];
    texts.extend(indicator.note.clone());
    texts.extend(indicator.details.iter().cloned());
    texts.extend(field_texts(&indicator.fields));
    SearchEntry {
        k: "i",
        id: &indicator.id,
        t: indicator.name.as_str().into(),
        r: indicator.route.as_str().into(),
        g: &goal.id,
        w: format!("{} {}", indicator.home.number, indicator.home.name),
        x: texts,
        ..SearchEntry::default()
    }
}

/// The results by which the search page can choose: `first:A`. Points are not among its choices.
fn results(evaluations: &[EvaluatedView]) -> Vec<String> {
    let of = |evaluation: &EvaluatedView| {
        let result = evaluation.result.as_ref().filter(|result| result.rank.is_some())?;
        Some(format!("{}:{}", evaluation.id, result.text))
    };
    evaluations.iter().filter_map(of).collect()
}

/// The texts of the declared fields that the site shows.
fn field_texts(fields: &[FieldView]) -> impl Iterator<Item = String> {
    fields.iter().filter(|field| field.site).map(FieldView::to_text)
}

/// The first amount of `budget`, which is that of the edition's year, with the year and the unit.
fn budget(view: &View, budget: &[Amount]) -> Option<String> {
    let first = budget.first().filter(|amount| amount.value.is_some())?;
    Some(format!("{}予算{}{}", view.meta.edition.long, first.text, view.meta.unit))
}

/// The text of a block.
fn block_text(node: &ProseNode) -> String {
    let all = |nodes: &[ProseNode]| nodes.iter().map(block_text).collect::<Vec<_>>().join(" ");
    match node {
        ProseNode::P { c } | ProseNode::H { c, .. } => inline_text(c),
        ProseNode::List { items, .. } => items.iter().map(|i| all(i)).collect::<Vec<_>>().join(" "),
        ProseNode::Quote { c } => all(c),
        ProseNode::Table { header, rows, .. } => std::iter::once(header)
            .chain(rows)
            .flat_map(|row| row.iter().map(|cell| inline_text(cell)))
            .collect::<Vec<_>>()
            .join(" "),
        ProseNode::Figure { alt, .. } => alt.clone(),
        ProseNode::Picture { alt, caption, .. } => match caption {
            Some(caption) => format!("{caption} {alt}"),
            None => alt.clone(),
        },
        ProseNode::Notes { notes, .. } => {
            notes.iter().map(|(_, text)| all(text)).collect::<Vec<_>>().join(" ")
        }
        ProseNode::Rule => String::new(),
    }
}

/// The text of inline runs.
fn inline_text(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Text { v } | Run::Code { v } => v.clone(),
            Run::Policy { number, title, c, .. } if c.is_empty() => format!("{number} {title}"),
            Run::Strong { c }
            | Run::Em { c }
            | Run::Del { c }
            | Run::Link { c, .. }
            | Run::Policy { c, .. } => inline_text(c),
            Run::Break | Run::Page { .. } | Run::Note { .. } => String::new(),
        })
        .collect()
}

//! What pages say, whoever made them: everything on a number of sheets that are spread over the
//! book, and something of every other kind of page.

use std::collections::BTreeSet;
use std::io::{Error, Result};

use super::vary;
use super::view::{Amount, Block, Node, Policy, Reference, Run, Section, View};

/// How many sheets are looked at, and how many sections.
const SAMPLE: usize = 24;

/// Words, and what they are.
pub struct Said<'a> {
    /// What they are.
    pub kind: Kind,
    /// The words.
    pub words: &'a str,
}

/// What words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Title,
    /// An item of the framework.
    Place,
    Rating,
    PreviousRating,
    Section,
    Theme,
    Project,
    Description,
    Results,
    Amount,
    Total,
    Direction,
    Indicator,
    /// A value of an indicator.
    Value,
    /// Another sheet of the same item.
    Neighbour,
    Heading,
    Sentence,
}

/// What each sheet has.
const ON_EACH_SHEET: [Kind; 14] = [
    Kind::Title,
    Kind::Place,
    Kind::Rating,
    Kind::Section,
    Kind::Project,
    Kind::Description,
    Kind::Amount,
    Kind::Total,
    Kind::Direction,
    Kind::Indicator,
    Kind::Value,
    Kind::Neighbour,
    Kind::Heading,
    Kind::Sentence,
];

/// What some sheets have.
const ON_SOME_SHEETS: [Kind; 3] = [Kind::PreviousRating, Kind::Theme, Kind::Results];

/// A page and what it says.
pub struct Expected<'a> {
    /// Where it is, as with `Page`.
    pub path: String,
    /// What it says, in whatever order.
    pub said: Vec<Said<'a>>,
}

/// What the sites say: sheets and all other kinds of pages.
///
/// # Errors
/// Nothing is known to be on a page that should be full: says which.
pub fn pages(view: &View) -> Result<Vec<Expected<'_>>> {
    let mut out = sheets(view)?;
    out.extend(others(view));
    for page in &out {
        if page.said.is_empty() {
            return Err(Error::other(format!("nothing is expected of /{}", page.path)));
        }
        if let Some(said) = page.said.iter().find(|said| said.words.trim().is_empty()) {
            return Err(Error::other(format!("/{} has an empty {:?}", page.path, said.kind)));
        }
    }
    Ok(out)
}

/// What the sheets say that are looked at.
///
/// # Errors
/// There is a sheet without something that each has.
pub fn sheets(view: &View) -> Result<Vec<Expected<'_>>> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (node, policy) in spread(view.policies().collect()) {
        let expected = sheet(node, policy);
        let kinds: BTreeSet<Kind> = expected.said.iter().map(|said| said.kind).collect();
        if let Some(kind) = ON_EACH_SHEET.iter().find(|kind| !kinds.contains(kind)) {
            return Err(Error::other(format!("the sheet {} has no {kind:?}", policy.id)));
        }
        seen.extend(kinds);
        out.push(expected);
    }
    match ON_SOME_SHEETS.iter().find(|kind| !seen.contains(kind)) {
        Some(kind) => Err(Error::other(format!("no sheet has any {kind:?}"))),
        None => Ok(out),
    }
}

/// A number of `all`, the first one and others at equal distances.
fn spread<T>(all: Vec<T>) -> impl Iterator<Item = T> {
    let step = (all.len() / SAMPLE).max(1);
    all.into_iter().step_by(step)
}

fn said(kind: Kind, words: &str) -> Said<'_> {
    Said { kind, words }
}

fn names(kind: Kind, of: &[Reference]) -> impl Iterator<Item = Said<'_>> {
    of.iter().map(move |one| said(kind, &one.name))
}

fn amounts<'a>(
    kind: Kind,
    settlement: &'a Amount,
    budget: &'a [Amount],
) -> impl Iterator<Item = Said<'a>> {
    std::iter::once(settlement).chain(budget).map(move |amount| said(kind, &amount.text))
}

fn sheet<'a>(node: &'a Node, policy: &'a Policy) -> Expected<'a> {
    let mut out = vec![said(Kind::Title, &policy.title), said(Kind::Rating, &policy.rating.label)];
    out.extend(names(Kind::Place, &policy.ancestors));
    if let Some((_, rating)) = &policy.previous_rating {
        out.push(said(Kind::PreviousRating, &rating.label));
    }
    out.extend(names(Kind::Section, &policy.section_refs));
    out.extend(names(Kind::Theme, &policy.themes));
    for project in &policy.projects {
        out.push(said(Kind::Project, &project.name));
        out.push(said(Kind::Section, &project.section_ref.name));
        out.push(said(Kind::Description, &project.description));
        out.extend(project.results.iter().map(|results| said(Kind::Results, results)));
        out.extend(amounts(Kind::Amount, &project.settlement, &project.budget));
        out.push(said(Kind::Direction, &project.direction));
    }
    out.extend(amounts(Kind::Total, &policy.totals.settlement, &policy.totals.budget));
    for indicator in &node.indicators {
        out.push(said(Kind::Indicator, &indicator.name));
        out.push(said(Kind::Value, &indicator.target.text));
    }
    out.extend(names(Kind::Neighbour, &policy.siblings));
    for prose in &policy.prose {
        out.push(said(Kind::Heading, &prose.heading));
        sentences(&prose.content, &mut out);
    }
    Expected { path: format!("policies/{}", policy.id), said: out }
}

/// The pages that are no sheets; of long lists, a part.
fn others(view: &View) -> Vec<Expected<'_>> {
    let page = |path: &str, said| Expected { path: path.to_owned(), said };
    let place = |name| said(Kind::Place, name);
    let goals = || view.goals.iter().map(|goal| place(goal.name.as_str()));
    let nodes = || spread(view.nodes().collect());
    let titles = || {
        let policies = spread(view.policies().collect());
        policies.map(|(_, policy)| said(Kind::Title, &policy.title))
    };

    let mut overview = Vec::new();
    sentences(&view.overview, &mut overview);
    let mut themes = Vec::new();
    for theme in &view.themes {
        themes.push(said(Kind::Theme, &theme.title));
        for lead in &theme.leads {
            themes.push(said(Kind::Heading, &lead.name));
            themes.push(said(Kind::Description, &lead.description));
            themes.extend(names(Kind::Title, &lead.policies));
        }
        themes.extend(spread(theme.policies.iter().collect()).map(|p| said(Kind::Title, &p.name)));
        sentences(&theme.content, &mut themes);
    }
    let mut indicators = Vec::new();
    for node in nodes() {
        indicators.push(place(&node.name));
        for indicator in &node.indicators {
            indicators.push(said(Kind::Indicator, &indicator.name));
            indicators.push(said(Kind::Value, &indicator.baseline.text));
            indicators.push(said(Kind::Value, &indicator.target.text));
        }
    }
    let total = || said(Kind::Total, &view.totals.budget[0].text);
    let mut out = vec![
        page("", goals().chain([said(Kind::Heading, &view.meta.vision)]).collect()),
        page("overview", overview),
        page("themes", themes),
        page("indicators", indicators),
        page("evaluation", goals().chain(nodes().map(|node| place(&node.name))).collect()),
        page("policies", goals().chain(titles()).chain([total()]).collect()),
        page("sections", view.sections().map(|one| said(Kind::Section, &one.name)).collect()),
    ];
    out.extend(spread(view.sections().collect()).map(section));
    out
}

fn section(section: &Section) -> Expected<'_> {
    let mut out = vec![said(Kind::Section, &section.name)];
    for item in spread(section.responsible.iter().collect()) {
        out.push(said(Kind::Title, &item.policy.name));
        out.push(said(Kind::Total, &item.totals.budget[0].text));
    }
    for item in spread(section.projects.iter().collect()) {
        out.push(said(Kind::Project, &item.name));
        out.extend(amounts(Kind::Amount, &item.settlement, &item.budget));
        out.push(said(Kind::Direction, &item.direction));
    }
    out.extend(amounts(Kind::Total, &section.totals.settlement, &section.totals.budget));
    Expected { path: format!("sections/{}", section.id), said: out }
}

/// Every sentence of `blocks`, or its pieces where a link divides it.
fn sentences<'a>(blocks: &'a [Block], out: &mut Vec<Said<'a>>) {
    for block in blocks {
        match block {
            Block::P { c } | Block::H { c, .. } => of_runs(c, out),
            Block::List { items, .. } => items.iter().for_each(|item| sentences(item, out)),
            Block::Quote { c } => sentences(c, out),
            Block::Table { header, rows } => {
                std::iter::once(header).chain(rows).flatten().for_each(|cell| of_runs(cell, out));
            }
            Block::Notes { notes } => notes.iter().for_each(|(_, note)| sentences(note, out)),
            Block::Figure { .. } | Block::Rule => {}
        }
    }
}

fn of_runs<'a>(runs: &'a [Run], out: &mut Vec<Said<'a>>) {
    for run in runs {
        match run {
            Run::Text { v } | Run::Code { v } => {
                let sentences = vary::sentences(v).into_iter();
                let sentences = sentences.filter(|sentence| !sentence.trim().is_empty());
                out.extend(sentences.map(|sentence| said(Kind::Sentence, sentence)));
            }
            Run::Policy { title, c, .. } if c.is_empty() => out.push(said(Kind::Title, title)),
            Run::Strong { c }
            | Run::Em { c }
            | Run::Del { c }
            | Run::Link { c, .. }
            | Run::Policy { c, .. } => of_runs(c, out),
            Run::Break | Run::Page {} | Run::Note { .. } => {}
        }
    }
}

/// Without white space: each program breaks lines in its own way.
pub fn squeezed(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a page, without its tags.
pub fn html_words(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(out, |text, (entity, plain)| text.replace(entity, plain))
}

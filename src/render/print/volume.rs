//! 分割版: the whole book in volumes, with the page numbers of the whole.
//!
//! A volume is set by the same theme from the same view, cut down to what it holds. Page
//! numbers are not worked out again: every reference gets the page that the finished whole
//! book has.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Job, job};
use crate::layout::{PageMap, PageRange};
use crate::theme::Theme;
use crate::view::View;

/// One volume: what it holds, and the job of setting it.
#[derive(Debug)]
pub struct Volume {
    /// Its address from the root of the site.
    pub route: String,
    /// Its name for readers.
    pub title: String,
    /// The printed numbers of its first and last page.
    pub pages: (String, String),
    /// The job.
    pub job: Job,
}

/// What a theme is told about the volume it sets, as `view.volume`.
#[derive(Serialize)]
struct VolumeView<'a> {
    /// Its name for readers.
    title: &'a str,
    /// The parts it holds, by id; of the policies' part only those of the goals in the view.
    parts: Vec<&'a str>,
    /// The number printed on its first page.
    first: u32,
    /// The number printed on its last page.
    last: u32,
    /// For each label of the whole book, what is printed on its pages: `12`, `17～197`.
    pages: serde_json::Map<String, Value>,
}

/// The volumes of the book: one for what stands before the policies, one for each goal.
///
/// # Panics
/// Never: the view is plain data.
#[must_use]
pub fn split(view: &View, pages: &PageMap, theme: &Theme) -> Vec<Volume> {
    let whole = serde_json::to_value(view).expect("the view is plain data");
    let printed: serde_json::Map<String, Value> = pages
        .parts
        .values()
        .chain(pages.policies.values())
        .map(|range| (range.destination.clone(), json!(range.label)))
        .collect();
    let (body, front): (Vec<_>, Vec<_>) = view.parts.iter().partition(|p| p.kind == "policies");
    let width = view.goals.iter().map(|g| g.id.len()).max().unwrap_or(1);
    let name = |id: &str| format!("pdf/{}-{id:0>width$}.pdf", view.meta.file);
    let volume = |id: &str, title: String, parts: &[&crate::view::PartView], range: Range| {
        let told = VolumeView {
            title: &title,
            parts: parts.iter().map(|p| p.id.as_str()).collect(),
            first: number(&range.from),
            last: number(&range.to),
            pages: printed.clone(),
        };
        let mut cut = whole.clone();
        cut["volume"] = serde_json::to_value(told).expect("plain data");
        if let Some(goal) = range.goal {
            keep_policies_of(&mut cut, goal);
        }
        Volume { route: name(id), title, pages: (range.from, range.to), job: job(&cut, theme) }
    };
    let mut volumes = Vec::new();
    let ends = |parts: &[&crate::view::PartView]| {
        let found: Vec<&PageRange> = parts.iter().filter_map(|p| pages.parts.get(&p.id)).collect();
        Some((found.first()?.from.clone(), found.last()?.to.clone()))
    };
    if let Some((from, to)) = ends(&front) {
        let title = front.iter().find(|p| !p.front).map_or("", |p| p.title.as_str()).to_owned();
        volumes.push(volume("0", title, &front, Range { from, to, goal: None }));
    }
    let goals_with_pages: Vec<_> = view
        .goals
        .iter()
        .filter_map(|goal| {
            let mut found = goal
                .basic_plans
                .iter()
                .flat_map(|b| &b.policies)
                .filter_map(|p| pages.policies.get(&p.id.parse().ok()?));
            let first = found.next()?;
            let last = found.next_back().unwrap_or(first);
            Some((goal, first.from.clone(), last.to.clone()))
        })
        .collect();
    for (goal, from, to) in goals_with_pages {
        let title = format!("{} {}", goal.id, goal.name);
        volumes.push(volume(&goal.id, title, &body, Range { from, to, goal: Some(&goal.id) }));
    }
    volumes
}

/// The printed pages of a volume, and the goal whose policies it holds.
struct Range<'a> {
    from: String,
    to: String,
    goal: Option<&'a str>,
}

/// A page number; front matter begins with its first page.
fn number(printed: &str) -> u32 {
    printed.parse().unwrap_or(1)
}

/// Leaves only the policies of `goal`. The other goals stay, for running heads and thumbs.
fn keep_policies_of(view: &mut Value, goal: &str) {
    let goals = view["goals"].as_array_mut().into_iter().flatten();
    for other in goals.filter(|g| g["id"] != goal) {
        other["basic_plans"] = json!([]);
    }
}

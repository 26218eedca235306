//! Volumes (分割版) and single sheets: parts of the book with the page numbers of the whole book.
//!
//! A volume of policies is typeset with the same theme from a reduced view. Page numbers are not computed
//! again: every reference has its page of the finished whole book.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{FontSet, Job, PrintView, job};
use crate::layout::{Destinations, PageMap, PageRange};
use crate::model::PolicyId;
use crate::render::chart::Chart;
use crate::theme::Theme;
use crate::view::{GoalView, IndicatorView, PartView, View};

/// A volume: a selection of the book's parts or policies. [`Volume::job`] typesets it.
#[derive(Debug)]
pub struct Volume {
    /// The path of the PDF from the root of the site.
    pub route: String,
    /// The title for readers.
    pub title: String,
    /// The page numbers printed on the first and on the last page.
    pub pages: (String, String),
    /// The pages of its parts and policies in its file.
    pub page_map: PageMap,
    metadata: VolumeView,
    /// The ids of its policies; `None` for a volume of other parts of the book.
    policies: Option<Vec<String>>,
}

impl Volume {
    /// The number of its policies; `None` for a volume of other parts of the book.
    #[must_use]
    pub fn policies(&self) -> Option<usize> {
        self.policies.as_ref().map(Vec::len)
    }

    /// The job that typesets the volume of `view`, with the charts; a volume of policies has only those
    /// of the indicators on its sheets.
    #[must_use]
    pub fn job(&self, view: &View, theme: &Theme, fonts: &FontSet, charts: &[Chart]) -> Job {
        let volume = Some(&self.metadata);
        let Some(ids) = &self.policies else {
            let mut job = job(&PrintView { attachments: None, volume, view }, theme, fonts);
            job.files.extend(super::chart_files(charts));
            return job;
        };
        let view = &view.with_policies(&ids.iter().map(String::as_str).collect());
        let mut job = job(&PrintView { attachments: None, volume, view }, theme, fonts);
        let ids: BTreeSet<String> = view.sheet_indicators().map(IndicatorView::chart_id).collect();
        let charts = charts.iter().filter(|chart| ids.contains(&chart.id));
        job.files.extend(super::chart_files(charts));
        job
    }

    /// The page map of a finished PDF of the volume with these destinations.
    #[must_use]
    pub fn page_map_in(&self, destinations: &Destinations) -> PageMap {
        let mut map = self.page_map.clone();
        let mut ranges: Vec<&mut PageRange> =
            map.parts.values_mut().chain(map.policies.values_mut()).collect();
        let start = |range: &PageRange| destinations.labels.get(&range.destination).copied();
        let mut starts: Vec<usize> = ranges.iter().filter_map(|range| start(range)).collect();
        starts.sort_unstable();
        map.total = destinations.printed.len();
        for range in &mut ranges {
            if let Some(first) = start(range) {
                let next = starts.get(starts.partition_point(|other| *other <= first));
                let end = next.copied().unwrap_or(map.total);
                (range.pdf_page, range.count) = (first + 1, end - first);
            }
        }
        map
    }
}

/// The metadata of a volume for the theme, as `view.volume`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VolumeView {
    /// The title for readers.
    title: String,
    /// The ids of its parts; the policies' part contains only those still in the view.
    parts: Vec<String>,
    /// The number printed on the first page.
    first: u32,
    /// The number of blank pages before the first part.
    blanks_before: usize,
    /// The number of pages of each part in this volume, by id, including blank pages after it.
    lengths: BTreeMap<String, usize>,
    /// For each label of the whole book, its first printed page and its page range: `12` and `12`,
    /// `17` and `17～197`.
    pages: BTreeMap<String, [String; 2]>,
}

/// Splits the book into volumes: the parts before the policies, each goal, and the parts after
/// them; empty if that is a single volume. A goal of more than `max_policies` policies is split
/// into several volumes, between the items of its levels where possible.
#[must_use]
pub fn split(view: &View, pages: &PageMap, max_policies: usize) -> Vec<Volume> {
    let selection = Selection::new(view, pages);
    let Some(body) = view.parts.iter().position(|p| p.kind == "policies") else {
        return Vec::new();
    };
    let mut volumes = Vec::new();
    volumes.extend(selection.parts("0", &view.parts[..body]));
    for goal in &view.goals {
        let groups = group_policies(goal, max_policies);
        let single = groups.len() == 1;
        for (number, ids) in (1..).zip(&groups) {
            let (route, title) =
                (selection.route(&goal.id), format!("{} {}", goal.number, goal.name));
            let (route, title) = match (single, ids.first(), ids.last()) {
                (false, Some(first), Some(last)) => (
                    route.replace(".pdf", &format!("-{number:02}.pdf")),
                    format!("{title}（{}～{}）", number_of(goal, first), number_of(goal, last)),
                ),
                _ => (route, title),
            };
            volumes.extend(selection.policies(route, title, &view.parts[body], ids));
        }
    }
    let last_id = view.goals.iter().filter_map(|g| g.id.parse().ok()).max().unwrap_or(0u8) + 1;
    volumes.extend(selection.parts(&last_id.to_string(), &view.parts[body + 1..]));
    if volumes.len() > 1 { volumes } else { Vec::new() }
}

/// The printed number of the policy `id` of `goal`.
fn number_of<'a>(goal: &'a GoalView, id: &'a str) -> &'a str {
    let mut policies = goal.nodes.iter().flat_map(|plan| &plan.policies);
    policies.find(|policy| policy.id == id).map_or(id, |policy| &policy.number)
}

/// Groups the policies of a goal into as few groups as possible of at most `max` policies.
fn group_policies(goal: &GoalView, max: usize) -> Vec<Vec<&str>> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for plan in &goal.nodes {
        let ids: Vec<&str> = plan.policies.iter().map(|p| p.id.as_str()).collect();
        for ids in ids.chunks(max) {
            match groups.last_mut() {
                Some(group) if group.len() + ids.len() <= max => group.extend(ids),
                _ => groups.push(ids.to_vec()),
            }
        }
    }
    groups
}

/// The sheet of a single policy as a volume; `None` if there is no such policy.
#[must_use]
pub fn sheet(view: &View, pages: &PageMap, id: PolicyId) -> Option<Volume> {
    let selection = Selection::new(view, pages);
    let body = view.parts.iter().find(|p| p.kind == "policies")?;
    let policy = view.policies().find(|p| p.id == id.to_string())?;
    let title = format!("{} {}", policy.number, policy.title);
    selection.policies(format!("pdf/{id}.pdf"), title, body, &[&policy.id])
}

/// Selects parts or policies of the book as volumes.
struct Selection<'a> {
    view: &'a View,
    pages: &'a PageMap,
    /// The printed pages of each label; see [`VolumeView::pages`].
    printed: BTreeMap<String, [String; 2]>,
}

impl<'a> Selection<'a> {
    fn new(view: &'a View, pages: &'a PageMap) -> Self {
        let pages_of = |range: &PageRange| [range.from.clone(), range.label.clone()];
        let mut printed: BTreeMap<_, _> = pages
            .parts
            .values()
            .chain(pages.policies.values())
            .map(|range| (range.destination.clone(), pages_of(range)))
            .collect();
        // The items of the framework start on the page of their first policy.
        for policy in view.policies().rev() {
            if let Some(first) = printed.get(&policy.label).map(|[from, _]| from.clone()) {
                for parent in &policy.ancestors {
                    printed.insert(parent.label.clone(), [first.clone(), first.clone()]);
                }
            }
        }
        Self { view, pages, printed }
    }

    /// The path of a volume, with its id padded by zeros so that the paths sort.
    fn route(&self, id: &str) -> String {
        let width = self.view.goals.iter().map(|g| g.id.len()).max().unwrap_or(1);
        format!("pdf/{}-{id:0>width$}.pdf", self.view.meta.file)
    }

    /// A volume of whole parts; `None` if they have no pages.
    fn parts(&self, id: &str, parts: &'a [PartView]) -> Option<Volume> {
        let ranges: Vec<_> = parts
            .iter()
            .filter_map(|p| Some((p.id.as_str(), self.pages.parts.get(&p.id)?)))
            .collect();
        let (first, last) = (ranges.first()?.1, ranges.last()?.1);
        let title_part = parts.iter().find(|p| !p.front).or(parts.first())?;
        // Only the first part of a book can have blank pages before it.
        let blanks_before = if id == "0" { first.pdf_page - 1 } else { 0 };
        let metadata = VolumeView {
            title: title_part.title.clone(),
            parts: ranges.iter().map(|(id, _)| (*id).to_owned()).collect(),
            first: number(&first.from).saturating_sub(blanks_before as u32),
            blanks_before,
            lengths: ranges.iter().map(|(id, range)| ((*id).to_owned(), range.count)).collect(),
            pages: self.printed.clone(),
        };
        let (start, end) = (first.pdf_page - blanks_before, last.pdf_page + last.count);
        let page_map = self.pages.slice(start, end - start);
        let ends = (first.from.clone(), last.to.clone());
        Some(volume(self.route(id), metadata, ends, page_map, None))
    }

    /// A volume of the policies `ids` of the part `body`; `None` if they have no pages.
    fn policies(
        &self,
        route: String,
        title: String,
        body: &'a PartView,
        ids: &[&str],
    ) -> Option<Volume> {
        let ranges: Vec<&PageRange> =
            ids.iter().filter_map(|id| self.pages.policies.get(&id.parse().ok()?)).collect();
        let (first, last) = (ranges.first()?, ranges.last()?);
        let metadata = VolumeView {
            title,
            parts: vec![body.id.clone()],
            first: number(&first.from),
            blanks_before: 0,
            lengths: [(body.id.clone(), ranges.iter().map(|r| r.count).sum())].into(),
            pages: self.printed.clone(),
        };
        let count = last.pdf_page + last.count - first.pdf_page;
        let mut page_map = self.pages.slice(first.pdf_page, count);
        // In a page map without real pages, all parts and policies are on the same page.
        if self.pages.total == 0 {
            page_map.parts.clear();
            page_map.policies.retain(|id, _| ids.contains(&id.to_string().as_str()));
        }
        let ends = (first.from.clone(), last.to.clone());
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        Some(volume(route, metadata, ends, page_map, Some(ids)))
    }
}

fn volume(
    route: String,
    metadata: VolumeView,
    pages: (String, String),
    page_map: PageMap,
    policies: Option<Vec<String>>,
) -> Volume {
    Volume { route, title: metadata.title.clone(), pages, page_map, metadata, policies }
}

/// Parses a printed page number; 1 for the roman numbers of front matter.
fn number(printed: &str) -> u32 {
    printed.parse().unwrap_or(1)
}

//! 分割版 and single sheets: pieces of the whole book, with the page numbers of the whole.
//!
//! A volume is set by the same theme from the same view, cut down to what it holds. Page
//! numbers are not worked out again: every reference gets the page that the finished whole
//! book has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{FontSet, Job, job};
use crate::layout::{Destinations, PageMap, PageRange};
use crate::model::PolicyId;
use crate::render::chart::Chart;
use crate::theme::Theme;
use crate::view::{GoalView, PartView, View};

/// One volume: what it holds. [`Volume::job`] sets it.
#[derive(Debug)]
pub struct Volume {
    /// Its address from the root of the site.
    pub route: String,
    /// Its name for readers.
    pub title: String,
    /// What is printed on its first and on its last page.
    pub pages: (String, String),
    /// Where everything stands in its file.
    pub places: PageMap,
    told: VolumeView,
    /// The policies it holds, by id; none where it holds other parts of the book.
    policies: Option<Vec<String>>,
}

impl Volume {
    /// The job of setting it from `cloth`, with the charts, if it has a place for them: the
    /// parts around the policies do.
    #[must_use]
    pub fn job(&self, cloth: &Cloth, theme: &Theme, fonts: &FontSet, charts: &[Chart]) -> Job {
        let cut = match &self.policies {
            Some(ids) => cloth.with_policies(&ids.iter().map(String::as_str).collect()),
            None => cloth.0.clone(),
        };
        let mut cut = Value::Object(cut);
        cut["volume"] = json!(self.told);
        let shown = pictures_in(&cut);
        let pictures = cloth.1.iter().filter(|(file, _)| shown.contains(file.as_str()));
        let pictures = pictures.map(|(file, bytes)| (file.clone(), bytes.to_vec())).collect();
        let mut job = job(cut.to_string(), pictures, theme, fonts);
        if self.policies.is_none() {
            job.files.extend(super::chart_files(charts));
        }
        job
    }
}

impl Volume {
    /// Where what it holds stands in a PDF of it in which these labels were `found`.
    #[must_use]
    pub fn places_in(&self, found: &Destinations) -> PageMap {
        let mut places = self.places.clone();
        let mut ranges: Vec<&mut PageRange> =
            places.parts.values_mut().chain(places.policies.values_mut()).collect();
        let start = |range: &PageRange| found.labels.get(&range.destination).copied();
        let mut starts: Vec<usize> = ranges.iter().filter_map(|range| start(range)).collect();
        starts.sort_unstable();
        places.total = found.printed.len();
        for range in &mut ranges {
            if let Some(first) = start(range) {
                let next = starts.get(starts.partition_point(|other| *other <= first));
                let end = next.copied().unwrap_or(places.total);
                (range.pdf_page, range.count) = (first + 1, end - first);
            }
        }
        places
    }
}

/// What volumes are cut from: the view as plain data, and the authors' pictures.
#[derive(Debug)]
pub struct Cloth(Map<String, Value>, Vec<(String, Arc<[u8]>)>);

impl Cloth {
    /// That of `view`.
    ///
    /// # Panics
    /// Never: the view is plain data.
    #[must_use]
    pub fn new(view: &View) -> Self {
        let Ok(Value::Object(fields)) = serde_json::to_value(view) else {
            unreachable!("the view is plain data");
        };
        Self(fields, view.pictures.clone())
    }

    /// What the policies `ids` need of it. Goals and basic plans stay, for running heads and
    /// thumbs.
    fn with_policies(&self, ids: &BTreeSet<&str>) -> Map<String, Value> {
        let held = |policies: &Value| -> Vec<Value> {
            let held = |policy: &&Value| policy["id"].as_str().is_some_and(|id| ids.contains(id));
            policies.as_array().into_iter().flatten().filter(held).cloned().collect()
        };
        let plan = |plan: &Value| {
            let policies = held(&plan["policies"]);
            let other = policies.is_empty();
            with(plan, |key, value| match key {
                "policies" => policies.clone().into(),
                "indicators" if other => json!([]),
                _ => value.clone(),
            })
        };
        let goal = |goal: &Value| {
            with(goal, |key, value| match key {
                "basic_plans" => value.as_array().into_iter().flatten().map(plan).collect(),
                _ => value.clone(),
            })
        };
        let fields = self.0.iter().map(|(key, value)| {
            let value = match key.as_str() {
                "goals" => value.as_array().into_iter().flatten().map(goal).collect(),
                "departments" | "overview" => json!([]),
                _ => value.clone(),
            };
            (key.clone(), value)
        });
        fields.collect()
    }
}

/// A copy of `object`, each field as `field` makes it.
fn with(object: &Value, field: impl Fn(&str, &Value) -> Value) -> Value {
    let fields = object.as_object().into_iter().flatten();
    Value::Object(fields.map(|(key, value)| (key.clone(), field(key, value))).collect())
}

/// The files of all pictures in a piece of the view.
fn pictures_in(cut: &Value) -> BTreeSet<&str> {
    match cut {
        Value::Array(items) => items.iter().flat_map(pictures_in).collect(),
        Value::Object(fields) => {
            let own = fields.get("file").filter(|_| fields.get("t") == Some(&json!("picture")));
            let own = own.and_then(|file| file.as_str());
            fields.values().flat_map(pictures_in).chain(own).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// What a theme is told about the volume it sets, as `view.volume`.
#[derive(Debug, Serialize)]
struct VolumeView {
    /// Its name for readers.
    title: String,
    /// The parts it holds, by id; of the policies' part only what the view still has.
    parts: Vec<String>,
    /// The number printed on its first page.
    first: u32,
    /// How many blank pages come before everything.
    blanks_before: usize,
    /// How many pages each of its parts fills here, by id, blank ones behind it included.
    lengths: BTreeMap<String, usize>,
    /// For each label of the whole book, what is printed on its first page and how its pages
    /// are told: `12` and `12`, `17` and `17～197`.
    pages: BTreeMap<String, [String; 2]>,
}

/// The volumes of the book: what stands before the policies, each goal, and what stands
/// behind them; none where that is all the same file. A goal of more than `largest` policies
/// is several, each of whole basic plans where they are not larger themselves.
#[must_use]
pub fn split(view: &View, pages: &PageMap, largest: usize) -> Vec<Volume> {
    let cut = Cut::new(view, pages);
    let Some(body) = view.parts.iter().position(|p| p.kind == "policies") else {
        return Vec::new();
    };
    let mut volumes = Vec::new();
    volumes.extend(cut.parts("0", &view.parts[..body]));
    for goal in &view.goals {
        let pieces = pieces(goal, largest);
        let one = pieces.len() == 1;
        for (number, ids) in (1..).zip(&pieces) {
            let (route, title) = (cut.route(&goal.id), format!("{} {}", goal.id, goal.name));
            let (route, title) = match (one, ids.first(), ids.last()) {
                (false, Some(first), Some(last)) => (
                    route.replace(".pdf", &format!("-{number:02}.pdf")),
                    format!("{title}（{first}～{last}）"),
                ),
                _ => (route, title),
            };
            volumes.extend(cut.policies(route, title, &view.parts[body], ids));
        }
    }
    let behind = view.goals.iter().filter_map(|g| g.id.parse().ok()).max().unwrap_or(0u8) + 1;
    volumes.extend(cut.parts(&behind.to_string(), &view.parts[body + 1..]));
    if volumes.len() > 1 { volumes } else { Vec::new() }
}

/// The policies of a goal in as few pieces as hold at most `largest` each.
fn pieces(goal: &GoalView, largest: usize) -> Vec<Vec<&str>> {
    let mut pieces: Vec<Vec<&str>> = vec![Vec::new()];
    for plan in &goal.basic_plans {
        let ids: Vec<&str> = plan.policies.iter().map(|p| p.id.as_str()).collect();
        for ids in ids.chunks(largest) {
            match pieces.last_mut() {
                Some(piece) if piece.len() + ids.len() <= largest => piece.extend(ids),
                _ => pieces.push(ids.to_vec()),
            }
        }
    }
    pieces
}

/// The sheet of one policy by itself; nothing where the book has none of that number.
#[must_use]
pub fn sheet(view: &View, pages: &PageMap, id: PolicyId) -> Option<Volume> {
    let cut = Cut::new(view, pages);
    let body = view.parts.iter().find(|p| p.kind == "policies")?;
    let policy = view.policies().find(|p| p.id == id.to_string())?;
    let title = format!("{} {}", policy.id, policy.title);
    cut.policies(format!("pdf/{id}.pdf"), title, body, &[&policy.id])
}

/// The whole, from which pieces are cut.
struct Cut<'a> {
    view: &'a View,
    pages: &'a PageMap,
    printed: BTreeMap<String, [String; 2]>,
}

impl<'a> Cut<'a> {
    fn new(view: &'a View, pages: &'a PageMap) -> Self {
        let told = |range: &PageRange| [range.from.clone(), range.label.clone()];
        let mut printed: BTreeMap<_, _> = pages
            .parts
            .values()
            .chain(pages.policies.values())
            .map(|range| (range.destination.clone(), told(range)))
            .collect();
        // Goals and basic plans begin where their first policy does.
        for policy in view.policies().rev() {
            if let Some(first) = printed.get(&policy.label).map(|[from, _]| from.clone()) {
                for above in [&policy.goal, &policy.basic_plan] {
                    let kind = if above.id.contains('-') { "plan" } else { "goal" };
                    printed.insert(format!("{kind}-{}", above.id), [first.clone(), first.clone()]);
                }
            }
        }
        Self { view, pages, printed }
    }

    /// Names that sort, however many goals there are.
    fn route(&self, id: &str) -> String {
        let width = self.view.goals.iter().map(|g| g.id.len()).max().unwrap_or(1);
        format!("pdf/{}-{id:0>width$}.pdf", self.view.meta.file)
    }

    /// A volume of whole parts.
    fn parts(&self, id: &str, parts: &'a [PartView]) -> Option<Volume> {
        let ranges: Vec<_> = parts
            .iter()
            .filter_map(|p| Some((p.id.as_str(), self.pages.parts.get(&p.id)?)))
            .collect();
        let (first, last) = (ranges.first()?.1, ranges.last()?.1);
        let named = parts.iter().find(|p| !p.front).or(parts.first())?;
        // Only the first part of a book can have blank pages before it.
        let blanks_before = if id == "0" { first.pdf_page - 1 } else { 0 };
        let told = VolumeView {
            title: named.title.clone(),
            parts: ranges.iter().map(|(id, _)| (*id).to_owned()).collect(),
            first: number(&first.from).saturating_sub(blanks_before as u32),
            blanks_before,
            lengths: ranges.iter().map(|(id, range)| ((*id).to_owned(), range.count)).collect(),
            pages: self.printed.clone(),
        };
        let (start, end) = (first.pdf_page - blanks_before, last.pdf_page + last.count);
        let places = self.pages.cut(start, end - start);
        let ends = (first.from.clone(), last.to.clone());
        Some(volume(self.route(id), told, ends, places, None))
    }

    /// A volume of the policies `ids` of the part `body`.
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
        let told = VolumeView {
            title,
            parts: vec![body.id.clone()],
            first: number(&first.from),
            blanks_before: 0,
            lengths: [(body.id.clone(), ranges.iter().map(|r| r.count).sum())].into(),
            pages: self.printed.clone(),
        };
        let count = last.pdf_page + last.count - first.pdf_page;
        let mut places = self.pages.cut(first.pdf_page, count);
        // Where pages are only promised, all parts and policies begin on one.
        if self.pages.total == 0 {
            places.parts.clear();
            places.policies.retain(|id, _| ids.contains(&id.to_string().as_str()));
        }
        let ends = (first.from.clone(), last.to.clone());
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        Some(volume(route, told, ends, places, Some(ids)))
    }
}

fn volume(
    route: String,
    told: VolumeView,
    pages: (String, String),
    places: PageMap,
    policies: Option<Vec<String>>,
) -> Volume {
    Volume { route, title: told.title.clone(), pages, places, told, policies }
}

/// A page number; front matter begins with its first page.
fn number(printed: &str) -> u32 {
    printed.parse().unwrap_or(1)
}

//! Which printed pages everything stands on, as the finished PDF says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::routes;
use crate::model::{Book, PartKind, PolicyId};

/// Where the typesetter put what: the places of the labels, and how pages are numbered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinations {
    /// For each label, the page it stands on, counted from 0 in the file.
    pub labels: BTreeMap<String, usize>,
    /// What is printed on each page of the file: `i`, `1`, `197`.
    pub printed: Vec<String>,
}

/// The pages of one part or policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageRange {
    /// What is printed on the first page.
    pub from: String,
    /// What is printed on the last page.
    pub to: String,
    /// How a reader is told: `12` or `17～197`.
    pub label: String,
    /// The first page, counted from 1 in the file.
    pub pdf_page: usize,
    /// How many pages.
    pub count: usize,
    /// The label to link to.
    pub destination: String,
}

/// The pages of every part and policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageMap {
    /// By part id.
    pub parts: BTreeMap<String, PageRange>,
    /// By policy.
    pub policies: BTreeMap<PolicyId, PageRange>,
    /// How many pages the file has.
    pub total: usize,
}

impl PageMap {
    /// Joins the labels of the finished PDF with the book.
    ///
    /// Everything ends on the page before the next thing of its kind begins; the last ends
    /// with the file.
    ///
    /// # Errors
    /// Names the labels that the PDF lacks: the page theme has not placed them.
    pub fn new(book: &Book, found: &Destinations) -> Result<Self, Vec<String>> {
        let mut missing = Vec::new();
        let mut start = |label: String| {
            if let Some(page) = found.labels.get(&label) {
                Some((label, *page))
            } else {
                missing.push(label);
                None
            }
        };
        let parts: Vec<_> = book
            .plan
            .book
            .parts
            .iter()
            .filter_map(|p| Some((p.id.value.clone(), start(routes::part_label(&p.id))?)))
            .collect();
        let policies: Vec<_> = book
            .policies()
            .filter_map(|p| Some((p.id, start(routes::policy_label(p.id))?)))
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let total = found.printed.len();
        // The part that holds the policies ends them.
        let last_policy = policies.last().map_or(0, |(_, (_, page))| *page);
        let policies_end = parts
            .iter()
            .map(|(_, (_, page))| *page)
            .filter(|page| *page > last_policy)
            .min()
            .unwrap_or(total);
        Ok(Self {
            parts: ranges(parts, total, &found.printed),
            policies: ranges(policies, policies_end, &found.printed),
            total,
        })
    }
}

impl PageMap {
    /// What can be said before there is a PDF: the pages the contract declares. Every policy
    /// is told to begin where their part does.
    #[must_use]
    pub fn declared(book: &Book) -> Self {
        let range = |destination: String, from: u32, to: u32| PageRange {
            from: from.to_string(),
            to: to.to_string(),
            label: if from == to { from.to_string() } else { format!("{from}～{to}") },
            pdf_page: 1,
            count: 1,
            destination,
        };
        let mut start = 1;
        let mut parts = BTreeMap::new();
        for part in &book.plan.book.parts {
            let Some((from, to)) = part.pages.as_ref().and_then(|p| Some((p.from?, p.to?))) else {
                continue;
            };
            if part.kind == PartKind::Policies {
                start = from;
            }
            let label = routes::part_label(&part.id);
            parts.insert(part.id.value.clone(), range(label, from, to));
        }
        let policies =
            book.policies().map(|p| (p.id, range(routes::policy_label(p.id), start, start)));
        Self { parts, policies: policies.collect(), total: 0 }
    }
}

impl PageMap {
    /// What stands wholly on the `count` pages from page `first` (from 1) of the file, with
    /// its places in a file of those pages alone.
    #[must_use]
    pub fn cut(&self, first: usize, count: usize) -> Self {
        let within = |range: &PageRange| {
            let fits = range.pdf_page >= first && range.pdf_page + range.count <= first + count;
            fits.then(|| PageRange { pdf_page: range.pdf_page - first + 1, ..range.clone() })
        };
        Self {
            parts: self
                .parts
                .iter()
                .filter_map(|(id, range)| Some((id.clone(), within(range)?)))
                .collect(),
            policies: self
                .policies
                .iter()
                .filter_map(|(id, range)| Some((*id, within(range)?)))
                .collect(),
            total: count,
        }
    }
}

fn ranges<K: Ord>(
    starts: Vec<(K, (String, usize))>,
    end: usize,
    printed: &[String],
) -> BTreeMap<K, PageRange> {
    let ends: Vec<usize> = starts.iter().skip(1).map(|(_, (_, page))| *page).chain([end]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|((key, (destination, first)), end)| {
            let last = end.saturating_sub(1).max(first);
            let name = |page: usize| printed.get(page).cloned().unwrap_or_default();
            let (from, to) = (name(first), name(last));
            let label = if from == to { from.clone() } else { format!("{from}～{to}") };
            let count = last - first + 1;
            (key, PageRange { from, to, label, pdf_page: first + 1, count, destination })
        })
        .collect()
}

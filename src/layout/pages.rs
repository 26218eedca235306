//! Page ranges of parts and policies, from the finished PDF.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::routes;
use crate::model::{Book, PartKind, PolicyId};

/// The labels and page numbers of a finished PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinations {
    /// The page of each label, as an index from 0 in the file.
    pub labels: BTreeMap<String, usize>,
    /// The page number printed on each page: `i`, `1`, `197`.
    pub printed: Vec<String>,
}

/// The pages of one part or policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageRange {
    /// The printed number of the first page.
    pub from: String,
    /// The printed number of the last page.
    pub to: String,
    /// The range for readers: `12` or `17～197`.
    pub label: String,
    /// The first page, as an index from 1 in the file.
    pub pdf_page: usize,
    /// Number of pages.
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
    /// Number of pages of the file.
    pub total: usize,
}

impl PageMap {
    /// The page map of `book`, from the labels of the finished PDF.
    ///
    /// Each part or policy ends on the page before the next one starts; the last one ends with the
    /// file.
    ///
    /// # Errors
    /// The labels that are missing in the PDF, because the theme did not place them.
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
        // The last policy ends with the part of the policies.
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
    /// The page map before there is a PDF, from the page contract: parts are on the pages that the
    /// plan declares, and every policy is on the first page of the part of the policies.
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
    /// The page map of a file that has only `count` pages of this one, from page `first` (counted
    /// from 1). Parts and policies that are not completely on these pages are left out.
    #[must_use]
    pub fn slice(&self, first: usize, count: usize) -> Self {
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

/// Page ranges from the first pages of consecutive items, the last of which ends before `end`.
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

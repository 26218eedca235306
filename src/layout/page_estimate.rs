//! Computes the page numbers of a book that is typeset in volumes only, from the numbers of pages of its
//! parts and policies.

use std::collections::BTreeMap;

use super::pages::Destinations;
use super::routes;
use crate::model::{Book, PartKind, PolicyId};

/// Lengths of parts and policies in pages, without the blank pages at their end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lengths {
    /// By part id, without the part of the policies. An unknown length counts as one page.
    pub parts: BTreeMap<String, usize>,
    /// By policy. An unknown length counts as one page.
    pub policies: BTreeMap<PolicyId, usize>,
}

/// Places the parts and policies of `book` one after another by the rules of the page contract:
/// page 1 is a right-hand page, a part starts on its declared page and does not end before its
/// declared end.
#[must_use]
pub fn estimate_pages(book: &Book, lengths: &Lengths) -> Destinations {
    let mut pages = Pages::default();
    let spec = &book.plan.book;
    for (index, part) in spec.parts.iter().enumerate() {
        let front = spec.is_front_matter(index);
        if index > 0 && !front && spec.is_front_matter(index - 1) {
            pages.add(pages.last_number % 2, true);
            pages.last_number = 0;
        }
        let declared = part.pages.as_ref().map(|p| (p.from, p.to));
        let (from, to) = declared.unwrap_or_default();
        if let Some(from) = from.filter(|_| !front) {
            pages.add((from as usize).saturating_sub(pages.last_number + 1), front);
        }
        pages.label(routes::part_label(&part.id));
        if part.kind == PartKind::Policies {
            for policy in book.policies() {
                pages.label(routes::policy_label(policy.id));
                pages.add(lengths.policies.get(&policy.id).copied().unwrap_or(1), front);
            }
        } else {
            pages.add(lengths.parts.get(&part.id.value).copied().unwrap_or(1), front);
        }
        if let Some(to) = to {
            pages.add((to as usize).saturating_sub(pages.last_number), front);
        }
    }
    pages.destinations
}

/// The pages placed so far.
#[derive(Default)]
struct Pages {
    destinations: Destinations,
    /// The number of the last page. Front matter is numbered separately.
    last_number: usize,
}

impl Pages {
    /// Places `label` on the next page.
    fn label(&mut self, label: String) {
        self.destinations.labels.insert(label, self.destinations.printed.len());
    }

    /// Adds `count` pages.
    fn add(&mut self, count: usize, front: bool) {
        for _ in 0..count {
            self.last_number += 1;
            let number = if front { roman(self.last_number) } else { self.last_number.to_string() };
            self.destinations.printed.push(number);
        }
    }
}

/// The lower-case roman numeral of `n`, as used for pages of front matter.
#[must_use]
pub fn roman(mut n: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while n >= value {
            out.push_str(digits);
            n -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn front_matter_is_numbered_in_roman() {
        let numbers: Vec<String> = [1, 2, 4, 9, 14, 40].into_iter().map(roman).collect();
        assert_eq!(numbers, ["i", "ii", "iv", "ix", "xiv", "xl"]);
    }
}

//! Where everything stands, worked out from how many pages each thing fills: for a book that
//! no single PDF holds.

use std::collections::BTreeMap;

use super::pages::Destinations;
use super::routes;
use crate::model::{Book, PartKind, PolicyId};

/// How many pages everything fills, without the blank ones behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lengths {
    /// By part id, but for the part that holds the policies. What is not known fills a page.
    pub parts: BTreeMap<String, usize>,
    /// By policy. What is not known fills a page.
    pub policies: BTreeMap<PolicyId, usize>,
}

/// Lays the parts and policies of `book` behind each other, by the rules of the page
/// contract: page 1 is a right-hand page, a part begins on the page it declares and ends no
/// sooner than it declares.
#[must_use]
pub fn estimate_pages(book: &Book, lengths: &Lengths) -> Destinations {
    let mut stack = Stack::default();
    let parts = &book.plan.book.parts;
    for (index, part) in parts.iter().enumerate() {
        let front = part.kind.is_front_matter();
        if index > 0 && !front && parts[index - 1].kind.is_front_matter() {
            stack.pad(stack.reached % 2, true);
            stack.reached = 0;
        }
        let declared = part.pages.as_ref().map(|pages| (pages.from, pages.to));
        let (from, to) = declared.unwrap_or_default();
        if let Some(from) = from.filter(|_| !front) {
            stack.pad((from as usize).saturating_sub(stack.reached + 1), front);
        }
        stack.label(routes::part_label(&part.id));
        if part.kind == PartKind::Policies {
            for policy in book.policies() {
                stack.label(routes::policy_label(policy.id));
                stack.pad(lengths.policies.get(&policy.id).copied().unwrap_or(1), front);
            }
        } else {
            stack.pad(lengths.parts.get(&part.id.value).copied().unwrap_or(1), front);
        }
        if let Some(to) = to {
            stack.pad((to as usize).saturating_sub(stack.reached), front);
        }
    }
    stack.found
}

#[derive(Default)]
struct Stack {
    found: Destinations,
    /// The number of the last page; front matter has numbers of its own.
    reached: usize,
}

impl Stack {
    fn label(&mut self, label: String) {
        self.found.labels.insert(label, self.found.printed.len());
    }

    fn pad(&mut self, pages: usize, front: bool) {
        for _ in 0..pages {
            self.reached += 1;
            let number = if front { roman(self.reached) } else { self.reached.to_string() };
            self.found.printed.push(number);
        }
    }
}

/// A number as the pages of front matter are numbered.
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

//! The page contract (ページの約束): every part must be on the pages that the plan declares for it.
//!
//! This module must not know how the pages were read.

mod overflow_hints;

use serde::{Deserialize, Serialize};

use super::pages::PageMap;
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::model::{Book, PartSpec, Plan};
use crate::text;

/// Maximum number of pages of the sheet of a policy.
pub const SHEET_PAGES: usize = 2;

const OVERFLOW: Code = Code("PB0401");
const MOVED: Code = Code("PB0402");

/// Blank pages at the end of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Padding {
    /// The part's heading.
    pub title: String,
    /// Number of blank pages.
    pub pages: usize,
}

/// A part that is longer than its declared pages.
struct Overflow<'a> {
    part: &'a PartSpec,
    /// The page range for readers.
    label: &'a str,
    /// Declared number of pages.
    available: u32,
    /// Actual number of pages.
    used: u32,
    /// Number of lines of text on the last page.
    last_lines: usize,
}

/// Compares the declared pages with those of the finished PDF; `lines` returns the number of lines
/// of text on a page. Returns where blank pages were needed.
///
/// A part that takes more pages than it has is an error of its own, or a warning if
/// `relaxed`; the parts behind it that it moves are named with it, not reported one
/// by one.
pub fn check(
    book: &Book,
    pages: &PageMap,
    lines: &dyn Fn(usize) -> usize,
    relaxed: bool,
    sink: &mut Sink,
) -> Vec<Padding> {
    let mut report = |mut diagnostic: Diagnostic| {
        if relaxed {
            diagnostic.severity = Severity::Warning;
        }
        sink.report(diagnostic);
    };
    let mut padded = Vec::new();
    let mut pushed_by_earlier = false;
    let parts = &book.plan.book.parts;
    for (index, part) in parts.iter().enumerate() {
        let Some(actual) = pages.parts.get(&part.id.value) else {
            continue;
        };
        let first = actual.pdf_page - 1;
        let blank = (first + 1..first + actual.count).rev().take_while(|p| lines(*p) == 0).count();
        if blank > 0 {
            padded.push(Padding { title: book.plan.part_title(part), pages: blank });
        }
        let Some(declared) = &part.pages else {
            continue;
        };
        let (Ok(from), Ok(to)) = (actual.from.parse::<u32>(), actual.to.parse::<u32>()) else {
            continue;
        };
        let filled = to.saturating_sub(blank as u32);
        let used = filled + 1 - from;
        // An open start is where the part before it lets it begin.
        let available = declared.to.map(|last| last + 1 - declared.from.unwrap_or(from).min(last));
        if let Some(available) = available.filter(|available| used > *available) {
            let last_lines = lines(first + used as usize - 1);
            let long = Overflow { part, label: &actual.label, available, used, last_lines };
            let diagnostic = overflow(&book.plan, &long, &parts[index + 1..]);
            report(overflow_hints::add_hints(book, part, pages, lines, diagnostic));
            pushed_by_earlier = true;
        } else if !pushed_by_earlier
            && (declared.from.is_some_and(|p| p != from)
                || declared.to.is_some_and(|p| p < filled || p > to))
        {
            report(moved(&book.plan, part, &actual.label));
            pushed_by_earlier = true;
        }
    }
    padded
}

fn overflow(plan: &Plan, overflow: &Overflow, later: &[PartSpec]) -> Diagnostic {
    let Overflow { part, label, available, used, last_lines } = overflow;
    let (id, title) = (&part.id, plan.part_title(part));
    let over = used - available;
    let contract = part.pages.as_ref().expect("only a declared part can overflow");
    // Full pages, and what is on the last one.
    let (much, much_en) = match over - 1 {
        0 => (format!("約{last_lines}行"), format!("some {last_lines} line(s)")),
        full => (
            format!("{full}ページと約{last_lines}行"),
            format!("{full} page(s) and some {last_lines} line(s)"),
        ),
    };
    let diagnostic = Diagnostic::error(
        OVERFLOW,
        text!(
            "「{title}」（{id}）は{available}ページの約束ですが、{used}ページになりました（{over}ページ超過）",
            "`{title}` ({id}) has {available} page(s) and takes {used}: {over} too many"
        ),
    )
    .label(
        contract.span,
        text!("約束は{contract}ページ、実際は{label}ページ", "declared {contract}, stands on {label}"),
    )
    .hint(text!(
        "{much}分を短くすると収まります。または plan.yaml の pages を改めてください",
        "it fits when it is shorter by {much_en}; or change its `pages` in plan.yaml"
    ));
    let names: Vec<String> = later
        .iter()
        .filter(|p| p.pages.is_some())
        .map(|p| format!("「{}」", plan.part_title(p)))
        .collect();
    if names.is_empty() {
        return diagnostic;
    }
    let names = names.join("、");
    diagnostic.hint(text!(
        "このままでは、後の{names}のページも動きます",
        "as it is, the later parts would move: {names}"
    ))
}

fn moved(plan: &Plan, part: &PartSpec, label: &str) -> Diagnostic {
    let (id, title) = (&part.id, plan.part_title(part));
    let contract = part.pages.as_ref().expect("only a declared part can miss its pages");
    Diagnostic::error(
        MOVED,
        text!(
            "「{title}」（{id}）は{contract}ページの約束ですが、{label}ページにあります",
            "`{title}` ({id}) is declared on {contract} and stands on {label}"
        ),
    )
    .at(contract.span)
    .hint(text!("この部より前の部のページ数を確かめてください", "look at the parts before it"))
}

//! ページの約束: whether every part stands on the pages it declares.
//!
//! This module must not know how the pages were read.

mod overflow_hints;

use serde::{Deserialize, Serialize};

use super::pages::PageMap;
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::model::{Book, PartSpec, Plan};
use crate::text;

/// How many pages the sheet of a policy may fill.
pub const SHEET_PAGES: usize = 2;

const OVERFLOW: Code = Code("PB0401");
const MOVED: Code = Code("PB0402");

/// Blank pages behind a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Padding {
    /// The part's heading.
    pub title: String,
    /// How many pages.
    pub pages: usize,
}

/// What a part got and what it takes.
struct Taken<'a> {
    part: &'a PartSpec,
    /// The pages as a reader is told.
    label: &'a str,
    /// How many it has by the contract.
    room: u32,
    /// How many it fills.
    takes: u32,
    /// How many lines of text are on the last of them.
    last_lines: usize,
}

/// Compares the declared pages with those of the finished PDF, of which `lines` tells how
/// many lines of text a page has. Where blank pages were needed is returned.
///
/// A part that takes more pages than it has is an error of its own, or a warning for a
/// `relaxed` build; the parts behind it that it moves are named with it, not reported one
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
        let takes = filled + 1 - from;
        // An open start is where the part before it lets it begin.
        let room = declared.to.map(|last| last + 1 - declared.from.unwrap_or(from).min(last));
        if let Some(room) = room.filter(|room| takes > *room) {
            let last_lines = lines(first + takes as usize - 1);
            let long = Taken { part, label: &actual.label, room, takes, last_lines };
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

fn overflow(plan: &Plan, taken: &Taken, later: &[PartSpec]) -> Diagnostic {
    let Taken { part, label, room, takes, last_lines } = taken;
    let (id, title) = (&part.id, plan.part_title(part));
    let over = takes - room;
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
            "「{title}」（{id}）は{room}ページの約束ですが、{takes}ページになりました（{over}ページ超過）",
            "`{title}` ({id}) has {room} page(s) and takes {takes}: {over} too many"
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

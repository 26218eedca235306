//! ページの約束: whether every part stands on the pages it declares.

use super::pages::PageMap;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, PartSpec, Plan};
use crate::text;

const OVERFLOW: Code = Code("PB0401");
const MOVED: Code = Code("PB0402");

/// Compares the declared pages with those of the finished PDF.
///
/// A part that takes more pages than it has is an error of its own; the parts behind it
/// that it moves are named with it, not reported one by one.
pub fn check(book: &Book, pages: &PageMap, sink: &mut Sink) {
    let mut pushed_by_earlier = false;
    let parts = &book.plan.book.parts;
    for (index, part) in parts.iter().enumerate() {
        let Some(actual) = pages.parts.get(&part.id.value) else {
            continue;
        };
        let Some(declared) = &part.pages else {
            continue;
        };
        let (Ok(from), Ok(to)) = (actual.from.parse::<u32>(), actual.to.parse::<u32>()) else {
            continue;
        };
        // An open start is where the part before it lets it begin.
        let room = declared.to.map(|last| last + 1 - declared.from.unwrap_or(from).min(last));
        let takes = to + 1 - from;
        if let Some(has) = room.filter(|has| takes > *has) {
            sink.report(overflow(
                &book.plan,
                part,
                (has, takes),
                &actual.label,
                &parts[index + 1..],
            ));
            pushed_by_earlier = true;
        } else if !pushed_by_earlier
            && (declared.from.is_some_and(|p| p != from) || declared.to.is_some_and(|p| p != to))
        {
            sink.report(moved(&book.plan, part, &actual.label));
            pushed_by_earlier = true;
        }
    }
}

fn overflow(
    plan: &Plan,
    part: &PartSpec,
    (has, takes): (u32, u32),
    label: &str,
    later: &[PartSpec],
) -> Diagnostic {
    let (id, title) = (&part.id, plan.part_title(part));
    let over = takes - has;
    let contract = part.pages.as_ref().expect("only a declared part can overflow");
    let diagnostic = Diagnostic::error(
        OVERFLOW,
        text!(
            "「{title}」（{id}）は{has}ページの約束ですが、{takes}ページになりました（{over}ページ超過）",
            "`{title}` ({id}) has {has} page(s) and takes {takes}: {over} too many"
        ),
    )
    .label(
        contract.span,
        text!("約束は{contract}ページ、実際は{label}ページ", "declared {contract}, stands on {label}"),
    )
    .hint(text!(
        "本文を短くするか、plan.yaml の pages を改めてください",
        "shorten the part, or change its `pages` in plan.yaml"
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

//! Hints on where to shorten a part that is too long: its longest paragraphs or rows, and the
//! sheets with the least text on their last page.

use crate::diag::{Diagnostic, Text};
use crate::layout::PageMap;
use crate::model::{Block, Book, Inline, Numbered, PartKind, PartSpec};
use crate::span::Span;
use crate::text;

/// Maximum number of places in a finding.
const SHOWN: usize = 3;

/// A place that could be shortened: position, message, and size in characters or lines.
struct Place {
    span: Span,
    words: Text,
    size: usize,
}

/// Adds labels for the places in `part` that could be shortened, best first.
pub(super) fn add_hints(
    book: &Book,
    part: &PartSpec,
    pages: &PageMap,
    lines: &dyn Fn(usize) -> usize,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let mut places = match part.kind {
        PartKind::Overview => paragraphs(&book.overview),
        PartKind::Text => paragraphs(book.part_text(&part.id)),
        PartKind::Themes => {
            let leads = book.themes.iter().flat_map(|t| &t.leads).map(|lead| {
                let length = lead.description.chars().count();
                place(lead.name.span, length)
            });
            book.themes.iter().flat_map(|t| paragraphs(&t.prose)).chain(leads).collect()
        }
        PartKind::Indicators => book
            .indicators()
            .map(|i| {
                let note = i.note.as_ref().map_or(0, |n| n.chars().count());
                place(i.name.span, i.name.chars().count() + note)
            })
            .collect(),
        PartKind::Index => {
            book.policies().map(|p| place(p.title.span, p.title.chars().count())).collect()
        }
        PartKind::Evaluation => {
            book.groups().map(|b| place(b.name.span, b.name.chars().count())).collect()
        }
        PartKind::Policies => return sheets(book, pages, lines, diagnostic),
        PartKind::Projects => book
            .projects()
            .map(|project| place(project.name.span, project.name.chars().count()))
            .collect(),
        PartKind::Cover
        | PartKind::Contents
        | PartKind::Legend
        | PartKind::Sections
        | PartKind::Imprint => Vec::new(),
    };
    places.sort_by_key(|p| std::cmp::Reverse(p.size));
    show(places, diagnostic)
}

fn show(places: Vec<Place>, diagnostic: Diagnostic) -> Diagnostic {
    places.into_iter().take(SHOWN).fold(diagnostic, |d, place| d.label(place.span, place.words))
}

fn place(span: Span, size: usize) -> Place {
    Place {
        span,
        words: text!(
            "この部で長いところ（{size}字）",
            "one of the longest here: {size} characters"
        ),
        size,
    }
}

/// All paragraphs of a text, including nested ones.
fn paragraphs(prose: &[Block]) -> Vec<Place> {
    let mut found = Vec::new();
    for block in prose {
        match block {
            Block::Paragraph(content) => {
                let mut size = 0;
                block.each_inline(&mut |inline| {
                    if let Inline::Text(text) = inline {
                        size += text.chars().count();
                    }
                });
                found.push(place(content.span, size));
            }
            Block::List { items, .. } => {
                found.extend(items.iter().flat_map(|item| paragraphs(item)));
            }
            Block::Quote(inner) => found.extend(paragraphs(inner)),
            _ => {}
        }
    }
    found
}

/// The sheets of more than one page that have the fewest lines on their last page, which a little
/// shortening would save.
fn sheets(
    book: &Book,
    pages: &PageMap,
    lines: &dyn Fn(usize) -> usize,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let mut places: Vec<Place> = book
        .policies()
        .filter_map(|policy| {
            let range = pages.policies.get(&policy.id).filter(|range| range.count > 1)?;
            let size = lines(range.pdf_page + range.count - 2);
            let (id, label, count) = (policy.reference(), &range.label, range.count);
            Some(Place {
                span: policy.title.span,
                words: text!(
                    "{id}（{label}ページ）：{count}ページ目は約{size}行。縮めると1ページ減ります",
                    "{id} ({label}): some {size} line(s) on its page {count}; without them it saves a page"
                ),
                size,
            })
        })
        .collect();
    places.sort_by_key(|p| p.size);
    show(places, diagnostic)
}

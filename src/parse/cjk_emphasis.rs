//! Bold that `CommonMark`'s flanking rules leave as bare asterisks.
//!
//! `**「重要」**である`: the closing run is between punctuation and a letter without a
//! space, as Japanese is written, so `CommonMark` does not let it close. What its author
//! meant is plain, so it is made bold here. In `**「一」**と**「二」**` the two runs in the middle can only
//! open and close, and `CommonMark` pairs those; authors pair runs in their order.

use super::markdown::ESCAPED_ASTERISK;
use crate::model::Inline;

const MARK: &str = "**";

/// Turns every leftover pair of `**` among siblings into strong emphasis, and pairs those in the order of
/// their authors.
pub fn mend_strong(inlines: Vec<Inline>) -> Vec<Inline> {
    let marks = |inline: &Inline| match inline {
        Inline::Text(text) => text.matches(MARK).count(),
        _ => 0,
    };
    let inlines: Vec<Inline> = inlines.into_iter().flat_map(in_order).collect();
    let mut left: usize = inlines.iter().map(marks).sum();
    let mut done: Vec<Inline> = Vec::new();
    // Where in `done` an opened run's content begins.
    let mut open: Option<usize> = None;
    for inline in inlines {
        left -= marks(&inline);
        let text = match (inline, open) {
            (Inline::Text(text), _) => text,
            // Its first run closes the one that is open, and its second one opens another.
            (Inline::Strong(content), Some(start)) if done.len() > start && left > 0 => {
                let before = done.split_off(start);
                done.push(Inline::Strong(before));
                done.extend(content);
                open = Some(done.len());
                continue;
            }
            (inline, _) => {
                done.push(inline);
                continue;
            }
        };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(MARK) {
            push(&mut done, &rest[..at]);
            rest = &rest[at + MARK.len()..];
            open = match open {
                Some(start) if done.len() > start => {
                    let content = done.split_off(start);
                    let (content, after) = with_emphasis(content, rest);
                    rest = after;
                    done.push(Inline::Strong(content));
                    None
                }
                // Nothing between two runs: they are asterisks.
                Some(_) => {
                    push(&mut done, "****");
                    None
                }
                None => Some(done.len()),
            };
        }
        push(&mut done, rest);
    }
    if let Some(start) = open {
        // It was never closed: put the asterisks back.
        done.insert(start, Inline::Text(MARK.to_owned()));
    }
    join_texts(done)
}

/// The third asterisks of `***「一」***`, before the `content` of strong emphasis and in the text `after` it, are
/// emphasis.
fn with_emphasis(mut content: Vec<Inline>, after: &str) -> (Vec<Inline>, &str) {
    let rest = after.strip_prefix('*').filter(|rest| !rest.starts_with('*'));
    if let (Some(Inline::Text(first)), Some(rest)) = (content.first_mut(), rest)
        && let Some(inner) = first.strip_prefix('*').filter(|inner| !inner.is_empty())
    {
        *first = inner.to_owned();
        return (vec![Inline::Emphasis(content)], rest);
    }
    (content, after)
}

/// Strong emphasis within strong emphasis is a pair of runs between two others: what is between them is not
/// strong.
fn in_order(inline: Inline) -> Vec<Inline> {
    let Inline::Strong(content) = inline else { return vec![inline] };
    let is_strong = |inline: &Inline| matches!(inline, Inline::Strong(_));
    let around = content.first().zip(content.last());
    let is_between = around.is_some_and(|(first, last)| !is_strong(first) && !is_strong(last));
    if !is_between || !content.iter().any(is_strong) {
        return vec![Inline::Strong(content)];
    }
    let mut pieces = Vec::new();
    let mut strong = Vec::new();
    for inline in content {
        match inline {
            Inline::Strong(between) => {
                pieces.push(Inline::Strong(std::mem::take(&mut strong)));
                pieces.extend(between);
            }
            other => strong.push(other),
        }
    }
    pieces.push(Inline::Strong(strong));
    pieces
}

fn push(out: &mut Vec<Inline>, text: &str) {
    if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}

/// Joins neighbouring texts and settles escaped asterisks.
fn join_texts(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (inline, out.last_mut()) {
            (Inline::Text(text), Some(Inline::Text(last))) => {
                last.push_str(&text.replace(ESCAPED_ASTERISK, "*"));
            }
            (Inline::Text(text), _) => {
                out.push(Inline::Text(text.replace(ESCAPED_ASTERISK, "*")));
            }
            (Inline::Strong(content), _) => out.push(Inline::Strong(join_texts(content))),
            (other, _) => out.push(other),
        }
    }
    out
}

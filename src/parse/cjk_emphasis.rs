//! Bold that `CommonMark`'s flanking rules leave as bare asterisks.
//!
//! `**「重要」**である`: the closing run is between punctuation and a letter without a
//! space, as Japanese is written, so `CommonMark` does not let it close. What its author
//! meant is plain, so it is made bold here.

use super::markdown::ESCAPED_ASTERISK;
use crate::model::Inline;

const MARK: &str = "**";

/// Turns every leftover pair of `**` among siblings into strong emphasis.
pub fn mend_strong(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut done: Vec<Inline> = Vec::new();
    // Where in `done` an opened run's content begins.
    let mut open: Option<usize> = None;
    for inline in inlines {
        let Inline::Text(text) = inline else {
            done.push(inline);
            continue;
        };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(MARK) {
            push(&mut done, &rest[..at]);
            rest = &rest[at + MARK.len()..];
            open = match open {
                Some(start) if done.len() > start => {
                    let content = done.split_off(start);
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

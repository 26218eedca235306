//! The texts of parts of the book: each part of the kind `text` with its file.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{PartText, Plan, Prose};
use crate::parse::Keyed;
use crate::span::{FileId, Span};
use crate::text;

const NO_MATCH: Code = Code("PB0205");

/// Joins the `texts` with the parts of `plan`, in its order. A part without a file and a file without
/// a part are reported.
pub(super) fn part_texts(
    plan: &Plan,
    texts: Vec<Keyed<String, Option<Prose>>>,
    sink: &mut Sink,
) -> Vec<PartText> {
    let mut by_id: BTreeMap<String, Keyed<String, Option<Prose>>> = BTreeMap::new();
    for text in texts {
        by_id.entry(text.key.clone()).or_insert(text);
    }
    let mut found = Vec::new();
    let mut without_file = Vec::new();
    let (mut seen, mut repeated) = (BTreeSet::new(), 0);
    for part in plan.book.texts() {
        // The rule about ids used twice reports it.
        if !seen.insert(part.id.value.as_str()) {
            repeated += 1;
            continue;
        }
        match by_id.remove(&part.id.value) {
            Some(Keyed { value, .. }) => {
                found.push(PartText { id: part.id.clone(), prose: value.unwrap_or_default() });
            }
            None => without_file.push(&part.id),
        }
    }
    let unused: Vec<String> = by_id.keys().cloned().collect();
    for id in &without_file {
        let near = did_you_mean(id, unused.iter().map(String::as_str));
        let near = near.map(|near| {
            by_id.remove(near);
            text!("content/parts/{near}.md のことですか", "did you mean content/parts/{near}.md?")
        });
        sink.report(
            Diagnostic::error(
                NO_MATCH,
                text!(
                    "部「{id}」の文章のファイルがありません",
                    "the part `{id}` has no file with its text"
                ),
            )
            .at(id.span)
            .maybe_hint(near)
            .hint(text!(
                "content/parts/{id}.md に文章を書いてください",
                "write the text into content/parts/{id}.md"
            )),
        );
    }
    // As many files belong to the parts whose ids are wrong.
    if by_id.len() <= repeated {
        return found;
    }
    for (id, text) in by_id {
        sink.report(
            Diagnostic::error(
                NO_MATCH,
                text!(
                    "このファイルは使われません：parts/{id}.md",
                    "this file is not used: parts/{id}.md"
                ),
            )
            .at(Span::start_of(text.file))
            .hint(text!(
                "plan.yaml の book の parts に {{ id: {id}, kind: text, title: 見出し }} を加えるか、このファイルを消してください",
                "add {{ id: {id}, kind: text, title: … }} to `parts` of `book` in plan.yaml, or remove this file"
            )),
        );
    }
    found
}

/// The text of the overview; empty if the book has no such part, and then a file with one is reported.
/// None where the part has no text, which was reported.
pub(super) fn overview(
    plan: &Plan,
    text: Option<(FileId, Prose)>,
    sink: &mut Sink,
) -> Option<Prose> {
    if plan.book.overview().is_some() {
        return text.map(|(_, prose)| prose);
    }
    if let Some((file, _)) = text {
        sink.report(
            Diagnostic::error(
                NO_MATCH,
                text!(
                    "このファイルは使われません：overview.md",
                    "this file is not used: overview.md"
                ),
            )
            .at(Span::start_of(file))
            .hint(text!(
                "plan.yaml の book の parts に {{ id: overview, kind: overview, title: 見出し }} を加えるか、このファイルを消してください",
                "add {{ id: overview, kind: overview, title: … }} to `parts` of `book` in plan.yaml, or remove this file"
            )),
        );
    }
    Some(Prose::new())
}

//! Splitting of a sheet's prose into texts by its headings.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Block, HeadedText, Inline, Plan, Prose};
use crate::span::{FileId, Span, Spanned};
use crate::text;

const HEADINGS: Code = Code("PB0307");

/// Splits a sheet's prose at its headings, which must be the plan's, in the plan's order.
pub(super) fn split(prose: Prose, file: FileId, plan: &Plan, sink: &mut Sink) -> Vec<HeadedText> {
    let mut texts: Vec<HeadedText> = Vec::new();
    let mut malformed = Vec::new();
    for block in prose {
        match block {
            Block::Heading { level: 1 | 2, content } => {
                let heading =
                    Spanned::new(content.iter().map(Inline::words).collect(), content.span);
                texts.push(HeadedText { heading, prose: Vec::new() });
            }
            Block::Notes(notes) => assign_notes(&notes, &mut texts),
            block => match texts.last_mut() {
                Some(text) => text.prose.push(block),
                // A heading without a space after its `##` has a finding of its own.
                None if !malformed.is_empty() || malformed_heading(&block).is_some() => {
                    malformed.push(block);
                }
                None => sink.report(before_first_heading(file, plan)),
            },
        }
    }
    let expected: Vec<&str> = plan.headings.iter().map(|h| h.heading.as_str()).collect();
    let malformed = malformed.iter().chain(texts.iter().flat_map(|s| &s.prose));
    let malformed: Vec<String> = malformed.filter_map(malformed_heading).collect();
    let is_malformed = |heading: &str| malformed.iter().any(|text| text.starts_with(heading));
    let is_missing = |heading: &str| {
        let elsewhere = texts.iter().any(|text| text.heading.value == heading);
        !is_malformed(heading) && !plan.is_optional(heading) && !elsewhere
    };
    let in_order = in_order(&texts, &expected);
    let mut expected_from_here = expected.as_slice();
    for (index, text) in texts.iter().enumerate() {
        let heading = text.heading.value.as_str();
        if let Some(first) = texts[..index].iter().find(|s| s.heading.value == heading) {
            sink.report(second_heading(text, first));
            continue;
        }
        let known = expected.contains(&heading);
        // A misspelled heading stands for the similar one, and any other unknown heading for the
        // one that is missing at its position.
        let missing = || {
            let next = expected_from_here.first().copied();
            next.filter(|next| {
                !is_malformed(next) && texts.iter().all(|s| s.heading.value != *next)
            })
        };
        let meant = if known {
            Some(heading)
        } else {
            did_you_mean(heading, expected_from_here.iter().copied()).or_else(missing)
        };
        if !known {
            sink.report(unexpected_heading(text, meant, &expected));
        }
        let Some(meant) = meant else {
            continue;
        };
        if known && !in_order.contains(&index) {
            let kept: Vec<&Spanned<String>> =
                in_order.iter().map(|kept| &texts[*kept].heading).collect();
            sink.report(out_of_order(&text.heading, &kept, &expected));
        } else if let Some(at) = expected_from_here.iter().position(|e| *e == meant) {
            for missing in expected_from_here[..at].iter().filter(|e| is_missing(e)) {
                sink.report(missing_heading(missing, text.heading.span));
            }
            expected_from_here = &expected_from_here[at + 1..];
        }
    }
    let end = texts.last().map_or(Span::start_of(file), |s| s.heading.span);
    for missing in expected_from_here.iter().filter(|e| is_missing(e)) {
        sink.report(missing_heading(missing, end));
    }
    texts
}

/// The longest run of known headings that stand in the order of `expected`, by their index in
/// `texts`: the others are moved. Of several, the one that begins first.
fn in_order(texts: &[HeadedText], expected: &[&str]) -> Vec<usize> {
    let place = |text: &HeadedText| expected.iter().position(|e| **e == text.heading.value);
    // The longest run from each text on, with the text that follows it there.
    let mut runs: Vec<(usize, Option<usize>)> = vec![(0, None); texts.len()];
    for index in (0..texts.len()).rev() {
        let Some(here) = place(&texts[index]) else { continue };
        runs[index] = (1, None);
        for next in index + 1..texts.len() {
            if place(&texts[next]).is_some_and(|there| there > here)
                && runs[next].0 + 1 > runs[index].0
            {
                runs[index] = (runs[next].0 + 1, Some(next));
            }
        }
    }
    let longest = runs.iter().map(|(length, _)| *length).max().filter(|length| *length > 0);
    let first = longest.and_then(|longest| runs.iter().position(|run| run.0 == longest));
    std::iter::successors(first, |index| runs[*index].1).collect()
}

/// Adds each footnote to the texts that refer to it, directly or through another footnote.
/// Footnotes without a reference are added to the last text.
fn assign_notes(notes: &[(u32, Prose)], texts: &mut [HeadedText]) {
    let mut assigned = BTreeSet::new();
    let last = texts.len().saturating_sub(1);
    let mut by_number: BTreeMap<u32, Vec<&Prose>> = BTreeMap::new();
    for (number, note) in notes {
        by_number.entry(*number).or_default().push(note);
    }
    for (index, text) in texts.iter_mut().enumerate() {
        let mut referred = BTreeSet::new();
        let mut found = references(&text.prose);
        while let Some(number) = found.pop() {
            if referred.insert(number) {
                let notes = by_number.get(&number).into_iter().flatten();
                notes.for_each(|note| found.extend(references(note)));
            }
        }
        assigned.extend(referred.iter().copied());
        let own = |n: &u32| referred.contains(n) || index == last && !assigned.contains(n);
        let own: Vec<_> = notes.iter().filter(|(n, _)| own(n)).cloned().collect();
        if !own.is_empty() {
            text.prose.push(Block::Notes(own));
        }
    }
}

/// The footnotes to which `prose` refers.
fn references(prose: &[Block]) -> Vec<u32> {
    let mut referred = Vec::new();
    for block in prose {
        block.each_inline(&mut |inline| {
            if let Inline::Note(number) = inline {
                referred.push(*number);
            }
        });
    }
    referred
}

/// The text of a paragraph that is a malformed heading, such as `##課題`.
fn malformed_heading(block: &Block) -> Option<String> {
    let Block::Paragraph(content) = block else { return None };
    let text: String = content.iter().map(Inline::words).collect();
    let heading = text.trim_start().trim_start_matches(['#', '＃']);
    (heading.len() < text.trim_start().len()).then(|| heading.trim_start().to_owned())
}

fn before_first_heading(file: FileId, plan: &Plan) -> Diagnostic {
    let first = plan.headings.first().map_or("", |h| h.heading.as_str());
    Diagnostic::error(
        HEADINGS,
        text!("はじめの見出しより前に本文があります", "there is text before the first heading"),
    )
    .at(Span::start_of(file))
    .hint(text!("「## {first}」から始めてください", "begin with `## {first}`"))
}

fn second_heading(text: &HeadedText, first: &HeadedText) -> Diagnostic {
    let heading = &text.heading;
    Diagnostic::error(
        HEADINGS,
        text!("見出し「{heading}」が2回あります", "the heading `{heading}` is written twice"),
    )
    .at(heading.span)
    .label(first.heading.span, text!("はじめはここです", "first here"))
    .hint(text!("1つにまとめてください", "join them"))
}

fn missing_heading(missing: &str, near: Span) -> Diagnostic {
    Diagnostic::error(
        HEADINGS,
        text!("見出し「{missing}」がありません", "the heading `{missing}` is missing here"),
    )
    .at(near)
    .hint(text!("「## {missing}」とその本文を書いてください", "write `## {missing}` and its text"))
    .missing()
}

/// `kept` are the headings that stand in the order of `expected`.
fn out_of_order(
    heading: &Spanned<String>,
    kept: &[&Spanned<String>],
    expected: &[&str],
) -> Diagnostic {
    let place = |heading: &str| expected.iter().position(|e| *e == heading);
    let found = Diagnostic::error(
        HEADINGS,
        text!("見出し「{heading}」の順番が違います", "the heading `{heading}` stands out of order"),
    )
    .at(heading.span);
    let next = kept.iter().find(|kept| place(kept) > place(heading));
    match (next, kept.last()) {
        (Some(next), _) => found
            .label(next.span, text!("これより前です", "it belongs before this one"))
            .hint(text!(
                "「## {heading}」とその本文を、「## {next}」より前に移してください",
                "move `## {heading}` and its text before `## {next}`"
            )),
        (None, Some(last)) => found
            .label(last.span, text!("これより後です", "it belongs after this one"))
            .hint(text!(
                "「## {heading}」とその本文を、「## {last}」の本文より後に移してください",
                "move `## {heading}` and its text after the text of `## {last}`"
            )),
        (None, None) => found,
    }
}

fn unexpected_heading(text: &HeadedText, meant: Option<&str>, expected: &[&str]) -> Diagnostic {
    let heading = &text.heading;
    let near = meant.or_else(|| did_you_mean(heading, expected.iter().copied()));
    let hint = if let Some(near) = near {
        text!("「{near}」のことですか", "did you mean `{near}`?")
    } else {
        let all = expected.join("、");
        text!(
            "見出しは {all} を、この順に1回ずつ書きます。足りない見出しは plan.yaml の sheet の headings に加えます",
            "the headings are {all}, once each in this order; others are added to `headings` of `sheet` in plan.yaml"
        )
    };
    Diagnostic::error(
        HEADINGS,
        text!(
            "見出し「{heading}」はここでは使えません",
            "the heading `{heading}` does not belong here"
        ),
    )
    .at(heading.span)
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Prose;

    #[test]
    fn footnotes_are_assigned_to_the_sections_that_refer_to_them() {
        let at = Span::start_of(FileId(0));
        let text = |content: Inline| HeadedText {
            heading: Spanned::new("成果".into(), at),
            prose: vec![Block::Paragraph(Spanned::new(vec![content], at))],
        };
        let mut texts = [text(Inline::Note(1)), text(Inline::Text("なし".into()))];
        let note: Prose = vec![Block::Rule];
        assign_notes(&[(1, note)], &mut texts);
        assert!(matches!(&texts[0].prose[1], Block::Notes(notes) if notes.len() == 1));
        assert_eq!(texts[1].prose.len(), 1);
    }
}

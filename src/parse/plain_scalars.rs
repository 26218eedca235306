//! Findings about line breaks, keys and comments inside YAML scalars without quotes.

use super::line_joining::wants_space;
use super::syntax::key_like;
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::SourceFile;
use crate::span::Span;
use crate::text;

const SWALLOWED: Code = Code("PB0109");
const CUT_OFF: Code = Code("PB0110");
pub(super) const BROKEN_LINE: Code = Code("PB0113");

/// Looks at a scalar without quotes, whose whole text is at `whole`.
pub(super) fn plain_scalar(file: &SourceFile, whole: Span, sink: &mut Sink) {
    swallowed_key(file, whole, sink);
    cut_off(file, whole, sink);
}

/// A line break within a value becomes a space, which Japanese does not have. Reports the
/// first.
pub(super) fn broken_line(file: &SourceFile, whole: Span, sink: &mut Sink) {
    let written = file.slice(whole);
    let first = written.find('\n').unwrap_or(written.len());
    // `|` and `>` stand alone in their line.
    let from = if written.starts_with(['|', '>']) { first + 1 } else { 0 };
    let breaks = written.match_indices('\n').map(|(at, _)| at).filter(|at| *at >= from);
    for at in breaks {
        let (start, end) = (whole.start as usize + at, whole.start as usize + at + 1);
        // A line that was meant as a key has a finding of its own.
        if wants_space(file.text(), &(start..end)) || key_like(&written[at + 1..]).is_some() {
            continue;
        }
        let line = written[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let blank = written[line..at].len() - written[line..at].trim_start().len();
        let line = Span::new(whole.file, whole.start as usize + line + blank, start);
        sink.report(
            Diagnostic::warning(
                BROKEN_LINE,
                text!(
                    "値の途中の改行が、空白になります",
                    "the line break within the value becomes a space"
                ),
            )
            .at(line)
            .hint(text!(
                "改行せずに、次の行を続けて書いてください（1行がどれだけ長くてもかまいません）",
                "write it in one line, however long"
            )),
        );
        return;
    }
}

/// A line that was meant as a key has become part of the value above it.
fn swallowed_key(file: &SourceFile, whole: Span, sink: &mut Sink) {
    let mut start = whole.start as usize;
    for (index, line) in file.slice(whole).split_inclusive('\n').enumerate() {
        let place = key_like(line).filter(|_| index > 0);
        if let Some((key, colon)) = place {
            let name = &line[key..colon];
            let span = Span::new(whole.file, start + key, start + colon);
            sink.report(
                Diagnostic::error(
                    SWALLOWED,
                    text!(
                        "項目のつもりの「{name}」が、上の値の続きになっています",
                        "`{name}` was meant as a key and has become part of the value above"
                    ),
                )
                .at(span)
                .label(
                    Span::new(whole.file, whole.start as usize, whole.start as usize),
                    text!("この値の続きです", "this value"),
                )
                .hint(text!(
                    "「{name}: 」のように、半角の「:」と半角スペースを書いてください",
                    "write `{name}: `, with an ASCII colon and a space"
                )),
            );
        }
        start += line.len();
    }
}

/// `第3 #次世代`: what follows ` #` is a comment, and gone. A comment that is meant as one
/// has a space after its `#`.
fn cut_off(file: &SourceFile, whole: Span, sink: &mut Sink) {
    let end = file.clamp(whole).end;
    let rest = &file.text()[end..];
    if !rest.starts_with(" #") {
        return;
    }
    let rest = rest.lines().next().unwrap_or_default();
    let comment = &rest[2..];
    let meant = comment.is_empty() || comment.starts_with([' ', '\t', '\u{3000}', '#']);
    if meant {
        return;
    }
    sink.report(
        Diagnostic::warning(
            CUT_OFF,
            text!(
                "「 #」のあとはコメントになり、値に入りません",
                "what follows ` #` is a comment and not part of the value"
            ),
        )
        .at(Span::new(whole.file, end + 1, end + rest.len()))
        .hint(text!(
            "値の一部なら全体を \" \" で囲み、コメントなら「# 」と半角スペースを入れてください",
            "quote the whole value, or put a space after the `#` of a comment"
        )),
    );
}

//! Findings about Markdown syntax that was parsed as plain text, and about cells beyond the columns
//! of a table.

use std::cmp::Ordering;

use super::line_beginnings::{enumerator, field_label, is_digit};
use super::markdown::Words;
use crate::diag::{Code, Diagnostic, Severity, Sink, Text};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::text;

const LEFTOVER: Code = Code("PB0323");
const WRONG_CELLS: Code = Code("PB0327");
const CONTINUED: Code = Code("PB0330");

/// Looks at the words of one paragraph, item or cell; `text` is what is printed of them.
pub(super) fn words(id: FileId, file: &SourceFile, words: &Words, text: &str, sink: &mut Sink) {
    for (sign, what) in SIGNS {
        if text.contains(sign)
            && let Some(at) = place(file, words, sign)
        {
            report(Span::new(id, at, at + sign.len()), sign, what(), sink);
        }
    }
    let first = words.runs.first().map(|run| run.start);
    for (sign, what) in BEGINNINGS {
        let begins = |at: &usize| beginning(file.text(), *at).1.starts_with(sign);
        let at = first.filter(|_| text.trim_start().starts_with(sign)).into_iter();
        if let Some(at) = at.chain(words.lines.iter().copied()).find(begins) {
            let (at, line) = beginning(file.text(), at);
            let span = Span::new(id, at, at + sign.len());
            // Two of them are a heading, whose text would stand under another one.
            if line.starts_with("##") || line.starts_with("＃＃") {
                sink.report(Diagnostic {
                    severity: Severity::Error,
                    ..standing(span, sign, what())
                });
            } else {
                report(span, sign, what(), sink);
            }
            // The lines below are the same mistake.
            return;
        }
    }
    if let Some((at, ja, en)) = words.lazy {
        sink.report(continued(line(id, file, at), ja, en));
        return;
    }
    let first_line = first.map_or("", |at| beginning(file.text(), at).1);
    let numbered = first_line.starts_with(is_digit);
    let labelled = field_label(first_line).is_some();
    let begun = |at: &usize| {
        let (at, line) = beginning(file.text(), *at);
        Some((at, enumerator(line).or_else(|| field_label(line).filter(|_| labelled))?))
    };
    for (at, sign) in words.lines.iter().filter_map(begun) {
        // `12 人` may be the rest of a sentence, unless the first line begins so, too.
        if !sign.ends_with(is_digit) || numbered {
            report_joined(Span::new(id, at, at + sign.len()), sign, sink);
            return;
        }
    }
}

/// Reports the emphasis that `sign` at `place` begins, which was typed as a character.
pub(super) fn swallowed(sign: &str, place: Span, sink: &mut Sink) {
    let escaped: String = sign.chars().flat_map(|c| ['\\', c]).collect();
    sink.report(
        Diagnostic::warning(
            LEFTOVER,
            text!(
                "「{sign}」が強調の印になり、印刷されません",
                "`{sign}` has become a mark of emphasis and is not printed"
            ),
        )
        .at(place)
        .hint(text!(
            "注の印やかけ算なら「{escaped}」か「×」と書き、注は脚注（[^1]）にしてください",
            "write `{escaped}` for the character; a note is written as `[^1]`"
        )),
    );
}

/// Looks at the row of a table at `row`; whether it has more cells than its table
/// has columns, of which nothing would be left. `reported_below`: a line below the table, which is
/// no row, has been reported.
pub(super) fn cells(
    file: &SourceFile,
    row: Span,
    columns: usize,
    reported_below: &mut bool,
    sink: &mut Sink,
) -> bool {
    let line = file.slice(row).trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let bars = |text: &str| {
        let escaped = |at: usize| text[..at].ends_with('\\');
        text.match_indices('|').filter(|(at, _)| !escaped(*at)).count()
    };
    let closed = inner.ends_with('|') && !inner.ends_with("\\|");
    let count = bars(inner) + usize::from(!closed);
    if bars(line) == 0 {
        if !std::mem::replace(reported_below, true) {
            sink.report(
                Diagnostic::error(
                    WRONG_CELLS,
                    text!(
                        "表のすぐ下の行が、表の行になっています",
                        "the line right below the table has become a row of it"
                    ),
                )
                .at(row)
                .hint(text!(
                    "表の下に空の行を入れてください。表の行なら、欄を「|」で区切ってください",
                    "put an empty line below the table; separate the cells of a row with `|`"
                )),
            );
        }
        return false;
    }
    let hint = text!(
        "「|」の数を見出しの行とそろえてください。文字としての縦棒は「\\|」と書きます",
        "write as many `|` as the header has; a bar as a character is `\\|`"
    );
    let message = match count.cmp(&columns) {
        Ordering::Equal => return false,
        Ordering::Greater => text!(
            "この行には欄が{count}ありますが、表の欄は{columns}です",
            "this row has {count} cells, but the table has {columns} columns"
        ),
        Ordering::Less => text!(
            "この行には欄が{count}しかありませんが、表の欄は{columns}です",
            "this row has only {count} cells, but the table has {columns} columns"
        ),
    };
    sink.report(Diagnostic::error(WRONG_CELLS, message).at(row).hint(hint));
    count > columns
}

/// Reports the asterisk at `place`, which has none on the other side of the words.
pub(super) fn uneven(place: Span, sink: &mut Sink) {
    report(place, "*", both_sides(), sink);
}

fn both_sides() -> Text {
    text!(
        "太字は、前後の「**」を同じ数だけ書きます（例 **太字**）",
        "bold text has `**` on both sides"
    )
}

type Sign = (&'static str, fn() -> Text);

/// Signs that mean something anywhere, and how they are written.
const SIGNS: [Sign; 6] = [
    ("**", both_sides),
    ("](", || {
        text!(
            "リンクは [名前](https://…) の形で、かっこの間や中にスペースを入れません",
            "a link is [words](https://…), without spaces between or within the brackets"
        )
    }),
    ("] (", || {
        text!(
            "リンクは [名前](https://…) の形で、かっこの間にスペースを入れません",
            "a link is [words](https://…), without a space between the brackets"
        )
    }),
    ("］（", || {
        text!(
            "リンクは半角のかっこで [名前](https://…) と書きます",
            "a link has ASCII brackets: [words](https://…)"
        )
    }),
    ("[^", || {
        text!(
            "脚注の本文を「[^1]: 本文」の形で、別の行に書いてください",
            "write the footnote's text as `[^1]: text` on a line of its own"
        )
    }),
    ("＊＊", || text!("太字は半角の「**」で囲みます", "bold text has ASCII `**` on both sides")),
];

/// Those that do so at the beginning.
const BEGINNINGS: [Sign; 4] = [
    ("#", || {
        text!(
            "見出しは「## 見出し」のように、「#」のあとに半角スペースを書きます",
            "a heading has a space after its `#`"
        )
    }),
    ("＃", || text!("見出しは半角の「## 」で始めます", "a heading begins with ASCII `## `")),
    ("|", || {
        text!(
            "表は、見出しの行の次に「|---|---|」の行を、列の数だけ書きます",
            "a table has a line `|---|---|` below its header, with as many columns"
        )
    }),
    ("・", || {
        text!(
            "箇条書きは「- 」で始めます（「・」は表示するときに付きます）",
            "an item of a list begins with `- `"
        )
    }),
];

fn report(span: Span, sign: &str, what: Text, sink: &mut Sink) {
    sink.report(standing(span, sign, what));
}

fn standing(span: Span, sign: &str, what: Text) -> Diagnostic {
    Diagnostic::warning(
        LEFTOVER,
        text!("「{sign}」がそのまま印刷されます", "`{sign}` will be printed as it stands"),
    )
    .at(span)
    .hint(what)
}

/// Reports a line that begins with `sign` at `span` and is joined with the line before it.
fn report_joined(span: Span, sign: &str, sink: &mut Sink) {
    sink.report(
        Diagnostic::warning(
            LEFTOVER,
            text!(
                "「{sign}」で始まる行が、前の行に続けて印刷されます",
                "the line that begins with `{sign}` is printed right behind the one before it"
            ),
        )
        .at(span)
        .hint(text!(
            "行を分けるには、間に空の行を入れるか、前の行の終わりに半角スペースを2つ書くか、どの行も「- 」で始めてください",
            "put an empty line between them, end the line before with two spaces, or begin each with `- `"
        )),
    );
}

/// A line that has become a part of the list item, quotation or footnote above it.
fn continued(span: Span, ja: &str, en: &str) -> Diagnostic {
    Diagnostic::warning(
        CONTINUED,
        text!("この行は、上の{ja}の続きになります", "this line continues the {en} above"),
    )
    .at(span)
    .hint(text!(
        "別の段落なら、この行の前に空の行を入れてください。続きなら、この行を上の行につなげて1行にしてください",
        "put an empty line before it; if it does continue the {en}, join it with the line above"
    ))
}

/// The line that begins at `at`.
fn line(id: FileId, file: &SourceFile, at: usize) -> Span {
    let len = file.text()[at..].lines().next().unwrap_or_default().trim_end().len();
    Span::new(id, at, at + len)
}

/// The first `sign` in `words`; `None` if it follows a backslash, and so is meant. Of
/// signs that come in pairs, the last has none.
fn place(file: &SourceFile, words: &Words, sign: &str) -> Option<usize> {
    let text = file.text();
    let mut found = words
        .runs
        .iter()
        .flat_map(|run| text[run.clone()].match_indices(sign).map(|(at, _)| run.start + at));
    let meant = |at: &usize| !text[..*at].ends_with('\\');
    if sign == "**" { found.filter(meant).last() } else { found.find(meant) }
}

/// Where the words of the line that begins at `at` begin, and the text from there on.
fn beginning(text: &str, at: usize) -> (usize, &str) {
    let line = &text[at..];
    let words = line.trim_start_matches([' ', '\t', '\u{3000}']);
    (at + line.len() - words.len(), words)
}

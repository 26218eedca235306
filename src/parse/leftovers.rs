//! Markdown that was not read as its author meant, so that its signs stand in the text.

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::source::SourceFile;
use crate::span::Span;
use crate::text;

const LEFTOVER: Code = Code("PB0323");
const TOO_MANY_CELLS: Code = Code("PB0327");

/// Looks at the words of one paragraph, item or cell; `whole` is where it stands.
pub(super) fn words(file: &SourceFile, whole: Span, text: &str, sink: &mut Sink) {
    for (sign, what) in SIGNS {
        if text.contains(sign) {
            report(place(file, whole, sign), sign, what(), sink);
        }
    }
    for (sign, what) in BEGINNINGS {
        if text.trim_start().starts_with(sign) {
            report(place(file, whole, sign), sign, what(), sink);
        }
    }
}

/// Looks at the row of a table that stands at `row`: of cells beyond its columns, nothing
/// would be left.
pub(super) fn cells(file: &SourceFile, row: Span, columns: usize, sink: &mut Sink) {
    let line = file.slice(row).trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let bars = |text: &str| {
        let escaped = |at: usize| text[..at].ends_with('\\');
        text.match_indices('|').filter(|(at, _)| !escaped(*at)).count()
    };
    let closed = inner.ends_with('|') && !inner.ends_with("\\|");
    let count = bars(inner) + usize::from(!closed);
    if count > columns {
        sink.report(
            Diagnostic::error(
                TOO_MANY_CELLS,
                text!(
                    "この行には欄が{count}ありますが、表の欄は{columns}です",
                    "this row has {count} cells, but the table has {columns} columns"
                ),
            )
            .at(row)
            .hint(text!(
                "「|」の数を見出しの行とそろえてください。文字としての縦棒は「\\|」と書きます",
                "write as many `|` as the header has; a bar as a character is `\\|`"
            )),
        );
    }
}

type Sign = (&'static str, fn() -> Text);

/// Signs that mean something anywhere, and how they are written.
const SIGNS: [Sign; 6] = [
    ("**", || {
        text!(
            "太字は、前後の「**」を同じ数だけ書きます（例 **太字**）",
            "bold text has `**` on both sides"
        )
    }),
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

fn report(place: Option<Span>, sign: &str, what: Text, sink: &mut Sink) {
    let Some(span) = place else {
        return;
    };
    sink.report(
        Diagnostic::warning(
            LEFTOVER,
            text!("「{sign}」がそのまま印刷されます", "`{sign}` will be printed as it stands"),
        )
        .at(span)
        .hint(what),
    );
}

/// The first `sign` in `whole`; none where it stands behind a backslash, and so is meant.
fn place(file: &SourceFile, whole: Span, sign: &str) -> Option<Span> {
    let range = file.clamp(whole);
    let at = file.text()[range.clone()].find(sign)? + range.start;
    let escaped = file.text()[..at].ends_with('\\');
    (!escaped).then(|| Span::new(whole.file, at, at + sign.len()))
}

//! Commas without quotes that split a value in braces: `{ R5: 4,210 }` and `{ R5: 会員1,182人 }`.
//!
//! To YAML, what follows such a comma is a key of its own, without a value.
//!
//! This module must not know the book's own mappings.

use super::decode::{Context, WRONG_TYPE, decode};
use super::yaml::{Key, Kind, Node};
use crate::diag::{Diagnostic, Sink};
use crate::record::{FieldType, Scalar, half_width};
use crate::span::{Span, Spanned};
use crate::text;

/// Those first pairs of `behind` that are pieces of the value before them: no keys of kind `K`,
/// and without values.
pub(super) fn pieces<K: Scalar>(behind: &[(Key, Node)]) -> &[(Key, Node)] {
    let is_piece = |(key, value): &(Key, Node)| {
        let empty = matches!(&value.kind, Kind::Scalar { text, plain: true } if text.is_empty());
        empty && key.plain && !key.name.contains([':', '：']) && K::read(&key.name).is_err()
    };
    let count = behind.iter().take_while(|pair| is_piece(pair)).count();
    &behind[..count]
}

/// Reports the value of `key`, which commas have cut into `value` and `pieces`.
pub(super) fn report<V: FieldType>(
    key: &Spanned<String>,
    value: &Node,
    pieces: &[(Key, Node)],
    cx: &mut Context<'_>,
) {
    let Some((piece, _)) = pieces.first() else {
        return;
    };
    let piece = &piece.name;
    let mut found = match &value.kind {
        Kind::Scalar { text, plain: true } if !V::IS_TEXT && is_amount(text, pieces) => {
            let mut joined = text.clone();
            for (piece, _) in pieces {
                joined.push(',');
                joined.push_str(&piece.name);
            }
            let end = pieces.last().map_or(value.span.end, |(last, _)| last.name.span.end);
            let span = Span { end, ..value.span };
            let kind = Kind::Scalar { text: joined, plain: true };
            let mut found = Sink::new();
            drop(decode::<V>(
                &Node { span, whole: span, kind },
                &mut Context { sink: &mut found, ..*cx },
            ));
            found
        }
        _ => Sink::new(),
    };
    if found.is_empty() {
        let finding = if V::IS_TEXT {
            Diagnostic::error(
                WRONG_TYPE,
                text!(
                    "カンマのあとの「{piece}」が別の項目になっています",
                    "a comma has made `{piece}` a key of its own"
                ),
            )
            .hint(text!(
                "「{key}: 」のあとの文の全体を、半角の \" \" で囲んでください",
                "put all of the text after `{key}: ` in double quotes"
            ))
        } else {
            Diagnostic::error(
                WRONG_TYPE,
                text!("「{piece}」に年度などの項目がありません", "`{piece}` has no key"),
            )
            .hint(text!(
                "「年度: {piece}」のように、項目を書いてください",
                "write its key, such as the year: `year: {piece}`"
            ))
        };
        found.report(finding.at(piece.span));
    }
    cx.sink.absorb(found);
}

/// Whether `text` and `pieces` are an amount whose thousands are set off with commas.
fn is_amount(text: &str, pieces: &[(Key, Node)]) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = half_width(text.trim_start_matches(['▲', '△', '-', '−', '－', '¥', '￥']));
    (1..=3).contains(&digits(&first))
        && digits(&first) == first.len()
        && pieces.iter().all(|(piece, _)| digits(&half_width(&piece.name)) == 3)
}

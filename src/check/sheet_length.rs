//! PB0321: 本文が長すぎて、シートに収まらない
//!
//! 主要施策のシートは1ページか2ページです。事業の表のほかに本文が2,000字を超えると、収まり
//! ません。
//!
//! 誤 「## 成果」だけで2,000字
//! 正 全部の見出しを合わせて1,000字ほど

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book, Inline, Numbered};
use crate::text;

const CODE: Code = Code("PB0321");

/// Two pages of 40 lines with 40 characters, less the heads and the table of projects.
const LIMIT: usize = 2000;

/// Sheets with more words than two pages hold.
pub fn check(book: &Book, sink: &mut Sink) {
    for policy in book.policies() {
        let lengths: Vec<usize> =
            policy.prose.iter().map(|s| s.prose.iter().map(length).sum()).collect();
        let total: usize = lengths.iter().sum();
        let longest = lengths.iter().zip(&policy.prose).max_by_key(|(n, _)| **n);
        let (Some((_, section)), true) = (longest, total > LIMIT) else {
            continue;
        };
        let ((id, gap), heading) = (policy.reference_and_gap(), &section.heading);
        let over = total - LIMIT;
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "{id}{gap}の本文が{total}字あり、{over}字ほど長すぎます",
                    "the text of {id} has {total} characters, {over} too many"
                ),
            )
            .at(heading.span)
            .hint(text!(
                "いちばん長い「{heading}」から短くしてください",
                "begin to shorten with `{heading}`, which is the longest"
            )),
        );
    }
}

fn length(block: &Block) -> usize {
    let mut count = 0;
    block.each_inline(&mut |inline| {
        if let Inline::Text(text) | Inline::Code(text) = inline {
            count += text.chars().count();
        }
    });
    count
}

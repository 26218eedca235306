//! PB0334: 文の中にタブがある
//!
//! 表計算ソフトから写すと、欄の間にタブが入ります。サイトと冊子では空白になり、行も続けて印刷される
//! ので、表にはなりません。
//!
//! 誤 「年度」と「調査」の間にタブがある行
//! 正 表は `| 年度 | 調査 |` と `|---|---|` の行で書く。文なら「、」などで区切る

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::text;

const CODE: Code = Code("PB0334");

/// Tabs between words; of lines that follow each other, the first is reported.
pub fn check(passage: &Passage<'_>, sink: &mut Sink) {
    if !passage.words().contains('\t') {
        return;
    }
    let mut reported = false;
    let mut start = 0;
    for line in passage.words().split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let tab = line.trim_end()[indent.min(line.trim_end().len())..].find('\t');
        if let Some(tab) = tab.filter(|_| !reported) {
            let at = start + indent + tab;
            sink.report(
                Diagnostic::warning(
                    CODE,
                    text!(
                        "文の中のタブは、空白になって印刷されます",
                        "a tab within a text is printed as a space"
                    ),
                )
                .at(passage.span(&(at..at + 1)))
                .hint(hint(passage.file.is_markdown())),
            );
        }
        reported = tab.is_some();
        start += line.len();
    }
}

fn hint(markdown: bool) -> crate::diag::Text {
    if markdown {
        text!(
            "表なら「| 年度 | 調査 |」の形で書き、見出しの行の次に「|---|---|」の行を書いてください。文なら「、」などで区切ってください",
            "write a table as `| a | b |` with a line `|---|---|` below its header; in a text, use punctuation"
        )
    } else {
        text!(
            "タブを消し、「、」などで区切ってください。欄ごとの値は、それぞれの項目に書いてください",
            "remove the tab and use punctuation; write each value under its own key"
        )
    }
}

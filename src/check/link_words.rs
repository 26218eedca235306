//! PB0322: リンクの言葉から行き先が分からない
//!
//! リンクの言葉は、そこだけを読んでも行き先が分かるように書きます。画面を読み上げて使う人は、
//! リンクだけを続けて聞くことがあります。印刷した冊子では押せません。
//!
//! 誤 `[こちら](https://www.city.example.jp/)`、`[](https://www.city.example.jp/)`
//! 正 `[市のホームページ](https://www.city.example.jp/)`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book, Inline};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0322");

/// Words that lead nowhere by themselves.
const VAGUE: [&str; 8] =
    ["こちら", "ここ", "こちらから", "リンク", "詳細", "詳しくはこちら", "クリック", "here"];

/// Links without words, or with words that say nothing.
pub fn check(book: &Book, sink: &mut Sink) {
    for block in book.proses().flatten() {
        let mut vague = Vec::new();
        block.each_inline(&mut |inline| {
            if let Inline::Link { content, .. } = inline {
                let words: String = content.iter().map(Inline::words).collect();
                if words.trim().is_empty() || VAGUE.contains(&words.trim()) {
                    vague.push(words);
                }
            }
        });
        for words in vague {
            report(&words, place(block), sink);
        }
    }
}

fn report(words: &str, place: Option<Span>, sink: &mut Sink) {
    let message = if words.trim().is_empty() {
        text!("リンクに言葉がありません", "a link has no words")
    } else {
        text!(
            "リンクの言葉「{words}」では行き先が分かりません",
            "`{words}` does not say where the link leads"
        )
    };
    let diagnostic = Diagnostic::warning(CODE, message).hint(text!(
        "行き先の名前をリンクの言葉にしてください（例 [市のホームページ](https://…)）",
        "use the name of what it leads to as its words"
    ));
    sink.report(match place {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    });
}

/// Where the first words of `block` stand.
fn place(block: &Block) -> Option<Span> {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => Some(content.span),
        Block::Table { span, .. } | Block::Figure { span, .. } | Block::Picture { span, .. } => {
            Some(*span)
        }
        Block::List { items, .. } => items.iter().flatten().find_map(place),
        Block::Quote(inner) => inner.iter().find_map(place),
        Block::Notes(notes) => notes.iter().flat_map(|(_, note)| note).find_map(place),
        Block::Rule => None,
    }
}

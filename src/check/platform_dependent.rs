//! PB0315: 機種依存文字がある
//!
//! 丸付き数字、ローマ数字、組み文字、単位の記号などは、機械によって別の文字になり、読み
//! 上げもできません。普通の文字で書きます。人名と地名の漢字、計画が決めた番号（`number`）は
//! そのままで構いません。
//!
//! 誤 ①、㈱、Ⅱ、№、㎡
//! 正 (1)、株式会社、2、No.、平方メートル

use unicode_normalization::UnicodeNormalization;

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;
use crate::value::is_platform_dependent;

const CODE: Code = Code("PB0315");

/// What official documents write out.
const WRITTEN_OUT: [(char, &str); 16] = [
    ('㈱', "株式会社"),
    ('㈲', "有限会社"),
    ('㈹', "代表"),
    ('№', "No."),
    ('℡', "電話"),
    ('㎡', "平方メートル"),
    ('㎥', "立方メートル"),
    ('㎢', "平方キロメートル"),
    ('㏊', "ヘクタール"),
    ('㌶', "ヘクタール"),
    ('㍻', "平成"),
    ('㋿', "令和"),
    ('〝', "「"),
    ('〟', "」"),
    ('㍑', "リットル"),
    ('㊙', "秘"),
];

/// Enclosed, squared and roman characters.
pub fn check(passage: &Passage<'_>, book: &Book, sink: &mut Sink) {
    for (span, run) in passage.rare_runs(is_platform_dependent) {
        // A plan's own number, such as Ⅰ-2, is what the plan says.
        if book.may_have_number_at(span, passage.file.name()) {
            continue;
        }
        let plain: String = run.chars().map(plain).collect();
        sink.report(
            Diagnostic::warning(
                CODE,
                text!("機種依存文字「{run}」があります", "platform-dependent characters: `{run}`"),
            )
            .at(span)
            .hint(text!("「{plain}」などと書いてください", "write `{plain}` or the like")),
        );
    }
}

fn plain(c: char) -> String {
    if let Some((_, words)) = WRITTEN_OUT.iter().find(|(known, _)| *known == c) {
        return (*words).to_owned();
    }
    let folded: String = std::iter::once(c).nfkc().collect();
    match c {
        '\u{2460}'..='\u{2473}' | '\u{24EA}' => format!("({folded})"),
        // Negative circled digits have no other form.
        '\u{2776}'..='\u{277F}' => format!("({})", c as u32 - 0x2775),
        '\u{2160}'..='\u{216B}' => (c as u32 - 0x215F).to_string(),
        '\u{2170}'..='\u{217B}' => (c as u32 - 0x216F).to_string(),
        _ if folded == c.to_string() => "ほかの言葉".to_owned(),
        _ => folded,
    }
}

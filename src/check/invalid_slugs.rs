//! PB0226: アドレスに使えない id
//!
//! 担当課、部、成果指標、地名の `id` と、冊子の `file` は、サイトのアドレスやファイルの名前になります。半角の
//! 英小文字、数字、「-」で書き、英小文字か数字で始めます。`con`、`nul`、`com1` などは、Windows が
//! ファイルの名前に使わせないので書けません。100字までです。冊子の `file` は、数字と「-」だけには
//! できません。1枚だけのPDF（`1-1-01.pdf`）と同じ名前になり、冊子のPDFが失われるからです。
//!
//! 誤 `id: 企画課`、`id: Kikaku`、`file: 実施計画 R6`、`file: nul`、`file: 1-1-01`
//! 正 `id: kikaku`、`file: jisshi-keikaku-r6`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;
use crate::value::is_reserved_name;

const CODE: Code = Code("PB0226");

/// The greatest length of a name: with what is added to it, it must fit into the 255 bytes of a file's
/// name.
const LONGEST: usize = 100;

/// Ids that cannot be part of an address.
pub fn check(book: &Book, sink: &mut Sink) {
    let sections = book.plan.sections().map(|(_, s)| &s.id);
    let parts = book.plan.book.parts.iter().map(|p| &p.id);
    let indicators = book.indicators().map(|i| &i.id);
    let localities = book.localities.iter().map(|l| &l.id);
    let file = std::iter::once(&book.plan.book.file);
    for id in sections.chain(parts).chain(indicators).chain(localities).chain(file) {
        let length = id.len();
        let (message, hint) = if !is_fit(id) {
            (
                text!("「{id}」はアドレスに使えません", "`{id}` cannot be part of an address"),
                text!(
                    "半角の英小文字、数字、「-」で書いてください（例 kikaku）",
                    "use a-z, 0-9 and -, such as kikaku"
                ),
            )
        } else if is_reserved_name(id) {
            (
                text!(
                    "「{id}」は、Windows ではファイルの名前にできません",
                    "Windows lets no file be called `{id}`"
                ),
                text!("ほかの名前にしてください", "use another name"),
            )
        } else if length > LONGEST {
            (
                text!(
                    "名前が長すぎます（{length}字）",
                    "the name is too long: {length} characters"
                ),
                text!("{LONGEST}字までにしてください", "use at most {LONGEST}"),
            )
        } else if id.span == book.plan.book.file.span && is_a_policys(id) {
            (
                text!(
                    "「{id}」は、施策シートのPDFの名前と重なります",
                    "`{id}` could be the name of the PDF of one policy"
                ),
                text!(
                    "英小文字を入れてください（例 jisshi-keikaku-r6）",
                    "put letters into it, such as jisshi-keikaku-r6"
                ),
            )
        } else {
            continue;
        };
        sink.report(Diagnostic::error(CODE, message).at(id.span).hint(hint));
    }
}

fn is_fit(id: &str) -> bool {
    let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    id.bytes().next().is_some_and(lower) && id.bytes().all(|b| lower(b) || b == b'-')
}

/// Whether the PDF of the book, or of a volume of it, could be called as that of a policy.
fn is_a_policys(file: &str) -> bool {
    file.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

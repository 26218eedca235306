//! PB0241: 名前や説明が長すぎる
//!
//! 表の欄に入る言葉です。長いと、その欄だけで何行にもなり、シートがページに収まりません。名前は
//! 60字まで、事業の内容は200字まで、実績は150字までが目安です。
//!
//! 誤 `description:` に600字
//! 正 `description:` に1文か2文。くわしいことは本文（`.md`）に書く

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::Book;
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0241");

/// Of names and titles: two lines of a sheet's head.
const NAME: usize = 60;
/// Of what a project has done: the narrowest column.
const RESULTS: usize = 150;
/// Of what a project or an indicator is: four times what the guide asks for.
const DESCRIPTION: usize = 200;

/// Why a value was corrected.
const CORRECTION: usize = 100;

/// Names and descriptions that are too long for their cells.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut look = |words: &Spanned<String>, limit: usize, what: Text| {
        let length = words.chars().count();
        if length > limit {
            sink.report(too_long(words, length, limit, what));
        }
    };
    for node in book.all_nodes() {
        look(&node.name, NAME, text!("名前", "the name"));
    }
    for policy in book.policies() {
        look(&policy.title, NAME, text!("題", "the title"));
        for project in &policy.projects {
            look(&project.name, NAME, text!("事業の名前", "the project's name"));
            look(&project.description, DESCRIPTION, text!("事業の内容", "the description"));
            for results in project.results.value.values() {
                look(results, RESULTS, text!("事業実績", "what was done"));
            }
        }
    }
    for indicator in book.indicators() {
        look(&indicator.name, NAME, text!("指標の名前", "the indicator's name"));
        look(&indicator.unit, NAME, text!("単位", "the unit"));
        for note in indicator.corrected.values() {
            look(note, CORRECTION, text!("値を直した訳", "the reason of a correction"));
        }
    }
}

fn too_long(words: &Spanned<String>, length: usize, limit: usize, what: Text) -> Diagnostic {
    let Text { ja, en } = what;
    Diagnostic::warning(
        CODE,
        text!("{ja}が{length}字あり、長すぎます", "{en} has {length} characters, too many"),
    )
    .at(words.span)
    .hint(text!(
        "{limit}字までにし、くわしいことは本文や備考に書いてください",
        "keep it to {limit} characters, and put the rest into the text"
    ))
}

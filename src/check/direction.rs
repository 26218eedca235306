//! PB0216: 今後の方向性が決められた言葉でない
//!
//! 方向性は `plan.yaml` の `direction.choices` から選びます。
//!
//! 誤 `direction: 維持`
//! 正 `direction: 継続`

use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0216");

/// Directions outside the vocabulary.
pub fn check(book: &Book, sink: &mut Sink) {
    let choices: Vec<&str> =
        book.plan.direction.choices.iter().map(|choice| choice.as_str()).collect();
    let all = choices.join("、");
    let plan = &book.plan.direction;
    let special = plan.begins.iter().chain(&plan.ends).chain(&plan.merges);
    for direction in book.projects().map(|p| &p.direction).chain(special) {
        // One that is not written was reported when it was read.
        if direction.is_empty() || choices.contains(&direction.as_str()) {
            continue;
        }
        let near = nearest(direction, choices.iter().copied())
            .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "方向性「{direction}」は使えません",
                    "the direction `{direction}` is not known"
                ),
            )
            .at(direction.span)
            .maybe_hint(near)
            .hint(text!(
                "{all} から選んでください。足りない言葉は plan.yaml の direction に加えます",
                "choose one of {all}, or add the word to `direction` in plan.yaml"
            )),
        );
    }
}

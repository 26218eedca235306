//! The declaration of the levels: how many, their ids and their names.

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Levels;
use crate::span::Span;
use crate::text;

const LEVELS: Code = Code("PB0206");

/// Reports levels that no framework can have; `false` where there are any. `otherwise` is the
/// place where an empty list is reported.
pub(super) fn check(levels: &Levels, otherwise: Span, sink: &mut Sink) -> bool {
    let (least, most) = Levels::COUNT;
    let count = levels.all().len();
    let Some((sheet, above)) =
        levels.all().split_last().filter(|_| (least..=most).contains(&count))
    else {
        let span = levels.all().first().map_or(otherwise, |level| level.id.span);
        sink.report(
            Diagnostic::error(
                LEVELS,
                text!(
                    "段が{count}つあります。書けるのは{least}つから{most}つまでです",
                    "there are {count} levels, and a plan has {least} to {most}"
                ),
            )
            .at(span)
            .hint(text!(
                "上の段から順に、最後にシートの段（id: policy）を書いてください",
                "list them from the highest, the sheets (`id: policy`) last"
            )),
        );
        return false;
    };
    let mut sound = true;
    if sheet.id.as_str() != Levels::SHEET {
        let id = &sheet.id;
        sound = false;
        sink.report(
            Diagnostic::error(
                LEVELS,
                text!("最後の段の id が「{id}」です", "the id of the last level is `{id}`"),
            )
            .at(id.span)
            .hint(text!(
                "最後の段はシートです。id: policy と書いてください",
                "the last level has the sheets: write `id: policy`"
            )),
        );
    }
    for (at, level) in above.iter().enumerate() {
        let id = &level.id;
        let twice = above[..at].iter().any(|before| before.id == *id);
        if !twice && !Levels::RESERVED.contains(&id.as_str()) {
            continue;
        }
        sound = false;
        let message = if twice {
            text!("段の id「{id}」が2回あります", "two levels have the id `{id}`")
        } else {
            text!(
                "段の id「{id}」は、データのほかのことに使われています",
                "the id `{id}` means something else in the data"
            )
        };
        sink.report(Diagnostic::error(LEVELS, message).at(id.span).hint(text!(
            "ほかの id にしてください（例 goal、measure）",
            "choose another one, such as `goal` or `measure`"
        )));
    }
    for (at, level) in levels.all().iter().enumerate() {
        let Some(first) = levels.all()[..at].iter().find(|before| before.name == level.name) else {
            continue;
        };
        sound = false;
        let name = &level.name;
        sink.report(
            Diagnostic::error(
                LEVELS,
                text!("段の名前「{name}」が2回あります", "two levels are called `{name}`"),
            )
            .at(level.id.span)
            .label(first.id.span, text!("はじめはここです", "first here"))
            .hint(text!(
                "読む人が見分けられるように、ほかの名前にしてください",
                "call one of them otherwise, so that readers know them apart"
            )),
        );
    }
    sound
}

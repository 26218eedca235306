//! The texts of a policy that readers see in the edition.

use super::{Reading, plain};
use crate::model::{FiscalYear, Policy};
use crate::record::{Path, Step, Value, Walk};

/// Where a text of a policy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextPlace {
    /// In a field of the policy.
    Policy,
    /// In a field of the project at this place, from 0.
    Project(usize),
    /// In its prose: one sentence.
    Prose,
}

/// Gives every text of `policy` about what is done: not names of sections or of other policies' projects.
pub(super) fn each_text(
    reading: &Reading<'_>,
    policy: &Policy,
    visit: &mut dyn FnMut(TextPlace, &str),
) {
    let evaluated = reading.evaluated().map(FiscalYear::western);
    policy.walk(&mut Path::default(), &mut |path, value| {
        let Value::Text(text) = value else { return };
        if path.year().is_some_and(|year| Some(year) != evaluated) || !is_read(path) {
            return;
        }
        match path.steps() {
            [Step::Field(_, field), Step::Item(at), ..] if field.key == "projects" => {
                visit(TextPlace::Project(*at), text);
            }
            _ => visit(TextPlace::Policy, text),
        }
    });
    for part in &policy.prose {
        for sentence in sentences(&plain(&part.prose, reading.book())) {
            visit(TextPlace::Prose, sentence);
        }
    }
}

fn is_read(path: &Path<'_>) -> bool {
    let keys = ["sections", "section", "direction", "relisted", "was", "id", "kana"];
    let mut fields = path.steps().iter();
    !fields.any(|step| matches!(step, Step::Field(_, field) if keys.contains(&field.key)))
}

/// The sentences of a text, with their ends.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split_inclusive('。'))
        .map(|sentence| sentence.trim().trim_start_matches('・'))
}

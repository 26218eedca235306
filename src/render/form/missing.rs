//! The values that a form needs and the book does not have.

use super::Form;
use super::entries::{Entry, Narrowed, Subject, entries, is_answerable};
use crate::diag::{Code, Diagnostic};
use crate::model::{Policy, PolicyId, Project};
use crate::parse::FormValue;
use crate::reading::{Column, Reading};
use crate::span::Span;
use crate::text;
use crate::view::View;

const MISSING: Code = Code("PB0574");

/// A finding for each value that `form` needs and that the book of `reading` does not have; `view` is its
/// view. Each is told once, however many lists need it.
#[must_use]
pub fn missing_values(
    form: &Form,
    view: &View,
    reading: &Reading<'_>,
    narrowed: &Narrowed,
) -> Vec<Diagnostic> {
    let mut found: Vec<(Span, String, String)> = Vec::new();
    for list in form.spec.lists.iter().filter(|list| is_answerable(list, view)) {
        for entry in entries(list, view, narrowed) {
            for value in &list.needs {
                let missing = of_entry(*value, &entry, reading);
                found.extend(missing.filter(|missing| !found.contains(missing)));
            }
        }
    }
    let name = &form.spec.name.value;
    let finding = |(span, about, what): (Span, String, String)| {
        Diagnostic::warning(
            MISSING,
            text!("{about}に、{what}がありません", "{about} lacks a value: {what}"),
        )
        .at(span)
        .hint(text!(
            "「{name}」に載せるので、書いてください。ないままでも作れます",
            "the form `{name}` has it; it can be made without"
        ))
    };
    found.into_iter().map(finding).collect()
}

/// Where `value` is missing, of what, and what it is.
fn of_entry(
    value: FormValue,
    entry: &Entry<'_>,
    reading: &Reading<'_>,
) -> Option<(Span, String, String)> {
    let evaluated = reading.evaluated();
    if let Subject::Indicator(indicator) = entry.subject {
        let year = evaluated?;
        let known = indicator
            .values
            .iter()
            .any(|measured| measured.year.western == year.western() && measured.text != "―");
        let record = reading.book().indicators().find(|it| it.id.value == indicator.id)?;
        let missing = value == FormValue::Current && !known;
        return missing.then(|| {
            let about = format!("「{}」（{}）", indicator.name, indicator.id);
            (record.name.span, about, format!("{}の値", year.long()))
        });
    }
    let policy = entry.policy?;
    let record = reading.book().policy(policy.id.parse::<PolicyId>().ok()?)?;
    match (entry.subject, value) {
        (_, FormValue::Rating) => {
            let year = evaluated.filter(|_| reading.plan().rates())?;
            let about = format!("「{} {}」", policy.number, policy.title);
            let missing = (record.title.span, about, format!("{}の評価", year.long()));
            record.rated(year).is_none().then_some(missing)
        }
        (Subject::Project(project), _) => of_project(value, record, project.number, reading),
        _ => None,
    }
}

fn of_project(
    value: FormValue,
    policy: &Policy,
    number: usize,
    reading: &Reading<'_>,
) -> Option<(Span, String, String)> {
    let project: &Project = policy.projects.get(number.checked_sub(1)?)?;
    let about = format!("{} の「{}」", policy.id, project.name.value);
    let missing = |what: String| Some((project.name.span, about, what));
    let begins = reading.begins(project);
    let amount = |column: Column| column.of(project).is_none();
    match value {
        FormValue::Budget => {
            let year = reading.plan().edition.year.value;
            amount(Column::Budget(year)).then_some(())?;
            missing(format!("{}の予算額", year.long()))
        }
        FormValue::Settlement if !begins => {
            let year = reading.evaluated()?;
            amount(Column::Settlement(year)).then_some(())?;
            missing(format!("{}の決算額", year.long()))
        }
        FormValue::Results if !begins => {
            let year = reading.evaluated()?;
            let known =
                project.results.value.get(&year).is_some_and(|it| !it.value.trim().is_empty());
            (!known).then_some(())?;
            missing(format!("{}の実績", year.long()))
        }
        _ => None,
    }
}

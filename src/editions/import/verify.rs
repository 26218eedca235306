//! The check that the sources, read again, say what was meant and nothing else is different.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Item, file_of, prose_file};
use super::cell_value::same;
use super::merge::{Merged, NewProject, NewValue};
use crate::model::{Evaluations, FiscalYear, HeadedText, Indicator, Plan, Policy, Project};
use crate::record::{DeclaredData, DeclaredValues};
use crate::render::workbook::{AskedField, BookLookup, EvaluationPart, RecordRef, project_fact};
use crate::span::FileId;

/// The files, of those that were changed, after which the book is not the one that was meant.
pub fn wrong_files(
    before: &BookLookup<'_>,
    after: &BookLookup<'_>,
    merged: &Merged,
    failed: &BTreeSet<Item>,
    files: &BTreeSet<FileId>,
) -> BTreeSet<FileId> {
    let mut wrong = BTreeSet::new();
    let done = |item: Item| !failed.contains(&item);
    let in_files = |file: Option<FileId>| file.is_some_and(|file| files.contains(&file));
    let changes: Vec<&NewValue> = merged
        .changes
        .iter()
        .enumerate()
        .filter(|(at, _)| done(Item::Value(*at)))
        .map(|(_, change)| change)
        .filter(|change| in_files(file_of(before, &change.subject, &change.field)))
        .collect();
    for change in &changes {
        let now = after.get(&change.subject, &change.field).unwrap_or_default();
        if !same(&change.kind, &now, &change.value) {
            wrong.extend(file_of(before, &change.subject, &change.field));
        }
    }
    let mut by_subject: BTreeMap<&RecordRef, Vec<&AskedField>> = BTreeMap::new();
    for change in &changes {
        by_subject.entry(&change.subject).or_default().push(&change.field);
    }
    let removed: BTreeSet<&str> = merged
        .removed
        .iter()
        .enumerate()
        .filter(|(at, _)| done(Item::Removed(*at)))
        .map(|(_, (uid, ..))| uid.as_str())
        .collect();
    let mut meant = before.book.clone();
    for node in &mut meant.nodes {
        for policy in node.policies_mut() {
            let file = policy.span.file;
            let Some(uid) = policy.uid.as_ref().map(ToString::to_string) else { continue };
            let Some(read) = after.policy(&uid) else {
                wrong.insert(file);
                continue;
            };
            let prose_file = before.policy(&uid).and_then(|policy| prose_file(before, policy));
            let touched = files.contains(&file) || prose_file.is_some_and(|f| files.contains(&f));
            if !touched {
                continue;
            }
            if files.contains(&file) {
                policy.projects.retain(|project| {
                    !project.uid.as_ref().is_some_and(|uid| removed.contains(uid.as_str()))
                });
            }
            if let Some(fields) = by_subject.get(&RecordRef::Policy(uid.clone())) {
                for field in fields {
                    copy_policy(policy, read, field, &before.book.plan);
                }
            }
            for project in &mut policy.projects {
                let Some(uid) = project.uid.as_ref().map(ToString::to_string) else { continue };
                let Some((_, _, read)) = after.project(&uid) else { continue };
                if let Some(fields) = by_subject.get(&RecordRef::Project(uid)) {
                    for field in fields {
                        copy_project(project, read, field);
                    }
                }
            }
            let new = merged.new.iter().enumerate().filter(|(at, new)| {
                done(Item::New(*at)) && new.policy == uid && files.contains(&file)
            });
            for (_, new) in new {
                if !add_project(policy, read, new, &before.book.plan) {
                    wrong.insert(file);
                }
            }
            if policy.prose != read.prose {
                wrong.extend(prose_file.or(Some(file)));
            }
            policy.prose.clone_from(&read.prose);
            if policy != read {
                wrong.insert(file);
            }
        }
    }
    for indicator in meant.indicators.all_mut() {
        let subject = RecordRef::Indicator(indicator.id.value.clone());
        let read = after.indicator(&indicator.id.value);
        if let Some((fields, read)) = by_subject.get(&subject).zip(read) {
            for field in fields {
                copy_indicator(indicator, read, field);
            }
            // A project before its own may have been removed.
            indicator.places.clone_from(&read.places);
            if indicator != read {
                wrong.insert(indicator.id.span.file);
            }
        }
    }
    if wrong.is_empty() && meant != *after.book {
        return files.clone();
    }
    wrong.into_iter().filter(|file| files.contains(file)).collect()
}

/// Adds the project of `read` that is not in `policy` yet; whether it is `new`.
fn add_project(policy: &mut Policy, read: &Policy, new: &NewProject, plan: &Plan) -> bool {
    let Some(added) = read.projects.get(policy.projects.len()) else { return false };
    let says = |(field, value): (&AskedField, &String)| {
        let kind = field.kind("Project", plan);
        kind.is_some_and(|kind| same(&kind, &project_fact(added, field), value))
    };
    policy.projects.push(added.clone());
    added.uid.is_none() && new.values.iter().all(says)
}

/// Copies the entry of `year`, or its absence.
fn copy<T: Clone>(
    to: &mut BTreeMap<FiscalYear, T>,
    from: &BTreeMap<FiscalYear, T>,
    year: FiscalYear,
) {
    match from.get(&year) {
        Some(value) => drop(to.insert(year, value.clone())),
        None => drop(to.remove(&year)),
    }
}

fn copy_policy(to: &mut Policy, from: &Policy, field: &AskedField, plan: &Plan) {
    match field {
        AskedField::Rating(year) => copy(&mut to.rating.value, &from.rating.value, *year),
        AskedField::Declared(id, year) => copy_declared(&mut to.more, &from.more, id, *year),
        AskedField::Evaluation(year, id, part) => {
            copy_evaluated(&mut to.evaluations, &from.evaluations, (*year, id, part));
        }
        AskedField::Text(id) => {
            // Word by word, the text was compared with the answer.
            let heading = plan.headings.iter().find(|heading| heading.id == *id);
            let Some(heading) = heading.map(|heading| heading.heading.as_str()) else { return };
            let is_it = |section: &HeadedText| section.heading.value == heading;
            let read = from.prose.iter().enumerate().find(|(_, section)| is_it(section));
            let old = to.prose.iter().position(is_it);
            match (old, read) {
                (Some(at), Some((_, read))) => to.prose[at].prose.clone_from(&read.prose),
                (None, Some((at, read))) => to.prose.insert(at.min(to.prose.len()), read.clone()),
                (Some(at), None) => drop(to.prose.remove(at)),
                (None, None) => {}
            }
        }
        _ => {}
    }
}

fn copy_project(to: &mut Project, from: &Project, field: &AskedField) {
    match field {
        AskedField::Name => to.name.value.clone_from(&from.name.value),
        AskedField::Section => to.section.value.clone_from(&from.section.value),
        AskedField::Description => to.description.value.clone_from(&from.description.value),
        AskedField::Direction => to.direction.value.clone_from(&from.direction.value),
        AskedField::Results(year) => copy(&mut to.results.value, &from.results.value, *year),
        AskedField::Settlement(year) => {
            copy(&mut to.settlement.value, &from.settlement.value, *year);
        }
        AskedField::Budget(year) => {
            copy(&mut to.initial_budget.value, &from.initial_budget.value, *year);
        }
        AskedField::Funding(funded, year, source) => {
            let (to, from) = (to.sources_of_mut(*funded), from.sources_of(*funded));
            match (to.value.get_mut(year), from.value.get(year)) {
                (Some(to), Some(from)) => match from.get_key_value(source.as_str()) {
                    Some((source, amount)) => drop(to.insert(source.clone(), *amount)),
                    None => drop(to.remove(source.as_str())),
                },
                _ => copy(&mut to.value, &from.value, *year),
            }
        }
        AskedField::Declared(id, year) => copy_declared(&mut to.more, &from.more, id, *year),
        AskedField::Evaluation(year, id, part) => {
            copy_evaluated(&mut to.evaluations, &from.evaluations, (*year, id, part));
        }
        _ => {}
    }
}

fn copy_indicator(to: &mut Indicator, from: &Indicator, field: &AskedField) {
    match field {
        AskedField::Value(year) | AskedField::Words(year) => {
            copy(&mut to.values.value, &from.values.value, *year);
        }
        AskedField::Reached(year) => copy(&mut to.reached, &from.reached, *year),
        AskedField::Note => to.note.clone_from(&from.note),
        AskedField::Declared(id, year) => copy_declared(&mut to.more, &from.more, id, *year),
        _ => {}
    }
}

/// Copies one part of an evaluation of a year; where there is nothing of that year on one side, all of it.
fn copy_evaluated(
    to: &mut Evaluations,
    from: &Evaluations,
    (year, id, part): (FiscalYear, &str, &EvaluationPart),
) {
    let written = from.get_key_value(id);
    let Some((key, read)) = written.and_then(|(key, years)| Some((key, years.get(&year)?))) else {
        if let Some(years) = to.get_mut(id) {
            years.remove(&year);
        }
        return;
    };
    let years = to.entry(key.clone()).or_default();
    let Some(said) = years.get_mut(&year) else {
        years.insert(year, read.clone());
        return;
    };
    match part {
        EvaluationPart::Result => said.value.result.clone_from(&read.result),
        EvaluationPart::Opinion => said.value.opinion.clone_from(&read.opinion),
        EvaluationPart::Reply => said.value.reply.clone_from(&read.reply),
        EvaluationPart::Criterion(id) => match read.criteria.get_key_value(id.as_str()) {
            Some((id, mark)) => drop(said.value.criteria.insert(id.clone(), mark.clone())),
            None => drop(said.value.criteria.remove(id.as_str())),
        },
    }
}

fn copy_declared(
    to: &mut DeclaredValues,
    from: &DeclaredValues,
    id: &str,
    year: Option<FiscalYear>,
) {
    let position = |values: &DeclaredValues| {
        values.written.iter().position(|(field, _)| field.id.as_str() == id)
    };
    match (position(to), position(from)) {
        (Some(at), Some(read)) => match (&mut to.written[at].1, &from.written[read].1, year) {
            (DeclaredData::ByYear(to), DeclaredData::ByYear(from), Some(year)) => {
                copy(to, from, year);
            }
            (data, read, _) => data.clone_from(read),
        },
        (None, Some(read)) => {
            let at = read.min(to.written.len());
            to.written.insert(at, from.written[read].clone());
        }
        (Some(at), None) => drop(to.written.remove(at)),
        (None, None) => {}
    }
}

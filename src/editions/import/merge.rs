//! The three-way merge: what was sent, what came back, and what the book says now.

use std::collections::BTreeMap;

use super::answers::{Answer, Answers, NewRow, squeezed};
use super::cell_value::{CellError, refuse, same};
use super::finding_kinds::{At, Conflict, Found};
use crate::model::{Funded, Numbered as _, Policy};
use crate::record::half_width;
use crate::render::workbook::{
    AskedField, BookLookup, EvaluationPart, Kind, RecordRef, policy_choice, project_fact,
};
use crate::text;

/// A change of the sources that answers ask for.
#[derive(Debug, Clone)]
pub struct NewValue {
    /// What it is about.
    pub subject: RecordRef,
    /// The field.
    pub field: AskedField,
    /// The kind of its values.
    pub kind: Kind,
    /// The new value; nothing where it is deleted.
    pub value: String,
    /// The workbook, by its number, and the cell.
    pub from: (usize, At),
}

/// A new project that answers ask for.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// The permanent id of its policy.
    pub policy: String,
    /// What it says.
    pub values: BTreeMap<AskedField, String>,
    /// The workbook, by its number, and the row.
    pub from: (usize, At),
    /// How many cells it was read from.
    pub cells: usize,
}

/// What the answers of all workbooks ask for.
#[derive(Debug, Default)]
pub struct Merged {
    /// New values, each once.
    pub changes: Vec<NewValue>,
    /// New projects, each once.
    pub new: Vec<NewProject>,
    /// Projects to remove, with the workbook.
    pub removed: Vec<(String, usize, At)>,
}

/// Merges `all` answers, those of each workbook, with the book of `lookup`. Cells that ask for no change are
/// counted, and what was found is added to them. With `deletions`, what was deleted is deleted.
pub fn merge(all: &mut [Answers], lookup: &BookLookup<'_>, deletions: bool) -> Merged {
    let mut merged = Merged::default();
    let mut by_fact: BTreeMap<(RecordRef, AskedField), Vec<(usize, Answer)>> = BTreeMap::new();
    for (number, answers) in all.iter_mut().enumerate() {
        for answer in std::mem::take(&mut answers.changed) {
            let key = (answer.subject.clone(), answer.field.clone());
            by_fact.entry(key).or_default().push((number, answer));
        }
    }
    for ((subject, field), answers) in by_fact {
        let name = name(lookup, &subject, &field);
        if let (RecordRef::Project(uid), AskedField::Policy) = (&subject, &field)
            && let Some((own, ..)) = lookup.project(uid)
        {
            for (number, answer) in answers {
                let said = policy(lookup, &answer.back);
                if said.is_some_and(|said| said.id == own.id) {
                    all[number].counts.equal += 1;
                } else {
                    all[number].counts.refused += 1;
                    all[number].found.push(Found::Value(answer.at, name.clone(), moved()));
                }
            }
            continue;
        }
        let Some(now) = lookup.get(&subject, &field) else {
            for (number, answer) in answers {
                all[number].counts.reported += 1;
                all[number].found.push(Found::NoSubject(answer.at, name.clone()));
            }
            continue;
        };
        let span = lookup.span(&subject, &field);
        let (first_number, first) = answers[0].clone();
        let other = answers.iter().find(|(_, a)| !same(&a.kind, &a.back, &first.back)).cloned();
        if let Some((_, other)) = other {
            // Each with the first that says something else.
            for (number, answer) in answers {
                let against =
                    if same(&answer.kind, &answer.back, &first.back) { &other } else { &first };
                all[number].counts.reported += 1;
                all[number].found.push(Found::Conflict(Box::new(Conflict {
                    name: name.clone(),
                    sent: answer.sent,
                    back: answer.back,
                    now: against.back.clone(),
                    span,
                    other: Some(against.at.clone()),
                    at: answer.at,
                })));
            }
            continue;
        }
        // The same answer from several workbooks is one.
        for (number, _) in &answers[1..] {
            all[*number].counts.equal += 1;
        }
        let answers = &mut all[first_number];
        if same(&first.kind, &first.back, &now) {
            answers.counts.equal += 1;
        } else if !same(&first.kind, &first.sent, &now) {
            answers.counts.reported += 1;
            answers.found.push(Found::Conflict(Box::new(Conflict {
                at: first.at,
                name,
                sent: first.sent,
                back: first.back,
                now,
                span,
                other: None,
            })));
        } else if first.back.is_empty() && !deletions {
            answers.counts.reported += 1;
            answers.found.push(Found::Emptied(first.at, name, now));
        } else {
            answers.counts.applied += 1;
            merged.changes.push(NewValue {
                subject,
                field,
                kind: first.kind,
                value: first.back,
                from: (first_number, first.at),
            });
        }
    }
    for number in 0..all.len() {
        for row in std::mem::take(&mut all[number].new) {
            new_project(row, number, all, lookup, &mut merged);
        }
        for (subject, at) in std::mem::take(&mut all[number].gone) {
            let RecordRef::Project(uid) = &subject else { continue };
            let Some((_, _, project)) = lookup.project(uid) else { continue };
            if deletions {
                merged.removed.push((uid.clone(), number, at));
            } else {
                let (name, span) = (project.name.value.clone(), Some(project.name.span));
                all[number].found.push(Found::GoneRow(at, name, span));
            }
        }
    }
    // A project that is removed needs no changes, and is removed once.
    merged.removed.sort();
    merged.removed.dedup_by(|one, other| one.0 == other.0);
    merged
}

/// A project cannot be moved to another policy by an answer.
fn moved() -> CellError {
    refuse(
        text!(
            "今ある事業を、ほかの施策へ移すことはできません",
            "a project that there is cannot be moved to another policy here"
        ),
        text!(
            "ここは下の空いた行の、新しい事業だけの欄です。移すなら、原稿で事業の行を移してください",
            "this column is for new projects in the empty rows: to move a project, move it in the sources"
        ),
    )
}

fn new_project(
    row: NewRow,
    number: usize,
    all: &mut [Answers],
    lookup: &BookLookup<'_>,
    merged: &mut Merged,
) {
    let value = |field: &AskedField| {
        let found = row.values.iter().find(|(known, ..)| known == field);
        found.map(|(_, value, _)| value.as_str())
    };
    let policy = value(&AskedField::Policy).and_then(|number| policy(lookup, number));
    let uid = policy.and_then(|policy| policy.uid.as_ref().map(ToString::to_string));
    let (Some(policy), Some(uid), Some(name)) = (policy, uid, value(&AskedField::Name)) else {
        let level = lookup.book.plan.levels.policy();
        let what = match (value(&AskedField::Policy), value(&AskedField::Name)) {
            (Some(_), None) => text!("新しい事業の名前がありません", "the new project has no name"),
            (Some(number), _) => {
                text!("「{number}」という{level}がありません", "there is no policy {number}")
            }
            (None, _) => {
                text!("新しい事業の{level}の番号がありません", "the new project has no policy")
            }
        };
        all[number].counts.refused += row.values.len();
        // At the cell that is wrong, or the one that is there: the first of a row is hidden.
        let cell = |wanted: &AskedField| row.values.iter().find(|(field, ..)| field == wanted);
        let at = cell(&AskedField::Policy).or_else(|| cell(&AskedField::Name));
        let at = at.map_or(row.at, |(.., at)| at.clone());
        all[number].found.push(Found::NewProject(at, what, level.to_owned()));
        return;
    };
    // It may have been taken before, from this workbook or another.
    let known = policy.projects.iter().find(|project| project.name.value == name);
    let other = merged.new.iter().position(|new| {
        new.policy == uid && new.values.get(&AskedField::Name).is_some_and(|other| other == name)
    });
    if known.is_none() && other.is_none() {
        let mut values: BTreeMap<_, _> =
            row.values.iter().map(|(field, value, _)| (field.clone(), value.clone())).collect();
        values.remove(&AskedField::Policy);
        values.entry(AskedField::Section).or_insert(row.section);
        let cells = row.values.len();
        all[number].counts.applied += cells;
        merged.new.push(NewProject { policy: uid, values, from: (number, row.at), cells });
        return;
    }
    let title = name.to_owned();
    for (field, back, at) in row.values {
        let now = match (&field, known, other) {
            (AskedField::Policy, ..) => back.clone(),
            (field, Some(project), _) => project_fact(project, field),
            (field, None, Some(other)) => {
                merged.new[other].values.get(field).cloned().unwrap_or_default()
            }
            (_, None, None) => String::new(),
        };
        let kind = field.kind("Project", &lookup.book.plan).unwrap_or(Kind::Line);
        if same(&kind, &back, &now) {
            all[number].counts.equal += 1;
            continue;
        }
        all[number].counts.reported += 1;
        let other = other.filter(|_| known.is_none()).map(|other| merged.new[other].from.1.clone());
        all[number].found.push(Found::Conflict(Box::new(Conflict {
            at,
            name: format!("{title}の{}", words(lookup, "Project", &field)),
            sent: String::new(),
            back,
            now,
            span: known.map(|project| project.name.span),
            other,
        })));
    }
}

/// The policy that a cell names: by the number that it has in the sources or in print, alone or with its
/// name, as the list of choices has it. The name may be one that it had before.
fn policy<'a>(lookup: &BookLookup<'a>, words: &str) -> Option<&'a Policy> {
    policy_of(lookup, words).or_else(|| {
        let (number, _) = words.split_once(char::is_whitespace)?;
        policy_of(lookup, number)
    })
}

/// The policy with exactly the number, or number and name, `words`.
fn policy_of<'a>(lookup: &BookLookup<'a>, words: &str) -> Option<&'a Policy> {
    let plain = |words: &str| squeezed(&half_width(words));
    let (wanted, level) = (plain(words), lookup.book.plan.levels.policy());
    let is_meant = |policy: &&Policy| {
        let (id, number) = (policy.id.to_string(), policy.printed_number());
        let bare = number.strip_prefix(level).unwrap_or(&number).to_owned();
        let level_and_number = format!("{level}{number}");
        let names = [id, bare, level_and_number, policy.reference(), policy_choice(policy), number];
        names.iter().any(|name| plain(name) == wanted)
    };
    let mut found = lookup.book.policies().filter(is_meant);
    // A number that several have in print names none of them.
    found.next().filter(|_| found.next().is_none())
}

/// The name of a fact for people: 児童館運営事業の令和7年度の予算額.
pub fn name(lookup: &BookLookup<'_>, subject: &RecordRef, field: &AskedField) -> String {
    let (record, title) = match subject {
        RecordRef::Policy(uid) => ("Policy", lookup.policy(uid).map(|p| p.title.value.clone())),
        RecordRef::Project(uid) => {
            ("Project", lookup.project(uid).map(|(_, _, p)| p.name.value.clone()))
        }
        RecordRef::Indicator(id) => {
            ("Indicator", lookup.indicator(id).map(|i| i.name.value.clone()))
        }
    };
    let id = match subject {
        RecordRef::Policy(id) | RecordRef::Project(id) | RecordRef::Indicator(id) => id,
    };
    format!("{}の{}", title.unwrap_or_else(|| id.clone()), words(lookup, record, field))
}

/// The name of a field for people: 令和7年度の予算額.
pub fn words(lookup: &BookLookup<'_>, record: &str, field: &AskedField) -> String {
    let plan = &lookup.book.plan;
    match field {
        AskedField::Policy => format!("{}の番号", plan.levels.policy()),
        AskedField::Name => "名前".to_owned(),
        AskedField::Section => plan.terms.section.clone(),
        AskedField::Description => "内容".to_owned(),
        AskedField::Direction => plan.terms.direction.clone(),
        AskedField::Results(year) => format!("{}の実績", year.long()),
        AskedField::Settlement(year) => format!("{}の決算額", year.long()),
        AskedField::Budget(year) => format!("{}の予算額", year.long()),
        AskedField::Funding(Funded::Budget, year, source) => {
            format!("{}の財源（{source}）", year.long())
        }
        AskedField::Funding(funded, year, source) => {
            format!("{}の{}の財源（{source}）", year.long(), funded.label())
        }
        AskedField::Rating(year) => format!("{}の評価", year.long()),
        AskedField::Value(year) | AskedField::Words(year) => format!("{}の値", year.long()),
        AskedField::Reached(year) => format!("{}に目標に届いたか", year.long()),
        AskedField::Note => "測り方など".to_owned(),
        AskedField::Text(id) => {
            let heading = plan.headings.iter().find(|heading| heading.id == *id);
            format!("「{}」の文", heading.map_or(id.as_str(), |h| h.heading.as_str()))
        }
        AskedField::Evaluation(year, id, part) => {
            let evaluation = plan.evaluations.iter().find(|evaluation| evaluation.key() == id);
            let name = evaluation.map_or(id.as_str(), |evaluation| evaluation.name.as_str());
            let part = match (part, evaluation) {
                (EvaluationPart::Criterion(id), Some(evaluation)) => {
                    let mut criteria = evaluation.criteria.iter();
                    criteria.find(|c| c.id.as_str() == id).map(|c| c.name.to_string())
                }
                (EvaluationPart::Opinion, Some(evaluation)) => evaluation.opinion.clone(),
                (EvaluationPart::Reply, Some(evaluation)) => evaluation.reply.clone(),
                _ => None,
            };
            let part = part.map(|part| format!("（{part}）")).unwrap_or_default();
            format!("{}の{name}{part}", year.long())
        }
        AskedField::Declared(id, year) => {
            let mut fields = plan.fields.of(record).iter();
            let name = fields.find(|f| f.id.as_str() == id).map(|f| f.name.value.clone());
            let name = name.unwrap_or_else(|| id.clone());
            year.map_or_else(|| name.clone(), |year| format!("{}の{name}", year.long()))
        }
    }
}

//! The sheet with the words to choose from.

use super::content::{Sheet, WorkbookRow};
use super::tables::reference;
use super::{AskedField, BookLookup, EvaluationPart, Kind};
use crate::model::{Evaluation, EvaluationLevel, Numbered as _, Plan, Policy, Section, Subject};
use crate::record::limits_words;

/// The words to choose from, a column for each list: the policies that `section` may add projects to,
/// and the choices of the plan's fields.
pub(super) fn choices(lookup: &BookLookup<'_>, section: &Section) -> Sheet {
    let plan = &lookup.book.plan;
    let name = section.name.as_str();
    let mine = lookup.book.policies().filter(|policy| {
        let mut sections = policy.sections.iter().map(|s| s.as_str());
        sections.any(|s| s == name) || policy.projects.iter().any(|p| p.section.value == name)
    });
    let mut lists = vec![("policy".to_owned(), mine.map(policy_choice).collect::<Vec<_>>())];
    let mut add = |field: &AskedField, record: &str| {
        if let Some(Kind::Choice(words)) = field.kind(record, plan) {
            lists.push((list_key(record, field), words));
        }
    };
    add(&AskedField::Section, "Project");
    add(&AskedField::Direction, "Project");
    let evaluated = plan.edition.evaluated_year();
    if let Some(year) = evaluated.filter(|_| plan.rates()) {
        add(&AskedField::Rating(year), "Policy");
    }
    for (record, subject) in [("Policy", Subject::Policy), ("Project", Subject::Project)] {
        let Some(year) = evaluated else { continue };
        for evaluation in plan.evaluations_of(subject) {
            // One list for the result and all criteria.
            let part = match evaluation.criteria.first() {
                Some(criterion) if !evaluation.overall => {
                    EvaluationPart::Criterion(criterion.id.to_string())
                }
                _ => EvaluationPart::Result,
            };
            add(&AskedField::Evaluation(year, evaluation.key().to_owned(), part), record);
        }
    }
    for record in ["Project", "Policy", "Indicator"] {
        for field in plan.fields.of(record) {
            let year = evaluated.unwrap_or(plan.edition.year.value);
            let year = field.by_year.then_some(year);
            add(&AskedField::Declared(field.id.as_str().to_owned(), year), record);
        }
    }
    lists.push(("truth".to_owned(), vec!["はい".to_owned(), "いいえ".to_owned()]));
    let names = lists.iter().map(|(key, _)| {
        reference(key, list_name(key, plan), Kind::Line, if key == "policy" { 44 } else { 24 })
    });
    let title = "選択肢：ほかのシートの一覧に出る言葉です".to_owned();
    let mut sheet = Sheet::new("choices", "選択肢", title, names.collect());
    let longest = lists.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
    for at in 0..longest {
        let cells = lists.iter().map(|(_, words)| words.get(at).cloned().unwrap_or_default());
        sheet.rows.push(WorkbookRow::new(format!("!{}", at + 1), cells.collect()));
    }
    sheet
}

/// `policy` in the list of choices: its number in print and its name.
#[must_use]
pub fn policy_choice(policy: &Policy) -> String {
    format!("{} {}", policy.printed_number(), policy.title.value)
}

/// The key of the list of choices of `field`: the same in all years.
pub(super) fn list_key(record: &str, field: &AskedField) -> String {
    match field {
        AskedField::Rating(_) => "rating".to_owned(),
        AskedField::Declared(id, _) => format!("{record}.{id}"),
        AskedField::Evaluation(_, id, _) => format!("{record}:{id}"),
        other => other.to_string(),
    }
}

fn list_name(key: &str, plan: &Plan) -> String {
    match key {
        "policy" => format!("{}の番号", plan.levels.policy()),
        "section" => plan.terms.section.clone(),
        "direction" => plan.terms.direction.clone(),
        "rating" => "評価".to_owned(),
        "truth" => "はい・いいえ".to_owned(),
        other if other.contains(':') => {
            let id = other.split_once(':').map_or("", |(_, id)| id);
            let mut evaluations = plan.evaluations.iter();
            let found = evaluations.find(|evaluation| evaluation.key() == id);
            found.map(|evaluation| evaluation.name.to_string()).unwrap_or_default()
        }
        other => {
            let (record, id) = other.split_once('.').unwrap_or((other, ""));
            let mut fields = plan.fields.of(record).iter();
            fields.find(|f| f.id.as_str() == id).map(|f| f.name.to_string()).unwrap_or_default()
        }
    }
}

/// How to fill in the result of `evaluation`: its steps with their meanings, or its points.
pub(super) fn scale_words(evaluation: &Evaluation) -> String {
    if let Some(range) = &evaluation.points {
        return limits_words(&range.limits()).ja;
    }
    let step = |level: &EvaluationLevel| match &level.label {
        Some(label) => format!("{}：{label}", level.id),
        None => level.id.to_string(),
    };
    evaluation.scale.iter().map(step).collect::<Vec<_>>().join("\n")
}

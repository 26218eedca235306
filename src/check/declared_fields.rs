//! PB0260: 計画で加える項目の決め方が合わない
//!
//! `plan.yaml` の `fields` で加える項目は、はじめからある項目と同じ名前にできません。`choice` には
//! 選択肢（`choices`）が要り、単位（`unit`）とけた数（`decimals`）は `number` だけにあります。
//! `years` は年度ごとの項目（`by_year`）だけに、`total` はそのうち `number` と `money` だけにあります。
//! `since` は `until` より後にできません。一つのものの項目と評価（`evaluations`）は、読む人が見分けられる
//! ように、それぞれちがう名前（`name`）にします。
//!
//! 誤 `{ id: name, name: 通称, kind: text }`
//! 正 `{ id: alias, name: 通称, kind: text }`

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::sheet::{FACTS, PROJECT_COLUMNS, UNDER_NAME};
use crate::model::{
    ACCOUNT, Book, Decimals, Evaluation, Indicator, Level, Plan, Policy, Project, REVISED, Subject,
};
use crate::record::{DeclaredField, Field, FieldId, FieldKind};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0260");

/// The names of the columns that the tables of the open data have in addition to the declared ones.
pub const COLUMNS: [&str; 55] = [
    "baseline_first_year",
    "baseline_text",
    "baseline_value",
    "baseline_year",
    "basic_plan_id",
    "basic_plan_name",
    "better",
    "compared_target_value",
    "compared_target_year",
    "current_text",
    "current_value",
    "current_year",
    "description",
    "direction",
    "edition_year",
    "evaluated_year",
    "goal_id",
    "goal_name",
    "indicator_id",
    "indicator_name",
    "lead_section",
    "municipality_code",
    "municipality_name",
    "note",
    "place_id",
    "place_level",
    "place_name",
    "place_project_number",
    "policy_id",
    "policy_number",
    "policy_title",
    "policy_uid",
    "progress",
    "progress_label",
    "progress_percent",
    "project_kana",
    "project_name",
    "project_number",
    "project_uid",
    "projects",
    "rating",
    "rating_label",
    "section_id",
    "section_name",
    "source",
    "status",
    "target_from",
    "target_kind",
    "target_text",
    "target_to",
    "target_value",
    "target_year",
    "unit",
    "year",
    "year_label",
];

/// Declarations of fields that contradict themselves, each other or the program's own fields.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    same_names(plan, sink);
    let mut own_keys = Vec::new();
    own_keys.extend((!plan.accounts.is_empty()).then_some(ACCOUNT));
    own_keys.extend(plan.supplementary.map(|_| REVISED));
    for key in own_keys {
        let mut twice = plan.fields.of("Project").iter().filter(|field| field.id.as_str() == key);
        if let Some(field) = twice.nth(1) {
            report_known(&field.id, sink);
        }
    }
    for (record, field) in plan.fields.all() {
        let own: &[Field] = match record {
            "Policy" => Policy::FIELDS,
            "Project" => Project::FIELDS,
            "Indicator" => Indicator::FIELDS,
            _ => &[],
        };
        let id = &field.id;
        let is_own = own.iter().any(|own| own.key == id.as_str());
        let of_level = |level: &Level| {
            let rest = id.as_str().strip_prefix(level.id.as_str());
            rest.is_some_and(|rest| rest == "_id" || rest == "_name")
        };
        let is_of_level = book.plan.levels.above_sheets().iter().any(of_level);
        let is_placed = [FACTS.as_slice(), &PROJECT_COLUMNS, &UNDER_NAME];
        let is_placed = is_placed.iter().any(|words| words.contains(&id.as_str()));
        if is_own || is_of_level || is_placed || COLUMNS.contains(&id.as_str()) {
            report_known(id, sink);
        }
        kind(field, sink);
        if let (Some(since), Some(until)) = (field.since, field.until)
            && since > until
        {
            report(
                id.span,
                text!(
                    "項目「{id}」の最初の版 {since} が、最後の版 {until} より後です",
                    "the first edition of `{id}`, {since}, is later than its last, {until}"
                ),
                text!("since か until を直してください", "mend `since` or `until`"),
                sink,
            );
        }
    }
}

/// Fields and evaluations of one record that have the same name for readers.
fn same_names(plan: &Plan, sink: &mut Sink) {
    let mut reported = BTreeSet::new();
    for (record, subject) in [
        ("Policy", Some(Subject::Policy)),
        ("Project", Some(Subject::Project)),
        ("Indicator", None),
    ] {
        let fields = plan.fields.of(record).iter().map(|field| &field.name);
        let is_of = |evaluation: &&Evaluation| subject.is_some_and(|it| evaluation.is_of(it));
        let evaluations = plan.evaluations.iter().filter(is_of).map(|it| &it.name);
        let mut names: Vec<&Spanned<String>> = Vec::new();
        for name in fields.chain(evaluations) {
            let Some(first) = names.iter().find(|first| first.value == name.value) else {
                names.push(name);
                continue;
            };
            // An evaluation of policies and projects has one name for both.
            if !reported.insert(name.span) {
                continue;
            }
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("「{name}」という名前が2度あります", "the name `{name}` is there twice"),
                )
                .at(name.span)
                .label(first.span, text!("はじめの「{name}」です", "the first `{name}`"))
                .hint(text!(
                    "読む人が見分けられるように、どちらかの name を変えてください",
                    "change one `name`, so that readers can tell them apart"
                )),
            );
        }
    }
}

/// Properties that do not fit the kind of the values.
fn kind(field: &DeclaredField, sink: &mut Sink) {
    let (id, kind) = (&field.id, field.kind);
    let needless = |key: &str, owner: &str| {
        let message =
            text!("項目「{id}」の {key} は使われません", "`{key}` of the field `{id}` is not used");
        (
            message,
            text!("{key} は kind: {owner} にだけ書きます", "`{key}` belongs to `kind: {owner}`"),
        )
    };
    let found = if kind == FieldKind::Choice && field.choices.is_empty() {
        Some((
            text!("項目「{id}」に選択肢がありません", "the field `{id}` has no choices"),
            text!("choices: [A, B] のように書いてください", "write `choices: [A, B]`"),
        ))
    } else if kind != FieldKind::Choice && !field.choices.is_empty() {
        Some(needless("choices", "choice"))
    } else if kind != FieldKind::Number && field.unit.is_some() {
        Some(needless("unit", "number"))
    } else if kind != FieldKind::Number && field.decimals != Decimals(0) {
        Some(needless("decimals", "number"))
    } else if !field.by_year && (field.total || !field.years.is_empty()) {
        let key = if field.total { "total" } else { "years" };
        Some((
            text!("項目「{id}」の {key} は使われません", "`{key}` of the field `{id}` is not used"),
            text!("{key} は by_year: true にだけ書きます", "`{key}` belongs to `by_year: true`"),
        ))
    } else if field.total && !matches!(kind, FieldKind::Number | FieldKind::Money) {
        Some(needless("total", "number、money"))
    } else {
        None
    };
    if let Some((message, hint)) = found {
        report(id.span, message, hint, sink);
    }
}

fn report_known(id: &Spanned<FieldId>, sink: &mut Sink) {
    report(
        id.span,
        text!("項目「{id}」ははじめからあります", "the field `{id}` is there already"),
        text!("ほかの項目名にしてください", "choose another key"),
        sink,
    );
}

fn report(span: Span, message: Text, hint: Text, sink: &mut Sink) {
    sink.report(Diagnostic::error(CODE, message).at(span).hint(hint));
}

//! PB0265: シートの組み立てが合わない
//!
//! `plan.yaml` の `sheet.blocks` は、施策シートに載せるものを上から順に並べます。並べられるのは、はじめから
//! あるものと、`headings`、`fields`、`evaluations` で決めたものだけです。同じものは1か所にだけ置きます。決めた見出し、
//! 項目、評価が、どこにも置かれないままにはできません（書いたものが紙面から失われます）。事業の表は、いつも要ります。
//!
//! 誤 `blocks` に `kind: text` が1つもない（文章の行き場がない）
//! 正 `- { kind: text }`（ほかに置かない見出しのすべて）

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Sink, Text, nearest};
use crate::model::sheet::{ALL_FIELDS, EVALUATIONS, FACTS, PROJECT_COLUMNS, UNDER_NAME};
use crate::model::{BlockKind, Book, Plan, SheetBlock, Subject};
use crate::record::{DeclaredField, FieldId};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0265");

/// The most years of settlements in the table of projects.
const MOST_YEARS: u8 = 5;

/// Compositions of the sheet that name what is not there, or that leave something out.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    let mut are_known = true;
    for block in &plan.blocks {
        needless(block, sink);
        are_known &= names(plan, block, sink);
        hidden(plan, block, sink);
    }
    twice(plan, sink);
    // Of a name that was reported, it is not known what it should have placed.
    for (span, what, hint) in lost(plan).into_iter().filter(|_| are_known) {
        report(span, what, hint, sink);
    }
}

fn report(span: Span, message: Text, hint: Text, sink: &mut Sink) {
    sink.report(Diagnostic::error(CODE, message).at(span).hint(hint));
}

/// Keys that a block of its kind does not have, and a number of years that is none.
fn needless(block: &SheetBlock, sink: &mut Sink) {
    let first = |names: &[Spanned<FieldId>]| names.first().map(|name| name.span);
    let heading = block.heading.as_ref().map(|heading| heading.span);
    let years = block.settlement_years.as_ref().map(|years| years.span);
    for (key, owner, span) in [
        ("facts", BlockKind::Facts, first(&block.facts)),
        ("heading", BlockKind::Text, heading),
        ("columns", BlockKind::Projects, first(&block.columns)),
        ("under_name", BlockKind::Projects, first(&block.under_name)),
        ("settlement_years", BlockKind::Projects, years),
        ("each_project", BlockKind::Funding, block.each_project.then_some(block.kind.span)),
    ] {
        let (Some(span), kind) = (span, block.kind.value) else { continue };
        if kind != owner {
            let (kind, owner) = (kind.word(), owner.word());
            let message = text!(
                "kind: {kind} に {key} は使われません",
                "`{key}` is not used in a block of kind `{kind}`"
            );
            let hint = text!(
                "{key} は kind: {owner} にだけ書きます",
                "`{key}` belongs to `kind: {owner}`"
            );
            report(span, message, hint, sink);
        }
    }
    if let Some(years) = &block.settlement_years
        && !(1..=MOST_YEARS).contains(&years.value)
    {
        let message =
            text!("決算額の年数が {years} です", "the number of years of settlements is {years}");
        let hint = text!(
            "1 から {MOST_YEARS} までの数を書いてください",
            "write a number from 1 to {MOST_YEARS}"
        );
        report(years.span, message, hint, sink);
    }
}

/// Names of facts, columns and headings that are none; returns whether there are only known ones.
fn names(plan: &Plan, block: &SheetBlock, sink: &mut Sink) -> bool {
    let mut are_known = true;
    let fields = |record: &str| -> Vec<&str> {
        plan.fields.of(record).iter().map(|field| field.id.as_str()).collect()
    };
    let (policy, project) = (fields("Policy"), fields("Project"));
    let kind = block.kind.value;
    for (written, own, declared, owner) in [
        (&block.facts, FACTS.as_slice(), &policy, BlockKind::Facts),
        (&block.columns, PROJECT_COLUMNS.as_slice(), &project, BlockKind::Projects),
        (&block.under_name, UNDER_NAME.as_slice(), &project, BlockKind::Projects),
    ] {
        if kind != owner {
            continue;
        }
        let known: Vec<&str> = own.iter().chain(declared).copied().collect();
        for name in written.iter().filter(|name| !known.contains(&name.as_str())) {
            unknown(name.span, name.as_str(), &known, sink);
            are_known = false;
        }
    }
    if let Some(heading) = block.heading.as_ref().filter(|_| kind == BlockKind::Text) {
        let known: Vec<&str> = plan.headings.iter().map(|heading| heading.id.as_str()).collect();
        if !known.contains(&heading.as_str()) {
            unknown(heading.span, heading.as_str(), &known, sink);
            are_known = false;
        }
    }
    if let Some(first) = block.columns.first()
        && first.as_str() != "name"
        && are_known
        && kind == BlockKind::Projects
    {
        report(
            first.span,
            text!(
                "事業の表が事業名で始まっていません",
                "the table of projects does not begin with names"
            ),
            text!("columns のはじめに name を書いてください", "write `name` first in `columns`"),
            sink,
        );
    }
    are_known
}

/// Blocks that no output has, and columns of fields that an output of the table shall not have.
fn hidden(plan: &Plan, block: &SheetBlock, sink: &mut Sink) {
    if block.show.is_empty() {
        report(
            block.kind.span,
            text!(
                "show: [] の組み立ては、どこにも載りません",
                "a block with `show: []` is nowhere"
            ),
            text!(
                "この行を消すか、show に pdf か site を書いてください",
                "remove it, or write `pdf` or `site` in `show`"
            ),
            sink,
        );
    }
    for name in &block.columns {
        let field = plan.edition_fields("Project").find(|it| it.id.as_str() == name.as_str());
        let Some(field) = field else { continue };
        if !block.show.iter().all(|output| field.is_shown(*output)) {
            let (id, label) = (&field.id, &field.name);
            let message = text!(
                "項目「{label}」（{id}）は、載せない出力のある項目（show）なので、表の列にできません",
                "the field `{id}` is not shown in all outputs of this table, and cannot be a column of it"
            );
            let hint = text!(
                "列から消すか、項目の show を消してください",
                "remove the column, or `show` of the field"
            );
            report(name.span, message, hint, sink);
        }
    }
}

fn unknown(span: Span, name: &str, known: &[&str], sink: &mut Sink) {
    let near = nearest(name, known.iter().copied())
        .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
    let all = known.join("、");
    let found = Diagnostic::error(
        CODE,
        text!("シートに載せる「{name}」はありません", "there is no `{name}` to put on the sheet"),
    );
    let hint = text!("あるのは {all} です", "there are {all}");
    sink.report(found.at(span).maybe_hint(near).hint(hint));
}

/// What stands in two places.
fn twice(plan: &Plan, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for block in &plan.blocks {
        let kind = block.kind.value;
        let mut placed: Vec<(String, Span)> = Vec::new();
        match (kind, &block.heading) {
            (BlockKind::Text, Some(heading)) => {
                placed.push((format!("text {}", heading.value), heading.span));
            }
            (BlockKind::Facts, _) if block.facts.is_empty() => {
                placed.extend(FACTS.map(|name| (format!("fact {name}"), block.kind.span)));
            }
            (BlockKind::Facts, _) => {
                placed.extend(block.facts.iter().map(|name| (format!("fact {name}"), name.span)));
            }
            _ => placed.push((kind.word().to_owned(), block.kind.span)),
        }
        let is_column_alone =
            |name: &str| PROJECT_COLUMNS.contains(&name) && !UNDER_NAME.contains(&name);
        let in_table = block.columns.iter().filter(|name| {
            block.under_name.iter().any(|other| other.value == name.value)
                && !is_column_alone(name.as_str())
        });
        placed.extend(block.columns.iter().map(|name| (format!("column {name}"), name.span)));
        for (name, span) in in_table
            .map(|name| (name.to_string(), name.span))
            .chain(placed.into_iter().filter(|(name, _)| !seen.insert(name.clone())))
        {
            let name = name.rsplit(' ').next().unwrap_or(&name);
            report(
                span,
                text!("「{name}」が2か所に置かれています", "`{name}` is placed twice"),
                text!("どちらかを消してください", "remove one of them"),
                sink,
            );
        }
    }
}

/// What the plan declares and no block contains: its place, and what to do.
fn lost(plan: &Plan) -> Vec<(Span, Text, Text)> {
    let mut lost = Vec::new();
    let blocks_of = |kind| plan.blocks.iter().filter(move |block| block.kind.value == kind);
    let headings: BTreeSet<&str> = blocks_of(BlockKind::Text)
        .flat_map(|block| plan.headings_of(block))
        .map(|heading| heading.id.as_str())
        .collect();
    for heading in plan.headings.iter().filter(|it| !headings.contains(it.id.as_str())) {
        let (name, id) = (&heading.heading, &heading.id);
        lost.push((
            heading.heading.span,
            text!(
                "見出し「{name}」の文章が、シートのどこにも置かれていません",
                "the text of the heading `{name}` has no place on the sheet"
            ),
            text!(
                "blocks に {{ kind: text, heading: {id} }} を書き足してください",
                "add `{{ kind: text, heading: {id} }}` to `blocks`"
            ),
        ));
    }
    let facts: Vec<Placed<'_>> = blocks_of(BlockKind::Facts)
        .flat_map(|block| plan.fields_of_facts(block).into_iter().map(move |it| (it, block)))
        .collect();
    lost.extend(lost_fields(plan, "Policy", &facts, "facts", "facts"));
    let evaluation_of = |subject| plan.evaluations.iter().find(move |it| it.is_of(subject));
    if let Some(evaluation) = evaluation_of(Subject::Policy)
        && blocks_of(BlockKind::Evaluations).next().is_none()
    {
        lost.push((
            evaluation.id.span,
            text!("評価が、シートのどこにも置かれていません", "the evaluations have no place"),
            text!(
                "blocks に {{ kind: evaluations }} を書き足してください",
                "add `{{ kind: evaluations }}` to `blocks`"
            ),
        ));
    }
    let end = plan.blocks.last().map_or(plan.edition.year.span, |block| block.kind.span);
    let Some(table) = plan.project_table() else {
        lost.push((
            end,
            text!("事業の表が、シートにありません", "the sheet has no table of projects"),
            text!(
                "blocks に {{ kind: projects }} を書き足してください",
                "add `{{ kind: projects }}` to `blocks`"
            ),
        ));
        return lost;
    };
    let columns: BTreeSet<&str> = table.column_names().into_iter().collect();
    let in_columns = plan.edition_fields("Project").filter(|it| columns.contains(it.id.as_str()));
    let placed = plan.fields_under_name(table).into_iter().chain(in_columns);
    let placed: Vec<Placed<'_>> = placed.map(|field| (field, table)).collect();
    lost.extend(lost_fields(plan, "Project", &placed, "projects", "under_name"));
    if let Some(evaluation) = evaluation_of(Subject::Project)
        && !table.under_name_names().contains(&EVALUATIONS)
    {
        lost.push((
            evaluation.id.span,
            text!(
                "事業の評価が、事業の表に置かれていません",
                "the evaluations of projects have no place"
            ),
            text!(
                "under_name に {EVALUATIONS} を書き足してください",
                "add `{EVALUATIONS}` to `under_name`"
            ),
        ));
    }
    for (name, what) in [("description", "内容"), ("section", &plan.terms.section)] {
        if !columns.contains(name) && !table.under_name_names().contains(&name) {
            lost.push((
                table.kind.span,
                text!(
                    "事業の{what}が、事業の表に置かれていません",
                    "`{name}` of projects has no place"
                ),
                text!(
                    "columns か under_name に {name} を書き足してください",
                    "add `{name}` to `columns` or `under_name`"
                ),
            ));
        }
    }
    lost
}

/// A declared field and a block that has it.
type Placed<'a> = (&'a DeclaredField, &'a SheetBlock);

/// The fields of `record` that readers shall see and that are not among the `placed`.
fn lost_fields(
    plan: &Plan,
    record: &str,
    placed: &[Placed<'_>],
    kind: &str,
    key: &str,
) -> Vec<(Span, Text, Text)> {
    let is_seen =
        |(field, block): &&Placed<'_>| field.show.iter().any(|output| block.show.contains(output));
    let seen: BTreeSet<&str> =
        placed.iter().filter(is_seen).map(|(field, _)| field.id.as_str()).collect();
    let fields = plan.edition_fields(record).filter(|field| !field.show.is_empty());
    let lost = fields.filter(|field| !seen.contains(field.id.as_str()));
    lost.map(|field| {
        let (name, id) = (&field.name, &field.id);
        (
            field.id.span,
            text!(
                "項目「{name}」（{id}）が、シートのどこにも置かれていません",
                "the field `{id}` ({name}) has no place on the sheet"
            ),
            text!(
                "kind: {kind} の {key} に {id} か {ALL_FIELDS} を書き足すか、項目に show: [] を書いてください",
                "add `{id}` or `{ALL_FIELDS}` to `{key}` of `kind: {kind}`, or write `show: []` in the field"
            ),
        )
    })
    .collect()
}

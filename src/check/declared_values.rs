//! PB0261: 計画で加えた項目の値が、決め方と合わない、又はない
//!
//! `plan.yaml` の `fields` で加えた項目の値は、選択肢（`choices`）の言葉を選び、決められたけた数
//! （`decimals`）までで書きます。`required` の項目は、わざと空けるときも `~` と書きます。
//! 年度ごとの項目（`by_year`）なら、評価の対象年度（この版から始まる事業を除く）と、計画期間のどの年度
//! にも要ります。
//! `markdown` の項目には、項目の名前が見出しになるので、見出しを書けません。事業と成果指標では、表の
//! 升目に入るので、表、画像、図も書けません。
//!
//! 誤 `method: 委託等`
//! 正 `method: 委託`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::model::{Block, Book, FiscalYear};
use crate::reading::Reading;
use crate::record::{DeclaredField, DeclaredValue, DeclaredValues};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0261");

/// Values of declared fields that do not fit their declarations, and those that are missing.
pub fn check(book: &Book, sink: &mut Sink) {
    let reading = Reading::new(book);
    let evaluated = reading.evaluated();
    for policy in book.policies() {
        record(&reading, &policy.more, (policy.span, evaluated), sink);
        for project in &policy.projects {
            let evaluated = reading.evaluated_of(project);
            record(&reading, &project.more, (project.name.span, evaluated), sink);
        }
    }
    for indicator in book.indicators() {
        record(&reading, &indicator.more, (indicator.id.span, evaluated), sink);
    }
}

/// Looks at the `values` of a record at the place given, which is evaluated of the year with it.
fn record(
    reading: &Reading<'_>,
    values: &DeclaredValues,
    (span, evaluated): (Span, Option<FiscalYear>),
    sink: &mut Sink,
) {
    let book = reading.book();
    for (field, data) in &values.written {
        for (_, value) in data.values() {
            value_fits(field, value, sink);
            markdown_fits(book, values.record, field, value, sink);
        }
    }
    let edition = book.plan.edition.year.value;
    for field in book.plan.fields.of(values.record) {
        if field.is_required_in(edition) && values.get(field.id.as_str()).is_none() {
            let (id, name) = (&field.id, &field.name);
            let message = text!("「{name}」（{id}）がありません", "`{id}` ({name}) is missing");
            let hint = if field.by_year {
                text!(
                    "「{id}: {{ {edition}: … }}」のように、年度ごとに書き足してください",
                    "add values by year, such as `{id}: {{ {edition}: … }}`"
                )
            } else {
                text!("「{id}: …」を書き足してください", "add `{id}: …`")
            };
            sink.report(Diagnostic::error(CODE, message).at(span).hint(hint).missing());
        }
    }
    years(reading, values, (span, evaluated), sink);
}

/// Reports the years that required fields with a value for each year lack.
fn years(
    reading: &Reading<'_>,
    values: &DeclaredValues,
    (span, evaluated): (Span, Option<FiscalYear>),
    sink: &mut Sink,
) {
    let mut lacking: BTreeMap<&str, (&DeclaredField, Vec<String>)> = BTreeMap::new();
    for (field, year, written) in reading.asked_fields(values, evaluated) {
        if !written && values.get(field.id.as_str()).is_some() {
            let (_, years) = lacking.entry(field.id.as_str()).or_insert((field, Vec::new()));
            years.push(year.to_string());
        }
    }
    for (field, years) in lacking.into_values() {
        let (id, name, first) = (&field.id, &field.name, &years[0]);
        let (ja, en) = (years.join("、"), years.join(", "));
        let message =
            text!("{ja} の「{name}」（{id}）がありません", "`{id}` ({name}) of {en} is missing");
        let hint = text!(
            "「{first}: …」を書き足してください。わざと空けるなら {first}: ~ です",
            "add `{first}: …`, or `{first}: ~` to leave it open"
        );
        sink.report(Diagnostic::error(CODE, message).at(span).hint(hint).missing());
    }
}

/// Reports blocks that a text of Markdown cannot have. Of projects and indicators, it is drawn in a cell of a
/// table.
fn markdown_fits(
    book: &Book,
    record: &str,
    field: &DeclaredField,
    value: &Spanned<Option<DeclaredValue>>,
    sink: &mut Sink,
) {
    let in_cell = record != "Policy";
    let id = &field.id;
    for block in book.field_text(value.span) {
        block.each_block(&mut |block| {
            let (ja, en, span) = match block {
                Block::Heading { content, .. } => ("見出し", "a heading", content.span),
                Block::Table { span, .. } if in_cell => ("表", "a table", *span),
                Block::Picture { span, .. } if in_cell => ("画像", "a picture", *span),
                Block::Figure { span, .. } if in_cell => ("図", "a figure", *span),
                _ => return,
            };
            let hint = if ja == "見出し" {
                text!(
                    "項目の名前が見出しになります。強調（**…**）にするか、項目を分けてください",
                    "the name of the field is its heading: use `**…**`, or declare a second field"
                )
            } else {
                text!(
                    "この項目は表の升目に入ります。箇条書きにするか、シートの項目か本文に移してください",
                    "the field is drawn in a cell: write a list, or move it to a field of policies"
                )
            };
            let message = text!("{id} に{ja}は書けません", "`{id}` cannot have {en}");
            sink.report(Diagnostic::error(CODE, message).at(span).hint(hint));
        });
    }
}

fn value_fits(field: &DeclaredField, value: &Spanned<Option<DeclaredValue>>, sink: &mut Sink) {
    let id = &field.id;
    match &value.value {
        Some(DeclaredValue::Choice(word)) => {
            let choices: Vec<&str> = field.choices.iter().map(|choice| choice.as_str()).collect();
            if choices.is_empty() || choices.contains(&word.as_str()) {
                return;
            }
            let all = choices.join("、");
            let near = nearest(word, choices.iter().copied())
                .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "「{word}」は {id} の選択肢にありません",
                        "`{word}` is no choice of `{id}`"
                    ),
                )
                .at(value.span)
                .maybe_hint(near)
                .hint(text!("{all} から選んでください", "choose one of {all}")),
            );
        }
        Some(DeclaredValue::Number(number)) if !field.limits().admits(*number) => {
            let decimals = field.decimals.0;
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!(
                        "{id} の {number} は、小数点以下が {decimals} けたを超えています",
                        "{number} has more than the {decimals} decimal places of `{id}`"
                    ),
                )
                .at(value.span)
                .hint(text!(
                    "値を直すか、plan.yaml の decimals を直してください",
                    "mend the value, or `decimals` in plan.yaml"
                )),
            );
        }
        _ => {}
    }
}

//! PB0262: 評価の決め方、又はその結果が合わない
//!
//! `plan.yaml` の `evaluations` で決めた評価の結果を、施策と事業の `evaluations` に、評価ごと、年度
//! ごとに書きます。段階（`scale`）か点の範囲（`points`）のどちらか一方が要ります。結果は段階の記号か
//! 言葉、又は範囲の中の点数、項目は `criteria` の名前から選びます。`required: true` の評価は、評価の
//! 対象年度の結果と項目の結果が、どれにも要ります。
//!
//! 誤 `evaluations: { first: { R6: { result: A+ } } }`（段階にない）
//! 正 `evaluations: { first: { R6: { result: A } } }`

use crate::diag::{Code, Diagnostic, Sink, Text, nearest};
use crate::model::{Book, Evaluable, Evaluated, Evaluation, FiscalYear, Mark, Plan, Subject};
use crate::reading::{AskedResult, Reading, points};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0262");

/// Declarations of evaluations that contradict themselves, and what does not fit them.
pub fn check(book: &Book, sink: &mut Sink) {
    let plan = &book.plan;
    for evaluation in &plan.evaluations {
        declaration(evaluation, sink);
    }
    let reading = Reading::new(book);
    for policy in book.policies() {
        record(&reading, policy, policy.title.span, sink);
        for project in &policy.projects {
            record(&reading, project, project.name.span, sink);
        }
    }
}

fn report(span: Span, message: Text, hint: Text, sink: &mut Sink) {
    sink.report(Diagnostic::error(CODE, message).at(span).hint(hint));
}

fn declaration(evaluation: &Evaluation, sink: &mut Sink) {
    let (id, name, span) = (&evaluation.id, &evaluation.name, evaluation.id.span);
    if evaluation.scale.is_empty() == evaluation.points.is_none() {
        report(
            span,
            text!(
                "評価「{name}」（{id}）には、scale か points のどちらか一方が要ります",
                "the evaluation `{id}` needs either `scale` or `points`"
            ),
            text!(
                "段階なら scale: [{{ id: A, label: … }}]、点数なら points: {{ from: 0, to: 5 }} と書いてください",
                "write `scale: [{{ id: A, label: … }}]` or `points: {{ from: 0, to: 5 }}`"
            ),
            sink,
        );
    }
    if let Some(range) = &evaluation.points
        && range.from.millionths() >= range.to.millionths()
    {
        let (from, to) = (range.from, range.to);
        report(
            range.span,
            text!(
                "評価「{name}」（{id}）の点の範囲が、{from} から {to} までです",
                "the points of `{id}` go from {from} to {to}"
            ),
            text!("from より大きい to を書いてください", "write a `to` that is more than `from`"),
            sink,
        );
    }
    if evaluation.of.is_empty() {
        report(
            span,
            text!(
                "評価「{name}」（{id}）は何も評価しません",
                "the evaluation `{id}` is of nothing"
            ),
            text!(
                "of に policy か project を書いてください",
                "write `policy` or `project` in `of`"
            ),
            sink,
        );
    }
    if !evaluation.overall && evaluation.criteria.is_empty() {
        report(
            span,
            text!(
                "評価「{name}」（{id}）には、項目（criteria）も総合の結果もありません",
                "the evaluation `{id}` has neither criteria nor an overall result"
            ),
            text!(
                "overall: false の行を消すか、criteria を書いてください",
                "remove `overall: false`, or write `criteria`"
            ),
            sink,
        );
    }
}

fn record<T: Evaluable>(reading: &Reading<'_>, record: &T, span: Span, sink: &mut Sink) {
    let plan = reading.plan();
    let written = record.evaluations();
    for (id, years) in written {
        let mine = plan.evaluations.iter().filter(|e| e.is_of(T::SUBJECT));
        let keys: Vec<&str> = mine.clone().map(Evaluation::key).collect();
        let Some(evaluation) = mine.clone().find(|e| e.id.as_str() == id.as_str()) else {
            let level = match T::SUBJECT {
                Subject::Policy => plan.levels.policy(),
                Subject::Project => "事業",
            };
            let message =
                text!("{level}に評価「{id}」はありません", "there is no evaluation `{id}` here");
            sink.report(unknown(id.span, message, id, &keys));
            continue;
        };
        for (year, said) in years {
            said_of(plan, evaluation, *year, said, sink);
        }
    }
    let Some(year) = plan.edition.evaluated.as_ref() else { return };
    for asked in reading.asked_results(record).filter(|asked| !asked.written) {
        let AskedResult { evaluation, criterion, year: of, .. } = asked;
        let (id, name) = (&evaluation.id, &evaluation.name);
        let (part, en, hint) = match criterion {
            None => (String::new(), String::new(), "result: …".to_owned()),
            Some(criterion) => (
                format!("（{}）", criterion.name),
                format!(" ({})", criterion.id),
                format!("criteria: {{ {}: … }}", criterion.id),
            ),
        };
        let message = text!(
            "{of} の「{name}」{part}（{id}）がありません",
            "`{id}` ({name}){en} of {of} is missing"
        );
        let found = Diagnostic::error(CODE, message)
            .at(span)
            .label(year.span, text!("評価の対象年度です", "the year evaluated"))
            .hint(text!(
                "evaluations: {{ {id}: {{ {of}: {{ {hint} }} }} }} を書き足してください",
                "add `evaluations: {{ {id}: {{ {of}: {{ {hint} }} }} }}`"
            ));
        sink.report(found.missing());
    }
}

/// A word that is none of `known`.
fn unknown(span: Span, message: Text, word: &str, known: &[&str]) -> Diagnostic {
    let near = nearest(word, known.iter().copied())
        .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
    let all = known.join("、");
    let hint = if known.is_empty() {
        text!(
            "plan.yaml の evaluations で決めてから書いてください",
            "declare it in `evaluations` of plan.yaml first"
        )
    } else {
        text!("あるのは {all} です", "there are {all}")
    };
    Diagnostic::error(CODE, message).at(span).maybe_hint(near).hint(hint)
}

fn said_of(
    plan: &Plan,
    evaluation: &Evaluation,
    year: FiscalYear,
    said: &Spanned<Evaluated>,
    sink: &mut Sink,
) {
    let (id, name) = (&evaluation.id, &evaluation.name);
    if let Some(evaluated) = plan.edition.evaluated.as_ref().filter(|e| year > e.value) {
        let message = text!(
            "{year} の「{name}」はこの版に載りません",
            "the evaluation `{id}` of {year} is not in this edition"
        );
        let found = Diagnostic::warning(CODE, message).at(said.span);
        let limit = &evaluated.value;
        sink.report(
            found
                .label(
                    evaluated.span,
                    text!("評価は {limit} までです", "evaluations end with {limit}"),
                )
                .hint(text!("年度を確かめてください", "look at the year")),
        );
    }
    let Evaluated { result, criteria, opinion, reply } = &said.value;
    if let Some(result) = result {
        if evaluation.overall {
            mark(evaluation, result, sink);
        } else {
            needless(result.span, evaluation, "overall", sink);
        }
    }
    let known: Vec<&str> = evaluation.criteria.iter().map(|c| c.id.as_str()).collect();
    for (criterion, result) in criteria {
        if known.contains(&criterion.as_str()) {
            mark(evaluation, result, sink);
        } else {
            let message = text!(
                "評価「{name}」（{id}）に項目「{criterion}」はありません",
                "`{id}` has no criterion `{criterion}`"
            );
            sink.report(unknown(criterion.span, message, criterion, &known));
        }
    }
    for (text, heading, key) in
        [(opinion, &evaluation.opinion, "opinion"), (reply, &evaluation.reply, "reply")]
    {
        if let Some(text) = text.as_ref().filter(|_| heading.is_none()) {
            needless(text.span, evaluation, key, sink);
        }
    }
}

/// A result or text that the evaluation does not have.
fn needless(span: Span, evaluation: &Evaluation, key: &str, sink: &mut Sink) {
    let (id, name) = (&evaluation.id, &evaluation.name);
    let what = if key == "overall" { "result" } else { key };
    report(
        span,
        text!(
            "評価「{name}」（{id}）に {what} は使われません",
            "`{what}` is not used in the evaluation `{id}`"
        ),
        text!(
            "載せるなら、plan.yaml の評価「{name}」に {key} を書いてください",
            "add `{key}` to the evaluation `{id}` in plan.yaml to show it"
        ),
        sink,
    );
}

fn mark(evaluation: &Evaluation, result: &Spanned<Mark>, sink: &mut Sink) {
    let (id, name, word) = (&evaluation.id, &evaluation.name, &result.0);
    // One that is not written was reported when it was read.
    if word.is_empty() {
        return;
    }
    if let Some(range) = &evaluation.points {
        let (from, to, decimals) = (range.from, range.to, range.decimals.0);
        let fits = points(result).is_some_and(|points| {
            (from.millionths()..=to.millionths()).contains(&points.millionths())
                && points.scale() <= decimals
        });
        if !fits {
            report(
                result.span,
                text!(
                    "「{word}」は評価「{name}」（{id}）の点数ではありません",
                    "`{word}` are no points of the evaluation `{id}`"
                ),
                match decimals {
                    0 => text!(
                        "{from} から {to} までの整数で書いてください",
                        "write a whole number from {from} to {to}"
                    ),
                    _ => text!(
                        "{from} から {to} までの数を、小数点以下 {decimals} けたまでで書いてください",
                        "write a number from {from} to {to} with at most {decimals} decimal places"
                    ),
                },
                sink,
            );
        }
    } else if !evaluation.scale.is_empty() && evaluation.rank(result).is_none() {
        let levels: Vec<&str> = evaluation.scale.iter().map(|level| level.id.as_str()).collect();
        let message = text!(
            "「{word}」は評価「{name}」（{id}）の段階にありません",
            "`{word}` is no step of the evaluation `{id}`"
        );
        sink.report(unknown(result.span, message, word, &levels));
    }
}

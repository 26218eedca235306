//! PB0262: 評価の決め方、又はその結果が合わない
//!
//! `plan.yaml` の `evaluations` で決めた評価の結果を、施策と事業の `evaluations` に、評価ごと、年度
//! ごとに書きます。段階（`scale`）か点の範囲（`points`）のどちらか一方が要ります。結果は段階の記号か
//! 言葉、又は範囲の中の点数、項目は `criteria` の名前から選びます。`required: true` の評価は、評価の
//! 対象年度の結果と項目の結果が、どれにも要ります（この版から始まる事業と、どの事業もこの版から始まり、まだ評価のない主要施策を除く）。
//! 保存してある前の版に載せた、前の年度の結果は、段階や項目を変えても、そのまま残しておきます。
//!
//! 誤 `evaluations: { first: { R6: { result: A+ } } }`（段階にない）
//! 正 `evaluations: { first: { R6: { result: A } } }`

use std::collections::{BTreeMap, BTreeSet};

use super::recorded_marks::{RecordedMarks, id_of};
use crate::diag::{Code, Diagnostic, Sink, Text, nearest_named};
use crate::model::{
    Book, Criterion, Evaluable, Evaluated, Evaluation, EvaluationLevel, FiscalYear, Mark, Plan,
    Points, Status, Subject,
};
use crate::reading::{AskedResult, Reading, points};
use crate::record::{bare_number, limits_words, meant_number};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0262");

/// Declarations of evaluations that contradict themselves, and what does not fit them.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let plan = &book.plan;
    for evaluation in &plan.evaluations {
        declaration(evaluation, sink);
    }
    let reading = Reading::new(book);
    let known = |word| plan.direction.choices.contains(word);
    let begins_are_known = plan.direction.begins.iter().all(known);
    let past = past_years(&reading);
    let recorded = RecordedMarks::of(previous, reading.evaluated());
    let known = (&past, &recorded);
    for policy in book.policies() {
        record(&reading, policy, (policy.title.span, true), known, sink);
        for project in &policy.projects {
            // Which projects begin now is not known until that is mended.
            record(&reading, project, (project.name.span, begins_are_known), known, sink);
        }
    }
}

/// By evaluation, the years of records that have the evaluated year, too; nothing of evaluations of which nobody
/// has that year.
type PastYears<'a> = BTreeMap<&'a str, BTreeSet<FiscalYear>>;

fn past_years<'a>(reading: &Reading<'a>) -> PastYears<'a> {
    let mut past = PastYears::new();
    let Some(evaluated) = reading.evaluated() else { return past };
    let of_policies = reading.book().policies().map(|policy| &policy.evaluations);
    let of_projects = reading.book().projects().map(|project| &project.evaluations);
    for (id, years) in of_policies.chain(of_projects).flatten() {
        if years.contains_key(&evaluated) {
            past.entry(id.as_str()).or_default().extend(years.keys());
        }
    }
    past
}

/// Whether `range` has any points.
fn goes_up(range: &Points) -> bool {
    range.from.millionths() < range.to.millionths()
}

/// Whether it is known which results `evaluation` can have.
fn is_sound(evaluation: &Evaluation) -> bool {
    evaluation.scale.is_empty() != evaluation.points.is_none()
        && evaluation.points.as_ref().is_none_or(|range| goes_up(range))
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
    if let Some(range) = evaluation.points.as_ref().filter(|range| !goes_up(range)) {
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

/// Reports what does not fit `record`, which stands at the place given, and what it lacks, if that is known.
fn record<T: Evaluable>(
    reading: &Reading<'_>,
    record: &T,
    (span, is_known): (Span, bool),
    (regular, recorded): (&PastYears<'_>, &RecordedMarks<'_>),
    sink: &mut Sink,
) {
    let plan = reading.plan();
    // What was meant by a wrong name is not missing as well.
    let mut meant: Vec<(&str, Option<&str>)> = Vec::new();
    for (id, years) in record.evaluations() {
        let mine = plan.evaluations.iter().filter(|e| e.is_of(T::SUBJECT));
        let Some(evaluation) = mine.clone().find(|e| e.id.as_str() == id.as_str()) else {
            let level = match T::SUBJECT {
                Subject::Policy => plan.levels.policy(),
                Subject::Project => "事業",
            };
            let message =
                text!("{level}に評価「{id}」はありません", "there is no evaluation `{id}` here");
            let known: Vec<_> = mine.map(|e| (e.key(), e.name.as_str())).collect();
            let near = nearest_named(id, &known);
            meant.extend(near.map(|near| (near, None)));
            sink.report(unknown(id.span, message, near, &known));
            continue;
        };
        for (year, said) in years {
            let is_recorded = |criterion: Option<&str>, mark: &Mark| {
                let key = |id| (id, evaluation.key(), *year, criterion, mark.0.as_str());
                id_of(record).is_some_and(|id| recorded.has(key(id)))
            };
            let criteria = said_of(plan, evaluation, (*year, said), is_recorded, sink);
            meant.extend(criteria.into_iter().map(|near| (evaluation.key(), Some(near))));
        }
    }
    let is_meant = |asked: &AskedResult<'_>| {
        let criterion = asked.criterion.map(|criterion| criterion.id.as_str());
        meant
            .iter()
            .any(|(id, of)| *id == asked.evaluation.key() && (of.is_none() || *of == criterion))
    };
    let asked = reading.asked_results(record).filter(|asked| is_known && !asked.written);
    let asked: Vec<_> = asked.filter(|asked| !is_meant(asked)).collect();
    // While values are collected, each is counted by itself.
    let is_one = |a: &AskedResult<'_>, b: &AskedResult<'_>| {
        a.evaluation.key() == b.evaluation.key() && plan.edition.status != Status::Collecting
    };
    for asked in asked.chunk_by(is_one) {
        sink.report(missing(plan, record, asked, regular, span));
    }
}

/// The finding about results that one evaluation of `record` lacks.
fn missing<T: Evaluable>(
    plan: &Plan,
    record: &T,
    asked: &[AskedResult<'_>],
    regular: &PastYears<'_>,
    span: Span,
) -> Diagnostic {
    let (evaluation, of) = (asked[0].evaluation, asked[0].year);
    let (id, name) = (&evaluation.id, &evaluation.name);
    let criteria: Vec<_> = asked.iter().filter_map(|asked| asked.criterion).collect();
    let has_result = asked.iter().any(|asked| asked.criterion.is_none());
    let names = || criteria.iter().map(|criterion| criterion.name.as_str());
    let ids = || criteria.iter().map(|criterion| criterion.id.as_str());
    let whole = evaluation.overall == has_result && criteria.len() == evaluation.criteria.len();
    let (part, en) = if whole || criteria.is_empty() {
        (String::new(), String::new())
    } else {
        let result = has_result.then_some("結果");
        let result_en = has_result.then_some("result");
        (
            format!("（{}）", result.into_iter().chain(names()).collect::<Vec<_>>().join("、")),
            format!(" ({})", result_en.into_iter().chain(ids()).collect::<Vec<_>>().join(", ")),
        )
    };
    let mut parts = Vec::from_iter(has_result.then(|| "result: …".to_owned()));
    if !criteria.is_empty() {
        let all: Vec<_> = ids().map(|id| format!("{id}: …")).collect();
        parts.push(format!("criteria: {{ {} }}", all.join(", ")));
    }
    let parts = parts.join(", ");
    let message = text!(
        "{of} の「{name}」{part}（{id}）がありません",
        "`{id}` ({name}){en} of {of} is missing"
    );
    let mut found = Diagnostic::error(CODE, message).at(span);
    if let Some(year) = &plan.edition.evaluated {
        found = found.label(year.span, text!("評価の対象年度です", "the year evaluated"));
    }
    found = found.hint(text!(
        "evaluations: {{ {id}: {{ {of}: {{ {parts} }} }} }} を書き足してください",
        "add `evaluations: {{ {id}: {{ {of}: {{ {parts} }} }} }}`"
    ));
    // Years that others have beside the evaluated one are those of the past, and rightly there.
    let written = record.evaluations().get(id.as_str()).into_iter().flatten();
    let is_odd =
        |year: &FiscalYear| regular.get(id.as_str()).is_some_and(|years| !years.contains(year));
    let other = written.map(|(year, _)| *year).rfind(is_odd);
    let other = other.filter(|_| plan.edition.status != Status::Collecting);
    let hint = other.map(|other| {
        text!(
            "{other} と書いたものが {of} のものなら、年度を直してください",
            "if what is written of {other} is of {of}, mend the year"
        )
    });
    found.maybe_hint(hint).missing()
}

/// A word that is none of `known`, each with its name.
fn unknown(span: Span, message: Text, near: Option<&str>, known: &[(&str, &str)]) -> Diagnostic {
    let near = near.map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
    let all: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
    let all = all.join("、");
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

/// Reports what does not fit `evaluation`; returns the criteria that are meant by wrong names.
fn said_of<'p>(
    plan: &Plan,
    evaluation: &'p Evaluation,
    (year, said): (FiscalYear, &Spanned<Evaluated>),
    is_recorded: impl Fn(Option<&str>, &Mark) -> bool,
    sink: &mut Sink,
) -> Vec<&'p str> {
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
        if is_recorded(None, result) {
            // It is of the scale of its time.
        } else if evaluation.overall {
            mark(evaluation, result, sink);
        } else {
            needless(result.span, evaluation, "overall", sink);
        }
    }
    let criterion = |c: &'p Criterion| (c.id.as_str(), c.name.as_str());
    let known: Vec<_> = evaluation.criteria.iter().map(criterion).collect();
    let mut meant = Vec::new();
    for (criterion, result) in criteria {
        if is_recorded(Some(criterion.as_str()), result) {
            continue;
        }
        if known.iter().any(|(id, _)| *id == criterion.as_str()) {
            mark(evaluation, result, sink);
        } else {
            let message = text!(
                "評価「{name}」（{id}）に項目「{criterion}」はありません",
                "`{id}` has no criterion `{criterion}`"
            );
            let near = nearest_named(criterion, &known);
            meant.extend(near);
            sink.report(unknown(criterion.span, message, near, &known));
        }
    }
    for (text, heading, key) in
        [(opinion, &evaluation.opinion, "opinion"), (reply, &evaluation.reply, "reply")]
    {
        if let Some(text) = text.as_ref().filter(|_| heading.is_none()) {
            needless(text.span, evaluation, key, sink);
        }
    }
    meant
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

fn mark<'a>(evaluation: &'a Evaluation, result: &Spanned<Mark>, sink: &mut Sink) {
    let (id, name, word) = (&evaluation.id, &evaluation.name, &result.0);
    // One that is not written was reported when it was read, and a declaration without sense by itself.
    if word.is_empty() || !is_sound(evaluation) {
        return;
    }
    if let Some(range) = &evaluation.points {
        let fits = |mark: &Mark| points(mark).is_some_and(|points| range.limits().admits(points));
        if !fits(result) {
            let meant = meant_number(word).filter(|number| fits(&Mark(number.clone())));
            report(
                result.span,
                text!(
                    "「{word}」は評価「{name}」（{id}）の点数ではありません",
                    "`{word}` are no points of the evaluation `{id}`"
                ),
                meant.map_or_else(
                    || {
                        let Text { ja, en } = limits_words(&range.limits());
                        text!("{ja}を書いてください", "write {en}")
                    },
                    |number| bare_number(&number),
                ),
                sink,
            );
        }
    } else if !evaluation.scale.is_empty() && evaluation.rank(result).is_none() {
        let step = |level: &'a EvaluationLevel| {
            (level.id.as_str(), level.label.as_deref().unwrap_or_default())
        };
        let levels: Vec<_> = evaluation.scale.iter().map(step).collect();
        let message = text!(
            "「{word}」は評価「{name}」（{id}）の段階にありません",
            "`{word}` is no step of the evaluation `{id}`"
        );
        sink.report(unknown(result.span, message, nearest_named(word, &levels), &levels));
    }
}

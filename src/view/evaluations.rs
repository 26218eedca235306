//! The evaluations that the plan declares, for themes.

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::unwritten_word;
use super::build::year;
use super::totals::UNRATED;
use super::{RatingView, Tally, Year};
use crate::model::{
    Book, Criterion, Decimal, Evaluable, Evaluated, Evaluation, Mark, Node, Plan, Policy, Subject,
};
use crate::reading::{Reading, points};

/// An evaluation that the plan declares and this edition shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvaluationView {
    /// Its key.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// Whether it evaluates policies.
    pub of_policies: bool,
    /// Whether it evaluates projects.
    pub of_projects: bool,
    /// The steps of its scale, best first; empty where it gives points.
    pub levels: Vec<RatingView>,
    /// The range of its points, for readers: 0～5点.
    pub points: Option<String>,
    /// The names of what it looks at.
    pub criteria: Vec<String>,
    /// Whether there is a result in addition to those of the criteria.
    pub overall: bool,
}

/// How what one evaluation is of comes out: in the whole or, where there is no result of the whole, in one of
/// its criteria.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutcomeView {
    /// The key of the evaluation.
    pub id: String,
    /// Its name for readers, with that of the criterion: 内部評価（必要性）.
    pub name: String,
    /// The name of the criterion; none where it is about the whole.
    pub criterion: Option<String>,
    /// `policy` or `project`.
    pub of: &'static str,
    /// The chart of it.
    pub chart: String,
    /// How many have which result.
    pub tally: Tally,
    /// The mean of the points, where it gives points.
    pub mean: Option<String>,
}

/// What a record says in an evaluation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvaluatedView {
    /// The key of the evaluation.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// Whether there is a result in addition to those of the criteria.
    pub overall: bool,
    /// The result; none where there is none.
    pub result: Option<MarkView>,
    /// The latest result before that, with its year.
    pub previous: Option<(Year, MarkView)>,
    /// The results by criterion.
    pub criteria: Vec<CriterionView>,
    /// The texts: the reasons and the reply, as far as they are written.
    pub texts: Vec<NamedText>,
}

/// The result of a criterion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CriterionView {
    /// The criterion's name.
    pub name: String,
    /// The result; none where there is none.
    pub result: Option<MarkView>,
}

/// A result.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarkView {
    /// A, やや遅れている, 4.5点.
    pub text: String,
    /// What it means, where it does not say so itself.
    pub label: Option<String>,
    /// Its place in the scale, from 0; none for points.
    pub rank: Option<usize>,
}

/// A text with its name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NamedText {
    /// The name.
    pub name: String,
    /// The text.
    pub text: String,
}

impl EvaluatedView {
    /// All its words as one text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mark = |mark: &Option<MarkView>| mark.as_ref().map(|m| m.text.clone());
        let mut words = vec![self.name.clone()];
        words.extend(mark(&self.result));
        for criterion in &self.criteria {
            words.extend(mark(&criterion.result).map(|mark| format!("{} {mark}", criterion.name)));
        }
        words.extend(self.texts.iter().map(|text| format!("{} {}", text.name, text.text)));
        words.join(" ")
    }
}

/// The points of an evaluation with their unit.
const UNIT: &str = "点";

/// The declared evaluations that the edition shows.
pub(super) fn evaluations(plan: &Plan) -> Vec<EvaluationView> {
    let view = |evaluation: &Evaluation| EvaluationView {
        id: evaluation.id.to_string(),
        name: evaluation.name.value.clone(),
        of_policies: evaluation.is_of(Subject::Policy),
        of_projects: evaluation.is_of(Subject::Project),
        levels: levels(evaluation),
        points: evaluation.points.as_ref().map(|range| {
            let number = |n: Decimal| n.format(range.decimals.0, &plan.money.negative);
            format!("{}～{}{UNIT}", number(range.from), number(range.to))
        }),
        criteria: evaluation.criteria.iter().map(|c| c.name.value.clone()).collect(),
        overall: evaluation.overall,
    };
    plan.shown_evaluations().map(view).collect()
}

fn levels(evaluation: &Evaluation) -> Vec<RatingView> {
    let level = |(rank, level): (usize, &crate::model::EvaluationLevel)| RatingView {
        id: level.id.value.clone(),
        label: level.label.clone().unwrap_or_default(),
        rank,
    };
    evaluation.scale.iter().enumerate().map(level).collect()
}

/// What `record` says in the evaluations of its kind.
pub(super) fn evaluated<T: Evaluable>(reading: &Reading<'_>, record: &T) -> Vec<EvaluatedView> {
    let plan = reading.plan();
    let Some(year) = plan.edition.evaluated_year() else {
        return Vec::new();
    };
    let draft = reading.is_draft() && reading.evaluated_of(record).is_some();
    let written = record.evaluations();
    let of = |evaluation: &Evaluation| {
        let said = evaluation.read(written, year);
        let result = said.and_then(|said| said.result.as_ref());
        let result = result.and_then(|result| mark(plan, evaluation, result));
        let result = result.or_else(|| {
            let awaited = draft && evaluation.required && evaluation.overall;
            let text = unwritten_word(reading).to_owned();
            awaited.then_some(MarkView { text, label: None, rank: None })
        });
        let awaited = draft && evaluation.required;
        (said.is_some() || awaited).then(|| EvaluatedView {
            id: evaluation.id.to_string(),
            name: evaluation.name.value.clone(),
            overall: evaluation.overall,
            result,
            previous: previous(plan, evaluation, record),
            criteria: criteria(reading, evaluation, said, draft),
            texts: said.map(|said| texts(evaluation, said)).unwrap_or_default(),
        })
    };
    plan.evaluations_of(T::SUBJECT).filter_map(of).collect()
}

fn mark(plan: &Plan, evaluation: &Evaluation, written: &Mark) -> Option<MarkView> {
    if let Some(range) = &evaluation.points {
        let number = points(written)?.format(range.decimals.0, &plan.money.negative);
        return Some(MarkView { text: format!("{number}{UNIT}"), label: None, rank: None });
    }
    let rank = evaluation.rank(written)?;
    let level = &evaluation.scale[rank];
    Some(MarkView { text: level.id.value.clone(), label: level.label.clone(), rank: Some(rank) })
}

fn previous<T: Evaluable>(
    plan: &Plan,
    evaluation: &Evaluation,
    record: &T,
) -> Option<(Year, MarkView)> {
    let before = record.evaluations().get(evaluation.key())?;
    let mut before = before.range(..plan.edition.evaluated_year()?).rev();
    let (of, result) = before.find_map(|(of, said)| Some((of, said.value.result.as_ref()?)))?;
    Some((year(*of), mark(plan, evaluation, result)?))
}

fn criteria(
    reading: &Reading<'_>,
    evaluation: &Evaluation,
    said: Option<&Evaluated>,
    draft: bool,
) -> Vec<CriterionView> {
    let awaited = || {
        let text = unwritten_word(reading).to_owned();
        let awaited = draft && evaluation.required;
        awaited.then_some(MarkView { text, label: None, rank: None })
    };
    let of = |criterion: &Criterion| CriterionView {
        name: criterion.name.value.clone(),
        result: said
            .and_then(|said| said.criteria.get(criterion.id.as_str()))
            .and_then(|written| mark(reading.plan(), evaluation, written))
            .or_else(awaited),
    };
    evaluation.criteria.iter().map(of).collect()
}

fn texts(evaluation: &Evaluation, said: &Evaluated) -> Vec<NamedText> {
    let named = |name: &Option<String>, text: &Option<crate::span::Spanned<String>>| {
        let (name, text) = (name.clone()?, text.as_ref()?.value.clone());
        Some(NamedText { name, text })
    };
    let texts = [named(&evaluation.opinion, &said.opinion), named(&evaluation.reply, &said.reply)];
    texts.into_iter().flatten().collect()
}

/// How `policies` and their projects come out in each evaluation. `scope` ends the names of the
/// charts.
fn outcomes<'a>(
    reading: &Reading<'_>,
    policies: impl Iterator<Item = &'a Policy> + Clone,
    scope: &str,
) -> Vec<OutcomeView> {
    let plan = reading.plan();
    let projects = policies.clone().flat_map(|policy| &policy.projects);
    let mut all = Vec::new();
    for evaluation in plan.shown_evaluations() {
        if evaluation.is_of(Subject::Policy) {
            let of = |criterion| outcome(reading, evaluation, criterion, policies.clone(), scope);
            all.extend(evaluation.counted_marks().map(of));
        }
        if evaluation.is_of(Subject::Project) {
            let of = |criterion| outcome(reading, evaluation, criterion, projects.clone(), scope);
            all.extend(evaluation.counted_marks().map(of));
        }
    }
    all
}

fn outcome<'a, T: Evaluable + 'a>(
    reading: &Reading<'_>,
    evaluation: &Evaluation,
    criterion: Option<&Criterion>,
    records: impl Iterator<Item = &'a T> + Clone,
    scope: &str,
) -> OutcomeView {
    let (id, total) = (evaluation.id.to_string(), records.clone().count());
    let mean = reading.mean_of(evaluation, criterion, records.clone());
    let tally = reading.tally_of(evaluation, criterion, records.clone());
    let key = |criterion: &Criterion| criterion.id.value.clone();
    let negative = &reading.plan().money.negative;
    let lacks = |record: &T| {
        let results = reading.asked_results(record);
        let mut of = results.filter(|asked| asked.evaluation.key() == evaluation.key());
        of.any(|asked| asked.criterion.map(key) == criterion.map(key) && !asked.written)
    };
    let awaited = reading.is_draft() && records.clone().any(lacks);
    let unrated_word = if awaited { unwritten_word(reading) } else { UNRATED };
    let of = if T::SUBJECT == Subject::Policy { "policy" } else { "project" };
    let name = &evaluation.name.value;
    OutcomeView {
        name: criterion.map_or_else(|| name.clone(), |it| format!("{name}（{}）", it.name.value)),
        criterion: criterion.map(|criterion| criterion.name.value.clone()),
        of,
        chart: match criterion {
            Some(criterion) => format!("evaluation-{id}-{}-{of}{scope}", criterion.id.value),
            None => format!("evaluation-{id}-{of}{scope}"),
        },
        tally: Tally { counts: tally.counts, unrated: tally.unrated, unrated_word, total },
        mean: mean.map(|(mean, _)| format!("{}{UNIT}", mean.format(mean.scale(), negative))),
        id,
    }
}

/// How the whole book comes out.
pub(super) fn of_book(reading: &Reading<'_>, book: &Book) -> Vec<OutcomeView> {
    outcomes(reading, book.policies().collect::<Vec<_>>().into_iter(), "")
}

/// How `node` comes out.
pub(super) fn of_node(reading: &Reading<'_>, node: &Node) -> Vec<OutcomeView> {
    let policies: Vec<_> = node.all_policies().collect();
    outcomes(reading, policies.into_iter(), &format!("-{}", node.id))
}

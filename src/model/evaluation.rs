//! Evaluations that a plan declares, such as 一次評価, 二次評価 and 外部評価, and what sheets say in
//! them. The one rating of `rating` is not among them.

use std::collections::BTreeMap;

use super::{Decimal, Decimals, FiscalYear, NumberLimits, Plan, Policy, Project};
use crate::record;
use crate::record::FieldId;
use crate::span::Spanned;

record! {
    /// An evaluation that the plan declares.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Evaluation {
        /// Its key in the sources and in the data.
        id: Spanned<FieldId> = required "原稿と公開データで使う名前（半角の英小文字、数字、_）";
        /// Its name for readers.
        name: Spanned<String> = required "読む人に見せる名前。例 一次評価";
        /// What it evaluates.
        of: Vec<Subject> = or[vec![Subject::Policy]] "何を評価するか。policy（施策）、project（事業）。書かなければ policy";
        /// Its scale, best first.
        scale: Vec<EvaluationLevel> = optional[distinct_by id] "評価の段階。よい順。点数で評価するときは書かずに points を書きます";
        /// The range of points, where it gives points in place of steps.
        points: Option<Spanned<Points>> = optional "点数で評価するときの点の範囲";
        /// What it looks at, each rated by itself.
        criteria: Vec<Criterion> = optional[distinct_by id] "評価の項目。例 必要性、有効性、効率性";
        /// Whether there is a result in addition to those of the criteria.
        overall: bool = or[true] "項目のほかに総合の評価があるか。書かなければ true";
        /// The name of the text that gives the reasons.
        opinion: Option<String> = optional "評価に添える文の名前。例 評価の理由";
        /// The name of the text that replies to the evaluation.
        reply: Option<String> = optional "評価への対応を書く文の名前。例 今後の対応";
        /// Whether every subject needs it in every evaluated year.
        required: bool = or[false] "評価の対象年度に必ず要るなら true。書かなければ false";
    }
}

record! {
    /// A step of the scale of an evaluation: a mark or a word.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct EvaluationLevel {
        /// What is printed.
        id: Spanned<String> = required "印刷される記号か言葉。例 A、やや遅れている";
        /// What it means, where it does not say so itself.
        label: Option<String> = optional "意味。言葉の段階なら書きません";
    }
}

record! {
    /// The points that an evaluation may give.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Points {
        /// The lowest.
        from: Decimal = required "いちばん低い点";
        /// The highest.
        to: Decimal = required "いちばん高い点";
        /// The number of decimal places.
        decimals: Decimals = or[Decimals(0)] "小数点以下のけた数。書かなければ 0";
    }
}

record! {
    /// What an evaluation looks at.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Criterion {
        /// Its key in the sources and in the data.
        id: Spanned<FieldId> = required "原稿と公開データで使う名前（半角の英小文字、数字、_）";
        /// Its name for readers.
        name: Spanned<String> = required "読む人に見せる名前。例 必要性";
    }
}

record! {
    /// What a sheet says in an evaluation of a year.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Evaluated {
        /// The result: a step of the scale, or points.
        result: Option<Spanned<Mark>> = optional "評価の結果。段階の記号か言葉、又は点数";
        /// The results by criterion.
        criteria: BTreeMap<Spanned<String>, Spanned<Mark>> = optional "項目ごとの結果。例 { need: A }";
        /// The reasons.
        opinion: Option<Spanned<String>> = optional "評価に添える文" as text;
        /// The reply.
        reply: Option<Spanned<String>> = optional "評価への対応" as text;
    }
}

/// What sheets say in the declared evaluations, by evaluation and year.
pub type Evaluations = BTreeMap<Spanned<String>, BTreeMap<FiscalYear, Spanned<Evaluated>>>;

/// A step of a scale, or points, as an author writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub String);

/// What is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Policies.
    Policy,
    /// Projects.
    Project,
}

impl Subject {
    /// Each subject with its word in `plan.yaml`.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Policy, "policy"), (Self::Project, "project")];
}

impl Points {
    /// The numbers that are such points.
    #[must_use]
    pub fn limits(&self) -> NumberLimits {
        NumberLimits { decimals: Some(self.decimals), range: Some((self.from, self.to)) }
    }
}

impl Evaluation {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> &str {
        self.id.as_str()
    }

    /// Whether it evaluates `subject`.
    #[must_use]
    pub fn is_of(&self, subject: Subject) -> bool {
        self.of.contains(&subject)
    }

    /// The place of `mark` in the scale.
    #[must_use]
    pub fn rank(&self, mark: &Mark) -> Option<usize> {
        self.scale.iter().position(|level| level.id.value == mark.0)
    }

    /// The marks by which its subjects are counted: that of the whole, or else one for each criterion.
    pub fn counted_marks(&self) -> impl Iterator<Item = Option<&Criterion>> {
        let whole = self.overall.then_some(None);
        whole.into_iter().chain(self.criteria.iter().filter(|_| !self.overall).map(Some))
    }

    /// What `written` says in it of `year`.
    #[must_use]
    pub fn read<'a>(&self, written: &'a Evaluations, year: FiscalYear) -> Option<&'a Evaluated> {
        Some(&written.get(self.key())?.get(&year)?.value)
    }
}

impl Evaluated {
    /// The mark of `criterion`, or that of the whole.
    #[must_use]
    pub fn mark(&self, criterion: Option<&Criterion>) -> Option<&Mark> {
        let mark = match criterion {
            Some(criterion) => self.criteria.get(criterion.id.as_str()),
            None => self.result.as_ref(),
        };
        mark.map(|mark| &mark.value)
    }
}

impl Plan {
    /// The declared evaluations that the edition shows: none if it evaluates no year.
    pub fn shown_evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        self.evaluations.iter().filter(|_| self.edition.evaluated.is_some())
    }

    /// Those of `subject`.
    pub fn evaluations_of(&self, subject: Subject) -> impl Iterator<Item = &Evaluation> {
        self.shown_evaluations().filter(move |e| e.is_of(subject))
    }

    /// Whether the edition has anything to show in a table of evaluations.
    #[must_use]
    pub fn has_evaluations(&self) -> bool {
        self.rates() || self.shown_evaluations().next().is_some()
    }
}

/// A record that can be evaluated.
pub trait Evaluable {
    /// What kind of record it is.
    const SUBJECT: Subject;
    /// What it says in the declared evaluations.
    fn evaluations(&self) -> &Evaluations;
    /// The record as what it is.
    fn record(&self) -> EvaluableRecord<'_>;
}

/// A policy or a project, as something that can be evaluated.
#[derive(Debug, Clone, Copy)]
pub enum EvaluableRecord<'a> {
    /// A policy.
    Policy(&'a Policy),
    /// A project.
    Project(&'a Project),
}

impl Evaluable for Policy {
    const SUBJECT: Subject = Subject::Policy;
    fn evaluations(&self) -> &Evaluations {
        &self.evaluations
    }
    fn record(&self) -> EvaluableRecord<'_> {
        EvaluableRecord::Policy(self)
    }
}

impl Evaluable for Project {
    const SUBJECT: Subject = Subject::Project;
    fn evaluations(&self) -> &Evaluations {
        &self.evaluations
    }
    fn record(&self) -> EvaluableRecord<'_> {
        EvaluableRecord::Project(self)
    }
}

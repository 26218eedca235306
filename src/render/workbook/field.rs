//! The fields of the book that a workbook asks for, with their column keys and kinds of values.

use std::fmt;

use crate::model::{Evaluation, FiscalYear, Funded, NumberLimits, Plan, Subject};
use crate::record::{DeclaredField, FieldKind};

/// A field of a project, policy or indicator, in one year if it has a value for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskedField {
    /// The number of the policy that a new project belongs to.
    Policy,
    /// The name of a project.
    Name,
    /// The section of a project.
    Section,
    /// What a project does.
    Description,
    /// 今後の方向性.
    Direction,
    /// 事業実績.
    Results(FiscalYear),
    /// 決算額.
    Settlement(FiscalYear),
    /// 予算額.
    Budget(FiscalYear),
    /// How much of a budget or a settlement comes from a source of money.
    Funding(Funded, FiscalYear, String),
    /// The rating of a policy.
    Rating(FiscalYear),
    /// The text of a policy under the heading with this id.
    Text(String),
    /// The value of an indicator.
    Value(FiscalYear),
    /// The value of an indicator in words.
    Words(FiscalYear),
    /// Whether an indicator met its target, where that cannot be computed.
    Reached(FiscalYear),
    /// The note of an indicator.
    Note,
    /// A field that the book declares.
    Declared(String, Option<FiscalYear>),
    /// What a policy or project says in an evaluation that the plan declares.
    Evaluation(FiscalYear, String, EvaluationPart),
}

/// A part of what is said in an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvaluationPart {
    /// The result.
    Result,
    /// The result of the criterion with this id.
    Criterion(String),
    /// The reasons.
    Opinion,
    /// The reply.
    Reply,
}

/// The kind of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words on one line.
    Line,
    /// Markdown of several lines.
    Prose,
    /// A whole amount in the plan's unit.
    Money,
    /// A number within these limits.
    Number(NumberLimits),
    /// One of a few words.
    Choice(Vec<String>),
    /// A date.
    Date,
    /// A range of fiscal years.
    Years,
    /// An address on the web.
    Link,
    /// Yes or no.
    Truth,
}

impl fmt::Display for AskedField {
    /// The column key: `budget:R7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy => f.write_str("policy"),
            Self::Name => f.write_str("name"),
            Self::Section => f.write_str("section"),
            Self::Description => f.write_str("description"),
            Self::Direction => f.write_str("direction"),
            Self::Results(year) => write!(f, "results:{year}"),
            Self::Settlement(year) => write!(f, "settlement:{year}"),
            Self::Budget(year) => write!(f, "budget:{year}"),
            Self::Funding(of, year, source) => write!(f, "{}:{year}:{source}", of.key()),
            Self::Rating(year) => write!(f, "rating:{year}"),
            Self::Text(heading) => write!(f, "text:{heading}"),
            Self::Value(year) => write!(f, "value:{year}"),
            Self::Words(year) => write!(f, "words:{year}"),
            Self::Reached(year) => write!(f, "reached:{year}"),
            Self::Note => f.write_str("note"),
            Self::Declared(id, None) => write!(f, "x:{id}"),
            Self::Declared(id, Some(year)) => write!(f, "x:{id}:{year}"),
            Self::Evaluation(year, id, part) => {
                let part = match part {
                    EvaluationPart::Result => "result",
                    EvaluationPart::Opinion => "opinion",
                    EvaluationPart::Reply => "reply",
                    EvaluationPart::Criterion(id) => &format!("criteria.{id}"),
                };
                write!(f, "evaluation:{year}:{id}:{part}")
            }
        }
    }
}

impl AskedField {
    /// Reads a column key; `None` where it is none of a field.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let (name, rest) = key.split_once(':').unwrap_or((key, ""));
        let year = || rest.parse::<FiscalYear>().ok();
        if let Some((funded, _)) = Funded::ALL.into_iter().find(|(funded, _)| funded.key() == name)
        {
            let (year, source) = rest.split_once(':')?;
            return Some(Self::Funding(funded, year.parse().ok()?, source.to_owned()));
        }
        Some(match name {
            "policy" => Self::Policy,
            "name" => Self::Name,
            "section" => Self::Section,
            "description" => Self::Description,
            "direction" => Self::Direction,
            "note" => Self::Note,
            "results" => Self::Results(year()?),
            "settlement" => Self::Settlement(year()?),
            "budget" => Self::Budget(year()?),
            "rating" => Self::Rating(year()?),
            "value" => Self::Value(year()?),
            "words" => Self::Words(year()?),
            "reached" => Self::Reached(year()?),
            "text" => Self::Text(rest.to_owned()),
            "evaluation" => {
                let mut words = rest.splitn(3, ':');
                let (year, id, part) = (words.next()?, words.next()?, words.next()?);
                let part = match part {
                    "result" => EvaluationPart::Result,
                    "opinion" => EvaluationPart::Opinion,
                    "reply" => EvaluationPart::Reply,
                    other => EvaluationPart::Criterion(other.strip_prefix("criteria.")?.to_owned()),
                };
                Self::Evaluation(year.parse().ok()?, id.to_owned(), part)
            }
            "x" => match rest.split_once(':') {
                Some((id, year)) => Self::Declared(id.to_owned(), Some(year.parse().ok()?)),
                None => Self::Declared(rest.to_owned(), None),
            },
            _ => return None,
        })
    }

    /// The kind of its values for records of the type `record`; `None` where the plan has no such
    /// field.
    #[must_use]
    pub fn kind(&self, record: &str, plan: &Plan) -> Option<Kind> {
        let words = |words: &[&str]| Kind::Choice(words.iter().map(ToString::to_string).collect());
        Some(match self {
            Self::Policy | Self::Name | Self::Description | Self::Results(_) | Self::Note => {
                Kind::Line
            }
            Self::Section => {
                let names: Vec<_> = plan.sections().map(|(_, s)| s.name.value.as_str()).collect();
                words(&names)
            }
            Self::Direction => {
                let names: Vec<_> = plan.direction.choices.iter().map(|c| c.as_str()).collect();
                words(&names)
            }
            Self::Rating(_) => {
                Kind::Choice(plan.ratings.iter().map(|level| level.id.to_string()).collect())
            }
            Self::Settlement(_) | Self::Budget(_) => Kind::Money,
            Self::Funding(funded, _, source) => {
                let is_known = plan.sources.iter().any(|s| s.value == *source);
                return (is_known && plan.has_sources_of(*funded)).then_some(Kind::Money);
            }
            Self::Text(id) => {
                return plan.headings.iter().any(|h| h.id == *id).then_some(Kind::Prose);
            }
            // A value of more digits than the indicator has is a matter of its rounding.
            Self::Value(_) => Kind::Number(NumberLimits::default()),
            Self::Words(_) => Kind::Line,
            Self::Reached(_) => Kind::Truth,
            Self::Declared(id, year) => {
                let mut fields = plan.fields.of(record).iter();
                let field = fields.find(|f| f.id.as_str() == id && f.by_year == year.is_some())?;
                declared_kind(field)
            }
            Self::Evaluation(_, id, part) => {
                let subject = match record {
                    "Policy" => Subject::Policy,
                    "Project" => Subject::Project,
                    _ => return None,
                };
                let mut evaluations = plan.evaluations.iter().filter(|e| e.is_of(subject));
                evaluation_kind(evaluations.find(|e| e.key() == id)?, part)?
            }
        })
    }
}

impl AskedField {
    /// The unit of its numbers for records of the type `record`; empty where the plan gives them none.
    #[must_use]
    pub fn unit<'a>(&self, record: &str, plan: &'a Plan) -> &'a str {
        match self {
            Self::Declared(id, _) => {
                let field = plan.fields.of(record).iter().find(|field| field.id.as_str() == id);
                field.map_or("", |field| declared_unit(field, plan))
            }
            Self::Settlement(_) | Self::Budget(_) | Self::Funding(..) => &plan.money.unit,
            _ => "",
        }
    }
}

/// The unit of a field that the plan declares; empty where it has none.
fn declared_unit<'a>(field: &'a DeclaredField, plan: &'a Plan) -> &'a str {
    match field.kind {
        FieldKind::Money => &plan.money.unit,
        _ => field.unit.as_deref().unwrap_or_default(),
    }
}

/// The unit of a field that the plan declares, as it stands after its name: （千円）.
pub(super) fn unit_in_head(field: &DeclaredField, plan: &Plan) -> String {
    match declared_unit(field, plan) {
        "" => String::new(),
        unit => format!("（{unit}）"),
    }
}

/// The kind of the values of `part` in `evaluation`; `None` where it has no such part.
#[must_use]
pub fn evaluation_kind(evaluation: &Evaluation, part: &EvaluationPart) -> Option<Kind> {
    let mark = || match &evaluation.points {
        Some(points) => Kind::Number(points.limits()),
        None => Kind::Choice(evaluation.scale.iter().map(|level| level.id.to_string()).collect()),
    };
    match part {
        EvaluationPart::Result => evaluation.overall.then(mark),
        EvaluationPart::Criterion(id) => {
            evaluation.criteria.iter().any(|c| c.id.as_str() == id).then(mark)
        }
        EvaluationPart::Opinion => evaluation.opinion.is_some().then_some(Kind::Line),
        EvaluationPart::Reply => evaluation.reply.is_some().then_some(Kind::Line),
    }
}

/// The kind of the values of a field that the plan declares.
#[must_use]
pub fn declared_kind(field: &DeclaredField) -> Kind {
    match field.kind {
        FieldKind::Text => Kind::Line,
        FieldKind::Markdown => Kind::Prose,
        FieldKind::Number => Kind::Number(field.limits()),
        FieldKind::Money => Kind::Money,
        FieldKind::Date => Kind::Date,
        FieldKind::Years => Kind::Years,
        FieldKind::Link => Kind::Link,
        FieldKind::Truth => Kind::Truth,
        FieldKind::Choice => Kind::Choice(field.choices.iter().map(|c| c.value.clone()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::AskedField;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for key in [
            "policy",
            "name",
            "budget:R7",
            "funding:R7:国：補助:金",
            "settlement_funding:R6:一般財源",
            "x:code",
            "x:staff:R8",
            "text:summary",
            "value:H31",
            "words:R6",
            "reached:R6",
            "evaluation:R6:first:result",
            "evaluation:R6:second:criteria.opinion",
            "evaluation:R6:second:opinion",
        ] {
            let field = AskedField::parse(key).expect(key);
            assert_eq!(AskedField::parse(&field.to_string()), Some(field), "{key}");
        }
        for key in [
            "",
            "budget",
            "budget:七",
            "funding:R7",
            "x:a:b",
            "=name",
            "evaluation:R6:first:criteria",
            "evaluation:R6:first",
        ] {
            assert_eq!(AskedField::parse(key), None, "{key}");
        }
    }
}

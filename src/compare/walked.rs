//! The values of a record, by the walk over it.

use super::fact::{Class, Fact, FactKey, FactValue};
use super::labels::label;
use crate::model::{Book, Decimal, FiscalYear, Plan};
use crate::reading::plain;
use crate::record::{DeclaredField, FieldKind, FieldName, Path, Step, TextRole, Value, Walk};

/// Fields that are the identity of an item, or items of their own.
const IDENTITY: [&str; 7] =
    ["id", "was", "projects", "goals", "basic_plans", "basic_plan", "nodes"];
/// Fields in which a value left open is not the same as none: the amount is not decided, the value
/// was not measured.
const OPEN: [&str; 4] = ["budget", "funding", "settlement_funding", "values"];
/// Fields whose values are amounts of money.
const MONEY: [&str; 4] = ["budget", "funding", "settlement", "settlement_funding"];
/// Fields whose values are ratings; the words given with them are texts.
const RATINGS: [&str; 2] = ["rating", "evaluations"];

/// Every value of `record` but its identity; `book` has the names of evaluations and the unit of money,
/// `unit` is that of the record's own numbers.
pub(super) fn facts_of(record: &impl Walk, book: &Book, unit: Option<&str>) -> Vec<Fact> {
    let reader = Reader { book, plan: &book.plan, unit };
    let mut raw = Vec::new();
    record.walk(&mut Path::default(), &mut |path, value| raw.extend(reader.raw(path, value)));
    resolve(raw)
}

/// A value on the way to a fact.
struct Raw {
    field: String,
    segments: Vec<Segment>,
    year: Option<FiscalYear>,
    label: String,
    role: TextRole,
    class: Option<Class>,
    unit: Option<String>,
    value: FactValue,
}

/// A step below the field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Key(String),
    Item(usize),
}

struct Reader<'a> {
    book: &'a Book,
    plan: &'a Plan,
    unit: Option<&'a str>,
}

impl Reader<'_> {
    fn raw(&self, path: &Path<'_>, value: Value<'_>) -> Option<Raw> {
        let (first, rest) = path.steps().split_first()?;
        let (field, name, declared): (_, _, Option<&DeclaredField>) = match first {
            Step::Field(record, field) => {
                let name = field.label.map(str::to_owned);
                let name = name.unwrap_or_else(|| label(record, field.key, field.words));
                (field.key, self.plan.in_words(&name), None)
            }
            Step::Declared(_, field) => (field.id.as_str(), field.name.value.clone(), Some(field)),
            Step::Item(_) | Step::Key(_) => return None,
        };
        if declared.is_some_and(|field| !field.is_in(self.plan.edition.year.value)) {
            return None;
        }
        let FieldName { key: innermost, role, .. } = path.field()?;
        let is_name = role == TextRole::Title && rest.is_empty();
        if IDENTITY.contains(&field) && declared.is_none() || is_name {
            return None;
        }
        let (mut segments, mut year) = (Vec::new(), None);
        for step in rest {
            match step {
                Step::Field(_, field) => segments.push(Segment::Key(field.key.to_owned())),
                Step::Declared(_, field) => segments.push(Segment::Key(field.id.to_string())),
                Step::Item(at) => segments.push(Segment::Item(*at)),
                Step::Key(Value::Year(of)) => year = Some(FiscalYear::from_western(*of)),
                Step::Key(key) => segments.push(Segment::Key(words_of(key)?)),
            }
        }
        let declared_kind = declared.map(|field| field.kind);
        let is_money =
            declared_kind == Some(FieldKind::Money) || declared.is_none() && MONEY.contains(&field);
        let is_figure = year.is_some() || declared.is_some();
        let is_rating = declared.is_none()
            && RATINGS.contains(&field)
            && !["opinion", "reply"].contains(&innermost);
        let (value, class) = match value {
            Value::None if OPEN.contains(&field) && year.is_some() => (FactValue::Open, None),
            Value::None => return None,
            Value::Integer(number) if is_figure => (FactValue::whole(number), Some(Class::Number)),
            Value::Number(number) if is_figure => {
                let number: Decimal = number.parse().ok()?;
                (FactValue::Number(number.millionths()), Some(Class::Number))
            }
            Value::Text(_) if declared_kind == Some(FieldKind::Markdown) => {
                let text = plain(self.book.field_text(path.span()?), self.book);
                let class = Class::of_words(text.trim());
                (FactValue::Words(text.trim().to_owned()), Some(class))
            }
            Value::Text(text) => {
                let is_declared = declared_kind == Some(FieldKind::Text);
                let class = match role {
                    TextRole::Text if is_declared => Class::of_words(text.trim()),
                    TextRole::Text => Class::Text,
                    TextRole::Data | TextRole::Title => Class::Word,
                };
                (FactValue::Words(text.trim().to_owned()), Some(class))
            }
            other => (FactValue::Words(words_of(&other)?), Some(Class::Word)),
        };
        if value.words().is_some_and(str::is_empty) {
            return None;
        }
        let class = match class {
            _ if is_rating => Some(Class::Rating),
            Some(Class::Number) | None if is_money => Some(Class::Money),
            class => class,
        };
        let unit = match declared {
            Some(field) if !is_money => field.unit.clone(),
            _ if is_money => Some(self.plan.money.unit.clone()),
            _ => self.unit.filter(|unit| !unit.is_empty()).map(str::to_owned),
        };
        let label = self.sublabel(name, field, &segments, words_of_field(path));
        Some(Raw { field: field.to_owned(), segments, year, label, role, class, unit, value })
    }

    /// The name of a value below a field.
    fn sublabel(
        &self,
        label: String,
        field: &str,
        segments: &[Segment],
        innermost: Option<&str>,
    ) -> String {
        let key = |at: usize| match segments.get(at) {
            Some(Segment::Key(key)) => Some(key.as_str()),
            _ => None,
        };
        match (field, key(0)) {
            ("evaluations", Some(id)) => {
                let evaluation = self.plan.evaluations.iter().find(|e| e.key() == id);
                let Some(evaluation) = evaluation else { return label };
                let name = evaluation.name.as_str();
                let criterion = key(2).and_then(|id| {
                    evaluation.criteria.iter().find(|criterion| criterion.id.as_str() == id)
                });
                let part = match key(1) {
                    Some("opinion") => evaluation.opinion.as_deref(),
                    Some("reply") => evaluation.reply.as_deref(),
                    _ => criterion.map(|criterion| criterion.name.as_str()),
                };
                part.map_or_else(|| name.to_owned(), |part| format!("{name}：{part}"))
            }
            ("funding" | "settlement_funding", Some(source)) => format!("{label}：{source}"),
            (_, None) if segments.len() < 2 => label,
            _ => match innermost {
                Some(words) => {
                    format!("{label}：{}", words.split(['。', '（']).next().unwrap_or(words))
                }
                None => label,
            },
        }
    }
}

/// The words for authors of the innermost field of the program's own.
fn words_of_field(path: &Path<'_>) -> Option<&'static str> {
    path.steps().iter().rev().find_map(|step| match step {
        Step::Field(_, field) => Some(field.words),
        Step::Declared(..) | Step::Item(_) | Step::Key(_) => None,
    })
}

/// A value as words: a year as 令和6年度.
fn words_of(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::None => return None,
        Value::Text(text) => (*text).to_owned(),
        Value::Integer(number) => number.to_string(),
        // As data have it: 12.50 is 12.5.
        Value::Number(number) => match number.parse::<Decimal>() {
            Ok(number) => FactValue::Number(number.millionths()).to_string(),
            Err(()) => number.clone(),
        },
        Value::Truth(true) => "はい".to_owned(),
        Value::Truth(false) => "いいえ".to_owned(),
        Value::Year(year) => FiscalYear::from_western(*year).long(),
        Value::Word(word) => word.clone(),
    })
}

/// Gives items of lists their names in place of their positions, and joins lists of words.
fn resolve(raw: Vec<Raw>) -> Vec<Fact> {
    let names: Vec<Vec<Segment>> = raw.iter().map(|one| named(one, &raw)).collect();
    let mut facts: Vec<Fact> = Vec::new();
    for (one, mut segments) in raw.into_iter().zip(names) {
        let in_list = matches!(segments.last(), Some(Segment::Item(_)));
        if in_list {
            segments.pop();
        }
        let of = segments.iter().map(|segment| match segment {
            Segment::Key(key) => key.clone(),
            Segment::Item(at) => format!("#{}", at + 1),
        });
        let key =
            FactKey { field: one.field, of: of.collect::<Vec<_>>().join("/"), year: one.year };
        let known = facts.iter_mut().find(|fact| fact.key == key).filter(|_| in_list);
        if let Some(Fact { value: FactValue::Words(words), .. }) = known {
            *words = joined(words, &one.value.to_string());
            continue;
        }
        let class = one.class.unwrap_or(Class::Number);
        facts.push(Fact { key, label: one.label, class, unit: one.unit, value: one.value });
    }
    facts
}

/// A list with one more word. Numbers are in their order, whatever the author's.
fn joined(words: &str, more: &str) -> String {
    let all = || words.split('、').chain([more]);
    let numbers: Option<Vec<u32>> = all().map(|word| word.parse().ok()).collect();
    match numbers {
        Some(mut numbers) => {
            numbers.sort_unstable();
            numbers.iter().map(u32::to_string).collect::<Vec<_>>().join("、")
        }
        None => all().collect::<Vec<_>>().join("、"),
    }
}

/// The segments of `one`, in which items of lists are called by their id or name.
fn named(one: &Raw, all: &[Raw]) -> Vec<Segment> {
    let mut segments = one.segments.clone();
    for at in 0..segments.len().saturating_sub(1) {
        if !matches!(one.segments[at], Segment::Item(_)) {
            continue;
        }
        let name = all.iter().find(|other| {
            let below = other.segments.strip_prefix(&one.segments[..=at]);
            let is_id = |key: &Segment| *key == Segment::Key("id".to_owned());
            other.field == one.field
                && below.is_some_and(|below| below.len() == 1)
                && (other.segments.last().is_some_and(is_id) || other.role == TextRole::Title)
        });
        if let Some(FactValue::Words(name)) = name.map(|name| &name.value) {
            segments[at] = Segment::Key(name.clone());
        }
    }
    segments
}

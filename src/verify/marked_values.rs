//! Compares the numbers in the sentences of the site that name the fact they tell, and those of its
//! descriptions.
//!
//! A theme names a fact as `data-fact="policies rating=A"`; [`Fact`] has all names. An element around it
//! may name the item of the framework that it is about (`data-subject="1-2"`); otherwise it is about what
//! the page is about.
//!
//! This module must not know how a page is stored.

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::html::MarkedValue;
use super::ledger::{Area, Ledger};
use super::naming;
use super::number::Number;
use super::printed::{NEGATIVE, leading_number, spaced, squeezed};
use crate::text;

/// A fact by its name and what it is limited to.
struct Fact<'a> {
    name: &'a str,
    limits: Vec<(&'a str, &'a str)>,
}

impl<'a> Fact<'a> {
    /// Reads `policies rating=A year=2024`. A value may have spaces.
    fn parse(words: &'a str) -> Self {
        let (name, mut rest) = words.trim().split_once(' ').unwrap_or((words.trim(), ""));
        let mut limits = Vec::new();
        while let Some((limit, value)) = rest.trim_start().split_once('=') {
            // The next limit begins with the last word before its sign.
            let next = value.find('=').and_then(|sign| value[..sign].rfind(' '));
            let (value, more) = value.split_at(next.unwrap_or(value.len()));
            limits.push((limit, value.trim()));
            rest = more;
        }
        Self { name, limits }
    }

    fn limit(&self, name: &str) -> Option<&'a str> {
        self.limits.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// What the data say of a fact.
enum Known {
    /// A count, or an amount that is printed as it is.
    Exactly(Number),
    /// An amount in the unit of the publication, which may be printed in round words: 約158億円.
    Amount(Option<Number>),
    /// A number whose sign words tell: 4.5%増えて.
    WithoutSign(Number),
}

/// The numbers of a page, about `scope`; returns how many tell what the data do not say.
pub(super) fn compare(
    file: &str,
    all: &[MarkedValue],
    scope: Option<&Subject>,
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) -> usize {
    let mut unknown = 0;
    for marked in all {
        let own = marked.subject.as_ref().map(|id| Subject::Item(id.clone()));
        let Some(subject) = own.as_ref().or(scope) else {
            unknown += 1;
            continue;
        };
        let fact = Fact::parse(&marked.fact);
        let Some(known) = known(&fact, subject, facts) else {
            unknown += 1;
            continue;
        };
        judge(file, marked, subject, &known, facts, ledger);
    }
    unknown
}

fn known(fact: &Fact<'_>, subject: &Subject, facts: &Facts<'_>) -> Option<Known> {
    let amount = |kind: &str| {
        let sum = facts.amount(subject, kind, fact.limit("year")?)?;
        Some(Known::Amount(sum.sum))
    };
    let count = match fact.name {
        "budget" | "settlement" => return amount(fact.name),
        "difference" => return facts.difference(subject).map(Known::WithoutSign),
        "rate" => return facts.rate(subject).map(Known::WithoutSign),
        "value" => return value(fact, subject, facts).map(Known::Exactly),
        "policies" => policies(fact, subject, facts)?,
        "projects" => projects(fact, subject, facts)?,
        "indicators" => {
            let has = fact.limit("progress");
            let of = facts.indicators_below(subject)?;
            of.iter().filter(|row| has.is_none_or(|code| row.words("progress") == code)).count()
        }
        // The items of the highest level.
        "items" => facts.tables.rows("framework").filter(|row| row.is_empty("parent_id")).count(),
        "themes" => facts.tables.rows("themes").count(),
        _ => return None,
    };
    Some(Known::Exactly(Number::whole(count as i128)))
}

/// The value of an indicator in a year: `baseline`, which may be the mean of several years to that one, `actual` or
/// `target`.
fn value(fact: &Fact<'_>, subject: &Subject, facts: &Facts<'_>) -> Option<Number> {
    let Subject::Indicator(id) = subject else { return None };
    let kinds: &[&str] = match fact.limit("kind")? {
        "baseline" => &["baseline_mean", "baseline"],
        "actual" => &["actual", "baseline"],
        "target" => &["target"],
        _ => return None,
    };
    let year = fact.limit("year")?;
    let mut cells = kinds.iter().filter_map(|kind| facts.values(id, kind, year)).flatten();
    cells.find_map(|cell| cell.number())
}

fn policies(fact: &Fact<'_>, subject: &Subject, facts: &Facts<'_>) -> Option<usize> {
    let all = facts.policies_below(subject)?;
    let moved = |policy: &String| {
        let (now, before) = facts.last_ratings(policy)?;
        Some(match now.cmp(&before) {
            std::cmp::Ordering::Less => "up",
            std::cmp::Ordering::Equal => "same",
            std::cmp::Ordering::Greater => "down",
        })
    };
    Some(match (fact.limit("rating"), fact.limit("moved")) {
        (Some(code), _) => {
            all.iter().filter(|policy| facts.rating(policy).unwrap_or_default() == code).count()
        }
        (_, Some(word)) => all.iter().filter(|policy| moved(policy) == Some(word)).count(),
        _ => all.len(),
    })
}

fn projects(fact: &Fact<'_>, subject: &Subject, facts: &Facts<'_>) -> Option<usize> {
    let all = facts.projects_below(subject);
    let Some(wanted) = fact.limit("change") else { return Some(all.len()) };
    // Whether a project that has no budget any more has ended depends on what the plan calls an end.
    if !["begun", "wholly_new", "increased", "same", "decreased"].contains(&wanted) {
        return None;
    }
    let is = |project: &Subject| {
        let Some((before, after, begins)) = facts.before_and_after(project) else { return false };
        let zero = Number::whole(0);
        let grows =
            after.minus(before).is_some_and(|more| more.common(zero).is_some_and(|(a, b)| a > b));
        // From nothing to less than nothing is a decrease like others.
        let kind = match grows {
            _ if begins && before == zero => "begun",
            _ if before == after => "same",
            true if before == zero => "wholly_new",
            true => "increased",
            false if after == zero => "wholly_gone",
            false => "decreased",
        };
        kind == wanted
    };
    Some(all.iter().filter(|project| is(project)).count())
}

/// The word for the sign of a negative number.
const MINUS: &str = "マイナス";

fn judge(
    file: &str,
    marked: &MarkedValue,
    subject: &Subject,
    known: &Known,
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) {
    let text = spaced(&marked.text);
    let printed = printed_number(&text);
    let (mut rounded, mut expected) = (false, String::new());
    let agrees = match (known, printed) {
        (Known::Exactly(number), found) => {
            expected = number.to_string();
            found.is_some_and(|(found, _)| found == *number)
        }
        (Known::WithoutSign(number), found) => {
            let number = number.without_sign();
            expected = number.to_string();
            found.is_some_and(|(found, _)| found.without_sign() == number)
        }
        (Known::Amount(None), found) => found.is_none(),
        (Known::Amount(Some(_)), None) => false,
        (Known::Amount(Some(number)), Some((found, rest))) => match round_unit(rest) {
            None => {
                expected = number.to_string();
                found == *number
            }
            Some((power, unit)) => {
                let of_unit = facts.in_yen(*number).and_then(|yen| yen.shifted(power));
                let about = of_unit.map(|number| number.rounded(found.decimals()));
                rounded = about != of_unit;
                expected = about.map(|about| format!("{about}{unit}")).unwrap_or_default();
                about == Some(found)
            }
        },
    };
    let value = match known {
        Known::Exactly(number) | Known::WithoutSign(number) => Some(*number),
        Known::Amount(number) => *number,
    };
    let says = marked.value.as_deref().filter(|says| !says.is_empty());
    let mut report = |found: &str, expected: &str| {
        let fact = &marked.fact;
        let place = text!("文の中の数（{fact}）", "a number in the text ({fact})");
        let found = Disagreement::value(
            Area::Site,
            file,
            place,
            found,
            expected,
            text!("データから数えたもの", "counted from the data"),
        );
        ledger.contradicts(found.about(naming::of_subject(facts, subject)).in_column(fact));
    };
    if !agrees {
        report(&text, &expected);
    }
    let value_agrees = says.is_none_or(|says| Number::plain(says) == value);
    if !value_agrees {
        report(says.unwrap_or_default(), &value.map(|value| value.to_string()).unwrap_or_default());
    }
    if agrees && value_agrees {
        if rounded { ledger.rounded(Area::Site) } else { ledger.equal(Area::Site, 1) }
    }
}

/// The first number of a sentence with its sign, in figures or in words, and what follows it.
fn printed_number(text: &str) -> Option<(Number, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let before = text[..at].trim_end();
    let (number, rest) = leading_number(&text[at..])?;
    let is_negative = before.ends_with(MINUS) || before.ends_with(|c| NEGATIVE.contains(c));
    let number = if is_negative { Number::whole(0).minus(number)? } else { number };
    Some((number, rest))
}

/// The power of ten of a round word after a number, and the word.
fn round_unit(rest: &str) -> Option<(u32, &'static str)> {
    [(12, "兆円"), (8, "億円"), (4, "万円"), (0, "円")]
        .into_iter()
        .find(|(_, word)| rest.trim_start().starts_with(word))
}

/// The counts in a description, such as 128の主要施策 and 101の成果指標: returns those that are wrong as what
/// is said and what it would have to be.
pub(super) fn description(
    text: &str,
    scope: &Subject,
    facts: &Facts<'_>,
) -> (usize, Vec<(String, String)>) {
    let (mut equal, mut wrong) = (0, Vec::new());
    let mut words: Vec<(String, Fact<'_>)> = vec![
        ("事業".to_owned(), Fact::parse("projects")),
        (facts.policy_word(), Fact::parse("policies")),
    ];
    let indicators =
        facts.tables.rows("tables").find(|row| row.words("table_name") == "indicators");
    if let Some(row) = indicators {
        words.push((squeezed(&row.words("table_title")), Fact::parse("indicators")));
    }
    let codes = facts.tables.rows("codes").filter(|row| row.words("code_set") == "level");
    let levels: Vec<String> = codes.map(|row| squeezed(&row.words("label"))).collect();
    for (word, fact) in words.iter().filter(|(word, _)| !word.is_empty()) {
        // 6の取組の方向 does not count 取組 where 取組の方向 is a level of its own.
        let longer = |at: usize| {
            let said = &text[at + "の".len()..];
            levels.iter().any(|level| level.len() > word.len() && said.starts_with(&**level))
        };
        let Some((at, _)) = text
            .match_indices(&format!("の{word}"))
            .find(|(at, _)| text[..*at].ends_with(|c: char| c.is_ascii_digit()) && !longer(*at))
        else {
            continue;
        };
        let before = &text[..at];
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
        let Some((found, _)) = leading_number(&before[digits.len()..]) else { continue };
        let Some(Known::Exactly(number)) = known(fact, scope, facts) else { continue };
        if found == number {
            equal += 1;
        } else {
            wrong.push((format!("{found}の{word}"), format!("{number}の{word}")));
        }
    }
    (equal, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_names_and_limits() {
        let fact = Fact::parse("policies rating=A");
        assert_eq!(
            (fact.name, fact.limit("rating"), fact.limit("year")),
            ("policies", Some("A"), None)
        );
        assert_eq!(Fact::parse("policies rating=").limit("rating"), Some(""));
        let fact = Fact::parse("policies rating=概ね 達成 year=2024");
        assert_eq!((fact.limit("rating"), fact.limit("year")), (Some("概ね 達成"), Some("2024")));
        assert_eq!(Fact::parse("policies rating=A=1").limit("rating"), Some("A=1"));
        assert_eq!(round_unit("億円"), Some((8, "億円")));
        assert_eq!(round_unit("千円"), None);
    }
}

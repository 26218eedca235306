//! Compares what a site of several editions says of the values of each with the data of that edition.
//!
//! A theme names such a value as `data-past="r7/ project 1-1-02 3 budget 2025"`: the folder of the edition
//! (`.` for the newest), what it is of, the fact, and its year or rating.
//!
//! This module must not know how a page is stored.

use std::collections::{BTreeMap, HashMap};

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::html::{Page, Past};
use super::json::{self, PLAN};
use super::ledger::{Area, Ledger};
use super::naming;
use super::number::Number;
use super::printed::{leading_number, squeezed};
use super::table::Tables;
use crate::diag::Text;
use crate::text;

/// What the data of an edition say.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    /// A number, or that there is none.
    Number(Option<Number>),
    /// A word, or that there is none.
    Word(Option<String>),
}

/// Compares the `pages` of the newest edition, whose facts are `newest`; nothing on a site of one edition.
pub(super) fn compare(files: &Files, newest: &Facts<'_>, pages: &HashMap<&str, Page>) -> Ledger {
    let mut ledger = Ledger::default();
    let with_past = pages.iter().filter(|(_, page)| !page.past.is_empty());
    let pages: BTreeMap<&str, &Page> = with_past.map(|(name, page)| (*name, page)).collect();
    if pages.is_empty() || files.editions().is_empty() {
        return ledger;
    }
    // An edition that cannot be read is reported where it is compared by itself.
    let folders = files.editions().iter().map(String::as_str);
    let with_data = folders.filter_map(|folder| {
        let plan = files.read(&format!("{folder}{PLAN}")).ok()?;
        Some((folder, json::plan(&plan).ok()?))
    });
    let editions: Vec<(&str, Tables)> = with_data.collect();
    let of_editions: Vec<_> =
        editions.iter().map(|(folder, tables)| (*folder, Facts::new(tables))).collect();
    let mut facts: BTreeMap<&str, &Facts<'_>> =
        of_editions.iter().map(|(folder, facts)| (*folder, facts)).collect();
    facts.insert("", newest);
    for (name, page) in pages {
        for past in &page.past {
            judge(name, past, &facts, &mut ledger);
        }
    }
    ledger
}

fn judge(file: &str, past: &Past, facts: &BTreeMap<&str, &Facts<'_>>, ledger: &mut Ledger) {
    let of = &past.source;
    let place = text!("版の値（{of}）", "a value of an edition ({of})");
    let mut words = past.source.split_whitespace();
    let folder = words.next().unwrap_or_default();
    let folder = if folder == "." { "" } else { folder };
    let words: Vec<&str> = words.collect();
    let known = facts.get(folder).and_then(|facts| {
        let (subject, fact) = subject(&words)?;
        Some((facts, known(facts, &subject, fact)?, subject))
    });
    let Some((facts, known, subject)) = known else {
        let sentence = text!(
            "どの版の何の値か、データから分かりません",
            "the data do not say what value of which edition it is"
        );
        ledger.contradicts(Disagreement::sentence(Area::Site, file, place, sentence));
        return;
    };
    let text = squeezed(&past.text);
    let found = text.trim_end_matches('※');
    let agrees = match &known {
        Known::Number(None) => leading_number(found).is_none(),
        Known::Number(Some(number)) => {
            leading_number(found).is_some_and(|(found, _)| found == *number)
        }
        Known::Word(None) => found == "―",
        Known::Word(Some(word)) => found == word,
    };
    let value = past.value.as_deref().filter(|value| !value.is_empty());
    let value_agrees = match (value, &known) {
        (Some(value), Known::Number(number)) => Number::plain(value) == *number,
        (Some(_), Known::Word(_)) => false,
        (None, _) => true,
    };
    if agrees && value_agrees {
        ledger.equal(Area::Site, 1 + usize::from(value.is_some()));
        return;
    }
    let expected = match &known {
        Known::Number(number) => number.map(|number| number.to_string()),
        Known::Word(word) => word.clone(),
    };
    let found = if agrees { value.unwrap_or_default() } else { found };
    let found = Disagreement::value(
        Area::Site,
        file,
        place,
        found,
        expected.unwrap_or_default(),
        source(folder),
    );
    ledger.contradicts(found.about(naming::of_subject(facts, &subject)).in_column("data-past"));
}

fn source(folder: &str) -> Text {
    text!("その版のデータ（{folder}{PLAN}）", "the data of that edition ({folder}{PLAN})")
}

/// What the words say that a value is of, and the fact behind it.
fn subject<'a>(words: &'a [&'a str]) -> Option<(Subject, &'a [&'a str])> {
    Some(match words {
        ["plan", fact @ ..] => (Subject::Plan, fact),
        ["policy", id, fact @ ..] => (Subject::Policy((*id).to_owned()), fact),
        ["project", policy, number, fact @ ..] => {
            (Subject::Project((*policy).to_owned(), (*number).to_owned()), fact)
        }
        ["indicator", id, fact @ ..] => (Subject::Indicator((*id).to_owned()), fact),
        _ => return None,
    })
}

fn known(facts: &Facts<'_>, subject: &Subject, fact: &[&str]) -> Option<Known> {
    let count = |count: usize| Some(Known::Number(Some(Number::whole(count as i128))));
    if *subject != Subject::Plan {
        facts.row(subject)?;
    }
    match (fact, subject) {
        (["budget" | "settlement", year], _) => {
            let amount = facts.amount(subject, fact[0], year);
            Some(Known::Number(amount.and_then(|amount| amount.sum)))
        }
        (["projects"], _) => count(facts.projects_below(subject).len()),
        (["policies"], Subject::Plan) => count(facts.policies_below(subject)?.len()),
        (["rated", rating], Subject::Plan) => {
            let all = facts.policies_below(subject)?;
            count(all.iter().filter(|policy| facts.rating(policy) == Some(rating)).count())
        }
        (["rating"], Subject::Policy(_)) => Some(Known::Word(None)),
        (["rating", year], Subject::Policy(id)) => {
            Some(Known::Word(facts.rating_of(id, year).map(squeezed)))
        }
        (["value", year], Subject::Indicator(id)) => {
            let mut kinds = ["actual", "baseline"].into_iter();
            let (kind, cells) =
                kinds.find_map(|kind| Some((kind, facts.values(id, kind, year)?)))?;
            let number = Number::plain(&cells.first()?.words());
            let words = || facts.value_in_words(id, kind, year);
            Some(match number {
                None => words().map_or(Known::Number(None), |words| Known::Word(Some(words))),
                number => Known::Number(number),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_is_of_is_read() {
        let words: Vec<&str> = "project 1-1-02 3 budget 2025".split(' ').collect();
        let project = Subject::Project("1-1-02".to_owned(), "3".to_owned());
        assert_eq!(subject(&words), Some((project, &["budget", "2025"][..])));
        assert_eq!(subject(&["plan", "policies"]), Some((Subject::Plan, &["policies"][..])));
        assert_eq!(subject(&["budget"]), None);
    }
}

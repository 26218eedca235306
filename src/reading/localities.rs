//! Which sheets and projects speak of which places of the city.
//!
//! Names are found in the texts that readers see in the edition. The longest name wins, and a name that is
//! a part of another one is not found: 大野 neither in 東大野 nor in 大野町.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Reading;
use super::policy_texts::{TextPlace, each_text};
use super::words_at::WordsAt;
use crate::model::{Locality, Policy, PolicyId};
use crate::value::is_katakana;

/// Characters with which the name before them is that of a town or county, unless the words of
/// [`NOT_OF_TOWNS`] begin with them.
const TOWNS: [char; 4] = ['町', '村', '市', '郡'];
/// What may follow the name of a place: 茂辺地町内会, 上磯市街地.
const NOT_OF_TOWNS: [&str; 6] = ["町内", "町会", "町民", "市街", "市場", "市有"];
/// Characters that make another name of the name behind them.
const PREFIXES: &str = "東西南北上中下新奥元小大";

/// The places of which a policy and its projects speak, as places in the list of the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyMentions {
    /// Those of its own texts, each with the first sentence that names it, if that is in its prose.
    pub own: BTreeMap<usize, Option<String>>,
    /// Those of each project.
    pub projects: Vec<BTreeSet<usize>>,
}

impl PolicyMentions {
    /// Those of the policy and of all its projects.
    #[must_use]
    pub fn all(&self) -> BTreeSet<usize> {
        self.own.keys().chain(self.projects.iter().flatten()).copied().collect()
    }
}

/// The places of which each policy speaks.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    of_policies: BTreeMap<PolicyId, PolicyMentions>,
}

impl Mentions {
    /// Finds the names of the places in all policies of the edition.
    #[must_use]
    pub fn new(reading: &Reading<'_>) -> Self {
        let book = reading.book();
        if book.localities.is_empty() {
            return Self::default();
        }
        let names = Names::new(&book.localities);
        let policies: Vec<_> = book.policies().collect();
        let found = |policy: &&Policy| (policy.id, of_policy(reading, &names, policy));
        Self { of_policies: policies.par_iter().map(found).collect() }
    }

    /// The places of which the policy `id` speaks.
    #[must_use]
    pub fn of(&self, id: PolicyId) -> Option<&PolicyMentions> {
        self.of_policies.get(&id)
    }
}

fn of_policy(reading: &Reading<'_>, names: &Names<'_>, policy: &Policy) -> PolicyMentions {
    let mut mentions = PolicyMentions::default();
    mentions.projects.resize_with(policy.projects.len(), BTreeSet::new);
    each_text(reading, policy, &mut |at, text| {
        for place in names.in_text(text) {
            match at {
                TextPlace::Project(at) => drop(mentions.projects[at].insert(place)),
                TextPlace::Policy => drop(mentions.own.entry(place).or_insert(None)),
                TextPlace::Prose => {
                    let known = mentions.own.entry(place).or_insert(None);
                    known.get_or_insert_with(|| text.to_owned());
                }
            }
        }
    });
    mentions
}

/// The names of places. A word that is no place is none.
struct Names<'a>(WordsAt<'a, Option<usize>>);

impl<'a> Names<'a> {
    fn new(localities: &'a [Locality]) -> Self {
        let names = localities.iter().enumerate().flat_map(|(at, locality)| {
            let places = locality.names().map(move |name| (name, Some(at)));
            places.chain(locality.never.iter().map(|word| (word.value.as_str(), None)))
        });
        Self(WordsAt::new(names))
    }

    /// The places that `text` names.
    fn in_text(&self, text: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut before = None;
        let mut skipped_to = 0;
        for (at, c) in text.char_indices() {
            let previous = before.replace(c);
            if at < skipped_to {
                continue;
            }
            let rest = &text[at..];
            let name = self.0.beginning(rest).find(|(name, place)| {
                place.is_none() || is_whole(previous, name, &rest[name.len()..])
            });
            if let Some((name, place)) = name {
                found.extend(place);
                skipped_to = at + name.len();
            }
        }
        found
    }
}

/// Whether `name` is not a part of another name, by what stands before and after it.
fn is_whole(before: Option<char>, name: &str, after: &str) -> bool {
    let (first, last) = (name.chars().next(), name.chars().next_back());
    let next = after.chars().next();
    let begins = match before {
        Some(c) if first.is_some_and(is_katakana) => !is_katakana(c),
        Some(c) => !PREFIXES.contains(c),
        None => true,
    };
    let ends = match next {
        Some(c) if last.is_some_and(is_katakana) => !is_katakana(c),
        Some(c) if TOWNS.contains(&c) => NOT_OF_TOWNS.iter().any(|word| after.starts_with(word)),
        _ => true,
    };
    begins && ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span, Spanned};

    fn word(text: &str) -> Spanned<String> {
        Spanned::new(text.to_owned(), Span::start_of(FileId(0)))
    }

    fn locality(name: &str, also: &[&str], never: &[&str]) -> Locality {
        Locality {
            id: word("id"),
            name: word(name),
            kana: None,
            also: also.iter().map(|name| word(name)).collect(),
            never: never.iter().map(|name| word(name)).collect(),
            district: None,
        }
    }

    #[test]
    fn names_are_found_whole_and_the_longest_wins() {
        let all = [
            locality("上磯", &[], &[]),
            locality("大野", &["本郷"], &["大野さん"]),
            locality("七重浜", &[], &[]),
            locality("ダム", &[], &[]),
            locality("上磯ダム公園", &[], &[]),
        ];
        let names = Names::new(&all);
        let found = |text: &str| names.in_text(text).into_iter().collect::<Vec<_>>();
        for (text, places) in [
            ("上磯駅前から七重浜まで", &[0, 2][..]),
            ("旧上磯町の区域", &[]),
            ("上磯町内会と上磯市街地", &[0]),
            ("東大野と新大野の田", &[]),
            ("大野さんは本郷に住む", &[1]),
            ("大野さんの話", &[]),
            ("上磯ダム公園の桜", &[4]),
            ("マダムとダムの話", &[3]),
            ("マダム", &[]),
            ("令和5年度上磯漁港", &[0]),
        ] {
            assert_eq!(found(text), places, "{text}");
        }
    }
}

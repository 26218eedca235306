//! Compares two snapshots.

use std::collections::BTreeMap;

use super::difference::difference;
use super::fact::{Class, Fact, FactKey, FactValue};
use super::matching::{MatchedBy, Matching, matching};
use super::notation::same_but_for_notation;
use super::order::{sort, sort_lines};
use super::own_fields::OwnFields;
use super::result::{Change, Comparison, Head, Line, LineKind, Note, Side, State};
use super::snapshot::{Item, ItemKind, Snapshot};
use super::totals::totals;
use super::words::mark;
use crate::model::REVISED;

/// Compares `old` with `new`.
#[must_use]
pub fn compare(old: &Snapshot, new: &Snapshot) -> Comparison {
    let matching = matching(old, new);
    let comparer = Comparer {
        old,
        new,
        matching: &matching,
        sections: sections(old, new, &matching),
        own_fields: OwnFields::new(&old.frame, &new.frame),
        old_projects: projects(old),
        new_projects: projects(new),
    };
    let mut changes = Vec::new();
    for (at, item) in new.items.iter().enumerate() {
        match matching.of_new[at] {
            Some((old_at, by)) => changes.extend(comparer.changed(old_at, at, by)),
            None => changes.push(comparer.whole(State::Added, new, at, item)),
        }
    }
    for (at, item) in old.items.iter().enumerate() {
        if matching.of_old[at].is_none() {
            changes.push(comparer.whole(State::Ended, old, at, item));
        }
    }
    sort(&mut changes);
    let same_unit = comparer.same_unit();
    let totals = if same_unit { totals(old, new, &matching) } else { Vec::new() };
    let notes = comparer.notes();
    Comparison { old: side(old), new: side(new), changes, totals, notes }
}

fn side(snapshot: &Snapshot) -> Side {
    let frame = &snapshot.frame;
    Side {
        title: frame.title.clone(),
        edition: frame.year,
        date: frame.date,
        is_final: frame.is_final,
        unit: frame.unit.clone(),
        negative: frame.negative.clone().unwrap_or_else(|| "▲".to_owned()),
    }
}

/// The projects of each policy, in order, by their indices.
fn projects(side: &Snapshot) -> BTreeMap<usize, Vec<usize>> {
    let mut projects: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, item) in side.items.iter().enumerate() {
        if let Some(policy) = item.parent.filter(|_| item.kind == ItemKind::Project) {
            projects.entry(policy).or_default().push(at);
        }
    }
    projects
}

/// The new names of sections that were renamed.
fn sections<'a>(
    old: &'a Snapshot,
    new: &'a Snapshot,
    matching: &Matching,
) -> BTreeMap<&'a str, &'a str> {
    let matched = new.items.iter().zip(&matching.of_new);
    let sections = matched.filter(|(item, _)| item.kind == ItemKind::Section);
    let renamed = sections.filter_map(|(item, counterpart)| {
        let old = &old.items[(*counterpart)?.0];
        (old.name != item.name).then_some((old.name.as_str(), item.name.as_str()))
    });
    renamed.collect()
}

struct Comparer<'a> {
    old: &'a Snapshot,
    new: &'a Snapshot,
    matching: &'a Matching,
    sections: BTreeMap<&'a str, &'a str>,
    own_fields: OwnFields,
    /// The projects of each policy, in order.
    old_projects: BTreeMap<usize, Vec<usize>>,
    new_projects: BTreeMap<usize, Vec<usize>>,
}

impl Comparer<'_> {
    fn same_unit(&self) -> bool {
        self.old.frame.yen == self.new.frame.yen
    }

    fn notes(&self) -> Vec<Note> {
        let by_name = self.matching.of_new.iter().flatten().filter(|(at, by)| {
            let kind = self.old.items[*at].kind;
            // Those of other kinds have no permanent id.
            let has_ids = matches!(kind, ItemKind::Policy | ItemKind::Project);
            has_ids && !matches!(by, MatchedBy::Id | MatchedBy::Was)
        });
        let count = by_name.count();
        let mut notes = Vec::new();
        if count > 0 {
            notes.push(Note::WithoutIds { count });
        }
        let (old, new) = (&self.old.left_out, &self.new.left_out);
        let mut fields: Vec<String> =
            old.fields.values().chain(new.fields.values()).cloned().collect();
        fields.sort();
        fields.dedup();
        if !fields.is_empty() {
            notes.push(Note::FieldsLeftOut { fields });
        }
        if old.lineage || new.lineage {
            notes.push(Note::WithoutLineage);
        }
        if old.later_years + new.later_years > 0 {
            notes.push(Note::LaterYears { old: old.later_years, new: new.later_years });
        }
        let renamed = self.own_fields.renamed();
        let keys = renamed.map(|(old, new)| (old.to_owned(), new.to_owned()));
        notes.extend(keys.map(|(old, new)| Note::FieldKey { old, new }));
        if !self.same_unit() {
            let (old, new) = (self.old.frame.unit.clone(), self.new.frame.unit.clone());
            notes.push(Note::Units { old, new });
        }
        notes
    }

    /// Whether both sides have the field of `fact`, which is of an item of the kind `kind`.
    fn is_comparable(&self, kind: ItemKind, fact: &Fact) -> bool {
        let key = format!("{}.{}", kind.name(), fact.key.field);
        let left_out = |side: &Snapshot| side.left_out.fields.contains_key(&key);
        let is_comparable = !left_out(self.old) && !left_out(self.new);
        is_comparable && (fact.class != Class::Money || self.same_unit())
    }

    /// The change of what is in one side alone.
    fn whole(&self, state: State, side: &Snapshot, at: usize, item: &Item) -> Change {
        let head = head(side, at);
        let heirs = self.matching.heirs.iter().filter_map(|(old, new)| match state {
            State::Ended => (*old == at).then(|| self::head(self.new, *new)),
            _ => (*new == at).then(|| self::head(self.old, *old)),
        });
        let shown = |fact: &&Fact| self.is_comparable(item.kind, fact) && fact.says_something();
        let lines = item.facts.iter().filter(shown).map(|fact| {
            let (old, new) = match state {
                State::Ended => (Some(fact), None),
                _ => (None, Some(fact)),
            };
            self.line(LineKind::Value, false, old, new)
        });
        let mut lines: Vec<Line> = lines.flatten().collect();
        sort_lines(&mut lines);
        let heirs = heirs.collect();
        let (old, new) = match state {
            State::Ended => (Some(head), None),
            _ => (None, Some(head)),
        };
        Change {
            kind: item.kind,
            kind_name: item.kind_name.clone(),
            reason: self.reason(&id(item, side, at)),
            id: id(item, side, at),
            state,
            old,
            new,
            matched_by: None,
            heirs,
            lines,
        }
    }

    /// The change of what is in both sides; none if nothing changed.
    fn changed(&self, old_at: usize, new_at: usize, by: MatchedBy) -> Option<Change> {
        let (old, new) = (&self.old.items[old_at], &self.new.items[new_at]);
        let mut lines = Vec::new();
        let mut words = |kind, field: &str, label: &str, old: String, new: String| {
            let fact = |words: String| super::of_book::word(field, label, &words);
            lines.extend(self.line(kind, true, Some(&fact(old)), Some(&fact(new))));
        };
        // The data of a book do not have the headings of its parts.
        if old.name != new.name && !old.name.is_empty() && !new.name.is_empty() {
            words(LineKind::Name, "name", "名称", old.name.clone(), new.name.clone());
        }
        let (old_head, new_head) = (head(self.old, old_at), head(self.new, new_at));
        let place = |head: &Head| {
            let (number, name) = (head.printed_place.as_deref(), head.place_name.as_deref());
            format!("{} {}", number.unwrap_or_default(), name.unwrap_or_default()).trim().to_owned()
        };
        // A project's number is its position, which changes with what is put in before it.
        if old.kind != ItemKind::Project && old.number != new.number {
            words(LineKind::Place, "number", "番号", old.number.clone(), new.number.clone());
        }
        let counterpart = old.parent.and_then(|parent| self.matching.of_old[parent]);
        if counterpart.map(|(at, _)| at) != new.parent {
            words(LineKind::Place, "place", "所属", place(&old_head), place(&new_head));
        }
        if let Some((old, new)) = self.order(old_at, new_at) {
            words(LineKind::Order, "order", "事業の順番", old, new);
        }
        lines.extend(self.facts(old, new));
        sort_lines(&mut lines);
        (!lines.is_empty()).then(|| Change {
            kind: new.kind,
            kind_name: new.kind_name.clone(),
            reason: self.reason(&id(new, self.new, new_at)),
            id: id(new, self.new, new_at),
            state: State::Changed,
            old: Some(old_head),
            new: Some(new_head),
            matched_by: Some(by),
            heirs: Vec::new(),
            lines,
        })
    }

    /// The order of the projects that two policies share, if it is not the same: their names in each.
    fn order(&self, old_at: usize, new_at: usize) -> Option<(String, String)> {
        let (olds, news) = (self.old_projects.get(&old_at)?, self.new_projects.get(&new_at)?);
        let old_of = |at: &usize| self.matching.of_new[*at].map(|(old, _)| old);
        let shared: Vec<usize> =
            news.iter().filter_map(old_of).filter(|at| olds.contains(at)).collect();
        let before: Vec<usize> = olds.iter().copied().filter(|at| shared.contains(at)).collect();
        let new_name =
            |at: &usize| self.matching.of_old[*at].map(|(new, _)| &self.new.items[new].name);
        (before != shared).then(|| {
            let old = before.iter().map(|at| self.old.items[*at].name.as_str());
            let new = shared.iter().filter_map(new_name).map(String::as_str);
            (old.collect::<Vec<_>>().join("、"), new.collect::<Vec<_>>().join("、"))
        })
    }

    /// The reason that the later side gives for the change of what has the id `id`; either, where both are of one
    /// edition.
    fn reason(&self, id: &str) -> Option<String> {
        let latest = self.old.frame.year.max(self.new.frame.year);
        let mut later = [self.new, self.old].into_iter().filter(|side| side.frame.year == latest);
        later.find_map(|side| side.reasons.get(id)).cloned()
    }

    /// Whether a side has no amount for `fact`, an amount of the other side, because nothing is paid: it is about
    /// the year, and what the amount is of is not there, or no amount is still to come. Where there is no
    /// supplementary budget, the initial one is that after it.
    fn none_is_zero(&self, fact: &Fact, is_old: bool, is_there: bool) -> bool {
        let without = if is_old { &self.new.frame } else { &self.old.frame };
        let is_about = |year| without.is_about(&fact.key.field, year);
        let is_known = without.is_final || !is_there;
        fact.key.field != REVISED && is_known && fact.key.year.is_none_or(is_about)
    }

    /// A line of what is in both sides, if `is_there`, or in one alone.
    fn line(
        &self,
        kind: LineKind,
        is_there: bool,
        old: Option<&Fact>,
        new: Option<&Fact>,
    ) -> Option<Line> {
        let none_is_zero = match (old, new) {
            (Some(fact), None) => self.none_is_zero(fact, true, is_there),
            (None, Some(fact)) => self.none_is_zero(fact, false, is_there),
            _ => false,
        };
        let fact = new.or(old)?;
        let (old_value, new_value) = (old.map(|fact| &fact.value), new.map(|fact| &fact.value));
        let old_unit = old.zip(new).filter(|(old, new)| old.is_in_other_unit(new));
        let old_unit = old_unit.and_then(|(old, _)| old.unit.clone());
        let is_of_both = kind.is_of_both();
        let difference = fact.class.is_figure() && is_of_both && old_unit.is_none();
        let words = |value: Option<&FactValue>| value.and_then(FactValue::words).map(str::to_owned);
        let pieces = if fact.class == Class::Text && is_of_both {
            mark(&words(old_value).unwrap_or_default(), &words(new_value).unwrap_or_default())
        } else {
            Vec::new()
        };
        Some(Line {
            kind,
            field: fact.key.field.clone(),
            of: fact.key.of.clone(),
            label: fact.label.clone(),
            year: fact.key.year,
            class: fact.class,
            unit: fact.unit.clone(),
            old_unit,
            old: old_value.cloned(),
            new: new_value.cloned(),
            difference: difference
                .then(|| self::difference(fact.class, none_is_zero, old_value, new_value))
                .flatten(),
            pieces,
        })
    }

    /// The lines of the values that differ.
    fn facts(&self, old: &Item, new: &Item) -> Vec<Line> {
        let kind = new.kind;
        let key = |fact: &Fact| self.own_fields.new_key(kind, fact);
        let olds: BTreeMap<FactKey, &Fact> =
            old.facts.iter().map(|fact| (key(fact), fact)).collect();
        let news: BTreeMap<&FactKey, &Fact> =
            new.facts.iter().map(|fact| (&fact.key, fact)).collect();
        let facts = new.facts.iter().map(|fact| (fact.key.clone(), fact));
        let ended = old.facts.iter().map(|fact| (key(fact), fact));
        let ended = ended.filter(|(key, _)| !news.contains_key(key));
        let comparable = facts.chain(ended).filter(|(_, fact)| self.is_comparable(kind, fact));
        let lines = comparable.filter_map(|(key, _)| {
            let (old, new) = (olds.get(&key).copied(), news.get(&key).copied());
            let kind = match (old, new) {
                (Some(old), Some(new)) if old.is_same(new) => return None,
                (Some(old), Some(new)) if self.is_renamed_section(old, new) => return None,
                (Some(old), Some(new)) => match (old.value.words(), new.value.words()) {
                    (Some(old), Some(new)) if same_but_for_notation(old, new) => LineKind::Notation,
                    _ => LineKind::Value,
                },
                (old, new) if !old.or(new).is_some_and(Fact::says_something) => return None,
                (old, _) => self.one_sided(kind, &key, old.is_some()),
            };
            self.line(kind, true, old, new)
        });
        lines.collect()
    }

    /// What it means that a value is in one side alone: in the old one, if `in_old`.
    fn one_sided(&self, kind: ItemKind, key: &FactKey, in_old: bool) -> LineKind {
        if in_old && self.own_fields.is_ended(kind, &key.field) {
            return LineKind::FieldEnded;
        }
        if !in_old && self.own_fields.is_added(kind, &key.field) {
            return LineKind::FieldAdded;
        }
        let other = if in_old { &self.new.frame } else { &self.old.frame };
        match key.year {
            Some(year) if !other.is_about(&key.field, year) => {
                if in_old {
                    LineKind::YearEnded
                } else {
                    LineKind::YearAdded
                }
            }
            _ => LineKind::Value,
        }
    }

    /// Whether two values name the same sections, of which some were renamed.
    fn is_renamed_section(&self, old: &Fact, new: &Fact) -> bool {
        if !["section", "sections"].contains(&old.key.field.as_str()) {
            return false;
        }
        let (Some(old), Some(new)) = (old.value.words(), new.value.words()) else { return false };
        let renamed = old.split('、').map(|name| self.sections.get(name).copied().unwrap_or(name));
        renamed.collect::<Vec<_>>().join("、") == new
    }
}

fn head(side: &Snapshot, at: usize) -> Head {
    let item = &side.items[at];
    let parent = item.parent.map(|parent| &side.items[parent]);
    Head {
        number: item.number.clone(),
        printed_number: item.printed_number().to_owned(),
        name: item.name.clone(),
        place: parent.map(|parent| parent.number.clone()),
        printed_place: parent.map(|parent| parent.printed_number().to_owned()),
        place_name: parent.map(|parent| parent.name.clone()),
    }
}

/// The permanent id; where there is none, the numbers that lead to it.
fn id(item: &Item, side: &Snapshot, at: usize) -> String {
    match (&item.uid, item.kind) {
        (Some(uid), _) => uid.clone(),
        (None, ItemKind::Project) => {
            format!("{}/{}", side.place(at).unwrap_or_default(), item.number)
        }
        (None, _) => item.number.clone(),
    }
}

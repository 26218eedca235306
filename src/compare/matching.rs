//! Which item of one side is which of the other.

use std::collections::BTreeMap;

use serde::Serialize;

use super::contents::Contents;
use super::snapshot::{Item, ItemKind, Snapshot};

/// By what two items were found to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Their permanent id.
    Id,
    /// An earlier place and name (`was`).
    Was,
    /// Their number and name, because one of them has no permanent id.
    NumberAndName,
    /// Their name alone.
    Name,
    /// Their number alone.
    Number,
    /// The policies in them.
    Contents,
}

/// The items of two snapshots that are the same.
#[derive(Debug)]
pub(super) struct Matching {
    /// The counterpart of each old item.
    pub of_old: Vec<Option<(usize, MatchedBy)>>,
    /// The counterpart of each new item.
    pub of_new: Vec<Option<(usize, MatchedBy)>>,
    /// Old and new items of which one has the other in its `was` although that has another counterpart:
    /// what was merged or split.
    pub heirs: Vec<(usize, usize)>,
}

/// Matches the items of `old` and `new`: by permanent id, then by `was`, then those of which one has no
/// id by number and name, by name, and by number. Items of the framework have no id, and a number may be given
/// to another one: they are the same if most of their policies are. Themes of one number are not, if none is.
pub(super) fn matching(old: &Snapshot, new: &Snapshot) -> Matching {
    let mut all = Matching {
        of_old: vec![None; old.items.len()],
        of_new: vec![None; new.items.len()],
        heirs: Vec::new(),
    };
    let id = |item: &Item| item.uid.clone();
    all.unique(old, new, MatchedBy::Id, |_| true, |_, item| id(item));
    all.by_was(old, new);
    for kind in ItemKind::ALL.map(|(kind, _)| kind) {
        // Those of a place are looked at when the place has its counterpart.
        let of_kind = |item: &Item| item.kind == kind;
        let places = all.places(old, new);
        all.unique(old, new, MatchedBy::NumberAndName, of_kind, |side, item| {
            let place = match kind {
                ItemKind::Project => places.of(side, item)?,
                _ => item.number.clone(),
            };
            Some(format!("{place}\n{}", item.name))
        });
        all.unique(old, new, MatchedBy::Name, of_kind, |_, item| Some(item.name.clone()));
        match kind {
            ItemKind::Project => {}
            ItemKind::Node | ItemKind::Theme => all.by_contents(kind, old, new),
            _ => all
                .unique(old, new, MatchedBy::Number, of_kind, |_, item| Some(item.number.clone())),
        }
    }
    all
}

/// A side of the matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Old,
    New,
}

/// The place that an item is in, named alike in both sides.
struct Places {
    names: BTreeMap<(Which, usize), String>,
}

impl Places {
    fn of(&self, side: Which, item: &Item) -> Option<String> {
        self.names.get(&(side, item.parent?)).cloned()
    }
}

impl Matching {
    fn places(&self, old: &Snapshot, new: &Snapshot) -> Places {
        let mut names = BTreeMap::new();
        for at in 0..old.items.len() {
            names.insert((Which::Old, at), format!("o{at}"));
        }
        for at in 0..new.items.len() {
            let counterpart = self.of_new[at].map(|(at, _)| format!("o{at}"));
            names.insert((Which::New, at), counterpart.unwrap_or_else(|| format!("n{at}")));
        }
        Places { names }
    }

    fn connect(&mut self, old: usize, new: usize, by: MatchedBy) {
        self.of_old[old] = Some((new, by));
        self.of_new[new] = Some((old, by));
    }

    /// Matches the items of the framework that are left by the policies in them; then these and the priority themes
    /// by number, where their policies do not speak against it.
    fn by_contents(&mut self, kind: ItemKind, old: &Snapshot, new: &Snapshot) {
        let of_old = self.of_old.iter().enumerate();
        let policies = of_old.filter(|(at, _)| old.items[*at].kind == ItemKind::Policy);
        let policies: Vec<_> = policies.filter_map(|(at, it)| Some((at, (*it)?.0))).collect();
        let contents = Contents::new(kind, old, new, policies.into_iter());
        let are_free = |all: &Self, old: usize, new: usize| {
            all.of_old[old].is_none() && all.of_new[new].is_none()
        };
        let same_number =
            |(old_at, new_at): (usize, usize)| old.items[old_at].number == new.items[new_at].number;
        // A policy is in one item of the framework, and may be in several themes.
        let is_free = |old, new| kind == ItemKind::Node && are_free(self, old, new);
        for pair in contents.pairs(old, new, is_free) {
            let by = if same_number(pair) { MatchedBy::Number } else { MatchedBy::Contents };
            self.connect(pair.0, pair.1, by);
        }
        let of_kind = |side: &Snapshot| -> Vec<usize> {
            let all = side.items.iter().enumerate();
            all.filter(|(_, item)| item.kind == kind).map(|(at, _)| at).collect()
        };
        let news = of_kind(new);
        for old_at in of_kind(old) {
            let is_it = |new_at: &usize| {
                same_number((old_at, *new_at))
                    && are_free(self, old_at, *new_at)
                    && contents.allow(old_at, *new_at)
            };
            if let Some(new_at) = news.iter().find(|new_at| is_it(new_at)) {
                self.connect(old_at, *new_at, MatchedBy::Number);
            }
        }
    }

    /// Matches the items that have the same key, if no other item of their side has it. With another
    /// key than the id, one of the two has no id: two ids that differ are two things.
    fn unique(
        &mut self,
        old: &Snapshot,
        new: &Snapshot,
        by: MatchedBy,
        wanted: impl Fn(&Item) -> bool,
        key: impl Fn(Which, &Item) -> Option<String>,
    ) {
        let index = |side: Which, snapshot: &Snapshot, taken: &[Option<(usize, MatchedBy)>]| {
            let mut found: BTreeMap<(ItemKind, String), Vec<usize>> = BTreeMap::new();
            for (at, item) in snapshot.items.iter().enumerate() {
                if taken[at].is_none()
                    && wanted(item)
                    && let Some(key) = key(side, item)
                {
                    found.entry((item.kind, key)).or_default().push(at);
                }
            }
            found
        };
        let olds = index(Which::Old, old, &self.of_old);
        let news = index(Which::New, new, &self.of_new);
        for (key, olds) in olds {
            if let ([old_at], Some([new_at])) = (&olds[..], news.get(&key).map(Vec::as_slice)) {
                let ids = (&old.items[*old_at].uid, &new.items[*new_at].uid);
                if by == MatchedBy::Id || !matches!(ids, (Some(_), Some(_))) {
                    self.connect(*old_at, *new_at, by);
                }
            }
        }
    }

    /// Matches items by the earlier places and names of either side.
    fn by_was(&mut self, old: &Snapshot, new: &Snapshot) {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, item) in new.items.iter().enumerate() {
            pairs.extend(ancestors_of(item, old).map(|found| (found, at)));
        }
        for (at, item) in old.items.iter().enumerate() {
            pairs.extend(ancestors_of(item, new).map(|found| (at, found)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (old_at, new_at) in pairs {
            match (self.of_old[old_at], self.of_new[new_at]) {
                (None, None) => self.connect(old_at, new_at, MatchedBy::Was),
                (Some((new, _)), _) if new == new_at => {}
                _ => self.heirs.push((old_at, new_at)),
            }
        }
    }
}

/// The items of `other` that the `was` of `item` names.
pub(super) fn ancestors_of<'a>(
    item: &'a Item,
    other: &'a Snapshot,
) -> impl Iterator<Item = usize> + 'a {
    let of_edition = item.was.iter().filter(|was| was.edition == other.frame.year);
    of_edition.flat_map(move |was| {
        let is_it = move |(at, found): &(usize, &Item)| {
            let place = match found.kind {
                ItemKind::Policy => Some(found.number.as_str()),
                ItemKind::Section => found.facts.first().and_then(|fact| fact.value.words()),
                _ => other.place(*at),
            };
            let in_place = was.place.as_deref().is_none_or(|was| place == Some(was));
            found.kind == item.kind && found.name == was.name && in_place
        };
        other.items.iter().enumerate().filter(is_it).map(|(at, _)| at)
    })
}

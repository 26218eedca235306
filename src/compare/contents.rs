//! Which items of the framework and which priority themes are the same, by the policies in them.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{ItemKind, Snapshot};

/// How many policies the items of two sides have in common.
pub(super) struct Contents {
    shared: BTreeMap<(usize, usize), usize>,
    known_old: BTreeSet<usize>,
    known_new: BTreeSet<usize>,
}

impl Contents {
    /// The contents of the items of `kind` in `old` and `new`, of which `policies` are the policies that are the same.
    pub(super) fn new(
        kind: ItemKind,
        old: &Snapshot,
        new: &Snapshot,
        policies: impl Iterator<Item = (usize, usize)>,
    ) -> Self {
        let themes = [old, new].map(themes_of_policies);
        let of = |side: &Snapshot, themes: &ThemesOfPolicies, at: usize| -> Vec<usize> {
            if kind == ItemKind::Theme {
                return themes.get(side.items[at].number.as_str()).cloned().unwrap_or_default();
            }
            let above = std::iter::successors(side.items[at].parent, |at| side.items[*at].parent);
            above.filter(|at| side.items[*at].kind == kind).collect()
        };
        let level = |side: &Snapshot, at: usize| side.items[at].number.split('-').count();
        let mut shared = BTreeMap::new();
        let (mut known_old, mut known_new) = (BTreeSet::new(), BTreeSet::new());
        for (old_policy, new_policy) in policies {
            let news = of(new, &themes[1], new_policy);
            known_new.extend(&news);
            for old_at in of(old, &themes[0], old_policy) {
                known_old.insert(old_at);
                let same_level = |new_at: &&usize| level(new, **new_at) == level(old, old_at);
                for new_at in news.iter().filter(same_level) {
                    *shared.entry((old_at, *new_at)).or_default() += 1;
                }
            }
        }
        Self { shared, known_old, known_new }
    }

    /// Whether nothing speaks against the two being the same: they have a policy in common, or it is not known
    /// where the policies of one of them are.
    pub(super) fn allow(&self, old: usize, new: usize) -> bool {
        self.shared.contains_key(&(old, new))
            || !self.known_old.contains(&old)
            || !self.known_new.contains(&new)
    }

    /// The pairs of which each has most in common with the other, among those for which `are_free` says so; of as
    /// many, those of the same number go together.
    pub(super) fn pairs(
        &self,
        old: &Snapshot,
        new: &Snapshot,
        are_free: impl Fn(usize, usize) -> bool,
    ) -> Vec<(usize, usize)> {
        let free: Vec<_> =
            self.shared.iter().filter(|((old, new), _)| are_free(*old, *new)).collect();
        let rank = |(old_at, new_at): &(usize, usize), count: usize| {
            let same_number = old.items[*old_at].number == new.items[*new_at].number;
            (count, same_number)
        };
        let is_best = |(pair, count): &(&(usize, usize), &usize)| {
            free.iter().all(|(other, others)| {
                let has_one_of_it = other.0 == pair.0 || other.1 == pair.1;
                other == pair || !has_one_of_it || rank(other, **others) < rank(pair, **count)
            })
        };
        free.iter().filter(|found| is_best(found)).map(|(pair, _)| **pair).collect()
    }
}

/// The themes of policies, by the numbers of these.
type ThemesOfPolicies<'a> = BTreeMap<&'a str, Vec<usize>>;

fn themes_of_policies(side: &Snapshot) -> ThemesOfPolicies<'_> {
    let mut themes = ThemesOfPolicies::new();
    for (at, item) in side.items.iter().enumerate().filter(|(_, it)| it.kind == ItemKind::Theme) {
        let lists = item.facts.iter().filter(|fact| fact.key.of.ends_with("/policies"));
        for number in lists.filter_map(|fact| fact.value.words()).flat_map(|it| it.split('、')) {
            themes.entry(number).or_default().push(at);
        }
    }
    themes
}

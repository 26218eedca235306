//! Which items of the framework are the same, by the policies in them.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{ItemKind, Snapshot};

/// How many policies the items of the framework of two sides have in common.
pub(super) struct Contents {
    shared: BTreeMap<(usize, usize), usize>,
    known_old: BTreeSet<usize>,
    known_new: BTreeSet<usize>,
}

impl Contents {
    /// The contents of `old` and `new`, of which `policies` are the policies that are the same.
    pub(super) fn new(
        old: &Snapshot,
        new: &Snapshot,
        policies: impl Iterator<Item = (usize, usize)>,
    ) -> Self {
        let nodes = |side: &Snapshot, at: usize| {
            let above = std::iter::successors(side.items[at].parent, |at| side.items[*at].parent);
            above.filter(|at| side.items[*at].kind == ItemKind::Node).collect::<Vec<_>>()
        };
        let level = |side: &Snapshot, at: usize| side.items[at].number.split('-').count();
        let mut shared = BTreeMap::new();
        for (old_policy, new_policy) in policies {
            let news = nodes(new, new_policy);
            for old_at in nodes(old, old_policy) {
                let same_level = |new_at: &&usize| level(new, **new_at) == level(old, old_at);
                if let Some(new_at) = news.iter().find(same_level) {
                    *shared.entry((old_at, *new_at)).or_default() += 1;
                }
            }
        }
        let known_old = shared.keys().map(|(old, _)| *old).collect();
        let known_new = shared.keys().map(|(_, new)| *new).collect();
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
                let beside = other.0 == pair.0 || other.1 == pair.1;
                other == pair || !beside || rank(other, **others) < rank(pair, **count)
            })
        };
        free.iter().filter(|found| is_best(found)).map(|(pair, _)| **pair).collect()
    }
}

//! What becomes of each item over several editions: the same matching as that of a comparison, from each
//! edition to the next.

use std::collections::BTreeMap;

use super::matching::{ancestors_of, matching};
use super::snapshot::{ItemKind, Snapshot};

/// An item through the editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// What it is.
    pub kind: ItemKind,
    /// Its index in the items of each edition, oldest first; none where the edition does not have it.
    pub items: Vec<Option<usize>>,
    /// The other lineages that name it in their `was`: it was merged into them or split.
    pub heirs: Vec<usize>,
}

impl Lineage {
    /// The newest edition that has it, with its index there.
    #[must_use]
    pub fn last(&self) -> Option<(usize, usize)> {
        self.items.iter().enumerate().rev().find_map(|(edition, at)| Some((edition, (*at)?)))
    }
}

/// The lineages of all items of `editions`, which are given oldest first. An item that is left out of an
/// edition and comes back, with its permanent id or naming in its `was` the edition that had it, is one lineage.
#[must_use]
pub fn lineages(editions: &[&Snapshot]) -> Vec<Lineage> {
    let mut all: Vec<Lineage> = Vec::new();
    // The lineage of each item of the editions before.
    let mut before: Vec<Vec<usize>> = Vec::new();
    let mut by_id: BTreeMap<(ItemKind, &str), usize> = BTreeMap::new();
    for (edition, snapshot) in editions.iter().enumerate() {
        let matching = edition.checked_sub(1).map(|last| matching(editions[last], snapshot));
        let mut own = Vec::with_capacity(snapshot.items.len());
        for (at, item) in snapshot.items.iter().enumerate() {
            let id = item.uid.as_deref().map(|uid| (item.kind, uid));
            let known =
                matching.as_ref().and_then(|it| Some(before[edition - 1][it.of_new[at]?.0]));
            let returned = || {
                let found = *by_id.get(&id?)?;
                all[found].items[edition].is_none().then_some(found)
            };
            let named = || {
                let gap = edition.checked_sub(1)?;
                (0..gap).rev().find_map(|earlier| {
                    let found = before[earlier][ancestors_of(item, editions[earlier]).next()?];
                    let is_free = all[found].items[earlier + 1..].iter().all(Option::is_none);
                    is_free.then_some(found)
                })
            };
            let lineage = known.or_else(returned).or_else(named).unwrap_or_else(|| {
                let items = vec![None; editions.len()];
                all.push(Lineage { kind: item.kind, items, heirs: Vec::new() });
                all.len() - 1
            });
            all[lineage].items[edition] = Some(at);
            if let Some(id) = id {
                by_id.insert(id, lineage);
            }
            own.push(lineage);
        }
        for (old, new) in matching.iter().flat_map(|matching| &matching.heirs) {
            let (from, to) = (before[edition - 1][*old], own[*new]);
            if from != to && !all[from].heirs.contains(&to) {
                all[from].heirs.push(to);
            }
        }
        before.push(own);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::{Frame, Item, LeftOut, WasRef};
    use super::*;
    use crate::model::FiscalYear;
    use crate::value::Date;

    fn year(western: i32) -> FiscalYear {
        FiscalYear::from_western(western)
    }

    /// Its id, number, name, and the places and names that it had.
    type Policy<'a> = (&'a str, &'a str, &'a str, &'a [(i32, &'a str, &'a str)]);

    fn edition(western: i32, policies: &[Policy<'_>]) -> Snapshot {
        let frame = Frame {
            title: String::new(),
            year: year(western),
            last_year: year(western + 2),
            evaluated: Some(year(western - 1)),
            date: Date { year: 2024, month: 9, day: 30 },
            is_final: true,
            unit: "千円".to_owned(),
            yen: 1000,
            revised_counts: false,
            negative: None,
            declared: None,
        };
        let was = |(western, place, name): &(i32, &str, &str)| WasRef {
            edition: year(*western),
            place: Some((*place).to_owned()),
            name: (*name).to_owned(),
        };
        let item = |(uid, number, name, olds): &Policy<'_>| Item {
            kind: ItemKind::Policy,
            kind_name: String::new(),
            uid: Some((*uid).to_owned()),
            number: (*number).to_owned(),
            name: (*name).to_owned(),
            parent: None,
            was: olds.iter().map(was).collect(),
            facts: Vec::new(),
        };
        let items = policies.iter().map(item).collect();
        Snapshot { frame, items, reasons: BTreeMap::new(), left_out: LeftOut::default() }
    }

    #[test]
    fn items_are_followed_through_moves_gaps_and_mergers() {
        let editions = [
            edition(
                2024,
                &[
                    ("pa", "1-1-01", "道路", &[]),
                    ("pb", "1-1-02", "公園", &[]),
                    ("pc", "1-1-03", "緑", &[]),
                    ("pe", "1-1-04", "橋", &[]),
                ],
            ),
            edition(2025, &[("pb", "1-1-01", "公園と緑", &[(2024, "1-1-03", "緑")])]),
            edition(
                2026,
                &[
                    ("pb", "1-1-01", "公園と緑", &[]),
                    ("pa", "1-1-02", "道", &[]),
                    ("pd", "1-1-03", "川", &[]),
                    // Taken up again as a new item.
                    ("pf", "1-1-04", "橋", &[(2024, "1-1-04", "橋")]),
                ],
            ),
        ];
        let found = lineages(&editions.iter().collect::<Vec<_>>());
        let items: Vec<_> = found.iter().map(|lineage| lineage.items.clone()).collect();
        assert_eq!(
            items,
            [
                vec![Some(0), None, Some(1)],
                vec![Some(1), Some(0), Some(0)],
                vec![Some(2), None, None],
                vec![Some(3), None, Some(3)],
                vec![None, None, Some(2)],
            ]
        );
        let heirs: Vec<_> = found.iter().map(|lineage| lineage.heirs.clone()).collect();
        assert_eq!(heirs, [vec![], vec![], vec![1], vec![], vec![]]);
        assert_eq!(found[2].last(), Some((0, 2)));
        // Every item of every edition is in one lineage.
        for (edition, snapshot) in editions.iter().enumerate() {
            let mut all: Vec<_> = found.iter().filter_map(|it| it.items[edition]).collect();
            all.sort_unstable();
            assert_eq!(all, (0..snapshot.items.len()).collect::<Vec<_>>());
        }
    }
}

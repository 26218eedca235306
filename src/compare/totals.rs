//! Sums of the amounts of both sides and their differences: of the whole book, and of each policy and
//! item of the framework.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::difference::{Difference, of_numbers};
use super::fact::{Fact, plain_number};
use super::labels::label;
use super::matching::Matching;
use super::result::short_year;
use super::snapshot::{Frame, Item, ItemKind, Snapshot};
use crate::model::{FiscalYear, REVISED};

/// The amounts of one field in one year, of everything in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The number of the place, as the new side has it; empty for the whole.
    pub number: String,
    /// Its number in print.
    pub printed_number: String,
    /// The name of the place; empty for the whole.
    pub name: String,
    /// What places of this level are called; empty for the whole.
    pub kind_name: String,
    /// The key of the field: `budget`.
    pub field: String,
    /// Its name for readers.
    pub label: String,
    /// The year.
    #[serde(serialize_with = "short_year")]
    pub year: FiscalYear,
    /// The sum of the old side; none where it has no amount.
    pub old: Option<String>,
    /// The sum of the new side.
    pub new: Option<String>,
    /// How many amounts the old sum leaves out because they are not decided, or their counterparts are not.
    pub old_open: usize,
    /// How many the new one leaves out.
    pub new_open: usize,
    /// The difference.
    pub difference: Option<Difference>,
}

/// A sum of millionths, how many it adds up, and how many it leaves out.
#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    total: i128,
    counted: usize,
    open: usize,
}

/// A place: an old item, or a new one without a counterpart; none for the whole.
type Place = Option<(bool, usize)>;

/// The fields that are summed: those of projects that every project has.
const FIELDS: [&str; 2] = ["settlement", "budget"];

/// The totals that both editions are about, of the whole and of each policy and what it is in. The years
/// of one edition alone are not compared.
pub(super) fn totals(old: &Snapshot, new: &Snapshot, matching: &Matching) -> Vec<Total> {
    let mut sums: BTreeMap<(Place, usize, FiscalYear), [Sum; 2]> = BTreeMap::new();
    let mut labels: BTreeMap<usize, String> = BTreeMap::new();
    let open = open_amounts(old, new, matching);
    for (which, side) in [old, new].into_iter().enumerate() {
        for (at, item) in side.items.iter().enumerate() {
            if item.kind != ItemKind::Project {
                continue;
            }
            let mut places: Vec<Place> = vec![None];
            places.extend(ancestors(side, at).map(|at| Some(place(which, at, matching))));
            for fact in &item.facts {
                let field = summed(fact, item, &side.frame);
                let field = field.and_then(|key| FIELDS.iter().position(|field| *field == key));
                let (Some(field), Some(year)) = (field, fact.key.year) else { continue };
                let both = [old, new].iter().all(|s| s.frame.is_about(FIELDS[field], year));
                if !both {
                    continue;
                }
                if fact.key.field == FIELDS[field] {
                    labels.entry(field).or_insert_with(|| fact.label.clone());
                }
                // Sums of both sides have the same projects.
                let is_open = open.contains(&(place(which, at, matching), field, year));
                for at_place in &places {
                    let sum = &mut sums.entry((*at_place, field, year)).or_default()[which];
                    match fact.value.number().filter(|_| !is_open) {
                        Some(number) => {
                            sum.total += number;
                            sum.counted += 1;
                        }
                        None => sum.open += 1,
                    }
                }
            }
        }
    }
    let total =
        |((place, field, year), [before, after]): ((Place, usize, FiscalYear), [Sum; 2])| {
            let item = place.map(|place| match place {
                (true, at) => match matching.of_old[at] {
                    Some((at, _)) => &new.items[at],
                    None => &old.items[at],
                },
                (false, at) => &new.items[at],
            });
            let words = |of: fn(&Item) -> &str| item.map(of).unwrap_or_default().to_owned();
            let written = |sum: Sum| (sum.counted > 0).then(|| plain_number(sum.total));
            Total {
                number: words(|item| &item.number),
                printed_number: words(Item::printed_number),
                name: words(|item| &item.name),
                kind_name: words(|item| &item.kind_name),
                field: FIELDS[field].to_owned(),
                label: labels
                    .get(&field)
                    .cloned()
                    .unwrap_or_else(|| label("Project", FIELDS[field], "")),
                year,
                old: written(before),
                new: written(after),
                old_open: before.open,
                new_open: after.open,
                // A sum of undecided amounts alone is not nothing.
                difference: of_numbers(before.total, after.total, before.open + after.open == 0)
                    .filter(|_| [before, after].iter().all(|it| it.counted > 0 || it.open == 0)),
            }
        };
    let mut totals: Vec<Total> = sums.into_iter().map(total).collect();
    totals.sort_by_cached_key(|total| {
        let numbers = total.number.split('-').map(|part| part.parse::<u32>().unwrap_or(0));
        (numbers.collect::<Vec<_>>(), total.field == "budget", total.year)
    });
    totals
}

/// The amounts of which one side or the other does not know how much they are, by project, field and year.
fn open_amounts(
    old: &Snapshot,
    new: &Snapshot,
    matching: &Matching,
) -> BTreeSet<((bool, usize), usize, FiscalYear)> {
    let mut open = BTreeSet::new();
    for (which, side) in [old, new].into_iter().enumerate() {
        let items = side.items.iter().enumerate();
        for (at, item) in items.filter(|(_, item)| item.kind == ItemKind::Project) {
            let unknown = item.facts.iter().filter(|fact| fact.value.number().is_none());
            let keys = unknown.filter_map(|fact| {
                let field = summed(fact, item, &side.frame)?;
                let field = FIELDS.iter().position(|known| *known == field)?;
                Some((place(which, at, matching), field, fact.key.year?))
            });
            open.extend(keys);
        }
    }
    open
}

/// The key of the field that the amount `fact` of `item` is added to, if to any.
fn summed<'a>(fact: &'a Fact, item: &Item, frame: &Frame) -> Option<&'a str> {
    if !frame.revised_counts {
        return Some(&fact.key.field);
    }
    let is_revised = |of: &Fact| of.key.field == REVISED && of.key.year == fact.key.year;
    match fact.key.field.as_str() {
        REVISED => Some("budget"),
        "budget" if item.facts.iter().any(is_revised) => None,
        field => Some(field),
    }
}

fn ancestors(side: &Snapshot, at: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(side.items[at].parent, |at| side.items[*at].parent)
}

/// The place of the item with the index `at`, in the old side or, with `which` 1, the new one.
fn place(which: usize, at: usize, matching: &Matching) -> (bool, usize) {
    match (which, matching.of_new.get(at)) {
        (0, _) => (true, at),
        (_, Some(Some((old, _)))) => (true, *old),
        _ => (false, at),
    }
}

//! What changed in a book against the year before: the largest changes, what began and ended, and the
//! changes of ratings, as themes get it.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{rating_at, year};
use super::change::names;
use super::policy::policy_reference;
use super::{ChangeView, RatingView, Reference, Year};
use crate::layout::routes;
use crate::model::{Policy, Project};
use crate::reading::{
    AmountChange, ChangeKind, ChangeOfSum, Column, ComparedColumns, Reading, largest_first,
    most_changed,
};

/// How many changes the lists of the largest ones have.
const LARGEST: usize = 20;

/// How many the lists of what began and what ended have.
const LONGEST: usize = 100;

/// What changed against the year before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangesView {
    /// The amounts; none where those of the year before are not known.
    pub amounts: Option<AmountChanges>,
    /// The ratings; none where no policy has two.
    pub ratings: Option<RatingChanges>,
}

/// What is compared, and the largest changes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AmountChanges {
    /// What is compared with: 令和5年度の決算額.
    pub before: String,
    /// What is compared: 令和6年度の予算額.
    pub after: String,
    /// The year compared with.
    pub year: Year,
    /// The kind of the amounts compared with: `budget`, or `settlement` where the budgets of that year
    /// are not known.
    pub kind: &'static str,
    /// The word for that kind: 予算額, 決算額.
    pub word: &'static str,
    /// How many projects changed how, in the order of the kinds of [`ChangeView`]; without those that
    /// none has.
    pub counts: Vec<ChangeCount>,
    /// The projects that grew most.
    pub grew: ChangeList,
    /// The projects that shrank most.
    pub shrank: ChangeList,
    /// The projects that have an amount now and had none.
    pub began: ChangeList,
    /// The projects that have no amount any more.
    pub ended: ChangeList,
    /// The policies that grew most.
    pub policies_grew: ChangeList,
    /// The policies that shrank most.
    pub policies_shrank: ChangeList,
}

/// How many projects changed in one way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeCount {
    /// The kind, as of [`ChangeView`].
    pub kind: &'static str,
    /// What to call it in a list: 増, 新規.
    pub word: String,
    /// How many.
    pub count: usize,
}

/// Changes in order.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeList {
    /// How many there are; `items` may be fewer.
    pub count: usize,
    /// The first of them.
    pub items: Vec<ChangedItem>,
}

/// A policy or project whose amount changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangedItem {
    /// Its name.
    pub name: String,
    /// Its page or place on the site.
    pub route: String,
    /// Its policy; of a policy itself.
    pub policy: Reference,
    /// How it changed.
    pub change: ChangeView,
}

/// How the ratings of policies differ from those before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RatingChanges {
    /// The policies that are rated better.
    pub up: Vec<RatingChange>,
    /// The policies that are rated worse.
    pub down: Vec<RatingChange>,
    /// How many are rated the same.
    pub same: usize,
}

/// A policy whose rating changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RatingChange {
    /// Which.
    pub policy: Reference,
    /// The year of the earlier rating.
    pub year: Year,
    /// The earlier rating.
    pub before: RatingView,
    /// The rating now.
    pub after: RatingView,
}

/// What changed in the whole book; none where nothing is known of the year before.
pub(super) fn changes(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
) -> Option<ChangesView> {
    let amounts = compared.map(|columns| amounts(reading, columns));
    let ratings = ratings(reading);
    (amounts.is_some() || ratings.is_some()).then_some(ChangesView { amounts, ratings })
}

/// A project with its policy and its number there.
type Numbered<'a> = (&'a Policy, usize, &'a Project);

fn amounts(reading: &Reading<'_>, compared: ComparedColumns) -> AmountChanges {
    let book = reading.book();
    let projects: Vec<(Numbered<'_>, Option<AmountChange>)> = book
        .policies()
        .flat_map(|policy| (1..).zip(&policy.projects).map(move |(n, p)| (policy, n, p)))
        .map(|of| (of, reading.change(compared, of.2)))
        .collect();
    let known = || projects.iter().filter_map(|(of, change)| Some((*of, (*change)?)));
    let project = |(policy, number, project): Numbered<'_>| ChangedItem {
        name: project.name.value.clone(),
        route: routes::project(&book.plan, policy.id, number),
        policy: policy_reference(policy),
        change: ChangeView::of_project(reading, compared, project),
    };
    let list = |found: Vec<(Numbered<'_>, AmountChange)>, longest| ChangeList {
        count: found.len(),
        items: found.into_iter().take(longest).map(|(of, _)| project(of)).collect(),
    };
    let of_kind = |kind: fn(ChangeKind) -> bool| {
        known().filter(|(_, change)| kind(change.kind)).collect::<Vec<_>>()
    };
    let policies = || {
        book.policies().filter_map(|policy| {
            let sum = reading.change_of_sum(compared, &policy.projects);
            Some(((policy, sum), sum.change()?))
        })
    };
    let policy = |(policy, sum): (&Policy, ChangeOfSum)| ChangedItem {
        name: policy.title.value.clone(),
        route: routes::policy(policy.id),
        policy: policy_reference(policy),
        change: ChangeView::of_sum(&sum, &reading.plan().money),
    };
    let list_of_policies = |upward| {
        // A policy whose projects all began or ended has changed like others.
        let is_upward =
            |change: &AmountChange| change.difference().0.signum() == if upward { 1 } else { -1 };
        let found = largest_first(policies().filter(|(_, change)| is_upward(change)));
        let count = found.len();
        ChangeList {
            count,
            items: found.into_iter().take(LARGEST).map(|(of, _)| policy(of)).collect(),
        }
    };
    let words = |column: Column| match column {
        Column::Settlement(_) => ("settlement", "決算額"),
        Column::Budget(_) | Column::Initial(_) | Column::Revised(_) => ("budget", "予算額"),
    };
    let name = |column: Column| format!("{}の{}", column.year().long(), words(column).1);
    let (kind, word) = words(compared.before);
    AmountChanges {
        before: name(compared.before),
        after: name(compared.after),
        year: year(compared.before.year()),
        kind,
        word,
        counts: counts(reading, projects.iter().map(|(_, change)| *change)),
        grew: list(most_changed(known(), true), LARGEST),
        shrank: list(most_changed(known(), false), LARGEST),
        began: list(of_kind(ChangeKind::is_beginning), LONGEST),
        ended: list(of_kind(ChangeKind::is_end), LONGEST),
        policies_grew: list_of_policies(true),
        policies_shrank: list_of_policies(false),
    }
}

fn counts(
    reading: &Reading<'_>,
    changes: impl Iterator<Item = Option<AmountChange>> + Clone,
) -> Vec<ChangeCount> {
    let count = |kind: Option<ChangeKind>| {
        changes.clone().filter(|change| change.map(|change| change.kind) == kind).count()
    };
    let begins: Vec<_> = reading.plan().direction.begins.iter().map(|word| word.as_str()).collect();
    let begins = (!begins.is_empty()).then(|| begins.join("・"));
    let known = ChangeKind::ALL.into_iter().map(|movement| {
        let (kind, word) = names(movement);
        let own = begins.clone().filter(|_| movement == ChangeKind::Begun);
        let word = own.unwrap_or_else(|| word.to_owned());
        ChangeCount { kind, word, count: count(Some(movement)) }
    });
    let unknown = ChangeCount { kind: "unknown", word: "不明".to_owned(), count: count(None) };
    known.chain([unknown]).filter(|it| it.count > 0).collect()
}

fn ratings(reading: &Reading<'_>) -> Option<RatingChanges> {
    let plan = reading.plan();
    let mut changes = RatingChanges { up: Vec::new(), down: Vec::new(), same: 0 };
    let mut any = false;
    for policy in reading.book().policies() {
        let Some(ratings) = reading.compared_ratings(policy) else { continue };
        any = true;
        let (before, after) = (rating_at(plan, ratings.before), rating_at(plan, ratings.after));
        let change = RatingChange {
            policy: policy_reference(policy),
            year: year(ratings.since),
            before,
            after,
        };
        match ratings.after.cmp(&ratings.before) {
            std::cmp::Ordering::Less => changes.up.push(change),
            std::cmp::Ordering::Greater => changes.down.push(change),
            std::cmp::Ordering::Equal => changes.same += 1,
        }
    }
    any.then_some(changes)
}

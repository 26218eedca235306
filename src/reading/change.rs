//! Computes the changes of amounts and ratings against the year before.
//!
//! The budget of the edition's year is compared with the budget of the year before. Where more projects
//! have the settlement of that year than its budget, it is compared with that, and every output says so.
//! Nothing is computed from an amount that is not known.

use super::{Column, Reading, Sum};
use crate::model::{FiscalYear, Money, Policy, Project};

/// The two columns of amounts that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedColumns {
    /// The budget or the settlement of the year before.
    pub before: Column,
    /// The budget of the edition's year.
    pub after: Column,
}

/// In what way an amount changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It begins with this edition; there was nothing before.
    Begun,
    /// 皆増: it was zero before, and is above.
    WhollyNew,
    /// 増.
    Increased,
    /// 増減なし.
    Same,
    /// 減.
    Decreased,
    /// 皆減: it was above zero before, and is zero now.
    WhollyGone,
    /// It is zero now, and its direction says that it is over or goes on within another.
    Ended,
}

impl ChangeKind {
    /// Each kind, increases first.
    pub const ALL: [Self; 7] = [
        Self::Begun,
        Self::WhollyNew,
        Self::Increased,
        Self::Same,
        Self::Decreased,
        Self::WhollyGone,
        Self::Ended,
    ];

    /// The kind of change of an amount from `before` to `after`.
    fn of(before: Money, after: Money) -> Self {
        match (before.0, after.0) {
            (before, after) if before == after => Self::Same,
            (0, after) if after > 0 => Self::WhollyNew,
            (before, 0) if before > 0 => Self::WhollyGone,
            (before, after) if after > before => Self::Increased,
            _ => Self::Decreased,
        }
    }

    /// Whether there is now an amount where there was none.
    #[must_use]
    pub fn is_beginning(self) -> bool {
        matches!(self, Self::Begun | Self::WhollyNew)
    }

    /// Whether there is no amount any more.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, Self::Ended | Self::WhollyGone)
    }
}

/// How an amount changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountChange {
    /// The amount of the year before; zero for what begins.
    pub before: Money,
    /// The amount of the edition's year.
    pub after: Money,
    /// In what way.
    pub kind: ChangeKind,
}

impl AmountChange {
    /// What it is more; below zero what it is less. Both amounts are within [`Money::LARGEST`].
    #[must_use]
    pub fn difference(self) -> Money {
        Money(self.after.0 - self.before.0)
    }

    /// The difference in tenths of a percent of the amount before, rounded half away from zero; none
    /// where that was zero or below, because nobody can read a share of less than nothing.
    #[must_use]
    pub fn rate(self) -> Option<i128> {
        let before = i128::from(self.before.0);
        (before > 0).then(|| tenths_of_percent(self.difference().0.into(), before))
    }
}

/// `part` in tenths of a percent of `whole`, which is above zero; rounded half away from zero.
#[must_use]
pub fn tenths_of_percent(part: i128, whole: i128) -> i128 {
    let tenths = (part.abs() * 1000 + whole / 2) / whole;
    if part < 0 { -tenths } else { tenths }
}

/// How several amounts changed together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeOfSum {
    before: Sum,
    after: Sum,
    has_history: bool,
}

impl ChangeOfSum {
    /// Adds the change of an amount; one that is not known is left out of both sums.
    pub fn add(&mut self, change: Option<AmountChange>) {
        self.before.add(change.map(|change| change.before));
        self.after.add(change.map(|change| change.after));
        self.has_history |= change.is_some_and(|change| change.kind != ChangeKind::Begun);
    }

    /// How many amounts are left out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.after.left_out
    }

    /// The change; none where nothing is known.
    #[must_use]
    pub fn change(&self) -> Option<AmountChange> {
        let (before, after) = (self.before.amount()?, self.after.amount()?);
        let kind = if self.has_history { ChangeKind::of(before, after) } else { ChangeKind::Begun };
        Some(AmountChange { before, after, kind })
    }
}

impl FromIterator<Option<AmountChange>> for ChangeOfSum {
    fn from_iter<I: IntoIterator<Item = Option<AmountChange>>>(changes: I) -> Self {
        let mut sum = Self::default();
        changes.into_iter().for_each(|change| sum.add(change));
        sum
    }
}

/// The items whose amount changed most, the largest difference first, those of the same difference in
/// their order; `upward` chooses what grew, otherwise what shrank.
pub fn most_changed<T>(
    items: impl IntoIterator<Item = (T, AmountChange)>,
    upward: bool,
) -> Vec<(T, AmountChange)> {
    let chosen = |change: &AmountChange| match change.kind {
        ChangeKind::Increased => upward,
        ChangeKind::Decreased => !upward,
        _ => false,
    };
    largest_first(items.into_iter().filter(|(_, change)| chosen(change)))
}

/// The items in the order of their differences, the largest first, those of the same difference in their order.
pub fn largest_first<T>(
    items: impl IntoIterator<Item = (T, AmountChange)>,
) -> Vec<(T, AmountChange)> {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by_key(|(_, change)| std::cmp::Reverse(change.difference().0.abs()));
    items
}

/// The rating of a policy in the evaluated year and the latest one before, as places in the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedRatings {
    /// The year of the earlier rating.
    pub since: FiscalYear,
    /// The earlier rating; 0 is the best.
    pub before: usize,
    /// The rating now.
    pub after: usize,
}

impl Reading<'_> {
    /// What the edition compares: none where nothing is known of the year before.
    #[must_use]
    pub fn compared_columns(&self) -> Option<ComparedColumns> {
        let year = self.edition.year.value;
        let last = year.plus(-1);
        let known = |column: Column| {
            self.book.projects().filter(|project| column.of(project).is_some()).count()
        };
        let (budget, settlement) = (Column::Budget(last), Column::Settlement(last));
        let budgets = known(budget);
        // A settlement of another year than the evaluated one is not in the book.
        let settled = self.evaluated().filter(|evaluated| *evaluated == last);
        let settlements = settled.map_or(0, |_| known(settlement));
        let before = if budgets >= settlements { budget } else { settlement };
        (budgets.max(settlements) > 0)
            .then_some(ComparedColumns { before, after: Column::Budget(year) })
    }

    /// How the amount of `project` changed; none where one of the two is not known.
    #[must_use]
    pub fn change(&self, compared: ComparedColumns, project: &Project) -> Option<AmountChange> {
        let known = |money: &Money| money.is_exact();
        let after = compared.after.of(project).filter(known)?;
        let direction = &self.plan().direction;
        let begins = direction.begins(&project.direction) && self.earlier_budget(project).is_none();
        let before = match compared.before.of(project).filter(known) {
            Some(before) => before,
            None if begins && !compared.before.is_written_for(project) => Money::default(),
            None => return None,
        };
        // A zero that is written for the year before does not make it older.
        if begins && before == Money::default() {
            return Some(AmountChange { before, after, kind: ChangeKind::Begun });
        }
        let is_over = direction.ends(&project.direction) || direction.merges(&project.direction);
        let kind = match ChangeKind::of(before, after) {
            ChangeKind::WhollyGone if is_over => ChangeKind::Ended,
            kind => kind,
        };
        Some(AmountChange { before, after, kind })
    }

    /// How the amounts of `projects` changed together.
    pub fn change_of_sum<'b>(
        &self,
        compared: ComparedColumns,
        projects: impl IntoIterator<Item = &'b Project>,
    ) -> ChangeOfSum {
        projects.into_iter().map(|project| self.change(compared, project)).collect()
    }

    /// How the rating of `policy` in the evaluated year differs from the latest one before; none where
    /// one of them is not there.
    #[must_use]
    pub fn compared_ratings(&self, policy: &Policy) -> Option<ComparedRatings> {
        let year = self.evaluated().filter(|_| self.plan().rates())?;
        let after = self.rank(policy, year)?;
        let (since, earlier) = policy.rating.value.range(..year).next_back()?;
        let before = self.plan().rating_index(&earlier.value)?;
        Some(ComparedRatings { since: *since, before, after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: i64, after: i64) -> AmountChange {
        let (before, after) = (Money(before), Money(after));
        AmountChange { before, after, kind: ChangeKind::of(before, after) }
    }

    #[test]
    fn a_rate_is_rounded_once_and_half_away_from_zero() {
        let rate = |before, after| change(before, after).rate();
        assert_eq!(rate(960, 1_200), Some(250));
        assert_eq!(rate(2_000, 2_001), Some(1), "0.05 % is 0.1 %");
        assert_eq!(rate(2_000, 1_999), Some(-1));
        assert_eq!(rate(2_001, 2_002), Some(0), "0.04998 % is 0.0 %");
        assert_eq!(rate(-300, 300), None);
        assert_eq!(rate(-300, -100), None);
        assert_eq!(rate(5, 0), Some(-1_000));
        assert_eq!(rate(0, 5), None);
        let largest = Money::LARGEST;
        assert_eq!(rate(1, largest), Some((i128::from(largest) - 1) * 1000));
        assert_eq!(change(-largest, largest).difference(), Money(2 * largest));
    }

    #[test]
    fn movements_have_their_names() {
        let kind = |before, after| change(before, after).kind;
        assert_eq!(kind(0, 5), ChangeKind::WhollyNew);
        assert_eq!(kind(5, 0), ChangeKind::WhollyGone);
        assert_eq!(kind(0, 0), ChangeKind::Same);
        assert_eq!(kind(-5, -9), ChangeKind::Decreased);
        assert_eq!(kind(-5, 1), ChangeKind::Increased);
    }

    #[test]
    fn what_is_not_known_is_left_out_of_both_sums() {
        let sum: ChangeOfSum = [Some(change(100, 150)), None].into_iter().collect();
        assert_eq!((sum.change(), sum.left_out()), (Some(change(100, 150)), 1));
        let nothing: ChangeOfSum = [None, None].into_iter().collect();
        assert_eq!((nothing.change(), nothing.left_out()), (None, 2));
        let begun = AmountChange { kind: ChangeKind::Begun, ..change(0, 7) };
        let of = |changes: &[AmountChange]| {
            let sum: ChangeOfSum = changes.iter().copied().map(Some).collect();
            sum.change().map(|change| change.kind)
        };
        assert_eq!(of(&[begun, begun]), Some(ChangeKind::Begun));
        assert_eq!(of(&[begun, change(0, 3)]), Some(ChangeKind::WhollyNew));
        assert_eq!(of(&[begun, change(9, 0)]), Some(ChangeKind::Decreased));
    }

    #[test]
    fn what_is_less_is_no_increase() {
        for (before, after) in (-3..4).flat_map(|before| (-3..4).map(move |after| (before, after)))
        {
            let kind = ChangeKind::of(Money(before), Money(after));
            let rises = [ChangeKind::WhollyNew, ChangeKind::Increased].contains(&kind);
            let falls = [ChangeKind::WhollyGone, ChangeKind::Decreased].contains(&kind);
            assert_eq!((rises, falls), (after > before, after < before), "{before} {after}");
            assert!(!kind.is_beginning() || after > 0 && before == 0, "{before} {after}");
            assert!(!kind.is_end() || before > 0 && after == 0, "{before} {after}");
        }
    }

    #[test]
    fn the_largest_changes_come_first() {
        let items = [change(5, 0), change(10, 4), change(1, 9), change(10, 2), change(20, 28)];
        let of = |upward| {
            let found = most_changed(items.into_iter().enumerate(), upward);
            found.into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(of(true), [2, 4]);
        assert_eq!(of(false), [3, 1]);
    }
}

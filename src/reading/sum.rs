//! [`Sum`], the only kind of total: the sum of the known amounts, and how many were counted and left out.

use crate::model::Money;

/// A sum of amounts, exact whatever they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    total: i128,
    /// How many amounts it adds up.
    pub counted: usize,
    /// How many it leaves out, because they are not there or not decided.
    pub left_out: usize,
}

impl Sum {
    /// Adds an amount, or leaves it out.
    pub fn add(&mut self, amount: Option<Money>) {
        match amount {
            Some(money) => {
                self.total += i128::from(money.0);
                self.counted += 1;
            }
            None => self.left_out += 1,
        }
    }

    /// The amount; `None` where nothing is added up, and where it is larger than
    /// [`Money::LARGEST`], which the check `large_numbers` reports.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        let money = i64::try_from(self.total).ok().map(Money)?;
        (self.counted > 0 && money.is_exact()).then_some(money)
    }

    /// What was added up, without a bound.
    #[must_use]
    pub fn total(&self) -> i128 {
        self.total
    }

    /// Whether every output can show it.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.total.unsigned_abs() <= Money::LARGEST.unsigned_abs().into()
    }
}

impl FromIterator<Option<Money>> for Sum {
    fn from_iter<I: IntoIterator<Item = Option<Money>>>(amounts: I) -> Self {
        let mut sum = Self::default();
        amounts.into_iter().for_each(|amount| sum.add(amount));
        sum
    }
}

/// The length of a bar for `value` where `longest` has a thousand; none below zero.
#[must_use]
pub fn thousandths(value: i64, longest: i64) -> i64 {
    let share = i128::from(value.max(0)) * 1000 / i128::from(longest.max(1));
    i64::try_from(share).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(amounts: &[Option<i64>]) -> Sum {
        amounts.iter().map(|amount| amount.map(Money)).collect()
    }

    #[test]
    fn a_sum_of_nothing_is_no_amount() {
        assert_eq!(sum(&[]).amount(), None);
        let undecided = sum(&[None, None]);
        assert_eq!((undecided.amount(), undecided.left_out), (None, 2));
        assert_eq!(sum(&[Some(0), None]).amount(), Some(Money(0)));
    }

    #[test]
    fn a_sum_is_exact_in_any_order_or_none() {
        let large = Money::LARGEST;
        for amounts in [[large, large, -large], [large, -large, large], [-large, large, large]] {
            let amounts = amounts.map(Some);
            assert_eq!(sum(&amounts).amount(), Some(Money(large)));
        }
        let too_large = sum(&[Some(i64::MAX), Some(i64::MAX)]);
        assert_eq!(too_large.total(), 2 * i128::from(i64::MAX));
        assert!(!too_large.is_exact() && too_large.amount().is_none());
        assert_eq!(sum(&[Some(large), Some(1)]).amount(), None);
        assert_eq!(sum(&[Some(i64::MIN), Some(i64::MIN)]).amount(), None);
    }

    #[test]
    fn bars_of_any_amounts_fit() {
        assert_eq!(thousandths(50, 200), 250);
        assert_eq!(thousandths(-7, 200), 0);
        assert_eq!(thousandths(0, 0), 0);
        assert_eq!(thousandths(i64::MAX, i64::MAX), 1000);
    }
}

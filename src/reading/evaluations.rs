//! How the declared evaluations come out: counts by step of the scale, and means of points.

use super::{Reading, Tally};
use crate::model::{Criterion, Decimal, Evaluable, Evaluated, Evaluation, Mark, Points};

impl Reading<'_> {
    /// What `record` says in `evaluation` of the evaluated year.
    #[must_use]
    pub fn evaluated_in<'b, T: Evaluable>(
        &self,
        evaluation: &Evaluation,
        record: &'b T,
    ) -> Option<&'b Evaluated> {
        evaluation.read(record.evaluations(), self.evaluated()?)
    }

    /// How `records` come out in `evaluation` in the evaluated year, in the whole or in `criterion`, by the steps
    /// of its scale.
    pub fn tally_of<'b, T: Evaluable + 'b>(
        &self,
        evaluation: &Evaluation,
        criterion: Option<&Criterion>,
        records: impl IntoIterator<Item = &'b T>,
    ) -> Tally {
        let mut tally = Tally { counts: vec![0; evaluation.scale.len()], unrated: 0 };
        for record in records {
            let result = self.evaluated_in(evaluation, record).and_then(|e| e.mark(criterion));
            let is_rated = result.is_some_and(|result| !result.0.is_empty());
            match result.and_then(|result| evaluation.rank(result)) {
                Some(rank) => tally.counts[rank] += 1,
                // Points are no steps: they are counted as rated by `mean_of`.
                None => tally.unrated += usize::from(!is_rated || evaluation.points.is_none()),
            }
        }
        tally
    }

    /// The mean of the points of `records` in `evaluation` in the evaluated year, in the whole or in `criterion`,
    /// rounded to one decimal place more than the points have, and of how many it is; none where none has
    /// points.
    pub fn mean_of<'b, T: Evaluable + 'b>(
        &self,
        evaluation: &Evaluation,
        criterion: Option<&Criterion>,
        records: impl IntoIterator<Item = &'b T>,
    ) -> Option<(Decimal, usize)> {
        let range = &evaluation.points.as_ref()?.value;
        let results = records
            .into_iter()
            .filter_map(|record| points(self.evaluated_in(evaluation, record)?.mark(criterion)?));
        let points: Vec<Decimal> = results.collect();
        let count = points.len();
        let sum: i128 = points.iter().map(|points| points.millionths()).sum();
        Some((mean(sum, count, range)?, count))
    }
}

/// The points that `mark` gives.
#[must_use]
pub fn points(mark: &Mark) -> Option<Decimal> {
    mark.0.parse().ok()
}

/// `sum` millionths divided by `count`, rounded half away from zero.
fn mean(sum: i128, count: usize, range: &Points) -> Option<Decimal> {
    let count = i128::try_from(count).ok().filter(|count| *count > 0)?;
    let places = u32::from((range.decimals.0 + 1).min(Decimal::MAX_SCALE));
    let step = 10i128.pow(u32::from(Decimal::MAX_SCALE) - places) * count;
    let units = (sum.abs() + step / 2) / step;
    let sign = if sum < 0 && units > 0 { "-" } else { "" };
    let one = 10i128.pow(places);
    let (whole, rest, width) = (units / one, units % one, places as usize);
    format!("{sign}{whole}.{rest:0width$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Decimals;

    #[test]
    fn a_mean_has_one_place_more_than_its_points() {
        let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
        let of = |points: &[&str], decimals| {
            let range =
                Points { from: decimal("0"), to: decimal("5"), decimals: Decimals(decimals) };
            let sum = points.iter().map(|text| decimal(text).millionths()).sum();
            mean(sum, points.len(), &range).map(|mean| mean.to_string())
        };
        assert_eq!(of(&["4", "5", "5"], 0).as_deref(), Some("4.7"));
        assert_eq!(of(&["4.5", "4.0"], 1).as_deref(), Some("4.25"));
        assert_eq!(of(&["-1", "-2"], 0).as_deref(), Some("-1.5"));
        assert_eq!(of(&["0"], 0).as_deref(), Some("0.0"));
        assert_eq!(of(&[], 0), None);
    }
}

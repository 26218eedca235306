//! The values, targets and forecasts of an indicator, year by year.

use serde::Serialize;

use super::{IndicatorView, Measured, Year};

/// What an indicator says of a year.
#[derive(Debug, Serialize)]
pub struct IndicatorYear<'a> {
    /// The year; of a mean, the years.
    pub year: &'a Year,
    /// The value; none where the plan says nothing of it, and a value without a number where the year
    /// was not measured.
    pub value: Option<&'a Measured>,
    /// Whether the plan set out from the value.
    pub is_baseline: bool,
    /// The target.
    pub target: Option<&'a Measured>,
    /// What would come to be without the plan.
    pub forecast: Option<&'a Measured>,
}

impl IndicatorView {
    /// The mean that the plan set out from, where it did not set out from the value of a year.
    #[must_use]
    pub fn mean(&self) -> Option<&Measured> {
        let of_year = |mean: &Measured| self.values.iter().any(|v| v.year.long == mean.year.long);
        self.baseline.as_ref().filter(|baseline| !of_year(baseline))
    }

    /// All years of which it says something, the earliest first.
    #[must_use]
    pub fn years(&self) -> Vec<IndicatorYear<'_>> {
        let (values, targets, forecasts) = (&self.values, &self.targets, &self.forecasts);
        let mut years: Vec<&Year> =
            values.iter().chain(targets).chain(forecasts).map(|value| &value.year).collect();
        years.sort_by_key(|year| year.western);
        years.dedup_by_key(|year| year.western);
        let of = |all: &'_ [Measured], year: &Year| {
            all.iter().position(|value| value.year.western == year.western)
        };
        let row = |year| IndicatorYear {
            year,
            value: of(values, year).map(|at| &values[at]),
            is_baseline: self.baseline.as_ref().is_some_and(|b| b.year.long == year.long),
            target: of(targets, year).map(|at| &targets[at]),
            forecast: of(forecasts, year).map(|at| &forecasts[at]),
        };
        let mean = self.mean().map(|mean| IndicatorYear {
            year: &mean.year,
            value: Some(mean),
            is_baseline: true,
            target: None,
            forecast: None,
        });
        mean.into_iter().chain(years.into_iter().map(row)).collect()
    }
}

//! The years of a declared field that readers see, and its sum over the window.

use std::collections::BTreeSet;

use super::Reading;
use crate::model::{FiscalYear, Money};
use crate::record::{DeclaredData, DeclaredField, DeclaredValue, ShownYears};

/// The sum of a declared field over the years of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredTotal {
    /// The sum: a number or an amount; `None` where no year has a value, and where it is too large to be exact.
    pub value: Option<DeclaredValue>,
    /// How many years have no value.
    pub left_out: usize,
}

impl Reading<'_> {
    /// Whether readers see the value of `field` in `year`.
    #[must_use]
    pub fn shows_year(&self, field: &DeclaredField, year: FiscalYear) -> bool {
        let edition = &self.plan().edition;
        let (first, evaluated) = (edition.year.value, self.evaluated());
        field.years.is_empty()
            || field.years.iter().any(|years| match years {
                ShownYears::Past => year < evaluated.unwrap_or(first),
                ShownYears::Evaluated => Some(year) == evaluated,
                ShownYears::Edition => year == first,
                ShownYears::Window => first <= year && year <= edition.last_year(),
            })
    }

    /// The years of the columns of `field`, of projects, in the table of the sheet: those that readers see,
    /// as far as they are years of the edition or a project has a value.
    #[must_use]
    pub fn column_years(&self, field: &DeclaredField) -> BTreeSet<FiscalYear> {
        let edition = &self.plan().edition;
        let id = field.id.as_str();
        let values = self.book().projects().filter_map(|project| project.more.get(id));
        let written = values.flat_map(DeclaredData::values).filter_map(|(year, _)| year);
        let years = written.chain(self.evaluated()).chain(edition.window());
        years.filter(|year| self.shows_year(field, *year)).collect()
    }

    /// The sum of `data` over the window, if `field` has one.
    #[must_use]
    pub fn declared_total(
        &self,
        field: &DeclaredField,
        data: &DeclaredData,
    ) -> Option<DeclaredTotal> {
        let DeclaredData::ByYear(years) = data else { return None };
        if !field.total {
            return None;
        }
        let mut total = DeclaredTotal { value: None, left_out: 0 };
        let mut is_exact = true;
        for year in self.plan().edition.window() {
            let value = years.get(&year).and_then(|value| value.value.as_ref());
            let sum = match (total.value.take(), value) {
                (sum, None) => {
                    total.left_out += 1;
                    sum
                }
                (None, Some(value)) => Some(value.clone()),
                (Some(sum), Some(value)) => {
                    let sum = plus(&sum, value);
                    is_exact &= sum.is_some();
                    sum
                }
            };
            total.value = sum;
        }
        total.value = total.value.filter(|_| is_exact);
        Some(total)
    }
}

/// The sum of two values; `None` where it is not exact, and where they are no figures.
fn plus(a: &DeclaredValue, b: &DeclaredValue) -> Option<DeclaredValue> {
    match (a, b) {
        (DeclaredValue::Number(a), DeclaredValue::Number(b)) => {
            a.plus(*b).filter(|sum| sum.is_exact()).map(DeclaredValue::Number)
        }
        (DeclaredValue::Money(a), DeclaredValue::Money(b)) => {
            let sum = a.0.checked_add(b.0).map(Money)?;
            sum.is_exact().then_some(DeclaredValue::Money(sum))
        }
        _ => None,
    }
}

//! The layers of a comprehensive plan: 基本構想, and 基本計画 in one period or several.

use super::{FiscalYear, YearRange};
use crate::record;
use crate::span::Spanned;

record! {
    /// A layer of the comprehensive plan, a row in the figure of the periods.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Layer {
        /// Its name: 基本計画.
        name: Spanned<String> = required "行の見出し。例 基本計画" as title;
        /// Its periods; the whole term of the plan where there are none.
        periods: Vec<LayerPeriod> = optional "期に分かれるときの、それぞれの期。年度の順。書かなければ計画の全期間";
    }
}

record! {
    /// A period of a layer: 前期基本計画.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LayerPeriod {
        /// What stands on its bar.
        name: String = required "帯に書く名前。例 前期基本計画";
        /// Its years.
        years: Spanned<YearRange> = required "年度。例 R3-R7。R8- なら計画の最後の年度まで";
    }
}

impl LayerPeriod {
    /// Its first and its last year; an open end is that of `term`.
    #[must_use]
    pub fn ends(&self, term: (FiscalYear, FiscalYear)) -> (FiscalYear, FiscalYear) {
        let years = self.years.value;
        (years.from().unwrap_or(term.0), years.to().unwrap_or(term.1))
    }
}

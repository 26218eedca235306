//! The yearly issue of a plan's book.

use std::num::NonZeroU32;

use super::{Date, FiscalYear};
use crate::record;
use crate::span::Spanned;

record! {
    /// The issue of the book for one fiscal year: which years it plans and evaluates, and its state.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Edition {
        /// Its year.
        year: Spanned<FiscalYear> = required "この版の年度。例 R6";
        /// How many years it plans, its own included.
        years: u8 = required "計画期間の年数";
        /// The year whose results and settlement it evaluates; none where nothing is evaluated: in a
        /// plan without evaluation, and in a first edition.
        evaluated: Option<Spanned<FiscalYear>>
            = optional "評価の対象年度。評価しない計画と、はじめての版には書きません";
        /// As of when the projects are described, as printed.
        as_of: Spanned<String> = required "事業の内容がいつ時点のものか。印刷される文のまま";
        /// The date written into the outputs.
        date: Spanned<Date> = required "PDFと公開データに記す日付。例 2024-09-30";
        /// How many people live in the city, for amounts per resident.
        population: Option<Spanned<NonZeroU32>>
            = optional "人口。書くと、サイトが1人当たりの額も示します。例 44128";
        /// The last year the period figure draws as settled.
        solid_until: Spanned<FiscalYear> = required "計画期間の図で、毎年度更新の帯の前までの年度";
        /// Whether the plan is drawn up anew each year for the years that follow; otherwise it stays
        /// as it is until `solid_until`.
        rolling: bool = or[true] "毎年度、次の年度からの計画に作り直すか。書かなければ true";
        /// Final or draft.
        status: Status = or[Status::Final] "final（確定）か draft（案）か collecting（各課の回答を集めている）";
    }
}

impl Edition {
    /// The years of 計画期間.
    pub fn window(&self) -> impl Iterator<Item = FiscalYear> + Clone {
        self.year.window(self.years)
    }

    /// The year that it evaluates, if any.
    #[must_use]
    pub fn evaluated_year(&self) -> Option<FiscalYear> {
        self.evaluated.as_ref().map(|year| year.value)
    }

    /// The last year of 計画期間.
    #[must_use]
    pub fn last_year(&self) -> FiscalYear {
        self.year.plus(i32::from(self.years) - 1)
    }
}

/// Whether the book may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// 確定.
    #[default]
    Final,
    /// 案: every page says so.
    Draft,
    /// 照会中: a draft whose missing values are still asked for (未提出), which is no mistake.
    Collecting,
}

impl Status {
    /// Each status with its word in `plan.yaml`.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Final, "final"), (Self::Draft, "draft"), (Self::Collecting, "collecting")];
}

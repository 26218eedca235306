//! 主要施策 and the projects that carry them out.

use std::collections::BTreeMap;

use super::{FiscalYear, Money, PolicyId, Prose, Rating};
use crate::record;
use crate::span::{Span, Spanned};

record! {
    /// One policy: one sheet of the book, from `policies/<goal>/<id>.yaml` and `.md`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Policy {
        /// Its name.
        title: Spanned<String> = required "施策の名前" as title;
        /// The sections responsible, by name; the first leads.
        sections: Vec<Spanned<String>> = required[distinct] "担当課。先頭がおもな担当";
        /// The priority themes it serves.
        themes: Vec<Spanned<u8>> = optional[distinct] "重点テーマの番号。なければ []";
        /// Its rating in each evaluated year.
        rating: Spanned<BTreeMap<FiscalYear, Spanned<Rating>>>
            = optional "年度ごとの評価。例 { R4: B, R5: A }";
        /// What is done, in order.
        projects: Vec<Project> = required "構成する事業";
        /// 再掲: projects of other policies that its sheet names, too.
        relisted: Vec<Relisted>
            = optional "再掲。ほかの施策の事業で、このシートにも名前を載せるもの";
    }
    with {
        /// Its number, which is its file's name.
        id: PolicyId;
        /// The beginning of its YAML file.
        span: Span;
    }
    later {
        /// The prose, in the order of the plan's headings.
        prose: Vec<ProseSection>;
    }
}

impl Policy {
    /// The rating of `year`.
    #[must_use]
    pub fn rated(&self, year: FiscalYear) -> Option<&Rating> {
        self.rating.value.get(&year).map(|r| &r.value)
    }
}

record! {
    /// 構成する事業.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Project {
        /// Its name.
        name: Spanned<String> = required "事業の名前" as title;
        /// The section that runs it, by name.
        section: Spanned<String> = awaited "事業の担当課";
        /// What it does.
        description: Spanned<String> = awaited "何をする事業か。1～2文" as text;
        /// 事業実績 by year, in words.
        results: Spanned<BTreeMap<FiscalYear, Spanned<String>>> = optional "年度ごとの事業実績" as text;
        /// 決算額 by year; `None` stands for a year without one (printed ―).
        settlement: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>
            = optional "年度ごとの決算額。カンマや単位を付けない数";
        /// 予算額 by year; `None` stands for not decided yet (printed ―).
        budget: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>
            = awaited "計画期間の年度ごとの予算額。未定は ~、使わないなら 0";
        /// 財源 by year: how much of the budget comes from where.
        funding: Spanned<BTreeMap<FiscalYear, Sources>>
            = optional "年度ごとの財源の内訳。合計は予算額と同じ";
        /// 今後の方向性.
        direction: Spanned<String> = awaited "今後の方向性";
    }
}

record! {
    /// 再掲: a project of another policy, named on a second sheet. Its figures are counted with
    /// the policy that it belongs to, and there alone.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Relisted {
        /// The policy that it belongs to.
        policy: Spanned<PolicyId> = required "もとの施策の番号。例 1-2-03";
        /// Its name there.
        name: Spanned<String> = required "もとの施策での事業の名前" as title;
    }
}

/// How much money comes from which source, by name.
pub type Sources = BTreeMap<String, Spanned<Option<Money>>>;

/// The prose under one heading of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct ProseSection {
    /// The heading as written.
    pub heading: Spanned<String>,
    /// What stands under it.
    pub prose: Prose,
}

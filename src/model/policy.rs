//! 主要施策 and the projects that carry them out.

use std::collections::BTreeMap;

use super::{FiscalYear, Money, PolicyId, Prose, Rating};
use crate::span::{Span, Spanned};

/// One policy: one sheet of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its number.
    pub id: PolicyId,
    /// The beginning of its YAML file.
    pub span: Span,
    /// Its name.
    pub title: Spanned<String>,
    /// The sections responsible, by name; the first leads.
    pub sections: Vec<Spanned<String>>,
    /// The priority themes it serves.
    pub themes: Vec<Spanned<u8>>,
    /// Its rating in each evaluated year.
    pub rating: Spanned<BTreeMap<FiscalYear, Spanned<Rating>>>,
    /// What is done, in order.
    pub projects: Vec<Project>,
    /// 再掲: projects of other policies that its sheet names, too.
    pub relisted: Vec<Relisted>,
    /// The prose, in the order of the plan's headings.
    pub prose: Vec<ProseSection>,
}

impl Policy {
    /// The rating of `year`.
    #[must_use]
    pub fn rated(&self, year: FiscalYear) -> Option<&Rating> {
        self.rating.value.get(&year).map(|r| &r.value)
    }
}

/// 構成する事業.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its name.
    pub name: Spanned<String>,
    /// The section that runs it, by name.
    pub section: Spanned<String>,
    /// What it does.
    pub description: Spanned<String>,
    /// 事業実績 by year, in words.
    pub results: Spanned<BTreeMap<FiscalYear, Spanned<String>>>,
    /// 決算額 by year; `None` stands for a year without one (printed ―).
    pub settlement: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>,
    /// 予算額 by year; `None` stands for not decided yet (printed ―).
    pub budget: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>,
    /// 財源 by year: how much of the budget comes from where.
    pub funding: Spanned<BTreeMap<FiscalYear, Sources>>,
    /// 今後の方向性.
    pub direction: Spanned<String>,
}

/// 再掲: a project of another policy, named on a second sheet. Its figures are counted with the
/// policy that it belongs to, and there alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relisted {
    /// The policy that it belongs to.
    pub policy: Spanned<PolicyId>,
    /// Its name there.
    pub name: Spanned<String>,
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

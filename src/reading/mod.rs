//! Values that are computed from a book and its edition: every sum, count, share and progress.
//!
//! A [`Reading`] answers each question about figures once; the view, the open data and the
//! checks ask it, so that no two outputs can differ. A total is always a [`Sum`], which says
//! how many amounts it adds up and how many it leaves out.
//!
//! This module must not know how figures are shown, nor any file format.

mod asked;
mod change;
mod declared_years;
mod evaluations;
mod funding;
mod glossary;
mod localities;
mod mode;
mod plain_text;
mod policy_texts;
mod progress;
mod sheet_columns;
mod sum;
mod words_at;

use std::collections::BTreeMap;

use crate::model::{
    Book, Edition, FiscalYear, Indicator, Money, Plan, Policy, PriorityTheme, Progress, Project,
    Section, Status, account,
};
use crate::span::Spanned;

pub use asked::{AskedKind, AskedResult, AskedValue};
pub use change::{
    AmountChange, ChangeKind, ChangeOfSum, ComparedColumns, ComparedRatings, largest_first,
    most_changed, tenths_of_percent,
};
pub use declared_years::DeclaredTotal;
pub use evaluations::points;
pub use localities::{Mentions, PolicyMentions};
pub use mode::Mode;
pub use plain_text::{Passage, passages, plain};
pub use progress::Standing;
pub use sheet_columns::MoreColumns;
pub use sum::{Sum, thousandths};

/// A book, read through the edition of its plan.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    book: &'a Book,
    edition: &'a Edition,
    mode: Mode,
}

/// A column of amounts: one figure for each project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// 決算額 of a year.
    Settlement(FiscalYear),
    /// 予算額 of a year: the one that counts.
    Budget(FiscalYear),
    /// 当初予算額 of a year.
    Initial(FiscalYear),
    /// 補正後予算額 of a year; the initial one of a project without supplementary budgets.
    Revised(FiscalYear),
}

/// The sums of some projects in each column of the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Of the evaluated year, where there is one.
    pub settlement: Option<Sum>,
    /// Of each year of the window.
    pub budget: Vec<Sum>,
}

/// How many policies have which rating in the evaluated year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// In the order of the scale.
    pub counts: Vec<usize>,
    /// Policies without a rating.
    pub unrated: usize,
}

impl Tally {
    /// All policies, rated or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.unrated
    }
}

impl Column {
    /// Its year.
    #[must_use]
    pub fn year(self) -> FiscalYear {
        match self {
            Self::Settlement(year)
            | Self::Budget(year)
            | Self::Initial(year)
            | Self::Revised(year) => year,
        }
    }

    /// What the sources say of it in `project`; no amount where that is not decided.
    #[must_use]
    pub fn entry(self, project: &Project) -> Option<Spanned<Option<Money>>> {
        let initial = |year| project.initial_budget.value.get(&year).copied();
        match self {
            Self::Settlement(year) => project.settlement.value.get(&year).copied(),
            Self::Budget(year) => project.counted.get(&year).copied().or_else(|| initial(year)),
            Self::Initial(year) => initial(year),
            Self::Revised(year) => project.revised().get(&year).copied().or_else(|| initial(year)),
        }
    }

    /// The amount of `project` in it; `None` where there is none or it is not decided.
    #[must_use]
    pub fn of(self, project: &Project) -> Option<Money> {
        self.entry(project)?.value
    }

    /// Whether the sources have an entry for it in `project`, be it that the amount is not decided.
    #[must_use]
    pub fn is_written_for(self, project: &Project) -> bool {
        match self {
            Self::Settlement(year) => project.settlement.value.contains_key(&year),
            Self::Budget(year) | Self::Initial(year) | Self::Revised(year) => {
                project.initial_budget.value.contains_key(&year)
            }
        }
    }

    /// The sum of `projects` in it.
    pub fn sum<'a>(self, projects: impl IntoIterator<Item = &'a Project>) -> Sum {
        projects.into_iter().map(|project| self.of(project)).collect()
    }
}

impl<'a> Reading<'a> {
    /// The reading of `book` as its plan says.
    #[must_use]
    pub fn new(book: &'a Book) -> Self {
        Self::in_mode(book, Mode::default())
    }

    /// The reading of `book` in `mode`.
    #[must_use]
    pub fn in_mode(book: &'a Book, mode: Mode) -> Self {
        Self { book, edition: &book.plan.edition, mode }
    }

    /// The mode.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The address at which the site is put, if the plan says so.
    #[must_use]
    pub fn site(&self) -> Option<&'a str> {
        let spec = &self.book.plan.book;
        let latest = spec.latest.as_ref().filter(|_| self.mode.newest);
        latest.or(spec.site.as_ref()).map(|address| address.as_str())
    }

    /// The address of the newest edition, if the plan says so and the site is not put there.
    #[must_use]
    pub fn latest(&self) -> Option<&'a str> {
        let latest = self.book.plan.book.latest.as_ref().map(|address| address.as_str());
        latest.filter(|latest| self.site() != Some(latest))
    }

    /// The status in which the edition is shown.
    #[must_use]
    pub fn status(&self) -> Status {
        self.mode.status(self.plan())
    }

    /// Whether it is marked as a draft: it is not final.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.status() != Status::Final
    }

    /// The book.
    #[must_use]
    pub fn book(&self) -> &'a Book {
        self.book
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &'a Plan {
        &self.book.plan
    }

    /// The year whose results the edition evaluates, if any.
    #[must_use]
    pub fn evaluated(&self) -> Option<FiscalYear> {
        self.edition.evaluated_year()
    }

    /// The last year whose figures are known to the edition: the evaluated one, or else the one
    /// before the edition's.
    #[must_use]
    pub fn known_until(&self) -> FiscalYear {
        self.evaluated().unwrap_or_else(|| self.edition.year.plus(-1))
    }

    /// The columns of amounts that the edition prints: the settlement of the evaluated year, where
    /// there is one, then the budget of each year of the window.
    pub fn columns(&self) -> impl Iterator<Item = Column> + Clone + use<'a> {
        let settled = self.evaluated().map(Column::Settlement);
        settled.into_iter().chain(self.edition.window().map(Column::Budget))
    }

    /// Whether `project` begins with this edition, so that it has neither results nor
    /// settlement; also where its direction is not written yet. A project that had a budget before
    /// has begun, although its direction may still be that of the edition before.
    #[must_use]
    pub fn begins(&self, project: &Project) -> bool {
        let says_so = self.plan().direction.begins(&project.direction);
        project.direction.is_empty() || says_so && self.earlier_budget(project).is_none()
    }

    /// Whether `policy` begins with this edition: each of its projects does, and it was never rated.
    #[must_use]
    fn policy_begins(&self, policy: &Policy) -> bool {
        let begins = |project: &Project| {
            self.plan().direction.begins(&project.direction) && self.begins(project)
        };
        let was_rated = !policy.rating.value.is_empty() || !policy.evaluations.is_empty();
        !was_rated && !policy.projects.is_empty() && policy.projects.iter().all(begins)
    }

    /// The last budget of `project` before the years of the edition, if it is above or below zero.
    #[must_use]
    pub fn earlier_budget(
        &self,
        project: &'a Project,
    ) -> Option<(FiscalYear, &'a Spanned<Option<Money>>)> {
        let there = |money: &Spanned<Option<Money>>| money.value.is_some_and(|money| money.0 != 0);
        let last = |series: &'a BTreeMap<FiscalYear, Spanned<Option<Money>>>| {
            series.range(..self.edition.year.value).rfind(|(_, money)| there(money))
        };
        let found = [&project.initial_budget.value, &project.counted].into_iter().filter_map(last);
        found.max_by_key(|(year, _)| **year).map(|(year, money)| (*year, money))
    }

    /// Whether `project` still has to be given its amount in `column`, which is not the same as
    /// having none there.
    #[must_use]
    pub fn awaits(&self, project: &Project, column: Column) -> bool {
        match column {
            Column::Settlement(_) => !self.begins(project) && !column.is_written_for(project),
            Column::Budget(_) | Column::Initial(_) | Column::Revised(_) => {
                !column.is_written_for(project)
            }
        }
    }

    /// What `projects` cost.
    pub fn totals<'b>(&self, projects: impl IntoIterator<Item = &'b Project>) -> Totals {
        let columns: Vec<Column> = self.columns().collect();
        let mut sums = vec![Sum::default(); columns.len()];
        for project in projects {
            for (sum, column) in sums.iter_mut().zip(&columns) {
                sum.add(column.of(project));
            }
        }
        let budget = sums.split_off(usize::from(self.evaluated().is_some()));
        Totals { settlement: sums.pop(), budget }
    }

    /// What the projects of each account cost, in the order of the plan.
    #[must_use]
    pub fn accounts(&self) -> Vec<(&'a str, Vec<&'a Project>)> {
        let paid = |name: &'a str| {
            let of = |policy: &'a Policy| {
                let own = account(&policy.more);
                let is_paid =
                    move |project: &&Project| account(&project.more).or(own) == Some(name);
                policy.projects.iter().filter(is_paid)
            };
            self.book.policies().flat_map(of).collect()
        };
        let accounts = self.plan().accounts.iter();
        accounts.map(|account| (account.as_str(), paid(account))).collect()
    }

    /// The place of a policy's rating of `year` in the scale.
    #[must_use]
    pub fn rank(&self, policy: &Policy, year: FiscalYear) -> Option<usize> {
        self.plan().rating_index(policy.rated(year)?)
    }

    /// How `policies` are rated in the evaluated year; an edition that rates nothing counts them as
    /// unrated.
    pub fn tally<'b>(&self, policies: impl IntoIterator<Item = &'b Policy>) -> Tally {
        let plan = self.plan();
        let levels = if plan.rates() { plan.ratings.len() } else { 0 };
        let mut tally = Tally { counts: vec![0; levels], unrated: 0 };
        for policy in policies {
            match self.evaluated().and_then(|year| self.rank(policy, year)) {
                Some(rank) => tally.counts[rank] += 1,
                None => tally.unrated += 1,
            }
        }
        tally
    }

    /// How far `indicator` has come by the evaluated year; none where nothing is evaluated.
    #[must_use]
    pub fn standing(&self, indicator: &Indicator) -> Option<Standing> {
        self.evaluated().map(|year| Standing::of(indicator, year, self.plan().progress))
    }

    /// The levels of progress that the book counts, in the order of [`Progress::ALL`]: the special ones
    /// only where it has indicators of them.
    pub fn progress_levels(&self) -> impl Iterator<Item = Progress> + use<'a> {
        let all = Progress::ALL.into_iter().map(|(level, ..)| level);
        let special: Vec<_> = all
            .clone()
            .filter(|level| level.is_special())
            .filter(|level| {
                let mut found = self.book.indicators().filter_map(|i| self.standing(i));
                found.any(|standing| standing.level == *level)
            })
            .collect();
        all.filter(move |level| !level.is_special() || special.contains(level))
    }

    /// How many of `indicators` have come how far, in the order of [`Reading::progress_levels`]; none
    /// where nothing is evaluated.
    pub fn progress<'b>(
        &self,
        indicators: impl IntoIterator<Item = &'b Indicator>,
    ) -> Option<Vec<usize>> {
        let year = self.evaluated()?;
        let levels: Vec<_> = self.progress_levels().collect();
        let mut counts = vec![0; levels.len()];
        for indicator in indicators {
            let level = Standing::of(indicator, year, self.plan().progress).level;
            for (count, known) in counts.iter_mut().zip(&levels) {
                *count += usize::from(*known == level);
            }
        }
        Some(counts)
    }

    /// The policies that `section` is responsible for.
    pub fn policies_of(&self, section: &'a Section) -> impl Iterator<Item = &'a Policy> + use<'a> {
        let name = &section.name.value;
        self.book.policies().filter(move |p| p.sections.iter().any(|s| s.value == *name))
    }

    /// The projects that `section` runs, each with its policy and its number there, from 1.
    pub fn projects_of(
        &self,
        section: &'a Section,
    ) -> impl Iterator<Item = (&'a Policy, usize, &'a Project)> + use<'a> {
        let name = &section.name.value;
        let all = self.book.policies().flat_map(|policy| {
            (1..).zip(&policy.projects).map(move |(number, project)| (policy, number, project))
        });
        all.filter(move |(.., project)| project.section.value == *name)
    }

    /// The policies that serve `theme`.
    pub fn policies_serving(
        &self,
        theme: &PriorityTheme,
    ) -> impl Iterator<Item = &'a Policy> + use<'a> {
        let number = theme.number.value;
        self.book.policies().filter(move |p| p.themes.iter().any(|n| n.value == number))
    }
}

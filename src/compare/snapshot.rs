//! One side of a comparison: the items of an edition, with what it says of each.

use std::collections::BTreeMap;

use super::fact::Fact;
use crate::model::FiscalYear;
use crate::value::Date;

/// Everything that an edition says, item by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The edition.
    pub frame: Frame,
    /// The items, each after the one that it is in.
    pub items: Vec<Item>,
    /// The reasons of changes that it gives for its own edition, by the id of what changed.
    pub reasons: BTreeMap<String, String>,
    /// What of the sources is not in it.
    pub left_out: LeftOut,
}

/// What of the sources a snapshot leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many values are of years that the edition does not show.
    pub later_years: usize,
    /// The fields that its source does not have, as `Indicator.decimals`: they are compared in neither
    /// side. The name for readers is after the key.
    pub fields: BTreeMap<String, String>,
    /// Whether its source does not have the earlier places and names (`was`).
    pub lineage: bool,
}

/// The edition of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The title of the book.
    pub title: String,
    /// The year of the edition.
    pub year: FiscalYear,
    /// The last year of its window.
    pub last_year: FiscalYear,
    /// The year that it evaluates.
    pub evaluated: Option<FiscalYear>,
    /// Its date.
    pub date: Date,
    /// Whether it is final.
    pub is_final: bool,
    /// The unit of amounts.
    pub unit: String,
    /// How many yen the unit is.
    pub yen: i64,
    /// Whether budgets after supplementary ones count as budgets, where there are any.
    pub revised_counts: bool,
    /// The sign of negative numbers, where the source says it.
    pub negative: Option<String>,
    /// The fields that the plan adds, where the source says it.
    pub declared: Option<DeclaredKeys>,
}

/// The names for readers of the fields that a plan adds, by the kind of their items and their key.
pub type DeclaredKeys = BTreeMap<(ItemKind, String), String>;

/// A kind of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// 担当課.
    Section,
    /// An item of a level above the sheets.
    Node,
    /// 成果指標.
    Indicator,
    /// 重点テーマ.
    Theme,
    /// The overview, or a part that is a text.
    Text,
    /// 主要施策.
    Policy,
    /// 構成する事業.
    Project,
}

impl ItemKind {
    /// Each kind with its name in data.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Section, "section"),
        (Self::Node, "node"),
        (Self::Indicator, "indicator"),
        (Self::Theme, "theme"),
        (Self::Text, "text"),
        (Self::Policy, "policy"),
        (Self::Project, "project"),
    ];

    /// Its name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// A place and name in an edition before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasRef {
    /// The edition.
    pub edition: FiscalYear,
    /// The place there.
    pub place: Option<String>,
    /// The name there.
    pub name: String,
}

/// Something that the book is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// What such items are called: 主要施策, 事業.
    pub kind_name: String,
    /// Its permanent id.
    pub uid: Option<String>,
    /// The number that orders it and by which authors know it: `1-2-03`; of a project its place in the
    /// policy, from 1.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The item that it is in, by its index in [`Snapshot::items`].
    pub parent: Option<usize>,
    /// Its places and names in editions before.
    pub was: Vec<WasRef>,
    /// What it says.
    pub facts: Vec<Fact>,
}

/// Fields whose values are known only after their year: the last one is that of the evaluated year.
const KNOWN_LATER: [&str; 5] =
    ["settlement", "settlement_funding", "results", "rating", "evaluations"];
/// Measured values and what is said of them: known up to the evaluated year, or the year before the
/// edition.
const MEASURED: [&str; 3] = ["values", "corrected", "reached"];
/// Fields of the years of the window.
const PLANNED: [&str; 2] = ["budget", "funding"];

impl Frame {
    /// Whether the edition shows values of `field` of `year`. Figures of later editions in the sources
    /// are not shown.
    #[must_use]
    pub fn shows(&self, field: &str, year: FiscalYear) -> bool {
        if KNOWN_LATER.contains(&field) {
            self.evaluated.is_some_and(|evaluated| year <= evaluated)
        } else if MEASURED.contains(&field) {
            year <= self.known_until()
        } else {
            !PLANNED.contains(&field) || year <= self.last_year
        }
    }

    /// Whether `field` of `year` is among what the edition itself is about, so that a missing value
    /// says something. Of other years it shows what is known.
    #[must_use]
    pub fn is_about(&self, field: &str, year: FiscalYear) -> bool {
        let in_window = self.year <= year && year <= self.last_year;
        if KNOWN_LATER.contains(&field) {
            self.evaluated == Some(year)
        } else if field == "corrected" {
            // A correction is of the edition that makes it, whatever the year of the value.
            true
        } else if MEASURED.contains(&field) {
            self.known_until() == year
        } else if PLANNED.contains(&field) {
            in_window
        } else {
            in_window || self.evaluated == Some(year) || ["target", "forecast"].contains(&field)
        }
    }

    fn known_until(&self) -> FiscalYear {
        self.evaluated.unwrap_or_else(|| self.year.plus(-1))
    }
}

impl Item {
    /// Its number in print: its own, which is one of its facts, or else the one by which authors know it.
    #[must_use]
    pub fn printed_number(&self) -> &str {
        let of_framework = matches!(self.kind, ItemKind::Node | ItemKind::Policy);
        let own = self.facts.iter().find(|fact| of_framework && fact.key.field == "number");
        own.and_then(|fact| fact.value.words()).unwrap_or(&self.number)
    }
}

impl Snapshot {
    /// The item with the index `at` and those that it is in, the innermost first.
    pub fn path(&self, at: usize) -> impl Iterator<Item = &Item> {
        std::iter::successors(Some(at), |at| self.items[*at].parent).map(|at| &self.items[at])
    }

    /// The number of the policy, or of the item of the framework, that the item with the index `at`
    /// is in.
    #[must_use]
    pub fn place(&self, at: usize) -> Option<&str> {
        let parent = self.items[at].parent?;
        Some(&self.items[parent].number)
    }
}

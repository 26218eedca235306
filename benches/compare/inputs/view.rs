//! What `planbook view` says, as far as the peers show it. Each field has to be there: a view of
//! another shape is refused with the name of the field that it lacks.

use std::io::{Error, Result};

use serde::{Deserialize, Deserializer, Serialize};

mod text;

pub use text::{Block, Run};

/// A whole book.
#[derive(Deserialize)]
pub struct View {
    /// The plan and its edition.
    pub meta: Meta,
    /// How many of what there is.
    pub counts: Counts,
    /// The rating scale, best first.
    pub ratings: Vec<Rating>,
    /// The items of the highest level.
    pub goals: Vec<Goal>,
    /// How all policies are rated.
    pub evaluation: Tally,
    /// What everything costs.
    pub totals: Totals,
    /// The priority themes.
    pub themes: Vec<Theme>,
    /// The responsible sections, by department.
    pub departments: Vec<Department>,
    /// The overview.
    pub overview: Vec<Block>,
}

/// The plan and its edition.
#[derive(Deserialize)]
pub struct Meta {
    pub title: String,
    pub municipality: String,
    pub vision: String,
    pub unit: String,
    pub edition: Year,
    pub evaluated: Year,
    pub window: Vec<Year>,
    /// The PDF's name without its ending.
    pub file: String,
}

/// A fiscal year.
#[derive(Deserialize)]
pub struct Year {
    pub long: String,
}

/// How many of what there is, as planbook counts it.
#[derive(Deserialize)]
pub struct Counts {
    /// The items of each level above the sheets, the highest first.
    pub levels: Vec<usize>,
    pub policies: usize,
    pub projects: usize,
    pub indicators: usize,
    pub themes: usize,
}

/// A step of the rating scale.
#[derive(Deserialize, Serialize)]
pub struct Rating {
    pub id: String,
    pub label: String,
}

/// An item of the highest level: 基本目標.
#[derive(Deserialize)]
pub struct Goal {
    pub id: String,
    pub name: String,
    pub field: String,
    pub evaluation: Tally,
    pub totals: Totals,
    /// How many indicators it has.
    pub indicators: usize,
    /// The items below it.
    pub nodes: Vec<Node>,
}

/// An item of the level above the sheets: 基本計画.
#[derive(Deserialize)]
pub struct Node {
    pub id: String,
    pub name: String,
    pub evaluation: Tally,
    pub indicators: Vec<Indicator>,
    pub policies: Vec<Policy>,
}

/// 主要施策.
#[derive(Deserialize)]
pub struct Policy {
    pub id: String,
    pub title: String,
    /// The items that it is in, the highest first.
    pub ancestors: Vec<Reference>,
    /// Every policy of the lowest of them.
    pub siblings: Vec<Reference>,
    #[serde(deserialize_with = "nullable")]
    pub previous: Option<Reference>,
    #[serde(deserialize_with = "nullable")]
    pub next: Option<Reference>,
    /// The sections responsible.
    pub section_refs: Vec<Reference>,
    pub themes: Vec<Reference>,
    pub rating: Rating,
    #[serde(deserialize_with = "nullable")]
    pub previous_rating: Option<(Year, Rating)>,
    pub projects: Vec<Project>,
    pub totals: Totals,
    pub prose: Vec<Prose>,
}

/// 構成する事業.
#[derive(Deserialize)]
pub struct Project {
    pub name: String,
    pub section_ref: Reference,
    pub description: String,
    #[serde(deserialize_with = "nullable")]
    pub results: Option<String>,
    pub settlement: Amount,
    pub budget: Vec<Amount>,
    pub direction: String,
}

/// Prose below a heading.
#[derive(Deserialize)]
pub struct Prose {
    pub heading: String,
    pub content: Vec<Block>,
}

/// 成果指標.
#[derive(Deserialize)]
pub struct Indicator {
    pub name: String,
    pub unit: String,
    pub baseline: Measured,
    #[serde(deserialize_with = "nullable")]
    pub current: Option<Measured>,
    pub target: Measured,
    pub progress: Progress,
    pub values: Vec<Measured>,
    pub source: String,
    #[serde(deserialize_with = "nullable")]
    pub note: Option<String>,
}

/// A value of a year.
#[derive(Deserialize)]
pub struct Measured {
    pub year: Year,
    pub text: String,
}

/// How far an indicator has come.
#[derive(Deserialize)]
pub struct Progress {
    pub word: String,
    pub text: String,
}

/// 重点テーマ.
#[derive(Deserialize)]
pub struct Theme {
    pub title: String,
    pub content: Vec<Block>,
    pub leads: Vec<Lead>,
    pub policies: Vec<Reference>,
}

/// 重点施策.
#[derive(Deserialize)]
pub struct Lead {
    pub name: String,
    pub description: String,
    pub policies: Vec<Reference>,
}

/// 部.
#[derive(Deserialize)]
pub struct Department {
    pub name: String,
    pub sections: Vec<Section>,
}

/// 担当課.
#[derive(Deserialize)]
pub struct Section {
    pub id: String,
    pub name: String,
    pub responsible: Vec<SectionPolicy>,
    pub evaluation: Tally,
    pub projects: Vec<SectionProject>,
    pub totals: Totals,
}

/// A policy that a section is responsible for.
#[derive(Deserialize)]
pub struct SectionPolicy {
    pub policy: Reference,
    pub rating: Rating,
    /// The other sections responsible.
    pub with: Vec<Reference>,
    pub totals: Totals,
}

/// A project that a section runs.
#[derive(Deserialize)]
pub struct SectionProject {
    pub policy: Reference,
    pub name: String,
    pub settlement: Amount,
    pub budget: Vec<Amount>,
    pub direction: String,
}

/// An id and a name.
#[derive(Deserialize, Serialize)]
pub struct Reference {
    pub id: String,
    pub name: String,
}

/// How many policies have which rating.
#[derive(Deserialize)]
pub struct Tally {
    /// In the order of the scale.
    pub counts: Vec<usize>,
    pub total: usize,
}

/// What projects cost together.
#[derive(Deserialize)]
pub struct Totals {
    pub settlement: Amount,
    /// In each year of the window.
    pub budget: Vec<Amount>,
}

/// An amount of money.
#[derive(Deserialize)]
pub struct Amount {
    /// As printed.
    pub text: String,
    /// In round words; only of a total that is known.
    pub words: Option<String>,
}

/// A value that may be nothing; its field has to be there.
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

impl View {
    /// Reads what `planbook view` wrote.
    ///
    /// # Errors
    /// It has another shape, or holds other things than it counts: says what.
    pub fn read(json: &[u8]) -> Result<Self> {
        let view: Self = serde_json::from_slice(json)
            .map_err(|error| Error::other(format!("`planbook view` has another shape: {error}")))?;
        view.holds_what_it_counts()?;
        Ok(view)
    }

    /// The items of the level above the sheets.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.goals.iter().flat_map(|goal| &goal.nodes)
    }

    /// Every policy with the item that it belongs to, in the order of the book.
    pub fn policies(&self) -> impl Iterator<Item = (&Node, &Policy)> {
        self.nodes().flat_map(|node| node.policies.iter().map(move |policy| (node, policy)))
    }

    /// Every section.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.departments.iter().flat_map(|department| &department.sections)
    }

    /// Fails where something of the book is where the peers do not look for it.
    fn holds_what_it_counts(&self) -> Result<()> {
        let Counts { levels, policies, projects, indicators, themes } = &self.counts;
        let of_policies = |count: fn(&Policy) -> usize| -> usize {
            self.policies().map(|(_, policy)| count(policy)).sum()
        };
        let mut counted = vec![
            ("policies", *policies, self.policies().count()),
            ("projects", *projects, of_policies(|policy| policy.projects.len())),
            ("indicators", *indicators, self.nodes().map(|node| node.indicators.len()).sum()),
            ("themes", *themes, self.themes.len()),
            ("levels", 2, levels.len()),
            ("rated policies", *policies, self.evaluation.counts.iter().sum()),
            ("projects of sections", *projects, self.sections().map(|s| s.projects.len()).sum()),
        ];
        let found = [self.goals.len(), self.nodes().count()];
        counted.extend(levels.iter().zip(found).map(|(&n, found)| ("items of a level", n, found)));
        let years = self.meta.window.len();
        for (_, policy) in self.policies() {
            counted.push(("levels above a policy", 2, policy.ancestors.len()));
            counted.push(("budgets of a policy", years, policy.totals.budget.len()));
            let budgets = policy.projects.iter().map(|project| project.budget.len());
            counted.extend(budgets.map(|found| ("budgets of a project", years, found)));
        }
        let in_words = self.goals.iter().filter(|goal| goal.totals.budget[0].words.is_some());
        counted.push(("budgets of goals in words", self.goals.len(), in_words.count()));
        let tallies = self.nodes().map(|node| &node.evaluation);
        let tallies = tallies.chain(self.goals.iter().map(|goal| &goal.evaluation));
        for tally in tallies.chain(self.sections().map(|section| &section.evaluation)) {
            counted.push(("counts of ratings", self.ratings.len(), tally.counts.len()));
        }
        for (what, expected, found) in counted {
            if expected == 0 || expected != found {
                let text = format!("`planbook view` has {found} {what}, not {expected}");
                return Err(Error::other(text));
            }
        }
        Ok(())
    }
}

//! What a list of a form selects of a book.

use std::cmp::Reverse;

use crate::parse::{FormChange, FormList, FormOrder, FormSubject};
use crate::view::{
    EvaluationView, GoalView, IndicatorView, NodeView, PolicyView, ProjectView, View,
};

/// What a form is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Only what this section is in charge of.
    pub section: Option<String>,
    /// Only what is below the item of the framework, or the policy, with this id or printed number.
    pub level: Option<String>,
}

/// An item of a list, with its places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub goal: &'a GoalView,
    pub node: Option<&'a NodeView>,
    pub policy: Option<&'a PolicyView>,
    pub subject: Subject<'a>,
}

/// What an item is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    Policy(&'a PolicyView),
    Project(&'a ProjectView),
    Indicator(&'a IndicatorView),
}

/// A step that a policy has in a scale.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// From the best, which is 0.
    rank: usize,
    /// How many steps the scale has.
    of: usize,
}

impl Step {
    fn above_lowest(self) -> usize {
        (self.of - 1).saturating_sub(self.rank)
    }

    /// Whether it is among the `lowest` steps; never more than the lower half of a scale is low.
    fn is_low(self, lowest: usize) -> bool {
        self.above_lowest() < lowest.min(self.of / 2)
    }
}

/// Whether the book can answer what `list` asks for. What it cannot answer is not listed: an empty list
/// would say that there is none.
pub(super) fn is_answerable(list: &FormList, view: &View) -> bool {
    let evaluated = view.meta.evaluated.is_some();
    let has_steps = |it: &EvaluationView| it.of_policies && it.overall && !it.levels.is_empty();
    let rates = evaluated && (!view.ratings.is_empty() || view.evaluations.iter().any(has_steps));
    let compares = view.changes.as_ref().is_some_and(|changes| changes.amounts.is_some());
    (rates || list.lowest_ratings.is_none())
        && (compares || list.change.is_none())
        && (evaluated || !list.title.contains("{evaluated}"))
}

/// The items of `list`, in its order.
pub(super) fn entries<'a>(list: &FormList, view: &'a View, narrowed: &Narrowed) -> Vec<Entry<'a>> {
    let mut found: Vec<Entry<'a>> = all(list.of, view)
        .into_iter()
        .filter(|entry| entry.is_within(narrowed) && entry.is_wanted(list, view))
        .collect();
    match list.sort {
        FormOrder::Book => {}
        FormOrder::Budget => found.sort_by_key(|entry| Reverse(entry.budget())),
        FormOrder::Change => found.sort_by_key(|entry| Reverse(entry.difference().map(i64::abs))),
        FormOrder::Rating => found.sort_by_key(|entry| {
            let above_lowest = entry.steps(view).map(Step::above_lowest).min();
            (above_lowest.is_none(), above_lowest)
        }),
    }
    if let Some(most) = list.most {
        found.truncate(most.into());
    }
    found
}

fn all(of: FormSubject, view: &View) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    for goal in &view.goals {
        if of == FormSubject::Indicator {
            let own = goal.own_indicators.iter().filter(|it| !it.relisted);
            found.extend(own.map(|it| Entry {
                goal,
                node: None,
                policy: None,
                subject: Subject::Indicator(it),
            }));
        }
        for node in &goal.nodes {
            found.extend(in_node(of, goal, node));
        }
    }
    found
}

fn in_node<'a>(of: FormSubject, goal: &'a GoalView, node: &'a NodeView) -> Vec<Entry<'a>> {
    let entry = |policy, subject| Entry { goal, node: Some(node), policy, subject };
    let policies = node.policies.iter().map(|policy| &**policy);
    match of {
        FormSubject::Policy => {
            policies.map(|policy| entry(Some(policy), Subject::Policy(policy))).collect()
        }
        FormSubject::Project => policies
            .flat_map(|policy| policy.projects.iter().map(move |project| (policy, project)))
            .map(|(policy, project)| entry(Some(policy), Subject::Project(project)))
            .collect(),
        FormSubject::Indicator => {
            let policy_of = |number: &str| {
                node.policies.iter().map(|policy| &**policy).find(|policy| policy.number == number)
            };
            node.all_indicators()
                .filter(|it| !it.relisted)
                .map(|it| entry(policy_of(&it.home.number), Subject::Indicator(it)))
                .collect()
        }
    }
}

impl Entry<'_> {
    fn is_within(&self, narrowed: &Narrowed) -> bool {
        let of_section = narrowed.section.as_deref().is_none_or(|name| self.has_section(name));
        of_section && narrowed.level.as_deref().is_none_or(|level| self.is_below(level))
    }

    fn has_section(&self, name: &str) -> bool {
        let of_policy = |policy: &PolicyView| policy.sections.iter().any(|section| section == name);
        match (self.subject, self.policy) {
            (Subject::Project(project), _) => project.section == name,
            (_, Some(policy)) => of_policy(policy),
            (_, None) => {
                let policies = self.node.into_iter().flat_map(|node| &node.policies);
                policies.into_iter().any(|policy| of_policy(policy))
            }
        }
    }

    fn is_below(&self, level: &str) -> bool {
        let is_it = |id: &str, number: &str| id == level || number == level;
        let policy = self.policy.is_some_and(|policy| {
            let ancestors = policy.ancestors.iter();
            is_it(&policy.id, &policy.number)
                || ancestors.into_iter().any(|node| is_it(&node.id, &node.number))
        });
        policy
            || is_it(&self.goal.id, &self.goal.number)
            || self.node.is_some_and(|node| {
                is_it(&node.id, &node.number) || node.id.starts_with(&format!("{level}-"))
            })
    }

    fn is_wanted(&self, list: &FormList, view: &View) -> bool {
        let rated = list
            .lowest_ratings
            .is_none_or(|lowest| self.steps(view).any(|step| step.is_low(lowest.into())));
        rated && list.change.is_none_or(|wanted| self.changed(wanted))
    }

    fn changed(&self, wanted: FormChange) -> bool {
        let kind = match self.subject {
            Subject::Project(project) => project.change.as_ref().map(|change| change.kind),
            Subject::Policy(policy) => policy.totals.change.as_ref().map(|change| change.kind),
            Subject::Indicator(_) => None,
        };
        kind.is_some_and(|kind| match wanted {
            FormChange::Grew => kind == "increased",
            FormChange::Shrank => kind == "decreased",
            FormChange::Began => ["begun", "wholly_new"].contains(&kind),
            FormChange::Ended => ["ended", "wholly_gone"].contains(&kind),
        })
    }

    fn budget(&self) -> Option<i64> {
        match self.subject {
            Subject::Project(project) => project.budget.first()?.value,
            Subject::Policy(policy) => policy.totals.budget.first()?.value,
            Subject::Indicator(_) => None,
        }
    }

    fn difference(&self) -> Option<i64> {
        match self.subject {
            Subject::Project(project) => project.change.as_ref()?.difference.value,
            Subject::Policy(policy) => policy.totals.change.as_ref()?.difference.value,
            Subject::Indicator(_) => None,
        }
    }

    /// The rating of the policy or, in a plan without ratings, its results in the evaluations.
    fn steps<'b>(&'b self, view: &'b View) -> impl Iterator<Item = Step> + 'b {
        let rating = self.policy.and_then(|policy| policy.rating.as_ref());
        let rating = rating.map(|rating| Step { rank: rating.rank, of: view.ratings.len() });
        let policy = self.policy.filter(|_| view.ratings.is_empty());
        let evaluated = policy.into_iter().flat_map(|policy| &policy.evaluations);
        let results = evaluated.filter_map(|said| {
            let declared = view.evaluations.iter().find(|it| it.id == said.id)?;
            Some(Step { rank: said.result.as_ref()?.rank?, of: declared.levels.len() })
        });
        rating.into_iter().chain(results)
    }
}

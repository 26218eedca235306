//! The view of a book.

use std::collections::BTreeMap;

use super::charts::charts;
use super::indicator::indicator;
use super::prose::nodes;
use super::themes::{departments, theme, theme_reference};
use super::{
    Amount, BasicPlanView, ContactView, Counts, FundingView, GoalView, LevelsView, LicenceView,
    Meta, PartView, PolicyView, ProgressCount, ProjectView, ProseView, RatingView, Reference,
    Tally, Totals, View, Year, figure,
};
use crate::layout::routes;
use crate::model::{
    BasicPlan, Book, FiscalYear, Goal, Indicator, Money, PartSpec, Plan, Policy, PolicyId,
    Progress, Project, Rating, Status,
};

impl View {
    /// The view of `book`. What is unfinished is left out; a checked book has nothing of it.
    #[must_use]
    pub fn new(book: &Book) -> Self {
        let plan = &book.plan;
        let neighbours = Neighbours::new(book);
        let mut view = View {
            meta: meta(plan),
            counts: Counts {
                goals: book.goals.len(),
                basic_plans: book.basic_plans().count(),
                policies: book.policies().count(),
                projects: book.projects().count(),
                indicators: book.indicators().count(),
                themes: book.themes.len(),
            },
            ratings: plan.ratings.iter().enumerate().map(|(i, _)| rating_at(plan, i)).collect(),
            parts: plan.book.parts.iter().map(|p| part(plan, p)).collect(),
            goals: book.goals.iter().map(|g| goal(book, g, &neighbours)).collect(),
            evaluation: tally(plan, book.policies()),
            totals: totals(plan, book.projects()),
            progress: progress(plan, book.indicators()),
            themes: book.themes.iter().map(|t| theme(book, t)).collect(),
            departments: departments(book),
            overview: nodes(&book.overview, book),
            period: figure::period(plan),
            charts: Vec::new(),
        };
        view.charts = charts(&view);
        view
    }
}

/// A year in the ways it is printed.
pub(super) fn year(year: FiscalYear) -> Year {
    Year { short: year.to_string(), long: year.long(), both: year.both(), western: year.western() }
}

fn meta(plan: &Plan) -> Meta {
    let edition = &plan.edition;
    let date = edition.date;
    Meta {
        title: plan.title(),
        plan: plan.name.clone(),
        document: plan.document.clone(),
        municipality: plan.municipality.name.clone(),
        prefecture: plan.municipality.prefecture.clone(),
        code: plan.municipality.code.value.clone(),
        vision: plan.vision.clone(),
        vision_subtitle: plan.vision_subtitle.clone(),
        sample: plan.sample,
        draft: edition.status == Status::Draft,
        relaxed: false,
        edition: year(edition.year.value),
        evaluated: year(edition.evaluated.value),
        window: edition.window().map(year).collect(),
        window_label: crate::model::year_range(edition.year.value, edition.last_year()),
        as_of: edition.as_of.clone(),
        date: date.to_string(),
        date_parts: (date.year, date.month, date.day),
        levels: LevelsView {
            goal: plan.levels.goal.clone(),
            basic_plan: plan.levels.basic_plan.clone(),
            policy: plan.levels.policy.clone(),
        },
        unit: plan.money.unit.clone(),
        file: plan.book.file.clone(),
        site: plan.book.site.clone(),
        licence: LicenceView {
            id: plan.licence.id.clone(),
            name: plan.licence.name.clone(),
            url: plan.licence.url.clone(),
        },
        contact: ContactView {
            section: plan.contact.section.value.clone(),
            phone: plan.contact.phone.clone(),
            email: plan.contact.email.clone(),
        },
    }
}

fn rating_at(plan: &Plan, rank: usize) -> RatingView {
    let level = &plan.ratings[rank];
    RatingView { id: level.id.clone(), label: level.label.clone(), rank }
}

fn rating(plan: &Plan, rating: &Rating) -> Option<RatingView> {
    plan.rating_index(rating).map(|rank| rating_at(plan, rank))
}

fn part(plan: &Plan, part: &PartSpec) -> PartView {
    PartView {
        id: part.id.value.clone(),
        kind: part.kind.name(),
        title: plan.part_title(part),
        route: routes::part(part.kind),
        label: routes::part_label(&part.id),
        from: part.pages.as_ref().and_then(|p| p.from),
        to: part.pages.as_ref().and_then(|p| p.to),
        front: part.kind.is_front_matter(),
    }
}

fn tally<'a>(plan: &Plan, policies: impl Iterator<Item = &'a Policy>) -> Tally {
    let mut counts = vec![0; plan.ratings.len()];
    let mut total = 0;
    for policy in policies {
        total += 1;
        if let Some(rank) =
            policy.rated(plan.edition.evaluated.value).and_then(|r| plan.rating_index(r))
        {
            counts[rank] += 1;
        }
    }
    Tally { counts, total }
}

fn totals<'a>(plan: &Plan, projects: impl Iterator<Item = &'a Project>) -> Totals {
    let mut settlement = Vec::new();
    let mut budget: BTreeMap<FiscalYear, Vec<Money>> = BTreeMap::new();
    for project in projects {
        settlement.extend(settled(plan, project));
        for y in plan.edition.window() {
            budget.entry(y).or_default().extend(budgeted(project, y));
        }
    }
    let sum = |all: &[Money]| Amount::new(Some(all.iter().copied().sum()), &plan.money);
    Totals {
        settlement: sum(&settlement),
        budget: plan
            .edition
            .window()
            .map(|y| sum(budget.get(&y).map_or(&[], Vec::as_slice)))
            .collect(),
    }
}

fn settled(plan: &Plan, project: &Project) -> Option<Money> {
    project.settlement.value.get(&plan.edition.evaluated.value).and_then(|m| m.value)
}

fn budgeted(project: &Project, year: FiscalYear) -> Option<Money> {
    project.budget.value.get(&year).and_then(|m| m.value)
}

fn progress<'a>(
    plan: &Plan,
    indicators: impl Iterator<Item = &'a Indicator>,
) -> Vec<ProgressCount> {
    let mut found: BTreeMap<Progress, usize> = BTreeMap::new();
    for indicator in indicators {
        *found.entry(indicator.progress(plan.edition.evaluated.value)).or_default() += 1;
    }
    Progress::ALL
        .into_iter()
        .map(|(level, id, word)| {
            let count = found.get(&level).copied().unwrap_or(0);
            ProgressCount { id, word, count }
        })
        .collect()
}

fn goal(book: &Book, goal: &Goal, neighbours: &Neighbours) -> GoalView {
    let plan = &book.plan;
    let policies = || goal.basic_plans.iter().flat_map(|b| &b.policies);
    let indicators = || goal.basic_plans.iter().flat_map(|b| &b.indicators);
    GoalView {
        id: goal.id.to_string(),
        name: goal.name.value.clone(),
        field: goal.field.clone(),
        route: routes::goal(goal.id.value),
        evaluation: tally(plan, policies()),
        totals: totals(plan, policies().flat_map(|p| &p.projects)),
        indicators: indicators().count(),
        progress: progress(plan, indicators()),
        basic_plans: goal
            .basic_plans
            .iter()
            .map(|b| BasicPlanView {
                id: b.id.to_string(),
                name: b.name.value.clone(),
                evaluation: tally(plan, b.policies.iter()),
                indicators: b.indicators.iter().map(|i| indicator(i, plan)).collect(),
                policies: b.policies.iter().map(|p| policy(book, goal, b, p, neighbours)).collect(),
            })
            .collect(),
    }
}

/// What comes before and after each policy.
struct Neighbours {
    order: Vec<Reference>,
    place: BTreeMap<PolicyId, usize>,
}

impl Neighbours {
    fn new(book: &Book) -> Self {
        let order = book.policies().map(policy_reference).collect();
        let place = book.policies().enumerate().map(|(at, p)| (p.id, at)).collect();
        Self { order, place }
    }

    fn of(&self, id: PolicyId) -> (Option<Reference>, Option<Reference>) {
        let at = self.place.get(&id).copied().unwrap_or(0);
        (at.checked_sub(1).map(|i| self.order[i].clone()), self.order.get(at + 1).cloned())
    }
}

pub(super) fn policy_reference(policy: &Policy) -> Reference {
    Reference {
        id: policy.id.to_string(),
        name: policy.title.value.clone(),
        route: routes::policy(policy.id),
    }
}

fn policy(
    book: &Book,
    goal: &Goal,
    basic_plan: &BasicPlan,
    policy: &Policy,
    neighbours: &Neighbours,
) -> PolicyView {
    let plan = &book.plan;
    let evaluated = plan.edition.evaluated.value;
    let (previous, next) = neighbours.of(policy.id);
    let goal_route = routes::goal(goal.id.value);
    PolicyView {
        id: policy.id.to_string(),
        title: policy.title.value.clone(),
        route: routes::policy(policy.id),
        label: routes::policy_label(policy.id),
        goal: Reference {
            id: goal.id.to_string(),
            name: goal.name.value.clone(),
            route: goal_route,
        },
        basic_plan: Reference {
            id: basic_plan.id.to_string(),
            name: basic_plan.name.value.clone(),
            route: routes::basic_plan(basic_plan.id.value),
        },
        previous,
        next,
        sections: policy.sections.iter().map(|s| s.value.clone()).collect(),
        themes: policy.themes.iter().filter_map(|n| theme_reference(book, n.value)).collect(),
        rating: policy.rated(evaluated).and_then(|r| rating(plan, r)),
        previous_rating: policy
            .rating
            .value
            .range(..evaluated)
            .next_back()
            .and_then(|(y, r)| Some((year(*y), rating(plan, &r.value)?))),
        projects: policy.projects.iter().enumerate().map(|(i, p)| project(plan, i, p)).collect(),
        totals: totals(plan, policy.projects.iter()),
        funding: funding(plan, policy),
        prose: policy
            .prose
            .iter()
            .filter_map(|section| {
                let heading = plan.headings.iter().find(|h| h.heading == section.heading.value)?;
                Some(ProseView {
                    id: heading.id.clone(),
                    heading: heading.heading.clone(),
                    content: nodes(&section.prose, book),
                })
            })
            .collect(),
    }
}

/// Where a policy's budget comes from, source by source.
fn funding(plan: &Plan, policy: &Policy) -> Vec<FundingView> {
    let of = |name: &str, year: FiscalYear| -> Money {
        policy.projects.iter().filter_map(|p| p.funding.value.get(&year)?.get(name)?.value).sum()
    };
    plan.sources
        .iter()
        .map(|name| FundingView {
            name: name.value.clone(),
            budget: plan
                .edition
                .window()
                .map(|y| Amount::new(Some(of(name, y)), &plan.money))
                .collect(),
        })
        .collect()
}

fn project(plan: &Plan, index: usize, project: &Project) -> ProjectView {
    let evaluated = plan.edition.evaluated.value;
    ProjectView {
        number: index + 1,
        name: project.name.value.clone(),
        section: project.section.value.clone(),
        description: project.description.value.clone(),
        results: project.results.value.get(&evaluated).map(|r| r.value.clone()),
        settlement: Amount::new(settled(plan, project), &plan.money),
        budget: plan
            .edition
            .window()
            .map(|y| Amount::new(budgeted(project, y), &plan.money))
            .collect(),
        direction: project.direction.value.clone(),
    }
}

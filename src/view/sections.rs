//! 担当課: what each section answers for and what it runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::build::rating;
use super::change;
use super::contact::ContactView;
use super::evaluations::evaluated;
use super::indicator::indicators_by_section;
use super::policy::{policy_reference, written};
use super::totals::{Tally, Totals, amounts, tally, totals};
use super::{Amount, EvaluatedView, IndicatorView, ProjectChange, RatingView, Reference};
use crate::layout::routes;
use crate::model::{Plan, Policy, Project, Section};
use crate::reading::{ComparedColumns, Reading};

/// 部.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DepartmentView {
    /// Its name.
    pub name: String,
    /// Its sections that have policies, projects or indicators.
    pub sections: Vec<SectionView>,
}

/// 担当課.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionView {
    /// Its name in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page on the site.
    pub route: String,
    /// How it is reached; none where the plan does not say.
    pub contact: Option<ContactView>,
    /// The policies it is responsible for.
    pub policies: Vec<Reference>,
    /// The same with their facts.
    pub responsible: Vec<SectionPolicy>,
    /// How they are rated.
    pub evaluation: Tally,
    /// The projects it runs, in whatever policy.
    pub projects: Vec<SectionProject>,
    /// The indicators that it is asked about, each where it belongs.
    #[serde(serialize_with = "super::shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub indicators: Vec<Arc<IndicatorView>>,
    /// What they cost together.
    pub totals: Totals,
}

/// A policy a section is responsible for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionPolicy {
    /// Which.
    pub policy: Reference,
    /// Its rating in the evaluated year.
    pub rating: Option<RatingView>,
    /// What it says in the evaluations that the plan declares.
    pub evaluations: Vec<EvaluatedView>,
    /// The other sections responsible.
    pub with: Vec<Reference>,
    /// What the whole policy costs.
    pub totals: Totals,
}

/// A project a section runs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionProject {
    /// The policy it belongs to.
    pub policy: Reference,
    /// Its name.
    pub name: String,
    /// Its place on the site.
    pub route: String,
    /// What was spent in the evaluated year, where there is one.
    pub settlement: Option<Amount>,
    /// What is planned in each year of the window.
    pub budget: Vec<Amount>,
    /// How the budget of the edition's year changed; none where the edition compares none.
    pub change: Option<ProjectChange>,
    /// What becomes of it.
    pub direction: String,
}

/// The section called `name`, with its page.
pub(super) fn section_reference(plan: &Plan, name: &str) -> Option<Reference> {
    let section = plan.section(name)?;
    Some(Reference {
        id: section.id.value.clone(),
        number: section.id.value.clone(),
        name: section.name.value.clone(),
        route: routes::section(&section.id),
    })
}

/// All departments whose sections have something to do.
pub(super) fn departments(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
) -> Vec<DepartmentView> {
    let plan = reading.plan();
    let indicators = indicators_by_section(reading);
    plan.departments
        .iter()
        .map(|department| DepartmentView {
            name: department.name.clone(),
            sections: department
                .sections
                .par_iter()
                .map(|s| section(reading, compared, s, &indicators))
                .filter(|s| {
                    !(s.policies.is_empty() && s.projects.is_empty() && s.indicators.is_empty())
                })
                .collect(),
        })
        .filter(|d| !d.sections.is_empty())
        .collect()
}

fn section<'a>(
    reading: &Reading<'a>,
    compared: Option<ComparedColumns>,
    section: &'a Section,
    indicators: &BTreeMap<&str, Vec<Arc<IndicatorView>>>,
) -> SectionView {
    let name = &section.name.value;
    let own = || reading.policies_of(section);
    let runs = || reading.projects_of(section);
    SectionView {
        id: section.id.value.clone(),
        name: name.clone(),
        route: routes::section(&section.id),
        contact: ContactView::of_section(section),
        policies: own().map(policy_reference).collect(),
        responsible: own().map(|p| responsible(reading, compared, p, name)).collect(),
        evaluation: tally(reading, own()),
        projects: runs()
            .map(|(policy, number, p)| project(reading, compared, policy, number, p))
            .collect(),
        indicators: indicators.get(name.as_str()).cloned().unwrap_or_default(),
        totals: totals(reading, compared, runs().map(|(_, _, p)| p)),
    }
}

fn responsible(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    policy: &Policy,
    section: &str,
) -> SectionPolicy {
    let plan = reading.plan();
    let others = policy.sections.iter().filter(|s| s.value != section);
    SectionPolicy {
        policy: policy_reference(policy),
        rating: reading.evaluated().and_then(|year| rating(plan, policy.rated(year)?)),
        evaluations: evaluated(reading, policy),
        with: others.filter_map(|s| section_reference(plan, s)).collect(),
        totals: totals(reading, compared, policy.projects.iter()),
    }
}

pub(super) fn project(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    policy: &Policy,
    number: usize,
    project: &Project,
) -> SectionProject {
    let (settlement, budget) = amounts(reading, project);
    SectionProject {
        policy: policy_reference(policy),
        name: project.name.value.clone(),
        route: routes::project(reading.plan(), policy.id, number),
        settlement,
        budget,
        change: change::of_project(reading, compared, project),
        direction: written(reading, &project.direction),
    }
}

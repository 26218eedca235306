//! 主要施策 with everything its page says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::unwritten_word;
use super::build::{rating, year};
use super::change;
use super::contact::ContactView;
use super::declared::fields;
use super::evaluations::evaluated;
use super::funding::{FundingView, funding, funding_of_project};
use super::glossary::{GlossaryTermView, used_by};
use super::indicator::{indicator_reference, indicators};
use super::localities::locality_reference;
use super::prose::{Run, nodes};
use super::related::related;
use super::sections::section_reference;
use super::sheet::{MoreAmounts, more_amounts, more_totals};
use super::themes::theme_reference;
use super::totals::{Totals, amounts, totals};
use super::{
    Amount, EvaluatedView, FieldView, IndicatorView, NodeReference, ProjectChange, ProseNode,
    RatingView, Reference, Year,
};
use crate::layout::routes;
use crate::model::{
    Book, HeadedText, Node, Numbered, Place, Plan, Policy, PolicyId, Project, SheetHeading,
    with_level,
};
use crate::reading::{ComparedColumns, Mentions, MoreColumns, PolicyMentions, Reading};

/// 主要施策.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PolicyView {
    /// 1-2-03.
    pub id: String,
    /// Its number as printed: 1-2-03, 施策111.
    pub number: String,
    /// Its name.
    pub title: String,
    /// Its page on the site.
    pub route: String,
    /// Its label in the PDF.
    pub label: String,
    /// The items of the framework that it is in, the highest first.
    pub ancestors: Vec<NodeReference>,
    /// Every policy of the lowest of them, itself included.
    pub siblings: Vec<Reference>,
    /// Those that its text names, then those of the same item; a few, itself left out.
    pub related: Vec<Reference>,
    /// The indicators of the lowest item of the framework that it is in.
    pub indicators: Vec<Reference>,
    /// The indicators of the policy itself.
    #[serde(serialize_with = "super::shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub own_indicators: Vec<Arc<IndicatorView>>,
    /// The policy before it.
    pub previous: Option<Reference>,
    /// The policy after it.
    pub next: Option<Reference>,
    /// The sections responsible, by name.
    pub sections: Vec<String>,
    /// The same with their pages.
    pub section_refs: Vec<Reference>,
    /// How they are reached, where the plan says so.
    pub contacts: Vec<ContactView>,
    /// The themes it serves.
    pub themes: Vec<Reference>,
    /// The places of the city of which it or one of its projects speaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub localities: Vec<Reference>,
    /// The words of the glossary that it uses.
    pub glossary: Vec<GlossaryTermView>,
    /// Its rating in the evaluated year.
    pub rating: Option<RatingView>,
    /// Its latest rating before that, with its year.
    pub previous_rating: Option<(Year, RatingView)>,
    /// What it says in the evaluations that the plan declares.
    pub evaluations: Vec<EvaluatedView>,
    /// What is done.
    pub projects: Vec<ProjectView>,
    /// 再掲: projects of other policies that are named here, too, and counted there alone.
    pub relisted: Vec<RelistedView>,
    /// What it costs.
    pub totals: Totals,
    /// What it costs in the other columns of the sheet; `None` where the plan does not ask for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_totals: Option<MoreAmounts>,
    /// Where its money comes from; empty where the plan does not say.
    pub funding: Vec<FundingView>,
    /// The prose by heading.
    pub prose: Vec<ProseView>,
    /// The fields that the book declares.
    pub fields: Vec<FieldView>,
}

/// 構成する事業.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectView {
    /// Its number within the policy, from 1.
    pub number: usize,
    /// Its place on the site.
    pub route: String,
    /// Its name.
    pub name: String,
    /// The reading of its name, where the sources give it; the search of the site knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// The section that runs it, by name.
    pub section: String,
    /// The same with its page; `None` for a section that the plan does not name.
    pub section_ref: Option<Reference>,
    /// What it does.
    pub description: String,
    /// What was done in the evaluated year.
    pub results: Option<String>,
    /// What was spent in the evaluated year, where there is one.
    pub settlement: Option<Amount>,
    /// What is planned in each year of the window.
    pub budget: Vec<Amount>,
    /// How the budget of the edition's year changed; none where the edition compares none.
    pub change: Option<ProjectChange>,
    /// Its amounts in the other columns of the sheet; `None` where the plan does not ask for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_amounts: Option<MoreAmounts>,
    /// The places of the city of which it speaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub localities: Vec<Reference>,
    /// Where its money comes from, the sources that bring something or are not decided; empty where the
    /// sheet does not show it project by project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub funding: Vec<FundingView>,
    /// What becomes of it.
    pub direction: String,
    /// What it says in the evaluations that the plan declares.
    pub evaluations: Vec<EvaluatedView>,
    /// Its indicators.
    #[serde(serialize_with = "super::shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub indicators: Vec<Arc<IndicatorView>>,
    /// The fields that the book declares.
    pub fields: Vec<FieldView>,
}

/// 再掲: a project of another policy.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelistedView {
    /// Its name.
    pub name: String,
    /// Its place on the site.
    pub route: String,
    /// The policy that it belongs to.
    pub policy: Reference,
    /// That policy's label in the PDF.
    pub label: String,
}

/// Prose under one heading.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProseView {
    /// The heading's name for themes.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// The text.
    pub content: Vec<ProseNode>,
}

/// What comes before and after each policy, and the places of which it speaks.
pub(super) struct Neighbours {
    pub mentions: Mentions,
    order: Vec<Reference>,
    place: BTreeMap<PolicyId, usize>,
}

impl Neighbours {
    pub(super) fn new(reading: &Reading<'_>) -> Self {
        let book = reading.book();
        let order = book.policies().map(policy_reference).collect();
        let place = book.policies().enumerate().map(|(at, p)| (p.id, at)).collect();
        Self { order, place, mentions: Mentions::new(reading) }
    }

    fn of(&self, id: PolicyId) -> (Option<Reference>, Option<Reference>) {
        let at = self.place.get(&id).copied().unwrap_or(0);
        (at.checked_sub(1).map(|i| self.order[i].clone()), self.order.get(at + 1).cloned())
    }
}

/// The policy by number and name.
pub(super) fn policy_reference(policy: &Policy) -> Reference {
    Reference {
        id: policy.id.to_string(),
        number: policy.printed_number(),
        name: policy.title.value.clone(),
        route: routes::policy(policy.id),
    }
}

fn ancestor(plan: &Plan, node: &Node) -> NodeReference {
    let number = node.printed_number();
    NodeReference {
        id: node.id.to_string(),
        numbered: with_level(plan.levels.name_at(node.id.depth()), &number),
        number,
        name: node.name.value.clone(),
        route: routes::node(node.id.value),
        label: routes::node_label(node.id.value),
    }
}

/// The policy for themes.
pub(super) fn policy(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    group: &Node,
    policy: &Policy,
    neighbours: &Neighbours,
) -> PolicyView {
    let (book, plan) = (reading.book(), reading.plan());
    let evaluated_year = reading.evaluated();
    let more_columns = reading.more_columns();
    let (previous, next) = neighbours.of(policy.id);
    let mentioned = neighbours.mentions.of(policy.id);
    PolicyView {
        id: policy.id.to_string(),
        number: policy.printed_number(),
        title: policy.title.value.clone(),
        route: routes::policy(policy.id),
        label: routes::policy_label(policy.id),
        ancestors: book.ancestors(policy.id.node).into_iter().map(|n| ancestor(plan, n)).collect(),
        siblings: group.policies.iter().map(policy_reference).collect(),
        related: related(book, group, policy),
        indicators: book
            .indicators
            .at(Place::Node(group.id.value))
            .map(indicator_reference)
            .collect(),
        own_indicators: indicators(Place::Policy(policy.id), reading),
        previous,
        next,
        sections: policy.sections.iter().map(|s| s.value.clone()).collect(),
        section_refs: policy.sections.iter().filter_map(|s| section_reference(plan, s)).collect(),
        contacts: ContactView::of_policy(plan, policy),
        themes: policy.themes.iter().filter_map(|n| theme_reference(book, n.value)).collect(),
        localities: mentioned.map(|m| references(book, m.all())).unwrap_or_default(),
        glossary: used_by(reading, policy),
        rating: evaluated_year.and_then(|year| rating(plan, policy.rated(year)?)),
        previous_rating: evaluated_year
            .and_then(|year| policy.rating.value.range(..year).next_back())
            .and_then(|(y, r)| Some((year(*y), rating(plan, &r.value)?))),
        evaluations: evaluated(reading, policy),
        projects: projects(reading, compared, &more_columns, policy, mentioned),
        relisted: relisted(book, policy),
        totals: totals(reading, compared, policy.projects.iter()),
        more_totals: more_totals(reading, &more_columns, &policy.projects),
        funding: funding(reading, &policy.projects),
        prose: prose(reading, policy),
        fields: fields(reading, policy, Policy::FIELDS, &policy.more, ""),
    }
}

/// The places at these positions in the list of the book.
fn references(book: &Book, places: BTreeSet<usize>) -> Vec<Reference> {
    places.into_iter().map(|at| locality_reference(&book.localities[at])).collect()
}

/// The prose of a policy; in a draft, also the headings that have none yet.
fn prose(reading: &Reading<'_>, policy: &Policy) -> Vec<ProseView> {
    let (book, plan) = (reading.book(), reading.plan());
    let view = |heading: &SheetHeading, content| ProseView {
        id: heading.id.clone(),
        heading: heading.heading.value.clone(),
        content,
    };
    if !reading.is_draft() {
        let of = |section: &HeadedText| {
            let heading = plan.headings.iter().find(|h| h.heading == section.heading)?;
            Some(view(heading, nodes(&section.prose, book)))
        };
        return policy.prose.iter().filter_map(of).collect();
    }
    let of = |heading: &SheetHeading| {
        let written = |section: &&HeadedText| section.heading == heading.heading;
        let section = policy.prose.iter().find(written).filter(|s| !s.prose.is_empty());
        view(
            heading,
            section.map_or_else(|| unwritten(reading), |section| nodes(&section.prose, book)),
        )
    };
    let is_shown = |heading: &&SheetHeading| {
        !heading.optional || policy.prose.iter().any(|section| section.heading == heading.heading)
    };
    plan.headings.iter().filter(is_shown).map(of).collect()
}

/// The text of a heading that has none yet, in a draft.
fn unwritten(reading: &Reading<'_>) -> Vec<ProseNode> {
    vec![ProseNode::P { c: vec![Run::Text { v: unwritten_word(reading).to_owned() }] }]
}

/// `words`; in a draft, the text for words that are not written.
pub(super) fn written(reading: &Reading<'_>, words: &str) -> String {
    let unwritten = reading.is_draft() && words.is_empty();
    if unwritten { unwritten_word(reading).to_owned() } else { words.to_owned() }
}

fn projects(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    more_columns: &MoreColumns,
    policy: &Policy,
    mentioned: Option<&PolicyMentions>,
) -> Vec<ProjectView> {
    let numbered = (1..).zip(&policy.projects);
    numbered
        .map(|(n, p)| {
            let places = mentioned.and_then(|mentioned| mentioned.projects.get(n - 1));
            let places = places.map(|places| references(reading.book(), places.clone()));
            ProjectView {
                localities: places.unwrap_or_default(),
                ..project(reading, compared, more_columns, policy.id, n, p)
            }
        })
        .collect()
}

fn relisted(book: &Book, policy: &Policy) -> Vec<RelistedView> {
    let found = policy.relisted.iter().filter_map(|relisted| book.original(relisted));
    found
        .map(|(original, number, project)| RelistedView {
            name: project.name.value.clone(),
            route: routes::project(&book.plan, original.id, number),
            policy: policy_reference(original),
            label: routes::policy_label(original.id),
        })
        .collect()
}

fn project(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    more_columns: &MoreColumns,
    policy: PolicyId,
    number: usize,
    project: &Project,
) -> ProjectView {
    let (plan, evaluated_year) = (reading.plan(), reading.evaluated());
    let (settlement, budget) = amounts(reading, project);
    let results = evaluated_year.and_then(|year| project.results.value.get(&year));
    let results = results.map(|r| r.value.as_str());
    let awaited = evaluated_year.is_some() && results.is_none_or(str::is_empty);
    let awaited = awaited && !reading.begins(project);
    let results =
        if reading.is_draft() && awaited { Some(unwritten_word(reading)) } else { results };
    ProjectView {
        number,
        route: routes::project(plan, policy, number),
        name: project.name.value.clone(),
        kana: project.kana.as_ref().map(|kana| kana.value.clone()),
        section: written(reading, &project.section),
        section_ref: section_reference(plan, &project.section),
        description: written(reading, &project.description),
        results: results.map(ToOwned::to_owned),
        settlement,
        budget,
        change: change::of_project(reading, compared, project),
        more_amounts: more_amounts(reading, more_columns, project),
        localities: Vec::new(),
        funding: funding_of_project(reading, project),
        direction: written(reading, &project.direction),
        evaluations: evaluated(reading, project),
        indicators: indicators(Place::Project(policy, number), reading),
        fields: fields(reading, project, Project::FIELDS, &project.more, &format!("p{number}-")),
    }
}

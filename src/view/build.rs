//! Builds the view of a whole book.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::change;
use super::changes::changes;
use super::charts::charts;
use super::evaluations;
use super::glossary::glossary;
use super::indicator::{groups, indicators};
use super::localities::localities;
use super::part::part;
use super::policy::{Neighbours, policy};
use super::progress_rule::progress_rule;
use super::project_pages::{project_columns, project_pages};
use super::prose::nodes;
use super::sections::departments;
use super::themes::theme;
use super::totals::{accounts, missing_rating, progress, tally, totals};
use super::{
    ContactView, Counts, GoalView, LicenceView, Meta, NodeView, RatingView, View, Year, period,
    sheet, terms,
};
use crate::layout::routes;
use crate::model::{Block, Book, FiscalYear, Node, Numbered, Place, Plan, Rating, with_level};
use crate::reading::{ComparedColumns, Reading};

impl View {
    /// The view of a book in a reading. What is unfinished is left out; a checked book has nothing
    /// of it.
    #[must_use]
    pub fn new(reading: Reading<'_>) -> Self {
        let (book, plan) = (reading.book(), reading.plan());
        let neighbours = Neighbours::new(&reading);
        let compared = reading.compared_columns();
        let mut view = View {
            meta: meta(&reading),
            counts: Counts {
                levels: (1..=plan.levels.above_sheets().len())
                    .map(|depth| book.nodes_at(depth).count())
                    .collect(),
                policies: book.policies().count(),
                projects: book.projects().count(),
                indicators: book.indicators().count(),
                themes: book.themes.len(),
            },
            ratings: ratings(plan),
            evaluations: evaluations::evaluations(plan),
            outcomes: evaluations::of_book(&reading, book),
            sheet: sheet::blocks(&reading),
            directions: plan.direction.choices.iter().map(|c| c.value.clone()).collect(),
            parts: (0..).zip(&plan.book.parts).map(|(at, p)| part(&reading, at, p)).collect(),
            goals: book
                .nodes
                .par_iter()
                .map(|g| goal(&reading, compared, g, &neighbours))
                .collect(),
            evaluation: tally(&reading, book.policies()),
            totals: totals(&reading, compared, book.projects()),
            accounts: accounts(&reading, compared),
            changes: changes(&reading, compared),
            project_pages: project_pages(&reading, compared),
            project_columns: Vec::new(),
            progress: progress(&reading, book.indicators()),
            themes: book.themes.iter().map(|t| theme(&reading, t)).collect(),
            departments: departments(&reading, compared),
            localities: localities(&reading, compared, &neighbours.mentions),
            glossary: glossary(book),
            overview: nodes(&book.overview, book),
            period: period::period(plan),
            charts: Vec::new(),
            synonyms: book.search_words.groups(),
            pictures: pictures(book),
        };
        view.project_columns = project_columns(&reading, &view);
        view.charts = charts(&view);
        view
    }
}

/// The pictures that the texts and the cover show, each once, sorted.
fn pictures(book: &Book) -> Vec<(String, Arc<[u8]>)> {
    let mut files = BTreeMap::new();
    book.each_block(&mut |block| {
        if let Block::Picture { path, .. } = block
            && let Some(picture) = book.picture(path)
        {
            files.insert(routes::picture(&picture.name), picture.bytes.clone());
        }
    });
    let cover = book.plan.book.cover.pictures();
    for picture in cover.filter_map(|picture| book.picture(&picture.path())) {
        files.insert(routes::picture(&picture.name), picture.bytes.clone());
    }
    files.into_iter().collect()
}

/// A year in the ways it is printed.
pub(super) fn year(year: FiscalYear) -> Year {
    Year { short: year.to_string(), long: year.long(), both: year.both(), western: year.western() }
}

fn meta(reading: &Reading<'_>) -> Meta {
    let plan = reading.plan();
    let edition = &plan.edition;
    let date = edition.date;
    Meta {
        title: plan.title(),
        plan: plan.name.clone(),
        document: plan.document.clone(),
        municipality: plan.municipality.name.clone(),
        prefecture: plan.municipality.prefecture.clone(),
        full_name: plan.municipality.full_name(),
        code: plan.municipality.code.value.clone(),
        vision: plan.vision.clone(),
        vision_subtitle: plan.vision_subtitle.clone(),
        sample: plan.sample,
        draft: reading.is_draft(),
        missing_rating: missing_rating(reading),
        relaxed: reading.mode().relaxed,
        edition: year(edition.year.value),
        evaluated: edition.evaluated_year().map(year),
        window: edition.window().map(year).collect(),
        window_label: crate::model::year_range(edition.year.value, edition.last_year()),
        adopted: plan.adopted.clone(),
        as_of: edition.as_of.value.clone(),
        date: date.to_string(),
        date_long: date.long(),
        date_parts: (date.year, date.month, date.day),
        levels: terms::levels(plan),
        terms: terms::terms(plan),
        unit: plan.money.unit.clone(),
        yen: plan.money.yen,
        population: edition.population.as_ref().map(|people| people.value.get()),
        negative: plan.money.negative.clone(),
        progress: progress_rule(reading),
        file: plan.book.file.value.clone(),
        site: reading.site().map(ToOwned::to_owned),
        latest: reading.latest().map(ToOwned::to_owned),
        spreads: plan.book.spreads,
        licence: LicenceView {
            id: plan.licence.id.clone(),
            name: plan.licence.name.clone(),
            url: plan.licence.url.to_string(),
        },
        contact: ContactView::of_book(plan),
    }
}

/// The scale of an edition that rates policies.
fn ratings(plan: &Plan) -> Vec<RatingView> {
    let levels = if plan.rates() { plan.ratings.len() } else { 0 };
    (0..levels).map(|rank| rating_at(plan, rank)).collect()
}

pub(super) fn rating_at(plan: &Plan, rank: usize) -> RatingView {
    let level = &plan.ratings[rank];
    RatingView { id: level.id.value.clone(), label: level.label.clone(), rank }
}

pub(super) fn rating(plan: &Plan, rating: &Rating) -> Option<RatingView> {
    plan.rating_index(rating).map(|rank| rating_at(plan, rank))
}

/// Views of an item of the highest level, and of everything in it.
fn goal(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    goal: &Node,
    neighbours: &Neighbours,
) -> GoalView {
    let levels = &reading.plan().levels;
    let is_group = |node: &Node| node.id.depth() == levels.above_sheets().len();
    let within = |node: &Node| reading.book().indicators.within(node.id.value);
    let shown = |node: &&Node| node.id.depth() > 1 || is_group(node);
    GoalView {
        id: goal.id.to_string(),
        number: goal.printed_number(),
        numbered: with_level(levels.goal(), &goal.printed_number()),
        name: goal.name.value.clone(),
        field: goal.field.as_ref().map(|field| field.value.clone()),
        summary: goal.summary.as_ref().map(|summary| summary.value.clone()),
        route: routes::node(goal.id.value),
        evaluation: tally(reading, goal.all_policies()),
        outcomes: evaluations::of_node(reading, goal),
        totals: totals(reading, compared, goal.all_projects()),
        indicators: within(goal).count(),
        indicator_rows: reading.book().indicators.rows_within(goal.id.value),
        progress: progress(reading, within(goal)),
        own_indicators: if is_group(goal) {
            Vec::new()
        } else {
            indicators(Place::Node(goal.id.value), reading)
        },
        nodes: goal
            .preorder()
            .filter(shown)
            .map(|node| below(reading, compared, node, neighbours))
            .collect(),
    }
}

fn below(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    node: &Node,
    neighbours: &Neighbours,
) -> NodeView {
    let level = reading.plan().levels.name_at(node.id.depth());
    let all = &reading.book().indicators;
    let indicators = indicators(Place::Node(node.id.value), reading);
    let indicator_groups = groups(node, reading);
    NodeView {
        id: node.id.to_string(),
        depth: node.id.depth() - 1,
        level: level.to_owned(),
        label: routes::node_label(node.id.value),
        number: node.printed_number(),
        numbered: with_level(level, &node.printed_number()),
        name: node.name.value.clone(),
        route: routes::node(node.id.value),
        evaluation: tally(reading, node.all_policies()),
        outcomes: evaluations::of_node(reading, node),
        change: change::of_sum(reading, compared, node.all_projects()),
        indicator_count: all.within(node.id.value).count(),
        indicator_rows: all.rows_within(node.id.value),
        indicators,
        indicator_groups,
        policies: node
            .policies
            .par_iter()
            .map(|p| Arc::new(policy(reading, compared, node, p, neighbours)))
            .collect(),
    }
}

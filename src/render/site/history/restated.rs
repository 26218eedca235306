//! Values of one year that a later edition gives otherwise than an earlier one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Edition;
use crate::compare::{ItemKind, Lineage};
use crate::model::{FiscalYear, Money, Plan, PolicyId};
use crate::view::Year;

/// A value that was restated.
#[derive(Debug, Clone, Serialize)]
pub(in super::super) struct Restated {
    /// Of what, by name.
    pub name: String,
    /// Its place in the newest edition that has it.
    pub route: String,
    /// Which fact, of which year.
    #[serde(skip)]
    pub fact: (FiscalYear, GivenFact),
    /// What it is: 令和5年度の決算額.
    pub what: String,
    /// The edition that gave the value before.
    pub edition: Year,
    /// That value.
    pub before: String,
    /// What it is of, with the fact and its year; see [`Edition::source`].
    pub before_source: String,
    /// The edition that gives another one.
    pub since: Year,
    /// This value.
    pub after: String,
    /// The same of it.
    pub after_source: String,
}

/// What an edition gives for a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum GivenFact {
    /// The rating of a policy.
    Rating,
    /// The settlement of a project.
    Settlement,
    /// The budget of a project.
    Budget,
    /// The value of an indicator.
    Value,
}

impl GivenFact {
    /// Its word for readers, and its name for `planbook verify`.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Rating => ("評価", "rating"),
            Self::Settlement => ("決算額", "settlement"),
            Self::Budget => ("予算額", "budget"),
            Self::Value => ("値", "value"),
        }
    }
}

/// A value as an edition gives it.
struct Given {
    /// What has to be equal.
    key: String,
    /// In what it is measured: a value of something else is not restated.
    unit: String,
    /// As printed, with its unit.
    text: String,
}

impl Given {
    fn money(money: Money, plan: &Plan) -> Self {
        let yen = i128::from(money.0) * i128::from(plan.money.yen);
        let text = format!("{}{}", plan.money.format(money), plan.money.unit);
        Self { key: yen.to_string(), unit: String::new(), text }
    }
}

/// The values of an edition by year and fact.
type AllGiven = BTreeMap<(FiscalYear, GivenFact), Given>;

/// All restated values of policies, projects and indicators.
pub(super) fn all(editions: &[Edition<'_>], lineages: &[Lineage]) -> Vec<Restated> {
    lineages.iter().flat_map(|lineage| of(editions, lineage)).collect()
}

/// The restated values of what `lineage` is about.
pub(super) fn of(editions: &[Edition<'_>], lineage: &Lineage) -> Vec<Restated> {
    let given = |at: usize, edition: &Edition<'_>| match lineage.kind {
        ItemKind::Policy => of_policy(edition, at),
        ItemKind::Project => of_project(edition, at),
        ItemKind::Indicator => of_indicator(edition, at),
        _ => AllGiven::new(),
    };
    let place = lineage.last().and_then(|(edition, at)| place(&editions[edition], at));
    let Some((name, route)) = place else { return Vec::new() };
    let source = |edition: usize, (year, fact): (FiscalYear, GivenFact)| {
        let of = lineage.items[edition].and_then(|at| editions[edition].source_at(at));
        format!("{} {} {}", of.unwrap_or_default(), fact.names().1, year.western())
    };
    let mut last: BTreeMap<(FiscalYear, GivenFact), (usize, Given)> = BTreeMap::new();
    let mut found = Vec::new();
    for (edition, at) in lineage.items.iter().enumerate() {
        let Some(at) = at else { continue };
        for (fact, now) in given(*at, &editions[edition]) {
            let before = last.get(&fact);
            if let Some((earlier, before)) =
                before.filter(|(_, before)| before.key != now.key && before.unit == now.unit)
            {
                found.push(Restated {
                    name: name.clone(),
                    route: route.clone(),
                    fact,
                    what: format!("{}の{}", fact.0.long(), fact.1.names().0),
                    edition: editions[*earlier].year().clone(),
                    before: before.text.clone(),
                    before_source: source(*earlier, fact),
                    since: editions[edition].year().clone(),
                    after: now.text.clone(),
                    after_source: source(edition, fact),
                });
            }
            last.insert(fact, (edition, now));
        }
    }
    found
}

fn place(edition: &Edition<'_>, at: usize) -> Option<(String, String)> {
    if edition.snapshot.items[at].kind == ItemKind::Indicator {
        let view = edition.indicator(at)?;
        return Some((view.name.clone(), edition.link(&view.route)));
    }
    let reference = edition.reference_at(at)?;
    let name = match edition.snapshot.items[at].kind {
        ItemKind::Policy => format!("{} {}", reference.number, reference.name),
        _ => reference.name,
    };
    Some((name, reference.route))
}

fn of_policy(edition: &Edition<'_>, at: usize) -> AllGiven {
    let plan = &edition.book.plan;
    let id = edition.policy(at).and_then(|policy| policy.id.parse::<PolicyId>().ok());
    let policy = id.and_then(|id| edition.book.policy(id));
    let Some((policy, evaluated)) = policy.zip(plan.edition.evaluated_year()) else {
        return AllGiven::new();
    };
    let rated = policy.rating.value.range(..=evaluated);
    rated
        .map(|(year, rating)| {
            let rating = rating.value.0.clone();
            (
                (*year, GivenFact::Rating),
                Given { key: rating.clone(), unit: String::new(), text: rating },
            )
        })
        .collect()
}

fn of_project(edition: &Edition<'_>, at: usize) -> AllGiven {
    let plan = &edition.book.plan;
    let Some(project) = edition.project_record(at) else { return AllGiven::new() };
    let money = |fact, until: FiscalYear, series: &BTreeMap<FiscalYear, _>| {
        series
            .range(..=until)
            .filter_map(|(year, money): (_, &crate::span::Spanned<Option<Money>>)| {
                Some(((*year, fact), Given::money(money.value?, plan)))
            })
            .collect::<Vec<_>>()
    };
    let settled = plan.edition.evaluated_year();
    let settled =
        settled.map(|until| money(GivenFact::Settlement, until, &project.settlement.value));
    let planned = money(GivenFact::Budget, plan.edition.year.value, &project.counted_budget());
    settled.into_iter().flatten().chain(planned).collect()
}

fn of_indicator(edition: &Edition<'_>, at: usize) -> AllGiven {
    let Some(view) = edition.indicator(at) else { return AllGiven::new() };
    let values = view.values.iter().map(|measured| {
        let year = FiscalYear::from_western(measured.year.western);
        let key = measured.value.map_or_else(|| measured.text.clone(), |value| value.to_string());
        let unit = if measured.value.is_some() { view.unit.as_str() } else { "" };
        let text = format!("{}{unit}", measured.text);
        ((year, GivenFact::Value), Given { key, unit: view.unit.clone(), text })
    });
    values.collect()
}

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

/// What is restated, with its name for `planbook verify`.
const WORDS: [(&str, &str); 4] =
    [("評価", "rating"), ("決算額", "settlement"), ("予算額", "budget"), ("値", "value")];

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

/// The values of an edition by year and word: 決算額.
type AllGiven = BTreeMap<(FiscalYear, String), Given>;

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
    let source = |edition: usize, (year, word): (FiscalYear, &str)| {
        let of = lineage.items[edition].and_then(|at| editions[edition].source_at(at));
        let fact = WORDS.iter().find(|(known, _)| *known == word).map_or("", |(_, fact)| *fact);
        format!("{} {fact} {}", of.unwrap_or_default(), year.western())
    };
    let mut last: BTreeMap<(FiscalYear, String), (usize, Given)> = BTreeMap::new();
    let mut found = Vec::new();
    for (edition, at) in lineage.items.iter().enumerate() {
        let Some(at) = at else { continue };
        for ((year, word), now) in given(*at, &editions[edition]) {
            let before = last.get(&(year, word.clone()));
            if let Some((earlier, before)) =
                before.filter(|(_, before)| before.key != now.key && before.unit == now.unit)
            {
                found.push(Restated {
                    name: name.clone(),
                    route: route.clone(),
                    what: format!("{}の{word}", year.long()),
                    edition: editions[*earlier].year().clone(),
                    before: before.text.clone(),
                    before_source: source(*earlier, (year, &word)),
                    since: editions[edition].year().clone(),
                    after: now.text.clone(),
                    after_source: source(edition, (year, &word)),
                });
            }
            last.insert((year, word), (edition, now));
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
                (*year, "評価".to_owned()),
                Given { key: rating.clone(), unit: String::new(), text: rating },
            )
        })
        .collect()
}

fn of_project(edition: &Edition<'_>, at: usize) -> AllGiven {
    let plan = &edition.book.plan;
    let Some(project) = edition.project_record(at) else { return AllGiven::new() };
    let money = |word: &'static str, until: FiscalYear, series: &BTreeMap<FiscalYear, _>| {
        series
            .range(..=until)
            .filter_map(|(year, money): (_, &crate::span::Spanned<Option<Money>>)| {
                Some(((*year, word.to_owned()), Given::money(money.value?, plan)))
            })
            .collect::<Vec<_>>()
    };
    let settled = plan.edition.evaluated_year();
    let settled = settled.map(|until| money("決算額", until, &project.settlement.value));
    let planned = money("予算額", plan.edition.year.value, &project.counted_budget());
    settled.into_iter().flatten().chain(planned).collect()
}

fn of_indicator(edition: &Edition<'_>, at: usize) -> AllGiven {
    let Some(view) = edition.indicator(at) else { return AllGiven::new() };
    let values = view.values.iter().map(|measured| {
        let year = FiscalYear::from_western(measured.year.western);
        let key = measured.value.map_or_else(|| measured.text.clone(), |value| value.to_string());
        let unit = if measured.value.is_some() { view.unit.as_str() } else { "" };
        let text = format!("{}{unit}", measured.text);
        ((year, "値".to_owned()), Given { key, unit: view.unit.clone(), text })
    });
    values.collect()
}

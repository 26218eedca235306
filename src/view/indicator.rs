//! Indicators with everything a table or a chart of them says.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::{NONE, spoken};
use super::build::year;
use super::declared::fields;
use super::{FieldView, Reference, Year};
use crate::layout::routes;
use crate::model::{
    Baseline, Better, Book, Decimal, FiscalYear, Indicator, Node, Numbered, Place, Progress,
    Quantity, with_unit,
};
use crate::reading::{Reading, Standing};
use crate::span::Spanned;

/// 成果指標.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IndicatorView {
    /// 1-2-a.
    pub id: String,
    /// Its place on the site.
    pub route: String,
    /// Where it belongs and is counted.
    pub home: HomeView,
    /// Whether this is a further place of it (再掲): it belongs elsewhere.
    pub relisted: bool,
    /// The further places where it is shown; empty at such a place.
    pub also_at: Vec<HomeView>,
    /// What is measured.
    pub name: String,
    /// In what unit.
    pub unit: String,
    /// The unit as it follows a number: empty for ―, and with a space before a digit.
    pub unit_after: String,
    /// `more`, `less`, `keep` or `within`.
    pub better: &'static str,
    /// Whether the target is to keep the baseline's level.
    pub kept: bool,
    /// Where the plan set out from.
    pub baseline: Option<Measured>,
    /// The latest value up to the evaluated year, if any.
    pub current: Option<Measured>,
    /// The target that the latest value is compared with: that of the evaluated year, or else the
    /// final one.
    pub target: Option<Measured>,
    /// The targets of all years; the last is the final one.
    pub targets: Vec<Measured>,
    /// What would come to be without the plan.
    pub forecasts: Vec<Measured>,
    /// How far it has come; none where nothing is evaluated.
    pub progress: Option<ProgressView>,
    /// The value of each year that the edition knows.
    pub values: Vec<Measured>,
    /// Who measures it.
    pub source: String,
    /// The section that is asked about it, by name.
    pub section: Option<String>,
    /// How, or why not.
    pub note: Option<String>,
    /// What a row says in addition: targets of several years, forecasts, corrections.
    pub details: Vec<String>,
    /// The fields that the book declares.
    pub fields: Vec<FieldView>,
}

impl IndicatorView {
    /// The name of its chart.
    #[must_use]
    pub fn chart_id(&self) -> String {
        format!("indicator-{}", self.id)
    }
}

/// Where an indicator belongs or is shown.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct HomeView {
    /// `node` for an item of the framework, `policy` or `project`.
    pub kind: &'static str,
    /// The number of the item or policy as printed; of a project, that of its policy.
    pub number: String,
    /// The name.
    pub name: String,
    /// Its page or place on the site.
    pub route: String,
}

/// The indicators of a policy or of one of its projects.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IndicatorGroupView {
    /// Whose they are.
    pub of: HomeView,
    /// How many of them belong there.
    pub count: usize,
    /// The indicators.
    #[serde(serialize_with = "super::shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub indicators: Vec<Arc<IndicatorView>>,
}

/// A value of a year.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measured {
    /// The year.
    pub year: Year,
    /// The bare number; `None` where the year was not measured.
    pub value: Option<f64>,
    /// As printed.
    pub text: String,
    /// For screen readers, which would misread the printed form: マイナス1.5.
    pub spoken: Option<String>,
    /// Whether it was corrected since an earlier edition.
    pub corrected: bool,
    /// The lowest and the highest number of a range.
    #[serde(skip)]
    pub bounds: (Option<f64>, Option<f64>),
}

impl Measured {
    /// Whether the plan says a value.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.text != NONE
    }
}

/// How far an indicator has come.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProgressView {
    /// The level's name.
    pub id: &'static str,
    /// The level with whose look it is drawn.
    pub look: &'static str,
    /// Its word.
    pub word: &'static str,
    /// The share of the way, in percent; `None` where there is no way to go.
    pub percent: Option<i64>,
    /// As printed: `50%`, `▲20%`, `999%超`, `―`.
    pub text: String,
    /// For screen readers, which would misread the printed form: マイナス20%.
    pub spoken: Option<String>,
}

/// Progress below this is printed as ▲100%超.
pub(super) const FLOOR: i64 = -100;

/// Progress above this is printed as 999%超.
pub(super) const CEILING: i64 = 999;

/// The indicators that are shown at `place`.
pub(super) fn indicators(place: Place, reading: &Reading<'_>) -> Vec<Arc<IndicatorView>> {
    let all = reading.book().indicators.at(place);
    all.map(|one| Arc::new(indicator(one, place, reading))).collect()
}

/// The indicators by the name of the section that is asked about them, as they are shown where they belong.
pub(super) fn indicators_by_section<'a>(
    reading: &Reading<'a>,
) -> BTreeMap<&'a str, Vec<Arc<IndicatorView>>> {
    let book = reading.book();
    let mut by_section: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in book.indicators() {
        if let (Some(section), Some(place)) = (book.section_of_indicator(one), one.first_place()) {
            let view = Arc::new(indicator(one, place, reading));
            by_section.entry(section).or_default().push(view);
        }
    }
    by_section
}

/// The indicators of the policies of `group` and of their projects, by policy and project.
pub(super) fn groups(group: &Node, reading: &Reading<'_>) -> Vec<IndicatorGroupView> {
    let places = group.policies.iter().flat_map(|policy| {
        let projects = (1..=policy.projects.len()).map(|at| Place::Project(policy.id, at));
        std::iter::once(Place::Policy(policy.id)).chain(projects)
    });
    let group = |place| {
        let indicators = indicators(place, reading);
        let count = indicators.iter().filter(|indicator| !indicator.relisted).count();
        IndicatorGroupView { of: home(reading.book(), Some(place)), count, indicators }
    };
    places.map(group).filter(|group| !group.indicators.is_empty()).collect()
}

fn home(book: &Book, place: Option<Place>) -> HomeView {
    let found = place.and_then(|place| {
        let view = |kind, number, name: &Spanned<String>, route| HomeView {
            kind,
            number,
            name: name.value.clone(),
            route,
        };
        Some(match place {
            Place::Node(id) => {
                let node = book.node(id)?;
                view("node", node.printed_number(), &node.name, routes::node(id))
            }
            Place::Policy(id) => {
                let policy = book.policy(id)?;
                view("policy", policy.printed_number(), &policy.title, routes::policy(id))
            }
            Place::Project(id, number) => {
                let policy = book.policy(id)?;
                let project = policy.projects.get(number.checked_sub(1)?)?;
                let route = routes::project(&book.plan, id, number);
                view("project", policy.printed_number(), &project.name, route)
            }
        })
    });
    found.unwrap_or_default()
}

/// The indicator for themes, as it is shown at `place`.
fn indicator(indicator: &Indicator, place: Place, reading: &Reading<'_>) -> IndicatorView {
    let plan = reading.plan();
    let shown = Shown { indicator, negative: &plan.money.negative };
    let current = reading.evaluated().and_then(|year| indicator.current(year));
    let relisted = indicator.first_place() != Some(place);
    let further = indicator.places.iter().skip(1).filter(|_| !relisted);
    let target = indicator.target_of(reading.evaluated(), plan.progress);
    let targets = || indicator.target.value.iter().map(|(y, v)| shown.value(*y, Some(&v.value)));
    let forecasts = indicator.forecast.iter();
    let forecasts = forecasts.map(|(y, v)| shown.value(*y, Some(&Quantity::Number(v.value))));
    let (targets, forecasts): (Vec<_>, Vec<_>) = (targets().collect(), forecasts.collect());
    IndicatorView {
        id: indicator.id.value.clone(),
        route: routes::indicator(&indicator.id),
        home: home(reading.book(), indicator.first_place()),
        relisted,
        also_at: further.map(|place| home(reading.book(), Some(*place))).collect(),
        name: indicator.name.value.clone(),
        unit: indicator.unit.value.clone(),
        unit_after: with_unit("", &indicator.unit),
        better: Better::ALL.iter().find(|(b, _)| *b == indicator.better).map_or("", |(_, w)| w),
        kept: indicator.is_kept_level(),
        baseline: shown.baseline(),
        current: current.map(|(y, value)| shown.measured(y, Some(value))),
        target: target.map(|(y, value)| shown.value(y, Some(&value.value))),
        progress: reading.standing(indicator).map(|s| progress(s, &plan.money.negative)),
        values: indicator
            .values
            .value
            .range(..=reading.known_until())
            .map(|(y, v)| shown.measured(*y, v.value.as_ref()))
            .collect(),
        source: indicator.source.value.clone(),
        section: reading.book().section_of_indicator(indicator).map(ToOwned::to_owned),
        note: indicator.note.as_ref().map(|note| note.value.clone()),
        details: shown.details(&targets, &forecasts),
        targets,
        forecasts,
        fields: fields(
            reading,
            indicator,
            Indicator::FIELDS,
            &indicator.more,
            &format!("{}-", indicator.id),
        ),
    }
}

/// How the values of an indicator are written.
struct Shown<'a> {
    indicator: &'a Indicator,
    /// The sign of negative numbers.
    negative: &'a str,
}

impl Shown<'_> {
    /// A value that was not measured, such as a target.
    fn value(&self, of: FiscalYear, value: Option<&Quantity>) -> Measured {
        let decimals = self.indicator.decimals.0;
        let text = value.map_or_else(|| NONE.to_owned(), |v| v.format(decimals, self.negative));
        let spoken = match value {
            Some(_) => spoken(&text, self.negative),
            None => Some("なし".to_owned()),
        };
        let number = value.and_then(Quantity::number).map(Decimal::to_f64);
        let bounds = match value {
            Some(Quantity::Range(range)) => {
                let (low, high) = range.bounds();
                (low.map(Decimal::to_f64), high.map(Decimal::to_f64))
            }
            _ => (None, None),
        };
        Measured { year: year(of), value: number, text, spoken, corrected: false, bounds }
    }

    fn measured(&self, year: FiscalYear, value: Option<&Quantity>) -> Measured {
        let corrected = self.indicator.corrected.contains_key(&year);
        Measured { corrected, ..self.value(year, value) }
    }

    /// The baseline; the year of a mean is a range of years.
    fn baseline(&self) -> Option<Measured> {
        let value = self.indicator.baseline_value()?;
        let last = self.indicator.baseline_year()?;
        let Baseline::Mean(mean) = &self.indicator.baseline.as_ref()?.value else {
            return Some(self.measured(last, Some(&value)));
        };
        let first = mean.mean.from()?;
        let (from, to) = (first.long(), last.long());
        let from = from.trim_end_matches("年度");
        // 令和元～5年度: the era stands once.
        let era = |text: &str| text.chars().take(2).collect::<String>();
        let to = if era(from) == era(&to) { to.chars().skip(2).collect() } else { to };
        let long = format!("{from}～{to}の平均");
        let short = format!("{first}～{last}平均");
        let year = Year { short, both: long.clone(), long, western: last.western() };
        Some(Measured { year, ..self.value(last, Some(&value)) })
    }

    fn details(&self, targets: &[Measured], forecasts: &[Measured]) -> Vec<String> {
        let listed = |values: &[Measured]| {
            let values = values.iter().map(|value| format!("{} {}", value.year.long, value.text));
            values.collect::<Vec<_>>().join("、")
        };
        let targets = (targets.len() > 1).then(|| format!("目標値：{}", listed(targets)));
        let forecasts = (!forecasts.is_empty()).then(|| format!("推計値：{}", listed(forecasts)));
        let corrections = self.indicator.corrected.iter();
        let corrections =
            corrections.map(|(year, note)| format!("{}の値を修正：{note}", year.long()));
        targets.into_iter().chain(forecasts).chain(corrections).collect()
    }
}

/// The name, the look and the word of a level.
pub(super) fn level_words(level: Progress) -> (&'static str, &'static str, &'static str) {
    let known = Progress::ALL.into_iter().find(|(known, ..)| *known == level);
    let (_, id, word) = known.expect("every level of progress is listed");
    // Neither is better or worse than another.
    let look = if level.is_special() { "not_measured" } else { id };
    (id, look, word)
}

fn progress(Standing { level, percent }: Standing, negative: &str) -> ProgressView {
    let text = percent_text(percent, negative);
    let (id, look, word) = level_words(level);
    ProgressView { id, look, word, percent, spoken: spoken(&text, negative), text }
}

/// The indicator by number and name.
pub(super) fn indicator_reference(indicator: &Indicator) -> Reference {
    Reference {
        id: indicator.id.value.clone(),
        number: indicator.id.value.clone(),
        name: indicator.name.value.clone(),
        route: routes::indicator(&indicator.id),
    }
}

/// Progress as printed, with `negative` as the sign of negative numbers.
fn percent_text(percent: Option<i64>, negative: &str) -> String {
    match percent {
        // The way was short and the step long: the exact number says nothing more, and its column is too narrow.
        Some(n) if n < FLOOR => format!("{negative}{}%超", -FLOOR),
        Some(n) if n < 0 => format!("{negative}{}%", -n),
        Some(n) if n > CEILING => format!("{CEILING}%超"),
        Some(n) => format!("{n}%"),
        None => "―".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::percent_text;

    #[test]
    fn progress_has_at_most_three_digits() {
        let of = |percent| percent_text(percent, "▲");
        assert_eq!([of(Some(0)), of(Some(999)), of(Some(1000))], ["0%", "999%", "999%超"]);
        assert_eq!([of(Some(3_857_795_925)), of(None)], ["999%超", "―"]);
        assert_eq!([of(Some(-100)), of(Some(-101))], ["▲100%", "▲100%超"]);
    }
}

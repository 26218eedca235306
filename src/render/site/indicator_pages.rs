//! What the page of an indicator has in addition to the view: its chart, its years, the policies that work
//! for it, whom to ask, and its values as CSV.

use tera::{Context, Value};

use super::pages::IndicatorAt;
use super::renderer::Renderer;
use crate::render::chart;
use crate::spreadsheet::{csv, without_formula};
use crate::view::{IndicatorYear, Measured, View};

/// The name of the file with its values, beside its page.
pub(super) const VALUES: &str = "values.csv";

impl IndicatorAt {
    /// The path of the indicator among the goals of the view.
    fn path(self) -> String {
        let Self { goal, node, group, at } = self;
        match (node, group) {
            (None, _) => format!("{goal}.own_indicators.{at}"),
            (Some(node), None) => format!("{goal}.nodes.{node}.indicators.{at}"),
            (Some(node), Some(group)) => {
                format!("{goal}.nodes.{node}.indicator_groups.{group}.indicators.{at}")
            }
        }
    }

    /// The paths of the policies that work for it: that of the policy or project that it is of, or all
    /// below the item that it is of.
    fn policies(self, view: &View) -> Vec<String> {
        let goal = &view.goals[self.goal];
        let first = self.node.unwrap_or(0);
        let depth = self.node.map(|node| goal.nodes[node].depth);
        let below = (first + 1..goal.nodes.len())
            .take_while(|node| depth.is_none_or(|depth| goal.nodes[*node].depth > depth));
        let nodes = std::iter::once(first).chain(below).filter(|node| *node < goal.nodes.len());
        let home = &self.of(view).home;
        nodes
            .flat_map(|node| {
                let policies = goal.nodes[node].policies.iter().enumerate();
                policies.map(move |(at, policy)| (node, at, policy))
            })
            .filter(|(.., policy)| self.group.is_none() || home.route.starts_with(&policy.route))
            .map(|(node, at, _)| format!("{}.nodes.{node}.policies.{at}", self.goal))
            .collect()
    }

    /// The path of the section that is asked about it among the departments; none where that has no page.
    fn section(self, view: &View) -> Option<String> {
        let name = self.of(view).section.as_ref()?;
        view.departments.iter().enumerate().find_map(|(department, it)| {
            let section = it.sections.iter().position(|section| section.name == *name)?;
            Some(format!("{department}.sections.{section}"))
        })
    }

    /// Adds what the template of the page reads.
    pub fn add_to(self, context: &mut Context, renderer: &Renderer, view: &View) {
        let indicator = self.of(view);
        let of = |field, path: String| {
            let value: Option<&Value> = renderer.view.get(field);
            value.and_then(|value| value.get_from_path(&path)).cloned()
        };
        let found = |value: Option<Value>| value.unwrap_or_else(Value::undefined);
        context.insert_value("indicator", found(of("goals", self.path())));
        let peers = Self { at: 0, ..self }.path();
        let peers = peers.strip_suffix(".0").unwrap_or_default().to_owned();
        context.insert_value("peers", found(of("goals", peers)));
        let policies: Vec<Value> =
            self.policies(view).into_iter().filter_map(|path| of("goals", path)).collect();
        context.insert_value("policies", Value::from(policies));
        let section = self.section(view).and_then(|path| of("departments", path));
        context.insert_value("section", found(section));
        context.insert("years", &indicator.years());
        context.insert("plot", &chart::plot(indicator, &view.meta.negative));
    }

    /// Its values as CSV, with bare numbers.
    pub fn csv(self, view: &View) -> Vec<u8> {
        let indicator = self.of(view);
        let text = |text: &'_ str| without_formula(text).into_owned();
        // Only texts may look like formulas: -1.5 is a number.
        let bare = |measured: Option<&Measured>| match measured.filter(|it| it.is_known()) {
            None => String::new(),
            Some(measured) => {
                measured.value.map_or_else(|| text(&measured.text), |n| n.to_string())
            }
        };
        let row = |of: IndicatorYear<'_>| {
            [
                indicator.id.clone(),
                text(&indicator.name),
                text(&indicator.unit),
                of.year.western.to_string(),
                of.year.long.clone(),
                bare(of.value),
                bare(of.target),
                bare(of.forecast),
            ]
        };
        let head = ["固定ID", "指標", "単位", "年度（西暦）", "年度", "値", "目標値", "推計値"];
        csv(head, indicator.years().into_iter().map(row), 0)
    }
}

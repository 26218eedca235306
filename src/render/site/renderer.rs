//! The template renderer of a site: Tera with the theme's templates and the global context.
//!
//! This module must not know which pages there are, or any page number.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rayon::prelude::*;
use serde::Serialize;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::addresses::{Targets, url};
use super::pages;
use super::unbroken::unbroken;
use crate::diag::{Code, Diagnostic};
use crate::model::with_commas;
use crate::render::{self, chart::Chart};
use crate::theme::Theme;
use crate::view::View;

const TEMPLATE: Code = Code("PB0501");
/// The folder of the templates in a theme.
const TEMPLATES: &str = "site/templates/";

/// The parsed templates of a theme, for any book.
#[derive(Debug, Clone)]
pub struct Templates(Tera);

impl Templates {
    /// Parses the templates of `theme`.
    ///
    /// # Errors
    /// The error of an invalid template.
    pub fn new(theme: &Theme) -> Result<Self, Diagnostic> {
        let mut tera = Tera::new();
        // Each site replaces it by one that knows what it has.
        tera.register_filter("url", url(None));
        tera.register_filter("encoded", encoded);
        tera.register_filter("unbroken", unbroken);
        // A placeholder as below.
        tera.register_filter("amount", amount(""));
        // A placeholder, so that templates may use the function; each book replaces it.
        tera.register_function("chart", chart(&[]));
        let templates = theme.templates.iter().map(|(n, t)| (n.clone(), t.clone()));
        tera.add_raw_templates(templates).map_err(|error| template_error(&error))?;
        Ok(Self(tera))
    }
}

/// A renderer of a book's pages: the templates with the global context that needs no page numbers.
#[derive(Debug, Clone)]
pub struct Renderer {
    pub(super) tera: Tera,
    /// The fields of the view as template values, which the contexts of pages share.
    pub(super) view: BTreeMap<&'static str, Value>,
}

impl Renderer {
    /// Binds `templates` to `view` and its rendered `charts`.
    ///
    /// # Errors
    /// When the view cannot be converted to template values.
    pub fn new(view: &View, charts: &[Chart], templates: Templates) -> Result<Self, Diagnostic> {
        let Templates(mut tera) = templates;
        let fields = view_values(view).map_err(|error| template_error(&error))?;
        tera.register_function("chart", chart(charts));
        tera.register_filter("amount", amount(&view.meta.negative));
        for (name, value) in &fields {
            tera.global_context().insert_value(*name, value.clone());
        }
        tera.global_context().insert("has", &pages::optional_pages(view));
        Ok(Self { tera, view: fields })
    }

    /// Lets links lead to `targets` alone.
    pub(super) fn link_to(&mut self, targets: Targets) {
        self.tera.register_filter("url", url(Some(Arc::new(targets))));
    }
}

/// The fields of the view as template values. Long lists are converted on all cores.
fn view_values(view: &View) -> TeraResult<BTreeMap<&'static str, Value>> {
    fn of(value: &impl Serialize) -> TeraResult<Value> {
        Value::try_from_serializable(value)
    }
    fn all<T: Serialize + Sync>(values: &[T]) -> TeraResult<Value> {
        let values: TeraResult<Vec<Value>> = values.par_iter().map(of).collect();
        Ok(Value::from(values?))
    }
    // Destructured, so that a new field cannot be forgotten.
    let View {
        meta,
        counts,
        ratings,
        evaluations,
        outcomes,
        sheet,
        directions,
        parts,
        goals,
        evaluation,
        totals,
        accounts,
        changes,
        project_pages,
        project_columns,
        progress,
        themes,
        departments,
        localities,
        glossary,
        overview,
        period,
        charts,
        synonyms: _,
        pictures: _,
    } = view;
    // The goals contain most of the data, so all threads share them after the rest.
    let rest = || {
        Ok::<_, tera::Error>([
            ("meta", of(meta)?),
            ("counts", of(counts)?),
            ("ratings", of(ratings)?),
            ("evaluations", of(evaluations)?),
            ("outcomes", of(outcomes)?),
            ("sheet", of(sheet)?),
            ("directions", of(directions)?),
            ("parts", of(parts)?),
            ("evaluation", of(evaluation)?),
            ("totals", of(totals)?),
            ("accounts", of(accounts)?),
            ("changes", of(changes)?),
            ("project_pages", of(project_pages)?),
            ("project_columns", of(project_columns)?),
            ("progress", of(progress)?),
            ("themes", of(themes)?),
            ("departments", all(departments)?),
            ("localities", all(localities)?),
            ("glossary", of(glossary)?),
            ("overview", of(overview)?),
            ("period", of(period)?),
            ("charts", of(charts)?),
        ])
    };
    let (goals, rest) = rayon::join(|| all(goals), rest);
    let mut fields = BTreeMap::from(rest?);
    fields.insert("goals", goals?);
    Ok(fields)
}

/// The template function `{{ chart(id="ratings-1") }}`: the SVG of a chart, or an empty string.
fn chart(charts: &[Chart]) -> impl Fn(Kwargs, &State<'_>) -> Result<Value, tera::Error> + use<> {
    let svg = |chart: &Chart| (chart.id.clone(), Value::safe_string(&chart.svg));
    let charts: BTreeMap<String, Value> = charts.iter().map(svg).collect();
    move |arguments, _| {
        let id = arguments.must_get::<String>("id")?;
        Ok(charts.get(&id).cloned().unwrap_or_else(|| Value::from("")))
    }
}

/// The template filter `{{ text | encoded }}`: text as a part of an address.
fn encoded(text: &str, _: Kwargs, _: &State<'_>) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The template filter `{{ (goal.totals.budget[0].value * meta.yen) | amount }}`: a number as the plan writes
/// amounts, whole, with the sign `negative`.
fn amount(negative: &str) -> impl Fn(f64, Kwargs, &State<'_>) -> String + use<> {
    let negative = negative.to_owned();
    move |number, _, _| {
        let digits = with_commas(&format!("{:.0}", number.abs()));
        if number <= -0.5 { format!("{negative}{digits}") } else { digits }
    }
}

/// The finding for a template error.
pub(super) fn template_error(error: &tera::Error) -> Diagnostic {
    render::template_error(TEMPLATE, TEMPLATES, error)
}

//! The templates, and what they are given on every page.
//!
//! This module must not know which pages there are, or any page number.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::file_of;
use super::pages;
use crate::diag::{Code, Diagnostic, Text};
use crate::render::chart::Chart;
use crate::render::with_causes;
use crate::text;
use crate::theme::Theme;
use crate::view::View;

const TEMPLATE: Code = Code("PB0501");

/// The templates of a theme, read and joined, for any book.
#[derive(Debug, Clone)]
pub struct Templates(Tera);

impl Templates {
    /// Reads the templates of `theme`.
    ///
    /// # Errors
    /// A template that is wrong, in the template engine's words.
    pub fn new(theme: &Theme) -> Result<Self, Diagnostic> {
        let mut tera = Tera::new();
        tera.register_filter("url", url);
        // Without the charts of a book, so that the templates may name it.
        tera.register_function("chart", chart(&[]));
        let templates = theme.templates.iter().map(|(n, t)| (n.clone(), t.clone()));
        tera.add_raw_templates(templates).map_err(|error| template_error(&error))?;
        Ok(Self(tera))
    }
}

/// Templates, and what they are given on every page of a book: all that needs no page number.
#[derive(Debug, Clone)]
pub struct Frame {
    pub(super) tera: Tera,
    /// The view as templates get it, by field: what a page is about is shared, not copied.
    pub(super) whole: BTreeMap<&'static str, Value>,
}

impl Frame {
    /// Makes `templates` ready for `view` and its finished `charts`.
    ///
    /// # Errors
    /// A view that templates cannot be given, in the template engine's words.
    pub fn new(view: &View, charts: &[Chart], templates: Templates) -> Result<Self, Diagnostic> {
        let Templates(mut tera) = templates;
        let whole = values(view).map_err(|error| template_error(&error))?;
        tera.register_function("chart", chart(charts));
        for (name, value) in &whole {
            tera.global_context().insert_value(*name, value.clone());
        }
        tera.global_context().insert("has", &pages::has(view));
        Ok(Self { tera, whole })
    }
}

/// The fields of the view as templates get them. The long ones are made on all cores.
fn values(view: &View) -> TeraResult<BTreeMap<&'static str, Value>> {
    fn of(value: &impl Serialize) -> TeraResult<Value> {
        Value::try_from_serializable(value)
    }
    fn all<T: Serialize + Sync>(values: &[T]) -> TeraResult<Value> {
        let values: TeraResult<Vec<Value>> = values.par_iter().map(of).collect();
        Ok(Value::from(values?))
    }
    // A field that is new has to be named here, too.
    let View {
        meta,
        counts,
        ratings,
        directions,
        parts,
        goals,
        evaluation,
        totals,
        progress,
        themes,
        departments,
        overview,
        period,
        charts,
        pictures: _,
    } = view;
    // The goals hold nearly everything; whoever has done the rest helps with them.
    let rest = || {
        Ok::<_, tera::Error>([
            ("meta", of(meta)?),
            ("counts", of(counts)?),
            ("ratings", of(ratings)?),
            ("directions", of(directions)?),
            ("parts", of(parts)?),
            ("evaluation", of(evaluation)?),
            ("totals", of(totals)?),
            ("progress", of(progress)?),
            ("themes", of(themes)?),
            ("departments", all(departments)?),
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

/// `{{ chart(id="ratings-1") }}`: the chart as it is in print; nothing where there is none.
fn chart(charts: &[Chart]) -> impl Fn(Kwargs, &State<'_>) -> Result<Value, tera::Error> + use<> {
    let svg = |chart: &Chart| (chart.id.clone(), Value::safe_string(&chart.svg));
    let charts: BTreeMap<String, Value> = charts.iter().map(svg).collect();
    move |arguments, _| {
        let id = arguments.must_get::<String>("id")?;
        Ok(charts.get(&id).cloned().unwrap_or_else(|| Value::from("")))
    }
}

/// `{{ route | url }}`, where `root` can be seen: a relative link that also works from a
/// folder on disk, where no server adds `index.html`.
fn url(route: &str, arguments: Kwargs, state: &State<'_>) -> Result<Value, tera::Error> {
    let given = arguments.get::<&str>("root")?.map(str::to_owned);
    let mut link = match given {
        Some(root) => root,
        None => state.get::<String>("root")?.ok_or_else(|| {
            tera::Error::message("`url` needs `root`: a component asks for it with `@root`")
        })?,
    };
    let (path, fragment) = route.split_at(route.find('#').unwrap_or(route.len()));
    for part in file_of(path).into_iter().chain([fragment]) {
        link.push_str(part);
    }
    Ok(Value::from(link))
}

pub(super) fn template_error(error: &tera::Error) -> Diagnostic {
    Diagnostic::error(
        TEMPLATE,
        text!("テーマのテンプレートに誤りがあります", "a template of the theme is wrong"),
    )
    .hint(Text::same(with_causes(error)))
}

//! The HTML site, drawn by the theme's Tera templates.
//!
//! Every page is one template with the whole view and the page numbers of the finished PDF
//! as globals. Which pages exist is decided in `pages`; what they look like is the theme's.
//! Beside the pages stand what the search looks through and the site map.
//!
//! This module must not know Typst or the disk.

mod pages;
mod search;
mod sitemap;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use self::pages::{Page, Subject};
use crate::diag::{Code, Diagnostic, Text};
use crate::layout::{PageMap, PageRange};
use crate::output::OutputTree;
use crate::render::data::DataView;
use crate::text;
use crate::theme::Theme;
use crate::view::View;

const TEMPLATE: Code = Code("PB0501");

/// What the other outputs made, for the site to tell of and link to.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// Where everything stands in print; empty where there is no PDF.
    pub pages: PageMap,
    /// The PDF of the whole book.
    pub pdf: Option<PdfFile>,
    /// 分割版.
    pub volumes: Vec<PdfFile>,
    /// The open data.
    pub data: Option<&'a DataView>,
}

/// Where a finished PDF is, for links to it and into it.
#[derive(Debug, Clone, Serialize)]
pub struct PdfFile {
    /// Its name for readers.
    pub title: String,
    /// Its address from the root of the site.
    pub route: String,
    /// Its size for readers: `3.2 MB`.
    pub size: String,
    /// How many pages it has.
    pub pages: usize,
}

/// Page numbers for templates, by part id and policy id.
#[derive(Serialize)]
struct Pages<'a> {
    parts: &'a BTreeMap<String, PageRange>,
    policies: BTreeMap<String, &'a PageRange>,
    labels: BTreeMap<&'a str, &'a str>,
}

/// Draws every page into `tree`.
///
/// # Errors
/// A template that is missing or wrong, in the template engine's words.
pub fn render(
    view: &View,
    beside: &Beside<'_>,
    theme: &Theme,
    tree: &mut OutputTree,
) -> Result<(), Vec<Diagnostic>> {
    let tera = engine(view, beside, theme).map_err(|e| vec![template_error(&e)])?;
    let all = pages::all(view);
    let drawn: Vec<Result<(String, String), Diagnostic>> = all
        .par_iter()
        .map(|page| {
            let html = tera
                .render(page.template, &context(page, view))
                .map_err(|error| template_error(&error))?;
            Ok((file_of(&page.route), html))
        })
        .collect();
    let mut errors = Vec::new();
    for page in drawn {
        match page {
            Ok((path, html)) => tree.insert(path, html.into_bytes()),
            Err(error) if !errors.contains(&error) => errors.push(error),
            Err(_) => {}
        }
    }
    tree.insert(search::FILE, search::index(view).into_bytes());
    if let Some(sitemap) = sitemap::sitemap(&view.meta, &all) {
        tree.insert(sitemap::FILE, sitemap.into_bytes());
    }
    for (name, bytes) in &theme.assets {
        tree.insert(format!("assets/{name}"), bytes.clone());
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn engine(view: &View, beside: &Beside<'_>, theme: &Theme) -> Result<Tera, tera::Error> {
    let pages = &beside.pages;
    let mut tera = Tera::new();
    tera.register_filter("url", url);
    tera.add_raw_templates(theme.templates.iter().map(|(n, t)| (n.clone(), t.clone())))?;
    let view = Value::try_from_serializable(view)?;
    let pages = Value::try_from_serializable(&Pages {
        parts: &pages.parts,
        policies: pages.policies.iter().map(|(id, range)| (id.to_string(), range)).collect(),
        labels: pages
            .parts
            .values()
            .chain(pages.policies.values())
            .map(|range| (range.destination.as_str(), range.label.as_str()))
            .collect(),
    })?;
    let globals = tera.global_context();
    for (name, value) in view.into_map().into_iter().flatten() {
        globals.insert_value(name.to_string(), value);
    }
    globals.insert_value("pages", pages);
    globals.insert("pdf", &beside.pdf);
    globals.insert("volumes", &beside.volumes);
    globals.insert("data", &beside.data);
    Ok(tera)
}

fn context(page: &Page<'_>, view: &View) -> Context {
    let mut context = Context::new();
    context.insert("route", &page.route);
    context.insert("root", &root_of(page, view));
    match page.subject {
        Subject::None => {}
        Subject::Policy { policy, basic_plan } => {
            context.insert("policy", policy);
            context.insert("basic_plan", basic_plan);
        }
        Subject::Section { section, department } => {
            context.insert("section", section);
            context.insert("department", department);
        }
    }
    context
}

/// The way from a page to the root of the site. The page for what is not found is shown at
/// any address, so it alone names the site's own place.
fn root_of(page: &Page<'_>, view: &View) -> String {
    if page.route == "404.html" {
        let site = view.meta.site.as_deref().unwrap_or("/");
        let path = site.split_once("://").map_or(site, |(_, rest)| rest);
        return path.find('/').map_or("/", |at| &path[at..]).to_owned();
    }
    "../".repeat(page.route.matches('/').count())
}

/// The file of a route.
fn file_of(route: &str) -> String {
    if route.is_empty() || route.ends_with('/') {
        format!("{route}index.html")
    } else {
        route.to_owned()
    }
}

/// `{{ route | url(root=root) }}`: a relative link that also works from a folder on disk,
/// where no server adds `index.html`.
fn url(route: &str, arguments: Kwargs, state: &State<'_>) -> Result<Value, tera::Error> {
    let root = match arguments.get::<&str>("root")? {
        Some(root) => root.to_owned(),
        None => state.get::<String>("root")?.unwrap_or_default(),
    };
    let (path, fragment) = route.split_once('#').map_or((route, None), |(p, f)| (p, Some(f)));
    let fragment = fragment.map(|f| format!("#{f}")).unwrap_or_default();
    Ok(Value::from(format!("{root}{}{fragment}", file_of(path))))
}

fn template_error(error: &tera::Error) -> Diagnostic {
    Diagnostic::error(
        TEMPLATE,
        text!("テーマのテンプレートに誤りがあります", "a template of the theme is wrong"),
    )
    .hint(Text::same(error_chain(error)))
}

fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push('\n');
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_become_files() {
        assert_eq!(file_of(""), "index.html");
        assert_eq!(file_of("policies/1-2-03/"), "policies/1-2-03/index.html");
        assert_eq!(file_of("404.html"), "404.html");
    }
}

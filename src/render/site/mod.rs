//! The HTML site, drawn by the theme's Tera templates.
//!
//! Every page is one template with the whole view and the page numbers of the finished PDF
//! as globals. Which pages exist is decided in `pages`; what they look like is the theme's.
//! Beside the pages stand what the search looks through and the site map.
//!
//! This module must not know Typst or the disk.

mod frame;
mod pages;
mod search;
mod sitemap;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use tera::{Context, Value};

use self::frame::template_error;
pub use self::frame::{Frame, Templates};
use self::pages::{Page, Subject};
use crate::diag::Diagnostic;
use crate::layout::{PageMap, PageRange};
use crate::model::PolicyId;
use crate::output::OutputTree;
use crate::render::data::DataView;
use crate::theme::Theme;
use crate::view::View;

/// Where the theme's own files stand.
const ASSETS: &str = "assets/";

/// As many bytes as most pages have at most.
const LIKELY: usize = 32 << 10;

/// What the other outputs made, for the site to tell of and link to.
#[derive(Debug, Default)]
pub struct Beside {
    /// Where everything stands in print; empty where there is no PDF.
    pub pages: PageMap,
    /// The PDF of the whole book.
    pub pdf: Option<PdfFile>,
    /// 分割版.
    pub volumes: Vec<PdfFile>,
    /// Whether there are open data. What they are, their own page alone is told: they are made
    /// later than all the others are drawn.
    pub has_data: bool,
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
    /// Where everything it holds stands in it.
    #[serde(skip)]
    pub places: PageMap,
}

/// The pages of one thing, and the PDF that shows them.
#[derive(Serialize)]
struct Place<'a> {
    #[serde(flatten)]
    range: &'a PageRange,
    pdf: Option<InPdf<'a>>,
}

/// A page of a PDF.
#[derive(Serialize)]
struct InPdf<'a> {
    route: &'a str,
    size: &'a str,
    /// Counted from 1 in the file.
    page: usize,
}

impl<'a> Place<'a> {
    /// Where the thing at `range` is shown: in the PDF of the whole book, or else in the
    /// volume whose places `find` it.
    fn new(
        range: &'a PageRange,
        beside: &'a Beside,
        find: impl Fn(&PageMap) -> Option<usize>,
    ) -> Self {
        let mut files = beside.pdf.iter().chain(&beside.volumes);
        let pdf = files.find_map(|file| {
            let page = find(&file.places)?;
            Some(InPdf { route: &file.route, size: &file.size, page })
        });
        Self { range, pdf }
    }
}

/// Page numbers for templates, by part id and policy id.
#[derive(Serialize)]
struct Pages<'a> {
    parts: BTreeMap<&'a str, Place<'a>>,
    policies: BTreeMap<String, Place<'a>>,
    labels: BTreeMap<&'a str, &'a str>,
}

impl<'a> Pages<'a> {
    fn new(beside: &'a Beside) -> Self {
        let PageMap { parts, policies, .. } = &beside.pages;
        let of_part = |(id, range): (&'a String, &'a PageRange)| {
            let find = |places: &PageMap| Some(places.parts.get(id)?.pdf_page);
            (id.as_str(), Place::new(range, beside, find))
        };
        let of_policy = |(id, range): (&PolicyId, &'a PageRange)| {
            let find = |places: &PageMap| Some(places.policies.get(id)?.pdf_page);
            (id.to_string(), Place::new(range, beside, find))
        };
        let label = |range: &'a PageRange| (range.destination.as_str(), range.label.as_str());
        Self {
            parts: parts.iter().map(of_part).collect(),
            policies: policies.iter().map(of_policy).collect(),
            labels: parts.values().chain(policies.values()).map(label).collect(),
        }
    }
}

/// A site that can be drawn, whole or file by file.
#[derive(Debug)]
pub struct Site {
    frame: Frame,
    view: Arc<View>,
    theme: Arc<Theme>,
    /// By the file each becomes.
    pages: BTreeMap<String, Page>,
    /// What the page about the data tells.
    data: Value,
}

impl Site {
    /// The site of `view` in its `frame`. It has no pages until it is told what is beside it.
    #[must_use]
    pub fn new(frame: Frame, view: &Arc<View>, theme: &Arc<Theme>) -> Self {
        let (view, theme) = (Arc::clone(view), Arc::clone(theme));
        Self { frame, view, theme, pages: BTreeMap::new(), data: Value::none() }
    }

    /// Lets its pages tell of what is `beside` it, and no longer of what was.
    pub fn tell(&mut self, beside: &Beside) {
        let globals = self.frame.tera.global_context();
        globals.insert("pages", &Pages::new(beside));
        globals.insert("pdf", &beside.pdf);
        globals.insert("volumes", &beside.volumes);
        globals.insert("has_data", &beside.has_data);
        let is_drawn = |name: &str| self.theme.templates.iter().any(|(known, _)| known == name);
        let pages = pages::all(&self.view, is_drawn).into_iter();
        self.pages = pages
            .filter(|page| page.subject != Subject::Data || beside.has_data)
            .map(|page| (file_of(&page.route).concat(), page))
            .collect();
    }

    /// Lets the page about the data tell of `data`.
    pub fn tell_of_data(&mut self, data: &DataView) {
        self.data = Value::from_serializable(data);
    }

    /// The path of every file of the site: its pages, what the search looks through, the
    /// site map where there is one, the authors' pictures, and the theme's own files.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let assets = self.theme.assets.iter().map(|(name, _)| format!("{ASSETS}{name}"));
        let sitemap = self.sitemap().map(|_| sitemap::FILE.to_owned());
        let pictures = self.view.pictures.iter().map(|(file, _)| format!("{ASSETS}{file}"));
        let assets = assets.chain(pictures);
        let beside = [search::FILE.to_owned()].into_iter().chain(sitemap).chain(assets);
        self.pages.keys().cloned().chain(beside).collect()
    }

    /// Draws the file at `path`; nothing where the site has none there.
    ///
    /// # Errors
    /// A template that cannot be drawn, in the template engine's words.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        if let Some(page) = self.pages.get(path) {
            return Some(self.page(page));
        }
        match path {
            search::FILE => Some(Ok(search::index(&self.view))),
            sitemap::FILE => self.sitemap().map(|xml| Ok(xml.into_bytes())),
            _ => {
                let name = path.strip_prefix(ASSETS)?;
                if let Some((_, bytes)) = self.view.pictures.iter().find(|(file, _)| file == name) {
                    return Some(Ok(bytes.to_vec()));
                }
                let (_, bytes) = self.theme.assets.iter().find(|(asset, _)| asset == name)?;
                Some(Ok(bytes.clone()))
            }
        }
    }

    /// Draws every file into `tree`, but for the page about the data. Returns each template that
    /// cannot be drawn, once, in the template engine's words.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn draw(&self, tree: &OutputTree) -> io::Result<Vec<Diagnostic>> {
        let mut paths = self.paths();
        paths.retain(|path| !self.is_about_data(path));
        // What tells of every policy takes longest. Were it last, all other cores would wait.
        paths.sort_by_key(|path| self.is_about_a_policy(path));
        self.draw_all(paths, tree)
    }

    /// Draws the page about the data, where there is one.
    ///
    /// # Errors
    /// As with [`Site::draw`].
    pub fn draw_about_data(&self, tree: &OutputTree) -> io::Result<Vec<Diagnostic>> {
        let paths = self.pages.keys().filter(|path| self.is_about_data(path));
        self.draw_all(paths.cloned().collect(), tree)
    }

    fn is_about_data(&self, path: &str) -> bool {
        self.pages.get(path).is_some_and(|page| page.subject == Subject::Data)
    }

    fn is_about_a_policy(&self, path: &str) -> bool {
        self.pages.get(path).is_some_and(|page| matches!(page.subject, Subject::Policy { .. }))
    }

    fn draw_all(&self, paths: Vec<String>, tree: &OutputTree) -> io::Result<Vec<Diagnostic>> {
        let draw = |path: String| match self.file(&path) {
            Some(Ok(bytes)) => tree.insert(path, &bytes).map(|()| None),
            Some(Err(error)) => Ok(Some(error)),
            None => Ok(None),
        };
        let found: Vec<_> =
            paths.into_par_iter().with_max_len(1).map(draw).collect::<io::Result<_>>()?;
        let mut errors = Vec::new();
        for error in found.into_iter().flatten() {
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        Ok(errors)
    }

    fn page(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut html = Vec::with_capacity(LIKELY);
        let drawn = self.frame.tera.render_to(page.template, &self.context(page), &mut html);
        drawn.map(|()| html).map_err(|error| template_error(&error))
    }

    fn context(&self, page: &Page) -> Context {
        let mut context = Context::new();
        context.insert("route", &page.route);
        context.insert("root", &root_of(page, &self.view));
        let mut about = |name, field, place: String| {
            let value = self.frame.whole.get(field).and_then(|v: &Value| v.get_from_path(&place));
            context.insert_value(name, value.cloned().unwrap_or_else(Value::undefined));
        };
        match page.subject {
            Subject::None => {}
            Subject::Data => context.insert_value("data", self.data.clone()),
            Subject::Policy { goal, basic_plan, policy } => {
                let basic_plan = format!("{goal}.basic_plans.{basic_plan}");
                about("policy", "goals", format!("{basic_plan}.policies.{policy}"));
                about("basic_plan", "goals", basic_plan);
            }
            Subject::Section { department, section } => {
                about("section", "departments", format!("{department}.sections.{section}"));
                about("department", "departments", format!("{department}.name"));
            }
        }
        context
    }

    fn sitemap(&self) -> Option<String> {
        sitemap::sitemap(&self.view.meta, self.pages.values())
    }
}

/// The way from a page to the root of the site. The page for what is not found is shown at
/// any address, so it alone names the site's own place.
fn root_of(page: &Page, view: &View) -> String {
    if page.route == "404.html" {
        let site = view.meta.site.as_deref().unwrap_or("/");
        let path = site.split_once("://").map_or(site, |(_, rest)| rest);
        return path.find('/').map_or("/", |at| &path[at..]).to_owned();
    }
    "../".repeat(page.route.matches('/').count())
}

/// The file of a route, in two parts.
fn file_of(route: &str) -> [&str; 2] {
    [route, if route.is_empty() || route.ends_with('/') { "index.html" } else { "" }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_become_files() {
        assert_eq!(file_of("").concat(), "index.html");
        assert_eq!(file_of("policies/1-2-03/").concat(), "policies/1-2-03/index.html");
        assert_eq!(file_of("404.html").concat(), "404.html");
    }
}

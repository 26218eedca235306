//! The site backend: renders the HTML pages with the theme's Tera templates, and writes the search
//! index and the site map.
//!
//! Every page is a template with the whole view and the page numbers of the finished PDF as global
//! variables. `pages` decides which pages exist; the theme decides their appearance.
//!
//! This module must not know Typst or the disk.

mod addresses;
mod answers;
mod history;
mod indicator_pages;
mod pages;
mod renderer;
mod search;
mod sitemap;
mod unbroken;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use self::addresses::{Targets, file_path};
pub use self::history::{History, PastEdition};
use self::indicator_pages::VALUES;
use self::pages::{Page, PageSubject};
use self::renderer::template_error;
pub use self::renderer::{Renderer, Templates};
use crate::diag::Diagnostic;
use crate::layout::{PageMap, PageRange};
use crate::model::PolicyId;
use crate::output::LazyFiles;
use crate::render::data::{self, DataView};
use crate::theme::Theme;
use crate::view::View;

/// The folder of the theme's assets.
const ASSETS: &str = "assets/";

/// The template of the page about all editions.
const EDITIONS: &str = "editions.html";

/// The template of the pages that only earlier editions have.
const MOVED: &str = "moved.html";

/// The initial capacity of a page, in bytes: enough for most pages.
const PAGE_CAPACITY: usize = 32 << 10;

/// The outputs of the other backends that the site links to.
#[derive(Debug, Default)]
pub struct CrossLinks {
    /// The page numbers of the PDF; empty if there is no PDF.
    pub pages: PageMap,
    /// The PDF of the whole book.
    pub pdf: Option<PdfFile>,
    /// The PDFs of the volumes (分割版).
    pub volumes: Vec<PdfFile>,
    /// The documents that are published with the book, such as a digest.
    pub documents: Vec<DocumentFile>,
    /// Whether there are open data. Only the data page needs their contents, because they are
    /// computed after all other pages are rendered.
    pub has_data: bool,
}

/// A finished PDF, for links to it and to its pages.
#[derive(Debug, Clone, Serialize)]
pub struct PdfFile {
    /// The title for readers.
    pub title: String,
    /// The path from the root of the site.
    pub route: String,
    /// The size for readers: `3.2 MB`.
    pub size: String,
    /// The number of pages.
    pub pages: usize,
    /// The pages of its parts and policies.
    #[serde(skip)]
    pub page_map: PageMap,
}

/// A document that is published with the book, for links to it.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentFile {
    /// Its name.
    pub title: String,
    /// The path from the root of the site.
    pub route: String,
    /// The size for readers: `0.3 MB`.
    pub size: String,
}

/// The printed pages of a part or policy, and the PDF that contains them.
#[derive(Serialize)]
struct PageReference<'a> {
    #[serde(flatten)]
    range: &'a PageRange,
    pdf: Option<PdfPage<'a>>,
}

/// A page of a PDF.
#[derive(Serialize)]
struct PdfPage<'a> {
    route: &'a str,
    size: &'a str,
    /// The number of the page in the file, from 1.
    page: usize,
}

impl<'a> PageReference<'a> {
    /// The reference to `range`: in the PDF of the whole book, or else in the first volume in
    /// whose page map `find` finds it.
    fn new(
        range: &'a PageRange,
        links: &'a CrossLinks,
        find: impl Fn(&PageMap) -> Option<usize>,
    ) -> Self {
        let mut files = links.pdf.iter().chain(&links.volumes);
        let pdf = files.find_map(|file| {
            let page = find(&file.page_map)?;
            Some(PdfPage { route: &file.route, size: &file.size, page })
        });
        Self { range, pdf }
    }
}

/// Page numbers for templates, by part id and policy id.
#[derive(Serialize)]
struct Pages<'a> {
    parts: BTreeMap<&'a str, PageReference<'a>>,
    policies: BTreeMap<String, PageReference<'a>>,
    labels: BTreeMap<&'a str, &'a str>,
}

impl<'a> Pages<'a> {
    fn new(links: &'a CrossLinks) -> Self {
        let PageMap { parts, policies, .. } = &links.pages;
        let of_part = |(id, range): (&'a String, &'a PageRange)| {
            let find = |map: &PageMap| Some(map.parts.get(id)?.pdf_page);
            (id.as_str(), PageReference::new(range, links, find))
        };
        let of_policy = |(id, range): (&PolicyId, &'a PageRange)| {
            let find = |map: &PageMap| Some(map.policies.get(id)?.pdf_page);
            (id.to_string(), PageReference::new(range, links, find))
        };
        let label = |range: &'a PageRange| (range.destination.as_str(), range.label.as_str());
        Self {
            parts: parts.iter().map(of_part).collect(),
            policies: policies.iter().map(of_policy).collect(),
            labels: parts.values().chain(policies.values()).map(label).collect(),
        }
    }
}

/// A site without the page about the open data, which is a [`DataPage`].
#[derive(Debug)]
pub struct Site {
    renderer: Renderer,
    view: Arc<View>,
    theme: Arc<Theme>,
    /// The pages by file path.
    pages: BTreeMap<String, Page>,
    /// What earlier editions say of the policies, by id.
    policies: BTreeMap<String, Value>,
    /// What is said in place of the pages that only earlier editions have.
    moved: Vec<Value>,
}

impl Site {
    /// The site of `view`, with links to the other outputs.
    #[must_use]
    pub fn new(
        mut renderer: Renderer,
        view: &Arc<View>,
        theme: &Arc<Theme>,
        links: &CrossLinks,
        history: &History,
    ) -> Self {
        let globals = renderer.tera.global_context();
        globals.insert("editions", &history.editions);
        globals.insert("history", &history.whole);
        globals.insert("pages", &Pages::new(links));
        globals.insert("pdf", &links.pdf);
        globals.insert("volumes", &links.volumes);
        globals.insert("documents", &links.documents);
        globals.insert("has_data", &links.has_data);
        let has_template = |name: &str| theme.templates.iter().any(|(known, _)| known == name);
        let own = pages::own(theme.templates.iter().map(|(name, _)| name.as_str()));
        // A page of every book stays what it is.
        let pages = own.into_iter().chain(pages::all(view, has_template));
        let pages = pages
            .filter(|page| page.subject != PageSubject::Data || links.has_data)
            .map(|page| (file_path(&page.route).concat(), page))
            .collect();
        let (view, theme) = (Arc::clone(view), Arc::clone(theme));
        let of_policy = |(id, it): (&String, _)| (id.clone(), Value::from_serializable(it));
        let policies = history.policies.iter().map(of_policy).collect();
        let mut site = Self { renderer, view, theme, pages, policies, moved: Vec::new() };
        site.add_editions(history, has_template);
        site.renderer.link_to(site.targets(links, history));
        site
    }

    /// What its pages may link to: itself and the other outputs.
    fn targets(&self, links: &CrossLinks, history: &History) -> Targets {
        let pages = self.pages.values().map(|page| page.route.clone());
        let pdfs = links.pdf.iter().chain(&links.volumes).map(|file| file.route.clone());
        let documents = links.documents.iter().map(|file| file.route.clone());
        let policies = self.view.policies().filter(|_| links.has_data);
        let data = links.has_data.then(|| format!("{}/", data::FOLDER));
        let routes = self.paths().into_iter().chain(pages).chain(pdfs).chain(documents);
        Targets {
            routes: routes.chain(policies.map(|it| it.route.clone() + data::POLICY_FILE)).collect(),
            folders: data.into_iter().chain(history.folders()).collect(),
        }
    }
}

impl LazyFiles for Site {
    /// The pages, the search index, the site map (if any), the authors' pictures, the theme's assets,
    /// and the values of each indicator.
    fn paths(&self) -> Vec<String> {
        let assets = self.theme.assets.iter().map(|(name, _)| format!("{ASSETS}{name}"));
        let sitemap = sitemap::site_of(&self.view.meta).map(|_| sitemap::FILE.to_owned());
        let pictures = self.view.pictures.iter().map(|(file, _)| format!("{ASSETS}{file}"));
        let others = [search::FILE.to_owned()].into_iter().chain(sitemap);
        let values = self.pages.values().filter_map(|page| {
            let is_indicator = matches!(page.subject, PageSubject::Indicator(_));
            is_indicator.then(|| format!("{}{VALUES}", page.route))
        });
        let others = others.chain(assets).chain(pictures).chain(values);
        let pages = self.pages.iter().filter(|(_, page)| page.subject != PageSubject::Data);
        let mut paths: Vec<_> = pages.map(|(path, _)| path.clone()).chain(others).collect();
        // Pages that list every policy take longest, so they come first, before the policy pages.
        paths.sort_by_key(|path| self.is_policy_page(path));
        paths
    }

    fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        if let Some(page) = self.pages.get(path) {
            let page = Some(page).filter(|page| page.subject != PageSubject::Data)?;
            return Some(self.page(page, self.context(page)));
        }
        match path {
            search::FILE => Some(Ok(search::index(&self.view))),
            sitemap::FILE => self.sitemap().map(|xml| Ok(xml.into_bytes())),
            values if values.ends_with(VALUES) => {
                let route = values.strip_suffix(VALUES)?;
                let page = self.pages.get(&file_path(route).concat())?;
                let PageSubject::Indicator(at) = page.subject else { return None };
                Some(Ok(at.csv(&self.view)))
            }
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
}

/// The page of a site about the open data.
#[derive(Debug)]
pub struct DataPage {
    site: Arc<Site>,
    /// The open data as the page lists them.
    data: Value,
}

impl DataPage {
    /// The page of `site` about `data`.
    #[must_use]
    pub fn new(site: Arc<Site>, data: &DataView) -> Self {
        Self { site, data: Value::from_serializable(data) }
    }
}

impl LazyFiles for DataPage {
    fn paths(&self) -> Vec<String> {
        let pages = self.site.pages.iter().filter(|(_, page)| page.subject == PageSubject::Data);
        pages.map(|(path, _)| path.clone()).collect()
    }

    fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let page = self.site.pages.get(path).filter(|page| page.subject == PageSubject::Data)?;
        let mut context = self.site.context(page);
        context.insert_value("data", self.data.clone());
        Some(self.site.page(page, context))
    }
}

impl Site {
    /// Adds the page about all editions, and pages at the addresses that only earlier ones have.
    fn add_editions(&mut self, history: &History, has_template: impl Fn(&str) -> bool) {
        let mut add = |template: &'static str, route: &str, subject| {
            let route = route.to_owned();
            let path = file_path(&route).concat();
            let is_new = !self.pages.contains_key(&path) && has_template(template);
            if is_new {
                self.pages.insert(path, Page { template: template.into(), route, subject });
            }
            is_new
        };
        if !history.editions.is_empty() {
            add(EDITIONS, "editions/", PageSubject::None);
        }
        for (route, page) in &history.moved {
            if add(MOVED, route, PageSubject::Moved(self.moved.len())) {
                self.moved.push(Value::from_serializable(page));
            }
        }
        if let Some(folder) = &history.own_folder
            && add(MOVED, &format!("{folder}/"), PageSubject::Moved(self.moved.len()))
        {
            self.moved.push(Value::from_serializable(&()));
        }
    }

    fn is_policy_page(&self, path: &str) -> bool {
        self.pages.get(path).is_some_and(|page| matches!(page.subject, PageSubject::Policy { .. }))
    }

    fn page(&self, page: &Page, context: Context) -> Result<Vec<u8>, Diagnostic> {
        let mut html = Vec::with_capacity(PAGE_CAPACITY);
        let rendered = self.renderer.tera.render_to(&page.template, &context, &mut html);
        rendered.map(|()| html).map_err(|error| template_error(&error))
    }

    fn context(&self, page: &Page) -> Context {
        let mut context = Context::new();
        context.insert("route", &page.route);
        context.insert("root", &root_of(page, &self.view));
        let mut insert = |name, field, path: String| {
            let value = self.renderer.view.get(field).and_then(|v: &Value| v.get_from_path(&path));
            context.insert_value(name, value.cloned().unwrap_or_else(Value::undefined));
        };
        match page.subject {
            PageSubject::None | PageSubject::Data => {}
            PageSubject::Part(at) => insert("part", "parts", at.to_string()),
            PageSubject::Indicator(at) => at.add_to(&mut context, &self.renderer, &self.view),
            PageSubject::Projects(at) => {
                insert("page", "project_pages", at.to_string());
                context.insert_value("policies", self.policies_of(at));
            }
            PageSubject::Moved(at) => context.insert_value("moved", self.moved[at].clone()),
            PageSubject::Policy { goal, group, policy } => {
                let at = (goal, group, policy);
                let group = format!("{goal}.nodes.{group}");
                insert("policy", "goals", format!("{group}.policies.{policy}"));
                insert("group", "goals", group);
                let id = &self.view.goals[at.0].nodes[at.1].policies[at.2].id;
                if let Some(past) = self.policies.get(id) {
                    context.insert_value("past", past.clone());
                }
            }
            PageSubject::Locality(at) => insert("place", "localities", at.to_string()),
            PageSubject::Section { department, section } => {
                insert("section", "departments", format!("{department}.sections.{section}"));
                insert("department", "departments", format!("{department}.name"));
            }
        }
        context
    }

    /// The policies of a page of the list of all projects, as template values.
    fn policies_of(&self, page: usize) -> Value {
        let page = &self.view.project_pages[page];
        let places = self.view.goals.iter().enumerate().flat_map(|(goal, it)| {
            it.nodes.iter().enumerate().flat_map(move |(node, it)| {
                (0..it.policies.len()).map(move |policy| (goal, node, policy))
            })
        });
        let goals = self.renderer.view.get("goals");
        let policy = |(goal, node, policy): (usize, usize, usize)| {
            let path = format!("{goal}.nodes.{node}.policies.{policy}");
            goals.and_then(|goals| goals.get_from_path(&path)).cloned()
        };
        let policies = places.skip(page.start).take(page.policies).filter_map(policy);
        Value::from(policies.collect::<Vec<_>>())
    }

    fn sitemap(&self) -> Option<String> {
        sitemap::sitemap(&self.view.meta, self.pages.values())
    }
}

/// The relative path from a page to the root of the site. The 404 page is served at any URL, so
/// its root is the absolute path of the site.
fn root_of(page: &Page, view: &View) -> String {
    if page.route == "404.html" {
        let site = view.meta.site.as_deref().unwrap_or("/");
        let path = site.split_once("://").map_or(site, |(_, rest)| rest);
        return path.find('/').map_or("/", |at| &path[at..]).to_owned();
    }
    "../".repeat(page.route.matches('/').count())
}

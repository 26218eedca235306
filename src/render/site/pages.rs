//! The pages of a site: the route, template and subject of each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::view::{IndicatorView, View};

/// The template and route of each page that exists once.
const SINGLE: [(&str, &str); 14] = [
    ("index.html", ""),
    ("overview.html", "overview/"),
    ("themes.html", "themes/"),
    ("indicators.html", "indicators/"),
    ("evaluation.html", "evaluation/"),
    ("policies.html", "policies/"),
    ("legend.html", "legend/"),
    ("changes.html", "changes/"),
    ("sections.html", "sections/"),
    ("places.html", "places/"),
    ("glossary.html", "glossary/"),
    ("search.html", "search/"),
    ("about.html", "about/"),
    ("404.html", "404.html"),
];

/// The template of the 404 page of a plan without a site URL. That page is served at any URL, so it
/// cannot contain links.
const NOT_FOUND_WITHOUT_SITE: &str = "404-without-site.html";

/// Whether each optional page exists, by name: if the book has such a part, or if its contents
/// would be on no other page.
pub(super) fn optional_pages(view: &View) -> BTreeMap<&'static str, bool> {
    let part = |kind: &str| view.parts.iter().any(|part| part.kind == kind);
    BTreeMap::from([
        ("overview", part("overview") || !view.overview.is_empty()),
        ("themes", part("themes") || !view.themes.is_empty()),
        ("indicators", part("indicators") || view.counts.indicators > 0),
        ("evaluation", part("evaluation")),
        ("legend", part("legend")),
        ("changes", view.changes.is_some()),
        ("projects", !view.project_pages.is_empty()),
        ("glossary", !view.glossary.is_empty()),
        ("places", !view.localities.is_empty()),
    ])
}

/// A page of the site.
#[derive(Debug)]
pub(super) struct Page {
    pub template: Cow<'static, str>,
    pub route: String,
    pub subject: PageSubject,
}

/// The subject of a page, as indices into the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageSubject {
    None,
    /// The open data, which are not part of the view.
    Data,
    /// A part of the book that is a text of its own.
    Part(usize),
    /// An indicator, where it belongs.
    Indicator(IndicatorAt),
    /// A page of the list of all projects.
    Projects(usize),
    /// A page that only earlier editions have, by its place among those.
    Moved(usize),
    Policy {
        goal: usize,
        group: usize,
        policy: usize,
    },
    /// A place of the city.
    Locality(usize),
    Section {
        department: usize,
        section: usize,
    },
}

/// The place of an indicator in the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IndicatorAt {
    pub goal: usize,
    /// The item below the goal; none for an indicator of the goal itself.
    pub node: Option<usize>,
    /// The policy or project among those of the item that have indicators.
    pub group: Option<usize>,
    pub at: usize,
}

impl IndicatorAt {
    /// The indicator.
    pub fn of(self, view: &View) -> &IndicatorView {
        let goal = &view.goals[self.goal];
        let node = self.node.map(|node| &goal.nodes[node]);
        match (node, self.group) {
            (None, _) => &goal.own_indicators[self.at],
            (Some(node), None) => &node.indicators[self.at],
            (Some(node), Some(group)) => &node.indicator_groups[group].indicators[self.at],
        }
    }
}

/// The places of all indicators where they belong.
fn indicators(view: &View) -> Vec<IndicatorAt> {
    fn belonging(of: &[Arc<IndicatorView>]) -> impl Iterator<Item = usize> {
        of.iter().enumerate().filter(|(_, it)| !it.relisted).map(|(at, _)| at)
    }
    let mut places = Vec::new();
    for (goal, in_goal) in view.goals.iter().enumerate() {
        let own = belonging(&in_goal.own_indicators);
        places.extend(own.map(|at| IndicatorAt { goal, node: None, group: None, at }));
        for (node, in_node) in in_goal.nodes.iter().enumerate() {
            let of = |group, at| IndicatorAt { goal, node: Some(node), group, at };
            places.extend(belonging(&in_node.indicators).map(|at| of(None, at)));
            for (group, in_group) in in_node.indicator_groups.iter().enumerate() {
                places.extend(belonging(&in_group.indicators).map(|at| of(Some(group), at)));
            }
        }
    }
    places
}

/// The folder of the templates that are pages by themselves.
const OWN: &str = "pages/";

/// The pages that the theme has in addition to those of every book: each of its `templates` in the folder
/// [`OWN`], at the address that its name says.
pub(super) fn own<'a>(templates: impl Iterator<Item = &'a str>) -> Vec<Page> {
    let own = templates.filter_map(|template| {
        let route = format!("{}/", template.strip_prefix(OWN)?.strip_suffix(".html")?);
        Some(Page { template: template.to_owned().into(), route, subject: PageSubject::None })
    });
    own.collect()
}

/// All pages, those that exist once first. `has_template` says whether the theme has a template.
pub(super) fn all(view: &View, has_template: impl Fn(&str) -> bool) -> Vec<Page> {
    let optional = optional_pages(view);
    let exists = |route: &str| optional.get(route.trim_end_matches('/')) != Some(&false);
    let mut pages: Vec<Page> = SINGLE
        .into_iter()
        .filter(|(_, route)| exists(route))
        .map(|(template, route)| Page {
            template: template.into(),
            route: route.to_owned(),
            subject: PageSubject::None,
        })
        .collect();
    if view.meta.site.is_none() && has_template(NOT_FOUND_WITHOUT_SITE) {
        let not_found = pages.iter_mut().filter(|page| page.route == "404.html");
        not_found.for_each(|page| page.template = NOT_FOUND_WITHOUT_SITE.into());
    }
    pages.extend(view.project_pages.iter().enumerate().map(|(at, page)| Page {
        template: "projects.html".into(),
        route: page.route.clone(),
        subject: PageSubject::Projects(at),
    }));
    let (template, route) = ("data.html".into(), "data/".to_owned());
    pages.push(Page { template, route, subject: PageSubject::Data });
    let texts = view.parts.iter().enumerate().filter(|(_, part)| part.kind == "text");
    pages.extend(texts.map(|(at, part)| Page {
        template: "text.html".into(),
        route: part.route.clone(),
        subject: PageSubject::Part(at),
    }));
    pages.extend(indicators(view).into_iter().map(|at| Page {
        template: "indicator.html".into(),
        route: at.of(view).route.clone(),
        subject: PageSubject::Indicator(at),
    }));
    for (goal, in_goal) in view.goals.iter().enumerate() {
        for (group, in_group) in in_goal.nodes.iter().enumerate() {
            pages.extend(in_group.policies.iter().enumerate().map(|(policy, about)| Page {
                template: "policy.html".into(),
                route: about.route.clone(),
                subject: PageSubject::Policy { goal, group, policy },
            }));
        }
    }
    pages.extend(view.localities.iter().enumerate().map(|(at, locality)| Page {
        template: "place.html".into(),
        route: locality.route.clone(),
        subject: PageSubject::Locality(at),
    }));
    for (department, in_department) in view.departments.iter().enumerate() {
        pages.extend(in_department.sections.iter().enumerate().map(|(section, about)| Page {
            template: "section.html".into(),
            route: about.route.clone(),
            subject: PageSubject::Section { department, section },
        }));
    }
    pages
}

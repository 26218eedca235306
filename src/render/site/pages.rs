//! The pages of a site: the route, template and subject of each.

use std::collections::BTreeMap;

use crate::view::View;

/// The template and route of each page that exists once.
const SINGLE: [(&str, &str); 11] = [
    ("index.html", ""),
    ("overview.html", "overview/"),
    ("themes.html", "themes/"),
    ("indicators.html", "indicators/"),
    ("evaluation.html", "evaluation/"),
    ("policies.html", "policies/"),
    ("changes.html", "changes/"),
    ("sections.html", "sections/"),
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
        ("changes", view.changes.is_some()),
        ("projects", !view.project_pages.is_empty()),
    ])
}

/// A page of the site.
#[derive(Debug)]
pub(super) struct Page {
    pub template: &'static str,
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
    /// A page of the list of all projects.
    Projects(usize),
    Policy {
        goal: usize,
        group: usize,
        policy: usize,
    },
    Section {
        department: usize,
        section: usize,
    },
}

/// All pages, those that exist once first. `has_template` says whether the theme has a template.
pub(super) fn all(view: &View, has_template: impl Fn(&str) -> bool) -> Vec<Page> {
    let optional = optional_pages(view);
    let exists = |route: &str| optional.get(route.trim_end_matches('/')) != Some(&false);
    let mut pages: Vec<Page> = SINGLE
        .into_iter()
        .filter(|(_, route)| exists(route))
        .map(|(template, route)| Page {
            template,
            route: route.to_owned(),
            subject: PageSubject::None,
        })
        .collect();
    if view.meta.site.is_none() && has_template(NOT_FOUND_WITHOUT_SITE) {
        let not_found = pages.iter_mut().filter(|page| page.route == "404.html");
        not_found.for_each(|page| page.template = NOT_FOUND_WITHOUT_SITE);
    }
    pages.extend(view.project_pages.iter().enumerate().map(|(at, page)| Page {
        template: "projects.html",
        route: page.route.clone(),
        subject: PageSubject::Projects(at),
    }));
    let (template, route) = ("data.html", "data/".to_owned());
    pages.push(Page { template, route, subject: PageSubject::Data });
    let texts = view.parts.iter().enumerate().filter(|(_, part)| part.kind == "text");
    pages.extend(texts.map(|(at, part)| Page {
        template: "text.html",
        route: part.route.clone(),
        subject: PageSubject::Part(at),
    }));
    for (goal, in_goal) in view.goals.iter().enumerate() {
        for (group, in_group) in in_goal.nodes.iter().enumerate() {
            pages.extend(in_group.policies.iter().enumerate().map(|(policy, about)| Page {
                template: "policy.html",
                route: about.route.clone(),
                subject: PageSubject::Policy { goal, group, policy },
            }));
        }
    }
    for (department, in_department) in view.departments.iter().enumerate() {
        pages.extend(in_department.sections.iter().enumerate().map(|(section, about)| Page {
            template: "section.html",
            route: about.route.clone(),
            subject: PageSubject::Section { department, section },
        }));
    }
    pages
}

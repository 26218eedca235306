//! Which pages there are: each an address, a template, and what it is about.

use std::collections::BTreeMap;

use crate::view::View;

/// The pages that exist once: their template, and their address.
const SINGLE: [(&str, &str); 10] = [
    ("index.html", ""),
    ("overview.html", "overview/"),
    ("themes.html", "themes/"),
    ("indicators.html", "indicators/"),
    ("evaluation.html", "evaluation/"),
    ("policies.html", "policies/"),
    ("sections.html", "sections/"),
    ("search.html", "search/"),
    ("about.html", "about/"),
    ("404.html", "404.html"),
];

/// The template of the page for what is not found, where nobody knows yet at which address the
/// site will stand: that page is shown at any address, and could link nowhere.
const NOWHERE: &str = "404-without-site.html";

/// Whether each kind of part that may be missing has a page of its own on the site, by its name.
/// A part of the book has one, and so has what would otherwise be nowhere.
pub(super) fn has(view: &View) -> BTreeMap<&'static str, bool> {
    let part = |kind: &str| view.parts.iter().any(|part| part.kind == kind);
    BTreeMap::from([
        ("overview", part("overview") || !view.overview.is_empty()),
        ("themes", part("themes") || !view.themes.is_empty()),
        ("indicators", part("indicators") || view.counts.indicators > 0),
        ("evaluation", part("evaluation")),
    ])
}

/// One page to draw.
#[derive(Debug)]
pub(super) struct Page {
    pub template: &'static str,
    pub route: String,
    pub subject: Subject,
}

/// What a page is about, beside the whole book: places in the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    None,
    /// The open data, of which nothing is in the view. A site without data has no such page.
    Data,
    Policy {
        goal: usize,
        basic_plan: usize,
        policy: usize,
    },
    Section {
        department: usize,
        section: usize,
    },
}

/// Every page, those that exist once first. `is_drawn` says which templates the theme has.
pub(super) fn all(view: &View, is_drawn: impl Fn(&str) -> bool) -> Vec<Page> {
    let has = has(view);
    let is_there = |route: &str| has.get(route.trim_end_matches('/')) != Some(&false);
    let mut pages: Vec<Page> = SINGLE
        .into_iter()
        .filter(|(_, route)| is_there(route))
        .map(|(template, route)| Page { template, route: route.to_owned(), subject: Subject::None })
        .collect();
    if view.meta.site.is_none() && is_drawn(NOWHERE) {
        let missing = pages.iter_mut().filter(|page| page.route == "404.html");
        missing.for_each(|page| page.template = NOWHERE);
    }
    let (template, route) = ("data.html", "data/".to_owned());
    pages.push(Page { template, route, subject: Subject::Data });
    for (goal, in_goal) in view.goals.iter().enumerate() {
        for (basic_plan, in_plan) in in_goal.basic_plans.iter().enumerate() {
            pages.extend(in_plan.policies.iter().enumerate().map(|(policy, about)| Page {
                template: "policy.html",
                route: about.route.clone(),
                subject: Subject::Policy { goal, basic_plan, policy },
            }));
        }
    }
    for (department, in_department) in view.departments.iter().enumerate() {
        pages.extend(in_department.sections.iter().enumerate().map(|(section, about)| Page {
            template: "section.html",
            route: about.route.clone(),
            subject: Subject::Section { department, section },
        }));
    }
    pages
}

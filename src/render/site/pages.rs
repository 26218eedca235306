//! Which pages there are: each an address, a template, and what it is about.

use crate::view::{BasicPlanView, PolicyView, SectionView, View};

/// The pages that exist once: their template, and their address.
const SINGLE: [(&str, &str); 11] = [
    ("index.html", ""),
    ("overview.html", "overview/"),
    ("themes.html", "themes/"),
    ("indicators.html", "indicators/"),
    ("evaluation.html", "evaluation/"),
    ("policies.html", "policies/"),
    ("sections.html", "sections/"),
    ("search.html", "search/"),
    ("data.html", "data/"),
    ("about.html", "about/"),
    ("404.html", "404.html"),
];

/// One page to draw.
pub(super) struct Page<'a> {
    pub template: &'static str,
    pub route: String,
    pub subject: Subject<'a>,
}

/// What a page is about, beside the whole book.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    None,
    Policy { policy: &'a PolicyView, basic_plan: &'a BasicPlanView },
    Section { section: &'a SectionView, department: &'a str },
}

/// Every page, those that exist once first.
pub(super) fn all(view: &View) -> Vec<Page<'_>> {
    let singles = SINGLE.into_iter().map(|(template, route)| Page {
        template,
        route: route.to_owned(),
        subject: Subject::None,
    });
    let policies = view.goals.iter().flat_map(|g| &g.basic_plans).flat_map(|basic_plan| {
        basic_plan.policies.iter().map(move |policy| Page {
            template: "policy.html",
            route: policy.route.clone(),
            subject: Subject::Policy { policy, basic_plan },
        })
    });
    let sections = view.departments.iter().flat_map(|department| {
        department.sections.iter().map(move |section| Page {
            template: "section.html",
            route: section.route.clone(),
            subject: Subject::Section { section, department: &department.name },
        })
    });
    singles.chain(policies).chain(sections).collect()
}

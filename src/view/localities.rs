//! The places of the city with the sheets and projects that speak of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::rating;
use super::policy::policy_reference;
use super::sections::{SectionProject, project};
use super::{RatingView, Reference};
use crate::layout::routes;
use crate::model::{Locality, Policy};
use crate::reading::{ComparedColumns, Mentions, Reading};

/// A place of the city of which the plan speaks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LocalityView {
    /// Its id: moheji.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How the name is read.
    pub kana: Option<String>,
    /// Its other names.
    pub also: Vec<String>,
    /// The district that it is in.
    pub district: Option<String>,
    /// Its page on the site.
    pub route: String,
    /// The policies whose own texts speak of it.
    pub policies: Vec<LocalityPolicy>,
    /// The projects that speak of it.
    pub projects: Vec<LocalityProject>,
}

/// A policy that speaks of a place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LocalityPolicy {
    /// Which.
    pub policy: Reference,
    /// Its rating in the evaluated year.
    pub rating: Option<RatingView>,
    /// The first sentence that names the place.
    pub sentence: Option<String>,
}

/// A project that speaks of a place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LocalityProject {
    /// Which, with its amounts.
    #[serde(flatten)]
    pub project: SectionProject,
    /// What it does.
    pub description: String,
}

/// The place, to link to it.
pub(super) fn locality_reference(locality: &Locality) -> Reference {
    Reference {
        id: locality.id.value.clone(),
        number: locality.id.value.clone(),
        name: locality.name.value.clone(),
        route: routes::locality(&locality.id),
    }
}

/// The places of the book of which something speaks.
pub(super) fn localities(
    reading: &Reading<'_>,
    compared: Option<ComparedColumns>,
    mentions: &Mentions,
) -> Vec<LocalityView> {
    let book = reading.book();
    let mut views: Vec<_> = book.localities.iter().map(view).collect();
    for policy in book.policies() {
        let Some(found) = mentions.of(policy.id) else { continue };
        for (at, sentence) in &found.own {
            views[*at].policies.push(of_policy(reading, policy, sentence.clone()));
        }
        for (at, places) in found.projects.iter().enumerate() {
            for place in places {
                let of = &policy.projects[at];
                views[*place].projects.push(LocalityProject {
                    project: project(reading, compared, policy, at + 1, of),
                    description: of.description.value.clone(),
                });
            }
        }
    }
    views.retain(|view| !view.policies.is_empty() || !view.projects.is_empty());
    views
}

fn view(locality: &Locality) -> LocalityView {
    LocalityView {
        id: locality.id.value.clone(),
        name: locality.name.value.clone(),
        kana: locality.kana.as_ref().map(|kana| kana.value.clone()),
        also: locality.also.iter().map(|name| name.value.clone()).collect(),
        district: locality.district.as_ref().map(|district| district.value.clone()),
        route: routes::locality(&locality.id),
        policies: Vec::new(),
        projects: Vec::new(),
    }
}

fn of_policy(reading: &Reading<'_>, policy: &Policy, sentence: Option<String>) -> LocalityPolicy {
    let rated = reading.evaluated().and_then(|year| policy.rated(year));
    LocalityPolicy {
        policy: policy_reference(policy),
        rating: rated.and_then(|of| rating(reading.plan(), of)),
        sentence,
    }
}

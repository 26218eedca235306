//! The parts of the book.

use schemars::JsonSchema;
use serde::Serialize;

use super::legend::{LegendView, legend};
use super::project_index::{IndexGroup, project_index};
use super::prose::{ProseNode, nodes};
use crate::layout::routes;
use crate::model::{Book, CoverPicture, CoverSpec, PartKind, PartSpec};
use crate::reading::Reading;

/// A part of the book.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartView {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub kind: &'static str,
    /// Its heading.
    pub title: String,
    /// Its page on the site.
    pub route: String,
    /// Its label in the PDF.
    pub label: String,
    /// The first page it must begin on.
    pub from: Option<u32>,
    /// The last page it must end on.
    pub to: Option<u32>,
    /// Whether its pages are numbered i, ii, ….
    pub front: bool,
    /// The text of a part of the kind `text`; empty for all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<ProseNode>,
    /// All projects by name, of a part of the kind `projects`; empty for all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub index: Vec<IndexGroup>,
    /// The city's own pictures, of a part of the kind `cover`; none for all others and where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverView>,
    /// How to read a sheet, of a part of the kind `legend`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legend: Option<LegendView>,
}

/// The pictures of the cover.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CoverView {
    /// Of the city, below the title.
    pub picture: Option<CoverPictureView>,
    /// Beside the name of the city.
    pub emblem: Option<CoverPictureView>,
}

/// A picture of the cover.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CoverPictureView {
    /// Its file, as of any picture.
    pub file: String,
    /// What it shows.
    pub alt: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

fn cover(book: &Book) -> Option<CoverView> {
    let view = |spec: &CoverPicture| {
        let picture = book.picture(&spec.path())?;
        Some(CoverPictureView {
            file: routes::picture(&picture.name),
            alt: spec.alt.value.clone(),
            width: picture.width,
            height: picture.height,
        })
    };
    let CoverSpec { picture, emblem } = &book.plan.book.cover;
    let cover = CoverView {
        picture: picture.as_ref().and_then(view),
        emblem: emblem.as_ref().and_then(view),
    };
    (cover.picture.is_some() || cover.emblem.is_some()).then_some(cover)
}

/// The view of `part`, which is at `index`.
pub(super) fn part(reading: &Reading<'_>, index: usize, part: &PartSpec) -> PartView {
    let (book, plan) = (reading.book(), reading.plan());
    PartView {
        id: part.id.value.clone(),
        kind: part.kind.name(),
        title: plan.part_title(part),
        route: routes::part(part),
        label: routes::part_label(&part.id),
        from: part.pages.as_ref().and_then(|p| p.from),
        to: part.pages.as_ref().and_then(|p| p.to),
        front: plan.book.is_front_matter(index),
        content: nodes(book.part_text(&part.id), book),
        index: if part.kind == PartKind::Projects { project_index(book) } else { Vec::new() },
        cover: if part.kind == PartKind::Cover { cover(book) } else { None },
        legend: (part.kind == PartKind::Legend).then(|| legend(reading)),
    }
}

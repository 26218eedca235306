//! The frozen editions as they are published below the newest one: what was kept of their publications, or
//! else what is built of them again.

use std::io;
use std::path::Path;

use super::rebuild::FrozenEdition;
use crate::cache;
use crate::compile::{self, BuildStatus, EditionFolder, Outcome, Request, Step, frozen_editions};
use crate::diag::{Diagnostic, Text};
use crate::output;
use crate::render::print::Typesetter;

/// The folder of the publications that are built again, in the cache of the output.
const REBUILT: &str = "editions";

/// Where a frozen edition's publication may be kept.
const KEPT: &str = "output";

/// The frozen editions to publish with the book.
#[derive(Debug, Default)]
pub struct PublishedEditions {
    /// The editions, oldest first.
    pub editions: Vec<EditionFolder>,
    /// How their publications differ from those of their year.
    pub findings: Vec<Diagnostic>,
}

/// Why the frozen editions cannot be published.
#[derive(Debug)]
pub enum NotPublished {
    /// There is none of this name, or its record cannot be read.
    Record(Box<Diagnostic>),
    /// This is how its build ended, and what helps.
    Build(Box<Outcome>, Text),
    /// Its files cannot be read.
    Io(io::Error),
}

/// The editions of the book at `root` that were frozen before its present one, with the folders of their
/// publications; what was not kept is built again, in the cache of `output`.
///
/// # Errors
/// When one cannot be read or built.
pub fn publish_editions(
    root: &Path,
    output: &Path,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<PublishedEditions, NotPublished> {
    let present = compile::edition_year(root);
    let mut published = PublishedEditions::default();
    let before = |year| present.is_some_and(|present| year < present);
    for (year, book) in frozen_editions(root).into_iter().filter(|(year, _)| before(*year)) {
        let frozen = FrozenEdition::find(root, &year.to_string()).map_err(NotPublished::Record)?;
        let kept = book.join(KEPT);
        if kept.is_dir() && frozen.is_same(&kept).map_err(NotPublished::Io)? {
            published.editions.push(EditionFolder { year, book, output: kept });
            continue;
        }
        let folder = output::resolve_path(output).map_err(NotPublished::Io)?;
        let folder = cache::cache_dir(&folder).join(REBUILT).join(year.to_string());
        let theme = frozen.theme().to_owned();
        let request = Request::edition(frozen.folder.clone(), folder.clone(), theme);
        let outcome = compile::build(&request, typesetter, progress);
        if !matches!(outcome.status, BuildStatus::Published(..) | BuildStatus::Unchanged(..)) {
            return Err(NotPublished::Build(Box::new(outcome), frozen.where_to_keep()));
        }
        let found = frozen.compare(&folder, typesetter).map_err(NotPublished::Io)?;
        published.findings.extend(found);
        published.editions.push(EditionFolder { year, book, output: folder });
    }
    Ok(published)
}

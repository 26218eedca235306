//! The part of a build that makes PDFs: the whole book, its volumes, single sheets.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::build::{Build, Stopped};
use super::page_faults::Look;
use super::trouble::{cannot_read_back, lacks_labels, other_length, unknown_policy};
use super::{End, Step, stops};
use crate::cache::Fingerprint;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::layout::contract::Padding;
use crate::layout::{self, Destinations, PageMap};
use crate::model::{Book, PolicyId};
use crate::output::{OutputTree, Workspace};
use crate::render::chart::Chart;
use crate::render::print::{
    self, FinishedPdf, Job, TypesetError, Typesetter, Volume, VolumeSource,
};
use crate::view::View;

/// What is remembered of the PDF of a whole book that kept its contract.
#[derive(Debug, Serialize, Deserialize)]
struct BookPdf {
    destinations: Destinations,
    padding: Vec<Padding>,
}

/// The PDF of the whole book: still there, or to be set.
pub(super) enum Pdf {
    Kept(PageMap, Vec<Padding>),
    ToSet(Job, Fingerprint),
}

impl Pdf {
    /// The job, where it has to be done.
    pub fn to_set(&self) -> Option<&Job> {
        match self {
            Self::ToSet(job, _) => Some(job),
            Self::Kept(..) => None,
        }
    }
}

/// What a volume that was just set is held to beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Its pages are those of the whole book.
    Pages,
    /// All that it holds is there, on whatever pages: those of the whole book are not known,
    /// or older.
    Labels,
    /// As [`Self::Labels`]; and its text is looked at later, as it is set once more.
    LabelsOnly,
}

impl Look<'_> {
    /// What is wrong with the `pdf` of `volume`.
    pub(super) fn hold(&self, pdf: &Arc<Vec<u8>>, volume: &Volume, hold: Hold) -> Vec<Diagnostic> {
        let read = || {
            let finished = FinishedPdf::read(Arc::clone(pdf))?;
            let found = finished.destinations()?;
            Ok((finished, found))
        };
        let (finished, found) = match read() {
            Ok(read) => read,
            Err(error) => return vec![cannot_read_back(&error)],
        };
        let places = &volume.page_map;
        let ranges = || places.parts.values().chain(places.policies.values());
        let labels = ranges().map(|range| &range.destination);
        let missing: Vec<String> =
            labels.filter(|label| !found.labels.contains_key(*label)).cloned().collect();
        if !missing.is_empty() {
            return vec![lacks_labels(&missing)];
        }
        if hold == Hold::LabelsOnly {
            return Vec::new();
        }
        let moved = ranges().any(|r| found.labels.get(&r.destination) != Some(&(r.pdf_page - 1)));
        if hold == Hold::Pages && (moved || finished.pages() != places.total) {
            return vec![other_length(&volume.title, places.total, finished.pages())];
        }
        let actual = volume.page_map_in(&found);
        self.findings(&finished, &found.printed, &actual)
    }
}

impl Build<'_> {
    /// Takes the PDF of `job` over where nothing it depends on has changed.
    pub(super) fn keep_or_set(&self, book: &Book, job: Job, route: &str, tree: &OutputTree) -> Pdf {
        let from = self.inputs.of_job(&job);
        let kept = tree.reuse(route, from).and_then(|told| {
            let BookPdf { destinations, padding } = serde_json::from_value(told).ok()?;
            Some(Pdf::Kept(PageMap::new(book, &destinations).ok()?, padding))
        });
        kept.unwrap_or(Pdf::ToSet(job, from))
    }

    /// The pages of the whole book, once it is set where it had to be.
    pub(super) fn finish(
        &mut self,
        book: &Book,
        whole: Pdf,
        set: Option<Result<Vec<u8>, TypesetError>>,
        route: &str,
        tree: &OutputTree,
    ) -> Stopped<(PageMap, Vec<Padding>)> {
        match (whole, set) {
            (Pdf::Kept(map, padding), _) => Ok((map, padding)),
            (Pdf::ToSet(_, from), Some(set)) => {
                let pdf = set.map_err(|e| self.refused(e))?;
                self.read_back(book, pdf, from, route, tree)
            }
            (Pdf::ToSet(..), None) => unreachable!("what is to be set has been set"),
        }
    }

    /// Reads the pages of the whole book back, and holds them to the contract.
    fn read_back(
        &mut self,
        book: &Book,
        pdf: Vec<u8>,
        from: Fingerprint,
        route: &str,
        tree: &OutputTree,
    ) -> Stopped<(PageMap, Vec<Padding>)> {
        let pdf = Arc::new(pdf);
        let finished =
            FinishedPdf::read(Arc::clone(&pdf)).map_err(|e| self.stop([cannot_read_back(&e)]))?;
        let destinations =
            finished.destinations().map_err(|e| self.stop([cannot_read_back(&e)]))?;
        let pages = self.page_map(book, &destinations)?;
        let lines = |page| finished.lines(page);
        let (mut found, relax) = (Sink::new(), self.request.relax);
        let look = self.look(book);
        let ((padding, faults), written) = rayon::join(
            || {
                rayon::join(
                    || layout::contract::check(book, &pages, &lines, relax, &mut found),
                    || look.findings(&finished, &destinations.printed, &pages),
                )
            },
            || tree.insert(route, &pdf),
        );
        for fault in faults {
            found.report(fault);
        }
        // What there was to say has to be said again next time.
        if found.is_empty() {
            let told = BookPdf { destinations, padding: padding.clone() };
            tree.remember(route, from, json!(told));
        }
        self.sink.absorb(found);
        if stops(self.sink, self.request) {
            return Err(End::Stopped);
        }
        written.map_err(|e| self.io(&e))?;
        Ok((pages, padding))
    }

    /// Sets the volumes of a book whose pages are known.
    pub(super) fn split(
        &mut self,
        book: &Book,
        view: &View,
        pages: &PageMap,
        charts: &[Chart],
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> Stopped<Vec<Volume>> {
        if !self.request.volumes {
            return Ok(Vec::new());
        }
        (self.progress)(Step::Splitting);
        let volumes = self.volumes(view, pages);
        self.set_all(book, view, &volumes, Hold::Pages, charts, workspace, tree)?;
        Ok(volumes)
    }

    /// What the book is split into.
    pub(super) fn volumes(&self, view: &View, pages: &PageMap) -> Vec<Volume> {
        print::split(view, pages, self.request.largest)
    }

    /// The pages of the PDFs that were made before: of the whole book, or of all volumes.
    pub(super) fn pages_there(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        tree: &OutputTree,
    ) -> Stopped<Option<PageMap>> {
        if tree.has(route) {
            return pages_of(book, route, tree).map(Some).map_err(|e| self.stop(e));
        }
        Ok(tree.has_below("pdf/").then(|| self.pages_in_volumes(book, view, tree)).flatten())
    }

    /// Sets the sheets that are asked for, with the page numbers of the whole book that is
    /// there, or else those it promises; their places.
    pub(super) fn sheets(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> Stopped<Vec<String>> {
        let ids = self.asked(book)?;
        (self.progress)(Step::Typesetting);
        let promised = PageMap::promised(book);
        let pages = pages_of(book, route, tree).unwrap_or(promised);
        let sheets: Vec<Volume> =
            ids.iter().filter_map(|id| print::sheet(view, &pages, *id)).collect();
        self.set_all(book, view, &sheets, Hold::Labels, &[], workspace, tree)?;
        Ok(sheets.into_iter().map(|sheet| sheet.route).collect())
    }

    /// The policies asked for, each once. All that the book does not have are reported.
    fn asked(&mut self, book: &Book) -> Stopped<Vec<PolicyId>> {
        let mut ids: Vec<PolicyId> = Vec::new();
        let mut unknown: Vec<Diagnostic> = Vec::new();
        for word in &self.request.policies {
            match word.parse().ok().filter(|id| book.policy(*id).is_some()) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => unknown.push(unknown_policy(word, book)),
            }
        }
        if unknown.is_empty() { Ok(ids) } else { Err(self.stop(unknown)) }
    }

    /// Sets all `volumes` that cannot be taken over, each in a stage of its own.
    #[expect(clippy::too_many_arguments, reason = "one call sets everything")]
    pub(super) fn set_all(
        &mut self,
        book: &Book,
        view: &View,
        volumes: &[Volume],
        hold: Hold,
        charts: &[Chart],
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> Stopped<()> {
        let (typesetter, theme, inputs) = (self.typesetter, self.theme, self.inputs);
        let fonts = &self.fonts;
        let cloth = VolumeSource::new(view);
        let jobs = volumes.par_iter().map(|volume| {
            let job = volume.job(&cloth, theme, fonts, charts);
            let from = inputs.of_job(&job);
            (volume, job, from)
        });
        let mut jobs: Vec<_> = jobs.collect();
        jobs.retain(|(volume, _, from)| tree.reuse(&volume.route, *from).is_none());
        let look = self.look(book);
        let set = |(volume, job, _): &(&Volume, Job, Fingerprint)| {
            let pdf = Arc::new(set(typesetter, job, workspace)?);
            let found = look.hold(&pdf, volume, hold);
            Ok::<_, TypesetError>((pdf, found))
        };
        let pdfs: Vec<_> = jobs.par_iter().map(set).collect();
        let mut found = Vec::new();
        for ((volume, _, from), pdf) in jobs.into_iter().zip(pdfs) {
            let (pdf, mut faults) = pdf.map_err(|e| self.refused(e))?;
            if faults.iter().all(|fault| fault.severity == Severity::Warning) {
                tree.insert(&volume.route, &pdf).map_err(|e| self.io(&e))?;
            }
            if faults.is_empty() {
                // There is nothing to remember of a volume but that it was made.
                tree.remember(&volume.route, from, json!({}));
            }
            // What a relaxed build lets pass has been reported of the whole book.
            faults.retain(|fault| hold != Hold::Pages || fault.severity == Severity::Error);
            found.extend(faults);
        }
        for fault in found {
            self.sink.report(fault);
        }
        if stops(self.sink, self.request) { Err(End::Stopped) } else { Ok(()) }
    }

    /// What the finished pages of `book` are looked at with.
    pub(super) fn look<'b>(&'b self, book: &'b Book) -> Look<'b> {
        Look {
            book,
            sources: self.sources,
            area: &self.theme.type_area,
            fonts: &self.fonts.names,
            relaxed: self.request.relax,
        }
    }

    pub(super) fn page_map(&mut self, book: &Book, found: &Destinations) -> Stopped<PageMap> {
        PageMap::new(book, found).map_err(|labels| self.stop([lacks_labels(&labels)]))
    }
}

/// The pages of the PDF at `route` that was made before.
///
/// # Errors
/// What is wrong with it; nothing where there is none.
pub(super) fn pages_of(
    book: &Book,
    route: &str,
    tree: &OutputTree,
) -> Result<PageMap, Option<Diagnostic>> {
    let known = tree.told(route).and_then(|told| serde_json::from_value::<BookPdf>(told).ok());
    let destinations = if let Some(pdf) = known {
        pdf.destinations
    } else {
        let pdf = tree.read(route).ok().flatten().ok_or(None)?;
        print::read_destinations(pdf).map_err(|e| Some(cannot_read_back(&e)))?
    };
    PageMap::new(book, &destinations).map_err(|labels| Some(lacks_labels(&labels)))
}

/// Sets `job` in a stage of its own.
pub(super) fn set(
    typesetter: &dyn Typesetter,
    job: &Job,
    workspace: &Workspace,
) -> Result<Vec<u8>, TypesetError> {
    typesetter.typeset(job, workspace.stage()?.path())
}

//! Typesetting: the PDFs of the whole book, of its volumes and of single sheets.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::build::{Build, BuildResult};
use super::errors::{cannot_read_back, lacks_labels, other_length, unknown_policy};
use super::page_faults::PageInspector;
use super::{BuildStatus, Step, stops};
use crate::cache::Fingerprint;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::layout::contract::Padding;
use crate::layout::{self, Destinations, PageMap};
use crate::model::{Book, PolicyId};
use crate::output::{OutputTree, Workspace};
use crate::render::chart::Chart;
use crate::render::print::{self, FinishedPdf, Job, TypesetError, Typesetter, Volume};
use crate::view::View;

/// Cached metadata of the PDF of a whole book that passed all checks.
#[derive(Debug, Serialize, Deserialize)]
struct BookPdfMetadata {
    destinations: Destinations,
    padding: Vec<Padding>,
}

/// The PDF of the whole book.
pub(super) enum WholeBookPdf {
    /// The PDF of an earlier build, which is up to date.
    Reused(PageMap, Vec<Padding>),
    /// A typesetting job, with the fingerprint of its inputs.
    Pending(Job, Fingerprint),
}

impl WholeBookPdf {
    /// The typesetting job, unless the PDF is reused.
    pub fn pending_job(&self) -> Option<&Job> {
        match self {
            Self::Pending(job, _) => Some(job),
            Self::Reused(..) => None,
        }
    }
}

/// What is checked of a volume that was just typeset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VolumeCheck {
    /// Its text, and that its pages are those of the whole book.
    SamePages,
    /// Its text, and that all its labels exist, on whatever pages: those of the whole book are
    /// unknown or out of date.
    Labels,
    /// Only that all its labels exist: it is typeset and checked again later.
    LabelsOnly,
}

impl PageInspector<'_> {
    /// The findings about the `pdf` of `volume`.
    pub(super) fn check_volume(
        &self,
        pdf: &Arc<Vec<u8>>,
        volume: &Volume,
        check: VolumeCheck,
    ) -> Vec<Diagnostic> {
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
        if check == VolumeCheck::LabelsOnly {
            return Vec::new();
        }
        let moved = ranges().any(|r| found.labels.get(&r.destination) != Some(&(r.pdf_page - 1)));
        if check == VolumeCheck::SamePages && (moved || finished.pages() != places.total) {
            return vec![other_length(&volume.title, places.total, finished.pages())];
        }
        let actual = volume.page_map_in(&found);
        self.findings(&finished, &found.printed, &actual)
    }
}

impl Build<'_> {
    /// Reuses the existing PDF of `job` if none of its inputs has changed.
    pub(super) fn reuse_or_schedule(
        &self,
        book: &Book,
        job: Job,
        route: &str,
        tree: &OutputTree,
    ) -> WholeBookPdf {
        let inputs = self.inputs.job_fingerprint(&job);
        let reused = tree.reuse(route, inputs).and_then(|metadata| {
            let BookPdfMetadata { destinations, padding } =
                serde_json::from_value(metadata).ok()?;
            Some(WholeBookPdf::Reused(PageMap::new(book, &destinations).ok()?, padding))
        });
        reused.unwrap_or(WholeBookPdf::Pending(job, inputs))
    }

    /// The page map and padding of the whole book; `typeset` is the result of the pending job.
    pub(super) fn finish(
        &mut self,
        book: &Book,
        whole: WholeBookPdf,
        typeset: Option<Result<Vec<u8>, TypesetError>>,
        route: &str,
        tree: &OutputTree,
    ) -> BuildResult<(PageMap, Vec<Padding>)> {
        match (whole, typeset) {
            (WholeBookPdf::Reused(map, padding), _) => Ok((map, padding)),
            (WholeBookPdf::Pending(_, inputs), Some(typeset)) => {
                let pdf = typeset.map_err(|e| self.refused(e))?;
                self.check_book(book, pdf, inputs, route, tree)
            }
            (WholeBookPdf::Pending(..), None) => unreachable!("every pending job has been run"),
        }
    }

    /// Reads the finished PDF of the whole book back, checks it and adds it to the output.
    fn check_book(
        &mut self,
        book: &Book,
        pdf: Vec<u8>,
        inputs: Fingerprint,
        route: &str,
        tree: &OutputTree,
    ) -> BuildResult<(PageMap, Vec<Padding>)> {
        let pdf = Arc::new(pdf);
        let finished =
            FinishedPdf::read(Arc::clone(&pdf)).map_err(|e| self.stop([cannot_read_back(&e)]))?;
        let destinations =
            finished.destinations().map_err(|e| self.stop([cannot_read_back(&e)]))?;
        let pages = self.page_map(book, &destinations)?;
        let lines = |page| finished.lines(page);
        let (mut sink, relax) = (Sink::new(), self.request.relax);
        let inspector = self.page_inspector(book);
        let ((padding, faults), written) = rayon::join(
            || {
                rayon::join(
                    || layout::contract::check(book, &pages, &lines, relax, &mut sink),
                    || inspector.findings(&finished, &destinations.printed, &pages),
                )
            },
            || tree.insert(route, &pdf),
        );
        for fault in faults {
            sink.report(fault);
        }
        // The next build must report any findings again.
        if sink.is_empty() {
            let metadata = BookPdfMetadata { destinations, padding: padding.clone() };
            tree.set_metadata(route, inputs, json!(metadata));
        }
        self.sink.absorb(sink);
        if stops(self.sink, self.request) {
            return Err(BuildStatus::Stopped);
        }
        written.map_err(|e| self.io(&e))?;
        Ok((pages, padding))
    }

    /// Typesets the volumes of a book whose page map is known.
    pub(super) fn split(
        &mut self,
        book: &Book,
        view: &View,
        pages: &PageMap,
        charts: &[Chart],
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<Vec<Volume>> {
        if !self.request.volumes {
            return Ok(Vec::new());
        }
        (self.progress)(Step::Splitting);
        let volumes = self.volumes(view, pages);
        self.typeset_all(book, view, &volumes, VolumeCheck::SamePages, charts, workspace, tree)?;
        Ok(volumes)
    }

    /// The volumes that the book is split into.
    pub(super) fn volumes(&self, view: &View, pages: &PageMap) -> Vec<Volume> {
        print::split(view, pages, self.request.max_policies)
    }

    /// The page map of the existing PDFs: of the whole book, or of all volumes.
    pub(super) fn existing_pages(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        tree: &OutputTree,
    ) -> BuildResult<Option<PageMap>> {
        if tree.has(route) {
            return read_pages(book, route, tree).map(Some).map_err(|e| self.stop(e));
        }
        Ok(tree.has_below("pdf/").then(|| self.existing_volume_pages(book, view, tree)).flatten())
    }

    /// Typesets the requested sheets, with the page numbers of the existing PDF of the whole
    /// book, or else those that the plan declares. Returns their paths in the output.
    pub(super) fn sheets(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<Vec<String>> {
        let ids = self.requested_policies(book)?;
        (self.progress)(Step::Typesetting);
        let declared = PageMap::declared(book);
        let pages = read_pages(book, route, tree).unwrap_or(declared);
        let sheets: Vec<Volume> =
            ids.iter().filter_map(|id| print::sheet(view, &pages, *id)).collect();
        self.typeset_all(book, view, &sheets, VolumeCheck::Labels, &[], workspace, tree)?;
        Ok(sheets.into_iter().map(|sheet| sheet.route).collect())
    }

    /// The requested policies without duplicates. Unknown ones are reported.
    fn requested_policies(&mut self, book: &Book) -> BuildResult<Vec<PolicyId>> {
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

    /// Typesets and checks all `volumes` that cannot be reused.
    #[expect(clippy::too_many_arguments, reason = "one call typesets everything")]
    pub(super) fn typeset_all(
        &mut self,
        book: &Book,
        view: &View,
        volumes: &[Volume],
        check: VolumeCheck,
        charts: &[Chart],
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<()> {
        let (typesetter, theme, inputs) = (self.typesetter, self.theme, self.inputs);
        let fonts = &self.fonts;
        let jobs = volumes.par_iter().map(|volume| {
            let job = volume.job(view, theme, fonts, charts);
            let fingerprint = inputs.job_fingerprint(&job);
            (volume, job, fingerprint)
        });
        let mut jobs: Vec<_> = jobs.collect();
        jobs.retain(|(volume, _, inputs)| tree.reuse(&volume.route, *inputs).is_none());
        let inspector = self.page_inspector(book);
        let run = |(volume, job, _): &(&Volume, Job, Fingerprint)| {
            let pdf = Arc::new(typeset(typesetter, job, workspace)?);
            let found = inspector.check_volume(&pdf, volume, check);
            Ok::<_, TypesetError>((pdf, found))
        };
        let pdfs: Vec<_> = jobs.par_iter().map(run).collect();
        let mut found = Vec::new();
        for ((volume, _, inputs), pdf) in jobs.into_iter().zip(pdfs) {
            let (pdf, mut faults) = pdf.map_err(|e| self.refused(e))?;
            if faults.iter().all(|fault| fault.severity == Severity::Warning) {
                tree.insert(&volume.route, &pdf).map_err(|e| self.io(&e))?;
            }
            if faults.is_empty() {
                tree.set_metadata(&volume.route, inputs, json!({}));
            }
            // Warnings of a relaxed build have been reported for the whole book already.
            faults.retain(|fault| {
                check != VolumeCheck::SamePages || fault.severity == Severity::Error
            });
            found.extend(faults);
        }
        for fault in found {
            self.sink.report(fault);
        }
        if stops(self.sink, self.request) { Err(BuildStatus::Stopped) } else { Ok(()) }
    }

    /// The inspector for the finished pages of `book`.
    pub(super) fn page_inspector<'b>(&'b self, book: &'b Book) -> PageInspector<'b> {
        PageInspector {
            book,
            sources: self.sources,
            area: &self.theme.type_area,
            fonts: &self.fonts.names,
            relaxed: self.request.relax,
        }
    }

    /// The page map of a finished PDF of the whole book.
    pub(super) fn page_map(&mut self, book: &Book, found: &Destinations) -> BuildResult<PageMap> {
        PageMap::new(book, found).map_err(|labels| self.stop([lacks_labels(&labels)]))
    }
}

/// The page map of the existing PDF of the whole book at `route`.
///
/// # Errors
/// The finding about the PDF, or `None` if there is no PDF.
pub(super) fn read_pages(
    book: &Book,
    route: &str,
    tree: &OutputTree,
) -> Result<PageMap, Option<Diagnostic>> {
    let cached = tree
        .metadata(route)
        .and_then(|metadata| serde_json::from_value::<BookPdfMetadata>(metadata).ok());
    let destinations = if let Some(pdf) = cached {
        pdf.destinations
    } else {
        let pdf = tree.read(route).ok().flatten().ok_or(None)?;
        print::read_destinations(pdf).map_err(|e| Some(cannot_read_back(&e)))?
    };
    PageMap::new(book, &destinations).map_err(|labels| Some(lacks_labels(&labels)))
}

/// Typesets `job` in a temporary folder of its own. Returns the PDF.
pub(super) fn typeset(
    typesetter: &dyn Typesetter,
    job: &Job,
    workspace: &Workspace,
) -> Result<Vec<u8>, TypesetError> {
    typesetter.typeset(job, workspace.temp_dir()?.path())
}

//! Typesetting: the artifact of the PDFs, which are those of the whole book and of its volumes, or
//! of volumes only, and single sheets.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde_json::json;

use super::assembly::Assembly;
use super::cross_links::PdfSet;
use super::findings::{Failure, Findings};
use super::inputs::Inputs;
use super::memory::Memory;
use super::publication::Publication;
use super::two_threads::on_two_threads;
use super::volume_check::VolumeCheck;
use super::whole_book::WholeBookPdf;
use super::{Request, Step};
use crate::cache::Fingerprint;
use crate::diag::Severity;
use crate::layout::PageMap;
use crate::output::{OutputTree, Workspace};
use crate::render::data::DataFile;
use crate::render::print::{self, Job, Opening, TypesetError, Typesetter, Volume};
use crate::source::Sources;

/// Typesets the PDFs of a publication into an output.
pub(super) struct Typesetting<'a> {
    pub publication: &'a Publication,
    pub request: &'a Request,
    pub inputs: Inputs,
    pub typesetter: &'a dyn Typesetter,
    pub sources: &'a Sources,
    pub workspace: &'a Workspace,
    pub tree: &'a OutputTree<'a>,
    pub progress: &'a (dyn Fn(Step) + Sync),
    pub findings: &'a Findings,
    /// The PDF of the whole book, until it is typeset; `None` for a book in volumes only.
    pub whole: Mutex<Option<WholeBookPdf>>,
}

impl Typesetting<'_> {
    /// Makes the PDFs of the whole book and its volumes, and their pages known.
    pub(super) fn make(assembly: &Assembly<'_>) -> Result<(), Failure> {
        if let Some(typesetting) = &assembly.typesetting {
            let _ = assembly.known.pages.set(Arc::new(typesetting.pdfs()?));
        }
        Ok(())
    }

    /// Prepares to typeset the whole book with `texts` attached, if it is not too large.
    pub(super) fn prepare(&mut self, texts: &[DataFile]) {
        if self.publication.view.counts.policies > self.max_policies() {
            return;
        }
        let Publication { book, route, .. } = self.publication;
        let job = self.publication.whole_book(texts);
        let inputs = self.inputs.job_fingerprint(&job);
        let whole = WholeBookPdf::new(book, job, inputs, route, self.tree);
        self.whole = Mutex::new(Some(whole));
    }

    /// Whether the whole book is to be typeset, which takes longer than all else.
    pub(super) fn is_pending(&self) -> bool {
        let whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*whole, Some(WholeBookPdf::Pending(..)))
    }

    /// The documents are typeset at the same time as the book where the memory allows it: for much of its
    /// time, the typesetter uses one core only.
    fn pdfs(&self) -> Result<PdfSet, Failure> {
        let policies = self.publication.view.counts.policies;
        let lists = self.publication.documents.len() * policies / 4;
        let groups = Memory::detect().in_parallel(vec![policies, lists], |job| *job, policies);
        if !self.is_pending() || groups.len() > 1 {
            self.documents()?;
            return self.book_and_volumes();
        }
        let (book, documents) = on_two_threads(|| self.book_and_volumes(), || self.documents());
        documents.and(book)
    }

    fn book_and_volumes(&self) -> Result<PdfSet, Failure> {
        let whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(whole) = whole else {
            return self.volumes_only();
        };
        if matches!(whole, WholeBookPdf::Pending(..)) {
            (self.progress)(Step::Typesetting);
        }
        let (pages, padding) = self.whole_book(whole)?;
        let mut volumes = Vec::new();
        if self.request.volumes {
            (self.progress)(Step::Splitting);
            volumes = self.volumes(&pages);
            self.typeset_all(&volumes, VolumeCheck::SamePages)?;
        }
        Ok(PdfSet { pages: Some(pages), volumes, padding })
    }

    fn max_policies(&self) -> usize {
        self.request.max_policies(self.publication.view.counts.policies)
    }

    /// The volumes that the book is split into.
    pub(super) fn volumes(&self, pages: &PageMap) -> Vec<Volume> {
        print::split(&self.publication.view, pages, self.max_policies())
    }

    /// Typesets and checks all `volumes` that cannot be reused.
    pub(super) fn typeset_all(
        &self,
        volumes: &[Volume],
        check: VolumeCheck,
    ) -> Result<(), Failure> {
        let Publication { view, theme, fonts, charts, .. } = self.publication;
        let jobs = volumes.par_iter().map(|volume| {
            let job = volume.job(view, theme, fonts, charts);
            let fingerprint = self.inputs.job_fingerprint(&job);
            (volume, job, fingerprint)
        });
        let mut jobs: Vec<_> = jobs.collect();
        jobs.retain(|(volume, _, inputs)| self.tree.reuse(&volume.route, *inputs).is_none());
        let inspector = self.publication.page_inspector(self.sources);
        let run = |(volume, job, _): &(&Volume, Job, Fingerprint)| {
            let pdf = Arc::new(typeset(self.typesetter, job, self.workspace)?);
            let found = inspector.check_volume(&pdf, volume, check);
            Ok::<_, TypesetError>((print::compact(&pdf, Opening::Pages), found))
        };
        let policies = view.counts.policies;
        // Lists of all policies take less than their sheets do.
        let size =
            |(volume, ..): &(&Volume, Job, Fingerprint)| volume.policies().unwrap_or(policies / 4);
        let groups = Memory::detect().in_parallel(jobs, size, policies);
        let set = |group: Vec<_>| {
            let pdfs: Vec<_> = group.par_iter().map(run).collect();
            group.into_iter().zip(pdfs)
        };
        let set: Vec<_> = groups.into_iter().flat_map(set).collect();
        let mut found = Vec::new();
        for ((volume, _, inputs), pdf) in set {
            let (pdf, mut faults) = pdf?;
            if faults.iter().all(|fault| fault.severity == Severity::Warning) {
                self.tree.insert(&volume.route, &pdf)?;
            }
            if faults.is_empty() {
                self.tree.set_metadata(&volume.route, inputs, json!({}));
            }
            // Warnings of a relaxed build have been reported for the whole book already.
            faults.retain(|fault| {
                check != VolumeCheck::SamePages || fault.severity == Severity::Error
            });
            found.extend(faults);
        }
        self.findings.check(found)
    }
}

/// Typesets `job` in a temporary folder of its own. Returns the PDF.
pub(super) fn typeset(
    typesetter: &dyn Typesetter,
    job: &Job,
    workspace: &Workspace,
) -> Result<Vec<u8>, TypesetError> {
    typesetter.typeset(job, workspace.temp_dir()?.path())
}

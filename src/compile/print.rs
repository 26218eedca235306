//! The part of a build that makes PDFs: the whole book, its volumes, single sheets.

use rayon::prelude::*;

use super::build::{Build, Stopped};
use super::trouble::{cannot_read_back, lacks_labels, unknown_policy};
use super::{End, Step, stops};
use crate::diag::Diagnostic;
use crate::layout::contract::Padding;
use crate::layout::{self, PageMap};
use crate::model::{Book, PolicyId};
use crate::output::{OutputTree, Workspace};
use crate::render::print::{self, Extras, Finished, Job, TypesetError, Typesetter, Volume};
use crate::view::View;

impl Build<'_> {
    /// Sets the whole book, and reads its pages back.
    pub(super) fn typeset(
        &mut self,
        book: &Book,
        view: &View,
        extras: &Extras,
        route: &str,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<(PageMap, Vec<Padding>)> {
        (self.progress)(Step::Typesetting);
        self.typesetter.ready(&self.theme.fonts).map_err(|e| self.refused(e))?;
        let job = print::whole_book(view, self.theme, extras);
        let pdf = set(self.typesetter, &job, workspace).map_err(|e| self.refused(e))?;
        let finished = Finished::read(&pdf).map_err(|e| self.stop([cannot_read_back(&e)]))?;
        let pages = self.page_map(book, &finished)?;
        let lines = |page| finished.lines(page);
        let padding = layout::contract::check(book, &pages, &lines, self.request.relax, self.sink);
        if stops(self.sink, self.request) {
            return Err(End::Stopped);
        }
        tree.insert(route, pdf);
        Ok((pages, padding))
    }

    /// Sets the volumes of a book whose pages are known.
    pub(super) fn split(
        &mut self,
        view: &View,
        pages: &PageMap,
        extras: &Extras,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<Vec<Volume>> {
        if !self.request.volumes {
            return Ok(Vec::new());
        }
        (self.progress)(Step::Splitting);
        let mut volumes = print::split(view, pages, self.theme);
        for volume in &mut volumes {
            volume.illustrate(&extras.charts);
        }
        self.set_all(&volumes, workspace, tree)?;
        Ok(volumes)
    }

    /// Sets the sheets that are asked for, with the page numbers of the whole book that is
    /// there, or else those it promises; their places.
    pub(super) fn sheets(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<Vec<String>> {
        let ids = self.asked(book)?;
        (self.progress)(Step::Typesetting);
        self.typesetter.ready(&self.theme.fonts).map_err(|e| self.refused(e))?;
        let whole = fs_err::read(self.request.output.join(route)).ok();
        let promised = PageMap::promised(book);
        let pages = whole
            .and_then(|pdf| PageMap::new(book, &print::read_destinations(&pdf).ok()?).ok())
            .unwrap_or(promised);
        let sheets: Vec<Volume> =
            ids.iter().filter_map(|id| print::sheet(view, &pages, self.theme, *id)).collect();
        self.set_all(&sheets, workspace, tree)?;
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

    /// Sets all `volumes` at once, each in a stage of its own.
    fn set_all(
        &mut self,
        volumes: &[Volume],
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<()> {
        let typesetter = self.typesetter;
        let pdfs: Vec<_> = volumes.par_iter().map(|v| set(typesetter, &v.job, workspace)).collect();
        for (volume, pdf) in volumes.iter().zip(pdfs) {
            tree.insert(&volume.route, pdf.map_err(|e| self.refused(e))?);
        }
        Ok(())
    }

    /// The pages of a PDF that was made before.
    pub(super) fn pages_of(&mut self, book: &Book, pdf: &[u8]) -> Stopped<PageMap> {
        let read = Finished::read(pdf).map_err(|e| self.stop([cannot_read_back(&e)]))?;
        self.page_map(book, &read)
    }

    fn page_map(&mut self, book: &Book, pdf: &Finished) -> Stopped<PageMap> {
        let found = pdf.destinations().map_err(|e| self.stop([cannot_read_back(&e)]))?;
        PageMap::new(book, &found).map_err(|labels| self.stop([lacks_labels(&labels)]))
    }
}

/// Sets `job` in a stage of its own.
fn set(
    typesetter: &dyn Typesetter,
    job: &Job,
    workspace: &Workspace,
) -> Result<Vec<u8>, TypesetError> {
    typesetter.typeset(job, workspace.stage()?.path())
}

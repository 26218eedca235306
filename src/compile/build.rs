//! Makes the outputs of a checked book, and publishes them.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::assembly::{Assembly, Known};
use super::cross_links::PdfSet;
use super::errors::{cannot_write, is_of_machine, typesetter_diagnostic};
use super::findings::{Failure, Findings};
use super::inputs::Inputs;
use super::memory::Memory;
use super::output_errors::no_output;
use super::past_editions::{PastEditions, folder};
use super::publication::{OpenData, Prepared, Publication};
use super::static_files::StaticFiles;
use super::typesetting::Typesetting;
use super::volumes_only::existing_volume_pages;
use super::whole_book::read_pages;
use super::{BuildStatus, DeferredDrop, Outputs, Published, Request, Step, stops};
use crate::cache::{BuildIndex, BuildRecord, Memo};
use crate::diag::{Diagnostic, Sink};
use crate::layout::PageMap;
use crate::model::Book;
use crate::output::{OutputError, OutputTree, Workspace};
use crate::render::data::{self, Dataset};
use crate::render::print::{self, FontSet, TypesetError, Typesetter};
use crate::render::site::{History, PastEdition};
use crate::source::Sources;
use crate::theme::Theme;

/// The inputs and state of one build.
pub(super) struct Build<'a> {
    pub request: &'a Request,
    pub theme: &'a Arc<Theme>,
    pub inputs: Inputs,
    pub typesetter: &'a dyn Typesetter,
    pub sources: &'a Sources,
    /// The theme's print fonts.
    pub fonts: FontSet,
    pub progress: &'a (dyn Fn(Step) + Sync),
    pub sink: &'a mut Sink,
    /// Intermediate values that are freed after publishing.
    pub deferred_drop: &'a mut DeferredDrop,
    /// Known fingerprints of the typesetter and the fonts.
    pub memo: Memo,
    /// Files that are copied into the site unchanged.
    pub static_files: &'a StaticFiles,
    /// The frozen editions to publish, too.
    pub past: &'a PastEditions,
}

/// The result of a step of the build. Its error is the status of a build that was stopped; the
/// reason has been reported.
pub(super) type BuildResult<T> = Result<T, BuildStatus>;

impl Build<'_> {
    /// Makes the requested outputs and publishes them.
    pub fn run(mut self, book: Book, prepared: Prepared) -> BuildResult<BuildStatus> {
        let title = marker_title(&book);
        let workspace = self.workspace(&title)?;
        let record = if self.request.fresh { BuildIndex::new() } else { workspace.record() };
        let tree = OutputTree::new(&workspace, record).map_err(|e| self.io(&e))?;
        let fonts = std::mem::take(&mut self.fonts);
        let publication = prepared.publication(book, Arc::clone(self.theme), fonts);
        let (publication, data) = publication.map_err(|e| self.stop([e]))?;

        let published = if self.request.policies.is_empty() {
            self.book(&publication, data, &workspace, &tree)?
        } else {
            self.sheets(&publication, &workspace, &tree)?
        };
        (self.progress)(Step::Publishing);
        // The next build must report any findings again.
        let build = self
            .sink
            .is_empty()
            .then(|| BuildRecord { inputs: self.inputs.all, summary: json!(published) });
        let memo = std::mem::take(&mut self.memo);
        let foreign = tree.publish(&title, build, memo).map_err(|e| self.output(&e))?;
        self.deferred_drop.push(Box::new(publication));
        Ok(BuildStatus::Published(published, Box::new(foreign)))
    }

    /// Makes the requested outputs of the whole book.
    fn book(
        &mut self,
        publication: &Publication,
        data: OpenData,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<Published> {
        let outputs = self.request.outputs;
        let OpenData { tables, texts } = data;
        let findings = Findings::new(self.request.strict);
        let typesetting = outputs.pdf.then(|| {
            let mut typesetting = self.typesetting(publication, workspace, tree, &findings);
            typesetting.prepare(&texts);
            typesetting
        });
        if outputs != Outputs::ALL {
            tree.keep_existing(|path| outputs.keeps(path));
        }
        let past = self.past.editions(&publication.book, self.sink);
        if stops(self.sink, self.request) {
            return Err(BuildStatus::Stopped);
        }
        let known = Known::default();
        if !outputs.pdf {
            let _ = known.pages.set(Arc::new(self.existing_pdfs(publication, tree)?));
        }
        let assembly = Assembly {
            publication,
            store: tree,
            known,
            dataset: tables.map(|tables| Dataset::with(publication.reading(), tables)),
            texts: Mutex::new(texts),
            has_data: outputs.data || tree.has(data::PLAN),
            history: self.history(publication, &past),
            typesetting,
            progress: self.progress,
            findings: &findings,
        };
        let made = assembly.make(outputs);
        let Assembly { known, dataset, .. } = assembly;
        let tables = dataset.map(Dataset::into_tables);
        self.finish(made, findings)?;

        let mut conflicts = self.past.add(&past, tree).map_err(|e| self.io(&e))?;
        conflicts.extend(self.static_files.add(tree).map_err(|e| self.io(&e))?);
        if !conflicts.is_empty() {
            return Err(self.stop(conflicts));
        }
        let published = published(publication, &known, self.request, tree);
        self.deferred_drop.push(Box::new((known, tables)));
        Ok(published)
    }

    /// What the pages say of the editions `past`.
    fn history(&self, publication: &Publication, past: &[PastEdition]) -> History {
        if self.request.editions.is_none() || !self.request.outputs.site {
            return History::default();
        }
        let spec = &publication.book.plan.book;
        let own_folder = spec.site.as_ref().zip(spec.latest.as_ref());
        let own_folder = own_folder.map(|_| folder(&publication.book, None));
        History::new(past, &publication.reading(), &publication.view, own_folder)
    }

    /// Makes the requested sheets and adds them to the existing publication.
    fn sheets(
        &mut self,
        publication: &Publication,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<Published> {
        tree.keep_existing(|_| true);
        let findings = Findings::new(self.request.strict);
        let made = self.typesetting(publication, workspace, tree, &findings).sheets();
        let pdfs = self.finish(made, findings)?;
        let level = publication.view.meta.levels.policy.clone();
        Ok(Published { policies: pdfs.len(), level, pdfs, ..Published::default() })
    }

    fn typesetting<'b>(
        &self,
        publication: &'b Publication,
        workspace: &'b Workspace,
        tree: &'b OutputTree<'b>,
        findings: &'b Findings,
    ) -> Typesetting<'b>
    where
        Self: 'b,
    {
        Typesetting {
            publication,
            request: self.request,
            inputs: self.inputs,
            typesetter: self.typesetter,
            sources: self.sources,
            workspace,
            tree,
            progress: self.progress,
            findings,
            whole: Mutex::default(),
        }
    }

    /// The PDFs of an earlier build that this build keeps.
    fn existing_pdfs(
        &mut self,
        publication: &Publication,
        tree: &OutputTree,
    ) -> BuildResult<PdfSet> {
        let Publication { book, view, route, .. } = publication;
        let most = self.request.max_policies(view.counts.policies);
        let split = |pages: &PageMap| print::split(view, pages, most);
        let pages = if tree.has(route) {
            read_pages(book, route, tree).map(Some).map_err(|e| self.stop(e))?
        } else if tree.has_below("pdf/") {
            existing_volume_pages(book, split, tree)
        } else {
            None
        };
        let split = |pages: &PageMap| print::split(view, pages, most);
        Ok(PdfSet::existing(pages, split, |path| tree.has(path)))
    }

    fn workspace(&mut self, title: &str) -> BuildResult<Workspace> {
        let claim = self.request.claim(Some(title));
        Workspace::open(&self.request.output, &claim, || (self.progress)(Step::Waiting))
            .map_err(|e| self.output(&e))
    }

    /// Reports `findings` and what failed in `made`.
    fn finish<T>(&mut self, made: Result<T, Failure>, findings: Findings) -> BuildResult<T> {
        let stopped = self.stop(findings.into_vec());
        match made {
            Ok(_) if stops(self.sink, self.request) => Err(stopped),
            Ok(made) => Ok(made),
            Err(Failure::Stopped) => Err(stopped),
            Err(Failure::Io(error)) => Err(self.io(&error)),
            Err(Failure::Typesetter(error)) => Err(self.refused(error)),
        }
    }

    /// Reports `findings`; returns how the build ends if they stop it.
    fn stop(&mut self, findings: impl IntoIterator<Item = Diagnostic>) -> BuildStatus {
        let mut end = BuildStatus::Stopped;
        for diagnostic in findings {
            if is_of_machine(&diagnostic) {
                end = BuildStatus::CannotRun;
            }
            self.sink.report(diagnostic);
        }
        end
    }

    /// Reports that the output cannot be written.
    fn io(&mut self, error: &io::Error) -> BuildStatus {
        self.sink.report(cannot_write(error, &self.request.output, true));
        BuildStatus::CannotRun
    }

    fn output(&mut self, error: &OutputError) -> BuildStatus {
        self.sink.report(no_output(error, &self.request.output));
        BuildStatus::CannotRun
    }

    /// Reports why the typesetter failed. A missing program or font is reported first: its
    /// message is more useful than the typesetter's own.
    fn refused(&mut self, error: TypesetError) -> BuildStatus {
        let error = self.typesetter.ready(&self.theme.fonts).err().unwrap_or(error);
        self.stop([typesetter_diagnostic(error)])
    }
}

/// The name of `book` in an output's marker file, the same for every edition.
fn marker_title(book: &Book) -> String {
    let plan = &book.plan;
    format!("{} {} {}", plan.municipality.name, plan.name, plan.document)
}

/// The summary of the outputs in `tree`.
fn published(
    publication: &Publication,
    known: &Known,
    request: &Request,
    tree: &OutputTree,
) -> Published {
    let outputs = request.outputs;
    let none = Arc::default();
    let pdfs = known.pages.get().unwrap_or(&none);
    let route = &publication.route;
    let policies = publication.view.counts.policies;
    let memory = Memory::detect().limit(policies).map(Box::new);
    let memory = memory.filter(|_| outputs.pdf && request.max_policies.is_none());
    Published {
        policies,
        level: publication.view.meta.levels.policy.clone(),
        pages: pdfs.pages.as_ref().map(|pages| pages.total),
        pdfs: if tree.has(route) {
            vec![route.clone()]
        } else {
            pdfs.volumes.iter().map(|volume| volume.route.clone()).collect()
        },
        volumes: if outputs.pdf { pdfs.volumes.len() } else { 0 },
        memory,
        padding: pdfs.padding.clone(),
    }
}

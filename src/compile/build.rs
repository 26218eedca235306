//! The output half of a build: from a checked book to the published output.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::cross_links::{PdfSet, existing_data};
use super::errors::{cannot_write, typesetter_diagnostic};
use super::inputs::{Inputs, workbook_fingerprint};
use super::output_errors::no_output;
use super::print::{WholeBookPdf, typeset};
use super::static_files::StaticFiles;
use super::threads::on_two_threads;
use super::{BuildStatus, DeferredDrop, Outputs, Published, Request, Step};
use crate::cache::{BuildRecord, Memo, Record};
use crate::diag::{Diagnostic, Sink};
use crate::model::{Book, Plan};
use crate::output::{OutputError, OutputTree, Workspace};
use crate::render::chart;
use crate::render::chart::Chart;
use crate::render::data::{self, DataFile, DataView, Dataset, Tables};
use crate::render::print::{self, Attachment, Extras, FontSet, TypesetError, Typesetter};
use crate::render::site::{Renderer, Site, Templates};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

/// The inputs and state of one build.
pub(super) struct Build<'a> {
    pub request: &'a Request,
    pub theme: &'a Arc<Theme>,
    pub inputs: Inputs,
    pub typesetter: &'a dyn Typesetter,
    pub sources: &'a Sources,
    /// The theme's print fonts.
    pub fonts: FontSet,
    pub progress: &'a dyn Fn(Step),
    pub sink: &'a mut Sink,
    /// Intermediate values that are freed after publishing.
    pub deferred_drop: &'a mut DeferredDrop,
    /// Known fingerprints of the typesetter and the fonts.
    pub memo: Memo,
    /// Files that are copied into the site unchanged.
    pub static_files: &'a StaticFiles,
}

/// The parts of the outputs that depend on no page number, made before all findings are known.
pub(super) struct Prepared {
    view: Arc<View>,
    charts: Result<Vec<Chart>, Diagnostic>,
    renderer: Option<Result<Renderer, Diagnostic>>,
    /// The tables of the open data, and its text files.
    data: Option<(Tables, Vec<DataFile>)>,
}

impl Prepared {
    /// Prepares what `request` needs of `book`; its pages are rendered with `templates`.
    pub fn new(
        book: &Book,
        request: &Request,
        theme: &Theme,
        templates: impl FnOnce() -> Result<Templates, Diagnostic> + Send,
    ) -> Self {
        let outputs = request.outputs;
        let draw = || {
            let mut view = View::new(book);
            view.meta.relaxed = request.relax;
            let charts = chart::draw(&view, theme);
            let renderer = charts.as_ref().ok().filter(|_| outputs.site);
            let renderer = renderer.map(|charts| Renderer::new(&view, charts, templates()?));
            (view, charts, renderer)
        };
        let wants_data = outputs != Outputs::SITE && request.policies.is_empty();
        let data = || {
            let dataset = Dataset::new(book);
            let texts = dataset.texts();
            (dataset.into_tables(), texts)
        };
        let ((view, charts, renderer), data) = rayon::join(draw, || wants_data.then(data));
        Self { view: Arc::new(view), charts, renderer, data }
    }
}

/// The name of `book` in an output's marker file, the same for every edition.
fn marker_title(book: &Book) -> String {
    let plan = &book.plan;
    format!("{} {} {}", plan.municipality.name, plan.name, plan.document)
}

/// The result of a step of the build. Its error is the status of a build that was stopped; the
/// reason has been reported.
pub(super) type BuildResult<T> = Result<T, BuildStatus>;

impl Build<'_> {
    /// Makes the requested outputs and publishes them.
    pub fn run(mut self, book: Book, prepared: Prepared) -> BuildResult<BuildStatus> {
        let view = Arc::clone(&prepared.view);
        let route = format!("pdf/{}.pdf", view.meta.file);
        let workspace = self.workspace(&book)?;
        let record = if self.request.fresh { Record::new() } else { workspace.record() };
        let tree = OutputTree::new(&workspace, record).map_err(|e| self.io(&e))?;

        let published = if self.request.policies.is_empty() {
            self.book(&book, prepared, &route, &workspace, &tree)?
        } else {
            tree.keep_existing(|_| true);
            let pdfs = self.sheets(&book, &view, &route, &workspace, &tree)?;
            Published { policies: pdfs.len(), pdfs, ..Published::default() }
        };
        (self.progress)(Step::Publishing);
        // The next build must report any findings again.
        let build = self
            .sink
            .is_empty()
            .then(|| BuildRecord { inputs: self.inputs.all, summary: json!(published) });
        let memo = std::mem::take(&mut self.memo);
        let foreign = tree.publish(&marker_title(&book), build, memo);
        let foreign = foreign.map_err(|e| self.output(&e))?;
        self.deferred_drop.push(Box::new((book, view)));
        Ok(BuildStatus::Published(published, Box::new(foreign)))
    }

    /// Makes the requested outputs of the whole book.
    fn book(
        &mut self,
        book: &Book,
        prepared: Prepared,
        route: &str,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> BuildResult<Published> {
        let Prepared { view, charts, renderer, data } = prepared;
        let view = &view;
        let charts = charts.map_err(|e| self.stop([e]))?;
        let renderer = renderer.transpose().map_err(|e| self.stop([e]))?;
        let outputs = self.request.outputs;
        let (tables, texts) = data.unzip();
        let mut dataset = tables.map(|tables| Dataset::with(book, tables));
        let volumes_only = view.counts.policies > self.request.max_policies;
        let whole = texts.as_ref().filter(|_| outputs.pdf && !volumes_only).map(|texts| {
            let extras = Extras { charts: charts.clone(), attachments: attachments(texts) };
            let job = print::whole_book(view, self.theme, &self.fonts, &extras);
            self.reuse_or_schedule(book, job, route, tree)
        });
        if outputs != Outputs::ALL {
            tree.keep_existing(|path| outputs.keeps(path));
        }
        let mut pdfs = self.existing_pdfs(book, view, route, tree)?;
        let has_data = outputs.data || tree.has(data::PLAN);
        let file_size = |path: &str| tree.size(path);
        let draw = |site: &mut Site, pdfs: &PdfSet| {
            site.set_cross_links(&pdfs.cross_links(route, has_data, &file_size));
            site.render(tree)
        };
        let mut site = renderer.map(|renderer| Site::new(renderer, view, self.theme));
        let pending = whole.as_ref().and_then(WholeBookPdf::pending_job);
        if pending.is_some() {
            (self.progress)(Step::Typesetting);
        }
        let draw_now = site.is_some() && !outputs.pdf;
        if draw_now {
            (self.progress)(Step::Drawing);
        }
        let typesetter = self.typesetter;
        let run_typesetter = || pending.map(|job| typeset(typesetter, job, workspace));
        let rest = || {
            let mut draw = || site.as_mut().filter(|_| draw_now).map(|site| draw(site, &pdfs));
            // Data that depend on no page number are made while the typesetter runs.
            match dataset.as_ref().zip(texts).filter(|_| outputs.data) {
                Some((dataset, texts)) if pending.is_some() => {
                    leaving_a_core(|| add_data(&book.plan, dataset, texts, tree, draw))
                }
                Some((dataset, texts)) => add_data(&book.plan, dataset, texts, tree, draw),
                None => (Ok(None), draw()),
            }
        };
        let ((data, drawn), typeset) = on_two_threads(rest, run_typesetter);
        let data = data.map_err(|e| self.io(&e))?;
        let mut published = Published { policies: view.counts.policies, ..Published::default() };
        if let Some(whole) = whole {
            let (map, padding) = self.finish(book, whole, typeset, route, tree)?;
            pdfs.volumes = self.split(book, view, &map, &charts, workspace, tree)?;
            (pdfs.pages, published.padding) = (Some(map), padding);
        } else if outputs.pdf {
            let volumes = self.typeset_volumes_only(book, view, &charts, workspace, tree)?;
            pdfs.volumes = volumes.volumes;
            (pdfs.pages, published.padding) = (Some(volumes.pages), volumes.padding);
        }
        published.volumes = if outputs.pdf { pdfs.volumes.len() } else { 0 };
        published.pages = pdfs.pages.as_ref().map(|p| p.total);
        published.pdfs = if tree.has(route) {
            vec![route.to_owned()]
        } else {
            pdfs.volumes.iter().map(|volume| volume.route.clone()).collect()
        };
        if outputs == Outputs::PDF {
            return Ok(published);
        }
        let volumes = pdfs.data_volumes(route, &file_size);
        let (mut data_files, mut data_view) = (Vec::new(), None);
        if has_data {
            // A site alone makes no data files; it links those that exist.
            let dataset = dataset.get_or_insert_with(|| Dataset::new(book));
            data_files = match data {
                Some(files) => dataset.publication(files, &volumes),
                None => existing_data(dataset, &volumes, tree),
            };
            data_view = Some(DataView::new(dataset, &data_files));
        }
        if let Some(mut site) = site {
            let drawn = drawn.unwrap_or_else(|| {
                (self.progress)(Step::Drawing);
                draw(&mut site, &pdfs)
            });
            let mut found = drawn.map_err(|e| self.io(&e))?;
            if let Some(data_view) = &data_view {
                site.set_data(data_view);
            }
            found.extend(site.render_data_page(tree).map_err(|e| self.io(&e))?);
            if !found.is_empty() {
                return Err(self.stop(found));
            }
            self.deferred_drop.push(Box::new(site));
        }
        write_missing(&mut data_files, tree).map_err(|e| self.io(&e))?;
        let conflicts = self.static_files.add(tree).map_err(|e| self.io(&e))?;
        if !conflicts.is_empty() {
            return Err(self.stop(conflicts));
        }
        self.deferred_drop.push(Box::new((dataset.map(Dataset::into_tables), data_files)));
        Ok(published)
    }

    /// The PDFs of an earlier build that this build keeps; none if it typesets new ones.
    fn existing_pdfs(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        tree: &OutputTree,
    ) -> BuildResult<PdfSet> {
        if self.request.outputs.pdf {
            return Ok(PdfSet::default());
        }
        let pages = self.existing_pages(book, view, route, tree)?;
        let mut volumes = pages.as_ref().map_or_else(Vec::new, |map| self.volumes(view, map));
        volumes.retain(|volume| tree.has(&volume.route));
        Ok(PdfSet { pages, volumes })
    }

    fn workspace(&mut self, book: &Book) -> BuildResult<Workspace> {
        let title = marker_title(book);
        let claim = self.request.claim(Some(&title));
        Workspace::open(&self.request.output, &claim, || (self.progress)(Step::Waiting))
            .map_err(|e| self.output(&e))
    }

    /// Reports `findings`, which stop the build.
    pub(super) fn stop(&mut self, findings: impl IntoIterator<Item = Diagnostic>) -> BuildStatus {
        for diagnostic in findings {
            self.sink.report(diagnostic);
        }
        BuildStatus::Stopped
    }

    /// Reports that the output cannot be written.
    pub(super) fn io(&mut self, error: &io::Error) -> BuildStatus {
        self.sink.report(cannot_write(error, &self.request.output, true));
        BuildStatus::CannotRun
    }

    fn output(&mut self, error: &OutputError) -> BuildStatus {
        self.sink.report(no_output(error, &self.request.output));
        BuildStatus::CannotRun
    }

    /// Reports why the typesetter failed. A missing program or font is reported first: its
    /// message is more useful than the typesetter's own.
    pub(super) fn refused(&mut self, error: TypesetError) -> BuildStatus {
        let error = self.typesetter.ready(&self.theme.fonts).err().unwrap_or(error);
        let end = match error {
            TypesetError::Refused(_) => BuildStatus::Stopped,
            _ => BuildStatus::CannotRun,
        };
        self.sink.report(typesetter_diagnostic(error));
        end
    }
}

/// Adds the data files that depend on no page, of which `texts` are made already, and those of
/// single policies. Returns the former, and the result of `meanwhile`, which runs while the
/// workbook is packed: packing keeps one core busy longer than all the rest keeps the others.
fn add_data<T: Send>(
    plan: &Plan,
    dataset: &Dataset<'_>,
    mut texts: Vec<DataFile>,
    tree: &OutputTree,
    meanwhile: impl FnOnce() -> T + Send,
) -> (io::Result<Option<Vec<DataFile>>>, T) {
    let inputs = workbook_fingerprint(plan, &texts);
    let path = dataset.workbook_path();
    let kept = tree.reuse(&path, inputs).and_then(|_| tree.size(&path));
    let rest = || {
        let of_texts = write_missing(&mut texts, tree);
        let of_policies = dataset.each_policy_file(|file| tree.insert(file.path, &file.bytes));
        (of_texts.and(of_policies), meanwhile())
    };
    let workbook = || match kept {
        Some(size) => Ok(dataset.existing_workbook(size)),
        None => dataset.workbook(&tree.temp_folder()?),
    };
    let (workbook, (rest, result)) = rayon::join(workbook, rest);
    let add = || {
        rest?;
        let workbook = workbook?;
        if kept.is_none() {
            tree.insert(&*path, &workbook.bytes)?;
            tree.set_metadata(&path, inputs, json!({}));
        }
        texts.push(workbook);
        Ok(Some(texts))
    };
    (add(), result)
}

/// Runs `work` on all cores but one, which is left to the typesetter.
fn leaving_a_core<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = rayon::current_num_threads().saturating_sub(1).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(cores).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Writes those of `files` that `tree` does not have yet, and frees their bytes.
fn write_missing(files: &mut [DataFile], tree: &OutputTree) -> io::Result<()> {
    files.par_iter_mut().with_max_len(1).try_for_each(|file| {
        let bytes = std::mem::take(&mut file.bytes);
        if tree.has(&file.path) { Ok(()) } else { tree.insert(&*file.path, &bytes) }
    })
}

/// The open data that is attached to the PDF: the text files that depend on no page.
pub(super) fn attachments(texts: &[DataFile]) -> Vec<Attachment> {
    let attachment = |file: &DataFile| Attachment {
        path: file.path.trim_start_matches("data/").to_owned(),
        // PDF requires the media type without parameters.
        mime: file.media_type.split(';').next().unwrap_or_default().to_owned(),
        description: file.title.clone(),
        relationship: "data",
        bytes: file.bytes.clone(),
    };
    texts.iter().map(attachment).collect()
}

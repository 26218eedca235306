//! One build: from a checked book to a publication in place.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::beside::{Print, data_there};
use super::inputs::{Inputs, of_workbook};
use super::print::{Pdf, set};
use super::refusal::no_output;
use super::static_files::StaticFiles;
use super::threads::on_two_threads;
use super::trouble::{cannot_write, typesetter_diagnostic};
use super::{End, Left, Outputs, Published, Request, Step};
use crate::cache::{Memo, Record, Whole};
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

/// What one build works with.
pub(super) struct Build<'a> {
    pub request: &'a Request,
    pub theme: &'a Arc<Theme>,
    pub inputs: Inputs,
    pub typesetter: &'a dyn Typesetter,
    pub sources: &'a Sources,
    /// The fonts that the theme prints with.
    pub fonts: FontSet,
    pub progress: &'a dyn Fn(Step),
    pub sink: &'a mut Sink,
    /// What was made on the way, and is not taken apart.
    pub left: &'a mut Left,
    /// What is known of the typesetter and the fonts.
    pub memo: Memo,
    /// What is copied into the site as it is.
    pub others: &'a StaticFiles,
}

/// What of the outputs needs no page number, and is begun before all findings are known.
pub(super) struct Begun {
    view: Arc<View>,
    charts: Result<Vec<Chart>, Diagnostic>,
    frame: Option<Result<Renderer, Diagnostic>>,
    /// The tables of the data, and the data that are text.
    data: Option<(Tables, Vec<DataFile>)>,
}

impl Begun {
    /// What `request` needs of `book`, whose pages are drawn with `templates`.
    pub fn new(
        book: &Book,
        request: &Request,
        theme: &Theme,
        templates: impl FnOnce() -> Result<Templates, Diagnostic> + Send,
    ) -> Self {
        let outputs = request.outputs;
        let drawn = || {
            let mut view = View::new(book);
            view.meta.relaxed = request.relax;
            let charts = chart::draw(&view, theme);
            let frame = charts.as_ref().ok().filter(|_| outputs.site);
            let frame = frame.map(|charts| Renderer::new(&view, charts, templates()?));
            (view, charts, frame)
        };
        let wanted = outputs != Outputs::SITE && request.policies.is_empty();
        let data = || {
            let dataset = Dataset::new(book);
            let texts = dataset.texts();
            (dataset.into_tables(), texts)
        };
        let ((view, charts, frame), data) = rayon::join(drawn, || wanted.then(data));
        Self { view: Arc::new(view), charts, frame, data }
    }
}

/// What the mark in an output calls `book`, in every edition.
fn mark_title(book: &Book) -> String {
    let plan = &book.plan;
    format!("{} {} {}", plan.municipality.name, plan.name, plan.document)
}

/// The build was stopped; why has been reported.
pub(super) type Stopped<T> = Result<T, End>;

impl Build<'_> {
    /// Makes what is asked for and puts it in place.
    pub fn run(mut self, book: Book, begun: Begun) -> Stopped<End> {
        let view = Arc::clone(&begun.view);
        let route = format!("pdf/{}.pdf", view.meta.file);
        let workspace = self.workspace(&book)?;
        let known = if self.request.fresh { Record::new() } else { workspace.record() };
        let tree = OutputTree::new(&workspace, known).map_err(|e| self.io(&e))?;

        let made = if self.request.policies.is_empty() {
            self.book(&book, begun, &route, &workspace, &tree)?
        } else {
            tree.keep(|_| true);
            let pdfs = self.sheets(&book, &view, &route, &workspace, &tree)?;
            Published { policies: pdfs.len(), pdfs, ..Published::default() }
        };
        (self.progress)(Step::Publishing);
        // Findings have to be told again by the next build.
        let whole =
            self.sink.is_empty().then(|| Whole { from: self.inputs.whole, told: json!(made) });
        let memo = std::mem::take(&mut self.memo);
        let stayed = tree.publish(&mark_title(&book), whole, memo);
        let stayed = stayed.map_err(|e| self.output(&e))?;
        self.left.push(Box::new((book, view)));
        Ok(End::Published(made, Box::new(stayed)))
    }

    /// The publication, or the half of it that is asked for.
    fn book(
        &mut self,
        book: &Book,
        begun: Begun,
        route: &str,
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> Stopped<Published> {
        let Begun { view, charts, frame, data } = begun;
        let view = &view;
        let charts = charts.map_err(|e| self.stop([e]))?;
        let frame = frame.transpose().map_err(|e| self.stop([e]))?;
        let outputs = self.request.outputs;
        let (tables, texts) = data.unzip();
        let mut dataset = tables.map(|tables| Dataset::with(book, tables));
        let large = view.counts.policies > self.request.largest;
        let whole = texts.as_ref().filter(|_| outputs.pdf && !large).map(|texts| {
            let extras = Extras { charts: charts.clone(), attachments: attachments(texts) };
            let job = print::whole_book(view, self.theme, &self.fonts, &extras);
            self.keep_or_set(book, job, route, tree)
        });
        if outputs != Outputs::ALL {
            tree.keep(|path| outputs.keep(path));
        }
        // Where none is set, all that is told of PDFs is known.
        let mut print =
            if outputs.pdf { Print::default() } else { self.print_there(book, view, route, tree)? };
        let has_data = outputs.data || tree.has(data::PLAN);
        let known = |path: &str| tree.size(path);
        let draw = |site: &mut Site, print: &Print| {
            site.set_cross_links(&print.beside(route, has_data, &known));
            site.render(tree)
        };
        let mut site = frame.map(|frame| Site::new(frame, view, self.theme));
        let to_set = whole.as_ref().and_then(Pdf::to_set);
        if to_set.is_some() {
            (self.progress)(Step::Typesetting);
        }
        let drawn_now = site.is_some() && !outputs.pdf;
        if drawn_now {
            (self.progress)(Step::Drawing);
        }
        let typesetter = self.typesetter;
        let set = || to_set.map(|job| set(typesetter, job, workspace));
        let rest = || {
            let mut draw = || site.as_mut().filter(|_| drawn_now).map(|site| draw(site, &print));
            // What needs no page number is made while the typesetter works.
            match dataset.as_ref().zip(texts).filter(|_| outputs.data) {
                Some((dataset, texts)) if to_set.is_some() => {
                    leaving_a_core(|| add_data(&book.plan, dataset, texts, tree, draw))
                }
                Some((dataset, texts)) => add_data(&book.plan, dataset, texts, tree, draw),
                None => (Ok(None), draw()),
            }
        };
        let ((data, drawn), set) = on_two_threads(rest, set);
        let data = data.map_err(|e| self.io(&e))?;
        let mut made = Published { policies: view.counts.policies, ..Published::default() };
        if let Some(whole) = whole {
            let (map, padding) = self.finish(book, whole, set, route, tree)?;
            print.volumes = self.split(book, view, &map, &charts, workspace, tree)?;
            (print.pages, made.padding) = (Some(map), padding);
        } else if outputs.pdf {
            let set = self.in_volumes(book, view, &charts, workspace, tree)?;
            print.volumes = set.volumes;
            (print.pages, made.padding) = (Some(set.pages), set.padding);
        }
        made.volumes = if outputs.pdf { print.volumes.len() } else { 0 };
        made.pages = print.pages.as_ref().map(|p| p.total);
        made.pdfs = if tree.has(route) {
            vec![route.to_owned()]
        } else {
            print.volumes.iter().map(|volume| volume.route.clone()).collect()
        };
        if outputs == Outputs::PDF {
            return Ok(made);
        }
        let in_volumes = print.in_volumes(route, &known);
        let (mut offered, mut about) = (Vec::new(), None);
        if has_data {
            // A site alone has made none; it tells of those that are there.
            let dataset = dataset.get_or_insert_with(|| Dataset::new(book));
            offered = match data {
                Some(files) => dataset.publication(files, &in_volumes),
                None => data_there(dataset, &in_volumes, tree),
            };
            about = Some(DataView::new(dataset, &offered));
        }
        if let Some(mut site) = site {
            let drawn = drawn.unwrap_or_else(|| {
                (self.progress)(Step::Drawing);
                draw(&mut site, &print)
            });
            let mut found = drawn.map_err(|e| self.io(&e))?;
            if let Some(about) = &about {
                site.set_data(about);
            }
            found.extend(site.render_data_page(tree).map_err(|e| self.io(&e))?);
            if !found.is_empty() {
                return Err(self.stop(found));
            }
            self.left.push(Box::new(site));
        }
        put(&mut offered, tree).map_err(|e| self.io(&e))?;
        let taken = self.others.add(tree).map_err(|e| self.io(&e))?;
        if !taken.is_empty() {
            return Err(self.stop(taken));
        }
        self.left.push(Box::new((dataset.map(Dataset::into_tables), offered)));
        Ok(made)
    }

    /// The PDFs that were made before and stay.
    fn print_there(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        tree: &OutputTree,
    ) -> Stopped<Print> {
        let pages = self.pages_there(book, view, route, tree)?;
        let mut volumes = pages.as_ref().map_or_else(Vec::new, |map| self.volumes(view, map));
        volumes.retain(|volume| tree.has(&volume.route));
        Ok(Print { pages, volumes })
    }

    fn workspace(&mut self, book: &Book) -> Stopped<Workspace> {
        let title = mark_title(book);
        let claim = self.request.claim(Some(&title));
        Workspace::open(&self.request.output, &claim, || (self.progress)(Step::Waiting))
            .map_err(|e| self.output(&e))
    }

    pub(super) fn stop(&mut self, found: impl IntoIterator<Item = Diagnostic>) -> End {
        for diagnostic in found {
            self.sink.report(diagnostic);
        }
        End::Stopped
    }

    pub(super) fn io(&mut self, error: &io::Error) -> End {
        self.sink.report(cannot_write(error, &self.request.output, true));
        End::CannotRun
    }

    fn output(&mut self, error: &OutputError) -> End {
        self.sink.report(no_output(error, &self.request.output));
        End::CannotRun
    }

    /// A book that the typesetter refuses can be mended; what the machine lacks cannot, and is
    /// the better answer.
    pub(super) fn refused(&mut self, error: TypesetError) -> End {
        let error = self.typesetter.ready(&self.theme.fonts).err().unwrap_or(error);
        let end = match error {
            TypesetError::Refused(_) => End::Stopped,
            _ => End::CannotRun,
        };
        self.sink.report(typesetter_diagnostic(error));
        end
    }
}

/// Adds the data that depend on no page, of which `texts` are made, and those of single
/// policies; returns the former, and what `meanwhile` made while the workbook was packed: that
/// takes one core longer than anything else takes all of them.
fn add_data<T: Send>(
    plan: &Plan,
    dataset: &Dataset<'_>,
    mut texts: Vec<DataFile>,
    tree: &OutputTree,
    meanwhile: impl FnOnce() -> T + Send,
) -> (io::Result<Option<Vec<DataFile>>>, T) {
    let from = of_workbook(plan, &texts);
    let path = dataset.workbook_path();
    let kept = tree.reuse(&path, from).and_then(|_| tree.size(&path));
    let rest = || {
        let of_texts = put(&mut texts, tree);
        let of_policies = dataset.each_policy_file(|file| tree.insert(file.path, &file.bytes));
        (of_texts.and(of_policies), meanwhile())
    };
    let workbook = || match kept {
        Some(size) => Ok(dataset.existing_workbook(size)),
        None => dataset.workbook(&tree.space()?),
    };
    let (workbook, (rest, made)) = rayon::join(workbook, rest);
    let add = || {
        rest?;
        let workbook = workbook?;
        if kept.is_none() {
            tree.insert(&*path, &workbook.bytes)?;
            tree.remember(&path, from, json!({}));
        }
        texts.push(workbook);
        Ok(Some(texts))
    };
    (add(), made)
}

/// Does `work` on all cores but one, on which someone else has more to do.
fn leaving_a_core<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = rayon::current_num_threads().saturating_sub(1).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(cores).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Adds those of `files` that are not there yet, and lets their bytes go.
fn put(files: &mut [DataFile], tree: &OutputTree) -> io::Result<()> {
    files.par_iter_mut().with_max_len(1).try_for_each(|file| {
        let bytes = std::mem::take(&mut file.bytes);
        if tree.has(&file.path) { Ok(()) } else { tree.insert(&*file.path, &bytes) }
    })
}

/// The data that travels within the PDF: whatever is text and depends on no page.
pub(super) fn attachments(texts: &[DataFile]) -> Vec<Attachment> {
    let attachment = |file: &DataFile| Attachment {
        path: file.path.trim_start_matches("data/").to_owned(),
        // PDF wants the type without its parameters.
        mime: file.media_type.split(';').next().unwrap_or_default().to_owned(),
        description: file.title.clone(),
        relationship: "data",
        bytes: file.bytes.clone(),
    };
    texts.iter().map(attachment).collect()
}

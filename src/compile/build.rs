//! One build: from a checked book to a publication in place.

use std::sync::Arc;

use super::trouble::{cannot_write, typesetter_diagnostic};
use super::{End, Outputs, Published, Request, Step};
use crate::diag::{Diagnostic, Sink};
use crate::layout::PageMap;
use crate::model::{Book, Status};
use crate::output::{OutputTree, Workspace};
use crate::render::print::{self, Attachment, Extras, TypesetError, Typesetter};
use crate::render::site::{Beside, PdfFile, Site};
use crate::render::{chart, data, size_for_readers};
use crate::theme::Theme;
use crate::view::View;

/// What one build works with.
pub(super) struct Build<'a> {
    pub request: &'a Request,
    pub theme: &'a Arc<Theme>,
    pub typesetter: &'a dyn Typesetter,
    pub progress: &'a dyn Fn(Step),
    pub sink: &'a mut Sink,
}

/// The build was stopped; why has been reported.
pub(super) type Stopped<T> = Result<T, End>;

impl Build<'_> {
    /// Makes what is asked for and puts it in place.
    pub fn run(mut self, mut book: Book) -> Stopped<End> {
        if self.request.draft || self.request.relax {
            book.plan.edition.status = Status::Draft;
        }
        let mut view = View::new(&book);
        view.meta.relaxed = self.request.relax;
        let view = Arc::new(view);
        let route = format!("pdf/{}.pdf", view.meta.file);
        let workspace = self.workspace()?;
        let mut tree = OutputTree::new();

        let made = if self.request.policies.is_empty() {
            self.book(&book, &view, &route, &workspace, &mut tree)?
        } else {
            let pdfs = self.sheets(&book, &view, &route, &workspace, &mut tree)?;
            self.keep_rest(&mut tree, |_| true)?;
            Published { policies: pdfs.len(), pdfs, ..Published::default() }
        };
        (self.progress)(Step::Publishing);
        tree.publish(&workspace).map_err(|e| self.io(&e))?;
        Ok(End::Published(made))
    }

    /// The publication, or the half of it that is asked for.
    fn book(
        &mut self,
        book: &Book,
        view: &Arc<View>,
        route: &str,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<Published> {
        let outputs = self.request.outputs;
        let mut made = Published { policies: view.counts.policies, ..Published::default() };
        let charts = chart::draw(view, self.theme).map_err(|e| self.stop([e]))?;
        let dataset = data::Dataset::new(book);
        let attachments = if outputs.pdf { attachments(&dataset) } else { Vec::new() };
        let extras = Extras { charts, attachments };
        let mut pages = None;
        let mut volumes = Vec::new();
        if outputs.pdf {
            let (map, padding) = self.typeset(book, view, &extras, route, workspace, tree)?;
            volumes = self.split(view, &map, &extras, workspace, tree)?;
            made.volumes = volumes.len();
            made.padding = padding;
            pages = Some(map);
        }
        if outputs != Outputs::ALL {
            self.keep_rest(tree, |path| outputs.keep(path))?;
        }
        if let (None, Some(pdf)) = (&pages, tree.get(route)) {
            let map = self.pages_of(book, pdf)?;
            volumes = print::split(view, &map, self.theme);
            volumes.retain(|volume| tree.get(&volume.route).is_some());
            pages = Some(map);
        }
        let offered = if outputs == Outputs::PDF {
            Vec::new()
        } else {
            dataset.publication(&in_volumes(pages.as_ref(), route, &volumes))
        };
        if outputs.site {
            let about = data::DataView::new(&dataset, &offered);
            self.draw(view, beside(pages.as_ref(), route, &volumes, &about, tree), tree)?;
            for (file, svg) in extras.charts {
                tree.insert(format!("assets/{file}"), svg);
            }
        }
        if outputs.data {
            for file in offered {
                tree.insert(file.path, file.bytes);
            }
        }
        made.pages = pages.map(|p| p.total);
        made.pdfs.push(route.to_owned());
        Ok(made)
    }

    /// Takes over what the output has, and this build did not make.
    fn keep_rest(&mut self, tree: &mut OutputTree, keep: impl Fn(&str) -> bool) -> Stopped<()> {
        tree.keep_from(&self.request.output, keep).map_err(|e| self.io(&e))
    }

    fn workspace(&mut self) -> Stopped<Workspace> {
        Workspace::open(&self.request.output, || (self.progress)(Step::Waiting))
            .map_err(|e| self.io(&e))
    }

    fn draw(&mut self, view: &Arc<View>, beside: Beside<'_>, tree: &mut OutputTree) -> Stopped<()> {
        (self.progress)(Step::Drawing);
        let site = Site::new(view, &beside, self.theme).map_err(|e| self.stop([e]))?;
        site.draw(tree).map_err(|found| self.stop(found))
    }

    pub(super) fn stop(&mut self, found: impl IntoIterator<Item = Diagnostic>) -> End {
        for diagnostic in found {
            self.sink.report(diagnostic);
        }
        End::Stopped
    }

    pub(super) fn io(&mut self, error: &std::io::Error) -> End {
        self.sink.report(cannot_write(error, &self.request.output));
        End::CannotRun
    }

    /// A book that the typesetter refuses can be mended; what the machine lacks cannot.
    pub(super) fn refused(&mut self, error: TypesetError) -> End {
        let end = match error {
            TypesetError::Refused(_) => End::Stopped,
            _ => End::CannotRun,
        };
        self.sink.report(typesetter_diagnostic(error));
        end
    }
}

/// The data that travels within the PDF: whatever is text and depends on no page.
fn attachments(dataset: &data::Dataset<'_>) -> Vec<Attachment> {
    let files = dataset.files().into_iter();
    files
        .filter(|file| ["CSV", "JSON", "JSON Schema"].contains(&file.format()))
        .map(|file| Attachment {
            path: file.path.trim_start_matches("data/").to_owned(),
            // PDF wants the type without its parameters.
            mime: file.media_type.split(';').next().unwrap_or_default().to_owned(),
            description: file.title,
            relationship: "data",
            bytes: file.bytes,
        })
        .collect()
}

/// What the whole book is called among the volumes.
const WHOLE: &str = "全体版";

/// Where everything stands in each PDF.
fn in_volumes<'a>(
    pages: Option<&'a PageMap>,
    route: &'a str,
    volumes: &'a [print::Volume],
) -> Vec<data::Volume<'a>> {
    let whole = pages.map(|pages| data::Volume { name: WHOLE, file: route, pages });
    let split = volumes.iter().map(|volume| data::Volume {
        name: &volume.title,
        file: &volume.route,
        pages: &volume.places,
    });
    whole.into_iter().chain(split).collect()
}

/// What the site tells of the other outputs.
fn beside<'a>(
    pages: Option<&PageMap>,
    route: &str,
    volumes: &[print::Volume],
    data: &'a data::DataView,
    tree: &OutputTree,
) -> Beside<'a> {
    let file = |title: &str, route: &str, pages: usize| {
        let size = size_for_readers(tree.get(route)?.len());
        Some(PdfFile { title: title.to_owned(), route: route.to_owned(), size, pages })
    };
    Beside {
        pages: pages.cloned().unwrap_or_default(),
        pdf: pages.and_then(|pages| file(WHOLE, route, pages.total)),
        volumes: volumes.iter().filter_map(|v| file(&v.title, &v.route, v.places.total)).collect(),
        data: Some(data),
    }
}

//! One build: from a checked book to a publication in place.

use super::trouble::{cannot_read_back, cannot_write, lacks_labels, typesetter_diagnostic};
use super::{End, Outputs, Published, Request, Step, stops};
use crate::diag::{Diagnostic, Sink};
use crate::layout::{self, PageMap};
use crate::model::{Book, Status};
use crate::output::{OutputTree, Workspace};
use crate::render::print::{self, TypesetError, Typesetter};
use crate::render::site::{self, PdfFile};
use crate::render::{data, size_for_readers};
use crate::theme::Theme;
use crate::view::View;

/// What one build works with.
pub(super) struct Build<'a> {
    pub request: &'a Request,
    pub theme: &'a Theme,
    pub typesetter: &'a dyn Typesetter,
    pub progress: &'a dyn Fn(Step),
    pub sink: &'a mut Sink,
}

/// The build was stopped; why has been reported.
type Stopped<T> = Result<T, End>;

impl Build<'_> {
    /// Makes what is asked for and puts it in place.
    pub fn run(mut self, mut book: Book) -> Stopped<End> {
        if self.request.draft {
            book.plan.edition.status = Status::Draft;
        }
        let view = View::new(&book);
        let route = format!("pdf/{}.pdf", view.meta.file);
        let workspace = self.workspace()?;
        let mut tree = OutputTree::new();

        let outputs = self.request.outputs;
        let mut pages = None;
        if outputs.pdf {
            pages = Some(self.typeset(&book, &view, &route, &workspace, &mut tree)?);
        }
        if outputs != Outputs::ALL {
            let kept = tree.keep_from(&self.request.output, |path| outputs.keep(path, &route));
            kept.map_err(|e| self.io(&e))?;
        }
        if let (None, Some(pdf)) = (&pages, tree.get(&route)) {
            pages = Some(self.page_map(&book, pdf)?);
        }
        if outputs.data {
            offer_data(&book, pages.as_ref(), &route, &mut tree);
        }
        if outputs.site {
            self.draw(&view, pages.as_ref(), &route, &mut tree)?;
        }
        (self.progress)(Step::Publishing);
        tree.publish(&workspace).map_err(|e| self.io(&e))?;
        Ok(End::Published(Published {
            policies: view.counts.policies,
            pages: pages.map(|p| p.total),
            pdf: route,
        }))
    }

    fn workspace(&mut self) -> Stopped<Workspace> {
        Workspace::open(&self.request.output, || (self.progress)(Step::Waiting))
            .map_err(|e| self.io(&e))
    }

    /// Sets the whole book, and reads its pages back.
    fn typeset(
        &mut self,
        book: &Book,
        view: &View,
        route: &str,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<PageMap> {
        (self.progress)(Step::Typesetting);
        self.typesetter.ready(&self.theme.fonts).map_err(|e| self.refused(e))?;
        let stage = workspace.stage().map_err(|e| self.io(&e))?;
        let job = print::whole_book(view, self.theme);
        let pdf = self.typesetter.typeset(&job, stage.path()).map_err(|e| self.refused(e))?;
        let pages = self.page_map(book, &pdf)?;
        layout::contract::check(book, &pages, self.sink);
        if stops(self.sink, self.request) {
            return Err(End::Stopped);
        }
        tree.insert(route, pdf);
        Ok(pages)
    }

    fn page_map(&mut self, book: &Book, pdf: &[u8]) -> Stopped<PageMap> {
        let found = print::read_destinations(pdf).map_err(|e| self.stop([cannot_read_back(&e)]))?;
        PageMap::new(book, &found).map_err(|labels| self.stop([lacks_labels(&labels)]))
    }

    fn draw(
        &mut self,
        view: &View,
        pages: Option<&PageMap>,
        route: &str,
        tree: &mut OutputTree,
    ) -> Stopped<()> {
        (self.progress)(Step::Drawing);
        let none = PageMap::default();
        let pages = pages.unwrap_or(&none);
        let pdf = tree.get(route).map(|pdf| PdfFile {
            route: route.to_owned(),
            size: size_for_readers(pdf.len()),
            pages: pages.total,
        });
        site::render(view, pages, pdf.as_ref(), self.theme, tree).map_err(|found| self.stop(found))
    }

    fn stop(&mut self, found: impl IntoIterator<Item = Diagnostic>) -> End {
        for diagnostic in found {
            self.sink.report(diagnostic);
        }
        End::Stopped
    }

    fn io(&mut self, error: &std::io::Error) -> End {
        self.sink.report(cannot_write(error, &self.request.output));
        End::CannotRun
    }

    /// A book that the typesetter refuses can be mended; what the machine lacks cannot.
    fn refused(&mut self, error: TypesetError) -> End {
        let end = match error {
            TypesetError::Refused(_) => End::Stopped,
            _ => End::CannotRun,
        };
        self.sink.report(typesetter_diagnostic(error));
        end
    }
}

/// The open data, with the page numbers of the finished PDF where there is one.
fn offer_data(book: &Book, pages: Option<&PageMap>, route: &str, tree: &mut OutputTree) {
    let whole = pages.map(|pages| data::Volume { name: "全体版", file: route, pages });
    for file in data::Dataset::new(book).publication(whole.as_slice()) {
        tree.insert(file.path, file.bytes);
    }
}

//! One build: from a checked book to a publication in place.

use super::trouble::{cannot_read_back, cannot_write, lacks_labels, typesetter_diagnostic};
use super::{End, Outputs, Published, Request, Step, stops};
use crate::diag::{Diagnostic, Sink};
use crate::layout::{self, PageMap};
use crate::model::{Book, Status};
use crate::output::{OutputTree, Workspace};
use crate::render::print::{self, TypesetError, Typesetter};
use crate::render::site::{self, PdfFile};
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

        let pages = match self.request.outputs {
            Outputs::Html => self.kept_pages(&book, &route, &mut tree)?,
            Outputs::All | Outputs::Pdf => {
                Some(self.typeset(&book, &view, &route, &workspace, &mut tree)?)
            }
        };
        match self.request.outputs {
            Outputs::Pdf => {
                let kept = tree.keep_from(&self.request.output, |_| true);
                kept.map_err(|e| self.io(&e))?;
            }
            Outputs::All | Outputs::Html => {
                self.draw(&view, pages.as_ref(), &route, &mut tree)?;
            }
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

    /// The pages of the PDF that is there, which stays.
    fn kept_pages(
        &mut self,
        book: &Book,
        route: &str,
        tree: &mut OutputTree,
    ) -> Stopped<Option<PageMap>> {
        let kept = tree.keep_from(&self.request.output, |name| name == route);
        kept.map_err(|e| self.io(&e))?;
        match tree.get(route) {
            Some(pdf) => self.page_map(book, pdf).map(Some),
            None => Ok(None),
        }
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

/// `3.2 MB`, as a link to a file says.
fn size_for_readers(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::size_for_readers;

    #[test]
    fn sizes_are_told_as_readers_know_them() {
        assert_eq!(size_for_readers(1), "1 KB");
        assert_eq!(size_for_readers(3_240_000), "3.2 MB");
    }
}

//! One build: from a checked book to a publication in place.

use super::trouble::{cannot_write, typesetter_diagnostic};
use super::{End, Outputs, Published, Request, Step};
use crate::diag::{Diagnostic, Sink};
use crate::layout::PageMap;
use crate::model::{Book, Status};
use crate::output::{OutputTree, Workspace};
use crate::render::chart;
use crate::render::print::{Extras, TypesetError, Typesetter};
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
pub(super) type Stopped<T> = Result<T, End>;

impl Build<'_> {
    /// Makes what is asked for and puts it in place.
    pub fn run(mut self, mut book: Book) -> Stopped<End> {
        if self.request.draft || self.request.relax {
            book.plan.edition.status = Status::Draft;
        }
        let mut view = View::new(&book);
        view.meta.relaxed = self.request.relax;
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
        view: &View,
        route: &str,
        workspace: &Workspace,
        tree: &mut OutputTree,
    ) -> Stopped<Published> {
        let charts = chart::draw(view, self.theme).map_err(|e| self.stop([e]))?;
        let extras = Extras { charts, attachments: Vec::new() };
        let mut volumes = 0;
        let mut padding = Vec::new();
        let pages = match self.request.outputs {
            Outputs::Html => self.kept_pages(book, route, tree)?,
            Outputs::All | Outputs::Pdf => {
                let (pages, blank) = self.typeset(book, view, &extras, route, workspace, tree)?;
                padding = blank;
                volumes = self.split(view, &pages, &extras, workspace, tree)?;
                Some(pages)
            }
        };
        match self.request.outputs {
            // What was made from an older book does not stand beside the new one.
            Outputs::Pdf => self.keep_rest(tree, |name| !name.starts_with("pdf/"))?,
            Outputs::All | Outputs::Html => {
                self.draw(view, pages.as_ref(), route, tree)?;
                for (file, svg) in extras.charts {
                    tree.insert(format!("assets/{file}"), svg);
                }
            }
        }
        Ok(Published {
            policies: view.counts.policies,
            pages: pages.map(|p| p.total),
            pdfs: vec![route.to_owned()],
            volumes,
            padding,
        })
    }

    /// Takes over what the output has, and this build did not make.
    fn keep_rest(&mut self, tree: &mut OutputTree, keep: impl Fn(&str) -> bool) -> Stopped<()> {
        tree.keep_from(&self.request.output, keep).map_err(|e| self.io(&e))
    }

    fn workspace(&mut self) -> Stopped<Workspace> {
        Workspace::open(&self.request.output, || (self.progress)(Step::Waiting))
            .map_err(|e| self.io(&e))
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

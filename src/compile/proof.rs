//! A proof: the publication as a build would make it, held in memory and drawn file by file
//! for whoever looks at it while it is being written.
//!
//! Its site is that of `planbook build --draft --only html`: with the page numbers, sizes
//! and volumes of the PDFs that are there.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::LARGEST;
use super::beside::Print;
use super::build::attachments;
use super::page_faults::Look;
use super::print::Hold;
use super::trouble::{cannot_read_back, lacks_labels};
use crate::diag::{Diagnostic, Sink};
use crate::layout::contract::{self, Padding};
use crate::layout::{Destinations, PageMap};
use crate::model::{Book, PolicyId, Status};
use crate::output;
use crate::render::chart::{self, Chart};
use crate::render::data::{DataView, Dataset};
use crate::render::print::{self, Extras, FinishedPdf, FontSet, Job, VolumeSource};
use crate::render::site::{Renderer, Site, Templates};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

/// The PDFs of an earlier build, to link to and to read page numbers from.
#[derive(Debug, Default)]
pub struct Printed {
    files: BTreeMap<String, Vec<u8>>,
    /// What each PDF says of its pages, read once; none where it cannot be read.
    read: Mutex<BTreeMap<String, Option<Arc<Destinations>>>>,
}

impl Printed {
    /// Takes the PDFs of the publication at `output`; none where there is no publication.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn load(output: &Path) -> io::Result<Self> {
        let files = output::read_files(output, "pdf")?;
        Ok(Self { files, read: Mutex::default() })
    }

    fn size(&self, route: &str) -> Option<usize> {
        Some(self.files.get(route)?.len())
    }

    fn destinations(&self, route: &str) -> Option<Arc<Destinations>> {
        let pdf = self.files.get(route)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = read
            .entry(route.to_owned())
            .or_insert_with(|| print::read_destinations(pdf.clone()).ok().map(Arc::new));
        entry.clone()
    }
}

/// The open data of a book with what its site tells of them. They take longer than all of
/// the rest, so that a proof can do for a while with those of the state before.
#[derive(Debug)]
pub struct Offered {
    files: BTreeMap<String, Vec<u8>>,
    about: DataView,
}

/// The publication as a build would make it now.
#[derive(Debug)]
pub struct Proof {
    book: Arc<Book>,
    view: Arc<View>,
    theme: Arc<Theme>,
    printed: Arc<Printed>,
    print: Print,
    charts: Vec<Chart>,
    frame: Renderer,
    /// What sheets are cut from, made when the first is.
    cloth: OnceLock<VolumeSource>,
    route: String,
    fonts: FontSet,
}

impl Proof {
    /// The proof of `book`, every page marked as a draft.
    ///
    /// # Errors
    /// A template that is wrong, in the template engine's words.
    pub fn new(
        mut book: Book,
        theme: Arc<Theme>,
        printed: Arc<Printed>,
        fonts: FontSet,
    ) -> Result<Self, Diagnostic> {
        book.plan.edition.status = Status::Draft;
        let view = Arc::new(View::new(&book));
        let charts = chart::draw(&view, &theme)?;
        let frame = Renderer::new(&view, &charts, Templates::new(&theme)?)?;
        let route = format!("pdf/{}.pdf", view.meta.file);
        // A PDF of other parts and policies than today's says nothing of today's pages.
        let found = printed.destinations(&route);
        let pages = found.and_then(|found| PageMap::new(&book, &found).ok());
        let mut volumes = pages.as_ref().map_or_else(Vec::new, |p| print::split(&view, p, LARGEST));
        volumes.retain(|volume| printed.files.contains_key(&volume.route));
        let book = Arc::new(book);
        let cloth = OnceLock::new();
        let print = Print { pages, volumes };
        Ok(Self { book, view, theme, printed, print, charts, frame, cloth, route, fonts })
    }

    /// The book.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// What the themes are given.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Arc<Theme> {
        &self.theme
    }

    /// The page numbers of the PDF that is there.
    #[must_use]
    pub fn pages(&self) -> Option<&PageMap> {
        self.print.pages.as_ref()
    }

    /// Makes the open data, with the help of files in the folder `space`.
    ///
    /// # Errors
    /// When the system does not let it write there.
    pub fn offer(&self, space: &Path) -> io::Result<Offered> {
        let dataset = Dataset::new(&self.book);
        let size = |path: &str| self.printed.size(path);
        let volumes = self.print.in_volumes(&self.route, &size);
        let mut files = dataset.texts();
        files.push(dataset.workbook(space)?);
        let files = dataset.publication(files, &volumes);
        let about = DataView::new(&dataset, &files);
        let files: BTreeMap<_, _> = files.into_iter().map(|f| (f.path, f.bytes)).collect();
        let files = Mutex::new(files);
        let Ok(()) = dataset.each_policy_file(|file| {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(file.path, file.bytes);
            Ok::<_, Infallible>(())
        });
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Offered { files, about })
    }

    /// The site, telling of the data `offered`.
    #[must_use]
    pub fn site(&self, offered: &Offered) -> Site {
        let size = |path: &str| self.printed.size(path);
        let beside = self.print.beside(&self.route, true, &size);
        let mut drawn = Site::new(self.frame.clone(), &self.view, &self.theme);
        drawn.set_cross_links(&beside);
        drawn.set_data(&offered.about);
        drawn
    }

    /// The PDF at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.printed.files.get(path).map(Vec::as_slice)
    }

    /// The job of setting the sheet of the policy `id`, with the page numbers of the whole
    /// book that is there, or else those it promises.
    #[must_use]
    pub fn sheet(&self, id: PolicyId) -> Option<Job> {
        let promised = PageMap::promised(&self.book);
        let pages = self.print.pages.as_ref().unwrap_or(&promised);
        let cloth = self.cloth.get_or_init(|| VolumeSource::new(&self.view));
        Some(print::sheet(&self.view, pages, id)?.job(cloth, &self.theme, &self.fonts, &[]))
    }

    /// What is wrong with the pages of `pdf`, the sheet of the policy `id`, read from `sources`.
    #[must_use]
    pub fn sheet_findings(
        &self,
        id: PolicyId,
        pdf: &Arc<Vec<u8>>,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let promised = PageMap::promised(&self.book);
        let pages = self.print.pages.as_ref().unwrap_or(&promised);
        let sheet = print::sheet(&self.view, pages, id);
        sheet.map_or_else(Vec::new, |s| self.look(sources).hold(pdf, &s, Hold::Labels))
    }

    fn look<'a>(&'a self, sources: &'a Sources) -> Look<'a> {
        let (area, fonts) = (&self.theme.type_area, &self.fonts.names);
        Look { book: &self.book, sources, area, fonts, relaxed: false }
    }

    /// The job of setting the whole book.
    #[must_use]
    pub fn whole(&self) -> Job {
        let attachments = attachments(&Dataset::new(&self.book).texts());
        let extras = Extras { charts: self.charts.clone(), attachments };
        print::whole_book(&self.view, &self.theme, &self.fonts, &extras)
    }

    /// Holds the finished PDF of the whole book, read from `sources`, to the page contract, and
    /// looks at its pages: how many it has and where blank ones were needed. What is wrong is
    /// reported.
    pub fn contract(
        &self,
        pdf: Arc<Vec<u8>>,
        sources: &Sources,
        sink: &mut Sink,
    ) -> Option<(usize, Vec<Padding>)> {
        let read = || {
            let finished = FinishedPdf::read(pdf).map_err(|e| cannot_read_back(&e))?;
            let found = finished.destinations().map_err(|e| cannot_read_back(&e))?;
            let pages = PageMap::new(&self.book, &found).map_err(|labels| lacks_labels(&labels))?;
            Ok((finished, found, pages))
        };
        let (finished, found, pages) = read().map_err(|fault| sink.report(fault)).ok()?;
        let faults = self.look(sources).findings(&finished, &found.printed, &pages);
        for fault in faults {
            sink.report(fault);
        }
        let lines = |page| finished.lines(page);
        let padding = contract::check(&self.book, &pages, &lines, false, sink);
        Some((pages.total, padding))
    }
}

impl Offered {
    /// The file of open data at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Whether a site would tell of both alike.
    #[must_use]
    pub fn is_told_as(&self, other: &Self) -> bool {
        let told = |offered: &Self| serde_json::to_string(&offered.about).ok();
        told(self) == told(other)
    }
}

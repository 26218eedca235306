//! The publication as a build would make it, held in memory and rendered file by file, for the
//! preview server.
//!
//! Its site is that of `planbook build --draft --only html`: with the page numbers, sizes
//! and volumes of the existing PDFs.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::build::attachments;
use super::cross_links::PdfSet;
use super::errors::{cannot_read_back, lacks_labels};
use super::page_faults::PageInspector;
use super::print::VolumeCheck;
use super::request::MAX_POLICIES_PER_PDF;
use crate::diag::{Diagnostic, Sink};
use crate::layout::contract::{self, Padding};
use crate::layout::{Destinations, PageMap};
use crate::model::{Book, PolicyId, Status};
use crate::output;
use crate::render::chart::{self, Chart};
use crate::render::data::{DataView, Dataset};
use crate::render::print::{self, Extras, FinishedPdf, FontSet, Job};
use crate::render::site::{Renderer, Site, Templates};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

/// The PDFs of an earlier build, for links and page numbers.
#[derive(Debug, Default)]
pub struct ExistingPdfs {
    files: BTreeMap<String, Vec<u8>>,
    /// Destinations of each PDF, read on first use; `None` if it cannot be read.
    destinations: Mutex<BTreeMap<String, Option<Arc<Destinations>>>>,
}

impl ExistingPdfs {
    /// Reads the PDFs of the publication at `output`; none if there is no publication.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn load(output: &Path) -> io::Result<Self> {
        let files = output::read_files(output, "pdf")?;
        Ok(Self { files, destinations: Mutex::default() })
    }

    fn size(&self, route: &str) -> Option<usize> {
        Some(self.files.get(route)?.len())
    }

    fn destinations(&self, route: &str) -> Option<Arc<Destinations>> {
        let pdf = self.files.get(route)?;
        let mut known = self.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = known
            .entry(route.to_owned())
            .or_insert_with(|| print::read_destinations(pdf.clone()).ok().map(Arc::new));
        entry.clone()
    }
}

/// The open data of a book, with the view that its site shows of them. They take longer to make
/// than all the rest, so that a preview may show those of the previous state for a while.
#[derive(Debug)]
pub struct OpenData {
    files: BTreeMap<String, Vec<u8>>,
    view: DataView,
}

/// A publication held in memory.
#[derive(Debug)]
pub struct Preview {
    book: Arc<Book>,
    view: Arc<View>,
    theme: Arc<Theme>,
    existing_pdfs: Arc<ExistingPdfs>,
    pdfs: PdfSet,
    charts: Vec<Chart>,
    renderer: Renderer,
    route: String,
    fonts: FontSet,
}

impl Preview {
    /// The preview of `book`, with every page marked as a draft.
    ///
    /// # Errors
    /// The template engine's message about an invalid template.
    pub fn new(
        mut book: Book,
        theme: Arc<Theme>,
        existing_pdfs: Arc<ExistingPdfs>,
        fonts: FontSet,
    ) -> Result<Self, Diagnostic> {
        book.plan.edition.status = Status::Draft;
        let view = Arc::new(View::new(&book));
        let charts = chart::draw(&view, &theme)?;
        let renderer = Renderer::new(&view, &charts, Templates::new(&theme)?)?;
        let route = format!("pdf/{}.pdf", view.meta.file);
        // A PDF with other parts and policies gives no page numbers for this book.
        let found = existing_pdfs.destinations(&route);
        let pages = found.and_then(|found| PageMap::new(&book, &found).ok());
        let mut volumes =
            pages.as_ref().map_or_else(Vec::new, |p| print::split(&view, p, MAX_POLICIES_PER_PDF));
        volumes.retain(|volume| existing_pdfs.files.contains_key(&volume.route));
        Ok(Self {
            book: Arc::new(book),
            view,
            theme,
            existing_pdfs,
            pdfs: PdfSet { pages, volumes },
            charts,
            renderer,
            route,
            fonts,
        })
    }

    /// The book.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The view of the book that themes get.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Arc<Theme> {
        &self.theme
    }

    /// The page map of the existing PDF, if it fits the book.
    #[must_use]
    pub fn pages(&self) -> Option<&PageMap> {
        self.pdfs.pages.as_ref()
    }

    /// Makes the open data, with temporary files in the folder `temp`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn open_data(&self, temp: &Path) -> io::Result<OpenData> {
        let dataset = Dataset::new(&self.book);
        let file_size = |path: &str| self.existing_pdfs.size(path);
        let volumes = self.pdfs.data_volumes(&self.route, &file_size);
        let mut files = dataset.texts();
        files.push(dataset.workbook(temp)?);
        let files = dataset.publication(files, &volumes);
        let view = DataView::new(&dataset, &files);
        let files: BTreeMap<_, _> = files.into_iter().map(|f| (f.path, f.bytes)).collect();
        let files = Mutex::new(files);
        let Ok(()) = dataset.each_policy_file(|file| {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(file.path, file.bytes);
            Ok::<_, Infallible>(())
        });
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(OpenData { files, view })
    }

    /// The site, with links to `data`.
    #[must_use]
    pub fn site(&self, data: &OpenData) -> Site {
        let file_size = |path: &str| self.existing_pdfs.size(path);
        let links = self.pdfs.cross_links(&self.route, true, &file_size);
        let mut site = Site::new(self.renderer.clone(), &self.view, &self.theme);
        site.set_cross_links(&links);
        site.set_data(&data.view);
        site
    }

    /// The existing PDF at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.existing_pdfs.files.get(path).map(Vec::as_slice)
    }

    /// The typesetting job of the sheet of the policy `id`, with the page numbers of the existing
    /// PDF of the whole book, or else those that the plan declares.
    #[must_use]
    pub fn sheet(&self, id: PolicyId) -> Option<Job> {
        let declared = PageMap::declared(&self.book);
        let pages = self.pdfs.pages.as_ref().unwrap_or(&declared);
        Some(print::sheet(&self.view, pages, id)?.job(&self.view, &self.theme, &self.fonts, &[]))
    }

    /// The findings about `pdf`, the sheet of the policy `id`, made from `sources`.
    #[must_use]
    pub fn sheet_findings(
        &self,
        id: PolicyId,
        pdf: &Arc<Vec<u8>>,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let declared = PageMap::declared(&self.book);
        let pages = self.pdfs.pages.as_ref().unwrap_or(&declared);
        let sheet = print::sheet(&self.view, pages, id);
        let inspector = self.page_inspector(sources);
        sheet
            .map_or_else(Vec::new, |sheet| inspector.check_volume(pdf, &sheet, VolumeCheck::Labels))
    }

    fn page_inspector<'a>(&'a self, sources: &'a Sources) -> PageInspector<'a> {
        let (area, fonts) = (&self.theme.type_area, &self.fonts.names);
        PageInspector { book: &self.book, sources, area, fonts, relaxed: false }
    }

    /// The typesetting job of the whole book.
    #[must_use]
    pub fn whole_book(&self) -> Job {
        let attachments = attachments(&Dataset::new(&self.book).texts());
        let extras = Extras { charts: self.charts.clone(), attachments };
        print::whole_book(&self.view, &self.theme, &self.fonts, &extras)
    }

    /// Checks the finished PDF of the whole book, made from `sources`: the page contract, and the
    /// text on its pages. Returns the number of pages and where blank ones were needed. Findings
    /// are reported; the result is `None` if the PDF cannot be read.
    pub fn check_whole_book(
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
        let faults = self.page_inspector(sources).findings(&finished, &found.printed, &pages);
        for fault in faults {
            sink.report(fault);
        }
        let lines = |page| finished.lines(page);
        let padding = contract::check(&self.book, &pages, &lines, false, sink);
        Some((pages.total, padding))
    }
}

impl OpenData {
    /// The file of open data at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Whether a site would show the same about both.
    #[must_use]
    pub fn has_same_view(&self, other: &Self) -> bool {
        let json = |data: &Self| serde_json::to_string(&data.view).ok();
        json(self) == json(other)
    }
}

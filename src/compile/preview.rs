//! The publication as a build would make it, held in memory and rendered file by file, for the
//! preview server.
//!
//! Its site is that of `planbook build --draft --only html`: with the page numbers, sizes
//! and volumes of the existing PDFs.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Outputs;
use super::assembly::{Assembly, Known};
use super::cross_links::PdfSet;
use super::findings::{Failure, Findings};
use super::publication::{Prepared, Publication};
use super::request::MAX_POLICIES_PER_PDF;
use super::volume_check::VolumeCheck;
use crate::cache::Fingerprint;
use crate::diag::{Diagnostic, Sink};
use crate::layout::{Destinations, PageMap};
use crate::model::{Book, PolicyId};
use crate::output::{self, LazyFiles, Store};
use crate::reading::{Mode, Reading};
use crate::render::data::{DataView, Dataset};
use crate::render::print::{self, FontSet, Job};
use crate::render::site::{History, Templates};
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
pub struct PreviewData {
    /// The files.
    pub files: PreviewFiles,
    view: Arc<DataView>,
}

/// Files in memory, some of which are made each time they are asked for.
#[derive(Debug, Default)]
pub struct PreviewFiles {
    made: BTreeMap<String, Vec<u8>>,
    lazy: Vec<Arc<dyn LazyFiles>>,
}

/// A publication held in memory.
#[derive(Debug)]
pub struct Preview {
    publication: Publication,
    existing_pdfs: Arc<ExistingPdfs>,
    pdfs: Arc<PdfSet>,
}

impl Preview {
    /// The preview of `book`, with every page marked as a draft.
    ///
    /// # Errors
    /// The template engine's message about an invalid template.
    pub fn new(
        book: Book,
        theme: Arc<Theme>,
        existing_pdfs: Arc<ExistingPdfs>,
        fonts: FontSet,
    ) -> Result<Self, Diagnostic> {
        let reading = Reading::in_mode(&book, Mode::DRAFT);
        let templates = || Templates::new(&theme);
        let prepared = Prepared::without_data(reading, true, &theme, templates);
        let (publication, _) = prepared.publication(book, theme, fonts)?;
        // A PDF with other parts and policies gives no page numbers for this book.
        let found = existing_pdfs.destinations(&publication.route);
        let pages = found.and_then(|found| PageMap::new(&publication.book, &found).ok());
        let split = |pages: &_| print::split(&publication.view, pages, MAX_POLICIES_PER_PDF);
        let has_file = |path: &str| existing_pdfs.files.contains_key(path);
        let pdfs = Arc::new(PdfSet::existing(pages, split, has_file));
        Ok(Self { publication, existing_pdfs, pdfs })
    }

    /// The book.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.publication.book
    }

    /// The view of the book that themes get.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.publication.view
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.publication.theme
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
    pub fn open_data(&self, temp: &Path) -> io::Result<PreviewData> {
        let dataset = Dataset::new(self.publication.reading());
        let (store, known, made) =
            self.assemble(Outputs::DATA, Known::default(), Some(dataset), temp);
        if let Err(Failure::Io(error)) = made {
            return Err(error);
        }
        let files = store.into_files();
        let view = known.data.into_inner().unwrap_or_default();
        Ok(PreviewData { files, view })
    }

    /// The site, with links to `data`.
    #[must_use]
    pub fn site(&self, data: &PreviewData) -> PreviewFiles {
        let known = Known { data: Arc::clone(&data.view).into(), ..Known::default() };
        // Nothing can fail yet: pages are rendered when they are asked for.
        let (store, ..) = self.assemble(Outputs::SITE, known, None, Path::new(""));
        store.into_files()
    }

    /// Makes `outputs` in memory, from the page numbers of the existing PDFs and what is `known`.
    fn assemble<'a>(
        &'a self,
        outputs: Outputs,
        known: Known,
        dataset: Option<Dataset<'a>>,
        temp: &'a Path,
    ) -> (MemoryStore<'a>, Known, Result<(), Failure>) {
        let _ = known.pages.set(Arc::clone(&self.pdfs));
        let findings = Findings::default();
        let store =
            MemoryStore { existing_pdfs: &self.existing_pdfs, temp, files: Mutex::default() };
        let assembly = Assembly {
            history: History::default(),
            publication: &self.publication,
            store: &store,
            known,
            texts: Mutex::new(dataset.as_ref().map(Dataset::texts).unwrap_or_default()),
            dataset,
            has_data: true,
            typesetting: None,
            progress: &|_| {},
            findings: &findings,
        };
        let made = assembly.make(outputs);
        let Assembly { known, .. } = assembly;
        (store, known, made)
    }

    /// The existing PDF at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.existing_pdfs.files.get(path).map(Vec::as_slice)
    }

    /// The sheet of the policy `id`, with the page numbers of the existing PDF of the whole book,
    /// or else those that the plan declares.
    fn volume_of(&self, id: PolicyId) -> Option<print::Volume> {
        let declared = PageMap::declared(&self.publication.book);
        print::sheet(&self.publication.view, self.pages().unwrap_or(&declared), id)
    }

    /// The typesetting job of the sheet of the policy `id`; `None` if there is no such policy.
    #[must_use]
    pub fn sheet(&self, id: PolicyId) -> Option<Job> {
        let Publication { view, theme, fonts, charts, .. } = &self.publication;
        Some(self.volume_of(id)?.job(view, theme, fonts, charts))
    }

    /// The findings about `pdf`, the sheet of the policy `id`, made from `sources`.
    #[must_use]
    pub fn sheet_findings(
        &self,
        id: PolicyId,
        pdf: &Arc<Vec<u8>>,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let inspector = self.publication.page_inspector(sources);
        let check = |sheet| inspector.check_volume(pdf, &sheet, VolumeCheck::Labels);
        self.volume_of(id).map_or_else(Vec::new, check)
    }

    /// The typesetting job of the whole book.
    #[must_use]
    pub fn whole_book(&self) -> Job {
        self.publication.whole_book(&Dataset::new(self.publication.reading()).texts())
    }

    /// Checks the finished PDF of the whole book, made from `sources`: the page contract, and the
    /// text on its pages. Returns the number of pages. Findings are reported; the result is `None`
    /// if the PDF cannot be read.
    pub fn check_whole_book(
        &self,
        pdf: &Arc<Vec<u8>>,
        sources: &Sources,
        sink: &mut Sink,
    ) -> Option<usize> {
        let checked = self.publication.check_book(pdf, sources);
        let checked = checked.map_err(|finding| sink.report(finding)).ok()?;
        for finding in checked.findings {
            sink.report(finding);
        }
        Some(checked.pages.total)
    }
}

impl PreviewData {
    /// Whether a site would show the same about both.
    #[must_use]
    pub fn has_same_view(&self, other: &Self) -> bool {
        let json = |data: &Self| serde_json::to_string(&*data.view).ok();
        json(self) == json(other)
    }
}

impl PreviewFiles {
    /// The path of every file.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let made = self.made.keys().cloned();
        made.chain(self.lazy.iter().flat_map(|files| files.paths())).collect()
    }

    /// The file at `path`; `None` if there is no such file.
    ///
    /// # Errors
    /// The error of a template that cannot be rendered.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let made = self.made.get(path).map(|bytes| Ok(bytes.clone()));
        made.or_else(|| self.lazy.iter().find_map(|files| files.file(path)))
    }
}

/// Files in memory, in addition to the existing PDFs.
#[derive(Debug)]
struct MemoryStore<'a> {
    existing_pdfs: &'a ExistingPdfs,
    temp: &'a Path,
    files: Mutex<PreviewFiles>,
}

impl MemoryStore<'_> {
    fn files(&self) -> MutexGuard<'_, PreviewFiles> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn into_files(self) -> PreviewFiles {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A preview makes lazy files when they are asked for, and reuses none of an earlier build.
impl Store for MemoryStore<'_> {
    fn insert(&self, path: String, bytes: Vec<u8>) -> io::Result<()> {
        self.files().made.insert(path, bytes);
        Ok(())
    }

    fn add(&self, files: Arc<dyn LazyFiles>) -> io::Result<Vec<Diagnostic>> {
        self.files().lazy.push(files);
        Ok(Vec::new())
    }

    fn size(&self, path: &str) -> Option<usize> {
        let size = self.files().made.get(path).map(Vec::len);
        size.or_else(|| self.existing_pdfs.size(path))
    }

    fn reuse(&self, _: &str, _: Fingerprint) -> Option<usize> {
        None
    }

    fn set_inputs(&self, _: &str, _: Fingerprint) {}

    fn temp_folder(&self) -> io::Result<PathBuf> {
        Ok(self.temp.to_owned())
    }
}

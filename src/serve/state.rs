//! The state shared by the threads of a preview: the displayed revision, its rendered pages, the
//! typeset PDFs and the status.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::watch;

use super::report::{Finding, Report, finding};
use super::status::PreviewStatus;
use crate::compile::{Preview, PreviewData, PreviewFiles};
use crate::diag::{Diagnostic, Lang};
use crate::render::data;
use crate::source::Sources;

/// What the preview displays: the last valid revision and the findings of the current sources.
#[derive(Debug, Default)]
pub(super) struct Displayed {
    /// The last revision that could be built; `None` before there is one.
    pub revision: Option<Revision>,
    /// The report on the current sources.
    pub report: Report,
}

/// A valid, fully built revision of the publication.
#[derive(Debug, Clone)]
pub(super) struct Revision {
    pub preview: Arc<Preview>,
    pub site: Arc<PreviewFiles>,
    pub open_data: Arc<PreviewData>,
    /// The sources of the book.
    pub sources: Arc<Sources>,
    /// Its number: the number of times the sources were read.
    pub number: u64,
}

/// The typeset sheet of a policy: its PDF and its pages as SVG.
#[derive(Debug, Clone, Default)]
pub(super) struct TypesetSheet {
    pub id: String,
    pub pdf: Arc<Vec<u8>>,
    pub svg_pages: Vec<Arc<Vec<u8>>>,
}

/// The shared state of a preview.
#[derive(Debug)]
pub(super) struct PreviewState {
    pub lang: Lang,
    displayed: RwLock<Arc<Displayed>>,
    /// The last successful rendering of each page, by file path.
    rendered: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
    /// The errors of the pages that cannot be rendered now, by file path.
    render_errors: Mutex<BTreeMap<String, Finding>>,
    status: watch::Sender<PreviewStatus>,
    /// The sheet that is being viewed.
    pub sheet: Mutex<Option<TypesetSheet>>,
    /// The PDF of the whole book.
    pub book_pdf: Mutex<Option<Arc<Vec<u8>>>>,
}

/// The result of looking up a URL path.
#[derive(Debug)]
pub(super) enum Lookup {
    /// The contents of the file.
    File(Arc<Vec<u8>>),
    /// There is no such file; the contents of the 404 page.
    NotFound(Arc<Vec<u8>>),
    /// The page cannot be rendered, and never could be.
    Unavailable,
}

/// Locks `mutex`. A poisoned lock is used all the same: every value behind these locks is
/// assigned in one step, so it is never half-written.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PreviewState {
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            displayed: RwLock::default(),
            rendered: Mutex::default(),
            render_errors: Mutex::default(),
            status: watch::Sender::new(PreviewStatus::default()),
            sheet: Mutex::default(),
            book_pdf: Mutex::default(),
        }
    }

    /// What is displayed now.
    pub fn displayed(&self) -> Arc<Displayed> {
        Arc::clone(&self.displayed.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces what is displayed, and updates the status with its counts and with `update`.
    pub fn display(&self, displayed: Displayed, update: impl FnOnce(&mut PreviewStatus)) {
        if let Some(revision) = &displayed.revision {
            let paths: BTreeSet<_> = revision.site.paths().into_iter().collect();
            lock(&self.rendered).retain(|path, _| paths.contains(path));
        }
        lock(&self.render_errors).clear();
        let relevant = displayed.report.findings.iter().filter(|f| f.relevant).count();
        let (errors, warnings) = (displayed.report.errors, displayed.report.warnings);
        *self.displayed.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(displayed);
        self.update_status(|status| {
            (status.errors, status.warnings, status.relevant) = (errors, warnings, relevant);
            update(status);
        });
    }

    /// Updates the status and notifies every open page.
    pub fn update_status(&self, update: impl FnOnce(&mut PreviewStatus)) {
        self.status.send_modify(update);
    }

    /// A receiver of the status that is notified of every update.
    pub fn subscribe(&self) -> watch::Receiver<PreviewStatus> {
        self.status.subscribe()
    }

    /// The current status.
    pub fn status(&self) -> PreviewStatus {
        self.status.borrow().clone()
    }

    /// The error of the page in the file `path`, if it cannot be rendered now.
    pub fn page_error(&self, path: &str) -> Option<Finding> {
        lock(&self.render_errors).get(path).cloned()
    }

    /// Looks up `url_path`, which ends with `/` for the index page of a folder.
    pub fn look_up(&self, url_path: &str) -> Lookup {
        let displayed = self.displayed();
        let Some(revision) = &displayed.revision else {
            return Lookup::Unavailable;
        };
        let path = file_path(url_path);
        if let Some(bytes) = revision.preview.file(&path) {
            return Lookup::File(Arc::new(bytes.to_vec()));
        }
        let file = revision.open_data.files.file(&path);
        if let Some(result) = file.or_else(|| revision.site.file(&path)) {
            return self.cache(path, result);
        }
        let result = revision.site.file(NOT_FOUND);
        match result.map(|result| self.cache(NOT_FOUND.to_owned(), result)) {
            Some(Lookup::File(page)) => Lookup::NotFound(page),
            _ => Lookup::NotFound(Arc::default()),
        }
    }

    /// Caches a rendered page. If rendering failed, records the error and returns the last
    /// successful rendering.
    fn cache(&self, path: String, result: Result<Vec<u8>, Diagnostic>) -> Lookup {
        match result {
            Ok(bytes) => {
                let bytes = Arc::new(bytes);
                lock(&self.render_errors).remove(&path);
                if is_page(&path) {
                    lock(&self.rendered).insert(path, Arc::clone(&bytes));
                }
                Lookup::File(bytes)
            }
            Err(diagnostic) => {
                let last = lock(&self.rendered).get(&path).cloned();
                let error = finding(&diagnostic, &Sources::default(), self.lang);
                lock(&self.render_errors).insert(path, error);
                last.map_or(Lookup::Unavailable, Lookup::File)
            }
        }
    }
}

const NOT_FOUND: &str = "404.html";

/// Whether the file at `path` is an HTML page.
pub(super) fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == "html")
}

/// The path of the file that is served at `url_path`.
pub(super) fn file_path(url_path: &str) -> String {
    if url_path.is_empty() || url_path.ends_with('/') {
        format!("{url_path}index.html")
    } else {
        url_path.to_owned()
    }
}

/// Whether the file at `url_path` can be served only after the open data are computed.
pub(super) fn needs_open_data(url_path: &str) -> bool {
    url_path.starts_with("data/") || data::is_data_path(url_path)
}

//! What the threads of a preview share: the state of the book that is shown, and what every
//! open page is told of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde::Serialize;
use tokio::sync::watch;

use super::report::{Finding, Report, finding};
use crate::compile::{Offered, Proof};
use crate::diag::{Diagnostic, Lang};
use crate::render::data;
use crate::render::site::Site;
use crate::source::Sources;

/// Versions of all there is to see: an open page gets them whenever one changes, and asks
/// for what it shows.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Status {
    /// Of the sources: how often they were read.
    pub read: u64,
    /// Of the pages.
    pub pages: u64,
    /// Of the style sheets.
    pub styles: u64,
    /// Of what else the theme gives to pages, such as scripts.
    pub assets: u64,
    /// Whether the open data are those of the pages.
    pub settled: bool,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// How many of both concern the one who looks.
    pub own: usize,
    /// The sheet that is looked at.
    pub sheet: Option<SheetStatus>,
    /// The whole book.
    pub whole: Option<WholeStatus>,
}

/// How the sheet that is looked at fits its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct SheetStatus {
    /// The policy's number.
    pub id: String,
    /// How often it was set.
    pub version: u64,
    /// Whether it is being set.
    pub busy: bool,
    /// How many pages it fills; none before it was set.
    pub pages: usize,
    /// How many it may fill.
    pub room: usize,
    /// About how many lines are on the pages beyond.
    pub over: usize,
    /// How many pages it had in the last whole book.
    pub before: Option<usize>,
    /// How many pictures there are.
    pub pictures: usize,
    /// Why it cannot be set.
    pub trouble: Option<Finding>,
}

/// How the whole book is coming along.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct WholeStatus {
    /// Whether it is being set.
    pub busy: bool,
    /// How often it was set.
    pub version: u64,
    /// How many pages it has; none before it was set.
    pub pages: Option<usize>,
    /// Of which state of the sources it is.
    pub of: u64,
    /// What the page contract and the typesetter say.
    pub findings: Vec<Finding>,
}

/// The state of the book that is shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The last good state; none before there is one.
    pub good: Option<Good>,
    /// What is told of the state now.
    pub report: Report,
}

/// A state of the book that can be drawn.
#[derive(Debug, Clone)]
pub(super) struct Good {
    pub proof: Arc<Proof>,
    pub site: Arc<Site>,
    pub offered: Arc<Offered>,
    /// The sources it was read from.
    pub sources: Arc<Sources>,
    /// Which state of the sources that is.
    pub read: u64,
}

/// The PDF and pictures of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    pub id: String,
    pub pdf: Arc<Vec<u8>>,
    pub pictures: Vec<Arc<Vec<u8>>>,
}

/// Where the threads meet.
#[derive(Debug)]
pub(super) struct Desk {
    pub lang: Lang,
    shown: RwLock<Arc<Shown>>,
    /// Every page as it could be drawn last, by its file.
    drawn: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
    /// The pages that cannot be drawn now, and why.
    undrawn: Mutex<BTreeMap<String, Finding>>,
    status: watch::Sender<Status>,
    pub set: Mutex<Option<Set>>,
    pub whole: Mutex<Option<Arc<Vec<u8>>>>,
}

/// What is at a place of the publication.
#[derive(Debug)]
pub(super) enum Found {
    /// A file.
    File(Arc<Vec<u8>>),
    /// The page for what is not found.
    Nothing(Arc<Vec<u8>>),
    /// A page that cannot be drawn, and never could be.
    Broken,
}

/// Takes a lock. What another thread was doing when it failed is whole all the same: every
/// value behind these locks is put there in one piece.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            shown: RwLock::default(),
            drawn: Mutex::default(),
            undrawn: Mutex::default(),
            status: watch::Sender::new(Status::default()),
            set: Mutex::default(),
            whole: Mutex::default(),
        }
    }

    /// What is shown now.
    pub fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows `shown` from now on, and tells every page what `change` makes of the status.
    pub fn show(&self, shown: Shown, change: impl FnOnce(&mut Status)) {
        if let Some(good) = &shown.good {
            let paths: std::collections::BTreeSet<_> = good.site.paths().into_iter().collect();
            lock(&self.drawn).retain(|path, _| paths.contains(path));
        }
        lock(&self.undrawn).clear();
        let own = shown.report.findings.iter().filter(|f| f.own).count();
        let (errors, warnings) = (shown.report.errors, shown.report.warnings);
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
        self.tell(|status| {
            (status.errors, status.warnings, status.own) = (errors, warnings, own);
            change(status);
        });
    }

    /// Tells every open page.
    pub fn tell(&self, change: impl FnOnce(&mut Status)) {
        self.status.send_modify(change);
    }

    /// What open pages are told, from now on.
    pub fn listen(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What they were told last.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Why the page in the file `path` is not as it should be now.
    pub fn trouble(&self, path: &str) -> Option<Finding> {
        lock(&self.undrawn).get(path).cloned()
    }

    /// What is at `place`, which ends with `/` for the page of a folder.
    pub fn find(&self, place: &str) -> Found {
        let shown = self.shown();
        let Some(good) = &shown.good else {
            return Found::Broken;
        };
        let path = file_of(place);
        if let Some(bytes) = good.proof.file(&path).or_else(|| good.offered.file(&path)) {
            return Found::File(Arc::new(bytes.to_vec()));
        }
        if let Some(drawn) = good.site.file(&path) {
            return self.keep(path, drawn);
        }
        let drawn = good.site.file(NOT_FOUND);
        match drawn.map(|drawn| self.keep(NOT_FOUND.to_owned(), drawn)) {
            Some(Found::File(page)) => Found::Nothing(page),
            _ => Found::Nothing(Arc::default()),
        }
    }

    /// Remembers a page that could be drawn; of one that could not, what it was last.
    fn keep(&self, path: String, drawn: Result<Vec<u8>, Diagnostic>) -> Found {
        match drawn {
            Ok(bytes) => {
                let bytes = Arc::new(bytes);
                lock(&self.undrawn).remove(&path);
                if is_page(&path) {
                    lock(&self.drawn).insert(path, Arc::clone(&bytes));
                }
                Found::File(bytes)
            }
            Err(found) => {
                let last = lock(&self.drawn).get(&path).cloned();
                let told = finding(&found, &Sources::default(), self.lang);
                lock(&self.undrawn).insert(path, told);
                last.map_or(Found::Broken, Found::File)
            }
        }
    }
}

const NOT_FOUND: &str = "404.html";

/// Whether the file at `path` is a page.
pub(super) fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == "html")
}

/// The file of a place.
pub(super) fn file_of(place: &str) -> String {
    if place.is_empty() || place.ends_with('/') {
        format!("{place}index.html")
    } else {
        place.to_owned()
    }
}

/// Whether what is at `place` tells of the open data in a way that takes long to make.
pub(super) fn waits_for_data(place: &str) -> bool {
    place.starts_with("data/") || data::owns(place)
}

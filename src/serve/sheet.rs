//! The sheet beside its page, set by a watching typesetter, and the whole book on demand.
//!
//! Each sheet that is looked at has a stage and typesetters of its own, so that what they
//! make can be of no other.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::desk::{Desk, Good, SheetStatus, WholeStatus, lock};
use super::report::finding;
use crate::compile::{Proof, typesetter_diagnostic};
use crate::diag::Sink;
use crate::layout::contract::SHEET_PAGES;
use crate::model::PolicyId;
use crate::render::print::{
    Finished, Form, Stage, Told, TypesetError, Typesetter, TypstCli, Watching,
};
use crate::source::Sources;

/// A typesetter prints all it has to say at once.
const SAYING: Duration = Duration::from_millis(60);

/// A sheet that nobody looks at any more is put away after this.
const IDLE: Duration = Duration::from_mins(1);

/// What the typesetter's thread is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Someone looks at the sheet of this policy, with its pictures or only at its page.
    Look(PolicyId, bool),
    /// There is a new state of the book.
    Made,
    /// A typesetter says something; of which sheet, counted from the first.
    Told(u64, Form, Told),
    /// The whole book is asked for.
    Whole,
}

/// The typesetter's thread.
pub(super) struct Press {
    pub typst: TypstCli,
    /// A folder that is removed with the preview.
    pub folder: PathBuf,
    pub desk: Arc<Desk>,
    pub tell: Sender<Order>,
    pub looked: u64,
    pub open: Option<Open>,
}

/// The sheet that is looked at.
pub(super) struct Open {
    id: PolicyId,
    pdf: Watching,
    pictures: Option<Watching>,
    stage: Stage,
    /// Removed after the typesetters that work in it have ended.
    _folder: tempfile::TempDir,
    /// Since when a typesetter is saying why it refuses, and what it has said.
    saying: Option<(Instant, Vec<String>)>,
    last_look: Instant,
    main: String,
}

impl Press {
    /// Works until nobody has orders any more.
    pub fn run(mut self, orders: &Receiver<Order>) {
        loop {
            let wait = match &self.open {
                Some(open) if open.saying.is_some() => SAYING,
                _ => IDLE,
            };
            match orders.recv_timeout(wait) {
                Ok(Order::Look(id, pictures)) => self.look(id, pictures),
                Ok(Order::Made) => self.set_again(),
                Ok(Order::Told(of, form, told)) if of == self.looked => self.told(form, told),
                Ok(Order::Told(..)) => {}
                Ok(Order::Whole) => self.whole(),
                Err(RecvTimeoutError::Timeout) => self.rest(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.end_of_saying();
        }
    }

    fn good(&self) -> Option<Good> {
        self.desk.shown().good.clone()
    }

    fn look(&mut self, id: PolicyId, pictures: bool) {
        if self.open.as_ref().is_none_or(|open| open.id != id) {
            self.open = None;
            *lock(&self.desk.set) = None;
            let Some(Good { proof, .. }) = self.good() else {
                return;
            };
            let before = proof.pages().and_then(|p| Some(p.policies.get(&id)?.count));
            let status = SheetStatus {
                id: id.to_string(),
                busy: true,
                room: SHEET_PAGES,
                before,
                ..SheetStatus::default()
            };
            self.desk.tell(|all| all.sheet = Some(status));
            self.looked += 1;
            match self.open(id, &proof) {
                Ok(open) => self.open = open,
                Err(error) => self.trouble(error),
            }
            if self.open.is_none() {
                self.status(|sheet| sheet.busy = false);
            }
        }
        let (typst, of, tell) = (&self.typst, self.looked, &self.tell);
        if let Some(open) = &mut self.open {
            open.last_look = Instant::now();
            if pictures && open.pictures.is_none() {
                let started = watch(typst, &open.stage, &open.main, Form::Pictures, of, tell);
                open.pictures = started.ok();
            }
        }
    }

    fn open(&mut self, id: PolicyId, proof: &Proof) -> Result<Option<Open>, TypesetError> {
        self.typst.ready(&proof.theme().fonts)?;
        let Some(job) = proof.sheet(id) else {
            return Ok(None);
        };
        let folder = tempfile::Builder::new().prefix("sheet-").tempdir_in(&self.folder)?;
        let mut stage = Stage::new(folder.path().to_owned());
        let main = job.main.clone();
        stage.write(job)?;
        let pdf = watch(&self.typst, &stage, &main, Form::Pdf, self.looked, &self.tell)?;
        let last_look = Instant::now();
        Ok(Some(Open {
            id,
            pdf,
            pictures: None,
            stage,
            _folder: folder,
            saying: None,
            last_look,
            main,
        }))
    }

    /// The book changed: so may the sheet have.
    fn set_again(&mut self) {
        let Some(Good { proof, .. }) = self.good() else {
            return;
        };
        let Some(open) = &mut self.open else {
            return;
        };
        match proof.sheet(open.id).map(|job| open.stage.write(job)) {
            Some(Ok(true)) => self.status(|sheet| sheet.busy = true),
            Some(Ok(false)) => {}
            Some(Err(error)) => self.trouble(error.into()),
            None => self.open = None,
        }
    }

    fn told(&mut self, form: Form, told: Told) {
        let Some(open) = &mut self.open else {
            return;
        };
        match (form, told) {
            (Form::Pdf, Told::Began) => {
                open.saying = None;
                self.status(|sheet| sheet.busy = true);
            }
            (Form::Pdf, Told::Made { clean: true }) => self.made(),
            // A book with a warning is not finished: the build refuses it, too.
            (Form::Pdf, Told::Made { clean: false } | Told::Refused) => {
                open.saying = Some((Instant::now(), Vec::new()));
            }
            (Form::Pdf, Told::Says(line)) => {
                let (since, lines) = open.saying.get_or_insert((Instant::now(), Vec::new()));
                *since = Instant::now();
                lines.push(line);
            }
            (Form::Pdf, Told::Ended) => {
                self.open = None;
                self.status(|sheet| sheet.busy = false);
            }
            (Form::Pictures, Told::Made { .. }) => {
                let made = open.pictures.as_ref().map(Watching::made).unwrap_or_default();
                let count = made.len();
                let mut set = lock(&self.desk.set);
                let set = set.get_or_insert_default();
                set.id = open.id.to_string();
                set.pictures = made.into_iter().map(Arc::new).collect();
                self.status(|sheet| {
                    sheet.pictures = count;
                    sheet.version += 1;
                });
            }
            (Form::Pictures, Told::Ended) => open.pictures = None,
            (Form::Pictures, _) => {}
        }
    }

    /// A PDF is there: how it fits.
    fn made(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        let Some(pdf) = open.pdf.made().pop() else {
            return;
        };
        let pdf = Arc::new(pdf);
        let Ok(finished) = Finished::read(Arc::clone(&pdf)) else {
            return;
        };
        let pages = finished.pages();
        let over = (SHEET_PAGES..pages).map(|page| finished.lines(page)).sum();
        {
            let mut set = lock(&self.desk.set);
            let set = set.get_or_insert_default();
            set.id = open.id.to_string();
            set.pdf = Arc::clone(&pdf);
        }
        // Where the sources have gone on since, what is wrong is soon looked for again.
        let trouble = self.good().and_then(|Good { proof, sources, .. }| {
            let found = proof.sheet_findings(open.id, &pdf, &sources);
            Some(finding(found.first()?, &sources, self.desk.lang))
        });
        self.status(|sheet| {
            sheet.busy = false;
            sheet.trouble = trouble;
            sheet.version += 1;
            (sheet.pages, sheet.over) = (pages, over);
        });
    }

    /// What a typesetter refuses is told when it has said everything.
    fn end_of_saying(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        if open.saying.as_ref().is_none_or(|(since, _)| since.elapsed() < SAYING) {
            return;
        }
        let words = open.saying.take().map(|(_, lines)| lines.join("\n")).unwrap_or_default();
        self.trouble(TypesetError::Refused(words));
    }

    fn trouble(&self, error: TypesetError) {
        let told = finding(&typesetter_diagnostic(error), &Sources::default(), self.desk.lang);
        self.status(|sheet| {
            sheet.busy = false;
            sheet.trouble = Some(told);
        });
    }

    fn status(&self, change: impl FnOnce(&mut SheetStatus)) {
        self.desk.tell(|status| {
            if let Some(sheet) = &mut status.sheet {
                change(sheet);
            }
        });
    }

    /// Puts away what nobody looks at.
    fn rest(&mut self) {
        if self.open.as_ref().is_some_and(|open| open.last_look.elapsed() >= IDLE) {
            self.open = None;
            *lock(&self.desk.set) = None;
            self.desk.tell(|status| status.sheet = None);
        }
    }

    /// Sets the whole book, beside everything else.
    fn whole(&mut self) {
        let Some(Good { proof, sources, read, .. }) = self.good() else {
            return;
        };
        if self.desk.status().whole.is_some_and(|whole| whole.busy) {
            return;
        }
        let last = self.desk.status().whole.unwrap_or_default();
        self.desk.tell(|status| status.whole = Some(WholeStatus { busy: true, ..last.clone() }));
        let ready = self.typst.ready(&proof.theme().fonts);
        let (typst, folder, desk) = (self.typst.clone(), self.folder.clone(), self.desk.clone());
        std::thread::spawn(move || {
            let mut sink = Sink::new();
            let set = ready.and_then(|()| set_whole(&typst, &proof, &folder));
            let mut pages = None;
            match set {
                Ok(pdf) => {
                    let pdf = Arc::new(pdf);
                    let contract = proof.contract(Arc::clone(&pdf), &sources, &mut sink);
                    pages = contract.map(|(pages, _)| pages);
                    *lock(&desk.whole) = Some(pdf);
                }
                Err(error) => sink.report(typesetter_diagnostic(error)),
            }
            let found = sink.into_sorted();
            let findings = found.iter().map(|f| finding(f, &sources, desk.lang)).collect();
            let version = last.version + 1;
            let whole = WholeStatus { busy: false, version, pages, of: read, findings };
            desk.tell(|status| status.whole = Some(whole));
        });
    }
}

fn set_whole(typst: &TypstCli, proof: &Proof, folder: &Path) -> Result<Vec<u8>, TypesetError> {
    let stage = tempfile::Builder::new().prefix("book-").tempdir_in(folder)?;
    typst.typeset(&proof.whole(), stage.path())
}

fn watch(
    typst: &TypstCli,
    stage: &Stage,
    main: &str,
    form: Form,
    of: u64,
    tell: &Sender<Order>,
) -> Result<Watching, TypesetError> {
    let tell = tell.clone();
    let hear = move |told| {
        let _ = tell.send(Order::Told(of, form, told));
    };
    Watching::start(typst, stage, main, form, hear)
}

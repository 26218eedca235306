//! Typesets the policy sheet that is being viewed, with `typst watch` processes.
//!
//! Each viewed sheet has a staging folder and processes of its own, so that their output cannot
//! be mistaken for that of another sheet.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::book_typesetter;
use super::report::finding;
use super::state::{PreviewState, Revision, lock};
use super::status::SheetStatus;
use crate::compile::{Preview, typesetter_diagnostic};
use crate::layout::contract::SHEET_PAGES;
use crate::model::PolicyId;
use crate::render::print::{
    FinishedPdf, Stage, TypesetError, Typesetter, TypstCli, TypstWatch, WatchEvent, WatchFormat,
};
use crate::source::Sources;

/// An error message is complete when no further line has come for this long: the typesetter
/// prints all of its lines at once.
const MESSAGE_GAP: Duration = Duration::from_millis(60);

/// A sheet that has not been viewed for this long is closed.
const IDLE: Duration = Duration::from_mins(1);

/// A message to the sheet typesetter's thread.
#[derive(Debug)]
pub(super) enum Message {
    /// A page requests the sheet of this policy; `true` if its pages are wanted as SVG, too.
    View(PolicyId, bool),
    /// There is a new revision of the publication.
    SnapshotChanged,
    /// An event of a `typst watch` process, with the generation of its sheet.
    Typst(u64, WatchFormat, WatchEvent),
    /// The whole book is to be typeset.
    TypesetBook,
}

/// The thread that typesets the sheet being viewed.
pub(super) struct SheetTypesetter {
    pub typst: TypstCli,
    /// The temporary folder of the preview.
    pub temp_dir: PathBuf,
    pub state: Arc<PreviewState>,
    /// The sender of this thread's own messages, for the events of its processes.
    pub sender: Sender<Message>,
    /// The number of sheets opened so far; events of earlier ones are ignored.
    pub generation: u64,
    pub open: Option<OpenSheet>,
}

/// The sheet that is being viewed.
pub(super) struct OpenSheet {
    id: PolicyId,
    pdf: TypstWatch,
    svg: Option<TypstWatch>,
    stage: Stage,
    /// Declared after the processes that use it, so that it is removed after they have ended.
    _folder: tempfile::TempDir,
    /// The lines of an error message that is still arriving, and when the last one came.
    error_lines: Option<(Instant, Vec<String>)>,
    last_view: Instant,
    main: String,
}

impl SheetTypesetter {
    /// Processes messages until every sender is dropped.
    pub fn run(mut self, messages: &Receiver<Message>) {
        loop {
            let timeout = match &self.open {
                Some(open) if open.error_lines.is_some() => MESSAGE_GAP,
                _ => IDLE,
            };
            match messages.recv_timeout(timeout) {
                Ok(Message::View(id, svg)) => self.view(id, svg),
                Ok(Message::SnapshotChanged) => self.restage(),
                Ok(Message::Typst(generation, format, event)) if generation == self.generation => {
                    self.on_typst_event(format, event);
                }
                Ok(Message::Typst(..)) => {}
                Ok(Message::TypesetBook) => {
                    book_typesetter::spawn(&self.typst, &self.temp_dir, &self.state);
                }
                Err(RecvTimeoutError::Timeout) => self.close_if_idle(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.report_complete_error();
        }
    }

    fn revision(&self) -> Option<Revision> {
        self.state.displayed().revision.clone()
    }

    /// Opens the sheet of the policy `id`, unless it is open, and starts its SVG output if
    /// wanted.
    fn view(&mut self, id: PolicyId, svg: bool) {
        if self.open.as_ref().is_none_or(|open| open.id != id) {
            self.open = None;
            *lock(&self.state.sheet) = None;
            let Some(Revision { preview, .. }) = self.revision() else {
                return;
            };
            let pages_in_book = preview.pages().and_then(|p| Some(p.policies.get(&id)?.count));
            let status = SheetStatus {
                id: id.to_string(),
                busy: true,
                page_limit: SHEET_PAGES,
                pages_in_book,
                ..SheetStatus::default()
            };
            self.state.update_status(|all| all.sheet = Some(status));
            self.generation += 1;
            match self.open(id, &preview) {
                Ok(open) => self.open = open,
                Err(error) => self.set_error(error),
            }
            if self.open.is_none() {
                self.update_status(|sheet| sheet.busy = false);
            }
        }
        let (typst, generation, sender) = (&self.typst, self.generation, &self.sender);
        if let Some(open) = &mut self.open {
            open.last_view = Instant::now();
            if svg && open.svg.is_none() {
                let started =
                    watch(typst, &open.stage, &open.main, WatchFormat::Svg, generation, sender);
                open.svg = started.ok();
            }
        }
    }

    /// Stages the sheet of the policy `id` and starts its PDF output; `None` if there is no
    /// such sheet.
    fn open(&mut self, id: PolicyId, preview: &Preview) -> Result<Option<OpenSheet>, TypesetError> {
        self.typst.ready(&preview.theme().fonts)?;
        let Some(job) = preview.sheet(id) else {
            return Ok(None);
        };
        let folder = tempfile::Builder::new().prefix("sheet-").tempdir_in(&self.temp_dir)?;
        let mut stage = Stage::new(folder.path().to_owned());
        let main = job.main.clone();
        stage.write(job)?;
        let pdf =
            watch(&self.typst, &stage, &main, WatchFormat::Pdf, self.generation, &self.sender)?;
        let last_view = Instant::now();
        Ok(Some(OpenSheet {
            id,
            pdf,
            svg: None,
            stage,
            _folder: folder,
            error_lines: None,
            last_view,
            main,
        }))
    }

    /// Writes the open sheet of the new revision to its stage, which typst watches.
    fn restage(&mut self) {
        let Some(Revision { preview, .. }) = self.revision() else {
            return;
        };
        let Some(open) = &mut self.open else {
            return;
        };
        match preview.sheet(open.id).map(|job| open.stage.write(job)) {
            Some(Ok(true)) => self.update_status(|sheet| sheet.busy = true),
            Some(Ok(false)) => {}
            Some(Err(error)) => self.set_error(error.into()),
            None => self.open = None,
        }
    }

    fn on_typst_event(&mut self, format: WatchFormat, event: WatchEvent) {
        let Some(open) = &mut self.open else {
            return;
        };
        match (format, event) {
            (WatchFormat::Pdf, WatchEvent::Started) => {
                open.error_lines = None;
                self.update_status(|sheet| sheet.busy = true);
            }
            (WatchFormat::Pdf, WatchEvent::Succeeded { clean: true }) => self.publish_pdf(),
            // The build rejects a book with warnings, so the preview does, too.
            (WatchFormat::Pdf, WatchEvent::Succeeded { clean: false } | WatchEvent::Failed) => {
                open.error_lines = Some((Instant::now(), Vec::new()));
            }
            (WatchFormat::Pdf, WatchEvent::Message(line)) => {
                let (last, lines) = open.error_lines.get_or_insert((Instant::now(), Vec::new()));
                *last = Instant::now();
                lines.push(line);
            }
            (WatchFormat::Pdf, WatchEvent::Exited) => {
                self.open = None;
                self.update_status(|sheet| sheet.busy = false);
            }
            (WatchFormat::Svg, WatchEvent::Succeeded { .. }) => {
                let pages = open.svg.as_ref().map(TypstWatch::output).unwrap_or_default();
                let count = pages.len();
                let mut sheet = lock(&self.state.sheet);
                let sheet = sheet.get_or_insert_default();
                sheet.id = open.id.to_string();
                sheet.svg_pages = pages.into_iter().map(Arc::new).collect();
                self.update_status(|sheet| {
                    sheet.svg_pages = count;
                    sheet.version += 1;
                });
            }
            (WatchFormat::Svg, WatchEvent::Exited) => open.svg = None,
            (WatchFormat::Svg, _) => {}
        }
    }

    /// Publishes the new PDF of the open sheet with its page count and findings.
    fn publish_pdf(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        let Some(pdf) = open.pdf.output().pop() else {
            return;
        };
        let pdf = Arc::new(pdf);
        let Ok(finished) = FinishedPdf::read(Arc::clone(&pdf)) else {
            return;
        };
        let pages = finished.pages();
        let overflow_lines = (SHEET_PAGES..pages).map(|page| finished.lines(page)).sum();
        {
            let mut sheet = lock(&self.state.sheet);
            let sheet = sheet.get_or_insert_default();
            sheet.id = open.id.to_string();
            sheet.pdf = Arc::clone(&pdf);
        }
        // If the revision is newer than the PDF, the next PDF corrects the findings.
        let error = self.revision().and_then(|Revision { preview, sources, .. }| {
            let found = preview.sheet_findings(open.id, &pdf, &sources);
            Some(finding(found.first()?, &sources, self.state.lang))
        });
        self.update_status(|sheet| {
            sheet.busy = false;
            sheet.error = error;
            sheet.version += 1;
            (sheet.pages, sheet.overflow_lines) = (pages, overflow_lines);
        });
    }

    /// Reports the typesetter's error message once all of its lines have arrived.
    fn report_complete_error(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        if open.error_lines.as_ref().is_none_or(|(last, _)| last.elapsed() < MESSAGE_GAP) {
            return;
        }
        let lines = open.error_lines.take().map(|(_, lines)| lines.join("\n")).unwrap_or_default();
        self.set_error(TypesetError::Refused(lines));
    }

    fn set_error(&self, error: TypesetError) {
        let found = finding(&typesetter_diagnostic(error), &Sources::default(), self.state.lang);
        self.update_status(|sheet| {
            sheet.busy = false;
            sheet.error = Some(found);
        });
    }

    fn update_status(&self, update: impl FnOnce(&mut SheetStatus)) {
        self.state.update_status(|status| {
            if let Some(sheet) = &mut status.sheet {
                update(sheet);
            }
        });
    }

    /// Closes the sheet if it has not been viewed for [`IDLE`].
    fn close_if_idle(&mut self) {
        if self.open.as_ref().is_some_and(|open| open.last_view.elapsed() >= IDLE) {
            self.open = None;
            *lock(&self.state.sheet) = None;
            self.state.update_status(|status| status.sheet = None);
        }
    }
}

/// Starts a `typst watch` process whose events are sent to `sender`.
fn watch(
    typst: &TypstCli,
    stage: &Stage,
    main: &str,
    format: WatchFormat,
    generation: u64,
    sender: &Sender<Message>,
) -> Result<TypstWatch, TypesetError> {
    let sender = sender.clone();
    let on_event = move |event| {
        let _ = sender.send(Message::Typst(generation, format, event));
    };
    TypstWatch::start(typst, stage, main, format, on_event)
}

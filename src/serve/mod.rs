//! The live preview server: serves the publication from memory and rebuilds it when its files
//! change.
//!
//! 1. [`watch`] groups file system events into changes.
//! 2. [`rebuild`] compiles the book after each change and puts the new revision, or the findings
//!    and the last valid revision, into the shared [`state`], which notifies every open page.
//! 3. [`sheet_typesetter`] runs `typst watch` for the policy sheet that is being viewed;
//!    [`book_typesetter`] typesets the whole book on request.
//! 4. [`open_data`] computes the open data once the changes have stopped.
//! 5. [`access`] checks each request, and [`handler`] answers it. Pages are rendered on request;
//!    no request reads a file from the disk or writes to the output folder.
//!
//! The first four run on threads of their own; requests are answered on one more.
//!
//! This module must not know the terminal.

mod access;
mod book_typesetter;
mod connections;
mod errors;
mod handler;
mod listen;
mod open_data;
mod rebuild;
mod report;
mod response;
mod sheet_typesetter;
mod source_map;
mod state;
mod status;
mod temp_dir;
mod unfinished;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use self::access::Access;
use self::handler::Handler;
use self::open_data::LatestSnapshot;
use self::rebuild::Rebuilder;
use self::sheet_typesetter::SheetTypesetter;
use self::state::{PreviewState, Revision};
use self::watch::{Changes, FileWatcher, WatchedPaths};
use crate::diag::{Diagnostic, Lang};
use crate::render::print::TypstCli;
use crate::value::plain_path;

pub use errors::not_in_book;
pub use report::PolicyFilter;

/// The settings of a preview server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    /// The theme's name.
    pub theme: String,
    /// The output folder of the last build, read for its PDFs and page numbers. Nothing is
    /// written there.
    pub output: PathBuf,
    /// The IP address or host name to listen on; the loopback address if `None`.
    pub host: Option<String>,
    /// The port; 0 for any free port.
    pub port: u16,
    /// Whether to poll the files for changes, for file systems that send no change events.
    pub poll: bool,
    /// The policies whose findings are listed first.
    pub filter: PolicyFilter,
    /// The URL template that opens an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// The language of messages.
    pub lang: Lang,
}

/// An event reported to the caller of [`serve`].
#[derive(Debug)]
pub enum Event {
    /// The server accepts requests at this URL.
    Ready(String),
    /// This host name resolves to the loopback address only, so other machines cannot connect.
    LoopbackOnly(String),
    /// The sources were read again.
    Checked {
        /// The number of errors.
        errors: usize,
        /// The number of warnings.
        warnings: usize,
    },
}

/// Runs a preview server until the process receives a termination signal; events are passed to
/// `on_event`.
///
/// # Errors
/// The reason why the server cannot start.
pub fn serve(
    options: Options,
    typst: TypstCli,
    on_event: impl Fn(Event) + Send + Sync + 'static,
) -> Result<(), Diagnostic> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| errors::system_error(&e))?;
    let temp_dir = temp_dir::TempDir::new().map_err(|e| errors::system_error(&e))?;
    let result = runtime.block_on(run(options, typst, temp_dir.path(), Arc::new(on_event)));
    // The tasks of the runtime end before the folder they use is removed.
    drop(runtime);
    result
}

async fn run(
    options: Options,
    typst: TypstCli,
    temp_dir: PathBuf,
    on_event: Arc<dyn Fn(Event) + Send + Sync>,
) -> Result<(), Diagnostic> {
    let (listener, host, address) = listen::bind(&options).await?;
    let token = if address.ip().is_loopback() { None } else { Some(new_token()?) };
    let state = Arc::new(PreviewState::new(options.lang));
    let (sheet_sender, sheet_messages) = channel();
    let (rebuild_sender, rebuild_messages) = channel();

    let root = fs_err::canonicalize(&options.root).map_or(options.root.clone(), plain_path);
    let theme_folder = root.join("themes").join(&options.theme);
    let paths = WatchedPaths::new(&root, &theme_folder, &options.output);
    let watcher =
        FileWatcher::new(paths, options.poll).map_err(|e| errors::cannot_watch(&root, &e))?;
    let latest = Arc::new(LatestSnapshot::default());
    let on_revision = {
        let (sheet_sender, latest) = (sheet_sender.clone(), Arc::clone(&latest));
        move |revision: &Revision, open_data_ready: bool| {
            if !open_data_ready {
                latest.put(revision.clone());
            }
            let _ = sheet_sender.send(sheet_typesetter::Message::SnapshotChanged);
        }
    };
    let mut rebuilder = Rebuilder {
        root: root.clone(),
        theme_folder,
        output: options.output.clone(),
        temp_dir: temp_dir.clone(),
        filter: options.filter.clone(),
        state: Arc::clone(&state),
        on_revision: Box::new(on_revision),
        theme: None,
        theme_findings: Vec::new(),
        existing_pdfs: Arc::default(),
        glyphs: None,
    };
    rebuilder.rebuild(Changes { content: true, theme: true, output: true });
    check_filter(&options.filter, &state)?;

    spawn_watcher(watcher, rebuild_sender.clone());
    open_data::spawn(latest, temp_dir.clone(), rebuild_sender);
    thread::spawn(move || rebuilder.run(&rebuild_messages));
    let sheet_typesetter = SheetTypesetter {
        typst,
        temp_dir,
        state: Arc::clone(&state),
        sender: sheet_sender.clone(),
        generation: 0,
        open: None,
    };
    thread::spawn(move || sheet_typesetter.run(&sheet_messages));

    if address.ip().is_loopback() && !listen::is_loopback_name(&host) {
        on_event(Event::LoopbackOnly(host.clone()));
    }
    let link_host = listen::host_of_link(&host, address.ip());
    let query = token.as_ref().map(|token| format!("?token={token}")).unwrap_or_default();
    let start = if options.filter.is_all() { "" } else { handler::PREFIX };
    on_event(Event::Ready(format!("http://{link_host}:{}/{start}{query}", address.port())));
    let (close, closing) = tokio::sync::watch::channel(false);
    let handler = Handler {
        access: Access::new(&host, address, token),
        state: Arc::clone(&state),
        sheet_sender,
        editor: options.editor,
        closing,
    };
    let app = axum::Router::new().fallback(handler::handle).with_state(Arc::new(handler));
    tokio::select! {
        () = connections::serve(listener, app) => {}
        () = report_checks(&state, &*on_event) => {}
        () = termination_signal() => {}
    }
    let _ = close.send(true);
    Ok(())
}

/// Reports every new revision of the sources to `on_event`.
async fn report_checks(state: &PreviewState, on_event: &(dyn Fn(Event) + Send + Sync)) {
    let mut status = state.subscribe();
    let mut revision = 0;
    while status.changed().await.is_ok() {
        let now = status.borrow_and_update().clone();
        if now.revision != revision {
            revision = now.revision;
            on_event(Event::Checked { errors: now.errors, warnings: now.warnings });
        }
    }
}

/// Checks that the policies and the section of `filter` are in the book, if it could be read.
fn check_filter(filter: &PolicyFilter, state: &PreviewState) -> Result<(), Diagnostic> {
    let displayed = state.displayed();
    let Some(book) = displayed.revision.as_ref().map(|revision| revision.preview.book()) else {
        return Ok(());
    };
    for id in &filter.policies {
        if !id.parse().is_ok_and(|id| book.has_policy(id)) {
            return Err(not_in_book(id, false, book));
        }
    }
    let mut sections = book.plan.departments.iter().flat_map(|d| &d.sections);
    match &filter.section {
        Some(name) if !sections.any(|s| s.name.value == *name) => {
            Err(not_in_book(name, true, book))
        }
        _ => Ok(()),
    }
}

/// A random access token of 192 bits, in hexadecimal.
fn new_token() -> Result<String, Diagnostic> {
    let part = || {
        getrandom::u64().map_err(|e| errors::system_error(&std::io::Error::other(e.to_string())))
    };
    Ok(format!("{:016x}{:016x}{:016x}", part()?, part()?, part()?))
}

fn spawn_watcher(mut watcher: FileWatcher, sender: Sender<rebuild::Message>) {
    thread::spawn(move || {
        while let Some(changes) = watcher.next() {
            if sender.send(rebuild::Message::FilesChanged(changes)).is_err() {
                return;
            }
        }
    });
}

/// Waits until the process receives a termination signal.
async fn termination_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::terminate(), SignalKind::hangup()];
        let [Ok(mut terminate), Ok(mut hangup)] = kinds.map(signal) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

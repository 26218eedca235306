//! Computes the open data of the latest revision on a thread of its own, so that a rebuild never
//! waits for them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::rebuild;
use super::state::{Revision, lock};

/// The open data are computed when no new revision has come for this long: by then the page is
/// displayed and its sheet typeset.
const DELAY: Duration = Duration::from_secs(1);

/// The latest revision whose open data are not computed yet; a newer one replaces it.
#[derive(Debug, Default)]
pub(super) struct LatestSnapshot {
    revision: Mutex<Option<Revision>>,
    available: Condvar,
}

impl LatestSnapshot {
    /// Replaces the revision.
    pub fn put(&self, revision: Revision) {
        *lock(&self.revision) = Some(revision);
        self.available.notify_one();
    }

    /// Waits for a revision that is not replaced for [`DELAY`], and takes it.
    fn take(&self) -> Revision {
        let mut guard = lock(&self.revision);
        let mut latest = None;
        loop {
            latest = guard.take().or(latest);
            guard = match latest {
                None => self.available.wait(guard).unwrap_or_else(PoisonError::into_inner),
                Some(revision) => {
                    let waited = self.available.wait_timeout(guard, DELAY);
                    let (guard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                    if timeout.timed_out() {
                        return revision;
                    }
                    latest = Some(revision);
                    guard
                }
            };
        }
    }
}

/// Starts the thread that computes the open data and sends them to the rebuilder. Temporary
/// files go to `temp_dir`.
pub(super) fn spawn(
    latest: Arc<LatestSnapshot>,
    temp_dir: PathBuf,
    sender: Sender<rebuild::Message>,
) {
    thread::spawn(move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok();
        loop {
            let revision = latest.take();
            let compute = || match &pool {
                Some(pool) => pool.install(|| revision.preview.open_data(&temp_dir)),
                None => revision.preview.open_data(&temp_dir),
            };
            let Ok(Ok(open_data)) = catch_unwind(AssertUnwindSafe(compute)) else {
                continue;
            };
            let message = rebuild::Message::OpenDataReady(revision.number, Arc::new(open_data));
            if sender.send(message).is_err() {
                return;
            }
        }
    });
}

//! Computes the open data of the latest snapshot on a thread of its own, so that a rebuild never
//! waits for them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::rebuild;
use super::state::{Snapshot, lock};

/// The open data are computed when no new snapshot has come for this long: by then the page is
/// displayed and its sheet typeset.
const DELAY: Duration = Duration::from_secs(1);

/// The latest snapshot whose open data are not computed yet; a newer one replaces it.
#[derive(Debug, Default)]
pub(super) struct LatestSnapshot {
    snapshot: Mutex<Option<Snapshot>>,
    available: Condvar,
}

impl LatestSnapshot {
    /// Replaces the snapshot.
    pub fn put(&self, snapshot: Snapshot) {
        *lock(&self.snapshot) = Some(snapshot);
        self.available.notify_one();
    }

    /// Waits for a snapshot that is not replaced for [`DELAY`], and takes it.
    fn take(&self) -> Snapshot {
        let mut guard = lock(&self.snapshot);
        let mut latest = None;
        loop {
            latest = guard.take().or(latest);
            guard = match latest {
                None => self.available.wait(guard).unwrap_or_else(PoisonError::into_inner),
                Some(snapshot) => {
                    let waited = self.available.wait_timeout(guard, DELAY);
                    let (guard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                    if timeout.timed_out() {
                        return snapshot;
                    }
                    latest = Some(snapshot);
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
            let snapshot = latest.take();
            let compute = || match &pool {
                Some(pool) => pool.install(|| snapshot.preview.open_data(&temp_dir)),
                None => snapshot.preview.open_data(&temp_dir),
            };
            let Ok(Ok(open_data)) = catch_unwind(AssertUnwindSafe(compute)) else {
                continue;
            };
            let message = rebuild::Message::OpenDataReady(snapshot.revision, Arc::new(open_data));
            if sender.send(message).is_err() {
                return;
            }
        }
    });
}

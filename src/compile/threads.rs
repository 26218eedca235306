//! Two things at once, also where the system lets no more threads be made.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

/// Does `work` on this thread and `other` on another; on this one, too, where the system lets
/// no more threads be made.
pub(super) fn on_two_threads<T, U: Send>(
    work: impl FnOnce() -> T,
    other: impl FnOnce() -> U + Send,
) -> (T, U) {
    // Where this thread is the only one of rayon's, the other would wait for it.
    if rayon::current_num_threads() == 1 {
        let other = other();
        return (work(), other);
    }
    let other = Mutex::new(Some(other));
    let take = || other.lock().unwrap_or_else(PoisonError::into_inner).take();
    thread::scope(|scope| {
        let spawned = thread::Builder::new().spawn_scoped(scope, || take().map(|other| other()));
        let done = work();
        let made = match spawned.map(ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => take().map(|other| other()),
        };
        (done, made.expect("it is done once"))
    })
}

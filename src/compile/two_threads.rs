//! Parallel execution of two closures outside of rayon, with a fallback to one thread.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

/// Runs `work` on this thread and `other` on a new one, or both on this one if the system can
/// start no more threads.
pub(super) fn on_two_threads<T, U: Send>(
    work: impl FnOnce() -> T,
    other: impl FnOnce() -> U + Send,
) -> (T, U) {
    // If this thread is the only one of rayon's pool, `other` would wait for it.
    if rayon::current_num_threads() == 1 {
        let other = other();
        return (work(), other);
    }
    let other = Mutex::new(Some(other));
    let take = || other.lock().unwrap_or_else(PoisonError::into_inner).take();
    thread::scope(|scope| {
        let spawned = thread::Builder::new().spawn_scoped(scope, || take().map(|other| other()));
        let result = work();
        let other = match spawned.map(ScopedJoinHandle::join) {
            Ok(Ok(other)) => other,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => take().map(|other| other()),
        };
        (result, other.expect("`other` is run once"))
    })
}

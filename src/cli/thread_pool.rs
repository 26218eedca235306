//! The thread pool of the process.

use std::io;
use std::sync::mpsc;
use std::thread;

use rayon::{ThreadBuilder, ThreadPoolBuilder};

/// Starts the thread pool with as many threads as the system allows, at most one for each core
/// or what `RAYON_NUM_THREADS` says. If no thread can be started, everything runs on this one.
pub(super) fn start() {
    // The threads are started first: rayon's global pool cannot be built again after an error.
    let most = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let mut threads: Vec<mpsc::Sender<ThreadBuilder>> = (0..most.unwrap_or_else(cores))
        .map_while(|_| {
            let (sender, receiver) = mpsc::channel();
            let run = move || receiver.into_iter().for_each(ThreadBuilder::run);
            thread::Builder::new().spawn(run).ok().map(|_| sender)
        })
        .collect();
    let (builder, started) = (ThreadPoolBuilder::new(), threads.len());
    let _ = if started == 0 {
        builder.num_threads(1).use_current_thread().build_global()
    } else {
        let hand_over = |thread| {
            let given = threads.pop().and_then(|to| to.send(thread).ok());
            given.ok_or_else(|| io::ErrorKind::BrokenPipe.into())
        };
        builder.num_threads(started).spawn_handler(hand_over).build_global()
    };
}

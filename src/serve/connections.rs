//! Connections of browsers: how many at once, and how long one may take to say what it asks.
//!
//! Browsers keep connections open, and some programs open many that never say anything. Neither
//! may keep the preview from answering, or use up the files that the system lets it have open.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Well below the 1,024 open files that systems allow by default; a browser opens six.
const AT_ONCE: usize = 256;

/// How long a connection may wait before the head of a request is whole. One that is closed for
/// it is opened again by its browser when it is needed.
const HEAD_WITHIN: Duration = Duration::from_secs(5);

/// How long nothing is accepted after the system refused a connection.
const REST: Duration = Duration::from_millis(100);

/// Answers whoever connects to `listener`, until it is dropped.
pub(super) async fn serve(listener: TcpListener, app: Router) {
    let free = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let place = Arc::clone(&free).acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            let _place = place;
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_WITHIN)
                .serve_connection(TokioIo::new(stream), service);
            // Whoever goes away in the middle has nobody to be told of it.
            let _ = connection.await;
        });
    }
}

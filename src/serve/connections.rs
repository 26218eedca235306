//! Accepts HTTP connections, with a limit on their number and a time limit on request headers.
//!
//! Browsers keep connections open, and some programs open many without sending a request.
//! Neither may block the preview or exhaust its file descriptors.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The maximum number of simultaneous connections: well below the default limit of 1,024 open
/// files; a browser opens six.
const MAX_CONNECTIONS: usize = 256;

/// The time limit for receiving the headers of a request. A browser reopens a connection that
/// was closed for this when it needs one.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// The pause after accepting a connection failed.
const RETRY_DELAY: Duration = Duration::from_millis(100);

/// Serves `app` on `listener` until the future is dropped.
pub(super) async fn serve(listener: TcpListener, app: Router) {
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(RETRY_DELAY).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            let _permit = permit;
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .serve_connection(TokioIo::new(stream), service);
            // A client that disconnects early is no error of the server.
            let _ = connection.await;
        });
    }
}

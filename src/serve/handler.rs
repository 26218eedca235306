//! The request handler. Every response comes from memory: no request reads the disk.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde::Serialize;
use tokio::sync::watch;

use super::access::{Access, Admitted, decode_path, query};
use super::report::{Finding, Report};
use super::response::{file, html, json, redirect, text};
use super::sheet_typesetter;
use super::source_map::source_map;
use super::state::{Lookup, PreviewState, Revision, file_path, is_page, lock, needs_open_data};
use crate::diag::Lang;
use crate::model::PolicyId;

/// The path prefix of the preview's own pages, files and actions.
pub(super) const PREFIX: &str = "__preview/";

/// The content security policy: no external resources. The pages set a stricter one themselves.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The start page, which its script fills.
const START: &str = include_str!("client/start.html");
/// The page shown in place of one that could never be rendered; its findings panel says why.
const NO_PAGE: &str = include_str!("client/no-page.html");

/// How long a request for open data waits until they are computed.
const OPEN_DATA_TIMEOUT: Duration = Duration::from_mins(1);

/// The request handler and the state that it reads.
pub(super) struct Handler {
    pub access: Access,
    pub state: Arc<PreviewState>,
    pub sheet_sender: Sender<sheet_typesetter::Message>,
    /// The URL template that opens an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// Whether the server is shutting down.
    pub closing: watch::Receiver<bool>,
}

/// Answers one request.
pub(super) async fn handle(State(handler): State<Arc<Handler>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = match handler.access.admit(&parts) {
        Err(refusal) => text(refusal.response()),
        Ok(Admitted::SetToken(path)) => handler.set_token(&path),
        Ok(Admitted::Post(path)) => handler.action(&path, parts.uri.query()),
        Ok(Admitted::Get(path)) => match path.strip_prefix(PREFIX) {
            Some(own) => handler.own_file(own, parts.uri.query()),
            None if format!("{path}/") == PREFIX => redirect(&format!("/{PREFIX}")),
            None => handler.publication_file(&path).await,
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

impl Handler {
    /// Sets the cookie of the token and redirects to `path`, so that the URL loses the token.
    fn set_token(&self, path: &str) -> Response {
        let mut response = redirect(path);
        let cookie = self.access.set_cookie().and_then(|c| HeaderValue::from_str(&c).ok());
        if let Some(cookie) = cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    /// A file of the publication.
    async fn publication_file(&self, url_path: &str) -> Response {
        let url_path = self.without_base_path(url_path);
        if needs_open_data(&url_path) {
            let mut status = self.state.subscribe();
            let ready = status.wait_for(|status| status.open_data_ready);
            let _ = tokio::time::timeout(OPEN_DATA_TIMEOUT, ready).await;
        }
        let path = file_path(&url_path);
        match self.state.look_up(&url_path) {
            Lookup::File(bytes) if is_page(&path) => html(StatusCode::OK, &bytes),
            Lookup::File(bytes) => file(&path, &bytes),
            // The URL of a folder without its final `/`.
            Lookup::NotFound(_)
                if !url_path.is_empty()
                    && !url_path.ends_with('/')
                    && self.is_folder(&url_path) =>
            {
                redirect(&format!("/{url_path}/"))
            }
            Lookup::NotFound(bytes) => html(StatusCode::NOT_FOUND, &bytes),
            Lookup::Unavailable => html(StatusCode::INTERNAL_SERVER_ERROR, NO_PAGE.as_bytes()),
        }
    }

    /// `url_path` without the base path of the published site's URL, which the links of the 404
    /// page contain.
    fn without_base_path(&self, url_path: &str) -> String {
        let displayed = self.state.displayed();
        let revision = displayed.revision.as_ref();
        let site = revision.and_then(|revision| revision.preview.view().meta.site.clone());
        let folder = site.as_deref().and_then(|site| site.split_once("://")?.1.split_once('/'));
        let folder = folder.map_or("", |(_, folder)| folder);
        let rest = url_path.strip_prefix(folder).filter(|_| folder.ends_with('/'));
        rest.unwrap_or(url_path).to_owned()
    }

    fn is_folder(&self, url_path: &str) -> bool {
        let page = file_path(&format!("{url_path}/"));
        let displayed = self.state.displayed();
        displayed.revision.as_ref().is_some_and(|revision| revision.site.paths().contains(&page))
    }

    /// A page or file of the preview itself, by its path after [`PREFIX`].
    fn own_file(&self, path: &str, query_string: Option<&str>) -> Response {
        match path {
            "" => html(StatusCode::OK, START.as_bytes()),
            "page.js" => file(path, include_bytes!("client/page.js")),
            "start.js" => file(path, include_bytes!("client/start.js")),
            "page.css" => file(path, include_bytes!("client/page.css")),
            "tools.css" => file(path, include_bytes!("client/tools.css")),
            "start.css" => file(path, include_bytes!("client/start.css")),
            "events" => self.events().into_response(),
            "status.json" => json(&self.state.status()),
            "report.json" => self.report(query(query_string, "page")),
            "texts.json" => match &self.state.displayed().revision {
                Some(Revision { preview, sources, .. }) => {
                    json(&source_map(preview.book(), sources))
                }
                None => text((StatusCode::NOT_FOUND, "")),
            },
            "book.pdf" => match &*lock(&self.state.book_pdf) {
                Some(pdf) => file(path, pdf),
                None => text((StatusCode::NOT_FOUND, "")),
            },
            _ => self.sheet_file(path).unwrap_or_else(|| text((StatusCode::NOT_FOUND, ""))),
        }
    }

    /// A file of the sheet being viewed: `sheet/1-2-03.pdf` or `sheet/1-2-03/1.svg`.
    fn sheet_file(&self, path: &str) -> Option<Response> {
        let rest = path.strip_prefix("sheet/")?;
        let sheet = lock(&self.state.sheet).clone()?;
        let rest = rest.strip_prefix(&sheet.id)?;
        if rest == ".pdf" && !sheet.pdf.is_empty() {
            return Some(file(rest, &sheet.pdf));
        }
        let page: usize = rest.strip_prefix('/')?.strip_suffix(".svg")?.parse().ok()?;
        Some(file(rest, sheet.svg_pages.get(page.checked_sub(1)?)?))
    }

    /// The report as JSON, with the error of the page at the URL path `page`.
    fn report(&self, page: Option<&str>) -> Response {
        #[derive(Serialize)]
        struct ReportResponse<'a> {
            #[serde(flatten)]
            report: &'a Report,
            /// The error that prevents rendering the page; its last rendering is displayed.
            page: Option<Finding>,
            lang: &'static str,
            editor: Option<&'a str>,
        }
        let path = page.and_then(decode_path).map(|p| file_path(&self.without_base_path(&p)));
        let displayed = self.state.displayed();
        let lang = match self.state.lang {
            Lang::Ja => "ja",
            Lang::En => "en",
        };
        json(&ReportResponse {
            report: &displayed.report,
            page: path.and_then(|path| self.state.page_error(&path)),
            lang,
            editor: self.editor.as_deref(),
        })
    }

    /// The event stream of an open page: the current status, then every change of it.
    fn events(&self) -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>> + use<>> {
        let mut status = self.state.subscribe();
        status.mark_changed();
        let closing = self.closing.clone();
        let stream = unfold((status, closing), |(mut status, mut closing)| async {
            tokio::select! {
                changed = status.changed() => changed.ok()?,
                _ = closing.wait_for(|closing| *closing) => return None,
            }
            let data = serde_json::to_string(&*status.borrow_and_update()).unwrap_or_default();
            Some((Ok(Event::default().data(data)), (status, closing)))
        });
        Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
    }

    /// Performs the action that a page of the preview requested by `POST`.
    fn action(&self, path: &str, query_string: Option<&str>) -> Response {
        let message = match path.strip_prefix(PREFIX) {
            Some("look") => {
                let id: Option<PolicyId> =
                    query(query_string, "sheet").and_then(|id| id.parse().ok());
                let svg = query(query_string, "pictures") == Some("1");
                id.map(|id| sheet_typesetter::Message::View(id, svg))
            }
            Some("whole") => Some(sheet_typesetter::Message::TypesetBook),
            _ => None,
        };
        match message.map(|message| self.sheet_sender.send(message)) {
            Some(Ok(())) => text((StatusCode::ACCEPTED, "")),
            Some(Err(_)) => text((StatusCode::SERVICE_UNAVAILABLE, "")),
            None => text((StatusCode::NOT_FOUND, "")),
        }
    }
}

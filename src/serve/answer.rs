//! Requests and their answers. Everything comes from memory: no request reaches the disk.

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

use super::access::{Access, Admitted, query};
use super::desk::{Desk, Found, Good, file_of, is_page, lock, waits_for_data};
use super::report::Finding;
use super::{places, sheet};
use crate::model::PolicyId;

/// Where everything stands that only the preview has.
pub(super) const OWN: &str = "__preview/";

/// What the preview puts into a page: in one place, between two marks.
const INSERTED: &str = "<!--planbook-preview-->\
    <link rel=\"stylesheet\" href=\"/__preview/page.css\">\
    <script src=\"/__preview/page.js\"></script>\
    <!--/planbook-preview-->";

/// Nothing outside is loaded; the pages' own policy is stricter still.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// How long a page of the open data waits for them to be made.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the answers are made from.
pub(super) struct Preview {
    pub access: Access,
    pub desk: Arc<Desk>,
    pub press: Sender<sheet::Order>,
    /// How the page opens an editor: an address with `{file}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// Whether the server is about to end.
    pub closing: watch::Receiver<bool>,
}

/// Answers one request.
pub(super) async fn answer(State(preview): State<Arc<Preview>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = match preview.access.admit(&parts) {
        Err(refusal) => text(refusal.answer()),
        Ok(Admitted::Enter(path)) => preview.enter(&path),
        Ok(Admitted::Do(place)) => preview.act(&place, parts.uri.query()),
        Ok(Admitted::Read(place)) => match place.strip_prefix(OWN) {
            Some(own) => preview.own(own, parts.uri.query()),
            None if format!("{place}/") == OWN => to(&format!("/{OWN}")),
            None => preview.page(&place).await,
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
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

impl Preview {
    /// The token was in the link: the browser keeps it, and the address does not.
    fn enter(&self, path: &str) -> Response {
        let mut response = to(path);
        let cookie = self.access.set_cookie().and_then(|c| HeaderValue::from_str(&c).ok());
        if let Some(cookie) = cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    /// A file of the publication.
    async fn page(&self, place: &str) -> Response {
        let place = self.within(place);
        if waits_for_data(&place) {
            let mut status = self.desk.listen();
            let settled = status.wait_for(|status| status.settled);
            let _ = tokio::time::timeout(PATIENCE, settled).await;
        }
        let path = file_of(&place);
        match self.desk.find(&place) {
            Found::File(bytes) if is_page(&path) => html(StatusCode::OK, &bytes),
            Found::File(bytes) => file(&path, &bytes),
            // A folder's address without its `/`.
            Found::Nothing(_)
                if !place.is_empty() && !place.ends_with('/') && self.is_folder(&place) =>
            {
                to(&format!("/{place}/"))
            }
            Found::Nothing(bytes) => html(StatusCode::NOT_FOUND, &bytes),
            Found::Broken => html(StatusCode::INTERNAL_SERVER_ERROR, NO_PAGE.as_bytes()),
        }
    }

    /// `place` without the folder that the site will stand in on its server: the page for
    /// what is not found links from there.
    fn within(&self, place: &str) -> String {
        let shown = self.desk.shown();
        let site = shown.good.as_ref().and_then(|good| good.proof.view().meta.site.clone());
        let folder = site.as_deref().and_then(|site| site.split_once("://")?.1.split_once('/'));
        let folder = folder.map_or("", |(_, folder)| folder);
        let rest = place.strip_prefix(folder).filter(|_| folder.ends_with('/'));
        rest.unwrap_or(place).to_owned()
    }

    fn is_folder(&self, place: &str) -> bool {
        let page = file_of(&format!("{place}/"));
        self.desk.shown().good.as_ref().is_some_and(|good| good.site.paths().contains(&page))
    }

    /// Something that only the preview has.
    fn own(&self, own: &str, asked: Option<&str>) -> Response {
        match own {
            "" => html(StatusCode::OK, START.as_bytes()),
            "page.js" => file(own, include_bytes!("client/page.js")),
            "start.js" => file(own, include_bytes!("client/start.js")),
            "page.css" => file(own, include_bytes!("client/page.css")),
            "tools.css" => file(own, include_bytes!("client/tools.css")),
            "start.css" => file(own, include_bytes!("client/start.css")),
            "events" => self.events().into_response(),
            "status.json" => json(&self.desk.status()),
            "report.json" => self.report(query(asked, "page")),
            "texts.json" => match &self.desk.shown().good {
                Some(Good { proof, sources, .. }) => json(&places::texts(proof.book(), sources)),
                None => text((StatusCode::NOT_FOUND, "")),
            },
            "book.pdf" => match &*lock(&self.desk.whole) {
                Some(pdf) => file(own, pdf),
                None => text((StatusCode::NOT_FOUND, "")),
            },
            _ => self.sheet(own).unwrap_or_else(|| text((StatusCode::NOT_FOUND, ""))),
        }
    }

    /// `sheet/1-2-03.pdf` and `sheet/1-2-03/1.svg`.
    fn sheet(&self, own: &str) -> Option<Response> {
        let asked = own.strip_prefix("sheet/")?;
        let set = lock(&self.desk.set).clone()?;
        let rest = asked.strip_prefix(&set.id)?;
        if rest == ".pdf" && !set.pdf.is_empty() {
            return Some(file(rest, &set.pdf));
        }
        let page: usize = rest.strip_prefix('/')?.strip_suffix(".svg")?.parse().ok()?;
        Some(file(rest, set.pictures.get(page.checked_sub(1)?)?))
    }

    /// Findings and what is unfinished, with what is wrong with the page at `page`.
    fn report(&self, page: Option<&str>) -> Response {
        #[derive(Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            report: &'a super::report::Report,
            /// Why the page is that of before.
            page: Option<Finding>,
            lang: &'static str,
            editor: Option<&'a str>,
        }
        let place = page.and_then(super::access::place).map(|p| file_of(&self.within(&p)));
        let shown = self.desk.shown();
        let lang = match self.desk.lang {
            crate::diag::Lang::Ja => "ja",
            crate::diag::Lang::En => "en",
        };
        json(&Told {
            report: &shown.report,
            page: place.and_then(|path| self.desk.trouble(&path)),
            lang,
            editor: self.editor.as_deref(),
        })
    }

    /// Tells an open page of every change, the state now first.
    fn events(&self) -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>> + use<>> {
        let mut status = self.desk.listen();
        status.mark_changed();
        let closing = self.closing.clone();
        let stream = unfold((status, closing), |(mut status, mut closing)| async {
            tokio::select! {
                changed = status.changed() => changed.ok()?,
                _ = closing.wait_for(|closing| *closing) => return None,
            }
            let told = serde_json::to_string(&*status.borrow_and_update()).unwrap_or_default();
            Some((Ok(Event::default().data(told)), (status, closing)))
        });
        Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
    }

    /// What an own page may ask to be done.
    fn act(&self, place: &str, asked: Option<&str>) -> Response {
        let order = match place.strip_prefix(OWN) {
            Some("look") => {
                let id: Option<PolicyId> = query(asked, "sheet").and_then(|id| id.parse().ok());
                let pictures = query(asked, "pictures") == Some("1");
                id.map(|id| sheet::Order::Look(id, pictures))
            }
            Some("whole") => Some(sheet::Order::Whole),
            _ => None,
        };
        match order.map(|order| self.press.send(order)) {
            Some(Ok(())) => text((StatusCode::ACCEPTED, "")),
            Some(Err(_)) => text((StatusCode::SERVICE_UNAVAILABLE, "")),
            None => text((StatusCode::NOT_FOUND, "")),
        }
    }
}

/// The start page; its script fills it.
const START: &str = include_str!("client/start.html");
/// What stands where no page could be drawn yet; the panel says why.
const NO_PAGE: &str = include_str!("client/no-page.html");

/// A page with what the preview puts into it.
fn html(status: StatusCode, page: &[u8]) -> Response {
    let body = with_tools(page);
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// Puts the preview's own at the end of the head, or at the end of a page without one.
fn with_tools(page: &[u8]) -> Vec<u8> {
    const END: &[u8] = b"</head>";
    let at = page.windows(END.len()).position(|w| w.eq_ignore_ascii_case(END));
    let (before, behind) = page.split_at(at.unwrap_or(page.len()));
    [before, INSERTED.as_bytes(), behind].concat()
}

fn file(path: &str, bytes: &[u8]) -> Response {
    let kind = HeaderValue::from_static(media_type(path));
    ([(header::CONTENT_TYPE, kind)], bytes.to_vec()).into_response()
}

fn json(value: &impl Serialize) -> Response {
    file("a.json", &serde_json::to_vec(value).unwrap_or_default())
}

fn text((status, words): (StatusCode, &'static str)) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], words).into_response()
}

fn to(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// What browsers are told that a file is.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_page_can_be_taken_out() {
        for page in ["<head><title>a</title></head><body>", "<p>no head", "<HEAD></HEAD>"] {
            let with = String::from_utf8(with_tools(page.as_bytes())).expect("text");
            assert_ne!(with, page);
            assert_eq!(with.replace(INSERTED, ""), page);
        }
    }
}

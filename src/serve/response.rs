//! HTTP responses: media types, redirects, and HTML pages with the preview's script inserted.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The markup inserted into every page, in one place and between two comments, so that it can be
/// removed again.
const INSERTED: &str = "<!--planbook-preview-->\
    <link rel=\"stylesheet\" href=\"/__preview/page.css\">\
    <script src=\"/__preview/page.js\"></script>\
    <!--/planbook-preview-->";

/// An HTML page with the preview's markup inserted.
pub(super) fn html(status: StatusCode, page: &[u8]) -> Response {
    let body = with_preview_markup(page);
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
}

/// Inserts the preview's markup at the end of the head, or at the end of a page without a head.
fn with_preview_markup(page: &[u8]) -> Vec<u8> {
    const END: &[u8] = b"</head>";
    let at = page.windows(END.len()).position(|w| w.eq_ignore_ascii_case(END));
    let (before, after) = page.split_at(at.unwrap_or(page.len()));
    [before, INSERTED.as_bytes(), after].concat()
}

/// A file, with the media type of its extension.
pub(super) fn file(path: &str, bytes: &[u8]) -> Response {
    let media_type = HeaderValue::from_static(media_type(path));
    ([(header::CONTENT_TYPE, media_type)], bytes.to_vec()).into_response()
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Response {
    file("value.json", &serde_json::to_vec(value).unwrap_or_default())
}

/// Plain text with a status.
pub(super) fn text((status, text): (StatusCode, &'static str)) -> Response {
    let media_type = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// A redirect to `path`.
pub(super) fn redirect(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The media type of a file, by its extension.
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
    fn inserted_markup_can_be_removed() {
        for page in ["<head><title>a</title></head><body>", "<p>no head", "<HEAD></HEAD>"] {
            let with = String::from_utf8(with_preview_markup(page.as_bytes())).expect("text");
            assert_ne!(with, page);
            assert_eq!(with.replace(INSERTED, ""), page);
        }
    }
}

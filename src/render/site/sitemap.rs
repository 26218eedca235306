//! `sitemap.xml`, for search engines.

use std::fmt::Write as _;

use super::pages::Page;
use crate::view::Meta;

/// Where it stands.
pub(super) const FILE: &str = "sitemap.xml";

/// The addresses of all pages; `None` where the site has no place yet, or is a draft that
/// no search engine shall keep.
pub(super) fn sitemap<'a>(
    meta: &Meta,
    pages: impl IntoIterator<Item = &'a Page>,
) -> Option<String> {
    let site = meta.site.as_deref().filter(|_| !meta.draft)?;
    let mut xml = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    ));
    // What is shown at any address has none of its own.
    for page in pages.into_iter().filter(|p| p.route.is_empty() || p.route.ends_with('/')) {
        let address = escaped(&format!("{site}{}", page.route));
        let date = &meta.date;
        let _ = writeln!(xml, "<url><loc>{address}</loc><lastmod>{date}</lastmod></url>");
    }
    xml.push_str("</urlset>\n");
    Some(xml)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

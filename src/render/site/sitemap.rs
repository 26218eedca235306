//! `sitemap.xml`, for search engines.

use std::fmt::Write as _;

use super::pages::{Page, PageSubject};
use crate::render::escape_markup;
use crate::view::Meta;

/// The path of the site map.
pub(super) const FILE: &str = "sitemap.xml";

/// The URL of a site that has a site map; `None` if the plan has none, or is a draft, which search
/// engines must not index.
pub(super) fn site_of(meta: &Meta) -> Option<&str> {
    meta.site.as_deref().filter(|_| !meta.draft)
}

/// The site map of all pages; `None` for a site without one.
pub(super) fn sitemap<'a>(
    meta: &Meta,
    pages: impl IntoIterator<Item = &'a Page>,
) -> Option<String> {
    let site = site_of(meta)?;
    let mut xml = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    ));
    // Without the 404 page, which has no URL of its own, and pages that only say where others are.
    let is_moved = |page: &Page| matches!(page.subject, PageSubject::Moved(_));
    let has_url = |page: &Page| page.route.is_empty() || page.route.ends_with('/');
    for page in pages.into_iter().filter(|page| has_url(page) && !is_moved(page)) {
        let url = escape_markup(&format!("{site}{}", page.route));
        let date = &meta.date;
        let _ = writeln!(xml, "<url><loc>{url}</loc><lastmod>{date}</lastmod></url>");
    }
    xml.push_str("</urlset>\n");
    Some(xml)
}

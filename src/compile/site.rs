//! The artifacts of the site: its pages, and then the page about the open data, which lists finished
//! files.

use std::sync::Arc;

use super::Step;
use super::assembly::Assembly;
use super::findings::Failure;
use crate::render::site::{DataPage, Site};

/// Makes the site without the page about the open data.
pub(super) fn pages(assembly: &Assembly<'_>) -> Result<(), Failure> {
    let publication = assembly.publication;
    let (Some(renderer), Some(pages)) = (&publication.renderer, assembly.known.pages.get()) else {
        return Ok(());
    };
    (assembly.progress)(Step::Drawing);
    let store = assembly.store;
    let route = &publication.route;
    let links = pages
        .cross_links(route, &publication.documents, assembly.has_data, &|path| store.size(path));
    let site = Site::new(
        renderer.clone(),
        &publication.view,
        &publication.theme,
        &links,
        &assembly.history,
    );
    let site = Arc::new(site);
    assembly.findings.add(store.add(site.clone())?);
    let _ = assembly.known.site.set(site);
    Ok(())
}

/// Makes the page about the open data.
pub(super) fn data_page(assembly: &Assembly<'_>) -> Result<(), Failure> {
    if let (Some(site), Some(data)) = (assembly.known.site.get(), assembly.known.data.get()) {
        let page = DataPage::new(Arc::clone(site), data);
        assembly.findings.add(assembly.store.add(Arc::new(page))?);
    }
    Ok(())
}

//! Links between the outputs: from the site to PDFs and data, from the data to PDFs.

use super::published_documents::PublishedDocument;
use crate::layout::PageMap;
use crate::layout::contract::Padding;
use crate::render::data;
use crate::render::print;
use crate::render::site::{CrossLinks, DocumentFile, PdfFile};
use crate::render::size_for_readers;

/// The PDFs of a publication, of which some may be missing.
#[derive(Debug, Default)]
pub(super) struct PdfSet {
    /// The pages of the whole book.
    pub pages: Option<PageMap>,
    /// 分割版.
    pub volumes: Vec<print::Volume>,
    /// Where blank pages were needed to keep the page contract.
    pub padding: Vec<Padding>,
}

/// Size in bytes of the file at a path, or `None` if it does not exist.
type Size<'a> = &'a dyn Fn(&str) -> Option<usize>;

/// Title of the whole book's PDF in the list of volumes.
const WHOLE: &str = "全体版";

impl PdfSet {
    /// The existing PDFs, with the page map `pages`: the volumes are those that `split` makes of
    /// it and of which `has_file` is true.
    pub fn existing(
        pages: Option<PageMap>,
        split: impl FnOnce(&PageMap) -> Vec<print::Volume>,
        has_file: impl Fn(&str) -> bool,
    ) -> Self {
        let mut volumes = pages.as_ref().map_or_else(Vec::new, split);
        volumes.retain(|volume| has_file(&volume.route));
        Self { pages, volumes, padding: Vec::new() }
    }

    /// The page map of each PDF, for the open data. The PDF of the whole book is at `route`.
    pub fn data_volumes<'a>(&'a self, route: &'a str, size: Size<'_>) -> Vec<data::Volume<'a>> {
        // A book over the limit of policies has volumes only.
        let pages = self.pages.as_ref().filter(|_| size(route).is_some());
        let whole = pages.map(|pages| data::Volume { name: WHOLE, file: route, pages });
        let split = self.volumes.iter().map(|volume| data::Volume {
            name: &volume.title,
            file: &volume.route,
            pages: &volume.page_map,
        });
        whole.into_iter().chain(split).collect()
    }

    /// The links of the site to the other outputs.
    pub fn cross_links(
        &self,
        route: &str,
        documents: &[PublishedDocument],
        has_data: bool,
        size: Size<'_>,
    ) -> CrossLinks {
        let file = |volume: &data::Volume<'_>| {
            let size = size_for_readers(size(volume.file)?);
            let (title, route) = (volume.name.to_owned(), volume.file.to_owned());
            let page_map = volume.pages.clone();
            Some(PdfFile { title, route, size, pages: page_map.total, page_map })
        };
        let (whole, split): (Vec<_>, Vec<_>) = self
            .data_volumes(route, size)
            .iter()
            .filter_map(file)
            .partition(|file| file.route == route);
        CrossLinks {
            pages: self.pages.clone().unwrap_or_default(),
            pdf: whole.into_iter().next(),
            volumes: split,
            documents: documents
                .iter()
                .filter_map(|document| {
                    let size = size_for_readers(size(&document.route)?);
                    let (title, route) =
                        (document.form.spec.name.value.clone(), document.route.clone());
                    Some(DocumentFile { title, route, size })
                })
                .collect(),
            has_data,
        }
    }
}

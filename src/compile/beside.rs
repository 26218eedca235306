//! What the outputs tell of one another: the site of PDFs and data, the data of PDFs.

use crate::layout::PageMap;
use crate::output::OutputTree;
use crate::render::data::{self, DataFile, DataView, Dataset};
use crate::render::print;
use crate::render::site::{Beside, DrawError, PdfFile, Site};
use crate::render::size_for_readers;

/// The PDFs beside a site.
#[derive(Default)]
pub(super) struct Print {
    /// The pages of the whole book.
    pub pages: Option<PageMap>,
    /// 分割版.
    pub volumes: Vec<print::Volume>,
}

impl Print {
    pub fn in_volumes<'a>(&'a self, route: &'a str, tree: &OutputTree) -> Vec<data::Volume<'a>> {
        in_volumes(self.pages.as_ref().filter(|_| tree.has(route)), route, &self.volumes)
    }

    pub fn beside<'a>(
        &self,
        route: &str,
        data: Option<&'a DataView>,
        tree: &OutputTree,
    ) -> Beside<'a> {
        let size = |path: &str| tree.size(path);
        beside(self.pages.as_ref(), route, &self.volumes, data, &size)
    }
}

/// Draws `site` with what the data that depend on no page will `likely` be, and says what it
/// told of them.
pub(super) fn draw(
    site: &mut Site,
    dataset: &Dataset<'_>,
    likely: Vec<DataFile>,
    print: &Print,
    route: &str,
    tree: &OutputTree,
) -> (DataView, Result<(), DrawError>) {
    let offered = dataset.publication(likely, &print.in_volumes(route, tree));
    let about = DataView::new(dataset, &offered);
    site.tell(&print.beside(route, Some(&about), tree));
    let drawn = site.draw(tree);
    (about, drawn)
}

/// What the whole book is called among the volumes.
const WHOLE: &str = "全体版";

/// Where everything stands in each PDF.
pub(super) fn in_volumes<'a>(
    pages: Option<&'a PageMap>,
    route: &'a str,
    volumes: &'a [print::Volume],
) -> Vec<data::Volume<'a>> {
    let whole = pages.map(|pages| data::Volume { name: WHOLE, file: route, pages });
    let split = volumes.iter().map(|volume| data::Volume {
        name: &volume.title,
        file: &volume.route,
        pages: &volume.places,
    });
    whole.into_iter().chain(split).collect()
}

/// What the site tells of the other outputs, of whose files `size` knows how many bytes they
/// have.
pub(super) fn beside<'a>(
    pages: Option<&PageMap>,
    route: &str,
    volumes: &[print::Volume],
    data: Option<&'a DataView>,
    size: &dyn Fn(&str) -> Option<usize>,
) -> Beside<'a> {
    let file = |title: &str, route: &str, places: &PageMap| {
        let size = size_for_readers(size(route)?);
        let (title, route) = (title.to_owned(), route.to_owned());
        Some(PdfFile { title, route, size, pages: places.total, places: places.clone() })
    };
    Beside {
        pages: pages.cloned().unwrap_or_default(),
        // A large book has only volumes.
        pdf: pages.and_then(|pages| file(WHOLE, route, pages)),
        volumes: volumes.iter().filter_map(|v| file(&v.title, &v.route, &v.places)).collect(),
        data,
    }
}

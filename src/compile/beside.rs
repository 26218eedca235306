//! What the outputs tell of one another: the site of PDFs and data, the data of PDFs.

use crate::layout::PageMap;
use crate::output::OutputTree;
use crate::render::data::{self, DataFile, Dataset};
use crate::render::print;
use crate::render::site::{CrossLinks, PdfFile};
use crate::render::size_for_readers;

/// The PDFs beside a site, of which some may be missing.
#[derive(Debug, Default)]
pub(super) struct Print {
    /// The pages of the whole book.
    pub pages: Option<PageMap>,
    /// 分割版.
    pub volumes: Vec<print::Volume>,
}

/// How many bytes the file at a path has; nothing where there is none.
type Size<'a> = &'a dyn Fn(&str) -> Option<usize>;

/// What the whole book is called among the volumes.
const WHOLE: &str = "全体版";

impl Print {
    /// Where everything stands in each PDF. That of the whole book is at `route`.
    pub fn in_volumes<'a>(&'a self, route: &'a str, size: Size<'_>) -> Vec<data::Volume<'a>> {
        // A large book has only volumes.
        let pages = self.pages.as_ref().filter(|_| size(route).is_some());
        let whole = pages.map(|pages| data::Volume { name: WHOLE, file: route, pages });
        let split = self.volumes.iter().map(|volume| data::Volume {
            name: &volume.title,
            file: &volume.route,
            pages: &volume.page_map,
        });
        whole.into_iter().chain(split).collect()
    }

    /// What the site tells of the other outputs.
    pub fn beside(&self, route: &str, has_data: bool, size: Size<'_>) -> CrossLinks {
        let file = |volume: &data::Volume<'_>| {
            let size = size_for_readers(size(volume.file)?);
            let (title, route) = (volume.name.to_owned(), volume.file.to_owned());
            let places = volume.pages.clone();
            Some(PdfFile { title, route, size, pages: places.total, page_map: places })
        };
        let (whole, split): (Vec<_>, Vec<_>) = self
            .in_volumes(route, size)
            .iter()
            .filter_map(file)
            .partition(|file| file.route == route);
        CrossLinks {
            pages: self.pages.clone().unwrap_or_default(),
            pdf: whole.into_iter().next(),
            volumes: split,
            has_data,
        }
    }
}

/// The data that are in `tree` already, which a site without new ones tells of.
pub(super) fn data_there(
    dataset: &Dataset<'_>,
    volumes: &[data::Volume<'_>],
    tree: &OutputTree,
) -> Vec<DataFile> {
    let mut files = dataset.texts();
    files.push(dataset.existing_workbook(0));
    let mut offered = dataset.publication(files, volumes);
    offered.retain(|file| tree.has(&file.path));
    for file in &mut offered {
        file.size = tree.size(&file.path).unwrap_or_default();
    }
    offered
}

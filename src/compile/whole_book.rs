//! The PDF of the whole book: whether that of an earlier build can be reused, and the check of a
//! finished one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::errors::{cannot_read_back, lacks_labels};
use super::findings::Failure;
use super::publication::Publication;
use super::typesetting::{Typesetting, typeset};
use crate::cache::Fingerprint;
use crate::diag::{Diagnostic, Sink};
use crate::layout::contract::{self, Padding};
use crate::layout::{Destinations, PageMap};
use crate::model::Book;
use crate::output::OutputTree;
use crate::render::print::{self, FinishedPdf, Job, Opening};
use crate::source::Sources;

/// Cached metadata of the PDF of a whole book that passed all checks.
#[derive(Debug, Serialize, Deserialize)]
struct BookPdfMetadata {
    destinations: Destinations,
    padding: Vec<Padding>,
}

/// The PDF of the whole book.
pub(super) enum WholeBookPdf {
    /// The PDF of an earlier build, which is up to date.
    Reused(PageMap, Vec<Padding>),
    /// A typesetting job, with the fingerprint of its inputs.
    Pending(Job, Fingerprint),
}

impl WholeBookPdf {
    /// The existing PDF at `route` if it was made from `inputs`, or else `job`.
    pub fn new(book: &Book, job: Job, inputs: Fingerprint, route: &str, tree: &OutputTree) -> Self {
        let reused = tree.reuse(route, inputs).and_then(|metadata| {
            let BookPdfMetadata { destinations, padding } =
                serde_json::from_value(metadata).ok()?;
            Some(Self::Reused(PageMap::new(book, &destinations).ok()?, padding))
        });
        reused.unwrap_or(Self::Pending(job, inputs))
    }
}

/// A finished PDF of the whole book that was read back and checked.
pub(super) struct CheckedBook {
    pub destinations: Destinations,
    pub pages: PageMap,
    pub padding: Vec<Padding>,
    /// The findings about the page contract and the text on the pages.
    pub findings: Vec<Diagnostic>,
}

impl Publication {
    /// Checks the finished PDF of the whole book, made from `sources`; faults of a relaxed
    /// publication are only warnings.
    ///
    /// # Errors
    /// The finding about a PDF that cannot be read or lacks labels.
    pub fn check_book(
        &self,
        pdf: &Arc<Vec<u8>>,
        sources: &Sources,
    ) -> Result<CheckedBook, Diagnostic> {
        let finished = FinishedPdf::read(Arc::clone(pdf)).map_err(|e| cannot_read_back(&e))?;
        let destinations = finished.destinations().map_err(|e| cannot_read_back(&e))?;
        let pages =
            PageMap::new(&self.book, &destinations).map_err(|labels| lacks_labels(&labels))?;
        let lines = |page| finished.lines(page);
        let inspector = self.page_inspector(sources);
        let mut sink = Sink::new();
        let (padding, faults) = rayon::join(
            || contract::check(&self.book, &pages, &lines, self.relaxes_contract(), &mut sink),
            || inspector.findings(&finished, &destinations.printed, &pages),
        );
        let findings = faults.into_iter().chain(sink.into_sorted()).collect();
        Ok(CheckedBook { destinations, pages, padding, findings })
    }
}

impl Typesetting<'_> {
    /// Typesets the whole book, unless it is `whole` already, and adds it to the output.
    pub(super) fn whole_book(
        &self,
        whole: WholeBookPdf,
    ) -> Result<(PageMap, Vec<Padding>), Failure> {
        let (job, inputs) = match whole {
            WholeBookPdf::Reused(map, padding) => return Ok((map, padding)),
            WholeBookPdf::Pending(job, inputs) => (job, inputs),
        };
        let (publication, tree, route) = (self.publication, self.tree, &self.publication.route);
        let pdf = Arc::new(typeset(self.typesetter, &job, self.workspace)?);
        drop(job);
        let (checked, written) = rayon::join(
            || publication.check_book(&pdf, self.sources),
            || tree.insert(route, &print::compact(&pdf, Opening::Spreads)),
        );
        let CheckedBook { destinations, pages, padding, findings } =
            checked.map_err(|finding| self.findings.stop(finding))?;
        // The next build must report any findings again.
        if findings.is_empty() && written.is_ok() {
            let metadata = BookPdfMetadata { destinations, padding: padding.clone() };
            tree.set_metadata(route, inputs, json!(metadata));
        }
        self.findings.check(findings)?;
        written?;
        Ok((pages, padding))
    }
}

/// The page map of the existing PDF of the whole book at `route`.
///
/// # Errors
/// The finding about the PDF, or `None` if there is no PDF.
pub(super) fn read_pages(
    book: &Book,
    route: &str,
    tree: &OutputTree,
) -> Result<PageMap, Option<Diagnostic>> {
    let cached = tree
        .metadata(route)
        .and_then(|metadata| serde_json::from_value::<BookPdfMetadata>(metadata).ok());
    let destinations = if let Some(pdf) = cached {
        pdf.destinations
    } else {
        let pdf = tree.read(route).ok().flatten().ok_or(None)?;
        print::read_destinations(pdf).map_err(|e| Some(cannot_read_back(&e)))?
    };
    PageMap::new(book, &destinations).map_err(|labels| Some(lacks_labels(&labels)))
}

//! A finished PDF, parsed for page counts, destinations, faults and line counts.

use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::Object;

use super::attached::attached;
use super::destinations::{self, ReadPdfError};
use super::inspect::{self, LayoutFault, Rules};
use super::matrix::{Matrix, numbers};
use crate::layout::Destinations;

/// Baselines closer than this, in points, count as one line: the cells of a table row may have
/// different baselines.
const SAME_LINE: f32 = 4.0;

/// A parsed, finished PDF.
pub struct FinishedPdf(Pdf);

impl FinishedPdf {
    /// Parses a PDF.
    ///
    /// # Errors
    /// When the bytes are truncated or not a PDF.
    pub fn read(pdf: impl Into<Arc<Vec<u8>>>) -> Result<Self, ReadPdfError> {
        destinations::load(pdf.into()).map(Self)
    }

    /// The number of pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// The named destinations and the page labels.
    ///
    /// # Errors
    /// When their tables are malformed.
    pub fn destinations(&self) -> Result<Destinations, ReadPdfError> {
        destinations::read(&self.0)
    }

    /// The attached file called `name`; none if there is none.
    ///
    /// # Errors
    /// When the PDF is malformed.
    pub fn attached(&self, name: &str) -> Result<Option<Vec<u8>>, ReadPdfError> {
        attached(&self.0, name)
    }

    /// The pieces of text that break `rules`, in page order.
    #[must_use]
    pub fn faults(&self, rules: &Rules<'_>) -> Vec<LayoutFault> {
        inspect::inspect(&self.0, rules)
    }

    /// The approximate number of text lines on the page with the index `page`, without artifacts
    /// such as running heads.
    #[must_use]
    pub fn lines(&self, page: usize) -> usize {
        let page = self.0.pages().get(page);
        let mut baselines = page.map_or_else(Vec::new, |page| baselines(page.operations()));
        baselines.sort_by(f32::total_cmp);
        let lines = baselines.windows(2).filter(|pair| pair[1] - pair[0] > SAME_LINE).count();
        lines + usize::from(!baselines.is_empty())
    }
}

/// The baselines of all text that is not an artifact, as heights on the page.
fn baselines(mut operations: UntypedIter<'_>) -> Vec<f32> {
    let mut found = Vec::new();
    let mut saved = Vec::new();
    let mut current = Matrix::IDENTITY;
    let mut text = Matrix::IDENTITY;
    // For each open marked-content sequence, whether it is an artifact.
    let mut marked: Vec<bool> = Vec::new();
    while let Some(operation) = operations.next() {
        match &**operation.operator {
            b"q" => saved.push(current),
            b"Q" => current = saved.pop().unwrap_or(Matrix::IDENTITY),
            b"cm" => current = Matrix::read(&operation).then(current),
            b"BT" => text = Matrix::IDENTITY,
            b"Tm" => text = Matrix::read(&operation),
            b"Td" => {
                let [x, y] = numbers(&operation);
                text = Matrix::translation(x, y).then(text);
            }
            b"BMC" | b"BDC" => {
                let tag = operation.operands().next();
                let is_artifact =
                    |tag: &Object<'_>| matches!(tag, Object::Name(n) if n.as_str() == "Artifact");
                marked.push(tag.is_some_and(is_artifact));
            }
            b"EMC" => {
                marked.pop();
            }
            b"Tj" | b"TJ" if !marked.contains(&true) => {
                found.push(text.then(current).apply(0.0, 0.0).1);
            }
            _ => {}
        }
    }
    found
}

//! A finished PDF, to look things up in.

use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::Object;

use super::destinations::{self, ReadPdfError};
use super::inspect::{self, Fault, Rules};
use super::matrix::Matrix;
use crate::layout::Destinations;

/// Baselines nearer to each other than this, in points, are one line: a row of a table is
/// not set on one baseline.
const SAME_LINE: f32 = 4.0;

/// A finished PDF.
pub struct Finished(Pdf);

impl Finished {
    /// Reads it.
    ///
    /// # Errors
    /// When the bytes are no whole PDF.
    pub fn read(pdf: impl Into<Arc<Vec<u8>>>) -> Result<Self, ReadPdfError> {
        destinations::load(pdf.into()).map(Self)
    }

    /// How many pages it has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// The named destinations and the page labels.
    ///
    /// # Errors
    /// When its tables are not as they should be.
    pub fn destinations(&self) -> Result<Destinations, ReadPdfError> {
        destinations::read(&self.0)
    }

    /// Text that is not where `rules` let it stand, in the order of the pages.
    #[must_use]
    pub fn faults(&self, rules: &Rules<'_>) -> Vec<Fault> {
        inspect::inspect(&self.0, rules)
    }

    /// About how many lines of text are on a page, counted from 0, without running heads and
    /// other things that do not belong to the text.
    #[must_use]
    pub fn lines(&self, page: usize) -> usize {
        let page = self.0.pages().get(page);
        let mut baselines = page.map_or_else(Vec::new, |page| baselines(page.operations()));
        baselines.sort_by(f32::total_cmp);
        let lines = baselines.windows(2).filter(|pair| pair[1] - pair[0] > SAME_LINE).count();
        lines + usize::from(!baselines.is_empty())
    }
}

/// The heights at which text is shown that is not an artifact.
fn baselines(mut operations: UntypedIter<'_>) -> Vec<f32> {
    let mut found = Vec::new();
    let mut saved = Vec::new();
    let mut now = Matrix::IDENTITY;
    let mut text = Matrix::IDENTITY;
    // For each open marked content, whether it is an artifact.
    let mut marked: Vec<bool> = Vec::new();
    while let Some(operation) = operations.next() {
        match &**operation.operator {
            b"q" => saved.push(now),
            b"Q" => now = saved.pop().unwrap_or(Matrix::IDENTITY),
            b"cm" => now = Matrix::read(&operation).then(now),
            b"BT" => text = Matrix::IDENTITY,
            b"Tm" => text = Matrix::read(&operation),
            b"BMC" | b"BDC" => {
                let tag = operation.operands().next();
                let is =
                    |tag: &Object<'_>| matches!(tag, Object::Name(n) if n.as_str() == "Artifact");
                marked.push(tag.is_some_and(is));
            }
            b"EMC" => {
                marked.pop();
            }
            b"Tj" | b"TJ" if !marked.contains(&true) => {
                found.push(text.then(now).apply(0.0, 0.0).1);
            }
            _ => {}
        }
    }
    found
}

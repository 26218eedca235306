//! A finished PDF, to look things up in.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::destinations::{self, ReadPdfError};
use crate::layout::Destinations;

/// Baselines nearer to each other than this, in points, are one line: a row of a table is
/// not set on one baseline.
const SAME_LINE: f32 = 4.0;

/// A finished PDF.
#[derive(Debug)]
pub struct Finished {
    document: Document,
    pages: Vec<ObjectId>,
}

impl Finished {
    /// Reads it.
    ///
    /// # Errors
    /// When the bytes are no whole PDF.
    pub fn read(pdf: &[u8]) -> Result<Self, ReadPdfError> {
        let document = destinations::load(pdf)?;
        let pages = document.get_pages().into_values().collect();
        Ok(Self { document, pages })
    }

    /// How many pages it has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The named destinations and the page labels.
    ///
    /// # Errors
    /// When its tables are not as they should be.
    pub fn destinations(&self) -> Result<Destinations, ReadPdfError> {
        destinations::read(&self.document)
    }

    /// About how many lines of text are on a page, counted from 0, without running heads and
    /// other things that do not belong to the text.
    #[must_use]
    pub fn lines(&self, page: usize) -> usize {
        let content = self.pages.get(page).map(|id| self.document.get_page_content(*id));
        let content = content.and_then(|bytes| Content::decode(&bytes).ok());
        let mut baselines = content.map_or_else(Vec::new, |c| baselines(&c.operations));
        baselines.sort_by(f32::total_cmp);
        let lines = baselines.windows(2).filter(|pair| pair[1] - pair[0] > SAME_LINE).count();
        lines + usize::from(!baselines.is_empty())
    }
}

/// The heights at which text is shown that is not an artifact.
fn baselines(operations: &[Operation]) -> Vec<f32> {
    let mut found = Vec::new();
    let mut saved = Vec::new();
    let mut now = Matrix::IDENTITY;
    let mut text = Matrix::IDENTITY;
    // For each open marked content, whether it is an artifact.
    let mut marked: Vec<bool> = Vec::new();
    for Operation { operator, operands } in operations {
        match operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap_or(Matrix::IDENTITY),
            "cm" => now = Matrix::read(operands).then(now),
            "BT" => text = Matrix::IDENTITY,
            "Tm" => text = Matrix::read(operands),
            "BMC" | "BDC" => {
                let tag = operands.first().and_then(|tag| tag.as_name().ok());
                marked.push(tag == Some(b"Artifact"));
            }
            "EMC" => {
                marked.pop();
            }
            "Tj" | "TJ" if !marked.contains(&true) => found.push(text.then(now).0[5]),
            _ => {}
        }
    }
    found
}

/// A transformation as PDF writes it: `a b c d e f`.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn read(operands: &[Object]) -> Self {
        let mut values = [0.0; 6];
        for (value, operand) in values.iter_mut().zip(operands) {
            *value = operand.as_float().unwrap_or_default();
        }
        Self(values)
    }

    /// This one, and `next` after it.
    fn then(self, next: Self) -> Self {
        let (own, next) = (self.0, next.0);
        let mut joined = [0.0; 6];
        for (at, value) in joined.iter_mut().enumerate() {
            let (x, y) = (own[at & !1], own[at | 1]);
            *value = x * next[at & 1] + y * next[2 + (at & 1)];
        }
        joined[4] += next[4];
        joined[5] += next[5];
        Self(joined)
    }
}

//! Checks a finished volume or single sheet: number of pages, labels, text out of place.

use std::sync::Arc;

use super::errors::{cannot_read_back, lacks_labels, other_length};
use super::page_faults::PageInspector;
use crate::diag::Diagnostic;
use crate::render::print::{FinishedPdf, Volume};

/// What is checked of a volume that was just typeset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VolumeCheck {
    /// Its text, and that its pages are those of the whole book.
    SamePages,
    /// Its text, and that all its labels exist, on whatever pages: those of the whole book are
    /// unknown or out of date.
    Labels,
    /// Only that all its labels exist: it is typeset and checked again later.
    LabelsOnly,
}

impl PageInspector<'_> {
    /// The findings about the `pdf` of `volume`.
    pub(super) fn check_volume(
        &self,
        pdf: &Arc<Vec<u8>>,
        volume: &Volume,
        check: VolumeCheck,
    ) -> Vec<Diagnostic> {
        let read = || {
            let finished = FinishedPdf::read(Arc::clone(pdf))?;
            let found = finished.destinations()?;
            Ok((finished, found))
        };
        let (finished, found) = match read() {
            Ok(read) => read,
            Err(error) => return vec![cannot_read_back(&error)],
        };
        let page_map = &volume.page_map;
        let ranges = || page_map.parts.values().chain(page_map.policies.values());
        let labels = ranges().map(|range| &range.destination);
        let missing: Vec<String> =
            labels.filter(|label| !found.labels.contains_key(*label)).cloned().collect();
        if !missing.is_empty() {
            return vec![lacks_labels(&missing)];
        }
        if check == VolumeCheck::LabelsOnly {
            return Vec::new();
        }
        let moved = ranges().any(|r| found.labels.get(&r.destination) != Some(&(r.pdf_page - 1)));
        if check == VolumeCheck::SamePages && (moved || finished.pages() != page_map.total) {
            return vec![other_length(&volume.title, page_map.total, finished.pages())];
        }
        let actual = volume.page_map_in(&found);
        self.findings(&finished, &found.printed, &actual)
    }
}

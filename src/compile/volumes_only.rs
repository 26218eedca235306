//! Typesetting of a book too large for one PDF: volumes only, with page numbers that continue
//! from one volume to the next.
//!
//! The volumes are typeset again until the page numbers no longer change. Lengths hardly depend
//! on page numbers, so that the second round is usually the last.

use std::sync::Arc;

use rayon::prelude::*;

use super::Step;
use super::cross_links::PdfSet;
use super::errors::{cannot_read_back, lacks_labels, not_settled};
use super::findings::Failure;
use super::typesetting::Typesetting;
use super::volume_check::VolumeCheck;
use crate::diag::Sink;
use crate::layout::contract::{self, Padding};
use crate::layout::{Lengths, PageMap, estimate_pages, routes};
use crate::model::{Book, PartKind};
use crate::output::OutputTree;
use crate::render::print::{FinishedPdf, ReadPdfError, Volume};

/// Maximum number of rounds before the build fails.
const ROUNDS: usize = 5;

impl Typesetting<'_> {
    /// Typesets the book in volumes, again and again until the page numbers no longer change.
    pub(super) fn volumes_only(&self) -> Result<PdfSet, Failure> {
        (self.progress)(Step::Splitting);
        let book = &self.publication.book;
        let mut lengths = Lengths::default();
        for _ in 0..ROUNDS {
            let pages = PageMap::new(book, &estimate_pages(book, &lengths));
            let pages = pages.map_err(|labels| self.findings.stop(lacks_labels(&labels)))?;
            let volumes = self.volumes(&pages);
            self.typeset_all(&volumes, VolumeCheck::LabelsOnly)?;
            let measured = measure_lengths(book, &volumes, self.tree);
            let measured = measured.map_err(|e| self.findings.stop(cannot_read_back(&e)))?;
            if measured == lengths {
                let padding = self.check_volumes(&pages, &volumes)?;
                return Ok(PdfSet { pages: Some(pages), volumes, padding });
            }
            lengths = measured;
        }
        Err(self.findings.stop(not_settled()))
    }

    /// Checks the finished volumes: the page contract, and the text on their pages.
    fn check_volumes(&self, pages: &PageMap, volumes: &[Volume]) -> Result<Vec<Padding>, Failure> {
        let tree = self.tree;
        let lines = |page: usize| {
            let mut before = 0;
            let contains = |volume: &&Volume| {
                let after = before + volume.page_map.total;
                let here = (before..after).contains(&page);
                before = if here { before } else { after };
                here
            };
            let volume = volumes.iter().find(contains);
            let pdf = volume.and_then(|volume| tree.read(&volume.route).ok().flatten());
            let pdf = pdf.and_then(|pdf| FinishedPdf::read(pdf).ok());
            pdf.map_or(0, |pdf| pdf.lines(page - before))
        };
        let (mut sink, relaxed) = (Sink::new(), self.publication.relaxes_contract());
        let padding = contract::check(&self.publication.book, pages, &lines, relaxed, &mut sink);
        let inspector = self.publication.page_inspector(self.sources);
        let inspect = |volume: &Volume| {
            let Some(pdf) = tree.read(&volume.route).ok().flatten() else {
                return Vec::new();
            };
            inspector.check_volume(&Arc::new(pdf), volume, VolumeCheck::SamePages)
        };
        let faults: Vec<_> = volumes.par_iter().flat_map_iter(inspect).collect();
        self.findings.check(faults.into_iter().chain(sink.into_sorted()).collect())?;
        Ok(padding)
    }
}

/// The page map of the volumes of an earlier build, which `split` makes of a page map, or `None`
/// if one is missing or was made from another state of the book.
pub(super) fn existing_volume_pages(
    book: &Book,
    split: impl FnOnce(&PageMap) -> Vec<Volume>,
    tree: &OutputTree,
) -> Option<PageMap> {
    // The paths of the volumes depend on no page number.
    let placeholder = estimate_pages(book, &Lengths::default());
    let volumes = split(&PageMap::new(book, &placeholder).ok()?);
    if volumes.is_empty() || !volumes.iter().all(|volume| tree.has(&volume.route)) {
        return None;
    }
    let lengths = measure_lengths(book, &volumes, tree).ok()?;
    PageMap::new(book, &estimate_pages(book, &lengths)).ok()
}

/// Number of pages of each part and policy in the finished `volumes`, without blank pages.
fn measure_lengths(
    book: &Book,
    volumes: &[Volume],
    tree: &OutputTree,
) -> Result<Lengths, ReadPdfError> {
    let parts = book.plan.book.parts.iter().filter(|part| part.kind != PartKind::Policies);
    let parts: Vec<_> = parts.map(|part| (routes::part_label(&part.id), &part.id.value)).collect();
    let policies: Vec<_> = book.policies().map(|p| (routes::policy_label(p.id), p.id)).collect();
    let mut lengths = Lengths::default();
    for volume in volumes {
        let Ok(Some(pdf)) = tree.read(&volume.route) else {
            continue;
        };
        let finished = FinishedPdf::read(pdf)?;
        let found = finished.destinations()?;
        let start = |label: &String| found.labels.get(label).copied();
        let labels = parts.iter().map(|(label, _)| label).chain(policies.iter().map(|(l, _)| l));
        let mut starts: Vec<usize> = labels.filter_map(start).collect();
        starts.sort_unstable();
        let length = |start: usize| {
            let next = starts.get(starts.partition_point(|other| *other <= start));
            let end = next.copied().unwrap_or(found.printed.len());
            let filled = (start..end).rev().find(|page| finished.lines(*page) > 0);
            filled.map_or(1, |last| last + 1 - start)
        };
        for (label, id) in &parts {
            if let Some(start) = start(label) {
                lengths.parts.insert((*id).clone(), length(start));
            }
        }
        for (label, id) in &policies {
            if let Some(start) = start(label) {
                lengths.policies.insert(*id, length(start));
            }
        }
    }
    Ok(lengths)
}

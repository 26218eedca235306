//! A book too large for one PDF: volumes alone, whose page numbers go on from one to the next.
//!
//! How many pages things fill does not depend on where they stand, or hardly: a second round
//! of setting mostly settles it.

use std::sync::Arc;

use rayon::prelude::*;

use super::build::{Build, Stopped};
use super::print::Hold;
use super::trouble::{cannot_read_back, not_settled};
use super::{Step, stops};
use crate::diag::Sink;
use crate::layout::contract::{self, Padding};
use crate::layout::{Lengths, PageMap, routes, stack};
use crate::model::{Book, PartKind};
use crate::output::{OutputTree, Workspace};
use crate::render::chart::Chart;
use crate::render::print::{FinishedPdf, ReadPdfError, Volume};
use crate::view::View;

/// So often is everything set before it is given up.
const ROUNDS: usize = 5;

/// A book in volumes.
pub(super) struct InVolumes {
    pub volumes: Vec<Volume>,
    pub pages: PageMap,
    pub padding: Vec<Padding>,
}

impl Build<'_> {
    /// Sets the book in volumes until they agree where everything stands.
    pub(super) fn in_volumes(
        &mut self,
        book: &Book,
        view: &View,
        charts: &[Chart],
        workspace: &Workspace,
        tree: &OutputTree,
    ) -> Stopped<InVolumes> {
        (self.progress)(Step::Splitting);
        let mut lengths = Lengths::default();
        for _ in 0..ROUNDS {
            let pages = self.page_map(book, &stack(book, &lengths))?;
            let volumes = self.volumes(view, &pages);
            let hold = Hold::LabelsOnly;
            self.set_all(book, view, &volumes, hold, charts, workspace, tree)?;
            let found = measure(book, &volumes, tree);
            let found = found.map_err(|e| self.stop([cannot_read_back(&e)]))?;
            if found == lengths {
                let padding = self.hold(book, &pages, &volumes, tree)?;
                return Ok(InVolumes { volumes, pages, padding });
            }
            lengths = found;
        }
        Err(self.stop([not_settled()]))
    }

    /// The pages of the volumes that were made before; nothing where one is not there, or is
    /// of another state of the book.
    pub(super) fn pages_in_volumes(
        &self,
        book: &Book,
        view: &View,
        tree: &OutputTree,
    ) -> Option<PageMap> {
        // The names of the volumes depend on no page.
        let anywhere = PageMap::new(book, &stack(book, &Lengths::default())).ok()?;
        let names = self.volumes(view, &anywhere);
        if names.is_empty() || !names.iter().all(|volume| tree.has(&volume.route)) {
            return None;
        }
        let lengths = measure(book, &names, tree).ok()?;
        PageMap::new(book, &stack(book, &lengths)).ok()
    }

    /// Holds the volumes to the page contract.
    fn hold(
        &mut self,
        book: &Book,
        pages: &PageMap,
        volumes: &[Volume],
        tree: &OutputTree,
    ) -> Stopped<Vec<Padding>> {
        let lines = |page: usize| {
            let mut before = 0;
            let holds = |volume: &&Volume| {
                let after = before + volume.page_map.total;
                let here = (before..after).contains(&page);
                before = if here { before } else { after };
                here
            };
            let volume = volumes.iter().find(holds);
            let pdf = volume.and_then(|volume| tree.read(&volume.route).ok().flatten());
            let pdf = pdf.and_then(|pdf| FinishedPdf::read(pdf).ok());
            pdf.map_or(0, |pdf| pdf.lines(page - before))
        };
        let mut found = Sink::new();
        let padding = contract::check(book, pages, &lines, self.request.relax, &mut found);
        let look = self.look(book);
        let of_volume = |volume: &Volume| {
            let Some(pdf) = tree.read(&volume.route).ok().flatten() else {
                return Vec::new();
            };
            look.hold(&Arc::new(pdf), volume, Hold::Pages)
        };
        let faults: Vec<_> = volumes.par_iter().flat_map_iter(of_volume).collect();
        for fault in faults {
            found.report(fault);
        }
        self.sink.absorb(found);
        if stops(self.sink, self.request) { Err(super::End::Stopped) } else { Ok(padding) }
    }
}

/// How many pages everything fills in the finished `volumes`, without blank ones.
fn measure(book: &Book, volumes: &[Volume], tree: &OutputTree) -> Result<Lengths, ReadPdfError> {
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

//! Finds the layout faults among the pieces of text of a page.

use std::collections::BTreeSet;

use super::super::matrix::Bounds;
use super::content::{Layer, TextPiece};
use super::{FaultKind, LayoutFault, Margins};

/// The tolerance in points by which ink may extend beyond its area: outlines are rounded, and some
/// letters have a small overhang.
const TOLERANCE: f32 = 1.5;

/// The horizontal and vertical overlap above which two pieces count as overlapping, in ems of the
/// smaller one. Kerned neighbouring letters overlap less.
const MIN_OVERLAP: (f32, f32) = (0.12, 0.15);

/// The largest gap between pieces of the same word, in ems.
const MAX_GAP: f32 = 0.7;

/// The maximum number of neighbouring pieces on each side that are quoted in a fault.
const MAX_CONTEXT: usize = 40;

/// The maximum number of faults of a page, of overlaps and of others each.
const MAX_FAULTS: usize = 64;

/// The faults among the `pieces` of the page with the index `page`.
pub(super) fn faults(
    page: usize,
    pieces: &[TextPiece],
    paper: Bounds,
    margins: Margins,
    fonts: &BTreeSet<String>,
) -> Vec<LayoutFault> {
    let mut found = Vec::new();
    let area = margins.inner(paper);
    let printable = Margins::printer().inner(paper);
    for (at, piece) in pieces.iter().enumerate() {
        let allowed = match piece.layer {
            Layer::Body => area,
            Layer::Running => printable,
            Layer::Paper | Layer::Background => paper,
        };
        let mut fault = |kind| found.push(LayoutFault { page, kind, text: text(pieces, at) });
        if piece.ink.overhang(allowed) > TOLERANCE {
            fault(FaultKind::Outside);
        }
        if piece.ink.overhang(piece.clip) > TOLERANCE {
            fault(FaultKind::Clipped);
        }
        if !fonts.is_empty() && !fonts.contains(&piece.font.name) {
            fault(FaultKind::Font(piece.font.name.clone()));
        }
        if found.len() >= MAX_FAULTS {
            break;
        }
    }
    overlaps(page, pieces, &mut found);
    found
}

/// Finds overlapping pieces: each is compared with those whose top is above its bottom.
fn overlaps(page: usize, pieces: &[TextPiece], found: &mut Vec<LayoutFault>) {
    let mut order: Vec<usize> = (0..pieces.len()).filter(|at| pieces[*at].axis_parallel).collect();
    order.sort_by(|a, b| pieces[*b].ink.top.total_cmp(&pieces[*a].ink.top));
    let mut remaining = found.len() + MAX_FAULTS;
    for (place, upper_at) in order.iter().enumerate() {
        let upper = &pieces[*upper_at];
        for lower_at in &order[place + 1..] {
            let lower = &pieces[*lower_at];
            if lower.ink.top < upper.ink.bottom {
                break;
            }
            let size = upper.size.min(lower.size);
            let width = upper.ink.right.min(lower.ink.right) - upper.ink.left.max(lower.ink.left);
            let height = upper.ink.top.min(lower.ink.top) - upper.ink.bottom.max(lower.ink.bottom);
            if upper.object != lower.object
                && width > MIN_OVERLAP.0 * size
                && height > MIN_OVERLAP.1 * size
            {
                // The piece drawn later is on top.
                let (below, above) = (*upper_at.min(lower_at), *upper_at.max(lower_at));
                let kind = FaultKind::Overlap(text(pieces, below));
                found.push(LayoutFault { page, kind, text: text(pieces, above) });
                remaining -= 1;
                if remaining == 0 {
                    return;
                }
            }
        }
    }
}

/// The text of the piece at `at` with its neighbours in the same word: in charts, each letter is a
/// piece.
fn text(pieces: &[TextPiece], at: usize) -> String {
    let is_continued = |left: &TextPiece, right: &TextPiece| {
        let gap = right.ink.left - left.ink.right;
        let level = (left.ink.bottom + left.ink.top - right.ink.bottom - right.ink.top).abs();
        let size = left.size.min(right.size);
        gap.abs() < MAX_GAP * size && level < size && left.layer == right.layer
    };
    let before =
        (1..=at).rev().take_while(|at| is_continued(&pieces[at - 1], &pieces[*at])).count();
    let first = at - before.min(MAX_CONTEXT);
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate().skip(first).take(2 * MAX_CONTEXT) {
        if index > at && !is_continued(&pieces[index - 1], piece) {
            break;
        }
        text += &piece.font.text(&piece.codes);
    }
    text
}

//! Which pieces of text are not where they should be.

use std::collections::BTreeSet;

use super::super::matrix::Bounds;
use super::content::{Layer, Piece};
use super::{Fault, FaultKind, Margins, PRINTABLE};

/// Ink may reach so far over a side, in points: outlines are rounded, and some letters hang
/// over a little.
const HANGS_OVER: f32 = 1.5;

/// Text lies over text where their ink shares more than this of the smaller one's size, to
/// the side and in height. Neighbouring letters that are kerned share less.
const SHARED: (f32, f32) = (0.12, 0.15);

/// Pieces of a line are nearer to each other than this, in ems.
const JOINED: f32 = 0.7;

/// So many pieces to each side of another tell what it belongs to.
const MOST_PIECES: usize = 40;

/// So many faults of a page are enough to tell what is wrong with it.
const ENOUGH: usize = 64;

/// The faults among `pieces` of the page `page`.
pub(super) fn judge(
    page: usize,
    pieces: &[Piece],
    paper: Bounds,
    margins: Margins,
    fonts: &BTreeSet<String>,
) -> Vec<Fault> {
    let mut found = Vec::new();
    let area = margins.inner(paper);
    let printable = Margins::all(PRINTABLE).inner(paper);
    for (at, piece) in pieces.iter().enumerate() {
        let room = match piece.layer {
            Layer::Body => area,
            Layer::Running => printable,
            Layer::Paper | Layer::Behind => paper,
        };
        let mut fault = |kind| found.push(Fault { page, kind, words: words(pieces, at) });
        if piece.ink.beyond(room) > HANGS_OVER {
            fault(FaultKind::Outside);
        }
        if piece.ink.beyond(piece.clip) > HANGS_OVER {
            fault(FaultKind::Cut);
        }
        if !fonts.is_empty() && !fonts.contains(&piece.font.name) {
            fault(FaultKind::Font(piece.font.name.clone()));
        }
        if found.len() >= ENOUGH {
            break;
        }
    }
    overlaps(page, pieces, &mut found);
    found
}

/// Finds text over text: from top to bottom, each with those that begin before it ends.
fn overlaps(page: usize, pieces: &[Piece], found: &mut Vec<Fault>) {
    let mut order: Vec<usize> = (0..pieces.len()).filter(|at| pieces[*at].straight).collect();
    order.sort_by(|a, b| pieces[*b].ink.top.total_cmp(&pieces[*a].ink.top));
    let mut most = found.len() + ENOUGH;
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
            if upper.object != lower.object && width > SHARED.0 * size && height > SHARED.1 * size {
                // What was set later lies over the other.
                let (below, above) = (*upper_at.min(lower_at), *upper_at.max(lower_at));
                let kind = FaultKind::Over(words(pieces, below));
                found.push(Fault { page, kind, words: words(pieces, above) });
                most -= 1;
                if most == 0 {
                    return;
                }
            }
        }
    }
}

/// What the piece at `at` says, with what goes on with it: in drawings each letter is a piece.
fn words(pieces: &[Piece], at: usize) -> String {
    let goes_on = |left: &Piece, right: &Piece| {
        let gap = right.ink.left - left.ink.right;
        let level = (left.ink.bottom + left.ink.top - right.ink.bottom - right.ink.top).abs();
        let size = left.size.min(right.size);
        gap.abs() < JOINED * size && level < size && left.layer == right.layer
    };
    let before = (1..=at).rev().take_while(|at| goes_on(&pieces[at - 1], &pieces[*at])).count();
    let first = at - before.min(MOST_PIECES);
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate().skip(first).take(2 * MOST_PIECES) {
        if index > at && !goes_on(&pieces[index - 1], piece) {
            break;
        }
        text += &piece.font.text(&piece.codes);
    }
    text
}

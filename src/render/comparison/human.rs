//! A comparison as text for a terminal.

use super::view::{ComparisonView, ItemView, LineView, Style, TotalView};
use crate::compare::{Piece, PieceKind, State};

/// The lines of a comparison.
#[must_use]
pub fn text(view: &ComparisonView) -> String {
    let mut lines = Vec::new();
    for side in [&view.old, &view.new] {
        let name =
            if side.name.is_empty() { String::new() } else { format!("（{}）", side.name) };
        lines.push(format!("{}：{}{name}", side.word, side.title));
    }
    lines.push(view.summary.clone());
    lines.extend(view.notes.iter().map(|note| format!("・{note}")));
    if view.style == Style::Amounts {
        lines.push(String::new());
        lines.extend(view.totals.iter().map(total));
    }
    for group in &view.groups {
        lines.push(String::new());
        lines.push(format!("■ {}", group.title));
        for item in &group.items {
            lines.extend(of_item(item, view));
        }
    }
    if !view.years.is_empty() {
        lines.push(String::new());
    }
    for year in &view.years {
        lines.push(format!("・{}：{} {}", year.word, year.label, year.count));
    }
    lines.join("\n")
}

fn total(total: &TotalView) -> String {
    let TotalView { place, depth, label, old, old_open, new, new_open, difference } = total;
    let indent = "  ".repeat(*depth);
    format!("{indent}{place} {label}：{old}{old_open} → {new}{new_open} {difference}")
}

fn of_item(item: &ItemView, view: &ComparisonView) -> Vec<String> {
    let notes: Vec<&str> = item.notes.iter().map(String::as_str).collect();
    let notes =
        if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("、")) };
    let title = format!("{} {}", item.kind, item.name);
    let mut lines = vec![format!("  【{}】{}{notes}", item.state_word, title.trim_start())];
    lines.extend(item.reason.iter().map(|reason| format!("    理由：{reason}")));
    for line in &item.lines {
        lines.extend(of_line(line, item.state, view).into_iter().map(|line| format!("    {line}")));
    }
    lines
}

fn of_line(line: &LineView, state: State, view: &ComparisonView) -> Vec<String> {
    let LineView { label, figure, old, new, marks, difference, remark } = line;
    let remark = if remark.is_empty() { String::new() } else { format!("〔{remark}〕") };
    let difference = if difference.is_empty() { String::new() } else { format!("  {difference}") };
    let is_long = [old, new].iter().any(|pieces| plain(pieces).chars().count() > 20);
    let one_line = |text: &str| text.replace('\n', "／");
    match state {
        State::Added => vec![format!("{label}：{}", one_line(&plain(new)))],
        State::Ended => vec![format!("{label}：{}", one_line(&plain(old)))],
        State::Changed if view.style == Style::Marks && !figure => {
            vec![format!("{label}{remark}：{}", one_line(&marked(marks)))]
        }
        State::Changed if is_long => vec![
            format!("{label}{remark}"),
            format!("  {}：{}", view.old.word, one_line(&marked(old))),
            format!("  {}：{}", view.new.word, one_line(&marked(new))),
        ],
        State::Changed => {
            let (old, new) = (one_line(&plain(old)), one_line(&plain(new)));
            vec![format!("{label}{remark}：{old} → {new}{difference}")]
        }
    }
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The text with its marks: 〔削：…〕 and 〔加：…〕.
fn marked(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece.kind {
        PieceKind::Same => piece.text.clone(),
        PieceKind::Deleted => format!("〔削：{}〕", piece.text),
        PieceKind::Inserted => format!("〔加：{}〕", piece.text),
    };
    pieces.iter().map(piece).collect()
}

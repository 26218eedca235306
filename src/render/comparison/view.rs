//! A comparison as themes get it: every word and number as it is shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::wording::{Wording, heir, is_numbered};
use crate::compare::{
    Change, Class, Comparison, FactValue, ItemKind, Line, LineKind, Piece, PieceKind, Side, State,
    Total,
};
use crate::diag::{Lang, Text};
use crate::model::{ComparedSide, ComparisonWords, names_level};
use crate::text;

/// The form of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// 新旧対照表: old and new side by side.
    Table,
    /// 見え消し: one text, in which what was deleted is struck out.
    Marks,
    /// 増減: the amounts.
    Amounts,
}

/// The data of a comparison's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparisonView {
    /// The title: 新旧対照表.
    pub title: String,
    /// The language of its words: `ja` or `en`.
    pub lang: &'static str,
    /// The form.
    pub style: Style,
    /// The year, month and day of the new edition: the same comparison is always of the same date.
    pub date_parts: (u16, u8, u8),
    /// The old side.
    pub old: SideView,
    /// The new side.
    pub new: SideView,
    /// The columns from left to right: `old` and `new`.
    pub columns: [&'static str; 2],
    /// What stands in the old column of what was added: （新設）.
    pub added: String,
    /// What stands in the new column of what has ended: （削る）.
    pub ended: String,
    /// How much was added, ended and changed.
    pub summary: String,
    /// What readers must know.
    pub notes: Vec<String>,
    /// The unit of amounts.
    pub unit: String,
    /// The amounts of the whole, and of each place where they changed.
    pub totals: Vec<TotalView>,
    /// The changes, by what they are about.
    pub groups: Vec<GroupView>,
    /// How many values there are of years that only one side is about.
    pub years: Vec<YearView>,
}

/// A side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideView {
    /// The name of its column: 改正前.
    pub word: String,
    /// The title of the book.
    pub title: String,
    /// How the side was named on the command line.
    pub name: String,
}

/// An amount of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalView {
    /// The place, with what places of its level are called; 計 of the whole.
    pub place: String,
    /// Its depth, from 0 for the whole.
    pub depth: usize,
    /// What is summed, with the year: 予算額 令和7年度.
    pub label: String,
    /// The old sum.
    pub old: String,
    /// What the old sum leaves out: （未定 1件を除く）. Empty if it is nothing.
    pub old_open: String,
    /// The new sum.
    pub new: String,
    /// What the new sum leaves out.
    pub new_open: String,
    /// The difference.
    pub difference: String,
}

/// Changes under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The heading: the number and name of the policy.
    pub title: String,
    /// The changes.
    pub items: Vec<ItemView>,
}

/// The changes of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// What it is: 事業. Empty where the name says it itself, as in 施策111.
    pub kind: String,
    /// Its name, in the new side if it is there.
    pub name: String,
    /// `added`, `ended` or `changed`.
    pub state: State,
    /// The word for it.
    pub state_word: String,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    /// The reason of the change.
    pub reason: Option<String>,
    /// What changed.
    pub lines: Vec<LineView>,
}

/// The change of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// Its name, with the year.
    pub label: String,
    /// Whether it is a number.
    pub figure: bool,
    /// The old value, in pieces.
    pub old: Vec<Piece>,
    /// The new value, in pieces.
    pub new: Vec<Piece>,
    /// Both in one text.
    pub marks: Vec<Piece>,
    /// The difference of numbers.
    pub difference: String,
    /// A remark: 表記のみ.
    pub remark: String,
}

/// How many values of a field there are of a year that only one side is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearView {
    /// The field and the year.
    pub label: String,
    /// What happened: 新しい年度.
    pub word: String,
    /// How many.
    pub count: usize,
}

impl ComparisonView {
    /// The view of `comparison`, whose sides were called `names`, in `style` and `lang`. The plan's own
    /// `words` are Japanese.
    #[must_use]
    pub fn new(
        comparison: &Comparison,
        names: [&str; 2],
        words: &ComparisonWords,
        style: Style,
        lang: Lang,
    ) -> Self {
        let wording = Wording::new(comparison, lang);
        let [old, new] = names;
        let title = match style {
            Style::Table => text!("新旧対照表", "Comparison of old and new"),
            Style::Marks => text!("見え消し", "Comparison with marks"),
            Style::Amounts => text!("増減表", "Comparison of amounts"),
        };
        let own = |own: &Option<String>, usual: &Text| match own {
            Some(own) if lang == Lang::Ja => own.clone(),
            _ => wording.word(usual),
        };
        let side = |side: &Side, word: String, name: &str| SideView {
            word,
            title: side.title.clone(),
            name: name.to_owned(),
        };
        let date = comparison.new.date;
        Self {
            title: wording.word(&title),
            lang: match lang {
                Lang::Ja => "ja",
                Lang::En => "en",
            },
            style,
            date_parts: (date.year, date.month, date.day),
            old: side(&comparison.old, own(&words.old, &text!("改正前", "Old")), old),
            new: side(&comparison.new, own(&words.new, &text!("改正後", "New")), new),
            columns: words.order().map(ComparedSide::name),
            added: own(&words.added, &text!("（新設）", "(added)")),
            ended: own(&words.ended, &text!("（削る）", "(ended)")),
            summary: summary(comparison, wording),
            notes: comparison.notes.iter().map(|note| wording.note(note)).collect(),
            unit: comparison.new.unit.clone(),
            totals: shown_totals(comparison).map(|total| total_view(total, wording)).collect(),
            groups: groups(comparison, wording),
            years: years(comparison, wording),
        }
    }
}

/// The changes that are not of years of one side alone.
pub(super) fn is_shown(change: &Change) -> bool {
    change.state != State::Changed || change.lines.iter().any(|line| line.kind.is_of_both())
}

fn summary(comparison: &Comparison, wording: Wording<'_>) -> String {
    let shown = || comparison.changes.iter().filter(|change| is_shown(change));
    let count = |state| shown().filter(|change| change.state == state).count();
    let (added, ended, changed) = (count(State::Added), count(State::Ended), count(State::Changed));
    let only = |kind: LineKind| {
        let lines = shown().filter(|change| change.state == State::Changed);
        lines.filter(|change| change.lines.iter().any(|line| line.kind == kind)).count()
    };
    let (renamed, moved) = (only(LineKind::Name), only(LineKind::Place));
    if added + ended + changed == 0 {
        let of_one_side = comparison.changes.iter().any(|change| !change.lines.is_empty());
        let is_partial = of_one_side || !comparison.notes.is_empty();
        return wording.no_difference(is_partial);
    }
    wording.word(&text!(
        "新設 {added}件、終了 {ended}件、変更 {changed}件（うち名称 {renamed}件、移動 {moved}件）",
        "{added} added, {ended} ended, {changed} changed (of these {renamed} renamed, {moved} moved)"
    ))
}

/// The totals of the whole, and those of places where something changed.
fn shown_totals(comparison: &Comparison) -> impl Iterator<Item = &Total> {
    let is_shown = |total: &&Total| {
        total.number.is_empty() || total.difference.is_some() || total.old_open != total.new_open
    };
    comparison.totals.iter().filter(is_shown)
}

fn total_view(total: &Total, wording: Wording<'_>) -> TotalView {
    let sum = |sum: &Option<String>| {
        sum.as_ref().map_or_else(|| "―".to_owned(), |sum| wording.number(sum))
    };
    let open = |count: usize| match count {
        0 => String::new(),
        n => wording.word(&text!("（未定 {n}件を除く）", " ({n} undecided)")),
    };
    let place = if total.number.is_empty() {
        wording.word(&text!("計", "All"))
    } else {
        let (kind, number) = (&total.kind_name, &total.printed_number);
        if names_level(kind, number) {
            format!("{number} {}", total.name)
        } else {
            format!("{kind} {number} {}", total.name)
        }
    };
    let year = match wording.lang {
        Lang::Ja => total.year.long(),
        Lang::En => total.year.to_string(),
    };
    TotalView {
        place,
        depth: if total.number.is_empty() { 0 } else { total.number.split('-').count() },
        label: format!("{} {year}", total.label),
        old: sum(&total.old),
        old_open: open(total.old_open),
        new: sum(&total.new),
        new_open: open(total.new_open),
        difference: match &total.difference {
            Some(difference) => wording.difference(difference),
            None if total.old.is_none() || total.new.is_none() => "―".to_owned(),
            None => "0".to_owned(),
        },
    }
}

fn groups(comparison: &Comparison, wording: Wording<'_>) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    for change in comparison.changes.iter().filter(|change| is_shown(change)) {
        let title = group_title(change);
        let item = item_view(change, wording);
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.items.push(item),
            None => groups.push(GroupView { title, items: vec![item] }),
        }
    }
    groups
}

/// The heading of the group of a change: of a policy and its projects its number and name.
fn group_title(change: &Change) -> String {
    let Some(head) = change.new.as_ref().or(change.old.as_ref()) else {
        return change.kind_name.clone();
    };
    match change.kind {
        ItemKind::Policy => format!("{} {}", head.printed_number, head.name),
        ItemKind::Project => {
            let place = head.printed_place.as_deref().unwrap_or_default();
            format!("{place} {}", head.place_name.as_deref().unwrap_or_default())
        }
        _ => change.kind_name.clone(),
    }
}

fn item_view(change: &Change, wording: Wording<'_>) -> ItemView {
    let head = change.new.as_ref().or(change.old.as_ref());
    let name = head.map_or_else(String::new, |head| match change.kind {
        // The number of a project is its place, and that of a section or a text its id.
        ItemKind::Project | ItemKind::Section | ItemKind::Text if !head.name.is_empty() => {
            head.name.clone()
        }
        _ => format!("{} {}", head.printed_number, head.name).trim().to_owned(),
    });
    let heirs: Vec<_> = change.heirs.iter().map(|head| heir(change.kind, head)).collect();
    let heirs = (!heirs.is_empty()).then(|| {
        let heirs = heirs.join("、");
        wording.word(&match change.state {
            State::Ended => text!("統合先：{heirs}", "merged into {heirs}"),
            _ => text!("分割元：{heirs}", "split from {heirs}"),
        })
    });
    let lines = change.lines.iter().filter(|line| line.kind.is_of_both());
    let number = head.filter(|_| is_numbered(change.kind)).map_or("", |head| &head.printed_number);
    ItemView {
        // 施策 施策111 would say it twice.
        kind: if names_level(&change.kind_name, number) { "" } else { &change.kind_name }
            .to_owned(),
        name,
        state: change.state,
        state_word: wording.state(change.state),
        notes: heirs.into_iter().chain(wording.matched_by(change.matched_by)).collect(),
        reason: change.reason.clone(),
        lines: lines.map(|line| line_view(change.state, line, wording)).collect(),
    }
}

fn line_view(state: State, line: &Line, wording: Wording<'_>) -> LineView {
    // What stands for a missing value is neither deleted nor inserted.
    let whole = |value: Option<&FactValue>, kind| {
        let text = wording.value(value, line, kind == PieceKind::Deleted);
        vec![Piece { kind: if value.is_some() { kind } else { PieceKind::Same }, text }]
    };
    let is_marked = line.class == Class::Text && !line.pieces.is_empty();
    let of = |side: PieceKind| {
        let pieces = line.pieces.iter().filter(|p| p.kind == PieceKind::Same || p.kind == side);
        pieces.cloned().collect::<Vec<_>>()
    };
    let (old, new, marks) = match (is_marked, state) {
        (_, State::Added) => {
            let new = whole(line.new.as_ref(), PieceKind::Inserted);
            (Vec::new(), new.clone(), new)
        }
        (_, State::Ended) => {
            let old = whole(line.old.as_ref(), PieceKind::Deleted);
            (old.clone(), Vec::new(), old)
        }
        (true, State::Changed) if line.old.is_some() && line.new.is_some() => {
            (of(PieceKind::Deleted), of(PieceKind::Inserted), line.pieces.clone())
        }
        _ => {
            let (old, new) = (
                whole(line.old.as_ref(), PieceKind::Deleted),
                whole(line.new.as_ref(), PieceKind::Inserted),
            );
            let mut marks = [old.as_slice(), new.as_slice()].concat();
            marks.retain(|piece| piece.kind != PieceKind::Same);
            (old, new, marks)
        }
    };
    let is_plain = matches!(line.kind, LineKind::Value);
    LineView {
        label: wording.label(line),
        figure: line.class.is_figure(),
        old,
        new,
        marks,
        difference: wording.line_difference(line).unwrap_or_default(),
        remark: if is_plain { String::new() } else { wording.line_kind(line.kind) },
    }
}

fn years(comparison: &Comparison, wording: Wording<'_>) -> Vec<YearView> {
    let mut counts: BTreeMap<(LineKind, String), usize> = BTreeMap::new();
    for line in comparison.changes.iter().flat_map(|change| &change.lines) {
        if !line.kind.is_of_both() {
            let of_year = matches!(line.kind, LineKind::YearAdded | LineKind::YearEnded);
            let label = if of_year { wording.label(line) } else { line.label.clone() };
            *counts.entry((line.kind, label)).or_default() += 1;
        }
    }
    let years = counts.into_iter().map(|((kind, label), count)| YearView {
        label,
        word: wording.line_kind(kind),
        count,
    });
    years.collect()
}

//! A comparison as rows: one for each value, complete, so that it can be applied to the old side.

use super::wording::Wording;
use crate::compare::{Change, Comparison, FactValue, Head, Line, PieceKind, State};
use crate::diag::Lang;
use crate::render::workbook::List;
use crate::spreadsheet;
use crate::text;

/// The columns: the keys, then the words for people.
const HEAD: [(&str, &str); 25] = [
    ("変更", "change"),
    ("種類", "kind"),
    ("固定ID", "id"),
    ("変更の種類", "state"),
    ("行の種類", "line"),
    ("項目", "field"),
    ("細目", "of"),
    ("年度", "year"),
    ("前", "old"),
    ("後", "new"),
    ("増減", "difference"),
    ("増減率（%）", "percent"),
    ("増減の種類", "movement"),
    ("単位", "unit"),
    ("種類の名前", "kind_name"),
    ("前の番号", "old_number"),
    ("前の名称", "old_name"),
    ("前の所属", "old_place"),
    ("後の番号", "new_number"),
    ("後の名称", "new_name"),
    ("後の所属", "new_place"),
    ("項目の名前", "label"),
    ("見え消し", "marks"),
    ("理由", "reason"),
    ("前の単位", "old_unit"),
];

/// The rows of a comparison as a CSV file that spreadsheet software opens. Words that it would take for a
/// formula have an apostrophe before them; numbers have none.
///
/// # Panics
/// Never: all rows have the columns of the head.
#[must_use]
pub fn csv(comparison: &Comparison, lang: Lang) -> String {
    let guarded = |cell: String| match cell.parse::<f64>() {
        Ok(_) => cell,
        Err(_) => spreadsheet::without_formula(cell).into_owned(),
    };
    let rows = rows(comparison, lang).into_iter();
    let rows = rows.map(|row| row.into_iter().map(guarded));
    let bytes = spreadsheet::csv(head(lang), rows, 0);
    String::from_utf8(bytes).expect("texts are UTF-8")
}

/// A comparison as JSON.
///
/// # Panics
/// Never: a comparison is plain data.
#[must_use]
pub fn json(comparison: &Comparison) -> String {
    serde_json::to_string_pretty(comparison).expect("a comparison is plain data")
}

/// The lists of a workbook: the rows, the totals, and what readers must know.
#[must_use]
pub fn lists(comparison: &Comparison, lang: Lang) -> Vec<List> {
    let wording = Wording::new(comparison, lang);
    let name = |ja: &str, en: &str| if lang == Lang::Ja { ja.to_owned() } else { en.to_owned() };
    let changes = List {
        name: name("変更", "changes"),
        head: head(lang).map(str::to_owned).into(),
        rows: rows(comparison, lang),
    };
    let totals = List {
        name: name("増減", "totals"),
        head: [
            ("段", "level"),
            ("番号", "number"),
            ("名称", "name"),
            ("項目", "field"),
            ("年度", "year"),
            ("前", "old"),
            ("後", "new"),
            ("増減", "difference"),
            ("増減率（%）", "percent"),
            ("増減の種類", "movement"),
            ("前の未定", "old undecided"),
            ("後の未定", "new undecided"),
        ]
        .map(|(ja, en)| name(ja, en))
        .into(),
        rows: comparison
            .totals
            .iter()
            .map(|total| {
                let difference = total.difference.as_ref();
                let of = |of: fn(&crate::compare::Difference) -> String| {
                    difference.map(of).unwrap_or_default()
                };
                vec![
                    if total.number.is_empty() {
                        name("計", "all")
                    } else {
                        total.kind_name.clone()
                    },
                    total.number.clone(),
                    total.name.clone(),
                    total.label.clone(),
                    total.year.to_string(),
                    total.old.clone().unwrap_or_default(),
                    total.new.clone().unwrap_or_default(),
                    of(|d| d.amount.clone()),
                    of(|d| d.percent.clone().unwrap_or_default()),
                    of(|d| d.movement.word().to_owned()),
                    total.old_open.to_string(),
                    total.new_open.to_string(),
                ]
            })
            .collect(),
    };
    let sides = [(text!("前", "old"), &comparison.old), (text!("後", "new"), &comparison.new)]
        .map(|(word, side)| vec![wording.word(&word), side.title.clone()]);
    let notes = comparison.notes.iter().map(|note| vec![String::new(), wording.note(note)]);
    let notes = List {
        name: name("注", "notes"),
        head: vec![name("版", "side"), name("内容", "text")],
        rows: sides.into_iter().chain(notes).collect(),
    };
    vec![changes, totals, notes]
}

fn head(lang: Lang) -> [&'static str; HEAD.len()] {
    HEAD.map(|(ja, en)| if lang == Lang::Ja { ja } else { en })
}

/// A row for each value. What was added or has ended and says nothing else has one row, too.
fn rows(comparison: &Comparison, lang: Lang) -> Vec<Vec<String>> {
    let wording = Wording::new(comparison, lang);
    let mut rows = Vec::new();
    for (number, change) in (1..).zip(&comparison.changes) {
        if change.state != State::Changed {
            rows.push(row(number, change, None, wording));
        }
        rows.extend(change.lines.iter().map(|line| row(number, change, Some(line), wording)));
    }
    rows
}

fn row(number: usize, change: &Change, line: Option<&Line>, wording: Wording<'_>) -> Vec<String> {
    let value = |value: Option<&FactValue>| value.map(ToString::to_string).unwrap_or_default();
    let head = |head: Option<&Head>| {
        let of = |of: fn(&Head) -> Option<&str>| head.and_then(of).unwrap_or_default().to_owned();
        let place = head.map(|head| {
            let (number, name) = (head.place.as_deref(), head.place_name.as_deref());
            format!("{} {}", number.unwrap_or_default(), name.unwrap_or_default())
        });
        [
            of(|head| Some(&head.number)),
            of(|head| Some(&head.name)),
            place.unwrap_or_default().trim().to_owned(),
        ]
    };
    let difference = line.and_then(|line| line.difference.as_ref());
    let marks = line.map(|line| {
        let piece = |piece: &crate::compare::Piece| match piece.kind {
            PieceKind::Same => piece.text.clone(),
            PieceKind::Deleted => format!("〔削：{}〕", piece.text),
            PieceKind::Inserted => format!("〔加：{}〕", piece.text),
        };
        line.pieces.iter().map(piece).collect::<String>()
    });
    let of = |of: fn(&Line) -> String| line.map(of).unwrap_or_default();
    let mut cells = vec![
        number.to_string(),
        change.kind.name().to_owned(),
        change.id.clone(),
        wording.state(change.state),
        line.map(|line| wording.line_kind(line.kind)).unwrap_or_default(),
        of(|line| line.field.clone()),
        of(|line| line.of.clone()),
        of(|line| line.year.map(|year| year.to_string()).unwrap_or_default()),
        value(line.and_then(|line| line.old.as_ref())),
        value(line.and_then(|line| line.new.as_ref())),
        difference.map(|d| d.amount.clone()).unwrap_or_default(),
        difference.and_then(|d| d.percent.clone()).unwrap_or_default(),
        difference.map(|d| d.movement.word().to_owned()).unwrap_or_default(),
        of(|line| line.unit.clone().unwrap_or_default()),
        change.kind_name.clone(),
    ];
    cells.extend(head(change.old.as_ref()));
    cells.extend(head(change.new.as_ref()));
    cells.extend([
        of(|line| line.label.clone()),
        marks.unwrap_or_default(),
        change.reason.clone().unwrap_or_default(),
        of(|line| line.old_unit.clone().unwrap_or_default()),
    ]);
    cells
}

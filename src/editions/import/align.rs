//! Aligns the cells of a workbook that came back with those that were sent, by the keys of their rows and
//! columns: the answer of each cell, and findings about rows and columns that were moved or are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Answer, Answers, NewRow, shown, squeezed, tag};
use super::cell_value::same;
use super::cells::{Cell, Raw, Sheet};
use super::finding_kinds::{At, Found};
use super::marks::Position;
use super::value;
use crate::editions::rounds::{Sent, SentSheet};
use crate::model::Plan;
use crate::render::workbook::{AskedField, Kind, NEW, RecordRef, is_identity};

/// Reads the sheets of a workbook, which was sent as `sent`, of a book with `plan`. `file` is the name
/// of the workbook.
#[must_use]
pub fn align(file: &str, sheets: &[Sheet], sent: &Sent, plan: &Plan) -> Answers {
    let mut answers = Answers::default();
    let mut seen = BTreeSet::new();
    let named = plan.sections().find(|(_, section)| section.id.value == sent.section);
    let section = named.map_or_else(|| sent.name.clone(), |(_, s)| s.name.value.clone());
    for sheet in sheets {
        let place = |cell: &str| At::new(file, &sheet.name, cell);
        for (cell, words) in &sheet.comments {
            answers.found.push(Found::Comment(place(cell), words.clone()));
        }
        let known = tag(sheet).and_then(|(corner, [key, ..])| {
            let sent = sent.sheets.iter().find(|sent| sent.key == key)?;
            Some((corner, sent))
        });
        match known {
            Some((corner, sent)) if seen.insert(sent.key.clone()) => {
                let section = &section;
                Aligner { file, sheet, sent, plan, section, corner, answers: &mut answers }.read();
            }
            // A copy of a sheet, or one of their own.
            _ if sheet.cells.is_empty() => {}
            _ => {
                answers.counts.reported += sheet.cells.len();
                let copy = known.is_some();
                let first = sheet.cells.keys().next().copied().unwrap_or_default();
                let at = place(&super::marks::reference(first));
                answers.found.push(Found::OtherSheet { at, cells: sheet.cells.len(), copy });
            }
        }
    }
    for sheet in &sent.sheets {
        if !seen.contains(&sheet.key) && sheet.key != "guide" && sheet.key != "choices" {
            answers.found.push(Found::NoSheet(At::new(file, &sheet.name, "")));
        }
    }
    answers
}

struct Aligner<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    sent: &'a SentSheet,
    plan: &'a Plan,
    section: &'a str,
    corner: Position,
    answers: &'a mut Answers,
}

/// A row of the sheet.
struct Line<'a> {
    number: u32,
    /// The key and the values that were sent.
    sent: Option<&'a [String]>,
    cells: BTreeMap<u32, &'a Cell>,
}

impl<'a> Aligner<'a> {
    fn at(&self, row: u32, column: u32) -> At {
        At::new(self.file, &self.sheet.name, &super::marks::reference((row, column)))
    }

    fn key(&self, at: Position) -> Option<&'a str> {
        match &self.sheet.cells.get(&at)?.raw {
            Raw::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    fn read(&mut self) {
        let (top, left) = self.corner;
        // Columns by their position in the sheet; a copied column is one outside the table.
        let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
        let mut found = BTreeSet::new();
        let head: Vec<u32> =
            self.sheet.cells.range((top, 0)..=(top, u32::MAX)).map(|(at, _)| at.1).collect();
        for column in head.into_iter().filter(|column| *column != left) {
            let key = self.key((top, column));
            let at = key.and_then(|key| self.sent.columns.iter().position(|sent| sent == key));
            if let Some(at) = at.filter(|at| found.insert(*at)) {
                columns.insert(column, at);
            }
        }
        let missing: Vec<_> =
            (0..self.sent.columns.len()).filter(|at| !found.contains(at)).collect();
        if !missing.is_empty() {
            let names = missing.iter().map(|at| self.name_of(*at)).collect();
            self.answers.found.push(Found::NoColumns(self.at(top, left), names));
        }
        let by_key: BTreeMap<&str, &'a [String]> =
            self.sent.rows.iter().map(|row| (row[0].as_str(), row.as_slice())).collect();
        let mut lines: BTreeMap<u32, Line<'a>> = BTreeMap::new();
        for ((row, column), cell) in &self.sheet.cells {
            let line = lines.entry(*row).or_insert_with(|| Line {
                number: *row,
                sent: self.key((*row, left)).and_then(|key| by_key.get(key).copied()),
                cells: BTreeMap::new(),
            });
            line.cells.insert(*column, cell);
        }
        let (mut keys, mut shifted) = (BTreeSet::new(), Vec::new());
        for (number, line) in lines {
            // The row and the column of the keys say nothing of their own.
            if number == top {
                let others = line.cells.keys().filter(|column| !columns.contains_key(column));
                let others: Vec<_> = others.copied().filter(|column| *column != left).collect();
                self.outside(number, &others, &line);
                continue;
            }
            match line.sent {
                Some(sent) if keys.insert(sent[0].as_str()) => {
                    if self.is_shifted(&line, sent, &columns) {
                        let others = line.cells.keys().filter(|at| !columns.contains_key(at));
                        self.answers.counts.refused += columns.len() + others.count() - 1;
                        shifted.push(number);
                    } else {
                        self.line(&line, sent, &columns);
                    }
                }
                Some(_) => {
                    let cells = line.cells.len() - 1;
                    self.answers.counts.reported += cells;
                    self.answers.found.push(Found::CopiedRow(self.at(number, left), cells));
                }
                None => self.new_row(&line, &columns),
            }
        }
        self.merged(&columns);
        if let Some(first) = shifted.first() {
            self.answers.found.push(Found::Shifted(self.at(*first, left), shifted.len()));
        }
        for row in self.sent.rows.iter().filter(|row| !keys.contains(row[0].as_str())) {
            if let Some((subject, _)) = self.slot(&row[0], "name")
                && matches!(subject, RecordRef::Project(_))
            {
                self.answers.gone.push((subject, At::new(self.file, &self.sheet.name, "")));
            }
        }
    }

    /// Merged cells of which more than one has a row and a column of the table.
    fn merged(&mut self, columns: &BTreeMap<u32, usize>) {
        let left = self.corner.1;
        let keys = self.sheet.cells.keys().filter(|(_, column)| *column == left);
        let rows: BTreeSet<u32> =
            keys.map(|(row, _)| *row).filter(|row| self.has_answers(*row)).collect();
        for (first, last) in &self.sheet.merged {
            let rows = rows.range(first.0..=last.0).count();
            if rows * columns.range(first.1..=last.1).count() > 1 {
                let end = super::marks::reference(*last);
                let region = format!("{}:{end}", super::marks::reference(*first));
                self.answers.found.push(Found::Merged(self.at(first.0, first.1), region));
            }
        }
    }

    /// Whether the row `number` is one of those below the head.
    fn has_answers(&self, number: u32) -> bool {
        let key = self.key((number, self.corner.1));
        number != self.corner.0 && key.is_some_and(|key| !key.starts_with(['#', '!']))
    }

    /// The name for people of the column at `at`.
    fn name_of(&self, at: usize) -> String {
        let head = self.sent.rows.iter().find(|row| row[0] == "#head");
        head.and_then(|row| row.get(at + 1)).cloned().unwrap_or_default().replace('\n', "")
    }

    /// What the cell of the row `key` in the column `column` is about, if it is to be filled in.
    fn slot(&self, key: &str, column: &str) -> Option<(RecordRef, AskedField)> {
        if key.starts_with(['#', '!']) || key.starts_with(NEW) || column.starts_with('=') {
            return None;
        }
        match self.sent.key.as_str() {
            "projects" => Some((RecordRef::Project(key.to_owned()), AskedField::parse(column)?)),
            "policies" => Some((RecordRef::Policy(key.to_owned()), AskedField::parse(column)?)),
            "indicators" => {
                Some((RecordRef::Indicator(key.to_owned()), AskedField::parse(column)?))
            }
            "texts" => {
                let (uid, heading) = key.split_once('/')?;
                let field = AskedField::Text(heading.to_owned());
                (column == "text").then(|| (RecordRef::Policy(uid.to_owned()), field))
            }
            _ => None,
        }
    }

    /// The kind of the values of a column, locked or not.
    fn kind(&self, column: &str, field: Option<&AskedField>) -> Option<Kind> {
        match field {
            Some(field) => field.kind(self.record(), self.plan),
            None => {
                AskedField::parse(column.trim_start_matches('='))?.kind(self.record(), self.plan)
            }
        }
    }

    /// The type of the records of the sheet.
    fn record(&self) -> &'static str {
        match self.sent.key.as_str() {
            "policies" | "texts" => "Policy",
            "indicators" => "Indicator",
            _ => "Project",
        }
    }

    /// The unit of a number; that of the value of an indicator stands in the row that was sent.
    fn unit<'b>(&'b self, field: &AskedField, sent: &'b [String]) -> &'b str {
        match field {
            AskedField::Value(_) => {
                let at = self.sent.columns.iter().position(|key| key == "=unit");
                at.and_then(|at| sent.get(at + 1)).map_or("", String::as_str)
            }
            field => field.unit(self.record(), self.plan),
        }
    }

    /// Whether a row's key was moved to another row: what says what it is about is that of neither.
    fn is_shifted(&self, line: &Line<'_>, sent: &[String], columns: &BTreeMap<u32, usize>) -> bool {
        // Rows for new projects are about nothing yet.
        !sent[0].starts_with(NEW)
            && columns.iter().any(|(column, at)| {
                let was = &sent[at + 1];
                let is = line.cells.get(column).map(|cell| shown(cell)).unwrap_or_default();
                is_identity(&self.sent.columns[*at])
                    && !is.is_empty()
                    && squeezed(&is) != squeezed(was)
                    && self.sent.rows.iter().any(|row| squeezed(&row[at + 1]) == squeezed(&is))
            })
    }

    fn line(&mut self, line: &Line<'_>, sent: &[String], columns: &BTreeMap<u32, usize>) {
        let mut struck = Vec::new();
        for (column, at) in columns {
            let key = &self.sent.columns[*at];
            let was = &sent[at + 1];
            let place = self.at(line.number, *column);
            let cell = line.cells.get(column).copied();
            let slot = self.slot(&sent[0], key);
            let to_fill = slot.is_some() || sent[0].starts_with(NEW) && !key.starts_with('=');
            if !to_fill {
                self.locked(place, cell, was, key, &mut struck);
                continue;
            }
            let Some((subject, field)) = slot else { continue };
            let Some(kind) = self.kind(key, Some(&field)) else {
                // The plan has no such field any more.
                match cell {
                    Some(cell) if squeezed(&shown(cell)) != squeezed(was) => {
                        self.answers.counts.refused += 1;
                        self.answers.found.push(Found::NoField(place, self.name_of(*at)));
                    }
                    _ => self.answers.counts.equal += 1,
                }
                continue;
            };
            let back = match cell {
                None => String::new(),
                Some(cell) if cell.struck => {
                    struck.push(place);
                    continue;
                }
                Some(cell) => match value::read(cell, &kind, self.unit(&field, sent), was) {
                    Ok(reading) => {
                        if reading.respelled && !same(&kind, &reading.value, was) {
                            self.answers.respelled.push(place.clone());
                        }
                        reading.value
                    }
                    Err(refusal) => {
                        self.answers.counts.refused += 1;
                        let name = self.name_of(*at);
                        self.answers.found.push(Found::Value(place, name, refusal));
                        continue;
                    }
                },
            };
            if same(&kind, &back, was) {
                self.answers.counts.equal += 1;
                continue;
            }
            let sent = was.clone();
            self.answers.changed.push(Answer { at: place, subject, field, kind, sent, back });
        }
        if !struck.is_empty() {
            self.answers.counts.refused += struck.len();
            self.answers.found.push(Found::Struck(struck));
        }
        if sent[0].starts_with(NEW) {
            self.new_row(line, columns);
        } else {
            let others: Vec<_> = line
                .cells
                .keys()
                .copied()
                .filter(|column| *column != self.corner.1 && !columns.contains_key(column))
                .collect();
            self.outside(line.number, &others, line);
        }
    }

    fn locked(
        &mut self,
        place: At,
        cell: Option<&Cell>,
        was: &str,
        key: &str,
        struck: &mut Vec<At>,
    ) {
        let Some(cell) = cell else {
            // An empty cell of the head or of a reference says nothing.
            self.answers.counts.equal += 1;
            return;
        };
        if cell.struck {
            struck.push(place);
            return;
        }
        let kind = self.kind(key, None).unwrap_or(Kind::Line);
        let read = value::read(cell, &kind, &self.plan.money.unit, was);
        let same = read.is_ok_and(|reading| same(&kind, &reading.value, was))
            || squeezed(&shown(cell)) == squeezed(was);
        if same {
            self.answers.counts.equal += 1;
        } else {
            self.answers.counts.refused += 1;
            self.answers.found.push(Found::Locked(place, shown(cell), was.to_owned()));
        }
    }

    /// Cells outside the table.
    fn outside(&mut self, row: u32, columns: &[u32], line: &Line<'_>) {
        for column in columns {
            let words = shown(line.cells[column]);
            self.answers.counts.reported += 1;
            self.answers.found.push(Found::Outside(self.at(row, *column), words));
        }
    }

    /// A row without a key, or one of those for new projects.
    fn new_row(&mut self, line: &Line<'_>, columns: &BTreeMap<u32, usize>) {
        let left = self.corner.1;
        let section = self.section.to_owned();
        let mut row = NewRow { at: self.at(line.number, left), section, values: Vec::new() };
        let mut others = Vec::new();
        let mut refused = Vec::new();
        for (column, cell) in line.cells.iter().filter(|(column, _)| **column != left) {
            let key = columns.get(column).map(|at| &self.sent.columns[*at]);
            let field = key.filter(|_| self.sent.key == "projects");
            let field = field.and_then(|key| AskedField::parse(key));
            let place = self.at(line.number, *column);
            match field.and_then(|field| Some((self.kind("", Some(&field))?, field))) {
                Some((kind, field)) => match value::read(cell, &kind, self.unit(&field, &[]), "") {
                    Ok(reading) => row.values.push((field, reading.value, place)),
                    Err(refusal) => {
                        let name = self.name_of(columns[column]);
                        refused.push(Found::Value(place, name, refusal));
                    }
                },
                // What was sent in the rows for new projects was read already.
                None if line.sent.is_some() && key.is_some() => {}
                None => others.push(*column),
            }
        }
        self.answers.counts.refused += refused.len();
        self.answers.found.append(&mut refused);
        // Words next to the table, as under it, are no project.
        let mut fields = row.values.iter().map(|(field, ..)| field);
        if fields.any(|field| matches!(field, AskedField::Policy | AskedField::Name)) {
            self.answers.new.push(row);
        } else {
            for (_, words, at) in row.values {
                self.answers.counts.reported += 1;
                self.answers.found.push(Found::Outside(at, words));
            }
        }
        self.outside(line.number, &others, line);
    }
}

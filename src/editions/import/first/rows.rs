//! The rows of a city's own spreadsheet: what each cell says, or why it has no place in a book.
//!
//! Each cell of the workbook is counted once, as in an import: applied, equal (a heading, or what another
//! cell said), reported (it has no place) or refused (it cannot be read).

use std::collections::{BTreeMap, BTreeSet};

use super::super::Written;
use super::super::answers::{shown, squeezed};
use super::super::cell_value::CellError;
use super::super::cells::Cell;
use super::super::finding_kinds::{At, Found};
use super::super::marks::Position;
use super::super::outcome::Counts;
use super::super::value;
use super::Left;
use super::columns::{Table, Target, Use, letters};
use super::findings;
use super::other_rows::{self, Other, is_heading, is_note};
use super::outline::{Outline, Said, policy_number};
use super::prose::as_markdown;
use crate::diag::Diagnostic;
use crate::model::PolicyId;
use crate::parse::Mapping;
use crate::render::workbook::{AskedField, Kind, OPEN};

/// What became of the cells.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub outline: Outline,
    pub counts: Counts,
    pub found: Vec<Diagnostic>,
    pub respelled: Vec<At>,
    pub written: Vec<Written>,
    pub left: Vec<Left>,
    /// The sections of projects, with their cells.
    pub sections: Vec<Said>,
}

/// The name and the yen of a unit of money.
type Unit<'a> = (&'a str, i64);

pub(super) struct Reader<'a> {
    pub table: &'a Table<'a>,
    /// The number of levels above the policies.
    depth: usize,
    /// The unit of the table, and that of the plan.
    pub units: (Unit<'a>, Unit<'a>),
    pub out: Outcome,
    /// What the columns said in which a blank cell says the same as the one above.
    carried: BTreeMap<u32, u32>,
    /// What the last cell of each column that says where a policy belongs says.
    last: BTreeMap<u32, String>,
}

/// Why a row has no policy.
enum NoPolicy {
    /// Nothing says which.
    Nothing,
    /// These words are no number.
    Words(String),
    /// The cell with the number cannot be read.
    Unreadable(Position, CellError),
}

impl<'a> Reader<'a> {
    pub(super) fn new(table: &'a Table<'a>, mapping: &'a Mapping) -> Self {
        let unit = |(name, yen): &'a (String, i64)| (name.as_str(), *yen);
        let of_table = mapping.table.unit.as_ref().map(|unit| (unit.value.name, unit.value.yen));
        let of_plan = mapping.money.as_ref().map(unit);
        let of_table = of_table.or(of_plan).unwrap_or(("円", 1));
        let units = (of_table, of_plan.unwrap_or(of_table));
        let depth = mapping.levels.above_sheets().len();
        let (carried, last) = (BTreeMap::new(), BTreeMap::new());
        Self { table, depth, units, out: Outcome::default(), carried, last }
    }

    /// Reads all rows.
    pub(super) fn read(mut self) -> Outcome {
        let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (row, column) in self.table.sheet.cells.keys() {
            rows.entry(*row).or_default().push(*column);
        }
        let (first, last) = self.table.header;
        for (row, columns) in &rows {
            match *row {
                row if row < first => self.above(row, columns),
                row if row <= last => self.headings(row, columns),
                row => self.row(row, columns),
            }
        }
        self.columns();
        self.hidden();
        for (cell, words) in &self.table.sheet.comments {
            let at = At::new(self.table.file, &self.table.sheet.name, cell);
            self.out.found.push(Found::Comment(at, words.clone()).diagnostic());
        }
        self.out
    }

    pub(super) fn cell(&self, at: Position) -> &'a Cell {
        &self.table.sheet.cells[&at]
    }

    /// Counts a cell that has no place.
    pub(super) fn leave(&mut self, at: Position) {
        self.out.counts.reported += 1;
        let words = shown(self.cell(at));
        self.out.left.push(Left { at: self.table.at(at), words });
    }

    fn above(&mut self, row: u32, columns: &[u32]) {
        for column in columns {
            let at = (row, *column);
            self.leave(at);
            self.out.found.push(findings::outside(self.table.at(at), &shown(self.cell(at))));
        }
    }

    fn headings(&mut self, row: u32, columns: &[u32]) {
        for column in columns {
            match self.table.columns.get(column).map(|column| &column.used) {
                Some(Use::Taken(..)) => self.out.counts.equal += 1,
                _ => self.leave((row, *column)),
            }
        }
    }

    /// Reports the columns that the mapping does not name.
    fn columns(&mut self) {
        let (first, last) = self.table.header;
        for (at, column) in &self.table.columns {
            let cells = self.table.sheet.cells.keys();
            let cells = cells.filter(|place| place.1 == *at && place.0 > last).count();
            if column.used == Use::Unknown && (cells > 0 || !column.heading.is_empty()) {
                let place = self.table.at((first, *at));
                self.out.found.push(findings::column_left(place, &column.heading, cells));
            }
        }
    }

    /// Reports the rows and columns that were read and are not shown.
    fn hidden(&mut self) {
        let hidden = &self.table.sheet.hidden;
        let cells = self.table.sheet.cells.keys().filter(|at| at.0 > self.table.header.1);
        let rows: BTreeSet<u32> =
            cells.map(|at| at.0).filter(|row| hidden.rows.contains(row)).collect();
        let is_hidden =
            |at: u32| hidden.columns.iter().any(|(from, to)| (*from..=*to).contains(&at));
        let taken = self.table.columns.iter().filter(|(_, c)| matches!(c.used, Use::Taken(..)));
        let columns: BTreeSet<u32> = taken.map(|(at, _)| *at).filter(|at| is_hidden(*at)).collect();
        if !rows.is_empty() || !columns.is_empty() {
            let at = At::new(self.table.file, &self.table.sheet.name, "");
            let rows = ranges(&rows, |row| (row + 1).to_string());
            self.out.found.push(findings::hidden(at, &rows, &ranges(&columns, letters)));
        }
    }

    /// The cell that says what `target` is in `row`: its own, the one merged over it, or the one above
    /// where a blank cell means that.
    pub(super) fn source(&self, row: u32, target: &Target) -> Option<(Position, &'a Kind)> {
        let mut columns = self.table.columns.iter();
        let (column, kind) = columns.find_map(|(at, column)| match &column.used {
            Use::Taken(known, kind) if known == target => Some((*at, kind)),
            _ => None,
        })?;
        let own = self.table.sheet.cells.contains_key(&(row, column)).then_some(row);
        let merged = self.table.region(row, column).filter(|(.., cell)| cell.is_some());
        let merged = merged.map(|(top, ..)| top);
        let carried = self.carried.get(&column).copied();
        let row = own.or(merged).or(carried)?;
        self.table.sheet.cells.contains_key(&(row, column)).then_some(((row, column), kind))
    }

    pub(super) fn read_cell(&mut self, at: Position, kind: &Kind) -> Result<String, CellError> {
        let ((from, a), (to, b)) = self.units;
        let of_plan = self.table.columns.get(&at.1).map_or("", |column| column.unit.as_str());
        let unit = if *kind == Kind::Money { from } else { of_plan };
        let read = value::read(self.cell(at), kind, unit, "")?;
        let mut value = read.value;
        if *kind == Kind::Prose {
            value = as_markdown(&value);
        }
        if *kind == Kind::Money && value != OPEN && a != b {
            let yen = value.parse::<i128>().unwrap_or_default() * i128::from(a);
            if yen % i128::from(b) != 0 {
                return Err(findings::indivisible(&shown(self.cell(at)), from, to));
            }
            value = (yen / i128::from(b)).to_string();
        }
        if read.respelled && at.0 > self.table.header.1 {
            self.out.respelled.push(self.table.at(at));
        }
        Ok(value)
    }

    /// Refuses a cell.
    pub(super) fn refuse(&mut self, at: Position, refusal: CellError) {
        self.out.counts.refused += 1;
        let heading = self.table.columns[&at.1].heading.clone();
        self.out.found.push(Found::Value(self.table.at(at), heading, refusal).diagnostic());
    }

    fn row(&mut self, row: u32, columns: &[u32]) {
        if is_heading(self.table, row, columns) {
            return self.headings(row, columns);
        }
        let of_name = Target::AskedField(AskedField::Name);
        let name = self.source(row, &of_name).filter(|(at, _)| at.0 == row);
        let Some((at, kind)) = name else { return self.without_project(row, columns) };
        let name = match self.read_cell(at, kind) {
            Ok(name) => name,
            Err(refusal) => {
                self.carry(row, columns);
                self.refuse_row(row, columns);
                let place = self.table.at(at);
                let heading = self.table.columns[&at.1].heading.clone();
                self.out.found.push(Found::Value(place, heading, refusal).diagnostic());
                return;
            }
        };
        let note = is_note(&name) && !self.has_facts(columns);
        if note {
            return self.left_row(row, columns, Other::Note);
        }
        self.carry(row, columns);
        if let Some(other) = other_rows::of_name(&name) {
            return self.left_row(row, columns, other);
        }
        match self.policy(row) {
            Ok(id) => self.project(row, columns, id, &name),
            Err(why) => {
                self.refuse_row(row, columns);
                let place = self.table.at(at);
                self.out.found.push(match why {
                    NoPolicy::Nothing => {
                        findings::row_without_policy(place, &name, None, self.depth)
                    }
                    NoPolicy::Words(words) => {
                        findings::row_without_policy(place, &name, Some(&words), self.depth)
                    }
                    NoPolicy::Unreadable(at, refusal) => {
                        let heading = self.table.columns[&at.1].heading.clone();
                        Found::Value(self.table.at(at), heading, refusal).diagnostic()
                    }
                });
            }
        }
    }

    /// Whether a row says anything of a project other than its name and description.
    fn has_facts(&self, columns: &[u32]) -> bool {
        let is_fact = |target: &Target| {
            let words = [AskedField::Name, AskedField::Description].map(Target::AskedField);
            !words.contains(target)
        };
        let mut used = columns.iter().filter_map(|column| self.table.columns.get(column));
        used.any(|column| matches!(&column.used, Use::Taken(target, _) if is_fact(target)))
    }

    /// Remembers what the blank cells below a row say. Below a new item, nothing says what is in it.
    fn carry(&mut self, row: u32, columns: &[u32]) {
        let is_total =
            |column: &u32| other_rows::of_name(&shown(self.cell((row, *column)))).is_some();
        let columns: Vec<u32> = columns.iter().copied().filter(|at| !is_total(at)).collect();
        let rank = |target: &Target| match target {
            Target::Node(level) => Some(*level),
            Target::Title => Some(self.depth),
            Target::AskedField(AskedField::Policy) => Some(self.depth + 1),
            _ => None,
        };
        let mut changed: Option<usize> = None;
        for column in &columns {
            let used = self.table.columns.get(column).map(|column| &column.used);
            let Some(Use::Taken(target, _)) = used else { continue };
            let Some(rank) = rank(target) else { continue };
            let words = squeezed(&shown(self.cell((row, *column))));
            let before = self.last.insert(*column, words.clone());
            if before.is_some_and(|before| before != words) {
                changed = Some(changed.map_or(rank, |changed| changed.min(rank)));
            }
        }
        if let Some(changed) = changed {
            self.carried.retain(|column, _| match &self.table.columns[column].used {
                Use::Taken(target, _) => rank(target).is_none_or(|rank| rank <= changed),
                _ => true,
            });
        }
        for column in columns.iter().filter(|column| self.table.repeated.contains(column)) {
            self.carried.insert(*column, row);
        }
    }

    /// Counts the cells of a row as refused; one that is read for other rows as well stays for those.
    fn refuse_row(&mut self, row: u32, columns: &[u32]) {
        for column in columns {
            match self.table.columns.get(column).map(|column| &column.used) {
                Some(Use::Taken(..)) => self.out.counts.refused += 1,
                _ => self.leave((row, *column)),
            }
        }
    }

    fn left_row(&mut self, row: u32, columns: &[u32], other: Other) {
        let words: Vec<_> = columns.iter().map(|column| shown(self.cell((row, *column)))).collect();
        for column in columns {
            self.leave((row, *column));
        }
        let at = self.table.at((row, columns.first().copied().unwrap_or_default()));
        self.out.found.push(findings::row_left(at, &words.join("　"), other));
    }

    /// A row without a project's name: one that says where the next projects belong, or none of the
    /// table's.
    fn without_project(&mut self, row: u32, columns: &[u32]) {
        let of_policy = columns.iter().all(|column| {
            let used = self.table.columns.get(column).map(|column| &column.used);
            let repeated = self.table.repeated.contains(column);
            matches!(used, Some(Use::Taken(target, _)) if target.is_of_policy() && repeated)
        });
        let words: Vec<_> = columns.iter().map(|column| shown(self.cell((row, *column)))).collect();
        let other = words.iter().find_map(|words| other_rows::of_name(words));
        let note = words.first().is_some_and(|words| is_note(words)) && words.len() == 1;
        if !note {
            self.carry(row, columns);
        }
        match (other, self.policy(row)) {
            (None, Ok(id)) if of_policy && !note => self.facts_of_policy(row, columns, id),
            (Some(other), _) => self.left_row(row, columns, other),
            (None, _) => {
                let other = if note { Other::Note } else { Other::Nameless };
                self.left_row(row, columns, other);
            }
        }
    }

    /// The number of the policy of a row.
    fn policy(&mut self, row: u32) -> Result<PolicyId, NoPolicy> {
        let target = Target::AskedField(AskedField::Policy);
        if self.takes(&target) {
            let (at, kind) = self.source(row, &target).ok_or(NoPolicy::Nothing)?;
            let read = value::read(self.cell(at), kind, "", "");
            let words = read.map_err(|why| NoPolicy::Unreadable(at, why))?.value;
            return policy_number(&words, self.depth).ok_or(NoPolicy::Words(words));
        }
        let name = |target: Target| {
            let (at, kind) = self.source(row, &target)?;
            value::read(self.cell(at), kind, "", "").ok().map(|read| read.value)
        };
        let above: Option<Vec<String>> =
            (0..self.depth).map(|level| name(Target::Node(level))).collect();
        let (Some(above), Some(title)) = (above, name(Target::Title)) else {
            return Err(NoPolicy::Nothing);
        };
        self.out.outline.number(&above, &title).ok_or(NoPolicy::Nothing)
    }

    pub(super) fn takes(&self, target: &Target) -> bool {
        let mut columns = self.table.columns.values();
        columns.any(|column| matches!(&column.used, Use::Taken(known, _) if known == target))
    }
}

/// The ranges of `numbers`, as `name` names them: 5, 7-9.
fn ranges(numbers: &BTreeSet<u32>, name: impl Fn(u32) -> String) -> Vec<String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let range = |(first, last): (u32, u32)| {
        if first == last { name(first) } else { format!("{}-{}", name(first), name(last)) }
    };
    ranges.into_iter().map(range).collect()
}

//! The rows of a city's own spreadsheet: what each cell says, or why it has no place in a book.
//!
//! Each cell of the workbook is counted once, as in an import: applied, equal (a heading, or what another
//! cell said), reported (it has no place) or refused (it cannot be read).

use std::collections::BTreeMap;

use super::super::Written;
use super::super::answers::shown;
use super::super::cell_value::CellError;
use super::super::cells::Cell;
use super::super::finding_kinds::{At, Found};
use super::super::marks::Position;
use super::super::outcome::Counts;
use super::super::value;
use super::Left;
use super::columns::{Table, Target, Use};
use super::findings;
use super::outline::{Outline, policy_number};
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

/// What a total may be of: 産業課計, 施策計. Other names end with 計, too: 実施設計, 特別会計.
const TOTALLED: [&str; 15] = [
    "課", "部", "局", "室", "係", "所", "策", "事業", "費", "年度", "款", "項", "目", "柱", "目標",
];

/// Whether `words` are the name of a row of totals, be it with what they are of: 小計（産業課）.
fn is_total(words: &str) -> bool {
    let bare: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let name = bare.split(['（', '(']).next().unwrap_or_default();
    let name = name.strip_suffix('額').unwrap_or(name);
    let of_something = |of: &str| TOTALLED.iter().any(|totalled| of.ends_with(totalled));
    matches!(name, "計" | "総" | "累計")
        || ["合計", "小計", "総計"].iter().any(|end| name.ends_with(end))
        || name.strip_suffix('計').is_some_and(of_something)
}

/// Whether `words` are a note below a table.
fn is_note(words: &str) -> bool {
    let words = words.trim_start();
    let after = words.trim_start_matches(['（', '(']).strip_prefix('注');
    let follows = |rest: &str| {
        let next = rest.chars().next();
        next.is_some_and(|c| "）)：:．. 　".contains(c) || c.is_numeric())
    };
    words.starts_with(['※', '＊', '*']) || after.is_some_and(follows)
}

impl<'a> Reader<'a> {
    pub(super) fn new(table: &'a Table<'a>, mapping: &'a Mapping) -> Self {
        let unit = |(name, yen): &'a (String, i64)| (name.as_str(), *yen);
        let of_table = mapping.table.unit.as_ref().map(|unit| (unit.value.name, unit.value.yen));
        let of_plan = mapping.money.as_ref().map(unit);
        let of_table = of_table.or(of_plan).unwrap_or(("円", 1));
        let units = (of_table, of_plan.unwrap_or(of_table));
        let depth = mapping.levels.above_sheets().len();
        Self { table, depth, units, out: Outcome::default(), carried: BTreeMap::new() }
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
        for column in columns.iter().filter(|column| self.table.repeated.contains(column)) {
            self.carried.insert(*column, row);
        }
        let name =
            self.source(row, &Target::AskedField(AskedField::Name)).filter(|(at, _)| at.0 == row);
        let Some((at, kind)) = name else {
            self.without_project(row, columns);
            return;
        };
        let name = match self.read_cell(at, kind) {
            Ok(name) => name,
            Err(refusal) => {
                self.refuse_row(row, columns);
                let place = self.table.at(at);
                let heading = self.table.columns[&at.1].heading.clone();
                self.out.found.push(Found::Value(place, heading, refusal).diagnostic());
                return;
            }
        };
        let total = is_total(&name);
        if total || is_note(&name) {
            self.left_row(row, columns, total);
            return;
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

    /// Counts the cells of a row as refused; one that is read for other rows as well stays for those.
    fn refuse_row(&mut self, row: u32, columns: &[u32]) {
        for column in columns {
            match self.table.columns.get(column).map(|column| &column.used) {
                Some(Use::Taken(..)) => self.out.counts.refused += 1,
                _ => self.leave((row, *column)),
            }
        }
    }

    fn left_row(&mut self, row: u32, columns: &[u32], total: bool) {
        let words: Vec<_> = columns.iter().map(|column| shown(self.cell((row, *column)))).collect();
        for column in columns {
            self.leave((row, *column));
        }
        let at = self.table.at((row, columns.first().copied().unwrap_or_default()));
        self.out.found.push(findings::row_left(at, &words.join("　"), total));
    }

    /// A row without a project's name: one that says where the next projects belong, or none of the
    /// table's.
    fn without_project(&mut self, row: u32, columns: &[u32]) {
        let of_policy = columns.iter().all(|column| {
            let used = self.table.columns.get(column).map(|column| &column.used);
            let repeated = self.table.repeated.contains(column);
            matches!(used, Some(Use::Taken(target, _)) if target.is_of_policy() && repeated)
        });
        let words = columns.iter().map(|column| shown(self.cell((row, *column))));
        let total = words.into_iter().any(|words| is_total(&words));
        match self.policy(row) {
            Ok(id) if of_policy && !total => self.facts_of_policy(row, columns, id),
            _ => self.left_row(row, columns, total),
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

#[cfg(test)]
mod tests {
    use super::{is_note, is_total};

    #[test]
    fn totals_and_notes_are_no_projects() {
        for name in [
            "計",
            "合　計",
            "総額",
            "産業課計",
            "小計（産業課）",
            "計（1～2）",
            "合計額",
            "施策計",
            "1-1 小計",
        ] {
            assert!(is_total(name), "{name}");
        }
        for name in
            ["実施設計", "介護保険特別会計", "統計調査", "体重計の購入", "計画の見直し", "総合計画"]
        {
            assert!(!is_total(name), "{name}");
        }
        for name in ["※1　事業費は当初予算", "（注）国庫補助を含む", "注1：見込み", "*概算"]
        {
            assert!(is_note(name), "{name}");
        }
        for name in ["注文住宅の支援", "注意報の放送", "（仮称）交流館の整備"]
        {
            assert!(!is_note(name), "{name}");
        }
    }
}

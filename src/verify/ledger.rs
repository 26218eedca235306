//! What was compared, and what does not agree.
//!
//! This module must not know file formats.

use std::collections::BTreeMap;

use serde::Serialize;

use super::disagreement::Disagreement;
use super::json::PLAN;
use super::table::{Cell, Row};
use crate::diag::Text;
use crate::text;

/// A kind of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The values of `plan.json`, by a vote of the other formats.
    Plan,
    /// The cells of CSV files.
    Csv,
    /// The cells of the workbook.
    Workbook,
    /// The values of the data files of single policies.
    PolicyFiles,
    /// The cells and bytes of files that are attached to the PDF.
    Attachments,
    /// Sums, counts and shares, computed again from the data.
    Computed,
    /// Facts that the data say in several places.
    Repeated,
    /// The catalogues and the list of files.
    Catalogue,
    /// The tables and texts of the pages of the site.
    Site,
    /// The links of the site.
    Links,
    /// The cells of tables in print.
    Print,
    /// The texts of sheets in print.
    Passages,
    /// Printed page numbers, and the places of parts and sheets.
    Pages,
    /// The pages of volumes.
    Volumes,
    /// The hashes of a frozen edition.
    Record,
}

impl Area {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 15] = [
        Self::Plan,
        Self::Csv,
        Self::Workbook,
        Self::PolicyFiles,
        Self::Attachments,
        Self::Computed,
        Self::Repeated,
        Self::Catalogue,
        Self::Site,
        Self::Links,
        Self::Print,
        Self::Passages,
        Self::Pages,
        Self::Volumes,
        Self::Record,
    ];

    /// The name in reports for programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Plan => "plan_json",
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
            Self::PolicyFiles => "policy_json",
            Self::Attachments => "attachments",
            Self::Computed => "computed",
            Self::Repeated => "repeated",
            Self::Catalogue => "catalogue",
            Self::Site => "site",
            Self::Links => "links",
            Self::Print => "print",
            Self::Passages => "print_texts",
            Self::Pages => "pages",
            Self::Volumes => "volumes",
            Self::Record => "record",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Plan => {
                text!("plan.json の値（CSV・Excelと）", "values of plan.json (by CSV and workbook)")
            }
            Self::Csv => text!("CSVの升目", "cells of the CSV files"),
            Self::Workbook => text!("Excelの升目", "cells of the workbook"),
            Self::PolicyFiles => {
                text!("施策ごとのJSONの値", "values of the JSON files of policies")
            }
            Self::Attachments => text!("PDFに添付したファイル", "files attached to the PDF"),
            Self::Computed => {
                text!("合計・件数・率の再計算", "sums, counts and shares, computed again")
            }
            Self::Repeated => text!("くり返し書かれた名前・値", "names and values given again"),
            Self::Catalogue => {
                text!("カタログとファイルの一覧", "the catalogues and the list of files")
            }
            Self::Site => text!("サイトの表と文", "tables and texts of the site"),
            Self::Links => text!("サイトのリンク", "links of the site"),
            Self::Print => text!("PDFの表の升目", "cells of tables in the PDF"),
            Self::Passages => text!("PDFの施策シートの文", "texts of the sheets in the PDF"),
            Self::Pages => text!("PDFのページ番号と場所", "page numbers and places in the PDF"),
            Self::Volumes => text!("分割版のページ", "pages of the volumes"),
            Self::Record => {
                text!("保存した版の控え（SHA-256）", "the hashes of the frozen edition")
            }
        }
    }
}

/// How many values of a kind were compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Those that are equal.
    pub equal: u64,
    /// Those that are equal after rounding to what is printed.
    pub rounded: u64,
    /// Those that contradict.
    pub contradictory: u64,
}

impl Tally {
    /// Adds those of `more`.
    pub fn add(&mut self, more: Self) {
        self.equal += more.equal;
        self.rounded += more.rounded;
        self.contradictory += more.contradictory;
    }

    /// All of them.
    #[must_use]
    pub fn all(self) -> u64 {
        self.equal + self.rounded + self.contradictory
    }
}

/// What has been compared so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    pub tallies: BTreeMap<Area, Tally>,
    pub disagreements: Vec<Disagreement>,
}

impl Ledger {
    /// Counts `count` values that are equal.
    pub fn equal(&mut self, area: Area, count: usize) {
        self.tallies.entry(area).or_default().equal += count as u64;
    }

    /// Counts a value that is equal after rounding.
    pub fn rounded(&mut self, area: Area) {
        self.tallies.entry(area).or_default().rounded += 1;
    }

    /// Records a contradiction.
    pub fn contradicts(&mut self, found: Disagreement) {
        self.tallies.entry(found.area).or_default().contradictory += 1;
        self.disagreements.push(found);
    }

    /// Compares a cell of `row` in `table` of the reference with what it has to be.
    pub fn compare(
        &mut self,
        area: Area,
        table: &str,
        row: Row<'_>,
        column: &str,
        expected: &Cell,
        source: Text,
    ) {
        let found = row.cell(column);
        if found == expected {
            self.equal(area, 1);
            return;
        }
        let place = Text::same(format!("tables.{table}[{}].{column}", row.at));
        let found = Disagreement::value(area, PLAN, place, found.words(), expected.words(), source);
        self.contradicts(found.of_row(table, row.at).in_column(format!("{table}.{column}")));
    }

    /// Names what the contradictions after the first `before` are about.
    pub fn name_from(&mut self, before: usize, name: impl Fn() -> Text) {
        for found in self.disagreements.iter_mut().skip(before) {
            if found.about == Text::empty() {
                found.about = name();
            }
        }
    }

    /// Adds what another ledger has.
    pub fn add(&mut self, other: Self) {
        for (area, tally) in other.tallies {
            self.tallies.entry(area).or_default().add(tally);
        }
        self.disagreements.extend(other.disagreements);
    }
}

impl FromIterator<Self> for Ledger {
    fn from_iter<I: IntoIterator<Item = Self>>(ledgers: I) -> Self {
        ledgers.into_iter().fold(Self::default(), |mut all, ledger| {
            all.add(ledger);
            all
        })
    }
}

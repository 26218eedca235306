//! The workbook of a section: sheets of cells, each locked or to be filled in, with the keys of their
//! rows and columns.

use super::{AskedField, BookLookup, Kind, tables};
use crate::model::{Plan, Section};

/// The beginning of the hidden first cell of every sheet; its key and the round follow.
pub const TAG: &str = "planbook";
/// The spelling of a value that is left open.
pub const OPEN: &str = "~";

/// When a column is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillTime {
    /// Never: it is there to be read.
    Reference,
    /// When the past year is evaluated.
    Evaluation,
    /// When the next years are planned.
    Planning,
    /// Where something has changed.
    IfChanged,
}

impl FillTime {
    /// Its words above the column, which say it without colour.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Reference => "参考",
            Self::Evaluation => "①評価のとき書く",
            Self::Planning => "②計画のとき書く",
            Self::IfChanged => "③変わったら直す",
        }
    }
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its key: that of its [`AskedField`], after `=` where it is locked.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// How to fill it in.
    pub note: String,
    /// When it is filled in.
    pub fill_time: FillTime,
    /// The kind of its values.
    pub kind: Kind,
    /// Its width in half-width characters.
    pub width: u16,
}

impl Column {
    /// Whether its cells are not to be changed.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.key.starts_with('=')
    }

    /// Whether its values are those of an indicator.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        let field = AskedField::parse(self.key.trim_start_matches('='));
        matches!(field, Some(AskedField::Value(_)))
    }
}

/// Whether the column `key` says what a row is about, so that a row whose key was moved is found.
#[must_use]
pub fn is_identity(key: &str) -> bool {
    matches!(key, "=number" | "=name" | "=heading")
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookRow {
    /// Its key. `#` begins those of heads, `!` those of rows in which nothing may be changed.
    pub key: String,
    /// Its values, one for each column, in the spelling of [`BookLookup`].
    pub cells: Vec<String>,
    /// The positions of its cells, from 0, for which there is nothing to ask: those of the evaluated year of a
    /// project that begins with the edition.
    pub unasked: Vec<usize>,
}

impl WorkbookRow {
    /// A row of `cells`, of which all are asked for where their columns are.
    #[must_use]
    pub(super) fn new(key: String, cells: Vec<String>) -> Self {
        Self { key, cells, unasked: Vec::new() }
    }

    /// Whether its cells are not to be changed.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.key.starts_with(['#', '!'])
    }
}

/// What the tab with the policies is called: as the plan calls them, if a tab can be called so.
pub(super) fn policy_tab(plan: &Plan) -> String {
    const OTHERS: [&str; 5] = ["記入のしかた", "事業", "文章", "指標", "選択肢"];
    let name = plan.levels.policy();
    let is_legal =
        name.chars().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']);
    let own = is_legal && !OTHERS.contains(&name) && !plan.levels.are_standard();
    (if own { name } else { "施策" }).to_owned()
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its key: `projects`.
    pub key: &'static str,
    /// Its name for people.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, those of the head first.
    pub rows: Vec<WorkbookRow>,
}

impl Sheet {
    /// A sheet whose head has `title`, the marks, names and notes of `columns`.
    #[must_use]
    pub(super) fn new(
        key: &'static str,
        name: impl Into<String>,
        title: String,
        columns: Vec<Column>,
    ) -> Self {
        let head = |key: &str, cell: &dyn Fn(&Column) -> String| {
            WorkbookRow::new(key.to_owned(), columns.iter().map(cell).collect())
        };
        let mut top = head("#title", &|_| String::new());
        if let Some(first) = top.cells.first_mut() {
            *first = title;
        }
        let rows = vec![
            top,
            head("#mark", &|column| column.fill_time.words().to_owned()),
            head("#head", &|column| column.name.clone()),
            head("#note", &|column| column.note.clone()),
        ];
        Self { key, name: name.into(), columns, rows }
    }

    /// How many rows its head has.
    pub(super) fn head_rows(&self) -> usize {
        self.rows.iter().take_while(|row| row.key.starts_with('#')).count()
    }
}

/// What a round of the collection asks a section for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookContent {
    /// The edition: `R7`.
    pub edition: String,
    /// The number of the round, from 1.
    pub round: u32,
    /// The section's permanent id.
    pub section: String,
    /// The section's name.
    pub name: String,
    /// The title of the book, for the head of the first sheet and the properties.
    pub title: String,
    /// The city's name.
    pub city: String,
    /// The date of the edition: year, month, day.
    pub date: (u16, u8, u8),
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
}

impl WorkbookContent {
    /// What `section` is asked for in the round numbered `round`; `None` where there is nothing.
    /// `before` is the edition before, where it was kept.
    #[must_use]
    pub fn new(
        lookup: &BookLookup<'_>,
        before: Option<&BookLookup<'_>>,
        section: &Section,
        round: u32,
    ) -> Option<Self> {
        let plan = &lookup.book.plan;
        let sheets = tables::sheets(lookup, before, section);
        let date = plan.edition.date.value;
        (!sheets.is_empty()).then(|| {
            let mut content = Self {
                edition: plan.edition.year.to_string(),
                round,
                section: section.id.value.clone(),
                name: section.name.value.clone(),
                title: plan.title(),
                city: plan.municipality.name.clone(),
                date: (date.year, date.month, date.day),
                sheets,
            };
            content.sheets.insert(0, super::instructions::instructions(&content, plan));
            content.sheets.push(super::choices::choices(lookup, section));
            content
        })
    }

    /// The name of its round: `R7-1`.
    #[must_use]
    pub fn round_name(&self) -> String {
        format!("{}-{}", self.edition, self.round)
    }
}

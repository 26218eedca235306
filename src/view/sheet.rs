//! The composition of the sheet of a policy, and the amounts that only some compositions show.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::build::year;
use super::declared::{FieldLabel, shown_keys};
use super::{Amount, Year};
use crate::model::sheet::PROJECT_COLUMNS;
use crate::model::{BlockKind, Plan, Policy, Project, REVISED, SheetBlock};
use crate::reading::{Column, MoreColumns, Reading, Sum};
use crate::record::{DeclaredField, Field, ReaderOutput};

/// The kind of a block of the indicators of an item of the framework.
pub(super) const INDICATORS: &str = BlockKind::Indicators.word();
/// The kind of a block of the indicators of a policy and of its projects.
pub(super) const OWN_INDICATORS: &str = BlockKind::OwnIndicators.word();

/// The word for all fields below the name of a project.
const FIELDS: &str = "fields";

/// A block of the sheet of a policy.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SheetBlockView {
    /// What it contains: `facts`, `text`, `evaluations`, `projects`, `totals`, `funding`,
    /// `own_indicators` or `indicators`.
    pub kind: &'static str,
    /// Whether the printed book has it.
    pub pdf: bool,
    /// Whether the site has it.
    pub site: bool,
    /// The facts of a block of facts, in order: `rating`, `sections`, `themes`. A fact that this
    /// edition does not have is left out.
    pub facts: Vec<String>,
    /// The ids of those of `fields` that it shows: of policies in a block of facts, below the names
    /// of projects in their table.
    pub fields: Vec<String>,
    /// The ids of the headings of a text block.
    pub headings: Vec<String>,
    /// The columns of the table of projects.
    pub columns: Vec<SheetColumnView>,
    /// What is below the name of a project, in order: `section`, `description`, `fields`,
    /// `evaluations`. `fields` is there once, where the first of them stands.
    pub under_name: Vec<String>,
    /// Whether a block of 財源 also has those of each project.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub each_project: bool,
}

/// A column of the table of projects.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SheetColumnView {
    /// `name`, `section`, `description`, `results`, `settlement`, `budget_evaluated`, `budget`,
    /// `budget_total`, `direction`, `revised`, or the id of a declared field.
    pub id: String,
    /// What is in it: `text`, `amounts` or `field`.
    pub kind: &'static str,
    /// The declared field of the column, where it is one.
    pub field: Option<FieldLabel>,
    /// The years of its amounts; the total over the years of the plan has none. A declared field of which
    /// the plan says the years has a column for each, with that year.
    pub years: Vec<Year>,
    /// Whether it is the sum of a declared field over the window, next to the columns of its years.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub is_field_total: bool,
}

/// Amounts that only some compositions of the sheet show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MoreAmounts {
    /// Settlements of the years before the evaluated one, the earliest first.
    pub settlements: Vec<Amount>,
    /// The budget of the evaluated year.
    pub budget_evaluated: Option<Amount>,
    /// The budget of the evaluated year after supplementary ones.
    pub revised: Option<Amount>,
    /// The sum of the budgets of the window, as far as they are decided.
    pub budget_total: Option<Amount>,
}

/// The blocks of the sheet in the edition.
pub(super) fn blocks(reading: &Reading<'_>) -> Vec<SheetBlockView> {
    let mut known = BTreeSet::new();
    let blocks = reading.plan().blocks.iter();
    blocks.map(|it| block(reading, it, known.insert(it.kind.value.word()))).collect()
}

/// The view of `block`; the first of its kind also has the texts that are shown as declared fields are.
fn block(reading: &Reading<'_>, block: &SheetBlock, is_first: bool) -> SheetBlockView {
    let plan = reading.plan();
    let kind = block.kind.value;
    let ids = |own: &'static [Field], fields: Vec<&DeclaredField>| {
        let shown = is_first.then(|| shown_keys(own)).into_iter().flatten();
        shown.chain(fields.iter().map(|it| it.id.to_string())).collect::<Vec<_>>()
    };
    let mut view = SheetBlockView {
        kind: kind.word(),
        pdf: block.show.contains(&ReaderOutput::Pdf),
        site: block.show.contains(&ReaderOutput::Site),
        facts: Vec::new(),
        fields: Vec::new(),
        headings: plan.headings_of(block).map(|heading| heading.id.clone()).collect(),
        columns: Vec::new(),
        under_name: Vec::new(),
        each_project: block.each_project,
    };
    if kind == BlockKind::Facts {
        view.facts = facts(reading, block);
        view.fields = ids(Policy::FIELDS, plan.fields_of_facts(block));
    } else if kind == BlockKind::Projects {
        view.fields = ids(Project::FIELDS, plan.fields_under_name(block));
        let names = block.column_names();
        view.columns = names.iter().flat_map(|name| columns(reading, name)).collect();
        view.under_name = under_name(block);
        if is_first && shown_keys(Project::FIELDS).next().is_some() {
            view.under_name.push(FIELDS.to_owned());
            let mut known = BTreeSet::new();
            view.under_name.retain(|word| known.insert(word.clone()));
        }
    }
    view
}

fn facts(reading: &Reading<'_>, block: &SheetBlock) -> Vec<String> {
    let (plan, book) = (reading.plan(), reading.book());
    let is_there = |name: &&str| match *name {
        "rating" => plan.rates(),
        "themes" => !book.themes.is_empty(),
        name => name == "sections",
    };
    block.fact_names().into_iter().filter(is_there).map(ToOwned::to_owned).collect()
}

/// The words below the name of a project; fields of their own as one word, `fields`.
fn under_name(block: &SheetBlock) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for name in block.under_name_names() {
        let is_word = matches!(name, "section" | "description" | "evaluations");
        let word = if is_word { name } else { FIELDS };
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// The columns called `name`: those of a declared field of several years, or the only one.
fn columns(reading: &Reading<'_>, name: &str) -> Vec<SheetColumnView> {
    let column = column(reading, name);
    let field =
        field(reading.plan(), name).filter(|field| field.by_year && !field.years.is_empty());
    let (Some(one), Some(field)) = (&column, field) else { return column.into_iter().collect() };
    let of_year = |of| SheetColumnView { years: vec![year(of)], ..one.clone() };
    let total = field.total.then(|| SheetColumnView { is_field_total: true, ..one.clone() });
    reading.column_years(field).into_iter().map(of_year).chain(total).collect()
}

/// The column called `name`; none where the edition has nothing for it.
fn column(reading: &Reading<'_>, name: &str) -> Option<SheetColumnView> {
    let plan = reading.plan();
    let years: Option<Vec<Year>> = match name {
        "settlement" => Some(reading.settlement_years().map(year).collect()),
        "budget_evaluated" => Some(reading.evaluated().into_iter().map(year).collect()),
        "budget" => Some(plan.edition.window().map(year).collect()),
        REVISED if plan.supplementary.is_some() => {
            Some(reading.revised_year().into_iter().map(year).collect())
        }
        _ => None,
    };
    let field = field(plan, name).filter(|_| years.is_none());
    let is_own = PROJECT_COLUMNS.contains(&name);
    let without_year = reading.evaluated().is_none();
    if years.as_ref().is_some_and(Vec::is_empty)
        || name == "results" && without_year
        || !is_own && field.is_none() && years.is_none()
    {
        return None;
    }
    let kind = match name {
        _ if field.is_some() => "field",
        _ if years.is_some() || name == "budget_total" => "amounts",
        _ => "text",
    };
    Some(SheetColumnView {
        id: name.to_owned(),
        kind,
        field: field.map(FieldLabel::of),
        years: years.unwrap_or_default(),
        is_field_total: false,
    })
}

/// The declared field of projects called `id` in the edition.
fn field<'a>(plan: &'a Plan, id: &str) -> Option<&'a DeclaredField> {
    plan.edition_fields("Project").find(|field| field.id.as_str() == id)
}

/// What `project` costs in the other columns of the sheet. Their years are over: an amount that is
/// not there is not asked for any more.
pub(super) fn more_amounts(
    reading: &Reading<'_>,
    columns: &MoreColumns,
    project: &Project,
) -> Option<MoreAmounts> {
    let format = &reading.plan().money;
    let amount = |column: Column| Amount::new(column.of(project), format);
    let total = || Amount::total(&reading.budget_total([project]), format);
    amounts(columns, &amount, &total)
}

/// What `projects` cost in the other columns of the sheet.
pub(super) fn more_totals(
    reading: &Reading<'_>,
    columns: &MoreColumns,
    projects: &[Project],
) -> Option<MoreAmounts> {
    let format = &reading.plan().money;
    let total = |sum: &Sum| Amount::total(sum, format);
    amounts(columns, &|column| total(&column.sum(projects)), &|| {
        total(&reading.budget_total(projects))
    })
}

fn amounts(
    columns: &MoreColumns,
    amount: &dyn Fn(Column) -> Amount,
    total: &dyn Fn() -> Amount,
) -> Option<MoreAmounts> {
    (!columns.are_none()).then(|| MoreAmounts {
        settlements: columns
            .settlements
            .iter()
            .map(|year| amount(Column::Settlement(*year)))
            .collect(),
        budget_evaluated: columns.budget_evaluated.map(|year| amount(Column::Initial(year))),
        revised: columns.revised.map(|year| amount(Column::Revised(year))),
        budget_total: columns.budget_total.then(total),
    })
}

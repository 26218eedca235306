//! Fields that the book declares: a column for each in the table of its record, and tables with a
//! row for each year for those that have a value for each year.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::table::{Column, FieldTexts, Table, TableMeta};
use super::common::{
    OfPolicy, POLICY_FILES, goal_of_policy, group_cell, group_id, highest, indicator_id,
    indicator_name, lead_of, lead_section, policy_id, policy_title, project_name, project_number,
    section_name, year, year_label,
};
use super::projects::{NumberedProject, numbered};
use super::{indicator_places, indicators};
use crate::model::{Book, FiscalYear, Indicator, Policy};
use crate::reading::plain;
use crate::record::DeclaredValues;

/// What a row says in the declared fields, and the year that it is about.
type Values<R> = fn(&R) -> (&DeclaredValues, Option<FiscalYear>);

/// The columns of the fields of records of the type `record` that this edition has and that have
/// one value or, with `by_year`, a value for each year.
fn of_fields<R>(book: &Book, record: &str, by_year: bool, values: Values<R>) -> Vec<Column<R>> {
    let plan = &book.plan;
    let (edition, unit) = (plan.edition.year.value, &plan.money.unit);
    let texts = Arc::new(texts(book));
    let fields = plan.fields.of(record).iter();
    let fields = fields.filter(|field| field.by_year == by_year && field.is_in(edition));
    fields.map(|field| Column::declared(record, field, unit, values, &texts)).collect()
}

/// The plain texts of the fields that are Markdown.
fn texts(book: &Book) -> FieldTexts {
    book.field_texts.0.iter().map(|(span, text)| (*span, plain(text, book))).collect()
}

/// The columns of the fields that have one value.
pub(super) fn columns<R>(book: &Book, record: &str, values: Values<R>) -> Vec<Column<R>> {
    of_fields(book, record, false, values)
}

/// The columns of the fields that have a value for each year; none if there are none.
fn yearly<R>(book: &Book, record: &str, values: Values<R>) -> Option<Vec<Column<R>>> {
    let columns = of_fields(book, record, true, values);
    (!columns.is_empty()).then_some(columns)
}

/// The years in which a record says something.
fn years(values: &DeclaredValues) -> BTreeSet<FiscalYear> {
    let data = values.written.iter().flat_map(|(_, data)| data.values());
    data.filter_map(|(year, _)| year).collect()
}

type PolicyYear<'a> = (&'a Book, &'a Policy, FiscalYear);

impl OfPolicy for PolicyYear<'_> {
    fn policy(&self) -> &Policy {
        self.1
    }
    fn book(&self) -> &Book {
        self.0
    }
}

/// The fields of policies by year; `None` if the book declares none.
pub(super) fn of_policies(book: &Book) -> Option<Table> {
    let meta = TableMeta {
        name: "policy_fields",
        title: "主要施策の年度ごとの項目",
        definition: "1行が主要施策の1年度。計画で加えた、年度ごとの値のある項目",
        source: POLICY_FILES,
    };
    let declared = yearly(book, "Policy", |row: &PolicyYear| (&row.1.more, Some(row.2)))?;
    let mut columns = vec![
        policy_id(|row: &PolicyYear| row.1.id.to_string().into()).key(),
        policy_title(|row: &PolicyYear| (&row.1.title.value).into()),
        year(|row: &PolicyYear| row.2.into()).key(),
        year_label(|row: &PolicyYear| row.2.long().into()),
    ];
    columns.extend(declared);
    columns.push(lead_section(|row: &PolicyYear| lead_of(row.1)));
    columns.extend(goal_of_policy(&book.plan.levels));
    let rows = book
        .policies()
        .flat_map(|policy| years(&policy.more).into_iter().map(move |year| (book, policy, year)));
    Some(Table::new(meta, columns, rows))
}

type ProjectYear<'a> = (NumberedProject<'a>, FiscalYear);

/// The fields of projects by year; `None` if the book declares none.
pub(super) fn of_projects(book: &Book) -> Option<Table> {
    let meta = TableMeta {
        name: "project_fields",
        title: "事業の年度ごとの項目",
        definition: "1行が構成する事業の1年度。計画で加えた、年度ごとの値のある項目",
        source: POLICY_FILES,
    };
    let declared = yearly(book, "Project", |row: &ProjectYear| (&row.0.project.more, Some(row.1)))?;
    let mut columns = vec![
        policy_id(|row: &ProjectYear| row.0.policy.id.to_string().into()).key(),
        policy_title(|row: &ProjectYear| (&row.0.policy.title.value).into()),
        project_number(|row: &ProjectYear| row.0.number.into()).key(),
        project_name(|row: &ProjectYear| (&row.0.project.name.value).into()),
        year(|row: &ProjectYear| row.1.into()).key(),
        year_label(|row: &ProjectYear| row.1.long().into()),
    ];
    columns.extend(declared);
    columns.push(section_name(|row: &ProjectYear| row.0.section_name()));
    columns.extend(highest(
        &book.plan.levels,
        |row: &ProjectYear, _| row.0.goal_id(),
        |row: &ProjectYear, _| row.0.goal_name(),
    ));
    let rows = numbered(book).flat_map(|project| {
        years(&project.project.more).into_iter().map(move |year| (project, year))
    });
    Some(Table::new(meta, columns, rows))
}

type IndicatorYear<'a> = (&'a Book, &'a Indicator, FiscalYear);

/// The fields of indicators by year; `None` if the book declares none.
pub(super) fn of_indicators(book: &Book) -> Option<Table> {
    let meta = TableMeta {
        name: "indicator_fields",
        title: "成果指標の年度ごとの項目",
        definition: "1行が成果指標の1年度。計画で加えた、年度ごとの値のある項目",
        source: indicators::FILE,
    };
    let declared = yearly(book, "Indicator", |row: &IndicatorYear| (&row.1.more, Some(row.2)))?;
    let mut columns = vec![
        indicator_id(|row: &IndicatorYear| (&row.1.id.value).into()).key(),
        indicator_name(|row: &IndicatorYear| (&row.1.name.value).into()),
        group_id(&book.plan.levels, |row: &IndicatorYear, _| {
            indicators::group_of(row.0, row.1).map(group_cell).into()
        })
        .empty(indicator_places::are_of_several_kinds(book).then_some(indicators::OF_HIGHER)),
        year(|row: &IndicatorYear| row.2.into()).key(),
        year_label(|row: &IndicatorYear| row.2.long().into()),
    ];
    columns.extend(declared);
    columns.push(indicators::asked_section(|row: &IndicatorYear| {
        row.0.section_of_indicator(row.1).into()
    }));
    if book.plan.levels.above_sheets().len() > 1 {
        columns.extend(highest(
            &book.plan.levels,
            |row: &IndicatorYear, _| indicators::goal_id_of(row.1),
            |row: &IndicatorYear, _| indicators::goal_name_of(row.0, row.1),
        ));
    }
    let rows = book.indicators().flat_map(|indicator| {
        years(&indicator.more).into_iter().map(move |year| (book, indicator, year))
    });
    Some(Table::new(meta, columns, rows))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{common, indicators, policies, projects};
    use crate::check::COLUMNS;
    use crate::compile;
    use crate::diag::Sink;
    use crate::model::{Indicator, Policy, Project};
    use crate::reading::Reading;

    #[test]
    fn declared_fields_cannot_have_the_name_of_a_column() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let book = compile::load(root, &[], &mut Sink::new()).1.expect("the sample book");
        let reading = Reading::new(&book);
        let tables = [
            common(&reading),
            policies::policies(&book),
            projects::projects(&book),
            indicators::indicators(&reading),
        ];
        let columns = tables.iter().flat_map(|table| &table.columns);
        let mut names: Vec<_> = columns.map(|column| column.name.to_string()).collect();
        // Those that only some books have.
        names.extend(
            [
                "policy_number",
                "year",
                "year_label",
                "place_level",
                "place_id",
                "place_project_number",
                "place_name",
                "baseline_first_year",
                "baseline_text",
                "current_text",
                "target_text",
                "target_from",
                "target_to",
                "compared_target_year",
                "compared_target_value",
            ]
            .map(str::to_owned),
        );
        // The key of a record's own field cannot be declared in any case.
        let own = [Policy::FIELDS, Project::FIELDS, Indicator::FIELDS];
        let own = || own.iter().flat_map(|fields| *fields).filter(|field| field.label.is_some());
        names.retain(|name| own().all(|field| field.key != name));
        names.sort();
        names.dedup();
        assert_eq!(names, COLUMNS);
    }
}

//! The rows of the table of fields in the authors' guide: what every plan has, as far as this one uses
//! it, and the fields that the book declares.

use crate::model::{Book, Evaluation, Funded, Plan, Policy, Project, Subject};
use crate::record::{DeclaredField, Field, FieldKind, GuideRow, ReaderOutput, Requirement};

/// A row of the table.
pub(super) enum TableRow {
    /// A template of the program's own, and what `result` stands for in it.
    Template(String, String),
    /// The words of the book.
    Plain(String),
}

/// The rows: those of a project after `projects`.
pub(super) fn rows(book: &Book) -> Vec<TableRow> {
    let mut rows = Vec::new();
    for field in Policy::FIELDS {
        let are_projects = field.key == "projects";
        if are_projects {
            rows.extend(declared(book, "Policy"));
        }
        rows.extend(row(book, field, Subject::Policy));
        if are_projects {
            let fields = Project::FIELDS.iter();
            rows.extend(fields.filter_map(|field| row(book, field, Subject::Project)));
            rows.extend(declared(book, "Project"));
        }
    }
    rows
}

/// The rows of the fields that the book declares for indicators.
pub(super) fn of_indicators(book: &Book) -> Vec<TableRow> {
    declared(book, "Indicator")
}

/// The row of a field that every plan has; none where this one does not use it.
fn row(book: &Book, field: &Field, of: Subject) -> Option<TableRow> {
    let plan = &book.plan;
    let evaluated = plan.edition.evaluated.is_some();
    let is_used = match field.key {
        "rating" => plan.rates(),
        "evaluations" => plan.evaluations_of(of).next().is_some(),
        "results" | "settlement" => evaluated,
        "funding" => plan.has_sources_of(Funded::Budget),
        "settlement_funding" => evaluated && plan.has_sources_of(Funded::Settlement),
        "themes" => !book.themes.is_empty(),
        _ => true,
    };
    let GuideRow { need, text, example, place } = field.guide.as_ref().filter(|_| is_used)?;
    let need = match field.key {
        "rating" if !plan.rating_required => "△",
        _ => need,
    };
    let result = plan.evaluations_of(of).next().map(|it| result(plan, it)).unwrap_or_default();
    let row = line(plan, &[&format!("`{}`", field.key), need, text, example], place);
    Some(TableRow::Template(row, result))
}

/// A row; where things stand is left out where the plan composes its sheet.
fn line(plan: &Plan, cells: &[&str], place: &str) -> String {
    let place = if plan.has_standard_sheet() { format!(" {place} |") } else { String::new() };
    format!("| {} |{place}", cells.join(" | "))
}

/// A result of `evaluation`, as an author writes it.
fn result(plan: &Plan, evaluation: &Evaluation) -> String {
    let year = plan.edition.evaluated_year().unwrap_or(plan.edition.year.value);
    let mark = match (&evaluation.points, evaluation.scale.first()) {
        (Some(points), _) => points.to.to_string(),
        (None, Some(level)) => level.id.value.clone(),
        (None, None) => "…".to_owned(),
    };
    let mut said = Vec::new();
    if evaluation.overall {
        said.push(format!("result: {mark}"));
    }
    if !evaluation.criteria.is_empty() {
        let criteria = evaluation.criteria.iter().map(|it| format!("{}: {mark}", it.id));
        said.push(format!("criteria: {{ {} }}", criteria.collect::<Vec<_>>().join(", ")));
    }
    said.extend(evaluation.opinion.is_some().then(|| "opinion: \"…\"".to_owned()));
    said.extend(evaluation.reply.is_some().then(|| "reply: \"…\"".to_owned()));
    format!("{{ {}: {{ {year}: {{ {} }} }} }}", evaluation.key(), said.join(", "))
}

/// The rows of the fields that the book declares for `record` in this edition.
fn declared(book: &Book, record: &str) -> Vec<TableRow> {
    let plan = &book.plan;
    plan.edition_fields(record).map(|field| TableRow::Plain(declared_row(plan, field))).collect()
}

fn declared_row(plan: &Plan, field: &DeclaredField) -> String {
    let need = match field.required {
        Requirement::Never => String::new(),
        Requirement::Always => "○".to_owned(),
        Requirement::From(year) if field.is_required_in(plan.edition.year.value) => {
            format!("○（{year}から）")
        }
        Requirement::From(year) => format!("{year}から"),
    };
    let more = match field.kind {
        FieldKind::Choice => {
            let choices: Vec<&str> = field.choices.iter().map(|it| it.as_str()).collect();
            format!("。{}のどれか", choices.join("、"))
        }
        FieldKind::Money => format!("（{}）", plan.money.unit),
        FieldKind::Markdown => "。Markdown で書く。2行からは `|` の下に字下げして書く".to_owned(),
        _ => String::new(),
    };
    let definition = field.definition.as_ref().map(|it| format!("。{it}")).unwrap_or_default();
    let text = format!("{}{more}{definition}", field.words());
    let choice = field.choices.first().map(|it| it.value.clone()).unwrap_or_default();
    let value = match field.kind {
        FieldKind::Text | FieldKind::Markdown => "…".to_owned(),
        FieldKind::Number => match field.decimals.0 {
            0 => "12".to_owned(),
            decimals => format!("1.{}", "5".repeat(decimals.into())),
        },
        FieldKind::Money => "1340".to_owned(),
        FieldKind::Choice => choice,
        FieldKind::Date => "2024-04-01".to_owned(),
        FieldKind::Years => format!("{}-", plan.term.0),
        FieldKind::Link => "https://www.example.jp/".to_owned(),
        FieldKind::Truth => "true".to_owned(),
    };
    let year = plan.edition.evaluated_year().unwrap_or(plan.edition.year.value);
    let example =
        if field.by_year { format!("`{{ {year}: {value} }}`") } else { format!("`{value}`") };
    let shown = [(ReaderOutput::Pdf, "冊子"), (ReaderOutput::Site, "サイト")];
    let mut shown: Vec<&str> =
        shown.iter().filter(|(output, _)| field.is_shown(*output)).map(|(_, word)| *word).collect();
    shown.push("公開データ");
    // A `|` would end the cell.
    let cell = |text: &str| text.replace('|', "\\|");
    let cells = [&format!("`{}`", field.id), need.as_str(), &cell(&text), &cell(&example)];
    line(plan, &cells, &shown.join("、"))
}

//! Names what a row of the data or of a page is about, in the words of the publication.
//!
//! This module must not know file formats.

use super::facts::{Facts, Subject};
use super::table::{Row, Tables};
use crate::diag::Text;
use crate::text;

/// Columns whose words tell the year and kind of a value.
const DETAILS: [&str; 4] = ["kind_label", "year_label", "code", "rating"];

/// What a row is about: `「1-2-03 雪に強いまち」の「除雪事業」 令和5年度`.
pub(super) fn of_row(tables: &Tables, row: Row<'_>) -> Text {
    let mut names = Vec::new();
    let words = |id: &str, name: &str| {
        let both = [row.words(id), row.words(name)];
        both.iter()
            .filter(|words| !words.is_empty())
            .map(AsRef::as_ref)
            .collect::<Vec<_>>()
            .join(" ")
    };
    if row.is_empty("policy_id") {
        names.push(words("id", "name"));
        names.push(words("indicator_id", "indicator_name"));
        names.push(words("theme_number", "theme_title"));
        names.push(words("table_name", "table_title"));
        names.push(words("code_set_title", ""));
        let policy = row.words("subject_id");
        if row.words("subject") == "policy" && !policy.is_empty() {
            names.push(policy_name(tables, &policy));
        } else {
            names.push(words("subject", "subject_id"));
        }
        names.push(words("heading", ""));
    } else {
        names.push(policy_name(tables, &row.words("policy_id")));
    }
    let project = words("project_number", "project_name");
    let is_project = !project.is_empty();
    names.extend([
        project,
        words("lead_number", "lead_name"),
        words("column_name", "column_label"),
    ]);
    if !is_project {
        names.push(words("section_name", ""));
    }
    let details = DETAILS.iter().map(|column| row.words(column).into_owned());
    joined(&names, &details.filter(|word| !word.is_empty()).collect::<Vec<_>>())
}

/// What a row of a page is about.
pub(super) fn of_subject(facts: &Facts<'_>, subject: &Subject) -> Text {
    let tables = facts.tables;
    let row = |subject: &Subject| facts.row(subject).map(|row| of_row(tables, row));
    let named = match subject {
        Subject::Plan => return Text::empty(),
        Subject::Policy(id) => Some(joined(&[policy_name(tables, id)], &[])),
        Subject::Item(_) | Subject::Project(..) | Subject::Indicator(_) => row(subject),
        Subject::Section(id) => {
            let mut sections = tables.rows("sections");
            let row = sections.find(|row| row.words("section_id") == id.as_str());
            row.map(|row| joined(&[row.words("section_name").into_owned()], &[]))
        }
    };
    named.unwrap_or_else(Text::empty)
}

/// The number and title of a policy; its id alone where the data have none.
fn policy_name(tables: &Tables, id: &str) -> String {
    let row = tables.rows("policies").find(|row| row.words("policy_id") == id);
    let Some(row) = row else { return id.to_owned() };
    let number = row.words("policy_number");
    let number = if number.is_empty() { id } else { &number };
    format!("{number} {}", row.words("policy_title"))
}

fn joined(names: &[String], details: &[String]) -> Text {
    let names: Vec<_> = names.iter().filter(|name| !name.is_empty()).collect();
    let ja: Vec<_> = names.iter().map(|name| format!("「{name}」")).collect();
    let en: Vec<_> = names.iter().map(|name| name.as_str()).collect();
    let details = details.iter().fold(String::new(), |all, word| format!("{all} {word}"));
    let (ja, en) = (ja.join("の"), en.join(", "));
    text!("{ja}{details}", "{en}{details}")
}

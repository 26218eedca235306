//! Fields that the book declares, for themes.

use schemars::JsonSchema;
use serde::Serialize;

use super::Year;
use super::amount::{NONE, spoken, unwritten_word};
use super::build::year;
use super::prose::{ProseNode, nodes};
use crate::model::{FiscalYear, Plan, with_unit};
use crate::reading::{Reading, plain};
use crate::record::{
    DeclaredField, DeclaredValue, DeclaredValues, Field, FieldKind, ReaderOutput, ShownText, Walk,
    shown_texts,
};
use crate::span::Spanned;

/// A field that the book declares, with what a record says in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldView {
    /// Its key.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// What its values are: `text`, `markdown`, `number`, `money`, `choice`, `date`, `years`, `link`,
    /// `truth`.
    pub kind: &'static str,
    /// Whether the printed book shows it.
    pub pdf: bool,
    /// Whether the site shows it.
    pub site: bool,
    /// Its values, by year where it has one for each year: those of the years that the plan shows.
    pub values: Vec<FieldValueView>,
    /// Their sum over the window, where the plan shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<FieldTotalView>,
}

/// The sum of a declared field over the window.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldTotalView {
    /// What is summed up, for readers.
    pub label: &'static str,
    /// Whether years without a value are left out.
    pub is_partial: bool,
    /// The sum, with its unit.
    pub text: String,
    /// The sum for screen readers, where they would misread the text.
    pub spoken: Option<String>,
}

/// A declared field as the head of a column.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldLabel {
    /// Its name for readers.
    pub name: String,
    /// Whether its values are numbers or amounts.
    pub is_number: bool,
    /// The unit of its numbers.
    pub unit: Option<String>,
}

impl FieldLabel {
    /// The label of `field`.
    #[must_use]
    pub fn of(field: &DeclaredField) -> Self {
        Self {
            name: field.name.value.clone(),
            is_number: matches!(field.kind, FieldKind::Number | FieldKind::Money),
            unit: field.unit.clone(),
        }
    }
}

/// A value of a declared field.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldValueView {
    /// Its year, where the field has a value for each year.
    pub year: Option<Year>,
    /// The blocks of a value that is Markdown; none while it is not written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub prose: Vec<ProseNode>,
    /// What the ids within `prose` begin with, so that they are unique on every page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The value for readers, with its unit; of Markdown, its plain text.
    pub text: String,
    /// The value for screen readers, where they would misread the text.
    pub spoken: Option<String>,
    /// The number, where it is one, without its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The target of a link.
    pub url: Option<String>,
}

impl FieldValueView {
    /// A value that is this text.
    fn of_text(text: String) -> Self {
        Self {
            year: None,
            prose: Vec::new(),
            prefix: None,
            text,
            spoken: None,
            number: None,
            url: None,
        }
    }
}

impl FieldView {
    /// Its name and values as one text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let value = |value: &FieldValueView| match &value.year {
            Some(year) => format!("{} {}", year.long, value.text),
            None => value.text.clone(),
        };
        let total = self.total.iter().map(|total| format!("{} {}", total.label, total.text));
        let values: Vec<_> = self.values.iter().map(value).chain(total).collect();
        format!("{} {}", self.name, values.join(" "))
    }
}

/// The texts of `record` in those of its `own` fields that have a label, then its declared fields, with
/// `values`, that this edition shows, in the order of their declarations. The ids within texts begin with
/// `at`.
pub(super) fn fields(
    reading: &Reading<'_>,
    record: &dyn Walk,
    own: &'static [Field],
    values: &DeclaredValues,
    at: &str,
) -> Vec<FieldView> {
    let plan = reading.plan();
    let shown = shown_texts(record, own).into_iter().map(own_text);
    let edition = plan.edition.year.value;
    let declared = plan.fields.of(values.record).iter().filter(|field| field.is_in(edition));
    shown.chain(declared.filter_map(|field| view(reading, field, values, at))).collect()
}

fn own_text(shown: ShownText<'_>) -> FieldView {
    let text = shown.text.to_owned();
    FieldView {
        id: shown.key.to_owned(),
        name: shown.label.to_owned(),
        kind: FieldKind::Text.word(),
        pdf: true,
        site: true,
        values: vec![FieldValueView::of_text(text)],
        total: None,
    }
}

/// The keys of those of a record's `own` fields that have a label.
pub(super) fn shown_keys(own: &'static [Field]) -> impl Iterator<Item = String> {
    own.iter().filter(|field| field.label.is_some()).map(|field| field.key.to_owned())
}

fn view(
    reading: &Reading<'_>,
    field: &DeclaredField,
    values: &DeclaredValues,
    at: &str,
) -> Option<FieldView> {
    let plan = reading.plan();
    let unwritten = || FieldValueView::of_text(unwritten_word(reading).to_owned());
    let data = values.get(field.id.as_str());
    let values: Vec<_> = match data {
        Some(data) => {
            let is_shown =
                |year: &Option<_>| year.is_none_or(|year| reading.shows_year(field, year));
            let view = |(of, written): (Option<_>, &Spanned<Option<_>>)| FieldValueView {
                year: of.map(year),
                ..value(reading, field, written, of, at)
            };
            data.values().filter(|(year, _)| is_shown(year)).map(view).collect()
        }
        None if reading.is_draft() && field.is_required_in(plan.edition.year.value) => {
            vec![unwritten()]
        }
        None => return None,
    };
    let total = data.and_then(|data| reading.declared_total(field, data));
    let total = total.map(|total| {
        let shown = single(plan, field, total.value.as_ref());
        let label = if total.left_out > 0 {
            "計画期間の計（未定を除く）"
        } else {
            "計画期間の計"
        };
        let is_partial = total.left_out > 0 && total.value.is_some();
        FieldTotalView { label, is_partial, text: shown.text, spoken: shown.spoken }
    });
    if values.is_empty() && total.is_none() && !field.years.is_empty() {
        return None;
    }
    Some(FieldView {
        id: field.id.to_string(),
        name: field.name.value.clone(),
        kind: field.kind.word(),
        pdf: field.is_shown(ReaderOutput::Pdf),
        site: field.is_shown(ReaderOutput::Site),
        values,
        total,
    })
}

/// The value `written` of `field` in the year `of`, of the record whose ids begin with `at`.
fn value(
    reading: &Reading<'_>,
    field: &DeclaredField,
    written: &Spanned<Option<DeclaredValue>>,
    of: Option<FiscalYear>,
    at: &str,
) -> FieldValueView {
    let (plan, book) = (reading.plan(), reading.book());
    let Some(DeclaredValue::Markdown(_)) = &written.value else {
        return single(plan, field, written.value.as_ref());
    };
    let prose = book.field_text(written.span);
    let year = of.map(|year| format!("-{year}")).unwrap_or_default();
    let prefix = Some(format!("{at}{}{year}-", field.id));
    let text = FieldValueView::of_text(plain(prose, book));
    FieldValueView { prose: nodes(prose, book), prefix, ..text }
}

/// The word for yes or no.
pub(super) fn truth_word(truth: bool) -> &'static str {
    if truth { "はい" } else { "いいえ" }
}

/// A value of `field` that is one text.
fn single(plan: &Plan, field: &DeclaredField, value: Option<&DeclaredValue>) -> FieldValueView {
    let Some(value) = value else {
        let spoken = Some("なし".to_owned());
        return FieldValueView { spoken, ..FieldValueView::of_text(NONE.to_owned()) };
    };
    let negative = &plan.money.negative;
    let text = match value {
        DeclaredValue::Text(text) | DeclaredValue::Markdown(text) | DeclaredValue::Choice(text) => {
            text.clone()
        }
        DeclaredValue::Number(number) => {
            let unit = field.unit.as_deref().unwrap_or_default();
            with_unit(&number.format(field.decimals.0, negative), unit)
        }
        DeclaredValue::Money(amount) => {
            format!("{}{}", plan.money.format(*amount), plan.money.unit)
        }
        DeclaredValue::Date(date) => date.long(),
        DeclaredValue::Years(years) => years.long(),
        DeclaredValue::Link(address) => address.to_string(),
        DeclaredValue::Truth(truth) => truth_word(*truth).to_owned(),
    };
    let url = match value {
        DeclaredValue::Link(address) => Some(address.to_string()),
        _ => None,
    };
    let spoken = match value {
        DeclaredValue::Number(_) | DeclaredValue::Money(_) => spoken(&text, negative),
        _ => None,
    };
    let number = match value {
        DeclaredValue::Number(number) => Some(number.to_string()),
        DeclaredValue::Money(amount) => Some(amount.0.to_string()),
        _ => None,
    };
    FieldValueView { spoken, number, url, ..FieldValueView::of_text(text) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::compile;
    use crate::diag::Sink;
    use crate::record;

    record! {
        /// A record with a text that is shown as declared fields are.
        #[derive(Debug)]
        struct Sample {
            /// The text.
            note: Option<String> = optional "備考" as text shown "備考の欄";
        }
    }

    #[test]
    fn own_texts_are_shown_before_declared_fields() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let book = compile::load(root, &[], &mut Sink::new()).1.expect("the sample book");
        let reading = Reading::new(&book);
        let project = book.projects().next().expect("a project");
        let declared = fields(&reading, project, &[], &project.more, "");
        let sample = Sample { note: Some("文です。".to_owned()) };
        let shown = fields(&reading, &sample, Sample::FIELDS, &project.more, "");
        assert_eq!(shown[0].to_text(), "備考の欄 文です。");
        assert!(shown[0].pdf && shown[0].site);
        assert_eq!(shown.len(), declared.len() + 1);
        assert_eq!(shown_keys(Sample::FIELDS).collect::<Vec<_>>(), [shown[0].id.as_str()]);
        let empty = Sample { note: None };
        assert_eq!(
            fields(&reading, &empty, Sample::FIELDS, &project.more, "").len(),
            declared.len()
        );
    }
}

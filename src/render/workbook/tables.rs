//! The tables of a workbook: policies and their texts; projects and indicators have modules of their own.

use super::choices::scale_words;
use super::content::{Column, FillTime, Sheet, WorkbookRow, policy_tab};
use super::field::unit_in_head;
use super::indicators::indicator_sheet;
use super::projects::project_sheet;
use super::{AskedField, BookLookup, EvaluationPart, Kind, RecordRef};
use crate::model::{FiscalYear, Numbered, Plan, Policy, Section, Subject};
use crate::record::{DeclaredField, FieldKind, limits_words};

/// The beginning of the keys of rows for new projects.
pub const NEW: &str = "new-";
/// The longest text of a cell that Excel keeps, in UTF-16 code units, with space for an answer.
const LONGEST_TEXT: usize = 30_000;

/// The sheets with what `section` is asked for.
pub(super) fn sheets(
    lookup: &BookLookup<'_>,
    before: Option<&BookLookup<'_>>,
    section: &Section,
) -> Vec<Sheet> {
    let name = section.name.as_str();
    let led: Vec<_> = lookup.book.policies().filter(|policy| leads(name, policy)).collect();
    let projects: Vec<_> = lookup
        .book
        .policies()
        .flat_map(|policy| policy.projects.iter().map(move |project| (policy, project)))
        .filter(|(_, project)| project.section.value == name && !lookup.book.is_over(project))
        .collect();
    let indicators: Vec<_> = lookup
        .book
        .indicators()
        .filter(|indicator| lookup.book.section_of_indicator(indicator) == Some(name))
        .collect();
    let mut sheets = Vec::new();
    if !projects.is_empty() || !led.is_empty() {
        sheets.push(project_sheet(lookup, &projects));
    }
    if !led.is_empty() {
        sheets.extend(policy_sheet(lookup, &led));
        sheets.extend(text_sheet(lookup, before, &led));
    }
    if !indicators.is_empty() {
        sheets.push(indicator_sheet(lookup, &indicators));
    }
    sheets
}

/// Whether the section `name` leads `policy`.
fn leads(name: &str, policy: &Policy) -> bool {
    policy.sections.first().is_some_and(|first| first.value == name)
}

/// A column to read.
pub(super) fn reference(key: &str, name: impl Into<String>, kind: Kind, width: u16) -> Column {
    Column {
        key: format!("={key}"),
        name: name.into(),
        note: String::new(),
        fill_time: FillTime::Reference,
        kind,
        width,
    }
}

/// The columns of a sheet, in the making.
pub(super) struct Builder<'a> {
    pub(super) plan: &'a Plan,
    pub(super) record: &'static str,
    pub(super) columns: Vec<Column>,
}

impl Builder<'_> {
    pub(super) fn locked(&mut self, key: &str, name: impl Into<String>, kind: Kind, width: u16) {
        self.columns.push(reference(key, name, kind, width));
    }

    /// A column to fill in; none where the plan has no such field.
    pub(super) fn input(
        &mut self,
        field: &AskedField,
        name: impl Into<String>,
        note: &str,
        fill_time: FillTime,
        width: u16,
    ) {
        if let Some(kind) = field.kind(self.record, self.plan) {
            let (key, note, name) = (field.to_string(), note.to_owned(), name.into());
            self.columns.push(Column { key, name, note, fill_time, kind, width });
        }
    }

    /// The evaluations that the plan declares: last year's result next to this year's, the criteria and
    /// texts.
    pub(super) fn evaluations(&mut self) {
        let plan = self.plan;
        let subject = if self.record == "Policy" { Subject::Policy } else { Subject::Project };
        let Some(year) = plan.edition.evaluated_year() else { return };
        for evaluation in plan.evaluations_of(subject) {
            let (id, name) = (evaluation.key(), evaluation.name.as_str());
            let of = |year, part| AskedField::Evaluation(year, id.to_owned(), part);
            let kind = of(year, EvaluationPart::Result).kind(self.record, plan);
            if let Some(kind) = kind {
                let last = year.plus(-1);
                let key = of(last, EvaluationPart::Result).to_string();
                self.locked(&key, years(name, last), kind, 13);
            }
            let note = scale_words(evaluation);
            let note = note.as_str();
            let of_criteria = if evaluation.points.is_some() { note } else { "一覧から選ぶ" };
            let mark = FillTime::Evaluation;
            self.input(&of(year, EvaluationPart::Result), years(name, year), note, mark, 20);
            for criterion in &evaluation.criteria {
                let part = EvaluationPart::Criterion(criterion.id.to_string());
                let title = format!("{}：{}", years(name, year), criterion.name);
                self.input(&of(year, part), title, of_criteria, mark, 13);
            }
            for (part, text) in [
                (EvaluationPart::Opinion, &evaluation.opinion),
                (EvaluationPart::Reply, &evaluation.reply),
            ] {
                let title = text.as_ref().map(|text| format!("{}：{text}", years(name, year)));
                self.input(&of(year, part), title.unwrap_or_default(), "文で", mark, 36);
            }
        }
    }

    /// The fields that the book declares, in this edition.
    pub(super) fn declared(&mut self) {
        let plan = self.plan;
        let edition = &plan.edition;
        let year = edition.year.value;
        for field in plan.fields.of(self.record).iter().filter(|field| field.is_in(year)) {
            let DeclaredField { name, by_year, .. } = &**field;
            let id = field.id.as_str().to_owned();
            let unit = unit_in_head(field, plan);
            let note = spelling(field);
            if *by_year {
                let evaluated = edition.evaluated_year();
                let name = |year: FiscalYear| format!("{}\n{name}{unit}", year.long());
                if let Some(year) = evaluated {
                    let field = AskedField::Declared(id.clone(), Some(year));
                    self.input(&field, name(year), &note, FillTime::Evaluation, 14);
                }
                for year in edition.window().filter(|year| Some(*year) != evaluated) {
                    let field = AskedField::Declared(id.clone(), Some(year));
                    self.input(&field, name(year), &note, FillTime::Planning, 14);
                }
            } else {
                let width = if field.kind.word() == "text" { 30 } else { 16 };
                let name = format!("{name}{unit}");
                let field = AskedField::Declared(id, None);
                self.input(&field, name, &note, FillTime::IfChanged, width);
            }
        }
    }

    /// The row with the key `key`, whose values `value` gives by column key.
    pub(super) fn row(
        columns: &[Column],
        key: String,
        value: impl Fn(&str) -> String,
    ) -> WorkbookRow {
        WorkbookRow::new(key, columns.iter().map(|column| value(&column.key)).collect())
    }
}

/// How the values of `field` are written.
fn spelling(field: &DeclaredField) -> String {
    match field.kind {
        FieldKind::Text => String::new(),
        FieldKind::Markdown => "空行で段落を分け、「- 」で箇条書きにする".to_owned(),
        FieldKind::Number => format!("{}。未定は「未定」", limits_words(&field.limits()).ja),
        FieldKind::Money => "数だけ。未定は「未定」、なければ 0".to_owned(),
        FieldKind::Date => "例 2026-04-01、令和8年4月1日".to_owned(),
        FieldKind::Years => "例 R5-R9。終わりが決まっていなければ R5-".to_owned(),
        FieldKind::Link => "https:// で始まるアドレス".to_owned(),
        FieldKind::Truth | FieldKind::Choice => "一覧から選ぶ".to_owned(),
    }
}

/// The name of a figure of a year, on two lines.
pub(super) fn years(name: &str, year: FiscalYear) -> String {
    format!("{}\n{name}", year.long())
}

/// What the book says in the field of the column `key`, locked or not.
pub(super) fn fact(lookup: &BookLookup<'_>, subject: &RecordRef, key: &str) -> String {
    let field = AskedField::parse(key.trim_start_matches('='));
    field.and_then(|field| lookup.get(subject, &field)).unwrap_or_default()
}

fn policy_sheet(lookup: &BookLookup<'_>, led: &[&Policy]) -> Option<Sheet> {
    let plan = &lookup.book.plan;
    let mut table = Builder { plan, record: "Policy", columns: Vec::new() };
    table.locked("number", "番号", Kind::Line, 11);
    table.locked("name", plan.levels.policy(), Kind::Line, 44);
    if let Some(evaluated) = plan.edition.evaluated_year().filter(|_| plan.rates()) {
        let last = evaluated.plus(-1);
        table.locked(&AskedField::Rating(last).to_string(), years("評価", last), Kind::Line, 12);
        let words: Vec<_> =
            plan.ratings.iter().map(|level| format!("{}：{}", level.id, level.label)).collect();
        table.input(
            &AskedField::Rating(evaluated),
            years("評価", evaluated),
            &words.join("\n"),
            FillTime::Evaluation,
            32,
        );
    }
    table.evaluations();
    table.declared();
    table.columns.iter().any(|column| !column.is_locked()).then(|| {
        let title = format!("{}：評価など", plan.levels.policy());
        let mut sheet = Sheet::new("policies", policy_tab(plan), title, table.columns);
        for policy in led {
            let Some(uid) = &policy.uid else { continue };
            let subject = RecordRef::Policy(uid.to_string());
            let row = Builder::row(&sheet.columns, uid.to_string(), |key| match key {
                "=number" => policy.reference(),
                key => fact(lookup, &subject, key),
            });
            sheet.rows.push(row);
        }
        sheet
    })
}

fn text_sheet(
    lookup: &BookLookup<'_>,
    before: Option<&BookLookup<'_>>,
    led: &[&Policy],
) -> Option<Sheet> {
    let plan = &lookup.book.plan;
    if plan.headings.is_empty() {
        return None;
    }
    let head = match before {
        Some(before) => format!("前の版（{}）の文", before.book.plan.edition.year.long()),
        None => "今の文".to_owned(),
    };
    let mut columns = vec![
        reference("number", "番号", Kind::Line, 11),
        reference("name", plan.levels.policy(), Kind::Line, 24),
        reference("heading", "見出し", Kind::Line, 16),
        reference("text", head, Kind::Prose, 70),
    ];
    columns.push(Column {
        key: "text".to_owned(),
        name: "今年の文".to_owned(),
        note: "今の原稿の文を入れてあります。直すところだけ直します。空行で段落を分け、「- 」で箇条書きにします".to_owned(),
        fill_time: FillTime::Evaluation,
        kind: Kind::Prose,
        width: 70,
    });
    let title = "文章：見出しごとに1行".to_owned();
    let mut sheet = Sheet::new("texts", "文章", title, columns);
    for policy in led {
        let Some(uid) = &policy.uid else { continue };
        let subject = RecordRef::Policy(uid.to_string());
        for heading in &plan.headings {
            let field = AskedField::Text(heading.id.clone());
            let text = lookup.get(&subject, &field).unwrap_or_default();
            let old = before.map_or_else(|| Some(text.clone()), |old| old.get(&subject, &field));
            let old = old.unwrap_or_default();
            let is_long = |text: &str| text.encode_utf16().count() > LONGEST_TEXT;
            let long = is_long(&text) || is_long(&old);
            let lock = if long { "!" } else { "" };
            let row =
                Builder::row(
                    &sheet.columns,
                    format!("{lock}{uid}/{}", heading.id),
                    |key| match key {
                        "=number" => policy.reference(),
                        "=name" => policy.title.value.clone(),
                        "=heading" => heading.heading.value.clone(),
                        _ if long => {
                            "（長い文なので、ここでは直せません。企画課にお知らせください）"
                                .to_owned()
                        }
                        "=text" => old.clone(),
                        _ => text.clone(),
                    },
                );
            sheet.rows.push(row);
        }
    }
    Some(sheet)
}

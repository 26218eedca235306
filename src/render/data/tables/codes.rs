//! The codes used in the tables, with their meanings.

use std::borrow::Cow;

use super::super::table::{Column, Table, TableMeta, code_set};
use super::budgets::{INITIAL, KINDS};
use super::indicator_places;
use super::indicator_uses::Uses;
use crate::model::{CountedBudget, Directions, Levels, Progress};
use crate::reading::Reading;
use crate::record::FieldKind;
use crate::span::Spanned;

struct Code {
    set: Cow<'static, str>,
    title: Cow<'static, str>,
    position: usize,
    word: String,
    label: String,
}

/// A code set common to all plans: name, title, and codes with their meanings.
type Fixed = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const FIXED: [Fixed; 7] = [
    (
        "amount_status",
        "金額の状態",
        &[
            ("given", "額がある"),
            ("undecided", "まだ決まっていない（冊子では「―」）"),
            ("none", "その年度の額がない（冊子では「―」）"),
        ],
    ),
    ("better", "望ましい向き", &[("more", "大きいほどよい"), ("less", "小さいほどよい")]),
    (LEVEL, "階層", &[("plan", "計画全体")]),
    (
        "status",
        "版の状態",
        &[("final", "確定した版"), ("draft", "案"), ("sample", "見本。数値は実在のものではない")],
    ),
    (
        SUBJECT,
        "文章の対象",
        &[("overview", "実施計画について"), (THEME, "重点テーマ"), ("policy", "主要施策")],
    ),
    (
        "target_kind",
        "目標の種類",
        &[("reach", "目標値への到達を目指す"), ("keep", "基準値の水準を保つ")],
    ),
    (
        "value_kind",
        "値の種類",
        &[("baseline", "基準値（計画策定時の値）"), ("actual", "実績値"), ("target", "目標値")],
    ),
];

/// The code set of the levels: the whole plan, and those that the plan has.
const LEVEL: &str = "level";

/// The code sets that only tables of indicators use.
const OF_INDICATORS: [&str; 4] = ["better", "progress", "target_kind", "value_kind"];

/// The code of the texts of themes.
const THEME: &str = "theme";

/// The code set of the table of texts.
const SUBJECT: &str = "subject";

/// The code of the texts of parts, in books that have any.
const PART_TEXT: (&str, &str) = ("part", "冊子の部の文章");

/// The code set of the table of pages: the kinds of page ranges.
const PLACES: Fixed = ("place", "ページの対象", &[("part", "冊子の部"), ("policy", "主要施策")]);

/// What the declared evaluations are of.
const SUBJECTS: Fixed =
    ("evaluated_subject", "評価したもの", &[("policy", "主要施策"), ("project", "事業")]);

fn set<'a>(
    set: impl Into<Cow<'static, str>>,
    title: impl Into<Cow<'static, str>>,
    codes: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Code> {
    let (set, title) = (set.into(), title.into());
    (1..)
        .zip(codes)
        .map(|(position, (code, label))| Code {
            set: set.clone(),
            title: title.clone(),
            position,
            word: code.to_owned(),
            label: label.to_owned(),
        })
        .collect()
}

/// What begins with the edition is called 新規, unless the plan says otherwise.
const NEW: &str = "新規";

/// The meaning of a direction: the word itself, if it says whether projects begin with the edition.
fn direction_label(directions: &Directions, word: &Spanned<String>) -> String {
    match (directions.begins(word), word.value == NEW) {
        (true, false) => format!("{word}（この版から始まる事業）"),
        (false, true) => format!("{word}（この版から始まるとは限らない）"),
        (true, true) | (false, false) => word.value.clone(),
    }
}

pub(super) fn codes(reading: &Reading<'_>) -> Table {
    let book = reading.book();
    let plan = &book.plan;
    let is_evaluated = plan.edition.evaluated.is_some();
    let meta = TableMeta {
        name: "codes",
        title: "コード",
        definition: "1行がコードの一つ。ほかの表の区分の列は、ここにある語だけを使う",
        source: "planbook の定義",
    };
    let columns = vec![
        Column::text(
            ("code_set", "コードの組"),
            "コードの組の名前。dictionary の code_set 列と対応する",
            |row: &Code| row.set.as_ref().into(),
        )
        .key(),
        Column::text(
            ("code_set_title", "コードの組の名称"),
            "組の名称",
            |row: &Code| row.title.as_ref().into(),
        ),
        Column::integer(
            ("position", "順番"),
            "組の中での順番（1から）",
            |row: &Code| row.position.into(),
        ),
        Column::text(("code", "コード"), "表に書かれる語", |row: &Code| {
            (&row.word).into()
        })
        .key(),
        Column::text(("label", "意味"), "コードの意味", |row: &Code| (&row.label).into())
            .source("planbook の定義。計画が決めた語は content/plan.yaml"),
    ];
    // The sheets have the name that the plan gives them.
    let in_plan = |(code, label): &(&'static str, &'static str)| match *code {
        Levels::SHEET => (*code, plan.levels.policy()),
        code => (code, *label),
    };
    let ratings = plan.ratings.iter().map(|level| (level.id.as_str(), level.label.as_str()));
    let directions = plan.direction.choices.iter();
    let directions: Vec<_> =
        directions.map(|word| (word.as_str(), direction_label(&plan.direction, word))).collect();
    let words = directions.iter().map(|(word, label)| (*word, label.as_str()));
    let levels: Vec<_> = reading.progress_levels().collect();
    let progress = Progress::ALL.into_iter().filter(|(level, ..)| levels.contains(level));
    let progress = progress.map(|(_, id, word)| (id, word));
    let has_indicators = book.indicators().next().is_some();
    let is_used = |name: &str| has_indicators || !OF_INDICATORS.contains(&name);
    let uses = Uses::of(book);
    let kinds = KINDS.into_iter().filter(|kind| is_evaluated || *kind != KINDS[0]);
    let is_revised = plan.supplementary == Some(CountedBudget::Revised);
    let kinds = is_revised.then_some(INITIAL).into_iter().chain(kinds);
    let mut rows = set("rating", "評価", ratings.filter(|_| plan.rates()));
    rows.extend(set("direction", plan.terms.direction.clone(), words));
    rows.extend(set("progress", "進捗", progress.filter(|_| is_evaluated && is_used("progress"))));
    rows.extend(set("amount_kind", "金額の種別", kinds));
    let sources = plan.sources.iter().map(|source| (source.as_str(), source.as_str()));
    rows.extend(set("funding_source", "財源", sources));
    if is_evaluated && !plan.evaluations.is_empty() {
        let names = plan.evaluations.iter().map(|e| (e.key(), e.name.as_str()));
        rows.extend(set("evaluation", "評価の名称", names));
        let (name, title, codes) = SUBJECTS;
        rows.extend(set(name, title, codes.iter().map(in_plan)));
        for evaluation in &plan.evaluations {
            let levels = evaluation.scale.iter().map(|level| {
                (level.id.as_str(), level.label.as_ref().map_or(level.id.as_str(), String::as_str))
            });
            let set_name = format!("evaluation_{}", evaluation.key());
            rows.extend(set(set_name, evaluation.name.value.clone(), levels));
        }
    }
    let fixed = FIXED.into_iter().filter(|(name, ..)| is_used(name));
    for (name, title, codes) in fixed.chain([PLACES]) {
        let texts = (name == SUBJECT && !book.part_texts.is_empty()).then_some(PART_TEXT);
        let levels = plan.levels.all().iter().filter(|_| name == LEVEL);
        let levels = levels.map(|level| (level.id.as_str(), level.name.as_str()));
        let special = match name {
            "better" => uses.directions,
            "target_kind" => uses.target_kinds,
            "value_kind" => uses.value_kinds,
            _ => [None; 2],
        };
        let is_there = |(code, _): &(&str, &str)| *code != THEME || !book.themes.is_empty();
        let codes = codes.iter().map(in_plan).filter(is_there).chain(levels).chain(texts);
        rows.extend(set(name, title, codes.chain(special.into_iter().flatten())));
    }
    if indicator_places::are_of_several_kinds(book) {
        let levels = plan.levels.all().iter();
        let levels = levels.map(|level| (level.id.as_str(), level.name.as_str()));
        let all = levels.chain([indicator_places::PROJECT]);
        rows.extend(set(
            indicator_places::SET,
            format!("{}の属するもの", plan.terms.indicators),
            all,
        ));
    }
    for (record, field) in plan.fields.all().filter(|(_, field)| field.kind == FieldKind::Choice) {
        let choices = field.choices.iter().map(|word| (word.as_str(), word.as_str()));
        rows.extend(set(code_set(record, field), field.name.value.clone(), choices));
    }
    Table::new(meta, columns, rows)
}

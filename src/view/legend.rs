//! How to read a sheet and its signs: 本書の見方.

use schemars::JsonSchema;
use serde::Serialize;

use super::indicator::level_words;
use super::{SheetBlockView, sheet};
use crate::model::{FiscalYear, Place, Plan, Progress, ProgressFormula};
use crate::reading::Reading;
use crate::span::Spanned;

/// What a legend explains. Ratings are explained by the scale of the view.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LegendView {
    /// What stands on the sheet of a policy, from top to bottom.
    pub sheet: Vec<LegendBlock>,
    /// The words for what becomes of a project, as far as the plan gives them a meaning.
    pub directions: Vec<LegendWord>,
    /// The words for the progress of indicators; empty where nothing is evaluated.
    pub progress: Vec<LegendWord>,
    /// Signs in place of values.
    pub signs: Vec<LegendWord>,
}

/// What stands at a place of the sheet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LegendBlock {
    /// `framework`, `title`, a fact (`rating`, `sections`, `themes`), or the kind of a block.
    pub kind: String,
    /// Whether the printed sheet has it.
    pub pdf: bool,
    /// Whether the site has it.
    pub site: bool,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub meaning: String,
}

/// A word or sign with its meaning.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LegendWord {
    /// The word.
    pub word: String,
    /// What it means.
    pub meaning: String,
}

/// The legend of the book in `reading`.
pub(super) fn legend(reading: &Reading<'_>) -> LegendView {
    LegendView {
        sheet: blocks(reading),
        directions: directions(reading.plan()),
        progress: progress_words(reading),
        signs: signs(reading),
    }
}

fn blocks(reading: &Reading<'_>) -> Vec<LegendBlock> {
    let plan = reading.plan();
    let levels: Vec<&str> =
        plan.levels.above_sheets().iter().map(|level| level.name.as_str()).collect();
    let policy = plan.levels.policy();
    let always = |kind: &str, name: String, meaning: String| LegendBlock {
        kind: kind.to_owned(),
        pdf: true,
        site: true,
        name,
        meaning,
    };
    let mut blocks = vec![
        always(
            "framework",
            levels.join("、"),
            format!("この{policy}が、施策体系のどこにあるかを示します。"),
        ),
        always(
            "title",
            format!("{policy}の番号と名前"),
            "番号は、冊子でもサイトでも同じです。".to_owned(),
        ),
    ];
    for block in sheet::blocks(reading).into_iter().filter(|block| is_used(reading, block)) {
        let names =
            if block.kind == "facts" { block.facts.clone() } else { vec![block.kind.to_owned()] };
        for name in names {
            let found = block_words(reading, &block, &name);
            blocks.extend(found.into_iter().map(|(title, meaning)| LegendBlock {
                kind: name.clone(),
                pdf: block.pdf,
                site: block.site,
                name: title,
                meaning,
            }));
        }
    }
    blocks
}

/// Whether a sheet of the book has something in the block.
fn is_used(reading: &Reading<'_>, block: &SheetBlockView) -> bool {
    let (book, plan) = (reading.book(), reading.plan());
    let on_sheet = |place: &Place| matches!(place, Place::Policy(_) | Place::Project(..));
    match block.kind {
        "evaluations" => plan.has_evaluations() && !plan.evaluations.is_empty(),
        "funding" => !plan.sources.is_empty(),
        "own_indicators" => book.indicators().any(|it| it.places.iter().any(on_sheet)),
        _ => true,
    }
}

/// What the block or fact called `name` is called, and what it says; a text block has several headings.
fn block_words(reading: &Reading<'_>, block: &SheetBlockView, name: &str) -> Vec<(String, String)> {
    let plan = reading.plan();
    let (policy, terms) = (plan.levels.policy(), &plan.terms);
    let evaluated = reading.evaluated().map(FiscalYear::long);
    let one = |name: &str, meaning: String| vec![(name.to_owned(), meaning)];
    let after =
        |what: &str| evaluated.as_ref().map(|year| format!("{year}の{what}、")).unwrap_or_default();
    match name {
        "rating" => one(
            "評価",
            format!(
                "{}の取組の評価と、前の年度の評価からの動きです。",
                evaluated.unwrap_or_default()
            ),
        ),
        "sections" => {
            one(&terms.section, format!("この{policy}を受け持つところと、その電話番号です。"))
        }
        "themes" => one("重点テーマ", format!("この{policy}が関わる重点テーマです。")),
        "text" => {
            let of = |id: &String| plan.headings.iter().find(|heading| heading.id == *id);
            block
                .headings
                .iter()
                .filter_map(of)
                .map(|heading| {
                    let hint = heading.hint.clone().filter(|hint| !hint.is_empty());
                    let meaning = hint.map(|hint| format!("{}。", hint.trim_end_matches('。')));
                    (heading.heading.value.clone(), meaning.unwrap_or_default())
                })
                .collect()
        }
        "evaluations" => one("評価の表", "それぞれの評価の結果と、意見、対応です。".to_owned()),
        "projects" => one(
            &terms.projects,
            format!("事業ごとの内容、{}予算額と{}です。", after("実績、決算額"), terms.direction),
        ),
        "totals" => one("金額の合計", format!("事業の{}予算額の合計です。", after("決算額"))),
        "funding" => one("財源", "予算額を、何でまかなうかを示します。".to_owned()),
        "own_indicators" => {
            one(&terms.indicators, format!("この{policy}や事業の{}です。", terms.indicators))
        }
        "indicators" => one(
            &terms.indicators,
            format!("この{policy}のある{}の{}です。", plan.levels.group_name(), terms.indicators),
        ),
        _ => Vec::new(),
    }
}

fn directions(plan: &Plan) -> Vec<LegendWord> {
    let direction = &plan.direction;
    let meaning = |word: &Spanned<String>| {
        if direction.begins(word) {
            Some("この版から始まる事業です。")
        } else if direction.merges(word) {
            Some("ほかの事業にまとめる事業です。")
        } else if direction.ends(word) {
            Some("この版で終わる事業です。")
        } else {
            None
        }
    };
    direction
        .choices
        .iter()
        .filter_map(|choice| {
            let meaning = meaning(choice)?.to_owned();
            Some(LegendWord { word: choice.value.clone(), meaning })
        })
        .collect()
}

fn progress_words(reading: &Reading<'_>) -> Vec<LegendWord> {
    let from_baseline = reading.plan().progress == ProgressFormula::BaselineToTarget;
    if reading.book().indicators().next().is_none() {
        return Vec::new();
    }
    let meaning = |level: Progress| match level {
        Progress::Achieved => "現状値が目標値に届いています。",
        Progress::Advanced if from_baseline => "策定時より目標値に近づいています。",
        Progress::Advanced => "目標値に向かって進んでいます。",
        Progress::Unchanged => "策定時と同じです。",
        Progress::Receded => "策定時より目標値から遠ざかっています。",
        Progress::NotReached => "目標に届いていません。",
        Progress::NotJudged => "目標に届いたかを、まだ判定していません。",
        Progress::NotMeasured => "策定時より後の値がありません。",
    };
    reading
        .progress_levels()
        .map(|level| LegendWord {
            word: level_words(level).2.to_owned(),
            meaning: meaning(level).to_owned(),
        })
        .collect()
}

fn signs(reading: &Reading<'_>) -> Vec<LegendWord> {
    let plan = reading.plan();
    let word = |word: &str, meaning: &str| LegendWord {
        word: word.to_owned(),
        meaning: meaning.to_owned(),
    };
    vec![
        word("―", "額や値がないか、まだ決まっていません。0とは違います。"),
        word("0", "額や値があり、0です。"),
        word(&plan.money.negative, "0より小さい額、減った額です。"),
    ]
}

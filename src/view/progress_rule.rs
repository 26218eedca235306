//! How the book explains 進捗, in words.

use schemars::JsonSchema;
use serde::Serialize;

use super::indicator::{CEILING, FLOOR};
use crate::model::{Indicator, Progress, ProgressFormula};
use crate::reading::Reading;

/// What readers are told of progress below [`FLOOR`], above [`CEILING`], and of both.
const BELOW: &str = "「100%超」に負の記号の付いた進捗は、策定時から目標値までの差を超えて、目標から遠ざかったことを表します。";
const ABOVE: &str = "「999%超」は、目標値を大きく超えたことを表します。";
const BELOW_AND_ABOVE: &str = "「100%超」に負の記号の付いた進捗は、策定時から目標値までの差を超えて、目標から遠ざかったことを、「999%超」は、目標値を大きく超えたことを表します。";

/// How the book explains 進捗, as [`Meta::progress`](super::Meta).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProgressRule {
    /// What it is, in a phrase: 策定時から目標値までに進んだ割合.
    pub words: &'static str,
    /// What there is to know in addition, in sentences; empty where that says all.
    pub notes: Vec<String>,
    /// What a printed share with 超 means, where an indicator has one. The book has no line for it.
    pub beyond: Option<&'static str>,
}

/// The rule of `reading`'s plan, with what its indicators need to have explained.
pub(super) fn progress_rule(reading: &Reading<'_>) -> ProgressRule {
    let (book, formula) = (reading.book(), reading.plan().progress);
    let any = |is: fn(&Indicator) -> bool| book.indicators().any(is);
    let words = match formula {
        ProgressFormula::BaselineToTarget => "策定時から目標値までに進んだ割合",
        ProgressFormula::ActualToTarget => "目標値に対する現状値の割合",
        ProgressFormula::ActualToInterim => "次の目標値に対する現状値の割合",
    };
    let is_share = formula != ProgressFormula::BaselineToTarget;
    let mut notes = Vec::new();
    if is_share {
        notes.push("進捗率は、現状値÷目標値×100（減少をめざす指標は、目標値÷現状値×100）の小数点以下を切り捨てたものです。");
    }
    if any(|indicator| indicator.target.value.len() > 1) {
        notes.push(match formula {
            ProgressFormula::ActualToInterim => {
                "目標値が年度ごとにある指標は、評価の対象年度か、その後でいちばん早い年度の目標値と比べています。"
            }
            _ => "目標値が年度ごとにある指標は、評価の対象年度の目標値と比べています。その年度の目標値がなければ、最終の目標値と比べています。",
        });
    }
    if any(|indicator| !indicator.forecast.is_empty()) {
        notes.push(if is_share {
            "推計値のある指標は、現状値が推計値よりよければ「前進」です。"
        } else {
            "推計値のある指標は、策定時の値の代わりに、推計値から目標値までに進んだ割合です。"
        });
    }
    if any(|indicator| indicator.target.value.values().any(|target| target.is_words())) {
        notes.push("目標が言葉の指標は、目標に届いたかを担当課が判定しています。");
    }
    if any(|indicator| indicator.baseline.is_none()) {
        notes.push("策定時の値がない指標は、目標に届いていなければ「未達成」です。");
    }
    let is_left = |indicator: &Indicator| {
        let level = reading.standing(indicator).map(|standing| standing.level);
        let is_words = indicator.target.value.values().any(|target| target.is_words());
        level == Some(Progress::NotReached) && indicator.baseline.is_some() && !is_words
    };
    if book.indicators().any(is_left) {
        notes.push("水準の維持をめざす指標は、その水準から外れていれば「未達成」です。");
    }
    let percents = || book.indicators().filter_map(|i| reading.standing(i)?.percent);
    let beyond = match (percents().any(|n| n < FLOOR), percents().any(|n| n > CEILING)) {
        (true, false) => Some(BELOW),
        (false, true) => Some(ABOVE),
        (true, true) => Some(BELOW_AND_ABOVE),
        (false, false) => None,
    };
    ProgressRule {
        beyond,
        words,
        notes: notes.into_iter().map(|note| reading.plan().in_words(note)).collect(),
    }
}

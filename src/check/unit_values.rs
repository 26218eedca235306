//! PB0234: 成果指標や加えた項目の値が単位に合わない
//!
//! 数える単位（人、件、か所など）の値は、0より小さくならず、小数になりません。全体に占める割合
//! の % は、0から100までです。人工や面積も、0より小さくなりません。増減や差、平均や1人当たりの値は、そうと分かるように名前か備考に
//! 書きます。100をこえることのある比は、名前を「～に対する割合」のようにします。
//! 値が必ず届く目標（`better: more` で0など）は、向きが逆です。
//!
//! 誤 `unit: 件` で `values: { R5: -8 }`、「満足する市民の割合」で `target: { R9: 600 }`
//! 正 `values: { R5: 8 }`、`target: { R9: 60.0 }`

use unicode_normalization::UnicodeNormalization;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Better, Book, Indicator};
use crate::record::{DeclaredValue, DeclaredValues};
use crate::text;

const CODE: Code = Code("PB0234");

/// Units of what is counted one by one.
const COUNTED: &str = "人 名 件 回 か所 カ所 ヶ所 ケ所 ヵ所 箇所 世帯 戸 棟 校 園 社 店 店舗 団体 事業 \
    事業所 施設 施策 法人 組 台 冊 本 枚 橋 隻 便 基 床 頭 羽 地区 路線 区画 講座 教室 項目 品目 種類 \
    クラス グループ サークル チーム 経営体 自治会 町内会 人泊";

/// Units of work and of area: they may have a fraction, and are not below zero.
const MEASURED: &str = "人工 人役 人月 人日 時間 ha ヘクタール m2 km2 平方メートル";

/// Words of an indicator whose counts are compared, and so may be below zero.
const COMPARED: &str = "増 減 差 超過 不足 収支 動態 純 変化 対する";

/// Words that say so in a note, in which 減 and 増 may be about anything: 減らさないことが目標.
const NOTED_AS_COMPARED: &str = "増減 純増 純減 差 超過 収支 動態 変化 対する マイナス";

/// Words of an indicator whose counts are divided, and so may have a fraction.
const DIVIDED: &str = "平均 当たり あたり 1人 一人 1世帯 率 比 割合 換算 指数 対する 万対";

/// Words of a percentage that is a share of a whole.
const SHARES: &str = "割合 受診率 加入率 回答率 回収率 投票率 出席率 高齢化率 耐震化率 水洗化率 \
    洋式化率 認知度 満足度 リサイクル率";

/// Words of a percentage that may go beyond the whole, or below nothing.
const BEYOND: &str = "対する 対前年 比 増 減 伸 超 差 達成 充足 執行 変化";

/// Less than any two values differ by.
const SMALLEST: f64 = 1e-6;

/// What an indicator's values can be, as far as its unit and its words leave no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Counted: none is below zero.
    Count,
    /// A share of a whole, in percent.
    Share,
    /// Anything.
    Open,
}

impl Measure {
    /// That of values in `unit` of what is called `name`, with this `note`.
    fn of(name: &str, note: &str, unit: &str) -> Self {
        let name: String = name.nfkc().collect();
        let note: String = note.nfkc().collect();
        let unit: String = unit.nfkc().collect();
        let is_compared = says(&name, COMPARED) || says(&note, NOTED_AS_COMPARED);
        if (is_one_of(&unit, COUNTED) || is_one_of(&unit, MEASURED)) && !is_compared {
            Self::Count
        } else if is_one_of(&unit, "% パーセント") && says(&name, SHARES) && !says(&name, BEYOND)
        {
            Self::Share
        } else {
            Self::Open
        }
    }

    fn holds(self, value: f64) -> bool {
        match self {
            Self::Count => value >= 0.0,
            Self::Share => (0.0..=100.0).contains(&value),
            Self::Open => true,
        }
    }
}

/// Whether `unit` is one of `units`.
fn is_one_of(unit: &str, units: &str) -> bool {
    units.split(' ').any(|known| known == unit)
}

/// Whether `text` has one of `words`.
fn says(text: &str, words: &str) -> bool {
    words.split(' ').any(|word| text.contains(word))
}

/// Values that their unit cannot have, and targets that any value meets.
pub fn check(book: &Book, sink: &mut Sink) {
    for indicator in book.indicators() {
        let note = indicator.note.as_ref().map_or("", |note| note.as_str());
        let measure = Measure::of(&indicator.name, note, &indicator.unit);
        possible(indicator, measure, sink);
        whole(indicator, sink);
        attained(indicator, measure, sink);
    }
    let of_policies = book.policies().map(|policy| &policy.more);
    let of_projects = book.projects().map(|project| &project.more);
    let of_indicators = book.indicators().map(|indicator| &indicator.more);
    for values in of_policies.chain(of_projects).chain(of_indicators) {
        declared(values, sink);
    }
}

/// Values of fields that the plan declares, of which nobody but their name says what they are.
fn declared(values: &DeclaredValues, sink: &mut Sink) {
    for (field, data) in &values.written {
        let Some(unit) = &field.unit else { continue };
        let note = field.definition.as_deref().unwrap_or_default();
        let measure = Measure::of(&field.name, note, unit);
        for (_, value) in data.values() {
            let Some(DeclaredValue::Number(number)) = &value.value else { continue };
            if !measure.holds(number.to_f64()) {
                let declared = text!("この項目です", "this field");
                let found = impossible(&field.name, &number.to_string(), unit, measure);
                sink.report(found.at(value.span).label(field.name.span, declared));
            }
        }
    }
}

fn possible(indicator: &Indicator, measure: Measure, sink: &mut Sink) {
    let (name, unit) = (&indicator.name, &indicator.unit);
    // A number of too many digits has a finding of its own.
    let written = indicator.written().filter(|(value, _)| value.is_exact());
    for (value, span) in written.filter(|(value, _)| !measure.holds(value.to_f64())) {
        let found = impossible(name, &value.to_string(), unit, measure);
        sink.report(found.at(span).label(unit.span, text!("単位です", "its unit")));
    }
}

/// The finding about a `value` in `unit` of what is called `name`.
fn impossible(name: &str, value: &str, unit: &str, measure: Measure) -> Diagnostic {
    let hint = if measure == Measure::Share {
        text!(
            "割合なら0から100までです。値を確かめてください",
            "a share is between 0 and 100; look at the value"
        )
    } else {
        text!(
            "値を確かめてください。増減や差なら、名前にそう書いてください",
            "look at the value; if it is a change or a difference, let the name say so"
        )
    };
    let message = text!(
        "「{name}」の {value} は、単位が「{unit}」の値としてありえません",
        "`{name}` cannot be {value}, in `{unit}`"
    );
    Diagnostic::warning(CODE, message).hint(hint)
}

fn whole(indicator: &Indicator, sink: &mut Sink) {
    let decimals = indicator.decimals.0;
    let note = indicator.note.as_ref().map_or("", |note| note.as_str());
    let said: String = indicator.name.chars().chain(note.chars()).nfkc().collect();
    if decimals == 0 || !is_one_of(&indicator.unit, COUNTED) || says(&said, DIVIDED) {
        return;
    }
    let (name, unit) = (&indicator.name, &indicator.unit);
    let found = Diagnostic::warning(
        CODE,
        text!(
            "「{name}」の単位は「{unit}」ですが、小数 {decimals} 桁で出ます",
            "`{name}` counts `{unit}`, yet comes with {decimals} decimals"
        ),
    );
    let found = match indicator.written().find(|(value, _)| value.scale() > 0) {
        Some((_, span)) => found.at(span).label(unit.span, text!("単位です", "its unit")),
        None => found.at(unit.span),
    };
    sink.report(found.hint(text!(
        "整数にして decimals を消してください。平均なら、名前か備考にそう書いてください",
        "make it whole without `decimals`; if it is an average, let the name or the note say so"
    )));
}

/// A level to keep beyond which nothing can go, looked at from the wrong side.
fn attained(indicator: &Indicator, measure: Measure, sink: &mut Sink) {
    let Some((_, aimed_at)) = indicator.final_target() else { return };
    let Some(number) = aimed_at.number() else { return };
    let target = number.to_f64();
    let (worse, written, wanted) = match indicator.better {
        Better::More => (target - SMALLEST, "more", "less"),
        Better::Less => (target + SMALLEST, "less", "more"),
        Better::Keep | Better::Within => return,
    };
    // A baseline on the other side is reported as a target that is worse.
    if !indicator.is_kept_level() || !measure.holds(target) || measure.holds(worse) {
        return;
    }
    let (name, target) = (&indicator.name, number);
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "「{name}」は better: {written} で目標が {target} なので、どの値でも達成になります",
                "`{name}` has `better: {written}` and a target of {target}: any value meets it"
            ),
        )
        .at(aimed_at.span)
        .label(indicator.name.span, text!("この指標です", "this indicator"))
        .hint(text!("better は {wanted} ではありませんか", "should `better` be {wanted}?")),
    );
}

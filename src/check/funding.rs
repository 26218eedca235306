//! PB0232: 財源の名前や合計が合わない
//!
//! 事業の `funding`（予算額の財源）と `settlement_funding`（決算額の財源）には、`plan.yaml` の `money.sources` に
//! ある財源を書きます。書いた年度の財源の合計は、その年度の予算額、決算額と同じです。どちらを載せるかは
//! `money.sources_of` で決めます（書かなければ予算額だけ）。財源の一部だけが分かる事業のある計画では、
//! `money.sources_required: false` とすると、合計が少なくてもよく、残りを「財源の記載なし」の
//! 行に示します。
//!
//! 誤 `budget: { R7: 1000 }` と `funding: { R7: { 一般財源: 900 } }`
//! 正 `funding: { R7: { 国・県支出金: 100, 一般財源: 900 } }`

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::model::{Book, Funded, Project};
use crate::reading::Sum;
use crate::text;

const CODE: Code = Code("PB0232");

/// Sources of money that the plan does not have, and sums that are not the amount.
pub fn check(book: &Book, sink: &mut Sink) {
    for project in book.projects() {
        for (funded, _) in Funded::ALL {
            if is_needless(book, project, funded, sink) {
                continue;
            }
            names(book, project, funded, sink);
            sums(project, funded, book.plan.sources_required, sink);
        }
    }
}

/// Reports sources of amounts of which the plan shall not say where they come from; returns whether there
/// are any. Of a plan without sources, each name is reported as unknown.
fn is_needless(book: &Book, project: &Project, funded: Funded, sink: &mut Sink) -> bool {
    let written = project.sources_of(funded);
    let plan = &book.plan;
    if written.value.is_empty() || plan.sources.is_empty() || plan.has_sources_of(funded) {
        return false;
    }
    let (key, label, word) = (funded.key(), funded.label(), funded.word());
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "この計画は、{label}の財源を載せません（{key}）",
                "this plan does not say where its {key} comes from"
            ),
        )
        .at(written.span)
        .hint(text!(
            "この項目を消すか、plan.yaml の money.sources_of に {word} を書き足してください",
            "remove it, or add `{word}` to `money.sources_of` in plan.yaml"
        )),
    );
    true
}

fn names(book: &Book, project: &Project, funded: Funded, sink: &mut Sink) {
    let known: Vec<&str> = book.plan.sources.iter().map(|s| s.value.as_str()).collect();
    for name in project.sources_of(funded).value.values().flat_map(BTreeMap::keys) {
        if known.contains(&name.as_str()) {
            continue;
        }
        let near = meant(name, &known)
            .or_else(|| nearest(name, known.iter().copied()))
            .map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"));
        let (all, all_en) = (known.join("、"), known.join(", "));
        let hint = if known.is_empty() {
            text!(
                "plan.yaml の money.sources に財源の名前を書いてください",
                "write the names of sources into `money.sources` in plan.yaml"
            )
        } else {
            text!("{all} から選んでください", "choose one of {all_en}")
        };
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{name}」という財源はありません",
                    "there is no source of money called `{name}`"
                ),
            )
            .at(name.span)
            .maybe_hint(near)
            .hint(hint),
        );
    }
}

/// Where money comes from, and the words in the usual names of it.
const ORIGINS: [(Origin, &[&str]); 3] = [
    (Origin::Debt, &["債"]),
    (Origin::General, &["一般財源", "一財"]),
    (
        Origin::Other,
        &["特定財源", "特財", "その他", "諸収入", "繰入金", "寄附金", "寄付金", "使用料", "手数料"],
    ),
];

/// Where money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    State,
    Prefecture,
    Debt,
    General,
    Other,
}

impl Origin {
    /// Those that `name` names: two for 国・県支出金.
    fn all_of(name: &str) -> BTreeSet<Self> {
        let has = |words: &&[&str]| words.iter().any(|word| name.contains(word));
        let mut found: BTreeSet<_> =
            ORIGINS.iter().filter(|(_, words)| has(words)).map(|(origin, _)| *origin).collect();
        // 県債 is a debt, whoever has it.
        if !found.contains(&Self::Debt) {
            let rest = name.strip_prefix("国庫").or_else(|| name.strip_prefix('国'));
            found.extend(rest.filter(|rest| !rest.starts_with('民')).map(|_| Self::State));
            let rest = rest.unwrap_or(name).trim_start_matches(['・', '、', '（']);
            let grant = rest.strip_prefix(['道', '都', '府', '県']).is_some_and(|rest| {
                rest.starts_with(['支', '補', '負', '委', '費', '道', '府', '県'])
            });
            found.extend(grant.then_some(Self::Prefecture));
        }
        found
    }
}

/// The source among `known` that is the only one of the same origin as `name`: 国庫支出金 for 国庫補助金, 国・県支出金
/// too where the plan does not part them.
fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let origins = Origin::all_of(name);
    let only = |fits: &dyn Fn(&BTreeSet<Origin>) -> bool| {
        let mut fitting = known.iter().filter(|source| fits(&Origin::all_of(source)));
        fitting.next().copied().filter(|_| fitting.next().is_none())
    };
    if origins.is_empty() {
        return None;
    }
    only(&|of| *of == origins).or_else(|| only(&|of| of.is_superset(&origins)))
}

/// Sums that are not the amount; if not every source is `required`, those that are beyond it.
fn sums(project: &Project, funded: Funded, required: bool, sink: &mut Sink) {
    let (name, label) = (&project.name, funded.label());
    let written = project.sources_of(funded);
    let amounts = match funded {
        Funded::Budget => project.counted_budget(),
        Funded::Settlement => Cow::Borrowed(&project.settlement.value),
    };
    for (year, parts) in &written.value {
        let sum: Sum = parts.values().map(|part| part.value).collect();
        let amount = amounts.get(year);
        let (sum, whole) = (sum.total(), amount.and_then(|b| b.value).unwrap_or_default().0);
        let whole = i128::from(whole);
        let is_part = sum.signum() * whole.signum() >= 0 && sum.abs() <= whole.abs();
        if sum == whole || !required && is_part {
            continue;
        }
        let en = funded.word();
        let diagnostic = Diagnostic::error(
            CODE,
            text!(
                "「{name}」の {year} の財源の合計 {sum} が{label} {whole} と違います",
                "the sources of `{name}` in {year} add up to {sum}, not to its {en} {whole}"
            ),
        )
        .at(written.span);
        sink.report(
            match amount {
                Some(amount) => diagnostic.label(amount.span, text!("{label}です", "the {en}")),
                None => diagnostic,
            }
            .hint(text!("どちらが正しいか確かめてください", "see which of the two is right")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn the_usual_names_of_a_source_lead_to_that_of_the_plan() {
        let known = ["国庫支出金", "道支出金", "地方債", "その他", "一般財源"];
        for (name, source) in [
            ("国庫補助金", Some("国庫支出金")),
            ("国庫負担金", Some("国庫支出金")),
            ("国費", Some("国庫支出金")),
            ("県支出金", Some("道支出金")),
            ("道補助金", Some("道支出金")),
            ("起債", Some("地方債")),
            ("市債", Some("地方債")),
            ("県債", Some("地方債")),
            ("一財", Some("一般財源")),
            ("その他特定財源", Some("その他")),
            ("基金繰入金", Some("その他")),
            ("国・道支出金", None),
            ("補助金", None),
            ("財源", None),
            ("国民健康保険税", None),
            ("水道料金", None),
            ("都市計画税", None),
        ] {
            assert_eq!(meant(name, &known), source, "{name}");
        }
        let joined = ["国・県支出金", "地方債", "一般財源"];
        assert_eq!(meant("国庫補助金", &joined), Some("国・県支出金"));
        assert_eq!(meant("県支出金", &joined), Some("国・県支出金"));
        assert_eq!(meant("国県補助金", &joined), Some("国・県支出金"));
        assert_eq!(meant("その他", &joined), None);
        // Two that it could be are no answer.
        assert_eq!(meant("起債", &["過疎債", "臨時財政対策債"]), None);
    }
}

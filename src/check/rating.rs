//! PB0215: 評価がない、または段階にない
//!
//! どの主要施策にも評価対象年度の評価が要ります（`rating_required: false` の計画と、評価対象年度の
//! ない版、どの事業もこの版から始まり、まだ評価のない主要施策のほか）。評価は `plan.yaml` の `rating` にある段階から選びます。段階のない計画に評価は
//! 書けません。段階を変えても、保存してある前の版に載せた、前の年度の評価は、そのまま残しておきます。
//! 今の段階にないものは、この版には載せず、上がり下がりも比べません。記号が同じで意味か並びの変わった段階は、
//! 変えた版で一度、注意として示します。
//!
//! 誤 `rating: { R4: B }`、`rating: { R5: Ｂ }`（全角）
//! 正 `rating: { R4: B, R5: B }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, Numbered, Policy, RatingLevel};
use crate::reading::Reading;
use crate::text;

const CODE: Code = Code("PB0215");

/// Policies without a rating in the evaluated year, and ratings outside the scale.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let plan = &book.plan;
    if plan.ratings.is_empty() {
        without_scale(book, sink);
        return;
    }
    if let Some(previous) = previous {
        other_meanings(book, previous, sink);
    }
    let reading = Reading::new(book);
    let scale: Vec<&str> = plan.ratings.iter().map(|l| l.id.as_str()).collect();
    let scale = scale.join(", ");
    for policy in book.policies() {
        let (id, gap) = policy.reference_and_gap();
        let rates = plan.requires_rating() && reading.evaluated_of(policy).is_some();
        let evaluated = plan.edition.evaluated.as_ref().filter(|_| rates);
        if let Some(year) = evaluated.filter(|year| policy.rated(year.value).is_none()) {
            sink.report(
                Diagnostic::error(
                    CODE,
                    text!("{id}{gap}に {year} の評価がありません", "{id} has no rating for {year}"),
                )
                .at(policy.rating.span)
                .label(year.span, text!("評価の対象年度です", "the year evaluated"))
                .hint(text!("{year}: に {scale} のどれかを書いてください", "write one of {scale}"))
                .missing(),
            );
        }
        // One that is not written was reported when it was read.
        let written = policy.rating.value.iter().filter(|(_, rating)| !rating.value.0.is_empty());
        for (year, rating) in written {
            let is_past = plan.edition.evaluated_year().is_some_and(|evaluated| *year < evaluated);
            let is_of_its_time = is_past && is_on_record(previous, policy, *year);
            if plan.rating_index(rating).is_none() && !is_of_its_time {
                let found = &rating.value.0;
                let earlier = text!(
                    "段階を変える前の年度の評価なら、消してください（前の版に残っています）",
                    "if it is of a year before the scale was changed, remove it: the edition of then has it"
                );
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!(
                            "評価「{found}」は段階にありません",
                            "`{found}` is not in the rating scale"
                        ),
                    )
                    .at(rating.span)
                    .hint(text!(
                        "{scale} のどれかを半角で書いてください。足りない段階は plan.yaml の rating に加えます",
                        "use one of {scale}, or add the level to `rating` in plan.yaml"
                    ))
                    .maybe_hint((is_past && previous.is_some()).then_some(earlier)),
                );
            }
        }
    }
}

/// Levels that have another label, or stand otherwise among each other, than in the edition before: a rating of
/// then is compared as if it were one of now.
fn other_meanings(book: &Book, previous: &Book, sink: &mut Sink) {
    let (old, new) = (&previous.plan.ratings, &book.plan.ratings);
    let is_in = |levels: &[RatingLevel], level: &RatingLevel| {
        levels.iter().any(|other| other.id.value == level.id.value)
    };
    let shared = |levels: &[RatingLevel], others: &[RatingLevel]| -> Vec<String> {
        let both = levels.iter().filter(|level| is_in(others, level));
        both.map(|level| format!("{}：{}", level.id.value, level.label)).collect()
    };
    let (before, now) = (shared(old, new), shared(new, old));
    let reading = Reading::new(book);
    let compares = book.policies().any(|policy| reading.compared_ratings(policy).is_some());
    let Some(first) = new.first().filter(|_| before != now && compares) else { return };
    let (year, before, now) = (&previous.plan.edition.year, before.join("、"), now.join("、"));
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "{year} の版と、評価の段階の意味が違います（{before} → {now}）",
                "the levels of the ratings had another meaning in the edition {year} ({before} → {now})"
            ),
        )
        .at(first.id.span)
        .hint(text!(
            "言葉を改めただけなら、そのままでかまいません。意味を変えたのなら、前の年度の評価を消すと、上がり下がりを示しません（前の版に残っています）",
            "if only the words are others, leave it; if the meaning is another one, remove the ratings of earlier years, so that they are not compared: the edition of then has them"
        )),
    );
}

/// Whether the rating of `policy` in `year` is that of the edition before.
fn is_on_record(previous: Option<&Book>, policy: &Policy, year: FiscalYear) -> bool {
    let Some(uid) = &policy.uid else { return false };
    previous.into_iter().flat_map(Book::policies).any(|before| {
        let is_it = before.uid.as_ref().is_some_and(|before| before.value == uid.value);
        is_it && before.rated(year) == policy.rated(year)
    })
}

/// Reports once all ratings in a plan without a scale.
fn without_scale(book: &Book, sink: &mut Sink) {
    let ratings: Vec<_> = book.policies().flat_map(|p| p.rating.value.values()).collect();
    let Some(first) = ratings.first() else { return };
    let count = ratings.len();
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "評価（{count}か所）がありますが、この計画に評価の段階はありません",
                "there are ratings ({count} places), but the plan has no rating scale"
            ),
        )
        .at(first.span)
        .hint(text!(
            "評価する計画なら、plan.yaml に rating（段階）を書いてください。しない計画なら、評価を消してください",
            "add the scale `rating` to plan.yaml, or remove the ratings where the plan rates nothing"
        )),
    );
}

//! Compares what the charts of the site say in words with the data: the description of each chart that the
//! standard themes draw, and the numbers at its marks. What is drawn, and how long it is, is not compared.
//!
//! A description that cannot be read is of another theme, and is not compared.
//!
//! This module must not know how a page is stored.

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::html::PrintedChart;
use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::number::Number;
use super::printed::{leading_number, squeezed};
use crate::text;

/// The word before a number below zero.
const MINUS: &str = "マイナス";

/// The charts of the page `file`, which is about `scope`.
pub(super) fn compare(
    file: &str,
    all: &[PrintedChart],
    scope: Option<&Subject>,
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) {
    for chart in all {
        let words = squeezed(&chart.words);
        let judged = match subject(&chart.id, scope) {
            Some((Shown::Ratings, subject)) => counts(&words, &ratings(&subject, facts), true),
            Some((Shown::Evaluation(of), subject)) => {
                counts(&words, &results(&of, &subject, facts), true)
            }
            Some((Shown::Progress, subject)) => counts(&words, &progress(&subject, facts), false),
            Some((Shown::Budgets, _)) => budgets(&words, facts),
            Some((Shown::Values, Subject::Indicator(id))) => values(&words, &id, facts),
            _ => None,
        };
        let Some(wrong) = judged else { continue };
        let marks = chart.marks.iter().filter(|mark| !is_said(mark, &words));
        let marks: Vec<&str> = marks.map(String::as_str).collect();
        ledger.equal(Area::Site, 1 + chart.marks.len() - marks.len());
        for (found, expected) in wrong {
            let place = text!("図の説明", "the description of a chart");
            let source = text!("データから数えたもの", "counted from the data");
            let found = Disagreement::value(Area::Site, file, place, found, expected, source);
            ledger.contradicts(found.in_column(chart.id.clone()));
        }
        for mark in marks {
            let place = text!("図の中の数", "a number in a chart");
            let source = text!("図の説明", "the description of the chart");
            let found = Disagreement::value(Area::Site, file, place, mark, words.clone(), source);
            ledger.contradicts(found.in_column(chart.id.clone()));
        }
    }
}

/// What a chart shows.
enum Shown {
    Ratings,
    /// How an evaluation that the plan declares comes out.
    Evaluation(Evaluation),
    Progress,
    Budgets,
    Values,
}

/// An evaluation that the plan declares, with the criterion, and what it is of: `policy` or `project`.
struct Evaluation {
    id: String,
    criterion: String,
    of: String,
}

impl Evaluation {
    /// Reads `first-policy-1`, `first-need-policy` and the like.
    fn of(words: &str) -> Option<(Self, Subject)> {
        let is_of = |part: &&str| ["policy", "project"].contains(part);
        let (id, rest) = words.split_once('-')?;
        let (first, more) = rest.split_once('-').unwrap_or((rest, ""));
        let (second, below) = more.split_once('-').unwrap_or((more, ""));
        let (criterion, of, item) = if is_of(&first) && !is_of(&second) {
            ("", first, more)
        } else {
            (first, Some(second).filter(is_of)?, below)
        };
        let [id, criterion, of] = [id, criterion, of].map(str::to_owned);
        let item = Some(item.to_owned()).filter(|item| !item.is_empty());
        Some((Self { id, criterion, of }, item.map_or(Subject::Plan, Subject::Item)))
    }
}

/// What the chart with the id `id` shows, of what.
fn subject(id: &str, scope: Option<&Subject>) -> Option<(Shown, Subject)> {
    let item = |rest: &str| match rest {
        "" => Some(Subject::Plan),
        rest => Some(Subject::Item(rest.strip_prefix('-')?.to_owned())),
    };
    if id == "plot" {
        return Some((Shown::Values, scope?.clone()));
    }
    let id = id.strip_prefix("chart-")?;
    Some(match id {
        "budgets" => (Shown::Budgets, Subject::Plan),
        id if id.starts_with("indicator-") => {
            (Shown::Values, Subject::Indicator(id.strip_prefix("indicator-")?.to_owned()))
        }
        id if id.starts_with("evaluation-") => {
            let (evaluation, subject) = Evaluation::of(id.strip_prefix("evaluation-")?)?;
            (Shown::Evaluation(evaluation), subject)
        }
        id if id.starts_with("ratings-section-") => {
            let section = id.strip_prefix("ratings-section-")?;
            (Shown::Ratings, Subject::Section(section.to_owned()))
        }
        id if id.starts_with("ratings") => (Shown::Ratings, item(id.strip_prefix("ratings")?)?),
        id if id.starts_with("progress") => (Shown::Progress, item(id.strip_prefix("progress")?)?),
        _ => return None,
    })
}

/// The descriptions that are wrong, each with what is right; `None` where it cannot be read.
type Judged = Option<Vec<(String, String)>>;

/// Steps with their counts, and how many have none.
type Counts = Option<(Vec<(String, usize)>, usize)>;

fn ratings(subject: &Subject, facts: &Facts<'_>) -> Counts {
    let policies = facts.policies_below(subject)?;
    let of = |code: &str| {
        policies.iter().filter(|policy| facts.rating(policy).unwrap_or_default() == code).count()
    };
    let codes = facts.tables.rows("codes").filter(|row| row.words("code_set") == "rating");
    let steps: Vec<_> = codes.map(|row| row.words("code").into_owned()).collect();
    let counts: Vec<_> = steps.iter().map(|code| (squeezed(code), of(code))).collect();
    let rated: usize = counts.iter().map(|(_, count)| count).sum();
    Some((counts, policies.len().checked_sub(rated)?))
}

fn results(of: &Evaluation, subject: &Subject, facts: &Facts<'_>) -> Counts {
    let item = match subject {
        Subject::Item(id) => id.as_str(),
        _ => "",
    };
    let rows = facts.tables.rows("evaluation_counts").filter(|row| {
        row.words("id") == item
            && row.words("evaluation") == of.id
            && row.words("criterion") == of.criterion
            && row.words("evaluated_subject") == of.of
    });
    let (mut steps, mut others) = (Vec::new(), None);
    for row in rows {
        let count = row.words("count").parse().ok()?;
        match squeezed(&row.words("result")) {
            none if none.is_empty() => others = Some(count),
            result => steps.push((result, count)),
        }
    }
    Some((steps, others?))
}

fn progress(subject: &Subject, facts: &Facts<'_>) -> Counts {
    let indicators = facts.indicators_below(subject)?;
    let of = |code: &str| indicators.iter().filter(|row| row.words("progress") == code).count();
    let codes = facts.tables.rows("codes").filter(|row| row.words("code_set") == "progress");
    Some((codes.map(|row| (squeezed(&row.words("label")), of(&row.words("code")))).collect(), 0))
}

/// `words` as `Aが3件、Bが0件、評価のないものが1件`. A step of which there is none may be left out unless all
/// `are_said`.
fn counts(words: &str, known: &Counts, all_are_said: bool) -> Judged {
    let (steps, others) = known.as_ref()?;
    // The steps are there in their order; otherwise it is the text of another theme.
    let mut rest = words;
    for (step, count) in steps {
        match rest.strip_prefix(step.as_str()).and_then(|rest| rest.strip_prefix('が')) {
            Some(after) => rest = leading_number(after)?.1.strip_prefix('件')?,
            None if *count == 0 && !all_are_said => continue,
            None => return None,
        }
        rest = rest.strip_prefix('、').unwrap_or(rest);
    }
    let mut expected: Vec<String> = Vec::new();
    for (step, count) in steps.iter().filter(|(step, _)| words.contains(&format!("{step}が"))) {
        expected.push(format!("{step}が{count}件"));
    }
    if !rest.is_empty() {
        // What else stands there may be of another theme.
        let (word, count) = rest.rsplit_once('が')?;
        leading_number(count).filter(|(_, after)| *after == "件")?;
        expected.push(format!("{word}が{others}件"));
    } else if *others > 0 {
        expected.push(format!("ほかが{others}件"));
    }
    let expected = expected.join("、");
    Some(if expected == words { Vec::new() } else { vec![(words.to_owned(), expected)] })
}

/// `words` as `基本目標1 …：令和7年度は42,760,000円、令和8年度は未定。基本目標2 …`.
fn budgets(words: &str, facts: &Facts<'_>) -> Judged {
    let unit = facts.tables.rows(PUBLICATION).next().map(|row| squeezed(&row.words("unit")))?;
    let mut wrong = Vec::new();
    let mut rest = words;
    for row in facts.tables.rows("framework").filter(|row| row.is_empty("parent_id")) {
        let head = format!("{}：", squeezed(&row.words("name")));
        rest = &rest[rest.find(&head)? + head.len()..];
        let subject = Subject::Item(row.words("id").into_owned());
        loop {
            let (label, after) = rest.split_once('は')?;
            let year = facts.year(label)?;
            let known = facts.amount(&subject, "budget", year).and_then(|amount| amount.sum);
            let (found, after) = amount(after)?;
            // It was not read to its end where the unit begins with a digit.
            let is_whole = found.is_none() || after.starts_with(unit.as_str());
            if found != known && is_whole {
                let shown = |number: Option<Number>| {
                    number.map_or_else(|| "未定".to_owned(), |number| number.to_string())
                };
                let place = format!("{}{label}", row.words("name"));
                wrong.push((
                    format!("{place}は{}", shown(found)),
                    format!("{place}は{}", shown(known)),
                ));
            }
            let end = after.find(['、', '。']).unwrap_or(after.len());
            rest = &after[end..];
            match rest.strip_prefix('、') {
                Some(more) => rest = more,
                None => break,
            }
        }
    }
    Some(wrong)
}

/// The amount that `words` begin with, none where it is not decided, and what follows it.
fn amount(words: &str) -> Option<(Option<Number>, &str)> {
    if let Some(rest) = words.strip_prefix("未定") {
        return Some((None, rest));
    }
    let negative = words.strip_prefix(MINUS);
    let (number, rest) = leading_number(negative.unwrap_or(words))?;
    let zero = Number::whole(0);
    Some((Some(if negative.is_some() { zero.minus(number)? } else { number }), rest))
}

/// `words` as `令和2年度の1,820tから令和6年度の2,010tへ。目標は令和12年度の2,200t`.
fn values(words: &str, indicator: &str, facts: &Facts<'_>) -> Judged {
    let (ways, target) = words
        .split_once("へ。目標は")
        .or_else(|| words.strip_prefix("目標は").map(|target| ("", target)))?;
    let (from, to) = if ways.is_empty() { ("", "") } else { ways.split_once("から")? };
    let row = facts.row(&Subject::Indicator(indicator.to_owned()))?;
    let unit = squeezed(&row.words("unit"));
    let mut wrong = Vec::new();
    for (said, kinds) in
        [(from, &["baseline", "actual"][..]), (to, &["actual"]), (target, &["target"])]
    {
        let Some((label, after)) = said.split_once('の').filter(|_| !said.is_empty()) else {
            continue;
        };
        // A unit may begin with a digit: 214 10万人当たり件.
        let number = after.find(unit.as_str()).map_or(after, |end| &after[..end]);
        let (Some(year), Some((Some(found), _))) = (facts.year(label), amount(number)) else {
            continue;
        };
        let cells = kinds.iter().filter_map(|kind| facts.values(indicator, kind, year)).flatten();
        let known: Vec<Number> = cells.filter_map(|cell| cell.number()).collect();
        let agrees = |known: &Number| known.rounded(found.decimals()) == found;
        if let Some(expected) = known.first().filter(|_| !known.iter().any(agrees)) {
            wrong.push((format!("{label}の{found}"), format!("{label}の{expected}")));
        }
    }
    Some(wrong)
}

/// Whether the description `words` says what stands at a mark, such as `S 1`. Marks without a word and a count
/// are not compared.
fn is_said(mark: &str, words: &str) -> bool {
    let parts: Vec<&str> = mark.split_whitespace().collect();
    let [.., _, count] = parts[..] else { return true };
    if !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let word = squeezed(&parts[..parts.len() - 1].concat());
    // Several marks may stand beside the bar; the last one is looked at.
    let word_of_last = parts[..parts.len() - 1]
        .iter()
        .rposition(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let word = match word_of_last {
        Some(at) if at + 2 < parts.len() => squeezed(&parts[at + 1..parts.len() - 1].concat()),
        _ => word,
    };
    // A word that is no step is one of another theme.
    !words.contains(&format!("{word}が")) || words.contains(&format!("{word}が{count}件"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_in_the_order_of_the_steps() {
        let known = |others| Some((vec![("A".to_owned(), 3), ("が".to_owned(), 0)], others));
        let wrong = |words: &str, others, all| {
            counts(words, &known(others), all)
                .map(|wrong| wrong.into_iter().map(|it| it.1).collect())
        };
        let expected = |words: &str| Some(vec![words.to_owned()]);
        assert_eq!(wrong("Aが3件、ががが0件", 0, true), None);
        assert_eq!(wrong("Aが3件、がが0件", 0, true), Some(Vec::new()));
        assert_eq!(wrong("Aが3件、がが0件、評価のないものが2件", 2, true), Some(Vec::new()));
        assert_eq!(wrong("Aが3件", 0, false), Some(Vec::new()));
        assert_eq!(wrong("Aが3件", 0, true), None, "of another theme");
        assert_eq!(wrong("Aが2件、がが0件", 0, true), expected("Aが3件、がが0件"));
        assert_eq!(
            wrong("Aが3件、がが0件、評価のないものが1件", 2, true),
            expected("Aが3件、がが0件、評価のないものが2件")
        );
        assert_eq!(wrong("Aが3件、がが0件", 2, true), expected("Aが3件、がが0件、ほかが2件"));
        for more in ["。", "を示す棒", "、うち1件が新規"] {
            assert_eq!(wrong(&format!("Aが3件、がが0件{more}"), 0, true), None, "of another theme");
        }
    }

    #[test]
    fn evaluations_are_known_by_the_ids_of_their_charts() {
        let of = |id: &str| {
            Evaluation::of(id).map(|(it, subject)| {
                let item = if let Subject::Item(item) = subject { item } else { String::new() };
                [it.id, it.criterion, it.of, item].join(" ")
            })
        };
        for (id, expected) in [
            ("first-policy", "first  policy "),
            ("first-project-2", "first  project 2"),
            ("first-need-policy", "first need policy "),
            ("first-need-project-2-1", "first need project 2-1"),
            ("first-policy-policy-3", "first policy policy 3"),
        ] {
            assert_eq!(of(id).as_deref(), Some(expected), "{id}");
        }
        assert_eq!(of("first"), None);
        assert_eq!(of("first-need"), None);
    }

    #[test]
    fn marks_say_what_the_description_says() {
        let words = "Aが3件、概ね順調が12件、Cが0件";
        for (mark, said) in [
            ("A 3", true),
            ("概ね順調 12", true),
            ("A 2", false),
            ("A", true),
            ("1,820", true),
            ("C 0 A 3", true),
            ("C 0 A 4", false),
            ("令和7年度 4", true),
        ] {
            assert_eq!(is_said(mark, words), said, "{mark}");
        }
    }
}

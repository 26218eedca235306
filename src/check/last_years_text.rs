//! PB0245: 前の年度の文が残っている
//!
//! 版を進めても文が去年のままのところを示します。
//!
//! 前の版が保存してあれば、シートの文（概要のほか）が前の版と一字一句同じときに示します。保存して
//! なくても、次のときに示します。
//!
//! - 評価対象年度の事業実績が前の年度と同じで、同じになりそうもない数がある
//! - 表の年度が評価対象年度の前で終わっている
//! - シートの本文にある年度が、どれも評価対象年度より前（令和元年東日本台風のような名前は、年度ではありません）
//!
//! 誤 評価対象年度が R6 で `results: { R5: "会員182人", R6: "会員182人" }`
//! 正 `results: { R5: "会員182人", R6: "会員191人" }`

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Block, Book, FiscalYear, Inline, Numbered, Policy, Project, Prose, Uid};
use crate::span::Span;
use crate::text;
use crate::value::NamedYears;

const CODE: Code = Code("PB0245");

/// Figures from here on seldom are the same in two years.
const SELDOM: u64 = 100;

/// Texts that were not written for this edition.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let Some(evaluated) = book.plan.edition.evaluated_year() else { return };
    let before: BTreeMap<&Uid, &Policy> = previous
        .into_iter()
        .flat_map(Book::policies)
        .filter_map(|policy| Some((&policy.uid.as_ref()?.value, policy)))
        .collect();
    for policy in book.policies() {
        for project in &policy.projects {
            same_results(project, evaluated, sink);
        }
        let old = policy.uid.as_ref().and_then(|uid| before.get(&uid.value)).zip(previous);
        if let Some(found) = old.and_then(|(old, previous)| unchanged(book, policy, old, previous))
        {
            sink.report(found);
            continue;
        }
        let tables = old_tables(policy, evaluated);
        // A sheet with such a table has its finding.
        let sheet = tables.is_empty().then(|| old_sheet(policy, evaluated)).flatten();
        tables.into_iter().chain(sheet).for_each(|found| sink.report(found));
    }
}

/// The heading under which a text may stay as it is: what the policy is for.
const SUMMARY: &str = "summary";

/// The finding about `policy` where texts of it are those of `old`, word for word.
fn unchanged(book: &Book, policy: &Policy, old: &Policy, previous: &Book) -> Option<Diagnostic> {
    let summary = book.plan.headings.iter().find(|heading| heading.id == SUMMARY);
    let is_same = |section: &&crate::model::HeadedText| {
        let heading = &section.heading;
        if summary.is_some_and(|summary| summary.heading == *heading) || section.prose.is_empty() {
            return false;
        }
        let old = old.prose.iter().find(|old| old.heading == *heading);
        old.is_some_and(|old| all_words(&old.prose) == all_words(&section.prose))
    };
    let same: Vec<_> = policy.prose.iter().filter(is_same).map(|s| &s.heading).collect();
    let first = same.first()?;
    let names: Vec<_> = same.iter().map(|heading| heading.as_str()).collect();
    let ((id, gap), names) = (policy.reference_and_gap(), names.join("」「"));
    let (edition, evaluated) = (&previous.plan.edition.year, book.plan.edition.evaluated_year()?);
    let evaluated = evaluated.long();
    Some(
        Diagnostic::warning(
            CODE,
            text!(
                "{id}{gap}の「{names}」が、{edition} の版と一字一句同じです",
                "the texts of {id} under `{names}` are those of the edition {edition}, word for word"
            ),
        )
        .at(first.span)
        .hint(text!(
            "{evaluated}のことに書き改めてください。変わりがなければ、そのままでかまいません",
            "write them anew for {evaluated}; leave them if nothing has changed"
        ))
        .missing(),
    )
}

/// All words of `prose`.
fn all_words(prose: &Prose) -> String {
    let mut all = String::new();
    for block in prose {
        block.each_inline(&mut |inline| {
            if let Inline::Text(text) | Inline::Code(text) = inline {
                all.push_str(text);
            }
        });
        all.push('\n');
    }
    all
}

fn same_results(project: &Project, evaluated: FiscalYear, sink: &mut Sink) {
    let results = &project.results.value;
    let (Some(now), Some(before)) = (results.get(&evaluated), results.get(&evaluated.plus(-1)))
    else {
        return;
    };
    if now != before || !figures(now).any(|n| n >= SELDOM && n % 10 != 0) {
        return;
    }
    let name = &project.name;
    sink.report(
        Diagnostic::warning(
            CODE,
            text!(
                "「{name}」の {evaluated} の事業実績が、前の年度と同じです",
                "`{name}` has the same results for {evaluated} as for the year before"
            ),
        )
        .at(now.span)
        .label(before.span, text!("前の年度の実績です", "those of the year before"))
        .hint(text!(
            "{evaluated} の実績に書き直してください。同じだったなら、そのままでかまいません",
            "write those of {evaluated}; leave them if they were the same"
        )),
    );
}

/// The numbers in `text`, commas within them left out.
fn figures(text: &str) -> impl Iterator<Item = u64> {
    let number = |c: char| c.is_ascii_digit() || c == ',';
    text.split(move |c| !number(c)).filter_map(|word| word.replace(',', "").parse().ok())
}

/// The tables of `policy` whose years end just before the evaluated one.
fn old_tables(policy: &Policy, evaluated: FiscalYear) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |block: &Block| {
        let Block::Table { header, rows, span, .. } = block else {
            return;
        };
        let newest = |cells: &mut dyn Iterator<Item = &Vec<Inline>>| {
            cells.filter_map(|cell| newest(&words(cell))).max()
        };
        let above = newest(&mut header.iter());
        let left = newest(&mut rows.iter().filter_map(|row| row.first()));
        let last = evaluated.plus(-1);
        if above.max(left) == Some(last) {
            found.push(old_table(*span, evaluated, last));
        }
    };
    for section in &policy.prose {
        section.prose.iter().for_each(|block| block.each_block(&mut look));
    }
    found
}

fn old_table(span: Span, evaluated: FiscalYear, last: FiscalYear) -> Diagnostic {
    let (now, last) = (evaluated.long(), last.long());
    Diagnostic::warning(
        CODE,
        text!(
            "表の年度が{last}で終わり、評価の対象の{now}がありません",
            "the years of this table end with {last}, before the evaluated {now}"
        ),
    )
    .at(span)
    .hint(text!(
        "前の版の表なら、{now}の値を加えてください",
        "if it is that of the edition before, add what is known of {now}"
    ))
}

/// The finding about `policy` where its text names years, and none from the evaluated one on.
fn old_sheet(policy: &Policy, evaluated: FiscalYear) -> Option<Diagnostic> {
    let all: String = policy.prose.iter().map(|section| all_words(&section.prose)).collect();
    // A year without 度, as in the name of a typhoon, shows at most that the text is new.
    newest(&all).filter(|newest| *newest < evaluated)?;
    let fiscal =
        NamedYears::of_reiwa(&all).filter(|years| years.is_fiscal).map(|it| it.last).max()?;
    let heading = policy.prose.first()?.heading.span;
    let ((id, gap), newest, now) = (policy.reference_and_gap(), fiscal.long(), evaluated.long());
    Some(
        Diagnostic::warning(
            CODE,
            text!(
                "{id}{gap}の本文に出てくる年度は{newest}までで、評価の対象の{now}がありません",
                "the text of {id} names no year after {newest}, before the evaluated {now}"
            ),
        )
        .at(heading)
        .hint(text!(
            "前の版の文なら、この版の内容に書き改めてください",
            "if it is that of the edition before, write it anew"
        )),
    )
}

fn words(content: &[Inline]) -> String {
    content.iter().map(Inline::words).collect()
}

/// The newest year of 令和 that `text` names.
fn newest(text: &str) -> Option<FiscalYear> {
    NamedYears::of_reiwa(text).map(|years| years.last).max()
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn figures_are_read_with_their_commas() {
        assert_eq!(figures("会員1,126人、活動640件").collect::<Vec<_>>(), [1126, 640]);
    }
}

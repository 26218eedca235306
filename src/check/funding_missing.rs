//! PB0236: 予算額か決算額のある年度の財源がない
//!
//! `plan.yaml` の `money.sources` に財源を書いた計画では、計画期間のどの予算額にも財源が要ります。
//! `money.sources_of` に `settlement` を書いた計画では、評価対象年度の決算額にも要ります。
//! 書いていない年度は 0 と同じではないのに、財源の表では合計が少なく見えるからです。
//! 額が 0 か未定（`~`）の年度には要りません。財源の分からない事業がある計画では、
//! `money.sources_required: false` とすると、その額を「財源の記載なし」の行に示します。
//!
//! 誤 `budget: { R7: 1000, R8: 1000 }` と `funding: { R7: { 一般財源: 1000 } }`
//! 正 `funding: { R7: { 一般財源: 1000 }, R8: { 一般財源: 1000 } }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, Funded, Project};
use crate::reading::{Column, Reading};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0236");

/// Amounts that the edition prints and of which nobody says where they come from, in a plan that names its
/// sources of money.
pub fn check(book: &Book, sink: &mut Sink) {
    if !book.plan.sources_required {
        return;
    }
    let columns: Vec<Column> = Reading::new(book).funded_columns().collect();
    for project in book.projects() {
        for (funded, _) in Funded::ALL {
            let without: Vec<_> = columns
                .iter()
                .filter(|column| Column::funded(funded, column.year()) == **column)
                .filter_map(|column| needs(project, funded, *column))
                .collect();
            if !without.is_empty() {
                report(book, project, funded, &without, sink);
            }
        }
    }
}

/// The year of `column` and the place of the amount of `project` in it, if that has no sources.
fn needs(project: &Project, funded: Funded, column: Column) -> Option<(FiscalYear, Span)> {
    let year = column.year();
    let span = match funded {
        Funded::Budget => project.counted_budget().get(&year)?.span,
        Funded::Settlement => project.settlement.value.get(&year)?.span,
    };
    let is_said =
        column.of(project)?.0 == 0 || project.sources_of(funded).value.contains_key(&year);
    (!is_said).then_some((year, span))
}

fn report(
    book: &Book,
    project: &Project,
    funded: Funded,
    without: &[(FiscalYear, Span)],
    sink: &mut Sink,
) {
    let Some((first, span)) = without.first() else { return };
    let sources: Vec<_> = book.plan.sources.iter().map(|s| s.value.as_str()).collect();
    let sources = sources.join("、");
    let years: Vec<_> = without.iter().map(|(year, _)| year.to_string()).collect();
    let (name, list) = (&project.name.value, years.join("、"));
    let (label, key) = (funded.label(), funded.key());
    let en = funded.word();
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "「{name}」の {list} の{label}に、財源がありません",
                "nothing says where the {en} of `{name}` comes from in {list}"
            ),
        )
        .at(*span)
        .hint(text!(
            "{key} に {first}: {{ 財源: 金額 }} の形で書き足してください。財源は {sources} です",
            "add `{first}: {{ source: amount }}` to `{key}`; the sources are {sources}"
        ))
        .missing(),
    );
}

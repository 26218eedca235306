//! PB0233: 本文の金額がシートの金額と違う
//!
//! シートの本文に「予算額は4,350千円」「決算額4,210千円」のように書いた金額が、そのシートのどの
//! 年度の予算額、決算額、財源、その合計とも違うときに知らせます。「約」の付いた金額、増減の額、
//! ほかのことの金額は調べません。
//!
//! 誤 決算額が `4210` の事業だけのシートに「決算額は4,120千円でした」
//! 正 「決算額は4,210千円でした」か、金額を書かずに表に任せる

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Money, Policy};
use crate::reading::Column;
use crate::text;

const CODE: Code = Code("PB0233");

/// The words for what the tables of a sheet hold.
const NAMED: [&str; 2] = ["予算額", "決算額"];

/// What may stand between such a word and its amount. With other words in between, the amount may be a
/// part, a difference or that of another thing.
const BETWEEN: [&str; 9] =
    ["", "は", "が", "の", "：", "は合計", "は合計で", "の合計は", "（合計）は"];

/// What follows an amount that is a difference.
const DIFFERENCE: [&str; 9] = ["増", "減", "の増", "の減", "多", "少", "を上回", "を下回", "の差"];

/// Amounts in the prose of a sheet that its tables do not have.
pub fn check(passage: &Passage<'_>, book: &Book, sink: &mut Sink) {
    if !passage.file.is_markdown() {
        return;
    }
    let Some(policy) = passage.file.stem().parse().ok().and_then(|id| book.policy(id)) else {
        return;
    };
    // A sheet without a project has a finding of its own.
    let Some(first) = policy.projects.first() else {
        return;
    };
    let words = passage.words();
    for (at, name) in NAMED.iter().flat_map(|name| words.match_indices(name)) {
        let behind = at + name.len();
        let Some(digits) = words[behind..].find(|c: char| c.is_ascii_digit()) else {
            continue;
        };
        let start = behind + digits;
        let Some(amount) = Amount::read(&words[start..]) else {
            continue;
        };
        let end = start + amount.length;
        let differs = DIFFERENCE.iter().any(|word| words[end..].starts_with(word));
        if !BETWEEN.contains(&&words[behind..start]) || differs {
            continue;
        }
        let yen = book.plan.money.yen;
        if figures(policy).into_iter().any(|figure| amount.is(figure.0.saturating_mul(yen))) {
            continue;
        }
        let written = &words[start..end];
        sink.report(
            Diagnostic::warning(
                CODE,
                text!(
                    "{name}「{written}」は、このシートのどの金額とも違います",
                    "the amount {written} is none of this sheet's"
                ),
            )
            .at(passage.span(&(start..end)))
            .label(first.name.span, text!("金額はここからです", "its amounts"))
            .hint(hint(name, policy, book)),
        );
    }
}

fn hint(name: &str, policy: &Policy, book: &Book) -> crate::diag::Text {
    let edition = &book.plan.edition;
    let column = if name == NAMED[0] {
        Some(Column::Budget(edition.year.value))
    } else {
        edition.evaluated_year().map(Column::Settlement)
    };
    let money = &book.plan.money;
    let total = column.and_then(|column| Some((column, column.sum(&policy.projects).amount()?)));
    let Some((column, total)) = total else {
        return text!("本文か、YAMLの金額を直してください", "mend the text or the YAML");
    };
    let (total, unit) = (money.format(total), &money.unit);
    let year = column.year().long();
    text!(
        "{year}の{name}の合計は {total}{unit} です。本文か、YAMLの金額を直してください",
        "the sum for {year} is {total}{unit}: mend the text or the YAML"
    )
}

/// Every amount of a sheet, and every sum of a year.
fn figures(policy: &Policy) -> Vec<Money> {
    let mut all = Vec::new();
    let mut years = Vec::new();
    for project in &policy.projects {
        for series in [&project.initial_budget.value, &project.settlement.value] {
            years.extend(series.keys().copied());
            all.extend(series.values().filter_map(|money| money.value));
        }
        all.extend(project.revised().values().filter_map(|money| money.value));
        let funding = [&project.funding.value, &project.settlement_funding.value];
        let funding = funding.into_iter().flat_map(|years| years.values());
        all.extend(funding.flat_map(|parts| parts.values()).filter_map(|money| money.value));
    }
    years.sort_unstable();
    years.dedup();
    let columns = years.iter().flat_map(|y| [Column::Budget(*y), Column::Settlement(*y)]);
    all.extend(columns.filter_map(|column| column.sum(&policy.projects).amount()));
    all
}

/// An amount in words: `1億2,000万円`.
#[derive(Debug, PartialEq)]
struct Amount {
    yen: i64,
    /// The value of its last unit: it states nothing smaller.
    step: i64,
    /// How many bytes of the text it is.
    length: usize,
}

impl Amount {
    /// The amount that `text` begins with, where there is one.
    fn read(text: &str) -> Option<Self> {
        const UNITS: [(&str, i64); 6] = [
            ("億", 100_000_000),
            ("百万", 1_000_000),
            ("万", 10_000),
            ("千", 1_000),
            ("円", 1),
            ("", 1),
        ];
        let (mut yen, mut step, mut rest) = (0i64, 1, text);
        loop {
            if let Some(after) = rest.strip_prefix('円').filter(|_| rest.len() < text.len()) {
                return Some(Self { yen, step, length: text.len() - after.len() });
            }
            let number = rest.len()
                - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').len();
            let value: i64 = rest[..number].replace(',', "").parse().ok()?;
            rest = &rest[number..];
            let (unit, worth) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
            if unit.is_empty() {
                return None;
            }
            yen = yen.checked_add(value.checked_mul(*worth)?)?;
            step = *worth;
            if *unit != "円" {
                rest = &rest[unit.len()..];
            }
        }
    }

    /// Whether it states `figure`, rounded to its last unit.
    fn is(&self, figure: i64) -> bool {
        (figure.saturating_abs() - self.yen).abs() < self.step
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let read = |text| Amount::read(text).map(|a| (a.yen, a.step, a.length));
        assert_eq!(read("4,350千円でした"), Some((4_350_000, 1_000, "4,350千円".len())));
        assert_eq!(read("1億2,000万円"), Some((120_000_000, 10_000, "1億2,000万円".len())));
        assert_eq!(read("500円"), Some((500, 1, "500円".len())));
        for other in
            ["12人", "3%", "4,350", "円", "99999999999999999999円", "9223372036854775807億円"]
        {
            assert_eq!(read(other), None, "{other}");
        }
        let about = Amount::read("435万円").expect("an amount");
        assert!(about.is(4_350_000) && about.is(4_357_000) && about.is(-4_350_000));
        assert!(!about.is(4_360_000));
    }
}

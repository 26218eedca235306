//! PB0244: 前の版の日付や名前が残っている
//!
//! 版の年度を進めたら、`plan.yaml` の `as_of`、`date`、`solid_until` と、`book` の `file`、`site` も
//! 改めます。評価対象年度が終わる前の日付、版の前の年度に届かない `solid_until`、前の年度の名前を
//! 示します。前の版が保存してあれば、前の版と同じ日付や名前も示します。
//!
//! 誤 `year: R7`、`evaluated: R6` で `date: 2024-09-30`、`file: jisshi-keikaku-r6`
//! 正 `date: 2025-09-30`、`file: jisshi-keikaku-r7`

use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::{Book, FiscalYear, Plan};
use crate::span::{Span, Spanned};
use crate::text;

const CODE: Code = Code("PB0244");

/// Dates and names of the edition before.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let before = previous.map(|previous| &previous.plan);
    let edition = &book.plan.edition;
    let (year, evaluated) = (&edition.year, edition.evaluated.as_ref());
    let mut report = |span: Span, message: Text, cause: (Span, Text), hint: Text| {
        let found = Diagnostic::warning(CODE, message).at(span).label(cause.0, cause.1);
        sink.report(found.hint(hint));
    };
    let ended = |year: FiscalYear| evaluated.filter(|evaluated| year <= evaluated.value);
    let of_evaluation = |evaluated: &Spanned<FiscalYear>| {
        (evaluated.span, text!("評価の対象年度です", "the year evaluated"))
    };
    let date = &edition.date;
    let dated = fiscal_year(i32::from(date.value.year), date.value.month);
    if let Some(evaluated) = ended(dated) {
        report(
            date.span,
            text!(
                "日付 {date} は、評価の対象年度 {evaluated} が終わる前です",
                "the date {date} is before the evaluated year {evaluated} ends"
            ),
            of_evaluation(evaluated),
            text!("この版の発行日を書いてください", "write the date of this edition"),
        );
    } else if let Some(before) = before.filter(|before| before.edition.date == *date) {
        let last = &before.edition.year;
        report(
            date.span,
            text!(
                "日付 {date} が、{last} の版と同じです",
                "the date {date} is that of the edition {last}"
            ),
            (year.span, text!("版の年度です", "the edition's year")),
            text!("この版の発行日を書いてください", "write the date of this edition"),
        );
    }
    let as_of = &edition.as_of;
    if let Some(evaluated) = month_of(as_of).and_then(ended) {
        report(
            as_of.span,
            text!(
                "「{as_of}」は、評価の対象年度 {evaluated} が終わる前です",
                "{as_of} is before the evaluated year {evaluated} ends"
            ),
            of_evaluation(evaluated),
            text!(
                "この版がいつ現在の計画かを書いてください",
                "write as of when this edition describes the plan"
            ),
        );
    } else if let Some(before) = before.filter(|before| before.edition.as_of == *as_of) {
        let last = &before.edition.year;
        report(
            as_of.span,
            text!("「{as_of}」が、{last} の版と同じです", "{as_of} is that of the edition {last}"),
            (year.span, text!("版の年度です", "the edition's year")),
            text!(
                "この版がいつ現在の計画かを書いてください",
                "write as of when this edition describes the plan"
            ),
        );
    }
    let is_edition = || (year.span, text!("版の年度です", "the edition's year"));
    let solid = &edition.solid_until;
    if edition.rolling && solid.value < year.plus(-1) {
        report(
            solid.span,
            text!(
                "計画期間の図の「毎年度更新」が、版の年度 {year} より前の年度から始まります",
                "the period figure shows years before the edition's year {year} as not settled"
            ),
            is_edition(),
            text!(
                "solid_until を、この版で図の帯の前までになる年度に改めてください",
                "set `solid_until` to the last year that is settled in this edition"
            ),
        );
    }
    names(book, before, &mut report);
}

/// Takes a place, what is wrong there, another place with its words, and what to do.
type Report<'a> = dyn FnMut(Span, Text, (Span, Text), Text) + 'a;

/// The names of the PDF and of the site.
fn names(book: &Book, before: Option<&Plan>, report: &mut Report<'_>) {
    let year = &book.plan.edition.year;
    let is_edition = || (year.span, text!("版の年度です", "the edition's year"));
    let book_spec = &book.plan.book;
    let site = book_spec.site.as_ref().map(|site| (site.value.as_str(), site.span));
    for (name, span) in
        [(book_spec.file.value.as_str(), book_spec.file.span)].into_iter().chain(site)
    {
        if names_last_year(name, year.value) {
            report(
                span,
                text!(
                    "「{name}」に、版の年度 {year} の前の年度が入っています",
                    "`{name}` names the year before the edition's year {year}"
                ),
                is_edition(),
                text!(
                    "前の版のものなら、この版の名前に改めてください",
                    "if it is that of the edition before, write that of this one"
                ),
            );
        } else if span == book_spec.file.span
            && let Some(before) = before.filter(|before| before.book.file.value == name)
        {
            let last = &before.edition.year;
            report(
                span,
                text!(
                    "PDFの名前「{name}」が、{last} の版と同じです",
                    "the PDF is called `{name}` as in the edition {last}"
                ),
                is_edition(),
                text!(
                    "年度を入れるなど、版ごとに違う名前にしてください。取っておいた人が取り違えます",
                    "give each edition a name of its own, such as one with its year: readers who keep both mix them up"
                ),
            );
        }
    }
}

/// The fiscal year that `month` of the western year `year` is in.
fn fiscal_year(year: i32, month: u8) -> FiscalYear {
    FiscalYear::from_western(if month < 4 { year - 1 } else { year })
}

/// The fiscal year that a text such as 令和6年9月 is in; none where it is written otherwise.
fn month_of(text: &str) -> Option<FiscalYear> {
    let (year, rest) = text.trim().split_once('年')?;
    let year: FiscalYear = year.trim().parse().ok()?;
    let digits = rest.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    let month = digits[..end].parse().ok().filter(|_| digits[end..].starts_with('月'))?;
    Some(fiscal_year(year.western(), month))
}

/// Whether `name` holds the year before `year`, as r6 or 2024, and not `year` itself.
fn names_last_year(name: &str, year: FiscalYear) -> bool {
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let holds = |year: FiscalYear| {
        let (era, western) = (year.to_string().to_ascii_lowercase(), year.western().to_string());
        words.iter().any(|word| *word == western || word.eq_ignore_ascii_case(&era))
    };
    holds(year.plus(-1)) && !holds(year)
}

#[cfg(test)]
mod tests {
    use super::{FiscalYear, month_of, names_last_year};

    #[test]
    fn a_month_has_its_fiscal_year() {
        let of = |text| month_of(text).map(FiscalYear::western);
        assert_eq!(of("令和6年9月"), Some(2024));
        assert_eq!(of("令和7年3月末"), Some(2024));
        assert_eq!(of("2025年4月1日"), Some(2025));
        assert_eq!(of("令和元年5月"), Some(2019));
        for other in ["令和6年度末", "9月", "", "令和6年"] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_of_this_year_is_fine() {
        let r7 = FiscalYear::from_western(2025);
        for old in ["keikaku-r6", "https://a.jp/jisshi/R6/", "plan-2024"] {
            assert!(names_last_year(old, r7), "{old}");
        }
        for fine in ["keikaku-r7", "keikaku", "r6-r8-r7", "plan-r16", "plan-20240", "2024-2025"] {
            assert!(!names_last_year(fine, r7), "{fine}");
        }
    }
}

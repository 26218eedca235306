//! PB0275: 金額の単位と、その円の数が合わない
//!
//! `money` の `yen` は、`unit` の1単位が何円かです。千円なら 1000、万円なら 10000 です。合わないと、どの
//! 金額も、書いたものと違う大きさで載ります。
//!
//! 誤 `money: { unit: 千円, yen: 1 }`
//! 正 `money: { unit: 千円, yen: 1000 }`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, with_commas};
use crate::parse::MoneyUnit;
use crate::text;

const CODE: Code = Code("PB0275");

/// A unit that no table of a city is in.
const TEN_MILLIONS: MoneyUnit = MoneyUnit { yen: 10_000_000, name: "千万円" };

/// A unit of another size than its name says.
pub fn check(book: &Book, sink: &mut Sink) {
    let money = &book.plan.money;
    let mut units = MoneyUnit::ALL.into_iter().chain([TEN_MILLIONS]);
    let Some(MoneyUnit { name: unit, yen }) = units.find(|it| it.name == money.unit) else {
        return;
    };
    if yen != money.yen {
        let written = with_commas(&money.yen.to_string());
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "単位は「{unit}」ですが、1単位が{written}円になっています",
                    "the unit is `{unit}`, but one of it is {written} yen"
                ),
            )
            .at(money.span)
            .hint(text!(
                "yen: {yen} と書くか、unit を直してください",
                "write `yen: {yen}`, or correct the unit"
            )),
        );
    }
}

//! PB0227: 全国地方公共団体コードが違う
//!
//! コードは6桁で、最後の1桁は前の5桁から計算する検査数字です。0で始まることがあるので、
//! 引用符で囲みます。
//!
//! 誤 `code: "012361"`、`code: "01236"`
//! 正 `code: "012360"`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Book;
use crate::text;

const CODE: Code = Code("PB0227");

/// Codes without six digits, or whose check digit does not fit.
pub fn check(book: &Book, sink: &mut Sink) {
    let code = &book.plan.municipality.code;
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    let six = digits.len() == 6 && code.chars().count() == 6;
    let hint = if six {
        let right = check_digit(&digits);
        if right == digits[5] {
            return;
        }
        let first: String = code.chars().take(5).collect();
        text!(
            "前の5桁が正しければ {first}{right} です",
            "with these five digits it is {first}{right}"
        )
    } else {
        text!(
            "検査数字を含む6桁を書いてください（例 012360）",
            "write six digits with the check digit, such as 012360"
        )
    };
    sink.report(
        Diagnostic::error(
            CODE,
            text!(
                "全国地方公共団体コード「{code}」が正しくありません",
                "`{code}` is not the code of a municipality"
            ),
        )
        .at(code.span)
        .hint(hint),
    );
}

/// The weights are 6 to 2; what is missing to a multiple of 11 is the digit.
fn check_digit(digits: &[u32]) -> u32 {
    let sum: u32 = digits.iter().zip((2..=6).rev()).map(|(d, weight)| d * weight).sum();
    (11 - sum % 11) % 10
}

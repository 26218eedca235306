//! Amounts for eyes, ears and programs.

use serde::Serialize;

use crate::model::{Money, MoneyFormat};

/// An amount, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// The bare number in the plan's unit.
    pub value: Option<i64>,
    /// As printed: `4,210`, `▲1,234`, `―` where there is none.
    pub text: String,
    /// For ears, where the eye's form would be misheard: マイナス1,234.
    pub spoken: Option<String>,
}

/// What stands where there is no amount.
const NONE: &str = "―";

impl Amount {
    /// `money` in the plan's form.
    #[must_use]
    pub fn new(money: Option<Money>, format: &MoneyFormat) -> Self {
        let text = money.map_or_else(|| NONE.to_owned(), |m| format.format(m));
        let spoken = match money {
            Some(m) if m.0 < 0 => Some(text.replacen(&format.negative, "マイナス", 1)),
            Some(_) => None,
            None => Some("なし".to_owned()),
        };
        Self { value: money.map(|m| m.0), text, spoken }
    }
}

//! The format of a book's sources, by its number.

use serde_json::{Value as Json, json};

use crate::diag::Text;
use crate::record::{Scalar, Value};
use crate::text;

/// The format of the sources of a book. A book that does not say has the first one.
///
/// | format | spellings |
/// |---|---|
/// | 1 | `goals` and `basic_plans` beside `nodes`, `basic_plan` beside `node`, `levels` as three names |
/// | 2 | `nodes`, `node` and the list of `levels` alone, for any number of levels |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BookFormat(u8);

impl BookFormat {
    /// The first one.
    pub const FIRST: Self = Self(1);
    /// The one that new books have.
    pub const CURRENT: Self = Self(2);

    /// Whether each thing has one spelling alone.
    #[must_use]
    pub fn has_one_spelling(self) -> bool {
        self >= Self(2)
    }
}

impl std::fmt::Display for BookFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Scalar for BookFormat {
    fn expected() -> Text {
        text!("原稿の形式の番号（1 か 2）", "the number of a format, 1 or 2")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let known = text.parse().ok().map(Self);
        known.filter(|it| (Self::FIRST..=Self::CURRENT).contains(it)).ok_or(None)
    }
    fn schema() -> Json {
        json!({ "type": "integer", "enum": [Self::FIRST.0, Self::CURRENT.0] })
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.to_string())
    }
}

//! [`Scalar`] implementations for the types of `model`.

use std::str::FromStr;

use serde_json::{Value as Json, json};

use super::{
    Better, ComparedSide, Mark, NodeId, PageContract, PartKind, PlaceId, PolicyId, PrintedNumber,
    ProgressFormula, Rating, Status, Subject, Uid,
};
use crate::diag::Text;
use crate::record::{Scalar, Value, word};
use crate::text;

/// A scalar read with `FromStr`, for newtypes that explain nothing further.
macro_rules! scalar {
    ($type:ty, $ja:literal, $en:literal, $pattern:literal) => {
        impl Scalar for $type {
            fn expected() -> Text {
                text!($ja, $en)
            }
            fn read(text: &str) -> Result<Self, Option<Text>> {
                Self::from_str(text).map_err(|_| None)
            }
            fn schema() -> Json {
                // A page or a goal looks like a number to an editor.
                json!({ "type": ["string", "integer"], "pattern": $pattern })
            }
            fn value(&self) -> Value<'_> {
                Value::Word(self.to_string())
            }
        }
    };
}

scalar!(
    NodeId,
    "施策体系の番号（例 1、1-2）",
    "the number of an item of the framework, such as 1 or 1-2",
    r"^[1-9][0-9]?(-[1-9][0-9]?){0,3}$"
);
scalar!(
    PolicyId,
    "シートの番号（例 1-2-03）",
    "the number of a policy, such as 1-2-03",
    r"^[1-9][0-9]?(-[1-9][0-9]?){0,3}-[0-9]{2}$"
);
scalar!(
    PageContract,
    "ページ（例 7-11、12、1-、-6）",
    "pages, such as 7-11, 12, 1- or -6",
    r"^([0-9]+|[0-9]+-[0-9]*|-[0-9]+)$"
);
scalar!(
    PlaceId,
    "施策体系の番号（framework.yaml の id）かシートの番号（policies/ のファイルの名前）",
    "the id of an item of framework.yaml, or the number of a policy as in the name of its file",
    r"^[1-9][0-9]?(-[1-9][0-9]?){0,3}(-[0-9]{2})?$"
);
impl Scalar for PrintedNumber {
    fn expected() -> Text {
        text!("印刷する番号（12字まで）", "a printed number of up to 12 characters")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Self::new(text).ok_or(None)
    }
    fn schema() -> Json {
        json!({ "type": ["string", "integer"], "maxLength": Self::LONGEST })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl Scalar for Uid {
    fn expected() -> Text {
        text!("固定ID（例 k7m3xq）", "a permanent id, such as k7m3xq")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        text.parse().map_err(|()| {
            Some(text!(
                "この行を消して planbook ids で付け直すか、英小文字で始まる半角の英小文字、数字、「-」で書いてください",
                "remove the line and let `planbook ids` give one, or use a-z, 0-9 and -, beginning with a letter"
            ))
        })
    }
    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{1,31}$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl Scalar for Rating {
    fn expected() -> Text {
        text!("評価", "a rating")
    }
    fn unwritten() -> Option<Self> {
        Some(Self(String::new()))
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Ok(Self(text.to_owned()))
    }
    fn value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

impl Scalar for Mark {
    fn expected() -> Text {
        text!("評価の結果", "the result of an evaluation")
    }
    fn unwritten() -> Option<Self> {
        Some(Self(String::new()))
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Ok(Self(text.trim().to_owned()))
    }
    fn schema() -> Json {
        // Points look like numbers to an editor.
        json!({ "type": ["string", "number"] })
    }
    fn value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

word!(Subject, "policy（施策）か project（事業）のどちらか", "policy or project");
word!(
    Better,
    "more（多いほどよい）、less（少ないほどよい）、keep（目標の値を保つ）、within（目標の範囲に入る）のどれか",
    "more, less, keep or within"
);
word!(
    ProgressFormula,
    "baseline-to-target、actual-to-target、actual-to-interim のどれか",
    "baseline-to-target, actual-to-target or actual-to-interim"
);
word!(
    Status,
    "final（確定）、draft（案）、collecting（照会中）のどれか",
    "final, draft or collecting"
);
word!(ComparedSide, "old（旧）か new（新）のどちらか", "old or new");
word!(PartKind, "部の種類", "the kind of a part");

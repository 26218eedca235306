//! The colours of a theme, as `theme.yaml` declares them.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::diag::Text;
use crate::record;
use crate::record::{Scalar, Value};
use crate::text;

/// The colours of a theme by their names.
pub type Colors = BTreeMap<ColorName, ColorValues>;

record! {
    /// One colour in every place in which it can be seen.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct ColorValues {
        /// On the site.
        light: Option<Color> = optional "サイトの色";
        /// On the site in the dark scheme.
        dark: Option<Color> = optional "サイトの、暗い配色のときの色";
        /// On pages of the site that a browser prints.
        paper: Option<Color> = optional "サイトのページを印刷するときの色";
        /// In the PDF and in charts.
        book: Option<Color> = optional "PDFと図の色";
    }
}

/// The name of a colour: a part of the name of a custom property of CSS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ColorName(String);

/// A colour: `#` and six hexadecimal digits, or eight with an opacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Color(String);

impl fmt::Display for ColorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for ColorName {
    fn expected() -> Text {
        text!(
            "半角の英小文字、数字、ハイフンの名前（例 bg-soft）",
            "a name of small letters, digits and hyphens, such as bg-soft"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || !text.chars().all(is_part) {
            return Err(None);
        }
        Ok(Self(text.to_owned()))
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.0.clone())
    }
}

impl Scalar for Color {
    fn expected() -> Text {
        text!(
            "引用符で囲んだ、# と16進数6けたの色（例 \"#00118f\"）",
            "a colour of # and six hexadecimal digits in quotes, such as \"#00118f\""
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(None);
        }
        Ok(Self(text.to_owned()))
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.0.clone())
    }
}

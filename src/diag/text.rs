//! A message in Japanese and English; none of the two can be forgotten.

use super::io::error_words;

/// The language a person reads findings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

/// A text in Japanese and English. Made with [`text!`](crate::text).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Text {
    /// No words.
    #[must_use]
    pub fn empty() -> Self {
        Self { ja: String::new(), en: String::new() }
    }

    /// The same in both languages: a name, or another program's words.
    #[must_use]
    pub fn same(text: impl Into<String>) -> Self {
        let ja = text.into();
        Self { en: ja.clone(), ja }
    }

    /// The text, and the `error` of the system that is the reason.
    #[must_use]
    pub fn because(&self, error: &std::io::Error) -> Self {
        let Self { ja, en } = error_words(error);
        Self { ja: format!("{}：{ja}", self.ja), en: format!("{}: {en}", self.en) }
    }

    /// The text in `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// `text` on one line: white space collapsed, and cut with an ellipsis after `most` characters.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Makes a [`Text`] from a Japanese and an English format string, both of which may
/// capture variables.
#[macro_export]
macro_rules! text {
    ($ja:literal, $en:literal $(,)?) => {
        $crate::diag::Text { ja: format!($ja), en: format!($en) }
    };
}

//! Words that the book explains.

use crate::record;
use crate::span::Spanned;

record! {
    /// `glossary.yaml`.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct GlossaryFile {
        /// Every word, in the order of lists.
        terms: Vec<GlossaryTerm> = required "用語";
    }
}

record! {
    /// A word that the book explains.
    #[derive(Debug, Clone, PartialEq)]
    pub struct GlossaryTerm {
        /// The word.
        term: Spanned<String> = required "用語。例 基礎的財政収支" as title;
        /// How it is read.
        kana: Option<Spanned<String>> = optional "読み。ひらがなで";
        /// What it means.
        meaning: Spanned<String> = required "意味。1～2文" as text;
        /// Other forms of it in texts.
        also: Vec<Spanned<String>> = optional "文に出てくるほかの書き方。例 [ふるさと納税]";
    }
}

impl GlossaryTerm {
    /// All forms in which texts may have it.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.term).chain(&self.also).map(|form| form.value.as_str())
    }
}

//! What the search of the site knows in addition to the texts of the book.

use std::collections::BTreeMap;

use crate::record;
use crate::span::Spanned;

record! {
    /// `search.yaml`.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct SearchWords {
        /// A word, and the words that people use for it. Whoever searches for one finds the others.
        synonyms: BTreeMap<String, Vec<Spanned<String>>> = optional "言葉と、同じものとしてさがす言葉の並び。例 除雪: [雪かき, じょせつ]";
    }
}

impl SearchWords {
    /// Each word with those of its meaning.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<String>> {
        let others =
            |words: &Vec<Spanned<String>>| words.iter().map(|word| word.value.clone()).collect();
        let group = |(word, words): (&String, &Vec<_>)| {
            let words: Vec<String> = others(words);
            [vec![word.clone()], words].concat()
        };
        self.synonyms.iter().map(group).collect()
    }
}

//! Which words of the glossary a policy uses.

use std::collections::BTreeSet;

use super::Reading;
use super::policy_texts::each_text;
use super::words_at::WordsAt;
use crate::model::Policy;
use crate::value::is_katakana;

impl Reading<'_> {
    /// The words of the glossary that the texts of `policy` use, as places in the list of the book.
    #[must_use]
    pub fn glossary_of(&self, policy: &Policy) -> BTreeSet<usize> {
        let terms = &self.book().glossary;
        let mut found = BTreeSet::new();
        if terms.is_empty() {
            return found;
        }
        let forms = terms.iter().enumerate();
        let forms = forms.flat_map(|(at, term)| term.forms().map(move |form| (form, at)));
        let forms = WordsAt::new(forms);
        each_text(self, policy, &mut |_, text| found.extend(used(&forms, text)));
        found
    }
}

/// The values of the `forms` that `text` has as words: letters and katakana do not go on before or
/// behind them.
fn used(forms: &WordsAt<'_, usize>, text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().flat_map(move |(at, _)| {
        let (before, rest) = text.split_at(at);
        let whole = move |form: &str| {
            !goes_on(form.chars().next(), before.chars().next_back())
                && !goes_on(form.chars().next_back(), rest[form.len()..].chars().next())
        };
        forms.beginning(rest).filter(move |(form, _)| whole(form)).map(|(_, at)| at)
    })
}

/// Whether a word goes on from its outermost character `inner` to `outer`, the one beside it.
fn goes_on(inner: Option<char>, outer: Option<char>) -> bool {
    let same = |kind: fn(char) -> bool| inner.is_some_and(kind) && outer.is_some_and(kind);
    same(is_katakana) || same(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole() {
        for (text, form, expected) in [
            ("ケアプランを作ります", "ケアプラン", true),
            ("サブケアプランを", "ケアプラン", false),
            ("ケアプランナー", "ケアプラン", false),
            ("GIGAスクールの", "GIGA", true),
            ("AEDS", "AED", false),
            ("特定健診の受診率", "特定健診", true),
            ("", "特定健診", false),
        ] {
            let found = used(&WordsAt::new([(form, 0)]), text).next().is_some();
            assert_eq!(found, expected, "{form} in {text}");
        }
    }
}

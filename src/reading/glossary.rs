//! Which words of the glossary a policy uses.

use std::collections::BTreeSet;

use super::Reading;
use super::policy_texts::each_text;
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
        each_text(self, policy, &mut |_, text| {
            for (at, term) in terms.iter().enumerate() {
                if !found.contains(&at) && term.forms().any(|form| uses(text, form)) {
                    found.insert(at);
                }
            }
        });
        found
    }
}

/// Whether `text` has `form` as a word: letters and katakana do not go on before or behind it.
fn uses(text: &str, form: &str) -> bool {
    text.match_indices(form).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + form.len()..]);
        let goes_on = |inner: Option<char>, outer: Option<char>| {
            let same = |kind: fn(char) -> bool| inner.is_some_and(kind) && outer.is_some_and(kind);
            same(is_katakana) || same(|c| c.is_ascii_alphanumeric())
        };
        !goes_on(form.chars().next(), before.chars().next_back())
            && !goes_on(form.chars().next_back(), after.chars().next())
    })
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
            assert_eq!(uses(text, form), expected, "{form} in {text}");
        }
    }
}

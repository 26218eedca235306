//! Words by their first character, to find those that begin at a place in a text.

/// A set of words, each with a value. To look for all of them at each character of a text takes
/// one search in a sorted list, however many words there are.
#[derive(Debug)]
pub(super) struct WordsAt<'a, T>(Vec<(char, &'a str, T)>);

impl<'a, T: Copy> WordsAt<'a, T> {
    /// The set of `words`. An empty word is left out.
    pub fn new(words: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let first = |(word, value): (&'a str, T)| Some((word.chars().next()?, word, value));
        let mut words: Vec<_> = words.into_iter().filter_map(first).collect();
        words.sort_by_key(|(first, word, _)| (*first, std::cmp::Reverse(word.len())));
        Self(words)
    }

    /// The words with which `text` begins, the longest first.
    pub fn beginning(&self, text: &str) -> impl Iterator<Item = (&'a str, T)> {
        let first = text.chars().next();
        let from = self.0.partition_point(|(c, ..)| Some(*c) < first);
        let words = self.0[from..].iter().take_while(move |(c, ..)| Some(*c) == first);
        words.filter(move |(_, word, _)| text.starts_with(word)).map(|(_, word, at)| (*word, *at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_begin_and_the_longest_comes_first() {
        let words = WordsAt::new([("道", 0), ("道の駅", 1), ("", 2), ("駅", 3), ("道路", 4)]);
        let found = |text: &str| words.beginning(text).map(|(_, at)| at).collect::<Vec<_>>();
        assert_eq!(found("道の駅と港"), [1, 0]);
        assert_eq!(found("道路"), [4, 0]);
        assert_eq!(found("駅"), [3]);
        assert_eq!(found("の道"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
    }
}

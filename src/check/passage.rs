//! [`Passage`], a piece of an author's text with its span: what the rules about characters and words look
//! at.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::SourceFile;
use crate::span::Span;

/// A value in YAML, or a whole file of Markdown.
pub struct Passage<'a> {
    /// The file it stands in.
    pub file: &'a SourceFile,
    span: Span,
    words: Cow<'a, str>,
    /// Its characters that are not everyday ones, each with the byte it begins at. Most rules
    /// ask about no others, and a book has a hundred times as many.
    rare: Vec<(usize, char)>,
    escaped: bool,
}

impl<'a> Passage<'a> {
    /// What stands at `span` of `file`.
    pub fn new(file: &'a SourceFile, span: Span) -> Self {
        let words = without_addresses(file.slice(span));
        let rare = words.char_indices().filter(|(_, c)| !is_everyday(*c)).collect();
        Self { file, span, words, rare, escaped: false }
    }

    /// The characters `escaped`, which stand at `span` of `file` as escapes.
    pub fn escaped(file: &'a SourceFile, span: Span, escaped: &'a str) -> Self {
        let rare = escaped.char_indices().filter(|(_, c)| !is_everyday(*c)).collect();
        Self { file, span, words: Cow::Borrowed(escaped), rare, escaped: true }
    }

    /// Whether its characters stand as escapes.
    pub fn is_escaped(&self) -> bool {
        self.escaped
    }

    /// What people read of it: addresses of links are blank, at their full length.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The place of a range of its bytes.
    pub fn span(&self, range: &Range<usize>) -> Span {
        if self.escaped {
            return self.span;
        }
        let start = self.span.start as usize;
        Span::new(self.span.file, start + range.start, start + range.end)
    }

    /// Every run of its words' characters for which `wanted` holds.
    pub fn runs(&self, wanted: impl Fn(char) -> bool) -> impl Iterator<Item = (Span, &str)> {
        self.joined(self.words.char_indices().filter(move |(_, c)| wanted(*c)))
    }

    /// Every run of its rare characters for which `wanted` holds.
    pub fn rare_runs(&self, wanted: impl Fn(char) -> bool) -> impl Iterator<Item = (Span, &str)> {
        self.joined(self.rare.iter().copied().filter(move |(_, c)| wanted(*c)))
    }

    /// The runs that `chars` are, each of which stands at the byte given with it.
    fn joined(
        &self,
        chars: impl Iterator<Item = (usize, char)>,
    ) -> impl Iterator<Item = (Span, &str)> {
        let mut chars = chars.peekable();
        std::iter::from_fn(move || {
            let (start, first) = chars.next()?;
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = chars.next_if(|(at, _)| *at == end) {
                end = at + c.len_utf8();
            }
            Some((self.span(&(start..end)), &self.words[start..end]))
        })
    }

    /// Every rare character of its words with its neighbours and its place.
    pub fn rare(&self) -> impl Iterator<Item = Neighbours> {
        self.rare.iter().map(|(at, c)| self.neighbours(*at, *c))
    }

    /// Every character of its words that is one of `wanted`, in the same way.
    pub fn each_of<const N: usize>(&self, wanted: [char; N]) -> impl Iterator<Item = Neighbours> {
        let found = self.words.match_indices(wanted);
        found.filter_map(|(at, c)| Some(self.neighbours(at, c.chars().next()?)))
    }

    fn neighbours(&self, at: usize, this: char) -> Neighbours {
        let end = at + this.len_utf8();
        Neighbours {
            before: self.words[..at].chars().next_back().or_else(|| self.outside()),
            this,
            after: self.words[end..].chars().next(),
            span: self.span(&(at..end)),
        }
    }

    /// What stands in the source before the escape that it is.
    fn outside(&self) -> Option<char> {
        let start = self.escaped.then_some(self.span.start as usize)?;
        self.file.text()[..start].chars().next_back()
    }

    /// Its paragraphs, items, rows and headings, each with the byte it begins at.
    pub fn units(&self) -> Vec<(usize, &str)> {
        if !self.file.is_markdown() {
            return vec![(0, &self.words)];
        }
        let mut units: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        let mut fresh = true;
        for line in self.words.split_inclusive('\n') {
            let end = start + line.len();
            let begin = line.trim_start();
            let own = begin.starts_with(['#', '|', '-', '*', '>'])
                || begin.starts_with(|c: char| c.is_ascii_digit());
            match units.last_mut() {
                _ if begin.is_empty() => {}
                Some(unit) if !fresh && !own => unit.end = end,
                _ => units.push(start..end),
            }
            fresh = begin.is_empty() || begin.starts_with(['#', '|']);
            start = end;
        }
        units.into_iter().map(|range| (range.start, &self.words[range])).collect()
    }
}

/// How many characters of a run a message shows.
pub(super) const MOST_SHOWN: usize = 8;

/// The code points of `run` for a message; of a long one, the first.
pub(super) fn codes(run: &str) -> String {
    let codes: Vec<String> =
        run.chars().take(MOST_SHOWN).map(|c| format!("U+{:04X}", c as u32)).collect();
    let more = if run.chars().nth(MOST_SHOWN).is_some() { "…" } else { "" };
    codes.join("、") + more
}

/// Whether `c` is one of those that nearly all of a text is written with: an ASCII letter or
/// digit, kana, or one of the kanji that Unicode had from its beginning. In itself it is never
/// wrong.
fn is_everyday(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FA5}' | '、' | '。')
        || c.is_ascii_alphanumeric()
}

/// A character and its neighbours.
pub struct Neighbours {
    /// The character before it.
    pub before: Option<char>,
    /// The character.
    pub this: char,
    /// The character after it.
    pub after: Option<char>,
    /// Its place.
    pub span: Span,
}

/// `text` with spaces for the targets of links and for addresses that stand in it.
fn without_addresses(text: &str) -> Cow<'_, str> {
    let mut blank: Vec<Range<usize>> = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices("](") {
        let from = at + 2;
        if at < done {
            continue;
        }
        let rest = &text[from..];
        let end = rest.find([')', '\n']).unwrap_or(rest.len());
        done = from + end;
        // What stands in quotation marks behind the address is shown under a picture.
        let len = rest[..end].find(" \"").unwrap_or(end);
        blank.push(from..from + len);
    }
    done = 0;
    for (at, _) in text.match_indices("://") {
        if at < done {
            continue;
        }
        let letter = |c: char| c.is_ascii_alphanumeric();
        let from = at - text[..at].chars().rev().take_while(|c| letter(*c)).count();
        let printable = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | ')' | '>');
        let len = text[at..].chars().take_while(|c| printable(*c)).count();
        blank.push(from..at + len);
        done = at + len;
    }
    if blank.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut words = text.to_owned();
    for range in blank {
        let address = &text[range.clone()];
        words.replace_range(range, &address.replace(|c: char| c.is_ascii(), " "));
    }
    Cow::Owned(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::span::FileId;

    #[test]
    fn addresses_are_not_words() {
        let text = "前[名](https://a.jp/~x/)後 https://b.jp/~y 次 ![図](~.png \"題\")";
        let words = without_addresses(text);
        assert_eq!(words.len(), text.len());
        assert!(!words.contains('~') && words.contains('次') && words.contains('題'));
    }

    #[test]
    fn units_are_what_belongs_together() {
        let text = "## 見出し\n一行目\n二行目\n\n- 項目\n  続き\n- 次\n| a |\n| b |\n";
        let sources = Sources::from_memory([("a.md".into(), text.into())]);
        let file = sources.file(FileId(0));
        let passage = Passage::new(file, Span::new(FileId(0), 0, text.len()));
        let units: Vec<_> = passage.units().into_iter().map(|(_, u)| u).collect();
        let expected =
            ["## 見出し\n", "一行目\n二行目\n", "- 項目\n  続き\n", "- 次\n", "| a |\n", "| b |\n"];
        assert_eq!(units, expected);
    }
}

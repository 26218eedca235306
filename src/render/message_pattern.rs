//! Messages of other programs as patterns, so that their words can stand in a translation.
//!
//! This module must not know any program.

/// `pattern` with the words in place of `{0}`, `{1}` and so on.
pub(super) fn filled(pattern: &str, words: &[String]) -> String {
    let place =
        |text: String, (at, word): (usize, &String)| text.replace(&format!("{{{at}}}"), word);
    words.iter().enumerate().fold(pattern.to_owned(), place)
}

/// What stands for each `{}` of `pattern` in `text`, if it is of this pattern.
pub(super) fn matched<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut literals = pattern.split("{}");
    let mut rest = text.strip_prefix(literals.next()?)?;
    let mut parts = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let is_last = literals.peek().is_none();
        let at = if is_last { rest.strip_suffix(literal)?.len() } else { rest.find(literal)? };
        parts.push(&rest[..at]);
        rest = &rest[at + literal.len()..];
    }
    (rest.is_empty()).then_some(parts)
}

//! PB0276: 題に番号が書いてある
//!
//! 番号は、施策の題、段の名前、重点テーマの題の前に印刷されます。題も同じ番号で始まると、番号が2回並びます。
//!
//! 誤 `1-2-03.yaml` の `title: 1-2-03 雪に強いまちづくり`、`number: 施策411` の施策の `title: 施策411 雪に強いまちづくり`
//! 正 `title: 雪に強いまちづくり`

use unicode_normalization::UnicodeNormalization;

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Numbered, with_level};
use crate::span::Spanned;
use crate::text;

const CODE: Code = Code("PB0276");

/// Titles that begin with the number that is printed before them.
pub fn check(book: &Book, sink: &mut Sink) {
    let levels = &book.plan.levels;
    for node in book.all_nodes() {
        look(node, &node.name, levels.name_at(node.id.depth()), sink);
    }
    for policy in book.policies() {
        look(policy, &policy.title, levels.policy(), sink);
    }
    for theme in &book.themes {
        let number = theme.number.to_string();
        let names = [with_level("重点テーマ", &number), number];
        report(&theme.title, &names, sink);
    }
}

fn look<T: Numbered>(item: &T, title: &Spanned<String>, level: &str, sink: &mut Sink) {
    let (printed, id) = (item.printed_number(), item.id_text());
    report(title, &[with_level(level, &printed), with_level(level, &id), printed, id], sink);
}

/// Reports `title` if it begins with one of `numbers`, of which those with the level come first.
fn report(title: &Spanned<String>, numbers: &[String], sink: &mut Sink) {
    let repeated = numbers.iter().find_map(|number| {
        let number: String = number.nfkc().collect();
        let rest = after(title, &number)?;
        is_apart(&number, rest).then(|| rest.trim_start_matches(is_separator))
    });
    let Some(rest) = repeated.filter(|rest| !rest.is_empty()) else { return };
    let message = text!(
        "「{title}」の前に番号が印刷されるので、番号が2回並びます",
        "a number is printed before `{title}`, so that it would stand there twice"
    );
    let hint = text!("番号を除いて「{rest}」としてください", "write `{rest}` without the number");
    sink.report(Diagnostic::warning(CODE, message).at(title.span).hint(hint));
}

/// What follows `number` at the beginning of `title`, where it may stand in full width.
fn after<'t>(title: &'t str, number: &str) -> Option<&'t str> {
    let mut ends = title.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.find(|end| title[..*end].trim_start().nfkc().eq(number.chars()))?;
    Some(&title[end..])
}

/// Whether `number` ends before `rest`. A bare number is one of the words (3つの柱) unless something parts them.
fn is_apart(number: &str, rest: &str) -> bool {
    let next = rest.chars().next();
    if number.bytes().all(|b| b.is_ascii_digit()) || number.chars().count() == 1 {
        next.is_some_and(is_separator) && !goes_on(rest)
    } else {
        !next.is_some_and(|c| c.is_ascii_digit()) && !goes_on(rest)
    }
}

/// Whether a number goes on after the first character of `rest`: 1.5, 1-2.
fn goes_on(rest: &str) -> bool {
    let mut all = rest.chars();
    all.next().is_some_and(|c| "-.,・".contains(c))
        && all.next().is_some_and(|c| c.is_ascii_digit())
}

/// What people put between a number and a title.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || ".．、,:：・)）-－―".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{after, is_apart};

    #[test]
    fn full_width_is_the_same_number() {
        assert_eq!(after("１－２－０３　雪に強い", "1-2-03"), Some("　雪に強い"));
        assert_eq!(after("施策４１１雪に強い", "施策411"), Some("雪に強い"));
        assert_eq!(after("雪に強い 1", "1"), None);
    }

    #[test]
    fn a_number_is_repeated_where_it_ends() {
        for (number, rest) in [
            ("1-2-03", " 雪"),
            ("1-2-03", "雪に強い"),
            ("1", " 雪"),
            ("1", ".雪"),
            ("施策411", "雪"),
        ] {
            assert!(is_apart(number, rest), "{number}{rest}");
        }
        for (number, rest) in [
            ("1", "人ひとり"),
            ("1", ".5歳児"),
            ("1-2", "-03 雪"),
            ("施策41", "1 雪"),
            ("3", "つの柱"),
            ("A", "Iの活用"),
        ] {
            assert!(!is_apart(number, rest), "{number}{rest}");
        }
    }
}

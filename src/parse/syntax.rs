//! Findings about text that cannot be read as YAML.
//!
//! The library stops where it can read no further, which is often a line after the mistake. The
//! most frequent mistakes are looked for in the lines just before.

use serde_yaml::granit_parser::ErrorKind;

use super::raw_yaml::Unreadable;
use super::syntax_kind::SyntaxKind;
use super::yaml;
use crate::diag::{Code, Diagnostic, Text};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::text;

const SYNTAX: Code = Code("PB0101");

/// How many lines before the place of the error the mistake may be.
const LINES_BACK: usize = 3;

/// The finding for the reason why a file cannot be read, with its place.
pub(super) fn error(id: FileId, file: &SourceFile, error: &Unreadable) -> Diagnostic {
    let at = place(id, file, error);
    let known = full_width_brace(id, file, at).or_else(|| match error.syntax() {
        Some(ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar) => {
            unclosed_quote(id, file, at)
        }
        Some(ErrorKind::UnclosedFlowCollection { open }) => {
            unclosed_bracket(id, file, at, *open).or_else(|| slip_before(id, file, at))
        }
        None => None,
        _ => slip_before(id, file, at),
    });
    let (span, message, hint) = known.unwrap_or_else(|| {
        let kind = SyntaxKind::of(error);
        let (message, hint) = (kind.message(error), kind.hint());
        (at, message, hint)
    });
    let (ja, en) = (message.ja, message.en);
    Diagnostic::error(
        SYNTAX,
        text!("YAMLとして読めません：{ja}", "this cannot be read as YAML: {en}"),
    )
    .at(span)
    .hint(hint)
}

/// The full-width brace that the value of the line of the error begins with.
fn full_width_brace(id: FileId, file: &SourceFile, at: Span) -> Option<Told> {
    let end = file.clamp(at).start;
    let start = file.text()[..end].rfind('\n').map_or(0, |newline| newline + 1);
    let (key, _) = file.text()[start..end].split_once("｛")?;
    let from = start + key.len();
    key.ends_with(": ").then(|| {
        (
            Span::new(id, from, from + "｛".len()),
            text!("「｛」が全角です", "a brace is full-width"),
            text!("「｛」と「｝」を半角の {{ }} に直してください", "write ASCII braces: {{ }}"),
        )
    })
}

type Told = (Span, Text, Text);

/// Where reading stopped; the library's errors have a line and a column in characters.
fn place(id: FileId, file: &SourceFile, error: &Unreadable) -> Span {
    let at = match error {
        Unreadable::Refused(_, bytes) => return yaml::span(id, file, bytes),
        Unreadable::Syntax(error) => error.marker(),
    };
    let text = file.text();
    let line = at.line().saturating_sub(1);
    let Some((start, content)) = lines(text).nth(line) else {
        // Past the end: its last line that says something.
        let end = text.trim_end().len();
        let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
        return Span::new(id, start, end);
    };
    let column = at.col();
    let offset = content.char_indices().nth(column).map_or(content.len(), |(at, _)| at);
    let width = content[offset..].chars().next().map_or(0, char::len_utf8);
    Span::new(id, start + offset, start + offset + width)
}

/// Each line without its break, with the byte it begins at.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// The first line that opens a quote and does not close it.
fn unclosed_quote(id: FileId, file: &SourceFile, at: Span) -> Option<Told> {
    let end = file.clamp(at).start.max(1);
    let (start, column) = lines(file.text())
        .take_while(|(start, _)| *start < end)
        .find_map(|(start, line)| Some((start, open_quote(line)?)))?;
    let from = start + column;
    Some((
        Span::new(id, from, from + 1),
        text!("引用符が閉じていません", "a quotation mark is not closed"),
        text!(
            "同じ引用符を行の終わりにも書いてください",
            "write the same mark at the end of the line too"
        ),
    ))
}

/// Where `line` opens a quote that it does not close.
fn open_quote(line: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match open {
            Some((_, mark)) if c == mark && before != '\\' => open = None,
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',') => {
                open = Some((at, c));
            }
            None if c == '#' && before == ' ' => break,
            _ => {}
        }
        before = c;
    }
    open.map(|(at, _)| at)
}

/// The last bracket before the end that is not closed in its line.
fn unclosed_bracket(id: FileId, file: &SourceFile, at: Span, open: char) -> Option<Told> {
    let close = if open == '[' { ']' } else { '}' };
    let end = file.clamp(at).end.max(1);
    let lines: Vec<_> = lines(file.text()).take_while(|(start, _)| *start < end).collect();
    let (start, column) = lines.iter().find_map(|(start, line)| {
        let closed = line.matches(close).count();
        let column = line.match_indices(open).nth(closed)?.0;
        Some((*start, column))
    })?;
    let from = start + column;
    Some((
        Span::new(id, from, from + 1),
        text!("「{open}」が閉じていません", "`{open}` is not closed"),
        text!("行の終わりに「{close}」を書いてください", "write `{close}` at the end of the line"),
    ))
}

/// One of the most frequent mistakes, at or just before the error.
fn slip_before(id: FileId, file: &SourceFile, at: Span) -> Option<Told> {
    let line = file.position(at.start).line as usize - 1;
    let first = line.saturating_sub(LINES_BACK);
    // A tab is sometimes found out a line too early.
    let near: Vec<_> = lines(file.text()).skip(first).take(line - first + 2).collect();
    near.into_iter().rev().find_map(|(start, line)| slip(id, start, line))
}

fn slip(id: FileId, start: usize, line: &str) -> Option<Told> {
    let here = |from: usize, to: usize| Span::new(id, start + from, start + to);
    let indent = line.len() - line.trim_start().len();
    if let Some(at) = line[..indent].find('\t') {
        return Some((
            here(at, at + 1),
            text!("字下げにタブがあります", "a tab indents the line"),
            text!("字下げは半角スペースにしてください", "indent with spaces"),
        ));
    }
    if let Some(at) = line[..indent].find('\u{3000}') {
        return Some((
            here(at, at + '\u{3000}'.len_utf8()),
            text!("字下げに全角スペースがあります", "a full-width space indents the line"),
            text!("字下げは半角スペースにしてください", "indent with ASCII spaces"),
        ));
    }
    let (key, colon) = key_like(line)?;
    if line[..key].ends_with('-') {
        return Some((
            here(key - 1, key),
            text!("「-」のあとにスペースがありません", "no space follows the `-`"),
            text!("「- 」のように半角スペースを書いてください", "write `- `"),
        ));
    }
    if let Some((at, open, close)) = open_bracket(&line[colon..]) {
        return Some((
            here(colon + at, colon + at + 1),
            text!("「{open}」が閉じていません", "`{open}` is not closed"),
            text!(
                "行の終わりに「{close}」を書いてください",
                "write `{close}` at the end of the line"
            ),
        ));
    }
    let rest = &line[colon..];
    let key_name = &line[key..colon];
    let known = if rest.starts_with('：') {
        (
            here(colon, colon + '：'.len_utf8()),
            text!(
                "項目「{key_name}」のあとのコロンが全角です",
                "the colon after `{key_name}` is full-width"
            ),
        )
    } else if rest.starts_with(":\u{3000}") {
        (
            here(colon + 1, colon + 1 + '\u{3000}'.len_utf8()),
            text!(
                "項目「{key_name}」のあとのスペースが全角です",
                "the space after `{key_name}:` is full-width"
            ),
        )
    } else if rest.starts_with(':') && !rest.starts_with(": ") && rest.len() > 1 {
        (
            here(colon, colon + 1),
            text!(
                "項目「{key_name}」の「:」のあとにスペースがありません",
                "no space follows the colon after `{key_name}`"
            ),
        )
    } else {
        return None;
    };
    Some((
        known.0,
        known.1,
        text!(
            "「{key_name}: 」のように、半角の「:」と半角スペースを書いてください",
            "write `{key_name}: `, with an ASCII colon and a space"
        ),
    ))
}

/// Where `value` opens a bracket that it does not close, and how it would.
fn open_bracket(value: &str) -> Option<(usize, char, char)> {
    let mut open = Vec::new();
    let mut quote = None;
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => open.push((at, c, ']')),
            (None, '{') => open.push((at, c, '}')),
            (None, ']' | '}') => {
                open.pop_if(|(_, _, close)| *close == c);
            }
            _ => {}
        }
    }
    if quote.is_some() { None } else { open.pop() }
}

/// Where a line that begins like `key:` or `- key：` has its key and its colon.
pub(super) fn key_like(line: &str) -> Option<(usize, usize)> {
    let body = line.trim_start_matches([' ', '-']);
    let key = line.len() - body.len();
    let len = body.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let rest = &body[len..];
    let colon = rest.starts_with(':') || rest.starts_with('：');
    (len > 0 && colon && !rest.starts_with("://")).then_some((key, key + len))
}

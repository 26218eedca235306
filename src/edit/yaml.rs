//! Changes to YAML: where a value, a key or an item is replaced, added or removed.
//!
//! Both styles are kept: `{ R5: 1 }` gets `{ R5: 1, R6: 2 }`, and a mapping of one key a line gets
//! another line with the same indentation and line end.

use super::{Edit, key_text};
use crate::diag::Sink;
use crate::parse::yaml::{self, Key, Kind, Node};
use crate::source::SourceFile;
use crate::span::{FileId, Span};

/// A YAML file with the places of everything in it.
#[derive(Debug)]
pub struct Document<'a> {
    id: FileId,
    file: &'a SourceFile,
    root: Node,
}

impl<'a> Document<'a> {
    /// Reads `file`; `None` if it is not YAML.
    #[must_use]
    pub fn read(id: FileId, file: &'a SourceFile) -> Option<Self> {
        let root = yaml::parse(id, file, &mut Sink::new())?;
        Some(Self { id, file, root })
    }

    /// `file` that was read before as `root`.
    pub(super) fn of(id: FileId, file: &'a SourceFile, root: Node) -> Self {
        Self { id, file, root }
    }

    pub(super) fn into_root(self) -> Node {
        self.root
    }

    /// The whole file.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The value of `key` in the mapping `map`.
    #[must_use]
    pub fn get<'n>(&self, map: &'n Node, key: &str) -> Option<&'n Node> {
        let Kind::Map(entries) = &map.kind else { return None };
        entries.iter().find(|(k, _)| k.name.value == key).map(|(_, value)| value)
    }

    /// The items of the list `list`; none if it is no list.
    #[must_use]
    pub fn items<'n>(&self, list: &'n Node) -> &'n [Node] {
        if let Kind::Seq(items) = &list.kind { items } else { &[] }
    }

    /// Gives the entry `key` of the mapping `map` the value `value`, which is YAML on one line. A new
    /// entry is added at the end. `None` where the file's layout does not allow it.
    #[must_use]
    pub fn set(&self, map: &Node, key: &str, value: &str) -> Option<Edit> {
        match self.get(map, key) {
            Some(node) => self.replace(map, key, node, value),
            None => self.insert_last(map, key, value),
        }
    }

    fn replace(&self, map: &Node, key: &str, node: &Node, value: &str) -> Option<Edit> {
        let Kind::Map(entries) = &map.kind else { return None };
        let (key, _) = entries.iter().find(|(k, _)| k.name.value == key)?;
        let colon = key.name.span.end as usize;
        let colon = colon + self.text().get(colon..)?.find(':')? + 1;
        let empty = matches!(&node.kind, Kind::Scalar { text, .. } if text.is_empty());
        if empty && node.whole.start == node.whole.end {
            // The place of nothing is that of whatever follows it.
            let rest = self.text().get(colon..)?;
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            let end = if rest[blanks..].starts_with(',') { colon + blanks } else { colon };
            return Some(self.change(colon, end, format!(" {value}")));
        }
        let start = node.whole.start as usize;
        // A text of several lines begins with its sign, which is not part of its place.
        let before = self.text().get(colon..start)?;
        let sign = before.trim_start().starts_with(['|', '>']);
        let start = if sign { colon + before.find(['|', '>'])? } else { start };
        Some(self.change(start, self.end_of(node)?, value.to_owned()))
    }

    /// Adds the entry `key` with `value`, YAML on one line, before all entries of `map`. `None` where
    /// `map` has no entries, or something else precedes its first key in the line.
    #[must_use]
    pub fn insert_first(&self, map: &Node, key: &str, value: &str) -> Option<Edit> {
        let Kind::Map(entries) = &map.kind else { return None };
        let first = entries.first()?.0.name.span.start as usize;
        let text = if self.is_flow(map) {
            format!("{key}: {value}, ")
        } else {
            format!("{key}: {value}{}{}", self.line_end(), self.indentation(first)?)
        };
        Some(self.change(first, first, text))
    }

    fn insert_last(&self, map: &Node, key: &str, value: &str) -> Option<Edit> {
        let Kind::Map(entries) = &map.kind else { return None };
        let key = key_text(key);
        let Some((first, (last, node))) = entries.first().zip(entries.last()) else {
            let brace = map.span.start as usize + 1;
            let close = self.end_of(map)?;
            return Some(self.change(brace, close, format!(" {key}: {value} }}")));
        };
        let end = self.end_of_entry(last, node)?;
        if self.is_flow(map) {
            return Some(self.change(end, end, format!(", {key}: {value}")));
        }
        let indentation = self.indentation(first.0.name.span.start as usize)?;
        let end = self.end_of_line(end);
        Some(self.change(end, end, format!("{}{indentation}{key}: {value}", self.line_end())))
    }

    /// Removes the entry `key` of `map`, with its line where it has one of its own. `None` where there
    /// is none.
    #[must_use]
    pub fn remove(&self, map: &Node, key: &str) -> Option<Edit> {
        let Kind::Map(entries) = &map.kind else { return None };
        let at = entries.iter().position(|(k, _)| k.name.value == key)?;
        let (key, node) = &entries[at];
        let (start, end) = (key.name.span.start as usize, self.end_of_entry(key, node)?);
        if self.is_flow(map) {
            return Some(match (at.checked_sub(1), entries.get(at + 1)) {
                (_, Some((next, _))) => {
                    self.change(start, next.name.span.start as usize, String::new())
                }
                (Some(before), None) => {
                    let (key, node) = &entries[before];
                    self.change(self.end_of_entry(key, node)?, end, String::new())
                }
                (None, None) => self.change(start, end, String::new()),
            });
        }
        let line = self.line_start(start);
        if self.text()[line..start].trim().is_empty() {
            let end = self.end_of_line(end);
            let after = self.text()[end..].find('\n').map_or(end, |n| end + n + 1);
            return Some(self.change(line, after, String::new()));
        }
        // The `- ` before the first key of an item stays for the next one.
        let (next, _) = entries.get(at + 1)?;
        Some(self.change(start, next.name.span.start as usize, String::new()))
    }

    /// Adds an item to the end of the list `list`, which has one item a line or more: `lines` are those
    /// of the item, without `- `.
    #[must_use]
    pub fn push(&self, list: &Node, lines: &[String]) -> Option<Edit> {
        let item = self.items(list).last()?;
        if self.is_flow(list) {
            return None;
        }
        let start = item.span.start as usize;
        let prefix = &self.text()[self.line_start(start)..start];
        if prefix.trim() != "-" {
            return None;
        }
        let newline = self.line_end();
        let inner = self.indentation(start)?;
        let mut text = String::new();
        for (at, line) in lines.iter().enumerate() {
            text.push_str(newline);
            text.push_str(if at == 0 { prefix } else { &inner });
            text.push_str(line);
        }
        let end = self.end_of_line(self.end_of(item)?);
        Some(self.change(end, end, text))
    }

    /// Removes the item at `at`, from 0, of the list `list`, with its lines. `None` where items have no
    /// lines of their own, or there is no other item.
    #[must_use]
    pub fn remove_item(&self, list: &Node, at: usize) -> Option<Edit> {
        let items = self.items(list);
        let item = items.get(at).filter(|_| items.len() > 1)?;
        if self.is_flow(list) {
            return None;
        }
        let own_line = |node: &Node| {
            let start = node.span.start as usize;
            let line = self.line_start(start);
            (self.text()[line..start].trim() == "-").then_some(line)
        };
        let start = own_line(item)?;
        let end = self.end_of_line(self.end_of(item)?);
        let end = self.text()[end..].find('\n').map_or(end, |n| end + n + 1);
        Some(self.change(start, end, String::new()))
    }

    fn text(&self) -> &str {
        self.file.text()
    }

    fn change(&self, start: usize, end: usize, text: String) -> Edit {
        Edit { span: Span::new(self.id, start, end), text }
    }

    /// Whether `node` is written with brackets.
    #[must_use]
    pub fn is_flow(&self, node: &Node) -> bool {
        self.text()[node.span.start as usize..].starts_with(['{', '['])
    }

    /// The line end that the file uses first.
    fn line_end(&self) -> &'static str {
        let text = self.text();
        let crlf = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
        if crlf { "\r\n" } else { "\n" }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text()[..at].rfind('\n').map_or(0, |n| n + 1)
    }

    /// The end of the line that `at` is in, before its line end. A comment after a value belongs to it.
    fn end_of_line(&self, at: usize) -> usize {
        let line = &self.text()[at..];
        let line = line.split('\n').next().unwrap_or("");
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The indentation of further keys of a mapping whose first key is at `first`: `- ` counts as
    /// blanks.
    fn indentation(&self, first: usize) -> Option<String> {
        let before = &self.text()[self.line_start(first)..first];
        let blank = |c: char| matches!(c, ' ' | '-');
        before.chars().all(blank).then(|| " ".repeat(before.len()))
    }

    fn end_of_entry(&self, key: &Key, node: &Node) -> Option<usize> {
        Some(self.end_of(node)?.max(key.name.span.end as usize))
    }

    /// The end of everything that `node` is.
    fn end_of(&self, node: &Node) -> Option<usize> {
        let last = match &node.kind {
            Kind::Scalar { text, .. } if text.is_empty() && node.whole.start == node.whole.end => {
                return Some(0);
            }
            Kind::Scalar { .. } => return Some(node.whole.end.max(node.span.end) as usize),
            Kind::Seq(items) => items.last().map(|item| self.end_of(item)),
            Kind::Map(entries) => entries.last().map(|(key, node)| self.end_of_entry(key, node)),
        };
        let inside = match last {
            Some(end) => end?,
            None => node.span.start as usize + 1,
        };
        if !self.is_flow(node) {
            return Some(inside);
        }
        // Between the last value and the bracket are blanks, commas and comments.
        let mut at = inside;
        loop {
            let rest = self.text().get(at..)?;
            match rest.chars().next()? {
                '}' | ']' => return Some(at + 1),
                '#' => at += rest.find('\n')?,
                c if c.is_whitespace() || matches!(c, ',' | ':') => at += c.len_utf8(),
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Edits;
    use crate::source::Sources;

    /// `text` after what `change` does to it.
    fn after(text: &str, change: impl Fn(&Document<'_>) -> Option<Edit>) -> Option<String> {
        let sources = Sources::from_memory([("content/a.yaml".into(), text.into())]);
        let (id, file) = sources.iter().next()?;
        let mut edits = Edits::new();
        edits.add(change(&Document::read(id, file)?)?);
        let changed = edits.apply(&sources)?;
        let (id, file) = changed.iter().next()?;
        Document::read(id, file).expect("it is still YAML");
        Some(file.text().to_owned())
    }

    #[test]
    fn a_key_comes_first_in_either_style() {
        let first = |text| after(text, |d| d.insert_first(d.root(), "id", "k7m3xq"));
        assert_eq!(
            first("# 注\ntitle: 題\nb: 1\n").as_deref(),
            Some("# 注\nid: k7m3xq\ntitle: 題\nb: 1\n")
        );
        assert_eq!(first("{ a: 1 }").as_deref(), Some("{ id: k7m3xq, a: 1 }"));
        assert_eq!(first("a: 1\r\nb: 2\r\n").as_deref(), Some("id: k7m3xq\r\na: 1\r\nb: 2\r\n"));
        assert_eq!(first("{}"), None);
        let item = |text| {
            after(text, |d| {
                let list = d.get(d.root(), "list")?;
                d.insert_first(&d.items(list)[1], "id", "x2")
            })
        };
        assert_eq!(
            item("list:\n  - a: 1\n  -   b: 2 # 注\n      c: 3\n").as_deref(),
            Some("list:\n  - a: 1\n  -   id: x2\n      b: 2 # 注\n      c: 3\n")
        );
        assert_eq!(
            item("list: [{ a: 1 }, { b: 2 }]\n").as_deref(),
            Some("list: [{ a: 1 }, { id: x2, b: 2 }]\n")
        );
        assert_eq!(
            item("list:\n- a: 1\n- # 注\n  b: 2\n").as_deref(),
            Some("list:\n- a: 1\n- # 注\n  id: x2\n  b: 2\n")
        );
    }

    #[test]
    fn a_value_is_set_in_either_style() {
        let set = |text, key, value| {
            after(text, |d| d.set(d.get(d.root(), "m").unwrap_or(d.root()), key, value))
        };
        for (text, key, expected) in [
            ("m: { R5: 1 } # 注\n", "R6", "m: { R5: 1, R6: 9 } # 注\n"),
            ("m: { R5: 1, R6: \"古い\" }\n", "R6", "m: { R5: 1, R6: 9 }\n"),
            ("m: {}\n", "R6", "m: { R6: 9 }\n"),
            ("m: {\n  R5: 1, # 注\n}\n", "R6", "m: {\n  R5: 1, R6: 9, # 注\n}\n"),
            ("m:\n  R5: 1   # 注\nn: 2\n", "R6", "m:\n  R5: 1   # 注\n  R6: 9\nn: 2\n"),
            (
                "m:\n  R5: |\n    一\n    二\nn: 2\n",
                "R6",
                "m:\n  R5: |\n    一\n    二\n  R6: 9\nn: 2\n",
            ),
            ("m:\n  R5: |\n    一\n    二\nn: 2\n", "R5", "m:\n  R5: 9\nn: 2\n"),
            ("m:\n  R5:\n  R6: 2\n", "R5", "m:\n  R5: 9\n  R6: 2\n"),
            ("m:\n  R5: ~ # 注\n", "R5", "m:\n  R5: 9 # 注\n"),
            ("m: { R5: , R6: 2 }\n", "R5", "m: { R5: 9, R6: 2 }\n"),
            ("m:\n  R5: [1, 2]\n", "R5", "m:\n  R5: 9\n"),
            ("m: 1", "k", "m: 1\nk: 9"),
            ("a:\n  - b: { c: 1 }\n    d: x\n", "k", "a:\n  - b: { c: 1 }\n    d: x\nk: 9\n"),
        ] {
            let key_of_root = key == "k";
            let found = if key_of_root {
                after(text, |d| d.set(d.root(), key, "9"))
            } else {
                set(text, key, "9")
            };
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_entry_is_removed_with_its_line() {
        let remove = |text, key: &str| after(text, |d| d.remove(d.root(), key));
        assert_eq!(remove("a: 1\nb: 2 # 注\nc: 3\n", "b").as_deref(), Some("a: 1\nc: 3\n"));
        assert_eq!(remove("a: 1\nb:\n  - x\n  - y\n", "b").as_deref(), Some("a: 1\n"));
        assert_eq!(remove("{ a: 1, b: 2 }", "a").as_deref(), Some("{ b: 2 }"));
        assert_eq!(remove("{ a: 1, b: 2 }", "b").as_deref(), Some("{ a: 1 }"));
        assert_eq!(remove("a: 1\n", "b"), None);
        let first = after("- a: 1\n  b: 2\n", |d| d.remove(&d.items(d.root())[0], "a"));
        assert_eq!(first.as_deref(), Some("- b: 2\n"));
    }

    #[test]
    fn an_item_is_removed_with_its_lines() {
        let remove = |text, at| after(text, |d| d.remove_item(d.get(d.root(), "l")?, at));
        let text = "l:\n  - a: 1 # 注\n    b: 2\n  # 次の\n  - a: 3\n  - a: 4\nz: 1\n";
        assert_eq!(remove(text, 0).as_deref(), Some("l:\n  # 次の\n  - a: 3\n  - a: 4\nz: 1\n"));
        assert_eq!(
            remove(text, 2).as_deref(),
            Some("l:\n  - a: 1 # 注\n    b: 2\n  # 次の\n  - a: 3\nz: 1\n")
        );
        assert_eq!(remove("l: [{ a: 1 }, { a: 2 }]\n", 0), None);
        assert_eq!(remove("l:\n  - a: 1\n", 0), None);
        assert_eq!(remove(text, 3), None);
    }

    #[test]
    fn an_item_is_added_to_a_list() {
        let lines = ["a: 2".to_owned(), "b: 3".to_owned()];
        let push = |text| after(text, |d| d.push(d.get(d.root(), "l")?, &lines));
        assert_eq!(
            push("l:\r\n  - a: 1\r\n    b: 2 # 注\r\nz: 1\r\n").as_deref(),
            Some("l:\r\n  - a: 1\r\n    b: 2 # 注\r\n  - a: 2\r\n    b: 3\r\nz: 1\r\n")
        );
        assert_eq!(push("l: [{ a: 1 }]\n"), None);
    }
}

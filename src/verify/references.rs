//! References to pages in the texts of the data, and how pages print them.
//!
//! The data have the title in place of the pages: 「成果指標の一覧」ページ is printed as 7～11ページ.
//!
//! This module must not know file formats.

use std::collections::HashMap;
use std::ops::Range;

use super::printed::squeezed;
use super::table::Tables;
use super::tabular::Flat;

/// How many references of a line may each be words of the author instead.
const MOST_DOUBTFUL: usize = 4;

/// What references may lead to: squeezed titles, the longest first, with their printed pages, where these
/// are known.
#[derive(Debug)]
pub(super) struct References {
    titles: Vec<(String, Option<String>)>,
    /// Whether there is a table of pages, which has the titles of all parts.
    has_pages: bool,
}

/// A reference in a line: its place, and its printed pages.
type Reference<'a> = (Range<usize>, Option<&'a str>);

impl References {
    /// The parts in the table of page numbers, with the pages in its first PDF, and the policies.
    pub fn new(pages: Option<&Flat>, tables: &Tables) -> Self {
        let (mut titles, mut of_policies) = (Vec::new(), HashMap::new());
        let (head, rows) = pages.and_then(|pages| pages.records.split_first()).unzip();
        let position = |name: &str| head?.iter().position(|cell| cell.words() == name);
        for row in rows.into_iter().flatten() {
            let word = |name: &str| {
                let cell = position(name).and_then(|at| row.get(at));
                cell.map(|cell| cell.words().into_owned()).unwrap_or_default()
            };
            let (from, to) = (word("page_from"), word("page_to"));
            let pages = if from == to { from } else { format!("{from}～{to}") };
            if word("place") == "policy" {
                of_policies.entry(word("id")).or_insert(pages);
            } else {
                titles.push((squeezed(&word("title")), Some(pages)));
            }
        }
        for row in tables.rows("policies") {
            let (id, title) = (row.words("policy_id"), row.words("policy_title"));
            let pages = of_policies.get(id.as_ref()).cloned();
            // Data of a plan whose policies have no numbers of their own have no such column.
            for number in [row.words("policy_number"), id] {
                if !number.is_empty() {
                    titles.push((squeezed(&format!("{number}{title}")), pages.clone()));
                }
            }
        }
        titles.retain(|(title, _)| !title.is_empty());
        titles.sort_by_key(|(title, _)| std::cmp::Reverse(title.len()));
        Self { titles, has_pages: head.is_some() }
    }

    /// What pages may print in place of the squeezed `line`: with all references as pages first. Each has
    /// several parts where it is not known what stands between them.
    pub fn readings(&self, line: &str) -> Vec<Vec<String>> {
        let all = self.within(line);
        let doubtful = all.len().min(MOST_DOUBTFUL);
        (0..1_usize << doubtful).map(|words| reading(line, &all, words)).collect()
    }

    /// The references in `line`, in their order.
    fn within(&self, line: &str) -> Vec<Reference<'_>> {
        let mut all = Vec::new();
        // Without a table of pages, the titles of parts are not known.
        let may_be_a_part = !self.has_pages;
        let mut from = 0;
        while let Some(start) = line[from..].find('「').map(|at| from + at) {
            let inner = start + '「'.len_utf8();
            let known = self.titles.iter().find(|(title, _)| {
                line[inner..].strip_prefix(title.as_str()).is_some_and(|it| it.starts_with('」'))
            });
            let found = match known {
                Some((title, pages)) => {
                    Some((start..inner + title.len() + '」'.len_utf8(), pages.as_deref()))
                }
                None if may_be_a_part => end_of_bracket(line, start).map(|end| (start..end, None)),
                None => None,
            };
            from = found.as_ref().map_or(inner, |(place, _)| place.end);
            all.extend(found);
        }
        all
    }
}

/// `line` with the pages of the references `all`, but for those whose bits are in `words`.
fn reading(line: &str, all: &[Reference<'_>], words: usize) -> Vec<String> {
    let (mut parts, mut part, mut done) = (Vec::new(), String::new(), 0);
    for (at, (place, pages)) in all.iter().enumerate() {
        if at < MOST_DOUBTFUL && words >> at & 1 == 1 {
            continue;
        }
        part.push_str(&line[done..place.start]);
        match pages {
            Some(pages) => part.push_str(pages),
            None => parts.push(std::mem::take(&mut part)),
        }
        done = place.end;
    }
    part.push_str(&line[done..]);
    parts.push(part);
    parts
}

/// The end of the bracket 「 at `start`, with those within it.
fn end_of_bracket(line: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in line[start..].char_indices() {
        match c {
            '「' => depth += 1,
            '」' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start + at + c.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(has_pages: bool) -> References {
        let pages = |pages: &str| has_pages.then(|| pages.to_owned());
        let mut titles = vec![("施策11育てる「小さな会社」".to_owned(), pages("17～18"))];
        titles.extend(has_pages.then(|| ("指標の一覧".to_owned(), pages("7"))));
        References { titles, has_pages }
    }

    fn first(has_pages: bool, line: &str) -> Vec<String> {
        references(has_pages).readings(line).swap_remove(0)
    }

    #[test]
    fn references_become_their_pages_whatever_follows_them() {
        for (line, printed) in [
            ("p.「指標の一覧」を見る", "p.7を見る"),
            ("「施策11育てる「小さな会社」」、「指標の一覧」ページ", "17～18、7ページ"),
            ("「指標の一覧」から「施策11育てる「小さな会社」」頁", "7から17～18頁"),
            ("「目安箱」の「指標の一覧」", "「目安箱」の7"),
            ("「閉じない「指標の一覧」ページ", "「閉じない7ページ"),
        ] {
            assert_eq!(first(true, line), [printed], "{line}");
        }
    }

    #[test]
    fn the_authors_own_words_are_a_reading_too() {
        let all = references(true).readings("「指標の一覧」と「指標の一覧」");
        let all: Vec<&str> = all.iter().map(|parts| parts[0].as_str()).collect();
        assert_eq!(
            all,
            ["7と7", "「指標の一覧」と7", "7と「指標の一覧」", "「指標の一覧」と「指標の一覧」"]
        );
        let many = "「指標の一覧」".repeat(9);
        assert_eq!(references(true).readings(&many)[0], ["7".repeat(9)]);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(first(false, "（「施策11育てる「小さな会社」」）"), ["（", "）"]);
        assert_eq!(first(false, "「一覧」から「別の「一覧」」ページ"), ["", "から", "ページ"]);
        let all = references(false).readings("「一覧」を見る");
        assert_eq!(all, [vec!["", "を見る"], vec!["「一覧」を見る"]]);
    }
}

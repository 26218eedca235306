//! Compares the pages of the site with the data, and its links with the files that are there.
//!
//! This module must not know how a page is stored.

use std::collections::{BTreeMap, HashMap, HashSet};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::history;
use super::html::{self, Page};
use super::indexes;
use super::ledger::{Area, Ledger};
use super::marked_values;
use super::matching::{Context, Labels, Places};
use super::passages::{self, Found};
use super::printed::squeezed;
use super::references::References;
use super::tabular::Flat;
use super::{Compared, charts};
use crate::diag::Text;
use crate::text;

/// The page that is shown for addresses without a page, which may have any address.
const NOT_FOUND: &str = "404.html";

/// Compares all pages.
pub(super) fn compare(files: &Files, facts: &Facts<'_>, pages: Option<&Flat>) -> Compared {
    let mut ledger = Ledger::default();
    let names: Vec<&str> = files.below("", ".html").collect();
    let read: Vec<_> = names
        .par_iter()
        .map(|name| {
            let bytes = files.read(name)?;
            let html = String::from_utf8(bytes)
                .map_err(|_| text!("UTF-8ではありません", "it is not UTF-8"))?;
            Ok(html::read(&html))
        })
        .collect();
    let mut shown = HashMap::new();
    for (name, page) in names.iter().zip(read) {
        match page {
            Ok(page) => {
                shown.insert(*name, page);
            }
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Site, name, reason)),
        }
    }
    let printed = printed_pages(pages);
    let places: Places =
        printed.iter().map(|(id, at)| (id.clone(), (at.from.clone(), at.to.clone()))).collect();
    let (labels, references) = (Labels::new(facts), References::new(pages, facts.tables));
    let texts = passages::of_policies(facts.tables, &references);
    let mut anchors: HashMap<&str, HashSet<&str>> = shown
        .iter()
        .map(|(name, page)| (*name, page.anchors.iter().map(String::as_str).collect()))
        .collect();
    let starts = starts(pages);
    // A link to a page of a PDF leads to where a part or sheet begins.
    for (file, pages) in &starts {
        anchors.insert(file, pages.iter().map(String::as_str).collect());
    }
    let targets = Targets { files, anchors };
    ledger.add(indexes::compare(files, facts, &targets));
    ledger.add(history::compare(files, facts, &shown));
    let done: Vec<_> = names
        .par_iter()
        .filter_map(|name| Some((*name, shown.get(name)?)))
        .map(|(name, page)| {
            let (mut own, mut found) = (Ledger::default(), Found::default());
            let scope = scope(name, facts);
            if let Some(Subject::Policy(id)) = &scope {
                let place = text!("本文", "the text");
                let passages = texts.get(id).map_or(&[][..], Vec::as_slice);
                found.look(Area::Site, name, &place, &page.text, passages);
                heading(name, page, id, facts, &mut own);
                if let Some(at) = printed.get(id) {
                    book_page(name, page, at, &mut own);
                }
            }
            let context = Context {
                facts,
                area: Area::Site,
                file: name,
                scope,
                labels: &labels,
                pages: &places,
            };
            let mut unknown: usize =
                page.tables.iter().map(|table| context.compare(table, &mut own)).sum();
            unknown += marked_values::compare(
                name,
                &page.marked_values,
                context.scope.as_ref(),
                facts,
                &mut own,
            );
            charts::compare(name, &page.charts, context.scope.as_ref(), facts, &mut own);
            if let Some(scope) = context.scope.as_ref().filter(|_| has_own_description(name)) {
                descriptions(name, page, scope, facts, &mut own);
            }
            if name != NOT_FOUND {
                links(name, page, &targets, &mut own);
            }
            (own, found, unknown)
        })
        .collect();
    let (mut found, mut unknown) = (Found::default(), 0);
    for (own, more, count) in done {
        ledger.add(own);
        found.add(more);
        unknown += count;
    }
    found.report(Area::Site, &mut ledger);
    let others: BTreeMap<_, _> =
        shown.iter().filter(|(name, _)| !name.starts_with("policies/")).collect();
    let others: Vec<_> = others
        .into_iter()
        .map(|(name, page)| (*name, text!("本文", "the text"), page.text.as_str()))
        .collect();
    let mut found = Found::default();
    found.look_anywhere(Area::Site, &others, &passages::of_others(facts.tables, &references));
    found.report(Area::Site, &mut ledger);
    Compared { ledger, unknown, ..Compared::default() }
}

/// The printed pages of a policy in the whole book.
struct Printed {
    from: String,
    to: String,
    /// The page of the PDF, from 1, and its file.
    at: String,
    file: String,
}

/// The printed pages of the policies: those of the first PDF that has them.
fn printed_pages(pages: Option<&Flat>) -> HashMap<String, Printed> {
    let mut all = HashMap::new();
    let Some((head, rows)) = pages.and_then(|pages| pages.records.split_first()) else {
        return all;
    };
    let position = |name: &str| head.iter().position(|cell| cell.words() == name);
    for row in rows {
        let word = |name: &str| {
            let cell = position(name).and_then(|at| row.get(at));
            cell.map(|cell| cell.words().into_owned()).unwrap_or_default()
        };
        if word("place") == "policy" {
            all.entry(word("id")).or_insert_with(|| Printed {
                from: word("page_from"),
                to: word("page_to"),
                at: word("pdf_page_from"),
                file: word("file"),
            });
        }
    }
    all
}

/// The anchors of the pages of each PDF on which a part or sheet begins.
fn starts(pages: Option<&Flat>) -> HashMap<String, HashSet<String>> {
    let mut all: HashMap<_, HashSet<_>> = HashMap::new();
    let Some((head, rows)) = pages.and_then(|pages| pages.records.split_first()) else {
        return all;
    };
    let position = |name: &str| head.iter().position(|cell| cell.words() == name);
    let (Some(file), Some(page)) = (position("file"), position("pdf_page_from")) else {
        return all;
    };
    for row in rows {
        if let (Some(file), Some(page)) = (row.get(file), row.get(page)) {
            let pages = all.entry(file.words().into_owned()).or_default();
            pages.insert(format!("page={page}"));
        }
    }
    all
}

/// What a page is about, by its path.
fn scope(name: &str, facts: &Facts<'_>) -> Option<Subject> {
    let subject = match name.split('/').collect::<Vec<_>>()[..] {
        ["policies", id, "index.html"] => Subject::Policy(id.to_owned()),
        ["indicators", id, "index.html"] => Subject::Indicator(id.to_owned()),
        ["sections", id, "index.html"] => return Some(Subject::Section(id.to_owned())),
        _ => return Some(Subject::Plan),
    };
    facts.row(&subject).is_some().then_some(subject)
}

/// Whether the description of a page is none of an author's texts.
fn has_own_description(name: &str) -> bool {
    const PAGES: [&str; 7] =
        ["", "evaluation/", "indicators/", "policies/", "projects/", "search/", "sections/"];
    let folder = name.strip_suffix("index.html");
    folder.is_some_and(|folder| PAGES.contains(&folder) || folder.starts_with("sections/"))
}

/// What a page says of itself to search engines.
fn descriptions(name: &str, page: &Page, scope: &Subject, facts: &Facts<'_>, ledger: &mut Ledger) {
    for text in &page.descriptions {
        let (equal, wrong) = marked_values::description(text, scope, facts);
        ledger.equal(Area::Site, equal);
        for (found, expected) in wrong {
            let place = text!("ページの説明（meta）", "the description (meta)");
            let source = text!("データから数えたもの", "counted from the data");
            let found = Disagreement::value(Area::Site, name, place, found, expected, source);
            ledger.contradicts(found.in_column("description"));
        }
    }
}

/// The heading of the page of a policy is its number and title.
fn heading(name: &str, page: &Page, id: &str, facts: &Facts<'_>, ledger: &mut Ledger) {
    let Some(row) = facts.row(&Subject::Policy(id.to_owned())) else { return };
    let number = row.words("number");
    let number = if number.is_empty() { id } else { &number };
    let expected = squeezed(&format!("{number}{}", row.words("name")));
    if page.heading == expected {
        ledger.equal(Area::Site, 1);
        return;
    }
    let place = text!("見出し（h1）", "the heading (h1)");
    let (found, source) = (&page.heading, Text::same("data/plan.json framework.name"));
    let found = Disagreement::value(Area::Site, name, place, found, expected, source);
    ledger.contradicts(found.of_row("framework", row.at).in_column("h1"));
}

/// What the page of a policy says of its place in the book.
fn book_page(name: &str, page: &Page, at: &Printed, ledger: &mut Ledger) {
    let Printed { from, to, at: pdf_page, file } = at;
    let pages = if from == to { from.clone() } else { format!("{from}～{to}") };
    let words = format!("冊子{pages}ページ");
    let link = format!("../../{file}#page={pdf_page}");
    let source = || Text::same("data/pages.csv");
    let said = page.text.split_once("冊子").and_then(|(_, rest)| rest.split_once("ページ"));
    let said = said.map(|(pages, _)| format!("冊子{pages}ページ")).unwrap_or_default();
    let linked = page.links.iter().find(|link| link.contains(".pdf#page="));
    let linked = linked.cloned().unwrap_or_default();
    for (found, expected) in [(said, words), (linked, link)] {
        if found == expected {
            ledger.equal(Area::Site, 1);
        } else {
            let place = text!("冊子のページ", "the pages of the book");
            let found = Disagreement::value(Area::Site, name, place, found, expected, source());
            ledger.contradicts(found);
        }
    }
}

/// Where links may lead: files, and anchors of pages.
pub(super) struct Targets<'a> {
    files: &'a Files,
    anchors: HashMap<&'a str, HashSet<&'a str>>,
}

impl Targets<'_> {
    /// Whether `link` on the page `name` leads to something; what is missing is named as that, once.
    pub fn leads_somewhere(&self, name: &str, link: &str) -> bool {
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or_default();
        let target = if path.is_empty() { Some(name.to_owned()) } else { resolved(name, path) };
        let Some(target) = target else { return false };
        if self.files.missing().contains(&target) {
            return true;
        }
        let anchor = percent_decode_str(anchor).decode_utf8_lossy();
        let known = self.anchors.get(target.as_str());
        let has_anchor = || known.is_none_or(|known| known.contains(anchor.as_ref()));
        self.files.has(&target) && (anchor.is_empty() || has_anchor())
    }
}

/// Links within the publication lead to files and anchors that are there.
fn links(name: &str, page: &Page, targets: &Targets<'_>, ledger: &mut Ledger) {
    for link in &page.links {
        let outside = link.contains("://") || link.starts_with('/');
        let other = ["mailto:", "tel:", "data:"].iter().any(|start| link.starts_with(start));
        if outside || other {
            continue;
        }
        if targets.leads_somewhere(name, link) {
            ledger.equal(Area::Links, 1);
        } else {
            let place = text!("リンク {link}", "link {link}");
            let sentence = text!("リンクの先がありません", "the link leads nowhere");
            let found = Disagreement::sentence(Area::Links, name, place, sentence);
            ledger.contradicts(found.in_column("href"));
        }
    }
}

/// What a link is about: `…policies/1-2-03/#project-4`, with or without the name of the page.
pub(super) fn subject_of_link(link: &str) -> Option<Subject> {
    let (_, path) = link.split_once("policies/")?;
    let (id, rest) = path.split_once('/')?;
    let rest = rest.strip_prefix("index.html").unwrap_or(rest);
    Some(match rest.strip_prefix("#project-") {
        Some(number) => Subject::Project(id.to_owned(), number.to_owned()),
        None => Subject::Policy(id.to_owned()),
    })
}

/// The path that `link` on the page `name` leads to.
fn resolved(name: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    let link = percent_decode_str(link).decode_utf8().ok()?;
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if link.ends_with('/') || parts.is_empty() {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn links_are_resolved_from_their_page() {
        let from = |link: &str| resolved("a/b/index.html", link);
        assert_eq!(from("../c.html").as_deref(), Some("a/c.html"));
        assert_eq!(from("../../").as_deref(), Some("index.html"));
        assert_eq!(from("%E3%81%82/").as_deref(), Some("a/b/あ/index.html"));
        assert_eq!(from("../../../x"), None);
    }
}

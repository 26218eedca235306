//! Compares what the PDFs print with the data: tables, texts, page numbers, places and volumes.
//!
//! This module must not know how a PDF is stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::Compared;
use super::attached;
use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::lines::{self, Sheet};
use super::matching::{Context, Labels, Places};
use super::passages::{self, Found, Passage, difference, page_place};
use super::pdf::{Document, PageText, Structure};
use super::places;
use super::printed::squeezed;
use super::references::References;
use super::tabular::Flat;
use crate::diag::Text;
use crate::text;

/// A PDF as it was read.
pub(super) struct Book<'a> {
    pub file: &'a str,
    pub labels: Vec<String>,
    pub destinations: BTreeMap<String, usize>,
    texts: Vec<PageText>,
    structure: Structure,
    /// Whether it carries the data, as a whole book does.
    is_whole: bool,
    /// Whether it is a document with pages of its own, such as a digest: no part of the book is in it.
    is_document: bool,
}

impl<'a> Book<'a> {
    fn read(file: &'a str, document: &Document, is_whole: bool) -> Self {
        let (labels, texts) = (document.labels(), document.texts());
        let destinations = document.destinations();
        let of_book = |name: &String| name.starts_with("part-") || name.starts_with("policy-");
        let is_document = !is_whole && !destinations.keys().any(of_book);
        let structure = if is_whole || is_document {
            document.structure(&texts, &labels)
        } else {
            Structure::default()
        };
        Self { file, labels, destinations, texts, structure, is_whole, is_document }
    }

    pub fn label(&self, page: usize) -> &str {
        self.labels.get(page).map_or("", String::as_str)
    }

    /// The first page of each part and policy, in order.
    pub fn starts(&self) -> Vec<(usize, &str)> {
        let parts = self
            .destinations
            .iter()
            .filter(|(name, _)| name.starts_with("part-") || name.starts_with("policy-"));
        let mut starts: Vec<_> = parts.map(|(name, page)| (*page, name.as_str())).collect();
        starts.sort_unstable();
        starts
    }

    /// The first and last page, from 0, of each policy.
    fn sheets(&self) -> Vec<(String, usize, usize)> {
        let starts = self.starts();
        let ends = starts.iter().skip(1).map(|(page, _)| *page).chain([self.labels.len()]);
        let sheets = starts.iter().zip(ends).filter_map(|((page, name), end)| {
            let id = name.strip_prefix("policy-")?;
            Some((id.to_owned(), *page, end.saturating_sub(1).max(*page)))
        });
        sheets.collect()
    }

    fn contradiction(
        &self,
        area: Area,
        place: Text,
        found: &str,
        expected: &str,
        source: Text,
    ) -> Disagreement {
        Disagreement::value(area, self.file, place, found, expected, source)
    }
}

/// Compares all PDFs, and what they carry. `pages` is the table of page numbers, if there is one.
pub(super) fn compare(files: &Files, facts: &Facts<'_>, pages: Option<&Flat>) -> Compared {
    let mut ledger = Ledger::default();
    let names: Vec<&str> = if files.are_attached() {
        files.below("", ".pdf").collect()
    } else {
        files.below("pdf/", ".pdf").collect()
    };
    let books: Vec<_> = names
        .par_iter()
        .with_max_len(1)
        .map(|name| {
            let document = files.read(name).and_then(Document::read)?;
            let is_whole = names.len() == 1 || document.has_attachments();
            let carried = if files.are_attached() {
                Ledger::default()
            } else {
                attached::compare(name, &document, files, facts.tables)
            };
            Ok((Book::read(name, &document, is_whole), carried))
        })
        .collect();
    let mut read = Vec::new();
    for (name, book) in names.iter().zip(books) {
        match book {
            Ok((book, carried)) => {
                read.push(book);
                ledger.add(carried);
            }
            Err(reason) => ledger.contradicts(Disagreement::file(Area::Print, name, reason)),
        }
    }
    let (mut unknown, references) = (0, References::new(pages, facts.tables));
    let whole = read.iter().find(|book| book.is_whole);
    for book in &read {
        match whole {
            _ if book.is_document => unknown += tables(book, facts, &mut ledger),
            Some(whole) if !book.is_whole => volume(book, whole, &mut ledger),
            _ if book.is_whole => unknown += in_full(book, facts, &references, &mut ledger),
            _ => {}
        }
        numbers(book, &mut ledger);
        running_titles(book, facts, &mut ledger);
    }
    if let Some(pages) = pages {
        places::compare(pages, &read, files, facts, &mut ledger);
    }
    Compared { ledger, unknown, without_whole: whole.is_none() && !read.is_empty() }
}

/// The tables of a document.
fn tables(book: &Book<'_>, facts: &Facts<'_>, ledger: &mut Ledger) -> usize {
    let (labels, places) = (Labels::new(facts), Places::default());
    let context = Context {
        facts,
        area: Area::Print,
        file: book.file,
        scope: Some(Subject::Plan),
        labels: &labels,
        pages: &places,
    };
    book.structure.tables.iter().map(|found| context.compare(&found.table, ledger)).sum()
}

/// The tables and texts of a book, and where its links lead.
fn in_full(
    book: &Book<'_>,
    facts: &Facts<'_>,
    references: &References,
    ledger: &mut Ledger,
) -> usize {
    let (labels, sheets) = (Labels::new(facts), book.sheets());
    let places: Places = sheets
        .iter()
        .map(|(id, from, to)| {
            (id.clone(), (book.label(*from).to_owned(), book.label(*to).to_owned()))
        })
        .collect();
    let mut unknown = 0;
    for found in &book.structure.tables {
        let sheet = sheets.iter().find(|(_, from, to)| (*from..=*to).contains(&found.page));
        let scope = sheet.map(|(id, ..)| Subject::Policy(id.clone()));
        let context = Context {
            facts,
            area: Area::Print,
            file: book.file,
            scope,
            labels: &labels,
            pages: &places,
        };
        unknown += context.compare(&found.table, ledger);
    }
    let texts = passages::of_policies(facts.tables, references);
    let mut found = Found::default();
    for (id, from, to) in &sheets {
        let shown = book.structure.read(*from, *to);
        let own: &[Passage] = texts.get(id).map_or(&[], Vec::as_slice);
        let place = page_place(book.label(*from));
        found.look(Area::Passages, book.file, &place, &shown, own);
        let sheet = Sheet { file: book.file, policy: id, place, words: &shown };
        lines::compare(&sheet, facts, ledger);
    }
    found.report(Area::Passages, ledger);
    let others = passages::of_others(facts.tables, references);
    // A PDF without structure has no text of any page.
    let pages = book.structure.pages.iter().enumerate();
    let pages: Vec<_> = pages
        .map(|(page, words)| (book.file, page_place(book.label(page)), words.as_str()))
        .collect();
    let mut found = Found::default();
    found.look_anywhere(Area::Passages, &pages, &others);
    found.report(Area::Passages, ledger);
    links(book, facts, ledger);
    unknown
}

/// A link that is a page number leads to that page; one that names a policy leads to its sheet.
fn links(book: &Book<'_>, facts: &Facts<'_>, ledger: &mut Ledger) {
    let starts: HashMap<_, _> = book.sheets().into_iter().map(|(id, from, _)| (id, from)).collect();
    for link in &book.structure.links {
        let number = link.text.strip_suffix("ページ").unwrap_or(&link.text);
        let place = {
            let (label, words) = (book.label(link.page), &link.text);
            text!("{label}ページ リンク「{words}」", "page {label}, link {words}")
        };
        let target = book.label(link.target);
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            if number == target {
                ledger.equal(Area::Pages, 1);
            } else {
                let source = text!("リンクの先のページ", "the page it leads to");
                ledger.contradicts(book.contradiction(Area::Pages, place, number, target, source));
            }
        } else if let Some(Subject::Policy(id)) = facts.named(&link.text)
            && let Some(start) = starts.get(id)
        {
            if *start == link.target {
                ledger.equal(Area::Pages, 1);
            } else {
                let source = text!("{id} のページ", "the page of {id}");
                let start = book.label(*start);
                ledger.contradicts(book.contradiction(Area::Pages, place, target, start, source));
            }
        }
    }
}

/// Pages with an Arabic number print it, in a running head or foot of its own.
fn numbers(book: &Book<'_>, ledger: &mut Ledger) {
    for (page, text) in book.texts.iter().enumerate() {
        let label = book.label(page);
        if !label.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // The number stands at an end of the foot of the page.
        let ends = text.artifacts.iter().flat_map(|pieces| digits_at_ends(pieces));
        let ends: BTreeSet<String> = ends.filter(|digits| !digits.is_empty()).collect();
        if ends.iter().any(|digits| digits == label) {
            ledger.equal(Area::Pages, 1);
        } else {
            let found = ends.into_iter().collect::<Vec<_>>().join(" ");
            let source = text!("PDFのページ番号", "the page label of the PDF");
            let place = page_place(label);
            ledger.contradicts(book.contradiction(Area::Pages, place, &found, label, source));
        }
    }
}

/// Where a running head or foot has the title of the book, its numbers are those of the title.
fn running_titles(book: &Book<'_>, facts: &Facts<'_>, ledger: &mut Ledger) {
    let title = facts.tables.rows(PUBLICATION).next().map(|row| squeezed(&row.words("title")));
    let Some(title) = title.filter(|title| !title.is_empty()) else { return };
    let without_digits =
        |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let words = without_digits(&title);
    for (page, text) in book.texts.iter().enumerate() {
        for shown in text.artifacts.iter().map(|pieces| squeezed(&pieces.concat())) {
            if shown.contains(&title) {
                ledger.equal(Area::Pages, 1);
            } else if without_digits(&shown).contains(&words) {
                let source = text!("刊行物の題名", "the title of the publication");
                let place = page_place(book.label(page));
                let found = book.contradiction(Area::Pages, place, &shown, &title, source);
                ledger.contradicts(found);
            }
        }
    }
}

/// The digits at the beginning and at the end of a text, and those of its first and its last piece: the
/// words beside a page number may be digits themselves.
fn digits_at_ends(pieces: &[String]) -> [String; 4] {
    let first = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let last = |text: &str| {
        let digits: Vec<char> = text.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.iter().rev().collect::<String>()
    };
    let whole = squeezed(&pieces.concat());
    let piece = |piece: Option<&String>| piece.map(|piece| squeezed(piece)).unwrap_or_default();
    [first(&whole), last(&whole), first(&piece(pieces.first())), last(&piece(pieces.last()))]
}

/// The pages of a volume say what the pages with the same numbers say in the whole book.
fn volume(book: &Book<'_>, whole: &Book<'_>, ledger: &mut Ledger) {
    let known: HashMap<_, _> =
        whole.labels.iter().map(String::as_str).zip(whole.texts.iter()).collect();
    let mut own = Ledger::default();
    for (page, text) in book.texts.iter().enumerate() {
        let label = book.label(page);
        let shown = squeezed(&text.all);
        let expected = known.get(label).map(|text| squeezed(&text.all));
        if expected.as_ref() == Some(&shown) {
            own.equal(Area::Volumes, 1);
            continue;
        }
        let (found, expected) = difference(&shown, &expected.unwrap_or_default());
        let source = Text::same(whole.file);
        let place = page_place(label);
        own.contradicts(book.contradiction(Area::Volumes, place, &found, &expected, source));
    }
    let (differ, all) = (own.disagreements.len(), book.texts.len());
    if differ > 1 && differ * 2 > all {
        let whole = whole.file;
        let sentence = text!(
            "{all}ページのうち{differ}ページが、全体版（{whole}）と違います。どちらかが、別の冊子か、別のときに作ったPDFです",
            "{differ} of {all} pages differ from the whole book ({whole}): one of the two is another book, or was made at another time"
        );
        ledger.contradicts(Disagreement::file(Area::Volumes, book.file, sentence));
    } else {
        ledger.add(own);
    }
}

//! Compares the table of page numbers with the places in the PDFs that have names.
//!
//! This module must not know how a PDF is stored.

use std::collections::BTreeMap;

use super::book::Book;
use super::disagreement::Disagreement;
use super::facts::{Facts, Subject};
use super::files::Files;
use super::ledger::{Area, Ledger};
use super::table::{Cell, cell_name};
use super::tabular::Flat;
use crate::diag::Text;
use crate::text;

/// What was compared of the rows about a PDF.
#[derive(Default)]
struct OfBook {
    ledger: Ledger,
    rows: usize,
    /// How many of the rows contradict the PDF.
    wrong: usize,
}

/// The table of page numbers says what the PDFs do.
pub(super) fn compare(
    pages: &Flat,
    books: &[Book<'_>],
    files: &Files,
    facts: &Facts<'_>,
    ledger: &mut Ledger,
) {
    let Some((head, rows)) = pages.records.split_first() else { return };
    let mut of_books: BTreeMap<String, OfBook> = BTreeMap::new();
    for (at, cells) in rows.iter().enumerate() {
        let row = PageRow { pages, head, cells, at };
        let file = row.word("file");
        let known = of_books.entry(file.clone()).or_default();
        let Some(book) = books.iter().find(|book| book.file == file) else {
            // A PDF that cannot be read or is missing by the list is named elsewhere.
            if known.rows == 0 && !files.has(&file) && !files.missing().contains(&file) {
                let place = row.place("file");
                let sentence = text!("{file} がありません", "there is no {file}");
                ledger.contradicts(Disagreement::sentence(
                    Area::Pages,
                    &pages.file,
                    place,
                    sentence,
                ));
            }
            known.rows += 1;
            continue;
        };
        let before = known.ledger.disagreements.len();
        row.compare(book, facts, &mut known.ledger);
        known.rows += 1;
        known.wrong += usize::from(known.ledger.disagreements.len() > before);
    }
    for (file, OfBook { ledger: own, rows, wrong }) in of_books {
        if wrong > 1 && wrong * 2 > rows {
            let table = &pages.file;
            let sentence = text!(
                "ページ対応表（{table}）の{rows}か所のうち{wrong}か所と合いません。別の冊子か、別のときに作ったPDFです",
                "{wrong} of the {rows} places in {table} are not where it says: this is another book, or was made at another time"
            );
            ledger.contradicts(Disagreement::file(Area::Pages, &file, sentence));
        } else {
            ledger.add(own);
        }
    }
}

/// A row of the table of page numbers.
struct PageRow<'a> {
    pages: &'a Flat,
    head: &'a [Cell],
    cells: &'a [Cell],
    at: usize,
}

impl PageRow<'_> {
    fn position(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|cell| cell.words() == name)
    }

    fn word(&self, name: &str) -> String {
        let cell = self.position(name).and_then(|at| self.cells.get(at));
        cell.map(|cell| cell.words().into_owned()).unwrap_or_default()
    }

    fn place(&self, name: &str) -> Text {
        let cell = cell_name(self.at + 1, self.position(name).unwrap_or_default());
        text!("{cell}（{name}）", "{cell} ({name})")
    }

    fn expect(&self, name: &str, expected: &str, source: Text, ledger: &mut Ledger) {
        let found = self.word(name);
        if found == expected {
            ledger.equal(Area::Pages, 1);
            return;
        }
        let (area, place, title) = (Area::Pages, self.place(name), self.word("title"));
        let found = Disagreement::value(area, &self.pages.file, place, found, expected, source);
        ledger.contradicts(found.in_column(name).about(text!("「{title}」", "{title}")));
    }

    fn compare(&self, book: &Book<'_>, facts: &Facts<'_>, ledger: &mut Ledger) {
        let source = || Text::same(book.file);
        let destination = self.word("destination");
        let Some(start) = book.destinations.get(&destination) else {
            let (file, place) = (&self.pages.file, self.place("destination"));
            let book = book.file;
            let sentence = text!(
                "{book} に「{destination}」という場所がありません",
                "{book} has no place called {destination}"
            );
            ledger.contradicts(Disagreement::sentence(Area::Pages, file, place, sentence));
            return;
        };
        let is_policy = self.word("place") == "policy";
        if is_policy {
            let id = self.word("id");
            let title = facts.row(&Subject::Policy(id.clone()));
            let title = title.map(|row| row.words("name").into_owned()).unwrap_or_default();
            self.expect("title", &title, Text::same("data/plan.json framework.name"), ledger);
            self.expect("destination", &format!("policy-{id}"), source(), ledger);
        }
        self.expect("pdf_page_from", &(start + 1).to_string(), source(), ledger);
        self.expect("page_from", book.label(*start), source(), ledger);
        // The part with all policies ends where another part begins.
        let starts = book.starts();
        let later = starts.iter().filter(|(_, name)| is_policy || name.starts_with("part-"));
        let next = later.map(|(page, _)| *page).find(|page| page > start);
        let last = next.unwrap_or(book.labels.len()) - 1;
        self.expect("pdf_page_to", &(last + 1).to_string(), source(), ledger);
        self.expect("page_to", book.label(last), source(), ledger);
        self.expect("pages", &(last + 1 - start).to_string(), source(), ledger);
    }
}

//! Reads the structure tree of a PDF: its tables, with the headings that each cell names, and its text in
//! the order of reading.
//!
//! This module must not know what the tables are about.

use std::collections::{BTreeMap, HashMap};

use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as Words,
};

use super::content::PageText;
use crate::text;
use crate::verify::printed::{PrintedCell, PrintedRow, PrintedTable, squeezed};

/// The deepest structure that is read: a broken tree may lead back to itself.
const MAX_DEPTH: usize = 64;

/// An element of the structure tree.
#[derive(Debug, Default)]
struct Element {
    tag: String,
    id: Vec<u8>,
    /// The ids of the header cells of a cell.
    headers: Vec<Vec<u8>>,
    kids: Vec<Kid>,
}

#[derive(Debug)]
enum Kid {
    /// A marked-content sequence: its page, from 0, and number.
    Content(usize, i64),
    /// Where a link leads: a page, from 0.
    Target(usize),
    Element(Element),
}

/// A table, and the page on which it begins.
#[derive(Debug)]
pub(in crate::verify) struct TableOnPage {
    /// The page, from 0.
    pub page: usize,
    pub table: PrintedTable,
}

/// A link within the PDF.
#[derive(Debug)]
pub(in crate::verify) struct LinkOnPage {
    /// The page it stands on, from 0.
    pub page: usize,
    /// Its words, without white space.
    pub text: String,
    /// The page it leads to, from 0.
    pub target: usize,
}

/// The structure of a PDF.
#[derive(Debug, Default)]
pub(in crate::verify) struct Structure {
    pub tables: Vec<TableOnPage>,
    pub links: Vec<LinkOnPage>,
    /// The text of each page in the order of reading, without white space.
    pub pages: Vec<String>,
    /// The same in the order of reading of the whole PDF: pieces with their pages, from 0. What runs over a
    /// page goes on behind what of it is there, and not behind what stands beside it.
    pub reading: Vec<(usize, String)>,
}

impl Structure {
    /// The text of the pages from `first` to `last`, in the order of reading.
    pub fn read(&self, first: usize, last: usize) -> String {
        let pieces = self.reading.iter().filter(|(page, _)| (first..=last).contains(page));
        pieces.map(|(_, text)| text.as_str()).collect()
    }

    /// Adds what stands on a page to the end of what is read.
    fn push(&mut self, page: usize, text: &str) {
        if let Some(words) = self.pages.get_mut(page) {
            words.push_str(text);
        }
        match self.reading.last_mut() {
            Some((last, words)) if *last == page => words.push_str(text),
            _ => self.reading.push((page, text.to_owned())),
        }
    }
}

/// Reads the structure below `root`.
pub(super) fn read(root: &Dict<'_>, reader: &Reader<'_>) -> Structure {
    let tree = reader.element(root, None, 0);
    let pages = vec![String::new(); reader.pages.len()];
    let mut structure = Structure { pages, ..Structure::default() };
    reader.collect(&tree, &mut structure);
    structure
}

/// What is known of a PDF before its structure is read.
pub(super) struct Reader<'a> {
    /// The pages, from 0, by their objects.
    pub ids: &'a HashMap<ObjectIdentifier, usize>,
    /// The pages, from 0, of the places that have names.
    pub destinations: &'a BTreeMap<String, usize>,
    pub pages: &'a [PageText],
    /// The printed numbers of the pages.
    pub labels: &'a [String],
}

impl Reader<'_> {
    fn element(&self, of: &Dict<'_>, page: Option<usize>, depth: usize) -> Element {
        let page = of.get_ref("Pg").and_then(|id| self.ids.get(&id.into()).copied()).or(page);
        let mut element = Element {
            tag: of.get::<Name<'_>>("S").map(|name| name.as_str().to_owned()).unwrap_or_default(),
            id: of.get::<Words<'_>>("ID").map(|id| id.as_bytes().to_vec()).unwrap_or_default(),
            ..Element::default()
        };
        match of.get::<Object<'_>>("A") {
            Some(Object::Dict(one)) => element.headers = headers(&one),
            Some(Object::Array(all)) => {
                element.headers = all.iter::<Dict<'_>>().flat_map(|one| headers(&one)).collect();
            }
            _ => {}
        }
        if depth < MAX_DEPTH {
            match of.get::<Object<'_>>("K") {
                Some(Object::Array(all)) => {
                    for kid in all.iter::<Object<'_>>() {
                        element.kids.extend(self.kid(kid, page, depth));
                    }
                }
                Some(one) => element.kids.extend(self.kid(one, page, depth)),
                None => {}
            }
        }
        element
    }

    fn kid(&self, kid: Object<'_>, page: Option<usize>, depth: usize) -> Option<Kid> {
        match kid {
            Object::Number(number) => Some(Kid::Content(page?, number.as_i64())),
            Object::Dict(dict) if dict.get::<Object<'_>>("MCID").is_some() => {
                let own = dict.get_ref("Pg").and_then(|id| self.ids.get(&id.into()).copied());
                Some(Kid::Content(own.or(page)?, i64::from(dict.get::<i32>("MCID")?)))
            }
            Object::Dict(dict) if dict.get::<Object<'_>>("Obj").is_some() => {
                self.target(&dict.get::<Dict<'_>>("Obj")?).map(Kid::Target)
            }
            Object::Dict(dict) if dict.get::<Name<'_>>("S").is_some() => {
                Some(Kid::Element(self.element(&dict, page, depth + 1)))
            }
            _ => None,
        }
    }

    /// The page that an annotation leads to.
    fn target(&self, annotation: &Dict<'_>) -> Option<usize> {
        let action = annotation.get::<Dict<'_>>("A");
        let place = annotation.get::<Object<'_>>("Dest");
        match place.or_else(|| action.and_then(|action| action.get::<Object<'_>>("D")))? {
            Object::Array(array) => self.ids.get(&first_reference(&array)?).copied(),
            Object::String(name) => {
                let name = String::from_utf8_lossy(name.as_bytes());
                self.destinations.get(name.as_ref()).copied()
            }
            Object::Name(name) => self.destinations.get(name.as_str()).copied(),
            _ => None,
        }
    }

    fn content(&self, page: usize, number: i64) -> &str {
        let page = self.pages.get(page);
        page.and_then(|page| page.marked.get(&number)).map_or("", String::as_str)
    }

    /// The tables and texts of an element.
    fn collect(&self, element: &Element, structure: &mut Structure) {
        if element.tag == "Table" {
            structure.tables.extend(self.table(element, structure.tables.len() + 1));
        }
        if element.tag == "Link" {
            let (mut page, mut text) = (None, String::new());
            self.text(element, &mut page, &mut text);
            let target = element.kids.iter().find_map(|kid| match kid {
                Kid::Target(page) => Some(*page),
                _ => None,
            });
            if let (Some(page), Some(target)) = (page, target) {
                structure.links.push(LinkOnPage { page, text, target });
            }
        }
        for kid in &element.kids {
            match kid {
                Kid::Content(page, number) => {
                    structure.push(*page, &squeezed(self.content(*page, *number)));
                }
                Kid::Target(_) => {}
                // Pictures have texts of their own, which are no text of the book.
                Kid::Element(element) if element.tag == "Figure" => {}
                Kid::Element(element) => self.collect(element, structure),
            }
        }
    }

    /// The text of an element, without that of pictures; sets `page` to that of its first content.
    fn text(&self, element: &Element, page: &mut Option<usize>, text: &mut String) {
        for kid in &element.kids {
            match kid {
                Kid::Content(at, number) => {
                    page.get_or_insert(*at);
                    text.push_str(&squeezed(self.content(*at, *number)));
                }
                Kid::Target(_) => {}
                Kid::Element(kid) if kid.tag == "Figure" => {}
                Kid::Element(kid) => self.text(kid, page, text),
            }
        }
    }

    fn table(&self, table: &Element, number: usize) -> Option<TableOnPage> {
        let mut rows = Vec::new();
        rows_of(table, &mut rows);
        // The row and text of each header cell.
        let mut known: HashMap<&[u8], (usize, String)> = HashMap::new();
        let (mut first, mut printed) = (None, PrintedTable::default());
        // The headings of a table whose first row has nothing else.
        let mut top: Vec<String> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut out = PrintedRow::default();
            let cells = row.kids.iter().filter_map(|kid| match kid {
                Kid::Element(cell) if ["TH", "TD"].contains(&cell.tag.as_str()) => Some(cell),
                _ => None,
            });
            let cells: Vec<&Element> = cells.collect();
            for (position, cell) in cells.iter().enumerate() {
                let (mut page, mut text) = (None, String::new());
                self.text(cell, &mut page, &mut text);
                first = first.or(page);
                if !cell.id.is_empty() {
                    // A row with one cell names the group below it, and no column.
                    let column = if cells.len() == 1 { String::new() } else { text.clone() };
                    known.insert(&cell.id, (at, column));
                }
                let names = cell.headers.iter().filter_map(|id| known.get(id.as_slice()));
                let column: String =
                    names.filter(|(row, _)| *row != at).map(|(_, text)| text.as_str()).collect();
                let column = match top.get(position) {
                    Some(name) if column.is_empty() && cells.len() == top.len() => name.clone(),
                    _ => column,
                };
                let label = page.or(first).and_then(|page| self.labels.get(page));
                let label = label.map(String::as_str).unwrap_or_default();
                let (row, position) = (at + 1, position + 1);
                let name =
                    if column.is_empty() { String::new() } else { format!("（{column}）") };
                let place = text!(
                    "{label}ページ 表{number} {row}行目 {position}列目{name}",
                    "page {label}, table {number}, row {row}, column {position}{name}"
                );
                let is_head = cell.tag == "TH";
                let (spaced, of_changes) = (text.clone(), false);
                let cell = PrintedCell { column, text, spaced, of_changes, value: None, place };
                if is_head { out.heads.push(cell) } else { out.cells.push(cell) }
            }
            if at == 0 && out.cells.is_empty() {
                top = out.heads.iter().map(|head| head.text.clone()).collect();
            }
            printed.rows.push(out);
        }
        Some(TableOnPage { page: first?, table: printed })
    }
}

fn rows_of<'a>(element: &'a Element, rows: &mut Vec<&'a Element>) {
    for kid in &element.kids {
        if let Kid::Element(kid) = kid {
            match kid.tag.as_str() {
                "TR" => rows.push(kid),
                "THead" | "TBody" | "TFoot" => rows_of(kid, rows),
                _ => {}
            }
        }
    }
}

fn headers(attributes: &Dict<'_>) -> Vec<Vec<u8>> {
    let all = attributes.get::<Array<'_>>("Headers");
    let ids = all.into_iter().flat_map(|all| all.iter::<Words<'_>>().collect::<Vec<_>>());
    ids.map(|id| id.as_bytes().to_vec()).collect()
}

/// The object that the first element of an array refers to.
pub(super) fn first_reference(array: &Array<'_>) -> Option<ObjectIdentifier> {
    match array.raw_iter().next()? {
        MaybeRef::Ref(id) => Some(id.into()),
        MaybeRef::NotRef(_) => None,
    }
}

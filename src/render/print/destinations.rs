//! Reads from a finished PDF where its labels are and what is printed on its pages.

use std::collections::BTreeMap;
use std::fmt;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::layout::{Destinations, roman};

/// The PDF is not as Typst writes it.
#[derive(Debug)]
pub struct ReadPdfError(String);

impl fmt::Display for ReadPdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<lopdf::Error> for ReadPdfError {
    fn from(error: lopdf::Error) -> Self {
        Self(error.to_string())
    }
}

/// Reads the named destinations and the page labels.
///
/// # Errors
/// When the file is not a whole PDF.
pub fn read_destinations(pdf: &[u8]) -> Result<Destinations, ReadPdfError> {
    read(&load(pdf)?)
}

/// Reads a PDF without its structure elements: they are most of its objects, and say nothing
/// of pages.
pub(super) fn load(pdf: &[u8]) -> Result<Document, ReadPdfError> {
    fn wanted(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
        if object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"StructElem")) {
            return None;
        }
        // Only what comes out of an object stream is taken from here, and no stream does.
        let object = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
        Some((id, object))
    }
    Ok(Document::load_mem_with_options(pdf, LoadOptions::with_filter(wanted))?)
}

pub(super) fn read(document: &Document) -> Result<Destinations, ReadPdfError> {
    let pages: BTreeMap<ObjectId, usize> =
        document.get_pages().into_iter().map(|(n, id)| (id, n as usize - 1)).collect();
    let catalog = document.catalog()?;
    let mut labels = BTreeMap::new();
    if let Ok(names) = dictionary(document, catalog, b"Names")
        && let Ok(tree) = dictionary(document, names, b"Dests")
    {
        each_leaf(document, tree, b"Names", &mut |key, value| {
            if let (Ok(name), Some(page)) = (key.as_str(), target(document, value))
                && let Some(page) = pages.get(&page)
            {
                labels.insert(String::from_utf8_lossy(name).into_owned(), *page);
            }
        })?;
    }
    let mut ranges = BTreeMap::new();
    if let Ok(tree) = dictionary(document, catalog, b"PageLabels") {
        each_leaf(document, tree, b"Nums", &mut |key, value| {
            let style = resolve(document, value).as_dict().map(LabelStyle::read);
            let first = key.as_i64().ok().and_then(|n| usize::try_from(n).ok());
            if let (Some(first), Ok(style)) = (first, style) {
                ranges.insert(first, style);
            }
        })?;
    }
    let printed = (0..pages.len())
        .map(|page| match ranges.range(..=page).next_back() {
            Some((first, style)) => style.label(page - first),
            None => (page + 1).to_string(),
        })
        .collect();
    Ok(Destinations { labels, printed })
}

/// How a run of pages is numbered.
struct LabelStyle {
    style: Option<char>,
    prefix: String,
    first: usize,
}

impl LabelStyle {
    fn read(dictionary: &Dictionary) -> Self {
        let name = dictionary.get(b"S").and_then(Object::as_name).ok();
        let prefix = dictionary.get(b"P").and_then(Object::as_str).unwrap_or_default();
        let first = dictionary.get(b"St").and_then(Object::as_i64).ok();
        Self {
            style: name.and_then(|n| n.first()).map(|b| *b as char),
            prefix: String::from_utf8_lossy(prefix).into_owned(),
            first: first.and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
        }
    }

    fn label(&self, offset: usize) -> String {
        let n = self.first + offset;
        let number = match self.style {
            Some('r') => roman(n),
            Some('R') => roman(n).to_uppercase(),
            Some(_) => n.to_string(),
            None => String::new(),
        };
        format!("{}{number}", self.prefix)
    }
}

fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}

fn dictionary<'a>(
    document: &'a Document,
    of: &'a Dictionary,
    key: &[u8],
) -> Result<&'a Dictionary, lopdf::Error> {
    resolve(document, of.get(key)?).as_dict()
}

/// The page of a destination: an array that begins with it, alone or under `D`.
fn target(document: &Document, value: &Object) -> Option<ObjectId> {
    let value = match resolve(document, value) {
        Object::Dictionary(dictionary) => resolve(document, dictionary.get(b"D").ok()?),
        other => other,
    };
    value.as_array().ok()?.first()?.as_reference().ok()
}

/// Calls `found` with every key and value of a name tree or number tree.
fn each_leaf(
    document: &Document,
    node: &Dictionary,
    leaf: &[u8],
    found: &mut dyn FnMut(&Object, &Object),
) -> Result<(), ReadPdfError> {
    let mut waiting = vec![node];
    let mut seen = 0;
    while let Some(node) = waiting.pop() {
        seen += 1;
        if seen > document.objects.len() {
            return Err(ReadPdfError("a tree in the PDF leads back to itself".to_owned()));
        }
        if let Ok(pairs) = node.get(leaf).map(|o| resolve(document, o)).and_then(Object::as_array) {
            for pair in pairs.chunks_exact(2) {
                found(resolve(document, &pair[0]), &pair[1]);
            }
        }
        if let Ok(kids) = node.get(b"Kids").map(|o| resolve(document, o)).and_then(Object::as_array)
        {
            waiting.extend(kids.iter().filter_map(|kid| resolve(document, kid).as_dict().ok()));
        }
    }
    Ok(())
}

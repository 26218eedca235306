//! Reads the named destinations and the page labels of a finished PDF.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

use crate::diag::Text;
use crate::layout::{Destinations, roman};
use crate::text;

/// The end-of-file marker of a PDF.
const EOF_MARKER: &[u8] = b"%%EOF";

/// The number of bytes at the end of the file that must contain the marker.
const EOF_RANGE: usize = 1024;

/// An error reading a PDF: it does not have the structure that Typst writes.
#[derive(Debug)]
pub struct ReadPdfError(Text);

impl ReadPdfError {
    pub(super) fn new(reason: Text) -> Self {
        Self(reason)
    }

    /// What is wrong with the file.
    #[must_use]
    pub fn reason(&self) -> &Text {
        &self.0
    }
}

/// Reads the named destinations and the page labels.
///
/// # Errors
/// When the file is truncated or not a PDF.
pub fn read_destinations(pdf: impl Into<Arc<Vec<u8>>>) -> Result<Destinations, ReadPdfError> {
    read(&load(pdf.into())?)
}

/// Parses a PDF; rejects truncated files.
pub(super) fn load(pdf: Arc<Vec<u8>>) -> Result<Pdf, ReadPdfError> {
    // The parser repairs truncated files without an error.
    let end = &pdf[pdf.len().saturating_sub(EOF_RANGE)..];
    if !end.windows(EOF_MARKER.len()).any(|bytes| bytes == EOF_MARKER) {
        return Err(ReadPdfError(text!("ファイルが途中で切れています", "the file was cut short")));
    }
    Pdf::new(pdf).map_err(|_| ReadPdfError(text!("PDFではありません", "the file is not a PDF")))
}

/// Reads the named destinations and the page labels of a parsed PDF.
pub(super) fn read(pdf: &Pdf) -> Result<Destinations, ReadPdfError> {
    let pages: BTreeMap<ObjectIdentifier, usize> =
        pdf.pages().iter().enumerate().filter_map(|(n, p)| Some((p.raw().obj_id()?, n))).collect();
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref
        .get(xref.root_id())
        .ok_or_else(|| ReadPdfError(text!("カタログがありません", "the PDF has no catalog")))?;
    let limit = pdf.len();
    let mut labels = BTreeMap::new();
    let names: Option<Dict<'_>> = catalog.get("Names");
    if let Some(tree) = names.and_then(|names| names.get("Dests")) {
        each_leaf(tree, "Names", limit, &mut |key, value| {
            if let (Object::String(name), Some(page)) = (key, target(value))
                && let Some(page) = pages.get(&page)
            {
                labels.insert(String::from_utf8_lossy(name.as_bytes()).into_owned(), *page);
            }
        })?;
    }
    let mut ranges = BTreeMap::new();
    if let Some(tree) = catalog.get("PageLabels") {
        each_leaf(tree, "Nums", limit, &mut |key, value| {
            if let (Object::Number(first), Object::Dict(style)) = (key, value)
                && let Ok(first) = usize::try_from(first.as_i64())
            {
                ranges.insert(first, LabelStyle::read(&style));
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

/// The numbering style of a range of pages.
struct LabelStyle {
    style: Option<char>,
    prefix: String,
    first: usize,
}

impl LabelStyle {
    fn read(dictionary: &Dict<'_>) -> Self {
        let name: Option<Name<'_>> = dictionary.get("S");
        let prefix: Option<hayro_syntax::object::String<'_>> = dictionary.get("P");
        let prefix = prefix.map(|p| String::from_utf8_lossy(p.as_bytes()).into_owned());
        Self {
            style: name.and_then(|n| n.as_str().chars().next()),
            prefix: prefix.unwrap_or_default(),
            first: dictionary.get::<u32>("St").map_or(1, |n| n as usize),
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

/// The page of a destination: the first element of an array, which may be the entry `D` of a
/// dictionary.
fn target(value: Object<'_>) -> Option<ObjectIdentifier> {
    let array: Array<'_> = match value {
        Object::Dict(dictionary) => dictionary.get("D")?,
        Object::Array(array) => array,
        _ => return None,
    };
    match array.raw_iter().next()? {
        MaybeRef::Ref(page) => Some(page.into()),
        MaybeRef::NotRef(_) => None,
    }
}

/// Calls `on_entry` with every key and value of a name tree or number tree of at most `limit`
/// nodes.
pub(super) fn each_leaf<'a>(
    node: Dict<'a>,
    leaf: &str,
    limit: usize,
    on_entry: &mut dyn FnMut(Object<'a>, Object<'a>),
) -> Result<(), ReadPdfError> {
    let mut pending = vec![node];
    let mut visited = 0;
    while let Some(node) = pending.pop() {
        visited += 1;
        if visited > limit {
            return Err(ReadPdfError(text!(
                "中の索引が自分に戻っています",
                "a tree in the PDF leads back to itself"
            )));
        }
        if let Some(pairs) = node.get::<Array<'_>>(leaf) {
            let mut pairs = pairs.iter::<Object<'_>>();
            while let (Some(key), Some(value)) = (pairs.next(), pairs.next()) {
                on_entry(key, value);
            }
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            pending.extend(kids.iter::<Dict<'_>>());
        }
    }
    Ok(())
}

//! Reads finished PDFs: what is attached to them, the text and tables of their pages, the numbers that
//! pages have, and the places that have names.
//!
//! This module must not know how a PDF is made.

mod content;
mod structure;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Words};

use crate::diag::Text;
use crate::text;
use content::ContentReader;
pub(super) use content::PageText;
pub(super) use structure::Structure;

/// The end-of-file marker of a PDF, and the number of bytes at the end that must contain it.
const END: (&[u8], usize) = (b"%%EOF", 1024);

/// A PDF.
pub(super) struct Document {
    pdf: Pdf,
    size: usize,
}

impl Document {
    /// Reads a PDF.
    ///
    /// # Errors
    /// When it is none, or was cut short.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Text> {
        let size = bytes.len();
        let tail = &bytes[size.saturating_sub(END.1)..];
        // The parser repairs truncated files without a word.
        if !tail.windows(END.0.len()).any(|window| window == END.0) {
            return Err(text!("ファイルが途中で切れています", "the file was cut short"));
        }
        let pdf = Pdf::new(Arc::new(bytes))
            .map_err(|_| text!("PDFではありません", "the file is not a PDF"))?;
        Ok(Self { pdf, size })
    }

    /// The document catalogue.
    fn catalog(&self) -> Option<Dict<'_>> {
        let xref = self.pdf.xref();
        xref.get(xref.root_id())
    }

    /// Whether files are attached.
    pub fn has_attachments(&self) -> bool {
        let names = self.catalog().and_then(|catalog| catalog.get::<Dict<'_>>("Names"));
        names.is_some_and(|names| names.get::<Dict<'_>>("EmbeddedFiles").is_some())
    }

    /// The names and bytes of the attached files that can be taken out.
    pub fn attachments(&self) -> Vec<(String, Vec<u8>)> {
        let names = self.catalog().and_then(|catalog| catalog.get::<Dict<'_>>("Names"));
        let mut files = Vec::new();
        if let Some(tree) = names.and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles")) {
            self.leaves(tree, "Names", &mut |key, value| {
                let (Object::String(key), Object::Dict(file)) = (key, value) else { return };
                let stream =
                    file.get::<Dict<'_>>("EF").and_then(|files| files.get::<Stream<'_>>("F"));
                if let Some(bytes) = stream.and_then(|stream| stream.decoded().ok()) {
                    let name = String::from_utf8_lossy(key.as_bytes());
                    files.push((name.trim_start_matches('/').to_owned(), bytes.into_owned()));
                }
            });
        }
        files
    }

    /// The pages, from 0, by the objects that they are.
    fn page_ids(&self) -> HashMap<ObjectIdentifier, usize> {
        let pages = self.pdf.pages().iter().enumerate();
        pages.filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect()
    }

    /// The number of each page, as readers of the PDF show it.
    pub fn labels(&self) -> Vec<String> {
        let mut ranges = BTreeMap::new();
        if let Some(tree) = self.catalog().and_then(|catalog| catalog.get::<Dict<'_>>("PageLabels"))
        {
            self.leaves(tree, "Nums", &mut |key, value| {
                if let (Object::Number(first), Object::Dict(range)) = (key, value)
                    && let Ok(first) = usize::try_from(first.as_i64())
                {
                    let style = range.get::<Name<'_>>("S").map(|name| name.as_str().to_owned());
                    let prefix = range.get::<Words<'_>>("P");
                    let prefix = prefix.map(|p| String::from_utf8_lossy(p.as_bytes()).into_owned());
                    let start = range.get::<u32>("St").unwrap_or(1) as usize;
                    ranges.insert(first, (style, prefix.unwrap_or_default(), start));
                }
            });
        }
        let label = |page: usize| {
            let Some((first, (style, prefix, start))) = ranges.range(..=page).next_back() else {
                return (page + 1).to_string();
            };
            let number = start + page - first;
            let number = match style.as_deref() {
                Some("r") => roman(number),
                Some("R") => roman(number).to_uppercase(),
                Some(_) => number.to_string(),
                None => String::new(),
            };
            format!("{prefix}{number}")
        };
        (0..self.pdf.pages().len()).map(label).collect()
    }

    /// The pages, from 0, of the places that have names.
    pub fn destinations(&self) -> BTreeMap<String, usize> {
        let pages = self.page_ids();
        let names = self.catalog().and_then(|catalog| catalog.get::<Dict<'_>>("Names"));
        let mut found = BTreeMap::new();
        if let Some(tree) = names.and_then(|names| names.get::<Dict<'_>>("Dests")) {
            self.leaves(tree, "Names", &mut |key, value| {
                let array = match value {
                    Object::Dict(dict) => dict.get::<Array<'_>>("D"),
                    Object::Array(array) => Some(array),
                    _ => None,
                };
                let page = array.and_then(|array| structure::first_reference(&array));
                if let (Object::String(name), Some(page)) = (key, page)
                    && let Some(page) = pages.get(&page)
                {
                    found.insert(String::from_utf8_lossy(name.as_bytes()).into_owned(), *page);
                }
            });
        }
        found
    }

    /// What each page shows.
    pub fn texts(&self) -> Vec<PageText> {
        let mut reader = ContentReader::default();
        self.pdf.pages().iter().map(|page| reader.read(page)).collect()
    }

    /// The tables, and the text in the order of reading, of pages that show `texts`.
    pub fn structure(&self, texts: &[PageText], labels: &[String]) -> Structure {
        let root = self.catalog().and_then(|catalog| catalog.get::<Dict<'_>>("StructTreeRoot"));
        let (ids, destinations) = (self.page_ids(), self.destinations());
        let reader =
            structure::Reader { ids: &ids, destinations: &destinations, pages: texts, labels };
        root.map(|root| structure::read(&root, &reader)).unwrap_or_default()
    }

    /// Calls `take` with every key and value of a name tree or number tree.
    fn leaves<'a>(
        &'a self,
        tree: Dict<'a>,
        key: &str,
        take: &mut dyn FnMut(Object<'a>, Object<'a>),
    ) {
        let mut open = vec![tree];
        // A broken tree may lead back to itself: it cannot have more nodes than the file has bytes.
        for _ in 0..self.size {
            let Some(node) = open.pop() else { return };
            if let Some(pairs) = node.get::<Array<'_>>(key) {
                let mut pairs = pairs.iter::<Object<'_>>();
                while let (Some(name), Some(value)) = (pairs.next(), pairs.next()) {
                    take(name, value);
                }
            }
            if let Some(kids) = node.get::<Array<'_>>("Kids") {
                open.extend(kids.iter::<Dict<'_>>());
            }
        }
    }
}

/// A small Roman number. Written again here: what is compared must not be of one piece of code.
fn roman(mut number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

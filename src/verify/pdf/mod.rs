//! Reads finished PDFs: what is attached to them.
//!
//! This module must not know how a PDF is made.

use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, Stream};

use crate::diag::Text;
use crate::text;

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

//! Reads files that are attached to a finished PDF.

use std::borrow::Cow;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Object, Stream};

use super::destinations::{ReadPdfError, each_leaf};
use crate::text;

/// The attached file called `name`; none if the PDF has none.
pub(super) fn attached(pdf: &Pdf, name: &str) -> Result<Option<Vec<u8>>, ReadPdfError> {
    let xref = pdf.xref();
    let catalog: Option<Dict<'_>> = xref.get(xref.root_id());
    let names: Option<Dict<'_>> = catalog.and_then(|catalog| catalog.get("Names"));
    let Some(tree) = names.and_then(|names| names.get("EmbeddedFiles")) else { return Ok(None) };
    let mut found = None;
    each_leaf(tree, "Names", pdf.len(), &mut |key, value| {
        let (Object::String(key), Object::Dict(file)) = (key, value) else { return };
        if String::from_utf8_lossy(key.as_bytes()).trim_start_matches('/') == name {
            let stream = file.get::<Dict<'_>>("EF").and_then(|files| files.get::<Stream<'_>>("F"));
            found = stream.map(|stream| stream.decoded().map(Cow::into_owned));
        }
    })?;
    found.transpose().map_err(|_| {
        ReadPdfError::new(text!(
            "添付ファイル {name} を取り出せません",
            "the attached file {name} cannot be taken out"
        ))
    })
}

//! Reads the text that the pages of a PDF show, by their marked-content sequences.
//!
//! This module must not know what the text says.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

/// What a page shows.
#[derive(Debug, Default, Clone)]
pub(in crate::verify) struct PageText {
    /// The text of each marked-content sequence that the structure refers to, by its number.
    pub marked: HashMap<i64, String>,
    /// The texts of artifacts (running heads, page numbers), each as the pieces that are drawn.
    pub artifacts: Vec<Vec<String>>,
    /// All text in the order in which it is drawn.
    pub all: String,
}

/// A font: how its codes become text.
struct Font {
    /// The number of bytes of a code.
    bytes: usize,
    map: Option<CMap>,
}

impl Font {
    fn read(font: &Dict<'_>) -> Self {
        let stream: Option<Stream<'_>> = font.get("ToUnicode");
        let stream = stream.and_then(|stream| Some(stream.decoded_data().ok()?.into_owned()));
        let map = stream.and_then(|bytes| CMap::parse(&bytes, |_| None));
        let bytes = if font.get::<Array<'_>>("DescendantFonts").is_some() { 2 } else { 1 };
        Self { bytes, map }
    }

    fn text(&self, bytes: &[u8], text: &mut String) {
        for code in bytes.chunks_exact(self.bytes) {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            match self.map.as_ref().and_then(|map| map.lookup_bf_string(code)) {
                Some(BfString::Char(c)) => text.push(c),
                Some(BfString::String(more)) => text.push_str(&more),
                None => {}
            }
        }
    }
}

/// A marked-content sequence that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Numbered(i64),
    Artifact,
    Other,
}

/// Reads the text of pages. Fonts are read once for all pages.
#[derive(Default)]
pub(super) struct ContentReader {
    fonts: HashMap<Vec<u8>, Arc<Font>>,
}

impl ContentReader {
    /// The text of `page`.
    pub fn read(&mut self, page: &Page<'_>) -> PageText {
        let mut text = PageText::default();
        let (mut marks, mut font) = (Vec::new(), None::<Arc<Font>>);
        let (resources, mut operations): (_, UntypedIter<'_>) =
            (page.resources(), page.operations());
        let mut saved = Vec::new();
        while let Some(operation) = operations.next() {
            match &**operation.operator {
                b"BMC" | b"BDC" => {
                    let mark = mark(&operation, resources);
                    if mark == Mark::Artifact {
                        text.artifacts.push(Vec::new());
                    }
                    marks.push(mark);
                }
                b"EMC" => {
                    marks.pop();
                }
                b"q" => saved.push(font.clone()),
                b"Q" => font = saved.pop().flatten(),
                b"Tf" => {
                    if let Some(Object::Name(name)) = operation.operands().next() {
                        font = self.font(resources, name);
                    }
                }
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    if let Some(font) = &font {
                        show(&operation, font, &marks, &mut text);
                    }
                }
                _ => {}
            }
        }
        text
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<Arc<Font>> {
        let id = resources.fonts.get_ref(name).map(|id| format!("{id:?}").into_bytes());
        let Some(id) = id else { return Some(Arc::new(Font::read(&resources.get_font(name)?))) };
        if let Some(font) = self.fonts.get(&id) {
            return Some(Arc::clone(font));
        }
        let font = Arc::new(Font::read(&resources.get_font(name)?));
        self.fonts.insert(id, Arc::clone(&font));
        Some(font)
    }
}

fn show(operation: &Instruction<'_, '_>, font: &Font, marks: &[Mark], page: &mut PageText) {
    let mut text = String::new();
    for operand in operation.operands() {
        match operand {
            Object::String(codes) => font.text(codes.as_bytes(), &mut text),
            Object::Array(items) => {
                for item in items.iter::<Object<'_>>() {
                    if let Object::String(codes) = item {
                        font.text(codes.as_bytes(), &mut text);
                    }
                }
            }
            _ => {}
        }
    }
    page.all.push_str(&text);
    match marks.iter().rev().find(|mark| **mark != Mark::Other) {
        Some(Mark::Numbered(number)) => {
            page.marked.entry(*number).or_default().push_str(&text);
        }
        Some(Mark::Artifact) => {
            if let Some(last) = page.artifacts.last_mut() {
                last.push(text);
            }
        }
        _ => {}
    }
}

/// What a marked-content sequence is.
fn mark(operation: &Instruction<'_, '_>, resources: &Resources<'_>) -> Mark {
    let mut operands = operation.operands();
    let Some(Object::Name(tag)) = operands.next() else { return Mark::Other };
    let properties = match operands.next() {
        Some(Object::Dict(own)) => Some(own.clone()),
        Some(Object::Name(name)) => resources.properties.get::<Dict<'_>>(name),
        _ => None,
    };
    let number = properties.and_then(|properties| properties.get::<i32>("MCID"));
    match number {
        Some(number) => Mark::Numbered(i64::from(number)),
        None if tag.as_str() == "Artifact" => Mark::Artifact,
        None => Mark::Other,
    }
}

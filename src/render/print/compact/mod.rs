//! A finished PDF as it goes out: smaller, and open with its bookmarks. Its objects, most of which
//! describe the structure for assistive technology, go into compressed object streams, and its table
//! of places into a stream. They get new numbers, the contents of pages and the places of links are written
//! shorter, and compressed streams are compressed better. But for the catalog, all objects say what they said.
//!
//! This module must not know what is on the pages.

mod deflate;
mod numbering;
mod rounding;

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Write as _;
use std::ops::Range;

use rayon::prelude::*;

use self::numbering::Numbering;
use super::{PrintShop, page_content};

/// The number of objects in a stream. A reader unpacks a whole stream for one object.
const OBJECTS: usize = 1000;

/// The bytes of an entry of the table of places: kind, place or stream, generation or index.
const ENTRY: usize = 7;

/// A PDF in parts.
struct Parts<'a> {
    /// What stands before the first object.
    head: &'a [u8],
    /// The objects, by number.
    objects: Vec<Object<'a>>,
    /// The entries of the trailer but for the size.
    trailer: String,
}

/// An object of a PDF.
#[derive(Clone, Copy)]
struct Object<'a> {
    number: usize,
    /// Between `12 0 obj` and `endobj`.
    body: &'a [u8],
}

/// Where a reader finds an object.
#[derive(Clone, Copy)]
enum Place {
    Free,
    /// At this byte of the file.
    Byte(usize),
    /// In the stream with this number, at this index.
    Stream(usize, usize),
}

/// How the pages of a PDF are shown when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// As the reader's program does.
    Pages,
    /// Two at a time, the first one on the right: as in the printed book.
    Spreads,
}

impl Opening {
    fn entries(self) -> &'static str {
        match self {
            Self::Pages => "/PageMode/UseOutlines",
            Self::Spreads => "/PageMode/UseOutlines/PageLayout/TwoPageRight",
        }
    }
}

/// `pdf` with its objects in object streams, and with its bookmarks shown at once. A PDF that has no
/// plain table of places, or in which something is not as expected, is returned as it is.
#[must_use]
pub fn compact(pdf: &[u8], opening: Opening) -> Vec<u8> {
    // A small PDF may have gained nothing.
    let smaller = packed(pdf, opening, &|_| None).filter(|out| out.len() < pdf.len());
    smaller.unwrap_or_else(|| pdf.to_vec())
}

/// `pdf`, typeset for the printing house `shop`, with the boxes of its bleed. None where its pages are not
/// as Typst writes them.
#[must_use]
pub fn trimmed(pdf: &[u8], shop: PrintShop) -> Option<Vec<u8>> {
    let found = Cell::new(false);
    let changed = |body: &[u8]| {
        let page = shop.with_bleed_box(body);
        found.set(found.get() || page.is_some());
        page
    };
    packed(pdf, Opening::Pages, &changed).filter(|_| found.get())
}

/// `pdf` with its objects in object streams; `changed` is what becomes of the body of an object.
fn packed(
    pdf: &[u8],
    opening: Opening,
    changed: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let Parts { head, mut objects, trailer } = parse(pdf)?;
    let root: usize = trailer.split_once("/Root ")?.1.split_once(' ')?.0.parse().ok()?;
    let catalog = objects.binary_search_by_key(&root, |object| object.number).ok()?;
    let opened = opened(objects[catalog].body, opening)?;
    objects[catalog].body = &opened;
    let rewritten =
        |object: &Object<'_>| changed(object.body).or_else(|| rounding::rounded(object.body));
    let bodies: Vec<_> = objects.iter().map(rewritten).collect();
    for (object, body) in objects.iter_mut().zip(&bodies) {
        object.body = body.as_deref().unwrap_or(object.body);
    }
    let is_stream = |object: &&Object<'_>| object.body.ends_with(b"endstream");
    let (streams, mut plain): (Vec<Object<'_>>, Vec<Object<'_>>) =
        objects.iter().partition(is_stream);
    plain.sort_by_key(|object| numbering::kind(object.body));
    let numbering = Numbering::new(streams.iter().chain(&plain).map(|object| object.number));
    let mut places = vec![Place::Free];

    let mut out = head.to_vec();
    let contents: HashSet<usize> = plain.iter().filter_map(|it| content_of(it.body)).collect();
    let smaller = |it: &Object<'_>| {
        let is_content = contents.contains(&it.number);
        let shorter = |plain: &[u8]| is_content.then(|| page_content::shorter(plain)).flatten();
        deflate::smaller(it.body, shorter)
    };
    let smaller: Vec<_> = streams.par_iter().map(smaller).collect();
    for (object, smaller) in streams.iter().zip(&smaller) {
        let (entries, data) = deflate::split(smaller.as_deref().unwrap_or(object.body))?;
        writeln!(out, "{} 0 obj", begin(&mut places, out.len())).ok()?;
        numbering.write(&mut out, entries)?;
        out.extend_from_slice(data);
        out.extend_from_slice(b"\nendobj\n");
    }
    let first = places.len();
    let containers = first + plain.len();
    for at in 0..plain.len() {
        places.push(Place::Stream(containers + at / OBJECTS, at % OBJECTS));
    }
    let packed = |(index, chunk)| object_stream(chunk, first + index * OBJECTS, &numbering);
    let chunks: Vec<_> = plain.par_chunks(OBJECTS).enumerate().map(packed).collect();
    for (chunk, packed) in plain.chunks(OBJECTS).zip(chunks) {
        let (data, first) = packed?;
        let entries = format!("/Type/ObjStm/N {}/First {first}", chunk.len());
        let number = begin(&mut places, out.len());
        write_stream(&mut out, number, &entries, &data)?;
    }

    let start = out.len();
    let number = begin(&mut places, start);
    let mut entries = format!(
        "/Type/XRef/W[1 4 2]/DecodeParms<</Predictor 12/Columns {ENTRY}>>/Size {}",
        places.len()
    )
    .into_bytes();
    numbering.write(&mut entries, trailer.as_bytes())?;
    let entries = String::from_utf8(entries).ok()?;
    write_stream(&mut out, number, &entries, &deflate::packed(&table(&places)?)?)?;
    write!(out, "startxref\n{start}\n%%EOF").ok()?;
    Some(out)
}

/// The number of the object that begins at this byte.
fn begin(places: &mut Vec<Place>, byte: usize) -> usize {
    places.push(Place::Byte(byte));
    places.len() - 1
}

/// The number of the stream with the content of a page, if `body` is a page with one.
fn content_of(body: &[u8]) -> Option<usize> {
    let page = std::str::from_utf8(body.strip_prefix(b"<</Type/Page/")?).ok()?;
    page.split_once("/Contents ")?.1.split_once(" 0 R")?.0.parse().ok()
}

/// The catalog `body` with how the PDF opens, which Typst leaves open.
fn opened(body: &[u8], opening: Opening) -> Option<Vec<u8>> {
    let says = |key: &[u8]| body.windows(key.len()).any(|window| window == key);
    if says(b"/PageMode") || says(b"/PageLayout") {
        return None;
    }
    Some([b"<<", opening.entries().as_bytes(), body.strip_prefix(b"<<")?].concat())
}

/// Takes a PDF apart.
fn parse(pdf: &[u8]) -> Option<Parts<'_>> {
    let table = table_of(pdf)?;
    let mut starts = places_of(&pdf[table.clone()])?;
    starts.sort_unstable();
    let head = pdf.get(..*starts.first()?)?;
    starts.push(table.start);
    let mut objects = Vec::with_capacity(starts.len());
    for range in starts.windows(2) {
        objects.push(object(pdf.get(range[0]..range[1])?)?);
    }
    objects.sort_by_key(|object| object.number);
    let is_double = |pair: &[Object<'_>]| pair[0].number == pair[1].number;
    if objects.windows(2).any(is_double) {
        return None;
    }
    let trailer = std::str::from_utf8(pdf.get(table.end..)?).ok()?;
    let entries = trailer.split_once("trailer")?.1.split_once("startxref")?.0.trim();
    let entries = entries.strip_prefix("<<")?.strip_suffix(">>")?;
    let (before, size) = entries.split_once("/Size ")?;
    let after = size.trim_start_matches(|c: char| c.is_ascii_digit());
    // Parts of a PDF that was added to are not put together.
    let trailer = format!("{before}{after}");
    (!entries.contains("/Prev")).then_some(Parts { head, objects, trailer })
}

/// Where the table of places stands, from `xref` to `trailer`.
fn table_of(pdf: &[u8]) -> Option<Range<usize>> {
    let tail = pdf.len().saturating_sub(64);
    let end = std::str::from_utf8(&pdf[tail..]).ok()?;
    let start: usize = end.split_once("startxref")?.1.split_whitespace().next()?.parse().ok()?;
    let table = pdf.get(start..)?;
    let length = table.windows(7).position(|window| window == b"trailer")?;
    table.starts_with(b"xref").then_some(start..start + length)
}

/// The places of all objects, as the `table` says them.
fn places_of(table: &[u8]) -> Option<Vec<usize>> {
    let table = std::str::from_utf8(table).ok()?;
    let mut places = Vec::new();
    for line in table.lines().skip(1) {
        let mut words = line.split_whitespace();
        let (first, second, kind) = (words.next()?, words.next()?, words.next());
        match kind {
            Some("n") if second == "00000" => places.push(first.parse().ok()?),
            // The head of a section, or a number that is not used.
            None | Some("f") => {}
            Some(_) => return None,
        }
    }
    Some(places)
}

/// The object that the bytes are.
fn object(bytes: &[u8]) -> Option<Object<'_>> {
    let whole = bytes.trim_ascii();
    let head = whole.windows(3).position(|window| window == b"obj")?;
    let mut words = std::str::from_utf8(&whole[..head]).ok()?.split_whitespace();
    let (number, generation) = (words.next()?.parse().ok()?, words.next()?);
    let body = whole[head + 3..].strip_suffix(b"endobj")?.trim_ascii();
    (generation == "0").then_some(Object { number, body })
}

/// The compressed data of a stream of the objects, whose numbers are now those from `number` on, and where
/// in it the first object stands.
fn object_stream(
    objects: &[Object<'_>],
    number: usize,
    numbering: &Numbering,
) -> Option<(Vec<u8>, usize)> {
    let (mut data, mut bodies) = (Vec::new(), Vec::new());
    for (number, object) in (number..).zip(objects) {
        write!(data, "{number} {} ", bodies.len()).expect("memory takes it");
        numbering.write(&mut bodies, object.body)?;
        bodies.push(b'\n');
    }
    let first = data.len();
    data.append(&mut bodies);
    Some((deflate::packed(&data)?, first))
}

/// The table of places: each row as the difference to the one above, which compresses best.
fn table(places: &[Place]) -> Option<Vec<u8>> {
    let mut table = Vec::with_capacity(places.len() * (ENTRY + 1));
    let mut above = [0u8; ENTRY];
    for place in places {
        let (kind, second, third) = match *place {
            Place::Free => (0, 0, u16::MAX),
            Place::Byte(at) => (1, at, 0),
            Place::Stream(stream, index) => (2, stream, u16::try_from(index).ok()?),
        };
        let mut row = [kind; ENTRY];
        row[1..5].copy_from_slice(&u32::try_from(second).ok()?.to_be_bytes());
        row[5..].copy_from_slice(&third.to_be_bytes());
        // The predictor "up" of PNG.
        table.push(2);
        table.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    Some(table)
}

/// Writes the stream of compressed `data` with these entries as the object `number`.
fn write_stream(out: &mut Vec<u8>, number: usize, entries: &str, data: &[u8]) -> Option<()> {
    let length = data.len();
    write!(out, "{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {length}>>\nstream\n")
        .ok()?;
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    Some(())
}

#[cfg(test)]
mod tests;

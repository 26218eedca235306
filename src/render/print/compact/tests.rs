//! Tests of what a finished PDF becomes: another file that says the same.

use std::io;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::*;
use crate::render::print::FinishedPdf;

/// A PDF of one page with `more` plain objects, and a plain table of places.
fn pdf(more: usize) -> Vec<u8> {
    let mut bodies = vec![
        format!("<</Type/Catalog/Pages 2 0 R/Of {} 0 R>>", if more > 0 { 5 } else { 3 }),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>".to_owned(),
        "<</Length 3>>\nstream\nq Q\nendstream".to_owned(),
    ];
    let next = |n| if n + 1 < more { n + 6 } else { 1 };
    bodies
        .extend((0..more).map(|n| format!("<</Of(stream {n} 0 R endobj)/Next {} 0 R>>", next(n))));
    let mut out = b"%PDF-1.7\n%\x80\x80\x80\x80\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", bodies.len() + 1).into_bytes();
    for (at, body) in bodies.iter().enumerate() {
        write!(table, "{:010} 00000 n\r\n", out.len()).expect("memory takes it");
        write!(out, "{} 0 obj\n{body}\nendobj\n\n", at + 1).expect("memory takes it");
    }
    let start = out.len();
    let size = bodies.len() + 1;
    out.append(&mut table);
    write!(out, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF")
        .expect("memory takes it");
    out
}

#[test]
fn every_object_but_the_catalog_stays_as_it_is() {
    let before = pdf(450);
    let after = compact(&before, Opening::Spreads);
    assert!(after.len() < before.len() / 3, "{} of {}", after.len(), before.len());
    assert!(after.starts_with(&before[..15]), "the head says that the file is binary");
    let finished = FinishedPdf::read(Arc::new(after.clone())).expect("a PDF");
    assert_eq!(finished.pages(), 1);
    let (before, after) =
        (Document::load_mem(&before).expect("a PDF"), Document::load_mem(&after).expect("a PDF"));
    let (before, mut after) = (objects(&before), objects(&after));
    assert_eq!(before.len(), 454);
    for entry in ["/PageMode/UseOutlines", "/PageLayout/TwoPageRight"] {
        assert!(after[0].contains(entry), "{}", after[0]);
        after[0] = after[0].replace(entry, "");
    }
    assert_eq!(before, after);
}

/// All objects of a PDF that its catalog leads to, in the order in which it does, with the places in
/// this order as their numbers.
fn objects(pdf: &Document) -> Vec<String> {
    let root = pdf.trailer.get(b"Root").and_then(Object::as_reference).expect("a root");
    let (mut found, mut at) = (vec![root], 0);
    let mut texts = Vec::new();
    while at < found.len() {
        let mut text = Vec::new();
        show(pdf.get_object(found[at]).expect("an object"), &mut found, &mut text)
            .expect("memory takes it");
        texts.push(String::from_utf8_lossy(&text).into_owned());
        at += 1;
    }
    texts
}

fn show(object: &Object, found: &mut Vec<ObjectId>, out: &mut Vec<u8>) -> io::Result<()> {
    match object {
        Object::Reference(id) => {
            let at = found.iter().position(|it| it == id).unwrap_or_else(|| {
                found.push(*id);
                found.len() - 1
            });
            write!(out, "{at} 0 R")
        }
        Object::Array(items) => {
            write!(out, "[")?;
            items.iter().try_for_each(|item| show(item, found, out))?;
            write!(out, "]")
        }
        Object::Dictionary(entries) => show_entries(entries, found, out),
        Object::Stream(stream) => {
            show_entries(&stream.dict, found, out)?;
            out.write_all(&stream.content)
        }
        other => write!(out, "{other:?}"),
    }
}

fn show_entries(
    entries: &Dictionary,
    found: &mut Vec<ObjectId>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    for (key, value) in entries {
        write!(out, "/{}", String::from_utf8_lossy(key))?;
        show(value, found, out)?;
    }
    Ok(())
}

#[test]
fn what_is_not_as_expected_stays_as_it_is() {
    let whole = pdf(450);
    let added = String::from_utf8_lossy(&whole).replace("/Root 1", "/Prev 9/Root 1");
    for other in [
        b"".to_vec(),
        b"no PDF".to_vec(),
        compact(&whole, Opening::Pages),
        added.into_bytes(),
        pdf(0),
    ] {
        assert_eq!(compact(&other, Opening::Pages), other);
    }
    for cut in (0..whole.len()).step_by(97) {
        assert_eq!(compact(&whole[..cut], Opening::Pages), whole[..cut], "cut at {cut}");
    }
}

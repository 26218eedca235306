//! What a screen reader gets: the structure tree of the finished PDF.

use std::collections::BTreeMap;
use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{goals, whole};
use crate::data::sources;

/// An element of the structure tree.
#[derive(Debug, Default)]
struct Element {
    tag: String,
    alt: Option<String>,
    scope: Option<String>,
    children: Vec<Element>,
    /// The marked content it holds, as page and number, in order with its children's.
    content: Vec<(ObjectId, i64)>,
}

impl Element {
    /// Itself and everything below it, in order.
    fn each<'a>(&'a self, look: &mut dyn FnMut(&'a Element)) {
        look(self);
        self.children.iter().for_each(|child| child.each(look));
    }

    fn all(&self, tag: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        self.each(&mut |e| {
            if e.tag == tag {
                found.push(e);
            }
        });
        found
    }
}

/// How many policies the sample has.
fn policies() -> usize {
    sources::policies().len()
}

/// How many pages a PDF has.
pub fn pages(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).expect("a whole PDF").get_pages().len()
}

fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}

fn tree() -> Element {
    tree_of(&whole())
}

fn tree_of(pdf: &Path) -> Element {
    let document = Document::load(pdf).expect("a whole PDF");
    let catalog = document.catalog().expect("a catalog");
    let root = resolve(&document, catalog.get(b"StructTreeRoot").expect("a structure tree"));
    element(&document, root.as_dict().expect("a dictionary"), None)
}

fn element(document: &Document, of: &Dictionary, page: Option<ObjectId>) -> Element {
    let name = |object: &Object| {
        resolve(document, object).as_name().ok().map(|n| String::from_utf8_lossy(n).into_owned())
    };
    let page = of.get(b"Pg").ok().and_then(|p| p.as_reference().ok()).or(page);
    let mut made = Element {
        tag: of.get(b"S").ok().and_then(name).unwrap_or_default(),
        alt: of.get(b"Alt").ok().and_then(|alt| lopdf::decode_text_string(alt).ok()),
        ..Element::default()
    };
    let attributes = of.get(b"A").ok().map(|a| resolve(document, a));
    let attributes: Vec<&Object> = match attributes {
        Some(Object::Array(all)) => all.iter().map(|a| resolve(document, a)).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for attribute in attributes.iter().filter_map(|a| a.as_dict().ok()) {
        made.scope = attribute.get(b"Scope").ok().and_then(name).or(made.scope);
    }
    let kids = match of.get(b"K").ok().map(|k| resolve(document, k)) {
        Some(Object::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for kid in kids {
        match resolve(document, kid) {
            Object::Integer(number) => made.content.extend(page.map(|page| (page, *number))),
            Object::Dictionary(dictionary) if dictionary.has(b"MCID") => {
                let at = dictionary.get(b"Pg").ok().and_then(|p| p.as_reference().ok()).or(page);
                let number = dictionary.get(b"MCID").and_then(Object::as_i64).expect("a number");
                made.content.extend(at.map(|page| (page, number)));
            }
            Object::Dictionary(dictionary) if dictionary.has(b"S") => {
                let child = element(document, dictionary, page);
                made.content.extend(&child.content);
                made.children.push(child);
            }
            _ => {}
        }
    }
    made
}

/// The levels of the headings of `pdf`, in order.
pub fn headings(pdf: &Path) -> Vec<usize> {
    let mut levels = Vec::new();
    tree_of(pdf).each(&mut |e| {
        levels.extend(e.tag.strip_prefix('H').and_then(|n| n.parse::<usize>().ok()));
    });
    levels
}

/// What the pictures of `pdf` show, in order.
pub fn alts(pdf: &Path) -> Vec<String> {
    let tree = tree_of(pdf);
    tree.all("Figure").iter().filter_map(|figure| figure.alt.clone()).collect()
}

#[test]
fn headings_skip_no_level() {
    let levels = headings(&whole());
    assert!(levels.len() > policies() * 4, "{} headings", levels.len());
    assert_eq!(levels[0], 1);
    for (at, pair) in levels.windows(2).enumerate() {
        assert!(pair[1] <= pair[0] + 1, "heading {}: H{} after H{}", at + 1, pair[1], pair[0]);
    }
}

#[test]
fn every_picture_says_what_it_shows() {
    let tree = tree();
    let pictures = tree.all("Figure");
    // A bar of ratings for each goal, the budgets, the way of nearly every indicator.
    assert!(pictures.len() > 90, "{} pictures", pictures.len());
    for picture in pictures {
        assert!(picture.alt.as_ref().is_some_and(|alt| alt.len() > 10), "{picture:?}");
    }
}

#[test]
fn every_table_has_header_cells() {
    let tree = tree();
    let tables = tree.all("Table");
    assert!(tables.len() > policies(), "{} tables", tables.len());
    let mut with_rows = 0;
    for table in tables {
        let heads = table.all("TH");
        for head in &heads {
            assert!(head.scope.is_some(), "a header cell without scope: {head:?}");
        }
        let scoped = |scope: &str| heads.iter().any(|h| h.scope.as_deref() == Some(scope));
        assert!(scoped("Column") || scoped("Both"), "no header cell for columns");
        with_rows += usize::from(scoped("Row") || scoped("Both"));
    }
    // All but what authors write in Markdown: a sheet's projects, indicators, index.
    assert!(with_rows >= policies() + 2 * goals() + 1 + 8, "{with_rows} tables name their rows");
}

/// Content is numbered as it is painted: from top to bottom, row by row, but for cells over
/// several rows, which are painted after them. Each sheet's table has such header cells, and
/// each goal one in the evaluation table.
#[test]
fn the_order_of_reading_is_the_order_on_the_page() {
    let tree = tree();
    let mut last: BTreeMap<ObjectId, i64> = BTreeMap::new();
    let mut back = 0;
    for (page, number) in &tree.content {
        let before = last.insert(*page, *number);
        back += usize::from(before.is_some_and(|before| before > *number));
    }
    assert!(tree.content.len() > 10_000, "{} pieces", tree.content.len());
    assert_eq!(back, policies() + goals(), "pieces that are read before others painted earlier");
}

#[test]
fn the_book_opens_with_its_bookmarks_and_in_spreads() {
    let entry = |pdf: &Path, key: &[u8]| {
        let document = Document::load(pdf).expect("a PDF");
        let catalog = document.catalog().expect("a catalog");
        catalog.get(key).and_then(Object::as_name).ok().map(<[u8]>::to_vec)
    };
    let (book, volume) = (whole(), whole().with_file_name("hokuto-jisshi-keikaku-r6-1.pdf"));
    for pdf in [&book, &volume] {
        assert_eq!(entry(pdf, b"PageMode").as_deref(), Some(&b"UseOutlines"[..]));
    }
    assert_eq!(entry(&book, b"PageLayout").as_deref(), Some(&b"TwoPageRight"[..]));
    // A volume may begin on the left.
    assert_eq!(entry(&volume, b"PageLayout"), None);
}

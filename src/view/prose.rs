//! An author's text as a tree of plain data, with every reference resolved.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::layout::routes;
use crate::model::{Alignment, Block, Book, Figure, Inline, Numbered, PolicyId};

/// A block. `t` says which.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum ProseNode {
    /// A paragraph.
    P {
        /// Its words.
        c: Vec<Run>,
    },
    /// A heading.
    H {
        /// From 2, below the title of its page.
        level: u8,
        /// Its name in addresses, unique in its text.
        id: String,
        /// Its words.
        c: Vec<Run>,
    },
    /// A list.
    List {
        /// The first number, or nothing for bullets.
        start: Option<u64>,
        /// Its items.
        items: Vec<Vec<ProseNode>>,
    },
    /// Text set off from the rest.
    Quote {
        /// What is set off.
        c: Vec<ProseNode>,
    },
    /// A table.
    Table {
        /// `start`, `center` or `end`, for each column.
        columns: Vec<&'static str>,
        /// The header row.
        header: Vec<Vec<Run>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// A computed figure.
    Figure {
        /// `period`.
        figure: &'static str,
        /// Its text alternative.
        alt: String,
    },
    /// An author's picture.
    Picture {
        /// Its file: below `assets/` on the site, below `/` in print.
        file: String,
        /// Its text alternative.
        alt: String,
        /// The line under it.
        caption: Option<String>,
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// Footnotes.
    Notes {
        /// Number and text.
        notes: Vec<(u32, Vec<ProseNode>)>,
        /// The numbers of those that the text does not refer to.
        unmentioned: Vec<u32>,
    },
    /// A break between thoughts.
    Rule,
}

/// A run of words. `t` says which.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Run {
    /// Words.
    Text {
        /// The words.
        v: String,
    },
    /// Strong emphasis.
    Strong {
        /// The words.
        c: Vec<Run>,
    },
    /// Emphasis.
    Em {
        /// The words.
        c: Vec<Run>,
    },
    /// Crossed out.
    Del {
        /// The words.
        c: Vec<Run>,
    },
    /// To be typed exactly.
    Code {
        /// The words.
        v: String,
    },
    /// A line break.
    Break,
    /// A link out of the book.
    Link {
        /// Where to.
        url: String,
        /// The words.
        c: Vec<Run>,
    },
    /// The printed pages of a part or policy.
    Page {
        /// The label in the PDF.
        label: String,
        /// The label of what follows it in the book; nothing for the last.
        until: Option<String>,
        /// Its page on the site.
        route: String,
    },
    /// A policy.
    Policy {
        /// Its id.
        id: String,
        /// Its number as printed.
        number: String,
        /// Its name.
        title: String,
        /// The label in the PDF.
        label: String,
        /// Its page on the site.
        route: String,
        /// Other words to show; mostly none.
        c: Vec<Run>,
    },
    /// A reference to a footnote.
    Note {
        /// Its number.
        n: u32,
        /// Whether the text refers to it here for the first time, where a way back leads.
        first: bool,
    },
}

/// Turns one text into nodes. Its headings and footnotes are numbered throughout, also within
/// lists and quotations.
struct Writer<'a> {
    book: &'a Book,
    headings: usize,
    noted: BTreeSet<u32>,
}

/// The text for themes. References that lead nowhere have been reported and are left out.
pub(super) fn nodes(prose: &[Block], book: &Book) -> Vec<ProseNode> {
    Writer { book, headings: 0, noted: BTreeSet::new() }.nodes(prose)
}

impl Writer<'_> {
    fn nodes(&mut self, prose: &[Block]) -> Vec<ProseNode> {
        prose.iter().filter_map(|block| self.node(block)).collect()
    }

    fn node(&mut self, block: &Block) -> Option<ProseNode> {
        Some(match block {
            Block::Paragraph(content) => ProseNode::P { c: self.runs(content) },
            Block::Heading { level, content } => {
                self.headings += 1;
                let id = format!("s{}", self.headings);
                ProseNode::H { level: *level, id, c: self.runs(content) }
            }
            Block::List { start, items } => ProseNode::List {
                start: *start,
                items: items.iter().map(|i| self.nodes(i)).collect(),
            },
            Block::Quote(inner) => ProseNode::Quote { c: self.nodes(inner) },
            Block::Table { columns, header, rows, .. } => ProseNode::Table {
                columns: columns
                    .iter()
                    .map(|a| match a {
                        Alignment::Start => "start",
                        Alignment::Center => "center",
                        Alignment::End => "end",
                    })
                    .collect(),
                header: header.iter().map(|cell| self.runs(cell)).collect(),
                rows: rows
                    .iter()
                    .map(|row| row.iter().map(|cell| self.runs(cell)).collect())
                    .collect(),
            },
            Block::Figure { figure, alt, .. } => {
                ProseNode::Figure { figure: name(*figure), alt: alt.clone() }
            }
            Block::Picture { path, alt, caption, .. } => {
                let picture = self.book.picture(path)?;
                ProseNode::Picture {
                    file: routes::picture(&picture.name),
                    alt: alt.clone(),
                    caption: caption.clone(),
                    width: picture.width,
                    height: picture.height,
                }
            }
            Block::Notes(notes) => {
                let numbers = notes.iter().map(|(number, _)| *number);
                let unmentioned = numbers.filter(|it| !self.noted.contains(it)).collect();
                let notes = notes.iter().map(|(n, text)| (*n, self.nodes(text))).collect();
                ProseNode::Notes { notes, unmentioned }
            }
            Block::Rule => ProseNode::Rule,
        })
    }

    fn runs(&mut self, content: &[Inline]) -> Vec<Run> {
        content.iter().filter_map(|inline| self.run(inline)).collect()
    }

    fn run(&mut self, inline: &Inline) -> Option<Run> {
        let book = self.book;
        Some(match inline {
            Inline::Text(text) => Run::Text { v: text.clone() },
            Inline::Strong(c) => Run::Strong { c: self.runs(c) },
            Inline::Emphasis(c) => Run::Em { c: self.runs(c) },
            Inline::Deleted(c) => Run::Del { c: self.runs(c) },
            Inline::Code(text) => Run::Code { v: text.clone() },
            Inline::Break => Run::Break,
            Inline::Link { url, content } => Run::Link { url: url.clone(), c: self.runs(content) },
            Inline::Page { target } => page(target, book)?,
            Inline::Policy { id, content } => {
                let policy = book.policy(id.value)?;
                Run::Policy {
                    id: id.to_string(),
                    number: policy.printed_number(),
                    title: policy.title.value.clone(),
                    label: routes::policy_label(id.value),
                    route: routes::policy(id.value),
                    c: self.runs(content),
                }
            }
            Inline::Computed(what) => {
                Run::Text { v: book.computed(what.value).unwrap_or_default() }
            }
            Inline::Note(n) => Run::Note { n: *n, first: self.noted.insert(*n) },
        })
    }
}

fn name(figure: Figure) -> &'static str {
    Figure::ALL.iter().find(|(f, _)| *f == figure).map_or("", |(_, name)| name)
}

fn page(target: &str, book: &Book) -> Option<Run> {
    let parts = &book.plan.book.parts;
    if let Some(at) = parts.iter().position(|p| p.id.value == target) {
        return Some(Run::Page {
            label: routes::part_label(target),
            until: parts.get(at + 1).map(|p| routes::part_label(&p.id)),
            route: routes::part(&parts[at]),
        });
    }
    let id: PolicyId = target.parse().ok()?;
    let at = book.policies().position(|p| p.id == id)?;
    let until = book.policies().nth(at + 1).map(|p| routes::policy_label(p.id)).or_else(|| {
        let holder = parts.iter().position(|p| p.kind == crate::model::PartKind::Policies)?;
        parts.get(holder + 1).map(|p| routes::part_label(&p.id))
    });
    Some(Run::Page { label: routes::policy_label(id), until, route: routes::policy(id) })
}

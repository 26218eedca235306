//! Syntax tree of an author's text. It contains no markup of any output.

use super::{FiscalYear, PolicyId};
use crate::span::{Span, Spanned};

/// A run of blocks.
pub type Prose = Vec<Block>;

/// A block of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph and where it is.
    Paragraph(Spanned<Vec<Inline>>),
    /// A heading; `level` counts from 1 within the text.
    Heading {
        /// 1 for the highest of the text.
        level: u8,
        /// What it says.
        content: Spanned<Vec<Inline>>,
    },
    /// A list; `start` is the first number of a numbered one.
    List {
        /// The first number, or `None` for bullets.
        start: Option<u64>,
        /// Its items.
        items: Vec<Prose>,
    },
    /// A quotation, or a text set off from the rest.
    Quote(Prose),
    /// A table with one header row.
    Table {
        /// How its columns are aligned.
        columns: Vec<Alignment>,
        /// The cells of the header row.
        header: Vec<Vec<Inline>>,
        /// The rows below it.
        rows: Vec<Vec<Vec<Inline>>>,
        /// Where it is.
        span: Span,
    },
    /// A computed figure.
    Figure {
        /// Which.
        figure: Figure,
        /// Its text alternative.
        alt: String,
        /// Where it is.
        span: Span,
    },
    /// An author's picture.
    Picture {
        /// Its path: `content/pictures/map.png`.
        path: String,
        /// The folder of the text that shows it: `content/themes`.
        folder: String,
        /// Its text alternative.
        alt: String,
        /// The line under it.
        caption: Option<String>,
        /// Where it is.
        span: Span,
    },
    /// Footnotes referred to above, in order of their numbers.
    Notes(Vec<(u32, Prose)>),
    /// A break between two thoughts.
    Rule,
}

impl Block {
    /// Calls `look` with every inline in it, however deep.
    pub fn each_inline<'a>(&'a self, look: &mut dyn FnMut(&'a Inline)) {
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => each(content, look),
            Self::List { items, .. } => {
                items.iter().flatten().for_each(|block| block.each_inline(look));
            }
            Self::Quote(inner) => inner.iter().for_each(|block| block.each_inline(look)),
            Self::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).for_each(|cell| each(cell, look));
            }
            Self::Notes(notes) => {
                notes.iter().flat_map(|(_, note)| note).for_each(|block| block.each_inline(look));
            }
            Self::Figure { .. } | Self::Picture { .. } | Self::Rule => {}
        }
    }

    /// Calls `look` with it and every block in it, however deep.
    pub fn each_block<'a>(&'a self, look: &mut dyn FnMut(&'a Block)) {
        look(self);
        let inner: Box<dyn Iterator<Item = &Self>> = match self {
            Self::List { items, .. } => Box::new(items.iter().flatten()),
            Self::Quote(inner) => Box::new(inner.iter()),
            Self::Notes(notes) => Box::new(notes.iter().flat_map(|(_, note)| note)),
            _ => return,
        };
        inner.for_each(|block| block.each_block(look));
    }
}

/// Replaces every place in `prose` by what `map` makes of it.
pub fn map_spans(prose: &mut [Block], map: &dyn Fn(Span) -> Span) {
    for block in prose {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => {
                content.span = map(content.span);
                map_inlines(&mut content.value, map);
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| map_spans(item, map)),
            Block::Quote(inner) => map_spans(inner, map),
            Block::Table { header, rows, span, .. } => {
                *span = map(*span);
                let cells = header.iter_mut().chain(rows.iter_mut().flatten());
                cells.for_each(|cell| map_inlines(cell, map));
            }
            Block::Figure { span, .. } | Block::Picture { span, .. } => *span = map(*span),
            Block::Notes(notes) => notes.iter_mut().for_each(|(_, note)| map_spans(note, map)),
            Block::Rule => {}
        }
    }
}

fn map_inlines(content: &mut [Inline], map: &dyn Fn(Span) -> Span) {
    for inline in content {
        match inline {
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Deleted(content)
            | Inline::Link { content, .. } => map_inlines(content, map),
            Inline::Policy { id, content } => {
                id.span = map(id.span);
                map_inlines(content, map);
            }
            Inline::Page { target } => target.span = map(target.span),
            Inline::Computed(what) => what.span = map(what.span),
            Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::Note(_) => {}
        }
    }
}

fn each<'a>(content: &'a [Inline], look: &mut dyn FnMut(&'a Inline)) {
    for inline in content {
        look(inline);
        match inline {
            Inline::Strong(c)
            | Inline::Emphasis(c)
            | Inline::Deleted(c)
            | Inline::Link { content: c, .. }
            | Inline::Policy { content: c, .. } => each(c, look),
            _ => {}
        }
    }
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end, as figures are.
    End,
}

/// A piece of text within a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Words that were crossed out.
    Deleted(Vec<Inline>),
    /// Text to be typed exactly, such as an address or a file name.
    Code(String),
    /// A line break the author wants.
    Break,
    /// A link to another place on the web.
    Link {
        /// Its address, of a scheme that cannot run code.
        url: String,
        /// What to show.
        content: Vec<Inline>,
    },
    /// The printed page or pages of a part or a policy.
    Page {
        /// Whose pages.
        target: Spanned<String>,
    },
    /// A policy's number and title, or other words, as a link to it.
    Policy {
        /// Which policy.
        id: Spanned<PolicyId>,
        /// Other words to show.
        content: Vec<Inline>,
    },
    /// A number or name that the book knows.
    Computed(Spanned<Computed>),
    /// A reference to a footnote.
    Note(u32),
}

impl Inline {
    /// Whether it, or an inline within it, shows what the book computes.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        match self {
            Self::Strong(content)
            | Self::Emphasis(content)
            | Self::Deleted(content)
            | Self::Link { content, .. } => content.iter().any(Self::is_computed),
            Self::Policy { content, .. } => content.is_empty(),
            Self::Page { .. } | Self::Computed(_) | Self::Note(_) => true,
            Self::Text(_) | Self::Code(_) | Self::Break => false,
        }
    }

    /// Whether it has words that do not depend on where the book is printed: a bookmark or a
    /// table of contents can show them.
    #[must_use]
    pub fn is_said(&self) -> bool {
        match self {
            Self::Text(words) | Self::Code(words) => !words.trim().is_empty(),
            Self::Strong(content)
            | Self::Emphasis(content)
            | Self::Deleted(content)
            | Self::Link { content, .. } => content.iter().any(Self::is_said),
            Self::Computed(_) => true,
            Self::Policy { .. } | Self::Page { .. } | Self::Note(_) | Self::Break => false,
        }
    }

    /// Its words alone; of what the book computes, none.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) => text.clone(),
            Self::Strong(content)
            | Self::Emphasis(content)
            | Self::Deleted(content)
            | Self::Link { content, .. }
            | Self::Policy { content, .. } => content.iter().map(Self::words).collect(),
            Self::Break | Self::Page { .. } | Self::Computed(_) | Self::Note(_) => String::new(),
        }
    }
}

/// What `count:` and `value:` links print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Computed {
    /// How many policies.
    Policies,
    /// How many goals.
    Goals,
    /// How many items the level next to the sheets has.
    BasicPlans,
    /// How many items the level at this depth has, from 1 for the highest.
    Level(u8),
    /// How many projects.
    Projects,
    /// How many indicators.
    Indicators,
    /// How many priority themes.
    Themes,
    /// How many steps the rating scale has.
    Ratings,
    /// How many years the edition plans.
    Years,
    /// How many years the comprehensive plan runs.
    TermYears,
    /// How many years of the comprehensive plan had passed by the evaluated year.
    YearsElapsed,
    /// The comprehensive plan's name.
    Plan,
    /// The edition's year.
    Edition,
    /// The year evaluated.
    Evaluated,
    /// The first and last year of the edition's window.
    Window,
    /// The first year of the comprehensive plan.
    TermFrom,
    /// Its last year.
    TermTo,
    /// When it was adopted.
    Adopted,
    /// As of when the projects are described.
    AsOf,
    /// 将来像 with its second line.
    Vision,
    /// The rating scale in words.
    Scale,
    /// The first and last step of the rating scale.
    ScaleRange,
}

impl Computed {
    /// Every number that `count:` prints, with its name.
    pub const COUNTS: [(Self, &'static str); 12] = [
        (Self::Policies, "policies"),
        (Self::Goals, "goals"),
        (Self::BasicPlans, "basic-plans"),
        (Self::Level(2), "level-2"),
        (Self::Level(3), "level-3"),
        (Self::Projects, "projects"),
        (Self::Indicators, "indicators"),
        (Self::Themes, "themes"),
        (Self::Ratings, "ratings"),
        (Self::Years, "years"),
        (Self::TermYears, "term-years"),
        (Self::YearsElapsed, "years-elapsed"),
    ];

    /// Every text that `value:` prints, with its name.
    pub const VALUES: [(Self, &'static str); 11] = [
        (Self::Plan, "plan"),
        (Self::Edition, "edition"),
        (Self::Evaluated, "evaluated"),
        (Self::Window, "window"),
        (Self::TermFrom, "term-from"),
        (Self::TermTo, "term-to"),
        (Self::Adopted, "adopted"),
        (Self::AsOf, "as-of"),
        (Self::Vision, "vision"),
        (Self::Scale, "scale"),
        (Self::ScaleRange, "scale-range"),
    ];
}

/// A figure the book draws by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// 計画期間: the years and the three bars.
    Period,
}

impl Figure {
    /// Every figure with its name in `figure:`.
    pub const ALL: [(Self, &'static str); 1] = [(Self::Period, "period")];
}

/// Years as a reader says them: 令和6年度～令和8年度.
#[must_use]
pub fn year_range(from: FiscalYear, to: FiscalYear) -> String {
    if from == to { from.long() } else { format!("{}～{}", from.long(), to.long()) }
}

//! Parses each source file by itself into records and texts with their spans: [`ParsedFiles`]. References
//! to other files are resolved later.
//!
//! Files are read independently and on all cores. A file whose YAML cannot be read at all
//! leaves out its file; every other mistake leaves out one value.
//!
//! This module must not know any other file than the one it reads.

mod cjk_emphasis;
mod colors;
mod column_mapping;
mod content_file;
mod decode;
mod embedded_markdown;
mod escapes;
mod fields;
mod file_reader;
mod flow_commas;
mod footnotes;
mod form;
pub mod format;
mod ignored_text;
mod image;
mod line_beginnings;
mod line_joining;
mod link;
mod literal_markup;
mod manifest;
pub mod markdown;
mod missing_dash;
mod missing_key;
mod owners;
mod picture;
mod plain_scalars;
mod plan;
mod raw_yaml;
pub mod schema;
mod schema_examples;
mod syntax;
mod syntax_kind;
pub mod yaml;

pub use colors::{Color, ColorValues, Colors};
pub use column_mapping::{HeaderRows, Mapping, MoneyUnit, TableMapping, mapping};
pub use content_file::is_printed;
pub use fields::OF_KEYS;
pub use form::{
    FormChange, FormGroup, FormList, FormOrder, FormSpec, FormSubject, FormValue, form_spec,
};
pub use manifest::{Manifest, TypeArea, UNPRINTABLE, theme_manifest};

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::diag::Sink;
use crate::model::{
    BookFormat, ChangesFile, GlossaryFile, Indicator, Levels, LocalitiesFile, Node, NodeId,
    Picture, Plan, Policy, PolicyId, PriorityTheme, Prose, SearchWords,
};
use crate::record::DeclaredFields;
use crate::source::{SourceFile, Sources, State};
use crate::span::{FileId, Span};
use file_reader::{Parsed, ReadFile, read};
pub use owners::{owners, section_term};
pub use schema_examples::SchemaExamples;

/// The files no book can do without, and the text of the overview, which most have.
pub const REQUIRED: [&str; 3] = ["content/framework.yaml", OVERVIEW, PLAN];

/// The file of the overview.
const OVERVIEW: &str = "content/overview.md";

/// The file of the plan.
const PLAN: &str = "content/plan.yaml";

/// What the files say, before anything is joined.
#[derive(Debug, Default)]
pub struct ParsedFiles {
    /// `plan.yaml`.
    pub plan: Option<Plan>,
    /// The levels of the framework, also those of a plan that has mistakes elsewhere.
    pub levels: Option<Levels>,
    /// `framework.yaml`.
    pub nodes: Option<Vec<Node>>,
    /// `indicators.yaml`.
    pub indicators: Option<Vec<Indicator>>,
    /// `search.yaml`, which a book can do without.
    pub search_words: Option<SearchWords>,
    /// `places.yaml`, which a book can do without.
    pub localities: Option<LocalitiesFile>,
    /// `glossary.yaml`, which a book can do without.
    pub glossary: Option<GlossaryFile>,
    /// `changes.yaml`, which a book can do without.
    pub changes: Option<ChangesFile>,
    /// `overview.md`.
    pub overview: Option<(FileId, Prose)>,
    /// The Markdown of each part that is a text of its own; `None` inside where it cannot be read.
    pub part_texts: Vec<Keyed<String, Option<Prose>>>,
    /// The YAML of each policy; `None` inside where it cannot be read.
    pub policies: Vec<Keyed<PolicyId, Option<Policy>>>,
    /// The Markdown of each policy; `None` inside where it cannot be read.
    pub policy_prose: Vec<Keyed<PolicyId, Option<Prose>>>,
    /// The YAML of each theme.
    pub themes: Vec<Keyed<u8, Option<PriorityTheme>>>,
    /// The Markdown of each theme.
    pub theme_prose: Vec<Keyed<u8, Option<Prose>>>,
    /// The Markdown of declared fields, by the places of their values.
    pub field_texts: BTreeMap<Span, Prose>,
    /// The pictures, by their path; `None` inside where one cannot be used.
    pub pictures: Vec<Keyed<String, Option<Picture>>>,
    /// What files were meant to be called whose names are wrong: `1-2-03.md`. That has been
    /// reported.
    pub misnamed: BTreeSet<String>,
    /// The texts of authors: values in YAML, and whole files of Markdown.
    pub texts: Vec<AuthorText>,
}

/// A text of an author's, for the rules that look at characters.
#[derive(Debug)]
pub struct AuthorText {
    /// Its span.
    pub span: Span,
    /// Where characters are written as escapes (`&#x531;`, `"\u0531"`): those characters. Otherwise
    /// the text is what the source has at `span`.
    pub escaped: Option<String>,
}

impl AuthorText {
    /// Adds the characters `escaped`, which are written as escapes at `span`, to `texts`. Combining
    /// marks that follow each other are one text, because they are all marks of one letter.
    fn push_escaped(texts: &mut Vec<Self>, span: Span, escaped: String) {
        if let Some(Self { span: last, escaped: Some(marks) }) = texts.last_mut()
            && (last.file, last.end) == (span.file, span.start)
            && marks.chars().chain(escaped.chars()).all(is_mark)
        {
            last.end = span.end;
            marks.push_str(&escaped);
        } else {
            texts.push(Self { span, escaped: Some(escaped) });
        }
    }
}

/// Whether `c` is drawn onto the letter before it.
#[must_use]
pub fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// What one file says, with the key its name gives.
#[derive(Debug)]
pub struct Keyed<K, V> {
    /// From the file's name.
    pub key: K,
    /// The file.
    pub file: FileId,
    /// What it says.
    pub value: V,
}

/// Reads every file. The plan comes first, because it declares fields of the others.
#[must_use]
pub fn parse(sources: &Sources, sink: &mut Sink) -> ParsedFiles {
    let is_plan = |file: &SourceFile| file.name() == PLAN;
    let (plan, others): (Vec<_>, Vec<_>) = sources.iter().partition(|(_, file)| is_plan(file));
    // A book without the file has no indicators; one whose file cannot be read has some.
    let mut draft = ParsedFiles { indicators: Some(Vec::new()), ..ParsedFiles::default() };
    let declared = DeclaredFields::default();
    let mut has_fields = false;
    for (id, file) in plan {
        let plan = read(id, file, &declared, None, BookFormat::FIRST);
        if plan.is_newer {
            // What other files say in a format that is not known would be taken for mistakes.
            sink.absorb(plan.found);
            return draft;
        }
        draft.add(plan, sink);
        let asks = |line: &str| {
            let keys = ["fields:", "accounts:", "supplementary:"];
            keys.iter().any(|key| line.trim_start().starts_with(key))
        };
        has_fields |= file.text().lines().any(asks);
    }
    let declared = match &draft.plan {
        Some(plan) => plan.fields.clone(),
        None if has_fields => DeclaredFields::unreadable(),
        None => declared,
    };
    let format = draft.plan.as_ref().map_or(BookFormat::FIRST, |plan| plan.format);
    // A number of levels that no plan can have is reported once, not for each file.
    let depth = draft.levels.as_ref().map(|levels| levels.above_sheets().len());
    let depth = depth.filter(|depth| (1..=NodeId::DEEPEST).contains(depth));
    // A book without the part needs no text of it.
    let has_overview = draft.plan.as_ref().is_none_or(|plan| plan.book.overview().is_some());
    let is_needed = |file: &SourceFile| {
        has_overview || file.name() != OVERVIEW || file.state() != State::Missing
    };
    let others: Vec<_> = others.into_iter().filter(|(_, file)| is_needed(file)).collect();
    // One by one: some take much longer than others.
    let all = others
        .par_iter()
        .with_max_len(1)
        .map(|(id, file)| read(*id, file, &declared, depth, format));
    for one in all.collect::<Vec<_>>() {
        draft.add(one, sink);
    }
    draft
}

impl ParsedFiles {
    fn add(
        &mut self,
        ReadFile { parsed, texts, field_texts, levels, found, .. }: ReadFile,
        sink: &mut Sink,
    ) {
        sink.absorb(found);
        self.texts.extend(texts);
        self.field_texts.extend(field_texts);
        self.levels = self.levels.take().or(levels);
        match parsed {
            Parsed::Plan(plan) => self.plan = plan.map(|plan| *plan),
            Parsed::Framework(nodes) => self.nodes = nodes,
            Parsed::Indicators(indicators) => self.indicators = indicators,
            Parsed::Overview(file, prose) => self.overview = prose.map(|prose| (file, prose)),
            Parsed::SearchWords(words) => self.search_words = words,
            Parsed::Localities(localities) => self.localities = localities,
            Parsed::Glossary(glossary) => self.glossary = glossary,
            Parsed::Changes(changes) => self.changes = changes,
            Parsed::PartText(prose) => self.part_texts.push(prose),
            Parsed::Policy(policy) => self.policies.push(*policy),
            Parsed::PolicyProse(prose) => self.policy_prose.push(prose),
            Parsed::Theme(theme) => self.themes.push(theme),
            Parsed::ThemeProse(prose) => self.theme_prose.push(prose),
            Parsed::Picture(picture) => self.pictures.push(picture),
            Parsed::Misnamed(meant) => drop(self.misnamed.insert(meant)),
            Parsed::Nothing => {}
        }
    }
}

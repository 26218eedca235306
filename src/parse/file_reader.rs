//! Reads one source file: what it says by its place in the book, the texts in it, and what is wrong with it.
//!
//! This module must not know any other file than the one it reads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::content_file::{ContentFile, content_file};
use super::decode::{self, Context, decode};
use super::fields::Fields;
use super::plan::PlanFile;
use super::{AuthorText, Keyed, embedded_markdown, format, markdown, picture, yaml};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{
    BookFormat, ChangesFile, FrameworkFile, GlossaryFile, Indicator, IndicatorsFile, Levels,
    LocalitiesFile, Node, Picture, Plan, Policy, PolicyId, PriorityTheme, Prose, SearchWords,
};
use crate::record::{DeclaredFields, FieldSource};
use crate::source::{SourceFile, State};
use crate::span::{FileId, Span, Spanned};
use crate::text;

const MISSING_FILE: Code = Code("PB0201");

/// What one file turned out to say.
pub(super) enum Parsed {
    Plan(Option<Box<Plan>>),
    Framework(Option<Vec<Node>>),
    Indicators(Option<Vec<Indicator>>),
    Overview(FileId, Option<Prose>),
    SearchWords(Option<SearchWords>),
    Localities(Option<LocalitiesFile>),
    Glossary(Option<GlossaryFile>),
    Changes(Option<ChangesFile>),
    PartText(Keyed<String, Option<Prose>>),
    Policy(Box<Keyed<PolicyId, Option<Policy>>>),
    PolicyProse(Keyed<PolicyId, Option<Prose>>),
    Theme(Keyed<u8, Option<PriorityTheme>>),
    ThemeProse(Keyed<u8, Option<Prose>>),
    Picture(Keyed<String, Option<Picture>>),
    Misnamed(String),
    Nothing,
}

/// What one file says, the texts in it, and what is wrong with it.
pub(super) struct ReadFile {
    pub parsed: Parsed,
    pub texts: Vec<AuthorText>,
    pub field_texts: BTreeMap<Span, Prose>,
    /// Whether it is the plan of a book in a newer format.
    pub is_newer: bool,
    /// The levels of the framework, if it is the plan and they can be read.
    pub levels: Option<Levels>,
    pub found: Sink,
}

/// Reads one file; `depth` is the number of levels above the sheets, if the plan could be read.
pub(super) fn read(
    id: FileId,
    file: &SourceFile,
    declared: &DeclaredFields,
    depth: Option<usize>,
    format: BookFormat,
) -> ReadFile {
    let mut reader = FileReader {
        id,
        file,
        declared,
        depth,
        format,
        is_newer: false,
        levels: None,
        sink: Sink::new(),
        texts: Vec::new(),
        field_texts: BTreeMap::new(),
    };
    let parsed = reader.read();
    let FileReader { texts, field_texts, is_newer, levels, sink: found, .. } = reader;
    ReadFile { parsed, texts, field_texts, is_newer, levels, found }
}

/// Reads one file.
struct FileReader<'a> {
    id: FileId,
    file: &'a SourceFile,
    declared: &'a DeclaredFields,
    /// The number of levels above the sheets, if the plan could be read.
    depth: Option<usize>,
    /// The format of the book; while its plan is read, the first one.
    format: BookFormat,
    /// Whether the format is newer than any that is known.
    is_newer: bool,
    /// The levels of the framework, if the file is the plan and they can be read.
    levels: Option<Levels>,
    sink: Sink,
    texts: Vec<AuthorText>,
    field_texts: BTreeMap<Span, Prose>,
}

/// Whether `text` is line ends that are written as escapes in one of the values that are Markdown, which
/// has lines.
fn is_line_end_of(markdown: &[yaml::Node], text: &AuthorText) -> bool {
    let is_line_end = |escaped: &String| escaped.chars().all(|c| c == '\n');
    text.escaped.as_ref().is_some_and(is_line_end)
        && markdown.iter().any(|node| {
            let (value, span) = (node.span, text.span);
            value.file == span.file && value.start <= span.start && span.end <= value.end
        })
}

/// The levels of a plan that has mistakes elsewhere; none where they have some themselves.
fn levels_of(plan: &yaml::Node, cx: &Context<'_>) -> Option<Levels> {
    let yaml::Kind::Map(entries) = &plan.kind else { return None };
    let written = entries.iter().find(|(key, _)| key.name.value == "levels");
    let quiet = &mut Context { sink: &mut Sink::new(), ..*cx };
    written.map_or_else(|| Some(Levels::default()), |(_, node)| decode(node, quiet))
}

impl FileReader<'_> {
    fn read(&mut self) -> Parsed {
        let Some(role) = content_file(self.id, self.file, self.depth, &mut self.sink) else {
            return Parsed::Nothing;
        };
        let file = self.id;
        match role {
            ContentFile::Plan => {
                let (mut is_newer, mut levels) = (false, None);
                let plan = self.yaml(|node, cx| {
                    cx.format =
                        format::format_of(node, cx.sink).map_err(|()| is_newer = true).ok()?;
                    if cx.format.has_one_spelling() {
                        format::levels_as_names(node, cx.sink);
                    }
                    let plan = decode::<PlanFile>(node, cx);
                    levels = match &plan {
                        Some(plan) => Some(plan.levels.clone()),
                        None => levels_of(node, cx),
                    };
                    plan
                });
                (self.is_newer, self.levels) = (is_newer, levels);
                Parsed::Plan(plan.map(|file| Box::new(file.into())))
            }
            ContentFile::Framework => {
                let framework = self.yaml(decode::<FrameworkFile>);
                Parsed::Framework(framework.map(|file| file.nodes))
            }
            ContentFile::Indicators => {
                let indicators = self.yaml(decode::<IndicatorsFile>);
                Parsed::Indicators(indicators.map(|file| file.indicators))
            }
            ContentFile::Overview => Parsed::Overview(self.id, self.markdown()),
            ContentFile::Changes => Parsed::Changes(self.yaml(decode::<ChangesFile>)),
            ContentFile::Localities => Parsed::Localities(self.yaml(decode::<LocalitiesFile>)),
            ContentFile::Glossary => Parsed::Glossary(self.yaml(decode::<GlossaryFile>)),
            ContentFile::SearchWords => Parsed::SearchWords(self.yaml(decode::<SearchWords>)),
            ContentFile::PartText(key) => {
                let value = self.markdown();
                Parsed::PartText(Keyed { key, file, value })
            }
            ContentFile::Policy(key) => {
                let span = Span::start_of(file);
                let value = self.record(|fields| Policy::read_fields(fields, key, span));
                Parsed::Policy(Box::new(Keyed { key, file, value }))
            }
            ContentFile::Theme(key) => {
                let value = self.record(|fields| {
                    let number = Spanned::new(key, fields.span());
                    PriorityTheme::read_fields(fields, number)
                });
                Parsed::Theme(Keyed { key, file, value })
            }
            ContentFile::PolicyProse(key) => {
                let value = self.markdown();
                Parsed::PolicyProse(Keyed { key, file, value })
            }
            ContentFile::ThemeProse(key) => {
                let value = self.markdown();
                Parsed::ThemeProse(Keyed { key, file, value })
            }
            ContentFile::Picture => {
                let (key, value) = (self.file.name().to_owned(), self.picture());
                Parsed::Picture(Keyed { key, file, value })
            }
            ContentFile::Misnamed(meant) => Parsed::Misnamed(meant),
            ContentFile::Readme => Parsed::Nothing,
        }
    }

    /// Whether there is a text to read; a file that is not there is reported.
    fn is_there(&mut self) -> bool {
        if self.file.state() == State::Missing {
            let name = self.file.name();
            self.sink.report(
                Diagnostic::error(
                    MISSING_FILE,
                    text!("ファイル {name} がありません", "the file {name} is missing"),
                )
                .at(Span::start_of(self.id))
                .hint(text!(
                    "本のフォルダー（content/ のある場所）で実行しているか、名前を変えていないかを確かめてください",
                    "is this run in the book's folder, the one that holds content/, and is the file's name right?"
                )),
            );
        }
        self.file.state() == State::Whole
    }

    fn yaml<T>(
        &mut self,
        decode: impl FnOnce(&yaml::Node, &mut Context<'_>) -> Option<T>,
    ) -> Option<T> {
        if !self.is_there() {
            return None;
        }
        let mut found = Sink::new();
        let node = yaml::parse(self.id, self.file, &mut found);
        let Some(node) = node else {
            self.sink.absorb(found);
            return None;
        };
        node.each_text(self.file, &mut self.texts);
        let markdown = RefCell::default();
        let (sink, declared) = (&mut self.sink, self.declared);
        let format = self.format;
        let value = decode(&node, &mut Context { sink, declared, format, markdown: &markdown });
        let markdown = markdown.into_inner();
        let any = self.declared.are_unreadable().then_some(self.id);
        embedded_markdown::absorb_findings(found, &markdown, any, self.file, &mut self.sink);
        self.texts.retain(|text| !is_line_end_of(&markdown, text));
        for node in markdown {
            self.field_texts.entry(node.span).or_insert_with(|| {
                embedded_markdown::parse(self.file, &node, &mut self.texts, &mut self.sink)
            });
        }
        value
    }

    /// Reads a file of which one record is the whole.
    fn record<T>(&mut self, read: impl FnOnce(&mut Fields<'_, '_, '_>) -> Option<T>) -> Option<T> {
        self.yaml(|node, cx| decode::record(node, cx, read))
    }

    fn picture(&mut self) -> Option<Picture> {
        if !self.is_there() {
            return None;
        }
        picture::read(self.id, self.file).map_err(|found| self.sink.report(found)).ok()
    }

    fn markdown(&mut self) -> Option<Prose> {
        if !self.is_there() {
            return None;
        }
        let span = Span::new(self.id, 0, self.file.text().len());
        self.texts.push(AuthorText { span, escaped: None });
        Some(markdown::parse(self.id, self.file, &mut self.texts, &mut self.sink))
    }
}

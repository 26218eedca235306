//! `form.yaml`: what a document of a theme that is no part of the book selects, and how.

use std::cell::RefCell;

use super::decode::{Context, decode};
use super::yaml;
use crate::diag::Sink;
use crate::model::BookFormat;
use crate::record;
use crate::record::{DeclaredFields, word};
use crate::source::SourceFile;
use crate::span::{FileId, Spanned};

record! {
    /// A document that is made of the book's data, such as 主要施策の成果説明書.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FormSpec {
        /// Its name, by which it can be called.
        name: Spanned<String> = required "書類の名前。--form で指定できます";
        /// Its title, with `{plan}`, `{document}`, `{edition}` and `{evaluated}` filled in.
        title: String = required "題名。{plan} {document} {edition} {evaluated} は置き換わります";
        /// Whether its template gets the view of the whole book, too, as `book`.
        whole: bool = or[false] "本全体のデータ（book）も雛形に渡すか";
        /// What it lists, in order.
        lists: Vec<FormList> = optional "一覧。この順に並びます";
    }
}

record! {
    /// A list of a form.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FormList {
        /// Its name in the template.
        id: String = required "雛形で使う名前";
        /// Its heading, with the same words filled in.
        title: String = required "見出し";
        /// What it lists.
        of: FormSubject = required "policy（施策）、project（事業）、indicator（指標）";
        /// What its items are grouped by.
        by: FormGroup = or[FormGroup::None] "まとめ方。goal、group、policy、section";
        /// Only policies with one of this many lowest ratings, or their projects.
        lowest_ratings: Option<u8> = optional "評価の低いほうから何段までか";
        /// Only what changed in this way against the year before.
        change: Option<FormChange> = optional "前の年度からの変化。grew、shrank、began、ended";
        /// In what order.
        sort: FormOrder = or[FormOrder::Book] "並べ方。budget（予算額の多い順）、change（変化の大きい順）、rating（評価の低い順）";
        /// How many items it has at most.
        most: Option<u8> = optional "多くて何件か";
        /// The values that each item must have.
        needs: Vec<FormValue> = optional "なければ知らせる値。results、settlement、budget、rating、current";
    }
}

/// What a list of a form lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormSubject {
    /// 施策.
    Policy,
    /// 事業.
    Project,
    /// 指標.
    Indicator,
}

/// What items of a list are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormGroup {
    /// By nothing.
    None,
    /// The highest level.
    Goal,
    /// The level above the policies.
    Group,
    /// The policy.
    Policy,
    /// The section that runs it.
    Section,
}

/// A change against the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormChange {
    /// More.
    Grew,
    /// Less.
    Shrank,
    /// There was nothing before.
    Began,
    /// There is nothing now.
    Ended,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormOrder {
    /// That of the book.
    Book,
    /// The largest budget first.
    Budget,
    /// The largest change first.
    Change,
    /// The lowest rating first.
    Rating,
}

/// A value that an item must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormValue {
    /// What was done in the evaluated year.
    Results,
    /// What was spent in the evaluated year.
    Settlement,
    /// The budget of the edition's year.
    Budget,
    /// The rating of the evaluated year.
    Rating,
    /// The value of an indicator in the evaluated year.
    Current,
}

impl FormSubject {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Policy, "policy"), (Self::Project, "project"), (Self::Indicator, "indicator")];

    /// Its name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("", |(_, name)| name)
    }
}

impl FormGroup {
    const ALL: [(Self, &'static str); 5] = [
        (Self::None, "none"),
        (Self::Goal, "goal"),
        (Self::Group, "group"),
        (Self::Policy, "policy"),
        (Self::Section, "section"),
    ];
}

impl FormChange {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Grew, "grew"),
        (Self::Shrank, "shrank"),
        (Self::Began, "began"),
        (Self::Ended, "ended"),
    ];
}

impl FormOrder {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Book, "book"),
        (Self::Budget, "budget"),
        (Self::Change, "change"),
        (Self::Rating, "rating"),
    ];
}

impl FormValue {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Results, "results"),
        (Self::Settlement, "settlement"),
        (Self::Budget, "budget"),
        (Self::Rating, "rating"),
        (Self::Current, "current"),
    ];
}

word!(FormSubject, "policy、project、indicator のどれか", "policy, project or indicator");
word!(
    FormGroup,
    "goal、group、policy、section、none のどれか",
    "goal, group, policy, section or none"
);
word!(FormChange, "grew、shrank、began、ended のどれか", "grew, shrank, began or ended");
word!(FormOrder, "book、budget、change、rating のどれか", "book, budget, change or rating");
word!(
    FormValue,
    "results、settlement、budget、rating、current のどれか",
    "results, settlement, budget, rating or current"
);

/// Reads `file`, the `form.yaml` of a form.
pub fn form_spec(file: &SourceFile, sink: &mut Sink) -> Option<FormSpec> {
    let node = yaml::parse(FileId::MANIFEST, file, sink)?;
    let (declared, markdown) = (&DeclaredFields::default(), &RefCell::default());
    decode(&node, &mut Context { sink, declared, format: BookFormat::CURRENT, markdown })
}

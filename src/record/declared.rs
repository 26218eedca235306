//! Fields that a book declares for its own records.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::declared_values::{DeclaredData, DeclaredValue, data};
use super::{Path, Scalar, TextRole, Value, ValueSource, Visit, Walk, word};
use crate::diag::Text;
use crate::span::Spanned;
use crate::value::{Decimals, FiscalYear, NumberLimits};
use crate::{record, text};

record! {
    /// A field that a book declares.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DeclaredField {
        /// Its key in the sources and the name of its data column.
        id: Spanned<FieldId> = required "原稿の項目名と、公開データの列の名前（半角の英小文字、数字、_）";
        /// Its name for readers.
        name: Spanned<String> = required "読む人に見せる名前。例 事業コード";
        /// What its values are.
        kind: FieldKind = required "値の種類";
        /// The unit of its numbers.
        unit: Option<String> = optional "数値の単位。例 人";
        /// The number of decimal places of its numbers.
        decimals: Decimals = or[Decimals(0)] "数値の小数点以下のけた数。書かなければ 0";
        /// The words of a choice.
        choices: Vec<Spanned<String>> = optional[distinct] "選択肢。kind が choice のとき";
        /// Whether it has a value for each fiscal year.
        by_year: bool = or[false] "年度ごとの値なら true。書かなければ false";
        /// The years that readers see; all of them where there are none.
        years: Vec<ShownYears> = optional "読む人に見せる年度。past（評価対象年度より前）、evaluated（評価対象年度）、edition（版の年度）、window（計画期間）。書かなければ、書いてある年度のすべて";
        /// Whether readers see the sum over the window, too.
        total: bool = or[false] "計画期間の計も見せるなら true。年度ごとの number か money のとき";
        /// Whether it must be written.
        required: Requirement = or[Requirement::Never] "必ず書くなら true。ある版から必ず書くなら、その年度。書かなければ false";
        /// The outputs that have it, apart from the data.
        show: Vec<ReaderOutput> = or[ReaderOutput::everywhere()] "載せるところ（pdf、site）。書かなければ両方。公開データにはいつも載ります";
        /// The definition in the data dictionary.
        definition: Option<String> = optional "公開データの辞書に載せる説明";
        /// The first edition that has it.
        since: Option<FiscalYear> = optional "この項目を載せる最初の版の年度";
        /// The last edition that has it.
        until: Option<FiscalYear> = optional "この項目を載せる最後の版の年度";
    }
}

impl DeclaredField {
    /// A field with one value that nobody has to write and every output has.
    #[must_use]
    pub fn new(id: Spanned<FieldId>, name: &str, kind: FieldKind) -> Self {
        Self {
            name: Spanned::new(name.to_owned(), id.span),
            id,
            kind,
            unit: None,
            decimals: Decimals(0),
            choices: Vec::new(),
            by_year: false,
            years: Vec::new(),
            total: false,
            required: Requirement::Never,
            show: ReaderOutput::everywhere(),
            definition: None,
            since: None,
            until: None,
        }
    }

    /// What its numbers may be.
    #[must_use]
    pub fn limits(&self) -> NumberLimits {
        NumberLimits { decimals: Some(self.decimals), range: None }
    }

    /// Whether the edition of `year` has it.
    #[must_use]
    pub fn is_in(&self, year: FiscalYear) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// Whether it must be written in the edition of `year`.
    #[must_use]
    pub fn is_required_in(&self, year: FiscalYear) -> bool {
        self.is_in(year)
            && match self.required {
                Requirement::Never => false,
                Requirement::Always => true,
                Requirement::From(first) => first <= year,
            }
    }

    /// Whether readers of `place` see it.
    #[must_use]
    pub fn is_shown(&self, place: ReaderOutput) -> bool {
        self.show.contains(&place)
    }

    /// What readers see of its words. They never see Markdown as it is written.
    #[must_use]
    pub fn role(&self) -> TextRole {
        if self.kind == FieldKind::Text { TextRole::Text } else { TextRole::Data }
    }

    /// Its words for authors.
    #[must_use]
    pub fn words(&self) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("（{unit}）")).unwrap_or_default();
        let years = if self.by_year { "年度ごとの" } else { "" };
        format!("{years}{}{unit}", self.name)
    }

    /// Reads its value; `None` when a mistake was reported.
    pub fn read<S: ValueSource>(&self, source: &mut S) -> Option<DeclaredData> {
        let by_year = self.by_year;
        match self.kind {
            FieldKind::Text => data(source, by_year, DeclaredValue::Text),
            FieldKind::Markdown => data(source, by_year, DeclaredValue::Markdown),
            FieldKind::Number => data(source, by_year, DeclaredValue::Number),
            FieldKind::Money => data(source, by_year, DeclaredValue::Money),
            FieldKind::Choice => data(source, by_year, DeclaredValue::Choice),
            FieldKind::Date => data(source, by_year, DeclaredValue::Date),
            FieldKind::Years => data(source, by_year, DeclaredValue::Years),
            FieldKind::Link => data(source, by_year, DeclaredValue::Link),
            FieldKind::Truth => data(source, by_year, DeclaredValue::Truth),
        }
    }
}

/// The key of a declared field: ASCII lower-case letters, digits and `_`, a letter first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldId(String);

impl FieldId {
    /// The key `text` of the program's own.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The key as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FieldId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Scalar for FieldId {
    fn expected() -> Text {
        text!(
            "項目名（半角の英小文字で始まる、英小文字と数字と _）",
            "a key of ASCII lower-case letters, digits and _, a letter first"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let sound = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(known)
            && text.len() <= 40;
        sound.then(|| Self(text.to_owned())).ok_or(None)
    }
    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$" })
    }
    fn value(&self) -> Value<'_> {
        Value::Word(self.0.clone())
    }
}

/// What the values of a declared field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// Markdown, of one line or several.
    Markdown,
    /// Numbers.
    Number,
    /// Amounts in the plan's unit.
    Money,
    /// One of a few words.
    Choice,
    /// Dates.
    Date,
    /// Ranges of fiscal years.
    Years,
    /// Addresses on the web.
    Link,
    /// Yes or no.
    Truth,
}

impl FieldKind {
    /// Each kind with its word in `plan.yaml` and in themes.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Text, "text"),
        (Self::Markdown, "markdown"),
        (Self::Number, "number"),
        (Self::Money, "money"),
        (Self::Choice, "choice"),
        (Self::Date, "date"),
        (Self::Years, "years"),
        (Self::Link, "link"),
        (Self::Truth, "truth"),
    ];

    /// Its word in `plan.yaml` and in themes.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

word!(FieldKind, "値の種類", "the kind of the values");

/// Some of the years for which a field has a value each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownYears {
    /// Those before the evaluated one; before that of the edition where nothing is evaluated.
    Past,
    /// The evaluated one.
    Evaluated,
    /// That of the edition.
    Edition,
    /// Those of the window.
    Window,
}

impl ShownYears {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Past, "past"),
        (Self::Evaluated, "evaluated"),
        (Self::Edition, "edition"),
        (Self::Window, "window"),
    ];
}

word!(
    ShownYears,
    "past、evaluated、edition、window のどれか",
    "past, evaluated, edition or window"
);

/// From which edition on a field must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Never.
    Never,
    /// In every edition.
    Always,
    /// From the edition of this year on.
    From(FiscalYear),
}

impl Scalar for Requirement {
    fn expected() -> Text {
        text!("true か false か年度（例 R7）", "true, false or a fiscal year, such as R7")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        if let Ok(year) = text.parse() {
            return Ok(Self::From(year));
        }
        <bool as Scalar>::read(text).map(|always| if always { Self::Always } else { Self::Never })
    }
    fn schema() -> Json {
        json!({ "anyOf": [<bool as Scalar>::schema(), FiscalYear::schema()] })
    }
    fn value(&self) -> Value<'_> {
        match self {
            Self::Never => Value::Truth(false),
            Self::Always => Value::Truth(true),
            Self::From(year) => year.value(),
        }
    }
}

/// An output for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderOutput {
    /// The printed book.
    Pdf,
    /// The pages and the search of the site.
    Site,
}

impl ReaderOutput {
    const ALL: [(Self, &'static str); 2] = [(Self::Pdf, "pdf"), (Self::Site, "site")];

    /// Every output.
    #[must_use]
    pub fn everywhere() -> Vec<Self> {
        Self::ALL.iter().map(|(place, _)| *place).collect()
    }
}

word!(ReaderOutput, "pdf か site のどちらか", "pdf or site");

/// The fields that a book declares, by the type of their record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DeclaredFields {
    fields: BTreeMap<&'static str, Vec<Arc<DeclaredField>>>,
    unreadable: bool,
}

impl DeclaredFields {
    /// The fields of a book whose declarations cannot be read: any key may be one of them.
    #[must_use]
    pub fn unreadable() -> Self {
        Self { unreadable: true, ..Self::default() }
    }

    /// Whether the declarations cannot be read.
    #[must_use]
    pub fn are_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Adds the `fields` of the records of the type `record`.
    pub fn add(&mut self, record: &'static str, fields: Vec<DeclaredField>) {
        self.fields.insert(record, fields.into_iter().map(Arc::new).collect());
    }

    /// The fields of the records of the type `record`.
    #[must_use]
    pub fn of(&self, record: &str) -> &[Arc<DeclaredField>] {
        self.fields.get(record).map_or(&[], Vec::as_slice)
    }

    /// Every field, after the type of its record.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &DeclaredField)> {
        self.fields
            .iter()
            .flat_map(|(record, fields)| fields.iter().map(|field| (*record, &**field)))
    }
}

impl Walk for DeclaredFields {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        for (_, field) in self.all() {
            field.walk(path, visit);
        }
    }
}

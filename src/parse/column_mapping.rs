//! The mapping file of `planbook import --new`: which column of a city's own spreadsheet is which field,
//! and the sections of `plan.yaml` that the spreadsheet cannot give.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::decode::Context;
use super::fields::Fields;
use super::format;
use super::plan::{FieldsSection, Head, MoneySection, PlanFile, SheetSection};
use super::yaml::{self, Kind, Node};
use crate::diag::{Sink, Text};
use crate::model::{
    BookFormat, BookSpec, ComparisonWords, Contact, Department, Directions, Edition, Evaluation,
    Levels, Licence, ProgressFormula, RatingLevel, Terms,
};
use crate::record::{DeclaredFields, Field, FieldSource as _, Scalar, Value, half_width};
use crate::source::SourceFile;
use crate::span::{FileId, Spanned};
use crate::{record, text};

/// What a mapping file says. Places in it are those of [`FileId::MANIFEST`].
#[derive(Debug)]
pub struct Mapping {
    /// The table of the spreadsheet.
    pub table: TableMapping,
    /// The name of the unit of amounts in `plan.yaml`, and how many yen it is.
    pub money: Option<(String, i64)>,
    /// 財源; none where the mapping does not say.
    pub sources: Option<Vec<String>>,
    /// The steps of the rating.
    pub ratings: Option<Vec<String>>,
    /// The words of 今後の方向性.
    pub directions: Option<Vec<String>>,
    /// The ids of the headings of a sheet, with their headings.
    pub headings: Option<Vec<(String, String)>>,
    /// The levels of the framework.
    pub levels: Levels,
    /// The names of the sections.
    pub sections: Option<Vec<String>>,
    /// The evaluations that the plan declares.
    pub evaluations: Vec<Evaluation>,
    /// The fields that the plan declares.
    pub declared: DeclaredFields,
    /// The sections of `plan.yaml` that are given, as they are written, in the order of `plan.yaml`;
    /// for others nothing.
    pub plan: Vec<(&'static str, Option<String>)>,
}

record! {
    /// The mapping file without the sections of `plan.yaml`.
    struct MappingFile {
        /// The table.
        table: TableMapping = required "表のどの列が何か";
    }
}

record! {
    /// Which column of a spreadsheet is which field.
    #[derive(Debug, Clone)]
    pub struct TableMapping {
        /// The name of the sheet; the only one unless given.
        sheet: Option<Spanned<String>> = optional "シートの名前。1枚だけなら書きません";
        /// The rows with the headings of the columns.
        header: Spanned<HeaderRows> = required "見出しの行。2段なら 3-4";
        /// The unit of the amounts in the table; that of the plan unless given.
        unit: Option<Spanned<MoneyUnit>> = optional "表の金額の単位。円、千円、万円、百万円";
        /// Columns in which a blank cell says what the one above it says.
        repeated: Vec<Spanned<String>> = optional "空欄なら上の行と同じと読む列の見出し";
        /// The field of each column by its heading; `~` for one that is left out.
        columns: BTreeMap<String, Spanned<Option<String>>>
            = required "列の見出し: 項目。入れない列は ~";
    }
}

/// Rows of a sheet, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderRows {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// The greatest number of rows that a heading may have.
const MAX_HEADER_ROWS: u32 = 10;

impl Scalar for HeaderRows {
    fn expected() -> Text {
        text!("行の番号（例 3、2段なら 3-4）", "the number of a row, such as 3, or 3-4")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok(), last.trim().parse().ok());
        let (Some(first), Some(last)) = (first, last) else { return Err(None) };
        let sound = first >= 1 && last >= first && last - first < MAX_HEADER_ROWS;
        sound.then_some(Self { first, last }).ok_or(None)
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(self.first.into())
    }
}

/// A unit of amounts, by the number of yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyUnit {
    /// How many yen it is.
    pub yen: i64,
    /// Its name.
    pub name: &'static str,
}

impl MoneyUnit {
    /// The units that tables of cities are in.
    pub const ALL: [Self; 5] = [
        Self { yen: 1, name: "円" },
        Self { yen: 1_000, name: "千円" },
        Self { yen: 10_000, name: "万円" },
        Self { yen: 1_000_000, name: "百万円" },
        Self { yen: 100_000_000, name: "億円" },
    ];
}

impl Scalar for MoneyUnit {
    fn expected() -> Text {
        text!(
            "金額の単位（円、千円、万円、百万円、億円）",
            "one of 円, 千円, 万円, 百万円 and 億円"
        )
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        Self::ALL.into_iter().find(|unit| unit.name == half_width(text)).ok_or(None)
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.name)
    }
}

/// A new section of `plan.yaml` must be read below, too.
const _: () = assert!(PlanFile::FIELDS.len() == 18);

/// Reads the mapping `file`; `None` where a mistake was reported.
pub fn mapping(file: &SourceFile, sink: &mut Sink) -> Option<Mapping> {
    let node = yaml::parse(FileId::MANIFEST, file, sink)?;
    let (declared, markdown) = (&DeclaredFields::default(), &RefCell::default());
    let format = format::of_new_book(&node, sink).ok()?;
    let cx = &mut Context { sink, declared, format, markdown };
    let mut fields = Fields::of(&node, cx)?;
    let table = MappingFile::read_fields(&mut fields);
    let [
        written_format,
        plan,
        edition,
        levels,
        terms,
        money,
        rating,
        rating_required,
        evaluations,
        progress,
        direction,
        sheet,
        declared,
        comparison,
        departments,
        licence,
        contact,
        book,
    ] = PlanFile::FIELDS
    else {
        return None;
    };
    // Each is read, so that its mistakes are found here, and not in the new book.
    let mut sound = fields.or::<Option<BookFormat>>(written_format, |_| None).is_some();
    sound &= fields.or::<Option<Head>>(plan, |_| None).is_some();
    sound &= fields.or::<Option<Edition>>(edition, |_| None).is_some();
    let levels = fields.or::<Option<Levels>>(levels, |_| None);
    sound &= fields.or::<Option<Terms>>(terms, |_| None).is_some();
    let money = fields.or::<Option<MoneySection>>(money, |_| None);
    let rating = fields.or::<Option<Vec<RatingLevel>>>(rating, |_| None);
    sound &= fields.or::<Option<bool>>(rating_required, |_| None).is_some();
    let evaluations = fields.or(evaluations, |_| Vec::new());
    sound &= fields.or::<Option<ProgressFormula>>(progress, |_| None).is_some();
    sound &= fields.or::<Option<ComparisonWords>>(comparison, |_| None).is_some();
    let direction = fields.or::<Option<Directions>>(direction, |_| None);
    let sheet = fields.or::<Option<SheetSection>>(sheet, |_| None);
    let declared = fields.or(declared, |_| FieldsSection::default());
    let departments = fields.or::<Option<Vec<Department>>>(departments, |_| None);
    sound &= fields.or::<Option<Licence>>(licence, |_| None).is_some();
    sound &= fields.or::<Option<Contact>>(contact, |_| None).is_some();
    sound &= fields.or::<Option<BookSpec>>(book, |_| None).is_some();
    fields.finish();
    let (table, money, rating) = (table?.table, money?, rating?);
    let (levels, direction, sheet, departments) = (levels?, direction?, sheet?, departments?);
    let (plan, evaluations) = (sections(&node, file)?, evaluations?);
    sound.then(|| Mapping {
        table,
        levels: levels.unwrap_or_default(),
        sources: money.as_ref().map(|m| m.sources.iter().map(|s| s.value.clone()).collect()),
        money: money.map(|money| (money.unit, i64::from(money.yen.get()))),
        ratings: rating.map(|levels| levels.iter().map(|level| level.id.to_string()).collect()),
        directions: direction.map(|d| d.choices.iter().map(|c| c.value.clone()).collect()),
        headings: sheet
            .map(|s| s.headings.iter().map(|h| (h.id.clone(), h.heading.value.clone())).collect()),
        sections: departments.map(|all| {
            all.iter().flat_map(|d| &d.sections).map(|section| section.name.value.clone()).collect()
        }),
        evaluations,
        declared: declared.unwrap_or_default().declared(Vec::new()),
        plan,
    })
}

/// The lines of each section of `plan.yaml` in `file`, whose tree is `node`.
fn sections(node: &Node, file: &SourceFile) -> Option<Vec<(&'static str, Option<String>)>> {
    let Kind::Map(entries) = &node.kind else { return None };
    let text = file.text();
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let starts: Vec<usize> =
        entries.iter().map(|(key, _)| line(key.name.span.start as usize)).collect();
    let of = |field: &'static Field| {
        let at = entries.iter().position(|(key, _)| key.name.value == field.key);
        let lines = at.map(|at| {
            let end = starts.get(at + 1).copied().unwrap_or(text.len());
            format!("{}\n", text[starts[at]..end.max(starts[at])].trim_end())
        });
        (field.key, lines)
    };
    Some(PlanFile::FIELDS.iter().map(of).collect())
}

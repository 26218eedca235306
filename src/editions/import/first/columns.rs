//! The table of a city's own spreadsheet: its headings, and the field of each column.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use super::super::answers::shown;
use super::super::cells::{Cell, Sheet};
use super::super::finding_kinds::At;
use super::super::marks::{Position, reference};
use super::findings;
use crate::diag::Sink;
use crate::model::{Evaluation, Levels, Subject};
use crate::parse::Mapping;
use crate::render::workbook::{AskedField, Kind, declared_kind, evaluation_kind};
use crate::span::Spanned;

/// What a column says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The name of an item of the framework above the policies, by its level from 0 for the highest.
    Node(usize),
    /// The name of the policy.
    Title,
    /// The number that the city prints for the policy.
    Number,
    /// The sections of the policy.
    Sections,
    /// A field of the project or policy.
    AskedField(AskedField),
}

impl Target {
    /// Reads the word of a mapping with `levels`; `None` where it is none.
    fn parse(word: &str, levels: &Levels) -> Option<Self> {
        let mut above = levels.above_sheets().iter();
        if let Some(level) = above.position(|level| level.id.as_str() == word) {
            return Some(Self::Node(level));
        }
        Some(match word {
            "title" => Self::Title,
            "number" => Self::Number,
            "sections" => Self::Sections,
            word => match AskedField::parse(word)? {
                AskedField::Value(_)
                | AskedField::Words(_)
                | AskedField::Reached(_)
                | AskedField::Note => return None,
                field => Self::AskedField(field),
            },
        })
    }

    /// Whether it says where the project belongs, or something of its policy.
    pub(super) fn is_of_policy(&self) -> bool {
        !matches!(self, Self::AskedField(field) if !matches!(field, AskedField::Policy | AskedField::Rating(_) | AskedField::Text(_)))
    }

    /// The unit of its numbers, where the plan gives one.
    fn unit(&self, mapping: &Mapping) -> String {
        let Self::AskedField(AskedField::Declared(id, _)) = self else { return String::new() };
        let mut fields = mapping.declared.of("Project").iter();
        let field = fields.find(|field| field.id.as_str() == id);
        field.and_then(|field| field.unit.clone()).unwrap_or_default()
    }

    /// The kind of its values; none where the plan has no such field.
    pub(super) fn kind(&self, mapping: &Mapping) -> Option<Kind> {
        let choice = |words: &Option<Vec<String>>| {
            words.as_ref().map_or(Kind::Line, |words| Kind::Choice(words.clone()))
        };
        let Self::AskedField(field) = self else { return Some(Kind::Line) };
        Some(match field {
            AskedField::Policy
            | AskedField::Name
            | AskedField::Description
            | AskedField::Results(_) => Kind::Line,
            AskedField::Section => choice(&mapping.sections),
            AskedField::Direction => choice(&mapping.directions),
            AskedField::Rating(_) => choice(&mapping.ratings),
            AskedField::Settlement(_) | AskedField::Budget(_) => Kind::Money,
            AskedField::Funding(_, _, source) => {
                let known = mapping.sources.as_ref().is_none_or(|all| all.contains(source));
                return known.then_some(Kind::Money);
            }
            AskedField::Text(id) => {
                let headings = mapping.headings.as_ref();
                let known = headings.is_none_or(|all| all.iter().any(|(known, _)| known == id));
                return known.then_some(Kind::Prose);
            }
            AskedField::Declared(id, year) => {
                let mut fields = mapping.declared.of("Project").iter();
                declared_kind(fields.find(|f| f.id.as_str() == id && f.by_year == year.is_some())?)
            }
            AskedField::Evaluation(_, id, part) => {
                let mut evaluations = mapping.evaluations.iter();
                let mine = |e: &&Evaluation| e.is_of(Subject::Project) && e.key() == id;
                evaluation_kind(evaluations.find(mine)?, part)?
            }
            AskedField::Value(_)
            | AskedField::Words(_)
            | AskedField::Reached(_)
            | AskedField::Note => {
                return None;
            }
        })
    }
}

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// It is read.
    Taken(Target, Kind),
    /// The mapping leaves it out.
    LeftOut,
    /// The mapping does not name it.
    Unknown,
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its heading, of all rows of headings.
    pub heading: String,
    /// What becomes of it.
    pub used: Use,
    /// The unit that the plan gives its numbers.
    pub unit: String,
}

/// The table.
pub(super) struct Table<'a> {
    /// The name of the workbook's file.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The rows of headings, from 0.
    pub header: (u32, u32),
    /// The columns that have a heading or a cell.
    pub columns: BTreeMap<u32, Column>,
    /// The columns in which a blank cell says what the one above it says.
    pub repeated: BTreeSet<u32>,
    /// By column: the merged regions that reach over several rows, as first row, last row and column.
    regions: BTreeMap<u32, Vec<(u32, u32, u32)>>,
    /// By its first cell: the last column of each merged region of several columns.
    wide: BTreeMap<Position, u32>,
}

/// `text` as headings are compared.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

impl<'a> Table<'a> {
    /// The table of `sheet` with the merged regions `merged`; mistakes of the mapping are reported, and
    /// columns that it names wrongly are left out.
    pub(super) fn new(
        file: &'a str,
        sheet: &'a Sheet,
        merged: &[(Position, Position)],
        mapping: &Mapping,
        sink: &mut Sink,
    ) -> Self {
        let rows = &mapping.table.header.value;
        let header = (rows.first - 1, rows.last - 1);
        let headings = headings(sheet, merged, header);
        if headings.values().all(String::is_empty) {
            sink.report(findings::no_header(mapping.table.header.span, &sheet.name));
        }
        let mut table = Self {
            file,
            sheet,
            header,
            columns: headings
                .into_iter()
                .map(|(at, heading)| {
                    (at, Column { heading, used: Use::Unknown, unit: String::new() })
                })
                .collect(),
            repeated: BTreeSet::new(),
            regions: BTreeMap::new(),
            wide: BTreeMap::new(),
        };
        if sink.has_errors() {
            return table;
        }
        let mut seen: BTreeMap<Target, String> = BTreeMap::new();
        for (name, word) in &mapping.table.columns {
            let Some(column) = table.find(&Spanned::new(name.clone(), word.span), sink) else {
                continue;
            };
            let used = match &word.value {
                None => Use::LeftOut,
                Some(written) => {
                    let target = Target::parse(written, &mapping.levels);
                    let kind = target.as_ref().and_then(|target| target.kind(mapping));
                    let (Some(target), Some(kind)) = (target, kind) else {
                        sink.report(findings::unknown_field(word.span, written, &mapping.levels));
                        continue;
                    };
                    if let Some(other) = seen.insert(target.clone(), name.clone()) {
                        sink.report(findings::field_twice(word.span, written, &other));
                        continue;
                    }
                    Use::Taken(target, kind)
                }
            };
            let unit = match &used {
                Use::Taken(target, _) => target.unit(mapping),
                _ => String::new(),
            };
            let by_heading = |column: &Column| folded(&column.heading) == folded(name);
            if let Some(column) = table.columns.get_mut(&column) {
                // The planner's spelling, which has no line breaks and full-width digits.
                if by_heading(column) {
                    column.heading.clone_from(name);
                }
                (column.used, column.unit) = (used, unit);
            }
        }
        for name in &mapping.table.repeated {
            if let Some(column) = table.find(name, sink) {
                table.repeated.insert(column);
            }
        }
        let has = |target: &Target| seen.contains_key(target);
        let mut above = (0..mapping.levels.above_sheets().len()).map(Target::Node);
        let by_names = above.all(|level| has(&level)) && has(&Target::Title);
        let placed = has(&Target::AskedField(AskedField::Policy)) || by_names;
        let has_name = has(&Target::AskedField(AskedField::Name));
        if !sink.has_errors() && (!placed || !has_name) {
            sink.report(findings::no_place(mapping.table.header.span, &mapping.levels));
        }
        let wide = merged.iter().filter(|(from, to)| to.1 > from.1);
        table.wide = wide.map(|(from, to)| (*from, to.1)).collect();
        for ((top, left), (bottom, right)) in merged.iter().filter(|(from, to)| to.0 > from.0) {
            for (column, _) in table.columns.range(*left..=(*right).max(*left)) {
                table.regions.entry(*column).or_default().push((*top, *bottom, *left));
            }
        }
        table.regions.values_mut().for_each(|regions| regions.sort_unstable());
        table
    }

    /// The column that the mapping calls `name`: by its heading, or by its letter as `F列`.
    fn find(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<u32> {
        let wanted = folded(name);
        let by_heading = self.columns.iter().filter(|(_, c)| folded(&c.heading) == wanted);
        let by_heading: Vec<u32> = by_heading.map(|(at, _)| *at).collect();
        if let [column] = by_heading[..] {
            return Some(column);
        }
        let letter = wanted.strip_suffix('列').map(str::to_uppercase);
        let by_letter = self.columns.keys().find(|at| letter.as_ref() == Some(&letters(**at)));
        if by_heading.is_empty()
            && let Some(column) = by_letter
        {
            return Some(*column);
        }
        let headings: Vec<_> = self.columns.values().map(|c| c.heading.as_str()).collect();
        sink.report(if by_heading.is_empty() {
            findings::no_column(name, &headings)
        } else {
            let letters: Vec<_> = by_heading.iter().map(|at| letters(*at)).collect();
            findings::several_columns(name, &letters)
        });
        None
    }

    /// The place of a cell.
    pub(super) fn at(&self, place: Position) -> At {
        At::new(self.file, &self.sheet.name, &reference(place))
    }

    /// The columns over which the cell at `place` is merged, if it may be the value of several of them: those of
    /// its kind, and for a number also those that are not read.
    pub(super) fn merged_over(&self, place: Position) -> Option<Vec<&str>> {
        let last = self.wide.get(&place)?;
        let own = self.columns.get(&place.1)?;
        let Use::Taken(_, kind) = &own.used else { return None };
        let is_number = matches!(kind, Kind::Money | Kind::Number(_));
        let heading = folded(&own.heading);
        // A heading that is merged as well has one column in several.
        let has_own_heading = |column: &Column| {
            let words = folded(&column.heading);
            !words.is_empty() && words != heading
        };
        let may_be = |(at, column): &(&u32, &Column)| match &column.used {
            _ if **at == place.1 => true,
            Use::Taken(target, other) => !target.is_of_policy() && other == kind,
            Use::LeftOut | Use::Unknown => is_number && has_own_heading(column),
        };
        let all = self.columns.range(place.1..=*last).filter(may_be);
        let all: Vec<_> = all.map(|(_, column)| column.heading.as_str()).collect();
        (all.len() > 1).then_some(all)
    }

    /// The merged region of several rows that has the cell of `row` and `column`: its first and last row,
    /// and the cell that has its value.
    pub(super) fn region(&self, row: u32, column: u32) -> Option<(u32, u32, Option<&'a Cell>)> {
        let regions = self.regions.get(&column)?;
        let before = regions.partition_point(|(top, ..)| *top <= row);
        let (top, bottom, left) = *regions[..before].last()?;
        (bottom >= row).then(|| (top, bottom, self.sheet.cells.get(&(top, left))))
    }
}

/// The letters of a column: `F`.
pub(super) fn letters(column: u32) -> String {
    reference((0, column)).trim_end_matches('1').to_owned()
}

/// The heading of each column that has one or has any cell: the words of all rows of headings, those of
/// merged cells for each of their columns.
fn headings(
    sheet: &Sheet,
    merged: &[(Position, Position)],
    header: (u32, u32),
) -> BTreeMap<u32, String> {
    let over = merged.iter().filter(|(from, to)| from.0 <= header.1 && to.0 >= header.0);
    let over: Vec<_> = over.collect();
    let columns: BTreeSet<u32> =
        sheet.cells.keys().filter(|at| at.0 >= header.0).map(|at| at.1).collect();
    let heading = |column: u32| {
        let mut words: Vec<String> = Vec::new();
        for row in header.0..=header.1 {
            let region = over.iter().find(|(from, to)| {
                (from.0..=to.0).contains(&row) && (from.1..=to.1).contains(&column)
            });
            let cell = sheet.cells.get(&region.map_or((row, column), |(from, _)| *from));
            let text = cell.map(shown).unwrap_or_default();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() && words.last() != Some(&text) {
                words.push(text);
            }
        }
        words.join(" ")
    };
    columns.into_iter().map(|column| (column, heading(column))).collect()
}

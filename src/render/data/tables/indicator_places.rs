//! Where indicators belong, and the further places where they are shown. Only books with indicators elsewhere than
//! at the level next to the sheets have columns for it, and only those that show one in several places
//! have a table of it.

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{indicator_id, indicator_name};
use super::indicators;
use crate::model::{Book, Indicator, Place};

/// The code set of the kinds of places: the levels, and projects.
pub(super) const SET: &str = "indicator_place";
/// The code of projects in it.
pub(super) const PROJECT: (&str, &str) = ("project", "事業");

/// Whether any indicator of `book` is elsewhere than at the level next to the sheets.
pub(super) fn are_of_several_kinds(book: &Book) -> bool {
    let depth = book.plan.levels.above_sheets().len();
    let is_group = |place: &Place| matches!(place, Place::Node(id) if id.depth() == depth);
    !book.indicators().flat_map(|indicator| &indicator.places).all(is_group)
}

/// A place of an indicator.
pub(super) trait Placed {
    /// The book.
    fn book(&self) -> &Book;
    /// The place.
    fn place(&self) -> Option<Place>;
}

/// The columns of the place of a row.
pub(super) fn columns<R: Placed>() -> [Column<R>; 4] {
    [
        Column::code(
            ("place_level", "どこの指標か"),
            "指標の属するものの段、又は事業",
            SET,
            |row: &R| row.place().map(|place| level(row.book(), place)).into(),
        ),
        Column::text(
            ("place_id", "属するものの番号"),
            "段の番号、又は主要施策の番号。事業の指標は、その事業の属する主要施策の番号",
            |row: &R| row.place().map(id).into(),
        ),
        Column::integer(
            ("place_project_number", "事業の番号"),
            "事業の指標の、事業の番号（projects の project_number）",
            |row: &R| match row.place() {
                Some(Place::Project(_, number)) => number.into(),
                _ => Cell::Empty,
            },
        )
        .empty("事業の指標ではない"),
        Column::text(
            ("place_name", "属するものの名称"),
            "段、主要施策又は事業の名称",
            |row: &R| {
                let label = row.place().and_then(|place| row.book().place_label(place));
                label.map(|(_, name)| name).into()
            },
        ),
    ]
}

fn level(book: &Book, place: Place) -> &str {
    let levels = book.plan.levels.all();
    let at = match place {
        Place::Node(id) => id.depth() - 1,
        Place::Policy(_) => levels.len() - 1,
        Place::Project(..) => return PROJECT.0,
    };
    levels.get(at).map_or("", |level| level.id.as_str())
}

fn id(place: Place) -> String {
    place.policy().map_or_else(|| place.node().to_string(), |policy| policy.to_string())
}

struct IndicatorPlaceRow<'a> {
    book: &'a Book,
    indicator: &'a Indicator,
    position: usize,
    place: Place,
}

impl Placed for IndicatorPlaceRow<'_> {
    fn book(&self) -> &Book {
        self.book
    }
    fn place(&self) -> Option<Place> {
        Some(self.place)
    }
}

/// Every place of every indicator; `None` if each has one.
pub(super) fn indicator_places(book: &Book) -> Option<Table> {
    let meta = TableMeta {
        name: "indicator_places",
        title: "成果指標を載せたところ",
        definition: "1行が成果指標を載せたところの一つ。はじめのところに属し、件数にはそこでだけ数える",
        source: indicators::FILE,
    };
    let mut columns = vec![
        indicator_id(|row: &IndicatorPlaceRow| (&row.indicator.id.value).into()).key(),
        indicator_name(|row: &IndicatorPlaceRow| (&row.indicator.name.value).into()),
        Column::integer(
            ("position", "順番"),
            "載せたところの順番（1から）。1が指標の属するところ",
            |row: &IndicatorPlaceRow| row.position.into(),
        )
        .key(),
    ];
    columns.extend(self::columns());
    if book.indicators().all(|indicator| indicator.places.len() < 2) {
        return None;
    }
    let rows = book.indicators().flat_map(|indicator| {
        let places = (1..).zip(&indicator.places);
        places.map(move |(position, place)| IndicatorPlaceRow {
            book,
            indicator,
            position,
            place: *place,
        })
    });
    Some(Table::new(meta, columns, rows))
}

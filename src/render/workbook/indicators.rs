//! The table of indicators in a workbook.

use super::content::{FillTime, Sheet};
use super::tables::{Builder, fact};
use super::{AskedField, BookLookup, Kind, RecordRef};
use crate::model::{Indicator, NumberLimits, Place};

/// The values of `indicators` with the columns to fill in.
pub(super) fn indicator_sheet(lookup: &BookLookup<'_>, indicators: &[&Indicator]) -> Sheet {
    let plan = &lookup.book.plan;
    let mut table = Builder { plan, record: "Indicator", columns: Vec::new() };
    let group = plan.levels.above_sheets().len();
    let is_of_group =
        |i: &&Indicator| matches!(i.first_place(), Some(Place::Node(id)) if id.depth() == group);
    let of_groups = indicators.iter().all(is_of_group);
    let place = if of_groups { plan.levels.group_name() } else { "どこの指標か" };
    table.locked("number", place, Kind::Line, if of_groups { 11 } else { 24 });
    table.locked("name", "指標", Kind::Line, 40);
    table.locked("unit", "単位", Kind::Line, 8);
    table.locked("target", "目標", Kind::Line, 18);
    if let Some(year) = plan.edition.evaluated_year() {
        let last = year.plus(-1);
        table.locked(
            &AskedField::Value(last).to_string(),
            last.long(),
            Kind::Number(NumberLimits::default()),
            13,
        );
        let note = "数だけ。測っていなければ「未計測」";
        table.input(&AskedField::Value(year), year.long(), note, FillTime::Evaluation, 16);
        // Only where there are targets that nothing can be computed from.
        if indicators.iter().any(|indicator| indicator.has_words()) {
            let (words, reached) = (AskedField::Words(year), AskedField::Reached(year));
            let name = format!("{}\n（言葉の指標）", year.long());
            table.input(
                &words,
                name,
                "目標が言葉の指標だけ。例 策定済み",
                FillTime::Evaluation,
                18,
            );
            let name = format!("{}\n目標に届いたか", year.long());
            table.input(&reached, name, "目標が言葉の指標だけ", FillTime::Evaluation, 14);
        }
    }
    table.input(&AskedField::Note, "測り方など", "変わったら直す", FillTime::IfChanged, 44);
    table.declared();
    let number = |indicator: &Indicator| {
        let label = indicator.first_place().and_then(|place| lookup.book.place_label(place));
        match label {
            Some((number, name)) if !of_groups => format!("{number} {name}"),
            Some((number, _)) => number,
            None => indicator.node.to_string(),
        }
    };
    let title = format!("{}：1行に1つ", plan.terms.indicators);
    let mut sheet = Sheet::new("indicators", "指標", title, table.columns);
    for indicator in indicators {
        let id = indicator.id.to_string();
        let subject = RecordRef::Indicator(id.clone());
        let row = Builder::row(&sheet.columns, id, |key| match key {
            "=number" => number(indicator),
            "=unit" => indicator.unit.value.clone(),
            "=target" => {
                let targets = indicator.target.value.iter();
                let targets = targets.map(|(year, value)| format!("{} {value}", year.long()));
                targets.collect::<Vec<_>>().join("、")
            }
            key => fact(lookup, &subject, key),
        });
        sheet.rows.push(row);
    }
    sheet
}

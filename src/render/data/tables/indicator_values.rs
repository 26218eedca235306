//! The values of 成果指標 by year: measured ones, targets and forecasts.

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    group_cell, group_id, highest, indicator_id, indicator_name, year, year_label,
};
use super::indicator_places as places;
use super::indicator_uses::{Uses, text};
use super::indicators::{
    FILE, IndicatorRow, OF_HIGHER, asked_section, goal_id_of, goal_name_of, group_of, rows,
};
use crate::model::{Baseline, FiscalYear, Indicator, Quantity};
use crate::reading::Reading;

struct Point<'a> {
    reading: Reading<'a>,
    indicator: &'a Indicator,
    kind: &'static str,
    year: FiscalYear,
    value: Option<Quantity>,
}

impl Point<'_> {
    /// Whether it is a value that was measured in its year.
    fn is_measured(&self) -> bool {
        matches!(self.kind, "baseline" | "actual")
    }

    fn correction(&self) -> Option<&str> {
        let note = self.indicator.corrected.get(&self.year).filter(|_| self.is_measured());
        note.map(|note| note.as_str())
    }

    fn reached(&self) -> Option<bool> {
        let reached = self.indicator.reached.get(&self.year).filter(|_| self.is_measured());
        reached.map(|reached| reached.value)
    }
}

pub(super) fn indicator_values(reading: &Reading<'_>) -> Table {
    let uses = Uses::of(reading.book());
    let several = places::are_of_several_kinds(reading.book());
    let meta = TableMeta {
        name: "indicator_values",
        title: "成果指標の値",
        definition: if uses.forecasts {
            "1行が成果指標の1年度の値。基準値、実績値、目標値及び推計値"
        } else {
            "1行が成果指標の1年度の値。基準値、実績値及び目標値"
        },
        source: FILE,
    };
    let mut columns = vec![
        indicator_id(|row: &Point| (&row.indicator.id.value).into()).key(),
        indicator_name(|row: &Point| (&row.indicator.name.value).into()),
        group_id(&reading.plan().levels, |row: &Point, _| {
            group_of(row.reading.book(), row.indicator).map(group_cell).into()
        })
        .empty(several.then_some(OF_HIGHER)),
        Column::code(
            ("kind", "値の種類"),
            "基準値、実績値、目標値のどれか",
            "value_kind",
            |row: &Point| row.kind.into(),
        )
        .key(),
        year(|row: &Point| row.year.into()).key(),
        year_label(|row: &Point| row.year.long().into()),
        Column::decimal(("value", "値"), "その年度の値", |row: &Point| {
            row.value.as_ref().and_then(Quantity::number).into()
        })
        .unit("unit 列のとおり")
        .empty("その年度に測っていない。0 とは異なる"),
    ];
    if uses.words || uses.other_targets {
        let column = Column::text(
            ("value_text", "値（言葉・範囲）"),
            "値や目標が言葉か範囲のとき、計画に書かれたとおりのもの",
            |row: &Point| text(row.value.as_ref()).into(),
        );
        columns.push(column.empty("数の値か、値がない"));
    }
    columns.push(
        Column::text(("unit", "単位"), "値の単位", |row: &Point| {
            (&row.indicator.unit.value).into()
        })
        .empty("単位のない数（指数など）"),
    );
    columns.extend(uses.corrections.then(correction_columns).into_iter().flatten());
    if uses.statements {
        let column = Column::integer(
            ("reached", "目標に届いたか"),
            "目標か値が言葉のとき、担当課の判定。届いたなら1、届いていないなら0",
            |row: &Point| row.reached().map(u8::from).into(),
        );
        columns.push(column.empty("値から計算されるか、判定がない"));
    }
    let levels = &reading.plan().levels;
    columns.push(asked_section(|row: &Point| {
        row.reading.book().section_of_indicator(row.indicator).into()
    }));
    if levels.above_sheets().len() > 1 {
        columns.extend(highest(
            levels,
            |row: &Point, _| goal_id_of(row.indicator),
            |row: &Point, _| goal_name_of(row.reading.book(), row.indicator),
        ));
    }
    Table::new(meta, columns, rows(reading).flat_map(values))
}

fn correction_columns<'a>() -> [Column<Point<'a>>; 2] {
    [
        Column::integer(
            ("corrected", "修正"),
            "前の版から直した値なら1、そうでなければ0",
            |row: &Point| u8::from(row.correction().is_some()).into(),
        ),
        Column::text(("correction", "修正の理由"), "値を直した訳", |row: &Point| {
            row.correction().into()
        })
        .empty("直していない"),
    ]
}

fn values(row: IndicatorRow<'_>) -> Vec<Point<'_>> {
    let IndicatorRow { reading, indicator } = row;
    let point = |kind, year, value| Point { reading, indicator, kind, year, value };
    let (mean, baseline) = match indicator.baseline.as_ref().map(|baseline| &baseline.value) {
        Some(Baseline::Mean(mean)) => (mean.mean.to().zip(indicator.baseline_value()), None),
        Some(Baseline::Year(year)) => (None, Some(*year)),
        None => (None, None),
    };
    let mut values: Vec<_> =
        mean.into_iter().map(|(year, mean)| point("baseline_mean", year, Some(mean))).collect();
    let measured = indicator.values.value.range(..=reading.known_until());
    values.extend(measured.map(|(year, found)| {
        let kind = if Some(*year) == baseline { "baseline" } else { "actual" };
        point(kind, *year, found.value.clone())
    }));
    let forecasts = indicator.forecast.iter();
    values.extend(
        forecasts.map(|(year, forecast)| {
            point("forecast", *year, Some(Quantity::Number(forecast.value)))
        }),
    );
    let targets = indicator.target.value.iter();
    values.extend(targets.map(|(year, target)| point("target", *year, Some(target.value.clone()))));
    values
}

//! 成果指標 (indicators) and their measured values by year.

use super::super::table::{Column, Table, TableMeta};
use super::common::{group, group_cell, group_id, indicator_id, indicator_name, year, year_label};
use super::declared;
use crate::model::{Better, Decimal, FiscalYear, Indicator, Levels, Node, Progress};
use crate::reading::Reading;

pub(super) const FILE: &str = "content/indicators.yaml";

struct Row<'a> {
    reading: Reading<'a>,
    node: &'a Node,
    indicator: &'a Indicator,
}

impl Row<'_> {
    fn current(&self) -> Option<(FiscalYear, Decimal)> {
        self.indicator.current(self.reading.evaluated()?)
    }

    /// The code and the label of the progress.
    fn progress(&self) -> Option<(&'static str, &'static str)> {
        let level = self.reading.standing(self.indicator)?.level;
        let known = Progress::ALL.into_iter().find(|(known, ..)| *known == level);
        known.map(|(_, id, word)| (id, word))
    }
}

fn rows<'a>(reading: &Reading<'a>) -> impl Iterator<Item = Row<'a>> {
    let reading = *reading;
    reading.book().all_nodes().flat_map(move |node| {
        node.indicators.iter().map(move |indicator| Row { reading, node, indicator })
    })
}

fn better(indicator: &Indicator) -> &'static str {
    match indicator.better {
        Better::More => "more",
        Better::Less => "less",
    }
}

pub(super) fn indicators(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "indicators",
        title: "成果指標",
        definition: "1行が成果指標の一つ。年度ごとの値は indicator_values にある",
        source: FILE,
    };
    let is_evaluated = reading.plan().edition.evaluated.is_some();
    let mut columns = subject_columns(&reading.plan().levels);
    columns.extend(baseline_columns());
    columns.extend(is_evaluated.then(current_columns).into_iter().flatten());
    columns.extend(target_columns());
    columns.extend(is_evaluated.then(progress_columns).into_iter().flatten());
    columns.extend(declared::columns(reading.plan(), "Indicator", |row: &Row| {
        (&row.indicator.more, None)
    }));
    Table::new(meta, columns, rows(reading))
}

fn subject_columns<'a>(levels: &Levels) -> Vec<Column<Row<'a>>> {
    let mut columns = vec![
        Column::text(
            ("indicator_id", "指標の番号"),
            "成果指標の番号。基本計画の番号に英小文字を付けたもの（例 1-2-a）",
            |row: &Row| (&row.indicator.id.value).into(),
        )
        .key(),
        indicator_name(|row: &Row| (&row.indicator.name.value).into()),
    ];
    columns.extend(group(
        levels,
        |row: &Row, _| group_cell(row.node.id.value),
        |row: &Row, _| (&row.node.name.value).into(),
    ));
    columns.extend([
        Column::text(("unit", "単位"), "値の単位", |row: &Row| {
            (&row.indicator.unit.value).into()
        })
        .empty("単位のない数（指数など）"),
        Column::code(
            ("better", "望ましい向き"),
            "値が大きいほどよいか、小さいほどよいか",
            "better",
            |row: &Row| better(row.indicator).into(),
        ),
        Column::code(
            ("target_kind", "目標の種類"),
            "基準値から到達を目指すか、基準値の水準を保つか",
            "target_kind",
            |row: &Row| {
                let kept = row.indicator.is_kept_level();
                if kept { "keep" } else { "reach" }.into()
            },
        )
        .calculated("基準値と目標値が等しければ keep"),
        Column::text(("source", "出所"), "値を調べた課又は資料", |row: &Row| {
            (&row.indicator.source).into()
        })
        .empty("記載がない"),
        Column::text(
            ("note", "備考"),
            "測り方、測っていない理由など",
            |row: &Row| row.indicator.note.as_ref().into(),
        )
        .empty("備考がない"),
    ]);
    columns
}

fn baseline_columns<'a>() -> Vec<Column<Row<'a>>> {
    vec![
        Column::integer(
            ("baseline_year", "基準年度"),
            "計画策定時の値の会計年度（西暦）",
            |row: &Row| row.indicator.baseline.value.into(),
        ),
        Column::decimal(("baseline_value", "基準値"), "計画策定時の値", |row: &Row| {
            row.indicator.baseline_value().into()
        })
        .unit("unit 列のとおり")
        .empty("基準年度に測っていない"),
    ]
}

fn current_columns<'a>() -> Vec<Column<Row<'a>>> {
    vec![
        Column::integer(
            ("current_year", "現状値の年度"),
            "現状値の会計年度（西暦）",
            |row: &Row| row.current().map(|(year, _)| year).into(),
        )
        .calculated("評価年度までの、値のある最も新しい年度")
        .empty("基準年度の後に測っていない"),
        Column::decimal(("current_value", "現状値"), "最も新しい値", |row: &Row| {
            row.current().map(|(_, value)| value).into()
        })
        .unit("unit 列のとおり")
        .empty("基準年度の後に測っていない"),
    ]
}

fn target_columns<'a>() -> Vec<Column<Row<'a>>> {
    vec![
        Column::integer(
            ("target_year", "目標年度"),
            "目標値の会計年度（西暦）",
            |row: &Row| row.indicator.target.value.0.into(),
        ),
        Column::decimal(("target_value", "目標値"), "目標とする値", |row: &Row| {
            row.indicator.target.value.1.into()
        })
        .unit("unit 列のとおり"),
    ]
}

fn progress_columns<'a>() -> Vec<Column<Row<'a>>> {
    vec![
        Column::code(
            ("progress", "進捗"),
            "基準値から目標値への進み具合",
            "progress",
            |row: &Row| row.progress().map(|(id, _)| id).into(),
        )
        .calculated("現状値を基準値及び目標値と、望ましい向きに沿って比べたもの"),
        Column::text(("progress_label", "進捗の意味"), "進捗の意味", |row: &Row| {
            row.progress().map(|(_, word)| word).into()
        })
        .calculated("progress の意味"),
        Column::integer(
            ("progress_percent", "進捗率"),
            "基準値から目標値までのうち進んだ割合。後退は負の数",
            |row: &Row| row.reading.standing(row.indicator).and_then(|s| s.percent).into(),
        )
        .unit("%")
        .calculated("（現状値－基準値）÷（目標値－基準値）×100。小数点以下切捨て")
        .empty("基準値と目標値が等しいか、値がなく計算できない"),
    ]
}

struct Point<'a> {
    indicator: &'a Indicator,
    kind: &'static str,
    year: FiscalYear,
    measured: Option<Decimal>,
}

pub(super) fn indicator_values(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "indicator_values",
        title: "成果指標の値",
        definition: "1行が成果指標の1年度の値。基準値、実績値及び目標値",
        source: FILE,
    };
    let columns = vec![
        indicator_id(|row: &Point| (&row.indicator.id.value).into()).key(),
        indicator_name(|row: &Point| (&row.indicator.name.value).into()),
        group_id(&reading.plan().levels, |row: &Point, _| group_cell(row.indicator.node.value)),
        Column::code(
            ("kind", "値の種類"),
            "基準値、実績値、目標値のどれか",
            "value_kind",
            |row: &Point| row.kind.into(),
        )
        .key(),
        year(|row: &Point| row.year.into()).key(),
        year_label(|row: &Point| row.year.long().into()),
        Column::decimal(("value", "値"), "その年度の値", |row: &Point| row.measured.into())
            .unit("unit 列のとおり")
            .empty("その年度に測っていない。0 とは異なる"),
        Column::text(("unit", "単位"), "値の単位", |row: &Point| {
            (&row.indicator.unit.value).into()
        })
        .empty("単位のない数（指数など）"),
    ];
    Table::new(meta, columns, rows(reading).flat_map(values))
}

fn values(row: Row<'_>) -> Vec<Point<'_>> {
    let indicator = row.indicator;
    let baseline = indicator.baseline.value;
    let point = |kind, year, measured| Point { indicator, kind, year, measured };
    let measured = indicator.values.value.range(..=row.reading.known_until());
    let mut values: Vec<_> = measured
        .map(|(year, found)| {
            let kind = if *year == baseline { "baseline" } else { "actual" };
            point(kind, *year, found.value)
        })
        .collect();
    let (year, target) = indicator.target.value;
    values.push(point("target", year, Some(target)));
    values
}

//! 成果指標 (indicators).

use super::super::table::{Cell, Column, Table, TableMeta};
use super::common::{
    goal_cell, goal_name_cell, group, group_cell, highest, indicator_name, section_if_any,
};
use super::indicator_uses::{Uses, target_kind, text};
use super::{declared, indicator_places as places};
use crate::model::{
    Baseline, Better, Book, Decimal, FiscalYear, Indicator, Levels, NodeId, Place, Progress,
    ProgressFormula, Quantity,
};
use crate::reading::Reading;

pub(super) const FILE: &str = "content/indicators.yaml";

/// Where an indicator belongs to no item of the level next to the sheets.
pub(super) const OF_HIGHER: &str = "もっと上の段の指標";

/// An indicator, read in an edition.
pub(super) struct IndicatorRow<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) indicator: &'a Indicator,
}

impl places::Placed for IndicatorRow<'_> {
    fn book(&self) -> &Book {
        self.reading.book()
    }
    fn place(&self) -> Option<Place> {
        self.indicator.first_place()
    }
}

impl IndicatorRow<'_> {
    fn current(&self) -> Option<(FiscalYear, &Quantity)> {
        self.indicator.current(self.reading.evaluated()?)
    }

    /// The target that the latest value is compared with.
    fn compared(&self) -> Option<(FiscalYear, &Quantity)> {
        let formula = self.reading.plan().progress;
        let target = self.indicator.target_of(self.reading.evaluated(), formula);
        target.map(|(year, target)| (year, &target.value))
    }

    fn final_target(&self) -> Option<(FiscalYear, &Quantity)> {
        self.indicator.final_target().map(|(year, target)| (year, &target.value))
    }

    /// The code and the label of the progress.
    fn progress(&self) -> Option<(&'static str, &'static str)> {
        let level = self.reading.standing(self.indicator)?.level;
        let known = Progress::ALL.into_iter().find(|(known, ..)| *known == level);
        known.map(|(_, id, word)| (id, word))
    }
}

pub(super) fn rows<'a>(reading: &Reading<'a>) -> impl Iterator<Item = IndicatorRow<'a>> {
    let reading = *reading;
    reading.book().indicators().map(move |indicator| IndicatorRow { reading, indicator })
}

/// The item next to the sheets that `indicator` belongs to; none where it belongs to a higher one.
pub(super) fn group_of(book: &Book, indicator: &Indicator) -> Option<NodeId> {
    let depth = book.plan.levels.above_sheets().len();
    indicator.first_place().map(Place::node).filter(|node| node.depth() == depth)
}

/// The id of the item of the highest level above `indicator`.
pub(super) fn goal_id_of(indicator: &Indicator) -> Cell {
    indicator.first_place().map(|place| goal_cell(place.node())).into()
}

/// The name of that item.
pub(super) fn goal_name_of(book: &Book, indicator: &Indicator) -> Cell {
    indicator.first_place().map_or(Cell::Empty, |place| goal_name_cell(book, place.node()))
}

/// The section that is asked about an indicator.
pub(super) fn asked_section<R>(cell: fn(&R) -> Cell) -> Column<R> {
    section_if_any(
        "成果指標について聞くところ。出所に書いてある課か、事業を行う課、主たる担当課",
        cell,
    )
}

fn better(indicator: &Indicator) -> &'static str {
    Better::ALL.iter().find(|(b, _)| *b == indicator.better).map_or("", |(_, word)| word)
}

pub(super) fn indicators(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "indicators",
        title: "成果指標",
        definition: "1行が成果指標の一つ。年度ごとの値は indicator_values にある",
        source: FILE,
    };
    let is_evaluated = reading.plan().edition.evaluated.is_some();
    let several = places::are_of_several_kinds(reading.book());
    let uses = Uses::of(reading.book());
    let mut columns = subject_columns(&reading.plan().levels, several);
    columns.extend(several.then(places::columns).into_iter().flatten());
    columns.extend(baseline_columns(uses));
    columns.extend(is_evaluated.then(|| current_columns(uses)).into_iter().flatten());
    columns.extend(target_columns(uses));
    columns.extend(
        is_evaluated.then(|| progress_columns(reading.plan().progress, uses)).into_iter().flatten(),
    );
    let levels = &reading.plan().levels;
    columns.push(asked_section(|row: &IndicatorRow| {
        row.reading.book().section_of_indicator(row.indicator).into()
    }));
    // In plans of two levels the item next to the sheets is of the highest.
    if levels.above_sheets().len() > 1 {
        columns.extend(highest(
            levels,
            |row: &IndicatorRow, _| goal_id_of(row.indicator),
            |row: &IndicatorRow, _| goal_name_of(row.reading.book(), row.indicator),
        ));
    }
    columns.extend(Column::shown(Indicator::FIELDS, |row: &IndicatorRow| row.indicator));
    columns.extend(declared::columns(reading.book(), "Indicator", |row: &IndicatorRow| {
        (&row.indicator.more, None)
    }));
    Table::new(meta, columns, rows(reading))
}

fn subject_columns<'a>(levels: &Levels, several: bool) -> Vec<Column<IndicatorRow<'a>>> {
    let mut columns = vec![
        Column::text(
            ("indicator_id", "指標の番号"),
            "成果指標の番号。基本計画の番号に英小文字を付けたもの（例 1-2-a）",
            |row: &IndicatorRow| (&row.indicator.id.value).into(),
        )
        .key(),
        indicator_name(|row: &IndicatorRow| (&row.indicator.name.value).into()),
    ];
    let columns_of_group = group(
        levels,
        |row: &IndicatorRow, _| group_of(row.reading.book(), row.indicator).map(group_cell).into(),
        |row: &IndicatorRow, _| {
            let book = row.reading.book();
            let group = group_of(book, row.indicator).and_then(|id| book.node(id));
            group.map(|node| &node.name).into()
        },
    );
    columns.extend(columns_of_group.map(|column| column.empty(several.then_some(OF_HIGHER))));
    columns.extend([
        Column::text(("unit", "単位"), "値の単位", |row: &IndicatorRow| {
            (&row.indicator.unit.value).into()
        })
        .empty("単位のない数（指数など）"),
        Column::code(
            ("better", "望ましい向き"),
            "値が大きいほどよいか、小さいほどよいか",
            "better",
            |row: &IndicatorRow| better(row.indicator).into(),
        ),
        Column::code(
            ("target_kind", "目標の種類"),
            "基準値から到達を目指すか、基準値の水準を保つか",
            "target_kind",
            |row: &IndicatorRow| target_kind(row.indicator).into(),
        )
        .calculated("基準値と目標値が等しければ keep"),
        Column::text(
            ("source", "出所"),
            "値を調べた課又は資料",
            |row: &IndicatorRow| (&row.indicator.source).into(),
        )
        .empty("記載がない"),
        Column::text(
            ("note", "備考"),
            "測り方、測っていない理由など",
            |row: &IndicatorRow| row.indicator.note.as_ref().into(),
        )
        .empty("備考がない"),
    ]);
    columns
}

fn baseline_columns<'a>(uses: Uses) -> Vec<Column<IndicatorRow<'a>>> {
    let first = || {
        Column::integer(
            ("baseline_first_year", "基準のはじめの年度"),
            "基準値が年度の平均のとき、平均したはじめの会計年度（西暦）。終わりは baseline_year",
            |row: &IndicatorRow| match row
                .indicator
                .baseline
                .as_ref()
                .map(|baseline| &baseline.value)
            {
                Some(Baseline::Mean(mean)) => mean.mean.from().into(),
                _ => Cell::Empty,
            },
        )
        .empty("平均ではない")
    };
    let words = || {
        Column::text(
            ("baseline_text", "基準（言葉）"),
            "計画策定時の値が言葉のとき、その言葉",
            |row: &IndicatorRow| text(row.indicator.baseline_value().as_ref()).into(),
        )
        .empty("数の値か、基準値がない")
    };
    let mut columns: Vec<_> = uses.means.then(first).into_iter().collect();
    columns.extend([
        Column::integer(
            ("baseline_year", "基準年度"),
            "計画策定時の値の会計年度（西暦）",
            |row: &IndicatorRow| row.indicator.baseline_year().into(),
        )
        .empty(uses.no_baseline.then_some("基準値がない")),
        Column::decimal(
            ("baseline_value", "基準値"),
            "計画策定時の値",
            |row: &IndicatorRow| {
                row.indicator.baseline_value().and_then(|value| value.number()).into()
            },
        )
        .unit("unit 列のとおり")
        .empty("基準年度に測っていない"),
    ]);
    columns.extend(uses.words.then(words));
    columns
}

fn current_columns<'a>(uses: Uses) -> Vec<Column<IndicatorRow<'a>>> {
    let words = || {
        Column::text(
            ("current_text", "現状（言葉）"),
            "最も新しい値が言葉のとき、その言葉",
            |row: &IndicatorRow| text(row.current().map(|(_, value)| value)).into(),
        )
        .empty("数の値か、値がない")
    };
    let mut columns = vec![
        Column::integer(
            ("current_year", "現状値の年度"),
            "現状値の会計年度（西暦）",
            |row: &IndicatorRow| row.current().map(|(year, _)| year).into(),
        )
        .calculated("評価年度までの、値のある最も新しい年度")
        .empty("基準年度の後に測っていない"),
        Column::decimal(
            ("current_value", "現状値"),
            "最も新しい値",
            |row: &IndicatorRow| row.current().and_then(|(_, value)| value.number()).into(),
        )
        .unit("unit 列のとおり")
        .empty("基準年度の後に測っていない"),
    ];
    columns.extend(uses.words.then(words));
    columns
}

/// Where a target has no number.
const NO_NUMBER: &str = "言葉か範囲の目標";

fn target_columns<'a>(uses: Uses) -> Vec<Column<IndicatorRow<'a>>> {
    let mut columns = vec![
        Column::integer(
            ("target_year", "目標年度"),
            "目標値の会計年度（西暦）",
            |row: &IndicatorRow| row.final_target().map(|(year, _)| year).into(),
        ),
        Column::decimal(
            ("target_value", "目標値"),
            "目標とする値",
            |row: &IndicatorRow| row.final_target().and_then(|(_, target)| target.number()).into(),
        )
        .unit("unit 列のとおり")
        .empty(uses.other_targets.then_some(NO_NUMBER)),
    ];
    if uses.other_targets {
        columns.extend(other_target_columns());
    }
    if uses.several_targets {
        columns.extend(compared_columns());
    }
    columns
}

/// Targets that are no numbers.
fn other_target_columns<'a>() -> [Column<IndicatorRow<'a>>; 3] {
    fn bounds(row: &IndicatorRow<'_>) -> (Option<Decimal>, Option<Decimal>) {
        match row.final_target() {
            Some((_, Quantity::Range(range))) => range.bounds(),
            _ => (None, None),
        }
    }
    [
        Column::text(
            ("target_text", "目標（言葉・範囲）"),
            "目標が言葉か範囲のとき、計画に書かれたとおりの目標",
            |row: &IndicatorRow| text(row.final_target().map(|(_, target)| target)).into(),
        )
        .empty("数の目標"),
        Column::decimal(
            ("target_from", "目標の下限"),
            "範囲の目標の、小さいほうの数",
            |row: &IndicatorRow| bounds(row).0.into(),
        )
        .unit("unit 列のとおり")
        .empty("下限のない目標"),
        Column::decimal(
            ("target_to", "目標の上限"),
            "範囲の目標の、大きいほうの数",
            |row: &IndicatorRow| bounds(row).1.into(),
        )
        .unit("unit 列のとおり")
        .empty("上限のない目標"),
    ]
}

/// The target that the latest value is compared with.
fn compared_columns<'a>() -> [Column<IndicatorRow<'a>>; 2] {
    [
        Column::integer(
            ("compared_target_year", "比べた目標の年度"),
            "進捗で現状値と比べた目標値の会計年度（西暦）",
            |row: &IndicatorRow| row.compared().map(|(year, _)| year).into(),
        )
        .calculated("評価年度に目標値があればその年度。なければ、計画の進捗率の求め方による"),
        Column::decimal(
            ("compared_target_value", "比べた目標値"),
            "進捗で現状値と比べた目標値",
            |row: &IndicatorRow| row.compared().and_then(|(_, target)| target.number()).into(),
        )
        .unit("unit 列のとおり")
        .calculated("compared_target_year の目標値")
        .empty(NO_NUMBER),
    ]
}

/// What 進捗率 is and how it is computed, and where there is none.
fn percent_words(formula: ProgressFormula, forecasts: bool) -> [&'static str; 3] {
    match (formula, forecasts) {
        (ProgressFormula::BaselineToTarget, false) => [
            "基準値から目標値までのうち進んだ割合。後退は負の数",
            "（現状値－基準値）÷（目標値－基準値）×100。小数点以下切捨て",
            "基準値と目標値が等しいか、値がなく計算できない",
        ],
        (ProgressFormula::BaselineToTarget, true) => [
            "基準値（推計値のある指標は推計値）から目標値までのうち進んだ割合。後退は負の数",
            "（現状値－基準値）÷（目標値－基準値）×100。推計値のある指標は、基準値の代わりに目標年度の推計値を使う。小数点以下切捨て",
            "基準値と目標値が等しいか、値がなく計算できない",
        ],
        (ProgressFormula::ActualToTarget, _) => [
            "目標値に対する現状値の割合",
            "現状値÷目標値×100。小さいほどよい指標は 目標値÷現状値×100。小数点以下切捨て",
            "数の値や目標がないか、割る数が0以下で計算できない",
        ],
        (ProgressFormula::ActualToInterim, _) => [
            "次の目標値（評価年度か、その後で最も早い年度の目標値）に対する現状値の割合",
            "現状値÷次の目標値×100。小さいほどよい指標は 次の目標値÷現状値×100。小数点以下切捨て",
            "数の値や目標がないか、割る数が0以下で計算できない",
        ],
    }
}

fn progress_columns<'a>(formula: ProgressFormula, uses: Uses) -> Vec<Column<IndicatorRow<'a>>> {
    let [definition, calculation, empty] = percent_words(formula, uses.forecasts);
    vec![
        Column::code(
            ("progress", "進捗"),
            "基準値から目標値への進み具合",
            "progress",
            |row: &IndicatorRow| row.progress().map(|(id, _)| id).into(),
        )
        .calculated("現状値を基準値及び目標値と、望ましい向きに沿って比べたもの"),
        Column::text(
            ("progress_label", "進捗の意味"),
            "進捗の意味",
            |row: &IndicatorRow| row.progress().map(|(_, word)| word).into(),
        )
        .calculated("progress の意味"),
        Column::integer(("progress_percent", "進捗率"), definition, |row: &IndicatorRow| {
            row.reading.standing(row.indicator).and_then(|s| s.percent).into()
        })
        .unit("%")
        .calculated(calculation)
        .empty(empty),
    ]
}

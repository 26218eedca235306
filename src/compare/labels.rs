//! Names of fields for readers.

use super::snapshot::ItemKind;

/// The names of the fields that have a usual one in print. Others are called by the beginning of the
/// words for authors in their declaration.
const LABELS: [(&str, &str); 29] = [
    ("Policy.number", "印刷番号"),
    ("Policy.sections", "担当課"),
    ("Policy.themes", "重点テーマ"),
    ("Policy.rating", "評価"),
    ("Policy.relisted", "再掲"),
    ("Policy.text", "文章"),
    ("Project.section", "担当課"),
    ("Project.description", "内容"),
    ("Project.results", "事業実績"),
    ("Project.settlement", "決算額"),
    ("Project.budget", "予算額"),
    ("Project.funding", "財源"),
    ("Project.settlement_funding", "決算額の財源"),
    ("Project.direction", "今後の方向性"),
    ("Indicator.unit", "単位"),
    ("Indicator.better", "望ましい向き"),
    ("Indicator.values", "値"),
    ("Indicator.baseline", "基準年度"),
    ("Indicator.target", "目標値"),
    ("Indicator.forecast", "推計値"),
    ("Indicator.corrected", "修正の理由"),
    ("Indicator.reached", "目標に届いたか"),
    ("Indicator.also_at", "再掲"),
    ("Indicator.project", "事業"),
    ("Indicator.source", "出所"),
    ("Indicator.note", "備考"),
    ("Node.number", "印刷番号"),
    ("Node.field", "分野"),
    ("PriorityTheme.leads", "重点施策"),
];

/// The name of the field `key` of records of the type `record`, whose words for authors are `words`.
#[must_use]
pub fn label(record: &str, key: &str, words: &str) -> String {
    let known = LABELS.iter().find(|(name, _)| {
        name.strip_prefix(record).and_then(|rest| rest.strip_prefix('.')) == Some(key)
    });
    match known {
        Some((_, label)) => (*label).to_owned(),
        None => words.split(['。', '（']).next().unwrap_or(key).to_owned(),
    }
}

/// What items of `kind` are called where the plan gives them no name of its own.
#[must_use]
pub fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Section => "担当課",
        ItemKind::Node => "施策体系",
        ItemKind::Indicator => "成果指標",
        ItemKind::Theme => "重点テーマ",
        ItemKind::Text => "文章",
        ItemKind::Policy => "主要施策",
        ItemKind::Project => "事業",
    }
}

//! The rows of a city's own spreadsheet that are no project's: totals, notes and headings.

use unicode_normalization::UnicodeNormalization as _;

use super::super::answers::shown;
use super::columns::{Table, folded};

/// What a row is that is no project's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    /// A sum.
    Total,
    /// A mean, a difference or a share.
    Computed,
    /// A note.
    Note,
    /// Something without a name of a project.
    Nameless,
}

/// What a total may be of: 産業課計, 施策計. Other names end with 計, too: 実施設計, 特別会計.
const TOTALLED: [&str; 36] = [
    "課",
    "部",
    "局",
    "室",
    "係",
    "所",
    "館",
    "園",
    "校",
    "センター",
    "策",
    "分野",
    "区分",
    "事業",
    "費",
    "額",
    "財源",
    "金",
    "歳入",
    "歳出",
    "収入",
    "支出",
    "別",
    "等",
    "地区",
    "全体",
    "再掲",
    "会計",
    "年度",
    "年",
    "月",
    "款",
    "項",
    "目",
    "柱",
    "目標",
];

/// Names of sums.
const SUMS: [&str; 4] = ["合計", "小計", "総計", "累計"];

/// Names of what is computed otherwise.
const COMPUTED: [&str; 8] =
    ["平均", "差引", "増減", "比較", "前年度比", "対前年度比", "構成比", "執行率"];

const OPEN: [char; 11] = ['(', '[', '<', '【', '〔', '〈', '《', '「', '『', '≪', '{'];
const CLOSE: [char; 11] = [')', ']', '>', '】', '〕', '〉', '》', '」', '』', '≫', '}'];

/// What a row with the name `words` is, if that is no name of a project: 小計（産業課）, 【合計】.
pub(super) fn of_name(words: &str) -> Option<Other> {
    // A word of its own: 特別会計　計.
    let mut last = words.split_whitespace().rev();
    let apart = last.next().map(|word| word.trim_end_matches([':', '：'])) == Some("計")
        && last.next().is_some_and(|of| of.chars().count() > 1);
    let words: String = words.nfkc().filter(|c| !c.is_whitespace()).collect();
    let words = words.trim_end_matches(':');
    let (first, rest) = match words.strip_prefix(OPEN).and_then(|inner| inner.split_once(CLOSE)) {
        Some((inner, rest)) => (inner, rest),
        None => (words, ""),
    };
    let names = [first, rest].map(|name| name.split(OPEN).next().unwrap_or_default());
    if apart || names.iter().any(|name| is_total(name.trim_end_matches(':'))) {
        return Some(Other::Total);
    }
    COMPUTED.contains(&names[0].trim_end_matches('額')).then_some(Other::Computed)
}

fn is_total(name: &str) -> bool {
    let lower = name.to_lowercase();
    // Its number or letter: 小計1, 合計①+②.
    let mark = |c: char| c.is_ascii_alphanumeric() || "+※*".contains(c);
    let name = name.trim_end_matches(mark);
    let name = name.strip_suffix('額').unwrap_or(name);
    let of_something = |of: &str| TOTALLED.iter().any(|totalled| of.ends_with(totalled));
    matches!(name, "計" | "総")
        || matches!(lower.as_str(), "total" | "トータル")
        || SUMS.iter().any(|end| name.ends_with(end))
        || name.strip_suffix('計').is_some_and(of_something)
}

/// Whether `words` are a note below a table.
pub(super) fn is_note(words: &str) -> bool {
    let words = words.trim_start();
    let after = words.trim_start_matches(['（', '(']).strip_prefix('注');
    let follows = |rest: &str| {
        let next = rest.chars().next();
        next.is_some_and(|c| "）)：:．. 　".contains(c) || c.is_numeric())
    };
    words.starts_with(['※', '＊', '*']) || after.is_some_and(follows)
}

/// Whether a row repeats the headings of its columns.
pub(super) fn is_heading(table: &Table<'_>, row: u32, columns: &[u32]) -> bool {
    let repeats = |column: &u32| {
        let words = table.sheet.cells.get(&(row, *column)).map(shown).unwrap_or_default();
        let words = folded(&words);
        let heads = (table.header.0..=table.header.1)
            .filter_map(|row| table.sheet.cells.get(&(row, *column)))
            .any(|cell| folded(&shown(cell)) == words);
        let heading = table.columns.get(column);
        heads || heading.is_some_and(|column| folded(&column.heading) == words)
    };
    columns.len() > 1 && columns.iter().all(repeats)
}

#[cfg(test)]
mod tests {
    use super::{Other, is_note, of_name};

    #[test]
    fn totals_and_notes_are_no_projects() {
        for name in [
            "計",
            "合　計",
            "総額",
            "産業課計",
            "小計（産業課）",
            "計（1～2）",
            "合計額",
            "施策計",
            "1-1 小計",
            "（計）",
            "【合計】",
            "＜小計＞",
            "[合計]",
            "〔総計〕",
            "合計：",
            "合計（A）",
            "（合計）：",
            "【小計】産業課",
            "（産業課）計",
            "一般会計計",
            "特別会計 計",
            "農林水産部　計",
            "うち一般財源計",
            "再掲計",
            "予算額計",
            "歳出計",
            "施策別計",
            "市全体計",
            "補助金計",
            "地区計",
            "特定財源等計",
            "計①",
            "小計1",
            "合計 ①+②",
            "◆合計",
            "※合計",
            "合計※",
            "総計B",
            "Ｔｏｔａｌ",
        ] {
            assert_eq!(of_name(name), Some(Other::Total), "{name}");
        }
        for name in ["平均", "差引額", "（前年度比）"] {
            assert_eq!(of_name(name), Some(Other::Computed), "{name}");
        }
        for name in [
            "実施設計",
            "介護保険特別会計",
            "一般会計",
            "統計調査",
            "統計",
            "体重計の購入",
            "血圧計",
            "家　計",
            "設　計",
            "計画",
            "計画の見直し",
            "総合計画",
            "総合計画策定事業",
            "会計年度任用職員",
            "（仮称）実施設計",
            "（仮称）総合計画策定",
            "部活動の設計",
            "時計台の修繕",
            "平均寿命の延伸",
            "橋の修繕（合計3橋）",
            "放射線量計",
            "タクシー料金計の更新",
            "施策別計画",
            "公共施設計",
            "実施設計2",
            "水道事業会計",
            "事業別集計",
            "小計算機の購入",
            "合計特殊出生率の向上",
            "総計調査",
            "DX",
        ] {
            assert_eq!(of_name(name), None, "{name}");
        }
        for name in ["※1　事業費は当初予算", "（注）国庫補助を含む", "注1：見込み", "*概算"]
        {
            assert!(is_note(name), "{name}");
        }
        for name in ["注文住宅の支援", "注意報の放送", "（仮称）交流館の整備"]
        {
            assert!(!is_note(name), "{name}");
        }
    }
}

//! The words of a comparison, and how its values are written.

use crate::compare::{
    Class, Comparison, Difference, FactValue, Head, ItemKind, Line, LineKind, MatchedBy, Movement,
    Note, State,
};
use crate::diag::{Lang, Text};
use crate::model::with_commas;
use crate::text;

/// How values of a comparison are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) lang: Lang,
    /// The sign of negative numbers.
    pub(super) negative: &'a str,
}

/// Whether things of `kind` have a number of their own in print.
pub(super) fn is_numbered(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Policy | ItemKind::Node)
}

/// What something was merged into or split from; of what has no number of its own, with that of its place.
pub(super) fn heir(kind: ItemKind, head: &Head) -> String {
    let own = is_numbered(kind).then_some(&head.printed_number);
    match own.or(head.printed_place.as_ref()) {
        Some(number) => format!("{number} {}", head.name),
        None => head.name.clone(),
    }
}

impl<'a> Wording<'a> {
    pub(super) fn new(comparison: &'a Comparison, lang: Lang) -> Self {
        Self { lang, negative: &comparison.new.negative }
    }

    pub(super) fn word(self, text: &Text) -> String {
        text.get(self.lang).to_owned()
    }

    /// A number of data with commas and the plan's sign.
    pub(super) fn number(self, plain: &str) -> String {
        let (sign, digits) =
            plain.strip_prefix('-').map_or(("", plain), |digits| (self.negative, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{fraction}", with_commas(whole))
    }

    /// A value of a line with its unit, which may be another one on the old side; none is a dash.
    pub(super) fn value(self, value: Option<&FactValue>, line: &Line, is_old: bool) -> String {
        match value {
            None if line.class.is_figure() => "―".to_owned(),
            None => self.word(&text!("（なし）", "(none)")),
            Some(FactValue::Open) if line.class == Class::Money => {
                self.word(&text!("未定", "undecided"))
            }
            Some(FactValue::Awaited) => self.word(&text!("未提出", "not given yet")),
            Some(FactValue::Open) => self.word(&text!("未計測", "not measured")),
            Some(number @ FactValue::Number(_)) => {
                let unit = line.old_unit.as_ref().filter(|_| is_old).or(line.unit.as_ref());
                let unit = unit.map_or("", String::as_str);
                format!("{}{unit}", self.number(&number.to_string()))
            }
            Some(FactValue::Words(words)) if line.field == "better" => self.direction(words),
            Some(FactValue::Words(words)) => words.clone(),
        }
    }

    /// The direction in which an indicator is better, of the code in the sources.
    fn direction(self, code: &str) -> String {
        self.word(&match code {
            "more" => text!("多いほどよい", "more is better"),
            "less" => text!("少ないほどよい", "less is better"),
            "keep" => text!("目標の値を保つ", "as the target"),
            "within" => text!("目標の範囲に入る", "within the target"),
            other => text!("{other}", "{other}"),
        })
    }

    /// The name of a line with its year.
    pub(super) fn label(self, line: &Line) -> String {
        let name = match (line.kind, self.lang) {
            (LineKind::Name, Lang::En) => "name".to_owned(),
            (LineKind::Place | LineKind::Order, Lang::En) => line.field.clone(),
            _ => line.label.clone(),
        };
        match (line.year, self.lang) {
            (None, _) => name,
            (Some(year), Lang::Ja) => format!("{name} {}", year.long()),
            (Some(year), Lang::En) => format!("{name} {year}"),
        }
    }

    /// The difference of a line; of numbers in percent it is in points, of which there is no percentage.
    pub(super) fn line_difference(self, line: &Line) -> Option<String> {
        let difference = line.difference.as_ref()?;
        if line.class == Class::Money || !matches!(line.unit.as_deref(), Some("%" | "％")) {
            return Some(self.difference(difference));
        }
        let points = self.number(difference.amount.trim_start_matches('-'));
        let sign = if difference.amount.starts_with('-') { "-" } else { "+" };
        let word = difference.movement.word();
        Some(self.word(&text!("{points}ポイント{word}", "{sign}{points} points")))
    }

    /// That there is no difference; `is_partial` where some values are in one side alone.
    pub(super) fn no_difference(self, is_partial: bool) -> String {
        let none = if is_partial {
            text!(
                "両方の版で比べられるところに、違いはありません",
                "There is no difference in what both have"
            )
        } else {
            text!("違いはありません", "There is no difference")
        };
        let (ja, en) = (none.ja, none.en);
        self.word(&text!(
            "{ja}。将来像や問合せ先などの本の設定、図、用語集は、比べていません",
            "{en}. Settings of the book, such as its vision and contact, pictures and the glossary are not compared"
        ))
    }

    /// A difference: 240増（25.0%）.
    pub(super) fn difference(self, difference: &Difference) -> String {
        let amount = difference.amount.trim_start_matches('-');
        let amount = self.number(amount);
        let percent = difference
            .percent
            .as_ref()
            .filter(|_| matches!(difference.movement, Movement::Increase | Movement::Decrease));
        let percent = percent.map(|percent| self.percent(percent));
        let is_whole = matches!(difference.movement, Movement::WhollyNew | Movement::WhollyGone);
        match (self.lang, percent) {
            // The sign is not in these words: what is wholly new may be negative.
            (Lang::Ja, _) if is_whole => {
                format!("{}（{}）", self.number(&difference.amount), difference.movement.word())
            }
            (Lang::Ja, None) => format!("{amount}{}", difference.movement.word()),
            (Lang::Ja, Some(percent)) => {
                format!("{amount}{}（{percent}）", difference.movement.word())
            }
            (Lang::En, percent) => {
                let sign = if difference.amount.starts_with('-') { "-" } else { "+" };
                let percent = percent.map(|percent| format!(" ({percent})")).unwrap_or_default();
                format!("{sign}{amount}{percent}")
            }
        }
    }

    /// A percentage of data with the plan's sign.
    pub(super) fn percent(self, percent: &str) -> String {
        format!("{}%", self.number(percent))
    }

    /// What happened to a thing.
    pub(super) fn state(self, state: State) -> String {
        self.word(&match state {
            State::Added => text!("新設", "added"),
            State::Ended => text!("終了", "ended"),
            State::Changed => text!("変更", "changed"),
        })
    }

    /// What a line says in addition to its values.
    pub(super) fn line_kind(self, kind: LineKind) -> String {
        self.word(&match kind {
            LineKind::Name => text!("名称の変更", "renamed"),
            LineKind::Place => text!("移動", "moved"),
            LineKind::Order => text!("順番", "order"),
            LineKind::Value => text!("変更", "changed"),
            LineKind::Notation => text!("表記のみ", "notation alone"),
            LineKind::YearAdded => text!("新しい年度", "new year"),
            LineKind::YearEnded => text!("外れた年度", "year no longer there"),
            LineKind::FieldAdded => text!("加わった項目", "new field"),
            LineKind::FieldEnded => text!("なくなった項目", "field no longer there"),
        })
    }

    /// By what a thing was found in both sides, where readers must know.
    pub(super) fn matched_by(self, by: Option<MatchedBy>) -> Option<String> {
        Some(self.word(&match by? {
            MatchedBy::Id | MatchedBy::Was => return None,
            MatchedBy::NumberAndName => {
                text!("番号と名前で対応を取りました", "matched by number and name")
            }
            MatchedBy::Name => text!("名前で対応を取りました", "matched by name"),
            MatchedBy::Number => text!("番号で対応を取りました", "matched by number"),
            MatchedBy::Contents => {
                text!("中の施策で対応を取りました", "matched by the policies in it")
            }
        }))
    }

    /// What readers of the comparison must know.
    pub(super) fn note(self, note: &Note) -> String {
        self.word(&match note {
            Note::WithoutIds { count } => text!(
                "固定IDのないシートや事業 {count}件は、番号と名前で対応を取りました。名前を変えた事業は、終わった事業と新しい事業になります",
                "{count} policies or projects without a permanent id were matched by number and name; of these, one that was renamed is shown as ended and added"
            ),
            Note::FieldsLeftOut { fields } => {
                let fields = fields.join("、");
                text!(
                    "公開データにない項目は比べていません：{fields}",
                    "not in the open data, and not compared: {fields}"
                )
            }
            Note::WithoutLineage => text!(
                "公開データには前の版での名前と場所（was）も、変更の理由もないので、統合と分割の先と理由は示しません",
                "open data have no earlier names and places (was) and no reasons: they do not say what was merged or split, nor why"
            ),
            Note::LaterYears { old, new } => text!(
                "版に載らない先の年度の値は比べていません（前 {old}件、後 {new}件）",
                "values of later years, which an edition does not show, are not compared (old {old}, new {new})"
            ),
            Note::FieldKey { old, new } => text!(
                "原稿の項目名が {old} から {new} に変わった項目は、名前が同じなので、同じ項目として比べました",
                "the field {old} is now called {new}; it has the same name for readers, and is compared as the same"
            ),
            Note::Units { old, new } => text!(
                "金額の単位が違う（{old}、{new}）ので、金額は比べていません",
                "amounts are in different units ({old}, {new}) and are not compared"
            ),
        })
    }
}

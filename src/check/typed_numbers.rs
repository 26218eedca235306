//! PB0222: 計算で分かる数を手で書いている
//!
//! 主要施策、基本目標、基本計画、重点テーマの数と、冊子のページ番号は、原稿から計算されます。
//! 手で書くと、施策を1つ加えただけで食い違います。数が違うときはエラー、合っているときも
//! 書き方を改めるよう注意します。ページ番号と、版の年度、評価対象年度は、概要（overview.md）で
//! 調べます。年度を手で書くと、次の版でそのまま残ります。
//!
//! 誤 `全128の主要施策、評価結果は12ページ`
//! 正 `全[](count:policies)の主要施策、評価結果は[](page:evaluation)ページ`

use super::passage::Passage;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, Computed, Levels};
use crate::text;

const CODE: Code = Code("PB0222");

/// What is counted: the text before and after the number, and what counts it.
fn counted(levels: &Levels) -> Vec<(&'static str, String, Computed, &'static str)> {
    let policy = levels.policy();
    let mut counted = vec![
        ("全", format!("の{policy}"), Computed::Policies, "policies"),
        ("全", policy.to_owned(), Computed::Policies, "policies"),
        ("", format!("の{policy}"), Computed::Policies, "policies"),
    ];
    // The short word, where it is none of the plan's own for something else.
    if levels.are_standard() {
        counted.push(("全", "施策".to_owned(), Computed::Policies, "policies"));
    }
    let lowest = levels.above_sheets().len();
    for (depth, level) in (1..).zip(levels.above_sheets()) {
        let (what, name) = match depth {
            1 => (Computed::Goals, "goals"),
            _ if usize::from(depth) == lowest => (Computed::BasicPlans, "basic-plans"),
            2 => (Computed::Level(depth), "level-2"),
            _ => (Computed::Level(depth), "level-3"),
        };
        counted.push(("", format!("の{}", level.name), what, name));
    }
    counted.extend([
        ("", "つの重点テーマ".to_owned(), Computed::Themes, "themes"),
        ("", "つの「重点テーマ」".to_owned(), Computed::Themes, "themes"),
        ("", "の重点テーマ".to_owned(), Computed::Themes, "themes"),
    ]);
    counted
}

/// Numbers in Markdown that the book can count.
pub fn check(passage: &Passage<'_>, book: &Book, sink: &mut Sink) {
    if !passage.file.is_markdown() || !book.is_complete() {
        return;
    }
    let name = passage.file.name();
    let is_overview = name == "content/overview.md" || name.starts_with("content/parts/");
    let words = passage.words();
    let counted = counted(&book.plan.levels);
    if is_overview {
        years(passage, book, sink);
    }
    let mut end = 0;
    while let Some(next) = words[end..].find(|c: char| c.is_ascii_digit()) {
        let start = end + next;
        end = start + words[start..].bytes().take_while(u8::is_ascii_digit).count();
        let (before, number, after) = (&words[..start], &words[start..end], &words[end..]);
        // The longest: 取組 may be the beginning of 取組の方向.
        let found = counted
            .iter()
            .filter(|(b, a, ..)| before.ends_with(b) && after.starts_with(&**a))
            .max_by_key(|(b, a, ..)| (a.len(), b.len()));
        let span = passage.span(&(start..end));
        if let Some((_, _, what, name)) = found {
            let right = book.computed(*what).unwrap_or_default();
            let message = if right == number {
                None
            } else {
                Some(text!(
                    "{number} と書いてありますが、数えると {right} です",
                    "it says {number}, but there are {right}"
                ))
            };
            let diagnostic = match message {
                Some(message) => Diagnostic::error(CODE, message),
                None => Diagnostic::warning(CODE, by_hand()),
            };
            sink.report(diagnostic.at(span).hint(text!(
                "数の代わりに [](count:{name}) と書いてください",
                "write [](count:{name}) for the number"
            )));
        } else if is_overview && after.starts_with("ページ") {
            sink.report(Diagnostic::warning(CODE, by_hand()).at(span).hint(text!(
                "番号の代わりに [](page:evaluation) のように、部の名前で書いてください",
                "name the part, such as [](page:evaluation), for the number"
            )));
        }
    }
}

/// Years in the overview that are the edition's own.
fn years(passage: &Passage<'_>, book: &Book, sink: &mut Sink) {
    let mut seen = None;
    for (what, name) in [(Computed::Edition, "edition"), (Computed::Evaluated, "evaluated")] {
        let Some(year) = book.computed(what) else { continue };
        // Equal years contradict each other, which is reported.
        if seen.replace(year.clone()).is_some_and(|seen| seen == year) {
            continue;
        }
        for (at, _) in passage.words().match_indices(&year) {
            let span = passage.span(&(at..at + year.len()));
            let message = text!(
                "計算で分かる年度が手で書いてあります",
                "a year that can be computed is typed by hand"
            );
            sink.report(Diagnostic::warning(CODE, message).at(span).hint(text!(
                "年度の代わりに [](value:{name}) と書いてください",
                "write [](value:{name}) for the year"
            )));
        }
    }
}

fn by_hand() -> crate::diag::Text {
    text!("計算で分かる数が手で書いてあります", "a number that can be computed is typed by hand")
}

//! The lines in which `planbook verify` says what does not agree. What is alike is written once, with its
//! count and some examples.
//!
//! This module must not know how anything is compared.

use std::collections::{HashMap, HashSet};

use crate::diag::{Lang, Text};
use crate::text;
use crate::verify::{Area, Difference, Disagreement, Fault};

/// From how many on what is alike is written once.
const SEVERAL: usize = 4;

/// How many examples are given of what is alike.
const EXAMPLES: usize = 3;

/// How many characters of a value are shown, and how many of them before those that differ.
const SHOWN: (usize, usize) = (60, 12);

/// What disagreements have in common that are written once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind<'a> {
    area: Area,
    /// The column, or the folder of missing files.
    column: &'a str,
    difference: Option<Difference>,
    /// The sentence that is the same everywhere.
    sentence: &'a str,
}

impl<'a> Kind<'a> {
    fn of(found: &'a Disagreement) -> Self {
        let (area, column, difference) = (found.area, found.column.as_str(), found.difference());
        match &found.fault {
            Fault::Value { .. } => Self { area, column, difference, sentence: "" },
            Fault::Sentence(sentence) => Self { area, column, difference, sentence: &sentence.ja },
            Fault::Missing => {
                let folder = found.file.split_once('/').map_or("", |(folder, _)| folder);
                Self { area, column: folder, difference, sentence: "" }
            }
        }
    }
}

/// What does not agree, in lines.
pub(super) fn lines(all: &[Disagreement], lang: Lang) -> Vec<String> {
    let mut files: HashMap<Kind<'_>, HashSet<&str>> = HashMap::new();
    for found in all {
        files.entry(Kind::of(found)).or_default().insert(&found.file);
    }
    // What is the same in many files is written once for all of them.
    let mut groups: Vec<Vec<&Disagreement>> = Vec::new();
    let mut known: HashMap<(Kind<'_>, &str), usize> = HashMap::new();
    for found in all {
        let kind = Kind::of(found);
        let file = if files[&kind].len() < SEVERAL { found.file.as_str() } else { "" };
        let at = *known.entry((kind, file)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    let lines = groups.iter().flat_map(|group| {
        if group.len() < SEVERAL {
            group.iter().map(|found| line(found, lang)).collect()
        } else {
            vec![together(group, lang)]
        }
    });
    lines.collect()
}

/// A disagreement: the file, the place and what is wrong there.
pub(super) fn line(found: &Disagreement, lang: Lang) -> String {
    let (file, what) = (&found.file, what(found, lang));
    let place = if found.is_of_file() { String::new() } else { format!(" {}", place(found, lang)) };
    text!("{file}{place}：{what}", "{file}{place}: {what}").get(lang).to_owned()
}

/// The place, and what is wrong there.
fn place(found: &Disagreement, lang: Lang) -> String {
    let (place, about) = (found.place.get(lang), found.about.get(lang));
    match about {
        "" => place.to_owned(),
        _ => format!("{place} {about}"),
    }
}

/// What is wrong, in a sentence.
pub(super) fn what(found: &Disagreement, lang: Lang) -> String {
    let text = match &found.fault {
        Fault::Missing => missing(),
        Fault::Sentence(sentence) => sentence.clone(),
        Fault::Value { found, expected, source } => {
            let (found, expected) = excerpts(found, expected);
            let Text { ja, en } = source;
            match (found.as_str(), expected.as_str()) {
                (found, "") => text!(
                    "「{found}」とありますが、何もないはずです（{ja}）",
                    "{found} should not be there ({en})"
                ),
                ("", expected) => text!(
                    "値がありません。「{expected}」のはずです（{ja}）",
                    "nothing is there, but should be: {expected} ({en})"
                ),
                (found, expected) => text!(
                    "「{found}」は、「{expected}」のはずです（{ja}）",
                    "{found} should be {expected} ({en})"
                ),
            }
        }
    };
    text.get(lang).to_owned()
}

fn missing() -> Text {
    text!(
        "ファイルがありません（planbook が作ったものです）",
        "the file is missing (planbook made it)"
    )
}

/// Several that are alike, in a line.
fn together(group: &[&Disagreement], lang: Lang) -> String {
    let (first, count) = (group[0], group.len());
    let files: HashSet<&str> = group.iter().map(|found| found.file.as_str()).collect();
    let one_file = files.len() == 1;
    let examples: Vec<_> =
        group.iter().take(EXAMPLES).map(|found| example(found, one_file, lang)).collect();
    let examples = examples.join(text!("、", "; ").get(lang));
    if first.fault == Fault::Missing {
        let folder = Kind::of(first).column;
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let whole = text!(
            "{folder} の{count}のファイルがありません（例：{examples}）",
            "{folder} {count} files are missing (such as {examples})"
        );
        return whole.get(lang).trim_start().to_owned();
    }
    let number = files.len();
    let file = match lang {
        _ if one_file => first.file.clone(),
        Lang::Ja => format!("{number}のファイル"),
        Lang::En => format!("{number} files"),
    };
    let column = match first.column.as_str() {
        "" => String::new(),
        column => format!(" {column}"),
    };
    let what = match (&first.fault, first.difference()) {
        (Fault::Sentence(sentence), _) => sentence.clone(),
        (_, difference) => alike(difference.unwrap_or(Difference::Value)),
    };
    let what = what.get(lang);
    text!(
        "{file}{column} の{count}か所：{what}（例：{examples}）",
        "{file}{column}, {count} places: {what} (such as {examples})"
    )
    .get(lang)
    .to_owned()
}

/// What values have in common that differ in the same way.
fn alike(difference: Difference) -> Text {
    match difference {
        Difference::LeadingZeros => text!(
            "先頭の0がなくなっています。Excelで開いて保存すると、こうなります",
            "zeros at the beginning are lost, as when Excel saves a file"
        ),
        Difference::Date => text!(
            "日付に変わっています。Excelで開いて保存すると、こうなります",
            "they became dates, as when Excel saves a file"
        ),
        Difference::Notation => {
            text!("値は同じで、書き方が違います", "the values are the same, written in another way")
        }
        Difference::Nothing => text!("値がありません", "nothing is there"),
        Difference::Something => {
            text!(
                "何もないはずのところに、値があります",
                "there are values where nothing should be"
            )
        }
        Difference::Value => text!("値が違います", "the values differ"),
    }
}

fn example(found: &Disagreement, one_file: bool, lang: Lang) -> String {
    // The column is named before.
    let (place, column) = (found.place.get(lang), &found.column);
    let place = place.replace(&format!("（{column}）"), "").replace(&format!(" ({column})"), "");
    let place = match (found.is_of_file(), one_file) {
        (true, _) => return found.file.clone(),
        (_, true) => place,
        (_, false) => format!("{} {place}", found.file),
    };
    let Fault::Value { found, expected, .. } = &found.fault else { return place };
    let (found, expected) = excerpts(found, expected);
    let values = match (found.as_str(), expected.as_str()) {
        ("", expected) => text!("「{expected}」がない", " without {expected}"),
        (found, "") => text!("「{found}」", " {found}"),
        (found, expected) => {
            text!("「{found}」は「{expected}」のはず", " {found} for {expected}")
        }
    };
    format!("{place}{}", values.get(lang))
}

/// Two values on one line each; long ones from a little before where they begin to differ.
fn excerpts(found: &str, expected: &str) -> (String, String) {
    let (all, before) = SHOWN;
    let [found, expected] = [found, expected].map(|text| text.replace(['\n', '\r'], " "));
    let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let is_long = [&found, &expected].iter().any(|text| text.chars().count() > all);
    let from = if is_long { same.saturating_sub(before) } else { 0 };
    let part = |text: &str| {
        let mut rest = text.chars().skip(from);
        let shown: String = rest.by_ref().take(all).collect();
        let start = if from > 0 && !shown.is_empty() { "…" } else { "" };
        let end = if rest.next().is_some() { "…" } else { "" };
        format!("{start}{shown}{end}")
    };
    (part(&found), part(&expected))
}

#[cfg(test)]
mod tests {
    use super::excerpts;

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let long = |end: &str| format!("{}{end}", "あ".repeat(80));
        let (found, expected) = excerpts(&long("い"), &long("う"));
        assert_eq!(found, format!("…{}い", "あ".repeat(12)));
        assert_eq!(expected, format!("…{}う", "あ".repeat(12)));
        assert_eq!(excerpts("1\n2", "3"), ("1 2".to_owned(), "3".to_owned()));
    }
}

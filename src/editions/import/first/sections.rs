//! The names of sections in a cell: 企画課、財政課.

use std::collections::{BTreeMap, BTreeSet};

use super::super::finding_kinds::At;
use super::findings;
use super::outline::{Outline, PolicyOutline, Said};
use crate::diag::Diagnostic;
use crate::render::workbook::AskedField;

/// What always stands between two names.
const BETWEEN: [char; 7] = ['、', ',', '，', '/', '／', ';', '；'];

/// What may also stand within a name: 子ども・子育て支援課.
const WITHIN: [char; 7] = ['・', '･', '＆', '&', '＋', '+', '及'];

/// How names of sections end; those of some words do, too: 公園, 学校, 議会.
const ENDS: [char; 5] = ['課', '室', '局', '係', '部'];
const OTHER_ENDS: [&str; 12] =
    ["所", "館", "会", "署", "園", "校", "場", "院", "班", "センター", "団", "庁"];

/// How surely a cell was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Sure,
    Doubtful,
}

/// The sections that are known by name: those of the mapping, and cells that have nothing between names.
pub(super) fn known(outline: &Outline, of_plan: Option<&[String]>) -> BTreeSet<String> {
    let of_projects = outline.policies.values().flat_map(|policy| &policy.projects);
    let of_projects = of_projects.filter_map(|project| project.values.get(&AskedField::Section));
    let all = of_projects.map(|(_, name)| name).filter(|name| !name.contains(WITHIN));
    all.chain(of_plan.unwrap_or_default()).cloned().collect()
}

/// The sections of a policy: its own column's, or those of its projects in their order.
pub(super) fn of_policy(policy: &PolicyOutline, known: &BTreeSet<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let own: Vec<String> =
        policy.sections.iter().flat_map(|(words, _)| split(words, known).0).collect();
    let of_projects =
        policy.projects.iter().filter_map(|project| project.values.get(&AskedField::Section));
    let of_projects: Vec<String> = of_projects.map(|(_, name)| name.clone()).collect();
    let all = if own.is_empty() { of_projects } else { own };
    all.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// The findings about cells that may name other sections than were taken, each once. `of_projects` are the
/// sections of projects, which have one each.
pub(super) fn doubtful(
    outline: &Outline,
    of_projects: &[Said],
    known: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut found: BTreeMap<&str, (&At, Vec<String>)> = BTreeMap::new();
    for (words, at) in outline.policies.values().filter_map(|policy| policy.sections.as_ref()) {
        let (names, reading) = split(words, known);
        if reading == Reading::Doubtful {
            found.entry(words).or_insert((at, names));
        }
    }
    for (words, at) in of_projects {
        let (names, reading) = split(words, known);
        if names.len() > 1 || reading == Reading::Doubtful {
            found.entry(words).or_insert((at, Vec::new()));
        }
    }
    let report = |(words, (at, names)): (&str, (&At, Vec<String>))| {
        findings::doubtful_sections(At::clone(at), words, &names)
    };
    found.into_iter().map(report).collect()
}

/// The names of sections in `words`.
fn split(words: &str, known: &BTreeSet<String>) -> (Vec<String>, Reading) {
    let mut all = Vec::new();
    let mut reading = Reading::Sure;
    for words in words.split(BETWEEN).map(str::trim).filter(|words| !words.is_empty()) {
        let pieces: Vec<&str> =
            words.split(WITHIN).map(|piece| piece.trim_start_matches('び').trim()).collect();
        let ends = |name: &str| name.chars().count() > 2 && name.ends_with(ENDS);
        let is_known = |name: &str| known.contains(name);
        // Words like 公園 are no names by themselves: 中央公園.
        let may_be = |name: &str| {
            name.chars().count() > 3 && OTHER_ENDS.iter().any(|end| name.ends_with(end))
        };
        let is_sure = pieces.iter().all(|piece| ends(piece) || is_known(piece));
        let is_likely = pieces.iter().all(|piece| ends(piece) || is_known(piece) || may_be(piece));
        if is_known(words) || pieces.len() == 1 {
            let apart = words.split_whitespace().filter(|word| ends(word) || is_known(word));
            if !is_known(words) && apart.count() > 1 {
                reading = Reading::Doubtful;
            }
            all.push(words.to_owned());
        } else if is_likely {
            if !is_sure {
                reading = Reading::Doubtful;
            }
            all.extend(pieces.iter().map(|piece| (*piece).to_owned()));
        } else {
            reading = Reading::Doubtful;
            all.push(words.to_owned());
        }
    }
    (all, reading)
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Reading, split};

    #[test]
    fn names_are_divided_where_each_is_one() {
        let known: BTreeSet<String> = ["議会・監査事務局", "本庁"].map(str::to_owned).into();
        for (words, names, is_sure) in [
            ("企画課", vec!["企画課"], true),
            ("企画課、財政課", vec!["企画課", "財政課"], true),
            ("企画課；財政課", vec!["企画課", "財政課"], true),
            ("企画課・財政課", vec!["企画課", "財政課"], true),
            ("企画課･財政課／税務課", vec!["企画課", "財政課", "税務課"], true),
            ("企画課及び財政課", vec!["企画課", "財政課"], true),
            ("企画課・本庁", vec!["企画課", "本庁"], true),
            ("教育委員会・財政課", vec!["教育委員会", "財政課"], false),
            ("子ども・子育て支援課", vec!["子ども・子育て支援課"], false),
            ("公園・緑地課", vec!["公園・緑地課"], false),
            ("学校・幼稚園課", vec!["学校・幼稚園課"], false),
            ("議会・監査事務局", vec!["議会・監査事務局"], true),
            ("企画課 財政課", vec!["企画課 財政課"], false),
            ("総務部 財政課", vec!["総務部 財政課"], false),
        ] {
            let reading = if is_sure { Reading::Sure } else { Reading::Doubtful };
            assert_eq!(
                split(words, &known),
                (names.into_iter().map(str::to_owned).collect(), reading)
            );
        }
    }
}

//! Every fact of the sources is in both outputs: read with another YAML reader than the
//! program's own decoder, and looked for in what came out.

use std::collections::BTreeMap;

use crate::data::content;
use crate::data::sources::{self, Policy};
use crate::support::{Published, squeeze, with_commas};

/// Every policy of the sample by its number, with its Markdown.
fn policies() -> BTreeMap<String, (Policy, String)> {
    let content = content();
    let prose = |id: &str| {
        let goal = id.split('-').next().expect("a goal");
        content[&format!("content/policies/{goal}/{id}.md")].clone()
    };
    sources::policies().into_iter().map(|(id, policy)| (id.clone(), (policy, prose(&id)))).collect()
}

/// As both outputs print it.
fn printed(amount: Option<i64>) -> String {
    let Some(amount) = amount else {
        return "―".to_owned();
    };
    let grouped = with_commas(&amount.unsigned_abs().to_string());
    if amount < 0 { format!("▲{grouped}") } else { grouped }
}

/// The words of Markdown: without its marks, and cut where something computed or linked
/// stands.
fn pieces(prose: &str) -> Vec<String> {
    prose
        .lines()
        .filter(|l| !l.starts_with('#') && !l.trim_start_matches(['|', '-', ':', ' ']).is_empty())
        .flat_map(|line| {
            let line = line.trim_start_matches("- ").replace("**", "").replace('\\', "");
            let line = line.replace("[](", "\u{1}(").replace('|', "\u{1}");
            line.split('\u{1}')
                .map(|piece| match piece.strip_prefix('(') {
                    Some(rest) => squeeze(rest.split_once(')').map_or("", |(_, after)| after)),
                    None => squeeze(piece),
                })
                .collect::<Vec<_>>()
        })
        .map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned())
        .filter(|piece| piece.chars().count() > 1)
        .collect()
}

/// Where the policy's text is in the outputs of the sample.
fn outputs(id: &str) -> [(&'static str, String); 2] {
    Published::sample().of_policy(id)
}

#[test]
fn every_project_and_every_figure_is_in_both_outputs() {
    let all = policies();
    assert_eq!(all.len(), Published::sample().policies().len());
    let mut figures = 0;
    for (id, (policy, _)) in &all {
        for (where_, text) in outputs(id) {
            let holds = |what: &str| {
                let what = squeeze(what);
                assert!(text.contains(&what), "{id}: the {where_} lacks {what}\n{text}");
            };
            holds(&policy.title);
            holds(&policy.rating["R5"]);
            policy.sections.iter().for_each(|s| holds(s));
            for project in &policy.projects {
                for fact in [&project.name, &project.section, &project.direction] {
                    holds(fact);
                }
                for year in ["R6", "R7", "R8"] {
                    holds(&printed(project.budget[year]));
                    figures += 1;
                }
                if let Some(amount) = project.settlement.get("R5") {
                    holds(&printed(*amount));
                    figures += 1;
                }
            }
            for year in ["R6", "R7", "R8"] {
                holds(&printed(Some(policy.projects.iter().filter_map(|p| p.budget[year]).sum())));
            }
        }
    }
    assert!(figures > 3000, "{figures} figures were looked for");
}

#[test]
fn every_description_and_result_is_in_both_outputs() {
    for (id, (policy, _)) in &policies() {
        let [(_, html), (_, pdf)] = outputs(id);
        for project in &policy.projects {
            let mut facts = vec![&project.description];
            facts.extend(project.results.get("R5"));
            for fact in facts {
                let fact = squeeze(fact);
                assert!(html.contains(&fact), "{id}: the site lacks {fact}");
                assert!(in_print(&pdf, &fact), "{id}: the PDF lacks {fact}\n{pdf}");
            }
        }
    }
}

/// Whether a cell's text is in the text of a page. A text reader takes a table's cells line
/// by line, so that the words of neighbours stand between a cell's lines: the words must be
/// there in pieces, in order.
fn in_print(page: &str, text: &str) -> bool {
    if page.contains(text) {
        return true;
    }
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut from = 0;
    while !rest.is_empty() {
        // The longest next piece, at least a few characters of a line.
        let longest = (1..=rest.len()).rev().find_map(|n| {
            let piece: String = rest[..n].iter().collect();
            let enough = n >= 4 || n == rest.len();
            page[from..].find(&piece).filter(|_| enough).map(|at| (n, from + at + piece.len()))
        });
        match longest {
            Some((n, end)) => {
                rest = &rest[n..];
                from = end;
            }
            None => return false,
        }
    }
    true
}

/// Whether `text` is in the text of pages with a foot and a head between two parts of it, however short
/// one of them is.
fn over_pages(pages: &str, text: &str) -> bool {
    text.char_indices().skip(1).any(|(at, _)| {
        let (before, after) = text.split_at(at);
        pages.match_indices(before).any(|(from, _)| {
            let between: String = pages[from + before.len()..].chars().take(200).collect();
            between.contains(after)
        })
    })
}

#[test]
fn every_sentence_of_the_prose_is_in_both_outputs() {
    let mut sentences = 0;
    for (id, (_, prose)) in &policies() {
        let [(_, html), (_, pdf)] = outputs(id);
        for piece in pieces(prose) {
            assert!(html.contains(&piece), "{id}: the site lacks {piece}");
            // A page break may stand within a paragraph.
            for part in piece.split_inclusive(['。', '、']) {
                let is_there = in_print(&pdf, part) || over_pages(&pdf, part);
                assert!(is_there, "{id}: the PDF lacks {part}");
            }
            sentences += 1;
        }
    }
    assert!(sentences > 500);
}

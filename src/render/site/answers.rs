//! Records of the search index for questions that a list of the site answers: the largest project, what
//! grew or shrank. The search shows them first where someone asks so (`assets/words.js`, `ANSWERS`).

use super::search::SearchEntry;
use crate::view::{ChangeList, View};

/// The records; none for a list that the site does not have.
pub(super) fn answers(view: &View) -> Vec<SearchEntry<'static>> {
    let mut records = Vec::new();
    let mut add = |id, title: &str, route: String, text: String| {
        records.push(SearchEntry {
            k: "t",
            id,
            t: title.to_owned().into(),
            r: route.into(),
            w: view.meta.document.clone(),
            x: vec![text],
            ..SearchEntry::default()
        });
    };
    let year = &view.meta.edition;
    let budgets = view.totals.budget.first().and_then(|budget| budget.value);
    if let [page] = view.project_pages.as_slice()
        && budgets.is_some()
    {
        let route = format!("{}?sort=-budget_{}", page.route, year.western);
        let text =
            format!("{}の事業を、{}の予算額の大きい順に並べた表です。", page.projects, year.long);
        add("largest", "予算額の大きい事業", route, text);
    }
    let Some(changes) = &view.changes else { return records };
    if let Some(amounts) = &changes.amounts {
        let unit = &view.meta.unit;
        let first = |list: &ChangeList, words: &str| {
            let first = list.items.first()?;
            let (name, difference) = (&first.name, &first.change.difference.text);
            Some(format!(
                "{}の予算額が{}から{words}事業は{}件で、いちばん{words}のは{name}（{difference}{unit}）です。",
                year.long, amounts.before, list.count
            ))
        };
        let count = |list: &ChangeList, words: &str| {
            (list.count > 0)
                .then(|| format!("{}の予算額が{words}事業は{}件です。", year.long, list.count))
        };
        let lists = [
            ("grew", "予算額が増えた事業", first(&amounts.grew, "増えた")),
            ("shrank", "予算額が減った事業", first(&amounts.shrank, "減った")),
            ("began", "新しく始まった事業", count(&amounts.began, "新しく付いた")),
            ("ended", "予算額がなくなった事業", count(&amounts.ended, "なくなった")),
        ];
        for (id, title, text) in lists {
            if let Some(text) = text {
                add(id, title, format!("changes/#{id}"), text);
            }
        }
    }
    if let Some(ratings) = &changes.ratings
        && !(ratings.up.is_empty() && ratings.down.is_empty())
    {
        let policy = &view.meta.levels.policy;
        let title = format!("評価が上がった{policy}、下がった{policy}");
        let text = format!(
            "評価が上がった{policy}は{}件、下がった{policy}は{}件です。",
            ratings.up.len(),
            ratings.down.len()
        );
        add("ratings-moved", &title, "changes/#ratings".to_owned(), text);
    }
    records
}

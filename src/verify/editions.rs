//! The editions below the newest one on a site: each is a publication of its own.

use std::collections::BTreeSet;

use super::disagreement::Disagreement;
use super::files::LIST;
use super::json::PLAN;
use super::{Area, Report, Tally};
use crate::diag::Text;

/// The folders of the publications among the files `names`: each has a list of files or the data of its own.
pub(super) fn folders<'a>(names: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    let folder = |name: &'a String| {
        let folder = name.strip_suffix(LIST).or_else(|| name.strip_suffix(PLAN))?;
        (!folder.is_empty() && folder.ends_with('/')).then(|| folder.to_owned())
    };
    names.into_iter().filter_map(folder).collect()
}

impl Report {
    /// Adds what was found in the edition in `folder`.
    pub(super) fn add_edition(&mut self, folder: &str, found: Result<Self, Text>) {
        let found = match found {
            Ok(found) => found,
            Err(reason) => {
                let tally = Tally { contradictory: 1, ..Tally::default() };
                self.add_tally(Area::Plan, tally);
                self.disagreements.push(Disagreement::file(Area::Plan, folder, reason));
                return;
            }
        };
        let below = |name: String| format!("{folder}{name}");
        for (area, tally) in found.tallies {
            self.add_tally(area, tally);
        }
        self.disagreements.extend(found.disagreements.into_iter().map(|mut found| {
            found.file = below(found.file);
            found
        }));
        self.not_compared.extend(found.not_compared);
        let mut seen = BTreeSet::new();
        self.not_compared.retain(|what| seen.insert(what.ja.clone()));
        self.strangers.extend(found.strangers.into_iter().map(|mut stranger| {
            stranger.name = below(stranger.name);
            stranger.copy_of = stranger.copy_of.map(below);
            stranger
        }));
        self.hashes.extend(found.hashes.into_iter().map(|(name, hash)| (below(name), hash)));
        self.editions.push((folder.to_owned(), found.title));
    }

    fn add_tally(&mut self, area: Area, more: Tally) {
        if let Some((_, own)) = self.tallies.iter_mut().find(|(known, _)| *known == area) {
            own.add(more);
        } else {
            self.tallies.push((area, more));
            self.tallies.sort_by_key(|(area, _)| *area);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publications_are_found_by_what_they_have() {
        let names = [
            "planbook.json",
            "data/plan.json",
            "r6/planbook.json",
            "r7/data/plan.json",
            "r6/index.html",
        ];
        let names: Vec<String> = names.map(str::to_owned).to_vec();
        assert_eq!(folders(&names), BTreeSet::from(["r6/".to_owned(), "r7/".to_owned()]));
    }
}

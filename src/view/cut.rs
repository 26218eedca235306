//! Cuts the view of some policies out of the whole view, for volumes and single sheets. Both share the
//! policies and indicators in memory.

use std::collections::BTreeSet;

use super::{GoalView, PartView, ProseNode, View};

impl View {
    /// The view reduced to the policies `ids`, without the overview, the texts of parts and the sections. All items
    /// of the framework stay, for running heads and the thumb index; totals and counts stay those
    /// of the whole book.
    #[must_use]
    pub fn with_policies(&self, ids: &BTreeSet<&str>) -> Self {
        // Destructured, so that a new field cannot be forgotten.
        let Self {
            meta,
            counts,
            ratings,
            evaluations,
            outcomes,
            sheet,
            directions,
            parts,
            goals,
            evaluation,
            totals,
            accounts,
            changes,
            project_pages,
            project_columns,
            progress,
            themes,
            departments: _,
            localities: _,
            glossary,
            overview: _,
            period,
            charts,
            synonyms: _,
            pictures,
        } = self;
        let mut view = Self {
            meta: meta.clone(),
            counts: counts.clone(),
            ratings: ratings.clone(),
            evaluations: evaluations.clone(),
            outcomes: outcomes.clone(),
            sheet: sheet.clone(),
            directions: directions.clone(),
            parts: parts
                .iter()
                .map(|part| PartView {
                    content: Vec::new(),
                    index: Vec::new(),
                    cover: None,
                    ..part.clone()
                })
                .collect(),
            goals: goals.iter().map(|goal| with_policies(goal, ids)).collect(),
            evaluation: evaluation.clone(),
            totals: totals.clone(),
            accounts: accounts.clone(),
            changes: changes.clone(),
            project_pages: project_pages.clone(),
            project_columns: project_columns.clone(),
            progress: progress.clone(),
            themes: themes.clone(),
            departments: Vec::new(),
            localities: Vec::new(),
            glossary: glossary.clone(),
            overview: Vec::new(),
            period: period.clone(),
            charts: charts.clone(),
            synonyms: Vec::new(),
            pictures: Vec::new(),
        };
        let used = view.picture_files();
        let pictures = pictures.iter().filter(|(file, _)| used.contains(file.as_str()));
        let pictures = pictures.cloned().collect();
        view.pictures = pictures;
        view
    }

    /// The files of the pictures in all texts of the view.
    fn picture_files(&self) -> BTreeSet<&str> {
        let prose = self.policies().flat_map(|policy| &policy.prose);
        let fields = self.policies().flat_map(|policy| &policy.fields);
        let fields = fields.flat_map(|field| &field.values).map(|value| &value.prose);
        let themes = self.themes.iter().map(|theme| &theme.content);
        let parts = self.parts.iter().map(|part| &part.content);
        let texts = prose.map(|prose| &prose.content).chain(fields).chain(themes).chain(parts);
        let texts = texts.chain([&self.overview]);
        let mut files = BTreeSet::new();
        for text in texts {
            add_pictures(text, &mut files);
        }
        files
    }
}

fn with_policies(goal: &GoalView, ids: &BTreeSet<&str>) -> GoalView {
    let mut goal = goal.clone();
    for plan in &mut goal.nodes {
        plan.policies.retain(|policy| ids.contains(policy.id.as_str()));
        if plan.policies.is_empty() {
            plan.indicators.clear();
            plan.indicator_groups.clear();
        }
    }
    goal
}

/// Adds the picture files of `text` to `files`.
fn add_pictures<'a>(text: &'a [ProseNode], files: &mut BTreeSet<&'a str>) {
    for node in text {
        match node {
            ProseNode::Picture { file, .. } => {
                files.insert(file);
            }
            ProseNode::List { items, .. } => {
                for item in items {
                    add_pictures(item, files);
                }
            }
            ProseNode::Quote { c } => add_pictures(c, files),
            ProseNode::Notes { notes, .. } => {
                for (_, text) in notes {
                    add_pictures(text, files);
                }
            }
            ProseNode::P { .. }
            | ProseNode::H { .. }
            | ProseNode::Table { .. }
            | ProseNode::Figure { .. }
            | ProseNode::Rule => {}
        }
    }
}

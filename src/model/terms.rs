//! What a plan calls the things that every plan has.

use super::Plan;
use crate::record;

record! {
    /// The names of things in the outputs, where the plan has its own.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Terms {
        /// What is responsible for policies and projects.
        section: String = or[SECTION.to_owned()] "施策と事業を担う組織。書かなければ 担当課";
        /// What a policy consists of.
        projects: String = or[PROJECTS.to_owned()] "シートの事業の表の名前。書かなければ 構成する事業";
        /// What is measured.
        indicators: String = or[INDICATORS.to_owned()] "指標の名前。書かなければ 成果指標";
        /// What becomes of a project.
        direction: String = or[DIRECTION.to_owned()] "事業の方向の名前。書かなければ 今後の方向性";
    }
}

const SECTION: &str = "担当課";
const PROJECTS: &str = "構成する事業";
const INDICATORS: &str = "成果指標";
const DIRECTION: &str = "今後の方向性";

impl Default for Terms {
    fn default() -> Self {
        Self {
            section: SECTION.to_owned(),
            projects: PROJECTS.to_owned(),
            indicators: INDICATORS.to_owned(),
            direction: DIRECTION.to_owned(),
        }
    }
}

impl Terms {
    /// Each standard term with the plan's own.
    fn pairs(&self) -> [(String, String); 4] {
        [
            (SECTION, &self.section),
            (PROJECTS, &self.projects),
            (INDICATORS, &self.indicators),
            (DIRECTION, &self.direction),
        ]
        .map(|(standard, own)| (standard.to_owned(), own.clone()))
    }
}

impl Plan {
    /// Whether levels and things have their standard terms.
    #[must_use]
    pub fn has_standard_terms(&self) -> bool {
        self.levels.are_standard() && self.terms == Terms::default()
    }

    /// `text`, which has the standard terms of levels and things, with those of the plan.
    #[must_use]
    pub fn in_words(&self, text: &str) -> String {
        let mut terms = self.levels.terms();
        terms.extend(self.terms.pairs());
        replaced(text, &terms)
    }
}

/// `text` with each first of `terms` replaced by its second; of several at one place, by the first.
pub(super) fn replaced(text: &str, terms: &[(String, String)]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let own = terms.iter().find_map(|(term, own)| Some((own, rest.strip_prefix(&**term)?)));
        if let Some((own, after)) = own {
            result.push_str(own);
            rest = after;
        } else {
            result.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    result
}

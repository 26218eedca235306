//! The levels of a plan's framework, from the highest to the sheet.

use super::{NodeId, PolicyId};
use crate::record;
use crate::record::{FieldId, FieldType, Path, ValueSource, Visit, Walk};
use crate::span::{FileId, Span, Spanned};

record! {
    /// One level of the framework.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Level {
        /// Its name in the data: `goal`. That of the last level is `policy`.
        id: Spanned<FieldId> = required "データで使う名前（半角の英小文字、数字、_）。最後の段は policy";
        /// Its name for readers: 基本目標.
        name: String = required "段の呼び名";
    }
}

record! {
    /// The names of three levels.
    struct LevelNames {
        /// 基本目標.
        goal: String = required "上の段。書かなければ 基本目標";
        /// 基本計画.
        basic_plan: String = required "中の段。書かなければ 基本計画";
        /// 主要施策.
        policy: String = required "下の段。書かなければ 主要施策";
    }
}

/// The levels of the framework: two to five; items of the last one have sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    all: Vec<Level>,
    /// Where they are declared; the beginning of no file where they are not.
    pub span: Span,
}

/// The names of the levels of a plan that does not name them.
const STANDARD: [&str; 3] = ["基本目標", "基本計画", "主要施策"];

impl Levels {
    /// The id of the last level.
    pub const SHEET: &'static str = "policy";
    /// Ids that no level above the sheets has: the data use them for other things.
    pub const RESERVED: [&'static str; 6] =
        ["indicator", "municipality", "plan", "policy", "project", "section"];
    /// The least and the greatest number of levels.
    pub const COUNT: (usize, usize) = (2, 5);

    fn named(names: [String; 3], span: Span) -> Self {
        let ids = ["goal", "basic_plan", Self::SHEET];
        let level = |(id, name)| Level { id: Spanned::new(FieldId::of(id), span), name };
        Self { all: ids.into_iter().zip(names).map(level).collect(), span }
    }

    /// Levels of these ids and names, the highest first.
    #[must_use]
    pub fn of(levels: &[(&str, &str)]) -> Self {
        let span = Span::start_of(FileId(0));
        let level = |(id, name): &(&str, &str)| Level {
            id: Spanned::new(FieldId::of(id), span),
            name: (*name).to_owned(),
        };
        Self { all: levels.iter().map(level).collect(), span }
    }

    /// All levels, the highest first.
    #[must_use]
    pub fn all(&self) -> &[Level] {
        &self.all
    }

    /// The levels above the sheets.
    #[must_use]
    pub fn above_sheets(&self) -> &[Level] {
        self.all.split_last().map_or(&[], |(_, above)| above)
    }

    /// The name of the highest level.
    #[must_use]
    pub fn goal(&self) -> &str {
        self.all.first().map_or("", |level| &level.name)
    }

    /// The level to whose items the sheets belong.
    #[must_use]
    pub fn group(&self) -> Option<&Level> {
        self.above_sheets().last()
    }

    /// The name of the level to whose items the sheets belong.
    #[must_use]
    pub fn group_name(&self) -> &str {
        self.group().map_or("", |level| &level.name)
    }

    /// The name of the sheets.
    #[must_use]
    pub fn policy(&self) -> &str {
        self.all.last().map_or("", |level| &level.name)
    }

    /// Each standard term of levels with the plan's own.
    pub(super) fn terms(&self) -> Vec<(String, String)> {
        let [goal, group, policy] = STANDARD;
        let above: Vec<_> = self.above_sheets().iter().map(|level| level.name.as_str()).collect();
        let (above, own_policy) = (above.join("、"), self.policy());
        let path = above.replace('、', "-");
        let example = PolicyId { node: NodeId::example(self.above_sheets().len()), number: 3 };
        vec![
            // Where all levels are listed, there may be more of them, or fewer.
            (format!("{goal}、{group}又は{policy}"), format!("{above}又は{own_policy}")),
            (format!("{goal}、{group}、{policy}"), format!("{above}、{own_policy}")),
            (format!("{goal}-{group}-連番（例 1-2-03）"), format!("{path}-連番（例 {example}）")),
            (goal.to_owned(), self.goal().to_owned()),
            (group.to_owned(), self.group_name().to_owned()),
            (policy.to_owned(), own_policy.to_owned()),
        ]
    }

    /// Whether the plan calls its levels by the standard terms.
    #[must_use]
    pub fn are_standard(&self) -> bool {
        let names = self.all.iter().map(|level| level.name.as_str());
        names.eq(STANDARD)
    }

    /// The name of the level at `depth`, from 1; below the last one, that of the last.
    #[must_use]
    pub fn name_at(&self, depth: usize) -> &str {
        let at = depth.min(self.all.len());
        at.checked_sub(1).map_or("", |at| &self.all[at].name)
    }
}

impl Default for Levels {
    fn default() -> Self {
        let names = STANDARD.map(str::to_owned);
        Self::named(names, Span::start_of(FileId(0)))
    }
}

/// A list of levels, or the names of three.
impl FieldType for Levels {
    fn read<S: ValueSource>(source: &mut S) -> Option<Self> {
        let span = source.span();
        source.list_or(
            |all| Self { all, span },
            |names: LevelNames| Self::named([names.goal, names.basic_plan, names.policy], span),
        )
    }
}

impl Walk for Levels {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        self.all.walk(path, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_words(levels: &Levels, text: &str) -> String {
        crate::model::terms::replaced(text, &levels.terms())
    }

    #[test]
    fn each_term_is_replaced_once() {
        let levels = Levels::of(&[("goal", "基本計画の柱"), ("plan2", "政策"), ("policy", "施策")]);
        let text = in_words(&levels, "1行が基本目標、基本計画又は主要施策の一つ");
        assert_eq!(text, "1行が基本計画の柱、政策又は施策の一つ");
        let levels = Levels::of(&[("field", "分野"), ("policy", "基本計画")]);
        let text = in_words(&levels, "基本目標、基本計画、主要施策のどれか。基本計画の数");
        assert_eq!(text, "分野、基本計画のどれか。分野の数");
    }
}

//! The composition of a policy's sheet: its blocks in order, and what is in each of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, SheetHeading};
use crate::record;
use crate::record::{DeclaredField, FieldId, ReaderOutput, word};
use crate::span::{Span, Spanned};

record! {
    /// A block of the sheet.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SheetBlock {
        /// What it contains.
        kind: Spanned<BlockKind> = required "載せるもの";
        /// The facts of a block of facts, in order; all of them where there are none.
        facts: Vec<Spanned<FieldId>> = optional[distinct] "facts に並べるもの。rating（評価）、sections（担当課）、themes（重点テーマ）、fields（ほかに置かない項目のすべて）と、施策に加えた項目の id";
        /// The id of the heading of a text; every heading without a block of its own where there is none.
        heading: Option<Spanned<String>> = optional "text の見出しの id。書かなければ、ほかに置かない見出しのすべて";
        /// The columns of the table of projects.
        columns: Vec<Spanned<FieldId>> = optional[distinct] "projects の列。name（事業名）、section（担当課）、description（内容）、results（実績）、settlement（決算額）、budget_evaluated（評価対象年度の予算額）、budget（予算額）、budget_total（予算額の計）、direction（今後の方向性）と、事業に加えた項目の id";
        /// What is written below the name of a project.
        under_name: Vec<Spanned<FieldId>> = optional[distinct] "projects の事業名の下に書くもの。section、description、fields（ほかに置かない項目のすべて）、evaluations と、項目の id";
        /// How many years of settlements the table of projects has, the evaluated one included.
        settlement_years: Option<Spanned<u8>> = optional "projects の決算額の年数（1～5）。評価対象年度までの何年か。書かなければ 1";
        /// Whether 財源 are shown of each project, too.
        each_project: bool = or[false] "funding に、事業ごとの財源も載せるなら true";
        /// The outputs that have it.
        show: Vec<ReaderOutput> = or[ReaderOutput::everywhere()] "載せるところ（pdf、site）。書かなければ両方";
    }
}

/// What a block of the sheet contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// The rating, the sections, the themes, and fields that the book declares.
    Facts,
    /// Prose.
    Text,
    /// The evaluations that the plan declares.
    Evaluations,
    /// The table of projects.
    Projects,
    /// What they cost together in each year.
    Totals,
    /// 財源.
    Funding,
    /// The indicators of the policy itself and of its projects.
    OwnIndicators,
    /// The indicators of the item of the framework that the policy is in.
    Indicators,
}

impl BlockKind {
    /// Each kind with its word in `plan.yaml` and in themes.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Facts, Self::Facts.word()),
        (Self::Text, Self::Text.word()),
        (Self::Evaluations, Self::Evaluations.word()),
        (Self::Projects, Self::Projects.word()),
        (Self::Totals, Self::Totals.word()),
        (Self::Funding, Self::Funding.word()),
        (Self::OwnIndicators, Self::OwnIndicators.word()),
        (Self::Indicators, Self::Indicators.word()),
    ];

    /// Its word in `plan.yaml` and in themes.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Text => "text",
            Self::Evaluations => "evaluations",
            Self::Projects => "projects",
            Self::Totals => "totals",
            Self::Funding => "funding",
            Self::OwnIndicators => "own_indicators",
            Self::Indicators => "indicators",
        }
    }
}

word!(BlockKind, "載せるものの種類", "the kind of the block");

/// The facts that every plan has, in addition to the fields that a book declares.
pub const FACTS: [&str; 4] = ["rating", "sections", "themes", ALL_FIELDS];
/// The columns of projects that every plan has.
pub const PROJECT_COLUMNS: [&str; 9] = [
    "name",
    "section",
    "description",
    "results",
    "settlement",
    "budget_evaluated",
    "budget",
    "budget_total",
    "direction",
];
/// What can be written below the name of a project in every plan.
pub const UNDER_NAME: [&str; 4] = ["section", "description", ALL_FIELDS, EVALUATIONS];
/// Stands for every declared field that has no place of its own.
pub const ALL_FIELDS: &str = "fields";
/// Stands for what a project says in the declared evaluations.
pub const EVALUATIONS: &str = "evaluations";

/// The heading whose text is above the projects where the plan does not compose its sheet.
const SUMMARY: &str = "summary";

impl SheetBlock {
    fn new(kind: BlockKind, span: Span) -> Self {
        Self {
            kind: Spanned::new(kind, span),
            facts: Vec::new(),
            heading: None,
            columns: Vec::new(),
            under_name: Vec::new(),
            settlement_years: None,
            each_project: false,
            show: ReaderOutput::everywhere(),
        }
    }

    /// The blocks of the sheet in a plan that does not compose it.
    #[must_use]
    pub fn standard(headings: &[SheetHeading], span: Span) -> Vec<Self> {
        let block = |kind| Self::new(kind, span);
        let on_site = |kind| Self { show: vec![ReaderOutput::Site], ..Self::new(kind, span) };
        let summary = headings.iter().find(|heading| heading.id == SUMMARY);
        let summary = summary.map(|heading| Self {
            heading: Some(Spanned::new(heading.id.clone(), span)),
            ..block(BlockKind::Text)
        });
        let mut blocks = vec![block(BlockKind::Facts), block(BlockKind::Evaluations)];
        blocks.extend(summary);
        blocks.extend([
            block(BlockKind::Projects),
            on_site(BlockKind::Totals),
            block(BlockKind::Funding),
            block(BlockKind::OwnIndicators),
            block(BlockKind::Text),
            on_site(BlockKind::Indicators),
        ]);
        blocks
    }

    /// Its facts, by name.
    #[must_use]
    pub fn fact_names(&self) -> Vec<&str> {
        or_all(&self.facts, &FACTS)
    }

    /// Its columns, by name.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        or_all(&self.columns, &["name", "results", "settlement", "budget", "direction"])
    }

    /// What is below the name of a project, by name.
    #[must_use]
    pub fn under_name_names(&self) -> Vec<&str> {
        let columns = self.column_names();
        let mut names = or_all(&self.under_name, &UNDER_NAME);
        // What has a column of its own is not below the name, too.
        names.retain(|name| !self.under_name.is_empty() || !columns.contains(name));
        names
    }
}

fn or_all<'a>(written: &'a [Spanned<FieldId>], all: &[&'static str]) -> Vec<&'a str> {
    if written.is_empty() {
        return all.to_vec();
    }
    written.iter().map(|name| name.as_str()).collect()
}

impl Plan {
    /// Whether the blocks of the sheet are those of a plan that does not compose it.
    #[must_use]
    pub fn has_standard_sheet(&self) -> bool {
        let standard = SheetBlock::standard(&self.headings, self.edition.year.span);
        standard == self.blocks
    }

    /// Whether the sheet says where the money of each project comes from.
    #[must_use]
    pub fn shows_funding_of_projects(&self) -> bool {
        self.blocks.iter().any(|block| block.kind.value == BlockKind::Funding && block.each_project)
    }

    /// The block of the table of projects.
    #[must_use]
    pub fn project_table(&self) -> Option<&SheetBlock> {
        self.blocks.iter().find(|block| block.kind.value == BlockKind::Projects)
    }

    /// The headings that the text block `block` contains, in the order of the plan.
    pub fn headings_of<'a>(
        &'a self,
        block: &'a SheetBlock,
    ) -> impl Iterator<Item = &'a SheetHeading> {
        let own = |id: &str| {
            let headings = self.blocks.iter().filter_map(|block| block.heading.as_ref());
            headings.map(|heading| heading.value.as_str()).any(|heading| heading == id)
        };
        let is_in = move |heading: &&SheetHeading| match &block.heading {
            Some(id) => id.value == heading.id,
            None => !own(&heading.id),
        };
        let is_text = block.kind.value == BlockKind::Text;
        self.headings.iter().filter(move |_| is_text).filter(is_in)
    }

    /// The declared fields of policies that the block of facts `block` shows in this edition, in its
    /// order.
    #[must_use]
    pub fn fields_of_facts<'a>(&'a self, block: &SheetBlock) -> Vec<&'a DeclaredField> {
        let placed = self.blocks.iter().flat_map(|block| &block.facts);
        self.placed_fields("Policy", &block.fact_names(), placed)
    }

    /// The declared fields of projects that stand below their names in the table `block`, in its
    /// order.
    #[must_use]
    pub fn fields_under_name<'a>(&'a self, block: &SheetBlock) -> Vec<&'a DeclaredField> {
        let placed = block.columns.iter().chain(&block.under_name);
        self.placed_fields("Project", &block.under_name_names(), placed)
    }

    fn placed_fields<'a, 'b>(
        &'a self,
        record: &str,
        names: &[&str],
        placed: impl Iterator<Item = &'b Spanned<FieldId>>,
    ) -> Vec<&'a DeclaredField> {
        let placed: BTreeSet<&str> = placed.map(|name| name.as_str()).collect();
        let fields = || self.edition_fields(record);
        let by_name: BTreeMap<&str, &'a DeclaredField> =
            fields().map(|field| (field.id.as_str(), field)).collect();
        let of_name = |name: &&str| -> Vec<&'a DeclaredField> {
            if *name == ALL_FIELDS {
                fields().filter(|field| !placed.contains(field.id.as_str())).collect()
            } else {
                by_name.get(name).copied().into_iter().collect()
            }
        };
        names.iter().flat_map(of_name).collect()
    }

    /// The declared fields of `record` in this edition.
    pub fn edition_fields<'a>(&'a self, record: &str) -> impl Iterator<Item = &'a DeclaredField> {
        let edition = self.edition.year.value;
        self.fields.of(record).iter().map(|field| &**field).filter(move |f| f.is_in(edition))
    }
}

//! The one serialisable view of the book: the contract with themes.
//!
//! HTML and page templates read the same [`View`]. Everything that both must say alike is
//! worked out here: amounts in words, totals, counts, progress, order. Page numbers are not
//! in it, because Typst finds its own and the site reads them from the finished PDF.
//!
//! The fields are described for theme authors in `themes/README.md`; removing or renaming
//! one breaks themes. `themes/view.schema.json` is their JSON Schema, generated from these types.
//!
//! This module must not know how anything is drawn.

mod amount;
mod build;
mod change;
mod changes;
mod charts;
mod contact;
mod cut;
mod declared;
mod evaluations;
mod funding;
mod glossary;
mod indicator;
mod indicator_rows;
mod indicator_years;
mod legend;
mod localities;
mod part;
mod period;
mod policy;
mod progress_rule;
mod project_index;
mod project_pages;
mod prose;
mod related;
mod sections;
mod sheet;
mod terms;
mod themes;
mod totals;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

pub use amount::Amount;
pub use change::{ChangeView, ProjectChange, RateView};
pub use changes::{
    AmountChanges, ChangeCount, ChangeList, ChangedItem, ChangesView, RatingChange, RatingChanges,
};
pub use charts::{AmountRow, ChartView, Share, Shown, Way};
pub use contact::ContactView;
pub use declared::{FieldLabel, FieldValueView, FieldView};
pub use evaluations::{
    CriterionView, EvaluatedView, EvaluationView, MarkView, NamedText, OutcomeView,
};
pub use funding::FundingView;
pub use glossary::GlossaryTermView;
pub use indicator::{HomeView, IndicatorGroupView, IndicatorView, Measured, ProgressView};
pub use indicator_years::IndicatorYear;
pub use legend::{LegendBlock, LegendView, LegendWord};
pub use localities::{LocalityPolicy, LocalityProject, LocalityView};
pub use part::{CoverPictureView, CoverView, PartView};
pub use period::{Bar, Period};
pub use policy::{PolicyView, ProjectView, ProseView, RelistedView};
pub use progress_rule::ProgressRule;
pub use project_index::{IndexGroup, IndexedProject};
pub use project_pages::{ProjectColumn, ProjectPage};
pub use prose::{ProseNode, Run};
pub use sections::{DepartmentView, SectionPolicy, SectionProject, SectionView};
pub use sheet::{MoreAmounts, SheetBlockView, SheetColumnView};
pub use terms::{LevelsView, TermsView};
pub use themes::{LeadView, ThemeView};
pub use totals::{AccountView, ProgressCount, Shares, Tally, Totals};

/// The whole book for a theme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View {
    /// The plan and its edition.
    pub meta: Meta,
    /// How many of what there is.
    pub counts: Counts,
    /// The rating scale, best first; empty in an edition that rates nothing.
    pub ratings: Vec<RatingView>,
    /// The evaluations that the plan declares in addition to `ratings`, in their order.
    pub evaluations: Vec<EvaluationView>,
    /// How the whole book comes out in them.
    pub outcomes: Vec<OutcomeView>,
    /// The blocks of the sheet of a policy, in order.
    pub sheet: Vec<SheetBlockView>,
    /// The vocabulary of what becomes of a project.
    pub directions: Vec<String>,
    /// The parts in the order of the book.
    pub parts: Vec<PartView>,
    /// The items of the highest level, with everything in them.
    pub goals: Vec<GoalView>,
    /// How the policies of the whole book are rated.
    pub evaluation: Tally,
    /// What the whole book costs.
    pub totals: Totals,
    /// What the projects of each account cost; empty where the plan declares no accounts.
    pub accounts: Vec<AccountView>,
    /// What changed against the year before; none where nothing is known of it.
    pub changes: Option<ChangesView>,
    /// The pages of the list of all projects; none without projects.
    pub project_pages: Vec<ProjectPage>,
    /// The columns of that list for fields that the plan declares.
    pub project_columns: Vec<ProjectColumn>,
    /// How far the indicators of the whole book have come; empty where nothing is evaluated.
    pub progress: Vec<ProgressCount>,
    /// The priority themes.
    pub themes: Vec<ThemeView>,
    /// The responsible sections, by department.
    pub departments: Vec<DepartmentView>,
    /// The places of the city of which the plan speaks.
    pub localities: Vec<LocalityView>,
    /// The words that the book explains.
    pub glossary: Vec<GlossaryTermView>,
    /// The overview.
    pub overview: Vec<ProseNode>,
    /// 計画期間.
    pub period: Period,
    /// The charts, drawn by `render::chart`.
    pub charts: Vec<ChartView>,
    /// Words of one meaning, for the search of the site.
    #[serde(skip)]
    pub synonyms: Vec<Vec<String>>,
    /// The pictures that the texts show, each file once with its bytes. Themes find them by
    /// the `file` of their nodes.
    #[serde(skip)]
    pub pictures: Vec<(String, Arc<[u8]>)>,
}

impl View {
    /// Every item of the levels below the highest; where that is next to the sheets, its own.
    #[must_use]
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = &NodeView> {
        self.goals.iter().flat_map(|goal| &goal.nodes)
    }

    /// Every policy, in the order of the book.
    #[must_use]
    pub fn policies(&self) -> impl DoubleEndedIterator<Item = &PolicyView> {
        self.nodes().flat_map(|node| &node.policies).map(|policy| &**policy)
    }
}

/// The plan and its edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact that templates ask for by its name"
)]
pub struct Meta {
    /// 第2次北斗市総合計画 令和6年度実施計画.
    pub title: String,
    /// 第2次北斗市総合計画.
    pub plan: String,
    /// 実施計画.
    pub document: String,
    /// 北斗市.
    pub municipality: String,
    /// 北海道.
    pub prefecture: String,
    /// 北海道北斗市: both together, each once.
    pub full_name: String,
    /// 全国地方公共団体コード.
    pub code: String,
    /// 将来像.
    pub vision: String,
    /// The line under it.
    pub vision_subtitle: Option<String>,
    /// Whether the figures are invented.
    pub sample: bool,
    /// Whether this is a draft (案).
    pub draft: bool,
    /// The text in place of a policy's rating that is still to come, in a draft: 未提出, 未記入.
    pub missing_rating: Option<&'static str>,
    /// Whether it was built although it breaks its page contract; it is then a draft, too.
    pub relaxed: bool,
    /// The edition's year.
    pub edition: Year,
    /// The year evaluated; none in a plan without evaluation and in a first edition.
    pub evaluated: Option<Year>,
    /// The years planned.
    pub window: Vec<Year>,
    /// 令和6年度～令和8年度.
    pub window_label: String,
    /// When the comprehensive plan was adopted.
    pub adopted: String,
    /// As of when the projects are described.
    pub as_of: String,
    /// ISO 8601.
    pub date: String,
    /// The same for readers: 令和6年9月30日.
    pub date_long: String,
    /// The same in parts, for typesetters.
    pub date_parts: (u16, u8, u8),
    /// What the levels of the framework are called.
    pub levels: LevelsView,
    /// What other things are called.
    pub terms: TermsView,
    /// The unit of amounts.
    pub unit: String,
    /// How many yen one unit is.
    pub yen: i64,
    /// How many people live in the city; none where the plan does not say.
    pub population: Option<u32>,
    /// The sign of what is below zero: ▲.
    pub negative: String,
    /// How 進捗 of indicators is computed.
    pub progress: ProgressRule,
    /// The PDF's name without its ending.
    pub file: String,
    /// The address of the site.
    pub site: Option<String>,
    /// The address of the newest edition; none where the site is put there itself.
    pub latest: Option<String>,
    /// Whether sheets of two pages begin on the left in print.
    pub spreads: bool,
    /// On what terms the content may be used.
    pub licence: LicenceView,
    /// Whom to ask.
    pub contact: ContactView,
}

/// A fiscal year in the ways it is printed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Year {
    /// R6.
    pub short: String,
    /// 令和6年度.
    pub long: String,
    /// 令和6（2024）年度.
    pub both: String,
    /// 2024.
    pub western: i32,
}

/// On what terms the content may be used.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceView {
    /// CC-BY-4.0.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// How many of what there is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Counts {
    /// The items of each level above the sheets, the highest first.
    pub levels: Vec<usize>,
    /// Policies.
    pub policies: usize,
    /// Projects.
    pub projects: usize,
    /// Indicators.
    pub indicators: usize,
    /// Priority themes.
    pub themes: usize,
}

/// A step of the rating scale.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RatingView {
    /// A.
    pub id: String,
    /// What it means.
    pub label: String,
    /// Its place in the scale, from 0.
    pub rank: usize,
}

/// An item of the highest level: 基本目標.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GoalView {
    /// 1.
    pub id: String,
    /// Its number as printed: 1, Ⅰ.
    pub number: String,
    /// The same with the name of its level: 基本目標1.
    pub numbered: String,
    /// Its name.
    pub name: String,
    /// Its field.
    pub field: Option<String>,
    /// What it is about, in plain sentences.
    pub summary: Option<String>,
    /// Its place on the site.
    pub route: String,
    /// How its policies are rated.
    pub evaluation: Tally,
    /// How it comes out in the declared evaluations.
    pub outcomes: Vec<OutcomeView>,
    /// What it costs.
    pub totals: Totals,
    /// How many indicators it has.
    pub indicators: usize,
    /// How many rows of indicators it has, with those that belong elsewhere (再掲).
    pub indicator_rows: usize,
    /// How far they have come; empty where nothing is evaluated.
    pub progress: Vec<ProgressCount>,
    /// The indicators of the goal itself; in a plan of two levels, those of its entry in `nodes`.
    #[serde(serialize_with = "shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub own_indicators: Vec<Arc<IndicatorView>>,
    /// Everything below it but the sheets, each before what is below it. In a plan of two levels,
    /// the goal itself, with its policies.
    pub nodes: Vec<NodeView>,
}

/// An item of a level below the highest: 基本計画.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NodeView {
    /// 1-2.
    pub id: String,
    /// Its depth below the highest level, from 1; 0 for a goal itself.
    pub depth: usize,
    /// The name of its level.
    pub level: String,
    /// Its label in the PDF.
    pub label: String,
    /// Its number as printed: 1-2, Ⅰ-2.
    pub number: String,
    /// The same with the name of its level: 基本計画1-2.
    pub numbered: String,
    /// Its name.
    pub name: String,
    /// Its place on the site.
    pub route: String,
    /// How its policies are rated.
    pub evaluation: Tally,
    /// How it comes out in the declared evaluations.
    pub outcomes: Vec<OutcomeView>,
    /// How its budget changed; none where the edition compares none.
    pub change: Option<ChangeView>,
    /// How many indicators it and everything below it has.
    pub indicator_count: usize,
    /// How many rows of indicators those are, with those that belong elsewhere (再掲).
    pub indicator_rows: usize,
    /// Its indicators.
    #[serde(serialize_with = "shared")]
    #[schemars(with = "Vec<IndicatorView>")]
    pub indicators: Vec<Arc<IndicatorView>>,
    /// The indicators of its policies and of their projects.
    pub indicator_groups: Vec<IndicatorGroupView>,
    /// Its policies.
    #[serde(serialize_with = "shared")]
    #[schemars(with = "Vec<PolicyView>")]
    pub policies: Vec<Arc<PolicyView>>,
}

/// An item of the framework that a policy is in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NodeReference {
    /// 1-2.
    pub id: String,
    /// The number as printed.
    pub number: String,
    /// The same with the name of its level: 基本計画1-2.
    pub numbered: String,
    /// The name.
    pub name: String,
    /// Its place on the site.
    pub route: String,
    /// Its label in the PDF.
    pub label: String,
}

/// A number and a name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reference {
    /// The id.
    pub id: String,
    /// The number as printed.
    pub number: String,
    /// The name.
    pub name: String,
    /// Its page or place on the site.
    pub route: String,
}

/// Serializes values that smaller views share with the whole one.
fn shared<T: Serialize, S: Serializer>(
    values: &[Arc<T>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| &**value))
}

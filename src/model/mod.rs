//! The data model: plan, framework, policies, projects, indicators, priority themes.
//!
//! Scalars are newtypes with `FromStr` and `Display`; what an author wrote remembers its
//! place as [`Spanned`](crate::span::Spanned).
//!
//! This module must not know files, YAML, HTML or Typst.

mod book;
mod change_reasons;
mod comparison;
mod directions;
mod edition;
mod evaluation;
mod format;
mod framework;
mod glossary;
mod id;
mod identity;
mod indicator;
mod layer;
mod levels;
mod locality;
mod number;
mod pages;
mod parts;
mod picture;
mod place;
mod plan;
mod policy;
mod prose;
mod quantity;
mod rating;
mod scalars;
mod search_words;
pub mod sheet;
mod terms;
mod theme;

pub use crate::value::{
    Date, Decimal, Decimals, FiscalYear, MailAddress, Money, MoneyFormat, NumberLimits,
    ParseFiscalYearError, ParseWebAddressError, PhoneNumber, WebAddress, YearRange, is_host,
    with_commas,
};
pub use book::{Book, FieldTexts, PartText, Unread};
pub use change_reasons::{ChangeReason, ChangesFile};
pub use comparison::{ComparedSide, ComparisonWords};
pub use directions::Directions;
pub use edition::{Edition, Status};
pub use evaluation::{
    Criterion, Evaluable, EvaluableRecord, Evaluated, Evaluation, EvaluationLevel, Evaluations,
    Mark, Points, Subject,
};
pub use format::BookFormat;
pub use framework::{FrameworkFile, Node};
pub use glossary::{GlossaryFile, GlossaryTerm};
pub use id::{NodeId, ParseIdError, PolicyId};
pub use identity::{Uid, Was};
pub use indicator::{
    Baseline, BaselineMean, Better, Indicator, IndicatorsFile, Progress, ProgressFormula,
};
pub use layer::{Layer, LayerPeriod};
pub use levels::{Level, Levels};
pub use locality::{LocalitiesFile, Locality};
pub use number::{Numbered, PrintedNumber, names_level, with_level};
pub use pages::{PageContract, ParsePageContractError};
pub use parts::{BookSpec, CoverPicture, CoverSpec, PartKind, PartSpec, folder_of_edition};
pub use picture::Picture;
pub use place::{FurtherPlace, Indicators, Place, PlaceId};
pub use plan::{
    ACCOUNT, Contact, CountedBudget, Department, Funded, Licence, Municipality, Plan, REVISED,
    Section, SheetHeading,
};
pub use policy::{FundingBySource, HeadedText, Policy, Project, Relisted, account};
pub use prose::{Alignment, Block, Computed, Figure, Inline, Prose, map_spans, year_range};
pub use quantity::{Quantity, Range, with_unit};
pub use rating::{Rating, RatingLevel};
pub use search_words::SearchWords;
pub use sheet::{BlockKind, SheetBlock};
pub use terms::Terms;
pub use theme::{LeadPolicy, PriorityTheme};

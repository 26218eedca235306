//! What a plan is made of, in the words of the field.
//!
//! Scalars are newtypes with `FromStr` and `Display`; what an author wrote remembers its
//! place as [`Spanned`](crate::span::Spanned).
//!
//! This module must not know files, YAML, HTML or Typst.

mod book;
mod id;
mod identity;
mod indicator;
mod pages;
mod picture;
mod plan;
mod policy;
mod prose;
mod rating;
mod scalars;
mod theme;

pub use crate::value::{
    Date, Decimal, Decimals, FiscalYear, MailAddress, Money, MoneyFormat, ParseFiscalYearError,
    ParseWebAddressError, PhoneNumber, WebAddress, YearRange, is_host, with_commas,
};
pub use book::{BasicPlan, Book, FrameworkFile, Goal, Unread};
pub use id::{BasicPlanId, GoalId, ParseIdError, PolicyId};
pub use identity::{Uid, Was};
pub use indicator::{Better, Indicator, IndicatorsFile, Progress};
pub use pages::{PageContract, ParsePageContractError};
pub use picture::Picture;
pub use plan::{
    BookSpec, Contact, Department, Directions, Edition, Levels, Licence, Municipality, PartKind,
    PartSpec, Plan, Section, SheetHeading, Status,
};
pub use policy::{Policy, Project, ProseSection, Relisted, Sources};
pub use prose::{Alignment, Block, Computed, Figure, Inline, Prose, year_range};
pub use rating::{Rating, RatingLevel};
pub use theme::{LeadPolicy, Theme};

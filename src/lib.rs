//! Compiles a city's implementation plan (実施計画書) from YAML and Markdown into a site, a
//! paginated PDF and open data.
//!
//! Data flows one way:
//!
//! 1. [`source`] reads the files: [`source::Sources`].
//! 2. [`parse`] reads each file by itself, as the records that [`model`] declares with
//!    [`record!`]: [`parse::ParsedFiles`], values with their spans.
//! 3. [`resolve`] joins them into a [`model::Book`], everything in its order.
//! 4. [`check`] reports contradictions; every stage so far reports to a [`diag::Sink`] and
//!    continues. [`reading`] computes sums and counts, for checks and for all outputs.
//! 5. [`layout`] has the addresses, the printed pages and the page contract.
//! 6. [`view`] is the serialisable view that site and PDF read; the open data read the book.
//! 7. [`compare`] finds what changed between two editions.
//! 8. [`render`] makes the outputs: [`render::print`] through typst-cli, [`render::site`]
//!    through Tera, [`render::data`] as tables. Page numbers go from the finished PDF to the site, never back.
//! 9. [`output`] publishes everything in one step; [`cache`] records the inputs of each file, so
//!    that the next build makes only what changed.
//!
//! [`verify`] proves that the files of a publication agree; it knows none of the stages.
//! [`compile`] connects the stages; [`serve`] does so again whenever a file changes, for the
//! preview; [`editions`] freezes editions and begins the next one; [`cli`] is the command line.
//! Values are time series keyed by [`model::FiscalYear`]; an edition selects the years that are
//! shown.

pub mod cache;
pub mod check;
pub mod cli;
pub mod compare;
pub mod compile;
pub mod diag;
pub mod edit;
pub mod editions;
pub mod guide;
pub mod held;
pub mod layout;
pub mod model;
pub mod output;
pub mod parse;
pub mod reading;
pub mod record;
pub mod render;
pub mod resolve;
pub mod serve;
pub mod source;
pub mod span;
pub mod spreadsheet;
pub mod theme;
pub mod value;
pub mod verify;
pub mod view;

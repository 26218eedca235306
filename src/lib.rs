//! Compiles a city's implementation plan (実施計画書) from YAML and Markdown into a site, a
//! paginated PDF and open data.
//!
//! Data goes one way:
//!
//! 1. [`source`] reads the files: [`source::Sources`].
//! 2. [`parse`] reads each file by itself, as the records that [`model`] declares with
//!    [`record!`]: [`parse::Draft`], facts with their places.
//! 3. [`resolve`] joins them: [`model::Book`], everything in its order.
//! 4. [`check`] looks for what contradicts itself; every stage so far reports to a
//!    [`diag::Sink`] and goes on. [`reading`] adds up and counts, for it and for all outputs.
//! 5. [`layout`] knows addresses, printed pages and the page contract.
//! 6. [`view`] is the one serialisable view that both outputs read.
//! 7. [`render`] makes the outputs: [`render::print`] through typst-cli, [`render::site`]
//!    through Tera, [`render::data`] as tables. Page numbers go from the finished PDF to the site, never back.
//! 8. [`output`] puts everything in place in one step; [`cache`] knows what it was made
//!    from, so that the next build makes only what changed.
//!
//! [`compile`] joins the stages; [`serve`] does so again whenever a file changes, for those
//! who write; [`cli`] is the command line. Figures are time series keyed
//! by [`model::FiscalYear`]; an edition chooses the window through which they are read.

pub mod cache;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diag;
pub mod edit;
pub mod editions;
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
pub mod theme;
pub mod value;
pub mod view;

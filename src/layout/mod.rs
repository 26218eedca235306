//! Locations of content: routes on the site, pages in print, and the page contract.
//!
//! This module must not know HTML or Typst.

pub mod contract;
mod page_estimate;
mod pages;
pub mod routes;

pub use page_estimate::{Lengths, estimate_pages, roman};
pub use pages::{Destinations, PageMap, PageRange};

//! Where things are: addresses on the site, pages in print, and the page contract.
//!
//! This module must not know HTML or Typst.

pub mod contract;
mod pages;
pub mod routes;
mod stack;

pub use pages::{Destinations, PageMap, PageRange};
pub use stack::{Lengths, roman, stack};

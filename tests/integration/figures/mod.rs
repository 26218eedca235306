//! The figures of whole books: totals, counts and shares say the same in every output.

mod agree;
mod book;
mod changes;
pub mod readers;
mod site;

//! The yearly round of editions: permanent ids, frozen editions, and the step to the next one.
//!
//! This module must not know the terminal.

mod errors;
mod ids;

pub use ids::{Assigned, assign_ids};

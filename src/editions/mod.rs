//! The yearly round of editions: permanent ids, frozen editions, and the step to the next one.
//!
//! This module must not know the terminal.

mod agenda;
mod errors;
mod freeze;
mod hashes;
mod ids;
mod rebuild;
mod record;
mod roll;
mod status;

pub use agenda::{Agenda, Asked};
pub use freeze::{Done, FreezeOptions, Frozen, freeze};
pub use ids::{Assigned, assign_ids};
pub use rebuild::FrozenEdition;
pub use record::{EditionRecord, Toolchain};
pub use roll::{RollOptions, Rolled, roll};
pub use status::{Collection, MissingValue, SectionStatus, collection};

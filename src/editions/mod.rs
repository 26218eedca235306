//! The yearly round of editions: permanent ids, frozen editions, the step to the next one, and the
//! workbooks that go out to the sections and come back.
//!
//! This module must not know the terminal.

mod agenda;
mod errors;
mod export;
mod freeze;
mod hashes;
mod ids;
mod import;
mod migrate;
mod new_folder;
mod rebuild;
mod record;
mod roll;
mod rounds;
mod site;
mod status;
mod versions;

pub use agenda::{Agenda, Asked};
pub use export::{ExportOptions, Exported, Workbook, export};
pub use freeze::{Done, FreezeOptions, Frozen, freeze};
pub use ids::{Assigned, assign_ids};
pub use import::{
    Counts, Import, ImportOptions, Imported, Left, NewBook, NewBookOptions, Read, Written, import,
    imports, new_book, now, today,
};
pub use migrate::{Migrated, migrate};
pub use rebuild::FrozenEdition;
pub use record::{EditionRecord, Toolchain};
pub use roll::{RollOptions, Rolled, roll};
pub use rounds::{Sent, SentSheet, rounds};
pub use site::{NotPublished, PublishedEditions, publish_editions};
pub use status::{Collection, MissingValue, SectionStatus, collection};
pub use versions::{Kept, Unreadable, Version, keep};

//! Publishing: builds a complete new tree of output files and replaces the old one with it.
//!
//! The new tree is written next to the output folder and then exchanged with it, so that a build
//! that fails or is killed leaves the old output unchanged. A [`Workspace`] gives a build
//! exclusive access to the output, and cleans up after killed builds.
//!
//! Files that have not changed are hard links to the old ones: they keep their times, and copying
//! the output to a server copies only what is new. The old tree is kept in the
//! [`cache_dir`](crate::cache::cache_dir) of the output and becomes the start of the next new
//! tree, in which most files are then in place already.
//!
//! Only files made by planbook are replaced or removed. A marker file in the output lists them;
//! all other (foreign) files are carried over to the new tree. A folder without a marker file is
//! refused unless it is empty.
//!
//! This module must not know what is in the tree.

mod exchange;
mod files;
mod foreign;
mod marker;
mod modes;
mod publish;
mod recover;
mod replace;
mod staging;
mod store;
mod tree;
mod validate;
mod workspace;

pub use exchange::exchange_folders;
pub use files::{is_inside, read_files};
pub use foreign::ForeignSummary;
pub use publish::is_intact;
pub use store::{LazyFiles, Store};
pub use tree::OutputTree;
pub use validate::{
    Claim, OutputError, UnsafeOutput, resolve_path, source_folder_around, validate_output,
};
pub use workspace::Workspace;

/// The title in the marker file of a folder of documents that are no part of a book.
pub const DOCUMENTS: &str = "forms";

/// Whether `folder` holds a publication that planbook made.
#[must_use]
pub fn is_publication(folder: &std::path::Path) -> bool {
    marker::Marker::read(folder).is_some()
}

#[cfg(test)]
mod tests;

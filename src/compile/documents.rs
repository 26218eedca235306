//! Publishes documents that are no part of the book into a folder, in addition to those that are there.

use std::path::Path;

use super::output_errors::no_output;
use super::{Step, outputs};
use crate::cache::Memo;
use crate::diag::Diagnostic;
use crate::output::{Claim, DOCUMENTS, OutputTree, Workspace};

/// Puts `files`, by name, into the folder `output` of the book at `root`. Files that planbook put there
/// before stay or are replaced; all others stay.
///
/// # Errors
/// When the folder is refused or cannot be written: the finding.
pub fn publish_documents(
    root: &Path,
    output: &Path,
    adopt: bool,
    files: &[(String, Vec<u8>)],
    progress: &(dyn Fn(Step) + Sync),
) -> Result<(), Box<Diagnostic>> {
    let claim = Claim {
        root,
        book: Some(DOCUMENTS),
        adopt,
        made_before_markers: outputs::made_before_markers,
    };
    let failed = |error| Box::new(no_output(&error, output));
    let workspace = Workspace::open(output, &claim, || progress(Step::Waiting)).map_err(failed)?;
    let tree = OutputTree::new(&workspace, workspace.record()).map_err(|e| failed(e.into()))?;
    tree.keep_existing(|_| true);
    for (name, bytes) in files {
        tree.insert(name.as_str(), bytes).map_err(|e| failed(e.into()))?;
    }
    tree.publish(DOCUMENTS, None, Memo::default()).map_err(failed)?;
    Ok(())
}

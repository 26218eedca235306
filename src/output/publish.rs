//! Publishing a new tree: it replaces the old one, and a record of it is saved.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::sync::PoisonError;

use rayon::prelude::*;

use super::files::{self, create_file, link_or_copy, metadata_if_equal};
use super::foreign::{ForeignFiles, ForeignSummary};
use super::marker::{self, Marker};
use super::tree::OutputTree;
use super::validate::{OutputError, UnsafeOutput};
use super::workspace::Workspace;
use super::{exchange, recover, replace};
use crate::cache::{BuildIndex, BuildRecord, FileRecord, Fingerprint, Location, Memo};

impl OutputTree<'_> {
    /// Replaces the old tree with this one, which belongs to the book called `title`, and saves
    /// its record. Foreign files are kept; their summary is returned.
    ///
    /// # Errors
    /// When foreign files conflict with new ones, or the system refuses. The old tree is then
    /// unchanged, unless the error says otherwise.
    pub fn publish(
        self,
        title: &str,
        build: Option<BuildRecord>,
        memo: Memo,
    ) -> Result<ForeignSummary, OutputError> {
        let Self { workspace, old, mut staging, files } = self;
        let Workspace { folder, cache_dir, owned, .. } = workspace;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        staging.prune(&files)?;
        let mut files: BTreeMap<String, FileRecord> = files
            .into_par_iter()
            .map(|(name, entry)| {
                let path = folder.join(&name);
                let file = entry.complete(&name, &path, &staging, old.files.get(&name))?;
                Ok((name, file))
            })
            .collect::<io::Result<_>>()?;
        let marker = Marker::new(title, files.keys().cloned().collect()).bytes();
        let content = Fingerprint::of(&marker);
        let marker_record = FileRecord { content, inputs: None, metadata: None };
        files.insert(marker::NAME.to_owned(), marker_record);

        let exists = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
        let foreign =
            if exists { ForeignFiles::scan(folder, owned)? } else { ForeignFiles::default() };
        let same = |name: &str| {
            let content = Fingerprint::of_file(&folder.join(name)).ok();
            content.is_some() && content == files.get(name).map(|file| file.content)
        };
        let mut conflicts = foreign.conflicts(&files, same);
        // With `adopt`, new files replace foreign files of their name, but not folders.
        conflicts.retain(|path| {
            let is_file = folder.join(path).symlink_metadata().is_ok_and(|found| found.is_file());
            let name = files::tree_path(path).unwrap_or_default();
            !(workspace.adopt && is_file && files.contains_key(&name))
        });
        if !conflicts.is_empty() {
            return Err(UnsafeOutput::Conflicts(conflicts).into());
        }
        let can_move = workspace.can_move();
        if can_move {
            foreign.link_into(folder, staging.folder(), &files)?;
        }
        if exists && Marker::read(folder).is_none() {
            // With a marker file in the old tree, files that others add while it is replaced are
            // known to be foreign.
            let owned = owned.iter().filter(|name| *name != marker::NAME).cloned();
            let path = folder.join(marker::NAME);
            let text = Marker::new(title, owned.collect()).bytes();
            create_file(&path, || fs_err::File::create_new(&path)?.write_all(&text))?;
        }
        // The marker file is written last: a new tree that has one is complete.
        let marker_path = staging.path_of(marker::NAME);
        match metadata_if_equal(&folder.join(marker::NAME), &marker) {
            Some(_) => link_or_copy(&folder.join(marker::NAME), &marker_path)?,
            None => fs_err::write(&marker_path, &marker)?,
        }
        staging.apply_modes(&files)?;
        staging.keep = true;
        let moved = can_move
            && exchange::exchange(cache_dir, folder).inspect_err(|_| staging.keep = false)?;
        if !moved {
            fs_err::create_dir_all(folder)?;
            replace::replace_files(cache_dir, folder, &files, owned, workspace.modes)
                .map_err(OutputError::HalfDone)?;
        }
        // The new tree is in place. The next build repeats whatever fails from here on.
        let _ = recover::keep_previous(cache_dir, folder, &files);
        let mut record = BuildIndex::new();
        let (root, output) = (workspace.root.clone(), folder.clone());
        record.location = Some(Location { root, output });
        (record.build, record.files) = (build, files);
        record.memo.absorb(&memo);
        let _ = record.save(folder);
        Ok(ForeignSummary { legacy: workspace.legacy_files(), ..foreign.summary() })
    }
}

/// The summary of the foreign files in the output of `workspace`, if the output has exactly the
/// files of `record`, unchanged and with the modes of new files.
#[must_use]
pub fn is_intact(workspace: &Workspace, record: &BuildIndex) -> Option<ForeignSummary> {
    let folder = &workspace.folder;
    let folders: BTreeSet<&str> = record
        .files
        .keys()
        .flat_map(|name| name.match_indices('/').map(|(end, _)| &name[..end]))
        .collect();
    let modes = workspace.modes;
    let is_folder = |name: &&str| {
        folder.join(name).symlink_metadata().is_ok_and(|f| f.is_dir() && modes.matches(&f))
    };
    let intact = folders.iter().chain(&[""]).all(is_folder)
        && record.files.par_iter().all(|(name, file)| {
            let path = folder.join(name);
            path.symlink_metadata().is_ok_and(|found| found.is_file() && modes.matches(&found))
                && Fingerprint::of_file(&path).is_ok_and(|content| content == file.content)
        });
    if !intact {
        return None;
    }
    let foreign = ForeignFiles::scan(folder, &record.files).ok()?;
    Some(ForeignSummary { legacy: workspace.legacy_files(), ..foreign.summary() })
}

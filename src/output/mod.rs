//! What comes out, held until it is whole, then put in place in one step.
//!
//! The new tree is written beside the old one and exchanged with it, so a build that fails
//! or is killed leaves the old tree as it was. A [`Workspace`] is where that happens: one
//! build at a time has it, and clears away what a killed one left.
//!
//! What the new tree has in common with the old is not written again but linked: an unchanged
//! file keeps its time, and copying the output to a server copies only what is new. The old
//! tree stays, in the [`home`](crate::cache::home) beside the new one, and becomes the one
//! after it: most of its files are in place then.
//!
//! Only what planbook made is replaced or removed. A mark in the output lists it; everything
//! else is carried from tree to tree. A folder without a mark is refused unless it is empty.
//!
//! This module must not know what is in the tree.

mod admit;
mod files;
mod foreign;
mod mark;
mod modes;
mod stage;
mod swap;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde_json::Value;

pub use admit::{Claim, OutputError, Refusal, real};
pub use files::{is_inside, read_files};
pub use foreign::Stayed;
pub use workspace::Workspace;

use self::files::{is_reached_by_folders, link_or_copy, place, with_bytes};
use self::foreign::Foreign;
use self::mark::Mark;
use self::stage::Stage;
use crate::cache::{self, Fingerprint, Made, Memo, Place, Record, Whole};

/// The files of a publication by their path, with `/` between the parts.
///
/// What is added is written at once, beside the old tree, by whichever thread made it.
#[derive(Debug)]
pub struct OutputTree<'a> {
    workspace: &'a Workspace,
    /// What is known of the old tree.
    old: Record,
    /// The new tree, as far as it is written.
    stage: Stage,
    files: Mutex<BTreeMap<String, Entry>>,
}

/// One file.
#[derive(Debug, Clone)]
struct Entry {
    content: Content,
    from: Option<Fingerprint>,
    told: Option<Value>,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    /// It is in the stage.
    New(Fingerprint),
    /// As the old tree has it; with its fingerprint where that was looked at.
    Old(Option<Fingerprint>),
}

impl<'a> OutputTree<'a> {
    /// An empty tree, to take the place of the one of `workspace`, of which `old` is known.
    ///
    /// # Errors
    /// When the system does not let it write there.
    pub fn new(workspace: &'a Workspace, old: Record) -> io::Result<Self> {
        let stage = Stage::open(&workspace.home, workspace.modes)?;
        Ok(Self { workspace, old, stage, files: Mutex::default() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn insert(&self, path: impl Into<String>, bytes: &[u8]) -> io::Result<()> {
        let path = path.into();
        if !is_inside(&path) {
            let words = format!("{path}: no place in the output");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
        }
        let (old, new) = (self.workspace.folder.join(&path), self.stage.place_of(&path));
        let same = with_bytes(&old, bytes);
        if !same.as_ref().is_some_and(|same| self.stage.holds(&path, same)) {
            place(&new, || {
                // Not every file system has links.
                if same.is_some() && std::fs::hard_link(&old, &new).is_ok() {
                    return Ok(());
                }
                fs_err::OpenOptions::new().write(true).create_new(true).open(&new)?.write_all(bytes)
            })?;
        }
        let content = Content::New(Fingerprint::of(bytes));
        self.files().insert(path, Entry { content, from: None, told: None });
        Ok(())
    }

    /// A folder for what is made on the way, on the disk of the tree and out of sight.
    ///
    /// # Errors
    /// When the system does not let it be made.
    pub fn space(&self) -> io::Result<PathBuf> {
        cache::work(&self.workspace.folder)
    }

    /// Remembers of the file at `path`, which is costly to make, what it was made from, and
    /// what its maker wants to know of it.
    pub fn remember(&self, path: &str, from: Fingerprint, told: Value) {
        if let Some(entry) = self.files().get_mut(path) {
            (entry.from, entry.told) = (Some(from), Some(told));
        }
    }

    /// Takes the file at `path` over from the old tree if it was made from `from`, and says
    /// what its maker wanted to know of it.
    pub fn reuse(&self, path: &str, from: Fingerprint) -> Option<Value> {
        let made = self.old.made_from(path, from)?.clone();
        let told = made.told?;
        let intact = Fingerprint::of_file(&self.workspace.folder.join(path)).ok()? == made.bytes;
        intact.then(|| {
            let content = Content::Old(Some(made.bytes));
            let entry = Entry { content, from: Some(from), told: Some(told.clone()) };
            self.files().insert(path.to_owned(), entry);
            told
        })
    }

    /// Whether `path` is that of the mark, which no other file may have.
    #[must_use]
    pub fn is_mark(path: &str) -> bool {
        path == mark::NAME
    }

    /// Whether there is a file at `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files().contains_key(path)
    }

    /// Whether there is a file in the folder `path`, which ends with `/`, or below it.
    #[must_use]
    pub fn has_below(&self, path: &str) -> bool {
        files::has_below(&*self.files(), path)
    }

    /// How many bytes the file at `path` has.
    #[must_use]
    pub fn size(&self, path: &str) -> Option<usize> {
        let size = fs_err::metadata(self.place_of(path)?).ok()?.len();
        usize::try_from(size).ok()
    }

    /// The bytes of the file at `path`; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.place_of(path).map(fs_err::read).transpose()
    }

    /// What its maker wanted to know of the file at `path`, where that is still true.
    #[must_use]
    pub fn told(&self, path: &str) -> Option<Value> {
        let entry = self.files().get(path)?.clone();
        if let (Content::Old(None), Some(made)) = (entry.content, self.old.files.get(path)) {
            let intact =
                Fingerprint::of_file(&self.workspace.folder.join(path)).ok()? == made.bytes;
            return made.told.clone().filter(|_| intact);
        }
        entry.told
    }

    /// Takes every file of planbook's in the old tree that this one lacks and `keep` wants.
    pub fn keep(&self, keep: impl Fn(&str) -> bool) {
        let folder = &self.workspace.folder;
        let is_there = |name: &str| {
            name != mark::NAME
                && is_reached_by_folders(folder, name)
                && folder.join(name).symlink_metadata().is_ok_and(|found| found.is_file())
        };
        let mut files = self.files();
        for name in self.workspace.owned.iter().filter(|name| keep(name) && is_there(name)) {
            let made = self.old.files.get(name);
            files.entry(name.clone()).or_insert_with(|| Entry {
                content: Content::Old(None),
                from: made.and_then(|made| made.from),
                told: made.and_then(|made| made.told.clone()),
            });
        }
    }

    /// Puts the tree, which is of the book called `title`, in place of what was there, and
    /// leaves a record of it. What is not planbook's stays; it is told.
    ///
    /// # Errors
    /// When something is in the way, or the system refuses; the old tree is then as it was,
    /// unless the error says otherwise.
    pub fn publish(
        self,
        title: &str,
        whole: Option<Whole>,
        memo: Memo,
    ) -> Result<Stayed, OutputError> {
        let Self { workspace, old, mut stage, files } = self;
        let Workspace { folder, home, owned, .. } = workspace;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        stage.prune(&files)?;
        let mut files: BTreeMap<String, Made> = files
            .into_par_iter()
            .map(|(name, entry)| {
                let from = folder.join(&name);
                let made = entry.settle(&name, &from, &stage, old.files.get(&name))?;
                Ok((name, made))
            })
            .collect::<io::Result<_>>()?;
        let mark = Mark::new(title, files.keys().cloned().collect()).bytes();
        let bytes = Fingerprint::of(&mark);
        files.insert(mark::NAME.to_owned(), Made { bytes, from: None, told: None });

        let there = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
        let foreign = if there { Foreign::scan(folder, owned)? } else { Foreign::default() };
        let same = |name: &str| {
            let there = Fingerprint::of_file(&folder.join(name)).ok();
            there.is_some() && there == files.get(name).map(|made| made.bytes)
        };
        let mut in_the_way = foreign.in_the_way(&files, same);
        // What is adopted is replaced by what has its name, but no folder by a file.
        in_the_way.retain(|path| {
            let is_file = folder.join(path).symlink_metadata().is_ok_and(|found| found.is_file());
            let name = files::name_of(path).unwrap_or_default();
            !(workspace.adopt && is_file && files.contains_key(&name))
        });
        if !in_the_way.is_empty() {
            return Err(Refusal::InTheWay(in_the_way).into());
        }
        let movable = workspace.can_move();
        if movable {
            foreign.carry(folder, stage.folder(), &files)?;
        }
        if there && Mark::read(folder).is_none() {
            // The old tree is planbook's from here on: what is put there while it is replaced
            // is then known to be another's.
            let owned = owned.iter().filter(|name| *name != mark::NAME).cloned();
            let path = folder.join(mark::NAME);
            let text = Mark::new(title, owned.collect()).bytes();
            place(&path, || fs_err::File::create_new(&path)?.write_all(&text))?;
        }
        // From here on, whoever finds the new tree takes it for a whole one.
        let place_of_mark = stage.place_of(mark::NAME);
        match with_bytes(&folder.join(mark::NAME), &mark) {
            Some(_) => link_or_copy(&folder.join(mark::NAME), &place_of_mark)?,
            None => fs_err::write(&place_of_mark, &mark)?,
        }
        stage.give_modes(&files)?;
        stage.stays = true;
        let moved = movable && swap::exchange(home, folder).inspect_err(|_| stage.stays = false)?;
        if !moved {
            fs_err::create_dir_all(folder)?;
            swap::replace_files(home, folder, &files, owned, workspace.modes)
                .map_err(OutputError::HalfDone)?;
        }
        // The new tree is in place. What does not succeed from here on, the next build does.
        let _ = swap::settle(home, folder, &files);
        let mut record = Record::new();
        let (root, output) = (workspace.root.clone(), folder.clone());
        record.place = Some(Place { root, output });
        (record.whole, record.files) = (whole, files);
        record.memo.absorb(&memo);
        let _ = record.save(folder);
        Ok(Stayed { kept: workspace.kept(), ..foreign.told() })
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the file at `path` can be read now.
    fn place_of(&self, path: &str) -> Option<PathBuf> {
        Some(match self.files().get(path)?.content {
            Content::New(_) => self.stage.place_of(path),
            Content::Old(_) => self.workspace.folder.join(path),
        })
    }
}

impl Entry {
    /// Sees to it that the file `name` is in the stage: one that stays is linked to the one at
    /// `old`, of which `known` was recorded.
    fn settle(
        self,
        name: &str,
        old: &Path,
        stage: &Stage,
        known: Option<&Made>,
    ) -> io::Result<Made> {
        let Self { content, mut from, mut told } = self;
        let bytes = match content {
            Content::New(bytes) => bytes,
            Content::Old(looked_at) => {
                let new = stage.place_of(name);
                if !old.symlink_metadata().is_ok_and(|found| stage.holds(name, &found)) {
                    place(&new, || link_or_copy(old, &new))?;
                }
                let bytes = looked_at.map_or_else(|| Fingerprint::of_file(&new), Ok)?;
                // Someone else changed it: what was recorded is about another file.
                if known.is_none_or(|known| known.bytes != bytes) {
                    (from, told) = (None, None);
                }
                bytes
            }
        };
        Ok(Made { bytes, from, told })
    }
}

/// Whether the folder `output` may become an output, as far as can be known before there is a
/// workspace.
///
/// # Errors
/// Why not.
pub fn admits(output: &Path, claim: &Claim<'_>) -> Result<(), OutputError> {
    admit::admit(&real(output)?, claim).map(drop)
}

/// Whether the output of `workspace` is the one `record` is about, file by file and with the
/// modes of new files; then what in it is not planbook's.
#[must_use]
pub fn is_intact(workspace: &Workspace, record: &Record) -> Option<Stayed> {
    let folder = &workspace.folder;
    let folders: BTreeSet<&str> = record
        .files
        .keys()
        .flat_map(|name| name.match_indices('/').map(|(end, _)| &name[..end]))
        .collect();
    let modes = workspace.modes;
    let is_folder = |name: &&str| {
        folder.join(name).symlink_metadata().is_ok_and(|f| f.is_dir() && modes.fits(&f))
    };
    let intact = folders.iter().chain(&[""]).all(is_folder)
        && record.files.par_iter().all(|(name, made)| {
            let path = folder.join(name);
            path.symlink_metadata().is_ok_and(|found| found.is_file() && modes.fits(&found))
                && Fingerprint::of_file(&path).is_ok_and(|bytes| bytes == made.bytes)
        });
    if !intact {
        return None;
    }
    let foreign = Foreign::scan(folder, &record.files).ok()?;
    Some(Stayed { kept: workspace.kept(), ..foreign.told() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The workspace of the output `folder`, whose parent stands for a book.
    fn open(folder: &Path) -> Result<Workspace, OutputError> {
        let root = folder.parent().expect("a parent");
        let claim = Claim { root, book: Some("book"), adopt: false, made_before_marks: |_| false };
        Workspace::open(folder, &claim, || {})
    }

    fn try_to_publish(folder: &Path, files: &[(&str, &str)]) -> Result<Stayed, OutputError> {
        let workspace = open(folder)?;
        let tree = OutputTree::new(&workspace, Record::read(folder))?;
        for (name, text) in files {
            tree.insert(*name, text.as_bytes())?;
        }
        tree.publish("book", None, Memo::default())
    }

    /// Publishes `files` in `folder` as a build would.
    fn publish(folder: &Path, files: &[(&str, &str)]) -> Stayed {
        try_to_publish(folder, files).expect("published")
    }

    /// The names of all files in `folder`.
    fn names(folder: &Path) -> Vec<String> {
        let walk =
            walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = walk.filter(|entry| entry.file_type().is_file());
        let name = |path: &Path| files::name_of(path.strip_prefix(folder).expect("in it"));
        files.filter_map(|entry| name(entry.path())).collect()
    }

    #[test]
    fn what_planbook_did_not_make_stays() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old"), ("gone/index.html", "old")]);
        let foreign =
            [".htaccess", ".well-known/security.txt", "web.config", "up/load/a", "gone/b"];
        for name in foreign {
            let path = folder.join(name);
            fs_err::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs_err::write(path, name).expect("a file");
        }
        fs_err::create_dir_all(folder.join(".git/refs/tags")).expect("a folder");
        fs_err::create_dir_all(home.path().join(".planbook-notes")).expect("a folder");
        for round in 1..=3 {
            let stayed = publish(&folder, &[("index.html", &round.to_string())]);
            assert_eq!((stayed.files, stayed.links, stayed.empty_folders), (5, 0, 1));
            assert_eq!(stayed.names[..3], [".git/", ".htaccess", ".well-known/"]);
            assert!(stayed.more);
            for name in foreign {
                assert_eq!(fs_err::read_to_string(folder.join(name)).expect("it stays"), name);
            }
            assert!(folder.join(".git/refs/tags").is_dir());
            assert!(!folder.join("gone/index.html").exists());
            // Nor is a copy of it left in the tree that comes next.
            let before = cache::home(&folder).join(swap::BEFORE);
            assert!(!before.join("web.config").exists() && !before.join(".git").exists());
        }
        // What its owner removes is gone.
        fs_err::remove_file(folder.join("web.config")).expect("removed");
        publish(&folder, &[("index.html", "new")]);
        assert!(!folder.join("web.config").exists());
        assert!(home.path().join(".planbook-notes").is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_strange_names_stay() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old")]);
        // Shift_JIS, as an upload from a Windows machine has it.
        let name = folder.join(std::ffi::OsStr::from_bytes(b"\x95\xF1\x8D\x90.pdf"));
        fs_err::write(&name, "sjis").expect("a file");
        symlink("/etc", folder.join("etc")).expect("linked");
        symlink("nowhere", folder.join("dangling")).expect("linked");
        fs_err::create_dir(folder.join("private")).expect("a folder");
        fs_err::write(folder.join("private/key"), "key").expect("a file");
        fs_err::set_permissions(
            folder.join("private/key"),
            fs_err::metadata(&name).unwrap().permissions(),
        )
        .unwrap();
        let mode = |mode| std::fs::Permissions::from_mode(mode);
        fs_err::set_permissions(folder.join("private"), mode(0o710)).expect("set");
        fs_err::set_permissions(folder.join("private/key"), mode(0o400)).expect("set");
        for round in 1..=3 {
            let stayed = publish(&folder, &[("index.html", &round.to_string())]);
            assert_eq!((stayed.files, stayed.links), (2, 2));
            assert_eq!(fs_err::read_to_string(&name).expect("it stays"), "sjis");
            let target = fs_err::read_link(folder.join("etc")).expect("a link");
            assert_eq!(target, Path::new("/etc"));
            assert!(fs_err::read_link(folder.join("dangling")).is_ok());
            let mode =
                |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").mode();
            assert_eq!((mode("private") & 0o777, mode("private/key") & 0o777), (0o710, 0o400));
        }
    }

    #[test]
    fn what_is_in_the_way_is_told_and_stays() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old")]);
        fs_err::create_dir_all(folder.join("news/index.html")).expect("a folder");
        fs_err::write(folder.join("policies"), "a file").expect("a file");
        fs_err::write(folder.join("map"), "another's").expect("a file");
        fs_err::write(folder.join("same"), "same").expect("a file");
        let files = [("news/index.html", "1"), ("policies/a", "1"), ("map", "1"), ("same", "same")];
        let Err(OutputError::Refused(Refusal::InTheWay(paths))) = try_to_publish(&folder, &files)
        else {
            panic!("it was published");
        };
        assert_eq!(paths, ["map", "news/index.html", "policies"].map(PathBuf::from));
        assert_eq!(names(&folder), ["index.html", "map", "planbook.json", "policies", "same"]);
        assert_eq!(fs_err::read_to_string(folder.join("map")).expect("a file"), "another's");
    }

    #[test]
    fn nothing_is_written_outside_the_output() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        for name in ["../a", "a/../../b", "/tmp/c", "", "a//b", "./a", "a/"] {
            let found = try_to_publish(&folder, &[(name, "1")]);
            assert!(matches!(found, Err(OutputError::Io(_))), "{name}: {found:?}");
        }
    }

    #[test]
    fn without_its_cache_an_output_is_still_known() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("index.html", "old"), ("a", "1")]);
        fs_err::write(folder.join("robots.txt"), "mine").expect("a file");
        fs_err::remove_dir_all(cache::home(&folder)).expect("removed");
        publish(&folder, &[("index.html", "new")]);
        assert_eq!(names(&folder), ["index.html", "planbook.json", "robots.txt"]);
        // Without its mark, it is known while the cache is there.
        fs_err::remove_file(folder.join(mark::NAME)).expect("removed");
        publish(&folder, &[("index.html", "newer")]);
        assert_eq!(names(&folder), ["index.html", "planbook.json", "robots.txt"]);
        fs_err::remove_file(folder.join(mark::NAME)).expect("removed");
        fs_err::remove_dir_all(cache::home(&folder)).expect("removed");
        let refused = try_to_publish(&folder, &[("index.html", "newest")]);
        assert!(matches!(refused, Err(OutputError::Refused(Refusal::Unmarked(..)))), "{refused:?}");
    }

    #[cfg(unix)]
    #[test]
    fn every_file_gets_the_modes_of_new_ones() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let files = [("a/b", "1"), ("c", "1")];
        publish(&folder, &files);
        let mode = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").mode();
        let right = ["", "a", "a/b", "c", mark::NAME].map(mode);
        let close = |name: &str, mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            fs_err::set_permissions(folder.join(name), mode).expect("set");
        };
        for name in ["a/b", "c", mark::NAME] {
            close(name, 0o600);
        }
        close("a", 0o700);
        close("", 0o700);
        let workspace = open(&folder).expect("a workspace");
        assert_eq!(is_intact(&workspace, &workspace.record()), None);
        drop(workspace);
        publish(&folder, &files);
        assert_eq!(["", "a", "a/b", "c", mark::NAME].map(mode), right);
        let workspace = open(&folder).expect("a workspace");
        assert!(is_intact(&workspace, &workspace.record()).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn only_what_differs_is_written() {
        use std::os::unix::fs::MetadataExt;
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let file = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").ino();
        publish(&folder, &[("a/same", "1"), ("b", "2"), ("c", "3")]);
        let before = ["a/same", "b", "c"].map(file);
        // The same length, other bytes, behind our back.
        fs_err::write(folder.join("c"), "x").expect("written");
        publish(&folder, &[("a/same", "1"), ("b", "22"), ("c", "3")]);
        let after = ["a/same", "b", "c"].map(file);
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
        assert_eq!(fs_err::read_to_string(folder.join("c")).expect("it is there"), "3");
    }

    #[cfg(unix)]
    #[test]
    fn the_tree_before_is_made_into_the_next_and_not_trusted() {
        use std::os::unix::fs::{MetadataExt, symlink};
        let home = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let number = |path: &Path| fs_err::metadata(path).expect("it is there").ino();
        let read = |name: &str| fs_err::read_to_string(folder.join(name)).expect("it is there");
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e", "1"), ("g/h", "1")]);
        let (file, first) = (number(&folder.join("a/b")), number(&folder.join("a")));
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "1"), ("g", "1")]);
        assert_ne!(number(&folder.join("a")), first);

        // A folder became a file, a file a folder, a link leads away, a file was changed and
        // others were put there.
        let before = cache::home(&folder).join("tree");
        fs_err::remove_dir_all(before.join("c")).expect("removed");
        symlink(elsewhere.path(), before.join("c")).expect("linked");
        fs_err::remove_file(before.join("a/b")).expect("removed");
        fs_err::write(before.join("a/b"), "2").expect("written");
        fs_err::create_dir_all(before.join("x/y")).expect("a folder");
        fs_err::write(before.join("x/y/z"), "2").expect("written");
        publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "2"), ("g", "2")]);
        assert_eq!((number(&folder.join("a/b")), number(&folder.join("a"))), (file, first));
        assert_eq!(["a/b", "c/d", "e/f", "g"].map(read), ["1", "1", "2", "2"]);
        assert_eq!(names(&folder), ["a/b", "c/d", "e/f", "g", "planbook.json"]);
        assert!(!folder.join("x").exists());
        assert_eq!(fs_err::read_dir(elsewhere.path()).expect("a folder").count(), 0);
        // What is not public is its owner's alone.
        let mode = fs_err::metadata(cache::home(&folder)).expect("it is there").mode();
        assert_eq!(mode & 0o777, 0o700);
        assert_eq!(fs_err::metadata(&folder).expect("it is there").mode() & 0o777, 0o755);
    }

    #[test]
    fn what_is_made_again_never_reaches_the_old_tree() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        publish(&folder, &[("a", "1")]);
        let workspace = open(&folder).expect("a workspace");
        let tree = OutputTree::new(&workspace, Record::read(&folder)).expect("a tree");
        // The first is linked to the old file, the second must not be written through it.
        tree.insert("a", b"1").expect("written");
        tree.insert("a", b"2").expect("written");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "1");
        assert_eq!(tree.read("a").expect("it is there").as_deref(), Some(&b"2"[..]));
        tree.publish("book", None, Memo::default()).expect("published");
        assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "2");
    }

    #[test]
    fn a_file_is_taken_over_only_while_it_is_what_was_recorded() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("output");
        let (from, told) = (Fingerprint::of(b"source"), Value::from(7));
        let reopen = |workspace: Workspace| {
            drop(workspace);
            open(&folder).expect("a workspace")
        };
        let workspace = open(&folder).expect("a workspace");
        let tree = OutputTree::new(&workspace, Record::new()).expect("a tree");
        tree.insert("book.pdf", b"pdf").expect("written");
        tree.remember("book.pdf", from, told.clone());
        tree.publish("book", None, Memo::default()).expect("published");

        let workspace = reopen(workspace);
        let again = || OutputTree::new(&workspace, Record::read(&folder)).expect("a tree");
        assert!(is_intact(&workspace, &Record::read(&folder)).is_some());
        assert_eq!(again().reuse("book.pdf", from), Some(told.clone()));
        assert_eq!(again().reuse("book.pdf", Fingerprint::of(b"other")), None);
        let kept = again();
        kept.keep(|_| true);
        assert_eq!(kept.told("book.pdf"), Some(told));
        assert_eq!(kept.size("book.pdf"), Some(3));

        fs_err::write(folder.join("book.pdf"), "pdg").expect("written");
        assert_eq!(is_intact(&workspace, &Record::read(&folder)), None);
        assert_eq!(again().reuse("book.pdf", from), None);
        let kept = again();
        kept.keep(|_| true);
        assert_eq!(kept.told("book.pdf"), None);
        kept.publish("book", None, Memo::default()).expect("published");
        let record = Record::read(&folder);
        assert!(record.made_from("book.pdf", from).is_none(), "it is another's now");
    }
}

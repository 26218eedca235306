//! Tests of publishing into an output folder.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::cache::{self, BuildIndex, Fingerprint, Memo};

/// The workspace of the output `folder`, whose parent is the folder of the book.
fn open(folder: &Path) -> Result<Workspace, OutputError> {
    let root = folder.parent().expect("a parent");
    let claim = Claim { root, book: Some("book"), adopt: false, made_before_markers: |_| false };
    Workspace::open(folder, &claim, || {})
}

fn try_to_publish(folder: &Path, files: &[(&str, &str)]) -> Result<ForeignSummary, OutputError> {
    let workspace = open(folder)?;
    let tree = OutputTree::new(&workspace, BuildIndex::read(folder))?;
    for (name, text) in files {
        tree.insert(*name, text.as_bytes())?;
    }
    tree.publish("book", None, Memo::default())
}

/// Publishes `files` in `folder` as a build would.
fn publish(folder: &Path, files: &[(&str, &str)]) -> ForeignSummary {
    try_to_publish(folder, files).expect("published")
}

/// The names of all files in `folder`.
fn names(folder: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = walk.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| files::tree_path(path.strip_prefix(folder).expect("in it"));
    files.filter_map(|entry| name(entry.path())).collect()
}

#[test]
fn foreign_files_are_kept() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    publish(&folder, &[("index.html", "old"), ("gone/index.html", "old")]);
    let foreign = [".htaccess", ".well-known/security.txt", "web.config", "up/load/a", "gone/b"];
    for name in foreign {
        let path = folder.join(name);
        fs_err::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs_err::write(path, name).expect("a file");
    }
    fs_err::create_dir_all(folder.join(".git/refs/tags")).expect("a folder");
    fs_err::create_dir_all(parent.path().join(".planbook-notes")).expect("a folder");
    for round in 1..=3 {
        let summary = publish(&folder, &[("index.html", &round.to_string())]);
        assert_eq!((summary.files, summary.links, summary.empty_folders), (5, 0, 1));
        assert_eq!(summary.names[..3], [".git/", ".htaccess", ".well-known/"]);
        assert!(summary.more);
        for name in foreign {
            assert_eq!(fs_err::read_to_string(folder.join(name)).expect("it stays"), name);
        }
        assert!(folder.join(".git/refs/tags").is_dir());
        assert!(!folder.join("gone/index.html").exists());
        // The previous tree has no copy of it.
        let before = cache::cache_dir(&folder).join(exchange::PREVIOUS_TREE);
        assert!(!before.join("web.config").exists() && !before.join(".git").exists());
    }
    // A removed foreign file is not restored.
    fs_err::remove_file(folder.join("web.config")).expect("removed");
    publish(&folder, &[("index.html", "new")]);
    assert!(!folder.join("web.config").exists());
    assert!(parent.path().join(".planbook-notes").is_dir());
}

#[cfg(unix)]
#[test]
fn foreign_links_and_non_utf8_names_are_kept() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    publish(&folder, &[("index.html", "old")]);
    // A name in Shift_JIS, as uploaded from Windows.
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
        let summary = publish(&folder, &[("index.html", &round.to_string())]);
        assert_eq!((summary.files, summary.links), (2, 2));
        assert_eq!(fs_err::read_to_string(&name).expect("it stays"), "sjis");
        let target = fs_err::read_link(folder.join("etc")).expect("a link");
        assert_eq!(target, Path::new("/etc"));
        assert!(fs_err::read_link(folder.join("dangling")).is_ok());
        let mode = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").mode();
        assert_eq!((mode("private") & 0o777, mode("private/key") & 0o777), (0o710, 0o400));
    }
}

#[test]
fn conflicting_foreign_files_are_reported_and_kept() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    publish(&folder, &[("index.html", "old")]);
    fs_err::create_dir_all(folder.join("news/index.html")).expect("a folder");
    fs_err::write(folder.join("policies"), "a file").expect("a file");
    fs_err::write(folder.join("map"), "another's").expect("a file");
    fs_err::write(folder.join("same"), "same").expect("a file");
    let files = [("news/index.html", "1"), ("policies/a", "1"), ("map", "1"), ("same", "same")];
    let Err(OutputError::Refused(UnsafeOutput::Conflicts(paths))) = try_to_publish(&folder, &files)
    else {
        panic!("it was published");
    };
    assert_eq!(paths, ["map", "news/index.html", "policies"].map(PathBuf::from));
    assert_eq!(names(&folder), ["index.html", "map", "planbook.json", "policies", "same"]);
    assert_eq!(fs_err::read_to_string(folder.join("map")).expect("a file"), "another's");
}

#[test]
fn nothing_is_written_outside_the_output() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    for name in ["../a", "a/../../b", "/tmp/c", "", "a//b", "./a", "a/"] {
        let found = try_to_publish(&folder, &[(name, "1")]);
        assert!(matches!(found, Err(OutputError::Io(_))), "{name}: {found:?}");
    }
}

#[test]
fn an_output_is_recognized_without_its_cache() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    publish(&folder, &[("index.html", "old"), ("a", "1")]);
    fs_err::write(folder.join("robots.txt"), "mine").expect("a file");
    fs_err::remove_dir_all(cache::cache_dir(&folder)).expect("removed");
    publish(&folder, &[("index.html", "new")]);
    assert_eq!(names(&folder), ["index.html", "planbook.json", "robots.txt"]);
    // Without a marker file, the record in the cache identifies it.
    fs_err::remove_file(folder.join(marker::NAME)).expect("removed");
    publish(&folder, &[("index.html", "newer")]);
    assert_eq!(names(&folder), ["index.html", "planbook.json", "robots.txt"]);
    fs_err::remove_file(folder.join(marker::NAME)).expect("removed");
    fs_err::remove_dir_all(cache::cache_dir(&folder)).expect("removed");
    let refused = try_to_publish(&folder, &[("index.html", "newest")]);
    assert!(
        matches!(refused, Err(OutputError::Refused(UnsafeOutput::Unmarked(..)))),
        "{refused:?}"
    );
}

#[cfg(unix)]
#[test]
fn every_file_gets_the_mode_of_a_new_file() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    let files = [("a/b", "1"), ("c", "1")];
    publish(&folder, &files);
    let mode = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").mode();
    let right = ["", "a", "a/b", "c", marker::NAME].map(mode);
    let close = |name: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        fs_err::set_permissions(folder.join(name), mode).expect("set");
    };
    for name in ["a/b", "c", marker::NAME] {
        close(name, 0o600);
    }
    close("a", 0o700);
    close("", 0o700);
    let workspace = open(&folder).expect("a workspace");
    assert_eq!(is_intact(&workspace, &workspace.record()), None);
    drop(workspace);
    publish(&folder, &files);
    assert_eq!(["", "a", "a/b", "c", marker::NAME].map(mode), right);
    let workspace = open(&folder).expect("a workspace");
    assert!(is_intact(&workspace, &workspace.record()).is_some());
}

#[cfg(unix)]
#[test]
fn only_changed_files_are_written() {
    use std::os::unix::fs::MetadataExt;
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    let file = |name: &str| fs_err::metadata(folder.join(name)).expect("it is there").ino();
    publish(&folder, &[("a/same", "1"), ("b", "2"), ("c", "3")]);
    let before = ["a/same", "b", "c"].map(file);
    // Changed by someone else, with the same length.
    fs_err::write(folder.join("c"), "x").expect("written");
    publish(&folder, &[("a/same", "1"), ("b", "22"), ("c", "3")]);
    let after = ["a/same", "b", "c"].map(file);
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
    assert_eq!(fs_err::read_to_string(folder.join("c")).expect("it is there"), "3");
}

#[cfg(unix)]
#[test]
fn the_previous_tree_is_reused_but_not_trusted() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let parent = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    let number = |path: &Path| fs_err::metadata(path).expect("it is there").ino();
    let read = |name: &str| fs_err::read_to_string(folder.join(name)).expect("it is there");
    publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e", "1"), ("g/h", "1")]);
    let (file, first) = (number(&folder.join("a/b")), number(&folder.join("a")));
    publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "1"), ("g", "1")]);
    assert_ne!(number(&folder.join("a")), first);

    // A folder became a file, a file a folder, a link leads away, a file was changed and one was
    // added, which is somebody's.
    let before = cache::cache_dir(&folder).join("tree");
    fs_err::remove_dir_all(before.join("c")).expect("removed");
    symlink(elsewhere.path(), before.join("c")).expect("linked");
    fs_err::remove_file(before.join("a/b")).expect("removed");
    fs_err::write(before.join("a/b"), "2").expect("written");
    fs_err::create_dir_all(before.join("x/y")).expect("a folder");
    fs_err::write(before.join("x/y/z"), "2").expect("written");
    publish(&folder, &[("a/b", "1"), ("c/d", "1"), ("e/f", "2"), ("g", "2")]);
    assert_eq!((number(&folder.join("a/b")), number(&folder.join("a"))), (file, first));
    assert_eq!(["a/b", "c/d", "e/f", "g"].map(read), ["1", "1", "2", "2"]);
    assert_eq!(names(&folder), ["a/b", "c/d", "e/f", "g", "planbook.json", "x/y/z"]);
    assert_eq!(fs_err::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    // The cache folder is private.
    let mode = fs_err::metadata(cache::cache_dir(&folder)).expect("it is there").mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(fs_err::metadata(&folder).expect("it is there").mode() & 0o777, 0o755);
}

#[test]
fn rewriting_a_file_does_not_change_the_old_tree() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    publish(&folder, &[("a", "1")]);
    let workspace = open(&folder).expect("a workspace");
    let tree = OutputTree::new(&workspace, BuildIndex::read(&folder)).expect("a tree");
    // The first write links to the old file; the second must not write through the link.
    tree.insert("a", b"1").expect("written");
    tree.insert("a", b"2").expect("written");
    assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "1");
    assert_eq!(tree.read("a").expect("it is there").as_deref(), Some(&b"2"[..]));
    tree.publish("book", None, Memo::default()).expect("published");
    assert_eq!(fs_err::read_to_string(folder.join("a")).expect("it is there"), "2");
}

#[test]
fn only_a_file_with_the_recorded_content_is_reused() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("output");
    let (inputs, metadata) = (Fingerprint::of(b"source"), Value::from(7));
    let reopen = |workspace: Workspace| {
        drop(workspace);
        open(&folder).expect("a workspace")
    };
    let workspace = open(&folder).expect("a workspace");
    let tree = OutputTree::new(&workspace, BuildIndex::new()).expect("a tree");
    tree.insert("book.pdf", b"pdf").expect("written");
    tree.set_metadata("book.pdf", inputs, metadata.clone());
    tree.publish("book", None, Memo::default()).expect("published");

    let workspace = reopen(workspace);
    let again = || OutputTree::new(&workspace, BuildIndex::read(&folder)).expect("a tree");
    assert!(is_intact(&workspace, &BuildIndex::read(&folder)).is_some());
    assert_eq!(again().reuse("book.pdf", inputs), Some(metadata.clone()));
    assert_eq!(again().reuse("book.pdf", Fingerprint::of(b"other")), None);
    let tree = again();
    tree.keep_existing(|_| true);
    assert_eq!(tree.metadata("book.pdf"), Some(metadata));
    assert_eq!(tree.size("book.pdf"), Some(3));

    fs_err::write(folder.join("book.pdf"), "pdg").expect("written");
    assert_eq!(is_intact(&workspace, &BuildIndex::read(&folder)), None);
    assert_eq!(again().reuse("book.pdf", inputs), None);
    let tree = again();
    tree.keep_existing(|_| true);
    assert_eq!(tree.metadata("book.pdf"), None);
    tree.publish("book", None, Memo::default()).expect("published");
    let record = BuildIndex::read(&folder);
    assert!(record.up_to_date("book.pdf", inputs).is_none(), "it was changed by someone else");
}

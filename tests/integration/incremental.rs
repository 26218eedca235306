//! What did not change is not made again, and what comes out is what a clean build makes.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small book, and a typesetter that keeps count.
struct Book {
    folder: tempfile::TempDir,
}

/// Each file of a tree: its bytes, and which file it is on disk.
type Tree = BTreeMap<String, (Vec<u8>, u64)>;

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let book = Self { folder };
        let made = Command::new(env!("CARGO_BIN_EXE_planbook"))
            .arg("init")
            .arg(book.path(""))
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let typst = which("typst");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = compile ] && echo set >> '{}'\nexec '{}' \"$@\"\n",
            book.count_file().display(),
            typst.display()
        );
        fs::write(book.typesetter(), script).expect("a script");
        let runnable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(book.typesetter(), runnable).expect("a program");
        book
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("book").join(name)
    }

    fn typesetter(&self) -> PathBuf {
        self.folder.path().join("typst")
    }

    fn count_file(&self) -> PathBuf {
        self.folder.path().join("count")
    }

    /// Builds with `arguments`: how many PDFs were set, and what was said.
    fn build(&self, arguments: &[&str]) -> (usize, String) {
        fs::write(self.count_file(), "").expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_planbook"))
            .arg("-C")
            .arg(self.path(""))
            .arg("build")
            .args(arguments)
            .env("PLANBOOK_TYPST", self.typesetter())
            .output()
            .expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("UTF-8");
        assert!(output.status.success(), "{said}");
        let set = fs::read_to_string(self.count_file()).expect("a count").lines().count();
        (set, said)
    }

    /// What a clean build makes, in another place.
    fn clean(&self) -> Tree {
        let place = self.folder.path().join("clean");
        self.build(&["--no-cache", "--output", place.to_str().expect("UTF-8")]);
        tree(&place)
    }

    fn output(&self) -> Tree {
        tree(&self.path("output"))
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).expect("a file");
        assert!(text.contains(from), "{name} has no {from:?}");
        fs::write(self.path(name), text.replacen(from, to, 1)).expect("a file");
    }

    /// A policy's YAML, the first by name.
    fn policy(&self) -> String {
        format!("content/policies/{}", first(&self.path("content/policies"), "yaml"))
    }
}

/// The first file in a folder with this ending.
fn first(folder: &Path, ending: &str) -> String {
    let mut names = tree(folder).into_keys();
    let found = names.find(|name| Path::new(name).extension().is_some_and(|e| e == ending));
    found.expect("there is one")
}

fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").expect("a path");
    let cargo = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo/bin"));
    let mut places = std::env::split_paths(&path).chain(cargo);
    places.find_map(|dir| Some(dir.join(program)).filter(|p| p.is_file())).expect("typst is there")
}

fn tree(folder: &Path) -> Tree {
    fn walk(root: &Path, folder: &Path, out: &mut Tree) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                let name = path.strip_prefix(root).expect("within").to_string_lossy().into_owned();
                let inode = fs::metadata(&path).expect("a file").ino();
                out.insert(name, (fs::read(&path).expect("a file"), inode));
            }
        }
    }
    let mut out = Tree::new();
    walk(folder, folder, &mut out);
    out
}

/// The names of the files that differ between two trees, by what `key` sees.
fn differing<K: PartialEq>(a: &Tree, b: &Tree, key: fn(&(Vec<u8>, u64)) -> K) -> BTreeSet<String> {
    let names = a.keys().chain(b.keys());
    names.filter(|name| a.get(*name).map(key) != b.get(*name).map(key)).cloned().collect()
}

fn assert_same_bytes(built: &Tree, clean: &Tree, after: &str) {
    let differing = differing(built, clean, |(bytes, _)| bytes.clone());
    assert!(differing.is_empty(), "after {after}: {differing:?}");
}

#[test]
fn pages_tell_the_true_size_of_the_workbook() {
    const DATA: &str = "data/index.html";
    let book = Book::new();
    book.build(&["--only", "html"]);
    let before = book.output();
    let prose = format!("content/policies/{}", first(&book.path("content/policies"), "md"));
    // Numbers without a pattern, so that packing makes little of them.
    let numbers = (1u64..4000).map(|n| format!("{}、", n * n * 7919 % 1_000_003));
    let text = fs::read_to_string(book.path(&prose)).expect("a file");
    fs::write(book.path(&prose), format!("{text}\n{}\n", numbers.collect::<String>()))
        .expect("a file");
    book.build(&["--only", "html"]);
    let clean = book.folder.path().join("clean");
    let place = clean.to_str().expect("UTF-8");
    book.build(&["--only", "html", "--no-cache", "--output", place]);
    assert_same_bytes(&book.output(), &tree(&clean), "an edit that makes the workbook larger");
    assert_ne!(before[DATA].0, book.output()[DATA].0, "the page tells of the size");
}

#[test]
fn after_an_edit_just_what_depends_on_it_is_written() {
    let book = Book::new();
    let policy = book.policy();
    let prose = policy.replace(".yaml", ".md");
    let text = fs::read_to_string(book.path(&policy)).expect("a policy");
    let title = text.lines().find(|l| l.starts_with("title: ")).expect("a title").to_owned();
    let settled = text.lines().find(|l| l.contains("settlement: {")).expect("a settlement").trim();
    let figure: String =
        settled.rsplit(": ").next().expect("a figure").chars().take_while(|c| *c != '}').collect();
    let figure = figure.trim().to_owned();
    let dearer = format!("{}7", &figure[..figure.len() - 1]);

    book.build(&[]);
    let mut before = book.output();
    assert_same_bytes(&before, &book.clean(), "nothing");
    let edits: [(&str, &dyn Fn()); 7] = [
        ("a figure", &|| {
            let changed = settled.replace(&figure, &dearer);
            assert_ne!(settled, changed);
            book.edit(&policy, settled, &changed);
        }),
        ("a paragraph", &|| {
            let text = fs::read_to_string(book.path(&prose)).expect("prose");
            fs::write(book.path(&prose), text.replacen("。", "。来年も続けます。", 1))
                .expect("prose");
        }),
        ("a title", &|| book.edit(&policy, &title, &format!("{title}（改）"))),
        ("a template", &|| {
            book.edit("themes/standard/site/templates/policy.html", "<h1", "<h1 id=\"t\"");
        }),
        ("the style", &|| {
            let style = first(&book.path("themes/standard/site/assets"), "css");
            let path = book.path("themes/standard/site/assets").join(style);
            let text = fs::read_to_string(&path).expect("a style");
            fs::write(path, text + "\nmain { color: inherit; }\n").expect("a style");
        }),
        ("a page template", &|| book.edit("themes/standard/pdf/cover.typ", "#", "// new\n#")),
        ("a comment", &|| {
            let text = fs::read_to_string(book.path("content/indicators.yaml")).expect("a file");
            let text = text + "\n# looked at\n";
            fs::write(book.path("content/indicators.yaml"), text).expect("a file");
        }),
    ];
    for (what, edit) in edits {
        edit();
        let (set, said) = book.build(&[]);
        let (after, clean) = (book.output(), book.clean());
        assert_same_bytes(&after, &clean, what);
        let written = differing(&before, &after, |(_, inode)| *inode);
        let changed = differing(&before, &after, |(bytes, _)| bytes.clone());
        assert_eq!(written, changed, "after {what}");
        let pdfs = changed.iter().filter(|name| name.starts_with("pdf/")).count();
        assert!(set >= pdfs, "after {what}: {set} set, {pdfs} changed");
        match what {
            "the style" | "a template" | "a comment" => assert_eq!(set, 0, "after {what}: {said}"),
            "a figure" => {
                assert!(changed.contains("data/budgets.csv"), "{changed:?}");
                assert!(after.len() > changed.len(), "not every file shows this figure");
            }
            _ => {}
        }
        before = after;
    }
}

#[test]
fn where_nothing_changed_nothing_is_made() {
    let book = Book::new();
    let (set, _) = book.build(&[]);
    assert!(set > 1, "the whole book and its volumes");
    let before = book.output();
    let (set, said) = book.build(&[]);
    assert_eq!(set, 0);
    assert!(said.contains("変わったものがない"), "{said}");
    assert!(differing(&before, &book.output(), |(_, inode)| *inode).is_empty());

    let (set, said) = book.build(&["--no-cache"]);
    assert!(set > 1 && !said.contains("変わったものがない"), "{said}");
    // Another request is another build.
    let (_, said) = book.build(&["--draft"]);
    assert!(!said.contains("変わったものがない"), "{said}");
    assert_same_bytes(
        &before,
        &{
            book.build(&[]);
            book.output()
        },
        "a draft",
    );
}

#[test]
fn what_was_found_is_told_again() {
    let book = Book::new();
    let prose = book.policy().replace(".yaml", ".md");
    let text = fs::read_to_string(book.path(&prose)).expect("prose");
    fs::write(book.path(&prose), text.replacen('。', "「。", 1)).expect("prose");
    let (_, first) = book.build(&[]);
    let (_, second) = book.build(&[]);
    assert!(first.contains("PB0"), "{first}");
    assert!(second.contains("PB0"), "{second}");
}

#[test]
fn a_wrong_or_foreign_record_is_noticed() {
    let book = Book::new();
    book.build(&[]);
    let clean = book.clean();
    let record = book.path(".output.planbook/record.json");
    let ours = fs::read_to_string(&record).expect("a record");

    let other = Book::new();
    other.edit(&other.policy(), "title: ", "title: 別の");
    other.build(&[]);
    other.edit(&other.policy(), "title: ", "title: また");
    other.build(&["--only", "html"]);
    let theirs = other.path(".output.planbook");
    let foreign = fs::read_to_string(theirs.join("record.json")).expect("a record");
    for (what, text) in [
        ("a record cut short", &ours[..ours.len() / 2]),
        ("no words of a record", "\u{0}\u{1}"),
        ("another book's record", &foreign),
    ] {
        fs::write(&record, text).expect("a record");
        book.build(&[]);
        assert_same_bytes(&book.output(), &clean, what);
    }
    // All of it is another book's, with the tree that it published before.
    fs::remove_dir_all(book.path(".output.planbook")).expect("removed");
    assert!(theirs.join("tree/index.html").is_file());
    fs::rename(theirs, book.path(".output.planbook")).expect("moved");
    book.build(&[]);
    assert_same_bytes(&book.output(), &clean, "another book's tree");
    // The record is right, but someone wrote into the output.
    for (name, (bytes, _)) in clean.iter().filter(|(name, _)| !name.contains("policies/")) {
        fs::write(book.path("output").join(name), [&bytes[..], b" "].concat()).expect("a file");
    }
    fs::remove_file(book.path("output/index.html")).expect("a file");
    book.build(&[]);
    assert_same_bytes(&book.output(), &clean, "others' hands");
}

#[test]
fn another_typesetter_of_the_same_version_size_and_time_is_noticed() {
    let book = Book::new();
    let script = fs::read_to_string(book.typesetter()).expect("a script");
    fs::write(book.typesetter(), format!("{script}# one\n")).expect("a script");
    // What has just changed is not remembered, and would be read in any case.
    std::thread::sleep(std::time::Duration::from_secs(4));
    let (set, _) = book.build(&["--no-volumes"]);
    assert_eq!(set, 1);
    let (set, said) = book.build(&["--no-volumes"]);
    assert!(set == 0 && said.contains("変わったものがない"), "{said}");
    let time = fs::metadata(book.typesetter()).expect("a file").modified().expect("a time");
    fs::write(book.typesetter(), format!("{script}# two\n")).expect("a script");
    let file = fs::File::options().write(true).open(book.typesetter()).expect("a file");
    file.set_modified(time).expect("set");
    drop(file);
    let (set, said) = book.build(&["--no-volumes"]);
    assert_eq!(set, 1, "{said}");
}

#[test]
fn a_setting_that_only_the_workbook_shows_reaches_it() {
    let book = Book::new();
    book.build(&["--only", "html"]);
    let plan = fs::read_to_string(book.path("content/plan.yaml")).expect("a plan");
    let sign = plan.lines().find(|line| line.trim().starts_with("negative: ")).expect("a sign");
    let other = if sign.contains('△') { "  negative: ▲" } else { "  negative: △" };
    book.edit("content/plan.yaml", sign, other);
    book.build(&["--only", "html"]);
    let clean = book.folder.path().join("clean");
    book.build(&["--only", "html", "--no-cache", "--output", clean.to_str().expect("UTF-8")]);
    assert_same_bytes(&book.output(), &tree(&clean), "another sign of negative numbers");
}

//! Which files of a book are read, and what is told of the others, on a disk.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A small book in a folder of its own.
struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let book = Self { folder };
        let made = planbook().arg("init").arg(book.path("")).output().expect("it runs");
        assert!(made.status.success(), "{}", said(&made));
        book
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("book").join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        planbook().arg("-C").arg(self.path("")).args(arguments).output().expect("it runs")
    }
}

fn planbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_planbook"))
}

/// All that was said.
fn said(output: &Output) -> String {
    let words = [&*output.stdout, &*output.stderr].concat();
    String::from_utf8(words).expect("UTF-8")
}

/// The first policy of the book, without its ending.
fn sheet(book: &Book) -> PathBuf {
    let folder = book.path("content/policies/1");
    let names = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    let mut sheets: Vec<PathBuf> =
        names.filter(|p| p.extension() == Some(OsStr::new("md"))).collect();
    sheets.sort();
    sheets.remove(0).with_extension("")
}

#[test]
fn locks_and_hidden_folders_are_passed_over() {
    let book = Book::new();
    let sheet = sheet(&book);
    let lock = format!(".#{}.md", sheet.file_name().expect("a name").to_string_lossy());
    symlink("user@host.2199:1697969899", sheet.with_file_name(lock)).expect("a link");
    let hidden = book.path("content/.obsidian/plugins");
    fs::create_dir_all(&hidden).expect("a folder");
    fs::write(hidden.join("1-1-01.md"), "## 何か\n").expect("a file");
    symlink("/etc", book.path("content/.cache")).expect("a link");
    let checked = book.run(&["check"]);
    assert!(checked.status.success(), "{}", said(&checked));
    symlink("/etc/hosts", book.path("content/hosts.md")).expect("a link");
    let checked = book.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1), "any other link is refused");
    assert!(said(&checked).contains("PB0007"));
}

#[test]
fn every_other_file_is_told_of() {
    let book = Book::new();
    let sheet = sheet(&book);
    for ending in ["md", "yaml"] {
        let from = sheet.with_extension(ending);
        fs::rename(&from, sheet.with_extension(format!("{ending}.txt"))).expect("it is moved");
    }
    fs::write(book.path("content/会議.docx"), "PK").expect("a file");
    let broken = [b"content/policies/", &b"\x8e\x91\x97\xbf.csv"[..]].concat();
    fs::write(book.path("").join(OsStr::from_bytes(&broken)), "").expect("a file");
    let pipe = Command::new("mkfifo").arg(book.path("content/pipe.md")).status();
    assert!(pipe.expect("it runs").success());
    let checked = book.run(&["check", "--format", "json"]);
    let said = said(&checked);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    for name in ["md.txt", "yaml.txt", "会議.docx", "\u{FFFD}.csv", "pipe.md"] {
        let told = said.lines().filter(|l| l.contains("PB0004") && l.contains(name)).count();
        assert_eq!(told, 1, "{name}: {said}");
    }
    assert!(!said.contains("PB0204"), "the missing pair is the same mistake: {said}");
}

#[test]
fn endings_in_capitals_are_read() {
    let book = Book::new();
    let sheet = sheet(&book);
    let before = book.run(&["view"]);
    for (from, to) in [("md", "MD"), ("yaml", "YAML")] {
        fs::rename(sheet.with_extension(from), sheet.with_extension(to)).expect("it is moved");
    }
    let after = book.run(&["view"]);
    assert!(before.status.success() && after.status.success(), "{}", said(&after));
    assert_eq!(before.stdout, after.stdout);
}

/// Writes the theme's manifest, and gives what `command` says of it.
fn with_manifest(book: &Book, manifest: &str, command: &[&str]) -> (Option<i32>, String) {
    fs::write(book.path("themes/standard/theme.yaml"), manifest).expect("a file");
    let output = book.run(command);
    (output.status.code(), said(&output))
}

#[test]
fn what_is_wrong_with_a_theme_is_shown_in_its_manifest() {
    let book = Book::new();
    for manifest in
        ["fonts: []\nfoo\n", "a: 1\n", "[", "", "fonts: 3\n", "name: 標準\n", "\u{FEFF}x"]
    {
        let (code, words) = with_manifest(&book, manifest, &["doctor"]);
        assert_ne!(code, Some(101), "doctor panics on {manifest:?}: {words}");
        assert!(!matches!(code, Some(0) | None), "{manifest:?}: {words}");
        assert!(words.contains("themes/standard/theme.yaml:"), "{manifest:?}: {words}");
        let (code, words) = with_manifest(&book, manifest, &["build", "--only", "html"]);
        assert!(!matches!(code, Some(0 | 101) | None), "{manifest:?}: {words}");
        assert!(words.contains("--> themes/standard/theme.yaml:"), "{manifest:?}: {words}");
        assert!(!words.contains("--> content/"), "{manifest:?}: {words}");
    }
    fs::write(book.path("themes/standard/theme.yaml"), b"name: \x95W\x8f\x80\n").expect("a file");
    let told = said(&book.run(&["doctor"]));
    assert!(told.contains("PB0003") && told.contains("Shift_JIS"), "{told}");
}

/// Puts `mark` before what the theme's file `name` holds.
fn prepend(book: &Book, name: &Path, mark: &[u8]) {
    let path = book.path("themes/standard").join(name);
    let text = fs::read(&path).expect("a file");
    fs::write(path, [mark, &text].concat()).expect("a file");
}

#[test]
fn a_byte_order_mark_in_a_theme_changes_nothing() {
    let book = Book::new();
    let page = |book: &Book| {
        let built = book.run(&["build", "--only", "html"]);
        assert!(built.status.success(), "{}", said(&built));
        fs::read(book.path("output/index.html")).expect("a page")
    };
    let before = page(&book);
    for name in ["theme.yaml", "site/templates/policy.html", "site/templates/base.html"] {
        prepend(&book, Path::new(name), b"\xEF\xBB\xBF");
    }
    assert_eq!(page(&book), before);
    // Another encoding would be published as broken characters.
    prepend(&book, Path::new("site/templates/policy.html"), b"\x95W");
    let built = book.run(&["build", "--only", "html"]);
    let words = said(&built);
    assert!(
        !built.status.success() && words.contains("UTF-8") && words.contains("policy.html"),
        "{words}"
    );
}

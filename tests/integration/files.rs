//! Which files of a book are read, and what is told of the others, on a disk.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use crate::support::Book;

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
    let book = Book::init();
    let sheet = sheet(&book);
    let lock = format!(".#{}.md", sheet.file_name().expect("a name").to_string_lossy());
    symlink("user@host.2199:1697969899", sheet.with_file_name(lock)).expect("a link");
    book.write("content/.obsidian/plugins/1-1-01.md", "## 何か\n");
    symlink("/etc", book.path("content/.cache")).expect("a link");
    for place in ["site/templates/.#policy.html", "site/assets/.#style.css", "pdf/.#sheet.typ"] {
        let lock = book.path("themes/standard").join(place);
        symlink("user@host.2199:1697969899", lock).expect("a link");
    }
    book.write("themes/standard/site/assets/style.css~", "old");
    book.run(&["check"]).succeeds();
    book.build(&["--only", "html"]).succeeds();
    let assets = fs::read_dir(book.path("output/assets")).expect("a folder");
    let names = assets.map(|entry| entry.expect("it").file_name().to_string_lossy().into_owned());
    let left: Vec<_> = names.filter(|name| name.contains(['~', '#'])).collect();
    assert!(left.is_empty(), "{left:?}");
    symlink("/etc/hosts", book.path("content/hosts.md")).expect("a link");
    let checked = book.run(&["check"]);
    assert_eq!(checked.code, 1, "any other link is refused");
    assert!(checked.said().contains("PB0007"));
}

#[test]
fn every_other_file_is_told_of() {
    let book = Book::init();
    let sheet = sheet(&book);
    for ending in ["md", "yaml"] {
        let from = sheet.with_extension(ending);
        fs::rename(&from, sheet.with_extension(format!("{ending}.txt"))).expect("it is moved");
    }
    book.write("content/会議.docx", "PK");
    book.write("content/金額.xlsx", "PK");
    let broken = [b"content/policies/", &b"\x8e\x91\x97\xbf.csv"[..]].concat();
    fs::write(book.path("").join(OsStr::from_bytes(&broken)), "").expect("a file");
    let pipe = Command::new("mkfifo").arg(book.path("content/pipe.md")).status();
    assert!(pipe.expect("it runs").success());
    let checked = book.run(&["check", "--format", "json"]);
    let said = checked.said();
    assert_eq!(checked.code, 1, "{said}");
    for name in ["md.txt", "yaml.txt", "会議.docx", "金額.xlsx", "\u{FFFD}.csv", "pipe.md"] {
        let told = said.lines().filter(|l| l.contains("PB0004") && l.contains(name)).count();
        assert_eq!(told, 1, "{name}: {said}");
    }
    assert!(!said.contains("PB0204"), "the missing pair is the same mistake: {said}");
}

#[test]
fn a_copy_of_a_sheet_is_passed_over_and_told_of_without_the_sheet() {
    let book = Book::init();
    let sheet = sheet(&book);
    for ending in ["md", "yaml"] {
        let copy = sheet.with_extension(format!("{ending}.bak"));
        fs::copy(sheet.with_extension(ending), copy).expect("it is copied");
    }
    book.run(&["check"]).succeeds();
    for ending in ["md", "yaml"] {
        fs::remove_file(sheet.with_extension(ending)).expect("it is removed");
    }
    let checked = book.run(&["check"]);
    assert_eq!(checked.code, 1, "{}", checked.said());
    for ending in ["md.bak", "yaml.bak"] {
        assert!(checked.said().contains(ending), "{}", checked.said());
    }
}

#[test]
fn endings_in_capitals_are_read() {
    let book = Book::init();
    let sheet = sheet(&book);
    let before = book.run(&["view"]).succeeds();
    for (from, to) in [("md", "MD"), ("yaml", "YAML")] {
        fs::rename(sheet.with_extension(from), sheet.with_extension(to)).expect("it is moved");
    }
    let after = book.run(&["view"]).succeeds();
    assert_eq!(before.out, after.out);
}

const MANIFEST: &str = "themes/standard/theme.yaml";

#[test]
fn what_is_wrong_with_a_theme_is_shown_in_its_manifest() {
    let book = Book::init();
    for manifest in
        ["fonts: []\nfoo\n", "a: 1\n", "[", "", "fonts: 3\n", "name: 標準\n", "\u{FEFF}x"]
    {
        book.write(MANIFEST, manifest);
        let run = book.run(&["doctor"]);
        let (code, words) = (run.code, run.said());
        assert_ne!(code, 101, "doctor panics on {manifest:?}: {words}");
        assert_ne!(code, 0, "{manifest:?}: {words}");
        assert!(words.contains("themes/standard/theme.yaml:"), "{manifest:?}: {words}");
        let run = book.build(&["--only", "html"]);
        let (code, words) = (run.code, run.said());
        assert!(!matches!(code, 0 | 101), "{manifest:?}: {words}");
        assert!(words.contains("--> themes/standard/theme.yaml:"), "{manifest:?}: {words}");
        assert!(!words.contains("--> content/"), "{manifest:?}: {words}");
    }
    book.write(MANIFEST, b"name: \x95W\x8f\x80\n");
    let told = book.run(&["doctor"]).said();
    assert!(told.contains("PB0003") && told.contains("Shift_JIS"), "{told}");
}

/// Puts `mark` before what the theme's file `name` holds.
fn prepend(book: &Book, name: &str, mark: &[u8]) {
    let name = format!("themes/standard/{name}");
    book.write(&name, [mark, &book.bytes(&name)].concat());
}

#[test]
fn a_byte_order_mark_in_a_theme_changes_nothing() {
    let book = Book::init();
    let page = || {
        book.build(&["--only", "html"]).succeeds();
        book.bytes("output/index.html")
    };
    let before = page();
    for name in ["theme.yaml", "site/templates/policy.html", "site/templates/base.html"] {
        prepend(&book, name, b"\xEF\xBB\xBF");
    }
    assert_eq!(page(), before);
    // Another encoding would be published as broken characters.
    prepend(&book, "site/templates/policy.html", b"\x95W");
    let run = book.build(&["--only", "html"]);
    let words = run.said();
    assert!(run.code != 0 && words.contains("UTF-8") && words.contains("policy.html"), "{words}");
}

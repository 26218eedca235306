//! What did not change is not made again, and what comes out is what a clean build makes.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::support::{Book, Run, files};

/// A small book, and a typesetter that keeps count.
struct Counted {
    book: Book,
    typesetter: PathBuf,
}

/// Each file of a tree: its bytes, and which file it is on disk.
type Tree = BTreeMap<String, (Vec<u8>, u64)>;

impl Counted {
    fn new() -> Self {
        let book = Book::init();
        let count = "[ \"$1\" = compile ] && echo set >> \"$(dirname \"$0\")/count\"";
        let typst = which("typst");
        let script = format!("{count}\nexec '{}' \"$@\"", typst.display());
        let typesetter = book.write_script("typst", &script);
        Self { book, typesetter }
    }

    /// Builds with `arguments`: how many PDFs were set, and what was said.
    fn build(&self, arguments: &[&str]) -> (usize, String) {
        self.build_in(arguments, &[])
    }

    /// Builds, with these variables set in the environment.
    fn build_in(&self, arguments: &[&str], variables: &[(&str, &Path)]) -> (usize, String) {
        let count = self.book.beside("count");
        fs::write(&count, "").expect("a file");
        let mut command = self.book.command(&["build"]);
        let run = Run::of(
            command
                .args(arguments)
                .envs(variables.iter().copied())
                .env("PLANBOOK_TYPST", &self.typesetter),
        );
        let said = run.succeeds().said();
        (fs::read_to_string(count).expect("a count").lines().count(), said)
    }

    /// What a clean build makes, in another place.
    fn clean(&self, arguments: &[&str]) -> Tree {
        let place = self.book.beside("clean");
        let options = ["--no-cache", "--output", place.to_str().expect("UTF-8")];
        self.build(&[arguments, &options].concat());
        tree(&place)
    }

    fn output(&self) -> Tree {
        tree(&self.book.path("output"))
    }

    /// A policy's YAML, the first by name.
    fn policy(&self) -> String {
        format!("content/policies/{}", first(&self.book.path("content/policies"), "yaml"))
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
    let inode = |name: &str| fs::metadata(folder.join(name)).expect("a file").ino();
    let files = files(folder).into_iter();
    files.map(|(name, bytes)| (name.clone(), (bytes, inode(&name)))).collect()
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
fn pages_show_the_size_of_the_workbook() {
    const DATA: &str = "data/index.html";
    let counted = Counted::new();
    let book = &counted.book;
    counted.build(&["--only", "html"]);
    let before = counted.output();
    let prose = format!("content/policies/{}", first(&book.path("content/policies"), "md"));
    // Numbers without a pattern, so that packing makes little of them.
    let numbers = (1u64..4000).map(|n| format!("{}、", n * n * 7919 % 1_000_003));
    let text = book.read(&prose);
    book.write(&prose, format!("{text}\n{}\n", numbers.collect::<String>()));
    counted.build(&["--only", "html"]);
    let clean = counted.clean(&["--only", "html"]);
    assert_same_bytes(&counted.output(), &clean, "an edit that makes the workbook larger");
    assert_ne!(before[DATA].0, counted.output()[DATA].0, "the page tells of the size");
}

#[test]
fn an_edit_writes_only_the_files_that_depend_on_it() {
    let counted = Counted::new();
    let book = &counted.book;
    let policy = counted.policy();
    let prose = policy.replace(".yaml", ".md");
    let text = book.read(&policy);
    let title = text.lines().find(|l| l.starts_with("title: ")).expect("a title").to_owned();
    let settled = text.lines().find(|l| l.contains("settlement: {")).expect("a settlement").trim();
    let figure: String =
        settled.rsplit(": ").next().expect("a figure").chars().take_while(|c| *c != '}').collect();
    let figure = figure.trim().to_owned();
    let dearer = format!("{}7", &figure[..figure.len() - 1]);

    counted.build(&[]);
    let mut before = counted.output();
    assert_same_bytes(&before, &counted.clean(&[]), "nothing");
    let edits: [(&str, &dyn Fn()); 7] = [
        ("a figure", &|| {
            let changed = settled.replace(&figure, &dearer);
            assert_ne!(settled, changed);
            book.edit(&policy, settled, &changed);
        }),
        ("a paragraph", &|| {
            let text = book.read(&prose);
            book.write(&prose, text.replacen("。", "。来年も続けます。", 1));
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
        ("a page template", &|| book.edit_first("themes/standard/pdf/cover.typ", "#", "// new\n#")),
        ("a comment", &|| {
            let text = book.read("content/indicators.yaml") + "\n# looked at\n";
            book.write("content/indicators.yaml", text);
        }),
    ];
    for (what, edit) in edits {
        edit();
        let (set, said) = counted.build(&[]);
        let (after, clean) = (counted.output(), counted.clean(&[]));
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
fn an_unchanged_book_is_not_made_again() {
    let counted = Counted::new();
    let (set, _) = counted.build(&[]);
    assert!(set > 1, "the whole book and its volumes");
    let before = counted.output();
    let (set, said) = counted.build(&[]);
    assert_eq!(set, 0);
    assert!(said.contains("変わったものがない"), "{said}");
    assert!(differing(&before, &counted.output(), |(_, inode)| *inode).is_empty());

    let (set, said) = counted.build(&["--no-cache"]);
    assert!(set > 1 && !said.contains("変わったものがない"), "{said}");
    // Another request is another build.
    let (_, said) = counted.build(&["--draft"]);
    assert!(!said.contains("変わったものがない"), "{said}");
    assert_same_bytes(
        &before,
        &{
            counted.build(&[]);
            counted.output()
        },
        "a draft",
    );
}

#[test]
fn a_change_in_any_folder_of_the_theme_is_noticed() {
    let book = Book::init();
    let build = || book.build(&["--only", "site"]).succeeds().said();
    let theme = book.path("themes/standard");
    let is_unchanged = |said: &str| said.contains("変わったものがない");
    build();
    let mut folders = BTreeSet::new();
    for name in files(&theme).keys() {
        let folder = Path::new(name).parent().expect("a folder").to_owned();
        let is_read =
            planbook::theme::PARTS.iter().any(|part| name.starts_with(&format!("{part}/")));
        if !is_read || name.ends_with(".svg") || !folders.insert(folder) {
            continue;
        }
        assert!(is_unchanged(&build()), "before {name}");
        let mut bytes = fs::read(theme.join(name)).expect("a file");
        bytes.push(b'\n');
        fs::write(theme.join(name), bytes).expect("written");
        assert!(!is_unchanged(&build()), "{name}");
    }
    assert!(folders.len() > 7, "{folders:?}");
}

#[test]
fn findings_are_reported_by_every_build() {
    let counted = Counted::new();
    let book = &counted.book;
    let prose = counted.policy().replace(".yaml", ".md");
    let text = book.read(&prose);
    book.write(&prose, text.replacen('。', "「。", 1));
    let (_, first) = counted.build(&[]);
    let (_, second) = counted.build(&[]);
    assert!(first.contains("PB0"), "{first}");
    assert!(second.contains("PB0"), "{second}");
}

#[test]
fn a_wrong_or_foreign_record_is_noticed() {
    let counted = Counted::new();
    let book = &counted.book;
    counted.build(&[]);
    let clean = counted.clean(&[]);
    let record = book.path(".output.planbook/record.json");
    let ours = fs::read_to_string(&record).expect("a record");

    let other = Counted::new();
    other.book.edit(&other.policy(), "title: ", "title: 別の");
    other.build(&[]);
    other.book.edit(&other.policy(), "title: ", "title: また");
    other.build(&["--only", "html"]);
    let theirs = other.book.path(".output.planbook");
    let foreign = fs::read_to_string(theirs.join("record.json")).expect("a record");
    for (what, text) in [
        ("a record cut short", &ours[..ours.len() / 2]),
        ("no words of a record", "\u{0}\u{1}"),
        ("another book's record", &foreign),
    ] {
        fs::write(&record, text).expect("a record");
        counted.build(&[]);
        assert_same_bytes(&counted.output(), &clean, what);
    }
    // All of it is another book's, with the tree that it published before.
    book.remove(".output.planbook");
    assert!(theirs.join("tree/index.html").is_file());
    fs::rename(theirs, book.path(".output.planbook")).expect("moved");
    counted.build(&[]);
    assert_same_bytes(&counted.output(), &clean, "another book's tree");
    // The record is right, but someone wrote into the output.
    for (name, (bytes, _)) in clean.iter().filter(|(name, _)| !name.contains("policies/")) {
        book.write(&format!("output/{name}"), [&bytes[..], b" "].concat());
    }
    book.remove("output/index.html");
    counted.build(&[]);
    assert_same_bytes(&counted.output(), &clean, "others' hands");
}

#[test]
fn another_typesetter_of_the_same_version_size_and_time_is_noticed() {
    let counted = Counted::new();
    let book = &counted.book;
    let script = fs::read_to_string(&counted.typesetter).expect("a script");
    let write = |comment: &str| drop(book.write_script("typst", &format!("{script}# {comment}")));
    write("one");
    // What has just changed is not remembered, and would be read in any case.
    std::thread::sleep(std::time::Duration::from_secs(4));
    let (set, _) = counted.build(&["--no-volumes"]);
    assert_eq!(set, 1);
    let (set, said) = counted.build(&["--no-volumes"]);
    assert!(set == 0 && said.contains("変わったものがない"), "{said}");
    let time = fs::metadata(&counted.typesetter).expect("a file").modified().expect("a time");
    write("two");
    let file = fs::File::options().write(true).open(&counted.typesetter).expect("a file");
    file.set_modified(time).expect("set");
    drop(file);
    let (set, said) = counted.build(&["--no-volumes"]);
    assert_eq!(set, 1, "{said}");
}

#[test]
fn another_font_of_the_same_name_size_and_time_is_noticed() {
    let counted = Counted::new();
    let folder = counted.book.path("fonts");
    fs::create_dir(&folder).expect("a folder");
    let font = folder.join("BIZUDPGothic-Regular.ttf");
    let told = counted.book.run(&["doctor"]).out;
    let path = told.split_whitespace().find(|word| word.ends_with("BIZUDPGothic-Regular.ttf"));
    fs::copy(path.unwrap_or_else(|| panic!("{told}")), &font).expect("a copy");
    let build = || counted.build_in(&["--no-volumes"], &[("TYPST_FONT_PATHS", folder.as_path())]);
    // What has just changed is not remembered, and would be read in any case.
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(build().0, 1);
    assert_eq!(build().0, 0, "nothing has changed");
    let time = fs::metadata(&font).expect("a file").modified().expect("a time");
    let mut bytes = fs::read(&font).expect("a file");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&font, bytes).expect("written");
    let file = fs::File::options().write(true).open(&font).expect("a file");
    file.set_modified(time).expect("set");
    drop(file);
    assert_eq!(build().0, 1, "the font is another one");
}

#[test]
fn a_setting_that_only_the_workbook_shows_reaches_it() {
    let counted = Counted::new();
    let book = &counted.book;
    counted.build(&["--only", "html"]);
    let plan = book.read("content/plan.yaml");
    let sign = plan.lines().find(|line| line.trim().starts_with("negative: ")).expect("a sign");
    let other = if sign.contains('△') { "  negative: ▲" } else { "  negative: △" };
    book.edit("content/plan.yaml", sign, other);
    counted.build(&["--only", "html"]);
    let clean = counted.clean(&["--only", "html"]);
    assert_same_bytes(&counted.output(), &clean, "another sign of negative numbers");
}

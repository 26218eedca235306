//! `planbook freeze` keeps an edition from which the same publication is made again.

use std::fs;

use planbook::diag::Sink;
use planbook::theme::Theme;

use crate::support::{Book, Run, files};

/// The folder of the frozen edition of [`town`].
const FROZEN: &str = "editions/R7";

/// The book of `planbook init`, final and with its ids.
pub fn town() -> Book {
    let book = Book::init();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    book.run(&["ids"]).succeeds();
    book
}

#[test]
fn the_publication_is_made_again_from_the_frozen_edition_alone() {
    let book = town();
    let before = book.files("content");
    book.build(&[]).succeeds();
    let run = book.run(&["freeze"]).succeeds();
    assert!(run.out.contains("planbook build --edition R7"), "{}", run.out);
    assert!(!run.said().contains("PB0544"), "what is published is what is frozen: {}", run.said());
    assert_eq!(book.files("content"), before);
    let kept: Vec<_> = files(&book.path("editions")).into_keys().collect();
    assert!(kept.iter().all(|name| name.starts_with("R7/")), "{kept:?}");
    for name in ["content/plan.yaml", "themes/standard/theme.yaml", "plan.json", "edition.json"] {
        assert!(kept.contains(&format!("R7/{name}")), "{name}");
    }
    assert!(!kept.iter().any(|name| name.starts_with("R7/output/")), "{kept:?}");
    // The list is that of the publication, as other programs check it.
    let published = files(&book.path("output"));
    let list = book.read(&format!("{FROZEN}/outputs.sha256"));
    let names: Vec<_> = list.lines().filter_map(|line| Some(line.split_once("  ")?.1)).collect();
    assert!(names.len() > 30 && names == published.keys().collect::<Vec<_>>());
    if let Ok(sum) = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", "--strict"])
        .arg(book.path(&format!("{FROZEN}/outputs.sha256")))
        .current_dir(book.path("output"))
        .output()
    {
        assert!(sum.status.success(), "{}", String::from_utf8_lossy(&sum.stdout));
    }
    assert_eq!(
        theme_in(&book, FROZEN),
        theme_in(&book, "."),
        "all that is read of a theme is kept"
    );
    // Whatever becomes of the book.
    book.remove("content");
    book.remove("themes");
    let run = book.build(&["--edition", "R7"]).succeeds();
    assert!(run.out.contains("1バイトも違いません"), "{}", run.said());
    assert_eq!(files(&book.path("output-R7")), published);
    assert_eq!(files(&book.path("output")), published, "the present output stays");
}

/// Everything that the program reads of the theme of the book in the folder `name`.
fn theme_in(book: &Book, name: &str) -> [Vec<(String, Vec<u8>)>; 5] {
    let folder = book.path(name).join("themes/standard");
    let theme = Theme::load(&folder, &mut Sink::new()).expect("a theme");
    let bytes = |files: Vec<(String, String)>| {
        files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
    };
    let Theme { templates, charts, forms, assets, pages, fonts: _, type_area: _, book_colors: _ } =
        theme;
    [bytes(templates), bytes(charts), bytes(forms), assets, pages]
}

#[test]
fn what_differs_is_told_with_its_cause() {
    let book = town();
    // A publication that is not the one that is frozen is told, and stays.
    book.build(&["--only", "html"]).succeeds();
    book.edit("output/404.html", "</body>", "<p>手で直した</p></body>");
    let run = book.run(&["freeze", "--with-output"]).succeeds();
    assert!(run.err.contains("注意[PB0544]") && run.err.contains("404.html"), "{}", run.err);
    assert!(book.read("output/404.html").contains("手で直した"));
    let kept = files(&book.path(&format!("{FROZEN}/output")));
    assert!(kept.contains_key("index.html"), "{:?}", kept.keys());
    // A record of another typesetter alone changes nothing.
    let record = format!("{FROZEN}/edition.json");
    let text = book.read(&record);
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let version = json["toolchain"]["typesetter"].as_str().expect("a version").to_owned();
    assert!(version.contains("0.15"), "{version}");
    book.write(&record, text.replace(&version, "typst 0.14.0"));
    book.build(&["--edition", "R7", "--strict"]).succeeds();
    let plan = format!("{FROZEN}/content/plan.yaml");
    book.edit(&plan, "vision: 海と畑", "vision: 海と山");
    let run = book.build(&["--edition", "R7"]).succeeds();
    for part in
        ["注意[PB0544]", "書き換えられた原稿やテーマがあります：content/plan.yaml", "typst 0.14.0"]
    {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    let run = book.build(&["--edition", "R7", "--strict", "--lang", "en"]);
    assert_eq!(run.code, 1, "{}", run.said());
    assert!(run.err.contains("differ from those that were frozen"), "{}", run.err);
    book.build(&["--edition", "R4"]).fails(2, "保存してある版は R7 です");
}

#[test]
fn an_edition_is_frozen_once() {
    let book = town();
    // What editors and systems leave behind is no part of the theme or of the static files.
    let left = [
        "themes/standard/site/assets/style.css~",
        "themes/standard/site/templates/.#index.html",
        "themes/standard/pdf/main.typ.bak",
        "static/.DS_Store",
    ];
    for name in left {
        book.write(name, "left");
    }
    book.write("static/.htaccess", "Options -Indexes");
    book.run(&["freeze"]).succeeds();
    let frozen = book.files("editions");
    for name in left {
        assert!(!frozen.keys().any(|frozen| frozen.ends_with(name)), "{name}");
    }
    assert!(frozen.keys().any(|name| name.ends_with("static/.htaccess")));
    book.write("themes/standard/charts/whole.svg.swp", "left later");
    let run = book.run(&["freeze"]).succeeds();
    assert!(run.out.contains("同じ原稿から"), "{}", run.out);
    assert_eq!(book.files("editions"), frozen);
    let overview = book.read("content/overview.md");
    book.write("content/overview.md", overview.replacen('。', "です。", 1));
    book.run(&["freeze"]).fails(1, "planbook freeze --replace");
    assert_eq!(book.files("editions"), frozen);
    // Another program has it open.
    let mut held = book.command(&["freeze", "--replace"]);
    let run = Run::of(held.env("PLANBOOK_HELD", "99 editions/R7"));
    assert_eq!(run.code, 2, "{}", run.said());
    assert_eq!(book.files("editions"), frozen, "{}", run.said());
    book.run(&["freeze", "--replace"]).succeeds();
    assert_ne!(book.files("editions"), frozen);
    // The publication is not kept afterwards by itself, and that is said.
    book.run(&["freeze", "--with-output"]).fails(1, "planbook freeze --replace --with-output");
    book.run(&["freeze", "--replace", "--with-output"]).succeeds();
    assert!(book.path("editions/R7/output/index.html").exists());
    book.run(&["freeze", "--with-output"]).succeeds();
}

#[test]
fn what_is_not_finished_is_not_frozen() {
    let book = Book::init();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    book.run(&["freeze"]).fails(1, "planbook ids");
    book.run(&["ids"]).succeeds();
    // Without a typesetter.
    let mut command = book.command(&["freeze"]);
    let run = Run::of(command.env("PLANBOOK_TYPST", book.beside("nowhere")));
    assert_eq!(run.code, 2, "{}", run.said());
    assert!(!book.path("editions").exists());
    let plan = book.read("content/plan.yaml");
    book.write("content/plan.yaml", plan.replacen("status: final", "status: draft", 1));
    book.run(&["freeze"]).fails(1, "まだ確定していません");
    book.write("content/plan.yaml", plan.replacen("years: ", "years: x", 1));
    book.run(&["freeze"]).fails(1, "PB0102");
    assert!(!book.path("editions").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let book = town();
    let outside = book.beside("elsewhere");
    fs::create_dir(&outside).expect("a folder");
    std::os::unix::fs::symlink(&outside, book.path("editions")).expect("linked");
    let run = book.run(&["freeze"]);
    assert_eq!(run.code, 2, "{}", run.said());
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
}

//! `planbook build --only data`: the data in their place, and nothing else touched.

use std::path::Path;
use std::process::Command;

use super::support::{Published, content, project};

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

#[test]
fn only_data_needs_no_typesetter_and_no_theme_and_leaves_the_rest() {
    let home = tempfile::tempdir().expect("a folder");
    for (name, text) in content() {
        write(home.path(), &name, &text);
    }
    // A site with one policy more, which then goes.
    let sheet = |id: &str, ending: &str| format!("content/policies/6/{id}.{ending}");
    for ending in ["yaml", "md"] {
        let text = std::fs::read_to_string(home.path().join(sheet("6-4-05", ending)));
        write(home.path(), &sheet("6-4-06", ending), &text.expect("a sheet"));
    }
    let themes = project().join("themes/standard");
    for entry in walkdir::WalkDir::new(&themes) {
        let entry = entry.expect("an entry");
        let rest = entry.path().strip_prefix(&themes).expect("below it");
        let to = home.path().join("themes/standard").join(rest);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("a folder");
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
    let build = |only: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_planbook"))
            .arg("-C")
            .arg(home.path())
            .args(["build", "--only", only])
            .env("PLANBOOK_TYPST", home.path().join("nowhere"))
            .output()
            .expect("it runs");
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    };
    let output = home.path().join("output");
    let read = |name: &str| std::fs::read(output.join(name)).ok();
    build("html");
    let pages = ["index.html", "data/index.html", "policies/1-2-03/index.html"];
    let before = pages.map(read);
    assert!(read("policies/6-4-06/data.json").is_some());
    for ending in ["yaml", "md"] {
        std::fs::remove_file(home.path().join(sheet("6-4-06", ending))).expect("it was there");
    }
    std::fs::remove_dir_all(home.path().join("themes")).expect("it was there");
    build("data");
    assert!(pages.map(read) == before, "the pages stay as they are");
    for gone in ["policies/6-4-06/data.json", "data/pages.csv"] {
        assert!(read(gone).is_none(), "{gone}");
    }
    let sample = Published::sample();
    for (path, file) in &sample.files {
        let page_bound = path == "data/pages.csv" || path.ends_with(".jsonld");
        assert!(page_bound || read(path).as_ref() == Some(&file.bytes), "{path}");
    }
}

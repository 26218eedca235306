//! `planbook build --only data`: the data in their place, and nothing else touched.

use std::path::Path;
use std::process::Command;

use crate::support::{Published, content};

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
    for (name, text) in [
        ("output/index.html", "the site"),
        ("output/data/index.html", "its page about the data"),
        ("output/data/gone.csv", "an old table"),
        ("output/policies/1-2-03/index.html", "a page"),
        ("output/policies/9-9-99/data.json", "a policy that is gone"),
    ] {
        write(home.path(), name, text);
    }
    let run = Command::new(env!("CARGO_BIN_EXE_planbook"))
        .arg("-C")
        .arg(home.path())
        .args(["build", "--only", "data"])
        .env("PLANBOOK_TYPST", home.path().join("nowhere"))
        .output()
        .expect("it runs");
    let words = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{words}");
    let output = home.path().join("output");
    let read = |name: &str| std::fs::read(output.join(name)).ok();
    for kept in ["index.html", "data/index.html", "policies/1-2-03/index.html"] {
        assert!(read(kept).is_some(), "{kept}");
    }
    for gone in ["data/gone.csv", "policies/9-9-99/data.json", "data/pages.csv"] {
        assert!(read(gone).is_none(), "{gone}");
    }
    let sample = Published::sample();
    for (path, file) in &sample.files {
        let page_bound = path == "data/pages.csv" || path.ends_with(".jsonld");
        assert!(page_bound || read(path).as_ref() == Some(&file.bytes), "{path}");
    }
}

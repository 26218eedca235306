//! `planbook build --only data`: the data in their place, and nothing else touched.

use super::support::Published;
use crate::support::{Book, Run, without_ids};

#[test]
fn only_data_needs_no_typesetter_and_no_theme_and_leaves_the_rest() {
    let book = Book::sample();
    // A site with one policy more, which then goes.
    let sheet = |id: &str, ending: &str| format!("content/policies/6/{id}.{ending}");
    for ending in ["yaml", "md"] {
        book.write(&sheet("6-4-06", ending), without_ids(&book.read(&sheet("6-4-05", ending))));
    }
    let build = |only: &str| {
        let mut command = book.command(&["build", "--only", only]);
        Run::of(command.env("PLANBOOK_TYPST", book.beside("nowhere"))).succeeds();
    };
    let read = |name: &str| std::fs::read(book.path("output").join(name)).ok();
    build("html");
    let pages = ["index.html", "data/index.html", "policies/1-2-03/index.html"];
    let before = pages.map(read);
    assert!(read("policies/6-4-06/data.json").is_some());
    for ending in ["yaml", "md"] {
        book.remove(&sheet("6-4-06", ending));
    }
    book.remove("themes");
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

//! Finished publications.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use super::{Book, Pdf, each, squeeze, text_of_html};

/// A finished publication.
pub struct Published {
    pub folder: PathBuf,
    pub pdf: Pdf,
    pub view: Value,
}

impl Published {
    /// What `book` makes.
    #[track_caller]
    pub fn of(book: &Book) -> Self {
        Self::built_in(book, book.path("output"), &[])
    }

    /// What `book` makes but its volumes, which take half of the time.
    #[track_caller]
    pub fn without_volumes(book: &Book) -> Self {
        Self::built_in(book, book.path("output"), &["--no-volumes"])
    }

    #[track_caller]
    fn built_in(book: &Book, folder: PathBuf, arguments: &[&str]) -> Self {
        let output = ["--output", folder.to_str().expect("UTF-8")];
        book.build(&[&output, arguments].concat()).succeeds();
        let view = book.run(&["view"]).succeeds();
        let view: Value = serde_json::from_str(&view.out).expect("JSON");
        let file = view["meta"]["file"].as_str().expect("a name");
        let pdf = Pdf::read(folder.join(format!("pdf/{file}.pdf")));
        Self { folder, pdf, view }
    }

    /// The sample book as it is, built once for all tests. It stays in `target/tmp/sample` when
    /// they have ended.
    pub fn sample() -> &'static Self {
        static SAMPLE: OnceLock<(File, Published)> = OnceLock::new();
        let (_, published) = SAMPLE.get_or_init(|| {
            let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
            // Another run of the tests waits until this one has ended.
            let lock = File::create(place.join("sample.lock")).expect("a file");
            lock.lock().expect("a lock");
            for old in ["sample", ".sample.planbook"] {
                let removed = fs::remove_dir_all(place.join(old));
                assert!(removed.is_ok() || !place.join(old).exists(), "{removed:?}");
            }
            (lock, Self::built_in(&Book::sample(), place.join("sample"), &[]))
        });
        published
    }

    pub fn html(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The text of a page's `main`, as a reader gets it, without white space.
    pub fn main_text(&self, name: &str) -> String {
        let html = self.html(name);
        let from = html.find("<main").expect("a main");
        let to = html.find("</main>").expect("its end");
        squeeze(&text_of_html(&html[from..to]))
    }

    /// Where the text of the policy `id` is: its page of the site, and its pages in print.
    pub fn of_policy(&self, id: &str) -> [(&'static str, String); 2] {
        let html = self.main_text(&format!("policies/{id}/index.html"));
        let label =
            html.split("冊子").nth(1).and_then(|t| t.split("ページ").next()).expect("its pages");
        let (from, to) = label.split_once('～').unwrap_or((label, label));
        let pdf = self.pdf.squeezed(from.parse().expect("a page"), to.parse().expect("a page"));
        [("site", html.clone()), ("PDF", pdf)]
    }

    pub fn policies(&self) -> Vec<&Value> {
        each(&self.view["goals"])
            .flat_map(|g| each(&g["nodes"]))
            .flat_map(|b| each(&b["policies"]))
            .collect()
    }

    pub fn indicators(&self) -> Vec<&Value> {
        each(&self.view["goals"])
            .flat_map(|g| each(&g["nodes"]))
            .flat_map(|b| each(&b["indicators"]))
            .collect()
    }
}

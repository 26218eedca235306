//! A copy of the sample book to try things on, and ways to read what came out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the sample book that a test may change.
pub struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["content", "themes"] {
            copy_tree(&project().join(part), &folder.path().join(part));
        }
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Replaces `from`, which must be there, with `to`.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, &text.replacen(from, to, 1));
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planbook"));
        command.arg("-C").arg(self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command().args(arguments))
    }
}

/// How a command ended and what it said.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("it runs");
        Self {
            code: status.code().expect("it ended by itself"),
            out: String::from_utf8(stdout).expect("UTF-8"),
            err: String::from_utf8(stderr).expect("UTF-8"),
        }
    }

    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }
}

pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A finished publication.
pub struct Published {
    pub folder: PathBuf,
    pub pdf: Pdf,
    pub view: Value,
}

impl Published {
    /// What `copy` makes.
    #[track_caller]
    pub fn of(copy: &Copy) -> Self {
        copy.run(&["build"]).succeeds();
        let view = copy.run(&["view"]).succeeds();
        let view: Value = serde_json::from_str(&view.out).expect("JSON");
        let folder = copy.path("output");
        let file = view["meta"]["file"].as_str().expect("a name");
        let pdf = Pdf::read(folder.join(format!("pdf/{file}.pdf")));
        Self { folder, pdf, view }
    }

    /// The sample book as it is, built once for all tests.
    pub fn sample() -> &'static Self {
        static SAMPLE: OnceLock<(Copy, Published)> = OnceLock::new();
        let (_, published) = SAMPLE.get_or_init(|| {
            let copy = Copy::new();
            let published = Published::of(&copy);
            (copy, published)
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

    pub fn policies(&self) -> Vec<&Value> {
        each(&self.view["goals"])
            .flat_map(|g| each(&g["basic_plans"]))
            .flat_map(|b| each(&b["policies"]))
            .collect()
    }

    pub fn indicators(&self) -> Vec<&Value> {
        each(&self.view["goals"])
            .flat_map(|g| each(&g["basic_plans"]))
            .flat_map(|b| each(&b["indicators"]))
            .collect()
    }
}

pub fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

pub fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// A finished PDF, read page by page with poppler, which had no part in making it.
pub struct Pdf {
    /// What each page says, header and footer included, as laid out.
    pub pages: Vec<String>,
    /// What is printed as the number of each page.
    pub labels: Vec<String>,
    path: PathBuf,
}

impl Pdf {
    pub fn read(path: PathBuf) -> Self {
        let bytes = fs::read(&path).expect("a PDF");
        let found = planbook::render::print::read_destinations(bytes).expect("a whole PDF");
        // In the order in which the text was set, so that a cell's lines stay together.
        let text = poppler("pdftotext", &["-raw", path.to_str().expect("UTF-8"), "-"]);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        pages.pop();
        assert_eq!(pages.len(), found.printed.len(), "both readers see the same pages");
        Self { pages, labels: found.printed, path }
    }

    /// The text of the page on which `label` is printed.
    #[track_caller]
    pub fn page(&self, label: &str) -> &str {
        let at = self.labels.iter().position(|l| l == label);
        &self.pages[at.unwrap_or_else(|| panic!("no page is numbered {label}"))]
    }

    /// The text of the pages from `first` to `last`, without white space.
    pub fn squeezed(&self, first: u32, last: u32) -> String {
        (first..=last).map(|n| squeeze(self.page(&n.to_string()))).collect()
    }

    /// The text of the pages from `first` to `last` between header and footer, without
    /// white space, in reading order.
    pub fn body(&self, first: u32, last: u32) -> String {
        let at = |n: u32| self.labels.iter().position(|l| *l == n.to_string()).expect("a page") + 1;
        let (first, last) = (at(first).to_string(), at(last).to_string());
        // In points, from the top left corner: A4 without the header and the footer.
        let area = ["-x", "0", "-y", "56", "-W", "596", "-H", "726"];
        let mut arguments = vec!["-raw", "-f", &first, "-l", &last];
        arguments.extend(area);
        arguments.extend([self.path.to_str().expect("UTF-8"), "-"]);
        squeeze(&poppler("pdftotext", &arguments))
    }

    /// How many pages poppler counts.
    pub fn count(&self) -> usize {
        let info = poppler("pdfinfo", &[self.path.to_str().expect("UTF-8")]);
        let line = info.lines().find_map(|l| l.strip_prefix("Pages:")).expect("a count");
        line.trim().parse().expect("a number")
    }
}

fn poppler(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("poppler is installed");
    assert!(output.status.success(), "{program} {arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Without white space, which neither language of tables nor line breaks agree on.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader gets of HTML: its text without tags, entities as characters, and without
/// what is only for ears.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    let mut spoken_depth = 0usize;
    while let Some(at) = rest.find('<') {
        if spoken_depth == 0 {
            text.push_str(&rest[..at]);
        }
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e + 1);
        let tag = &rest[at..end];
        if spoken_depth > 0 {
            if tag.starts_with("<span") {
                spoken_depth += 1;
            } else if tag.starts_with("</span") {
                spoken_depth -= 1;
            }
        } else if tag.starts_with("<span") && tag.contains("visually-hidden") {
            spoken_depth = 1;
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
    ] {
        text = text.replace(entity, character);
    }
    text.replace("&amp;", "&")
}

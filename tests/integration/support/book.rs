//! Books in temporary folders, and runs of planbook on them.

#[cfg(unix)]
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{Files, copy_tree, files, project};

/// The program, as its users run it.
pub fn planbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_planbook"))
}

/// A book in a temporary folder of its own, which a test may change.
pub struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    /// A book without files.
    pub fn empty() -> Self {
        // Some systems reach their temporary folder through a link.
        let temporary = fs::canonicalize(std::env::temp_dir()).expect("a folder");
        Self { folder: tempfile::tempdir_in(temporary).expect("a folder") }
    }

    /// The small book that `planbook init` writes.
    pub fn init() -> Self {
        let book = Self::empty();
        Run::of(planbook().arg("init").arg(book.root())).succeeds();
        book
    }

    /// The small book that `planbook init --like` writes.
    pub fn like(shape: &str) -> Self {
        let book = Self::empty();
        Run::of(planbook().args(["init", "--like", shape]).arg(book.root())).succeeds();
        book
    }

    /// The small book that the findings are tried on, with the standard theme.
    pub fn of_findings() -> Self {
        let book = Self::empty();
        copy_tree(&project().join("tests/findings/base"), &book.root());
        copy_tree(&project().join("themes"), &book.path("themes"));
        book
    }

    /// The sample book.
    pub fn sample() -> Self {
        let book = Self::empty();
        for part in ["content", "themes"] {
            copy_tree(&project().join(part), &book.path(part));
        }
        book
    }

    /// The book's folder.
    pub fn root(&self) -> PathBuf {
        self.beside("book")
    }

    /// A path in the book.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// A path beside the book's folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    #[track_caller]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Writes a file, and the folders that it needs.
    #[track_caller]
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, contents).unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Writes a shell script that can be run, beside the book's folder.
    ///
    /// Another process writes it: as long as one of this program's children holds a file open
    /// for writing, the system refuses to run it.
    pub fn write_script(&self, name: &str, script: &str) -> PathBuf {
        let path = self.beside(name);
        let mut writer = Command::new("sh")
            .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell");
        let text = format!("#!/bin/sh\n{script}\n");
        writer.stdin.take().expect("piped").write_all(text.as_bytes()).expect("written");
        assert!(writer.wait().expect("it ended").success());
        path
    }

    /// Asserts that `check` reports one thing, an error or a warning, and says all of `words`.
    #[track_caller]
    pub fn has_one_finding(&self, words: &[&str]) {
        let said = self.run(&["check"]).said();
        for words in words {
            assert!(said.contains(words), "{words}: {said}");
        }
        let one = ["エラー 1件、注意 0件", "エラー 0件、注意 1件"];
        assert!(one.iter().any(|one| said.contains(one)), "{said}");
    }

    #[track_caller]
    pub fn remove(&self, name: &str) {
        let path = self.path(name);
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Replaces `from`, which the file must have once, with `to`.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "{name} has once {from:?}");
        self.write(name, text.replace(from, to));
    }

    /// Replaces the first `from`, of which the file must have at least one, with `to`.
    #[track_caller]
    pub fn edit_first(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// The files below a folder of the book, by their paths from the book's folder.
    pub fn files(&self, folder: &str) -> Files {
        let below = files(&self.path(folder)).into_iter();
        below.map(|(name, bytes)| (format!("{folder}/{name}"), bytes)).collect()
    }

    /// The paths of the YAML and Markdown files of the content.
    pub fn sources(&self) -> Vec<String> {
        let is_source =
            |name: &String| Path::new(name).extension().is_some_and(|e| e == "yaml" || e == "md");
        self.files("content").into_keys().filter(is_source).collect()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = planbook();
        command.arg("-C").arg(self.root()).args(arguments);
        command
    }

    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Runs `planbook build`.
    #[track_caller]
    pub fn build(&self, arguments: &[&str]) -> Run {
        self.run(&[&["build"], arguments].concat())
    }
}

/// How a command ended and what it wrote.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    #[track_caller]
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

    /// It ended with `code`, and wrote `words` to its standard error.
    #[track_caller]
    pub fn fails(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        assert!(self.err.contains(words) && !self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// All that it wrote.
    pub fn said(&self) -> String {
        [self.out.as_str(), &self.err].concat()
    }
}

/// Runs `command` in a shell that first does `before`.
#[cfg(unix)]
#[track_caller]
pub fn after(before: &str, command: &Command) -> Run {
    let script = format!("{before}; exec \"$@\"");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, "sh"]).arg(command.get_program()).args(command.get_args());
    Run::of(&mut shell)
}

/// Runs a shell script that mounts something, in name spaces of its own. Nothing where the
/// system allows none, as in some containers, or the script ends with 77.
#[cfg(unix)]
#[track_caller]
pub fn in_name_spaces(script: &str, arguments: &[OsString]) -> Option<Run> {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).args(arguments);
    let run = Run::of(&mut command);
    if run.code == 77 || run.err.contains("unshare:") {
        eprintln!("no file system of our own here: {}", run.said());
        return None;
    }
    Some(run)
}

/// A source without its permanent ids, as someone copies it: of an item, `- ` goes to the next key.
pub fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut dash = None;
    for line in text.split_inclusive('\n') {
        let line = match dash.take() {
            Some(()) => line.replacen("    ", "  - ", 1),
            None => line.to_owned(),
        };
        if line.starts_with("id: ") {
            continue;
        }
        if line.starts_with("  - id: ") {
            dash = Some(());
            continue;
        }
        out.push_str(&line);
    }
    out
}

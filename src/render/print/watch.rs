//! `typst watch` processes, which typeset a job again whenever one of its files changes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use super::fonts;
use super::typesetter::{FONTS, Job, TypesetError, TypstCli};
use crate::diag::{one_separator, shown_path};

/// The output format of a `typst watch` process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchFormat {
    /// A PDF that conforms to the same standards as the published one.
    Pdf,
    /// One SVG file for each page.
    Svg,
}

/// An event of a `typst watch` process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// Compilation started.
    Started,
    /// Compilation succeeded, and the output is written.
    Succeeded {
        /// Whether there are no warnings; otherwise [`WatchEvent::Message`] events follow.
        clean: bool,
    },
    /// Compilation failed; [`WatchEvent::Message`] events follow.
    Failed,
    /// A line of an error or a warning.
    Message(String),
    /// The process exited.
    Exited,
}

/// The staging folder of a job; only changed files are written.
#[derive(Debug)]
pub struct Stage {
    folder: PathBuf,
    written: BTreeMap<String, Vec<u8>>,
}

impl Stage {
    /// A stage in the empty folder `folder`.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, written: BTreeMap::new() }
    }

    /// Writes the files of `job` that changed, and removes those that `job` no longer has; returns
    /// whether there were any.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    pub fn write(&mut self, job: Job) -> std::io::Result<bool> {
        job.check_paths()?;
        let files: BTreeMap<_, _> = job.files.into_iter().collect();
        let mut changed = false;
        for name in self.written.keys().filter(|name| !files.contains_key(*name)) {
            changed = true;
            fs_err::remove_file(self.folder.join(name))?;
        }
        for (name, bytes) in &files {
            if self.written.get(name) == Some(bytes) {
                continue;
            }
            changed = true;
            let path = self.folder.join(name);
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(path, bytes)?;
        }
        self.written = files;
        // The fonts of a theme do not change while a sheet is viewed.
        let fonts_folder = self.folder.join(FONTS);
        if !fonts_folder.exists() {
            fonts::link(&job.fonts, &fonts_folder)?;
        }
        Ok(changed)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A running `typst watch` process, which is killed when dropped.
#[derive(Debug)]
pub struct TypstWatch {
    child: Child,
    format: WatchFormat,
    folder: PathBuf,
}

/// The file name of the PDF in the output folder.
const PDF: &str = "sheet.pdf";

/// The file name pattern of SVG pages. The page count distinguishes the files of the last
/// compilation from older ones.
const SVG_PAGES: &str = "page-{p}-of-{t}.svg";

impl TypstWatch {
    /// Starts a process that watches `main` in `stage` and writes it as `format`. `on_event` is
    /// called from another thread.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn start(
        typst: &TypstCli,
        stage: &Stage,
        main: &str,
        format: WatchFormat,
        mut on_event: impl FnMut(WatchEvent) + Send + 'static,
    ) -> Result<Self, TypesetError> {
        let name = match format {
            WatchFormat::Pdf => "made-pdf",
            WatchFormat::Svg => "made-svg",
        };
        let folder = stage.folder.join(name);
        fs_err::create_dir_all(&folder)?;
        let mut command = typst.command();
        command.current_dir(&stage.folder).args(["watch", "--diagnostic-format", "short"]);
        let name = match format {
            WatchFormat::Pdf => {
                command.args(["--format", "pdf"]);
                TypstCli::set_standards(&mut command);
                PDF
            }
            WatchFormat::Svg => {
                command.args(["--format", "svg"]);
                TypstCli::set_features(&mut command);
                SVG_PAGES
            }
        };
        TypstCli::isolate(&mut command, &stage.folder);
        command.arg(stage.folder.join(main)).arg(folder.join(name));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(TypesetError::from)?;
        let stderr = child.stderr.take();
        let prefix = format!("{}/", shown_path(&stage.folder));
        std::thread::spawn(move || {
            let lines = stderr.into_iter().flat_map(|pipe| BufReader::new(pipe).lines());
            for line in lines.map_while(Result::ok) {
                if let Some(event) = parse_line(&one_separator(&line), &prefix) {
                    on_event(event);
                }
            }
            on_event(WatchEvent::Exited);
        });
        Ok(Self { child, format, folder })
    }

    /// The files of the last compilation: the PDF, or the SVG pages in order.
    #[must_use]
    pub fn output(&self) -> Vec<Vec<u8>> {
        if self.format == WatchFormat::Pdf {
            return fs_err::read(self.folder.join(PDF)).into_iter().collect();
        }
        let first_pages = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let first_pages = first_pages.filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let pages: usize =
                name.strip_prefix("page-1-of-")?.strip_suffix(".svg")?.parse().ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, pages))
        });
        let pages = first_pages.max().map_or(0, |(_, pages)| pages);
        let path = |page| self.folder.join(format!("page-{page}-of-{pages}.svg"));
        (1..=pages).filter_map(|page| fs_err::read(path(page)).ok()).collect()
    }
}

impl Drop for TypstWatch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Parses a line of the standard error of `typst watch`. `prefix`, the path of the staging folder,
/// is removed from file names.
fn parse_line(line: &str, prefix: &str) -> Option<WatchEvent> {
    let status = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    match status.map(|(_, status)| status) {
        Some(status) if status.starts_with("compiling") => Some(WatchEvent::Started),
        Some(status) if status.starts_with("compiled successfully") => {
            Some(WatchEvent::Succeeded { clean: true })
        }
        Some(status) if status.starts_with("compiled with warnings") => {
            Some(WatchEvent::Succeeded { clean: false })
        }
        Some(status) if status.starts_with("compiled with errors") => Some(WatchEvent::Failed),
        _ if line.is_empty() => None,
        _ if ["watching ", "writing to "].iter().any(|start| line.starts_with(start)) => None,
        _ => Some(WatchEvent::Message(line.replace(prefix, ""))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lines_of_typst_watch_are_parsed() {
        let parse = |line| parse_line(line, "/tmp/stage/");
        assert_eq!(parse("[00:22:28] compiling ..."), Some(WatchEvent::Started));
        let success = "[00:22:28] compiled successfully in 77.12 ms";
        assert_eq!(parse(success), Some(WatchEvent::Succeeded { clean: true }));
        assert_eq!(parse("[00:22:28] compiled with errors"), Some(WatchEvent::Failed));
        assert_eq!(parse("watching theme/main.typ"), None);
        assert_eq!(parse(""), None);
        let error = "/tmp/stage/theme/sheet.typ:144:4: error: unclosed delimiter";
        let message = "theme/sheet.typ:144:4: error: unclosed delimiter";
        assert_eq!(parse(error), Some(WatchEvent::Message(message.to_owned())));
    }

    #[test]
    fn nothing_is_written_outside_the_stage() {
        let home = tempfile::tempdir().expect("a folder");
        let mut stage = Stage::new(home.path().join("stage"));
        for name in ["../a", "charts/ratings-section-x/../../../a.svg", "/tmp/a"] {
            let job = Job {
                main: "main.typ".into(),
                files: vec![("main.typ".into(), Vec::new()), (name.into(), Vec::new())],
                fonts: BTreeSet::new(),
            };
            assert!(stage.write(job).is_err(), "{name}");
        }
        assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn only_changed_files_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stage = Stage::new(folder.path().to_owned());
        let job = |files: &[(&str, &str)]| Job {
            main: "a".into(),
            files: files.iter().map(|(n, t)| ((*n).into(), t.as_bytes().to_vec())).collect(),
            fonts: BTreeSet::new(),
        };
        assert!(stage.write(job(&[("a", "1"), ("b/c", "2")])).expect("written"));
        assert!(!stage.write(job(&[("a", "1"), ("b/c", "2")])).expect("written"));
        assert!(stage.write(job(&[("a", "2")])).expect("written"));
        assert!(!folder.path().join("b/c").exists());
        assert_eq!(std::fs::read(folder.path().join("a")).expect("a"), b"2");
    }
}

//! typst-cli, kept running: it sets a job again whenever a file of the job changes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use super::fonts;
use super::typesetter::{FONTS, Job, TypesetError, TypstCli};

/// What a watching typesetter makes of its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The PDF, held to the same conformance as the published one.
    Pdf,
    /// One picture for each page, as SVG.
    Pictures,
}

/// What a watching typesetter tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It began to set the job once more.
    Began,
    /// What it makes is there. `clean` means that no warning follows.
    Made {
        /// Whether it had nothing to say.
        clean: bool,
    },
    /// It refused the job, and says why.
    Refused,
    /// A line of what it says.
    Says(String),
    /// It has ended.
    Ended,
}

/// The place of a job whose files change, written only where they do.
#[derive(Debug)]
pub struct Stage {
    folder: PathBuf,
    written: BTreeMap<String, Vec<u8>>,
}

impl Stage {
    /// A place in `folder`, which is empty.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, written: BTreeMap::new() }
    }

    /// Writes what of `job` is other than before, and removes what it no longer has; whether
    /// there was anything.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write(&mut self, job: Job) -> std::io::Result<bool> {
        job.stays_inside()?;
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
        // Those of a theme's families do not change while a sheet is looked at.
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

/// A typesetter that watches its job. It is ended when this is dropped.
#[derive(Debug)]
pub struct Watching {
    child: Child,
    form: Form,
    folder: PathBuf,
}

/// What the PDF is called in the folder of what is made.
const PDF: &str = "sheet.pdf";

/// How pictures are called: with it, one knows which are of the same making.
const PICTURES: &str = "page-{p}-of-{t}.svg";

impl Watching {
    /// Starts one that watches `main` in `stage` and makes `form` of it; `hear` is called
    /// from another thread.
    ///
    /// # Errors
    /// When the system does not let it run.
    pub fn start(
        typst: &TypstCli,
        stage: &Stage,
        main: &str,
        form: Form,
        mut hear: impl FnMut(Told) + Send + 'static,
    ) -> Result<Self, TypesetError> {
        let made = match form {
            Form::Pdf => "made-pdf",
            Form::Pictures => "made-svg",
        };
        let folder = stage.folder.join(made);
        fs_err::create_dir_all(&folder)?;
        let mut command = typst.command();
        command.current_dir(&stage.folder).args(["watch", "--diagnostic-format", "short"]);
        let name = match form {
            Form::Pdf => {
                command.args(["--format", "pdf"]);
                TypstCli::conform(&mut command);
                PDF
            }
            Form::Pictures => {
                command.args(["--format", "svg"]);
                TypstCli::features(&mut command);
                PICTURES
            }
        };
        TypstCli::close(&mut command, &stage.folder);
        command.arg(stage.folder.join(main)).arg(folder.join(name));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(TypesetError::from)?;
        let stderr = child.stderr.take();
        let within = format!("{}/", stage.folder.display());
        std::thread::spawn(move || {
            let lines = stderr.into_iter().flat_map(|pipe| BufReader::new(pipe).lines());
            for line in lines.map_while(Result::ok) {
                if let Some(told) = told(&line, &within) {
                    hear(told);
                }
            }
            hear(Told::Ended);
        });
        Ok(Self { child, form, folder })
    }

    /// The files it made last, in the order of the pages.
    #[must_use]
    pub fn made(&self) -> Vec<Vec<u8>> {
        if self.form == Form::Pdf {
            return fs_err::read(self.folder.join(PDF)).into_iter().collect();
        }
        let newest = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let newest = newest.filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let pages: usize =
                name.strip_prefix("page-1-of-")?.strip_suffix(".svg")?.parse().ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, pages))
        });
        let pages = newest.max().map_or(0, |(_, pages)| pages);
        let path = |page| self.folder.join(format!("page-{page}-of-{pages}.svg"));
        (1..=pages).filter_map(|page| fs_err::read(path(page)).ok()).collect()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a line of its standard error tells, if anything. `within` is what its file names
/// begin with and nobody needs to know.
fn told(line: &str, within: &str) -> Option<Told> {
    let status = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    match status.map(|(_, status)| status) {
        Some(status) if status.starts_with("compiling") => Some(Told::Began),
        Some(status) if status.starts_with("compiled successfully") => {
            Some(Told::Made { clean: true })
        }
        Some(status) if status.starts_with("compiled with warnings") => {
            Some(Told::Made { clean: false })
        }
        Some(status) if status.starts_with("compiled with errors") => Some(Told::Refused),
        _ if line.is_empty() => None,
        _ if ["watching ", "writing to "].iter().any(|head| line.starts_with(head)) => None,
        _ => Some(Told::Says(line.replace(within, ""))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_it_says_is_understood() {
        let told = |line| told(line, "/tmp/stage/");
        assert_eq!(told("[00:22:28] compiling ..."), Some(Told::Began));
        let made = "[00:22:28] compiled successfully in 77.12 ms";
        assert_eq!(told(made), Some(Told::Made { clean: true }));
        assert_eq!(told("[00:22:28] compiled with errors"), Some(Told::Refused));
        assert_eq!(told("watching theme/main.typ"), None);
        assert_eq!(told(""), None);
        let error = "/tmp/stage/theme/sheet.typ:144:4: error: unclosed delimiter";
        let says = "theme/sheet.typ:144:4: error: unclosed delimiter";
        assert_eq!(told(error), Some(Told::Says(says.to_owned())));
    }

    #[test]
    fn nothing_is_written_outside_its_folder() {
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
    fn only_what_changes_is_written() {
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

//! The seam to typst-cli.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::guard;

/// The typesetter's version that themes are written for; patch releases are alike.
pub const VERSION: &str = "0.15";

/// Conformance that every PDF is held to: accessible, and kept for good.
const STANDARDS: &str = "ua-1,a-3a";

/// Header cells of rows and summaries of tables, which Typst still counts as experimental.
const FEATURES: &str = "a11y-extras";

/// What to set.
#[derive(Debug)]
pub struct Job {
    /// The file to begin with.
    pub main: String,
    /// Every file the typesetter may see.
    pub files: Vec<(String, Vec<u8>)>,
    /// The font families it must have.
    pub fonts: Vec<String>,
}

/// Why there is no PDF.
#[derive(Debug)]
pub enum TypesetError {
    /// typst-cli is not there.
    Missing,
    /// It is there in a version that themes are not written for.
    Version(String),
    /// It does not find these font families.
    Fonts(Vec<String>),
    /// It refused the theme or the book, in its own words. Warnings count: a book with a
    /// warning is not finished.
    Refused(String),
    /// The system did not let it run.
    Io(std::io::Error),
}

impl From<std::io::Error> for TypesetError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Something that makes a PDF of a job.
pub trait Typesetter: Sync {
    /// What tells it from others that make other bytes, such as `0.15.1`.
    ///
    /// # Errors
    /// Why it cannot be asked, or [`TypesetError::Version`].
    fn version(&self) -> Result<String, TypesetError>;

    /// Whether it could, without doing it: looking for fonts takes it as long as a large part
    /// of a book.
    ///
    /// # Errors
    /// What is missing.
    fn ready(&self, fonts: &[String]) -> Result<(), TypesetError>;

    /// Makes the PDF, working in `stage`, an empty folder.
    ///
    /// # Errors
    /// Why there is none.
    fn typeset(&self, job: &Job, stage: &Path) -> Result<Vec<u8>, TypesetError>;
}

/// typst-cli, run as a program.
#[derive(Debug, Clone)]
pub struct TypstCli {
    program: OsString,
    /// planbook itself, where the typesetter is to end with it.
    guard: Option<PathBuf>,
    /// What it said of its version and of the families it finds, once both would do: each
    /// answer costs a process.
    version: OnceLock<String>,
    families: OnceLock<Vec<String>>,
}

impl Default for TypstCli {
    /// `$PLANBOOK_TYPST`, or `typst` as the system finds it, or where cargo installs it.
    fn default() -> Self {
        let program = std::env::var_os("PLANBOOK_TYPST").unwrap_or_else(|| {
            let installed = cargo_home().map(|home| home.join("bin/typst"));
            match installed {
                Some(path) if !in_path("typst") && path.is_file() => path.into_os_string(),
                _ => "typst".into(),
            }
        });
        Self::at(program)
    }
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))
}

fn in_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

impl TypstCli {
    /// The program at `path`.
    #[must_use]
    pub fn at(path: impl Into<OsString>) -> Self {
        let (version, families) = (OnceLock::new(), OnceLock::new());
        Self { program: path.into(), guard: None, version, families }
    }

    /// The same, ended with this process however that ends: `planbook` is the program that
    /// understands [`guard::COMMAND`].
    #[must_use]
    pub fn guarded(self, planbook: PathBuf) -> Self {
        Self { guard: Some(planbook), ..self }
    }

    /// The families of `fonts` that it does not find.
    ///
    /// # Errors
    /// [`TypesetError::Missing`], or why it would not run.
    pub fn missing_fonts(&self, fonts: &[String]) -> Result<Vec<String>, TypesetError> {
        let among = |known: &[String]| -> Vec<String> {
            fonts.iter().filter(|font| !known.contains(font)).cloned().collect()
        };
        // What was missing may have been installed since.
        if self.families.get().is_some_and(|known| among(known).is_empty()) {
            return Ok(Vec::new());
        }
        let output = run(self.command().arg("fonts"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let known: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
        let missing = among(&known);
        if missing.is_empty() {
            let _ = self.families.set(known);
        }
        Ok(missing)
    }

    /// A command whose result depends on nothing but its arguments and the fonts.
    pub(super) fn command(&self) -> Command {
        let mut command =
            Command::new(self.guard.as_deref().map_or(&*self.program, Path::as_os_str));
        command.stdin(Stdio::null());
        if self.guard.is_some() {
            let parent = std::process::id().to_string();
            command.args([guard::COMMAND, &parent, "--"]).arg(&self.program);
            command.stdin(Stdio::piped());
        }
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("TYPST_ROOT");
        command
    }

    /// What every PDF is held to.
    pub(super) fn conform(command: &mut Command) {
        command.args(["--pdf-standard", STANDARDS]);
        Self::features(command);
    }

    /// What themes are written with.
    pub(super) fn features(command: &mut Command) {
        command.args(["--features", FEATURES]);
    }

    /// Nothing outside `stage` is read. Packages come from the network: an empty place for
    /// them keeps the book closed.
    pub(super) fn close(command: &mut Command, stage: &Path) {
        let packages = stage.join("packages");
        command.arg("--root").arg(stage);
        command.arg("--package-path").arg(&packages).arg("--package-cache-path").arg(&packages);
    }
}

/// Whether the book can be set with this version.
fn fits(version: &str) -> bool {
    version.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with('.'))
}

fn run(command: &mut Command) -> Result<Output, TypesetError> {
    let mut ran = || {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        // A guard ends its program when this closes.
        let held = child.stdin.take();
        let output = child.wait_with_output();
        drop(held);
        output
    };
    let output = ran().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => TypesetError::Missing,
        _ => TypesetError::Io(error),
    })?;
    match output.status.code() {
        Some(code) if code == i32::from(guard::NOT_FOUND) => Err(TypesetError::Missing),
        _ => Ok(output),
    }
}

impl Typesetter for TypstCli {
    fn version(&self) -> Result<String, TypesetError> {
        if let Some(known) = self.version.get() {
            return Ok(known.clone());
        }
        let output = run(self.command().arg("--version"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text.split_whitespace().nth(1).unwrap_or_default().to_owned();
        if !fits(&version) {
            return Err(TypesetError::Version(version));
        }
        let _ = self.version.set(version.clone());
        Ok(version)
    }

    fn ready(&self, fonts: &[String]) -> Result<(), TypesetError> {
        let (version, missing) = rayon::join(|| self.version(), || self.missing_fonts(fonts));
        version?;
        let missing = missing?;
        if missing.is_empty() { Ok(()) } else { Err(TypesetError::Fonts(missing)) }
    }

    fn typeset(&self, job: &Job, stage: &Path) -> Result<Vec<u8>, TypesetError> {
        self.version()?;
        let folders = job.files.iter().filter_map(|(name, _)| Path::new(name).parent());
        for folder in folders.collect::<BTreeSet<_>>() {
            fs_err::create_dir_all(stage.join(folder))?;
        }
        let write = |(name, bytes): &(String, Vec<u8>)| fs_err::write(stage.join(name), bytes);
        job.files.par_iter().try_for_each(write)?;
        let pdf = stage.join("book.pdf");
        let mut command = self.command();
        command.current_dir(stage).args([
            "compile",
            "--format",
            "pdf",
            "--diagnostic-format",
            "short",
        ]);
        Self::conform(&mut command);
        Self::close(&mut command, stage);
        command.arg(stage.join(&job.main)).arg(&pdf);
        let output = run(&mut command)?;
        let words = String::from_utf8_lossy(&output.stderr);
        let words = strip_stage(words.trim(), stage);
        if !output.status.success() || !words.is_empty() {
            return Err(TypesetError::Refused(words));
        }
        Ok(fs_err::read(pdf)?)
    }
}

/// The staging folder's name is nobody's business.
fn strip_stage(words: &str, stage: &Path) -> String {
    words.replace(&format!("{}/", stage.display()), "")
}

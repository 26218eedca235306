//! The typesetter interface, and its implementation by the program `typst`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rayon::prelude::*;

use super::process::run;
use super::{fonts, guard, program};
use crate::diag::{did_you_mean, one_separator, shown_path};
use crate::output::is_inside;

/// The supported version of typst, without the patch number.
pub const VERSION: &str = "0.15";

/// The PDF standards of every PDF: accessibility (PDF/UA-1) and archiving (PDF/A-3a).
const STANDARDS: &str = "ua-1,a-3a";

/// The experimental features of Typst that themes use: row headers and summaries of tables.
const FEATURES: &str = "a11y-extras";

/// The environment variable with the time limit of the typesetter in seconds, for very slow
/// machines.
const LIMIT_VARIABLE: &str = "PLANBOOK_TYPST_SECONDS";

/// The time limit of the smallest job.
const MIN_LIMIT: Duration = Duration::from_mins(5);

/// The time limit of a query, such as for the version.
const QUERY_LIMIT: Duration = Duration::from_mins(1);

/// The folder of the links to the fonts in a staging folder.
pub(super) const FONTS: &str = "fonts";

/// A proxy URL that refuses every connection.
const UNREACHABLE: &str = "http://127.0.0.1:0";

/// Environment variables of typst that would change the output.
const TYPST_VARIABLES: [&str; 8] = [
    "SOURCE_DATE_EPOCH",
    "TYPST_ROOT",
    "TYPST_FEATURES",
    "TYPST_PACKAGE_PATH",
    "TYPST_PACKAGE_CACHE_PATH",
    "TYPST_IGNORE_SYSTEM_FONTS",
    "TYPST_IGNORE_EMBEDDED_FONTS",
    "TYPST_CERT",
];

/// A typesetting job: the files and fonts of a document.
#[derive(Debug)]
pub struct Job {
    /// The main file.
    pub main: String,
    /// Every file that the typesetter may read: path and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// The font files that the typesetter may use: those of the theme's families.
    pub fonts: BTreeSet<PathBuf>,
}

impl Job {
    /// Checks that every file path is inside the staging folder.
    pub(super) fn check_paths(&self) -> std::io::Result<()> {
        match self.files.iter().find(|(name, _)| !is_inside(name)) {
            Some((name, _)) => Err(std::io::Error::new(
                std::io::ErrorKind::InvalidInput,
                format!("{name}: outside the folder of the typesetter"),
            )),
            None => Ok(()),
        }
    }

    /// The time limit: about fifty times the usual time, because machines differ and may be short
    /// of memory.
    fn limit(&self) -> Duration {
        let bytes: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        MIN_LIMIT + Duration::from_mins(1) * (bytes / 1_000_000) as u32
    }
}

/// The reason why typesetting failed.
#[derive(Debug)]
pub enum TypesetError {
    /// The program is not installed.
    Missing,
    /// The installed version is not supported.
    Version(String),
    /// These font families are missing; each with an installed one of a name like it.
    Fonts(Vec<(String, Option<String>)>),
    /// The errors and warnings of the typesetter. Warnings count as errors.
    Refused(String),
    /// It exceeded this time limit and was killed.
    TimedOut(Duration),
    /// It was terminated by a signal, or exited without a result; the status and its output.
    Crashed(String),
    /// An operating system error.
    Io(std::io::Error),
}

impl From<std::io::Error> for TypesetError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A program that typesets jobs to PDFs.
pub trait Typesetter: Sync {
    /// The version, such as `0.15.1`: equal versions produce equal PDFs.
    ///
    /// # Errors
    /// When the query fails, or [`TypesetError::Version`].
    fn version(&self) -> Result<String, TypesetError>;

    /// The path of the program file, if any, to distinguish builds of the same version.
    fn program(&self) -> Option<PathBuf> {
        None
    }

    /// Checks the version and the fonts without typesetting.
    ///
    /// # Errors
    /// The reason why typesetting would fail.
    fn ready(&self, fonts: &[String]) -> Result<(), TypesetError>;

    /// Typesets `job` in the empty folder `stage`; returns the PDF.
    ///
    /// # Errors
    /// The reason why typesetting failed.
    fn typeset(&self, job: &Job, stage: &Path) -> Result<Vec<u8>, TypesetError>;
}

/// The program `typst`.
#[derive(Debug, Clone)]
pub struct TypstCli {
    program: OsString,
    /// The path of planbook, if the typesetter runs under the guard.
    guard: Option<PathBuf>,
    /// The results of successful queries for the version and the font families, because each
    /// query starts a process.
    version: OnceLock<String>,
    families: OnceLock<Vec<String>>,
}

impl Default for TypstCli {
    /// `$PLANBOOK_TYPST`, or `typst` in the folder of planbook, in `$PATH`, or in cargo's install folder.
    fn default() -> Self {
        Self::at(program::program())
    }
}

impl TypstCli {
    /// The program at `path`.
    #[must_use]
    pub fn at(path: impl Into<OsString>) -> Self {
        let (version, families) = (OnceLock::new(), OnceLock::new());
        Self { program: path.into(), guard: None, version, families }
    }

    /// The same program under the guard, so that it ends with this process: `planbook` is the
    /// program that implements [`guard::COMMAND`].
    #[must_use]
    pub fn guarded(self, planbook: PathBuf) -> Self {
        Self { guard: Some(planbook), ..self }
    }

    /// The families of `fonts` that typst does not find.
    ///
    /// # Errors
    /// [`TypesetError::Missing`], or another reason why the query failed.
    pub fn missing_fonts(
        &self,
        fonts: &[String],
    ) -> Result<Vec<(String, Option<String>)>, TypesetError> {
        let missing_from = |known: &[String]| -> Vec<String> {
            fonts.iter().filter(|font| !known.contains(font)).cloned().collect()
        };
        // Query again if any family is missing: it may have been installed since.
        if self.families.get().is_some_and(|known| missing_from(known).is_empty()) {
            return Ok(Vec::new());
        }
        let mut command = self.command();
        command.arg("fonts");
        for folder in program::font_folders() {
            command.arg("--font-path").arg(folder);
        }
        let output = run(&mut command, limit().unwrap_or(QUERY_LIMIT))?;
        let known: Vec<String> = output.stdout.lines().map(|line| line.trim().to_owned()).collect();
        let missing = missing_from(&known);
        if missing.is_empty() {
            let _ = self.families.set(known);
            return Ok(Vec::new());
        }
        let with_near = |font: String| {
            let near = did_you_mean(&font, known.iter().map(String::as_str)).map(str::to_owned);
            (font, near)
        };
        Ok(missing.into_iter().map(with_near).collect())
    }

    /// A command of typst, under the guard if any, whose output does not depend on the
    /// environment.
    pub(super) fn command(&self) -> Command {
        let mut command =
            Command::new(self.guard.as_deref().map_or(&*self.program, Path::as_os_str));
        command.stdin(Stdio::null());
        if self.guard.is_some() {
            let parent = std::process::id().to_string();
            command.args([guard::COMMAND, &parent, "--"]).arg(&self.program);
            command.stdin(Stdio::piped());
        }
        for name in TYPST_VARIABLES {
            command.env_remove(name);
        }
        command
    }

    /// Adds the options of every PDF.
    pub(super) fn set_standards(command: &mut Command) {
        command.args(["--pdf-standard", STANDARDS]);
        Self::set_features(command);
    }

    /// Adds the options of every output format.
    pub(super) fn set_features(command: &mut Command) {
        command.args(["--features", FEATURES]);
    }

    /// Restricts the command to `stage`: it reads no file outside, except the fonts linked there,
    /// and has no network access. The package folders are empty, and a download fails because its
    /// certificate does not exist; if another version ignores that, every proxy is unreachable.
    pub(super) fn isolate(command: &mut Command, stage: &Path) {
        let packages = stage.join("packages");
        command.arg("--root").arg(stage);
        command.arg("--package-path").arg(&packages).arg("--package-cache-path").arg(&packages);
        command.arg("--font-path").arg(stage.join(FONTS));
        command.args(["--ignore-system-fonts", "--ignore-embedded-fonts"]);
        command.env("TYPST_CERT", stage.join("no-certificate"));
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            command.env(name, UNREACHABLE).env(name.to_uppercase(), UNREACHABLE);
        }
        command.env_remove("no_proxy").env_remove("NO_PROXY");
    }
}

/// The time limit from the environment, if set.
pub(super) fn limit() -> Option<Duration> {
    let seconds: u64 = std::env::var(LIMIT_VARIABLE).ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether this version is supported.
fn is_supported(version: &str) -> bool {
    version.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with('.'))
}

impl Typesetter for TypstCli {
    fn program(&self) -> Option<PathBuf> {
        program::file_of(&self.program)
    }

    fn version(&self) -> Result<String, TypesetError> {
        if let Some(known) = self.version.get() {
            return Ok(known.clone());
        }
        let crashed = |output: String| TypesetError::Crashed(format!("typst --version: {output}"));
        let output = run(self.command().arg("--version"), limit().unwrap_or(QUERY_LIMIT));
        let output = output.map_err(|error| match error {
            TypesetError::Crashed(output) => crashed(output),
            error => error,
        })?;
        let version = output.stdout.split_whitespace().nth(1).map(str::to_owned);
        let Some(version) = version.filter(|_| output.success) else {
            return Err(crashed(output.stderr));
        };
        if !is_supported(&version) {
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
        job.check_paths()?;
        let folders = job.files.iter().filter_map(|(name, _)| Path::new(name).parent());
        for folder in folders.collect::<BTreeSet<_>>() {
            fs_err::create_dir_all(stage.join(folder))?;
        }
        let write = |(name, bytes): &(String, Vec<u8>)| fs_err::write(stage.join(name), bytes);
        job.files.par_iter().try_for_each(write)?;
        fonts::link(&job.fonts, &stage.join(FONTS))?;
        let pdf = stage.join("book.pdf");
        let mut command = self.command();
        command.current_dir(stage).args([
            "compile",
            "--format",
            "pdf",
            "--diagnostic-format",
            "short",
        ]);
        Self::set_standards(&mut command);
        Self::isolate(&mut command, stage);
        command.arg(stage.join(&job.main)).arg(&pdf);
        let output = run(&mut command, limit().unwrap_or_else(|| job.limit()))?;
        let messages = strip_stage(output.stderr.trim(), stage);
        match fs_err::read(pdf) {
            _ if !messages.is_empty() => Err(TypesetError::Refused(messages)),
            Ok(pdf) if output.success => Ok(pdf),
            _ => Err(TypesetError::Crashed("typst compile: no PDF".to_owned())),
        }
    }
}

/// `messages` without the path of the staging folder, and with one kind of separator.
fn strip_stage(messages: &str, stage: &Path) -> String {
    one_separator(messages).replace(&format!("{}/", shown_path(stage)), "")
}

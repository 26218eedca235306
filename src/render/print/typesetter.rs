//! The seam to typst-cli.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rayon::prelude::*;

use super::process::run;
use super::{fonts, guard};
use crate::output::is_inside;

/// The typesetter's version that themes are written for; patch releases are alike.
pub const VERSION: &str = "0.15";

/// Conformance that every PDF is held to: accessible, and kept for good.
const STANDARDS: &str = "ua-1,a-3a";

/// Header cells of rows and summaries of tables, which Typst still counts as experimental.
const FEATURES: &str = "a11y-extras";

/// The variable of the environment that says how many seconds the typesetter may take, for
/// machines that are slower than any we know.
const LIMIT: &str = "PLANBOOK_TYPST_SECONDS";

/// How long setting the smallest job may take.
const SHORTEST_LIMIT: Duration = Duration::from_mins(5);

/// How long a question to the typesetter may take.
const ANSWER_LIMIT: Duration = Duration::from_mins(1);

/// Where the links to the fonts are in a stage.
pub(super) const FONTS: &str = "fonts";

/// An address at which nobody can answer.
const NOWHERE: &str = "http://127.0.0.1:0";

/// Settings of the user's own typst, which would change the book.
const SETTINGS: [&str; 8] = [
    "SOURCE_DATE_EPOCH",
    "TYPST_ROOT",
    "TYPST_FEATURES",
    "TYPST_PACKAGE_PATH",
    "TYPST_PACKAGE_CACHE_PATH",
    "TYPST_IGNORE_SYSTEM_FONTS",
    "TYPST_IGNORE_EMBEDDED_FONTS",
    "TYPST_CERT",
];

/// What to set.
#[derive(Debug)]
pub struct Job {
    /// The file to begin with.
    pub main: String,
    /// Every file the typesetter may see.
    pub files: Vec<(String, Vec<u8>)>,
    /// The font files it may use: those of the theme's families. No other font draws
    /// anything, whatever else the system has.
    pub fonts: BTreeSet<PathBuf>,
}

impl Job {
    /// Refuses a job whose files would be written outside its stage.
    pub(super) fn stays_inside(&self) -> std::io::Result<()> {
        match self.files.iter().find(|(name, _)| !is_inside(name)) {
            Some((name, _)) => Err(std::io::Error::new(
                std::io::ErrorKind::InvalidInput,
                format!("{name}: outside the folder of the typesetter"),
            )),
            None => Ok(()),
        }
    }

    /// How long the typesetter may take: some fifty times what it does take, as machines
    /// differ, and memory may be short.
    fn limit(&self) -> Duration {
        let bytes: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        SHORTEST_LIMIT + Duration::from_mins(1) * (bytes / 1_000_000) as u32
    }
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
    /// It did not end within this time, and was ended.
    TooLong(Duration),
    /// It did not end by itself, or ended without an answer: how, and its last words.
    Died(String),
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

    /// The file of its program, of which others may say the same version.
    fn program(&self) -> Option<PathBuf> {
        None
    }

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
        let said = run(self.command().arg("fonts"), limit().unwrap_or(ANSWER_LIMIT))?;
        let known: Vec<String> = said.output.lines().map(|line| line.trim().to_owned()).collect();
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
        for name in SETTINGS {
            command.env_remove(name);
        }
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

    /// Nothing outside `stage` is read but the fonts that are linked there, and nothing comes
    /// from the network: packages have an empty place, and what would download them fails
    /// before it connects, as its certificate is not there. Should another version not mind,
    /// it has no way out: nobody can listen on port 0.
    pub(super) fn close(command: &mut Command, stage: &Path) {
        let packages = stage.join("packages");
        command.arg("--root").arg(stage);
        command.arg("--package-path").arg(&packages).arg("--package-cache-path").arg(&packages);
        command.arg("--font-path").arg(stage.join(FONTS));
        command.args(["--ignore-system-fonts", "--ignore-embedded-fonts"]);
        command.env("TYPST_CERT", stage.join("no-certificate"));
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            command.env(name, NOWHERE).env(name.to_uppercase(), NOWHERE);
        }
        command.env_remove("no_proxy").env_remove("NO_PROXY");
    }
}

/// How long the environment lets the typesetter take, where it says so.
pub(super) fn limit() -> Option<Duration> {
    let seconds: u64 = std::env::var(LIMIT).ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether the book can be set with this version.
fn fits(version: &str) -> bool {
    version.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with('.'))
}

impl Typesetter for TypstCli {
    fn program(&self) -> Option<PathBuf> {
        let program = Path::new(&self.program);
        if program.components().count() > 1 {
            return Some(program.to_owned());
        }
        let path = std::env::var_os("PATH")?;
        let name = program.with_extension(std::env::consts::EXE_EXTENSION);
        std::env::split_paths(&path).map(|dir| dir.join(&name)).find(|path| path.is_file())
    }

    fn version(&self) -> Result<String, TypesetError> {
        if let Some(known) = self.version.get() {
            return Ok(known.clone());
        }
        let died = |words: String| TypesetError::Died(format!("typst --version: {words}"));
        let said = run(self.command().arg("--version"), limit().unwrap_or(ANSWER_LIMIT));
        let said = said.map_err(|error| match error {
            TypesetError::Died(words) => died(words),
            error => error,
        })?;
        let version = said.output.split_whitespace().nth(1).map(str::to_owned);
        let Some(version) = version.filter(|_| said.success) else {
            return Err(died(said.words));
        };
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
        job.stays_inside()?;
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
        Self::conform(&mut command);
        Self::close(&mut command, stage);
        command.arg(stage.join(&job.main)).arg(&pdf);
        let said = run(&mut command, limit().unwrap_or_else(|| job.limit()))?;
        let words = strip_stage(said.words.trim(), stage);
        match fs_err::read(pdf) {
            _ if !words.is_empty() => Err(TypesetError::Refused(words)),
            Ok(pdf) if said.success => Ok(pdf),
            _ => Err(TypesetError::Died("typst compile: no PDF".to_owned())),
        }
    }
}

/// The staging folder's name is nobody's business.
fn strip_stage(words: &str, stage: &Path) -> String {
    words.replace(&format!("{}/", stage.display()), "")
}

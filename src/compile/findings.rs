//! Collects the findings of artifacts that are made in parallel; the failures of artifacts.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::diag::{Diagnostic, Severity};
use crate::render::print::TypesetError;

/// Why an artifact could not be made.
#[derive(Debug)]
pub(super) enum Failure {
    /// Findings that have been reported.
    Stopped,
    /// A file could not be read or written.
    Io(io::Error),
    /// The typesetter failed.
    Typesetter(TypesetError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TypesetError> for Failure {
    fn from(error: TypesetError) -> Self {
        Self::Typesetter(error)
    }
}

/// The findings so far, which artifacts that are made in parallel share.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Whether warnings stop a build.
    strict: bool,
    found: Mutex<Vec<Diagnostic>>,
}

impl Findings {
    /// No findings; with `strict`, warnings will stop the build.
    pub fn new(strict: bool) -> Self {
        Self { strict, found: Mutex::default() }
    }

    /// Adds `findings`, whatever they are.
    pub fn add(&self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(findings);
    }

    /// Adds `findings`.
    ///
    /// # Errors
    /// [`Failure::Stopped`] if one of them stops the build.
    pub fn check(&self, findings: Vec<Diagnostic>) -> Result<(), Failure> {
        let stops = |finding: &Diagnostic| self.strict || finding.severity == Severity::Error;
        let stopped = findings.iter().any(stops);
        self.add(findings);
        if stopped { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// Adds a finding that stops the build.
    pub fn stop(&self, finding: Diagnostic) -> Failure {
        self.add([finding]);
        Failure::Stopped
    }

    /// All findings.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

//! The result of a build or check (its status and findings), and the steps that are shown as progress.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Owner, Sink};
use crate::layout::contract::Padding;
use crate::output::ForeignSummary;
use crate::parse;
use crate::source::Sources;

/// The result of a build or check.
#[derive(Debug)]
pub struct Outcome {
    /// The sources, for showing findings with their lines.
    pub sources: Sources,
    /// All findings, in order.
    pub findings: Vec<Diagnostic>,
    /// How the build ended.
    pub status: BuildStatus,
    /// Intermediate values of the build. Freeing them takes longer than publishing a site: a
    /// caller about to end the process should use `mem::forget`.
    pub deferred_drop: DeferredDrop,
}

impl Outcome {
    /// An outcome with no intermediate values.
    pub(super) fn new(sources: Sources, sink: Sink, status: BuildStatus) -> Self {
        Self { sources, findings: sink.into_sorted(), status, deferred_drop: Vec::new() }
    }

    /// The owner of each finding, in the same order.
    #[must_use]
    pub fn owners(&self) -> Vec<Owner> {
        parse::owners(&self.sources, &self.findings)
    }
}

/// Values of any type, kept only so that they need not be freed before the build ends.
pub type DeferredDrop = Vec<Box<dyn fmt::Debug + Send>>;

/// How a build ended.
#[derive(Debug)]
pub enum BuildStatus {
    /// The publication is in place; foreign files in the output are summarized.
    Published(Published, Box<ForeignSummary>),
    /// The publication was in place already: no input has changed since.
    Unchanged(Published, Box<ForeignSummary>),
    /// The sources were checked, and nothing else was requested.
    Checked,
    /// Findings stopped the build; the old output is unchanged.
    Stopped,
    /// Something that the build needs is missing; the old output is unchanged.
    CannotRun,
}

/// Summary of what was published.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Published {
    /// Number of policies.
    pub policies: usize,
    /// What the plan calls a policy.
    #[serde(default)]
    pub level: String,
    /// Number of pages of the PDF, if it was made.
    pub pages: Option<usize>,
    /// Paths within the output of the PDFs that were made or kept: the PDF of the whole book,
    /// or the requested sheets.
    pub pdfs: Vec<String>,
    /// Number of volumes that were made.
    pub volumes: usize,
    /// Why there are only volumes, where the memory of the machine decided it.
    #[serde(default)]
    pub memory: Option<Box<MemoryLimit>>,
    /// Where blank pages were needed to keep the page contract.
    pub padding: Vec<Padding>,
}

/// The memory of a machine, too small for a PDF of the whole book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoryLimit {
    /// The memory in gigabytes: `3.0`.
    pub gigabytes: String,
    /// The most policies that one PDF may have.
    pub max_policies: usize,
}

/// The step that a build is at, for showing progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading and checking the sources.
    Reading,
    /// Waiting for another build of the same output.
    Waiting,
    /// Waiting for the typesetter.
    Typesetting,
    /// Typesetting the volumes.
    Splitting,
    /// Rendering the site.
    Drawing,
    /// Putting the output in place.
    Publishing,
}

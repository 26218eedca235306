//! Where the files of a publication go: into the new tree of a build, or into the memory of a
//! preview.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::tree::OutputTree;
use crate::cache::Fingerprint;
use crate::diag::Diagnostic;

/// Files that are made one by one, each when it is asked for.
pub trait LazyFiles: fmt::Debug + Send + Sync {
    /// The path of every file; those that take longest to make come first.
    fn paths(&self) -> Vec<String>;

    /// Makes the file at `path`; `None` if there is no such file.
    ///
    /// # Errors
    /// The finding that keeps the file from being made.
    fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>>;
}

/// The files of a publication that is being made.
pub trait Store: Sync {
    /// Adds a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn insert(&self, path: String, bytes: Vec<u8>) -> io::Result<()>;

    /// Adds files that are made when they are asked for. Returns each distinct finding once.
    ///
    /// # Errors
    /// When a file cannot be written.
    fn add(&self, files: Arc<dyn LazyFiles>) -> io::Result<Vec<Diagnostic>>;

    /// Whether there is a file at `path`.
    fn has(&self, path: &str) -> bool {
        self.size(path).is_some()
    }

    /// The size in bytes of the file at `path`.
    fn size(&self, path: &str) -> Option<usize>;

    /// Adds the file at `path` of an earlier build, if it was made from `inputs`; returns its
    /// size.
    fn reuse(&self, path: &str, inputs: Fingerprint) -> Option<usize>;

    /// Records that the file at `path` was made from `inputs`, so that a later build can reuse it.
    fn set_inputs(&self, path: &str, inputs: Fingerprint);

    /// A folder for temporary files.
    ///
    /// # Errors
    /// When the folder cannot be created.
    fn temp_folder(&self) -> io::Result<PathBuf>;
}

/// A build makes and writes all files at once, on all cores.
impl Store for OutputTree<'_> {
    fn insert(&self, path: String, bytes: Vec<u8>) -> io::Result<()> {
        self.insert(path, &bytes)
    }

    fn add(&self, files: Arc<dyn LazyFiles>) -> io::Result<Vec<Diagnostic>> {
        let make = |path: String| match files.file(&path) {
            Some(Ok(bytes)) => self.insert(path, &bytes).map(|()| None),
            Some(Err(finding)) => Ok(Some(finding)),
            None => Ok(None),
        };
        let paths = files.paths().into_par_iter().with_max_len(1);
        let found: Vec<_> = paths.map(make).collect::<io::Result<_>>()?;
        let mut findings = Vec::new();
        for finding in found.into_iter().flatten() {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        Ok(findings)
    }

    fn has(&self, path: &str) -> bool {
        self.has(path)
    }

    fn size(&self, path: &str) -> Option<usize> {
        self.size(path)
    }

    fn reuse(&self, path: &str, inputs: Fingerprint) -> Option<usize> {
        self.reuse(path, inputs).and_then(|_| self.size(path))
    }

    fn set_inputs(&self, path: &str, inputs: Fingerprint) {
        self.set_metadata(path, inputs, Value::Object(serde_json::Map::new()));
    }

    fn temp_folder(&self) -> io::Result<PathBuf> {
        self.temp_folder()
    }
}

//! Sources of a Git revision, by the program `git`.

use std::io::{self, Cursor, Read as _};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use zip::ZipArchive;

/// The most bytes that the sources of a revision may have.
const MOST: u64 = 4 << 30;

/// Why the sources of a revision cannot be had.
#[derive(Debug)]
pub(super) enum Error {
    /// There is no program `git`.
    Missing,
    /// There is no such revision.
    Unknown,
    /// What `git` said.
    Failed(String),
    /// An operating system error.
    Io(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Runs `git` in `root`.
fn git(root: &Path, arguments: &[&str]) -> Result<Output, Error> {
    let run = Command::new("git").arg("-C").arg(root).args(arguments).output();
    run.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing,
        _ => Error::Io(error),
    })
}

/// Whether `root` is in a Git repository.
pub(super) fn is_repository(root: &Path) -> bool {
    let found = git(root, &["rev-parse", "--is-inside-work-tree"]);
    found.is_ok_and(|output| output.status.success())
}

/// The folder `content` of the book at `root` as it is in `revision`, in a temporary folder.
pub(super) fn export(root: &Path, revision: &str) -> Result<TempDir, Error> {
    let commit = format!("{revision}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let output = git(root, &verify)?;
    if !output.status.success() {
        let said = said(&output);
        return Err(if said.is_empty() { Error::Unknown } else { Error::Failed(said) });
    }
    let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let output = git(root, &["archive", "--format=zip", &commit, "--", "content"])?;
    if !output.status.success() {
        return Err(Error::Failed(said(&output)));
    }
    let folder = tempfile::tempdir()?;
    unpack(output.stdout, folder.path())?;
    Ok(folder)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// Writes the files of an archive below `folder`. Links are left out, as they are no sources.
fn unpack(archive: Vec<u8>, folder: &Path) -> Result<(), Error> {
    let broken = |error: zip::result::ZipError| Error::Failed(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(broken)?;
    let mut left = MOST;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(broken)?;
        let Some(path) = file.enclosed_name().filter(|_| file.is_file()) else { continue };
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        let mut written = fs_err::File::create(path)?;
        left = left.saturating_sub(io::copy(&mut (&mut file).take(left), &mut written)?);
    }
    Ok(())
}

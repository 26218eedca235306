//! What planbook gives to the typesetter in a build of a book and its documents, to be run again
//! by the typesetter alone.

use std::collections::BTreeSet;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use planbook::render::print::{Opening, compact};

use crate::tools;

/// The typesetter's work in one build.
pub struct Captured {
    /// The whole book, then each document.
    jobs: Vec<Job>,
}

/// One run of the typesetter.
pub struct Job {
    arguments: Vec<String>,
    folder: PathBuf,
    /// What it makes.
    pub pdf: PathBuf,
    /// The name that planbook publishes it by.
    name: String,
    opening: Opening,
}

impl Captured {
    /// Runs `build` with a typesetter that keeps copies of its sources in `jobs`. `file` is the
    /// name of the whole book's PDF without its ending.
    ///
    /// # Errors
    /// The build failed, or typeset other things than one book and its documents.
    pub fn new(mut build: Command, jobs: &Path, file: &str) -> Result<Self> {
        fs::create_dir_all(jobs)?;
        let script = tools::project().join("benches/peers/typst/keep-sources.sh");
        build.env("KEEP_SOURCES_IN", jobs).env("TYPST", tools::typst().get_program());
        let done = build.env("PLANBOOK_TYPST", &script).output()?;
        if !done.status.success() {
            let words = String::from_utf8_lossy(&done.stderr).into_owned();
            return Err(Error::other(words));
        }
        let folders = fs::read_dir(jobs)?.map(|entry| Job::new(entry?.path(), file));
        let mut jobs: Vec<Job> = folders.collect::<Result<_>>()?;
        jobs.sort_by_key(|job| (job.opening != Opening::Spreads, job.name.clone()));
        let books = jobs.iter().filter(|job| job.opening == Opening::Spreads).count();
        if books != 1 {
            return Err(Error::other(format!("planbook typeset {books} books in one build")));
        }
        Ok(Self { jobs })
    }

    /// The whole book.
    pub fn whole(&self) -> &Job {
        &self.jobs[0]
    }

    /// What is made.
    pub fn pdfs(&self) -> Vec<PathBuf> {
        self.jobs.iter().map(|job| job.pdf.clone()).collect()
    }

    /// Runs of the typesetter alone for everything that the build typeset.
    pub fn commands(&self) -> Vec<Command> {
        self.jobs.iter().map(Job::command).collect()
    }

    /// The PDFs in the folder `published` that are neither the whole book nor a document.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn others_in(&self, published: &Path) -> Result<Vec<PathBuf>> {
        let names = names_in(published)?.into_iter();
        let others = names.filter(|name| self.jobs.iter().all(|job| job.name != *name));
        Ok(others.map(|name| published.join(name)).collect())
    }

    /// Fails unless the PDFs are those in the folder `published`, and those are all there are:
    /// then the typesetter alone had the same work. What planbook does to a finished PDF, which
    /// says the same in fewer bytes then, is done to them here.
    ///
    /// # Errors
    /// One is different, or is not there: says which.
    pub fn same_as(&self, published: &Path) -> Result<()> {
        let there = names_in(published)?;
        let made: BTreeSet<String> = self.jobs.iter().map(|job| job.name.clone()).collect();
        if there != made {
            let text = format!("planbook published {there:?}, the bare typesetter made {made:?}");
            return Err(Error::other(text));
        }
        for job in &self.jobs {
            if compact(&fs::read(&job.pdf)?, job.opening) != fs::read(published.join(&job.name))? {
                let text = format!("the bare typesetter made another {}", job.name);
                return Err(Error::other(text));
            }
        }
        Ok(())
    }
}

impl Job {
    /// The run whose sources and arguments were kept in `folder`. What it sets is told by its
    /// main file: the whole book by `theme/main.typ`, a document by `forms/<its id>/main.typ`.
    fn new(folder: PathBuf, file: &str) -> Result<Self> {
        let words = fs::read_to_string(folder.join("arguments"))?;
        let mut lines = words.lines();
        let root = lines.next().unwrap_or_default();
        let here = folder.to_string_lossy();
        let arguments: Vec<String> = lines.map(|line| line.replace(root, &here)).collect();
        let [.., main, pdf] = arguments.as_slice() else {
            return Err(Error::other("the typesetter had no arguments"));
        };
        let pdf = PathBuf::from(pdf);
        let main = Path::new(main).strip_prefix(&folder).map_err(Error::other)?;
        let main: Vec<_> = main.iter().filter_map(|part| part.to_str()).collect();
        let (name, opening) = match main.as_slice() {
            ["theme", "main.typ"] => (format!("{file}.pdf"), Opening::Spreads),
            ["forms", id, "main.typ"] => (format!("{file}-{id}.pdf"), Opening::Pages),
            other => {
                let text = format!("planbook typeset {}, which is not known", other.join("/"));
                return Err(Error::other(text));
            }
        };
        Ok(Self { arguments, folder, pdf, name, opening })
    }

    fn command(&self) -> Command {
        let mut command = tools::typst();
        command.current_dir(&self.folder).args(&self.arguments);
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("TYPST_ROOT");
        command
    }
}

/// The names of what is in `folder`.
fn names_in(folder: &Path) -> Result<BTreeSet<String>> {
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    fs::read_dir(folder)?.map(|entry| entry.map(name)).collect()
}

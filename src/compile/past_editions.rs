//! The frozen editions that are published below the newest one: their books, and their files, which are
//! copied as they are.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::Request;
use super::load::book_of;
use super::static_files::is_taken;
use crate::cache::{Fingerprint, FingerprintBuilder};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, FiscalYear, folder_of_edition};
use crate::output::OutputTree;
use crate::render::site::PastEdition;
use crate::source::{Sources, name_below};
use crate::text;

const TAKEN: Code = Code("PB0546");
const UNREADABLE: Code = Code("PB0547");
const WITHOUT_LATEST: Code = Code("PB0548");

/// A frozen edition to publish.
#[derive(Debug, Clone)]
pub struct EditionFolder {
    /// Its year.
    pub year: FiscalYear,
    /// The folder of its book.
    pub book: PathBuf,
    /// The folder with its publication.
    pub output: PathBuf,
}

/// The frozen editions of a site, oldest first.
#[derive(Debug, Default)]
pub(super) struct PastEditions {
    editions: Vec<SourceEdition>,
}

#[derive(Debug)]
struct SourceEdition {
    year: FiscalYear,
    sources: Sources,
    /// The paths of its files from its folder, on the disk, and their fingerprints.
    files: Vec<(String, PathBuf, Fingerprint)>,
}

impl PastEditions {
    /// Reads the editions of `request`, with what is found in them.
    pub fn read(request: &Request) -> (Self, Sink) {
        let mut sink = Sink::new();
        let wanted = request.editions.iter().flatten();
        let read: Vec<_> = wanted
            .map(|edition| {
                let files = files(&edition.output);
                (edition, Sources::load(&edition.book, &mut Sink::new()), files)
            })
            .collect();
        let mut editions = Vec::new();
        for (edition, sources, files) in read {
            match files {
                Ok(files) => editions.push(SourceEdition { year: edition.year, sources, files }),
                Err(error) => sink.report(unreadable(edition.year, Some(&error))),
            }
        }
        (Self { editions }, sink)
    }

    /// The fingerprint of everything in them.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut all = FingerprintBuilder::new();
        for edition in &self.editions {
            let sources = edition.sources.iter();
            let sources = sources.flat_map(|(_, file)| [file.name().as_bytes(), file.content()]);
            let files: Vec<_> =
                edition.files.iter().map(|(name, _, print)| (name, print)).collect();
            all = all.with_all(sources).with(format!("{files:?}"));
        }
        all.finish()
    }

    /// The editions for the site of `book`, each with its folder there.
    pub fn editions(&self, book: &Book, sink: &mut Sink) -> Vec<PastEdition> {
        let latest = book.plan.book.latest.as_ref();
        if let Some(site) = book.plan.book.site.as_ref().filter(|_| latest.is_none()) {
            sink.report(
                Diagnostic::warning(
                    WITHOUT_LATEST,
                    text!(
                        "次の版を公開したあと、この版のページから最新の版へ行けません",
                        "the pages of this edition cannot lead to later ones"
                    ),
                )
                .at(site.span)
                .hint(text!(
                    "book に latest（いつも最新の版があるところのアドレス）を書いてください",
                    "write `latest` in `book`: the address where the newest edition is always found"
                )),
            );
        }
        let mut taken = BTreeSet::new();
        let mut found = Vec::new();
        for edition in &self.editions {
            let Some(past) = book_of(&edition.sources) else {
                sink.report(unreadable(edition.year, None));
                continue;
            };
            let latest = latest.map(|latest| latest.as_str());
            let route = format!("{}/", folder(&past, latest));
            if !taken.insert(route.clone()) {
                sink.report(same_folder(edition.year, &route));
            }
            let files = edition.files.iter().map(|(name, ..)| name.clone()).collect();
            found.push(PastEdition { route, book: past, files });
        }
        found
    }

    /// Copies the files of `editions`, which are these, into `tree`, which has all other files already.
    /// Returns a finding for each edition whose folder conflicts with one of planbook's own.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn add(
        &self,
        editions: &[PastEdition],
        tree: &OutputTree<'_>,
    ) -> io::Result<Vec<Diagnostic>> {
        let mut conflicts = Vec::new();
        for edition in editions {
            let year = edition.book.plan.edition.year.value;
            let folder = edition.route.trim_end_matches('/');
            // The page of the newest edition's own folder is planbook's, too.
            if is_taken(&tree.names_without_case(), folder) {
                conflicts.push(same_folder(year, &edition.route));
                continue;
            }
            let Some(files) = self.editions.iter().find(|it| it.year == year) else { continue };
            files.files.par_iter().try_for_each(|(name, path, _)| {
                tree.insert(format!("{}{name}", edition.route), &fs_err::read(path)?)
            })?;
        }
        Ok(conflicts)
    }
}

/// The folder on the site of an edition whose book is `book`: the last one of its own address, or else
/// its year. `latest` is the address of the newest edition.
pub(super) fn folder(book: &Book, latest: Option<&str>) -> String {
    let spec = &book.plan.book;
    let latest = latest.or(spec.latest.as_ref().map(|address| address.as_str()));
    let site = spec.site.as_ref().map(|address| address.as_str());
    let below = site.zip(latest).and_then(|(site, latest)| folder_of_edition(site, latest));
    below.map_or_else(|| book.plan.edition.year.to_string().to_lowercase(), str::to_owned)
}

/// The files below `folder`, sorted.
fn files(folder: &Path) -> io::Result<Vec<(String, PathBuf, Fingerprint)>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            paths.push(entry.into_path());
        }
    }
    let read = |path: PathBuf| {
        let bytes = Fingerprint::of_file(&path)?;
        Ok((name_below(folder, &path), path, bytes))
    };
    paths.into_par_iter().map(read).collect()
}

fn unreadable(year: FiscalYear, error: Option<&io::Error>) -> Diagnostic {
    let message =
        text!("保存した {year} の版を読めません", "the frozen edition {year} cannot be read");
    let message = error.map(|error| message.because(error)).unwrap_or(message);
    Diagnostic::error(UNREADABLE, message).hint(text!(
        "editions/{year}/ が保存したときのままかを確かめてください（sha256sum -c sources.sha256）",
        "see whether editions/{year}/ is as it was frozen (sha256sum -c sources.sha256)"
    ))
}

fn same_folder(year: FiscalYear, route: &str) -> Diagnostic {
    Diagnostic::error(
        TAKEN,
        text!(
            "{year} の版を置くフォルダー {route} は、ほかのものが使っています",
            "the folder {route}, where the edition {year} would be, is taken"
        ),
    )
    .hint(text!(
        "版ごとに違うフォルダーになるように、latest を確かめてください。static/ に同じ名前のものがあれば、名前を変えてください",
        "look at `latest`: each edition needs a folder of its own; rename what has that name in static/"
    ))
}

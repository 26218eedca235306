//! Assembles a publication: the list of all artifacts, and the scheduler that makes them.
//!
//! An artifact is a set of files, such as the pages of the site. It states which facts it needs
//! (none, the page numbers of the PDFs, the list of data files, …) and which one it gives to
//! others. The scheduler makes, stage by stage and in parallel, all artifacts whose needs are
//! known. A build and a preview use the same list. They differ in the [`Store`] that takes the
//! files, and in what they know at the start: a preview takes the page numbers from existing PDFs,
//! as does a build that makes no PDF.
//!
//! | artifact | needs | gives |
//! |---|---|---|
//! | PDFs | | pages |
//! | tables of the open data | | tables |
//! | crosswalk and catalogue | pages, tables | data |
//! | existing open data, for a site that is built without | pages | data |
//! | pages of the site | pages | site |
//! | page about the open data | site, data | |
//!
//! A new output is a module in `render` that writes into a [`Store`], and an entry in
//! [`ARTIFACTS`].

use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;

use super::cross_links::PdfSet;
use super::findings::{Failure, Findings};
use super::publication::Publication;
use super::two_threads::on_two_threads;
use super::typesetting::Typesetting;
use super::{Outputs, Step, open_data, site};
use crate::output::Store;
use crate::render::data::{DataFile, DataView, Dataset};
use crate::render::site::{History, Site};

/// A set of files of the publication.
struct Artifact {
    /// Whether it belongs to the requested outputs.
    wanted: fn(Outputs) -> bool,
    /// What must be known to make it.
    needs: &'static [KnownInput],
    /// What is known once it is made. It is not made if this is known already.
    gives: Option<KnownInput>,
    /// Makes the files and puts them into the store.
    make: fn(&Assembly<'_>) -> Result<(), Failure>,
    /// Whether the typesetter makes it, a process of its own that runs while planbook makes the others.
    typeset: bool,
}

/// What an artifact may need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KnownInput {
    /// The page numbers and sizes of the PDFs.
    Pages,
    /// The list of the data files that depend on no page number.
    Tables,
    /// All about the open data that the site shows.
    Data,
    /// The site, without the page about the open data.
    Site,
}

/// All artifacts.
const ARTIFACTS: [Artifact; 6] = [
    Artifact {
        wanted: |outputs| outputs.pdf,
        needs: &[],
        gives: Some(KnownInput::Pages),
        make: Typesetting::make,
        typeset: true,
    },
    Artifact {
        wanted: |outputs| outputs.data,
        needs: &[],
        gives: Some(KnownInput::Tables),
        make: open_data::tables,
        typeset: false,
    },
    Artifact {
        wanted: |outputs| outputs.data,
        needs: &[KnownInput::Pages, KnownInput::Tables],
        gives: Some(KnownInput::Data),
        make: open_data::catalogue,
        typeset: false,
    },
    Artifact {
        wanted: |outputs| outputs.site && !outputs.data,
        needs: &[KnownInput::Pages],
        gives: Some(KnownInput::Data),
        make: |assembly| {
            open_data::existing(assembly);
            Ok(())
        },
        typeset: false,
    },
    Artifact {
        wanted: |outputs| outputs.site,
        needs: &[KnownInput::Pages],
        gives: Some(KnownInput::Site),
        make: site::pages,
        typeset: false,
    },
    Artifact {
        wanted: |outputs| outputs.site,
        needs: &[KnownInput::Site, KnownInput::Data],
        gives: None,
        make: site::data_page,
        typeset: false,
    },
];

/// What is known about a publication so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub pages: OnceLock<Arc<PdfSet>>,
    pub tables: OnceLock<Vec<DataFile>>,
    pub data: OnceLock<Arc<DataView>>,
    pub site: OnceLock<Arc<Site>>,
}

impl Known {
    fn has(&self, fact: KnownInput) -> bool {
        match fact {
            KnownInput::Pages => self.pages.get().is_some(),
            KnownInput::Tables => self.tables.get().is_some(),
            KnownInput::Data => self.data.get().is_some(),
            KnownInput::Site => self.site.get().is_some(),
        }
    }
}

/// A publication that is being assembled.
pub(super) struct Assembly<'a> {
    pub publication: &'a Publication,
    pub store: &'a dyn Store,
    pub known: Known,
    /// The open data, if they are wanted or attached to a PDF.
    pub dataset: Option<Dataset<'a>>,
    /// The text files of the open data, until they are put into the store.
    pub texts: Mutex<Vec<DataFile>>,
    /// Whether there are open data to link to, new or existing.
    pub has_data: bool,
    /// What the site says of earlier editions.
    pub history: History,
    /// Makes the PDFs, if they are wanted.
    pub typesetting: Option<Typesetting<'a>>,
    pub progress: &'a (dyn Fn(Step) + Sync),
    pub findings: &'a Findings,
}

impl Assembly<'_> {
    /// Makes all artifacts of the `wanted` outputs. An artifact whose needs do not become known,
    /// because of findings about another one, is not made.
    ///
    /// # Errors
    /// The first failure, when all artifacts of its stage have ended.
    pub fn make(&self, wanted: Outputs) -> Result<(), Failure> {
        let is_known = |a: &&Artifact| a.gives.is_some_and(|fact| self.known.has(fact));
        let artifacts = ARTIFACTS.iter().filter(|a| (a.wanted)(wanted) && !is_known(a));
        let mut waiting: Vec<_> = artifacts.collect();
        loop {
            let is_ready = |a: &&Artifact| a.needs.iter().all(|need| self.known.has(*need));
            let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                return Ok(());
            }
            self.make_stage(ready)?;
            waiting = later;
        }
    }

    /// Makes `artifacts` in parallel. While the typesetter runs, a core is left to it.
    fn make_stage(&self, artifacts: Vec<&Artifact>) -> Result<(), Failure> {
        let (typeset, others): (Vec<_>, Vec<_>) = artifacts.into_iter().partition(|a| a.typeset);
        let make = |artifact: &&Artifact| (artifact.make)(self);
        let others = || -> Vec<_> { others.par_iter().with_max_len(1).map(make).collect() };
        let (others, typeset) = if typeset.is_empty() {
            (others(), Vec::new())
        } else {
            let is_running = self.typesetting.as_ref().is_some_and(Typesetting::is_pending);
            on_two_threads(
                || if is_running { leaving_a_core(others) } else { others() },
                || typeset.iter().map(make).collect(),
            )
        };
        others.into_iter().chain(typeset).collect()
    }
}

/// Runs `work` on all cores but one.
fn leaving_a_core<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = rayon::current_num_threads().saturating_sub(1).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(cores).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wanted_is_made_at_some_stage() {
        for wanted in [Outputs::ALL, Outputs::PDF, Outputs::HTML, Outputs::SITE, Outputs::DATA] {
            let mut known = Vec::new();
            if !wanted.pdf {
                known.push(KnownInput::Pages);
            }
            let mut waiting: Vec<_> = ARTIFACTS.iter().filter(|a| (a.wanted)(wanted)).collect();
            let mut stages = 0;
            while !waiting.is_empty() {
                let is_ready = |a: &&Artifact| a.needs.iter().all(|need| known.contains(need));
                let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
                assert!(!ready.is_empty(), "{wanted:?}: {} are never made", later.len());
                let given: Vec<KnownInput> = ready.iter().filter_map(|a| a.gives).collect();
                let twice = given.iter().filter(|fact| known.contains(*fact)).count();
                assert_eq!(twice, 0, "{wanted:?}: two artifacts give the same");
                known.extend(given);
                waiting = later;
                stages += 1;
            }
            assert!(
                stages <= 3,
                "{wanted:?}: the cores wait at the end of each of {stages} stages"
            );
        }
    }
}

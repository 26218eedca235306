//! Builds: joins all stages from the source files to the published output.
//!
//! 1. [`mod@load`] reads and checks the book.
//! 2. [`publication`] prepares what its outputs share and that depends on no page number.
//! 3. [`assembly`] makes the outputs: the list of all artifacts, and the scheduler that makes each
//!    as soon as what it needs is known. [`typesetting`], [`open_data`] and [`site`] hold the
//!    artifacts.
//! 4. [`mod@build`] publishes them; [`preview`] holds them in memory.
//!
//! This module must not know the terminal.

mod assembly;
mod build;
mod build_files;
mod cross_links;
mod document_check;
mod documents;
mod errors;
mod findings;
mod frozen;
mod inputs;
mod load;
mod memory;
mod open_data;
mod outcome;
mod output_errors;
mod outputs;
mod page_faults;
mod past_editions;
mod preview;
mod print_shop;
mod publication;
mod published_documents;
mod request;
mod sheets;
mod site;
mod static_files;
mod two_threads;
mod typesetting;
mod volume_check;
mod volumes_only;
mod whole_book;

use std::sync::{Mutex, PoisonError};

use self::build::Build;
use self::build_files::BuildFiles;
use self::inputs::{Inputs, toolchain_fingerprint};
use self::load::glyphs;
use self::publication::Prepared;
use self::two_threads::on_two_threads;
use crate::cache::{BuildIndex, Fingerprint, Memo};
use crate::diag::Sink;
use crate::model::Book;
use crate::output::{self, Workspace};
use crate::render::print::{PrintFonts, Typesetter};
use crate::render::site::Templates;
use crate::source::Sources;

pub use document_check::{DocumentFault, check_document};
pub use documents::publish_documents;
pub use errors::{is_of_machine, typesetter_diagnostic};
pub use frozen::{EDITIONS, frozen_editions};
pub use load::{
    check, declared_fields, edition_year, load, load_sources, previous, read, read_and_prepare,
    schema_examples, view,
};
pub use outcome::{BuildStatus, DeferredDrop, MemoryLimit, Outcome, Published, Step};
pub use outputs::Outputs;
pub use past_editions::EditionFolder;
pub use preview::{ExistingPdfs, Preview, PreviewData, PreviewFiles};
pub use print_shop::check_print_shop;
pub use request::Request;
pub use static_files::walk as static_files;

/// Builds the outputs that `request` asks for and publishes them.
pub fn build(
    request: &Request,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Outcome {
    let mut sink = Sink::new();
    // A refused output folder is reported before any typesetting.
    if let Err(error) = output::validate_output(&request.output, &request.claim(None)) {
        sink.report(output_errors::no_output(&error, &request.output));
        return Outcome::new(Sources::default(), sink, BuildStatus::CannotRun);
    }
    progress(Step::Reading);
    let version = || request.outputs.pdf.then(|| typesetter.version());
    let (files, version) = on_two_threads(|| BuildFiles::read(request, &mut sink), version);
    let BuildFiles { theme, sources, fonts, static_files, past } = files;
    let fonts = theme.as_ref().zip(fonts).and_then(|(theme, fonts)| fonts.of(&theme.fonts));
    let Some(theme) = theme else {
        read(&sources, glyphs(fonts.as_ref()), &mut sink);
        return Outcome::new(sources, sink, BuildStatus::Stopped);
    };
    // A missing typesetter is reported only when something has to be typeset.
    let version = version.and_then(Result::ok).unwrap_or_default();
    let record = output::resolve_path(&request.output).ok();
    let record = record.map(|folder| BuildIndex::read(&folder));
    // Also of a fresh build: what it knows of the typesetter and the fonts is compared with the
    // files on the disk, and to read all of them again takes longer than to render the site.
    let mut memo = record.as_ref().map_or_else(Memo::default, |record| record.memo.clone());
    let record = record.filter(|_| !request.fresh);
    let mut new_inputs = || {
        let (outputs, fonts) = (request.outputs, fonts.as_ref());
        let toolchain = toolchain_fingerprint(outputs, typesetter, &version, fonts, &mut memo);
        Inputs::new(request, &theme, &sources, toolchain, (&static_files, &past))
    };
    let inputs = record.as_ref().map(|_| new_inputs());
    if let Some((inputs, record)) = inputs.as_ref().zip(record)
        && sink.is_empty()
        && let Some(status) = unchanged(request, &record, inputs.all, || progress(Step::Waiting))
    {
        return Outcome::new(sources, Sink::new(), status);
    }
    let templates = Mutex::new(None);
    let load_templates = || {
        let mut templates = templates.lock().unwrap_or_else(PoisonError::into_inner);
        *templates = request.outputs.site.then(|| Templates::new(&theme));
    };
    let prepare = |book: &Book| {
        let loaded = || templates.lock().unwrap_or_else(PoisonError::into_inner).take();
        let templates = || loaded().unwrap_or_else(|| Templates::new(&theme));
        Some(Prepared::new(book, request, &theme, templates))
    };
    // Parsing leaves a core idle at first: the templates are loaded on it.
    let (inputs, book) = rayon::join(
        || {
            load_templates();
            inputs.unwrap_or_else(new_inputs)
        },
        || read_and_prepare(&sources, glyphs(fonts.as_ref()), request.mode(), &mut sink, prepare),
    );
    let mut deferred_drop = DeferredDrop::new();
    let status = match book {
        Some((book, Some(prepared))) if !stops(&sink, request) => {
            let build = Build {
                request,
                theme: &theme,
                inputs,
                typesetter,
                sources: &sources,
                fonts: fonts.as_ref().map(PrintFonts::set).unwrap_or_default(),
                progress,
                sink: &mut sink,
                deferred_drop: &mut deferred_drop,
                memo,
                static_files: &static_files,
                past: &past,
            };
            build.run(book, prepared).unwrap_or_else(|status| status)
        }
        _ => BuildStatus::Stopped,
    };
    Outcome { deferred_drop, ..Outcome::new(sources, sink, status) }
}

/// The status of a build that has nothing to make: the last build's inputs had the fingerprint
/// `inputs`, it had no findings, and its output is intact; `record` is its record.
fn unchanged(
    request: &Request,
    record: &BuildIndex,
    inputs: Fingerprint,
    waiting: impl FnOnce(),
) -> Option<BuildStatus> {
    let same =
        |record: &BuildIndex| record.build.as_ref().is_some_and(|build| build.inputs == inputs);
    if !same(record) {
        return None;
    }
    // Another build may be about to replace the output.
    let workspace = Workspace::open(&request.output, &request.claim(None), waiting).ok()?;
    let record = workspace.record();
    let foreign = same(&record).then(|| output::is_intact(&workspace, &record)).flatten()?;
    let published = serde_json::from_value(record.build?.summary).ok()?;
    Some(BuildStatus::Unchanged(published, Box::new(foreign)))
}

fn stops(sink: &Sink, request: &Request) -> bool {
    sink.has_errors() || (request.strict && sink.has_warnings())
}

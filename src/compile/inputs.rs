//! Fingerprints of everything that a build depends on.

use super::memory::Memory;
use super::past_editions::PastEditions;
use super::static_files::StaticFiles;
use super::{Outputs, Request};
use crate::cache::{Fingerprint, FingerprintBuilder, Memo};
use crate::model::Plan;
use crate::render::data::DataFile;
use crate::render::print::{Job, PrintFonts, Typesetter};
use crate::source::Sources;
use crate::theme::Theme;

/// Fingerprints of the inputs of a build.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs {
    /// Fingerprint of the typesetter and the fonts, on which every PDF depends.
    toolchain: Fingerprint,
    /// Fingerprint of all inputs.
    pub all: Fingerprint,
}

/// Fingerprint of the typesetter, from its version and the content of its program, and of the
/// content of the fonts, if `outputs` have a PDF. `memo` saves reading unchanged files.
pub(super) fn toolchain_fingerprint(
    outputs: Outputs,
    typesetter: &dyn Typesetter,
    version: &str,
    fonts: Option<&PrintFonts>,
    memo: &mut Memo,
) -> Fingerprint {
    let program = outputs.pdf.then(|| typesetter.program()).flatten();
    let program = program.and_then(|program| memo.fingerprint(&program).ok());
    let fonts = fonts.map(|fonts| fonts.fingerprint(memo));
    FingerprintBuilder::new().with(version).with(format!("{program:?} {fonts:?}")).finish()
}

impl Inputs {
    /// The fingerprints of the inputs of the build that `request` asks for.
    pub fn new(
        request: &Request,
        theme: &Theme,
        sources: &Sources,
        toolchain: Fingerprint,
        (static_files, past): (&StaticFiles, &PastEditions),
    ) -> Self {
        // The memory decides how large a PDF may be.
        let memory = request.max_policies.is_none().then(Memory::detect);
        let options = (
            &request.theme,
            request.outputs,
            (request.volumes, request.max_policies, memory),
            &request.policies,
            (request.draft, request.relax, request.editions.is_some()),
        );
        // The fonts count with the toolchain.
        let Theme { fonts: _, type_area, book_colors, templates, assets, charts, forms, pages } =
            theme;
        let texts = [templates, charts, forms].map(|files| {
            files_fingerprint(files.iter().map(|(name, text)| (&**name, text.as_bytes())))
        });
        let files = [assets, pages]
            .map(|files| files_fingerprint(files.iter().map(|(name, bytes)| (&**name, &**bytes))));
        // The edition before decides what is found.
        let sources = sources.iter().chain(sources.previous().into_iter().flat_map(Sources::iter));
        let sources = sources.flat_map(|(_, file)| [file.name().as_bytes(), file.content()]);
        let all = FingerprintBuilder::new()
            .with(format!("{toolchain:?} {options:?}"))
            .with(format!("{type_area:?} {book_colors:?} {texts:?} {files:?}"))
            .with_all(sources)
            .with(format!("{:?} {:?}", static_files.fingerprints(), past.fingerprint()));
        Self { toolchain, all: all.finish() }
    }

    /// Fingerprint of the inputs of the PDF of `job`.
    pub fn job_fingerprint(&self, job: &Job) -> Fingerprint {
        let files = files_fingerprint(job.files.iter().map(|(name, bytes)| (&**name, &**bytes)));
        FingerprintBuilder::new()
            .with(format!("{:?} {files:?}", self.toolchain))
            .with(&job.main)
            .finish()
    }
}

/// Fingerprint of the inputs of the workbook: the data, and the plan, which holds settings that
/// the text data do not show, such as the sign of negative numbers.
pub(super) fn workbook_fingerprint(plan: &Plan, texts: &[DataFile]) -> Fingerprint {
    let texts = files_fingerprint(texts.iter().map(|file| (&*file.path, &*file.bytes)));
    FingerprintBuilder::new().with(format!("{plan:?} {texts:?}")).finish()
}

/// Fingerprint of the names and contents of `files`.
fn files_fingerprint<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Fingerprint {
    let parts = files.flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
    FingerprintBuilder::new().with_all(parts).finish()
}

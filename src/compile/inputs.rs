//! What a build depends on, as fingerprints.

use super::Request;
use crate::cache::{Fingerprint, Mixer};
use crate::render::print::{Job, PrintFonts};
use crate::source::Sources;
use crate::theme::Theme;

/// What a build depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs {
    /// What every PDF depends on beside its job: the typesetter and the fonts.
    setting: Fingerprint,
    /// Everything.
    pub whole: Fingerprint,
}

impl Inputs {
    pub fn new(
        request: &Request,
        theme: &Theme,
        sources: &Sources,
        fonts: Option<&PrintFonts>,
        typesetter: &str,
    ) -> Self {
        let fonts = fonts.map(PrintFonts::fingerprint);
        let setting = Mixer::new().with(typesetter).with(format!("{fonts:?}")).finish();
        let asked = (
            &request.theme,
            request.outputs,
            (request.volumes, request.largest),
            &request.policies,
            (request.draft, request.relax),
        );
        let templates = theme.templates.iter().chain(&theme.charts);
        let templates = templates.flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
        let files = theme.assets.iter().chain(&theme.pages);
        let files = files.flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        let sources = sources.iter();
        let sources = sources.flat_map(|(_, file)| [file.name().as_bytes(), file.content()]);
        let whole = Mixer::new()
            .with(format!("{setting:?} {asked:?}"))
            .with_all(templates)
            .with_all(files)
            .with_all(sources);
        Self { setting, whole: whole.finish() }
    }

    /// What the PDF of `job` is made from.
    pub fn of_job(&self, job: &Job) -> Fingerprint {
        let files = of_files(job.files.iter().map(|(name, bytes)| (&**name, &**bytes)));
        Mixer::new().with(format!("{:?} {files:?}", self.setting)).with(&job.main).finish()
    }
}

/// What is made from files alone.
pub(super) fn of_files<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Fingerprint {
    let parts = files.flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
    Mixer::new().with_all(parts).finish()
}

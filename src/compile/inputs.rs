//! What a build depends on, as fingerprints.

use super::Request;
use super::static_files::StaticFiles;
use crate::cache::{Fingerprint, Memo, Mixer};
use crate::model::Plan;
use crate::render::data::DataFile;
use crate::render::print::{Job, PrintFonts, Typesetter};
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

/// Fingerprint of what makes a PDF of a job: the typesetter, by its own words of its version
/// and by the content of its program, and the content of the fonts. `memo` spares reading them.
pub(super) fn of_setting(
    typesetter: &dyn Typesetter,
    version: &str,
    fonts: Option<&PrintFonts>,
    memo: &mut Memo,
) -> Fingerprint {
    let program = typesetter.program().and_then(|program| memo.fingerprint(&program).ok());
    let fonts = fonts.map(|fonts| fonts.fingerprint(memo));
    Mixer::new().with(version).with(format!("{program:?} {fonts:?}")).finish()
}

impl Inputs {
    pub fn new(
        request: &Request,
        theme: &Theme,
        sources: &Sources,
        setting: Fingerprint,
        others: &StaticFiles,
    ) -> Self {
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
            .with_all(sources)
            .with(format!("{:?}", others.fingerprints()));
        Self { setting, whole: whole.finish() }
    }

    /// What the PDF of `job` is made from.
    pub fn of_job(&self, job: &Job) -> Fingerprint {
        let files = of_files(job.files.iter().map(|(name, bytes)| (&**name, &**bytes)));
        Mixer::new().with(format!("{:?} {files:?}", self.setting)).with(&job.main).finish()
    }
}

/// What the workbook is made from: the data, and the plan, of which it takes more than the data
/// that are text say, such as the sign of negative numbers.
pub(super) fn of_workbook(plan: &Plan, texts: &[DataFile]) -> Fingerprint {
    let texts = of_files(texts.iter().map(|file| (&*file.path, &*file.bytes)));
    Mixer::new().with(format!("{plan:?} {texts:?}")).finish()
}

/// What is made from files alone.
fn of_files<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Fingerprint {
    let parts = files.flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
    Mixer::new().with_all(parts).finish()
}

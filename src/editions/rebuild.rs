//! Building a frozen edition again, and comparing what comes out with its hashes.

use std::io;
use std::path::{Path, PathBuf};

use super::errors::no_edition;
use super::hashes::Hashes;
use super::record::{EditionRecord, OUTPUTS, SOURCES, Toolchain};
use crate::compile::frozen_editions;
use crate::diag::{Code, Diagnostic, Text, shown_path};
use crate::output::is_publication;
use crate::render::print::Typesetter;
use crate::text;

const DIFFERS: Code = Code("PB0544");

/// How many files are named.
const NAMED: usize = 5;

/// A frozen edition that can be built again.
#[derive(Debug)]
pub struct FrozenEdition {
    /// Its folder, which is that of a book.
    pub folder: PathBuf,
    record: EditionRecord,
}

impl FrozenEdition {
    /// The edition `name`, such as `R6`, of the book at `root`.
    ///
    /// # Errors
    /// When there is none, or its record cannot be read: the finding to show.
    pub fn find(root: &Path, name: &str) -> Result<Self, Box<Diagnostic>> {
        let all = frozen_editions(root);
        let year = name.parse().ok();
        let found = all.iter().find(|(edition, _)| Some(*edition) == year);
        let record = found.map(|(_, folder)| (folder, EditionRecord::read(folder)));
        if let Some((folder, Ok(record))) = record {
            return Ok(Self { folder: folder.clone(), record });
        }
        let known: Vec<_> = all.into_iter().map(|(edition, _)| edition).collect();
        Err(Box::new(no_edition(name, &known)))
    }

    /// The name of its theme.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.record.theme
    }

    /// The name of its year: `R6`.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.record.edition
    }

    /// Whether every byte of the publication in `output` is that which was frozen.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn is_same(&self, output: &Path) -> io::Result<bool> {
        Ok(self.outputs()?.differing(output)?.is_empty())
    }

    /// What helps where an edition cannot be made as it was.
    #[must_use]
    pub fn where_to_keep(&self) -> Text {
        let edition = &self.record.edition;
        text!(
            "公開したときのファイルがあれば、editions/{edition}/output/ に置いてください。outputs.sha256 と同じなら、planbook build --editions all はそれを使います",
            "if you have the files that were published, put them into editions/{edition}/output/: `planbook build --editions all` uses them if they are those of outputs.sha256"
        )
    }

    fn outputs(&self) -> io::Result<Hashes> {
        Ok(Hashes::from_text(&fs_err::read_to_string(self.folder.join(OUTPUTS))?))
    }

    /// Compares the publication in `output` with that which was frozen: what is different, and what it
    /// may come from. `None` if every byte is the same.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn compare(
        &self,
        output: &Path,
        typesetter: &dyn Typesetter,
    ) -> io::Result<Option<Diagnostic>> {
        let outputs = self.outputs()?;
        let differing = outputs.differing(output)?;
        if differing.is_empty() {
            return Ok(None);
        }
        let sources = Hashes::from_text(&fs_err::read_to_string(self.folder.join(SOURCES))?)
            .differing(&self.folder)?;
        let theme = self.folder.join("themes").join(&self.record.theme);
        let now = Toolchain::current(typesetter, &theme);
        let (edition, count, all) = (&self.record.edition, differing.len(), outputs.0.len());
        let names = some(&differing);
        let mut found = Diagnostic::warning(
            DIFFERS,
            text!(
                "{edition} の版の {all}ファイルのうち {count}ファイルが、保存したときと違います：{names}",
                "{count} of the {all} files of {edition} differ from those that were frozen: {names}"
            ),
        );
        for cause in causes(&self.record.toolchain, &now, &sources) {
            found = found.hint(cause);
        }
        Ok(Some(found.hint(self.where_to_keep())))
    }
}

/// Compares `outputs`, those of the edition `edition` that is frozen now, with what is published in
/// `folder`: what is different. `None` where nothing is published there, or every byte is the same.
///
/// # Errors
/// When files cannot be read.
pub(super) fn not_as_published(
    edition: &str,
    outputs: &Hashes,
    folder: &Path,
) -> io::Result<Option<Diagnostic>> {
    if !is_publication(folder) {
        return Ok(None);
    }
    let mut differing = outputs.differing(folder)?;
    if folder.join("editions/index.html").is_file() {
        // The pages of a site of several editions say more, and their addresses are others.
        differing.retain(|name| !is_of_site(name));
    }
    let (count, all, names) = (differing.len(), outputs.0.len(), some(&differing));
    let folder = shown_path(folder);
    Ok((count > 0).then(|| {
        Diagnostic::warning(
            DIFFERS,
            text!(
                "保存した {edition} の版の {all}ファイルのうち {count}ファイルが、{folder} にあるものと違います：{names}",
                "{count} of the {all} files of {edition} differ from those in {folder}: {names}"
            ),
        )
        .hint(text!(
            "公開したのがこの版なら、原稿、組版ソフト、書体が公開したときと同じかを確かめ、planbook build で作り直してから planbook freeze --replace としてください",
            "if this edition is what was published, see whether sources, typesetter and fonts are those of then; build again, and run `planbook freeze --replace`"
        ))
    }))
}

/// Whether a file of a publication depends on the place of the site.
fn is_of_site(name: &str) -> bool {
    let catalogue = ["index.html", "catalog.jsonld", "dataset.jsonld"];
    let data = name.strip_prefix("data/").filter(|name| !catalogue.contains(name));
    data.is_none() && !name.starts_with("pdf/")
}

/// What the differences may come from.
fn causes(then: &Toolchain, now: &Toolchain, sources: &[String]) -> Vec<Text> {
    let mut causes = Vec::new();
    if !sources.is_empty() {
        let names = some(sources);
        causes.push(text!(
            "保存したあとで書き換えられた原稿やテーマがあります：{names}",
            "sources or theme files were changed after freezing: {names}"
        ));
    }
    let mut version = |ja: &str, en: &str, then: &str, now: &str| {
        if then != now {
            causes.push(text!(
                "{ja}が違います（保存したとき {then}、今 {now}）",
                "{en} differs: {then} when frozen, {now} now"
            ));
        }
    };
    version("組版ソフト typst の版", "the typesetter typst", &then.typesetter, &now.typesetter);
    version("planbook の版", "planbook", &then.planbook, &now.planbook);
    if then.fonts != now.fonts {
        causes.push(text!(
            "書体のファイルが違います。保存したときと同じ書体を入れると、同じPDFになります",
            "the font files differ: with those of then, the PDF is the same"
        ));
    }
    if causes.is_empty() {
        causes.push(text!(
            "組版ソフトの版、planbook の版、書体、原稿は同じです。同じ版でも別に作られたプログラムでないか確かめてください",
            "versions, fonts and sources are the same: see whether a program of the same version was built otherwise"
        ));
    }
    causes
}

/// The first of `names`, joined.
fn some(names: &[String]) -> String {
    let more = if names.len() > NAMED { " …" } else { "" };
    let shown: Vec<_> = names.iter().take(NAMED).map(String::as_str).collect();
    format!("{}{more}", shown.join("、"))
}

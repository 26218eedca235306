//! The record of a frozen edition: `edition.json`, and the names of the files next to it.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cache::{Fingerprint, Memo};
use crate::diag::shown_path;
use crate::render::print::{PrintFonts, Typesetter};
use crate::theme::Theme;

/// The file names in the folder of a frozen edition.
pub(super) const RECORD: &str = "edition.json";
/// The hashes of the files that the edition is made from.
pub(super) const SOURCES: &str = "sources.sha256";
/// The hashes of the files of the publication.
pub(super) const OUTPUTS: &str = "outputs.sha256";
/// The open data of the edition in one file.
pub(super) const PLAN: &str = "plan.json";

/// Version of the format of [`EditionRecord`].
const FORMAT: u32 = 1;

/// What a frozen edition was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionRecord {
    format: u32,
    /// Its year: `R6`.
    pub edition: String,
    /// The title of the book.
    pub title: String,
    /// The name of its theme.
    pub theme: String,
    /// The programs and fonts.
    pub toolchain: Toolchain,
}

/// Everything but its sources that decides the bytes of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// The version of planbook.
    pub planbook: String,
    /// The version of the typesetter.
    pub typesetter: String,
    /// Fingerprint of the contents of the font files.
    pub fonts: Option<Fingerprint>,
}

impl Toolchain {
    /// The toolchain of this machine, for the theme in `theme_folder`.
    pub fn current(typesetter: &dyn Typesetter, theme_folder: &Path) -> Self {
        let families = Theme::fonts_of(theme_folder).unwrap_or_default();
        let fonts = PrintFonts::find(&families);
        Self {
            planbook: env!("CARGO_PKG_VERSION").to_owned(),
            typesetter: typesetter.version().unwrap_or_default(),
            fonts: fonts.map(|fonts| fonts.fingerprint(&mut Memo::default())),
        }
    }
}

impl EditionRecord {
    /// The record of a new frozen edition.
    #[must_use]
    pub fn new(edition: String, title: String, theme: String, toolchain: Toolchain) -> Self {
        Self { format: FORMAT, edition, title, theme, toolchain }
    }

    /// Reads the record in `folder`.
    ///
    /// # Errors
    /// When it cannot be read or is of another format.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let record: Self = serde_json::from_slice(&fs_err::read(folder.join(RECORD))?)?;
        if record.format == FORMAT {
            return Ok(record);
        }
        let path = folder.join(RECORD);
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{}: format", shown_path(&path))))
    }

    /// Writes the record into `folder`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        fs_err::write(folder.join(RECORD), text)
    }
}

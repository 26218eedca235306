//! The print fonts: finds the installed faces and the characters they support.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use fontdb::{Database, FaceInfo, ID, Source};

use crate::cache::{Fingerprint, FingerprintBuilder, Memo};
use crate::check::Glyphs;

/// All installed fonts. Scanning for them takes longer than reading a book, and needs no theme.
#[derive(Debug)]
pub struct InstalledFonts(Database);

impl InstalledFonts {
    /// Finds the system's fonts and those in the folders that typst gets.
    #[must_use]
    pub fn scan() -> Self {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        for folder in super::program::font_folders() {
            fonts.load_fonts_dir(folder);
        }
        Self(fonts)
    }

    /// The faces of `families`; `None` if none is installed.
    #[must_use]
    pub fn of(self, families: &[String]) -> Option<PrintFonts> {
        PrintFonts::select(self.0, families)
    }
}

/// The installed faces of a theme's font families.
#[derive(Debug)]
pub struct PrintFonts {
    families: Vec<String>,
    fonts: Database,
    faces: Vec<ID>,
    /// The supported characters, a bit for each code point. Computed on first use, because every
    /// character of the book is looked up.
    characters: OnceLock<Vec<u64>>,
    /// The results for variation sequences looked up so far: they are rare, and fonts are large.
    variations: Mutex<BTreeMap<(char, char), bool>>,
}

impl PrintFonts {
    /// Finds every installed face of `families`; `None` if there is none.
    #[must_use]
    pub fn find(families: &[String]) -> Option<Self> {
        if families.is_empty() { None } else { InstalledFonts::scan().of(families) }
    }

    fn select(fonts: Database, families: &[String]) -> Option<Self> {
        let faces: Vec<ID> = fonts
            .faces()
            .filter(|face| face.families.iter().any(|(name, _)| families.contains(name)))
            .map(|face| face.id)
            .collect();
        let families = families.to_vec();
        let (characters, variations) = (OnceLock::new(), Mutex::default());
        (!faces.is_empty()).then_some(Self { families, fonts, faces, characters, variations })
    }

    /// Fingerprint of the contents of the font files. `memo` avoids reading unchanged files.
    #[must_use]
    pub fn fingerprint(&self, memo: &mut Memo) -> Fingerprint {
        let files: Vec<PathBuf> = self.set().files.into_iter().collect();
        // Sorted, because the order and the paths of the files do not matter.
        let contents = memo.fingerprints(&files).into_iter().flatten().map(String::from);
        FingerprintBuilder::new().with_all(contents.collect::<BTreeSet<_>>()).finish()
    }

    /// The family and the file of each face, sorted.
    #[must_use]
    pub fn files(&self) -> BTreeSet<(&str, PathBuf)> {
        let faces = self.faces.iter().filter_map(|id| self.fonts.face(*id));
        let named = faces.filter_map(|face| {
            let mut names = face.families.iter().map(|(name, _)| name.as_str());
            let family = names.find(|name| self.families.iter().any(|own| own == name))?;
            Some((family, file_of(face)?))
        });
        named.collect()
    }

    /// The font files and PostScript names of these faces.
    #[must_use]
    pub fn set(&self) -> FontSet {
        let face = |id: &ID| self.fonts.face(*id);
        let file = |id: &ID| file_of(face(id)?);
        let name = |id: &ID| Some(face(id)?.post_script_name.clone());
        FontSet {
            files: self.faces.iter().filter_map(file).collect(),
            names: self.faces.iter().filter_map(name).collect(),
        }
    }

    fn characters(&self) -> &[u64] {
        self.characters.get_or_init(|| {
            let mut characters = vec![0u64; (char::MAX as usize >> 6) + 1];
            for id in &self.faces {
                self.fonts.with_face_data(*id, |data, index| {
                    let Ok(face) = ttf_parser::Face::parse(data, index) else {
                        return;
                    };
                    let tables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
                    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
                        table.codepoints(|code| {
                            if let Some(bits) = characters.get_mut(code as usize >> 6) {
                                *bits |= 1 << (code & 63);
                            }
                        });
                    }
                });
            }
            characters
        })
    }

    /// Whether at least one face has `base`, and every face that has it has the variation.
    fn look_up_variation(&self, base: char, selector: char) -> bool {
        let with_base = self.faces.iter().filter_map(|id| {
            let has_variation = |data: &[u8], index| {
                let face = ttf_parser::Face::parse(data, index).ok()?;
                face.glyph_index(base)?;
                Some(face.glyph_variation_index(base, selector).is_some())
            };
            self.fonts.with_face_data(*id, has_variation).flatten()
        });
        let found: Vec<bool> = with_base.collect();
        !found.is_empty() && found.into_iter().all(|has| has)
    }
}

/// The file of `face`; none of a face that is in memory.
fn file_of(face: &FaceInfo) -> Option<PathBuf> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
        Source::Binary(_) => None,
    }
}

/// The font files and names that a job may use. The default is empty.
#[derive(Debug, Clone, Default)]
pub struct FontSet {
    /// The font files.
    pub files: BTreeSet<PathBuf>,
    /// The PostScript names, as used in PDFs.
    pub names: BTreeSet<String>,
}

/// Links the font `files` into the new folder `folder`; copies them where links are not
/// supported.
///
/// # Errors
/// When a file can be neither linked nor copied.
pub(super) fn link(files: &BTreeSet<PathBuf>, folder: &Path) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    for (number, file) in files.iter().enumerate() {
        let extension = file.extension().and_then(|e| e.to_str()).unwrap_or("ttf");
        let link = folder.join(format!("{number}.{extension}"));
        #[cfg(unix)]
        fs_err::os::unix::fs::symlink(file, link)?;
        #[cfg(not(unix))]
        if std::fs::hard_link(file, &link).is_err() {
            fs_err::copy(file, &link)?;
        }
    }
    Ok(())
}

impl Glyphs for PrintFonts {
    fn ready(&self) {
        let _ = self.characters();
    }

    fn has(&self, c: char) -> bool {
        self.characters()[c as usize >> 6] & (1 << (c as u32 & 63)) != 0
    }

    fn has_variation(&self, base: char, selector: char) -> bool {
        let mut known = self.variations.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry((base, selector)).or_insert_with(|| self.look_up_variation(base, selector))
    }

    fn families(&self) -> &[String] {
        &self.families
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variations_are_read_from_the_fonts() {
        // The test is skipped where the font is not installed.
        let Some(fonts) = PrintFonts::find(&["BIZ UDMincho".to_owned()]) else {
            return;
        };
        assert!(fonts.has('葛') && fonts.has_variation('葛', '\u{E0100}'));
        assert!(fonts.has_variation('神', '\u{FE00}'));
        assert!(!fonts.has_variation('葛', '\u{E01EF}'));
        assert!(!fonts.has_variation('か', '\u{E0100}'));
    }
}

//! The print fonts: which there are, and which characters they can draw.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use fontdb::{Database, ID, Source};

use crate::cache::{Fingerprint, Memo, Mixer};
use crate::check::Glyphs;

/// All fonts that can be printed with. Looking for them takes longer than reading a book, and
/// needs no theme.
#[derive(Debug)]
pub struct InstalledFonts(Database);

impl InstalledFonts {
    /// Finds the system's fonts and those that `TYPST_FONT_PATHS` names, where typst looks too.
    #[must_use]
    pub fn scan() -> Self {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        for folder in std::env::var_os("TYPST_FONT_PATHS").iter().flat_map(std::env::split_paths) {
            fonts.load_fonts_dir(folder);
        }
        Self(fonts)
    }

    /// The faces of `families`; nothing where there is none of them.
    #[must_use]
    pub fn of(self, families: &[String]) -> Option<PrintFonts> {
        PrintFonts::among(self.0, families)
    }
}

/// The faces of the families that a theme prints with.
#[derive(Debug)]
pub struct PrintFonts {
    families: Vec<String>,
    fonts: Database,
    faces: Vec<ID>,
    /// A bit for each code point, read when they are first asked for: every character of the
    /// book is looked up.
    characters: OnceLock<Vec<u64>>,
    /// What was asked of variations: they are rare, and a font is large.
    variations: Mutex<BTreeMap<(char, char), bool>>,
}

impl PrintFonts {
    /// Finds every face of `families` that the system has or that `TYPST_FONT_PATHS` names,
    /// where typst looks too. Nothing where the system has none of them.
    #[must_use]
    pub fn find(families: &[String]) -> Option<Self> {
        if families.is_empty() { None } else { InstalledFonts::scan().of(families) }
    }

    fn among(fonts: Database, families: &[String]) -> Option<Self> {
        let faces: Vec<ID> = fonts
            .faces()
            .filter(|face| face.families.iter().any(|(name, _)| families.contains(name)))
            .map(|face| face.id)
            .collect();
        let families = families.to_vec();
        let (characters, variations) = (OnceLock::new(), Mutex::default());
        (!faces.is_empty()).then_some(Self { families, fonts, faces, characters, variations })
    }

    /// Fingerprint of the content of the files of these faces. `memo` spares reading them.
    #[must_use]
    pub fn fingerprint(&self, memo: &mut Memo) -> Fingerprint {
        let files: Vec<PathBuf> = self.set().files.into_iter().collect();
        // In any order and place, they are the same fonts.
        let contents = memo.fingerprints(&files).into_iter().flatten().map(String::from);
        Mixer::new().with_all(contents.collect::<BTreeSet<_>>()).finish()
    }

    /// What of these faces the typesetter and readers of PDFs need to know.
    #[must_use]
    pub fn set(&self) -> FontSet {
        let face = |id: &ID| self.fonts.face(*id);
        let file = |id: &ID| match &face(id)?.source {
            Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
            Source::Binary(_) => None,
        };
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

    /// Whether every face that has `base` has the variation, and there is one.
    fn look_up(&self, base: char, selector: char) -> bool {
        let with_base = self.faces.iter().filter_map(|id| {
            let look = |data: &[u8], index| {
                let face = ttf_parser::Face::parse(data, index).ok()?;
                face.glyph_index(base)?;
                Some(face.glyph_variation_index(base, selector).is_some())
            };
            self.fonts.with_face_data(*id, look).flatten()
        });
        let found: Vec<bool> = with_base.collect();
        !found.is_empty() && found.into_iter().all(|has| has)
    }
}

/// The fonts that a theme prints with. The default has none.
#[derive(Debug, Clone, Default)]
pub struct FontSet {
    /// Their files.
    pub files: BTreeSet<PathBuf>,
    /// Their PostScript names, as a PDF calls them.
    pub names: BTreeSet<String>,
}

/// Makes `folder` hold the font `files` and nothing else: links, or copies where the system
/// has no links.
///
/// # Errors
/// When the system refuses both.
pub(super) fn link(files: &BTreeSet<PathBuf>, folder: &Path) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    for (number, file) in files.iter().enumerate() {
        let ending = file.extension().and_then(|e| e.to_str()).unwrap_or("ttf");
        let link = folder.join(format!("{number}.{ending}"));
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
        *known.entry((base, selector)).or_insert_with(|| self.look_up(base, selector))
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
        // Where the machine has no such font, there is nothing to read.
        let Some(fonts) = PrintFonts::find(&["BIZ UDMincho".to_owned()]) else {
            return;
        };
        assert!(fonts.has('葛') && fonts.has_variation('葛', '\u{E0100}'));
        assert!(fonts.has_variation('神', '\u{FE00}'));
        assert!(!fonts.has_variation('葛', '\u{E01EF}'));
        assert!(!fonts.has_variation('か', '\u{E0100}'));
    }
}

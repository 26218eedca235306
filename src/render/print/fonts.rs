//! Which characters the print fonts can draw, read from the fonts themselves.

use std::collections::BTreeSet;

use fontdb::Database;

use crate::check::Glyphs;

/// The characters of the fonts that a theme prints with.
#[derive(Debug)]
pub struct PrintFonts {
    families: Vec<String>,
    characters: BTreeSet<u32>,
}

impl PrintFonts {
    /// Reads every face of `families` that the system has or that `TYPST_FONT_PATHS` names,
    /// where typst looks too. Nothing where the system has none of them.
    #[must_use]
    pub fn read(families: &[String]) -> Option<Self> {
        if families.is_empty() {
            return None;
        }
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        for folder in std::env::var_os("TYPST_FONT_PATHS").iter().flat_map(std::env::split_paths) {
            fonts.load_fonts_dir(folder);
        }
        let mut characters = BTreeSet::new();
        let wanted = fonts
            .faces()
            .filter(|face| face.families.iter().any(|(name, _)| families.contains(name)));
        for face in wanted {
            fonts.with_face_data(face.id, |data, index| {
                let Ok(face) = ttf_parser::Face::parse(data, index) else {
                    return;
                };
                let tables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
                for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
                    table.codepoints(|code| {
                        characters.insert(code);
                    });
                }
            });
        }
        (!characters.is_empty()).then(|| Self { families: families.to_vec(), characters })
    }
}

impl Glyphs for PrintFonts {
    fn has(&self, c: char) -> bool {
        self.characters.contains(&(c as u32))
    }

    fn families(&self) -> &[String] {
        &self.families
    }
}

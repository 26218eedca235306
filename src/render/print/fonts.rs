//! The print fonts: which there are, and which characters they can draw.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use fontdb::{Database, ID};

use crate::cache::{Fingerprint, Mixer};
use crate::check::Glyphs;

/// The faces of the families that a theme prints with.
#[derive(Debug)]
pub struct PrintFonts {
    families: Vec<String>,
    fonts: Database,
    faces: Vec<ID>,
    /// Read when they are first asked for.
    characters: OnceLock<BTreeSet<u32>>,
}

impl PrintFonts {
    /// Finds every face of `families` that the system has or that `TYPST_FONT_PATHS` names,
    /// where typst looks too. Nothing where the system has none of them.
    #[must_use]
    pub fn find(families: &[String]) -> Option<Self> {
        if families.is_empty() {
            return None;
        }
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        for folder in std::env::var_os("TYPST_FONT_PATHS").iter().flat_map(std::env::split_paths) {
            fonts.load_fonts_dir(folder);
        }
        let faces: Vec<ID> = fonts
            .faces()
            .filter(|face| face.families.iter().any(|(name, _)| families.contains(name)))
            .map(|face| face.id)
            .collect();
        let families = families.to_vec();
        let characters = OnceLock::new();
        (!faces.is_empty()).then_some(Self { families, fonts, faces, characters })
    }

    /// What tells these faces from others: their bytes.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let faces = self.faces.iter().map(|id| {
            let bytes = self.fonts.with_face_data(*id, |data, _| Fingerprint::of(data));
            format!("{bytes:?}")
        });
        // Where the system lists them in another order, they are the same fonts.
        let faces: BTreeSet<String> = faces.collect();
        Mixer::new().with_all(faces).finish()
    }

    fn characters(&self) -> &BTreeSet<u32> {
        self.characters.get_or_init(|| {
            let mut characters = BTreeSet::new();
            for id in &self.faces {
                self.fonts.with_face_data(*id, |data, index| {
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
            characters
        })
    }
}

impl Glyphs for PrintFonts {
    fn has(&self, c: char) -> bool {
        self.characters().contains(&(c as u32))
    }

    fn families(&self) -> &[String] {
        &self.families
    }
}

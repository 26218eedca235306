//! The embedded fonts of a PDF: the widths, ink bounds and text of their glyphs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use ttf_parser::{Face, GlyphId, OutlineBuilder, cff};

use super::super::matrix::Bounds;

/// The assumed ink bounds of glyphs that cannot be read, in ems: the ideographic em box.
const DESCENT: f32 = -0.12;
const ASCENT: f32 = 0.88;

/// An embedded font.
pub(super) struct Font {
    /// The PostScript name.
    pub name: String,
    /// The number of bytes of a character code.
    pub code_bytes: usize,
    /// The widths by character code, in ems.
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    /// The ink bounds by character code, in ems; empty if the font could not be read.
    ink: Vec<Bounds>,
    /// The `ToUnicode` stream, parsed into `cmap` on first use.
    to_unicode: Vec<u8>,
    cmap: OnceLock<Option<CMap>>,
}

impl Font {
    fn read(font: &Dict<'_>) -> Self {
        let descendants: Option<Array<'_>> = font.get("DescendantFonts");
        let inner: Option<Dict<'_>> = descendants.and_then(|all| all.iter::<Dict<'_>>().next());
        let composite = inner.is_some();
        let inner = inner.unwrap_or_else(|| font.clone());
        let name: Option<Name<'_>> = inner.get("BaseFont");
        let name = name.or_else(|| inner.get("Name"));
        let name = name.map(|name| without_tag(name.as_str()).to_owned()).unwrap_or_default();
        let widths = if composite { composite_widths(&inner) } else { simple_widths(font) };
        let to_unicode: Option<Stream<'_>> = font.get("ToUnicode");
        let to_unicode = to_unicode.and_then(|s| Some(s.decoded_data().ok()?.into_owned()));
        Self {
            name,
            code_bytes: if composite { 2 } else { 1 },
            widths,
            default_width: inner.get::<f32>("DW").map_or(1.0, |width| width / 1000.0),
            ink: if composite { ink(&inner) } else { Vec::new() },
            to_unicode: to_unicode.unwrap_or_default(),
            cmap: OnceLock::new(),
        }
    }

    /// The advance width of a glyph, in ems.
    pub fn width(&self, code: u32) -> f32 {
        self.widths.get(&code).copied().unwrap_or(self.default_width)
    }

    /// The ink bounds of a glyph, in ems from its origin; empty for blank glyphs.
    pub fn ink(&self, code: u32) -> Bounds {
        self.ink.get(code as usize).copied().unwrap_or(Bounds {
            left: 0.0,
            bottom: DESCENT,
            right: self.width(code),
            top: ASCENT,
        })
    }

    /// Decodes `bytes` into character codes.
    pub fn codes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let code = |bytes: &[u8]| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
        bytes.chunks_exact(self.code_bytes).map(code)
    }

    /// Decodes `bytes` into text.
    pub fn text(&self, bytes: &[u8]) -> String {
        let cmap = self.cmap.get_or_init(|| CMap::parse(&self.to_unicode, |_| None));
        let text = |code| match cmap.as_ref()?.lookup_bf_string(code)? {
            BfString::Char(c) => Some(c.to_string()),
            BfString::String(text) => Some(text),
        };
        self.codes(bytes).filter_map(text).collect()
    }
}

/// The font name without the tag of a subset, as in `ABCDEF+Name`.
fn without_tag(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, name)) if tag.len() == 6 => name,
        _ => name,
    }
}

/// The widths of a composite font: `first [w w w]` and `first last w`.
fn composite_widths(font: &Dict<'_>) -> BTreeMap<u32, f32> {
    let mut widths = BTreeMap::new();
    let Some(all) = font.get::<Array<'_>>("W") else {
        return widths;
    };
    let mut items = all.iter::<Object<'_>>();
    let code = |item: Object<'_>| match item {
        Object::Number(number) => u32::try_from(number.as_i64()).ok(),
        _ => None,
    };
    while let (Some(first), Some(next)) = (items.next().and_then(code), items.next()) {
        match next {
            Object::Array(each) => {
                let each = (first..).zip(each.iter::<f32>());
                widths.extend(each.map(|(code, width)| (code, width / 1000.0)));
            }
            next => {
                let (Some(last), Some(Object::Number(width))) = (code(next), items.next()) else {
                    break;
                };
                // Codes have two bytes.
                let codes = first..=last.min(u32::from(u16::MAX));
                widths.extend(codes.map(|code| (code, width.as_f32() / 1000.0)));
            }
        }
    }
    widths
}

/// The widths of a simple font, which has at most 256 glyphs.
fn simple_widths(font: &Dict<'_>) -> BTreeMap<u32, f32> {
    let scale = font.get::<Array<'_>>("FontMatrix").and_then(|m| m.iter::<f32>().next());
    let scale = scale.unwrap_or(0.001);
    let first = font.get::<u32>("FirstChar").unwrap_or(0);
    let all = font.get::<Array<'_>>("Widths");
    let all = all.into_iter().flat_map(|all| all.iter::<f32>().collect::<Vec<_>>());
    (first..).zip(all.map(|width| width * scale)).collect()
}

/// The ink bounds of every glyph of a composite font.
fn ink(font: &Dict<'_>) -> Vec<Bounds> {
    let Some(descriptor) = font.get::<Dict<'_>>("FontDescriptor") else {
        return Vec::new();
    };
    let file = |key: &str| descriptor.get::<Stream<'_>>(key)?.decoded_data().ok();
    if let Some(bytes) = file("FontFile2") {
        return Face::parse(&bytes, 0).map(|face| ink_of_face(&face)).unwrap_or_default();
    }
    let Some(bytes) = file("FontFile3") else {
        return Vec::new();
    };
    if let Ok(face) = Face::parse(&bytes, 0) {
        return ink_of_face(&face);
    }
    let Some(table) = cff::Table::parse(&bytes) else {
        return Vec::new();
    };
    let scale = table.matrix().sx;
    let outline = |glyph| table.outline(GlyphId(glyph), &mut NoOutline).ok();
    let glyphs = 0..table.number_of_glyphs();
    glyphs.map(|glyph| outline(glyph).map_or(Bounds::EMPTY, |ink| scaled(ink, scale))).collect()
}

fn ink_of_face(face: &Face<'_>) -> Vec<Bounds> {
    let scale = 1.0 / f32::from(face.units_per_em());
    let ink = |glyph| {
        let ink = face.glyph_bounding_box(GlyphId(glyph));
        ink.map_or(Bounds::EMPTY, |ink| scaled(ink, scale))
    };
    (0..face.number_of_glyphs()).map(ink).collect()
}

fn scaled(ink: ttf_parser::Rect, scale: f32) -> Bounds {
    let [left, bottom, right, top] =
        [ink.x_min, ink.y_min, ink.x_max, ink.y_max].map(|side| f32::from(side) * scale);
    Bounds { left, bottom, right, top }
}

/// Ignores the outline of a glyph, of which only the bounding box is needed.
struct NoOutline;

impl OutlineBuilder for NoOutline {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

/// A cache of the fonts of a PDF.
#[derive(Default)]
pub(super) struct Fonts(Mutex<BTreeMap<ObjectIdentifier, Arc<Font>>>);

impl Fonts {
    /// The font with the resource name `name` in `fonts`.
    pub fn get(&self, fonts: &Dict<'_>, name: &Name<'_>) -> Option<Arc<Font>> {
        let Some(id) = fonts.get_ref(name) else {
            return Some(Arc::new(Font::read(&fonts.get(name)?)));
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(font) = known.get(&id.into()) {
            return Some(Arc::clone(font));
        }
        let font = Arc::new(Font::read(&fonts.get(name)?));
        known.insert(id.into(), Arc::clone(&font));
        Some(font)
    }
}

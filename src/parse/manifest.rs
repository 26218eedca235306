//! `theme.yaml`: what a theme says of itself.

use std::cell::RefCell;

use super::colors::Colors;
use super::decode::{Context, decode};
use super::yaml;
use crate::diag::Sink;
use crate::model::{BookFormat, PartKind};
use crate::record;
use crate::record::DeclaredFields;
use crate::source::SourceFile;
use crate::span::FileId;

/// What a theme says of itself.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The font families that its pages need.
    pub fonts: Vec<String>,
    /// The area of its pages that may contain text.
    pub type_area: TypeArea,
    /// Its colours.
    pub colors: Colors,
}

record! {
    /// The area of a page that may contain text (版面): the margins around it in millimetres. Running heads
    /// and page numbers are outside.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TypeArea {
        /// The margin at the binding: left on pages with odd numbers, right on the others.
        inside: u8 = required "のど側の余白（ミリ）";
        /// The margin at the fore-edge.
        outside: u8 = required "小口側の余白（ミリ）";
        /// The margin at the top.
        top: u8 = required "上の余白（ミリ）";
        /// The margin at the bottom.
        bottom: u8 = required "下の余白（ミリ）";
        /// The kinds of parts that have no margins, such as the cover. Their text may be
        /// wherever printers print.
        whole_page: Vec<PartKind> = optional "余白のない部（表紙など）";
    }
}

record! {
    /// `theme.yaml` as it is written.
    struct ManifestFile {
        /// The theme's name.
        name: String = required "テーマの名前";
        /// The font families that its pages need.
        fonts: Vec<String> = required "印刷に使う書体";
        /// The type area.
        type_area: Option<TypeArea> = optional "版面";
        /// The colours.
        colors: Colors = optional "色の名前と、それぞれの場所での色。例 bg: { light: \"#ffffff\", dark: \"#1a1a1a\" }";
    }
}

/// The margin in which office printers do not print, in millimetres.
pub const UNPRINTABLE: u8 = 5;

impl Default for TypeArea {
    /// Wherever printers print.
    fn default() -> Self {
        let (inside, outside, top, bottom) = (UNPRINTABLE, UNPRINTABLE, UNPRINTABLE, UNPRINTABLE);
        Self { inside, outside, top, bottom, whole_page: Vec::new() }
    }
}

/// Reads `manifest`, the `theme.yaml` of a theme.
pub fn theme_manifest(manifest: &SourceFile, sink: &mut Sink) -> Option<Manifest> {
    let node = yaml::parse(FileId::MANIFEST, manifest, sink)?;
    let (declared, markdown) = (&DeclaredFields::default(), &RefCell::default());
    let ManifestFile { fonts, type_area, colors, .. } =
        decode(&node, &mut Context { sink, declared, format: BookFormat::CURRENT, markdown })?;
    Some(Manifest { fonts, type_area: type_area.unwrap_or_default(), colors })
}

//! `theme.yaml`: what a theme says of itself.

use super::fields::Fields;
use super::yaml::{self, Node};
use crate::diag::Sink;
use crate::model::PartKind;
use crate::source::SourceFile;
use crate::span::FileId;

/// What a theme says of itself.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The font families that its pages need.
    pub fonts: Vec<String>,
    /// Where text may stand on its pages.
    pub type_area: TypeArea,
}

/// Where text may stand on a page (版面): the margins around it in millimetres. Running heads
/// and page numbers stand outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeArea {
    /// The margin at the binding: left on pages with odd numbers, right on the others.
    pub inside: u8,
    /// The margin at the fore-edge.
    pub outside: u8,
    /// The margin at the top.
    pub top: u8,
    /// The margin at the bottom.
    pub bottom: u8,
    /// The kinds of parts that have no margins, such as the cover. Their text may stand
    /// wherever printers print.
    pub whole_page: Vec<PartKind>,
}

/// Where office printers do not print, in millimetres.
const UNPRINTABLE: u8 = 5;

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
    let mut f = Fields::of(&node, sink)?;
    let _: Option<String> = f.required("name", sink);
    let fonts = f.required("fonts", sink);
    let type_area = match f.or::<Option<Node>>("type_area", None, sink).flatten() {
        Some(node) => type_area(&node, sink),
        None => Some(TypeArea::default()),
    };
    f.finish(sink);
    Some(Manifest { fonts: fonts?, type_area: type_area? })
}

fn type_area(node: &Node, sink: &mut Sink) -> Option<TypeArea> {
    let mut f = Fields::of(node, sink)?;
    let inside = f.required("inside", sink);
    let outside = f.required("outside", sink);
    let top = f.required("top", sink);
    let bottom = f.required("bottom", sink);
    let whole_page = f.or("whole_page", Vec::new(), sink);
    f.finish(sink);
    Some(TypeArea {
        inside: inside?,
        outside: outside?,
        top: top?,
        bottom: bottom?,
        whole_page: whole_page?,
    })
}

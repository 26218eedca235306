//! Reads the pieces of text that the content stream of a page draws.

use std::sync::Arc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::super::matrix::{Bounds, Matrix, numbers};
use super::fonts::{Font, Fonts};

/// The maximum nesting depth of forms (`XObject`s).
const MAX_DEPTH: usize = 8;

/// The text rendering mode of invisible text.
const INVISIBLE: f32 = 3.0;

/// The layer of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// The text of the book.
    Body,
    /// Running heads and page numbers.
    Running,
    /// Marks at the edge of the paper: the thumb index.
    Paper,
    /// Watermarks and backgrounds.
    Background,
}

/// A piece of text, drawn by one operator.
pub(super) struct TextPiece {
    /// The bounding box of its ink.
    pub ink: Bounds,
    /// The clipping box.
    pub clip: Bounds,
    /// The font size on the page, in points.
    pub size: f32,
    /// Whether the text is not slanted or rotated by an angle, so that its box is tight.
    pub axis_parallel: bool,
    pub layer: Layer,
    /// The number of the text object. Pieces of the same object may overlap: diacritics are drawn
    /// over their letters.
    pub object: u32,
    pub font: Arc<Font>,
    /// The character codes, encoded for the font.
    pub codes: Vec<u8>,
}

/// The part of the graphics state that affects text.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    clip: Bounds,
    font: Option<Arc<Font>>,
    size: f32,
    spacing: f32,
    word_spacing: f32,
    horizontal_scale: f32,
    leading: f32,
    rise: f32,
    mode: f32,
}

/// An interpreter of content streams that collects the text of a page.
pub(super) struct ContentReader<'f> {
    fonts: &'f Fonts,
    pieces: Vec<TextPiece>,
    state: State,
    saved: Vec<State>,
    /// The layer of each open marked-content sequence; `None` if it specifies none.
    marked: Vec<Option<Layer>>,
    line: Matrix,
    text: Matrix,
    object: u32,
    /// The bounding box of the current path.
    path: Bounds,
    /// Whether the current path becomes a clipping path.
    is_clip: bool,
}

impl<'f> ContentReader<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        let state = State {
            matrix: Matrix::IDENTITY,
            clip: Bounds::ALL,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            horizontal_scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0.0,
        };
        Self {
            fonts,
            pieces: Vec::new(),
            state,
            saved: Vec::new(),
            marked: Vec::new(),
            line: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            object: 0,
            path: Bounds::EMPTY,
            is_clip: false,
        }
    }

    /// The pieces of text of `page`.
    pub fn page(mut self, page: &Page<'_>) -> Vec<TextPiece> {
        self.run(page.operations(), page.resources(), 0);
        self.pieces
    }

    fn run(&mut self, mut operations: UntypedIter<'_>, resources: &Resources<'_>, depth: usize) {
        while let Some(operation) = operations.next() {
            match &**operation.operator {
                b"q" => self.saved.push(self.state.clone()),
                b"Q" => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                b"cm" => {
                    self.state.matrix = Matrix::read(&operation).then(self.state.matrix);
                }
                b"BMC" | b"BDC" => self.marked.push(layer(&operation, resources)),
                b"EMC" => {
                    self.marked.pop();
                }
                b"Do" => self.form(&operation, resources, depth),
                operator if operator.first() == Some(&b'T') || operator == b"BT" => {
                    self.text_operator(operator, &operation, resources);
                }
                b"'" => {
                    self.next_line();
                    self.show(&operation);
                }
                b"\"" => {
                    [self.state.word_spacing, self.state.spacing] = numbers(&operation);
                    self.next_line();
                    self.show(&operation);
                }
                operator => self.path_operator(operator, &operation),
            }
        }
    }

    /// Executes a text operator.
    fn text_operator(
        &mut self,
        operator: &[u8],
        operation: &Instruction<'_, '_>,
        resources: &Resources<'_>,
    ) {
        let [x, y] = numbers(operation);
        match operator {
            b"BT" => {
                (self.line, self.text) = (Matrix::IDENTITY, Matrix::IDENTITY);
                self.object += 1;
            }
            b"Tf" => {
                let mut operands = operation.operands();
                if let (Some(Object::Name(name)), Some(Object::Number(size))) =
                    (operands.next(), operands.next())
                {
                    self.state.font = self.fonts.get(&resources.fonts, name);
                    self.state.size = size.as_f32();
                }
            }
            b"Tm" => {
                self.line = Matrix::read(operation);
                self.text = self.line;
            }
            b"Td" => self.move_line(x, y),
            b"TD" => {
                self.state.leading = -y;
                self.move_line(x, y);
            }
            b"T*" => self.next_line(),
            b"Tc" => self.state.spacing = x,
            b"Tw" => self.state.word_spacing = x,
            b"Tz" => self.state.horizontal_scale = x / 100.0,
            b"TL" => self.state.leading = x,
            b"Ts" => self.state.rise = x,
            b"Tr" => self.state.mode = x,
            b"Tj" | b"TJ" => self.show(operation),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    /// Executes a path operator. Paths only matter as clipping paths.
    fn path_operator(&mut self, operator: &[u8], operation: &Instruction<'_, '_>) {
        let mut point = |x, y| self.path = self.path.with_point(self.state.matrix.apply(x, y));
        match operator {
            b"m" | b"l" => {
                let [x, y] = numbers(operation);
                point(x, y);
            }
            b"c" => {
                let [x1, y1, x2, y2, x3, y3] = numbers(operation);
                for (x, y) in [(x1, y1), (x2, y2), (x3, y3)] {
                    point(x, y);
                }
            }
            b"v" | b"y" => {
                let [x1, y1, x2, y2] = numbers(operation);
                for (x, y) in [(x1, y1), (x2, y2)] {
                    point(x, y);
                }
            }
            b"re" => {
                let [x, y, width, height] = numbers(operation);
                let (right, top) = (x + width, y + height);
                for (x, y) in [(x, y), (right, y), (x, top), (right, top)] {
                    point(x, y);
                }
            }
            b"W" | b"W*" => self.is_clip = true,
            b"n" | b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                if std::mem::take(&mut self.is_clip) {
                    self.state.clip = self.state.clip.intersection(self.path);
                }
                self.path = Bounds::EMPTY;
            }
            _ => {}
        }
    }

    /// Executes a form `XObject`, such as a chart.
    fn form(&mut self, operation: &Instruction<'_, '_>, resources: &Resources<'_>, depth: usize) {
        let Some(Object::Name(name)) = operation.operands().next() else {
            return;
        };
        let Some(form) = resources.get_x_object(name).filter(|_| depth < MAX_DEPTH) else {
            return;
        };
        if form.dict().get::<Name<'_>>("Subtype").is_none_or(|kind| kind.as_str() != "Form") {
            return;
        }
        let Ok(content) = form.decoded_data() else {
            return;
        };
        let (outer, saved) = (self.state.clone(), std::mem::take(&mut self.saved));
        let marked = self.marked.len();
        if let Some([a, b, c, d, e, f]) = six_numbers(&form, "Matrix") {
            self.state.matrix = Matrix([a, b, c, d, e, f]).then(self.state.matrix);
        }
        if let Some(array) = form.dict().get::<Array<'_>>("BBox") {
            let mut sides = array.iter::<f32>();
            let mut side = || sides.next().unwrap_or(0.0);
            let corners = [(side(), side()), (side(), side())];
            let frame = corners.into_iter().fold(Bounds::EMPTY, Bounds::with_point);
            self.state.clip = self.state.clip.intersection(frame.transformed(self.state.matrix));
        }
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        self.run(UntypedIter::new(&content), own.as_ref().unwrap_or(resources), depth + 1);
        self.marked.truncate(marked);
        (self.state, self.saved) = (outer, saved);
    }

    /// Executes a text-showing operator: its strings and the gaps between them.
    fn show(&mut self, operation: &Instruction<'_, '_>) {
        let Some(font) = self.state.font.clone() else {
            return;
        };
        let (mut ink, mut codes) = (Bounds::EMPTY, Vec::new());
        for operand in operation.operands() {
            match operand {
                Object::String(text) => self.glyphs(&font, text.as_bytes(), &mut ink, &mut codes),
                Object::Array(items) => {
                    for item in items.iter::<Object<'_>>() {
                        match item {
                            Object::String(text) => {
                                self.glyphs(&font, text.as_bytes(), &mut ink, &mut codes);
                            }
                            Object::Number(gap) => {
                                let gap = gap.as_f32() / 1000.0;
                                self.advance(-gap * self.state.size * self.state.horizontal_scale);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        let layer = self.marked.iter().rev().find_map(|layer| *layer).unwrap_or(Layer::Body);
        if ink.is_empty() || layer == Layer::Background || self.state.mode == INVISIBLE {
            return;
        }
        let matrix = self.text.then(self.state.matrix);
        self.pieces.push(TextPiece {
            ink,
            clip: self.state.clip,
            size: self.state.size * matrix.vertical_scale(),
            axis_parallel: matrix.keeps_axes(),
            layer,
            object: self.object,
            font,
            codes,
        });
    }

    fn glyphs(&mut self, font: &Font, bytes: &[u8], ink: &mut Bounds, codes: &mut Vec<u8>) {
        let (size, horizontal_scale) = (self.state.size, self.state.horizontal_scale);
        let scale = Matrix([size * horizontal_scale, 0.0, 0.0, size, 0.0, self.state.rise]);
        for code in font.codes(bytes) {
            let own = font.ink(code);
            if !own.is_empty() {
                *ink = ink.union(own.transformed(scale.then(self.text).then(self.state.matrix)));
            }
            let is_space = font.code_bytes == 1 && code == u32::from(b' ');
            let word = if is_space { self.state.word_spacing } else { 0.0 };
            self.advance((font.width(code) * size + self.state.spacing + word) * horizontal_scale);
        }
        codes.extend(bytes);
    }

    fn advance(&mut self, by: f32) {
        self.text = Matrix::translation(by, 0.0).then(self.text);
    }
}

/// An array of six numbers in the dictionary of a form.
fn six_numbers(form: &Stream<'_>, key: &str) -> Option<[f32; 6]> {
    let array = form.dict().get::<Array<'_>>(key)?;
    let all: Vec<f32> = array.iter::<f32>().collect();
    all.try_into().ok()
}

/// The layer of the marked-content sequence that `operation` begins, if it specifies one.
fn layer(operation: &Instruction<'_, '_>, resources: &Resources<'_>) -> Option<Layer> {
    let mut operands = operation.operands();
    let Some(Object::Name(tag)) = operands.next() else {
        return None;
    };
    if tag.as_str() != "Artifact" {
        return None;
    }
    let properties = match operands.next() {
        Some(Object::Dict(own)) => Some(own.clone()),
        Some(Object::Name(name)) => resources.properties.get::<Dict<'_>>(name),
        _ => None,
    };
    let value = |key: &str| {
        let name: Option<Name<'_>> = properties.as_ref()?.get(key);
        name.map(|name| name.as_str().to_owned())
    };
    match (value("Type").as_deref(), value("Subtype").as_deref()) {
        (Some("Background"), _) | (_, Some("Watermark")) => Some(Layer::Background),
        (Some("Pagination"), _) => Some(Layer::Running),
        (Some("Page"), _) => Some(Layer::Paper),
        _ => Some(Layer::Body),
    }
}

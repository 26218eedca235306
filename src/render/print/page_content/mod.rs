//! The content of a page, written shorter. Typst gives each text and each path a graphics state of its own
//! with a matrix that turns it upside down, and up to eight decimals to each number. Here they stand at
//! their places on the page, in hundredths of a point, and colours, fonts and lines are set where they
//! change.
//!
//! This module must not know what stands around the content in a PDF.

mod blocks;
mod number;
mod tokens;

use std::ops::Range;
use std::slice;

use blocks::{Block, Color, Path, Step, Text};
use number::Number;
use tokens::{Operand, Operation};

pub(super) use tokens::is_regular;

/// How many decimals numbers keep: a hundredth of a point is 4 µm, and a step of a colour is 1/255.
const PLACES: usize = 2;
const COLORS: usize = 3;

/// `content` with less; none where something is not as Typst writes it. What is not a text or a path in
/// plain colours is not touched.
pub(super) fn shorter(content: &[u8]) -> Option<Vec<u8>> {
    let operations = tokens::operations(content)?;
    let mut out = Vec::with_capacity(content.len() / 2);
    // What the next block may rely on.
    let mut open: Option<State<'_>> = None;
    for part in parts(&operations)? {
        let Some(blocks) = blocks::blocks(&operations[part.clone()]) else {
            close(&mut out, open.take());
            raw(&mut out, content, &operations[part]);
            continue;
        };
        let state = open.get_or_insert_with(|| {
            out.extend_from_slice(b"q\n");
            State::default()
        });
        // Marked texts that follow each other are in one text object, which holds marks in pairs only.
        let has_path = blocks.iter().any(|it| matches!(it, Block::Path(_)));
        if has_path {
            state.end_text(&mut out);
        } else {
            state.begin_text(&mut out);
        }
        for block in &blocks {
            if has_path && !matches!(block, Block::Text(_)) {
                state.end_text(&mut out);
            }
            match block {
                Block::Mark(mark) => raw(&mut out, content, slice::from_ref(mark)),
                Block::Text(text) => state.text(&mut out, text),
                Block::Path(path) => state.path(&mut out, path),
            }
        }
    }
    close(&mut out, open);
    (out.len() < content.len()).then_some(out)
}

/// Ends the graphics state that is open.
fn close(out: &mut Vec<u8>, open: Option<State<'_>>) {
    if let Some(mut state) = open {
        state.end_text(out);
        out.extend_from_slice(b"Q\n");
    }
}

/// The operations in parts each of which ends in the graphics state and in the marked sequence in which it
/// begins.
fn parts(operations: &[Operation<'_>]) -> Option<Vec<Range<usize>>> {
    let (mut parts, mut start, mut states, mut marks) = (Vec::new(), 0, 0, 0);
    for (at, operation) in operations.iter().enumerate() {
        match operation.operator {
            b"q" => states += 1,
            b"Q" => states -= 1,
            b"BDC" | b"BMC" => marks += 1,
            b"EMC" => marks -= 1,
            _ => {}
        }
        if states < 0 || marks < 0 {
            return None;
        }
        if states == 0 && marks == 0 {
            parts.push(start..at + 1);
            start = at + 1;
        }
    }
    // A state that is set outside all parts would hold for all that follow.
    let sets_nothing = |part: &Range<usize>| {
        part.len() > 1 || matches!(operations[part.start].operator, b"n" | b"MP" | b"DP")
    };
    (start == operations.len() && parts.iter().all(sets_nothing)).then_some(parts)
}

/// The operations as they stand in `content`.
fn raw(out: &mut Vec<u8>, content: &[u8], operations: &[Operation<'_>]) {
    if let [first, .., last] | [first @ last] = operations {
        out.extend_from_slice(&content[first.start..last.end]);
        out.push(b'\n');
    }
}

/// What is set.
struct State<'a> {
    fill: Option<Color<'a>>,
    stroke: Option<Color<'a>>,
    font: Option<(&'a [u8], f64)>,
    width: f64,
    limit: f64,
    /// Where the line of the text object that is open begins, in hundredths of a point.
    line: Option<[f64; 2]>,
}

impl Default for State<'_> {
    fn default() -> Self {
        Self { fill: None, stroke: None, font: None, width: 1.0, limit: 10.0, line: None }
    }
}

impl<'a> State<'a> {
    fn begin_text(&mut self, out: &mut Vec<u8>) {
        if self.line.is_none() {
            word(out, b"BT\n");
            self.line = Some([0.0; 2]);
        }
    }

    fn end_text(&mut self, out: &mut Vec<u8>) {
        if self.line.take().is_some() {
            word(out, b"ET\n");
        }
    }

    fn text(&mut self, out: &mut Vec<u8>, text: &Text<'a>) {
        set_color(out, &mut self.fill, &text.fill, ["cs", "scn"]);
        self.begin_text(out);
        if self.font != Some((text.font, text.size)) {
            out.extend_from_slice(text.font);
            write(out, &[text.size], 4, "Tf");
            self.font = Some((text.font, text.size));
        }
        let place = text.place.map(hundredths);
        let [x, y] = self.line.replace(place).unwrap_or_default();
        write(out, &[(place[0] - x) / 100.0, (place[1] - y) / 100.0], PLACES, "Td");
        show(out, text.shown);
        out.push(b'\n');
    }

    fn path(&mut self, out: &mut Vec<u8>, path: &Path<'a>) {
        if let Some(fill) = &path.fill {
            set_color(out, &mut self.fill, fill, ["cs", "scn"]);
        }
        if let Some((color, width, limit)) = &path.stroke {
            set_color(out, &mut self.stroke, color, ["CS", "SCN"]);
            let pen = [(&mut self.width, *width, "w"), (&mut self.limit, *limit, "M")];
            for (set, value, operator) in pen {
                if set.to_bits() != value.to_bits() {
                    *set = value;
                    write(out, &[value], COLORS, operator);
                }
            }
        }
        for step in &path.steps {
            match step {
                Step::Move(place) => write(out, place, PLACES, "m"),
                Step::Line(place) => write(out, place, PLACES, "l"),
                Step::Curve(places) => write(out, places.as_flattened(), PLACES, "c"),
                Step::Close => word(out, b"h"),
                Step::Rectangle([from, to]) => {
                    // Both corners are rounded: what meets on the page still does.
                    let [left, low] = from.map(hundredths);
                    let [right, high] = to.map(hundredths);
                    let corner_and_size = [left, low, right - left, high - low];
                    write(out, &corner_and_size.map(|it| it / 100.0), PLACES, "re");
                }
            }
        }
        word(out, path.paint);
        out.push(b'\n');
    }
}

/// Points in whole hundredths.
fn hundredths(points: f64) -> f64 {
    (points * 100.0).round()
}

fn set_color<'a>(
    out: &mut Vec<u8>,
    set: &mut Option<Color<'a>>,
    color: &Color<'a>,
    [space, components]: [&str; 2],
) {
    if set.as_ref() == Some(color) {
        return;
    }
    if set.as_ref().is_none_or(|set| set.0 != color.0) {
        out.extend_from_slice(color.0);
        word(out, space.as_bytes());
    }
    write(out, &color.1, COLORS, components);
    *set = Some(color.clone());
}

/// Strings with the moves between them, for a font of any kind.
fn show(out: &mut Vec<u8>, shown: &[Operand<'_>]) {
    let mut moved = false;
    let mut list = Vec::new();
    let mut text = Vec::new();
    for operand in shown {
        match operand {
            Operand::Text(more) => text.extend_from_slice(more),
            Operand::Number(number) => {
                let number = Number::new(*number, PLACES);
                if !number.is_zero() {
                    literal(&mut list, &std::mem::take(&mut text));
                    word(&mut list, number.as_bytes());
                    moved = true;
                }
            }
            Operand::Name(_) | Operand::List(_) | Operand::Other => {}
        }
    }
    if moved {
        out.push(b'[');
        out.append(&mut list);
        literal(out, &text);
        out.extend_from_slice(b"]TJ");
    } else if !text.is_empty() {
        literal(out, &text);
        out.extend_from_slice(b"Tj");
    }
}

/// The bytes as a string; nothing for none.
fn literal(out: &mut Vec<u8>, text: &[u8]) {
    if text.is_empty() {
        return;
    }
    out.push(b'(');
    for &byte in text {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            // A reader takes it for a line feed.
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

/// The numbers and the operator.
fn write(out: &mut Vec<u8>, numbers: &[f64], places: usize, operator: &str) {
    for value in numbers {
        word(out, Number::new(*value, places).as_bytes());
    }
    word(out, operator.as_bytes());
}

/// A number or an operator, set apart from the one before.
fn word(out: &mut Vec<u8>, word: &[u8]) {
    let is_in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'.');
    if out.last().is_some_and(is_in_word) {
        out.push(b' ');
    }
    out.extend_from_slice(word);
}

#[cfg(test)]
mod tests;

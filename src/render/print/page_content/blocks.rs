//! What Typst wraps in a graphics state of its own: a text, or a path that is filled or outlined.

use super::tokens::{Operand, Operation};

/// A colour: its space, and its components.
pub(super) type Color<'a> = (&'a [u8], Vec<f64>);

/// A part of a marked sequence that is drawn at its place on the page, without a matrix.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// The beginning or the end of a marked sequence.
    Mark(&'a Operation<'a>),
    Text(Text<'a>),
    Path(Path<'a>),
}

#[derive(Debug)]
pub(super) struct Text<'a> {
    pub fill: Color<'a>,
    pub font: &'a [u8],
    pub size: f64,
    /// Where it begins, in points from the lower left corner.
    pub place: [f64; 2],
    /// Strings, and how far what follows moves back.
    pub shown: &'a [Operand<'a>],
}

#[derive(Debug)]
pub(super) struct Path<'a> {
    pub fill: Option<Color<'a>>,
    /// Its colour, its width, and the limit of its mitres.
    pub stroke: Option<(Color<'a>, f64, f64)>,
    pub steps: Vec<Step>,
    /// The operator that paints it.
    pub paint: &'a [u8],
}

/// A step of a path, in points from the lower left corner.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    Move([f64; 2]),
    Line([f64; 2]),
    Curve([[f64; 2]; 3]),
    Close,
    /// Two opposite corners.
    Rectangle([[f64; 2]; 2]),
}

/// The blocks of `operations`; none if anything else is among them.
pub(super) fn blocks<'a>(operations: &'a [Operation<'a>]) -> Option<Vec<Block<'a>>> {
    let mut cursor = Cursor(operations);
    let mut blocks = Vec::new();
    while let Some((next, rest)) = cursor.0.split_first() {
        if matches!(next.operator, b"BDC" | b"BMC" | b"EMC") {
            blocks.push(Block::Mark(next));
            cursor.0 = rest;
        } else {
            blocks.push(cursor.block()?);
        }
    }
    Some(blocks)
}

struct Cursor<'a>(&'a [Operation<'a>]);

impl<'a> Cursor<'a> {
    /// The operands of the next operation, if it is `operator`.
    fn take(&mut self, operator: &[u8]) -> Option<&'a [Operand<'a>]> {
        let (next, rest) = self.0.split_first()?;
        (next.operator == operator).then(|| {
            self.0 = rest;
            &next.operands[..]
        })
    }

    fn block(&mut self) -> Option<Block<'a>> {
        self.take(b"q")?;
        let [1.0, 0.0, 0.0, -1.0, x, y] = numbers(self.take(b"cm")?)? else { return None };
        let fill = self.color(b"cs", b"scn")?;
        if self.take(b"BT").is_some() {
            return Some(Block::Text(self.text([x, y], fill?)?));
        }
        let stroke = match self.color(b"CS", b"SCN")? {
            Some(color) => {
                let [width] = numbers(self.take(b"w")?)?;
                let [limit] = numbers(self.take(b"M")?)?;
                Some((color, width, limit))
            }
            None => None,
        };
        self.path([x, y], fill, stroke).map(Block::Path)
    }

    /// A colour, if one is set here. None where it is not set as expected.
    #[expect(clippy::option_option, reason = "no colour is not a failure")]
    fn color(&mut self, space: &[u8], components: &[u8]) -> Option<Option<Color<'a>>> {
        let Some(space) = self.take(space) else { return Some(None) };
        let [Operand::Name(space)] = space else { return None };
        let components = self.take(components)?.iter().map(number).collect::<Option<_>>()?;
        Some(Some((*space, components)))
    }

    fn text(&mut self, place: [f64; 2], fill: Color<'a>) -> Option<Text<'a>> {
        let [0.0] = numbers(self.take(b"Tr")?)? else { return None };
        let [Operand::Name(font), Operand::Number(size)] = self.take(b"Tf")? else { return None };
        let [1.0, 0.0, 0.0, -1.0, 0.0, 0.0] = numbers(self.take(b"Tm")?)? else { return None };
        let shown = match self.take(b"Tj") {
            Some(shown) => shown,
            None => match self.take(b"TJ")? {
                [Operand::List(shown)] => shown,
                _ => return None,
            },
        };
        let is_shown = |it: &Operand<'_>| matches!(it, Operand::Text(_) | Operand::Number(_));
        self.take(b"ET")?;
        self.take(b"Q")?;
        let text = Text { fill, font, size: *size, place, shown };
        shown.iter().all(is_shown).then_some(text)
    }

    fn path(
        &mut self,
        [left, top]: [f64; 2],
        fill: Option<Color<'a>>,
        stroke: Option<(Color<'a>, f64, f64)>,
    ) -> Option<Path<'a>> {
        let mut steps = Vec::new();
        let paint = loop {
            let (next, rest) = self.0.split_first()?;
            self.0 = rest;
            let at = |[x, y]: [f64; 2]| [left + x, top - y];
            steps.push(match next.operator {
                b"m" => Step::Move(at(numbers(&next.operands)?)),
                b"l" => Step::Line(at(numbers(&next.operands)?)),
                b"c" => {
                    let places: [f64; 6] = numbers(&next.operands)?;
                    let (&[first, second, end], _) =
                        places.as_chunks::<2>().0.split_first_chunk()?;
                    Step::Curve([first, second, end].map(at))
                }
                b"h" => Step::Close,
                b"f" | b"f*" | b"S" | b"B" | b"B*" => break next.operator,
                _ => return None,
            });
        };
        self.take(b"Q")?;
        // What is painted must have its colour: what was set before is another one now.
        let is_filled = paint != b"S";
        let is_outlined = !paint.starts_with(b"f");
        let steps = rectangle(&steps).map_or(steps, |corners| vec![Step::Rectangle(corners)]);
        (is_filled == fill.is_some() && is_outlined == stroke.is_some()).then_some(Path {
            fill,
            stroke,
            steps,
            paint,
        })
    }
}

/// Two opposite corners of the rectangle that the steps go around, if they do.
fn rectangle(steps: &[Step]) -> Option<[[f64; 2]; 2]> {
    use Step::{Close, Line, Move};
    let [Move(a), Line(b), Line(c), Line(d), Close] = steps else { return None };
    let same = |one: f64, other: f64| (one - other).abs() < 1e-4;
    let turns = |[a, b, c, d]: [&[f64; 2]; 4]| {
        same(a[1], b[1]) && same(b[0], c[0]) && same(c[1], d[1]) && same(d[0], a[0])
    };
    (turns([a, b, c, d]) || turns([b, c, d, a])).then_some([*a, *c])
}

fn number(operand: &Operand<'_>) -> Option<f64> {
    if let Operand::Number(number) = operand { Some(*number) } else { None }
}

/// The operands as exactly so many numbers.
fn numbers<const N: usize>(operands: &[Operand<'_>]) -> Option<[f64; N]> {
    let operands: &[Operand<'_>; N] = operands.try_into().ok()?;
    let mut numbers = [0.0; N];
    for (number, operand) in numbers.iter_mut().zip(operands) {
        *number = self::number(operand)?;
    }
    Some(numbers)
}

//! Transformations and boxes of a PDF's content, in points from the lower left.

use hayro_syntax::content::Instruction;
use hayro_syntax::object::Object;

/// A transformation as PDF writes it: `a b c d e f`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// The operands of an operator that takes a matrix.
    pub fn read(operation: &Instruction<'_, '_>) -> Self {
        Self(numbers(operation))
    }

    /// A move by `x` and `y`.
    pub const fn shift(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one, and `next` after it.
    pub fn then(self, next: Self) -> Self {
        let (own, next) = (self.0, next.0);
        let mut joined = [0.0; 6];
        for (at, value) in joined.iter_mut().enumerate() {
            let (x, y) = (own[at & !1], own[at | 1]);
            *value = x * next[at & 1] + y * next[2 + (at & 1)];
        }
        joined[4] += next[4];
        joined[5] += next[5];
        Self(joined)
    }

    /// Where it takes the point.
    pub fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let own = self.0;
        (own[0] * x + own[2] * y + own[4], own[1] * x + own[3] * y + own[5])
    }

    /// Whether what is upright, or lies on its side, still is or does.
    pub fn keeps_axes(self) -> bool {
        let [a, b, c, d, ..] = self.0;
        let small = |value: f32| value.abs() < 1e-3 * (a.abs() + b.abs() + c.abs() + d.abs());
        small(a) && small(d) || small(b) && small(c)
    }

    /// By how much it makes heights larger.
    pub fn height(self) -> f32 {
        self.0[2].hypot(self.0[3])
    }
}

/// The first numbers of an operator's operands; 0 where there are fewer.
pub(super) fn numbers<const N: usize>(operation: &Instruction<'_, '_>) -> [f32; N] {
    let mut values = [0.0; N];
    for (value, operand) in values.iter_mut().zip(operation.operands()) {
        if let Object::Number(number) = operand {
            *value = number.as_f32();
        }
    }
    values
}

/// A box whose sides are parallel to those of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub left: f32,
    pub bottom: f32,
    pub right: f32,
    pub top: f32,
}

impl Bounds {
    /// The box that holds nothing.
    pub const EMPTY: Self =
        Self { left: f32::MAX, bottom: f32::MAX, right: f32::MIN, top: f32::MIN };

    /// The box that holds everything.
    pub const ALL: Self = Self { left: f32::MIN, bottom: f32::MIN, right: f32::MAX, top: f32::MAX };

    pub fn is_empty(self) -> bool {
        self.left > self.right || self.bottom > self.top
    }

    pub fn with_point(self, (x, y): (f32, f32)) -> Self {
        Self {
            left: self.left.min(x),
            bottom: self.bottom.min(y),
            right: self.right.max(x),
            top: self.top.max(y),
        }
    }

    pub fn and(self, other: Self) -> Self {
        if other.is_empty() {
            return self;
        }
        self.with_point((other.left, other.bottom)).with_point((other.right, other.top))
    }

    pub fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// The box around it after `matrix`.
    pub fn moved(self, matrix: Matrix) -> Self {
        let corners = [
            (self.left, self.bottom),
            (self.right, self.bottom),
            (self.left, self.top),
            (self.right, self.top),
        ];
        let moved = corners.map(|(x, y)| matrix.apply(x, y));
        moved.into_iter().fold(Self::EMPTY, Self::with_point)
    }

    /// How far it reaches over the sides of `other`.
    pub fn beyond(self, other: Self) -> f32 {
        let sides = [
            other.left - self.left,
            other.bottom - self.bottom,
            self.right - other.right,
            self.top - other.top,
        ];
        sides.into_iter().fold(f32::MIN, f32::max)
    }
}

//! Transformation matrices and bounding boxes of PDF content, in points from the lower left
//! corner.

use hayro_syntax::content::Instruction;
use hayro_syntax::object::Object;

/// A PDF transformation matrix: `a b c d e f`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// The matrix operand of an operator.
    pub fn read(operation: &Instruction<'_, '_>) -> Self {
        Self(numbers(operation))
    }

    /// A translation by `x` and `y`.
    pub const fn translation(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// The product: this matrix, followed by `next`.
    pub fn then(self, next: Self) -> Self {
        let (own, next) = (self.0, next.0);
        let mut product = [0.0; 6];
        for (at, value) in product.iter_mut().enumerate() {
            let (x, y) = (own[at & !1], own[at | 1]);
            *value = x * next[at & 1] + y * next[2 + (at & 1)];
        }
        product[4] += next[4];
        product[5] += next[5];
        Self(product)
    }

    /// The transformed point.
    pub fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let own = self.0;
        (own[0] * x + own[2] * y + own[4], own[1] * x + own[3] * y + own[5])
    }

    /// Whether axis-parallel lines stay axis-parallel.
    pub fn keeps_axes(self) -> bool {
        let [a, b, c, d, ..] = self.0;
        let small = |value: f32| value.abs() < 1e-3 * (a.abs() + b.abs() + c.abs() + d.abs());
        small(a) && small(d) || small(b) && small(c)
    }

    /// The scale factor of heights.
    pub fn vertical_scale(self) -> f32 {
        self.0[2].hypot(self.0[3])
    }
}

/// The first `N` operands of an operator as numbers; missing ones are 0.
pub(super) fn numbers<const N: usize>(operation: &Instruction<'_, '_>) -> [f32; N] {
    let mut values = [0.0; N];
    for (value, operand) in values.iter_mut().zip(operation.operands()) {
        if let Object::Number(number) = operand {
            *value = number.as_f32();
        }
    }
    values
}

/// An axis-parallel bounding box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub left: f32,
    pub bottom: f32,
    pub right: f32,
    pub top: f32,
}

impl Bounds {
    /// The empty box.
    pub const EMPTY: Self =
        Self { left: f32::MAX, bottom: f32::MAX, right: f32::MIN, top: f32::MIN };

    /// The unlimited box.
    pub const ALL: Self = Self { left: f32::MIN, bottom: f32::MIN, right: f32::MAX, top: f32::MAX };

    pub fn is_empty(self) -> bool {
        self.left > self.right || self.bottom > self.top
    }

    /// The smallest box around this one and a point.
    pub fn with_point(self, (x, y): (f32, f32)) -> Self {
        Self {
            left: self.left.min(x),
            bottom: self.bottom.min(y),
            right: self.right.max(x),
            top: self.top.max(y),
        }
    }

    /// The smallest box around both.
    pub fn union(self, other: Self) -> Self {
        if other.is_empty() {
            return self;
        }
        self.with_point((other.left, other.bottom)).with_point((other.right, other.top))
    }

    /// The part of the box inside `other`.
    pub fn intersection(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// The bounding box of the box transformed by `matrix`.
    pub fn transformed(self, matrix: Matrix) -> Self {
        let corners = [
            (self.left, self.bottom),
            (self.right, self.bottom),
            (self.left, self.top),
            (self.right, self.top),
        ];
        let corners = corners.map(|(x, y)| matrix.apply(x, y));
        corners.into_iter().fold(Self::EMPTY, Self::with_point)
    }

    /// The largest distance by which the box extends beyond a side of `other`; negative if it does
    /// not.
    pub fn overhang(self, other: Self) -> f32 {
        let sides = [
            other.left - self.left,
            other.bottom - self.bottom,
            self.right - other.right,
            self.top - other.top,
        ];
        sides.into_iter().fold(f32::MIN, f32::max)
    }
}

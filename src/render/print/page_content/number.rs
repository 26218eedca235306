//! Numbers of a content stream. A page has tens of thousands of them, and to read and to write them as
//! the standard library does would be a third of the work.

/// The most digits of a number that is read: so many make a whole number that is exact.
const DIGITS: usize = 15;

/// The powers of ten that such a number is divided by, all exact.
const TENS: [f64; DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The number that `word` is; none where it has more digits, or is not written with digits and one point.
pub(super) fn read(word: &[u8]) -> Option<f64> {
    let digits = word.strip_prefix(b"-").or_else(|| word.strip_prefix(b"+")).unwrap_or(word);
    let (mut whole, mut read, mut point) = (0u64, 0, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' if read < DIGITS => {
                whole = whole * 10 + u64::from(byte - b'0');
                read += 1;
            }
            b'.' if point.is_none() => point = Some(read),
            _ => return None,
        }
    }
    let decimals = read - point.unwrap_or(read);
    let value = whole as f64 / TENS[decimals];
    (read > 0).then_some(if word.starts_with(b"-") { -value } else { value })
}

/// A number as it is written: no zeros and no point that it does not need.
pub(super) struct Number {
    bytes: [u8; DIGITS + 8],
    start: usize,
}

impl Number {
    /// `value` with `places` decimals at most.
    pub fn new(value: f64, places: usize) -> Self {
        let scaled = (value * TENS[places]).round() as i64;
        let (mut left, mut places) = (scaled.unsigned_abs(), places);
        while places > 0 && left.is_multiple_of(10) {
            left /= 10;
            places -= 1;
        }
        let mut number = Self { bytes: [0; DIGITS + 8], start: DIGITS + 8 };
        for _ in 0..places {
            number.push(b'0' + (left % 10) as u8);
            left /= 10;
        }
        if places > 0 {
            number.push(b'.');
        }
        while left > 0 {
            number.push(b'0' + (left % 10) as u8);
            left /= 10;
        }
        if scaled < 0 {
            number.push(b'-');
        }
        if scaled == 0 {
            number.push(b'0');
        }
        number
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.as_bytes() == b"0"
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    fn push(&mut self, byte: u8) {
        self.start -= 1;
        self.bytes[self.start] = byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for n in 0u32..20_000 {
            let value =
                f64::from(n.wrapping_mul(2_654_435_761).cast_signed()) / TENS[n as usize % 10];
            let text = format!("{value:.*}", n as usize % 6);
            assert_eq!(read(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for (text, expected) in [
            (".5", Some(0.5)),
            ("-.5", Some(-0.5)),
            ("+4.", Some(4.0)),
            ("", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("1e5", None),
            ("1-2", None),
            ("1234567890.123456", None),
        ] {
            assert_eq!(read(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_short() {
        for (value, places, expected) in [
            (0.0, 2, "0"),
            (-0.001, 2, "0"),
            (0.5, 2, ".5"),
            (-0.25, 2, "-.25"),
            (0.05, 2, ".05"),
            (12.999, 2, "13"),
            (100.0, 2, "100"),
            (841.89, 2, "841.89"),
            (-1200.0, 0, "-1200"),
            (0.1255, 3, ".126"),
        ] {
            let number = Number::new(value, places);
            assert_eq!(std::str::from_utf8(number.as_bytes()), Ok(expected));
        }
    }
}

//! The operations of a content stream, with their operands.

use super::number;

/// What an operator is given.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand<'a> {
    Number(f64),
    /// With its slash.
    Name(&'a [u8]),
    /// The bytes of a string, without escapes.
    Text(Vec<u8>),
    List(Vec<Self>),
    /// A dictionary or a word, which nothing here reads.
    Other,
}

/// An operator with its operands.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub operator: &'a [u8],
    pub operands: Vec<Operand<'a>>,
    /// The bytes at which its operands begin and its operator ends.
    pub start: usize,
    pub end: usize,
}

/// The operations of `content`; none where something is not as Typst writes it, such as a picture within
/// the stream or a comment.
pub(super) fn operations(content: &[u8]) -> Option<Vec<Operation<'_>>> {
    let mut reader = Reader { content, at: 0 };
    let (mut operations, mut operands) = (Vec::new(), Vec::new());
    let mut start = None;
    while let Some(first) = reader.first() {
        let here = reader.at;
        if is_regular(first) && !starts_number(first) {
            let operator = reader.word();
            if operator == b"BI" {
                return None;
            }
            let operands = std::mem::take(&mut operands);
            let start = start.take().unwrap_or(here);
            operations.push(Operation { operator, operands, start, end: reader.at });
        } else {
            start = start.or(Some(here));
            operands.push(reader.operand(first)?);
        }
    }
    operands.is_empty().then_some(operations)
}

struct Reader<'a> {
    content: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// The first byte after white space; none at the end.
    fn first(&mut self) -> Option<u8> {
        let rest = &self.content[self.at..];
        self.at += rest.iter().take_while(|byte| is_space(**byte)).count();
        self.content.get(self.at).copied()
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = &self.content[self.at..];
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        &rest[..length]
    }

    fn operand(&mut self, first: u8) -> Option<Operand<'a>> {
        match first {
            b'/' => {
                let start = self.at;
                self.at += 1;
                self.word();
                Some(Operand::Name(&self.content[start..self.at]))
            }
            b'(' => self.literal().map(Operand::Text),
            b'[' => {
                self.at += 1;
                self.until(b"]").map(Operand::List)
            }
            b'<' if self.content.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                self.until(b">>").map(|_| Operand::Other)
            }
            b'<' => self.hexadecimal().map(Operand::Text),
            _ if is_regular(first) => {
                let word = self.word();
                if !starts_number(first) {
                    return Some(Operand::Other);
                }
                number::read(word).map(Operand::Number)
            }
            _ => None,
        }
    }

    /// The operands up to `end`.
    fn until(&mut self, end: &[u8]) -> Option<Vec<Operand<'a>>> {
        let mut operands = Vec::new();
        loop {
            let first = self.first()?;
            if self.content[self.at..].starts_with(end) {
                self.at += end.len();
                return Some(operands);
            }
            operands.push(self.operand(first)?);
        }
    }

    /// A string in parentheses, which may hold pairs of them.
    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut depth) = (Vec::new(), 0);
        loop {
            let byte = *self.content.get(self.at)?;
            self.at += 1;
            match byte {
                b'\\' => self.escaped(&mut text)?,
                // A line end may be written in several ways, and means the same.
                b'\r' => return None,
                b')' if depth == 0 => return Some(text),
                _ => {
                    depth += i32::from(byte == b'(') - i32::from(byte == b')');
                    text.push(byte);
                }
            }
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = *self.content.get(self.at)?;
        self.at += 1;
        text.push(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'(' | b')' | b'\\' => byte,
            b'0'..=b'7' => {
                let digits = self.content[self.at..].iter().take(2);
                let more = digits.take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let digits = &self.content[self.at - 1..self.at + more];
                self.at += more;
                let value =
                    digits.iter().fold(0, |value, digit| value * 8 + u32::from(digit - b'0'));
                u8::try_from(value).ok()?
            }
            _ => return None,
        });
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        let rest = &self.content[self.at + 1..];
        let digits = &rest[..rest.iter().position(|byte| *byte == b'>')?];
        self.at += digits.len() + 2;
        let (pairs, []) = digits.as_chunks::<2>() else { return None };
        let value = |digit: u8| char::from(digit).to_digit(16);
        let byte = |[high, low]: &[u8; 2]| u8::try_from(value(*high)? * 16 + value(*low)?).ok();
        pairs.iter().map(byte).collect()
    }
}

const fn starts_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

/// Whether the byte is neither white space nor a delimiter.
pub(in crate::render::print) const fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}
